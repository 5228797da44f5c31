"""Every sentence is accounted for, and no predicate carries too much."""

from __future__ import annotations

import pyoxigraph
import pytest

from cakg.checking.coverage import Coverage, faults, measure
from cakg.store import LocalStore
from cakg.vocabulary import PREFIXES

HEADER = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
ONTOLOGY = """
    cakg:Article rdfs:subClassOf cakg:Source .
    cakg:supplied a cakg:Predicate .
    cakg:visited a cakg:Predicate .
    source:a a cakg:Article ; cakg:shortName "A 2022" .
"""


def passage(number: int, paragraph: int = 1, sentence: int | None = None, rest: str = "") -> str:
    """Return a passage of ten characters, the one after its neighbour, with whatever *rest* adds."""
    start = (number - 1) * 11
    return (
        f"passage:a-{number} a cakg:Passage ; cakg:source source:a ; cakg:paragraph {paragraph} ;"
        f" cakg:sentence {sentence or number} ; cakg:start {start} ; cakg:end {start + 10} {rest} .\n"
    )


def claimed(number: int, *statements: str) -> str:
    """Return a claim at a passage that affirms *statements*."""
    return f"claim:a-{number} a cakg:Claim ; cakg:passage passage:a-{number} ; cakg:affirms {', '.join(statements)} .\n"


def measured(turtle: str) -> Coverage:
    """Return the figures of a few lines of Turtle."""
    store = pyoxigraph.Store()
    store.load((HEADER + ONTOLOGY + turtle).encode(), pyoxigraph.RdfFormat.TURTLE)
    return measure(LocalStore(store))


def problems(turtle: str) -> list[str]:
    """Return what the figures of a few lines of Turtle show to be wrong."""
    return [fault.problem for fault in faults(measured(turtle), {})]


def test_sentences_claims_and_statements_are_counted() -> None:
    """The mean is over the sentences that carry claims; a statement counts once a sentence."""
    coverage = measured(
        passage(1)
        + passage(2)
        + passage(3, rest="; cakg:carriesNoClaim reason:byline")
        + claimed(1, "stmt:s", "stmt:t", "stmt:u")
        + "claim:more a cakg:Claim ; cakg:passage passage:a-1 ; cakg:denies stmt:s ."
        + claimed(2, "stmt:s")
    )
    (article,) = coverage.articles

    assert (article.name, article.short_name) == ("source:a", "A 2022")
    assert (len(article.sentences), len(article.told), article.claims) == (3, 2, 3)
    assert (article.mean_statements, article.most_statements) == (2.0, 3)
    assert [(one.name, one.reason) for one in article.silent] == [("passage:a-3", "reason:byline")]
    assert coverage.claims == 3


def test_predicates_and_topics_are_listed_by_use() -> None:
    """The most used come first, and those that nobody uses are there too."""
    coverage = measured(
        """id:t a cakg:Topic . id:u a cakg:Topic .
           stmt:s a cakg:Statement ; rdf:subject id:t ; rdf:predicate cakg:visited ; cakg:respect id:t .
           stmt:t a cakg:Statement ; rdf:subject id:a ; rdf:predicate cakg:visited ; rdf:object id:u .
           stmt:u a cakg:Statement ; rdf:subject id:u ."""
    )

    assert coverage.predicates == (("cakg:visited", 2), ("cakg:supplied", 0))
    assert coverage.topics == (("id:u", 2), ("id:t", 1))
    assert coverage.statements == 3


def test_a_graph_without_articles_has_figures() -> None:
    """Nothing is nothing: no article, no fault."""
    assert measured("").articles == ()
    assert problems("") == []


def test_a_sentence_without_claim_and_reason_is_a_fault() -> None:
    """Every sentence is encoded, or says why it is not."""
    turtle = passage(1) + passage(2) + passage(3, rest="; cakg:carriesNoClaim reason:question") + claimed(1, "stmt:s")

    assert problems(turtle) == ["passage:a-2 has no claim and no reason for having none"]


@pytest.mark.parametrize("silent, fault", [(12, False), (13, True)])
def test_few_sentences_may_carry_no_claim(silent: int, fault: bool) -> None:
    """A reason is cheap, so their number is limited."""
    turtle = "".join(passage(number, rest="; cakg:carriesNoClaim reason:byline") for number in range(1, silent + 1))

    assert problems(turtle) == ([f"{silent} sentences carry no claim; at most 12 may"] if fault else [])


@pytest.mark.parametrize(
    "numbers, at_fault",
    [
        ([(1, 1), (1, 2), (2, 1), (3, 1)], []),
        ([(1, 1), (1, 3)], ["passage:a-2 has the numbers 1, 3 and comes after 1, 1"]),
        ([(1, 1), (2, 2)], ["passage:a-2 has the numbers 2, 2 and comes after 1, 1"]),
        ([(1, 1), (3, 1)], ["passage:a-2 has the numbers 3, 1 and comes after 1, 1"]),
        ([(1, 1), (1, 1)], ["passage:a-2 has the numbers 1, 1 and comes after 1, 1"]),
        ([(1, 2)], ["passage:a-1 has the numbers 1, 2 and comes after 0, 0"]),
        ([(2, 1)], ["passage:a-1 has the numbers 2, 1 and comes after 0, 0"]),
    ],
)
def test_sentences_are_numbered_without_gaps(numbers: list[tuple[int, int]], at_fault: list[str]) -> None:
    """A gap in the numbers is a sentence that nobody has looked at."""
    turtle = "".join(
        passage(at, paragraph, sentence) + claimed(at, "stmt:s") for at, (paragraph, sentence) in enumerate(numbers, 1)
    )

    assert problems(turtle) == at_fault


def test_every_stretch_of_the_text_belongs_to_a_passage() -> None:
    """A sentence that was left out shows in the offsets, at the end of the text too."""
    turtle = passage(1) + claimed(1, "stmt:s") + passage(3, sentence=2) + claimed(3, "stmt:s")

    assert problems(turtle + "source:a cakg:textLength 32 .") == [
        "the 12 characters between passage:a-1 and passage:a-3 belong to no passage"
    ]
    assert problems(turtle + "source:a cakg:textLength 40 .")[1:] == [
        "the 8 characters between passage:a-3 and the end belong to no passage"
    ]


@pytest.mark.parametrize(
    "predicate, uses, others, expected",
    [
        ("cakg:visited", 6, 44, ["cakg:visited carries 6 of 50 statements, more than one in 10"]),
        ("cakg:visited", 5, 45, []),
        ("cakg:visited", 6, 43, []),
        ("cakg:recognised", 20, 30, []),
    ],
    ids=["too many", "a tenth", "too few to tell", "a position"],
)
def test_no_predicate_carries_too_much(predicate: str, uses: int, others: int, expected: list[str]) -> None:
    """One predicate for everything says nothing; votes and positions are many by their nature."""
    turtle = "cakg:recognised a cakg:Predicate ; cakg:position true .\n"
    for number in range(uses):
        turtle += f"stmt:a{number} a cakg:Statement ; rdf:predicate {predicate} .\n"
    for number in range(others):
        turtle += f"cakg:p{number} a cakg:Predicate .\n"
        turtle += f"stmt:b{number} a cakg:Statement ; rdf:predicate cakg:p{number} .\n"

    assert problems(turtle) == expected


def test_a_fault_names_the_line_of_its_passage() -> None:
    """The place is where the passage is introduced."""
    (fault,) = faults(measured(passage(1)), {"passage:a-1": "graph/articles/a.ttl:9"})

    assert fault.place == "graph/articles/a.ttl:9"

"""What became of each sentence, and how often each predicate and topic is used, is counted."""

from __future__ import annotations

import pyoxigraph

from cakg.quality.coverage import Coverage, measure
from cakg.store.local import LocalStore
from cakg.vocabulary import PREFIXES

HEADER = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
ONTOLOGY = """
    cakg:Article rdfs:subClassOf cakg:Source .
    cakg:supplied a cakg:Predicate .
    cakg:visited a cakg:Predicate .
    source:a a cakg:Article ; cakg:shortName "A 2022" .
"""


def passage(number: int, rest: str = "") -> str:
    """Return a passage with whatever *rest* adds."""
    return f"passage:a-{number} a cakg:Passage ; cakg:source source:a ; cakg:start {number} {rest} .\n"


def claimed(number: int, *statements: str) -> str:
    """Return a claim at a passage that affirms *statements*."""
    return f"claim:a-{number} a cakg:Claim ; cakg:passage passage:a-{number} ; cakg:affirms {', '.join(statements)} .\n"


def measured(turtle: str) -> Coverage:
    """Return the figures of a few lines of Turtle."""
    store = pyoxigraph.Store()
    store.load((HEADER + ONTOLOGY + turtle).encode(), pyoxigraph.RdfFormat.TURTLE)
    return measure(LocalStore(store))


def test_sentences_claims_and_statements_are_counted() -> None:
    """The mean is over the sentences that carry claims; a statement counts once a sentence."""
    coverage = measured(
        passage(1)
        + passage(2)
        + passage(3, rest="; cakg:noClaimReason reason:byline")
        + claimed(1, "stmt:s", "stmt:t", "stmt:u")
        + "claim:more a cakg:Claim ; cakg:passage passage:a-1 ; cakg:denies stmt:s ."
        + claimed(2, "stmt:s")
    )
    (article,) = coverage.articles

    assert (article.name, article.short_name) == ("source:a", "A 2022")
    assert (len(article.sentences), article.claims, article.statements) == (3, 3, (2.0, 3))
    assert [(one.name, one.reason) for one in article.silent] == [("passage:a-3", "reason:byline")]


def test_predicates_and_topics_are_listed_by_use() -> None:
    """The most used come first, and those that nobody uses are there too."""
    coverage = measured(
        """id:t a cakg:Topic . id:u a cakg:Topic .
           stmt:s a cakg:Statement ; rdf:subject id:t ; rdf:predicate cakg:visited ; cakg:respect id:t .
           stmt:t a cakg:Statement ; rdf:subject id:a ; rdf:predicate cakg:visited ; rdf:object id:u .
           stmt:u a cakg:Statement ; rdf:subject id:u ."""
    )

    assert [*coverage.predicates.items()] == [("cakg:visited", 2), ("cakg:supplied", 0)]
    assert [*coverage.topics.items()] == [("id:u", 2), ("id:t", 1)]


def test_a_graph_without_articles_has_figures() -> None:
    """Nothing is nothing: no article, no claim."""
    assert measured("").articles == ()
    assert measured("").topics == {}

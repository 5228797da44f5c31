"""The wording of claims: speaker, mode, hedge, condition, reporting source, time and place."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cakg.graph import KnowledgeGraph
from cakg.model.claims import numbered
from cakg.model.phrases import in_sentence
from cakg.model.records import Records
from cakg.paths import shipped
from cakg.store.local import LocalStore
from cakg.store.protocol import Engine
from cakg.vocabulary import CLAIM, ID, SOURCE, STMT


def test_an_unnamed_author_is_replaced_by_the_publisher(small_engine: Engine) -> None:
    """The text does not name the writer."""
    found = Records(small_engine).sources
    assert found[SOURCE["summary"]].author == "The Agency"
    assert found[SOURCE["comment"]].author == "Sam Scholar"
    assert found[SOURCE["summary"]].reports_on == (SOURCE["essay"],)


def test_an_unknown_date_keeps_its_wording(small_engine: Engine) -> None:
    """The source's wording is shown instead of a day."""
    found = Records(small_engine).sources
    assert found[SOURCE["summary"]].date == "26 December 2022"
    assert found[SOURCE["comment"]].date == "undated, about January 2023"


@pytest.mark.parametrize(
    "claim, through",
    [
        ("attack", ""),
        ("falling", "Ana Lyst, as reported by The Agency"),
        ("denial", "Government of Tajikistan, as reported by The Agency, which reports on a work by Ana Lyst"),
    ],
)
def test_a_claim_names_those_who_report_it(small_engine: Engine, claim: str, through: str) -> None:
    """An author has no reporter, the author of the reported work has one, and a third party has two."""
    assert Records(small_engine).claims([CLAIM[claim]])[CLAIM[claim]].via == through


def test_an_unknown_claim_is_left_out(small_engine: Engine) -> None:
    """It is not an error."""
    assert Records(small_engine).claims([CLAIM["none"]]) == {}


def test_equal_citations_share_a_number(small_engine: Engine) -> None:
    """Two claims of one speaker in one sentence have one citation."""
    found = Records(small_engine).claims([CLAIM["falling"], CLAIM["distance"], CLAIM["attack"]])
    assert sorted(numbered(found.values()).values()) == [1, 2]


def test_a_label_loses_its_capital_inside_a_sentence() -> None:
    """A name keeps it."""
    assert in_sentence("The author of the comment") == "the author of the comment"
    assert in_sentence("Temur Umarov") == "Temur Umarov"


def test_a_summarys_own_claim_names_the_summarised_author(graph_of: Callable[[str], LocalStore]) -> None:
    """The speaker is the writer of the summary, who reports on another work."""
    engine = graph_of("""
        id:writer a cakg:Person , cakg:Unnamed ; rdfs:label "the writer"@en .
        id:author a cakg:Person ; rdfs:label "Ana Lyst"@en .
        source:essay a cakg:Article ; cakg:shortName "Essay" ; cakg:author id:author .
        source:summary a cakg:Article ; cakg:shortName "Summary" ; cakg:author id:writer ; cakg:reportsOn source:essay .
        passage:1 a cakg:Passage ; cakg:source source:summary ; cakg:paragraph 1 ; cakg:sentence 1 .
        claim:1 a cakg:Claim ; cakg:speaker id:writer ; cakg:passage passage:1 ; cakg:mode mode:asserted .
    """)

    assert Records(engine).claims([CLAIM["1"]])[CLAIM["1"]].via == "the writer, reporting on a work by Ana Lyst"


def test_a_row_of_a_dataset_is_cited_by_its_record_with_its_evidence(
    graph_of: Callable[[str], LocalStore],
) -> None:
    """The label of a row has its record; the citation has its address and evidence."""
    engine = graph_of("""
        id:compiler a cakg:Person ; rdfs:label "Ana Lyst"@en .
        source:votes a cakg:Dataset ; cakg:shortName "Lyst 2020" ; cakg:author id:compiler ; dcterms:title "Votes"@en ;
            cakg:earliest "2020-01-01"^^xsd:date ; cakg:latest "2020-12-31"^^xsd:date ;
            cakg:coversFrom "1992-01-01"^^xsd:date ; cakg:coversUntil "2019-12-31"^^xsd:date ;
            schema:url "https://example.org/votes"^^xsd:anyURI .
        passage:votes-1-kaz a cakg:Row ; cakg:source source:votes ; cakg:record "rcid 1, KAZ" ;
            schema:url "https://example.org/votes/1"^^xsd:anyURI ; cakg:evidence <https://example.org/report> .
        claim:1 a cakg:Claim ; cakg:speaker id:compiler ; cakg:passage passage:votes-1-kaz ; cakg:mode mode:asserted .
    """)

    said = Records(engine).claims([CLAIM["1"]])[CLAIM["1"]]

    assert said.passage.label == "Lyst 2020, rcid 1, KAZ"
    assert said.passage.source.named_with_date == "Lyst 2020 (2020, data for 1992 to 2019, no licence stated)"
    assert said.citation == (
        "Ana Lyst, “Votes”, 2020, https://example.org/votes/1, rcid 1, KAZ."
        " No licence stated. Evidence cited in the row: https://example.org/report"
    )
    labels = "SELECT ?label { VALUES ?node { passage:votes-1-kaz claim:1 } ?node rdfs:label ?label } ORDER BY ?label"
    assert [row["label"].value for row in engine.select(labels).dicts()] == [
        "Claim at Lyst 2020, rcid 1, KAZ",
        "Lyst 2020, rcid 1, KAZ",
    ]


CONDITIONS = """
    id:a a cakg:State ; rdfs:label "A"@en . id:b a cakg:State ; rdfs:label "B"@en .
    id:w a cakg:Person ; rdfs:label "W"@en .
    source:x a cakg:Article ; cakg:shortName "X" ; cakg:author id:w ;
        cakg:earliest "2023-01-01"^^xsd:date ; cakg:latest "2023-01-31"^^xsd:date .
    passage:1 a cakg:Passage ; cakg:source source:x ; cakg:paragraph 4 ; cakg:sentence 2 .
    stmt:war a cakg:Statement , rdf:Statement ; rdfs:label "War between A and B"@en ;
        rdf:subject id:a ; rdf:predicate cakg:attacked ; rdf:object id:b .
    stmt:peace a cakg:Statement , rdf:Statement ; rdfs:label "Alliance of A with B"@en ;
        rdf:subject id:a ; rdf:predicate cakg:alliedWith ; rdf:object id:b .
    stmt:supply a cakg:Statement , rdf:Statement ; rdfs:label "Supply from A to B"@en ;
        rdf:subject id:a ; rdf:predicate cakg:supplied ; rdf:object id:b ;
        cakg:earliest "2022-03-01"^^xsd:date ; cakg:latest "2022-12-26"^^xsd:date .
    claim:1 a cakg:Claim ; cakg:affirms stmt:supply ; cakg:mode mode:forecast ; cakg:hedge hedge:possible ;
        cakg:wording "may"@en ; cakg:condition stmt:war ; cakg:unless stmt:peace ; cakg:speaker id:w ;
        cakg:passage passage:1 .
"""


def test_a_claim_keeps_its_hedge_and_both_kinds_of_condition(graph_of: Callable[[str], LocalStore]) -> None:
    """Text and JSON have them in the order mode, hedge, if, unless."""
    page = KnowledgeGraph(graph_of(CONDITIONS), shipped()).about("stmt:supply")

    (claim,) = page.sections[0].statements[0].claims
    assert claim.line.replace("\u00a0", " ") == (
        "affirmed by W (forecast, “may”, if this holds: War between A and B; unless this holds: Alliance of A with B)"
        ": X 4.2"
    )
    assert claim.as_json()["condition"] == (
        "if this holds: War between A and B; unless this holds: Alliance of A with B"
    )
    assert claim.as_json()["hedge"] == "may"


def test_a_statement_is_shown_with_both_bounds_of_its_time(graph_of: Callable[[str], LocalStore]) -> None:
    """The first and the last day are not exchanged."""
    page = KnowledgeGraph(graph_of(CONDITIONS), shipped()).about("stmt:supply")

    assert page.sections[0].statements[0].title == "Supply from A to B [conditional], 1 March to 26 December 2022"
    assert (page.sections[0].statements[0].earliest, page.sections[0].statements[0].latest) == (
        "2022-03-01",
        "2022-12-26",
    )


def test_a_row_cites_the_claim_at_its_own_passage(graph_of: Callable[[str], LocalStore]) -> None:
    """Other claims about the statement or at the passage have their own rows."""
    engine = graph_of(
        CONDITIONS
        + """
        passage:2 a cakg:Passage ; cakg:source source:x ; cakg:paragraph 5 ; cakg:sentence 1 .
        claim:2 a cakg:Claim ; cakg:affirms stmt:supply ; cakg:mode mode:asserted ; cakg:speaker id:w ;
            cakg:passage passage:2 .
        claim:3 a cakg:Claim ; cakg:affirms stmt:war ; cakg:mode mode:asserted ; cakg:speaker id:w ;
            cakg:passage passage:1 .
        """
    )
    answer = KnowledgeGraph(engine, shipped()).ask("everything-about", thing="B")

    cited = {(row["statement"], row["passage"]): claims for row, claims in zip(answer.rows, answer.claims, strict=True)}
    assert cited == {
        ("Supply from A to B", "X 4.2"): (CLAIM["1"],),
        ("Supply from A to B", "X 5.1"): (CLAIM["2"],),
        ("War between A and B", "X 4.2"): (CLAIM["3"],),
    }


def test_a_claim_that_leaves_a_statement_open_is_shown(graph_of: Callable[[str], LocalStore]) -> None:
    """The claim is on the statement's page, in answers and in the network."""
    engine = graph_of(
        CONDITIONS
        + """
        claim:4 a cakg:Claim ; cakg:leavesOpen stmt:war ; cakg:mode mode:asserted ; cakg:speaker id:w ;
            cakg:passage passage:1 .
        """
    )
    kg = KnowledgeGraph(engine, shipped())

    assert [claim.polarity for claim in kg.about("stmt:war").sections[0].statements[0].claims] == ["left open"]
    assert [row["polarity"] for row in kg.ask("everything-about", thing="B").rows] == ["affirmed", "left open"]
    edge = kg.network().edges[ID["a"], ID["b"], STMT["war"]]
    assert (edge["leftOpenIn"], edge["claims"]) == ("X", "left open by W (asserted): X 4.2")


def test_an_edge_counts_the_independent_sources_that_affirm_it(graph_of: Callable[[str], LocalStore]) -> None:
    """Two authors count as two; a second claim of one of them does not count."""
    engine = graph_of(
        CONDITIONS
        + """
        id:v a cakg:Person ; rdfs:label "V"@en .
        source:y a cakg:Article ; cakg:shortName "Y" ; cakg:author id:v .
        passage:y a cakg:Passage ; cakg:source source:y ; cakg:paragraph 1 ; cakg:sentence 1 .
        passage:3 a cakg:Passage ; cakg:source source:x ; cakg:paragraph 6 ; cakg:sentence 1 .
        claim:5 a cakg:Claim ; cakg:affirms stmt:war ; cakg:mode mode:asserted ; cakg:speaker id:w ;
            cakg:passage passage:1 .
        claim:6 a cakg:Claim ; cakg:affirms stmt:war ; cakg:mode mode:asserted ; cakg:speaker id:w ;
            cakg:passage passage:3 .
        claim:7 a cakg:Claim ; cakg:affirms stmt:war ; cakg:mode mode:asserted ; cakg:speaker id:v ;
            cakg:passage passage:y .
        """
    )
    edges = KnowledgeGraph(engine, shipped()).network().edges

    assert edges[ID["a"], ID["b"], STMT["war"]]["independentSources"] == 2


def test_an_amount_given_only_in_words_is_shown_in_these_words(graph_of: Callable[[str], LocalStore]) -> None:
    """The unit marks it as an amount; no figure is invented."""
    engine = graph_of("""
        id:w a cakg:Person ; rdfs:label "W"@en .
        source:x a cakg:Article ; cakg:shortName "X" ; cakg:author id:w .
        passage:1 a cakg:Passage ; cakg:source source:x ; cakg:paragraph 1 ; cakg:sentence 1 .
        stmt:s a cakg:Statement ; rdfs:label "Arrival of many"@en ; rdf:subject id:w ; rdf:predicate cakg:movedTo ;
            rdf:object id:w ; cakg:unit unit:person .
        claim:c a cakg:Claim ; cakg:affirms stmt:s ; cakg:mode mode:asserted ; cakg:speaker id:w ;
            cakg:passage passage:1 ; cakg:amountWording "thousands"@en .
    """)

    assert Records(engine).statements([STMT["s"]])[STMT["s"]].amount == "“thousands”"

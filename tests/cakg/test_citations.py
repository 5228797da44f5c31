"""Who wrote, when, and through whom."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cakg.model.claims import in_sentence, numbered
from cakg.model.records import Records
from cakg.store.local import LocalStore
from cakg.store.protocol import Engine
from cakg.vocabulary import CLAIM, SOURCE


def test_an_unnamed_author_is_cited_by_the_agency(small_engine: Engine) -> None:
    """The publisher stands in for a writer whom the text does not name."""
    found = Records(small_engine).sources
    assert found[SOURCE["summary"]].author == "The Agency"
    assert found[SOURCE["comment"]].author == "Sam Scholar"
    assert found[SOURCE["summary"]].reports_on == (SOURCE["essay"],)


def test_a_date_that_is_not_known_keeps_its_wording(small_engine: Engine) -> None:
    """No day is invented."""
    found = Records(small_engine).sources
    assert found[SOURCE["summary"]].date == "26 December 2022"
    assert found[SOURCE["comment"]].date == "undated, about January 2023"


@pytest.mark.parametrize(
    "claim, through",
    [
        ("attack", ""),
        ("falling", "Ana Lyst, as reported by The Agency"),
        ("denial", "Government of Tajikistan, as reported by The Agency reporting on Ana Lyst"),
    ],
)
def test_a_claim_comes_through_those_who_pass_it_on(small_engine: Engine, claim: str, through: str) -> None:
    """An author speaks for himself; the one who is reported on once removed; a third party twice."""
    assert Records(small_engine).claims([CLAIM[claim]])[CLAIM[claim]].via == through


def test_what_is_no_claim_is_left_out(small_engine: Engine) -> None:
    """Asking for a claim that is not there is no error."""
    assert Records(small_engine).claims([CLAIM["none"]]) == {}


def test_equal_citations_share_a_number(small_engine: Engine) -> None:
    """Two claims by one voice in one sentence are one citation."""
    found = Records(small_engine).claims([CLAIM["falling"], CLAIM["distance"], CLAIM["attack"]])
    assert sorted(numbered(found.values()).values()) == [1, 2]


def test_a_label_loses_its_capital_inside_a_sentence() -> None:
    """But a name keeps it."""
    assert in_sentence("The author of the comment") == "the author of the comment"
    assert in_sentence("Temur Umarov") == "Temur Umarov"


def test_a_summary_in_its_own_words_still_says_whom_it_sums_up(graph_of: Callable[[str], LocalStore]) -> None:
    """A sentence that does not name the author reported on is the summary's, and a summary's all the same."""
    engine = graph_of("""
        id:writer a cakg:Person , cakg:Unnamed ; rdfs:label "the writer"@en .
        id:author a cakg:Person ; rdfs:label "Ana Lyst"@en .
        source:essay a cakg:Article ; cakg:shortName "Essay" ; cakg:author id:author .
        source:summary a cakg:Article ; cakg:shortName "Summary" ; cakg:author id:writer ; cakg:reportsOn source:essay .
        passage:1 a cakg:Passage ; cakg:source source:summary ; cakg:paragraph 1 ; cakg:sentence 1 .
        claim:1 a cakg:Claim ; cakg:speaker id:writer ; cakg:passage passage:1 ; cakg:mode mode:asserted .
    """)

    assert Records(engine).claims([CLAIM["1"]])[CLAIM["1"]].via == "the writer, reporting on Ana Lyst"


def test_a_row_of_a_dataset_is_cited_by_its_record_with_what_it_cites_itself(
    graph_of: Callable[[str], LocalStore],
) -> None:
    """A row is called and found again by its record; its own address and evidence stand in the citation."""
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
    assert said.passage.source.named_with_date == "Lyst 2020 (2020, data for 1992 to 2019)"
    assert said.citation == (
        "Ana Lyst, “Votes”, 2020, https://example.org/votes/1, rcid 1, KAZ."
        " Evidence that the row cites: https://example.org/report"
    )
    labels = "SELECT ?label { VALUES ?node { passage:votes-1-kaz claim:1 } ?node rdfs:label ?label } ORDER BY ?label"
    assert [row["label"].value for row in engine.select(labels).dicts()] == [
        "Claim at Lyst 2020, rcid 1, KAZ",
        "Lyst 2020, rcid 1, KAZ",
    ]

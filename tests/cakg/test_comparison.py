"""Comparison of two sources."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from cakg.graph import KnowledgeGraph
from cakg.pages.compare import AGREE, DISAGREE, NEITHER, WITHIN, Comparison
from cakg.paths import Folders
from cakg.store.local import LocalStore


@pytest.fixture
def both(small: KnowledgeGraph) -> Comparison:
    return small.compare("summary", "Institute 2023")


def test_both_denying_one_statement_agree_by_rule(both: Comparison) -> None:
    """Two denials of a statement are an agreement; each side has its passage."""
    (point,) = both.on(AGREE)
    assert (point.title, point.matched) == (
        "Support of Tajikistan for Russia [denied]",
        "rule: both deny the same statement",
    )
    assert [each.claim.passage.label for each in point.one + point.other] == ["Agency 2022 1.1", "Institute 2023 2.3"]


def test_contrary_values_disagree_by_rule(both: Comparison) -> None:
    """The comparison says which source affirms which value."""
    point = both.on(DISAGREE)[0]
    assert point.matched == "rule: the values differ"
    assert [each.statements[0].label for each in point.one] == ["Fall of Russian influence"]
    assert [each.statements[0].label for each in point.other] == ["Rise of Russian influence"]


def test_an_editors_comparison_gives_its_reason(both: Comparison) -> None:
    """Points that no rule can match are marked as the editor's."""
    point = both.on(DISAGREE)[1]
    assert point.title == "Who moves away from whom"
    assert point.proposition == "The region moves away from Russia."
    assert point.matched == "editor: One sees the region move, the other Russia."
    assert f"   {point.proposition}\n   {point.matched}" in both.table()


def test_statements_of_one_source_exclude_all_points(both: Comparison) -> None:
    """Statements that are part of a point of the comparison are not listed as made by only one source."""
    assert [one.label for one in both.only_one] == ["Supply of attack drones from Tajikistan to Russia"]
    assert [one.label for one in both.only_other] == ["Abstention of Kazakhstan"]


def test_the_order_of_the_sources_does_not_matter(small: KnowledgeGraph, both: Comparison) -> None:
    """In the other order the points are the same, with sides exchanged."""
    turned = small.compare("comment", "summary")
    assert {point.title for point in turned.on(AGREE)} == {point.title for point in both.on(AGREE)}
    assert len(turned.on(DISAGREE)) == len(both.on(DISAGREE))
    assert turned.only_one == both.only_other


def test_a_comparison_reads_in_eighty_columns(both: Comparison) -> None:
    """Agreements come first, then differences, then statements of only one source."""
    text = both.table()
    assert max(map(len, text.splitlines())) <= 80
    order = ["Where both agree: 1 point", "Where they disagree: 2 points", "Only in Agency 2022: 1 statement"]
    places = [text.index(part) for part in order]
    assert places == sorted(places)


def test_a_comparison_is_json_too(both: Comparison) -> None:
    """Each claim has its citation and its statements."""
    content = json.loads(both.json())
    assert content["points"][0]["one"][0]["statements"][0]["label"] == "Support of Tajikistan for Russia"
    assert content["points"][0]["other"][0]["citation"].startswith("Sam Scholar")


TWO = """
id:a a cakg:State ; rdfs:label "A"@en . id:b a cakg:State ; rdfs:label "B"@en . id:t a cakg:Object ; rdfs:label "T"@en .
id:w1 a cakg:Person ; rdfs:label "W1"@en . id:w2 a cakg:Person ; rdfs:label "W2"@en .
source:x a cakg:Article ; cakg:shortName "X" ; cakg:author id:w1 .
source:y a cakg:Article ; cakg:shortName "Y" ; cakg:author id:w2 {passes_on} .
passage:x-1 a cakg:Passage ; cakg:source source:x ; cakg:paragraph 1 ; cakg:sentence 1 .
passage:y-1 a cakg:Passage ; cakg:source source:y ; cakg:paragraph 1 ; cakg:sentence 1 .
stmt:wide a cakg:Statement ; rdfs:label "Supply"@en ; rdf:subject id:a ; rdf:predicate cakg:supplied ; rdf:object id:b .
stmt:narrow a cakg:Statement ; rdfs:label "Supply of T"@en ; rdf:subject id:a ; rdf:predicate cakg:supplied ;
    rdf:object id:b ; cakg:item id:t .
claim:x a cakg:Claim ; {x} ; cakg:mode mode:asserted ; cakg:speaker {x_speaker} ; cakg:passage passage:x-1 .
claim:y a cakg:Claim ; {y} ; cakg:mode mode:{y_mode} ; cakg:speaker id:w2 ; cakg:passage passage:y-1 .
"""


def compared(folder_of: Callable[[str], Folders], **parts: str) -> Comparison:
    usual = {"passes_on": "", "x_speaker": "id:w1", "y_mode": "asserted"}
    folders = folder_of(TWO.format(**{**usual, **parts}))
    return KnowledgeGraph(LocalStore.open(folders), folders).compare("X", "Y")


def test_one_source_may_be_more_specific(folder_of: Callable[[str], Folders]) -> None:
    """Affirming the specific statement affirms the general one; the match says so."""
    found = compared(folder_of, x="cakg:affirms stmt:narrow", y="cakg:affirms stmt:wide")
    (point,) = found.on(AGREE)
    assert point.matched == "rule: both affirm it, one of them in a more specific statement"
    assert point.title == "Supply [stated]"


def test_the_heading_of_several_statements_has_their_status(folder_of: Callable[[str], Folders]) -> None:
    """Without it, the heading of a denied statement would read like a fact."""
    other = """stmt:visit a cakg:Statement ; rdfs:label "Visit"@en ; rdf:subject id:a ; rdf:predicate cakg:visited ;
        rdf:object id:b ."""
    parts = {"x": "cakg:denies stmt:narrow , stmt:visit", "y": "cakg:denies stmt:narrow , stmt:visit"}
    folders = folder_of(TWO.format(passes_on="", x_speaker="id:w1", y_mode="asserted", **parts) + other)
    found = KnowledgeGraph(LocalStore.open(folders), folders).compare("X", "Y")
    assert "1. Supply of T, and 1 similar statement [denied]" in found.table()


def test_the_sections_are_counted_at_the_top(folder_of: Callable[[str], Folders]) -> None:
    """The first lines show how long each section is."""
    text = " ".join(compared(folder_of, x="cakg:affirms stmt:wide", y="cakg:denies stmt:wide").table().split())
    assert "where both agree: 0; where they disagree: 1; only in" in text


def test_affirming_and_denying_disagree(folder_of: Callable[[str], Folders]) -> None:
    """The claims have different polarities."""
    found = compared(folder_of, x="cakg:affirms stmt:wide", y="cakg:denies stmt:wide")
    assert [point.matched for point in found.on(DISAGREE)] == ["rule: one affirms what the other denies"]
    assert found.on(AGREE) == []


def test_a_republication_agrees_with_nobody(folder_of: Callable[[str], Folders]) -> None:
    """Claims with the same origin do not corroborate each other, and do not count as agreement."""
    found = compared(
        folder_of, x="cakg:affirms stmt:wide", y="cakg:affirms stmt:wide", passes_on="; cakg:reportsOn source:x"
    )
    assert found.on(AGREE) == []
    assert [point.matched for point in found.on(NEITHER)] == [
        "rule: both affirm the same statement; both have the same origin"
    ]


def test_urging_is_not_asserting(folder_of: Callable[[str], Folders]) -> None:
    """Both sources mention the statement, but neither agree nor disagree."""
    found = compared(folder_of, x="cakg:affirms stmt:wide", y="cakg:affirms stmt:wide", y_mode="urged")
    assert found.on(AGREE) == found.on(DISAGREE) == []
    assert [point.matched for point in found.on(NEITHER)] == ["rule: the same statement, in different ways"]


def test_an_editor_may_see_a_tension_within_one_source(folder_of: Callable[[str], Folders]) -> None:
    """It has a section of its own; the statement stays in the list of its source."""
    within = """
        passage:x-2 a cakg:Passage ; cakg:source source:x ; cakg:paragraph 2 ; cakg:sentence 1 .
        claim:later a cakg:Claim ; cakg:denies stmt:wide ; cakg:mode mode:judged ; cakg:speaker id:w1 ;
            cakg:passage passage:x-2 .
        stmt:other a cakg:Statement ; rdfs:label "Visit"@en ; rdf:subject id:a ; rdf:predicate cakg:visited ;
            rdf:object id:b .
        comparison:within a cakg:Comparison ; cakg:compares claim:x , claim:later ; cakg:relation relation:disagree ;
            rdfs:label "Supply or none"@en ; cakg:proposition "A supplied B."@en ; skos:note "First so, then not."@en .
    """
    folders = folder_of(
        TWO.format(
            passes_on="", x_speaker="id:w1", y_mode="asserted", x="cakg:affirms stmt:wide", y="cakg:affirms stmt:other"
        )
        + within
    )
    found = KnowledgeGraph(LocalStore.open(folders), folders).compare("X", "Y")

    (point,) = found.on(WITHIN)
    assert (point.title, point.proposition) == ("Supply or none", "A supplied B.")
    assert [[each.claim.passage.label for each in side] for side in (point.one, point.other)] == [["X 1.1"], ["X 2.1"]]
    assert [one.label for one in found.only_one] == ["Supply"]
    assert "Where one source is in tension with itself: 1 point" in found.table()


def test_a_heading_says_that_a_disagreement_need_not_be_a_contradiction(small: KnowledgeGraph) -> None:
    """The note stands below the heading only if there are points."""
    with_points = " ".join(small.compare("Agency 2022", "Institute 2023").table().split())
    assert "Where they disagree: 2 points They support and oppose the same proposition" in with_points
    without = small.compare("Agency 2022", "Institute 2023")._replace(points=())
    assert "both may still be true" not in without.table()

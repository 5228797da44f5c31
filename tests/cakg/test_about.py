"""The page of a thing or a statement."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from cakg.errors import UnknownThingError
from cakg.graph import KnowledgeGraph
from cakg.model.names import Names
from cakg.paths import Folders, shipped
from cakg.store.local import LocalStore


def test_a_page_is_grouped_by_theme_and_role(small: KnowledgeGraph) -> None:
    """Statements in which a thing is the subject and those in which it is the object are separate."""
    sections = {
        (one.heading, one.part): [each.iri for each in one.statements] for one in small.about("Russia").sections
    }
    assert [iri.rsplit("/", 1)[1] for iri in sections["security", "as subject"]] == ["attack"]
    assert [iri.rsplit("/", 1)[1] for iri in sections["security", "as object"]] == ["drones"]
    assert [iri.rsplit("/", 1)[1] for iri in sections["influence", "within a topic or another statement"]] == [
        "falling",
        "rising",
    ]


def test_statements_about_a_group_have_their_own_section(small: KnowledgeGraph) -> None:
    """The page of a member shows them as statements about the group."""
    sections = small.about("Kazakhstan").sections
    assert [(one.heading, len(one.statements)) for one in sections] == [
        ("diplomacy", 1),
        ("about the five states as a group", 1),
    ]


def test_statements_made_by_a_thing_are_shown(small: KnowledgeGraph) -> None:
    """The government speaks for the state."""
    last = small.about("Tajikistan").sections[-1]
    assert last.heading == "made by Government of Tajikistan"
    assert [claim.polarity for claim in last.statements[0].claims] == ["denied"]


def test_every_statement_has_status_polarity_speaker_and_passage(small: KnowledgeGraph) -> None:
    """A hedge is shown in the words of the source."""
    text = small.about("Russian influence").table()
    assert "Fall of Russian influence [hedged]" in text
    assert "- affirmed by Ana Lyst (judged, “reportedly”): Agency 2022 1.1" in text
    assert max(map(len, text.splitlines())) <= 80


def test_a_thing_without_statements_has_a_note_on_silence(small: KnowledgeGraph) -> None:
    """The thing is in the graph, but no source makes a statement about it."""
    assert "No statement in the graph is about Georgia" in small.about("id:georgia").table()


def test_the_short_page_of_a_speaker_shows_what_the_speaker_says(small: KnowledgeGraph) -> None:
    """Statements made by a thing are hidden only if others are about the thing itself."""
    page = small.about("Ana Lyst")
    assert {section.about_others for section in page.sections} == {True}
    assert page.shortened().statements


def test_a_profile_restricts_a_page(small: KnowledgeGraph) -> None:
    """A contested statement is not in the profile stated."""
    assert "drones" not in small.about("Russia", profile="stated").table()


def test_statements_hidden_by_a_profile_are_not_called_silence(small: KnowledgeGraph) -> None:
    """This holds for pages and for paths between two things."""
    assert small.about("attack drones").sections
    text = small.about("attack drones", profile="stated").table()
    assert "No statement matches the profile stated" in text
    assert "silent" not in text
    nothing = small.path("attack drones", "Russia", profile="stated").table()
    assert nothing == "No statements of articles in the profile stated connect attack drones with Russia."


def test_a_page_by_source_has_every_claim_of_each(small: KnowledgeGraph) -> None:
    """This includes a statement that the thing itself denies, which is in two sections."""
    page = small.about("Tajikistan")
    first = page.by_source().sections[0]

    drones = next(one for one in first.statements if one.iri.endswith("/drones"))
    assert [claim.polarity for claim in drones.claims] == ["affirmed", "denied"]
    assert first.statements[0] == drones


def test_a_page_is_json_too(small: KnowledgeGraph) -> None:
    """Every claim has a citation."""
    content = json.loads(small.about("Dushanbe").json())
    assert content["label"] == "Tajikistan"
    claim = content["sections"][0]["statements"][0]["claims"][0]
    assert claim["citation"].startswith("The Agency, “A summary”")


@pytest.mark.slow
def test_every_shipped_thing_has_a_page(shipped_kg: KnowledgeGraph) -> None:
    """Notes that identify something with the thing are shown too."""
    pages = {iri: shipped_kg.about(iri).table() for iri in Names(shipped_kg.engine).iris}
    assert len(pages) > 100
    assert any("(identified with General Assembly resolution ES-11/1)" in text for text in pages.values())


def test_a_statement_has_a_page_by_its_label(small: KnowledgeGraph) -> None:
    """Labels printed by `find` work as names."""
    assert small.about("Attack of Russia on Ukraine") == small.about("stmt:attack")


def test_a_status_is_explained_where_it_is_shown(small: KnowledgeGraph) -> None:
    """The legend also explains the difference between a status and one claim."""
    text = small.about("Kazakhstan").table()
    assert "In [ ]: the status of the statement" in text
    assert text.endswith("stated: A source asserts it as a fact.")


def test_an_unknown_thing_has_no_page(small: KnowledgeGraph) -> None:
    """The error lists candidates."""
    with pytest.raises(UnknownThingError):
        small.about("Tajikstan")


def test_a_statement_shows_its_parts_and_its_claims(small: KnowledgeGraph) -> None:
    """Labels of subject, predicate, object and qualifiers come first, then the claims."""
    page = small.about("stmt:drones")
    assert page.kind == "statement"
    assert page.definition == "Tajikistan – supplied – Russia; item: attack drones"
    assert [claim.polarity for claim in page.sections[0].statements[0].claims] == ["affirmed", "denied"]


def test_a_statement_shows_statements_in_conflict(small: KnowledgeGraph) -> None:
    """A conflict is shown on the pages of both statements."""
    for one, other in (("falling", "rising"), ("rising", "falling")):
        section = small.about(f"stmt:{one}").sections[1]
        assert section.heading == "statements that differ from it in value"
        assert [one.iri.rsplit("/", 1)[1] for one in section.statements] == [other]


def test_an_unknown_statement_is_an_error(small: KnowledgeGraph) -> None:
    """It does not have an empty page."""
    with pytest.raises(UnknownThingError, match="stmt:nothing"):
        small.about("stmt:nothing")


def test_rows_of_datasets_are_summarised(graph_of: Callable[[str], LocalStore], small_folders: Folders) -> None:
    """Votes are counted by dataset and listed by resolution; with datasets=True each vote is a statement."""
    votes = "".join(
        f"""
        id:roll-{number} a cakg:Event ; rdfs:label "Roll call {number}"@en .
        stmt:vote-{number} a cakg:Statement ; rdfs:label "Abstention of A on {number}"@en ;
            rdf:subject id:a ; rdf:predicate cakg:abstainedOn ; rdf:object id:roll-{number} .
        passage:votes-{number} a cakg:Row ; cakg:source source:votes ; cakg:record "{number}" .
        claim:vote-{number} a cakg:Claim ; cakg:affirms stmt:vote-{number} ; cakg:mode mode:asserted ;
            cakg:speaker id:compiler ; cakg:passage passage:votes-{number} .
        """
        for number in range(1, 9)
    )
    engine = graph_of(f"""
        id:a a cakg:State ; rdfs:label "A"@en .
        id:compiler a cakg:Person ; rdfs:label "Ana Lyst"@en .
        source:votes a cakg:Dataset ; cakg:shortName "Votes 2020" ; cakg:author id:compiler ;
            cakg:coversFrom "1992-01-01"^^xsd:date ; cakg:coversUntil "2018-12-31"^^xsd:date .
        stmt:pact a cakg:Statement ; rdfs:label "Pact of B with A"@en ;
            rdf:subject id:b ; rdf:predicate cakg:alliedWith ; rdf:object id:a .
        id:b a cakg:State ; rdfs:label "B"@en .
        passage:pact a cakg:Row ; cakg:source source:votes ; cakg:record "pact" .
        claim:pact a cakg:Claim ; cakg:affirms stmt:pact ; cakg:mode mode:asserted ;
            cakg:speaker id:compiler ; cakg:passage passage:pact .
        {votes}
    """)
    kg = KnowledgeGraph(engine, small_folders)

    summed = kg.about("A")
    assert not summed.sections
    assert [row.sources for row in summed.rows] == [
        ("Votes 2020 (8, 1992 to 2018)",),
        ("Votes 2020 (1, 1992 to 2018)",),
    ]
    text = " ".join(summed.table().split())
    assert "abstained on Roll call 1, Roll call 2" in text
    assert "Roll call 6, Roll call 7, Roll call 8" in text
    assert "is allied with B" in text, "what holds both ways reads the same from either end"
    assert kg.about("A", datasets=True).rows == ()
    assert len(kg.about("A", datasets=True).sections[0].statements) == 8
    assert {row.role for row in kg.about("Ana Lyst").rows} == {"as speaker"}
    assert [row.others for row in kg.about("Roll call 3").rows] == [("A",)]

    shipped_questions = KnowledgeGraph(engine, shipped())
    answer = shipped_questions.ask("everything-about", thing="A")
    assert (len(answer), answer.left_out) == (0, 9)
    assert "The articles are silent. 9 rows found only in datasets match" in answer.table()
    assert len(shipped_questions.ask("everything-about", thing="A", datasets=True)) == 9
    assert len(shipped_questions.ask("as-told-by", source="Votes 2020")) == 9, "who names a dataset means it"

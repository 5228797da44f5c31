"""Pages about a thing or a statement."""

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
    """Statements with the thing as subject and as object are in different sections."""
    sections = {
        (one.heading, one.part): [told.iri for told in one.statements] for one in small.about("Russia").sections
    }
    assert [iri.rsplit("/", 1)[1] for iri in sections["security", "as subject"]] == ["attack"]
    assert [iri.rsplit("/", 1)[1] for iri in sections["security", "as object"]] == ["drones"]
    assert [iri.rsplit("/", 1)[1] for iri in sections["influence", "in a topic or in a statement within"]] == [
        "falling",
        "rising",
    ]


def test_a_statement_about_a_group_is_not_repeated_for_its_members(small: KnowledgeGraph) -> None:
    """The page of a member shows it as a statement about the group."""
    sections = small.about("Kazakhstan").sections
    assert [(one.heading, len(one.statements)) for one in sections] == [
        ("diplomacy", 1),
        ("said of the five states as such", 1),
    ]


def test_the_things_own_claims_are_shown(small: KnowledgeGraph) -> None:
    """Claims of the government are those of the state."""
    last = small.about("Tajikistan").sections[-1]
    assert last.heading == "said by Government of Tajikistan"
    assert [claim.polarity for claim in last.statements[0].claims] == ["denied"]


def test_every_statement_has_status_polarity_speaker_and_passage(small: KnowledgeGraph) -> None:
    """A hedge is shown in the source's own words."""
    text = small.about("Russian influence").table()
    assert "Fall of Russian influence [hedged]" in text
    assert "- affirmed (judged, “reportedly”) by Ana Lyst: Agency 2022 1.1" in text
    assert max(map(len, text.splitlines())) <= 80


def test_a_page_without_statements_says_so(small: KnowledgeGraph) -> None:
    """The thing is in the graph, but no statement is about it."""
    assert "The sources are silent" in small.about("id:georgia").table()


def test_a_profile_filters_a_page(small: KnowledgeGraph) -> None:
    """A contested statement is left out with the profile "stated"."""
    assert "drones" not in small.about("Russia", profile="stated").table()


def test_statements_hidden_by_a_profile_are_mentioned(small: KnowledgeGraph) -> None:
    """On a page and on a path."""
    assert small.about("attack drones").sections
    text = small.about("attack drones", profile="stated").table()
    assert "No statement under the profile stated" in text
    assert "silent" not in text
    nothing = small.path("attack drones", "Russia", profile="stated").table()
    assert nothing == "Nothing that articles say connects attack drones with Russia under the profile stated."


def test_a_page_by_source_has_every_claim_of_each(small: KnowledgeGraph) -> None:
    """Also of a statement that is in two sections because the thing itself denies it."""
    page = small.about("Tajikistan")
    first = page.by_source().sections[0]

    drones = next(one for one in first.statements if one.iri.endswith("/drones"))
    assert [claim.polarity for claim in drones.claims] == ["affirmed", "denied"]
    assert first.statements[0] == drones


def test_a_page_has_json(small: KnowledgeGraph) -> None:
    """Every claim has a citation."""
    content = json.loads(small.about("Dushanbe").json())
    assert content["label"] == "Tajikistan"
    claim = content["sections"][0]["statements"][0]["claims"][0]
    assert claim["citation"].startswith("The Agency, “A summary”")


def test_every_shipped_thing_has_a_page(shipped_graph: LocalStore) -> None:
    """Also a thing that the editors' notes identify as another one."""
    kg = KnowledgeGraph(shipped_graph, shipped())
    told = {iri: kg.about(iri).table() for iri in Names(shipped_graph).iris}
    assert len(told) > 100
    assert any("(identified as General Assembly resolution ES-11/1)" in text for text in told.values())


def test_a_statement_is_found_by_its_label(small: KnowledgeGraph) -> None:
    """A label that `find` prints works in `about`."""
    assert small.about("Attack of Russia on Ukraine") == small.about("stmt:attack")


def test_a_status_is_explained_where_it_is_shown(small: KnowledgeGraph) -> None:
    """The legend also explains how a claim is made."""
    text = small.about("Kazakhstan").table()
    assert "In [ ]: the status" in text
    assert text.endswith("stated: Asserted as fact in a work's own voice.")


def test_an_unknown_thing_is_an_error(small: KnowledgeGraph) -> None:
    """The error has candidates."""
    with pytest.raises(UnknownThingError):
        small.about("Tajikstan")


def test_a_statement_shows_its_parts_and_its_claims(small: KnowledgeGraph) -> None:
    """Subject, predicate, object and qualifiers by their labels, then who affirms and who denies."""
    page = small.about("stmt:drones")
    assert page.kind == "statement"
    assert page.definition == "Tajikistan – supplied – Russia; item: attack drones"
    assert [claim.polarity for claim in page.sections[0].statements[0].claims] == ["affirmed", "denied"]


def test_a_statement_shows_conflicting_statements(small: KnowledgeGraph) -> None:
    """A conflict is shown on the pages of both statements."""
    for one, other in (("falling", "rising"), ("rising", "falling")):
        section = small.about(f"stmt:{one}").sections[1]
        assert section.heading == "statements that differ from it in value"
        assert [told.iri.rsplit("/", 1)[1] for told in section.statements] == [other]


def test_an_unknown_statement_is_an_error(small: KnowledgeGraph) -> None:
    """There is no empty page."""
    with pytest.raises(UnknownThingError, match="stmt:nothing"):
        small.about("stmt:nothing")


def test_statements_of_datasets_are_summarised(graph_of: Callable[[str], LocalStore], small_folders: Folders) -> None:
    """Votes are counted by dataset and listed by resolution; with datasets, each statement is shown."""
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
    told = " ".join(summed.table().split())
    assert "abstained on Roll call 1, Roll call 2" in told
    assert "Roll call 6, Roll call 7, Roll call 8" in told
    assert "is allied with B" in told, "what holds both ways reads the same from either end"
    assert kg.about("A", datasets=True).rows == ()
    assert len(kg.about("A", datasets=True).sections[0].statements) == 8
    assert {row.role for row in kg.about("Ana Lyst").rows} == {"said by it"}
    assert [row.others for row in kg.about("Roll call 3").rows] == [("A",)]

    shipped_questions = KnowledgeGraph(engine, shipped())
    answer = shipped_questions.ask("everything-about", thing="A")
    assert (len(answer), answer.left_out) == (0, 9)
    assert "The articles are silent, but there are 9 rows of datasets" in answer.table()
    assert len(shipped_questions.ask("everything-about", thing="A", datasets=True)) == 9
    assert len(shipped_questions.ask("as-told-by", source="Votes 2020")) == 9, "who names a dataset means it"

"""Everything about one thing."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from cakg.errors import UnknownThingError
from cakg.graph import KnowledgeGraph
from cakg.model.names import Names
from cakg.paths import Folders, shipped
from cakg.store.local import LocalStore


def test_a_dossier_is_grouped_by_theme_and_role(small: KnowledgeGraph) -> None:
    """What it does and what is done to it stand apart."""
    sections = {
        (one.heading, one.part): [told.iri for told in one.statements] for one in small.about("Russia").sections
    }
    assert [iri.rsplit("/", 1)[1] for iri in sections["security", "as subject"]] == ["attack"]
    assert [iri.rsplit("/", 1)[1] for iri in sections["security", "as object"]] == ["drones"]
    assert [iri.rsplit("/", 1)[1] for iri in sections["influence", "in a topic or in a statement within"]] == [
        "falling",
        "rising",
    ]


def test_what_is_said_of_a_group_is_not_spread_over_its_members(small: KnowledgeGraph) -> None:
    """It is shown about the member as said of the group."""
    sections = small.about("Kazakhstan").sections
    assert [(one.heading, len(one.statements)) for one in sections] == [
        ("diplomacy", 1),
        ("said of the five states as such", 1),
    ]


def test_what_it_says_itself_is_shown(small: KnowledgeGraph) -> None:
    """The government speaks for the state."""
    last = small.about("Tajikistan").sections[-1]
    assert last.heading == "said by Government of Tajikistan"
    assert [claim.polarity for claim in last.statements[0].claims] == ["denied"]


def test_every_statement_has_status_polarity_speaker_and_passage(small: KnowledgeGraph) -> None:
    """A hedge keeps its own words."""
    text = small.about("Russian influence").table()
    assert "Fall of Russian influence [hedged]" in text
    assert "- affirmed (judged, “reportedly”) by Ana Lyst: Agency 2022 1.1" in text
    assert max(map(len, text.splitlines())) <= 80


def test_a_thing_of_which_nobody_speaks_is_met_with_silence(small: KnowledgeGraph) -> None:
    """Known to the graph, and nothing said."""
    assert "The sources are silent" in small.about("id:georgia").table()


def test_a_profile_narrows_a_dossier(small: KnowledgeGraph) -> None:
    """What is contested is not stated."""
    assert "drones" not in small.about("Russia", profile="stated").table()


def test_what_a_profile_hides_is_no_silence(small: KnowledgeGraph) -> None:
    """Neither on a page nor between two things."""
    assert small.about("attack drones").sections
    text = small.about("attack drones", profile="stated").table()
    assert "No statement under the profile stated" in text
    assert "silent" not in text
    nothing = small.path("attack drones", "Russia", profile="stated").table()
    assert nothing == "Nothing that articles say connects attack drones with Russia under the profile stated."


def test_a_page_by_source_has_every_claim_of_each(small: KnowledgeGraph) -> None:
    """Also of a statement that the thing itself denies, and that is in two sections therefore."""
    page = small.about("Tajikistan")
    first = page.by_source().sections[0]

    drones = next(one for one in first.statements if one.iri.endswith("/drones"))
    assert [claim.polarity for claim in drones.claims] == ["affirmed", "denied"]
    assert first.statements[0] == drones


def test_a_dossier_is_json_too(small: KnowledgeGraph) -> None:
    """With a citation for every claim."""
    content = json.loads(small.about("Dushanbe").json())
    assert content["label"] == "Tajikistan"
    claim = content["sections"][0]["statements"][0]["claims"][0]
    assert claim["citation"].startswith("The Agency, “A summary”")


def test_everything_that_is_shipped_can_be_told(shipped_graph: LocalStore) -> None:
    """Every thing has a dossier, whatever our notes identify it as."""
    kg = KnowledgeGraph(shipped_graph, shipped())
    told = {iri: kg.about(iri).table() for iri in Names(shipped_graph).iris}
    assert len(told) > 100
    assert any("(identified as General Assembly resolution ES-11/1)" in text for text in told.values())


def test_a_statement_is_told_by_its_label(small: KnowledgeGraph) -> None:
    """What `find` prints can be asked about."""
    assert small.about("Attack of Russia on Ukraine") == small.about("stmt:attack")


def test_a_status_is_explained_where_it_is_shown(small: KnowledgeGraph) -> None:
    """And how it differs from the way in which one claim puts it."""
    text = small.about("Kazakhstan").table()
    assert "In [ ]: the status" in text
    assert text.endswith("stated: Asserted as fact in a work's own voice.")


def test_an_unknown_thing_has_no_dossier(small: KnowledgeGraph) -> None:
    """It is an error with candidates."""
    with pytest.raises(UnknownThingError):
        small.about("Tajikstan")


def test_a_statement_shows_its_parts_and_its_claims(small: KnowledgeGraph) -> None:
    """Subject, predicate, object and qualifiers by their labels, then who affirms and who denies."""
    page = small.about("stmt:drones")
    assert page.kind == "statement"
    assert page.definition == "Tajikistan – supplied – Russia; item: attack drones"
    assert [claim.polarity for claim in page.sections[0].statements[0].claims] == ["affirmed", "denied"]


def test_a_statement_shows_what_differs_from_it(small: KnowledgeGraph) -> None:
    """A conflict is seen from both ends."""
    for one, other in (("falling", "rising"), ("rising", "falling")):
        section = small.about(f"stmt:{one}").sections[1]
        assert section.heading == "statements that differ from it in value"
        assert [told.iri.rsplit("/", 1)[1] for told in section.statements] == [other]


def test_an_unknown_statement_is_an_error(small: KnowledgeGraph) -> None:
    """It has no empty page."""
    with pytest.raises(UnknownThingError, match="stmt:nothing"):
        small.about("stmt:nothing")


def test_what_only_datasets_say_is_summed_up(graph_of: Callable[[str], LocalStore], small_folders: Folders) -> None:
    """Votes are counted by dataset and named by what was voted on; asked for datasets, each stands by itself."""
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

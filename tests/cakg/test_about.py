"""The page of a thing or a statement."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from pyoxigraph import NamedNode

from cakg.errors import BadValueError, UnknownThingError
from cakg.graph import KnowledgeGraph
from cakg.model.names import Names
from cakg.pages.page import shipped_question
from cakg.paths import Folders, shipped
from cakg.questions.ask import select
from cakg.store.local import LocalStore
from cakg.vocabulary import CAKG, ID


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


def test_a_page_says_how_many_statements_a_profile_hides(small: KnowledgeGraph) -> None:
    """Text and JSON say it; the page with everything hides nothing."""
    every, page = small.about("Russia"), small.about("Russia", profile="stated")
    assert (every.hidden, every.limits) == (0, "")
    assert page.hidden == every.number - page.number > 0
    assert f"Profile stated: {page.hidden} other statements hidden." in page.table()
    assert json.loads(page.json())["hidden"] == page.hidden


def test_a_page_as_told_by_a_source_has_only_its_own_voice(small: KnowledgeGraph) -> None:
    """An accusation and a denial that the author reports are of others: the page leaves them out."""
    page = small.about("Russia", told_by="Agency 2022")
    claims = [claim for one in page.statements for claim in one.claims]
    assert {claim.passage.source.short_name for claim in claims} == {"Agency 2022"}
    assert {claim.own_voice_in for claim in claims} == {claims[0].passage.source.iri}
    assert "drones" not in page.table()
    assert "[" not in page.table(), "statuses depend on other sources"
    assert page.hidden == small.about("Russia").number - page.number > 0
    with pytest.raises(BadValueError, match="cannot both"):
        small.about("Russia", told_by="Agency 2022", profile="stated")


def test_pages_as_told_by_a_source_have_the_claims_of_the_question(shipped_kg: KnowledgeGraph) -> None:
    """The pages of all things together have exactly the claims and polarities that `as-told-by` lists."""
    source = next(one for one in shipped_kg.sources if not one.dataset)
    given = {"source": [NamedNode(source.iri)]}
    rows = select(shipped_kg.records, shipped_question("as-told-by"), given, datasets=False)
    polarity = rows.columns.index("polarity")
    wanted = {(one.statement, one.terms[polarity].value, claim) for one in rows.entries for claim in one.claims}
    told = shipped_kg.records.statements(one.statement for one in rows.entries).values()
    things = {thing for one in told for thing in one.values(CAKG.involves)}
    found = {
        (one.iri, claim.polarity, claim.iri)
        for thing in things
        for one in shipped_kg.about(thing, told_by=source.iri).statements
        for claim in one.claims
    }
    assert found == wanted


def test_a_page_has_names_with_their_languages_and_identifiers_with_evidence(shipped_kg: KnowledgeGraph) -> None:
    """Each identifier says how it was found; the JSON has both."""
    page = shipped_kg.about("Kazakhstan")
    assert ("Қазақстан", "kk") in page.names
    found = next(one for one in page.identifiers if one.list == "Wikidata")
    assert (found.identifier, found.address, found.match) == ("Q232", "http://www.wikidata.org/entity/Q232", "exact")
    assert found.method == "manual mapping curation"
    assert found.author
    assert found.evidence
    content = json.loads(page.json())
    assert {"text": "Қазақстан", "language": "kk"} in content["names"]
    assert content["identifiers"][0]["evidence"][0].keys() == {"iri", "label"}


def test_a_search_without_a_result_is_shown_as_such(shipped_kg: KnowledgeGraph) -> None:
    """Editors note which lists they searched in vain, and why."""
    page = shipped_kg.about("id:caspian-pipeline")
    assert [(one.list, one.identifier, one.match) for one in page.identifiers] == [("Wikidata", "", "")]
    assert page.identifiers[0].remark


def test_the_summary_counts_each_statement_once(small: KnowledgeGraph) -> None:
    """It counts by relation to the thing and by status."""
    page = small.about("Tajikistan")
    about, *_, made = page.summary
    assert (about.relation, made.relation) == ("about it", "made by it")
    assert about.statuses[0].status.name == "contested"
    assert sum(one.number for one in about.statuses) == about.number
    assert made.as_json() == {"relation": "made by it", "statements": 1, "sources": 1, "statuses": {"contested": 1}}


def test_a_page_by_source_keeps_statements_about_groups_apart(small: KnowledgeGraph) -> None:
    """A statement about a group is not listed as one about the member."""
    sections = small.about("Kazakhstan").by_source().sections
    assert [one.relation for one in sections] == ["about it", "about its groups"]
    assert sections[1].heading == "about the five states as a group"
    assert sections[1].part, "its parts are by source"


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


def test_a_note_is_on_the_pages_of_both_things_that_it_identifies(folder_of: Callable[[str], Folders]) -> None:
    """A reader of either page sees the reason and the name of the other thing."""
    folders = folder_of("""
        id:a a cakg:Event ; rdfs:label "a vote"@en . id:b a cakg:Event ; rdfs:label "Resolution B"@en .
        note:n a cakg:Note ; cakg:annotates id:a ; cakg:identifiedAs id:b ; cakg:basis basis:only-match ;
            skos:note "No other vote fits."@en .
    """)
    kg = KnowledgeGraph(LocalStore.open(folders), folders)

    assert kg.about("a vote").notes == ("No other vote fits. (identified with Resolution B)",)
    assert kg.about("Resolution B").notes == ("No other vote fits. (note on a vote, identified with this)",)


def test_a_page_names_the_works_that_a_thing_wrote_or_published(small: KnowledgeGraph) -> None:
    """The reader finds the source from its author and its publisher."""
    assert "  Publisher of: Agency 2022, “A summary”\n" in small.about("The Agency").table()
    assert "  Author of: Essay 2022\n" in small.about("Ana Lyst").table()
    assert json.loads(small.about("Ana Lyst").json())["works"] == [
        {
            "source": "source:essay",
            "short_name": "Essay 2022",
            "title": None,
            "role": "author",
            "identified_by_editors": False,
        }
    ]
    assert small.about("Tajikistan").works == ()


def test_an_author_whom_the_editors_identified_has_the_work_too(folder_of: Callable[[str], Folders]) -> None:
    """The text does not name the author, so the page says who identified them."""
    folders = folder_of("""
        id:writer a cakg:Person , cakg:Unnamed ; rdfs:label "the writer"@en .
        id:w a cakg:Person ; rdfs:label "W. Riter"@en .
        source:a a cakg:Article ; cakg:shortName "A 2022" ; cakg:author id:writer .
        note:n a cakg:Note ; cakg:annotates id:writer ; cakg:identifiedAs id:w ; skos:note "A list names W."@en .
    """)
    kg = KnowledgeGraph(LocalStore.open(folders), folders)

    assert "Author of: A 2022 (identified by the editors)" in kg.about("W. Riter").table()
    assert "Author of: A 2022\n" in kg.about("the writer").table()


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
    assert [[one.label for one in row.sources] for row in summed.rows] == [
        ["Votes 2020 (8, 1992 to 2018)"],
        ["Votes 2020 (1, 1992 to 2018)"],
    ]
    text = " ".join(summed.table().split())
    assert "abstained on Roll call 1, Roll call 2" in text
    assert "Roll call 6, Roll call 7, Roll call 8" in text
    assert "is allied with B" in text, "what holds both ways reads the same from either end"
    assert kg.about("A", datasets=True).rows == ()
    assert len(kg.about("A", datasets=True).sections[0].statements) == 8
    assert {row.role for row in kg.about("Ana Lyst").rows} == {"as speaker"}
    assert [row.others for row in kg.about("Roll call 3").rows] == [((ID["a"], "A"),)]

    shipped_questions = KnowledgeGraph(engine, shipped())
    answer = shipped_questions.ask("everything-about", thing="A")
    assert (len(answer), answer.left_out) == (0, 9)
    assert "The articles are silent. 9 rows found only in datasets match" in answer.table()
    assert len(shipped_questions.ask("everything-about", thing="A", datasets=True)) == 9
    assert len(shipped_questions.ask("as-told-by", source="Votes 2020")) == 9, "who names a dataset means it"

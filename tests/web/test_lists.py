"""The list of disagreements and the lists of gaps."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pytest

from cakg.graph import KnowledgeGraph
from cakg.pages.disagreements import KINDS, disagreements
from cakg.pages.gaps import gaps
from cakg.pages.statement import page
from cakg.paths import Folders
from cakg.store.local import LocalStore
from cakg.vocabulary import STATUS, STMT
from cakg.web.explorer import Explorer
from cakg.web.render import Renderer
from cakg.web.resources import PageNotFoundError

SOURCES = """
id:a a cakg:State ; rdfs:label "A"@en . id:b a cakg:State ; rdfs:label "B"@en .
id:c a cakg:State ; rdfs:label "C"@en . id:p a cakg:Person ; rdfs:label "an author"@en .
id:q a cakg:Person ; rdfs:label "another author"@en .
id:u a cakg:Group , cakg:Unnamed ; rdfs:label "unnamed accusers"@en .
source:one a cakg:Article ; cakg:shortName "One" ; cakg:author id:p ; cakg:earliest "2022-12-01"^^xsd:date ;
    cakg:latest "2022-12-31"^^xsd:date .
source:two a cakg:Article ; cakg:shortName "Two" ; cakg:author id:q ; cakg:earliest "2022-12-01"^^xsd:date ;
    cakg:latest "2022-12-31"^^xsd:date .
"""


def claim(name: str, source: str, about: str, speaker: str = "", sentence: int = 1) -> str:
    """Return a claim in its own passage of a source; *about* are its statements, such as ``cakg:affirms stmt:s``."""
    speaker = speaker or {"one": "id:p", "two": "id:q"}[source]
    return f"""
passage:{name} a cakg:Passage ; cakg:source source:{source} ; cakg:paragraph 1 ; cakg:sentence {sentence} .
claim:{name} a cakg:Claim ; {about} ; cakg:mode mode:asserted ; cakg:speaker {speaker} ; cakg:passage passage:{name} .
"""


def statement(
    name: str, subject: str = "id:a", target: str = "id:b", predicate: str = "supports", more: str = ""
) -> str:
    """Return a statement with its name as label."""
    return f"""
stmt:{name} a cakg:Statement , rdf:Statement ; rdfs:label "{name}"@en ; rdf:subject {subject} ;
    rdf:predicate cakg:{predicate} ; rdf:object {target} {more} .
"""


@pytest.fixture
def graph(folder_of: Callable[[str], Folders]) -> Callable[[str], KnowledgeGraph]:
    """Open a graph of a few lines after the two articles."""

    def opened(turtle: str) -> KnowledgeGraph:
        folders = folder_of(SOURCES + turtle)
        return KnowledgeGraph(LocalStore.open(folders), folders)

    return opened


def test_a_statement_that_one_affirms_and_another_denies_is_listed_with_both_sides(graph):
    kg = graph(statement("s") + claim("x", "one", "cakg:affirms stmt:s") + claim("y", "two", "cakg:denies stmt:s"))

    [point] = disagreements(kg.records)["contested"]

    assert (point.title, [one.claim.polarity for one in point.claims]) == ("s", ["affirmed", "denied"])
    assert [one.claim.passage.label for one in (*point.one, *point.other)] == ["One 1.1", "Two 1.1"]


def test_a_statement_that_nobody_denies_is_in_no_list(graph):
    kg = graph(statement("s") + claim("x", "one", "cakg:affirms stmt:s"))

    assert disagreements(kg.records) == {}


def test_contrary_values_are_a_disagreement_of_two_statements(graph):
    topic = 'id:t a cakg:Topic ; rdfs:label "T"@en ; cakg:concerns id:a .'
    kg = graph(
        topic
        + statement("rising", "id:t", "trend:rising", "trend")
        + statement("falling", "id:t", "trend:falling", "trend")
        + claim("x", "one", "cakg:affirms stmt:rising")
        + claim("y", "two", "cakg:affirms stmt:falling")
    )

    [point] = disagreements(kg.records)["values"]

    assert {one.statements[0].label for one in point.claims} == {"rising", "falling"}
    assert point.matched == "rule: the values differ"


def test_a_comparison_of_an_editor_is_listed_with_its_proposition_and_reason(graph):
    kg = graph(
        statement("s")
        + statement("r", target="id:c")
        + claim("x", "one", "cakg:affirms stmt:s")
        + claim("y", "two", "cakg:affirms stmt:r")
        + claim("z", "two", "cakg:denies stmt:r", sentence=2)
        + """comparison:k a cakg:Comparison ; rdfs:label "Title"@en ; cakg:compares claim:x , claim:y , claim:z ;
            cakg:relation relation:disagree ; cakg:proposition "A proposition."@en ; skos:note "A reason."@en ."""
    )

    [point] = disagreements(kg.records)["editor"]

    assert (point.title, point.proposition, point.matched) == ("Title", "A proposition.", "editor: A reason.")
    assert [[one.claim.iri[-1] for one in side] for side in (point.one, point.other)] == [["x"], ["y", "z"]]


NAMED = (
    statement("s")
    + statement("r", target="id:c")
    + statement("unrelated", subject="id:b", target="id:c")
    + claim("x", "one", "cakg:affirms stmt:s , stmt:unrelated")
    + claim("y", "two", "cakg:affirms stmt:r")
    + """comparison:k a cakg:Comparison ; rdfs:label "Title"@en ; cakg:compares claim:x , claim:y ;
        cakg:comparesStatement stmt:s ; cakg:relation relation:%s ; cakg:proposition "A proposition."@en ;
        skos:note "A reason."@en ."""
)


def test_only_the_statements_that_bear_on_the_proposition_are_compared(graph):
    [point] = disagreements(graph(NAMED % "disagree").records)["editor"]

    assert [[one.label for one in each.statements] for each in point.claims] == [["s"], ["r"]]


def test_a_statement_that_is_not_compared_is_only_in_its_source(graph):
    kg = graph(NAMED % "agree")

    assert [one.node.label for one in gaps(kg.records)["single-source"].items] == ["unrelated"]
    assert [one.label for one in kg.compare("One", "Two").only_one] == ["unrelated"]


@pytest.mark.parametrize("name, number", [("s", 1), ("r", 1), ("unrelated", 0)])
def test_the_page_of_a_statement_that_is_not_compared_has_no_comparison(graph, name, number):
    kg = graph(NAMED % "disagree")

    assert len(page(kg.records, STMT[name]).comparisons) == number


DATASETS = """
id:r a cakg:Event ; rdfs:label "R"@en . id:makers a cakg:Organisation ; rdfs:label "the makers"@en .
""" + "".join(
    f"""
source:d{number} a cakg:Dataset ; cakg:shortName "D{number}" ; cakg:author id:makers ;
    cakg:coversFrom "2022-01-01"^^xsd:date ; cakg:coversUntil "2022-12-31"^^xsd:date ;
    cakg:collectionMethod collection-method:records .
passage:d{number} a cakg:Row ; cakg:source source:d{number} ; cakg:record "r{number}" .
claim:d{number} a cakg:Claim ; cakg:affirms stmt:{vote} ; cakg:mode mode:asserted ; cakg:speaker id:makers ;
    cakg:passage passage:d{number} .
"""
    for number, vote in enumerate(("for", "abstained"))
)
DAY = '; cakg:earliest "2022-03-02"^^xsd:date ; cakg:latest "2022-03-02"^^xsd:date'


def test_rows_of_two_datasets_that_exclude_each_other_are_listed(graph):
    kg = graph(
        DATASETS
        + statement("for", target="id:r", predicate="votedFor", more=DAY)
        + statement("abstained", target="id:r", predicate="abstainedOn", more=DAY)
    )

    [point] = disagreements(kg.records)["data-values"]

    assert {one.claim.passage.label for one in point.claims} == {"D0, r0", "D1, r1"}
    assert (len(point.one), len(point.other)) == (1, 1)


def test_a_claim_of_an_article_that_a_dataset_contradicts_is_listed_with_the_row(graph):
    kg = graph(
        DATASETS.replace("stmt:for", "stmt:abstained")
        + """id:resolution a cakg:Event ; rdfs:label "Resolution"@en .
            note:n a cakg:Note ; cakg:annotates id:resolution ; cakg:identifiedAs id:r ; skos:note "It is R."@en ."""
        + statement("for", target="id:resolution", predicate="votedFor", more=DAY)
        + statement("abstained", target="id:r", predicate="abstainedOn", more=DAY)
        + claim("x", "one", "cakg:affirms stmt:for")
    )

    points = disagreements(kg.records)["contradicted"]

    assert {one.claim.passage.label for point in points for one in point.one} == {"One 1.1"}
    assert {one.claim.passage.label for point in points for one in point.other} == {"D0, r0", "D1, r1"}


def test_every_contested_statement_of_the_shipped_graph_is_listed(explorer):
    found = disagreements(explorer.records)
    query = f"SELECT ?s WHERE {{ ?s cakg:status <{STATUS.contested}> }}"

    contested = {row[0].value for row in explorer.kg.engine.select(query).rows}

    assert {one.iri for point in found["contested"] for one in point.statements} == contested
    assert set(found) <= set(KINDS)


def test_every_row_of_the_question_about_disagreements_is_listed(explorer):
    found = disagreements(explorer.records)
    listed = {one.claim.iri for points in found.values() for point in points for one in point.claims}
    answer = explorer.kg.ask("sources-disagree")

    assert answer.rows
    assert {claim for row in answer.claims for claim in row} <= listed


def test_the_page_of_disagreements_shows_each_kind_and_has_all_claims_as_csv(explorer, html):
    page, writers = html("disagreements"), explorer.resource("disagreements").writers
    found = disagreements(explorer.records)
    rows = list(csv.DictReader(io.StringIO(writers["csv"]().decode())))

    assert all(f'id="kind-{kind}"' in page for kind in found)
    assert {row["relation"] for row in rows} == set(found)
    assert json.loads(writers["json"]()).keys() == found.keys()
    assert {row["claim"] for row in rows} == {
        f"claim:{one.claim.iri.rpartition('/')[2]}"
        for points in found.values()
        for point in points
        for one in point.claims
    }


def test_a_statement_of_one_article_is_a_gap_and_one_of_two_is_none(graph):
    kg = graph(
        statement("s")
        + statement("r", target="id:c")
        + claim("x", "one", "cakg:affirms stmt:s , stmt:r")
        + claim("y", "two", "cakg:affirms stmt:s")
    )

    found = gaps(kg.records)["single-source"]

    assert [one.node.label for one in found.items] == ["r"]
    assert (found.number, found.total) == (1, 2)
    assert [(source.short_name, number, total) for source, number, total in found.by_source] == [
        ("One", 1, 2),
        ("Two", 0, 1),
    ]


def test_statements_that_are_only_mentioned_are_counted_apart(graph):
    kg = graph(
        statement("s")
        + statement("part", target="id:c")
        + statement("whole", subject="stmt:s", target="stmt:part", predicate="ledTo")
        + claim("x", "one", "cakg:affirms stmt:whole , stmt:s")
    )

    page = Renderer(explorer := Explorer(kg)).html(explorer.resource("gaps"))

    assert gaps(kg.records)["single-source"].total == 2
    assert '1 more is only mentioned, as part of another statement or as a condition: <a href="term/status' in page


def test_a_statement_is_by_unnamed_speakers_only_if_all_its_speakers_are(graph):
    kg = graph(
        statement("s")
        + statement("r", target="id:c")
        + claim("x", "one", "cakg:affirms stmt:s , stmt:r", "id:u")
        + claim("y", "one", "cakg:affirms stmt:s", sentence=2)
    )

    assert [one.node.label for one in gaps(kg.records)["unnamed"].items] == ["r"]


def test_a_month_without_statements_is_between_the_first_and_the_last_with_one(graph):
    dates = [("2022-01-01", "2022-01-31"), ("2022-05-01", "2022-06-30"), ("2021-01-01", "2023-12-31")]
    statements = [
        statement(f"s{number}", more=f'; cakg:earliest "{start}"^^xsd:date ; cakg:latest "{end}"^^xsd:date')
        for number, (start, end) in enumerate(dates)
    ]
    kg = graph("".join(statements) + claim("x", "one", "cakg:affirms stmt:s0 , stmt:s1 , stmt:s2"))

    found = gaps(kg.records)["months"]

    assert [(one.node.label, one.note) for one in found.items] == [("February to April 2022", "1")]
    assert (found.number, found.total, found.period) == (3, 6, "January to June 2022")


def test_the_last_month_of_the_calendar_is_no_error(graph):
    more = '; cakg:earliest "9999-12-01"^^xsd:date ; cakg:latest "9999-12-31"^^xsd:date'
    kg = graph(statement("s", more=more) + claim("x", "one", "cakg:affirms stmt:s"))

    assert gaps(kg.records)["months"].total == 1


def test_a_sentence_without_claims_is_listed_with_its_reason(graph):
    kg = graph(
        statement("s")
        + claim("x", "one", "cakg:affirms stmt:s")
        + """passage:empty a cakg:Passage ; cakg:source source:one ; cakg:paragraph 2 ; cakg:sentence 1 ;
            cakg:noClaimReason reason:question ."""
    )

    found = gaps(kg.records)["sentences"]

    assert [(one.node.label, one.note) for one in found.items] == [("One 2.1", "question")]
    assert (found.number, found.total) == (1, 2)


def test_a_thing_in_one_statement_is_listed_with_it(graph):
    kg = graph(statement("s") + statement("r", target="id:c") + claim("x", "one", "cakg:affirms stmt:s , stmt:r"))

    found = gaps(kg.records)["mentioned-once"]

    assert [(one.node.label, one.statement.label) for one in found.items if one.statement] == [("B", "s"), ("C", "r")]


def test_each_list_of_the_shipped_graph_is_whole_in_its_own_page(explorer, html):
    lists, page = gaps(explorer.records), html("gaps")
    rows = list(csv.DictReader(io.StringIO(explorer.resource("gaps").writers["csv"]().decode())))
    alone = json.loads(explorer.resource("gaps/single-source").writers["json"]())

    assert len(alone["single-source"]["items"]) == lists["single-source"].number
    for name, one in lists.items():
        assert len([row for row in rows if row["list"] == name]) == len(one.items)
        assert f'href="gaps/{name}"' in page
    assert len(lists["unchecked"].items) + len(lists["unanswered"].items) <= lists["unchecked"].total


def test_an_unknown_list_is_an_error_with_those_that_exist(explorer):
    with pytest.raises(PageNotFoundError, match="'monhts'") as error:
        explorer.resource("gaps/monhts")

    assert ("gaps/months", "Months without statements") in error.value.near


@pytest.mark.parametrize("path", ["disagreements", "gaps", "gaps/single-source", "gaps/months"])
def test_lists_of_a_hostile_graph_have_no_markup_of_it(hostile, path):
    explorer = Explorer(hostile.kg)

    page = Renderer(explorer).html(explorer.resource(path))

    assert "<script>document" not in page
    assert 'onerror="' not in page
    assert 'href="javascript:' not in page


def test_a_graph_without_articles_has_empty_lists(folder_of):
    folders = folder_of('id:a a cakg:State ; rdfs:label "A"@en .')
    explorer = Explorer(KnowledgeGraph(LocalStore.open(folders), folders))

    assert all(not one.items for one in gaps(explorer.records).values())
    assert "no disagreement" in Renderer(explorer).html(explorer.resource("disagreements"))
    assert "There are none" in Renderer(explorer).html(explorer.resource("gaps"))

"""Pages of sources, and the list of sources."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable

import pytest

from cakg.pages import dataset_rows, source
from cakg.quality import coverage
from cakg.vocabulary import SOURCE, shorten
from cakg.web.addresses import anchor
from cakg.web.explorer import Explorer
from cakg.web.render import Renderer
from cakg.web.resources import PageNotFoundError, Resource
from cakg.web.views.source import MOST_IN_FULL

PAPER = """
id:town a cakg:Place ; rdfs:label "Town"@en . id:river a cakg:Place ; rdfs:label "River"@en .
id:writer a cakg:Person , cakg:Unnamed ; rdfs:label "The writer"@en . id:ann a cakg:Person ; rdfs:label "Ann"@en .
id:press a cakg:Organisation ; rdfs:label "The press"@en .
source:paper a cakg:Article ; cakg:shortName "Paper 2022" ; dcterms:title "On the river"@en ; cakg:author id:writer ;
  dcterms:publisher id:press ; cakg:earliest "2022-01-01"^^xsd:date ; cakg:latest "2022-12-31"^^xsd:date ;
  cakg:dateWording "some day of that year"@en ; schema:url <https://example.org/paper> ; cakg:reportsOn source:talk ;
  cakg:textLength 90 ; cakg:textSha256 "abc" .
source:talk a cakg:Article ; cakg:shortName "Talk" ; cakg:author id:ann .
source:table a cakg:Dataset ; cakg:shortName "Table" ; dcterms:title "Levels"@en ; cakg:author id:press ;
  cakg:collectionMethod collection-method:records ; cakg:coversFrom "2020-01-01"^^xsd:date ;
  dcterms:bibliographicCitation "The press: Levels." .
passage:paper-2-1 a cakg:Passage ; cakg:source source:paper ; cakg:paragraph 2 ; cakg:sentence 1 ; cakg:start 50 ;
  cakg:end 90 ; cakg:sha256 "def" ; cakg:noClaimReason reason:byline .
passage:paper-1-2 a cakg:Passage ; cakg:source source:paper ; cakg:paragraph 1 ; cakg:sentence 2 .
passage:paper-1-1 a cakg:Passage ; cakg:source source:paper ; cakg:paragraph 1 ; cakg:sentence 1 ; cakg:start 0 ;
  cakg:end 20 ; cakg:sha256 "abc" .
passage:row a cakg:Row ; cakg:source source:table ; cakg:record "row 7" .
stmt:high a cakg:Statement , rdf:Statement ; rdfs:label "Support of the town for the river"@en ; rdf:subject id:town ;
  rdf:predicate cakg:supports ; rdf:object id:river .
stmt:low a cakg:Statement , rdf:Statement ; rdfs:label "Support of the river for the town"@en ; rdf:subject id:river ;
  rdf:predicate cakg:supports ; rdf:object id:town .
claim:high a cakg:Claim ; cakg:affirms stmt:high ; cakg:denies stmt:low ; cakg:mode mode:judged ;
  cakg:speaker id:writer ; cakg:passage passage:paper-1-1 .
claim:row a cakg:Claim ; cakg:affirms stmt:high ; cakg:mode mode:asserted ; cakg:speaker id:press ;
  cakg:passage passage:row .
note:writer a cakg:Note ; cakg:annotates id:writer ; cakg:identifiedAs id:ann ; cakg:basis basis:public-record ;
  skos:note "A list names her."@en .
note:date a cakg:Note ; cakg:annotates source:paper ; cakg:basis basis:inferred ; skos:note "It names the year."@en .
"""


@pytest.fixture
def paper(explorer_of: Callable[[str], Explorer]) -> Explorer:
    """The explorer of a small graph."""
    return explorer_of(PAPER)


def shown(explorer: Explorer, path: str) -> tuple[Resource, str]:
    resource = explorer.resource(path)
    return resource, Renderer(explorer).html(resource)


def test_how_each_line_is_known(paper: Explorer) -> None:
    """The page gives the author's identification with its reason, the wording of the date, and its bounds."""
    resource, page = shown(paper, "source/paper")

    assert resource.title == "On the river"
    for text in (
        "The text does not name its author.",
        "Identified by the editors as",
        "A list names her.",
        "some day of that year",
        "Bounds in the graph: 2022.",
        "It names the year.",
        "90 characters, normalised",
        'href="https://example.org/paper"',
        'href="talk"',
        'href="../downloads/paper"',
    ):
        assert text in page


def test_passages_in_order(paper: Explorer) -> None:
    """Passages stand in the order of the text, each with an anchor and its claims or the reason for none."""
    _, page = shown(paper, "source/paper")

    places = re.findall(r'<li id="(passage-[^"]+)"', page)
    assert places == ["passage-paper-1-1", "passage-paper-1-2", "passage-paper-2-1"]
    first, second, third = re.split(r'<li id="passage-', page)[1:]
    assert 'class="claim affirmed"' in first
    assert 'class="claim denied"' in first
    assert 'href="../statement/low#claim-high"' in first
    assert "No claim" in second
    assert re.search(r'No claim: <a href="../term/reason/byline">', third)
    assert page.index("Paragraph 1") < page.index("passage-paper-1-2") < page.index("Paragraph 2")


def test_data_for_the_check(paper: Explorer) -> None:
    """Passages with a place have offsets and hash as data; others have none, and the page works without them."""
    _, page = shown(paper, "source/paper")

    assert 'id="passage-paper-1-1" data-start="0" data-end="20" data-sha256="abc"' in page
    assert 'id="passage-paper-1-2">' in page
    assert 'src="../assets/passages.js"' in page


def test_work_that_is_only_reported_on(paper: Explorer) -> None:
    """A source without passages says so, names those that report on it, and loads no script for a check."""
    _, page = shown(paper, "source/talk")

    assert "known only through the sources that report on it" in page
    assert 'href="paper"' in page
    assert "passages.js" not in page


def test_dataset(paper: Explorer) -> None:
    """A dataset has its method, period and numbers, and no list of rows."""
    resource, page = shown(paper, "source/table")

    for text in (
        "Dataset",
        "official records",
        "1 row.",
        "No licence stated",
        "The press: Levels.",
        "../downloads/table",
    ):
        assert text in page
    assert "row 7" not in page
    assert json.loads(resource.writers["json"]())["dataset"]["statements_by_predicate"] == {"supports": 1}


def test_rows_of_a_dataset_are_reached_by_questions(explorer: Explorer) -> None:
    """Each link leads to the answer with the rows of this dataset only, as many as the page says."""
    datasets = [one for one in explorer.records.sources_with_passages if one.dataset]
    assert datasets
    for dataset in datasets:
        _, page = shown(explorer, explorer.path_of(dataset.iri))
        name = explorer.path_of(dataset.iri).partition("/")[2]
        links = re.findall(rf'<a href="../question/([^"?]+)\?f\.source={name}">[^<]*</a> ([0-9,]+) rows?</li>', page)
        assert links
        question, number = links[0]
        answer = explorer.resource(f"question/{question}", {"f.source": [name]})
        assert len(json.loads(answer.writers["json"]())["rows"]) == int(number.replace(",", ""))


def test_each_reason_for_a_verdict_is_given_once(explorer: Explorer) -> None:
    """A dataset that says the same of many statements has one reason, with the statements below it."""
    for iri in {one.source for those in explorer.records.verdicts.values() for one in those}:
        _, page = shown(explorer, explorer.path_of(iri))
        verdicts = page.partition("<h2>Verdicts on claims of articles</h2>")[2].partition("</section>")[0]
        for part in verdicts.split("<h3>")[1:]:
            reasons = re.findall(r"<li>([^<]+)\n<ul>", part)
            assert reasons
            assert len(set(reasons)) == len(reasons)


def test_without_questions_or_with_too_many_rows_no_question_is_listed(
    explorer: Explorer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Answers with many rows would be made only to be counted."""
    questions = [explorer.kg.questions.get(name) for name in explorer.kg.questions.names]

    assert dataset_rows.asked_rows(explorer.records, questions)
    assert dataset_rows.asked_rows(explorer.records, []) == {}
    monkeypatch.setattr(dataset_rows, "MOST_CLAIMS", 10)
    assert dataset_rows.asked_rows(explorer.records, questions) == {}


def test_formats(paper: Explorer) -> None:
    """JSON, CSV, triples and citations have the passages and claims of the page."""
    resource, _ = shown(paper, "source/paper")
    content = json.loads(resource.writers["json"]())

    assert [one["passage"] for one in content["passages"]] == [f"passage:paper-{at}" for at in ("1-1", "1-2", "2-1")]
    assert content["coverage"] == {"passages": 3, "with_claims": 1, "with_reason": 1}
    assert {note["reason"] for note in content["notes"]} == {"A list names her.", "It names the year."}
    rows = list(csv.DictReader(io.StringIO(resource.writers["csv"]().decode(), newline="")))
    assert {row["statement"] for row in rows} == {"stmt:high", "stmt:low"}
    turtle = resource.writers["ttl"]().decode()
    assert all(node in turtle for node in ("passage:paper-1-2", "claim:high", "note:date", "source:paper"))
    assert resource.writers["bib"]().count(b"@misc") == 2


def test_list_of_sources(paper: Explorer) -> None:
    """Articles, datasets and works only reported on have a table each, with numbers and links."""
    resource, page = shown(paper, "sources")

    assert [page.index(text) for text in ("Articles (1)", "Datasets (1)", "only reported on (1)")] == sorted(
        page.index(text) for text in ("Articles (1)", "Datasets (1)", "only reported on (1)")
    )
    assert 'href="source/paper"' in page
    rows = list(csv.DictReader(io.StringIO(resource.writers["csv"]().decode(), newline="")))
    numbers = {row["source"]: (row["kind"], row["passages"], row["claims"], row["statements"]) for row in rows}
    assert numbers == {
        "source:paper": ("article", "3", "1", "2"),
        "source:table": ("dataset", "1", "1", "1"),
        "source:talk": ("reported on only", "0", "0", "0"),
    }
    assert [row["short_name"] for row in json.loads(resource.writers["json"]())] == ["Paper 2022", "Table", "Talk"]


def test_graph_without_sources(explorer_of: Callable[[str], Explorer]) -> None:
    """A graph without sources has an empty list."""
    _, page = shown(explorer_of('id:town a cakg:Place ; rdfs:label "Town"@en .'), "sources")

    assert "The graph has no sources." in page


@pytest.mark.parametrize("path", ["source/nothing", "source/paper/1", "source", "sources/paper"])
def test_unknown_source(paper: Explorer, path: str) -> None:
    """An unknown name is an error with names that exist."""
    with pytest.raises(PageNotFoundError) as caught:
        paper.resource(path)

    assert caught.value.near


@pytest.mark.slow
def test_many_passages(explorer_of: Callable[[str], Explorer]) -> None:
    """Of a long source, every passage has an anchor, and only the first have everything about their claims."""
    parts = ['source:long a cakg:Article ; cakg:shortName "Long" . id:a a cakg:State ; rdfs:label "A"@en .']
    parts += [
        "id:w a cakg:Person .",
        'stmt:s a cakg:Statement , rdf:Statement ; rdfs:label "S"@en ; rdf:subject id:a ;',
    ]
    parts += ["rdf:predicate cakg:supports ; rdf:object id:w ."]
    for number in range(1, 1_201):
        parts.append(
            f"passage:l{number} a cakg:Passage ; cakg:source source:long ; cakg:paragraph {number} ; cakg:sentence 1 ;"
            f' cakg:start {number} ; cakg:end {number + 1} ; cakg:sha256 "{number}" .'
            f" claim:l{number} a cakg:Claim ; cakg:affirms stmt:s ; cakg:mode mode:asserted ; cakg:speaker id:w ;"
            f" cakg:passage passage:l{number} ."
        )
    _, page = shown(explorer_of("\n".join(parts)), "source/long")

    assert len(re.findall('<li id="passage-', page)) == 1_200
    assert page.count("(asserted)") == MOST_IN_FULL
    assert f"After the first {MOST_IN_FULL:,} passages" in page


def test_shipped_coverage(explorer: Explorer) -> None:
    """The coverage of each article is that of cakg check."""
    measured = {one.name: one for one in coverage.measure(explorer.kg.engine).articles}
    articles = [one for one in explorer.records.sources_with_passages if not one.dataset]

    assert articles
    for one in articles:
        page, expected = source.page(explorer.records, one.iri), measured[shorten(one.iri)]
        assert [shorten(place.passage.iri) for place in page.passages] == [each.name for each in expected.sentences]
        assert page.with_claims == len(expected.sentences) - len(expected.without_claims)
        assert page.with_reason == sum(bool(each.reason) for each in expected.without_claims)
        assert len(page.claims) == expected.claims


def test_shipped_sources(explorer: Explorer, html: Callable[..., str]) -> None:
    """Each source has a page; each passage of an article one anchor, and each claim links to a statement."""
    for name, iri in explorer.sources.iris.items():
        page = html(f"source/{name}")
        assert len(page) < 150_000
        for one in source.page(explorer.records, iri).passages:
            assert page.count(f'id="{anchor(one.passage.iri)}"') == 1
            for side in one.claims:
                assert f"#{anchor(side.claim.iri)}" in page


def test_hostile_texts_are_inert(hostile) -> None:
    """No text of a graph becomes markup, and no address a script."""
    explorer = Explorer(hostile.kg)
    renderer = Renderer(explorer)
    for path in ("sources", *(f"source/{name}" for name in explorer.sources.iris)):
        page = renderer.html(explorer.resource(path))
        assert "<script>" not in page
        assert "<img" not in page
        assert not re.findall('href="(?:javascript|data:text)[^"]*"', page)


def test_incomplete_source(explorer_of: Callable[[str], Explorer]) -> None:
    """A source with only a short name, and a passage without a place, have a page."""
    explorer = explorer_of(
        'source:bare a cakg:Article ; cakg:shortName "Bare" . passage:x a cakg:Passage ; cakg:source source:bare .'
    )
    resource, page = shown(explorer, "source/bare")

    assert resource.title == "Bare"
    assert 'id="passage-x"' in page
    assert "Passages without a paragraph" in page
    assert SOURCE["bare"] == resource.iri

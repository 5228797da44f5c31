"""The engine of the static site: what is fetched, and queries in the page."""

from __future__ import annotations

import gzip
import shutil
from base64 import b64decode
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from pyoxigraph import QueryResultsFormat, parse_query_results

from cakg.graph import KnowledgeGraph
from cakg.paths import shipped
from cakg.vocabulary import with_prefixes
from cakg.web import engine
from cakg.web.answers.selection import ROWS_IN_A_FILE
from cakg.web.assets import asset, names
from cakg.web.explorer import Explorer
from cakg.web.render import Renderer


@pytest.fixture(scope="session")
def archive() -> bytes:
    """Return the package; skip the test where npm is missing or reaches no registry."""
    if shutil.which("npm") is None:
        pytest.skip("needs npm: apt-get install npm")
    try:
        return engine.archive()
    except engine.EngineError as error:
        if "SHA-512" in error.message:
            raise
        pytest.skip(f"needs a registry of npm: {error.message}")


def test_another_file_is_refused(tmp_path):
    """A file with another checksum is not used, and the error names the command that fetches the right one."""
    file = tmp_path / "oxigraph.tgz"
    file.write_bytes(b"something else")

    with pytest.raises(engine.EngineError, match=r"oxigraph\.tgz is not the package oxigraph@") as caught:
        engine.archive(file)

    assert f"npm pack oxigraph@{engine.VERSION}" in str(caught.value)


@pytest.mark.parametrize("name", ["absent.tgz", "."])
def test_unreadable_file_is_an_error(tmp_path, name):
    """A file that is absent, or a directory, is an error with a remedy."""
    with pytest.raises(engine.EngineError, match="cannot be read"):
        engine.archive(tmp_path / name)


def test_without_npm_the_error_says_what_to_do(monkeypatch, tmp_path):
    """Where npm is not installed, the error says that and how to give the file."""
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(engine.EngineError, match="npm is not installed") as caught:
        engine.archive()

    assert "--engine" in str(caught.value)


def test_failure_of_npm_is_reported(monkeypatch, tmp_path):
    """The first line of what npm reports is in the error."""
    npm = tmp_path / "npm"
    npm.write_text("#!/bin/sh\necho 'npm error code E404' >&2\nexit 1\n")
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(engine.EngineError, match="npm error code E404"):
        engine.archive()


@pytest.mark.npm
def test_package_becomes_scripts(archive, shipped_kg):
    """The archive that npm fetches has the expected checksum, and its parts and the graph become scripts."""
    scripts = engine.scripts(archive, shipped_kg)

    graph = scripts["engine-graph.js"].decode()
    packed = graph.split('"')[3]
    triples = gzip.decompress(b64decode(packed)).decode().splitlines()
    assert len([line for line in triples if not line.startswith("#") and line]) == len(shipped_kg.engine.store)
    assert {"engine-module.js", "engine-wasm.js", "engine-licence.txt"} < scripts.keys()
    assert scripts == engine.scripts(archive, shipped_kg), "the same bytes each time"


GRAPH = """
    id:one a cakg:State ; rdfs:label "One"@en , "Один"@ru .
    id:two a cakg:State ; rdfs:label "Two \\"quoted\\""@en .
    id:speaker a cakg:Person ; rdfs:label "Somebody"@en .
    source:article a cakg:Article ; rdfs:label "Article"@en ; cakg:shortName "Article 2022" ; dcterms:title "Title"@en ;
        cakg:author id:speaker ; cakg:earliest "2022-01-01"^^xsd:date ; cakg:latest "2022-01-01"^^xsd:date .
    passage:article-1-1 a cakg:Passage ; cakg:source source:article ; cakg:paragraph 1 ; cakg:sentence 1 .
    stmt:a a cakg:Statement , rdf:Statement ; rdfs:label "Supply of goods from One to Two"@en ;
        rdf:subject id:one ; rdf:predicate cakg:supplied ; rdf:object id:two ;
        cakg:earliest "2021-02-01"^^xsd:date ; cakg:latest "2021-02-28"^^xsd:date .
    stmt:b a cakg:Statement , rdf:Statement ; rdfs:label "Supply of goods from Two to One"@en ;
        rdf:subject id:two ; rdf:predicate cakg:supplied ; rdf:object id:one .
    claim:a a cakg:Claim ; cakg:affirms stmt:a ; cakg:mode mode:asserted ; cakg:speaker id:speaker ;
        cakg:passage passage:article-1-1 .
    claim:b a cakg:Claim ; cakg:denies stmt:b ; cakg:mode mode:asserted ; cakg:speaker id:speaker ;
        cakg:passage passage:article-1-1 .
"""
ASKED = [
    ("everything-about", {"thing": "One"}),
    ("everything-about", {"thing": "ОДИН", "profile": "stated"}),
    ("everything-about", {"thing": 'Two "quoted"'}),
    ("what-is-denied", {"speaker": "id:speaker"}),
    ("timeline", {"when": "2021-02"}),
    ("timeline", {"dated": "no"}),
    ("status-of-a-theme", {"status": "denied"}),
]
PAGES = ("sparql", "question/who-is-accused", *dict.fromkeys(f"question/{name}" for name, _ in ASKED))


@pytest.fixture
def engine_site(archive, graph_of, tmp_path):
    """Return the folder of a small site with an engine, with the pages that are tested, and its graph."""
    kg = KnowledgeGraph(graph_of(GRAPH), shipped())
    explorer = Explorer(kg, static=True, engine=engine.scripts(archive, kg))
    return written(tmp_path, explorer, PAGES), kg


def written(folder, explorer, paths):
    """Write pages and all assets to *folder*; return it."""
    renderer = Renderer(explorer)
    pages = {f"{path}.html": renderer.html(explorer.resource(path)).encode() for path in paths}
    for name, content in {**pages, **{f"assets/{one}": asset(explorer, one) for one in names(explorer)}}.items():
        file = folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(content)
    return folder


@pytest.fixture(scope="module")
def shipped_site(archive, shipped_kg, tmp_path_factory):
    """Return the folder of a site of the shipped graph, with the pages that are tested."""
    explorer = Explorer(shipped_kg, static=True, engine=engine.scripts(archive, shipped_kg))
    return written(tmp_path_factory.mktemp("shipped"), explorer, ["sparql", "question/connections"])


@pytest.fixture
def tab(browser):
    """Return a tab without a network that collects what goes wrong in it."""
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    yield page
    context.close()


@pytest.mark.npm
@pytest.mark.browser
@pytest.mark.slow
def test_questions_with_parameters_are_answered_in_the_page(engine_site, tab):
    """Each question with parameters has the rows that Python finds, without a server and without a request."""
    folder, kg = engine_site
    for name, given in ASKED:
        tab.goto(f"{(folder / 'question' / name).as_uri()}.html?{urlencode(given)}")
        tab.locator("#state", has_text="answered in this page").wait_for()
        shown = [row.inner_text() for row in tab.locator("table.rows tbody tr").all()]

        profile = given.get("profile", "everything")
        answer = kg.ask(name, profile=profile, **{key: value for key, value in given.items() if key != "profile"})
        labels = [str(row.get("statement") or row.get("thing") or "") for row in answer.rows]
        assert len(shown) == len(answer), (name, given)
        assert all(label in text for label, text in zip(labels, shown, strict=True)), (name, given)


@pytest.mark.npm
@pytest.mark.browser
@pytest.mark.slow
def test_every_question_has_the_rows_that_python_finds(shipped_site, shipped_kg, tab):
    """The engine of the page and that of Python have different versions; both give the same rows in the same order."""
    tab.goto((shipped_site / "sparql.html").as_uri())
    different = []
    for question in shipped_kg.questions.all():
        for sparql in {question.sparql, question.bind({}, shipped_kg.records.articles)}:
            json = tab.evaluate("async (sparql) => (await cakgEngine.query(sparql)).json", with_prefixes(sparql))
            found = parse_query_results(json, format=QueryResultsFormat.JSON)
            if [[*row] for row in found] != [[*row] for row in shipped_kg.engine.select(sparql).rows]:
                different.append(question.name)
    assert different == []


@pytest.mark.npm
@pytest.mark.browser
@pytest.mark.slow
def test_unknown_name_is_said_in_the_page(engine_site, tab):
    """A name that the graph does not have is said; no text of the address becomes part of the query."""
    folder, _ = engine_site
    address = (folder / "question" / "everything-about").as_uri()
    tab.goto(f"{address}.html")
    rows = tab.locator("table.rows tbody tr").count()
    for given in ("Nobody", "> } DROP ALL"):
        tab.goto(f"{address}.html?{urlencode({'thing': given})}")
        tab.locator("#state.message").wait_for()

        assert tab.locator("#state").inner_text() == f"Nothing is called “{given}”."
        assert tab.locator("table.rows tbody tr").count() == rows > 0


@pytest.mark.npm
@pytest.mark.browser
@pytest.mark.slow
def test_questions_are_asked_in_place(engine_site, tab):
    """The form, the links and the way back change the rows without loading the page and the engine again."""
    folder, kg = engine_site
    rows, loads = tab.locator("table.rows tbody tr"), []
    tab.on("load", lambda page: loads.append(page.url))
    tab.goto(f"{(folder / 'question' / 'everything-about').as_uri()}.html")
    usual = rows.all_inner_texts()

    for name in ("Nobody", "Somebody", "One"):
        tab.locator("details.form > summary").click()
        tab.locator("input[name=thing]").first.fill(name)
        tab.locator("form[data-question] button").click()
        tab.locator("#state", has_text="called “Nobody”" if name == "Nobody" else f"thing: {name}: answered").wait_for()
    found = rows.count()
    assert found == len(kg.ask("everything-about", thing="One"))
    assert parse_qs(urlsplit(tab.url).query)["thing"] == ["One"]

    first = tab.locator("table.rows th").first
    first.locator("a").click()
    tab.locator("th[aria-sort=ascending]").wait_for()
    assert (rows.count(), parse_qs(urlsplit(tab.url).query)["sort"]) == (found, [first.get_attribute("data-column")])
    tab.go_back()
    tab.locator("th[aria-sort]").wait_for(state="detached")
    assert (rows.count(), tab.locator("input[name=thing]").first.input_value()) == (found, "One")

    tab.go_back()
    tab.locator("#state", has_text="thing: Somebody").wait_for()
    tab.go_back()
    tab.go_back()
    tab.locator("#asking").wait_for(state="hidden")
    assert rows.all_inner_texts() == usual
    assert len(loads) == 1


@pytest.mark.npm
@pytest.mark.browser
@pytest.mark.slow
def test_a_long_answer_shows_its_first_rows(shipped_site, shipped_kg, tab):
    """A table has no more rows than a page in a file may have; the page says so, and how many rows there are."""
    tab.goto(f"{(shipped_site / 'question' / 'connections').as_uri()}.html?datasets=yes")
    tab.locator("#state", has_text="answered in this page").wait_for()

    number = len(shipped_kg.ask("connections", datasets=True))
    assert tab.locator("table.rows tbody tr").count() == ROWS_IN_A_FILE < number
    assert tab.locator(".count b").inner_text() == f"{number:,} rows"
    assert tab.locator(".cut").inner_text().startswith("The table shows the first 1,000 of these rows.")


@pytest.mark.npm
@pytest.mark.browser
@pytest.mark.slow
def test_page_without_a_table_says_what_to_do(engine_site, tab):
    """Where the answer without parameters has no rows, the page says where to ask instead."""
    folder, _ = engine_site
    tab.goto(f"{(folder / 'question' / 'who-is-accused').as_uri()}.html?thing=One")

    tab.locator("#state.message").wait_for()
    assert "Run the query on the page SPARQL" in tab.locator("#state").inner_text()
    assert tab.locator("table.rows").count() == 0


@pytest.mark.npm
@pytest.mark.browser
@pytest.mark.slow
def test_a_result_is_drawn_on_the_map(shipped_site, tab):
    """The map works in a page opened from disk: the land and the places are files beside it."""
    tab.goto(f"{(shipped_site / 'sparql.html').as_uri()}?{urlencode({'query': 'ASK { id:csto ?p ?o }'})}")
    tab.locator("#state", has_text="Yes").wait_for()
    assert tab.get_by_text("Options").count() == 0
    tab.locator("#query").fill("SELECT ?x { VALUES ?x { id:kazakhstan id:ukraine id:csto stmt:invasion-of-ukraine } }")
    tab.locator("#query").press("Control+Enter")
    with tab.expect_event("requestfinished", lambda one: one.url.endswith("assets/map.svg")):
        tab.get_by_role("button", name="Map").click()

    tab.locator("svg.drawn .area").first.wait_for(state="attached")
    assert tab.locator("svg.drawn .area").count() > 1
    assert tab.locator("#result p a", has_text="interactive map").get_attribute("href") == "map.html"


@pytest.mark.npm
@pytest.mark.browser
@pytest.mark.slow
def test_free_queries_run_and_stop(engine_site, tab):
    """The page for free queries shows rows, triples and the message of a mistake, and stops a query without end."""
    folder, _ = engine_site
    tab.goto((folder / "sparql.html").as_uri())
    query, run, result = tab.locator("#query"), tab.locator("#sparql .actions button").first, tab.locator("#result")

    query.fill("SELECT ?s WHERE { ?s a cakg:State } ORDER BY ?s")
    run.click()
    tab.locator("#result td a", has_text="One").wait_for()
    assert tab.locator("#result td").all_inner_texts() == ["One id:one", 'Two "quoted" id:two']
    assert tab.locator("#result td a").first.get_attribute("href") == "thing/one.html"

    query.fill("SELECT ?s WHERE {\n  ?s a cakg:State .\n  FILTR (?s > 3)\n}")
    query.press("Control+Enter")
    tab.locator("#result .message", has_text="line 3, column 3").wait_for()
    assert tab.locator(".sheet mark").inner_text() == "FILTR"

    query.fill("CONSTRUCT { ?s a cakg:State } WHERE { ?s a cakg:State }")
    run.click()
    result.locator("td", has_text="rdf:type").first.wait_for()

    query.fill("SELECT (5 - 2 - 1 AS ?x) {}")
    run.click()
    tab.locator("#result td", has_text="4").wait_for()  # as the page warns; an engine that finds 2 needs no warning

    query.fill("SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    run.click()
    tab.locator("#elapsed", has_text="Running").wait_for()
    tab.locator("#stop").click()
    tab.locator("#result .message", has_text="Stopped after").wait_for()

    assert tab.evaluate("location.search").startswith("?query=SELECT")
    tab.reload()  # the address has the query, which runs again
    tab.locator("#elapsed", has_text="Running").wait_for()

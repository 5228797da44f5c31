"""The page for free queries on the server: the text area, the result, the errors and the address."""

from __future__ import annotations

import json
import select
import socket
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import pyoxigraph
import pytest
from tests.web.server import Server

from cakg.graph import KnowledgeGraph
from cakg.paths import shipped
from cakg.store.remote import RemoteStore
from cakg.vocabulary import ID
from cakg.web.assets import asset, names
from cakg.web.bounds import Bounds
from cakg.web.endpoint import dataset
from cakg.web.explorer import Explorer
from cakg.web.render import Renderer
from cakg.web.resources import PageNotFoundError

pytest.importorskip("uvicorn", reason="the extra serve is not installed")

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
DIRECT = "application/sparql-query"
PAPER = "https://w3id.org/cakg/source/paper"
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
MANY = f"SELECT ?a ?b {{ VALUES ?a {{ {'1 ' * 35} }} VALUES ?b {{ {'2 ' * 35} }} }}"
GRAPH = """
id:aland a cakg:State ; rdfs:label "Aland"@en , "Аланд"@ru .
id:bland a cakg:State ; rdfs:label "<script>taken()</script>"@en .
<javascript:taken()> a cakg:Topic ; rdfs:label "A topic"@en .
id:writer a cakg:Person ; rdfs:label "Writer"@en .
source:paper a cakg:Article ; rdfs:label "A paper"@en ; cakg:shortName "Paper" ; dcterms:title "A paper"@en ;
    cakg:author id:writer .
passage:p a cakg:Passage ; cakg:source source:paper ; cakg:paragraph 1 ; cakg:sentence 1 .
stmt:support a cakg:Statement , rdf:Statement ; rdfs:label "Support of Aland for Bland"@en ; rdf:subject id:aland ;
    rdf:predicate cakg:supports ; rdf:object id:bland ; cakg:earliest "2022-01-05"^^xsd:date .
stmt:doubt a cakg:Statement , rdf:Statement ; rdfs:label "Support of Bland for Aland"@en ; rdf:subject id:bland ;
    rdf:predicate cakg:supports ; rdf:object id:aland .
claim:q a cakg:Claim ; cakg:denies stmt:doubt ; cakg:mode mode:asserted ; cakg:speaker id:writer ;
    cakg:passage passage:p .
claim:p a cakg:Claim ; cakg:affirms stmt:support ; cakg:mode mode:asserted ; cakg:speaker id:writer ;
    cakg:passage passage:p .
"""
ON_MAP = """
id:kazakhstan a cakg:State ; rdfs:label "Kazakhstan"@en .
id:russia a cakg:State ; rdfs:label "Russia"@en .
id:ukraine a cakg:State ; rdfs:label "Ukraine"@en .
id:crimea a cakg:Place ; rdfs:label "<script>taken()</script>"@en .
id:annexation-of-crimea a cakg:Event ; rdfs:label "Annexation"@en .
id:csto a cakg:Organisation ; rdfs:label "CSTO"@en .
id:writer a cakg:Person ; rdfs:label "Writer"@en .
source:paper a cakg:Article ; rdfs:label "A paper"@en ; cakg:shortName "Paper" ; dcterms:title "A paper"@en ;
    cakg:author id:writer .
passage:p a cakg:Passage ; cakg:source source:paper ; cakg:paragraph 1 ; cakg:sentence 1 .
stmt:pact a cakg:Statement , rdf:Statement ; rdfs:label "Support of Russia for Kazakhstan"@en ; rdf:subject id:russia ;
    rdf:predicate cakg:supports ; rdf:object id:kazakhstan .
stmt:back a cakg:Statement , rdf:Statement ; rdfs:label "Support of Kazakhstan for Russia"@en ;
    rdf:subject id:kazakhstan ; rdf:predicate cakg:supports ; rdf:object id:russia .
stmt:member a cakg:Statement , rdf:Statement ; rdfs:label "Membership of Kazakhstan in the CSTO"@en ;
    rdf:subject id:kazakhstan ; rdf:predicate cakg:memberOf ; rdf:object id:csto .
claim:p a cakg:Claim ; cakg:affirms stmt:pact , stmt:member ; cakg:denies stmt:back ; cakg:mode mode:asserted ;
    cakg:speaker id:writer ; cakg:passage passage:p .
source:other a cakg:Article ; rdfs:label "Other"@en ; cakg:shortName "Other" ; dcterms:title "Other"@en ;
    cakg:author id:writer .
passage:o a cakg:Passage ; cakg:source source:other ; cakg:paragraph 1 ; cakg:sentence 1 .
claim:o a cakg:Claim ; cakg:affirms stmt:back ; cakg:mode mode:asserted ; cakg:speaker id:writer ;
    cakg:passage passage:o .
"""
"""Two sources that disagree on a statement, and things that are on the map."""


@pytest.fixture(scope="module")
def folder(small_folder: Callable[[str], Path]) -> Path:
    """The folder of a small graph with hostile names."""
    return small_folder(GRAPH)


@pytest.fixture(scope="module")
def two(start: Callable[..., Server], small_folder: Callable[[str], Path]) -> Server:
    """A server of a graph of two sources, with things on the map."""
    return start("--graph", str(small_folder(ON_MAP)))


@pytest.fixture(scope="module")
def small(start: Callable[..., Server], folder: Path) -> Server:
    """A server of the small graph."""
    return start("--graph", str(folder))


# ---- What the server sends ------------------------------------------------------


@pytest.mark.parametrize(
    "accept, kind",
    [
        (BROWSER, "text/html"),
        ("text/html", "text/html"),
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("text/html, application/sparql-results+json", "application/sparql-results+json"),
        ("text/html;q=0.5, text/csv", "text/csv"),
        ("application/xml", "application/xml"),
    ],
)
@pytest.mark.parametrize("options", ["", f"&default-graph-uri={quote(PAPER)}&timeout=5"])
def test_only_a_browser_gets_the_page_of_a_query(small, accept, kind, options):
    """A link to a query leads browsers to the page; every other client gets the result, whatever it accepts."""
    reply = small.get(f"/sparql?query=ASK%20%7B%7D{options}", **({"Accept": accept} if accept else {}))

    assert (reply.status, reply.headers["content-type"].partition(";")[0]) == (200, kind)
    assert "Accept" in reply.headers["vary"]


@pytest.mark.parametrize(
    "more, status",
    [
        (f"named-graph-uri={quote(PAPER)}", 200),
        (f"default-graph-uri={quote(PAPER)}&default-graph-uri={quote(PAPER)}", 200),
        (f"default-graph-uri={quote(PAPER)}&default-graph-uri=urn:x", 400),
        ("default-graph-uri=x", 400),
        ("timeout=soon", 400),
        ("timeout=1&timeout=2", 200),
        ("query=ASK%7B%7D", 400),
    ],
)
def test_other_parameters_belong_to_programs(small, more, status):
    """The page has fields for one graph and a time; a browser gets the answer of the endpoint to everything else."""
    reply = small.get(f"/sparql?query=ASK%20%7B%7D&{more}", Accept=BROWSER)

    assert (reply.status, reply.headers["content-type"].partition(";")[0]) == (
        status,
        "application/xml" if status == 200 else "text/plain",
    )


def test_posted_query_belongs_to_programs(small):
    """A form is answered with the result, for a browser too."""
    posted = small.get(
        "/sparql", "POST", b"query=ASK%7B%7D", Accept=BROWSER, Content_Type="application/x-www-form-urlencoded"
    )
    assert (posted.status, posted.headers["content-type"]) == (200, "application/xml")


@pytest.mark.parametrize("query", ["</textarea><script>taken()</script>", "\n\nASK {\r\n}", "# “ä” \U0001f600\nASK {}"])
def test_query_of_the_address_is_in_the_text_area(small, query):
    """The page contains the query as text, so that it can be read without JavaScript."""
    page = small.get(f"/sparql?{urlencode({'query': query})}", Accept=BROWSER).text
    shown = page.partition("<textarea")[2].partition(">\n")[2].partition("</textarea>")[0]

    assert unescape(shown).replace("\r\n", "\n") == query.replace("\r\n", "\n")
    assert "<script>taken" not in page


def test_options_of_the_address_are_in_the_form(small):
    """The page contains the options too; those that are not given are disabled, since a form sends empty fields."""
    given = urlencode({"query": "ASK {}", "default-graph-uri": 'urn:"x"', "timeout": "500"})
    page = small.get(f"/sparql?{given.replace('%22', '%C3%A4')}", Accept=BROWSER).text
    plain = small.get("/sparql", Accept=BROWSER).text

    assert '<option value="urn:äxä" selected>Only what urn:äxä says</option>' in page
    assert f'<option value="{PAPER}">Only what Paper says</option>' in page
    assert 'max="60" step="any" value="60"' in page, "no more than the server allows"
    assert '<details class="options" open>' in page
    assert '<details class="options" hidden>' in plain
    assert plain.count(" disabled") == 3
    reply = small.get("/sparql.html?query=ASK%7B%7D&timeout=soon", Accept=BROWSER)
    assert (reply.status, "timeout=5" in reply.text) == (400, True)


def test_page_offers_only_the_graphs_that_there_are(explorer_of, monkeypatch):
    """A graph that is too large has no part for each source, and a site of files has no options at all."""
    kg = explorer_of(GRAPH).kg

    def page(explorer):
        return Renderer(explorer).html(explorer.resource("sparql"))

    assert "Only what Paper says" in page(Explorer(kg, endpoint=Bounds()))
    monkeypatch.setattr(dataset, "MOST_TRIPLES", 10)
    large = page(Explorer(kg, endpoint=Bounds(seconds=7)))
    assert 'id="graph"' not in large
    assert 'id="timeout"' in large
    assert 'placeholder="7"' in large
    files = Explorer(kg, static=True, engine={"engine-wasm.js": b""})
    assert 'class="options"' not in page(files)
    assert "options.js" not in names(files)


def test_server_without_free_queries_says_what_to_do(start, folder):
    """Where nothing answers queries, the address says why, and no page links to it or loads its scripts."""
    closed = start("--graph", str(folder), "--no-free-queries")

    reply = closed.get("/sparql?query=ASK%7B%7D", Accept=BROWSER)
    assert reply.status == 404
    assert "--no-free-queries" in reply.text
    assert 'href="questions"' in reply.text
    assert 'href="sparql' not in closed.get("/questions").text + closed.get("/downloads", Accept=BROWSER).text
    assert closed.get("/assets/sparql.js").status == 404


def test_graph_of_an_endpoint_has_no_page(endpoint_of):
    """The server does not pass queries on to the endpoint of its graph, and says where to send them."""
    kg = KnowledgeGraph(RemoteStore(endpoint_of(b"")), shipped())
    remote = Explorer(kg, endpoint=Bounds())

    assert not remote.answers_queries
    with pytest.raises(PageNotFoundError, match="shows the graph of http://127"):
        remote.resource("sparql")


def test_pages_lead_to_the_page(explorer_of, small):
    """Lists of questions and files lead to it, and the page of a question opens its own query there."""
    assert 'href="sparql"' in small.get("/downloads", Accept=BROWSER).text  # which another process makes
    renderer = Renderer(Explorer(explorer_of(GRAPH).kg, endpoint=Bounds()))
    pages = {path: renderer.html(renderer.explorer.resource(path)) for path in ("", "questions", "downloads")}
    question = renderer.html(renderer.explorer.resource("question/what-is-denied"))

    assert all('href="sparql"' in html for html in pages.values())
    assert 'href="../sparql?query=' in question


def test_every_example_is_a_query(explorer: Explorer) -> None:
    """Each question of the catalogue is an example, which the engine reads; terms have the paths of their pages."""
    own = Explorer(explorer.kg, endpoint=Bounds())
    script = asset(own, "queries.js").decode()
    found = json.loads(script.partition("=")[2].rstrip().rstrip(";"))
    queries = [query for _, questions in found["examples"] for _, query in questions]

    assert "queries.js" in names(own)
    assert len(queries) == len(explorer.kg.questions.all())
    for query in queries:
        assert "#+" not in query
        assert pyoxigraph.Store().query(query) is not None
    assert {path for path, *_ in found["terms"]} == set(explorer.terms)


def test_places_are_those_of_the_map(explorer_of: Callable[[str], Explorer]) -> None:
    """The script has the points and areas of the map, of things in the graph only; Crimea is part of Ukraine there."""
    own = Explorer(explorer_of(ON_MAP).kg, endpoint=Bounds())
    found = json.loads(asset(own, "places.js").decode().partition("=")[2].rstrip().rstrip(";"))
    land = own.boundaries
    assert land
    crimea = next(area.path for area in land.areas if area.name == land.disputed)
    states = {ID[name] for name in ("kazakhstan", "russia", "ukraine")}

    assert found["points"].keys() == states | {ID["crimea"], ID["annexation-of-crimea"]}
    assert found["areas"].keys() == states
    assert crimea in found["areas"][ID["ukraine"]]
    assert crimea not in found["areas"][ID["russia"]]
    assert (found["size"], found["view"]) == ([land.width, land.height], land.views[0].says)
    assert found["notes"] == [land.note, land.points_note]
    none = Explorer(explorer_of(GRAPH).kg, endpoint=Bounds())
    assert b'"points":{}' in asset(none, "places.js")
    assert b'"placed":[]' in asset(none, "queries.js")


# ---- In a browser ---------------------------------------------------------------


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A tab in which every error of a script, message of the console and dialog is a fault of the test."""
    context = browser.new_context(viewport={"width": 1000, "height": 800})
    page = context.new_page()
    page.set_default_timeout(10_000)
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))

    def note(message: ConsoleMessage) -> None:
        if not message.text.startswith("Failed to load resource"):  # which the page itself shows
            troubles.append(message.text)

    page.on("console", note)
    page.on("dialog", lambda dialog: troubles.append(dialog.message) or dialog.dismiss())
    yield page
    context.close()
    assert troubles == []


def run(page: Page, query: str) -> None:
    """Write and run a query."""
    page.locator("#query").fill(query)
    page.locator("#query").press("Control+Enter")


@pytest.mark.browser
def test_rows_have_labels_and_links(tab, small):
    """Our IRIs appear with their labels and lead to their pages; hostile names and addresses do nothing."""
    tab.goto(f"{small.address}sparql")
    run(tab, "SELECT ?one { VALUES ?one { id:aland id:bland <javascript:taken()> claim:p cakg:supports 'x'@ru } }")
    tab.locator("#result td", has_text="Aland").wait_for()

    cells = tab.locator("#result td").all_inner_texts()
    assert cells[:3] == ["Aland id:aland", "<script>taken()</script> id:bland", "A topic <javascript:taken()>"]
    assert tab.locator("#state").inner_text().startswith("6 rows in ")
    assert tab.locator("#result td a").count() == 4
    assert tab.locator("#result td[lang=ru]").inner_text() == "x"
    addresses = [link.get_attribute("href") for link in tab.locator("#result td a").all()]
    for address in addresses:
        assert small.get(f"/{address}", Accept=BROWSER).status in (200, 303)
    tab.locator("#result a", has_text="Aland").click()
    tab.wait_for_url("**/thing/aland")


@pytest.mark.browser
def test_yes_no_nothing_and_triples(tab, small):
    """Every kind of result is shown: yes or no, no rows, and triples with their signs."""
    tab.goto(f"{small.address}sparql")
    state = tab.locator("#state")
    run(tab, "ASK { id:aland a cakg:State }")
    state.get_by_text("Yes, in ").wait_for()
    run(tab, "ASK { id:aland a cakg:Person }")
    state.get_by_text("No, in ").wait_for()
    run(tab, "SELECT * { ?s a cakg:Nothing }")
    state.get_by_text("No rows.").wait_for()
    run(tab, r'CONSTRUCT { id:aland rdfs:comment "a \"b\" \\ \n ü"@en ; rdf:value 5 , _:x } {}')
    state.get_by_text("3 triples in ").wait_for()

    texts = tab.locator("#result tr td:last-child").all_text_contents()
    assert 'a "b" \\ \n ü' in texts
    assert "5" in texts
    assert any(text.startswith("_:") for text in texts)


@pytest.mark.browser
def test_statements_are_drawn(tab, small):
    """Rows with statements appear as a network and a timeline too, each with the statuses; other rows do not."""
    tab.goto(f"{small.address}sparql")
    run(tab, "SELECT ?statement ?x { ?statement a cakg:Statement OPTIONAL { ?statement cakg:none ?x } }")
    tab.get_by_role("button", name="Network").click()
    tab.locator("svg.drawn path.denied").wait_for(state="attached")
    assert tab.locator("svg.drawn text").all_text_contents() == ["Aland", "<script>taken()</script>"]
    assert tab.locator("svg.drawn title").all_text_contents()[1] == "Support of Bland for Aland (denied)"
    assert sorted(tab.locator("ul.drawn li").all_inner_texts()) == [
        "Support of Aland for Bland stated 2022-01-05 – …",
        "Support of Bland for Aland denied",
    ]

    tab.get_by_role("button", name="Timeline").click()
    tab.locator("ol.drawn rect").wait_for()
    assert tab.locator("ol.drawn li").all_inner_texts() == ["Support of Aland for Bland stated 2022-01-05 – …"]
    assert "which are not shown: 1." in tab.locator("#result").inner_text()
    tab.get_by_role("button", name="Table").click()
    assert tab.locator("#result tbody tr").count() == 2
    tab.locator("#result td a", has_text="Support of Bland").click()
    tab.wait_for_url("**/statement/doubt")
    tab.go_back()
    run(tab, "SELECT ?x { ?x a cakg:State }")
    tab.locator("#state", has_text="2 rows").wait_for()
    assert tab.get_by_role("button", name="Network").count() == 0


@pytest.mark.browser
def test_result_is_drawn_on_the_map(tab, two):
    """Things with a place are marked, statements between them are lines, and the rest is listed below."""
    tab.goto(f"{two.address}sparql")
    state, result, choice = tab.locator("#state"), tab.locator("#result"), tab.get_by_role("button", name="Map")
    run(tab, "SELECT ?x { VALUES ?x { id:csto 'Russia' } }")
    state.get_by_text("2 rows").wait_for()
    assert choice.count() == 0

    run(tab, "SELECT ?x { ?x a cakg:Statement } ORDER BY ?x")
    with tab.expect_response("**/assets/map.svg") as land:
        choice.click()
    assert land.value.status == 200
    tab.locator("svg.drawn .area").first.wait_for(state="attached")
    lines = tab.locator("svg.drawn path[marker-end]")
    assert [line.get_attribute("class") for line in lines.all()] == ["contested", "unhedged"]
    assert len({line.get_attribute("d") for line in lines.all()}) == 2
    assert tab.locator("svg.drawn .area title").all_text_contents() == ["Kazakhstan", "Russia"]
    assert tab.locator("svg.drawn circle").count() == 2
    lists = [one.all_inner_texts() for one in (tab.locator("ul.drawn").first.locator("li"), result.locator("p"))]
    assert lists[0] == ["Support of Kazakhstan for Russia contested", "Support of Russia for Kazakhstan stated"]
    assert "On the map: Kazakhstan; Russia" in lists[1]
    assert "Without a place on the map: CSTO" in lists[1]
    assert tab.locator("ul.drawn").last.inner_text() == "Membership of Kazakhstan in the CSTO stated"
    assert "Crimea is drawn with Ukraine" in result.inner_text()

    run(tab, "SELECT ?x { VALUES ?x { id:ukraine id:crimea id:annexation-of-crimea id:csto } }")
    choice.click()
    tab.locator("svg.drawn .area").wait_for(state="attached")
    assert tab.locator("svg.drawn .area title").all_text_contents() == ["Ukraine"]
    assert tab.locator("svg.drawn circle").count() == 1
    assert tab.locator("svg.drawn text").all_text_contents() == ["<script>taken()</script> +1"]
    assert result.locator("ul").count() == 0
    tab.locator("svg.drawn a", has=tab.locator(".area")).click()
    tab.wait_for_url("**/thing/ukraine")


@pytest.mark.browser
def test_the_last_picture_chosen_is_shown(tab, small):
    """A picture that is ready late does not replace the one that was chosen after it."""
    tab.goto(f"{small.address}sparql")
    run(tab, "SELECT ?x { ?x a cakg:Statement }")
    tab.locator("#state", has_text="2 rows").wait_for()
    held = []

    def hold_the_first(route):
        if held:
            route.continue_()
        held.append(route)

    tab.route("**/sparql", hold_the_first)
    with tab.expect_request("**/sparql"):
        tab.get_by_role("button", name="Network").click()
    tab.get_by_role("button", name="Table").click()
    with tab.expect_event("requestfinished", lambda one: "rdfs:label" in (one.post_data or "")):
        held[0].continue_()
    tab.evaluate("new Promise((done) => setTimeout(done, 50))")
    assert tab.locator("#result table").count() == 1
    assert tab.get_by_role("button", name="Table").get_attribute("aria-pressed") == "true"


@pytest.mark.browser
def test_error_is_marked_at_its_place(tab, small):
    """The message names line and column; the place is marked in the text until the reader changes it."""
    tab.goto(f"{small.address}sparql")
    run(tab, "# ä \U0001f600\nSELECT ?s {\n  ?s a cakg:State .\n  FILTR (?s > 3)\n}")
    tab.locator("#result .message", has_text="line 4, column 3").wait_for()

    query = tab.locator("#query")
    assert tab.locator(".sheet mark").inner_text() == "FILTR"
    assert query.get_attribute("aria-invalid") == "true"
    assert query.evaluate("(field) => field.value.slice(field.selectionStart)").startswith("FILTR")
    query.press("X")
    assert tab.locator(".sheet mark").count() == 0
    assert query.get_attribute("aria-invalid") is None

    run(tab, "SELECT ?s { ?s a cakg:State")
    tab.locator("#result .message", has_text="is not closed").wait_for()
    assert tab.locator(".sheet mark").count() == 1, "the end of the query is a place too"
    run(tab, "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }")
    tab.locator("#result .message", has_text="SERVICE").wait_for()
    assert tab.locator(".sheet mark").count() == 0


@pytest.mark.browser
def test_query_is_stopped(tab, small):
    """The time of a running query is shown; the button ends it, and the next query is answered."""
    tab.goto(f"{small.address}sparql")
    assert tab.locator("#stop").is_disabled()
    run(tab, RUNAWAY)
    tab.locator("#elapsed", has_text="Running: ").wait_for()
    tab.locator("#stop").click()
    tab.locator("#result .message", has_text="Stopped after").wait_for()

    assert tab.locator("#elapsed").inner_text() == ""
    assert tab.locator("#stop").is_disabled()
    run(tab, "ASK {}")
    tab.locator("#state", has_text="Yes").wait_for()


@pytest.mark.browser
def test_busy_server_says_when_to_try_again(tab, start, folder):
    """A refused query says when to try again; a server that has ended says that it does not answer."""
    busy = start("--graph", str(folder))
    body = RUNAWAY.encode()
    head = b"POST /sparql?timeout=60 HTTP/1.1\r\nHost: x\r\nContent-Type: %s\r\n" % DIRECT.encode()
    others = [socket.create_connection(("127.0.0.1", busy.port)) for _ in range(5)]
    for one in others:
        one.sendall(head + b"Content-Length: %d\r\n\r\n" % len(body) + body)
    busy.wait_for(lambda: bool(select.select(others, [], [], 0)[0]))  # one too many: it is refused
    tab.goto(f"{busy.address}sparql")
    run(tab, RUNAWAY)
    tab.locator("#result .message", has_text="The server is busy. Try again in 5 seconds.").wait_for()
    for one in others:
        one.close()
    busy.end()
    run(tab, "ASK {}")
    tab.locator("#result .message", has_text="The server does not answer.").wait_for()
    assert tab.locator("#stop").is_disabled()


@pytest.mark.browser
def test_address_is_a_link_to_the_query(tab, small):
    """Running a query puts it into the address, which runs it again when it is opened; very long ones are not sent."""
    tab.goto(f"{small.address}sparql")
    query = "SELECT ?s { ?s a cakg:State } # ü&#+%"
    run(tab, query)
    tab.locator("#state", has_text="2 rows").wait_for()
    assert "?query=SELECT" in tab.url
    tab.reload()
    tab.locator("#state", has_text="2 rows").wait_for()
    assert tab.locator("#query").input_value() == query

    run(tab, query + "x" * 9000)
    tab.locator("#state", has_text="2 rows").wait_for()
    assert "#query=SELECT" in tab.url
    tab.reload()
    tab.locator("#state", has_text="2 rows").wait_for()


@pytest.mark.browser
def test_one_source_is_asked(tab, small):
    """The chosen source and time are sent, said beside the result, and in the address, which brings them back."""
    tab.goto(f"{small.address}sparql")
    state, folded = tab.locator("#state"), tab.locator(".options > summary")
    topics = "SELECT ?topic { ?topic a cakg:Topic }"
    run(tab, topics)
    state.get_by_text("1 row in ").wait_for()
    assert folded.inner_text() == "Options"

    folded.click()
    tab.get_by_label("Sources").select_option(label="Only what Paper says")
    run(tab, topics)
    state.get_by_text("Only what Paper says: No rows.").wait_for()
    tab.get_by_label("Time limit").fill("0.2")
    assert folded.inner_text() == "Options: Only what Paper says; 0.2 seconds at most"
    run(tab, RUNAWAY)
    tab.locator("#result .message", has_text="0.2 s").wait_for()

    for query in ("ASK { ?topic a cakg:Topic }", f"ASK {{ ?topic a cakg:Topic }} # {'x' * 9000}"):
        run(tab, query)
        state.get_by_text("Only what Paper says: No, in ").wait_for()
        tab.reload()
        state.get_by_text("Only what Paper says: No, in ").wait_for()
        assert tab.get_by_label("Time limit").input_value() == "0.2"
    tab.get_by_label("Sources").select_option(index=0)
    run(tab, "ASK { ?topic a cakg:Topic }")
    state.get_by_text("Yes, in ").wait_for()
    assert "default-graph-uri" not in tab.url


@pytest.mark.browser
def test_unknown_graph_of_an_address_is_asked(tab, small):
    """A link with a graph that is not there shows the error, and does not ask the whole graph instead."""
    given = urlencode({"query": "ASK { ?s ?p ?o }", "default-graph-uri": "urn:x"})
    for sign in "?#":
        tab.goto("about:blank")
        tab.goto(f"{small.address}sparql{sign}{given}")
        tab.locator("#result .message", has_text="there is no graph <urn:x>").wait_for()
        assert tab.locator("#result table").count() == 0


@pytest.mark.browser
def test_pictures_show_what_the_source_says(tab, two):
    """The statuses in pictures are those of the graph that was asked, also when another one is chosen meanwhile."""
    for graph, status in (("", "contested"), (PAPER, "denied"), (PAPER.replace("paper", "other"), "stated")):
        given = {"query": "SELECT * { VALUES ?x { stmt:back } ?x rdf:subject ?y }", "default-graph-uri": graph}
        tab.goto(f"{two.address}sparql?{urlencode({name: value for name, value in given.items() if value})}")
        tab.locator("#state", has_text="1 row").wait_for()
        if graph:
            tab.get_by_label("Sources").select_option(index=0)
        tab.get_by_role("button", name="Network").click()
        assert tab.locator("ul.drawn .status").inner_text() == status


@pytest.mark.browser
def test_files_have_all_rows(tab, small):
    """The page shows the first rows of a long result; the files have all of them."""
    tab.goto(f"{small.address}sparql")
    run(tab, MANY)
    tab.locator("#state", has_text="1,225 rows").wait_for()

    assert "The first 1,000 are shown" in tab.locator("#state").inner_text()
    assert tab.locator("#result tbody tr").count() == 1000
    with tab.expect_download() as csv:
        tab.get_by_role("button", name="Save CSV").click()
    with tab.expect_download() as rows:
        tab.get_by_role("button", name="Save JSON").click()
    assert Path(csv.value.path()).read_bytes() == b"a,b\r\n" + b"1,2\r\n" * 1225
    assert len(json.loads(Path(rows.value.path()).read_bytes())["results"]["bindings"]) == 1225


@pytest.mark.browser
def test_names_are_completed(tab, small):
    """A list opens after a prefix and with Ctrl+Space; arrow keys, Enter and Escape work, and Tab leaves."""
    tab.goto(f"{small.address}sparql")
    query, options = tab.locator("#query"), tab.locator("#completions [role=option]")
    query.fill("")
    query.press_sequentially("SELECT ?s { ?s a cakg:stat")
    options.first.wait_for()
    assert "cakg:State state class" in options.all_inner_texts()
    query.press("Escape")
    assert options.first.is_hidden()

    query.press("e")
    query.press("ArrowDown")
    assert query.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    query.press("Enter")
    assert query.input_value() == "SELECT ?s { ?s a cakg:State"
    query.press("Control+z")
    assert query.input_value() == "SELECT ?s { ?s a cakg:state"

    query.fill("SELECT ?s { ?s rdf:subject аланд")
    query.press("Control+ ")
    options.first.wait_for()
    query.press("Enter")
    assert query.input_value() == "SELECT ?s { ?s rdf:subject id:aland"
    query.press_sequentially(" ; rdf:object id:scrip")
    assert "<script>taken()</script>" in options.first.inner_text()
    query.press("Enter")
    assert query.input_value().endswith("id:scrip\n"), "without a chosen option, Enter begins a line"
    query.press("Control+ ")
    query.press("Tab")
    assert tab.evaluate("document.activeElement.textContent") == "Run"
    assert options.count() == 0 or options.first.is_hidden()


@pytest.mark.browser
def test_nothing_is_completed_in_texts_and_comments(tab, small):
    """A colon in a text, an IRI or a comment opens no list."""
    tab.goto(f"{small.address}sparql")
    query = tab.locator("#query")
    for text in ('"a cakg:S', "# cakg:S", "<cakg:S>", "'''a\ncakg:S"):
        query.fill("")
        query.press_sequentially(text)
        assert tab.locator("#completions").is_hidden(), text


@pytest.mark.browser
def test_examples_fill_the_text_area(tab, small):
    """An example replaces the query; the first choice brings back what the reader wrote."""
    tab.goto(f"{small.address}sparql")
    query, example = tab.locator("#query"), tab.locator("#example")
    query.fill("ASK {}")
    example.select_option(index=3)
    assert query.input_value().startswith("# ")
    example.select_option(index=5)
    example.select_option(index=0)
    assert query.input_value() == "ASK {}"
    assert tab.locator("#example optgroup").count() > 5


@pytest.mark.browser
def test_colours_lie_under_the_text(tab, small):
    """The coloured copy has the same text, and each of its lines is where that of the text area is."""
    tab.goto(f"{small.address}sparql")
    text = (
        'SELECT ?s { ?s a <https://example.org/> , id:x ; rdf:value "a#b" , 5.5 } # ' + "long words " * 40 + "\n" * 30
    )
    tab.locator("#query").fill(text)

    assert tab.locator(".sheet pre").text_content() == text + "\n"
    kinds = tab.locator(".sheet span").evaluate_all("(all) => all.map((one) => [one.className, one.textContent])")
    assert ["token-keyword", "SELECT"] in kinds
    assert ["token-iri", "<https://example.org/>"] in kinds
    assert ["token-string", '"a#b"'] in kinds
    assert ["token-number", "5.5"] in kinds
    heights = "[...document.querySelectorAll('.sheet > *')].map((one) => [one.scrollHeight, one.clientWidth])"
    pre, area = tab.evaluate(heights)
    assert pre == area


@pytest.mark.browser
@pytest.mark.slow
def test_page_passes_the_audit(tab, small, violations):
    """axe finds nothing with a result, an error or an open list, in light and dark; no window scrolls sideways."""
    tab.goto(f"{small.address}sparql")
    query = tab.locator("#query")
    for width, scheme in ((1400, "light"), (360, "dark")):
        tab.set_viewport_size({"width": width, "height": 800})
        tab.emulate_media(color_scheme=scheme)
        run(tab, "SELECT * { ?statement ?property 5 , ?value ; # a comment\n rdfs:label 'x' FILTR }")
        tab.locator("#result .message").wait_for()
        assert violations(tab) == []
        run(tab, "SELECT ?statement ?property ?value { ?statement ?property ?value } LIMIT 9")
        tab.locator("#result table").wait_for()
        run(tab, "SELECT ?x { ?x cakg:status ?y }")
        for picture in ("Network", "Timeline"):
            tab.get_by_role("button", name=picture).click()
            tab.locator("#result .drawn").first.wait_for()
            assert violations(tab) == []
        query.fill("SELECT ?x { ?x a cakg:")
        query.press("Control+ ")
        tab.locator("#completions [role=option]").first.wait_for()
        assert violations(tab) == []
        assert tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


@pytest.mark.browser
@pytest.mark.slow
def test_map_and_options_pass_the_audit(tab, two, violations):
    """axe finds nothing with a map and with open options, in light and dark; no window scrolls sideways."""
    tab.goto(f"{two.address}sparql?{urlencode({'query': 'SELECT ?x { ?x a cakg:Statement }', 'timeout': '5'})}")
    for width, scheme in ((1400, "dark"), (360, "light")):
        tab.set_viewport_size({"width": width, "height": 800})
        tab.emulate_media(color_scheme=scheme)
        tab.get_by_role("button", name="Map").click()
        tab.locator("svg.drawn circle").first.wait_for()
        assert violations(tab) == []
        assert tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


@pytest.mark.browser
def test_page_without_scripts(browser, small):
    """Without JavaScript the form sends the query, and the server answers with XML."""
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{small.address}sparql?query=ASK%7B%7D")
        assert "Without JavaScript" in page.locator("main").inner_text()
        with page.expect_response(lambda reply: reply.request.method == "POST") as reply:
            page.get_by_role("button", name="Run").click()
        assert (reply.value.status, reply.value.headers["content-type"]) == (200, "application/xml")

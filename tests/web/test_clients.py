"""Programs of other people at the SPARQL endpoint, and cakg itself as a client of it."""

from __future__ import annotations

import shlex
import shutil
import socket
import subprocess
import warnings
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

import pytest
import rdflib
from pyoxigraph import Literal
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from tests.web.server import Server, finished

import cakg
from cakg.cli import main
from cakg.errors import EndpointError
from cakg.graph import KnowledgeGraph
from cakg.paths import shipped
from cakg.questions.catalogue import Catalogue
from cakg.store.remote import RemoteStore
from cakg.store.requests import LONG
from cakg.store.serialise import serialise
from cakg.vocabulary import CAKG, ID, SOURCE
from cakg.web.explorer import Explorer
from cakg.web.offered import services
from cakg.web.services import Request

pytest.importorskip("uvicorn", reason="the extra serve is not installed")

KAZAKHSTAN, CSTO = ID["kazakhstan"], ID["csto"]
STATES = f"SELECT ?state {{ ?state a <{CAKG.State}> }} ORDER BY ?state"
KINDS = f"CONSTRUCT {{ ?state a ?kind }} WHERE {{ ?state a <{CAKG.State}> , ?kind }}"
LABELS = f"""SELECT ?state ?label {{
  ?state a <{CAKG.State}> ; <{rdflib.RDFS.label}> ?label FILTER (LANG(?label) = "en")
}} ORDER BY ?state ?label"""
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
HUGE = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
LARGE = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f"
SLOW = "SELECT (COUNT(*) AS ?n) { ?a a ?b . ?c a cakg:State . ?d a cakg:State }"
COMUNICA = "@comunica/query-sparql@4.5.0"
"""The last version that runs on Node 20."""


@pytest.fixture(scope="module")
def endpoint(server: Server) -> str:
    """The address of the endpoint of the shipped graph, with its usual limits of size."""
    return f"{server.address}sparql"


@pytest.fixture(scope="module")
def states(shipped_kg: KnowledgeGraph) -> list[str]:
    """The IRIs of the states in the shipped graph."""
    return [row[0].value for row in shipped_kg.engine.select(STATES).rows]


# ---- Other programs ------------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "POST", "direct"])
@pytest.mark.parametrize("format", ["json", "xml", "csv", "tsv"])
def test_sparqlwrapper_reads_rows(endpoint: str, states: list[str], method: str, format: str) -> None:
    """In each of its formats, and with each of its ways to send a query."""
    from SPARQLWrapper import POSTDIRECTLY, SPARQLWrapper

    client = SPARQLWrapper(endpoint)
    client.setMethod("GET" if method == "GET" else "POST")
    if method == "direct":
        client.setRequestMethod(POSTDIRECTLY)
    client.setReturnFormat(format)
    client.setQuery(STATES)
    found = client.queryAndConvert()

    if format == "json":
        read = [row["state"]["value"] for row in found["results"]["bindings"]]
    elif format == "xml":
        read = [node.firstChild.data for node in found.getElementsByTagName("uri")]
    else:
        read = [line.strip("<>") for line in found.decode().split()[1:]]
    assert read == states


@pytest.mark.parametrize("format", ["turtle", "n3", "rdf+xml", "json-ld"])
def test_sparqlwrapper_reads_triples(endpoint: str, states: list[str], format: str) -> None:
    """As text, which rdflib reads, or as a graph of rdflib."""
    from SPARQLWrapper import SPARQLWrapper

    client = SPARQLWrapper(endpoint)
    client.setReturnFormat(format)
    client.setQuery(KINDS)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # it uses a class that rdflib will remove
        found = client.queryAndConvert()
        graph = rdflib.Graph().parse(data=found, format="turtle") if isinstance(found, bytes) else found
        assert sorted({str(one) for one in graph.subjects()}) == states


def test_sparqlwrapper_says_what_is_wrong(endpoint: str) -> None:
    """Its error has the text of the endpoint, with the place of the fault."""
    from SPARQLWrapper import SPARQLWrapper
    from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

    client = SPARQLWrapper(endpoint)
    client.setQuery("SELECT *\nWHERE { ?s ?p")
    with pytest.raises(QueryBadFormed, match="line 2, column"):
        client.query()


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
@pytest.mark.parametrize("format", ["json", "xml", "csv", "tsv"])
def test_rdflib_opens_the_endpoint_as_a_graph(endpoint: str, states: list[str], method: str, format: str) -> None:
    """With patterns of triples and with queries of its own."""
    graph = rdflib.Graph(SPARQLStore(endpoint, method=method, returnFormat=format))

    assert sorted(map(str, graph.subjects(rdflib.RDF.type, rdflib.URIRef(CAKG.State)))) == states
    assert [str(row[0]) for row in graph.query(STATES)] == states
    if format == "xml":  # with any other, it accepts no triples
        assert {*map(str, (graph.query(KINDS).graph or rdflib.Graph()).subjects())} == {*states}
    if format in ("xml", "json"):
        assert graph.query("ASK {}").askAnswer


def test_rdflib_opens_the_graph_of_a_source(endpoint: str) -> None:
    """The graph of a source has less than the whole."""
    store = SPARQLStore(endpoint)
    whole, part = rdflib.Graph(store), rdflib.Graph(store, identifier=rdflib.URIRef(SOURCE["fiia-2023"]))
    sources = {one for graph in (whole, part) for one in graph.objects(None, rdflib.URIRef(CAKG.source))}

    assert 0 < len(part) < len(whole)
    assert {*part.objects(None, rdflib.URIRef(CAKG.source))} == {rdflib.URIRef(SOURCE["fiia-2023"])} < sources


def test_rdflib_asks_the_endpoint_in_a_query_of_its_own(endpoint: str, states: list[str]) -> None:
    """With SERVICE."""
    found = rdflib.Graph().query(f"SELECT ?state {{ SERVICE <{endpoint}> {{ ?state a <{CAKG.State}> }} }}")
    assert sorted(str(row[0]) for row in found) == states


def test_another_endpoint_asks_ours(endpoint: str, endpoint_of: Callable[[bytes], str]) -> None:
    """An Oxigraph with a graph of its own joins it with ours: a federated query."""
    theirs = RemoteStore(endpoint_of(f"<urn:trip> <urn:to> <{KAZAKHSTAN}> .".encode()))
    query = f"SELECT ?label {{ <urn:trip> <urn:to> ?state SERVICE <{endpoint}> {{ {LABELS} }} }}"

    assert theirs.select(query).rows == [(Literal("Kazakhstan", language="en"),)]


def curl(*words: str) -> str:
    """Return what curl prints."""
    if shutil.which("curl") is None:
        pytest.skip("needs curl: apt-get install curl")
    done = subprocess.run(["curl", "-sS", "--noproxy", "*", *words], capture_output=True, text=True, check=True)
    return done.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("--get", "--data-urlencode", f"query={STATES}"),
        ("--data-urlencode", f"query={STATES}"),
        ("--header", "Content-Type: application/sparql-query", "--data", STATES),
        ("--compressed", "--http2", "--data-urlencode", f"query={STATES}"),
        ("--http1.0", "--get", "--data-urlencode", f"query={STATES}"),
    ],
)
def test_curl_gets_csv(endpoint: str, states: list[str], words: tuple[str, ...]) -> None:
    """With each way to send a query, compressed, and with older and newer versions of HTTP."""
    assert curl("--header", "Accept: text/csv", *words, endpoint).split() == ["state", *states]


def test_curl_fails_when_a_query_does(endpoint: str) -> None:
    """A script can tell an error from an answer."""
    if shutil.which("curl") is None:
        pytest.skip("needs curl: apt-get install curl")
    line = ["curl", "-sS", "--fail", "--noproxy", "*", endpoint, "--data-urlencode", "query=SELECT * {"]
    assert subprocess.run(line, capture_output=True).returncode == 22


def test_pandas_reads_a_question_from_its_address(server: Server, shipped_kg: KnowledgeGraph) -> None:
    """One line gives a data frame: the rows of the question, with values as they are."""
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_csv(f"{server.address}question/votes-on-a-resolution.csv?resolution=ES-11/1")
    rows = shipped_kg.ask("votes-on-a-resolution", resolution="ES-11/1").rows

    assert [*frame["state"]] == [row["state"] for row in rows]
    assert [*frame["vote"]] == [row["vote"] for row in rows]


def test_pandas_reads_a_query(endpoint: str, states: list[str]) -> None:
    """The address has the query, and a header asks for CSV."""
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_csv(f"{endpoint}?query={quote(STATES)}", storage_options={"Accept": "text/csv"})
    assert [*frame["state"]] == states


@pytest.mark.npm
def test_comunica_recognises_the_endpoint(server: Server, endpoint: str, states: list[str], tmp_path: Path) -> None:
    """It reads the service description, and joins the endpoint with a file of Turtle elsewhere."""
    if shutil.which("npx") is None:
        pytest.skip("needs npx: apt-get install npm")
    run = ["npx", "--yes", "--ignore-scripts", "--package", COMUNICA]
    tried = subprocess.run([*run, "node", "--version"], cwd=tmp_path, capture_output=True, text=True)
    if tried.returncode:
        pytest.skip(f"npm cannot fetch Comunica: {' '.join(tried.stderr.split())[:200]}")

    def answer(query: str, *sources: str) -> list[str]:
        line = [*run, "comunica-sparql", *sources, query, "-t", "text/csv"]
        done = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, check=True)
        return [one.strip("<>") for one in done.stdout.split()]

    assert answer(STATES, endpoint) == ["state", *states]
    members = f"""SELECT DISTINCT ?state {{
      <{CSTO}> <{rdflib.RDFS.label}> ?label .
      ?statement <{rdflib.RDF.subject}> ?state ; <{rdflib.RDF.object}> <{CSTO}> . ?state a <{CAKG.State}>
    }}"""
    assert KAZAKHSTAN in answer(members, endpoint, f"{server.address}thing/csto.ttl")


def test_a_client_that_would_rather_use_another_protocol_gets_its_answers(server: Server) -> None:
    """Java's client and curl ask for HTTP/2 like that. A body may follow, and further requests."""
    ask = b"Host: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
    post = b"POST /sparql HTTP/1.1\r\nAccept: text/csv\r\nContent-Type: application/sparql-query\r\n"
    body = b"Content-Length: 6\r\n\r\nASK {}"
    chunks = b"Transfer-Encoding: chunked\r\n\r\n3\r\nASK\r\n3\r\n {}\r\n0\r\n\r\n"
    end = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close, Upgrade\r\nUpgrade: websocket\r\n\r\n"
    found = server.send(post + ask + body + post + ask + chunks + end)

    assert found.count(b"HTTP/1.1 200 OK\r\n") == 3
    assert found.count(b"\r\n\r\ntrue") == 2
    assert found.endswith(b"}")


# ---- cakg as a client ------------------------------------------------------------------


@pytest.fixture(scope="module", params=["ours", pytest.param("Virtuoso", marks=pytest.mark.virtuoso)])
def address(request: pytest.FixtureRequest, shipped_kg: KnowledgeGraph) -> str:
    """The address of an endpoint that has the shipped graph."""
    if request.param == "ours":
        return str(request.getfixturevalue("endpoint"))
    triples = serialise(shipped_kg.engine, "ntriples")
    return str(request.getfixturevalue("virtuoso_of")(triples))


@pytest.mark.parametrize("name", Catalogue.load(shipped().queries / "questions").names)
def test_every_question_has_the_same_rows_there(address: str, shipped_kg: KnowledgeGraph, name: str) -> None:
    """Also in their order."""
    query = shipped_kg.questions.get(name).sparql
    assert cakg.open(address).engine.select(query).rows == shipped_kg.engine.select(query).rows


def printed(words: list[str], capfdbinary: pytest.CaptureFixture[bytes]) -> bytes:
    """Return what a command of cakg prints."""
    assert main(words) == 0
    return capfdbinary.readouterr().out


@pytest.mark.parametrize(
    "command",
    [
        "about Kazakhstan",
        "about CSTO --datasets --format json",
        "about Tajikistan --told-by fiia-2023",
        "find drones",
        "compare asia-plus-2022 fiia-2023",
        "path Kazakhstan Tajikistan --datasets",
        "network",
        "ask votes-on-a-resolution --resolution ES-11/1 --cite",
        "ask causes --cite --format json",
        "query 'SELECT ?s ?status { ?s cakg:status ?status } ORDER BY ?s'",
        "query 'CONSTRUCT { ?s a ?o } WHERE { ?s a cakg:State , ?o }' --format ntriples",
        "link table names.csv --column name",
    ],
)
def test_a_command_prints_the_same_there(
    address: str,
    command: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("names.csv").write_text("name\nKazakhstan\nMoscow\nCSTO\nNowhere\n", encoding="utf-8")
    here, there = (printed([*shlex.split(command), *more], capfdbinary) for more in ([], ["--graph", address]))

    assert here == there


@pytest.mark.parametrize("name", ["graph.ttl", "graph.graphml"])
def test_an_export_is_the_same_there(endpoint: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole graph goes over the network within the limits of the endpoint."""
    monkeypatch.chdir(tmp_path)
    assert main(["export", "-o", f"here-{name}"]) == 0
    assert main(["export", "-o", f"there-{name}", "--graph", endpoint]) == 0
    assert Path(f"here-{name}").read_bytes() == Path(f"there-{name}").read_bytes()


def test_a_picture_differs_in_its_command_only(endpoint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture holds the command that draws it."""
    monkeypatch.chdir(tmp_path)
    assert main(["draw", "network", "-o", "here.svg"]) == 0
    assert main(["draw", "network", "--graph", endpoint, "-o", "there.svg"]) == 0
    here, there = (Path(name).read_text(encoding="utf-8") for name in ("here.svg", "there.svg"))

    assert here == there.replace(f" --graph {endpoint}", "", 1) != there


@pytest.mark.parametrize(
    "query, what",
    [
        (RUNAWAY, "took too long: .* longer than 1 second"),
        (RUNAWAY + " " * LONG, "took too long: .* longer than 1 second"),
        (HUGE, "needed too much: .* larger than 64 MiB"),
        (LARGE, "needed too much: .* more memory than 512 MiB"),
    ],
)
def test_a_limit_of_the_endpoint_is_an_error(endpoint: str, query: str, what: str) -> None:
    """It says what to do, and the query is sent once. The time is a parameter of the address."""
    seconds = 1 if RUNAWAY in query else 60
    store = RemoteStore(f"{endpoint}?timeout={seconds}", sleep=pytest.fail)
    with pytest.raises(EndpointError, match=what) as caught:
        store.query(query)
    assert "ask for less" in caught.value.remedy


def test_cakg_waits_as_a_busy_endpoint_asks(endpoint: str, server: Server) -> None:
    """All places for slow queries are taken; cakg asks again after the pause, when they are free."""
    with ExitStack() as stack:
        request = f"GET /sparql?timeout=50&query={quote(RUNAWAY)} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
        connections = [stack.enter_context(socket.create_connection(("127.0.0.1", server.port))) for _ in range(4)]
        for one in connections:
            one.sendall(request)
        pauses: list[float] = []

        def pause(seconds: float) -> None:
            pauses.append(seconds)
            stack.close()
            server.wait_for(lambda: server.get(f"/sparql?query={quote(SLOW)}").status == 200)

        server.wait_for(lambda: server.get(f"/sparql?query={quote(SLOW)}").status == 503)
        assert RemoteStore(endpoint, sleep=pause).select(SLOW).rows
    assert pauses == [5.0]


def test_a_server_in_front_of_an_endpoint(start: Callable[..., Server], endpoint: str) -> None:
    """Its pages are those of a server without free queries. It says where to ask, without the key in the address."""
    plain = start("--no-free-queries")
    front = start("--graph", f"{endpoint}?timeout=60&key=secret")
    for path in (
        "/",
        "/thing/csto",
        "/thing/csto.json",
        "/question/causes.csv",
        "/question/causes",
        "/search?q=drones",
    ):
        assert front.get(path).body == plain.get(path).body, path
    for method, body in (("GET", None), ("POST", b"query=ASK{}")):
        reply = front.get("/sparql?query=ASK%7B%7D", method, body)
        assert (reply.status, reply.headers["content-type"]) == (404, "text/plain; charset=utf-8")
        assert f"it shows the graph of {endpoint}. Ask there." in reply.text
    assert front.get("/.well-known/sparql-examples").status == 404
    assert front.get("/.well-known/void").status == 303


def test_a_server_without_free_queries_says_so(explorer: Explorer) -> None:
    """It names what can be asked instead."""
    service = services(explorer, (), None, pytest.fail)["sparql"]
    reply = finished(service.answer(Request("POST", "", "", {}, b"", "")))

    assert reply is not None
    assert reply.status == 404
    assert b"The questions of the catalogue are at /questions" in reply.body

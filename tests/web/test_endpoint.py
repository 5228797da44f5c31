"""The SPARQL endpoint: the protocol, limits, named graphs, and what attackers try."""

from __future__ import annotations

import json
import os
import signal
import socket
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, urlencode

import pyoxigraph
import pytest
from tests.web.server import Reply, Server

from cakg.cli import main
from cakg.graph import KnowledgeGraph
from cakg.web.endpoint.frames import ROW_FORMATS, TRIPLE_FORMATS

pytest.importorskip("uvicorn", reason="the extra serve is not installed")

ALL = "SELECT ?s WHERE { ?s ?p ?o } LIMIT 3"
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
HUGE = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
SORTED = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DIRECT = {"Content-Type": "application/sparql-query"}
PAPER, OTHER = "https://w3id.org/cakg/source/paper", "https://w3id.org/cakg/source/other"
TWO_SOURCES = """
id:aland a cakg:State ; rdfs:label "Aland"@en .
id:bland a cakg:State ; rdfs:label "Bland"@en .
id:writer a cakg:Person ; rdfs:label "Writer"@en .
source:paper a cakg:Article ; rdfs:label "A paper"@en ; cakg:shortName "Paper" ; dcterms:title "A paper"@en ;
    cakg:author id:writer .
source:other a cakg:Article ; rdfs:label "Another"@en ; cakg:shortName "Other" ; dcterms:title "Another"@en ;
    cakg:author id:writer .
passage:p a cakg:Passage ; cakg:source source:paper ; cakg:paragraph 1 ; cakg:sentence 1 .
passage:q a cakg:Passage ; cakg:source source:other ; cakg:paragraph 1 ; cakg:sentence 1 .
stmt:support a cakg:Statement , rdf:Statement ; rdfs:label "Support of Aland for Bland"@en ; rdf:subject id:aland ;
    rdf:predicate cakg:supports ; rdf:object id:bland .
claim:p a cakg:Claim ; cakg:affirms stmt:support ; cakg:mode mode:asserted ; cakg:speaker id:writer ;
    cakg:passage passage:p .
claim:q a cakg:Claim ; cakg:denies stmt:support ; cakg:mode mode:asserted ; cakg:speaker id:writer ;
    cakg:passage passage:q .
"""


@pytest.fixture(scope="module")
def folder(small_folder: Callable[[str], Path]) -> Path:
    """The folder of a graph in which one source contests the other."""
    return small_folder(TWO_SOURCES)


@pytest.fixture(scope="module")
def small(start: Callable[..., Server], folder: Path) -> Server:
    """A server of this graph, with little time and memory for a query."""
    return start("--graph", str(folder), "--query-timeout", "1", "--query-memory", "300")


def ask(server: Server, query: str, accept: str = "", **parameters: str) -> Reply:
    """Send a query with GET."""
    headers = {"Accept": accept} if accept else {}
    return server.get(f"/sparql?{urlencode({'query': query, **parameters})}", **headers)


def column(reply: Reply) -> list[str]:
    """Return the values of the first column of an answer."""
    found = json.loads(reply.body)
    (name, *_) = found["head"]["vars"]
    return [row[name]["value"] for row in found["results"]["bindings"]]


# ---- The protocol ------------------------------------------------------------------

CONSTRUCT, ASK = "CONSTRUCT WHERE { ?s ?p ?o }", "ASK {}"
DATASET = "SELECT ?s { { ?s a ?k } UNION { GRAPH ?g { ?s a ?k } } }"
REQUESTS: Mapping[str, tuple[str, str, str, Mapping[str, str], int]] = {
    "get": ("GET", f"query={quote(ALL)}", "", {}, 200),
    "head": ("HEAD", f"query={quote(ALL)}", "", {}, 200),
    "post form": ("POST", "", f"query={quote(ALL)}", FORM, 200),
    "post direct": ("POST", "", ALL, DIRECT, 200),
    "post direct with charset": ("POST", "", ALL, {"Content-Type": "application/sparql-query; charset=UTF-8"}, 200),
    "default graph, get": ("GET", f"query={quote(ALL)}&default-graph-uri={quote(PAPER)}", "", {}, 200),
    "default graphs, get": (
        *("GET", f"query={quote(ALL)}&default-graph-uri={quote(PAPER)}&default-graph-uri={quote(OTHER)}", "", {}, 200),
    ),
    "default graph, form": ("POST", "", f"query={quote(ALL)}&default-graph-uri={quote(PAPER)}", FORM, 200),
    "default graph, direct": ("POST", f"default-graph-uri={quote(PAPER)}", ALL, DIRECT, 200),
    "named graph, get": ("GET", f"query={quote(DATASET)}&named-graph-uri={quote(PAPER)}", "", {}, 200),
    "named graphs, form": (
        *("POST", "", f"query={quote(DATASET)}&named-graph-uri={quote(PAPER)}&named-graph-uri={quote(OTHER)}"),
        *(FORM, 200),
    ),
    "both, direct": ("POST", f"default-graph-uri={quote(PAPER)}&named-graph-uri={quote(OTHER)}", DATASET, DIRECT, 200),
    "select": ("GET", f"query={quote(ALL)}", "", {"Accept": "application/sparql-results+xml"}, 200),
    "ask": ("GET", f"query={quote(ASK)}", "", {"Accept": "application/sparql-results+json"}, 200),
    "describe": ("GET", f"query={quote(f'DESCRIBE <{PAPER}>')}", "", {"Accept": "application/rdf+xml"}, 200),
    "construct": ("GET", f"query={quote(CONSTRUCT)}", "", {"Accept": "text/turtle;q=0.5, application/n-triples"}, 200),
    "relative IRI": ("GET", f"query={quote('SELECT ?s { BIND (<x> AS ?s) }')}", "", {}, 200),
    "unknown parameter": ("GET", f"query={quote(ALL)}&format=json", "", {}, 200),
    "other method": ("PUT", f"query={quote(ALL)}", "", {}, 405),
    "two queries": ("GET", f"query={quote(ALL)}&query={quote(ASK)}", "", {}, 400),
    "two queries, form": ("POST", "", f"query={quote(ALL)}&query={quote(ASK)}", FORM, 400),
    "two queries, direct": ("POST", f"query={quote(ASK)}", ALL, DIRECT, 400),
    "no query": ("GET", "default-graph-uri=x:y", "", {}, 400),
    "no query, form": ("POST", "", "", FORM, 400),
    "empty query": ("GET", "query=", "", {}, 400),
    "other media type": ("POST", "", ALL, {"Content-Type": "text/plain"}, 415),
    "form without media type": ("POST", "", f"query={quote(ALL)}", {"Content-Type": ""}, 415),
    "other charset": ("POST", "", ALL, {"Content-Type": "application/sparql-query; charset=UTF-16"}, 415),
    "not UTF-8": ("POST", "", "\udcff\udcfe", DIRECT, 400),
    "no query language": ("GET", "query=hello", "", {}, 400),
    "update": ("POST", "", "update=CLEAR%20ALL", FORM, 403),
    "update, get": ("GET", "update=CLEAR%20ALL", "", {}, 400),
    "update, direct": ("POST", "", "CLEAR ALL", {"Content-Type": "application/sparql-update"}, 415),
    "update as query": ("GET", f"query={quote('DELETE WHERE { ?s ?p ?o }')}", "", {}, 400),
    "relative graph": ("GET", f"query={quote(ALL)}&default-graph-uri=x", "", {}, 400),
    "not a time": ("GET", f"query={quote(ALL)}&timeout=soon", "", {}, 400),
    "not acceptable": ("GET", f"query={quote(ALL)}", "", {"Accept": "image/png"}, 406),
    "not acceptable for rows": ("GET", f"query={quote(ALL)}", "", {"Accept": "text/turtle"}, 406),
    "not acceptable for triples": ("GET", f"query={quote(CONSTRUCT)}", "", {"Accept": "text/csv"}, 406),
    "compressed body": ("POST", "", ALL, {**DIRECT, "Content-Encoding": "gzip"}, 415),
}
"""Requests of the protocol and the status of their answers, after the protocol tests of the W3C."""


@pytest.mark.parametrize("name", REQUESTS)
def test_requests_of_the_protocol(small: Server, name: str) -> None:
    """Errors say in words what is wrong."""
    method, query, body, headers, status = REQUESTS[name]
    sent = body.encode(errors="surrogateescape") if method == "POST" else None
    reply = small.get(f"/sparql?{query}" if query else "/sparql", method, sent, **headers)

    assert reply.status == status, reply.text
    assert method == "HEAD" or reply.body
    assert status == 200 or reply.headers["content-type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize("media_type", [*ROW_FORMATS, *TRIPLE_FORMATS])
def test_every_format_can_be_read(small: Server, media_type: str) -> None:
    """The answer has the media type that was asked for, and says that it depends on Accept."""
    triples = media_type in TRIPLE_FORMATS
    reply = ask(small, CONSTRUCT if triples else "SELECT * { ?s ?p ?o }", media_type)

    assert reply.headers["content-type"].partition(";")[0] == media_type
    assert "Accept" in reply.headers["vary"]
    if triples:
        assert len([*pyoxigraph.parse(reply.body, TRIPLE_FORMATS[media_type])]) > 50
    elif media_type != "text/csv":
        found = pyoxigraph.parse_query_results(reply.body, ROW_FORMATS[media_type])
        assert isinstance(found, pyoxigraph.QuerySolutions)
        assert len([*found]) > 50
    else:
        assert len(reply.text.splitlines()) > 50


def test_errors_show_the_place(small: Server) -> None:
    """Line, column and the line itself, as `cakg query` shows them."""
    text = ask(small, "SELECT *\nWHERE { ?s ?p").text

    assert "line 2, column" in text
    assert "WHERE { ?s ?p\n" in text


def test_unchanged_answers_are_not_sent_again(small: Server) -> None:
    """An answer has a tag, and a compressed one another."""
    first = ask(small, ALL)
    path = f"/sparql?{urlencode({'query': ALL})}"

    assert small.get(path, If_None_Match=first.headers["etag"]).status == 304
    packed = small.get(f"/sparql?{urlencode({'query': CONSTRUCT})}", Accept_Encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip"


def test_only_what_reads_can_be_unchanged(small: Server) -> None:
    """A query that is posted gets its answer, whatever the client has."""
    posted = small.get("/sparql", "POST", ALL.encode(), **DIRECT, If_None_Match="*")

    assert posted.status == 200
    assert posted.body


def test_pages_of_other_sites_may_ask(small: Server, start: Callable[..., Server], folder: Path) -> None:
    """Before a request that is not simple, a browser asks whether it may send it."""
    asked = small.get("/sparql", "OPTIONS", Origin="https://example.org", Access_Control_Request_Method="POST")
    page, data = small.get("/thing/aland"), small.get("/thing/aland.json")

    assert asked.status == 204
    assert "content-length" not in asked.headers
    assert "POST" in asked.headers["access-control-allow-methods"]
    assert "Content-Type" in asked.headers["access-control-allow-headers"]
    assert ask(small, ALL).headers["access-control-allow-origin"] == "*"
    assert data.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in page.headers
    closed = start("--graph", str(folder), "--no-cors", "--no-free-queries")
    assert "access-control-allow-origin" not in closed.get("/thing/aland.json").headers
    assert closed.get("/sparql?query=ASK%7B%7D", Accept="application/json").status == 404
    described = [one.get("/openapi.json").json()["paths"] for one in (small, closed)]
    assert ["/sparql" in one for one in described] == [True, False]


# ---- What it says of itself --------------------------------------------------------


def test_endpoint_describes_itself(small: Server) -> None:
    """The description names the address, the formats and the named graphs; the description of the graph is near."""
    reply = small.get("/sparql", Accept="text/turtle")
    store = pyoxigraph.Store()
    store.load(reply.body, pyoxigraph.RdfFormat.TURTLE)
    sd = "http://www.w3.org/ns/sparql-service-description#"
    found = {
        (quad.predicate.value.removeprefix(sd), getattr(quad.object, "value", "")) for quad in store if quad.predicate
    }

    assert ("endpoint", f"{small.address}sparql") in found
    assert ("name", PAPER) in found
    for media_type in ("rdf+xml", "ld+json", "n-triples"):
        assert small.get("/sparql", Accept=f"application/{media_type}").headers["content-type"].endswith(media_type)
    assert small.get("/.well-known/void").headers["location"] == "../downloads/void.ttl"
    assert small.get("/downloads/void.ttl").status == 200


@pytest.mark.parametrize(
    "query, parameter",
    [
        ("SELECT * FROM <https://w3id.org/cakg/source/papers> { ?s ?p ?o }", {}),
        (f"SELECT * FROM <{PAPER}>FROM NAMED <https://w3id.org/cakg/source/papers> {{ ?s ?p ?o }}", {}),
        ("PREFIX of: <https://w3id.org/cakg/source/> ASK FROM # here\n NAMED of:papers { ?s ?p ?o }", {}),
        ("CONSTRUCT { ?s ?p ?o } FROM source:papers WHERE { ?s ?p ?o }", {}),
        (ALL, {"default-graph-uri": "https://w3id.org/cakg/source/papers"}),
        (ALL, {"named-graph-uri": "https://w3id.org/cakg/source/papers"}),
    ],
)
def test_a_graph_that_is_not_there_is_an_error(small: Server, query: str, parameter: dict[str, str]) -> None:
    """No rows would mean that the source says nothing. The error lists the graphs."""
    reply = ask(small, query, **parameter)

    assert reply.status == 400
    assert "there is no graph <https://w3id.org/cakg/source/papers>" in reply.text
    assert f"<{PAPER}>" in reply.text


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?from { ?from ?p ?o FILTER (STR(?o) != 'FROM <https://example.org/x>') } LIMIT 1 # FROM <a:b>",
        "PREFIX from: <https://w3id.org/cakg/> SELECT * { ?s ?p ?o FILTER (?p != from:named) } LIMIT 1",
        f"SELECT * FROM source:paper FROM NAMED <{OTHER}> {{ ?s ?p ?o }} LIMIT 1",
        f"BASE <{PAPER}> SELECT * FROM <> {{ ?s ?p ?o }} LIMIT 1",
    ],
)
def test_what_only_looks_like_an_unknown_graph_is_none(small: Server, query: str) -> None:
    """Variables, texts, comments, prefixes, and IRIs that are relative."""
    reply = ask(small, query)
    assert (reply.status, len(column(reply))) == (200, 1)


def test_a_store_on_disk_has_no_named_graphs(start: Callable[..., Server], folder: Path, tmp_path: Path) -> None:
    """The description lists none. When its files are damaged, no query is blamed for it."""
    store = tmp_path / "store"
    assert main(["build", str(store), "--graph", str(folder)]) == 0
    server = start("--graph", str(store))
    described = server.get("/sparql", Accept="application/n-triples").text
    server.wait_for(lambda: ask(server, "ASK {}").status == 200)
    asked = ask(server, f"ASK FROM <{PAPER}> {{}}")
    for file in store.glob("**/*.sst"):
        file.write_bytes(b"0" * file.stat().st_size)
    damaged = ask(server, "SELECT * { ?s cakg:supports ?o }")

    assert "namedGraph" not in described
    assert PAPER not in described
    assert "defaultGraph" in described
    assert (asked.status, "only its default graph" in asked.text) == (400, True)
    assert (damaged.status, "cannot be read" in damaged.text) == (500, True)


def test_a_slash_at_the_end_leads_to_the_page(small: Server) -> None:
    """Relative links would lead elsewhere below it."""
    reply = small.get("/sparql/")

    assert (reply.status, reply.headers["location"]) == (308, "../sparql")


def test_description_of_the_graph_names_the_endpoint(start: Callable[..., Server], folder: Path) -> None:
    """Where the address of the server is known."""
    server = start("--graph", str(folder), "--base", "https://example.org/cakg/")

    assert "void:sparqlEndpoint <https://example.org/cakg/sparql>" in server.get("/downloads/void.ttl").text


def test_examples_are_the_catalogue_and_run(start: Callable[..., Server], shipped_kg: KnowledgeGraph) -> None:
    """Each question is an example, which the endpoint answers."""
    server = start()
    moved = server.get("/.well-known/sparql-examples")
    reply = server.get("/sparql/.well-known/sparql-examples")
    store = pyoxigraph.Store()
    store.load(reply.body, pyoxigraph.RdfFormat.TURTLE)
    sh = pyoxigraph.NamedNode("http://www.w3.org/ns/shacl#select")
    queries = [quad.object.value for quad in store.quads_for_pattern(None, sh, None)]

    assert (moved.status, moved.headers["location"]) == (303, "../sparql/.well-known/sparql-examples")
    assert len(queries) == len(shipped_kg.questions.names)
    for query in queries[::9]:
        assert ask(server, query).status == 200, query


def test_a_source_has_a_graph_of_its_own(small: Server) -> None:
    """What two sources dispute is not disputed where only one of them speaks."""
    status = "SELECT ?status {} {{ stmt:support cakg:status ?status }}"

    def statuses(source: str) -> list[str]:
        found = column(ask(small, status.format(f"FROM <{source}>" if source else "")))
        return [one.rpartition("/")[2] for one in found]

    assert (statuses(""), statuses(PAPER), statuses(OTHER)) == (["contested"], ["stated"], ["denied"])
    named = column(ask(small, "SELECT DISTINCT ?g { GRAPH ?g { ?claim cakg:source ?source } }"))
    assert sorted(named) == sorted([PAPER, OTHER])
    sources = f"SELECT DISTINCT ?s FROM <{PAPER}> {{ ?claim cakg:source ?s }}"
    assert column(ask(small, sources)) == [PAPER]


# ---- Limits --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query, said",
    [
        (RUNAWAY, "took longer than 1 second"),
        (HUGE, "larger than 64 MiB"),
        (SORTED, "300 MiB"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE"),
        ("SELECT * { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE"),
        ("ASK " + "{" * 3000 + "}" * 3000, "nested deeper than 100 levels in line 1\n    nest it less"),
        ('SELECT * { ?s ?p ?o FILTER (REGEX(?o, "(((a{1,100}){1,100}){1,100}){1,100}")) }', ""),
    ],
)
def test_costly_queries_are_ended(shipped: Server, query: str, said: str) -> None:
    """The answer is an error, never part of an answer, and other queries go on."""
    seconds = "60" if "MiB" in said else "1"
    reply = shipped.get(f"/sparql?timeout={seconds}", "POST", query.encode(), **DIRECT)

    assert reply.status == 400 or (not said and reply.status == 200)
    assert said in reply.text
    assert ask(shipped, ALL).status == 200


@pytest.fixture(scope="module")
def shipped(start: Callable[..., Server]) -> Server:
    """A server of the shipped graph, with little time and memory for a query."""
    return start("--query-timeout", "1", "--query-memory", "300")


def test_a_request_may_ask_for_less_or_more_time(shipped: Server) -> None:
    """Up to the longest time that the endpoint allows."""
    assert "longer than 0.2 seconds" in ask(shipped, RUNAWAY, timeout="0.2").text
    assert "longer than 1.5 seconds" in ask(shipped, RUNAWAY, timeout="1.5").text


def test_quick_queries_are_answered_beside_runaways(shipped: Server) -> None:
    """Some runaways run, some are refused; a client that is refused knows when to come again.

    On a machine with other work, a quick query may be refused too, but few are.
    """
    with ThreadPoolExecutor(8) as threads:
        runaways = [threads.submit(ask, shipped, RUNAWAY, timeout="3") for _ in range(8)]
        time.sleep(0.5)
        quick = [ask(shipped, ALL) for _ in range(50)]
        replies = [one.result() for one in runaways]

    assert sum(one.status == 200 for one in quick) > 40
    assert 400 in {one.status for one in replies}
    assert {one.status for one in [*quick, *replies]} <= {200, 400, 503}
    assert all(one.headers["retry-after"] for one in [*quick, *replies] if one.status == 503)


def workers(server: Server) -> list[int]:
    """Return the processes that a server has started, those that these have started included."""
    found: list[int] = []
    waiting = [server.process.pid]
    while waiting:
        parent = waiting.pop()
        for task in Path(f"/proc/{parent}/task").glob("*/children"):
            children = [int(one) for one in task.read_text(encoding="ascii").split()]
            found += children
            waiting += children
    return found


def settled(server: Server) -> int:
    """Return the number of processes when it no longer changes."""
    ask(server, ALL)
    counts: list[int] = []
    while len(counts) < 15 or len({*counts[-15:]}) > 1:
        counts.append(len(workers(server)))
        time.sleep(0.1)
    return counts[-1]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are counted on Linux only")
def test_a_query_ends_when_its_client_leaves(shipped: Server) -> None:
    """Nothing is left of it, neither a process nor a place in the queue."""
    before = settled(shipped)
    request = f"GET /sparql?timeout=50&query={quote(RUNAWAY)} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    connections = [socket.create_connection(("127.0.0.1", shipped.port)) for _ in range(4)]
    for one in connections:
        one.sendall(request)
    shipped.wait_for(lambda: len(workers(shipped)) >= before + 4)
    for one in connections:
        one.close()

    shipped.wait_for(lambda: len(workers(shipped)) == before)
    assert ask(shipped, ALL).status == 200


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are counted on Linux only")
def test_processes_that_die_are_replaced(start: Callable[..., Server], folder: Path) -> None:
    """A server goes on when something kills what it has started, and leaves nothing when it ends."""
    server = start("--graph", str(folder))
    ask(server, ALL)
    for process in workers(server):
        os.kill(process, signal.SIGKILL)
    server.wait_for(lambda: ask(server, ALL).status == 200)
    left = workers(server)

    assert left
    assert server.end() == 0
    deadline = time.monotonic() + 10
    while any(Path(f"/proc/{one}").exists() for one in left) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not [one for one in left if Path(f"/proc/{one}").exists()]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are counted on Linux only")
def test_an_old_graph_ends_with_its_last_query(start: Callable[..., Server], folder: Path, tmp_path: Path) -> None:
    """Files that change often do not fill the memory; a query that runs keeps its graph."""
    graph = tmp_path / "graph"
    graph.mkdir()
    (graph / "all.ttl").write_text((folder / "graph/all.ttl").read_text(encoding="utf-8"), encoding="utf-8")
    server = start("--graph", str(tmp_path), before="import cakg.web.reloading as it\nit.EVERY = 0.1")
    before = settled(server)
    held = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o }"
    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(ask, server, held, timeout="4")
        server.wait_for(lambda: len(workers(server)) > before)
        version = server.get("/healthz").body
        with (graph / "all.ttl").open("a", encoding="utf-8") as file:
            file.write('id:cland a cakg:State ; rdfs:label "Cland"@en .\n')
        server.wait_for(lambda: server.get("/healthz").body != version)

        assert ask(server, ALL).status == 200
        assert "longer than 4 seconds" in running.result().text
    server.wait_for(lambda: len(workers(server)) == before)


def test_a_query_does_not_wait_without_end(start: Callable[..., Server], folder: Path) -> None:
    """One that has waited too long is refused, with when to come again."""
    limits = "from cakg.web.endpoint import pool\npool._LONGEST_WAIT = 0.2\npool.QUICK = pool._LONGEST_QUICK = 3"
    server = start("--graph", str(folder), before=limits)
    with ThreadPoolExecutor(6) as threads:
        held = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o }"
        replies = [one.result() for one in [threads.submit(ask, server, held, timeout="2") for _ in range(6)]]
    refused = [one for one in replies if one.status == 503]

    assert refused
    assert all("waited too long" in one.text and one.headers["retry-after"] for one in refused)
    server.wait_for(lambda: ask(server, ALL).status == 200)  # a new process may take longer than a query may wait


def test_bodies_are_limited(small: Server) -> None:
    """A large body is refused by its length, and if it does not say it, when it has become too large."""
    head = "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
    declared = small.send(f"{head}Content-Length: 1000000000\r\n\r\nSELECT".encode())
    piece = b"10000\r\n" + b"x" * 65536 + b"\r\n"

    assert declared.startswith(b"HTTP/1.1 413")
    with socket.create_connection(("127.0.0.1", small.port), timeout=60) as connection:
        connection.sendall(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode())
        with suppress(OSError):  # the server closes the connection
            for _ in range(2000):
                connection.sendall(piece)
        assert connection.recv(12) in (b"HTTP/1.1 413", b"")
    assert ask(small, ALL).status == 200

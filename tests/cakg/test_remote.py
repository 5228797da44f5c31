"""Graphs behind HTTP: the same answers as in this process; incomplete answers are errors."""

from __future__ import annotations

import json
import threading
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pyoxigraph
import pytest

from cakg.cli import main
from cakg.errors import EndpointError, QuerySyntaxError
from cakg.store.limits import Limits
from cakg.store.remote import RemoteStore
from cakg.store.requests import LONG
from cakg.store.serialise import serialise, to_rdflib
from cakg.vocabulary import ID

pytestmark = pytest.mark.slow

JSON = "application/sparql-results+json"
ONE_ROW = b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"uri","value":"urn:a"}}]}}'
ANY = "SELECT ?s WHERE { ?s ?p ?o }"


@dataclass
class Answer:
    """The answer of the server to one request."""

    body: bytes = ONE_ROW
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": JSON})
    promised: int | None = None  # a false Content-Length
    delay: float = 0.0  # before each byte


@dataclass
class Heard:
    """The requests to the server."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    def sparql(self) -> str:
        sent = urllib.parse.urlsplit(self.path).query if self.method == "GET" else self.body.decode()
        return urllib.parse.parse_qs(sent)["query"][0]


@contextmanager
def serving(answers: list[Answer], heard: list[Heard]) -> Iterator[str]:
    """Serve *answers* on loopback, one for each request; the last one is repeated."""
    stopping = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            heard.append(Heard(self.command, self.path, dict(self.headers), self.rfile.read(length)))
            answer = answers.pop(0) if len(answers) > 1 else answers[0]
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(answer.promised or len(answer.body)))
            self.end_headers()
            self._trickle(answer)

        do_POST = do_GET

        def _trickle(self, answer: Answer) -> None:
            pieces = [bytes([byte]) for byte in answer.body] if answer.delay else [answer.body]
            for piece in pieces:
                if answer.delay and stopping.wait(answer.delay):
                    return
                try:
                    self.wfile.write(piece)
                    self.wfile.flush()
                except OSError:  # the client has closed the connection, as it should
                    return

        def log_message(self, format: str, *args: object) -> None:
            """Write nothing to the output of the test."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/query"
        finally:
            stopping.set()
            server.shutdown()
            thread.join()


@dataclass
class Endpoint:
    """A faulty endpoint, the store that queries it, and the requests."""

    store: RemoteStore
    heard: list[Heard]
    pauses: list[float]


@pytest.fixture
def endpoint() -> Iterator[Callable[..., Endpoint]]:
    with ExitStack() as stack:

        def make(*answers: Answer, timeout: float = 10.0, now: float = 0.0) -> Endpoint:
            heard: list[Heard] = []
            pauses: list[float] = []
            address = stack.enter_context(serving(list(answers), heard))
            return Endpoint(
                RemoteStore(address, limits=Limits(seconds=timeout), sleep=pauses.append, clock=lambda: now),
                heard,
                pauses,
            )

        yield make


# ---- A real endpoint -----------------------------------------------------------

GRAPH = """
    id:a a cakg:State ; rdfs:label "A"@en , "А"@ru .
    id:b a cakg:State .
    stmt:supply a cakg:Statement , rdf:Statement ; rdf:subject id:a ; rdf:predicate cakg:supplied ; rdf:object id:b ;
        cakg:atLeast 51 ; cakg:latest "2022-12-26"^^xsd:date .
"""


@pytest.fixture
def local(graph_of):
    return graph_of(GRAPH)


@pytest.fixture
def served(local, endpoint_of):
    """A real Oxigraph server loaded with our export."""
    return RemoteStore(endpoint_of(serialise(local, "ntriples")))


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT ?s ?p ?o WHERE { ?s ?p ?o } ORDER BY ?s ?p STR(?o) LANG(?o)",
        "SELECT ?s ?label WHERE { ?s a cakg:State OPTIONAL { ?s rdfs:label ?label } } ORDER BY ?s ?label",
        "ASK { stmt:supply cakg:atLeast 51 }",
        "ASK { stmt:supply cakg:atLeast 52 }",
    ],
)
def test_an_endpoint_answers_like_the_store_in_this_process(sparql, local, served):
    assert served.query(sparql) == local.query(sparql)


def test_an_endpoint_constructs_the_whole_graph(local, served):
    """The graph is the same after export, serving and reading."""
    assert set(to_rdflib(served)) == set(to_rdflib(local))
    assert serialise(served, "turtle") == serialise(local, "turtle")


def test_a_long_query_reaches_a_real_endpoint(served):
    values = " ".join(f"id:thing-{number}" for number in range(1000))

    assert served.select(f"SELECT ?s WHERE {{ VALUES ?s {{ {values} id:a }} ?s a cakg:State }}").rows == [
        (pyoxigraph.NamedNode(ID["a"]),)
    ]


def test_a_query_that_is_not_sparql_is_the_users_slip(served):
    with pytest.raises(QuerySyntaxError, match="does not accept the query: "):
        served.query("SELECT ?s WHERE { ?s ?p }")


def test_an_update_is_never_sent(endpoint):
    made = endpoint(Answer())

    with pytest.raises(QuerySyntaxError, match="begin with SELECT"):
        made.store.query("INSERT DATA { <urn:a> <urn:p> 1 }")
    assert made.heard == []


# ---- Requests ---------------------------------------------------------------------


def test_a_short_query_is_a_get_under_our_own_name(endpoint):
    made = endpoint(Answer())

    made.store.query(ANY)

    [request] = made.heard
    assert (request.method, request.sparql()) == ("GET", ANY)
    assert request.headers["User-Agent"].startswith("cakg/")
    assert JSON in request.headers["Accept"]


def test_a_long_query_is_a_post(endpoint):
    """Some proxies limit the length of URLs."""
    made = endpoint(Answer())
    sparql = ANY + " " * LONG + "# the end"

    made.store.query(sparql)

    assert [(request.method, request.sparql()) for request in made.heard] == [("POST", sparql)]


def test_prefixes_of_ours_are_declared(endpoint):
    made = endpoint(Answer())

    made.store.query("SELECT ?s WHERE { ?s a cakg:Claim }")

    assert made.heard[0].sparql().startswith("PREFIX cakg: <https://w3id.org/cakg/ontology#> SELECT")


# ---- Errors that may pass ----------------------------------------------------------


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_what_may_pass_is_tried_again(status, endpoint):
    made = endpoint(Answer(b"", status), Answer())

    assert made.store.select(ANY).rows == [(pyoxigraph.NamedNode("urn:a"),)]
    assert made.pauses == [1.0]


def test_retry_after_in_seconds_is_honoured(endpoint):
    made = endpoint(Answer(b"", 429, {"Retry-After": "7"}), Answer())

    made.store.query(ANY)

    assert made.pauses == [7.0]


def test_a_long_pause_is_reported(endpoint, caplog):
    made = endpoint(Answer(b"", 429, {"Retry-After": "30"}), Answer())

    with caplog.at_level("WARNING"):
        made.store.query(ANY)

    assert caplog.messages == [f"{made.store.endpoint} asks clients to wait 30 seconds"]


def test_retry_after_as_a_date_is_honoured(endpoint):
    made = endpoint(Answer(b"", 503, {"Retry-After": "Thu, 01 Jan 1970 00:00:09 GMT"}), Answer(), now=4.0)

    made.store.query(ANY)

    assert made.pauses == [5.0]


def test_a_retry_after_that_says_nothing_is_passed_over(endpoint):
    made = endpoint(Answer(b"", 503, {"Retry-After": "soon"}), Answer())

    made.store.query(ANY)

    assert made.pauses == [1.0]


def test_the_number_of_tries_is_limited(endpoint):
    """After four tries with increasing pauses, the error has the status."""
    made = endpoint(Answer(b"", 503))

    with pytest.raises(EndpointError, match="returned 503"):
        made.store.query(ANY)
    assert made.pauses == [1.0, 2.0, 4.0]
    assert len(made.heard) == 4


def test_a_very_long_pause_is_not_slept_through(endpoint):
    made = endpoint(Answer(b"", 429, {"Retry-After": "3600"}))

    with pytest.raises(EndpointError, match="clients to wait 3600 seconds: it returned 429"):
        made.store.query(ANY)
    assert made.pauses == []


@pytest.mark.parametrize("status", [401, 403, 404, 500])
def test_what_will_not_pass_is_asked_once(status, endpoint):
    made = endpoint(Answer(b"no", status))

    with pytest.raises(EndpointError, match="127.0.0.1"):
        made.store.query(ANY)
    assert len(made.heard) == 1


# ---- Incomplete answers --------------------------------------------------------------


@pytest.mark.parametrize("end", range(1, len(ONE_ROW), 9))
def test_an_incomplete_answer_is_an_error(end, endpoint):
    """A server that stops during the answer has already sent status 200."""
    made = endpoint(Answer(ONE_ROW[:end]))

    with pytest.raises(EndpointError, match="invalid application/sparql-results"):
        made.store.query(ANY)


@pytest.mark.parametrize("body", [b'{"head":{},"boolean":true', b'{"head":{},"boolean":true}cancelled'])
def test_a_truth_value_cut_short_is_no_answer(body, endpoint):
    with pytest.raises(EndpointError, match="invalid"):
        endpoint(Answer(body)).store.ask("ASK { ?s ?p ?o }")


def test_incomplete_triples_are_an_error(endpoint):
    made = endpoint(Answer(b"<urn:a> <urn:p> <urn:b> . <urn:a> <urn", headers={"Content-Type": "text/turtle"}))

    with pytest.raises(EndpointError, match="invalid text/turtle"):
        made.store.query("CONSTRUCT WHERE { ?s ?p ?o }")


def test_fewer_bytes_than_promised_are_no_answer(endpoint):
    made = endpoint(Answer(promised=len(ONE_ROW) + 10))

    with pytest.raises(EndpointError, match="closed the connection"):
        made.store.query(ANY)


def cells(*names: str) -> Answer:
    """Return an answer with these columns, and one row of their names."""
    row = {name: {"type": "literal", "value": name} for name in names}
    return Answer(json.dumps({"head": {"vars": names}, "results": {"bindings": [row]}}).encode())


@pytest.mark.parametrize("names", [("a",), ("b", "a", "c"), ("A", "B"), ("a", "c"), ()])
def test_rows_with_other_columns_are_no_answer(names, endpoint):
    """Every view relies on the columns that its query names."""
    with pytest.raises(EndpointError, match="answered another query: it returned the columns .* instead of a, b"):
        endpoint(cells(*names)).store.query("SELECT ?a (?x AS ?b) { }")


def test_columns_have_the_order_of_the_query(endpoint):
    found = endpoint(cells("b", "a")).store.query("SELECT ?a ?b { }")
    assert found.variables == ("a", "b")
    assert [term.value for term in found.rows[0]] == ["a", "b"]


@pytest.mark.parametrize("name", ["--graph", "--graph="])
def test_answers_that_do_not_fit_together_are_an_error(name, endpoint, capsys, monkeypatch):
    """A graph that changes between two queries is not a defect of cakg, and a row may lack any value."""
    nothing = Answer(json.dumps({"head": {"vars": ["iri", "text"]}, "results": {"bindings": [{}]}}).encode())
    monkeypatch.setattr("cakg.store.remote.columns", lambda _sparql: None)
    address = endpoint(nothing).store.endpoint
    assert main(["about", "x", *([name, address] if name == "--graph" else [name + address])]) == 2
    said = " ".join(capsys.readouterr().err.split())
    assert f"the answers of {address} do not fit together" in said
    assert "try again" in said


def test_a_web_page_is_no_answer(endpoint):
    made = endpoint(Answer(b"<html>", headers={"Content-Type": "text/html"}))

    with pytest.raises(EndpointError, match=r"returned a web page \(text/html\), which is not an answer to a query"):
        made.store.query(ANY)


def test_a_slow_answer_ends_at_the_timeout(endpoint):
    """Every byte arrives within the timeout of the socket, but all bytes would take a minute."""
    made = endpoint(Answer(ONE_ROW, delay=0.5), timeout=1.0)

    with pytest.raises(EndpointError, match="did not answer completely within 1 second"):
        made.store.query(ANY)


def test_an_endpoint_that_says_nothing_ends_at_the_timeout(endpoint):
    made = endpoint(Answer(b"x", delay=30.0), timeout=1.0)

    with pytest.raises(EndpointError, match="did not answer completely within 1 second"):
        made.store.query(ANY)


def test_an_endpoint_that_is_not_there_is_named():
    with pytest.raises(EndpointError, match="http://127.0.0.1:9/query cannot be reached: .*refused"):
        RemoteStore("http://127.0.0.1:9/query").query(ANY)


def test_an_address_that_is_none_is_named():
    with pytest.raises(EndpointError, match="nonsense is not the address of an endpoint"):
        RemoteStore("nonsense")

"""A graph in a SPARQL store: equal to the one here, replaced as a whole, whatever happens on the way."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import sysconfig
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from cakg.cli import main
from cakg.store.local import LocalStore
from cakg.store.protocol import text_of
from cakg.store.remote import RemoteStore
from cakg.vocabulary import GRAPH, ID, with_prefixes

pytestmark = pytest.mark.slow

OXIGRAPH = Path(sysconfig.get_path("scripts")) / "oxigraph"
SMALL = ("--batch", "0.1")
"""Divides the small graph into several batches."""


@dataclass
class Server:
    """A real Oxigraph that takes updates; it can be killed and started again with the same store."""

    location: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/query"

    def start(self) -> None:
        line = [OXIGRAPH, "serve", "-l", self.location, "-b", f"127.0.0.1:{self.port}"]
        self.process = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(400):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                assert self.process.poll() is None, "the server ended before it answered"
                time.sleep(0.05)
            else:
                return
        raise AssertionError("the server does not answer")

    def kill(self) -> None:
        assert self.process
        self.process.kill()
        self.process.wait()

    def count(self, graph: str = GRAPH) -> int:
        """Return the number of triples in *graph*; with ``*``, in all named graphs."""
        pattern = "GRAPH ?g { ?s ?p ?o }" if graph == "*" else f"GRAPH <{graph}> {{ ?s ?p ?o }}"
        [row] = RemoteStore(self.url).select(f"SELECT (COUNT(*) AS ?n) {{ {pattern if graph else '?s ?p ?o'} }}").rows
        assert row[0]
        return int(row[0].value)

    def update(self, sparql: str) -> None:
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request("POST", "/update", sparql.encode(), {"Content-Type": "application/sparql-update"})
            assert connection.getresponse().status == 204


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@contextmanager
def oxigraph(location: Path) -> Iterator[Server]:
    server = Server(location, free_port())
    server.start()
    try:
        yield server
    finally:
        server.kill()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with oxigraph(tmp_path_factory.mktemp("shared") / "store") as server:
        yield server


@pytest.fixture
def server(shared: Server) -> Server:
    """An empty store."""
    shared.update("DROP ALL")
    return shared


@pytest.fixture
def plain(server: Server) -> Iterator[str]:
    """The address of the store, which does not say what it is and gets the triples in batches."""
    with proxy(server) as url:
        yield url


@pytest.fixture(params=["server", "plain"])
def url(request: pytest.FixtureRequest, server: Server, plain: str) -> str:
    """The address of a store that is replaced in one request, and of one that gets batches."""
    return server.url if request.param == "server" else plain


@pytest.fixture
def error_of(capsys: pytest.CaptureFixture[str]) -> Callable[[], str]:
    """Return what was printed to standard error, on one line."""
    return lambda: " ".join(capsys.readouterr().err.split())


@pytest.fixture
def triples(small_engine: LocalStore) -> int:
    return len(small_engine.store)


@pytest.fixture(autouse=True)
def no_login(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CAKG_USER", raising=False)
    monkeypatch.delenv("CAKG_PASSWORD", raising=False)


@pytest.mark.parametrize("options", [(), ("--by", "update"), SMALL, (*SMALL, "--by", "update")], ids=" ".join)
@pytest.mark.parametrize("into", [GRAPH, "https://example.org/граф#1", "default"])
def test_the_published_graph_is_equal(  # noqa: PLR0917
    options: tuple[str, ...],
    into: str,
    server: Server,
    here: list[str],
    small_engine: LocalStore,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """It has the same triples, and nothing else is left in the store."""
    assert main(["publish", server.url, "--into", into, *options, *here]) == 0

    address = capsys.readouterr().out.split("--graph ")[1].strip().strip('"')
    found = RemoteStore(address).construct("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }")
    assert {str(triple) for triple in found} == {str(quad.triple) for quad in small_engine.store}
    assert server.count("*") == (0 if into == "default" else len(found))


def test_questions_and_pages_are_equal(server: Server, here: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["publish", server.url, *here]) == 0
    address = capsys.readouterr().out.split("--graph ")[1].strip().strip('"')

    printed = []
    for graph in (here, ["--graph", address]):
        assert main(["about", "Tajikistan", *graph]) == 0
        printed.append(capsys.readouterr().out)

    assert printed[0] == printed[1]
    assert "attack drones" in printed[0]


def test_a_second_run_sends_nothing(
    server: Server, here: list[str], triples: int, capsys: pytest.CaptureFixture[str]
) -> None:
    requests: list[str] = []
    with proxy(server, note=requests) as url:
        assert main(["publish", url, *here]) == 0
        first = len([one for one in requests if not one.startswith("/query")])
        requests.clear()
        assert main(["publish", url, *here]) == 0

    assert first >= 3
    assert [one for one in requests if not one.startswith("/query")] == []
    assert "all there already" in capsys.readouterr().out
    assert server.count("*") == triples


def test_an_older_graph_is_replaced(server: Server, url: str, here: list[str], tmp_path: Path, triples: int) -> None:
    """Triples that are no longer in the graph are removed, new ones are added."""
    more = tmp_path / "more.ttl"
    more.write_text(with_prefixes('id:kazakhstan rdfs:label "Kasachstan"@de .'), encoding="utf-8")

    assert main(["publish", url, *here, "--data", str(more)]) == 0
    with_more = server.count()
    assert main(["publish", url, *here]) == 0

    assert (with_more, server.count(), server.count("*")) == (triples + 1, triples, triples)


def test_a_changed_triple_is_found(server: Server, url: str, here: list[str], triples: int) -> None:
    """A graph in which somebody has changed a label is published again, though its number of triples is right."""
    assert main(["publish", url, *here]) == 0
    server.update(f"""DELETE {{ GRAPH <{GRAPH}> {{ <{ID.iri}drones> ?p ?o }} }}
        INSERT {{ GRAPH <{GRAPH}> {{ <{ID.iri}drones> ?p "toys"@en }} }}
        WHERE {{ GRAPH <{GRAPH}> {{ <{ID.iri}drones> ?p ?o FILTER (STR(?o) = "attack drones") }} }}""")

    assert main(["publish", url, *here]) == 0

    with_label = f'ASK {{ GRAPH <{GRAPH}> {{ <{ID.iri}drones> ?p "attack drones"@en }} }}'
    assert RemoteStore(server.url).ask(with_label)
    assert server.count("*") == triples


def test_other_graphs_stay(server: Server, url: str, here: list[str], triples: int) -> None:
    """Graphs of others, and a name that only looks like an unfinished graph, are left alone."""
    others = ["urn:other", f"{GRAPH}/unfinished-business"]
    for other in others:
        server.update(f"INSERT DATA {{ GRAPH <{other}> {{ <urn:s> <urn:p> <urn:o> }} }}")

    assert main(["publish", url, *here]) == 0

    assert [server.count(one) for one in (*others, "*")] == [1, 1, triples + 2]


def test_readers_never_see_a_part(server: Server, url: str, here: list[str], tmp_path: Path, triples: int) -> None:
    """While a graph is replaced again and again, each query finds all of the one or all of the other."""
    more = tmp_path / "more.ttl"
    more.write_text(
        with_prefixes("".join(f'id:kazakhstan skos:altLabel "Name {number}"@en .\n' for number in range(400))),
        encoding="utf-8",
    )
    assert main(["publish", url, *here]) == 0
    seen, stop = set(), threading.Event()

    def read() -> None:
        while not stop.is_set():
            seen.add(server.count())

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for _ in range(2):
            assert main(["publish", url, *here, *SMALL, "--data", str(more)]) == 0
            assert main(["publish", url, *here, *SMALL]) == 0
    finally:
        stop.set()
        reader.join()

    assert seen <= {triples, triples + 400}


def test_only_differences_are_sent(
    server: Server, here: list[str], tmp_path: Path, triples: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """A store that is known to change all or nothing gets one request, with the triples that it lacks."""
    more = tmp_path / "more.ttl"
    more.write_text(with_prefixes('id:kazakhstan rdfs:label "Kasachstan"@de .'), encoding="utf-8")
    sent: list[bytes] = []
    with proxy(server, named=True, before=lambda request: sent.append(request.body)) as url:
        assert main(["publish", url, *here]) == 0
        assert (server.count(), max(map(len, sent)) > 100_000) == (triples, True)
        sent.clear()
        assert main(["publish", url, *here, "--data", str(more)]) == 0

        capsys.readouterr()
        assert main(["publish", url, *here]) == 0
        # The content hash.
        assert ", 1 sent in" in capsys.readouterr().out
        assert main(["publish", url, *here, "--data", str(more)]) == 0

    update = next(body for body in sent if b"Kasachstan" in body)
    assert update.startswith(b"DELETE DATA")
    assert len(update) < 1000
    assert server.count() == server.count("*") == triples + 1


def test_nodes_of_another_program_are_replaced(server: Server, here: list[str], triples: int) -> None:
    """No update can name a blank node, so the graph is replaced as a whole."""
    server.update(f"INSERT DATA {{ GRAPH <{GRAPH}> {{ <urn:s> <urn:p> [ <urn:p> <urn:o> ] }} }}")

    assert main(["publish", server.url, *here]) == 0

    assert server.count() == server.count("*") == triples


def test_a_server_that_is_killed_in_the_only_request(
    tmp_path: Path, here: list[str], triples: int, error_of: Callable[[], str]
) -> None:
    """It has all of the new graph or all of the old one."""
    more = tmp_path / "more.ttl"
    more.write_text(with_prefixes('id:kazakhstan rdfs:label "Kasachstan"@de .'), encoding="utf-8")
    with oxigraph(tmp_path / "store") as server:

        def kill(request: Heard) -> None:
            if b"Kasachstan" in request.body:
                server.kill()

        for earlier in (0, triples):
            with proxy(server, named=True, before=kill) as url:
                assert main(["publish", url, *here, "--data", str(more)]) == 2
            assert "the store does not say what it has now" in error_of()
            server.start()
            assert server.count() == server.count("*") == earlier
            assert main(["publish", server.url, *here]) == 0
            assert server.count() == server.count("*") == triples


def test_a_server_that_is_killed(
    tmp_path: Path, here: list[str], triples: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """The published graph stays as it was, and the next run sends only what is missing."""
    with oxigraph(tmp_path / "store") as server:
        server.update(f"INSERT DATA {{ GRAPH <{GRAPH}> {{ <urn:s> <urn:p> <urn:o> }} }}")

        def kill_at_third(request: Heard) -> None:
            if request.path.startswith("/store") and request.number == 3:
                server.kill()

        with proxy(server, before=kill_at_third) as url:
            assert main(["publish", url, *here, *SMALL]) == 2
        error = capsys.readouterr().err
        assert "were not added; the store does not say what it has now" in " ".join(error.split())
        assert "run the command again: it continues" in " ".join(error.split())

        server.start()
        beside = server.count("*") - 1
        assert server.count() == 1
        assert 0 < beside < triples
        assert main(["publish", server.url, *here, *SMALL]) == 0
        shown = capsys.readouterr()

        assert f"an earlier run left {beside:,} triples" in shown.err
        assert f"{triples - beside:,} sent" in shown.out
        assert server.count() == server.count("*") == triples


def test_a_run_that_is_killed(tmp_path: Path, server: Server, here: list[str], triples: int) -> None:
    """It leaves the published graph as it was and no temporary file; the next run continues."""
    ready = threading.Event()
    line = [sys.executable, "-m", "cakg", "publish", *here, *SMALL]
    surroundings = os.environ | {"TMPDIR": str(tmp_path), "CAKG_CACHE": "off"}

    def note(request: Heard) -> None:
        if request.path.startswith("/store") and request.number == 2:
            ready.set()
            raise ConnectionAbortedError  # what has not reached the store by now never does

    with proxy(server, before=note) as url, subprocess.Popen([*line, url], env=surroundings) as process:
        assert ready.wait(120)
        process.send_signal(signal.SIGKILL)
        process.wait()

    assert server.count() == 0
    assert 0 < server.count("*") < triples
    assert list(tmp_path.iterdir()) == []
    assert main(["publish", server.url, *here, *SMALL]) == 0
    assert server.count() == server.count("*") == triples


def test_the_rest_of_another_graph_is_removed(
    server: Server, here: list[str], triples: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What an interrupted run left of other triples is not mixed with these."""
    more = tmp_path / "more.ttl"
    more.write_text(with_prefixes('id:kazakhstan rdfs:label "Kasachstan"@de .'), encoding="utf-8")
    with proxy(server, answer={3: (400, "no")}) as url:
        assert main(["publish", url, *here, *SMALL, "--data", str(more)]) == 2
    assert server.count("*") > 0

    assert main(["publish", server.url, *here]) == 0

    assert "removes what an earlier run with other triples left" in capsys.readouterr().err
    assert server.count() == server.count("*") == triples


@pytest.mark.parametrize(
    "status, body, shown",
    [
        (400, "Parse error: unexpected token", "refuses the request: it returned 400 Bad Request: Parse error"),
        (500, "the disk is broken", "it returned 500 Internal Server Error: the disk is broken"),
        (507, "", "has no space left"),
        (403, "", "does not allow this user to change the graph"),
        (401, "", "needs a user name and a password"),
        (404, "", "takes no triples at this address"),
    ],
)
def test_a_refused_batch(  # noqa: PLR0917
    status: int, body: str, shown: str, server: Server, here: list[str], triples: int, error_of: Callable[[], str]
) -> None:
    """The message says what the store answered, which triples are missing, and what the store has."""
    with proxy(server, answer={2: (status, body)}) as url:
        assert main(["publish", url, *here, *SMALL]) == 2

    error, beside = error_of(), server.count("*")
    assert shown in error
    assert f"of {triples:,} were not added; {beside:,} triples beside the published graph, which has 0" in error
    assert "run the command again: it continues from there, and counts nothing twice" in error
    assert main(["publish", server.url, *here, *SMALL]) == 0
    assert server.count() == server.count("*") == triples


@pytest.mark.parametrize("by", ["update", "graph-store"])
@pytest.mark.parametrize("largest", [20_000, 60_000])
def test_a_store_that_takes_only_small_batches(  # noqa: PLR0917
    by: str, largest: int, server: Server, here: list[str], triples: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """Batches get smaller until the store takes them."""
    with proxy(server, largest=largest) as url:
        assert main(["publish", url, *here, "--by", by]) == 0

    assert "at once; sends" in capsys.readouterr().err
    assert server.count() == server.count("*") == triples


def test_a_store_that_takes_no_triple(server: Server, here: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with proxy(server, largest=100) as url:
        assert main(["publish", url, *here]) == 2

    assert "refuses a request of this size" in " ".join(capsys.readouterr().err.split())


def test_a_store_that_answers_slowly(
    server: Server, here: list[str], triples: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """A batch that takes longer than --timeout is an error. If it was added in the end, it is not sent again."""

    def wait(request: Heard) -> None:
        if request.path.startswith("/store") and request.number == 3:
            time.sleep(4)

    with proxy(server, after=wait) as url:
        assert main(["publish", url, *here, *SMALL, "--timeout", "2"]) == 2
    error = " ".join(capsys.readouterr().err.split())
    assert "did not answer completely within 2 seconds" in error
    assert "smaller batches with --batch, or wait longer with --timeout SECONDS" in error

    beside = server.count("*")
    assert main(["publish", server.url, *here, *SMALL]) == 0
    assert f"{triples - beside:,} sent" in capsys.readouterr().out
    assert server.count() == server.count("*") == triples


def test_a_busy_store_gets_the_batch_again(server: Server, here: list[str], triples: int) -> None:
    with proxy(server, answer={2: (503, ""), 3: (503, "")}, once=True, headers={"Retry-After": "0"}) as url:
        assert main(["publish", url, *here, *SMALL]) == 0

    assert server.count() == server.count("*") == triples


def test_an_answer_that_is_lost_at_the_end(server: Server, here: list[str], triples: int) -> None:
    """The graph was replaced, but the store did not say so in time: this is found out."""

    def wait(request: Heard) -> None:
        if request.body.startswith(b"MOVE"):
            raise ConnectionAbortedError

    with proxy(server, after=wait) as url:
        assert main(["publish", url, *here]) == 0

    assert server.count() == server.count("*") == triples


def test_a_rest_that_cannot_be_removed(
    server: Server, here: list[str], triples: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """The graph is there, but the store does not remove what an interrupted run left: exit code 1."""
    assert main(["publish", server.url, *here]) == 0
    server.update(f"INSERT DATA {{ GRAPH <{GRAPH}/unfinished-0123456789abcdef> {{ <urn:s> <urn:p> <urn:o> }} }}")

    def refuse(request: Heard) -> tuple[int, str] | None:
        return (500, "locked") if request.body.startswith(b"DROP") else None

    with proxy(server, refuse=refuse) as url:
        assert main(["publish", url, *here]) == 1
    assert "triples of an interrupted run are still in the store" in " ".join(capsys.readouterr().err.split())

    assert main(["publish", server.url, *here]) == 0
    assert server.count() == server.count("*") == triples


def test_a_store_that_loses_triples(
    server: Server, here: list[str], triples: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """A store that says yes and adds nothing does not get the published graph replaced."""
    server.update(f"INSERT DATA {{ GRAPH <{GRAPH}> {{ <urn:s> <urn:p> <urn:o> }} }}")
    with proxy(server, answer={2: (204, "")}) as url:
        assert main(["publish", url, *here, *SMALL]) == 2

    error = " ".join(capsys.readouterr().err.split())
    assert f"of {triples:,} triples; the unfinished graph was removed; the published graph is unchanged" in error
    assert "triples instead of" in error
    assert server.count() == server.count("*") == 1


def test_a_store_without_updates(
    server: Server, here: list[str], triples: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """The graph store alone is enough; that readers see a part meanwhile is said."""
    server.update(f"INSERT DATA {{ GRAPH <{GRAPH}> {{ <urn:s> <urn:p> <urn:o> }} }}")
    with proxy(server) as url:
        place = url.removesuffix("/query")
        line = ["publish", f"{place}/ask", "--graph-store", f"{place}/store", *here, *SMALL]
        assert main(line) == 0

    assert "without an update service, readers see a part of it meanwhile" in capsys.readouterr().err
    assert server.count() == server.count("*") == triples


def test_an_incomplete_graph_without_updates(
    server: Server, here: list[str], triples: int, capsys: pytest.CaptureFixture[str]
) -> None:
    with proxy(server, answer={3: (400, "no")}) as url:
        place = url.removesuffix("/query")
        line = ["publish", f"{place}/ask", "--graph-store", f"{place}/store", *here, *SMALL]
        assert main(line) == 2
        error = " ".join(capsys.readouterr().err.split())
        assert f"the published graph is incomplete: it has {server.count():,} triples" in error
        assert "run the command again: it starts again" in error

    with proxy(server) as url:
        place = url.removesuffix("/query")
        assert main(["publish", f"{place}/ask", "--graph-store", f"{place}/store", *here, *SMALL]) == 0
    assert server.count() == triples


@pytest.mark.parametrize(
    "line, shown",
    [
        (["https://example.org/other"], "it is not known where this store takes triples"),
        (["ftp://example.org/query"], "an endpoint is opened over HTTP or HTTPS only"),
        (["http://127.0.0.1:1/query", "--into", "no iri"], "is not an IRI"),
        (["http://127.0.0.1:1/query", "--into", 'urn:x> { } } ; DROP ALL # "'], "is not an IRI"),
        (["http://127.0.0.1:1/query", "--graph", "http://127.0.0.1:1/query"], "--graph is an endpoint"),
        (["http://127.0.0.1:1/a", "--update", "http://127.0.0.1:1/b", "--by", "graph-store"], "needs an address"),
        (["http://127.0.0.1:1/query"], "cannot be reached"),
        (["http://127.0.0.1:1/query", "--batch", "0"], "is not a number above 0"),
    ],
)
def test_a_wrong_command_line(line: list[str], shown: str, here: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    graph = [] if "--graph" in line else here
    assert main(["publish", *line, *graph]) == 2

    assert shown in " ".join(capsys.readouterr().err.split())


def test_nothing_changes_on_a_read_only_server(
    small_engine: LocalStore, endpoint_of: Callable[[bytes], str], here: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    url = endpoint_of(b"<urn:s> <urn:p> <urn:o> .\n")
    assert main(["publish", url, *here]) == 2

    assert "does not allow" in (shown := " ".join(capsys.readouterr().err.split())) or "takes no triples" in shown


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_here(
    server: Server, here: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The triples are first written to a temporary file: if it cannot be, nothing is sent."""
    monkeypatch.setattr("tempfile.TemporaryFile", lambda: Path("/dev/full").open("r+b", buffering=0))  # noqa: SIM115

    assert main(["publish", server.url, *here]) == 2

    assert "a temporary file cannot be written" in " ".join(capsys.readouterr().err.split())
    assert server.count("*") == 0


def test_blank_nodes_get_the_same_names_in_every_run(server: Server, here: list[str], tmp_path: Path) -> None:
    """A second run finds them, and a batch that is sent twice adds nothing."""
    more = tmp_path / "more.ttl"
    more.write_text(
        with_prefixes("id:kazakhstan rdfs:seeAlso [ rdfs:label 'a' ] , [ rdfs:label 'b' ; rdfs:seeAlso [] ] ."),
        encoding="utf-8",
    )
    assert main(["publish", server.url, *here, "--data", str(more)]) == 0
    number = server.count()

    assert main(["publish", server.url, *here, "--data", str(more), "--by", "update"]) == 0

    query = f"SELECT ?o {{ GRAPH <{GRAPH}> {{ ?s rdfs:seeAlso ?o FILTER CONTAINS(STR(?o), 'genid') }} }}"
    nodes = [row[0] for row in RemoteStore(server.url).select(query).rows]
    assert server.count() == server.count("*") == number
    assert len(nodes) == 3
    assert all("/.well-known/genid/" in text_of(node) for node in nodes)


@dataclass
class Heard:
    """A request to the proxy; *number* counts those that send triples."""

    path: str
    body: bytes = field(repr=False)
    number: int


@contextmanager
def proxy(
    server: Server,
    *,
    note: list[str] | None = None,
    before: Callable[[Heard], object] = lambda _request: None,
    after: Callable[[Heard], object] = lambda _request: None,
    refuse: Callable[[Heard], tuple[int, str] | None] = lambda _request: None,
    answer: dict[int, tuple[int, str]] | None = None,
    once: bool = False,
    headers: dict[str, str] | None = None,
    largest: int = 1 << 30,
    named: bool = False,
) -> Iterator[str]:
    """Pass requests on to *server*, except those that it shall refuse; return the address for queries.

    *answer* gives a status and a text for the n-th request with triples, for *once* or always. Requests with a body
    larger than *largest* are refused with 413. The answers say what *server* is only if *named* is true; otherwise
    triples are sent in batches. *before* and *after* are called before a request is passed on, and
    before its answer is.
    """
    numbers = {"": 0}
    answers = dict(answer or {})

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            path = self.path.replace("/ask", "/query")
            if note is not None:
                note.append(path)
            sends = path.startswith("/store") or body.startswith(b"INSERT DATA")
            numbers[""] += sends
            request = Heard(path, body, numbers[""] if sends else 0)
            try:
                if sends and len(body) > largest:
                    return self._reply(413, b"")
                if sends and request.number in answers:
                    status, text = answers.pop(request.number) if once else answers[request.number]
                    return self._reply(status, text.encode())
                if refused := refuse(request):
                    return self._reply(refused[0], refused[1].encode())
                before(request)
                with closing(HTTPConnection("127.0.0.1", server.port, timeout=60)) as connection:
                    connection.request(self.command, path, body or None, dict(self.headers))
                    found = connection.getresponse()
                    content = found.read()
                after(request)
                kept = {name.lower(): value for name, value in found.getheaders()}
                if not named:
                    kept.pop("server", None)
                self._reply(found.status, content, kept)
            except OSError:
                self.close_connection = True

        do_POST = do_PUT = do_GET

        def _reply(self, status: int, body: bytes, more: dict[str, str] | None = None) -> None:
            self.send_response_only(status)
            for name, value in {"content-type": "text/plain", **(more or {}), **(headers or {})}.items():
                if name not in ("transfer-encoding", "connection", "content-length", "date"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Write nothing to the output of the test."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        listening.daemon_threads = True
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.server_port}/query"
        finally:
            listening.shutdown()
            thread.join()

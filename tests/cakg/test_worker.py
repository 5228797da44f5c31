"""Free queries in a process of their own: complete results, limits, SERVICE."""

from __future__ import annotations

import http.server
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pyoxigraph
import pytest

from cakg.cli import main
from cakg.errors import EndpointError, QueryLimitError, QuerySyntaxError, ServiceError
from cakg.graph import KnowledgeGraph
from cakg.store import outcome, worker
from cakg.store.limits import MIB, Limits
from cakg.store.local import LocalStore
from cakg.store.protocol import Solutions
from cakg.store.stopping import QueryStoppedError, Stopper
from cakg.store.worker import run

pytestmark = pytest.mark.slow

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n_ ?o . ?q ?r ?s }"
LARGE = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?f ?i"
DEEP = "ASK { FILTER EXISTS " + "{ FILTER (!EXISTS {" * 20_000 + "}) }" * 20_000 + "}"


def children() -> set[str]:
    """Return the process ids of the children of this process."""
    found: set[str] = set()
    for one in Path("/proc/self/task").iterdir():
        with suppress(FileNotFoundError, ProcessLookupError):  # a thread that has just ended
            found |= {*(one / "children").read_text().split()}
    return found


@pytest.fixture(scope="module")
def store() -> LocalStore:
    """Terms of every kind, and enough triples for a query that never ends."""
    store = pyoxigraph.Store()
    store.update("""PREFIX : <http://e/> INSERT DATA {
        :a :p "x"@en , "y"@ar--rtl , "01"^^:own , 1.50 , "two\\nlines\\u0000" , <<( :a :b "q"@fr )>> . _:b :p _:c }""")
    store.extend(
        pyoxigraph.Quad(
            pyoxigraph.NamedNode(f"http://e/{n}"), pyoxigraph.NamedNode("http://e/q"), pyoxigraph.Literal(n)
        )
        for n in range(2000)
    )
    return LocalStore(store)


@pytest.fixture(params=["forked", "started"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Use a copy of this process, then a new one as on Windows and in notebooks."""
    monkeypatch.setattr(worker, "can_fork", lambda: request.param == "forked")


@pytest.mark.slow
@pytest.mark.usefixtures("way")
def test_a_worker_gives_the_same_result_as_this_process(store: LocalStore) -> None:
    """Each kind of term and of result."""
    for sparql in (
        "SELECT * { ?s <http://e/p> ?o OPTIONAL { ?o <http://e/none> ?x } }",
        "SELECT * { }",
        "SELECT * { VALUES (?x ?y) { (UNDEF UNDEF) ('' UNDEF) ('+01'^^xsd:integer '1E0'^^xsd:decimal) } }",
        "SELECT ?true { }",
        "ASK { ?s ?p ?o }",
        "ASK { ?s <http://e/none> ?o }",
        "CONSTRUCT { ?s <http://e/is> ?o } { ?s <http://e/p> ?o }",
        "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o FILTER (false) }",
    ):
        here, there = store.query(sparql), run(store, sparql)
        if isinstance(here, Solutions):
            assert isinstance(there, Solutions)
            assert there.variables == here.variables
            assert sorted(map(str, there.rows)) == sorted(map(str, here.rows))
        else:
            assert there == here if isinstance(here, bool) else sorted(map(str, there)) == sorted(map(str, here))


@pytest.mark.slow
@pytest.mark.usefixtures("way")
@pytest.mark.parametrize(
    "sparql, limits, words",
    [
        (ENDLESS, Limits(seconds=0.2), "longer than 0.2 seconds.*--timeout"),
        (LARGE, Limits(memory=50 * MIB), "more memory than 50 MiB.*--memory"),
        (DEEP, Limits(depth=1_000_000), "the engine crashed"),
        ("SELECT * { ?a ?b ?c . ?d ?e ?f }", Limits(result=MIB), "result of the query is larger than 1 MiB.*LIMIT"),
    ],
    ids=["time", "memory", "crash", "result"],
)
def test_a_query_that_exceeds_a_limit_is_ended(store: LocalStore, sparql: str, limits: Limits, words: str) -> None:
    """The error names the option that raises the limit; this process goes on, with no new child left."""
    before = children()
    with pytest.raises(QueryLimitError, match=f"(?s){words}"):
        run(store, sparql, limits)
    assert children() <= before


@pytest.mark.usefixtures("way")
@pytest.mark.slow
def test_errors_of_a_query_come_back(store: LocalStore) -> None:
    """They are the same as in this process."""
    for sparql, error in (("SELECT * { ?s }", QuerySyntaxError), ("ASK { SERVICE <http://x/> { } }", ServiceError)):
        with pytest.raises(error) as there:
            run(store, sparql)
        with pytest.raises(error) as here:
            store.query(sparql)
        assert str(here.value) == str(there.value)


def test_a_syntax_error_is_explained_in_the_worker(store: LocalStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """The parser reads the query again, which has no limit in this process."""
    monkeypatch.setattr(outcome, "explain", lambda *_: QuerySyntaxError(f"in {os.getpid()}", remedy="again"))
    with pytest.raises(QuerySyntaxError) as caught:
        run(store, "SELECT * { ?s }")
    assert caught.value.message != f"in {os.getpid()}"
    assert caught.value.remedy == "again"


def test_a_mistake_is_found_in_a_worker(store: LocalStore) -> None:
    """What that needs is there, though a worker can open nothing."""
    with pytest.raises(QuerySyntaxError, match="did you mean SELECT"):
        run(store, "SELCT * {}")


def test_a_worker_opens_no_file(store: LocalStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the query does by itself would fail too."""

    def answer(*_: object) -> None:
        Path(os.devnull).open().close()

    monkeypatch.setattr(worker, "answer", answer)
    with pytest.raises(QuerySyntaxError, match="Too many open files"):
        run(store, "ASK {}")


@pytest.mark.slow
def test_a_worker_reads_all_of_a_store_on_disk(tmp_path: Path) -> None:
    """Oxigraph opens files of a store late, and leaves out what it cannot open."""
    made = pyoxigraph.Store(str(tmp_path / "store"))
    for n in range(12):
        made.bulk_extend(
            [pyoxigraph.Quad(pyoxigraph.NamedNode(f"x:{n}"), pyoxigraph.NamedNode("x:p"), pyoxigraph.Literal(n))]
        )
    made.flush()
    del made
    opened = LocalStore(pyoxigraph.Store.read_only(str(tmp_path / "store")), tmp_path / "store")
    found = run(opened, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert isinstance(found, Solutions)
    assert found.rows[0][0] == pyoxigraph.Literal(12)


def test_a_program_may_ignore_the_end_of_its_processes(store: LocalStore) -> None:
    """Then the system does not say how a worker ended."""
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        assert run(store, "ASK {}") is True
        with pytest.raises(QueryLimitError, match="longer than 0.2 seconds"):
            run(store, ENDLESS, Limits(seconds=0.2))
    finally:
        signal.signal(signal.SIGCHLD, before)


def test_an_interrupt_ends_the_worker(store: LocalStore) -> None:
    """In Python, Ctrl-C raises KeyboardInterrupt."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it
    before = children()
    timer = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        run(store, ENDLESS)
    timer.join()
    assert children() <= before


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("when", ["before", "later"])
def test_a_stopped_query_has_no_result_and_no_process(store: LocalStore, when: str) -> None:
    """Another thread stops it, long before its time is over."""
    stopper, before = Stopper(), children()
    stopping = threading.Timer(0 if when == "before" else 0.5, stopper.stop)
    stopping.start()
    if when == "before":
        stopping.join()
    with pytest.raises(QueryStoppedError):
        run(store, ENDLESS, Limits(seconds=600), stopper=stopper)

    assert stopper.stopped
    assert children() <= before


def test_a_query_with_limits_in_python(small: KnowledgeGraph) -> None:
    """Without limits the same query runs in this process."""
    sparql = "SELECT ?s { ?s cakg:status status:contested }"
    assert small.query(sparql, limits=Limits(seconds=30)).rows == small.query(sparql).rows  # type: ignore[union-attr]
    with pytest.raises(QueryLimitError):
        small.query("ASK " + "{" * 200 + "}" * 200)


@pytest.fixture(scope="module")
def service() -> Iterator[Callable[[str], str]]:
    """An endpoint whose answer is chosen by the last part of its address."""
    answers = {
        "good": b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"far"}}]}}',
        "empty": b"",
        "cut": b'{"head":{"vars":["x"]},"results":{"bind',
    }

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            body = answers.get(self.path[1:])
            self.send_response(404 if body is None else 200)
            body = body or b"" if body is not None else b"no\x1b[31m such page\nmore"
            self.send_header("Content-Type", "application/sparql-results+json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST

        def log_message(self, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield lambda name: f"SELECT ?x {{ SERVICE <http://127.0.0.1:{server.server_port}/{name}> {{ ?s ?p ?x }} }}"
        server.shutdown()


@pytest.mark.slow
def test_service_needs_permission(
    service: Callable[[str], str], here: list[str], capsys: pytest.CaptureFixture[str], small: KnowledgeGraph
) -> None:
    """On the command line and in Python."""
    assert main(["query", service("good"), *here]) == 2
    assert "--allow-service" in capsys.readouterr().err
    with pytest.raises(ServiceError):
        small.query(service("good"))
    assert small.query(service("good"), allow_service=True).rows == [{"x": "far"}]  # type: ignore[union-attr]
    line = [sys.executable, "-m", "cakg", "query", service("good"), "--allow-service", "--format", "csv", *here]
    assert subprocess.run(line, capture_output=True, check=True).stdout == b"x\nfar\n"


@pytest.mark.parametrize("forked", [True, False])
def test_a_process_that_has_just_started_can_ask(forked: bool, tmp_path: Path) -> None:
    """A confined process can open no module, so everything that it needs is imported before."""
    (tmp_path / "graph").mkdir()
    (tmp_path / "graph/test.ttl").write_text("<urn:a> <urn:p> <urn:b> .")
    script = f"""
from cakg.store import worker
worker.can_fork = lambda: {forked}
from cakg.cli import run
run()"""
    query = "SELECT ?o { <urn:a> ?p ?o }"
    line = [sys.executable, "-c", script, "query", query, "--graph", str(tmp_path), "--format", "csv"]
    assert subprocess.run(line, capture_output=True, check=True, text=True).stdout.split() == ["o", "urn:b"]


@pytest.mark.parametrize(
    "name, words",
    [("empty", "its answer is empty or incomplete"), ("cut", "empty or incomplete"), ("gone", "Error 404 Not Found")],
)
def test_a_service_that_fails_says_so(
    service: Callable[[str], str], name: str, words: str, small: KnowledgeGraph
) -> None:
    """No control character of its answer is shown."""
    with pytest.raises(EndpointError, match=words) as caught:
        small.query(service(name), allow_service=True)
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://127.0.0.1/", "urn:x"])
def test_a_service_is_reached_by_http_alone(address: str, small: KnowledgeGraph) -> None:
    with pytest.raises(EndpointError, match="http or https"):
        small.query(f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}", allow_service=True)

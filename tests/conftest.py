"""Fixtures for several test folders: a graph of a few lines, a SPARQL endpoint on this machine, Chromium and axe."""

from __future__ import annotations

import gc
import json
import os
import shutil
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from cakg.cli import main
from cakg.errors import CakgError
from cakg.graph import KnowledgeGraph
from cakg.paths import Folders, shipped
from cakg.pictures.png import font
from cakg.store import worker
from cakg.store.local import LocalStore
from cakg.vocabulary import with_prefixes

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = Path("/usr/bin/chromium")


def pytest_collection_finish() -> None:
    """Collect garbage rarely, as the command line does, and never look again at what was collected for the tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip tests that need a font if none is installed."""
    if item.get_closest_marker("fonts"):
        try:
            font()
        except CakgError as error:
            pytest.skip(f"{error.message}: {error.remedy}")


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ignore the proxy of the environment, so that nothing leaves the machine."""
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setenv("NO_PROXY", "*")


@pytest.fixture(autouse=True)
def forking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run queries in copies of this process, as commands do, in spite of the threads of pytest-xdist."""
    monkeypatch.setattr(worker, "can_fork", lambda: True)


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Use a cache of the tests, not that of the user."""
    place = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CAKG_CACHE", str(place))
        yield place


@pytest.fixture(scope="session")
def printed_everywhere() -> Callable[[str], set[str]]:
    """Run a script under two hash seeds, time zones and locales, and return the different outputs."""
    places = [
        {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C.UTF-8"},
        {"PYTHONHASHSEED": "2", "TZ": "Asia/Almaty", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ]

    def run(script: str) -> set[str]:
        return {
            subprocess.run(
                [sys.executable, "-c", script], env=os.environ | place, capture_output=True, text=True, check=True
            ).stdout
            for place in places
        }

    return run


@pytest.fixture
def folder_of(tmp_path: Path) -> Callable[[str], Folders]:
    """Write Turtle, with prefixes, into a graph folder next to the shipped ontology and queries."""

    def write(turtle: str) -> Folders:
        graph = tmp_path / "graph"
        graph.mkdir(exist_ok=True)
        (graph / "test.ttl").write_text(with_prefixes(turtle), encoding="utf-8")
        return Folders(shipped().ontology, graph, shipped().queries)

    return write


@pytest.fixture
def graph_of(folder_of: Callable[[str], Folders]) -> Callable[[str], LocalStore]:
    """Open a graph of a few lines of Turtle with the shipped ontology and its rules."""
    return lambda turtle: LocalStore.open(folder_of(turtle))


@pytest.fixture(scope="session")
def shipped_text() -> Callable[[str], Path]:
    """Return the file of an article's text, which is not part of the project; skip the test if it is missing."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "articles"

    def file(name: str) -> Path:
        path = Path(os.environ.get("CAKG_TEXTS", beside)) / f"{name}.txt"
        if not path.is_file():
            pytest.skip(f"no text of {name}: CAKG_TEXTS names the folder that holds it")
        return path

    return file


@pytest.fixture(scope="session")
def shipped_graph() -> LocalStore:
    """The shipped graph with derived triples. Do not change it."""
    return LocalStore.open(shipped())


@pytest.fixture(scope="session")
def shipped_kg(shipped_graph: LocalStore) -> KnowledgeGraph:
    """The shipped graph with its questions, pages and pictures. Do not change it."""
    return KnowledgeGraph(shipped_graph, shipped())


@pytest.fixture(scope="session")
def shipped_store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The shipped graph as a store on disk, which ``--graph`` opens quickly."""
    store = str(tmp_path_factory.mktemp("shipped") / "store")
    assert main(["build", store]) == 0
    return store


HOSTILE = (
    "\x1b[31mred\x1b]0;title\x07\x9b1m\x7f\x00",
    "\u202egnp.\u2066x\u200b\ufeff\u2028y\U000e0041\ufffe\U0001ffff",
    "two\nlines\r\nand\rmore\ttab",
    "=cmd|' /C calc'!A0;=1+1",
    "-2+3",
    "\t@SUM(1)",
    "[x](javascript:taken()) ![y](http://evil.example/a.png) `c` | \\| *b* <http://evil.example>",
    "www.evil.example a@evil.example http://evil.example/a",
    "# head",
    "</script></td></iframe><script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">",
    "' onmouseover=\"document.title='taken'\" \" onmouseover='document.title=1' {{ 7*7 }} ]]><x>&amp;&#60;b&#62;",
    '%% x\nend;click n1 "javascript:taken()"',
)
"""What a label, a quote, a title or a name may contain in the files of others."""
ADDRESSES = ("javascript:taken()", "http://evil.example/x", "data:text/html,<script>taken()</script>")


class Hostile(NamedTuple):
    """A graph in which every text and every address of a source is hostile."""

    kg: KnowledgeGraph
    options: tuple[str, ...]
    """The options that open it."""


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Hostile:
    """A graph with a state, an author, a source, claims and a comparison for each text of :data:`HOSTILE`."""
    root = tmp_path_factory.mktemp("hostile")
    parts = [f"id:kazakhstan a cakg:State ; rdfs:label {_literal(HOSTILE[0])}@en ."]
    for number, text in enumerate(HOSTILE):
        written = {name: _literal(text + name) for name in ("", " alias", " author", " short", " one", " two")}
        address = f'"{ADDRESSES[number % 3]}"^^xsd:anyURI'
        after = (number + 1) % len(HOSTILE)
        parts.append(f"""
id:t{number} a cakg:State ; rdfs:label {written[""]}@en ; skos:altLabel {written[" alias"]}@en ;
    skos:definition {written[""]}@en ; skos:note {written[""]}@en ; rdfs:comment {written[""]}@en .
id:p{number} a cakg:Person ; rdfs:label {written[" author"]}@en .
source:s{number} a cakg:Article ; rdfs:label {written[""]}@en ; cakg:shortName {written[" short"]} ;
    dcterms:title {written[""]} ; cakg:author id:p{number} ; dcterms:publisher id:p{number} ;
    cakg:earliest "2022-12-26"^^xsd:date ; cakg:latest "2022-12-26"^^xsd:date ; cakg:dateWording {written[""]} ;
    schema:url {address} .
passage:s{number}-1 a cakg:Passage ; cakg:source source:s{number} ; cakg:paragraph 1 ; cakg:sentence 1 .
stmt:m{number} a cakg:Statement , rdf:Statement ; rdfs:label {written[" one"]}@en ; rdf:subject id:t{number} ;
    rdf:predicate cakg:supports ; rdf:object id:kazakhstan ; cakg:earliest "2022-03-01"^^xsd:date ;
    cakg:latest "2022-03-31"^^xsd:date .
stmt:k{number} a cakg:Statement , rdf:Statement ; rdfs:label {written[" two"]}@en ; rdf:subject id:t{number} ;
    rdf:predicate cakg:supplied ; rdf:object id:kazakhstan ; cakg:item id:t{after} .
claim:c{number} a cakg:Claim ; cakg:affirms stmt:m{number} ; cakg:mode mode:alleged ; cakg:speaker id:p{number} ;
    cakg:wording {written[""]}@en ; cakg:hedge hedge:reported ; cakg:passage passage:s{number}-1 .
claim:d{number} a cakg:Claim ; cakg:denies stmt:m{number} , stmt:k{number} ; cakg:mode mode:asserted ;
    cakg:speaker id:p{number} ; cakg:passage passage:s{number}-1 .
comparison:x{number} a cakg:Comparison ; cakg:compares claim:c{number} , claim:d{after} ;
    cakg:relation relation:disagree ; rdfs:label {written[""]}@en ; cakg:proposition {written[""]}@en ;
    skos:note {written[""]}@en ; dcterms:creator {written[""]} ; dcterms:date "2026-11-21"^^xsd:date .
""")
    (root / "graph").mkdir()
    (root / "graph/all.ttl").write_text(with_prefixes("".join(parts)), encoding="utf-8")
    folders = Folders(shipped().ontology, root / "graph", shipped().queries)
    return Hostile(KnowledgeGraph(LocalStore.open(folders), folders), ("--graph", str(root)))


def _literal(text: str) -> str:
    """Return *text* as a literal of Turtle, in ASCII."""
    return '"' + "".join(one if one.isalnum() and one.isascii() else f"\\U{ord(one):08X}" for one in text) + '"'


@pytest.fixture
def check_report(capsys: pytest.CaptureFixture[str]) -> Callable[..., dict[str, Any]]:
    """Run ``cakg check`` on a folder and return its report."""

    def run(folder: Path, *options: str) -> dict[str, Any]:
        code = main(["check", "--graph", str(folder), "--format", "json", *options])
        report: dict[str, Any] = json.loads(capsys.readouterr().out)
        assert code == (0 if report["ok"] else 1)
        return report

    return run


@pytest.fixture(scope="session")
def endpoint_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[bytes], str]]:
    """Serve N-Triples from a real read-only Oxigraph on loopback, and return the address of its query service."""
    with ExitStack() as stack:

        def serve(ntriples: bytes) -> str:
            folder = tmp_path_factory.mktemp("endpoint")
            (folder / "export.nt").write_bytes(ntriples)
            oxigraph = Path(sysconfig.get_path("scripts")) / "oxigraph"
            location = folder / "store"
            subprocess.run(
                [oxigraph, "load", "-l", location, "-f", folder / "export.nt"], check=True, capture_output=True
            )
            port = _free_port()
            server = stack.enter_context(
                subprocess.Popen(
                    [oxigraph, "serve-read-only", "-l", location, "-b", f"127.0.0.1:{port}"],
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
            )
            stack.callback(server.terminate)
            _wait_for(port, server)
            return f"http://127.0.0.1:{port}/query"

        yield serve


@pytest.fixture(scope="session")
def writable_oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the query address of an empty Oxigraph on loopback that takes updates."""
    port = _free_port()
    line = [Path(sysconfig.get_path("scripts")) / "oxigraph", "serve", "-b", f"127.0.0.1:{port}"]
    place = tmp_path_factory.mktemp("writable")
    with subprocess.Popen([*line, "-l", place], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        _wait_for(port, server)
        yield f"http://127.0.0.1:{port}/query"
        server.kill()


VIRTUOSO = """
[Database]
DatabaseFile = {folder}/virtuoso.db
TransactionFile = {folder}/virtuoso.trx
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/temporary.db
TransactionFile = {folder}/temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{port}
DisableUnixSocket = 1
DirsAllowed = {folder}
NumberOfBuffers = 20000
MaxDirtyBuffers = 15000
CheckpointInterval = 0
ThreadsPerQuery = 1
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 5
[SPARQL]
DefaultGraph = https://example.org/graph
ResultSetMaxRows = 1000000
"""


@pytest.fixture(scope="session")
def virtuoso_of() -> Iterator[Callable[[bytes], str]]:
    """Serve N-Triples from a Virtuoso on loopback, and return the address of its query service.

    Its files are in a directory of their own, which is removed.
    """
    if shutil.which("virtuoso-t") is None or shutil.which("isql-vt") is None:
        pytest.skip("Virtuoso is not installed: on Debian, apt-get install virtuoso-opensource-7-bin")
    with ExitStack() as stack:

        def serve(ntriples: bytes) -> str:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cakg-virtuoso-")))
            (folder / "export.nt").write_bytes(ntriples)
            port, http = _free_port(), _free_port()
            (folder / "virtuoso.ini").write_text(VIRTUOSO.format(folder=folder, port=port, http=http))
            server = subprocess.Popen(
                ["virtuoso-t", "+foreground", "+configfile", "virtuoso.ini"],
                cwd=folder,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            stack.callback(server.wait)
            stack.callback(server.kill)  # it would save a database that is about to be removed
            for needed in (http, port):
                _wait_for(needed, server, seconds=60)
            load = f"DB.DBA.TTLP_MT(file_to_string_output('{folder}/export.nt'), '', 'https://example.org/graph');"
            login = [f"127.0.0.1:{port}", "dba", "dba"]
            subprocess.run(["isql-vt", *login, "ERRORS=STDOUT", f"EXEC={load}"], check=True, capture_output=True)
            return f"http://127.0.0.1:{http}/sparql"

        yield serve


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def _wait_for(port: int, server: subprocess.Popen[bytes], seconds: int = 10) -> None:
    for _ in range(20 * seconds):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert server.poll() is None, "the endpoint ended before it answered"
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the endpoint does not answer")


def _missing(what: str) -> None:
    """Skip the test and name what is missing; in continuous integration, fail."""
    message = f"browser tests need {what}"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _missing("Playwright: pip install playwright")
    if not CHROMIUM.exists():
        _missing(f"Chromium at {CHROMIUM}: apt-get install chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def violations() -> Callable[[Page], list[tuple[str, list[str]]]]:
    """Return the violations that axe-core finds on a page, with up to three elements for each rule."""
    from axe_playwright_python.sync_playwright import Axe

    axe = Axe()

    def run(page: Page) -> list[tuple[str, list[str]]]:
        found = axe.run(page).response["violations"]
        return [(one["id"], [node["html"][:200] for node in one["nodes"][:3]]) for one in found]

    return run

"""Commands that are killed at any moment leave the old result, no result is partial, and the next run succeeds.

Each command is killed five times; ``CAKG_KILLS=50`` in the environment sets another number, ``CAKG_SEED`` another
series of moments.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs

import pytest

from cakg.datasets.registry import DATASETS
from cakg.paths import shipped
from cakg.store.disk import DiskStore
from cakg.store.scan import columns
from cakg.vocabulary import with_prefixes

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("CAKG_KILLS", "5"))
SEED = os.environ.get("CAKG_SEED", "1")
GRAPH = """
id:kazakhstan a cakg:State ; rdfs:label "Kazakhstan"@en ; skos:exactMatch wd:Q232 .
id:writer a cakg:Person ; rdfs:label "The writer"@en .
source:s a cakg:Article ; rdfs:label "Source"@en ; cakg:shortName "Source 2022" ; cakg:author id:writer .
passage:p a cakg:Passage ; cakg:source source:s ; cakg:paragraph 1 ; cakg:sentence 1 .
"""
TIE = """
id:t{0} a cakg:State ; rdfs:label "State {0}"@en .
stmt:s{0} a cakg:Statement , rdf:Statement ; rdfs:label "Visit {0}"@en ;
    rdf:subject id:kazakhstan ; rdf:predicate cakg:visited ; rdf:object id:t{0} .
claim:c{0} a cakg:Claim ; cakg:affirms stmt:s{0} ; cakg:mode mode:asserted ; cakg:speaker id:writer ;
    cakg:passage passage:p .
"""
ROWS = [
    {
        "item": {"type": "uri", "value": "http://www.wikidata.org/entity/Q232"},
        "property": {"type": "uri", "value": f"http://www.wikidata.org/entity/{code}"},
        "value": {"type": "literal", "value": "KZ"},
    }
    for code in ("P297", "P0")  # the second is not in the description, so its row is rejected
]


class Endpoint(BaseHTTPRequestHandler):
    """Gives the same rows to the first page of each query, with the columns that it names."""

    def do_GET(self) -> None:
        sparql = parse_qs(self.path.partition("?")[2])["query"][0]
        names = columns(sparql) or ()
        rows = [{name: one[name] for name in names if name in one} for one in ROWS] if "OFFSET 0" in sparql else []
        body = json.dumps({"head": {"vars": names}, "results": {"bindings": rows}}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/sparql-results+json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.path = "?" + self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.do_GET()

    def handle(self) -> None:
        try:
            super().handle()
        except OSError:  # the client was killed
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Write nothing to the output of the test."""


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Endpoint) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., int]]:
    """Run a command line in a process of its own, which may be killed; return its exit code."""
    cache = str(tmp_path_factory.mktemp("kills"))
    script = Path(__file__).with_name("killing.py")
    environment = os.environ | {"CAKG_CACHE": cache}
    with subprocess.Popen(
        [sys.executable, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as runner:
        assert runner.stdin
        assert runner.stdout
        stdin, stdout = runner.stdin, runner.stdout

        def runs(line: list[str], seconds: float | None = None, folder: Path | None = None) -> int:
            stdin.write(json.dumps([line, seconds, str(folder) if folder else None]) + "\n")
            stdin.flush()
            return int(stdout.readline())

        yield runs
        stdin.close()


class Command(NamedTuple):
    """A command line with its exit code and the names of its outputs, which go to the folder ``out``."""

    line: list[str]
    outputs: list[str]
    code: int = 0


@pytest.fixture
def commands(tmp_path: Path, endpoint: str) -> dict[str, Command]:
    """The commands by name, with their input in *tmp_path*."""
    graph, out = tmp_path / "graph", tmp_path / "out"
    for folder in (graph, out):
        folder.mkdir()
    (graph / "all.ttl").write_text(with_prefixes(GRAPH + "".join(map(TIE.format, range(12)))), encoding="utf-8")
    description = (shipped().graph / "links/sources/wikidata.toml").read_text(encoding="utf-8").splitlines()
    lines = (f'endpoint = "{endpoint}"' if line.startswith("endpoint = ") else line for line in description)
    (tmp_path / "mine.toml").write_text("\n".join(lines), encoding="utf-8")
    cells = {"SQLDATE": "20191024", "EventCode": "040", "DATEADDED": "20191024143000"}
    rows = (
        "\t".join((cells | {"GLOBALEVENTID": str(n)}).get(name, "") for name in DATASETS["gdelt-2"].layout)
        for n in range(5000)
    )
    (tmp_path / "in.csv").write_text("\n".join([*rows, "bad", ""]), encoding="utf-8")
    found = {
        "build": Command(["build", f"{out}/store"], ["store"]),
        "import": Command(
            ["link", "import", "gdelt-2", f"{tmp_path}/in.csv", "-o", f"{out}/a.nt"], ["a.nt", "a.nt.rejects.tsv"], 1
        ),
        "enrich": Command(
            f"link enrich --refresh --from {tmp_path}/mine.toml --cache {tmp_path}/cache -o {out}/a.ttl".split(),
            ["a.ttl", "a.ttl.rejects.tsv"],
            1,
        ),
        "export": Command(["export", "--format", "csv-network", "-o", f"{out}/net.csv"], ["net.csv", "net-things.csv"]),
        "tables": Command(["export", "--format", "parquet", "-o", f"{out}/tables"], ["tables"]),
        "draw": Command(["draw", "network", "-o", f"{out}/a.html"], ["a.html"]),
    }
    return {name: one._replace(line=[*one.line, "--graph", str(graph)]) for name, one in found.items()}


def _content(out: Path) -> dict[str, bytes]:
    """Return the finished results in a folder. A store is opened, and stands for the number of its triples."""

    def content(path: Path) -> bytes:
        if path.name == "store":
            return str(len(DiskStore(path).store)).encode()
        return b"".join(one.read_bytes() for one in sorted(path.iterdir())) if path.is_dir() else path.read_bytes()

    return {path.name: content(path) for path in out.iterdir() if not path.name.startswith(".")}


@pytest.mark.parametrize("name", ["build", "import", "enrich", "export", "tables", "draw"])
def test_a_killed_command_leaves_the_old_result(
    name: str, commands: dict[str, Command], run: Callable[..., int], tmp_path: Path
) -> None:
    line, outputs, code = commands[name]
    out, moments = tmp_path / "out", random.Random(f"{name} {SEED}")
    start = time.monotonic()
    assert run(line) == code
    duration, new = time.monotonic() - start, _content(out)
    assert sorted(new) == sorted(outputs)
    of_folders = name in ("build", "tables")
    old = {} if of_folders else dict.fromkeys(outputs, b"old")

    for number in range(KILLS):
        for output in outputs:
            if of_folders:
                shutil.rmtree(out / output, ignore_errors=True)
            else:
                (out / output).write_bytes(b"old")
        # Every second kill is while output is written.
        moment = [line, moments.uniform(0, duration / 2), out] if number % 2 else [line, moments.uniform(0, duration)]
        run(*moment)

        assert _content(out) in (old, new)
        assert sum(path.name.startswith(".") for path in out.iterdir()) <= 4
    for output in outputs if of_folders else ():
        shutil.rmtree(out / output, ignore_errors=True)
    assert run(line) == code
    assert _content(out) == new
    assert sorted(path.name for path in out.iterdir()) == sorted(outputs)
    cached = tmp_path / "cache"
    assert not cached.exists() or [path.name for path in cached.iterdir() if path.name.startswith(".")] == []


def test_a_killed_addition_leaves_the_old_store_or_the_new(
    commands: dict[str, Command], run: Callable[..., int], tmp_path: Path
) -> None:
    """At any moment the store can be opened; adding again completes it."""
    out, more, moments = tmp_path / "out", tmp_path / "more.ttl", random.Random(f"add {SEED}")
    more.write_text(with_prefixes("".join(map(TIE.format, range(12, 200)))), encoding="utf-8")
    assert run(commands["build"].line) == 0
    kept = Path(shutil.copytree(out / "store", tmp_path / "kept"))
    old, line = _content(out), ["add", f"{out}/store", str(more)]
    start = time.monotonic()
    assert run(line) == 0
    duration, new = time.monotonic() - start, _content(out)
    assert old != new

    for number in range(KILLS):
        shutil.rmtree(out / "store")
        shutil.copytree(kept, out / "store")
        run(*([line, moments.uniform(0, duration / 2), out] if number % 2 else [line, moments.uniform(0, duration)]))
        assert _content(out) in (old, new)
    assert run(line) == 0
    assert _content(out) == new
    assert [path.name for path in out.iterdir()] == ["store"]

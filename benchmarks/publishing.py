"""Publish a large graph to Oxigraph's server and to Virtuoso, and compare all questions with those in this process.

Times are of the processor: of this process, and of the server that works for it. README.md shows a run.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pyoxigraph
from pyoxigraph import Literal, NamedNode, RdfFormat

from cakg.errors import CakgError
from cakg.paths import shipped
from cakg.questions.catalogue import Catalogue
from cakg.store.content import add_content_hash
from cakg.store.limits import MIB, Limits
from cakg.store.loading import run_rules
from cakg.store.local import LocalStore
from cakg.store.login import Login
from cakg.store.places import Places
from cakg.store.plan import Plan, Progress
from cakg.store.protocol import Engine, Row
from cakg.store.publishing import publish
from cakg.store.remote import RemoteStore
from cakg.vocabulary import ID, RDFS
from copies import multiplied

COPIES = 97
"""With this many copies of the articles, the graph has a million triples."""
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
NumberOfBuffers = 100000
MaxDirtyBuffers = 75000
CheckpointInterval = 0
ThreadsPerQuery = 1
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 5
[SPARQL]
ResultSetMaxRows = 1000000
"""


class Server(NamedTuple):
    """A server that runs."""

    name: str
    url: str
    """The address of its query service."""
    process: int

    def seconds(self) -> float:
        """Return the processor time that it has used."""
        fields = Path(f"/proc/{self.process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def seconds_of_both(self) -> float:
        """Return the processor time that it and this process have used."""
        return self.seconds() + time.process_time()

    def memory(self) -> float:
        """Return the most memory that it has used, in MB."""
        lines = Path(f"/proc/{self.process}/status").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1000


class Answer(NamedTuple):
    """The rows of a question and the seconds of the processor; without rows, what went wrong."""

    seconds: float
    rows: list[Row] | None
    fault: str = ""


def main() -> int:
    """Print the times. Return exit code 1 if a graph or the rows of a question are not equal."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", nargs="?", type=Path, help="a graph with derived triples, in N-Triples")
    parser.add_argument("--copies", type=int, default=COPIES, help="without FILE: copies of the articles")
    parser.add_argument("--most", type=float, default=300, help="seconds after which a query of a server is given up")
    parser.add_argument("--updates", action="store_true", help="also publish to Oxigraph by updates, which needs 4 GB")
    given = parser.parse_args()
    local = opened(given.file, given.copies)
    print(f"{len(local.store):,} triples", flush=True)
    with tempfile.TemporaryDirectory(prefix="cakg-publishing-") as scratch:
        folder = Path(scratch)
        for number, start in enumerate((oxigraph, virtuoso) if given.updates else (virtuoso,)):
            with start(folder / f"update-{number}") as server:
                published(local, server, by_graph_store=False)
        with oxigraph(folder / "oxigraph") as one, virtuoso(folder / "virtuoso") as other:
            engines = [(server, published(local, server, by_graph_store=True)) for server in (one, other)]
            return compared(local, engines, given.most)


def opened(file: Path | None, copies: int) -> LocalStore:
    """Return the graph in *file*, or *copies* of the articles, in memory."""
    before = time.process_time()
    if file:
        store = pyoxigraph.Store()
        store.bulk_load(path=str(file), format=RdfFormat.N_TRIPLES)
    else:
        store = multiplied(shipped(), copies)
        add_content_hash(store)
        run_rules(store, shipped().rules())
    store.optimize()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(f"in this process: {time.process_time() - before:.0f} s, {peak:,.0f} MB", flush=True)
    return LocalStore(store)


def published(local: LocalStore, server: Server, *, by_graph_store: bool) -> RemoteStore:
    """Publish the graph to *server* and print what it takes; return the published graph."""
    named = server.name == "virtuoso"
    plan = Plan(Places.of(server.url, named=named), by_graph_store=by_graph_store, limits=Limits(600))
    login = Login("dba", "dba") if named else Login()
    steps: list[str] = []
    ours, theirs, start = time.process_time(), server.seconds(), time.monotonic()
    done = publish(local, plan, login, Progress(steps.append))
    way = "graph store" if by_graph_store else "update"
    print(
        f"published to {server.name} by {way}: {done.sent:,} triples; {time.process_time() - ours:.0f} s here,"
        f" {server.seconds() - theirs:.0f} s there, {time.monotonic() - start:.0f} s in all, {server.memory():,.0f} MB",
        flush=True,
    )
    one = pyoxigraph.Quad(NamedNode(f"{ID.iri}kazakhstan"), NamedNode(RDFS.label), Literal("Kasachstan", language="de"))
    for what, change in (("unchanged", None), ("one triple more", local.store.add), ("as before", local.store.remove)):
        if change:
            change(one)
        theirs, start = server.seconds(), time.monotonic()
        done = publish(local, plan, login, Progress(steps.append))
        print(
            f"  again, {what}: {done.sent:,} triples sent, {server.seconds() - theirs:.1f} s there,"
            f" {time.monotonic() - start:.0f} s in all, {server.memory():,.0f} MB",
            flush=True,
        )
    return RemoteStore(plan.address, limits=Limits(600, answer=1024 * MIB))


def compared(local: LocalStore, engines: list[tuple[Server, RemoteStore]], most: float) -> int:
    """Print the times of each question, slowest first, and where rows are not equal; return the exit code."""
    table, unequal = [], 0
    for question in Catalogue.load(shipped().queries / "questions").all():
        here = asked(local, question.sparql, time.process_time)
        row, remarks = [here.seconds], []
        for server, engine in engines:
            limited = RemoteStore(engine.endpoint, limits=Limits(most, answer=1024 * MIB))
            there = asked(limited, question.sparql, server.seconds_of_both)
            row.append(there.seconds)
            if said := difference(here, there):
                remarks.append(f"{server.name}: {said}")
        unequal += bool(remarks)
        table.append((row, question.name, len(here.rows or ()), "; ".join(remarks)))
        print(*(f"{one:9.2f}" for one in row), f"{len(here.rows or ()):>9,}  {question.name}  {'; '.join(remarks)}")
        sys.stdout.flush()
    names = ["process", *(server.name for server, _ in engines)]
    print(f"\nseconds of the processor ({', '.join(names)}), rows and question, slowest first")
    for row, name, number, remark in sorted(table, reverse=True):
        print(*(f"{one:9.2f}" for one in row), f"{number:>9,}  {name}  {remark}")
    print(*(f"{sum(row[place] for row, *_ in table):9.1f}" for place in range(len(names))), " all questions")
    print(f"{len(table)} questions, {unequal} of them not equal everywhere")
    return 1 if unequal else 0


def asked(engine: Engine, sparql: str, clock: Callable[[], float]) -> Answer:
    """Return the rows of a query and the seconds that *clock* counts."""
    before = clock()
    try:
        rows = engine.select(sparql).rows
    except CakgError as error:
        return Answer(clock() - before, None, error.message.splitlines()[0][:150])
    return Answer(clock() - before, rows)


def difference(here: Answer, there: Answer) -> str:
    """Return in words how two answers differ; empty if they are equal."""
    if there.rows is None or here.rows is None:
        return there.fault or here.fault
    if here.rows == there.rows:
        return ""
    if list(dict.fromkeys(there.rows)) == list(dict.fromkeys(here.rows)):
        return f"repeats {len(there.rows) - len(here.rows):,} rows"
    only = len({*there.rows} ^ {*here.rows})
    return f"{only:,} other rows" if only else "another order"


@contextmanager
def oxigraph(folder: Path) -> Iterator[Server]:
    """Run the server of Oxigraph with an empty store in *folder*."""
    program, port = Path(sysconfig.get_path("scripts")) / "oxigraph", free_port()
    line = [str(program), "serve", "-l", str(folder), "-b", f"127.0.0.1:{port}"]
    with running(line, Path.cwd(), port) as process:
        yield Server("oxigraph", f"http://127.0.0.1:{port}/query", process)


@contextmanager
def virtuoso(folder: Path) -> Iterator[Server]:
    """Run a Virtuoso with an empty store in *folder*."""
    assert shutil.which("virtuoso-t"), "Virtuoso is not installed: on Debian, apt-get install virtuoso-opensource-7-bin"
    folder.mkdir()
    port, http = free_port(), free_port()
    (folder / "virtuoso.ini").write_text(VIRTUOSO.format(folder=folder, port=port, http=http), encoding="ascii")
    with running(["virtuoso-t", "+foreground", "+configfile", "virtuoso.ini"], folder, http) as process:
        yield Server("virtuoso", f"http://127.0.0.1:{http}/sparql", process)


@contextmanager
def running(line: list[str], folder: Path, port: int) -> Iterator[int]:
    """Run a server until it answers at *port*, and return its process; its files are removed at the end."""
    with subprocess.Popen(line, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            for _ in range(2400):
                try:
                    socket.create_connection(("127.0.0.1", port), timeout=1).close()
                    break
                except OSError:
                    assert server.poll() is None, f"{line[0]} ended"
                    time.sleep(0.05)
            yield server.pid
        finally:
            server.kill()


def free_port() -> int:
    """Return a port that no program uses."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())

"""Measures the tables of a graph: time, memory and size of the export, and the questions of docs/parquet.md in DuckDB.

``python benchmarks/tables.py 1 8 80`` prints a line for each number of copies of the articles (see copies.py), each
measured in a process of its own. ``--triples FILE`` measures a file with all triples, derived ones too, instead.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import shlex
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import duckdb
import pyoxigraph

from cakg.columnar.folder import write
from cakg.columnar.package import FILE
from cakg.graph import KnowledgeGraph
from cakg.paths import shipped
from cakg.store.content import add_content_hash
from cakg.store.loading import run_rules
from cakg.store.local import LocalStore
from copies import multiplied

PAGE = Path(__file__).resolve().parent.parent / "docs" / "parquet.md"
_QUERY = re.compile(r"^`cakg ask ([^`]+)`[^`]*^```sql\n(.*?)^```", re.MULTILINE | re.DOTALL)
ROUNDS = 5


class Question(NamedTuple):
    """A question of the page, in milliseconds of processor time; the fastest of some rounds."""

    line: str
    rows: int
    sql: float
    sparql: float


def graph(copies: int) -> KnowledgeGraph:
    """Return the shipped graph with *copies* of its articles."""
    store = multiplied(shipped(), copies)
    add_content_hash(store)
    run_rules(store, shipped().rules())
    return KnowledgeGraph(LocalStore(store), shipped())


def loaded(path: str) -> KnowledgeGraph:
    """Return the graph of a file of N-Triples that has all derived triples."""
    store = pyoxigraph.Store()
    store.bulk_load(path=path, format=pyoxigraph.RdfFormat.N_TRIPLES, lenient=True)
    store.optimize()
    return KnowledgeGraph(LocalStore(store), shipped())


def questions(kg: KnowledgeGraph, folder: Path) -> list[Question]:
    """Ask the questions of the page in DuckDB and in SPARQL."""
    found = []
    with duckdb.connect() as database:
        for one in json.loads((folder / FILE).read_bytes())["resources"]:
            database.execute(f"CREATE VIEW {one['name']} AS FROM '{folder / one['path']}'")
        for line, sql in _QUERY.findall(PAGE.read_text(encoding="utf-8")):
            name, *options = shlex.split(line.replace("--thing drones", "--thing id:iranian-attack-drones"))
            given: dict[str, Any] = {
                option[2:]: value for option, value in zip(options[::2], options[1::2], strict=True)
            }
            sparql = kg.ask(name, **given).sparql
            times: list[tuple[float, float]] = []
            for _ in range(ROUNDS):
                start = time.process_time()
                rows = len(database.sql(sql).fetchall())
                middle = time.process_time()
                assert rows == len(kg.engine.select(sparql).rows)
                times.append((middle - start, time.process_time() - middle))
            fastest = [1000 * min(column) for column in zip(*times, strict=True)]
            found.append(Question(line, rows, *fastest))
    return found


def report(kg: KnowledgeGraph) -> None:
    """Print the figures of one graph."""
    assert isinstance(kg.engine, LocalStore)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with TemporaryDirectory() as name:
        folder = Path(name)
        start = time.process_time()
        write(kg.records, folder, "benchmark")
        seconds = time.process_time() - start
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        size = sum(path.stat().st_size for path in folder.glob("*.parquet"))
        print(
            f"{len(kg.engine.store):,} triples: {seconds:.1f} s of processor time, {size / 1000:,.0f} kB;"
            f" {memory >> 10:,} MiB at most, {before >> 10:,} before"
        )
        for one in questions(kg, folder):
            print(f"  {one.line}: {one.rows} rows, SQL {one.sql:.0f} ms, SPARQL {one.sparql:.0f} ms")


def main() -> None:
    """Measure each graph in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("copies", nargs="*", type=int, default=[1, 8, 80])
    parser.add_argument("--triples", metavar="FILE", help="measure this file of N-Triples")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.triples:
        report(loaded(given.triples))
    elif given.here:
        report(graph(given.copies[0]))
    else:
        for copies in given.copies:
            subprocess.run([sys.executable, __file__, "--here", str(copies)], check=True)


if __name__ == "__main__":
    main()

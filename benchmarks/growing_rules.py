"""Measure each stage of a build, with each rule, for graphs of several sizes, to see which grows too fast.

    python benchmarks/growing_rules.py 80 240
    python benchmarks/growing_rules.py 900 --store

Each number is one of copies of the articles; 900 make nine million triples and need 4 GB of memory. Prints seconds of
processor time, the triples that a rule derives, and for the second and later sizes by how much the time has grown, to
the growth of the entered triples: 1.0 is as much. ``--data FILE`` adds triples to each, such as linked rows.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pyoxigraph
from pyoxigraph import DefaultGraph, RdfFormat

import growth
from cakg.paths import shipped
from cakg.store.content import add_content_hash
from cakg.store.entered import Entered
from cakg.store.loading import run_rules
from cakg.store.odd_triples import leave_out
from cakg.store.reading import load

SHORTEST = 0.5
"""Stages below these seconds are too short for a ratio."""


def main() -> int:
    """Measure each size and return exit code 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("copies", type=int, nargs="+")
    parser.add_argument("--data", type=Path, action="append", default=[])
    parser.add_argument("--store", action="store_true", help="also write the store")
    given = parser.parse_args()
    before: dict[str, float] = {}
    for copies in given.copies:
        before = _measure(copies, given.data, before, with_store=given.store)
    return 0


def _measure(copies: int, data: list[Path], before: dict[str, float], *, with_store: bool) -> dict[str, float]:
    store = growth.multiplied(shipped(), copies)
    load(store, data)
    size = float(len(store))
    print(f"{copies} copies: {len(store):,} triples entered", flush=True)
    spent = {"triples": size}
    times = size / before["triples"] if before else 0.0

    def stage(name: str, work: Callable[[], object], inside: pyoxigraph.Store | None = store) -> None:
        start, had = time.process_time(), len(inside) if inside is not None else 0
        work()
        spent[name] = time.process_time() - start
        derived = f"{len(inside) - had:12,}" if inside is not None else " " * 12
        grown = spent[name] / before[name] / times if before.get(name, 0) > SHORTEST else None
        ratio = f"{grown:8.1f}" if grown else ""
        print(f"  {name:24} {spent[name]:8.2f} s {derived} {_memory():6.2f} GiB {ratio}", flush=True)

    stage("content hash", lambda: add_content_hash(store, Entered()))
    stage("odd triples", lambda: leave_out(store))
    for rule in shipped().rules():
        stage(rule.stem, lambda rule=rule: run_rules(store, [rule]))  # type: ignore[misc]
    if with_store:
        with tempfile.TemporaryDirectory() as name:
            written, made = f"{name}/triples.nt", pyoxigraph.Store(f"{name}/store")
            stage("writing triples", lambda: store.dump(written, RdfFormat.N_TRIPLES, from_graph=DefaultGraph()), None)
            stage("bulk load", lambda: made.bulk_load(path=written, format=RdfFormat.N_TRIPLES, lenient=True), None)
            stage("optimise", made.optimize, None)
    print(f"  {'in all':24} {sum(spent.values()) - size:8.2f} s {len(store):12,} triples", flush=True)
    return spent


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


if __name__ == "__main__":
    sys.exit(main())

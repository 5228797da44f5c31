"""Measure the costs of cakg, as ratios to minimal scripts measured in the same run.

Whole processes are run in turns, so that other work on the machine slows both equally.
README.md explains each figure and its target.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path

import pyoxigraph

from cakg.paths import Folders, shipped
from cakg.store.loading import run_rules
from cakg.store.local import LocalStore
from cakg.store.reading import load
from cakg.store.serialise import serialise
from copies import multiplied

HERE = Path(__file__).resolve().parent
SIZES = (3, 6, 12)  # multiples of the shipped graph; the largest has some 100 000 triples, including derived ones


def main() -> int:
    """Measure everything. Return exit code 1 if a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--question", default="who-is-accused", help="the question that is asked")
    parser.add_argument("--rounds", type=int, default=15, help="how often each process is run")
    given = parser.parse_args()
    folders = shipped()

    met = [
        *processes(folders, given.question, given.rounds),
        rules_against_parse(folders, given.rounds),
        growth(folders),
    ]
    return 0 if all(met) else 1


def processes(folders: Folders, question: str, rounds: int) -> list[bool]:
    """Compare `cakg ask`, `cakg query` and `cakg about` with the minimal scripts, as whole processes.

    All share a cache, filled by a first turn that is not counted. One more `cakg ask` has an empty cache each time.
    """
    [query] = folders.queries.glob(f"questions/*/{question}.rq")
    with tempfile.TemporaryDirectory() as scratch:
        graph = Path(scratch) / "graph.ttl"
        graph.write_bytes(serialise(LocalStore.open(folders), "turtle"))
        cakg = [sys.executable, "-m", "cakg"]
        ask = [*cakg, "ask", question]
        kept = Path(scratch) / "cache"
        actions: dict[str, Callable[[], object]] = {
            "ask": partial(run, ask, kept),
            "ask, empty cache": lambda: run(ask, Path(tempfile.mkdtemp(dir=scratch))),
            "query": partial(run, [*cakg, "query", str(query)], kept),
            "about Russia": partial(run, [*cakg, "about", "Russia"], kept),
            "oxigraph": partial(run, [sys.executable, str(HERE / "bare_oxigraph.py"), str(graph), str(query)], kept),
            "rdflib": partial(run, [sys.executable, str(HERE / "bare_rdflib.py"), str(graph), str(query)], kept),
        }
        taken = in_turns(actions, rounds)
    print(f"Whole processes, {question}, median of {rounds} rounds in turns")
    for name, spent in taken.items():
        print(f"  {name:<20}{spent * 1000:8.0f} ms")
    targets = {"ask": 1.0, "ask, empty cache": 3.0, "query": 1.3, "about Russia": 1.4}
    met = [
        verdict(f"cakg {ours} / bare Oxigraph script", taken[ours] / taken["oxigraph"], at_most=most)
        for ours, most in targets.items()
    ]
    met += [
        verdict(f"the script on rdflib / cakg {ours}", taken["rdflib"] / taken[ours], at_least=4.0)
        for ours in ("ask", "query")
    ]
    return met


def rules_against_parse(folders: Folders, rounds: int) -> bool:
    """Compare the time of the rules with the time of parsing the Turtle, on the shipped graph."""
    parse, rules = [], []
    for _ in range(rounds):
        store = pyoxigraph.Store()
        parse.append(seconds(partial(load, store, folders.triples())))
        rules.append(seconds(partial(run_rules, store, folders.rules())))
    print("\nRules and parse, shipped graph")
    print(f"  parse     {statistics.median(parse) * 1000:8.1f} ms")
    print(f"  rules     {statistics.median(rules) * 1000:8.1f} ms")
    return verdict("rules / parse", statistics.median(rules) / statistics.median(parse), at_most=5.0)


def growth(folders: Folders) -> bool:
    """Double the claims twice, up to some 100 000 triples, and compare the time of the rules."""
    taken: dict[int, float] = {}
    triples: dict[int, tuple[int, int]] = {}
    for _ in range(9):
        for times in SIZES:
            store = multiplied(folders, times)
            entered = len(store)
            start = time.process_time()  # not the wall clock, because other work on the machine slows long runs more
            run_rules(store, folders.rules())
            spent = time.process_time() - start
            taken[times] = min(spent, taken.get(times, spent))
            triples[times] = entered, len(store)
    print("\nRules on the graph several times over, best of 9 rounds in turns, processor time")
    for times, (entered, total) in triples.items():
        print(f"  {times:3} × {entered:8} triples, {total:8} with derived {taken[times] * 1000:8.0f} ms")
    doubling = [taken[later] / taken[earlier] for earlier, later in pairwise(SIZES)]
    return verdict("twice the claims, the worst of all steps", max(doubling), at_most=2.3)


def in_turns(actions: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Return the median seconds of each action. A first turn of each is not counted."""
    taken: dict[str, list[float]] = {name: [] for name in actions}
    for turn in range(rounds + 1):
        for name, action in actions.items():
            spent = seconds(action)
            if turn:
                taken[name].append(spent)
    return {name: statistics.median(values) for name, values in taken.items()}


def seconds(action: Callable[[], object]) -> float:
    """Return how many seconds *action* takes by the wall clock."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def run(command: Sequence[str], cache: Path) -> None:
    """Run a command with the given cache and discard its output. A failure ends the measurement.

    Its modules are compiled once, next to *cache*, as an installer would do.
    """
    surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    surroundings |= {"PYTHONPYCACHEPREFIX": str(cache.parent), "CAKG_CACHE": str(cache)}
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=surroundings)


def verdict(what: str, ratio: float, *, at_most: float | None = None, at_least: float | None = None) -> bool:
    """Print a ratio with its target, and return whether the target is met."""
    met = (at_most is None or ratio <= at_most) and (at_least is None or ratio >= at_least)
    target = f"at most {at_most:g}" if at_most is not None else f"at least {at_least:g}"
    print(f"  → {what}: {ratio:.2f} ({target}{'' if met else ': MISSED'})")
    return met


if __name__ == "__main__":
    sys.exit(main())

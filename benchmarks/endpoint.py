"""Measure the SPARQL endpoint beside the native server of Oxigraph and, where it is installed, rdflib-endpoint.

All get the same requests from `wrk`, in turns. README.md explains each figure and its target.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

import cakg
from cakg.store.serialise import serialise
from measure import verdict
from web import CONNECTIONS, SELECT, children, get, oxigraph, resident, served

RUNAWAY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
QUESTIONS = ("who-is-accused", "votes-on-a-resolution", "forecasts", "memberships-and-alliances")
"""Questions with few and with many rows."""
JSON = "Accept: application/sparql-results+json"
_RDFLIB = """
import sys
import uvicorn
from rdflib import Graph
from rdflib_endpoint import SparqlEndpoint
graph = Graph()
graph.parse(sys.argv[1], format="nt")
uvicorn.run(SparqlEndpoint(graph=graph, path="/sparql"), port=int(sys.argv[2]), log_level="critical")
"""


def main() -> int:
    """Measure everything. Return exit code 1 if a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5, help="how often each figure is measured")
    parser.add_argument("--rdflib", default="", metavar="PYTHON", help="a Python with rdflib-endpoint, to compare with")
    parser.add_argument("--minutes", type=float, default=2, help="how long the mixed load takes")
    given = parser.parse_args()
    if not shutil.which("wrk"):
        print("wrk is not installed (on Debian: apt-get install wrk)")
        return 1
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        cache = str(folder / "cache")
        with served(folder, cache) as (ours, process), oxigraph(folder) as theirs:
            rates = [*simple(ours, theirs, folder, given.rounds, given.rdflib), *catalogue(ours, theirs, given.rounds)]
            met = [
                *rates,
                *beside_runaways(ours, theirs),
                *runaway(ours, process),
                *mixed(ours, process, given.minutes),
            ]
    return 0 if all(met) else 1


def simple(ours: int, theirs: int, folder: Path, rounds: int, rdflib: str) -> list[bool]:
    """Compare the requests per second for a simple SELECT."""
    addresses = {"cakg": f"http://127.0.0.1:{ours}/sparql", "oxigraph": f"http://127.0.0.1:{theirs}/query"}
    with rdflib_endpoint(folder, rdflib) as other:
        if other:
            addresses["rdflib-endpoint"] = f"http://127.0.0.1:{other}/sparql"
        asked = {name: f"{address}?query={quote(SELECT)}" for name, address in addresses.items()}
        rates = in_turns({name: partial(rate, address) for name, address in asked.items()}, rounds)
    print(f"A simple SELECT: requests per second at {CONNECTIONS} connections, median of {rounds} rounds in turns")
    for name, number in rates.items():
        print(f"  {name:<20}{number:8.0f}")
    met = [verdict("cakg / oxigraph", rates["cakg"] / rates["oxigraph"], at_least=0.25)]
    if "rdflib-endpoint" in rates:
        met.append(verdict("cakg / rdflib-endpoint", rates["cakg"] / rates["rdflib-endpoint"], at_least=5))
    return met


def catalogue(ours: int, theirs: int, rounds: int) -> list[bool]:
    """Compare the answers to questions, each computed, with the same SPARQL on Oxigraph's server."""
    kg, ratios = cakg.open(), []
    print("Questions of the catalogue: requests per second")
    for name in QUESTIONS:
        query = quote(kg.questions.get(name).sparql)
        rates = in_turns(
            {
                "cakg": partial(rate, f"http://127.0.0.1:{ours}/sparql?query={query}"),
                "oxigraph": partial(rate, f"http://127.0.0.1:{theirs}/query?query={query}"),
            },
            rounds,
        )
        ratios.append(rates["cakg"] / rates["oxigraph"])
        print(f"  {name:<28}{rates['cakg']:8.0f}{rates['oxigraph']:8.0f}{ratios[-1]:8.2f}")
    return [verdict("cakg / oxigraph, median", statistics.median(ratios), at_least=0.5)]


def beside_runaways(ours: int, theirs: int) -> list[bool]:
    """Compare how long simple queries take beside four that do not end."""
    found = {}
    for name, port, path in (("cakg", ours, "sparql"), ("oxigraph", theirs, "query")):
        address = f"/{path}?query={quote(RUNAWAY)}"
        threads = [threading.Thread(target=ask, args=(port, address), daemon=True) for _ in range(4)]
        for one in threads:
            one.start()
        time.sleep(1)
        found[name] = load(f"http://127.0.0.1:{port}/{path}?query={quote(SELECT)}")[1]
    print(f"Beside four runaways: 99 of 100 simple queries take at most {found} ms")
    return [
        verdict("ms, cakg", found["cakg"], at_most=60),
        verdict("cakg / oxigraph", found["cakg"] / found["oxigraph"], at_most=1),
    ]


def runaway(ours: int, process: int) -> list[bool]:
    """Measure how late the answer to a query comes that takes too long, and how long its memory stays."""
    time.sleep(12)  # those of the measurement before have ended
    before, late, back = resident(*tree(process)), [], []
    growing = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f"
    for query in (RUNAWAY, growing):
        start = time.monotonic()
        ask(ours, f"/sparql?timeout=0.5&query={quote(query)}")
        late.append(time.monotonic() - start - 0.5)
        start = time.monotonic()
        while resident(*tree(process)) > before * 1.05 and time.monotonic() - start < 5:
            time.sleep(0.01)
        back.append(time.monotonic() - start)
    return [
        verdict("s after its deadline", max(late), at_most=0.3),
        verdict("s until the memory is back", max(back), at_most=1),
    ]


def mixed(ours: int, process: int, minutes: float) -> list[bool]:
    """Compare the memory after a mixed load with that after its first part."""
    queries = [SELECT, *(cakg.open().questions.get(name).sparql for name in QUESTIONS), "SELECT * {", RUNAWAY]
    ends = time.monotonic() + minutes * 60
    statuses: dict[int, int] = {}

    def client(place: int) -> None:
        while time.monotonic() < ends:
            place += 1
            status = ask(ours, f"/sparql?timeout=0.5&query={quote(queries[place % len(queries)])}")
            statuses[status] = statuses.get(status, 0) + 1

    threads = [threading.Thread(target=client, args=(place,), daemon=True) for place in range(CONNECTIONS)]
    for one in threads:
        one.start()
    time.sleep(min(120, minutes * 60 / 4))
    first = resident(process)
    for one in threads:
        one.join()
    time.sleep(2)
    print(f"A mixed load of {minutes:g} minutes: {statuses}; memory {first:.0f} MB, then {resident(process):.0f} MB")
    return [verdict("memory at the end / after its first part", resident(process) / first, at_most=1.1)]


def in_turns(actions: dict[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    """Return the median of what each action returns, in turns; the first turn does not count."""
    found: dict[str, list[float]] = {name: [] for name in actions}
    for turn in range(rounds + 1):
        for name, action in actions.items():
            value = action()
            if turn:
                found[name].append(value)
    return {name: statistics.median(values) for name, values in found.items()}


def rate(address: str) -> float:
    """Return requests per second of two seconds of load."""
    return load(address)[0]


def load(address: str) -> tuple[float, float]:
    """Return requests per second and the 99th percentile in milliseconds of two seconds of load."""
    line = ["wrk", "-t1", f"-c{CONNECTIONS}", "-d2s", "--latency", "-H", JSON, address]
    printed = subprocess.run(line, check=True, capture_output=True, text=True).stdout
    assert "Non-2xx" not in printed, printed
    number, latency = re.search(r"Requests/sec:\s*([\d.]+)", printed), re.search(r"99%\s*([\d.]+)(us|ms|s)", printed)
    assert number, printed
    assert latency, printed
    return float(number[1]), float(latency[1]) * {"us": 0.001, "ms": 1, "s": 1000}[latency[2]]


def ask(port: int, path: str) -> int:
    """Return the status of a request; 0 if the server closes the connection."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    with suppress(OSError):
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    return 0


def tree(process: int) -> list[int]:
    """Return a process and all that it has started, as far as they still run."""
    found = [process]
    for one in found:
        with suppress(OSError):
            found += children(one)
    return [one for one in found if Path(f"/proc/{one}").exists()]


@contextmanager
def rdflib_endpoint(folder: Path, python: str) -> Iterator[int]:
    """Run rdflib-endpoint with the same triples, and return its port; 0 without *python*."""
    if not python:
        yield 0
        return
    triples, port = folder / "graph.nt", 7980
    triples.write_bytes(serialise(cakg.open().engine, "ntriples"))
    surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    with subprocess.Popen([python, "-c", _RDFLIB, str(triples), str(port)], env=surroundings) as theirs:
        try:
            for _ in range(600):
                try:
                    get(port, f"/sparql?query={quote(SELECT)}")
                    break
                except (OSError, AssertionError):
                    time.sleep(0.1)
            yield port
        finally:
            theirs.kill()  # it does not end while requests wait


if __name__ == "__main__":
    sys.exit(main())

"""Measure the costs of the web explorer: requests, pages, the start, memory and the static site.

The server is compared with the native server of Oxigraph, in turns, with the same load from `wrk`. README.md explains
each figure and its target.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

import cakg
from cakg.store.serialise import serialise
from cakg.vocabulary import ID, with_prefixes
from cakg.web.apart import IDLE
from cakg.web.assets import MADE
from cakg.web.explorer import Explorer
from cakg.web.responses import Answers
from measure import in_turns, run, seconds, verdict
from synthetic import write

CHROMIUM = Path("/usr/bin/chromium")
CONNECTIONS = 16
BROWSER = "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
SELECT = f"SELECT ?p ?o WHERE {{ <{ID['kazakhstan']}> ?p ?o }} LIMIT 12"
TIMED = ("const start = performance.now();", "return performance.now() - start;")
"""The beginning and the end of a script whose time is measured, in milliseconds."""
SHOWN = """async (thing) => {{
  {}
  const field = document.querySelector("input[name=thing]"), root = document.documentElement;
  const shown = new Promise((done) => new MutationObserver(() => "asked" in root.dataset && done()).observe(root, {{
    attributes: true,
  }}));
  field.value = thing;
  field.form.requestSubmit();
  await shown;
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  {}
}}""".format(*TIMED)
"""From the form of a question to its rows on the screen."""
PAINT = "performance.getEntriesByName('first-contentful-paint').map((one) => one.startTime / 1000)[0]"


def main() -> int:
    """Measure everything. Return exit code 1 if a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5, help="how often each figure is measured")
    parser.add_argument(
        "--large", type=int, default=0, help="also write the site of a generated graph with this many things"
    )
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        met = [
            *pages(),
            *starts(folder, given.rounds),
            *requests(folder, given.rounds),
            *memory(folder),
            *paint(folder, given.rounds),
            *site(folder, []),
            *engine(folder, given.rounds),
        ]
        if given.large:
            site(folder, ["--graph", str(write(folder / "large", given.large, given.large * 2))])
    return 0 if all(met) else 1


def pages() -> list[bool]:
    """Make the page of every thing once, as the server does, and measure processor time and size."""
    explorer = Explorer(cakg.open())
    answers = Answers(explorer, print)
    taken, sizes = [], []
    for name in explorer.things.iris:
        start = time.process_time()
        found, _ = answers.page(f"thing/{name}", "", "text/html")
        taken.append(time.process_time() - start)
        sizes.append(len(found.body) / 1000)
    print(f"Pages of {len(sizes)} things that are not cached")
    print(f"  median {statistics.median(taken) * 1000:6.1f} ms, {statistics.median(sizes):6.1f} kB")
    print(f"  most   {max(taken) * 1000:6.1f} ms, {max(sizes):6.1f} kB", flush=True)
    return [
        verdict("ms of processor time, median", statistics.median(taken) * 1000, at_most=60),
        verdict("kB, median", statistics.median(sizes), at_most=60),
    ]


def starts(folder: Path, rounds: int) -> list[bool]:
    """Measure the time from the start of the command to the first page, with and without cached derived triples."""

    def first(cache: str) -> None:
        with served(folder, cache) as (port, _):
            assert get(port, "/thing/kazakhstan")

    taken = in_turns({"with": partial(first, str(folder / "cache")), "without": partial(first, "off")}, rounds)
    print(f"Start to first answer\n  {taken['with']:.2f} s with derived triples, {taken['without']:.2f} s without")
    return [
        verdict("s with derived triples", taken["with"], at_most=0.7),
        verdict("s without", taken["without"], at_most=1.5),
    ]


def requests(folder: Path, rounds: int) -> list[bool]:
    """Compare the requests per second for a cached page with those for a simple SELECT of Oxigraph's server."""
    if not shutil.which("wrk"):
        print("Requests per second: not measured, wrk is not installed (on Debian: apt-get install wrk)")
        return []
    with served(folder, str(folder / "cache")) as (ours, _), oxigraph(folder) as theirs:
        page = f"http://127.0.0.1:{ours}/{usual_thing()}"
        select = f"http://127.0.0.1:{theirs}/query?query={quote(SELECT)}"
        actions: dict[str, Callable[[], float]] = {
            "cached page, gzip": partial(load, page, BROWSER, "Accept-Encoding: gzip"),
            "cached page, plain": partial(load, page, BROWSER),
            "oxigraph": partial(load, select, "Accept: application/sparql-results+json"),
        }
        found: dict[str, list[float]] = {name: [] for name in actions}
        for turn in range(rounds + 1):
            for name, action in actions.items():
                rate = action()
                if turn:
                    found[name].append(rate)
    rates = {name: statistics.median(values) for name, values in found.items()}
    print(f"Requests per second at {CONNECTIONS} connections, median of {rounds} rounds in turns")
    for name, rate in rates.items():
        print(f"  {name:<20}{rate:8.0f}")
    return [
        verdict(f"{name} / simple SELECT of oxigraph", rates[name] / rates["oxigraph"], at_least=0.8)
        for name in actions
        if name != "oxigraph"
    ]


def usual_thing() -> str:
    """Return the path of the thing whose page has the median size."""
    answers = Answers(Explorer(cakg.open()), print)
    sizes = {f"thing/{name}": answers.page(f"thing/{name}", "", "")[0].size for name in answers.explorer.things.iris}
    return sorted(sizes, key=lambda path: (sizes[path], path))[len(sizes) // 2]


def load(address: str, *headers: str) -> float:
    """Return the requests per second of two seconds of load; any error ends the measurement."""
    line = ["wrk", "-t1", f"-c{CONNECTIONS}", "-d2s", *(word for one in headers for word in ("-H", one)), address]
    printed = subprocess.run(line, check=True, capture_output=True, text=True).stdout
    assert "Non-2xx" not in printed, printed
    assert "Socket errors" not in printed, printed
    found = re.search(r"Requests/sec:\s*([\d.]+)", printed)
    assert found, printed
    return float(found[1])


def memory(folder: Path) -> list[bool]:
    """Measure the memory after one page of every kind, in all its formats, and all pages of things twice.

    The process for pictures and downloads counts until it ends, since it has nothing to do.
    """
    explorer = Explorer(cakg.open())
    paths = list(explorer.paths())
    kinds = {path.partition("/")[0]: path for path in paths}
    things = [path for path in paths if path.startswith("thing/")]
    steps = {
        "pages of things, once": things,
        "and twice": things,
        "one page of every kind": [*kinds.values(), "search?q=drones", *(f"assets/{name}" for name in MADE)],
        "in all formats": [
            f"{path or 'index'}.{format}" for path in kinds.values() for format in explorer.resource(path).writers
        ],
    }
    with served(folder, str(folder / "cache")) as (port, process):
        print(f"Memory of the server\n  {resident(process):5.0f} MB at the start")
        for name, asked in steps.items():
            for path in asked:
                get(port, f"/{path}")
            print(f"  {resident(process):5.0f} MB after {name}, and {resident(*children(process)):.0f} MB besides")
        time.sleep(IDLE + 1)
        rest = resident(process, *children(process))
    print(f"  {rest:5.0f} MB at rest", flush=True)
    return [verdict("MB", rest, at_most=120)]


def paint(folder: Path, rounds: int) -> list[bool]:
    """Measure when Chromium shows the first content of the home page and of the page of a thing."""
    from playwright.sync_api import sync_playwright

    found: dict[str, list[float]] = {"": [], "thing/kazakhstan": []}
    with served(folder, str(folder / "cache")) as (port, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        for _ in range(rounds + 1):
            for path, times in found.items():
                tab = browser.new_page(viewport={"width": 1280, "height": 800})
                tab.goto(f"http://127.0.0.1:{port}/{path}")
                while (painted := tab.evaluate(PAINT)) is None:
                    tab.wait_for_timeout(10)
                times.append(painted)
                tab.close()
        browser.close()
    print("First paint in Chromium")
    return [verdict(f"s, {path or 'home'}", statistics.median(times[1:]), at_most=0.3) for path, times in found.items()]


def site(folder: Path, graph: Sequence[str]) -> list[bool]:
    """Write the static site, and measure time and size; the targets are for the shipped graph."""
    target = folder / "site"
    line = [sys.executable, "-m", "cakg", "site", str(target), *graph]
    taken = seconds(partial(run, line, folder / "cache"))
    files = [path for path in target.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files) / 1e6
    print(f"Static site{' of a large graph' if graph else ''}")
    print(f"  {len(files)} files, {size:.1f} MB, {taken:.1f} s", flush=True)
    shutil.rmtree(target)
    return [] if graph else [verdict("s", taken, at_most=60), verdict("MB", size, at_most=40)]


def engine(folder: Path, rounds: int) -> list[bool]:
    """Measure the engine of the static site from disk: until it is ready, each question, and from the form to the rows.

    Questions are asked as their pages do, about articles, and as in their files, with the rows of datasets.
    """
    if not shutil.which("npm"):
        print("Engine in the page: not measured, npm is not installed (on Debian: apt-get install npm)")
        return []
    from playwright.sync_api import sync_playwright

    target = folder / "with-engine"
    run([sys.executable, "-m", "cakg", "site", str(target), "--sparql"], folder / "cache")
    kg = cakg.open()
    questions = kg.questions.all()
    kinds = {
        "about articles": {one.name: one.bind({}, kg.records.articles) for one in questions if not one.of_datasets},
        "with datasets": {one.name: one.sparql for one in questions},
    }
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        tab = browser.new_page()
        tab.goto((target / "sparql.html").as_uri())
        ready = tab.evaluate("async () => {{ {} await cakgEngine.start(); {} }}".format(*TIMED)) / 1000
        ask = "async (sparql) => {{ {} await cakgEngine.query(sparql); {} }}".format(*TIMED)
        print("Engine in a page from disk", flush=True)
        met = [verdict("s until it is ready", ready, at_most=3)]
        for kind, those in kinds.items():
            taken = {
                name: statistics.median(tab.evaluate(ask, with_prefixes(sparql)) for _ in range(rounds))
                for name, sparql in those.items()
            }
            slowest = max(taken, key=lambda name: taken[name])
            print(f"  median of {len(taken)} questions {kind} {statistics.median(taken.values()):.0f} ms")
            met.append(verdict(f"ms, {slowest}, the slowest {kind}", taken[slowest], at_most=300))
        tab.goto((target / "question" / "everything-about.html").as_uri())
        first, *others = (tab.evaluate(SHOWN, thing) for thing in ("Kazakhstan", "Russia", "Wagner", "CSTO", "China"))
        browser.close()
    print(f"  from the form to the rows: {first:.0f} ms with the engine, then {statistics.median(others):.0f} ms")
    return met


@contextmanager
def served(folder: Path, cache: str) -> Iterator[tuple[int, int]]:
    """Run the server, and return its port and process."""
    line = [sys.executable, "-m", "cakg", "serve", "--port", "0"]
    surroundings = os.environ | {"CAKG_CACHE": cache, "PYTHONPYCACHEPREFIX": str(folder)}
    surroundings.pop("PYTHONDONTWRITEBYTECODE", None)
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=surroundings) as ours:
        assert ours.stdout
        try:
            yield int(ours.stdout.readline().strip().strip("/").rpartition(":")[2]), ours.pid
        finally:
            ours.terminate()


@contextmanager
def oxigraph(folder: Path) -> Iterator[int]:
    """Run the native server with the shipped graph and its derived triples, and return its port."""
    program, store, triples = Path(sysconfig.get_path("scripts")) / "oxigraph", folder / "store", folder / "graph.nt"
    triples.write_bytes(serialise(cakg.open().engine, "ntriples"))
    for words in (["load", "-l", str(store), "-f", str(triples)], ["optimize", "-l", str(store)]):
        subprocess.run([program, *words], check=True, capture_output=True)
    port = 7979
    line = [str(program), "serve-read-only", "-l", str(store), "-b", f"127.0.0.1:{port}"]
    with subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as theirs:
        try:
            for _ in range(100):
                try:
                    get(port, f"/query?query={quote(SELECT)}")
                    break
                except OSError:
                    time.sleep(0.05)
            yield port
        finally:
            theirs.kill()  # it does not end while it answers


def get(port: int, path: str) -> bytes:
    """Return the content at *path*, as a browser asks for it."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={"Accept": "text/html, */*;q=0.8", "Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    content = answer.read()
    assert answer.status == 200, (path, answer.status)
    connection.close()
    return content


def children(process: int) -> list[int]:
    """Return the processes that a process has started, from any of its threads."""
    found = Path(f"/proc/{process}/task").glob("*/children")
    return [int(child) for path in found for child in path.read_text(encoding="ascii").split()]


def resident(*processes: int) -> float:
    """Return the memory of processes in MB."""
    held = sum(int(Path(f"/proc/{one}/statm").read_text(encoding="ascii").split()[1]) for one in processes)
    return held * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    sys.exit(main())

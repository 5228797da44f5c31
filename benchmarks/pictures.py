"""Print the cost of pictures: time of the command, size of the file, first draw and redraw in Chromium.

pyvis as its users call it and networkx' spring layout run beside it, in the same minutes on the
same machine. See README.md for what each figure means and what it should be.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import cakg
from measure import run, seconds, verdict
from synthetic import write

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = Path("/usr/bin/chromium")
ROUNDS = 5
REDRAWS = 15

DRAWN = """() => {
  cakg.now.network.redraw();
  document.querySelector('#view canvas').getContext('2d').getImageData(0, 0, 1, 1);  // waits until it is painted
  return performance.now();
}"""
AT_REST = """() => new Promise((done) => {
  network.once('stabilizationIterationsDone', () => done(performance.now()));
})"""


def main() -> int:
    """Measure everything; the exit code is 1 if a target is missed."""
    from playwright.sync_api import sync_playwright

    met = []
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        folder = Path(scratch)
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        met += picture(browser, "The shipped graph", folder, [], command=2, first=1, redraw=0.05, size=1.5)
        large = ["--graph", str(write(folder / "large", 2_000, 5_000))]
        met += picture(browser, "2 000 things, 5 000 ties, all drawn", folder, large, command=6, first=2, redraw=0.15)
        others(browser, folder / "large", folder)
        huge = ["--graph", str(write(folder / "huge", 20_000, 50_000))]
        met += picture(browser, "20 000 things, 50 000 ties", folder, huge)
        browser.close()
    return 0 if all(met) else 1


def picture(browser: Browser, what: str, folder: Path, graph: list[str], **targets: float) -> list[bool]:
    """Draw a network, open its page with all things, and compare the cost with the targets."""
    page = folder / "network.html"
    line = [sys.executable, "-m", "cakg", "draw", "network", *graph, "-o", str(page)]
    rounds = ROUNDS if targets else 1
    run(line, folder / "bytecode")
    command = statistics.median(seconds(partial(run, line, folder / "bytecode")) for _ in range(rounds))
    firsts = [opened(browser, page) for _ in range(rounds)]
    first = statistics.median(one for one, _ in firsts)
    redraw = statistics.median(other for _, other in firsts)
    size = page.stat().st_size / 1e6
    print(f"{what}\n  command {command:6.2f} s\n  file    {size:6.2f} MB")
    print(f"  first   {first:6.2f} s\n  redraw  {redraw * 1000:6.0f} ms", flush=True)
    found = {"command": command, "first": first, "redraw": redraw, "size": size}
    return [verdict(name, found[name], at_most=most) for name, most in targets.items()]


def opened(browser: Browser, page: Path) -> tuple[float, float]:
    """Return the seconds until a page with all its things is painted, and those for painting it again."""
    tab = browser.new_page(viewport={"width": 1280, "height": 800})
    tab.goto(f"{page.as_uri()}#all=1")
    first = tab.evaluate(DRAWN) / 1000
    again = []
    for _ in range(REDRAWS):
        start = tab.evaluate("performance.now()")
        again.append((tab.evaluate(DRAWN) - start) / 1000)
    tab.close()
    return first, statistics.median(again)


def others(browser: Browser, graph: Path, folder: Path) -> None:
    """Draw the same network with pyvis and lay it out with networkx, as their users do."""
    import networkx
    from pyvis.network import Network

    network = cakg.open(graph).network()
    flat = networkx.Graph(network.edges())
    start = time.perf_counter()
    view = Network(cdn_resources="in_line")
    view.from_nx(flat)
    (folder / "pyvis.html").write_text(view.generate_html(notebook=False), encoding="utf-8")
    print(f"  pyvis 0.3.2, default: page after {time.perf_counter() - start:.1f} s, ", end="", flush=True)
    tab = browser.new_page(viewport={"width": 1280, "height": 800})
    tab.set_default_timeout(600_000)
    tab.goto((folder / "pyvis.html").as_uri(), wait_until="commit")
    tab.wait_for_function("window.network")
    print(f"at rest after {tab.evaluate(AT_REST) / 1000:.0f} s", flush=True)
    tab.close()
    try:
        took = f"{seconds(partial(networkx.spring_layout, flat, seed=1)):.1f} s"
    except ImportError:
        took = "not measured: it needs scipy for so many things"
    print(f"  networkx.spring_layout: {took}")


if __name__ == "__main__":
    sys.exit(main())

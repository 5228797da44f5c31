"""Measure how the time of every question, page and picture grows with the graph; print a table and draw a plot.

The graph grows in two ways: copies of the articles, with names of their own, and rows of a linked dataset, synthetic
votes. Each size is measured in a process of its own, in memory and on disk. Its figures are kept, so that an
interrupted run goes on; ``--again`` measures everything anew. README.md explains the columns.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph

import datasets
from cakg.paths import shipped
from cakg.tables import render
from copies import more_copies

HERE = Path(__file__).resolve().parent
TARGET = 2.0
"""Seconds of the processor that no question may take with a page of results."""
PLOT = HERE.parent / "docs" / "growth.svg"
MOST_SHOWN = 20
"""How many steps the table has by default: the slowest."""


class Size(NamedTuple):
    """A graph to measure: copies of the articles and rolls of synthetic votes."""

    copies: int
    roll_calls: int

    @property
    def name(self) -> str:
        """The name of the size in the table and of its files."""
        return f"x{self.copies}" if not self.roll_calls else f"votes{self.roll_calls * len(datasets.STATES)}"


class Measured(NamedTuple):
    """The figures of a size, in memory or on disk."""

    size: Size
    where: str
    figures: Mapping[str, Any]

    @property
    def title(self) -> str:
        """The size and its triples: ``x80 memory, 853,848``."""
        return f"{self.size.name} {self.where}, {self.figures['triples']:,}"


def main() -> int:
    """Measure all sizes that were not measured yet. Return exit code 1 if a question misses the target."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--times", type=int, nargs="*", default=[1, 8, 80], help="copies of the articles")
    parser.add_argument("--votes", type=int, nargs="*", default=[30_002], help="rows of a linked dataset")
    parser.add_argument("--where", nargs="+", choices=("memory", "disk"), default=["memory", "disk"])
    parser.add_argument("--results", type=Path, default=HERE.parent / "build" / "growth", help="where figures are kept")
    parser.add_argument("--plot", type=Path, default=PLOT, help="the SVG file to write")
    parser.add_argument("--again", action="store_true", help="measure everything anew")
    parser.add_argument("--all", action="store_true", help="show all steps, not only the slowest")
    given = parser.parse_args()
    if given.again:
        shutil.rmtree(given.results, ignore_errors=True)
    given.results.mkdir(parents=True, exist_ok=True)
    sizes = [Size(times, 0) for times in sorted(given.times)]
    sizes += [Size(1, -(-rows // len(datasets.STATES))) for rows in sorted(given.votes)]
    found = [measured(size, where, given.results) for where in given.where for size in sizes]
    for where in given.where:
        for kind in (False, True):
            those = [one for one in found if one.where == where and bool(one.size.roll_calls) == kind]
            base = [one for one in found if one.where == where and one.size == Size(1, 0)]
            if those:
                print(table([*base, *those] if kind else those, None if given.all else MOST_SHOWN), end="\n\n")
    copies = [one for one in found if not one.size.roll_calls]
    if len({one.size for one in copies}) > 1:
        from growth_plot import draw

        draw(copies, given.plot, TARGET)
        print(f"written to {given.plot}")
    return verdict(found)


def measured(size: Size, where: str, results: Path) -> Measured:
    """Return the figures of a size; measure it in a process of its own unless its file is there."""
    target = results / f"{size.name}-{where}.json"
    if not target.exists():
        data = generated(size, results)
        print(f"{size.name}, {where}", file=sys.stderr, flush=True)
        opened = store(size, data, results) if where == "disk" else data
        step = [sys.executable, str(HERE / "growth_steps.py"), where, str(opened or ""), str(target)]
        subprocess.run(step, check=True)
    return Measured(size, where, json.loads(target.read_text(encoding="utf-8")))


def generated(size: Size, results: Path) -> Path | None:
    """Return the file with what a size adds to the shipped graph, made unless it is there; None if it adds nothing."""
    if size == Size(1, 0):
        return None
    target = results / f"{size.name}.nt"
    if target.exists():
        return target
    beside = results / f"{size.name}.part.nt"
    if size.roll_calls:
        rows = results / f"{size.name}.csv"
        datasets.write(rows, size.roll_calls)
        command = [sys.executable, "-m", "cakg", "link", "import", "voeten-unga", str(rows), "-o", str(beside)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    else:
        triples = more_copies(shipped(), size.copies)
        pyoxigraph.serialize(triples, str(beside), format=pyoxigraph.RdfFormat.N_TRIPLES)
    return beside.replace(target)


def store(size: Size, data: Path | None, results: Path) -> Path:
    """Return the store on disk of a size, built unless it is there."""
    target = results / f"{size.name}.store"
    if not target.exists():
        more = ["--data", str(data)] if data else []
        subprocess.run([sys.executable, "-m", "cakg", "build", str(target), *more], check=True)
    return target


def table(those: Sequence[Measured], most: int | None) -> str:
    """Return the seconds of each step at each size, slowest at the largest first, and how they grow with the rows.

    The last column is the growth of the seconds from the first to the last size, divided by that of the rows; at most 1
    means that a step grows no faster than its answer. Steps under a hundredth of a second are counted as that.
    """
    first, last = those[0].figures["steps"], those[-1].figures["steps"]
    names = sorted((name for name in last if name in first), key=lambda name: (-last[name]["seconds"], name))
    headers = ["step", *(one.title for one in those), "rows", "growth / that of the rows"]
    return render(headers, [_line(name, those) for name in names[:most]], width=10_000)


def _line(name: str, those: Sequence[Measured]) -> list[str]:
    steps = [one.figures["steps"].get(name) for one in those]
    found = [step for step in steps if step]
    seconds, rows = ([max(step[what], least) for step in found] for what, least in (("seconds", 0.01), ("rows", 1)))
    growth = (seconds[-1] / seconds[0]) / (rows[-1] / rows[0])
    number = f"{'more than ' if found[-1]['more'] else ''}{found[-1]['rows']:,}"
    return [name, *(f"{step['seconds']:.2f}" if step else "" for step in steps), number, f"{growth:.2f}"]


def verdict(found: Iterable[Measured]) -> int:
    """Print the steps that miss the target, and return 1 if there are any."""
    missed = [
        f"{name} at {one.title} triples: {step['seconds']:.1f} s"
        for one in found
        for name, step in one.figures["steps"].items()
        if step["seconds"] > TARGET
    ]
    print("\n".join([f"target: no step above {TARGET:g} s: {'MISSED' if missed else 'met'}", *missed]))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())

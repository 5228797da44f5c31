"""What `growth.py` measures in one process: every question, and the pages, networks and timelines of one graph.

Each step is the work of a command that shows a page: at most 3,000 rows are computed and 25 shown, with their labels
and citations. Seconds are those of the processor.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import cakg
from cakg.graph import MOST_DRAWN
from cakg.pages.page import MOST_IN_A_SECTION
from cakg.pages.path import MOST_SHOWN
from cakg.questions.bounds import MOST_ROWS
from cakg.questions.catalogue import Question

SHOWN = 25
FREQUENT = "Russia"
"""The thing about which most statements are: a second value of each parameter that takes things."""


def measure(graph: Path | None, data: Path | None, target: Path) -> None:
    """Open *graph*, a store on disk, or else the shipped graph with *data* in memory, and write the figures as JSON."""
    opened = time.process_time()
    kg = cakg.open(graph) if graph else cakg.open(data=[data] if data else [])
    figures: dict[str, Any] = {"opened": time.process_time() - opened, "steps": {}}
    [[number]] = kg.engine.select("SELECT (COUNT(*) AS ?number) WHERE { ?s ?p ?o }").rows
    figures["triples"] = int(number.value) if number else 0
    start = time.process_time()
    _show(partial(kg.ask, "which-sources", limit=MOST_ROWS))
    figures["sources"] = time.process_time() - start
    for name, step in steps(kg):
        start = time.process_time()
        rows, more = step()
        figures["steps"][name] = {"seconds": time.process_time() - start, "rows": rows, "more": more}
        print(f"  {name}: {figures['steps'][name]['seconds']:.2f} s, {rows:,} rows", file=sys.stderr, flush=True)
    figures["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    beside = target.with_suffix(".part")
    beside.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    beside.replace(target)


def steps(kg: cakg.KnowledgeGraph) -> Iterator[tuple[str, Callable[[], tuple[int, bool]]]]:
    """Yield the name of each step, and a function that runs it and returns its number of rows and if there are more.

    For pages and pictures, lines or edges are counted instead of rows.
    """
    yield "name: Kazakhstan", lambda: _lines(kg.thing("Kazakhstan"))
    for question in kg.questions.all():
        for given in _values(question):
            words = " ".join([question.name, *(f"--{name} {value}" for name, value in given.items())])
            yield words, partial(_show, partial(kg.ask, question, limit=MOST_ROWS, **given))
    yield "find: presidency", lambda: _lines(kg.find("presidency").table())
    yield "about: Kazakhstan", lambda: _lines(kg.about("Kazakhstan", limit=MOST_IN_A_SECTION).table())
    yield "path: Wagner, Kyrgyzstan", lambda: _lines(kg.path("Wagner", "Kyrgyzstan", limit=MOST_SHOWN).table())
    yield "network", lambda: (kg.network(most=MOST_DRAWN).number_of_edges(), False)
    yield "timeline: about Kazakhstan", lambda: _lines(str(kg.timeline(about="Kazakhstan")))


def _values(question: Question) -> Iterator[dict[str, Any]]:
    """Yield values for the parameters of a question: none, each example, and a thing in most statements."""
    yield {}
    for one in question.parameters:
        if one.example:
            yield {one.name: one.example.strip('"')}
        if one.type in ("thing", "state", "thing_or_statement") and one.example != FREQUENT:
            yield {one.name: FREQUENT}


def _show(ask: Callable[[], cakg.Answer]) -> tuple[int, bool]:
    answer = ask()
    if len(answer):
        answer.first(SHOWN).table(cite=True)
    else:
        answer.table()
    return len(answer), answer.is_cut


def _lines(text: str) -> tuple[int, bool]:
    return len(text.splitlines()), False


if __name__ == "__main__":
    where, path, target = sys.argv[1:]
    given = Path(path) if path else None
    measure(given if where == "disk" else None, given if where == "memory" else None, Path(target))

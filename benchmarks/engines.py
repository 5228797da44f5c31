"""Measure how long each question takes on Oxigraph and on rdflib, with the whole shipped graph. See README.md."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import partial

import rdflib

import cakg
from cakg.store.serialise import to_rdflib
from cakg.vocabulary import with_prefixes

MOST = 30.0  # seconds of processor time for one question on rdflib


def seconds(action: Callable[[], object]) -> float:
    """Return the processor time of *action*."""
    before = time.process_time()
    action()
    return time.process_time() - before


def _all(graph: rdflib.Graph, sparql: str) -> int:
    return len(graph.query(sparql))


def main() -> int:
    """Print the times of each question, slowest on rdflib first. Return exit code 1 if one takes longer than MOST."""
    kg = cakg.open()
    graph = to_rdflib(kg.engine)
    found = []
    for question in kg.questions.all():
        sparql = with_prefixes(question.sparql)
        here = seconds(partial(kg.engine.select, sparql))
        there = seconds(partial(_all, graph, sparql))
        found.append((there, here, question.name))
    for there, here, name in sorted(found, reverse=True):
        print(f"{there:7.2f} s on rdflib, {here * 1000:6.0f} ms on Oxigraph: {name}")
    slowest = max(there for there, *_ in found)
    print(f"{len(found)} questions, the slowest {slowest:.1f} s on rdflib (at most {MOST:g})")
    return 0 if slowest <= MOST else 1


if __name__ == "__main__":
    sys.exit(main())

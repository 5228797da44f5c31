"""Measure how long one more article takes to get into a large store: with `cakg add`, and with a build from the start.

Makes stores of copies of the articles, 80 and 900 by default (0.9 and 9.6 million triples), adds one article of a
further copy, with the statements and things that it names, and compares the store with one built from the start.
Prints seconds of processor time and the memory of each command. 900 copies need 6 GB of memory and 4 GB of disk.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple, TypeGuard

import pyoxigraph
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Triple

from cakg.paths import shipped
from copies import multiplied

ARTICLE = "asia-plus-2022"


class Spent(NamedTuple):
    """What a command needed."""

    seconds: float
    """Processor time, of the user and of the system."""
    memory: int
    """The most memory, in bytes."""


def main() -> int:
    """Measure each number of copies. Return exit code 1 if a store differs from one built from the start."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--copies", type=int, nargs="+", default=[80, 900])
    parser.add_argument("--no-comparison", action="store_true", help="do not build from the start")
    given = parser.parse_args()
    return max(_measure(copies, compare=not given.no_comparison) for copies in given.copies)


def write(folder: Path, copies: int) -> int:
    """Write a graph folder with *copies* of the articles, and an ``article.nt``; return its number of triples."""
    graph = folder / "graph"
    graph.mkdir()
    shutil.copytree(shipped().ontology / "rules", folder / "ontology" / "rules")
    store = multiplied(shipped(), copies + 1)
    article = _article(store, f"-{copies}")
    for quad in [quad for quad in store if _is_of(quad.subject, f"-{copies}")]:
        store.remove(quad)
    store.dump(str(graph / "copies.nt"), format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
    pyoxigraph.serialize(article, str(folder / "article.nt"), format=RdfFormat.N_TRIPLES)
    return len(article)


def run(*words: str) -> Spent:
    """Run cakg with these words and return what it needed; raise an error if it fails."""
    line = [sys.executable, "-m", "cakg", *words]
    process = os.posix_spawn(sys.executable, line, {**os.environ, "CAKG_CACHE": "off"})
    _, status, used = os.wait4(process, 0)
    if code := os.waitstatus_to_exitcode(status):
        raise RuntimeError(f"{' '.join(words)}: exit code {code}")
    return Spent(used.ru_utime + used.ru_stime, used.ru_maxrss << 10)


def _article(store: pyoxigraph.Store, ending: str) -> list[Triple]:
    """Return the triples of an article, its passages and claims, and of all nodes of the same copy that they name."""
    wanted = [
        quad.subject
        for quad in store.quads_for_pattern(None, None, None)
        if _is_of(quad.subject, ending) and ARTICLE in str(quad.subject)
    ]
    found: dict[Triple, None] = {}
    seen = set(wanted)
    while wanted:
        for quad in store.quads_for_pattern(wanted.pop(), None, None):
            found[quad.triple] = None
            if _is_of(quad.object, ending) and quad.object not in seen:
                seen.add(quad.object)
                wanted.append(quad.object)
    return list(found)


def _is_of(node: object, ending: str) -> TypeGuard[NamedNode]:
    return isinstance(node, NamedNode) and node.value.endswith(ending)


def _measure(copies: int, *, compare: bool) -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        number = write(folder, copies)
        graph, article, store = f"{name}", f"{name}/article.nt", f"{name}/store"
        print(f"{copies} copies; the article has {number:,} triples", flush=True)
        _show("cakg build", run("build", store, "--graph", graph))
        _show("cakg add", run("add", store, article))
        _show("cakg add, again", run("add", store, article))
        if not compare:
            return 0
        _show("cakg build with the article", run("build", f"{name}/other", "--graph", graph, "--data", article))
        differing = _differing(store, f"{name}/other")
        print(f"triples that differ: {differing:,}", flush=True)
        return int(differing > 0)


def _show(what: str, spent: Spent) -> None:
    print(f"{what:28} {spent.seconds:8.2f} s {spent.memory / 2**30:6.2f} GiB", flush=True)


def _differing(one: str, other: str) -> int:
    first, second = pyoxigraph.Store.read_only(one), pyoxigraph.Store.read_only(other)
    common = sum(Quad(*quad.triple) in second for quad in first)
    return len(first) + len(second) - 2 * common


if __name__ == "__main__":
    sys.exit(main())

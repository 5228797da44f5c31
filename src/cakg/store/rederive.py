"""Derives again what triples added to a graph change, without running the rules on the whole graph.

The header of each rule says what it reads of a node that it derives something about. Followed back from the triples
that changed, this gives the nodes whose derived triples may change; followed from these nodes, it gives all that the
rule reads of them. The rule then runs unchanged on a small graph with these triples. What it derives about the nodes
takes the place of what the store has about them, and the differences are changes for the rules after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pyoxigraph
from pyoxigraph import Quad, Triple

from cakg.errors import GraphFolderError
from cakg.store.joins import last, nodes_reached, read
from cakg.store.loading import run_rules
from cakg.store.odd_triples import BUILD_WITH_DATA, shown
from cakg.store.reach import Line, Reach, stages
from cakg.store.view import Changes, View


def derive_again(store: pyoxigraph.Store, added: Sequence[Triple], rules: Sequence[Path], is_entered: Any) -> Changes:
    """Return all changes of *store*, with the triples that *rules* derive, when the triples *added* are entered.

    *is_entered* says of a triple whether it was entered, and is true for those of *added*. The store is not changed.
    Raises :class:`GraphFolderError` if *added* changes something that all nodes may depend on, such as a term of the
    ontology, and :class:`BrokenFileError` if a rule does not say what it reads.
    """
    changes = Changes()
    for triple in added:
        changes.add(triple)
    all_stages = stages(rules)
    view = View(store, all_stages, is_entered, changes)
    for number, stage in enumerate(all_stages):
        view.stage = number
        _run(view, stage)
    for triple in [one for one in changes.added if Quad(*one) in store]:  # derived, and now entered too
        del changes.added[triple]
    return changes


def _run(view: View, stage: Sequence[Reach]) -> None:
    """Add to the changes of *view* what the rules of a stage derive otherwise than before."""
    nodes, done = _nodes(view, stage), set[Any]()
    while nodes:
        ends = _run_about(view, stage, nodes)
        done |= nodes
        nodes = ends - done


def _run_about(view: View, stage: Sequence[Reach], nodes: set[Any]) -> set[Any]:
    """Add to the changes of *view* what the rules of a stage derive otherwise about *nodes*.

    Returns the other ends of the pairs that changed, for rules that derive pairs: they may get other pairs instead.
    """
    about = stage[0].about
    known: set[Triple] = set()
    for reach in stage:
        read(view, about, nodes, (*reach.reads, *reach.joins, *reach.pairs), known.add)
        for line in reach.tables:
            _read_table(view, line, known)
    before, after = _derived_before(view, stage, nodes), _derived(stage, known, nodes)
    lost = before.keys() - after.keys()
    shares = [line for reach in stage for line in reach.shares]
    if lost and shares:  # another node may still derive them
        read(view, about, {node for triple in lost for node in before[triple]}, shares, known.add)
        after |= _derived(stage, known, nodes)
        lost = before.keys() - _all_derived(stage, known)
    for triple in after:
        if triple in view.changes.removed:
            view.changes.removed.discard(triple)
        elif Quad(*triple) not in view.store:
            view.changes.add(triple)
    lost = {one for one in lost if not _is_derived_elsewhere(view, one)}
    view.changes.removed.update(lost)
    if not any(reach.pairs for reach in stage):
        return set()
    return {end for triple in (*lost, *(after.keys() - before.keys())) for end in (triple.subject, triple.object)}


def _nodes(view: View, stage: Sequence[Reach]) -> set[Any]:
    """Return the nodes about which the rules of a stage may derive something else than before."""
    found: set[Any] = set()
    changed = list(view.changes)
    view.with_removed = True
    for reach in stage:
        for line in reach.tables:
            if nodes_reached(view, "", [line], changed, joined=True):
                raise _too_far(view, line, changed)
        found |= nodes_reached(view, reach.about, reach.reads, changed, joined=False)
        found |= nodes_reached(view, reach.about, reach.joins, changed, joined=True)
    view.with_removed = False
    return found


def _read_table(view: View, line: Line, known: set[Triple]) -> None:
    first, *rest = line
    assert isinstance(first.predicates, tuple)
    value = None if isinstance(first.object, str) else first.object
    for predicate in first.predicates:
        found = list(view.match(None, predicate, value))
        known.update(found)
        if rest:
            read(view, str(first.subject), {one.subject for one in found}, [tuple(rest)], known.add)


def _derived(stage: Sequence[Reach], known: Iterable[Triple], nodes: Iterable[Any]) -> dict[Triple, set[Any]]:
    """Return what the rules derive about *nodes* from the triples *known*, each triple with its nodes."""
    store = _small(known)
    before = set(known)
    run_rules(store, [reach.path for reach in stage])
    found = last(_whole(store), stage[0].about, nodes, [line for reach in stage for line in reach.derives])
    return {triple: own for triple, own in found.items() if triple not in before}


def _all_derived(stage: Sequence[Reach], known: Iterable[Triple]) -> set[Triple]:
    """Return everything that the rules derive from the triples *known*."""
    store = _small(known)
    run_rules(store, [reach.path for reach in stage])
    return {quad.triple for quad in store} - set(known)


def _derived_before(view: View, stage: Sequence[Reach], nodes: Iterable[Any]) -> dict[Triple, set[Any]]:
    """Return what the store has that the rules derived about *nodes*, each triple with its nodes."""
    found = last(_whole(view.store), stage[0].about, nodes, [line for reach in stage for line in reach.derives])
    return {triple: own for triple, own in found.items() if not view.is_entered(triple)}


def _small(known: Iterable[Triple]) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.extend(Quad(*triple) for triple in known)
    return store


def _whole(store: pyoxigraph.Store) -> View:
    """Return a view of all triples of *store*."""
    return View(store, (), lambda _triple: True, Changes())


def _is_derived_elsewhere(view: View, triple: Triple) -> bool:
    """Return whether a rule of an earlier stage that derives any predicates derives *triple* too."""
    return any(
        head.stage < view.stage
        and head.predicate is None
        and nodes_reached(view, "", [head.line], [triple], joined=True)
        for head in view.others(triple, view.stage)
    )


def _too_far(view: View, line: Line, changed: Iterable[Triple]) -> GraphFolderError:
    triple = next(one for one in changed if nodes_reached(view, "", [line], [one], joined=True))
    return GraphFolderError(
        f"the files change something that all derived triples may depend on: {shown(triple.subject)}"
        f" {shown(triple.predicate)} {shown(triple.object)}",
        remedy=f"build the store again with these files: {BUILD_WITH_DATA}",
    )

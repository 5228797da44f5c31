"""A graph as one of its rules sees it: with the triples entered and those derived by the rules before it.

A store has all derived triples, those of later rules too. What was entered is known by its hash, so the others are
derived, and their predicates say by which rules.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product
from typing import Any, NamedTuple

import pyoxigraph
from pyoxigraph import DefaultGraph, NamedNode, Quad, Triple

from cakg.store.reach import Line, Reach

_DEFAULT = DefaultGraph()


class Head(NamedTuple):
    """What a rule derives: the predicate or None for any, the object or None, and where any predicate comes from."""

    stage: int
    predicate: NamedNode | None
    object: Any
    sources: tuple[NamedNode, ...]
    """The predicates whose objects are the predicates that the rule derives, if those can be any."""
    line: Line
    """The patterns of the header."""


class Changes:
    """The triples added to a store and those removed from it."""

    def __init__(self) -> None:
        self.added: dict[Triple, None] = {}
        self.removed: set[Triple] = set()
        self._matching: dict[tuple[Any, Any, Any], list[Triple]] = defaultdict(list)

    def __iter__(self) -> Iterator[Triple]:
        yield from self.added
        yield from self.removed

    def add(self, triple: Triple) -> None:
        """Add a triple, which is not in the store."""
        if triple not in self.added:
            self.added[triple] = None
            subject, predicate, value = triple
            for key in product((subject, None), (predicate, None), (value, None)):
                self._matching[key].append(triple)

    def matching(self, subject: Any, predicate: Any, value: Any) -> Iterable[Triple]:
        """Return the triples added that have these terms, None for any."""
        return self._matching.get((subject, predicate, value), ())


class View:
    """A store with changes, as the rules of one stage see it."""

    def __init__(
        self,
        store: pyoxigraph.Store,
        rules: Sequence[Sequence[Reach]],
        is_entered: Callable[[Triple], bool],
        changes: Changes,
    ) -> None:
        self.store, self.changes = store, changes
        self.is_entered = is_entered
        self.stage = 0
        """The number of the stage whose rules read; they see what earlier ones derive."""
        self.with_removed = False
        """Whether the triples that are removed are seen too."""
        self._heads = [head for number, stage in enumerate(rules) for reach in stage for head in _heads(number, reach)]
        self._found: dict[NamedNode, tuple[Head, ...]] = {}

    def match(self, subject: Any, predicate: Any, value: Any) -> Iterator[Triple]:
        """Yield the triples that have these terms, None for any."""
        if _can_be(subject, predicate):
            removed = () if self.with_removed else self.changes.removed
            for quad in self.store.quads_for_pattern(subject, predicate, value, _DEFAULT):
                triple = quad.triple
                if triple not in removed and self._is_visible(triple):
                    yield triple
            yield from self.changes.matching(subject, predicate, value)

    def has(self, subject: Any, predicate: Any, value: Any) -> bool:
        """Return whether there is this triple."""
        if not _can_be(subject, predicate):
            return False
        triple = Triple(subject, predicate, value)
        if triple in self.changes.added:
            return True
        if triple in self.changes.removed and not self.with_removed:
            return False
        return Quad(subject, predicate, value) in self.store and self._is_visible(triple)

    def others(self, triple: Triple, stage: int) -> list[Head]:
        """Return what rules of other stages than *stage* may derive *triple*."""
        return [one for one in self._of(triple.predicate) if one.stage != stage and _fits(one, triple)]

    def _is_visible(self, triple: Triple) -> bool:
        later = False
        for head in self._of(triple.predicate):
            if _fits(head, triple):
                if head.stage < self.stage:
                    return True
                later = True
        return not later or self.is_entered(triple)

    def _of(self, predicate: NamedNode) -> tuple[Head, ...]:
        found = self._found.get(predicate)
        if found is None:
            found = tuple(one for one in self._heads if one.predicate == predicate or self._names(one, predicate))
            self._found[predicate] = found
        return found

    def _names(self, head: Head, predicate: NamedNode) -> bool:
        """Return whether a rule that derives any predicates may derive this one."""
        return head.predicate is None and any(
            any(True for _ in self.store.quads_for_pattern(None, source, predicate, _DEFAULT))
            or self.changes.matching(None, source, predicate)
            for source in head.sources
        )


def _can_be(subject: Any, predicate: Any) -> bool:
    """Return whether there can be a triple with these terms, None for any."""
    return not isinstance(subject, pyoxigraph.Literal) and (predicate is None or isinstance(predicate, NamedNode))


def _fits(head: Head, triple: Triple) -> bool:
    return head.object is None or head.object == triple.object


def _heads(number: int, reach: Reach) -> Iterator[Head]:
    for *before, last in reach.derives:
        value = None if isinstance(last.object, str) else last.object
        if isinstance(last.predicates, str):
            yield Head(number, None, value, _sources(before, last.predicates), (*before, last))
        else:
            for predicate in last.predicates:
                yield Head(number, predicate, value, (), (*before, last))


def _sources(before: Iterable[Any], variable: str) -> tuple[NamedNode, ...]:
    return tuple(one.predicates[0] for one in before if one.object == variable)

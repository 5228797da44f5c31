"""Counts the statements of a page by their relation to the thing and by status."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from cakg.model.claims import Labelled, Statement


class StatusCount(NamedTuple):
    """How many statements have a status."""

    status: Labelled
    """The status."""
    meaning: str
    """The definition of the status."""
    number: int
    """The number of statements."""


class Tally(NamedTuple):
    """How many statements with one relation to the thing of a page there are, each counted once."""

    relation: str
    """The relation: ``about it``, ``about its groups``, ``about its agents`` or ``made by it``."""
    number: int
    """The number of statements."""
    sources: int
    """The number of sources with a claim about one of them."""
    statuses: tuple[StatusCount, ...]
    """The number of statements with each status: contested first, then the most frequent first."""

    def as_json(self) -> dict[str, Any]:
        """Return the counts as a dictionary for JSON."""
        statuses = {one.status.label: one.number for one in self.statuses}
        return {"relation": self.relation, "statements": self.number, "sources": self.sources, "statuses": statuses}


def tallies(statements: Iterable[tuple[str, Statement]]) -> tuple[Tally, ...]:
    """Return the counts of *statements*, each given with its relation, in the order of the relations."""
    found: dict[str, dict[str, Statement]] = {}
    for relation, one in statements:
        found.setdefault(relation, {})[one.iri] = one
    return tuple(_tally(relation, those.values()) for relation, those in found.items())


def _tally(relation: str, statements: Iterable[Statement]) -> Tally:
    those = list(statements)
    counts = Counter((one.status, one.meaning) for one in those if one.status.iri)
    statuses = (StatusCount(*status, number) for status, number in counts.items())
    ranked = sorted(statuses, key=lambda one: (one.status.name != "contested", -one.number, one.status.label))
    sources = {claim.passage.source.iri for one in those for claim in one.claims}
    return Tally(relation, len(those), len(sources), tuple(ranked))

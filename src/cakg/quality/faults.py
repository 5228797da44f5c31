"""A fault in the graph: its place, the problem, and a remedy.

An exception ends a command; a check collects faults and reports all of them.
"""

from __future__ import annotations

from typing import NamedTuple

from pyoxigraph import Literal

from cakg.store.odd_triples import shown
from cakg.store.protocol import Engine


class Fault(NamedTuple):
    """One finding. *severity* is ``fault``, or ``warning`` for something that may be correct."""

    place: str
    problem: str
    remedy: str = ""
    severity: str = "fault"

    def __str__(self) -> str:
        """Return ``place: problem``, and the remedy on an indented second line."""
        mark = "warning: " if self.severity == "warning" else ""
        first = f"{self.place}: {mark}{self.problem}"
        return f"{first}\n    {self.remedy}" if self.remedy else first


def rows(engine: Engine, query: str) -> list[list[str]]:
    """Return the rows of *query* as texts: IRIs as prefixed names, unbound variables as empty texts."""
    return [[_shown(term) for term in row] for row in engine.select(query).rows]


def _shown(term: object) -> str:
    return "" if term is None else term.value if isinstance(term, Literal) else shown(term)

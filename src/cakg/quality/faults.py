"""A fault in the graph: where, what, and what would work.

An exception stops a command; a fault is a finding, and a check reports every one of them.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from pyoxigraph import NamedNode

from cakg.store.protocol import Engine, Term
from cakg.vocabulary import shorten

Severity: TypeAlias = Literal["fault", "warning"]


class Fault(NamedTuple):
    """One finding. A *warning* is worth a look and may be right as it is."""

    place: str
    problem: str
    remedy: str = ""
    severity: Severity = "fault"

    def __str__(self) -> str:
        """Return ``place: problem``, and the remedy on an indented second line."""
        mark = "warning: " if self.severity == "warning" else ""
        first = f"{self.place}: {mark}{self.problem}"
        return f"{first}\n    {self.remedy}" if self.remedy else first


def rows(engine: Engine, query: str) -> list[list[str]]:
    """Return the answers to *query* as a report shows them: names with their prefixes, what is unbound as nothing."""
    return [[_shown(term) for term in row] for row in engine.select(query).rows]


def _shown(term: Term | None) -> str:
    if term is None:
        return ""
    return shorten(term.value) if isinstance(term, NamedNode) else term.value

"""A fault in the graph: where, what, and what would work.

An exception stops a command; a fault is a finding, and a check reports every one of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from pyoxigraph import NamedNode

from cakg.engine import Term
from cakg.vocabulary import shorten

Severity: TypeAlias = Literal["fault", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Fault:
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


def shown(term: Term | None) -> str:
    """Return how a report shows *term*: a name with its prefix, a literal as its value, nothing for None."""
    if term is None:
        return ""
    return shorten(term.value) if isinstance(term, NamedNode) else term.value

"""A fault in the graph: where, what, and what would work.

An exception stops a command; a fault is a finding, and a check reports every one of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal, TypeAlias

from cakg.errors import did_you_mean
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


def nearest(iri: str, known: Iterable[str]) -> str:
    """Return ``did you mean …?`` for the one of *known* whose name is most like *iri*'s, or an empty text.

    Only terms of the same namespace are proposed.
    """
    namespace = iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]
    names = sorted(one.removeprefix(namespace) for one in known if one.startswith(namespace))
    close = get_close_matches(iri.removeprefix(namespace), names, n=1)
    return did_you_mean([shorten(namespace + name) for name in close])

"""What can go wrong, in the user's words.

Every error says where and what, and on a second line what would work. The parts
stay on the exception as attributes, so that a caller can act on them. Knows
nothing of how an error is shown: the command line prints ``str(error)``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class CakgError(Exception):
    """The one ancestor of everything cakg raises on purpose."""

    exit_code = 2

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message}\n    {self.remedy}" if self.remedy else self.message


class UnknownQuestionError(CakgError):
    """No question of the catalogue has this name."""

    def __init__(self, name: str, candidates: Sequence[str] = ()) -> None:
        super().__init__(
            f"no question is called {name!r}",
            remedy=did_you_mean(candidates) or "`cakg questions` lists them all",
        )
        self.name = name
        self.candidates = tuple(candidates)


class UnknownParameterError(CakgError):
    """The question has no such parameter."""

    def __init__(self, question: str, name: str, parameters: Sequence[str] = ()) -> None:
        known = ", ".join(sorted(parameters))
        super().__init__(
            f"the question {question} has no parameter {name!r}",
            remedy=f"Its parameters are {known}." if known else "It takes no parameters.",
        )
        self.question = question
        self.name = name
        self.parameters = tuple(sorted(parameters))


class UnknownThingError(CakgError):
    """Nothing in the graph has this name."""

    def __init__(self, text: str, candidates: Sequence[str] = ()) -> None:
        super().__init__(
            f"The graph has nothing called {text!r}: the sources, as recorded here, do not name it."
            " That is silence, not denial.",
            remedy=did_you_mean(candidates) or "`cakg find TEXT` searches labels and aliases",
        )
        self.text = text
        self.candidates = tuple(candidates)


class AmbiguousThingError(CakgError):
    """Several things in the graph have this name."""

    def __init__(self, text: str, candidates: Sequence[str]) -> None:
        super().__init__(f"{text!r} is the name of several things", remedy=f"say which: {', '.join(candidates)}")
        self.text = text
        self.candidates = tuple(candidates)


class BadValueError(CakgError):
    """A value that does not have the form it should have."""


class GraphFolderError(CakgError):
    """A folder that should hold a graph is missing or holds none."""


class QuerySyntaxError(CakgError):
    """A query that is not SPARQL, or that cannot be run read-only."""


class EndpointError(CakgError):
    """A SPARQL endpoint that cannot be reached, refuses, or answers with something else."""


class OutputError(CakgError):
    """A file that cannot be written; whatever stood there before still does."""


class BrokenFile(NamedTuple):
    """One place at which a file cannot be read."""

    path: str
    line: int
    problem: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.problem}" if self.line else f"{self.path}: {self.problem}"


class BrokenFileError(CakgError):
    """Files that cannot be parsed: all of them, not the first."""

    def __init__(self, faults: Sequence[BrokenFile]) -> None:
        super().__init__(
            "\n".join(str(fault) for fault in faults),
            remedy="mend the syntax at each place; nothing was loaded",
        )
        self.faults = tuple(faults)


def did_you_mean(candidates: Sequence[str]) -> str:
    """Return ``did you mean a, b or c?``, or an empty text without candidates."""
    *most, last = candidates or ("",)
    choice = f"{', '.join(most)} or {last}" if most else last
    return f"did you mean {choice}?" if choice else ""

"""What can go wrong, in the user's words.

Every error says where and what, and on a second line what would work; what it found
stays on it, so that a caller can act. Knows nothing of how an error is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class CakgError(Exception):
    """The one ancestor of everything cakg raises on purpose."""

    exit_code = 2
    """The exit code of a command that ends with it."""

    def __init__(self, message: str, *, remedy: str = "", candidates: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.message = message
        """What is wrong, and where."""
        self.remedy = remedy
        """What would work; empty where nothing can be said."""
        self.candidates = tuple(candidates)
        """Names that were probably meant."""

    def __str__(self) -> str:
        return f"{self.message}\n    {self.remedy}" if self.remedy else self.message


class UnknownQuestionError(CakgError):
    """No question of the catalogue has this name."""

    def __init__(self, name: str, candidates: Sequence[str] = ()) -> None:
        remedy = did_you_mean(candidates) or "`cakg questions` lists them all"
        super().__init__(f"no question is called {name!r}", remedy=remedy, candidates=candidates)


class UnknownParameterError(CakgError):
    """The question has no such parameter."""

    def __init__(self, question: str, name: str, parameters: Sequence[str] = ()) -> None:
        known = sorted(parameters)
        remedy = f"Its parameters are {', '.join(known)}." if known else "It takes no parameters."
        super().__init__(f"the question {question} has no parameter {name!r}", remedy=remedy, candidates=known)


class UnknownThingError(CakgError):
    """Nothing in the graph has this name."""

    def __init__(self, text: str, candidates: Sequence[str] = ()) -> None:
        self.text = text
        super().__init__(
            f"The graph has nothing called {text!r}. The name may be misspelt."
            " An unknown name does not mean silence of the sources.",
            remedy=did_you_mean(candidates) or "`cakg find TEXT` searches labels and aliases",
            candidates=candidates,
        )


class AmbiguousThingError(CakgError):
    """Several things in the graph have this name."""

    def __init__(self, text: str, candidates: Sequence[str]) -> None:
        self.text = text
        remedy = f"say which: {', '.join(candidates)}"
        super().__init__(f"{text!r} is the name of several things", remedy=remedy, candidates=candidates)


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
    """The path of the file."""
    line: int
    """The number of the line; 0 where none is known."""
    problem: str
    """What is wrong."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.problem}" if self.line else f"{self.path}: {self.problem}"


class BrokenFileError(CakgError):
    """Files that cannot be parsed: all of them, not the first."""

    def __init__(self, faults: Sequence[BrokenFile]) -> None:
        super().__init__("\n".join(map(str, faults)), remedy="mend the syntax at each place; nothing was loaded")
        self.faults = tuple(faults)
        """Each place that cannot be read."""


def did_you_mean(candidates: Sequence[str]) -> str:
    """Return ``did you mean a, b or c?``, or an empty text without candidates."""
    *most, last = candidates or ("",)
    choice = f"{', '.join(most)} or {last}" if most else last
    return f"did you mean {choice}?" if choice else ""

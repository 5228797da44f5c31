"""The errors that cakg raises.

The message of an error says where and what the problem is; a second line says what to do. Both are also
attributes. Does not know how errors are displayed.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import NamedTuple

NOT_A_QUERY = "this is not a query"
READ_ONLY = "cakg only reads: after the prefixes, begin with SELECT, ASK, CONSTRUCT or DESCRIBE"
ALL_QUESTIONS = "`cakg questions` lists all questions"


class CakgError(Exception):
    """The base class of all cakg errors."""

    exit_code = 2
    """The exit code of a command that ends with this error."""

    def __init__(self, message: str, *, remedy: str = "", candidates: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.message = message
        """What is wrong, and where."""
        self.remedy = remedy
        """What to do; empty if there is no advice."""
        self.candidates = tuple(candidates)
        """Names that were probably meant."""

    def __str__(self) -> str:
        return f"{self.message}\n    {self.remedy}" if self.remedy else self.message


class MissingLibraryError(CakgError):
    """A library of an extra is not installed."""

    def __init__(self, what: str, library: str, extra: str) -> None:
        super().__init__(
            f"{what} needs {library}, which is not installed",
            remedy=f"install the extra {extra}: in a checkout of cakg, pip install '.[{extra}]'",
        )


def require(module: str, what: str, library: str, extra: str) -> None:
    """Raise :class:`MissingLibraryError` if *module* of an optional *library* is not installed.

    Raises :class:`CakgError` if it is there but cannot be loaded, for lack of memory or of another library.
    """
    try:
        import_module(module)
    except ModuleNotFoundError as error:
        raise MissingLibraryError(what, library, extra) from error
    except ImportError as error:
        remedy = "free memory, or install it again"
        raise CakgError(f"{what} needs {library}, which cannot be loaded: {error}", remedy=remedy) from error


class UnknownQuestionError(CakgError):
    """The catalogue has no question with this name."""

    def __init__(self, name: str, candidates: Sequence[str] = ()) -> None:
        remedy = did_you_mean(candidates) or ALL_QUESTIONS
        super().__init__(f"there is no question {name!r}", remedy=remedy, candidates=candidates)


class UnknownParameterError(CakgError):
    """The question has no parameter with this name."""

    def __init__(self, question: str, name: str, parameters: Sequence[str] = ()) -> None:
        known = sorted(parameters)
        remedy = f"Parameters: {', '.join(known)}." if known else "It takes no parameters."
        super().__init__(f"the question {question} has no parameter {name!r}", remedy=remedy, candidates=known)


class UnknownThingError(CakgError):
    """Nothing in the graph has this name."""

    def __init__(self, text: str, candidates: Sequence[str] = ()) -> None:
        self.text = text
        super().__init__(
            f"nothing in the graph has the name {text!r}. Check the spelling; the articles may also use another name.",
            remedy=did_you_mean(candidates) or "`cakg find TEXT` searches labels and aliases",
            candidates=candidates,
        )


class AmbiguousThingError(CakgError):
    """Several things in the graph have this name."""

    def __init__(self, text: str, candidates: Sequence[str]) -> None:
        self.text = text
        remedy = f"use the IRI of one of them: {', '.join(candidates)}"
        super().__init__(f"several things have the name {text!r}", remedy=remedy, candidates=candidates)


class BadValueError(CakgError):
    """A value has the wrong form or is not allowed."""


class GraphFolderError(CakgError):
    """A folder is missing or contains no graph."""


class QuerySyntaxError(CakgError):
    """A query is not valid SPARQL, or would change the graph."""


class ServiceError(CakgError):
    """A query uses SERVICE, which is not allowed."""

    def __init__(self) -> None:
        super().__init__(
            "the query sends a part of itself to another endpoint (SERVICE), which is not allowed",
            remedy="if you trust the query and that endpoint, allow it with `cakg query --allow-service`,"
            " or in Python with kg.query(…, allow_service=True)",
        )


class QueryLimitError(CakgError):
    """A query is nested too deeply, took too long or needed too much memory, and was not answered."""


class EndpointError(CakgError):
    """A SPARQL endpoint cannot be reached, refuses the query, or sends an unexpected answer."""


class OutputError(CakgError):
    """A file cannot be written; an existing file is unchanged."""


class BrokenFile(NamedTuple):
    """One error in a file, with its line."""

    path: str
    """The path of the file."""
    line: int
    """The number of the line; 0 if unknown."""
    problem: str
    """What is wrong."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.problem}" if self.line else f"{self.path}: {self.problem}"


class BrokenFileError(CakgError):
    """Files cannot be parsed; *faults* lists the errors of all of them."""

    def __init__(self, faults: Sequence[BrokenFile]) -> None:
        super().__init__("\n".join(map(str, faults)), remedy="correct each file named; nothing was loaded")
        self.faults = tuple(faults)
        """The errors, each with its file and line."""


def did_you_mean(candidates: Sequence[str]) -> str:
    """Return ``did you mean a, b or c?``; an empty text if there are no candidates."""
    *most, last = candidates or ("",)
    choice = f"{', '.join(most)} or {last}" if most else last
    return f"did you mean {choice}?" if choice else ""

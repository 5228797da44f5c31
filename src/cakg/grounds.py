"""What an answer rests on, and what its emptiness means.

Knows how a question was asked and of what, nothing of rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from cakg import tables
from cakg.citations import Source
from cakg.questions import Question


class Asked(NamedTuple):
    """A question, the words it was given for its parameters, and the SPARQL that they made."""

    question: Question
    given: Mapping[str, Sequence[str]]
    sparql: str


class Scope(NamedTuple):
    """What an answer rests on: the graph's version, its sources, and the profile that narrowed the rows."""

    version: str
    sources: tuple[Source, ...]
    profile: str
    hidden: int = 0
    """How many rows the profile hides."""
    elsewhere: tuple[tuple[str, str], ...] = ()
    """Where there is no row: options with values like those given, for which there are some."""
    without: int = 0
    """Where there is no row: how many there are when no option is given."""
    meanings: tuple[tuple[str, str], ...] = ()
    """The statuses in the rows and what they mean."""


def silence(question: Question, given: Mapping[str, Sequence[str]], scope: Scope) -> str:
    """Return what to say when there is no row: silence is not denial, and a profile may be what hides it."""
    if scope.hidden:
        return f"No row under the profile {scope.profile}: it hides {rows(scope.hidden)}."
    text = "The sources are silent: nobody affirms, denies or leaves open anything of the kind."
    if scope.without:
        options = " ".join(question.parameter(name).given(words) for name, words in given.items())
        are = "is" if scope.without == 1 else "are"
        text = f"No row answers this with {options}, though there {are} {rows(scope.without)} without."
    text += " Silence is not denial: what is denied would stand here as a row."
    parts = [text, *(f"But there are answers for {option} {near}." for option, near in scope.elsewhere)]
    return "\n\n".join("\n".join(tables.hanging(part, "")) for part in parts)


def footer(sources: Iterable[Source], version: str, profile: str = "") -> str:
    """Return the line that names a profile, sources with their dates, and the graph's version."""
    named = ", ".join(source.named_with_date for source in sources)
    parts = [f"profile {profile}" if profile else "", f"sources: {named}" if named else ""]
    return "; ".join(part for part in [*parts, f"graph {version}" if version else ""] if part)


def rows(number: int) -> str:
    """Return a number of rows in words."""
    return "1 row" if number == 1 else f"{number} rows"

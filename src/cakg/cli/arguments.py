"""Reading a command's line: its options, and its mistakes as errors that say what would work.

Knows what all commands share. What each of them takes stands beside what it does, in
:mod:`cakg.cli`.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from cakg import tables
from cakg.errors import CakgError, did_you_mean
from cakg.files import STDOUT, write_whole
from cakg.graph import KnowledgeGraph
from cakg.graph import open as open_graph
from cakg.questions.catalogue import quoted

if TYPE_CHECKING:
    from cakg.model.citations import Source
    from cakg.model.selection import Selection


class UsageError(CakgError):
    """A line that cannot be read as a command."""


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Help as wide as our tables; finding out the terminal's width would import 3 ms of shutil for every command."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28, width=tables.WIDTH)


class Parser(argparse.ArgumentParser):
    """An argument parser whose mistakes are errors like all others: what is wrong, and what would work."""

    def __init__(self, command: str, description: str, *, epilog: str = "") -> None:
        super().__init__(
            prog=f"cakg {command}",
            description=tables.wrapped(description),
            epilog=epilog,
            formatter_class=_Formatter,
            allow_abbrev=False,
        )
        self.example = next((line.strip() for line in epilog.splitlines() if line.startswith("  cakg ")), "")
        self.add_argument("--graph", metavar="DIR|URL", help="another graph: a directory or a SPARQL endpoint")
        self.add_argument("--data", metavar="FILE", action="append", default=[], help="more triples; may be repeated")

    def error(self, message: str) -> NoReturn:
        """Raise instead of printing the usage and leaving."""
        such = f"such as: {self.example}\n    " if self.example else ""
        raise UsageError(f"{self.prog}: {message}", remedy=f"{such}`{self.prog} --help` shows how it is used")

    def read(self, line: Sequence[str]) -> argparse.Namespace:
        """Parse *line*; what is left over is an error that names the option that was probably meant."""
        given, left = self.parse_known_args(line)
        if not left:
            return given
        word = left[0].partition("=")[0]
        remedy = nearest(word, self.options()) or f"`{self.prog} --help` shows how it is used"
        if word.startswith("-"):
            raise UsageError(f"{self.prog} has no option {word}", remedy=remedy)
        raise UsageError(f"{self.prog}: {word!r} is one word too many", remedy="a name of several words needs quotes")

    def options(self) -> list[str]:
        """Return the long options that the parser knows."""
        return [option for action in self._actions for option in action.option_strings if option.startswith("--")]

    def print_help(self, file: object = None) -> None:  # noqa: ARG002 - argparse passes it
        """Show the help as everything else is shown: in UTF-8."""
        say(self.format_help())

    def add_output(self, *, picture: bool = False) -> None:
        """Add ``-o FILE``, on which a command that makes a file insists; one that can draw draws a *picture* for it."""
        what = "draw a page that opens offline instead, - for stdout" if picture else "the file to write, - for stdout"
        self.add_argument("-o", "--output", metavar="FILE", required=not picture, help=what)


def add_format(to: argparse._ActionsContainer, *formats: str) -> None:
    """Add ``--format``, the first being the usual one."""
    said = f"{', '.join(formats[:-1])} or {formats[-1]}; {formats[0]} unless told otherwise"
    to.add_argument("--format", metavar="FORMAT", choices=formats, default=formats[0], help=said)


def add_profile(to: argparse._ActionsContainer) -> None:
    """Add ``--profile``, which narrows the statements."""
    to.add_argument(
        "--profile",
        choices=("everything", "unhedged", "stated"),
        default="everything",
        help="everything said (the default), what nobody hedges, or what is stated alone",
    )


def add_datasets(to: argparse._ActionsContainer) -> None:
    """Add ``--datasets``, without which a view shows what articles say."""
    to.add_argument("--datasets", action="store_true", help="also what only datasets say, not articles alone")


def add_selection(to: argparse._ActionsContainer) -> None:
    """Add the options that narrow a picture or an export down, the same everywhere."""
    for name, kind in (("--about", "THING"), ("--theme", "THEME"), ("--source", "SOURCE"), ("--status", "STATUS")):
        what = "what involves this thing" if kind == "THING" else f"statements of this {kind.lower()}"
        to.add_argument(name, metavar=kind, action="append", default=[], help=f"only {what}; may be repeated")
    to.add_argument("--hops", metavar="N", type=int, default=1, help="with --about: so many statements away")
    to.add_argument("--from", metavar="DATE", dest="since", help="only what may have been so on or after it")
    to.add_argument("--until", metavar="DATE", help="only what may have been so on or before it")
    add_datasets(to)
    add_profile(to)


def selected(kg: KnowledgeGraph, given: argparse.Namespace) -> Selection:
    """Return the selection that the options of :func:`add_selection` ask for."""
    return kg.selection(**chosen(given))


def chosen(given: argparse.Namespace) -> dict[str, Any]:
    """Return what the options of :func:`add_selection` say, as :meth:`KnowledgeGraph.selection` takes it."""
    many = {"themes": given.theme, "sources": given.source, "statuses": given.status}
    fields = ("about", "hops", "profile", "since", "until", "datasets")
    return many | {field: getattr(given, field) for field in fields}


def opened(given: argparse.Namespace) -> KnowledgeGraph:
    """Open the graph that a line asks for."""
    return open_graph(given.graph, given.data)


def again(command: str, line: Sequence[str], file: str) -> str:
    """Return a command's line as a reader would type it again, for a file of his own."""
    words = list(line)
    for place, word in reversed(list(enumerate(line))):
        if word in ("-o", "--output"):
            del words[place : place + 2]
        elif word.startswith(("-o", "--output=")):
            del words[place]
    return " ".join(map(quoted, ["cakg", command, *words, "-o", file]))


def write_picture(output: str, picture: str) -> None:
    """Write a picture where ``-o`` says, and say where it is."""
    write_whole(Path(output), picture.encode())
    if output != str(STDOUT):
        say(output)


def foot(kg: KnowledgeGraph, profile: str = "", rests_on: Callable[[Source], bool] = bool) -> str:
    """Return what a view of the graph rests on, as the lines below it; all sources without *rests_on*."""
    return "\n\n" + tables.wrapped(kg.footer(profile, rests_on), width())


def nearest(word: str, known: Sequence[str], *, cutoff: float = 0.6) -> str:
    """Return ``did you mean …?`` for what is most like *word*, or an empty text."""
    from difflib import get_close_matches  # only a mistake pays for it

    return did_you_mean(get_close_matches(word, known, n=3, cutoff=cutoff))


def say(text: str) -> None:
    """Write *text* to standard output, ending in a newline, in UTF-8 whatever the locale."""
    write_whole(STDOUT, (text.rstrip("\n") + "\n").encode())


def width() -> int:
    """Return how wide a table may be: as the terminal where there is one, between 60 and 120, else 80."""
    try:
        return min(max(os.get_terminal_size(sys.stdout.fileno()).columns, 60), 120)
    except (OSError, ValueError):
        return tables.WIDTH

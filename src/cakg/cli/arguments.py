"""Declares and parses the options of commands.

Contains the options that several commands share. A mistake on the command line is an error with a remedy. Does not
know the commands: :mod:`cakg.cli` lists them.
"""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Callable, Iterable, Sequence
from itertools import chain, pairwise, takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

from cakg import tables
from cakg.cli.output import print_message, print_text
from cakg.errors import BadValueError, CakgError, did_you_mean
from cakg.extensions import format_of
from cakg.files import STDOUT
from cakg.graph import KnowledgeGraph
from cakg.graph import open as open_graph
from cakg.harmless import is_text
from cakg.model.dates import period
from cakg.questions.catalogue import quoted
from cakg.store.limits import DEFAULT_LIMITS, MIB, Limits
from cakg.store.local import LocalStore

if TYPE_CHECKING:
    pass

Option: TypeAlias = tuple[tuple[str, ...], dict[str, Any]]
"""The arguments of :meth:`argparse.ArgumentParser.add_argument`; ``group`` is the heading in the help, if any."""


Command: TypeAlias = Callable[[Sequence[str]], int]
"""A function that takes the words after the command's name and returns the exit code."""

LARGEST = 1e9
"""Seconds or MiB that no option exceeds."""
REGISTERED: dict[str, Command] = {}
"""The commands by name; a command is registered when its module is imported."""


class UsageError(CakgError):
    """A command line is not valid."""


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Formats help to the width of tables. Finding the width of the terminal would import shutil, which takes 3 ms."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28, width=tables.WIDTH)


_DASHES = re.compile("^[-‐‑‒–—―−]+")
"""The hyphens before an option, and dashes that word processors write instead of them."""


class Parser(argparse.ArgumentParser):
    """The parser of one command; mistakes raise :class:`UsageError` with a remedy."""

    def __init__(self, command: str, description: str, *, epilog: str = "", options: Iterable[Option] = ()) -> None:
        super().__init__(
            prog=f"cakg {command}",
            description=tables.wrapped(description),
            epilog=epilog,
            formatter_class=_Formatter,
            allow_abbrev=False,
        )
        self.example = next((line.strip() for line in epilog.splitlines() if line.startswith("  cakg ")), "")
        groups: dict[str, argparse._ArgumentGroup] = {}
        for names, settings in (*COMMON, *options):
            heading = settings.get("group")
            if heading and heading not in groups:
                groups[heading] = self.add_argument_group(heading)
            target = groups[heading] if heading else self
            target.add_argument(*names, **{name: value for name, value in settings.items() if name != "group"})

    def error(self, message: str) -> NoReturn:
        """Raise :class:`UsageError`; argparse would print the usage and exit."""
        example = f"example: {self.example}\n    " if self.example else ""
        raise UsageError(f"{self.prog}: {message}", remedy=f"{example}`{self.prog} --help` lists its options")

    def read(self, line: Sequence[str]) -> argparse.Namespace:
        """Return the parsed *line*; raise :class:`UsageError` for unknown options and extra words."""
        given, left = self.read_known(line)
        if not left:
            return given
        if left[0].startswith("-"):
            raise self.unknown_option(left[0], line)
        raise UsageError(
            f"{self.prog}: unexpected word {left[0]!r}",
            remedy="put a name of several words in quotes" + self._quoted(line),
        )

    def read_known(self, line: Sequence[str]) -> tuple[argparse.Namespace, list[str]]:
        """Return the parsed *line* and the words left over.

        The format is taken from ``--format`` or from the extension of the output file.
        """
        self._check_dashes(line)
        given, left = self.parse_known_args(line)
        self._check_encoding(given)
        given.line = line
        [known] = [action.choices for action in self._actions if action.dest == "format"] or [None]
        if known and not left:
            names = list(known)
            # Some commands print text, but write a picture to a file.
            usual = "html" if given.output and "html" in names else names[0]
            default = "" if self.get_default("format") is None else usual
            given.format = format_of(Path(given.output or STDOUT), names, given=given.format or "", default=default)
        if getattr(given, "raw", False) and given.format not in ("csv", "csv-network"):
            raise UsageError(f"{self.prog}: --raw is only for CSV", remedy="use --format csv, or leave out --raw")
        return given, left

    def _check_dashes(self, line: Sequence[str]) -> None:
        """Raise :class:`UsageError` for an option that a word processor has given a dash instead of hyphens."""
        meant = [_DASHES.sub("--", word, count=1) for word in line]
        for word, option in zip(line, meant, strict=True):
            if word != option and option.partition("=")[0] in self.options():
                raise UsageError(
                    f"{self.prog}: {word!r} begins with a dash; an option begins with two hyphens",
                    remedy=command_text(self.prog, meant),
                )

    def _check_encoding(self, given: argparse.Namespace) -> None:
        """Raise :class:`UsageError` for a value that is not UTF-8, unless it names a file."""
        for action in self._actions:
            found = getattr(given, action.dest, None)
            names_file = "FILE" in str(action.metavar) or "DIR" in str(action.metavar)
            for value in found if isinstance(found, list) else [found]:
                if isinstance(value, str) and not (is_text(value) or names_file or os.path.exists(value)):  # noqa: PTH110 - Path refuses long names
                    name = action.option_strings[-1] if action.option_strings else str(action.metavar or action.dest)
                    raise UsageError(
                        f"{self.prog}: the value of {name} is not UTF-8: {without_middle(value)}",
                        remedy="type it again in a terminal that uses UTF-8",
                    )

    def unknown_option(self, word: str, line: Sequence[str]) -> UsageError:
        """Return the error for an unknown option; it suggests *line* with similar options."""
        option, sign, value = word.partition("=")
        close = closest(option, self.options())
        instead = [[one + sign + value if given == word else given for given in line] for one in close]
        remedy = with_commands([command_text(self.prog, words) for words in instead])
        return UsageError(
            f"{self.prog} has no option {option}", remedy=remedy or f"`{self.prog} --help` lists its options"
        )

    def _quoted(self, line: Sequence[str]) -> str:
        """Return the command with its words quoted as one name; empty if it does not take exactly one name."""
        run = list(takewhile(lambda word: not word.startswith("-"), line))
        names = [action for action in self._actions if not action.option_strings]
        if len(names) != 1 or len(run) < 2:
            return ""
        return ":\n    " + command_text(self.prog, [" ".join(run), *line[len(run) :]])

    def options(self) -> list[str]:
        """Return the long options of the command."""
        return [option for action in self._actions for option in action.option_strings if option.startswith("--")]

    def print_help(self, file: object = None) -> None:  # noqa: ARG002 - argparse passes it
        """Print the help in UTF-8, like all output."""
        print_text(self.format_help())


def command(
    *options: Option,
    examples: str,
    note: str = "",
    name: str = "",
    more: Callable[[Sequence[str]], Iterable[Option]] = lambda _line: (),
) -> Callable[[Callable[[argparse.Namespace], int]], Callable[[argparse.Namespace], int]]:
    """Register a function as the command *name*, by default that of the function.

    Its help consists of the function's docstring, the *options*, the *examples*, one per line, and the *note*. *more*
    returns additional options for a given command line.
    """
    lines = examples.splitlines()
    epilog = "\n  ".join([f"example{'s' if len(lines) > 1 else ''}:", *lines]) + (f"\n\n{note}" if note else "")

    def register(run: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
        command_name, description = name or run.__name__, " ".join((run.__doc__ or "").split())

        def parsed(line: Sequence[str]) -> int:
            return run(Parser(command_name, description, epilog=epilog, options=(*options, *more(line))).read(line))

        REGISTERED[command_name] = parsed
        return run

    return register


def option(*names: str, **settings: Any) -> Option:
    """Return an option or positional argument for :func:`command`."""
    return names, settings


def grouped(heading: str, *options: Option) -> tuple[Option, ...]:
    """Return *options* so that the help lists them under *heading*."""
    return tuple((names, settings | {"group": heading}) for names, settings in options)


def limit(default: int, what: str) -> Option:
    """Return the option ``--limit``, the number of *what* to show."""
    return option("--limit", metavar="N", type=positive, default=default, help=f"show N {what} (default: {default})")


def positive(text: str) -> int:
    """Return *text* as a whole number of at least 1."""
    if re.fullmatch(r"[0-9]{1,18}", text) and (number := int(text)):
        return number
    raise argparse.ArgumentTypeError(f"{without_middle(repr(text))} is not a whole number of at least 1")


def number_above_zero(text: str) -> float:
    """Return *text* as a number above zero, and small enough for the timers and limits of the system."""
    number = float(text) if re.fullmatch(r"[0-9]+(\.[0-9]*)?|\.[0-9]+", text) else 0
    if 0 < number < LARGEST:
        return number
    raise argparse.ArgumentTypeError(f"{without_middle(repr(text))} is not a number above 0 and below {LARGEST:,.0f}")


def maximum(name: str, unit: str, default: float, what: str) -> Option:
    """Return an option for a limit in *unit*; its help is *what* and the default."""
    return option(name, metavar=unit, type=number_above_zero, default=default, help=f"{what} (default: {default:g})")


def date_given(text: str) -> str:
    """Return *text* if it is a day, a month or a year."""
    try:
        period(text)
    except BadValueError as error:
        raise argparse.ArgumentTypeError(f"{without_middle(error.message)}: {error.remedy}") from None
    return text


def without_middle(text: str, most: int = 1000) -> str:
    """Return *text* without its middle if it is longer than *most* characters."""
    if len(text) <= most:
        return text
    return f"{text[: most // 2]} … {text[-most // 4 :]} ({len(text):,} characters)"


def formats(*names: str) -> Option:
    """Return the option ``--format``; the first name is the default, which :meth:`Parser.read_known` fills in."""
    text = f"{names[0]} (the default), " + ", ".join(names[1:])
    return option("--format", metavar="FORMAT", choices=names, default="", help=text)


def _filter(name: str, metavar: str, field: str, what: str) -> Option:
    text = f"only statements {what}; may be repeated"
    return option(name, dest=field, metavar=metavar, action="append", default=[], help=text)


ANY_NAME = "a label, an alias or an IRI, in any script"
"""The help for an argument that names a thing."""

COMMON = (
    option(
        "--graph",
        metavar="DIR|URL",
        help="use another graph: a directory, a store or a SPARQL endpoint (check, build: a directory)",
    ),
    option("--data", metavar="FILE", action="append", default=[], help="also load this RDF file; may be repeated"),
    *grouped(
        "limits",
        maximum(
            "--timeout",
            "SECONDS",
            DEFAULT_LIMITS.seconds,
            "end `cakg query` and each query to an endpoint after this time",
        ),
        maximum("--max-answer", "MIB", DEFAULT_LIMITS.answer / MIB, "read at most this much of an endpoint's answer"),
    ),
)
OUTPUT = option("-o", "--output", metavar="FILE", required=True, help="the file to write; - for stdout")
WRITTEN = option(
    "-o", "--output", metavar="FILE", default="", help="write to this file; its extension sets the format; - for stdout"
)
RAW = option(
    "--raw",
    action="store_true",
    help="leave the texts of CSV unchanged, for programs; otherwise an apostrophe goes before a text that a spreadsheet"
    " would run as a formula (numbers stay numbers), and control characters are written as escapes",
)
TEXT = (formats("text", "json"), WRITTEN)
TEXT_OR_PICTURE = (
    formats("text", "json", "html", "svg", "png", "csv", "xlsx"),
    RAW,
    option(
        *("-o", "--output"),
        metavar="FILE",
        default="",
        help="write a picture or its data: .html, .svg, .png, .csv or .xlsx; - for stdout",
    ),
)
"""The options of commands that print text and can write a picture to a file."""
PROFILE = option(
    "--profile",
    choices=("everything", "unhedged", "stated"),
    default="everything",
    help="everything (the default); unhedged: only what is stated, judged or attributed to somebody named, and nothing"
    " denied; stated: only what a source asserts as a fact",
)
DATASETS = option("--datasets", action="store_true", help="include statements that only datasets make")
SELECTION = (
    _filter("--about", "THING", "about", "involving this thing"),
    _filter("--theme", "THEME", "themes", "of this theme"),
    _filter("--source", "SOURCE", "sources", "of this source"),
    _filter("--status", "STATUS", "statuses", "with this status"),
    option("--hops", metavar="N", type=positive, default=1, help="how many steps from the thing (with --about)"),
    option(
        "--from",
        metavar="DATE",
        type=date_given,
        dest="since",
        help="only statements that may apply on or after this day, month or year",
    ),
    option(
        "--until",
        metavar="DATE",
        type=date_given,
        help="only statements that may apply on or before this day, month or year",
    ),
    DATASETS,
    PROFILE,
)
"""The options that select statements for a picture, a network or an export."""


def selection_kwargs(given: argparse.Namespace) -> dict[str, Any]:
    """Return the values of the options :data:`SELECTION` as arguments of :meth:`KnowledgeGraph.selection`."""
    fields = ("about", "themes", "sources", "statuses", "hops", "since", "until", "datasets", "profile")
    return {field: getattr(given, field) for field in fields}


def graph_from(given: argparse.Namespace, *, rules: bool = True) -> KnowledgeGraph:
    """Open the graph that ``--graph`` and ``--data`` name; with ``rules=False``, without derived triples.

    Prints what users must know: that the inputs of a store have changed, or that triples were left out at loading.
    """
    kg = open_graph(given.graph, given.data, rules=rules, limits=limits_from(given))
    if note := getattr(kg.engine, "note", ""):
        print_message(note)
    if isinstance(kg.engine, LocalStore) and (number := kg.records.left_out):
        check = command_text("cakg check", graph_options(given.line))
        those = "it is" if number == 1 else "they are"
        text = f"{tables.counted(number, 'triple')} left out, because {those} not of the form that cakg takes:"
        print_message(f"{text}\n    {check}")
    return kg


def limits_from(given: argparse.Namespace) -> Limits:
    """Return the limits that the options set."""
    return Limits(seconds=given.timeout, answer=int(given.max_answer * MIB))


def command_line(command: str, given: argparse.Namespace, file: str) -> str:
    """Return the *given* command line as text that can be typed again, with *file* as the output file."""
    words = list(given.line)
    for place, word in reversed(list(enumerate(given.line))):
        if word in ("-o", "--output"):
            del words[place : place + 2]
        elif word.startswith(("-o", "--output=")):
            del words[place]
    return " ".join(map(quoted, ["cakg", command, *words, "-o", file]))


def command_text(start: str, words: Iterable[str]) -> str:
    """Return a command line as text: *start*, then *words*, in quotes where needed."""
    return " ".join([start, *map(quoted, words)])


def graph_options(argv: Sequence[str]) -> list[str]:
    """Return ``--graph`` and ``--data`` of a command line, with their values."""
    named = [names[0] for names, _ in COMMON]
    pairs = [pair for pair in pairwise(argv) if pair[0] in named]
    joined = [word for word in argv if word.startswith(tuple(f"{name}=" for name in named))]
    return [*chain.from_iterable(pairs), *joined]


def with_commands(commands: Sequence[str], text: str = "did you mean this?") -> str:
    """Return *text* with each of *commands* on a line below; an empty text if there are no commands."""
    return "\n    ".join([text, *commands]) if commands else ""


def closest(word: str, known: Sequence[str], *, cutoff: float = 0.6) -> list[str]:
    """Return up to three *known* words that are most similar to *word*."""
    from difflib import get_close_matches  # slow to import, so only for errors

    return get_close_matches(word, known, n=3, cutoff=cutoff)


def nearest(word: str, known: Sequence[str]) -> str:
    """Return ``did you mean …?`` with the words most similar to *word*; an empty text if there are none."""
    return did_you_mean(closest(word, known))

"""How a command declares its options, and how its line is read: a mistake is an error that says what would work.

Knows the options that commands share, and how results are written. Does not know the commands:
:mod:`cakg.cli` lists them.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from itertools import chain, pairwise, takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

from cakg import tables
from cakg.errors import CakgError, did_you_mean
from cakg.extensions import format_of
from cakg.files import STDOUT, write_whole
from cakg.graph import KnowledgeGraph
from cakg.graph import open as open_graph
from cakg.questions.catalogue import quoted

if TYPE_CHECKING:
    from cakg.model.sources import Source

Option: TypeAlias = tuple[tuple[str, ...], dict[str, Any]]
"""The arguments of :meth:`argparse.ArgumentParser.add_argument`, and perhaps a ``group``: its heading in the help."""


Command: TypeAlias = Callable[[Sequence[str]], int]
"""Takes the words that follow a command's name and returns the exit code."""

REGISTERED: dict[str, Command] = {}
"""The commands by name, as far as their modules are imported."""


class UsageError(CakgError):
    """A line that cannot be read as a command."""


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Help as wide as our tables; asking the terminal for its width would import 3 ms of shutil for every command."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28, width=tables.WIDTH)


class Parser(argparse.ArgumentParser):
    """The parser of one command. Its mistakes are errors like all others: what is wrong, and what would work."""

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
        for names, settings in (*EVERYWHERE, *options):
            heading = settings.get("group")
            if heading and heading not in groups:
                groups[heading] = self.add_argument_group(heading)
            target = groups[heading] if heading else self
            target.add_argument(*names, **{name: value for name, value in settings.items() if name != "group"})

    def error(self, message: str) -> NoReturn:
        """Raise instead of printing the usage and leaving."""
        such = f"such as: {self.example}\n    " if self.example else ""
        raise UsageError(f"{self.prog}: {message}", remedy=f"{such}`{self.prog} --help` shows how it is used")

    def read(self, line: Sequence[str]) -> argparse.Namespace:
        """Parse *line*, which the result keeps; a word left over is an error that names the option probably meant."""
        given, left = self.read_known(line)
        if not left:
            return given
        if left[0].startswith("-"):
            raise self.unknown_option(left[0], line)
        raise UsageError(
            f"{self.prog}: {left[0]!r} is one word too many",
            remedy="a name of several words needs quotes" + self._quoted(line),
        )

    def read_known(self, line: Sequence[str]) -> tuple[argparse.Namespace, list[str]]:
        """Parse *line*, which the result keeps, with the format that ``--format`` or the file's extension says.

        Also return the words left over.
        """
        given, left = self.parse_known_args(line)
        given.line = line
        [known] = [action.choices for action in self._actions if action.dest == "format"] or [None]
        if known and not left:
            names = list(known)
            # What is text on the screen is a picture where a file is asked for.
            usual = "html" if given.output and "html" in names else names[0]
            default = "" if self.get_default("format") is None else usual
            given.format = format_of(Path(given.output or STDOUT), names, given=given.format or "", default=default)
        return given, left

    def unknown_option(self, word: str, line: Sequence[str]) -> UsageError:
        """Return the error for an unknown option, with the *line* that has the nearest one instead."""
        option, sign, value = word.partition("=")
        close = closest(option, self.options())
        instead = [[one + sign + value if given == word else given for given in line] for one in close]
        remedy = or_paste([command_text(self.prog, words) for words in instead])
        return UsageError(
            f"{self.prog} has no option {option}", remedy=remedy or f"`{self.prog} --help` shows how it is used"
        )

    def _quoted(self, line: Sequence[str]) -> str:
        """Return the line that has in quotes what stands without them, where a command takes a single name."""
        run = list(takewhile(lambda word: not word.startswith("-"), line))
        names = [action for action in self._actions if not action.option_strings]
        if len(names) != 1 or len(run) < 2:
            return ""
        return ":\n    " + command_text(self.prog, [" ".join(run), *line[len(run) :]])

    def options(self) -> list[str]:
        """Return the long options that the parser knows."""
        return [option for action in self._actions for option in action.option_strings if option.startswith("--")]

    def print_help(self, file: object = None) -> None:  # noqa: ARG002 - argparse passes it
        """Show the help as everything else is shown: in UTF-8."""
        say(self.format_help())


def command(
    *options: Option,
    examples: str,
    note: str = "",
    name: str = "",
    more: Callable[[Sequence[str]], Iterable[Option]] = lambda _line: (),
) -> Callable[[Callable[[argparse.Namespace], int]], Callable[[argparse.Namespace], int]]:
    """Register a function as the command *name*, by default that of the function.

    Its help is the function's docstring, the *options*, the *examples*, one a line, and the *note*. *more* returns the
    options that it takes only on a line as the one given.
    """
    lines = examples.splitlines()
    epilog = "\n  ".join([f"example{'s' if len(lines) > 1 else ''}:", *lines]) + (f"\n\n{note}" if note else "")

    def register(run: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
        called, description = name or run.__name__, " ".join((run.__doc__ or "").split())

        def parsed(line: Sequence[str]) -> int:
            return run(Parser(called, description, epilog=epilog, options=(*options, *more(line))).read(line))

        REGISTERED[called] = parsed
        return run

    return register


def option(*names: str, **settings: Any) -> Option:
    """Return one option or positional argument, as a command declares it."""
    return names, settings


def grouped(heading: str, *options: Option) -> tuple[Option, ...]:
    """Return *options* to stand under a *heading* of their own in the help."""
    return tuple((names, settings | {"group": heading}) for names, settings in options)


def limit(default: int, what: str) -> Option:
    """Return ``--limit``, how many of *what* are shown."""
    return option("--limit", metavar="N", type=_positive, default=default, help=f"show N {what} (default: {default})")


def _positive(text: str) -> int:
    """Return *text* as a whole number that is not 0."""
    if text.isdecimal() and (number := int(text)):
        return number
    raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of 1 or more")


def formats(*names: str) -> Option:
    """Return ``--format``, the first being the default: :meth:`Parser.read_known` fills in what is left out."""
    text = f"{names[0]} (the default), " + ", ".join(names[1:])
    return option("--format", metavar="FORMAT", choices=names, default="", help=text)


def _narrowing(name: str, metavar: str, field: str, what: str) -> Option:
    text = f"only {what}; may be repeated"
    return option(name, dest=field, metavar=metavar, action="append", default=[], help=text)


EVERYWHERE = (
    option("--graph", metavar="DIR|URL", help="another graph: a directory or a SPARQL endpoint"),
    option("--data", metavar="FILE", action="append", default=[], help="more triples; may be repeated"),
)
OUTPUT = option("-o", "--output", metavar="FILE", required=True, help="the file to write, - for stdout")
WRITTEN = option(
    "-o", "--output", metavar="FILE", default="", help="write to a file, whose extension says the format; - for stdout"
)
TEXT = (formats("text", "json"), WRITTEN)
IN_PICTURE = (
    formats("text", "json", "html", "svg", "png", "csv", "xlsx"),
    option(
        *("-o", "--output"),
        metavar="FILE",
        default="",
        help="write a picture, such as path.html, path.svg or path.png, or the table behind it; - for stdout",
    ),
)
"""For what is text, and a picture in a file."""
PROFILE = option(
    "--profile",
    choices=("everything", "unhedged", "stated"),
    default="everything",
    help="everything (the default), only unhedged or only stated statements",
)
DATASETS = option("--datasets", action="store_true", help="include statements that only datasets make")
SELECTION = (
    _narrowing("--about", "THING", "about", "what involves this thing"),
    _narrowing("--theme", "THEME", "themes", "statements of this theme"),
    _narrowing("--source", "SOURCE", "sources", "statements of this source"),
    _narrowing("--status", "STATUS", "statuses", "statements of this status"),
    option("--hops", metavar="N", type=int, default=1, help="how many steps from the thing (with --about)"),
    option(
        "--from",
        metavar="DATE",
        dest="since",
        help="only statements that may apply on or after this day, month or year",
    ),
    option("--until", metavar="DATE", help="only statements that may apply on or before this day, month or year"),
    DATASETS,
    PROFILE,
)
"""The options that narrow a picture or an export, the same everywhere."""


def selection_kwargs(given: argparse.Namespace) -> dict[str, Any]:
    """Return what the options of :data:`SELECTION` say, as :meth:`KnowledgeGraph.selection` takes it."""
    fields = ("about", "themes", "sources", "statuses", "hops", "since", "until", "datasets", "profile")
    return {field: getattr(given, field) for field in fields}


def opened(given: argparse.Namespace, *, rules: bool = True) -> KnowledgeGraph:
    """Open the graph that a line asks for; without *rules*, as it was entered."""
    return open_graph(given.graph, given.data, rules=rules)


def command_line(command: str, given: argparse.Namespace, file: str) -> str:
    """Return the line that was *given* as a reader would type it again, with a *file* of their own for the output."""
    words = list(given.line)
    for place, word in reversed(list(enumerate(given.line))):
        if word in ("-o", "--output"):
            del words[place : place + 2]
        elif word.startswith(("-o", "--output=")):
            del words[place]
    return " ".join(map(quoted, ["cakg", command, *words, "-o", file]))


def command_text(start: str, words: Iterable[str]) -> str:
    """Return a line as a reader would type it: *start*, and each of *words* in quotes where it needs them."""
    return " ".join([start, *map(quoted, words)])


def everywhere(argv: Sequence[str]) -> list[str]:
    """Return the options of a line that say which graph is meant."""
    named = [names[0] for names, _ in EVERYWHERE]
    pairs = [pair for pair in pairwise(argv) if pair[0] in named]
    joined = [word for word in argv if word.startswith(tuple(f"{name}=" for name in named))]
    return [*chain.from_iterable(pairs), *joined]


def or_paste(commands: Sequence[str], text: str = "did you mean this?") -> str:
    """Return *text* with *commands* below it, each on a line that can be pasted; an empty text without any."""
    return "\n    ".join([text, *commands]) if commands else ""


def closest(word: str, known: Sequence[str], *, cutoff: float = 0.6) -> list[str]:
    """Return up to three of those *known* that are most like *word*."""
    from difflib import get_close_matches  # only a mistake pays for it

    return get_close_matches(word, known, n=3, cutoff=cutoff)


def nearest(word: str, known: Sequence[str], *, cutoff: float = 0.6) -> str:
    """Return ``did you mean …?`` for what is most like *word*, or an empty text."""
    return did_you_mean(closest(word, known, cutoff=cutoff))


def show(
    found: Any,
    given: argparse.Namespace,
    kg: KnowledgeGraph | None = None,
    rests_on: Callable[[Source], bool] = bool,
    **limits: int,
) -> int:
    """Write what was *found* as JSON, or as text; with *kg*, a footer names the sources that the text *rests_on*."""
    if given.format == "json":
        return deliver(found.json(), given)
    text = found.table(width=width(given), **limits)
    if kg:
        text += "\n\n" + tables.wrapped(kg.footer(getattr(given, "profile", ""), rests_on), width(given))
    return deliver(text, given)


def deliver(content: str | bytes, given: argparse.Namespace) -> int:
    """Write *content* where ``-o`` says, else to standard output, and say where a file is. Text ends in a newline."""
    output = Path(given.output or STDOUT)
    write_whole(output, content if isinstance(content, bytes) else (content.rstrip("\n") + "\n").encode())
    if output != STDOUT and output.is_file():
        say(given.output)
    return 0


def say(text: str) -> None:
    """Write *text* to standard output, ending in a newline, in UTF-8 whatever the locale."""
    write_whole(STDOUT, (text.rstrip("\n") + "\n").encode())


def width(given: argparse.Namespace | None = None) -> int:
    """Return how wide a table may be: as the terminal where there is one, between 60 and 120, else and in a file 80."""
    if given and given.output:
        return tables.WIDTH
    try:
        return min(max(os.get_terminal_size(sys.stdout.fileno()).columns, 60), 120)
    except (OSError, ValueError):
        return tables.WIDTH

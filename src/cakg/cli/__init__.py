"""The command line ``cakg``: words on a line in, an answer out.

Answers go to standard output, messages to standard error. Exit code 0: done, and an empty
answer is an answer; 1: finished with faults or rejected rows; 2: failed, and nothing was
written. Only what a command needs is imported.
"""

from __future__ import annotations

import gc
import os
import re
import signal
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import NoReturn

from cakg import tables
from cakg.cli.arguments import REGISTERED, UsageError, closest, command_text, everywhere, or_paste, say
from cakg.errors import AmbiguousThingError, CakgError, UnknownThingError
from cakg.files import abandon_stdout

COMMANDS = (
    "questions",
    "ask",
    "find",
    "about",
    "path",
    "compare",
    "query",
    "draw",
    "network",
    "export",
    "link",
    "build",
    "check",
)
_MODULES = {"questions": "questions", "ask": "questions", "link": "link"}
"""Where a command is that is not in :mod:`cakg.cli.commands`."""

MOST_COMMANDS = 4
"""How many commands are offered instead of one with an unknown or an ambiguous name."""
_SHORT_IRI = re.compile(r"\((\w[\w-]*:[^\s()]+)\)$")
"""The short IRI of a candidate, which names it and nothing else."""

_OVERVIEW = """\
What articles say about Russia and Central Asia: who says it, how firmly, where.

  cakg questions [WORD]        the questions that can be asked
  cakg ask QUESTION …          answer one of them
  cakg find TEXT               things, statements and questions by name
  cakg about THING             what is said about a thing, its groups, and by it
  cakg path A B                how two things are connected, and who says so
  cakg compare SOURCE SOURCE   where two sources agree, disagree, are silent
  cakg query SPARQL            any query: on the line, in a file, or - for stdin
  cakg draw network -o FILE    a page, an image or a table (also: timeline, map)
  cakg network                 key figures of the network, and what they mean
  cakg export -o FILE          as Turtle, JSON-LD, CSV, XLSX, GraphML, GEXF …
  cakg link …                  identifiers, your own tables, other datasets
  cakg build DIR               a store on disk, for graphs larger than memory
  cakg check                   all faults of the graph in one run

Everywhere: --graph DIR|URL, another graph or a SPARQL endpoint; --data FILE,
more triples; -o FILE, into a file, whose extension says the format.
More help: `cakg COMMAND --help`, `cakg ask QUESTION --help`, `cakg --version`.

  cakg questions drone
  cakg ask who-is-accused --thing drones --cite
  cakg about Казахстан
"""


def run() -> NoReturn:
    """Run the command line of this process, and end it."""
    # Ctrl-C ends a running query at once: no Python handler would run until it is done.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    gc.set_threshold(100_000)  # a command makes little garbage, and looking for it takes time
    code = main(sys.argv[1:])
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        abandon_stdout()
    sys.stderr.flush()
    os._exit(code)  # freeing a graph takes as long as answering from it


def main(argv: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    reconfigure: Callable[..., None] | None = getattr(sys.stderr, "reconfigure", None)
    if reconfigure:
        reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        return _run(*(argv or ["--help"]))
    except SystemExit:  # argparse, after it has shown a command's help
        return 0
    except BrokenPipeError:
        # The reader of our output, such as `head`, has seen enough: that is no failure.
        abandon_stdout()
        return 0
    except CakgError as error:
        _add_commands(error, argv)
        print("\n".join(_wrapped(str(error))), file=sys.stderr)
        return error.exit_code


def _run(name: str, *words: str) -> int:
    if name in COMMANDS:
        import_module(f"cakg.cli.{_MODULES.get(name, 'commands')}")
        return REGISTERED[name](words)
    if name in ("-h", "--help", "help"):
        say(_OVERVIEW)
    elif name == "--version":
        from cakg.cli.version import show_version

        show_version(words)
    elif name.startswith("-"):
        raise _option_first(name, words)
    else:
        raise _unknown_command(name, words)
    return 0


def _option_first(name: str, words: Sequence[str]) -> UsageError:
    """Return the error for a line that begins with an option: options follow the command."""
    place = next((place for place, word in enumerate(words) if word in COMMANDS), None)
    if place is not None:
        line = [*words[place:], name, *words[:place]]
        remedy = or_paste([command_text("cakg", line)], "options follow the command:")
    else:
        close = closest(name.lstrip("-"), (*COMMANDS, "help", "version"))
        lines = [command_text("cakg", [f"--{one}" if one in ("help", "version") else one, *words]) for one in close]
        remedy = "\n    ".join(["options follow the command", *filter(None, [or_paste(lines)])])
    return UsageError(f"cakg has no option {name} of its own", remedy=remedy)


def _unknown_command(name: str, words: Sequence[str]) -> UsageError:
    """Return the error for a word that is no command: it may be misspelt, or a question, or something to look for."""
    lines = [command_text("cakg", [one, *words]) for one in closest(name, COMMANDS)]
    remedy = or_paste(lines)
    if not lines:
        from cakg.cli.questions import is_question

        text = " ".join([name, *(word for word in words if not word.startswith("-"))])
        again = ["ask", name, *words] if is_question(name) else ["find", text]
        remedy = or_paste([command_text("cakg", again)], f"commands are {', '.join(COMMANDS)}; did you mean this?")
    return UsageError(f"cakg has no command {name!r}", remedy=remedy)


def _add_commands(error: CakgError, argv: Sequence[str]) -> None:
    """Add to the remedy of an unknown or an ambiguous name the lines that have one of its candidates instead."""
    if not isinstance(error, UnknownThingError | AmbiguousThingError) or error.text not in argv:
        return
    if not error.remedy.startswith(("did you mean", "say which")):
        return
    named = [found[1] for one in error.candidates if (found := _SHORT_IRI.search(one))]
    lines = [[name if word == error.text else word for word in argv] for name in named[:MOST_COMMANDS]]
    if isinstance(error, AmbiguousThingError):
        lines.append(["find", error.text, *everywhere(argv)])
    error.remedy = or_paste([command_text("cakg", line) for line in lines], error.remedy)


def _wrapped(text: str) -> list[str]:
    """Return the lines of *text*, those too long wrapped, but no command and no line with a mark below it."""
    given = text.splitlines()
    lines: list[str] = []
    for line, below in zip(given, [*given[1:], ""], strict=True):
        bare = line.lstrip()
        whole = len(line) <= tables.WIDTH or line.startswith("    cakg ") or below.strip() == "^"
        lines += [line] if whole else tables.wrap_hanging(bare, line[: len(line) - len(bare)])
    return lines

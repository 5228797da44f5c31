"""The command line ``cakg``: words on a line in, an answer out.

Answers go to standard output, messages to standard error. Exit code 0: done, and an empty
answer is an answer; 1: finished with faults or rejected rows; 2: failed, and nothing was
written. Only what a command needs is imported.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import NoReturn

from cakg import tables
from cakg.cli.arguments import REGISTERED, UsageError, nearest, say
from cakg.errors import CakgError
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

_OVERVIEW = """\
What articles say about Russia and Central Asia: who says it, how firmly, where.

  cakg questions [WORD]        the questions that can be asked
  cakg ask QUESTION …          answer one of them
  cakg find TEXT               things, statements and questions by name
  cakg about THING             what is said about a thing, its groups, and by it
  cakg path A B                how two things are connected, and who says so
  cakg compare SOURCE SOURCE   where two sources agree, disagree, are silent
  cakg query SPARQL            any query: on the line, in a file, or - for stdin
  cakg draw network -o FILE    a page that opens offline (also: timeline, map)
  cakg network                 key figures of the network, and what they mean
  cakg export -o FILE          as Turtle, N-Triples, JSON-LD, CSV, GraphML, GEXF
  cakg link …                  identifiers, your own tables, other datasets
  cakg build DIR               a store on disk, for graphs larger than memory
  cakg check                   all faults of the graph in one run

Everywhere: --graph DIR|URL, another graph or a SPARQL endpoint; --data FILE,
more triples. More help: `cakg COMMAND --help`, `cakg ask QUESTION --help`.
`cakg --version` shows the version of the program and of the graph.

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
        raise UsageError(f"cakg has no option {name} of its own", remedy="options follow the command")
    else:
        remedy = nearest(name, COMMANDS) or f"commands are {', '.join(COMMANDS)}"
        raise UsageError(f"cakg has no command {name!r}", remedy=remedy)
    return 0


def _wrapped(text: str) -> list[str]:
    """Return the lines of *text*, those too long for a terminal wrapped, but not a line with a mark below it."""
    given = text.splitlines()
    lines: list[str] = []
    for line, below in zip(given, [*given[1:], ""], strict=True):
        bare = line.lstrip()
        whole = len(line) <= tables.WIDTH or below.strip() == "^"
        lines += [line] if whole else tables.wrap_hanging(bare, line[: len(line) - len(bare)])
    return lines

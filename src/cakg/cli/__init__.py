"""The command line ``cakg``.

Results go to standard output, messages to standard error. Exit code 0: done, even if the answer is empty;
1: finished with faults or rejected rows; 2: failed, nothing was written. Only the modules that a command needs are
imported.
"""

from __future__ import annotations

import gc
import os
import re
import signal
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from itertools import pairwise
from typing import NoReturn

from cakg import tables
from cakg.cli.arguments import (
    REGISTERED,
    UsageError,
    closest,
    command_text,
    graph_options,
    with_commands,
    without_middle,
)
from cakg.cli.output import print_message, print_text
from cakg.errors import AmbiguousThingError, CakgError, UnknownThingError
from cakg.files import abandon_stdout
from cakg.harmless import visible

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
    "add",
    "check",
    "serve",
    "site",
    "mcp",
)
_MODULES = {"questions": "questions", "ask": "questions", "link": "link", "serve": "web", "site": "web", "mcp": "mcp"}
"""The module of each command that is not in :mod:`cakg.cli.commands`."""

MOST_COMMANDS = 4
"""How many commands are suggested for an unknown or ambiguous name."""
_SHORT_IRI = re.compile(r"\((\w[\w-]*:[^\s()]+)\)$")
"""The short IRI at the end of a candidate. Unlike the label, it is unique."""

_OVERVIEW = """\
What articles say about Russia and Central Asia: who says it, how firmly, where.

  cakg questions [WORD]        list the questions that can be asked
  cakg ask QUESTION …          answer one of these questions, with citations
  cakg find TEXT               find things, statements and questions by name
  cakg about THING             show statements about a thing, with sources
  cakg path A B                show how two things are connected, with sources
  cakg compare SOURCE SOURCE   show where two sources agree and disagree
  cakg query SPARQL            run a query: as text, from a file, or - for stdin
  cakg draw network -o FILE    draw a page, image or table (also: timeline, map)
  cakg network                 show key figures of the network, with meanings
  cakg export -o FILE          export to Turtle, JSON-LD, CSV, XLSX, GraphML …
  cakg link …                  look up identifiers, match names, import data
  cakg serve                   show the graph in a browser (also: cakg site DIR)
  cakg mcp                     let language models use the graph
  cakg build DIR               build a store on disk (then: cakg add DIR FILE)
  cakg check                   report all faults of the graph

Common options: --graph DIR|URL uses another graph or a SPARQL endpoint;
--data FILE adds triples; -o FILE writes a file in the format of its extension.
More help: `cakg COMMAND --help`, `cakg ask QUESTION --help`, `cakg --version`.

  cakg ask who-is-accused --thing drones --cite
  cakg about Казахстан
"""


def run() -> NoReturn:
    """Run the command of this process, then exit."""
    _open_missing_streams()
    # Ctrl-C must end a running query at once. A Python handler would run only after the query.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    gc.set_threshold(100_000)  # a command creates little garbage, and collecting it takes time
    code = main(sys.argv[1:])
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        abandon_stdout()
    sys.stderr.flush()
    os._exit(code)  # faster than a normal exit: freeing a graph takes as long as a query


def _open_missing_streams() -> None:
    """Open the standard streams that the caller has closed; otherwise the next file that is opened takes their place.

    Writing to standard output then fails, which is reported like a full disk; messages are lost.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            null = os.open(os.devnull, os.O_RDONLY if number < 2 else os.O_WRONLY)
            if null != number:
                os.dup2(null, number)
                os.close(null)
            os.set_inheritable(number, True)
            mode = "w" if number else "r"
            setattr(sys, name, open(number, mode, encoding="utf-8"))  # noqa: PTH123, SIM115 - a descriptor


def main(argv: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    reconfigure: Callable[..., None] | None = getattr(sys.stderr, "reconfigure", None)
    if reconfigure:
        reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        return _run(*(argv or ["--help"]))
    except SystemExit:  # raised by argparse after showing help
        return 0
    except BrokenPipeError:
        # The reader of the output, such as `head`, has stopped reading. That is not a failure.
        abandon_stdout()
        return 0
    except CakgError as error:
        _add_commands(error, argv)
        print_message("\n".join(_wrapped(visible(str(error)))))
        return error.exit_code
    except (MemoryError, OSError, AssertionError, AttributeError, LookupError, TypeError, ValueError) as error:
        if not (text := _explained(error, argv)):
            raise
        print_message("\n".join(_wrapped(visible(text))))
        return CakgError.exit_code


def _explained(error: Exception, argv: Sequence[str]) -> str:
    """Return the message for an error that is not of cakg; empty for a fault in cakg."""
    if isinstance(error, MemoryError):
        return "there is not enough memory\n    close other programs, or raise the limit that `ulimit -v` shows"
    if isinstance(error, OSError):
        # Such as a name that is too long for a file: the system refuses even to look for it.
        named = f"{error.filename}: " if error.filename else ""
        return f"{named}{error.strerror or error}\n    use another file"
    if not (place := _endpoint(argv)):
        return ""
    problem = f"the answers of {place} do not fit together or to the queries ({type(error).__name__}: {error})"
    remedy = "its graph may have changed between two queries: try again; otherwise check that it has cakg's graph"
    return f"{problem}\n    {remedy}"


def _endpoint(argv: Sequence[str]) -> str:
    """Return the endpoint of ``--graph`` in a command line, safe to print; empty if there is none."""
    from cakg.graph import is_address
    from cakg.store.address import shown_address

    words = graph_options(argv)
    given = [word.removeprefix("--graph=") for word in words if "--graph=" in word]
    given += [value for name, value in pairwise(words) if name == "--graph"]
    return next((shown_address(one) for one in given if is_address(one)), "")


def _run(name: str, *words: str) -> int:
    if name in COMMANDS:
        import_module(f"cakg.cli.{_MODULES.get(name, 'commands')}")
        return REGISTERED[name](words)
    if name in ("-h", "--help", "help"):
        print_text(_OVERVIEW)
    elif name == "--version":
        from cakg.cli.version import show_version

        show_version(words)
    elif name.startswith("-"):
        raise _option_first(name, words)
    else:
        raise _unknown_command(name, words)
    return 0


def _option_first(name: str, words: Sequence[str]) -> UsageError:
    """Return the error for a command line that starts with an option instead of a command."""
    place = next((place for place, word in enumerate(words) if word in COMMANDS), None)
    if place is not None:
        line = [*words[place:], name, *words[:place]]
        remedy = with_commands([command_text("cakg", line)], "put options after the command:")
    else:
        close = closest(name.lstrip("-"), (*COMMANDS, "help", "version"))
        lines = [command_text("cakg", [f"--{one}" if one in ("help", "version") else one, *words]) for one in close]
        remedy = "\n    ".join(["put options after the command", *filter(None, [with_commands(lines)])])
    return UsageError(f"cakg has no option {name} before the command", remedy=remedy)


def _unknown_command(name: str, words: Sequence[str]) -> UsageError:
    """Return the error for an unknown command; it suggests a similar command, `cakg ask` or `cakg find`."""
    lines = [command_text("cakg", [one, *words]) for one in closest(name, COMMANDS)]
    remedy = with_commands(lines)
    if not lines:
        from cakg.cli.questions import is_question

        text = " ".join([name, *(word for word in words if not word.startswith("-"))])
        instead = ["ask", name, *words] if is_question(name) else ["find", text]
        remedy = with_commands([command_text("cakg", instead)], f"commands: {', '.join(COMMANDS)}; did you mean this?")
    return UsageError(f"cakg has no command {name!r}", remedy=remedy)


def _add_commands(error: CakgError, argv: Sequence[str]) -> None:
    """Add commands to the remedy: the command line with each of the candidates instead of the name."""
    if not isinstance(error, UnknownThingError | AmbiguousThingError) or error.text not in argv:
        return
    if not error.remedy.startswith(("did you mean", "use the IRI")):
        return
    named = [found[1] for one in error.candidates if (found := _SHORT_IRI.search(one))]
    lines = [[name if word == error.text else word for word in argv] for name in named[:MOST_COMMANDS]]
    if isinstance(error, AmbiguousThingError):
        lines.append(["find", error.text, *graph_options(argv)])
    error.remedy = with_commands([command_text("cakg", line) for line in lines], error.remedy)


def _wrapped(text: str) -> list[str]:
    """Return the lines of *text*, wrapped. Commands, and lines of a query with a mark below, stay as they are."""
    given = [without_middle(line, 2000) for line in text.splitlines()]
    lines: list[str] = []
    for line, below in zip(given, [*given[1:], ""], strict=True):
        bare = line.lstrip()
        keep = len(line) <= tables.WIDTH or line.startswith("    cakg ") or below.strip() == "^"
        lines += [line] if keep else tables.wrap_hanging(bare, line[: len(line) - len(bare)])
    return lines

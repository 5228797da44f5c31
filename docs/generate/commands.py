"""The page of the command line, from the parsers in ``cakg.cli``: usage, arguments, options and examples."""

from __future__ import annotations

import re
from argparse import SUPPRESS, Action
from collections.abc import Iterable, Iterator
from importlib import import_module
from unittest.mock import patch

from cakg.cli import COMMANDS
from cakg.cli.arguments import REGISTERED, Parser
from generate.markdown import block, code, definition, escaped

_MODULES = (
    "cakg.cli.commands",
    "cakg.cli.link",
    "cakg.cli.mcp",
    "cakg.cli.publish",
    "cakg.cli.questions",
    "cakg.cli.web",
)
_EXAMPLES = re.compile(r"^examples?:\n((?:  cakg .*\n?)+)", re.MULTILINE)


_TITLES = {"positional arguments": "arguments"}


class _ShownError(Exception):
    """Raised in place of printing the help of a command; it has the command's parser."""

    def __init__(self, parser: Parser) -> None:
        super().__init__(parser.prog)
        self.parser = parser


def markdown() -> str:
    """Return every command with its description, usage, options and examples."""
    return "\n\n".join(part for name, parser in parsers().items() for part in _command(name, parser))


def parsers() -> dict[str, Parser]:
    """Return the parser of each command by its name, in the order of ``cakg --help``.

    A command creates its parser when it runs, so this function runs each command with ``--help``.
    """
    for module in _MODULES:
        import_module(module)
    names = sorted(REGISTERED, key=lambda name: COMMANDS.index(name.partition(" ")[0]))
    return {name: _parser(name) for name in names if not any(other.startswith(f"{name} ") for other in names)}


def _parser(name: str) -> Parser:
    def show(parser: Parser, _file: object = None) -> None:
        raise _ShownError(parser)

    with patch.object(Parser, "print_help", show):
        try:
            REGISTERED[name](["--help"])
        except _ShownError as shown:
            return shown.parser
    raise AssertionError(f"cakg {name} has no help")


def _command(name: str, parser: Parser) -> Iterator[str]:
    yield f"## cakg {name}"
    yield escaped(" ".join((parser.description or "").split()))
    yield block(_usage(parser), "text")
    # argparse has no public way to list arguments and groups.
    for group in parser._action_groups:
        shown = [action for action in group._group_actions if action.help != SUPPRESS and action.dest != "help"]
        if shown:
            yield f"{escaped(_TITLES.get(group.title or '', group.title or '').capitalize())}:"
            yield from _entries(parser, shown)
    examples = _EXAMPLES.search(parser.epilog or "")
    if examples:
        yield "Examples:"
        yield block("\n".join(f"$ {line.strip()}" for line in examples[1].splitlines()), "console")
    rest = _EXAMPLES.sub("", parser.epilog or "").strip()
    if rest:
        yield escaped(" ".join(rest.split()))


def _usage(parser: Parser) -> str:
    """Return the usage without the word ``usage:``, with its lines moved to the left accordingly."""
    word = "usage: "
    lines = parser.format_usage().removeprefix(word).splitlines()
    return "\n".join(line.removeprefix(" " * len(word)) for line in lines)


def _entries(parser: Parser, actions: Iterable[Action]) -> Iterator[str]:
    """Yield an entry of a definition list for each argument or option."""
    formatter = parser._get_formatter()
    for action in actions:
        invocation = formatter._format_action_invocation(action)
        text = formatter._expand_help(action) if action.help else ""
        yield definition(code(invocation), *filter(None, (escaped(text), _choices(action, text))))


def _choices(action: Action, text: str) -> str:
    """Return the possible values of an option; empty if its usage or its help lists them already."""
    choices = [str(one) for one in action.choices or ()]
    if not action.metavar or all(one in text for one in choices):
        return ""
    return f"One of {', '.join(map(code, choices))}."

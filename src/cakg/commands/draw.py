"""``cakg draw``: a picture that opens offline."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from cakg.arguments import Parser, UsageError, add_format, add_selection, again, opened, selected, write_picture
from cakg.knowledge import folders_of

_EXAMPLES = """\
examples:
  cakg draw network -o network.html
  cakg draw network --about Tajikistan --theme security -o tajikistan.html
  cakg draw timeline --about Kazakhstan -o kazakhstan.html
  cakg draw map --question votes-on-a-resolution -o votes.html
"""
_ENDINGS = {"mermaid": "mmd"}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that can be asked for.

    *formats* names a module for each format, the usual one first. It has a function
    ``draw(kg, selection, command, **own) -> str``: the graph, what of it to show, the command line
    that asks for it, and the picture's *own* options (as argparse takes them) where they are
    given. A module is imported when it draws.
    """

    formats: Mapping[str, str]
    own: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


PICTURES: Mapping[str, Picture] = {
    "network": Picture(
        {"html": "cakg.drawing.interactive", "svg": "cakg.drawing.svg", "mermaid": "cakg.drawing.mermaid"},
        {"--relayout": {"action": "store_true", "help": "first find new places for all things, and store them"}},
    ),
    "timeline": Picture({"html": "cakg.drawing.timeline"}),
    "map": Picture(
        {"html": "cakg.drawing.map"},
        {"--question": {"metavar": "QUESTION", "help": "colour the states by its answers, such as trade-growth"}},
    ),
}


def run(line: Sequence[str]) -> int:
    """Draw a picture and write it; say where it is."""
    parser = Parser("draw", "Draw a picture as one HTML file that opens offline.", epilog=_EXAMPLES)
    parser.add_argument("picture", choices=tuple(PICTURES), help="which picture")
    formats = dict.fromkeys(name for picture in PICTURES.values() for name in picture.formats)
    add_format(parser, *formats)
    add_selection(parser)
    for name, picture in PICTURES.items():
        group = parser.add_argument_group(f"only for {name}") if picture.own else parser
        for option, settings in picture.own.items():
            group.add_argument(option, **settings)
    parser.add_output()
    given = parser.read(line)
    module, own = _module(given), _own(given)
    kg = opened(given)
    if own.pop("relayout", False):
        from cakg.drawing.places import relayout

        folders_of(given.graph, local=True)
        print(f"places of things: {relayout(kg)}", file=sys.stderr)
    file = f"{given.picture}.{_ENDINGS.get(given.format, given.format)}"
    drawn: str = import_module(module).draw(kg, selected(kg, given), again("draw", line, file), **own)
    write_picture(given.output, drawn)
    return 0


def _module(given: argparse.Namespace) -> str:
    formats = PICTURES[given.picture].formats
    if given.format not in formats:
        raise UsageError(f"a {given.picture} is not drawn as {given.format}", remedy=f"take {' or '.join(formats)}")
    return formats[given.format]


def _own(given: argparse.Namespace) -> dict[str, Any]:
    """Return what the picture alone takes, as far as it is given; another picture's option is an error."""
    found = {
        (name, option): value
        for name, picture in PICTURES.items()
        for option in picture.own
        if (value := getattr(given, option.removeprefix("--").replace("-", "_"))) not in (None, False, [])
    }
    for name, option in found:
        if name != given.picture:
            raise UsageError(f"{option} is for {name} alone", remedy=f"`cakg draw {name} {option} …` takes it")
    return {option.removeprefix("--").replace("-", "_"): value for (_, option), value in found.items()}

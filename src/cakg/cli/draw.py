"""``cakg draw``: a picture that opens offline."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from itertools import chain

from cakg.cli.arguments import Parser, UsageError, add_format, add_selection, again, opened, selected, write_picture
from cakg.graph import folders_of

_EXAMPLES = """\
examples:
  cakg draw network -o network.html
  cakg draw network --about Tajikistan --theme security -o tajikistan.html
  cakg draw timeline --about Kazakhstan -o kazakhstan.html
  cakg draw map --question votes-on-a-resolution -o votes.html
"""
PICTURES = {
    "network": {"html": "network", "svg": "svg", "mermaid": "mermaid"},
    "timeline": {"html": "timeline"},
    "map": {"html": "map"},
}
"""The module of :mod:`cakg.pictures` for each picture and format, the usual format first.

It has a function ``draw(kg, selection, command) -> str``: the graph, what of it to show, and the command line
that asks for it; that of the map takes a ``question`` too. It is imported when it draws.
"""
_OWN = {"relayout": "network", "question": "map"}
_ENDINGS = {"mermaid": "mmd"}


def run(line: Sequence[str]) -> int:
    """Draw a picture and write it; say where it is."""
    parser = Parser("draw", "Draw a picture as one HTML file that opens offline.", epilog=_EXAMPLES)
    parser.add_argument("picture", choices=tuple(PICTURES), help="which picture")
    add_format(parser, *dict.fromkeys(chain.from_iterable(PICTURES.values())))
    add_selection(parser)
    network, map = (parser.add_argument_group(f"only for {picture}") for picture in _OWN.values())
    network.add_argument("--relayout", action="store_true", help="first find new places for all things, and store them")
    map.add_argument("--question", metavar="QUESTION", help="colour the states by its answers, such as trade-growth")
    parser.add_output()
    given = parser.read(line)
    formats = PICTURES[given.picture]
    if given.format not in formats:
        raise UsageError(f"a {given.picture} is not drawn as {given.format}", remedy=f"take {' or '.join(formats)}")
    for option, picture in _OWN.items():
        if getattr(given, option) and given.picture != picture:
            remedy = f"`cakg draw {picture} --{option} …` takes it"
            raise UsageError(f"--{option} is for {picture} alone", remedy=remedy)
    kg = opened(given)
    if given.relayout:
        from cakg.pictures.relayout import relayout

        folders_of(given.graph, local=True)
        print(f"places of things: {relayout(kg.engine, kg.folders.graph)}", file=sys.stderr)
    draw = import_module(f"cakg.pictures.{formats[given.format]}").draw
    file = f"{given.picture}.{_ENDINGS.get(given.format, given.format)}"
    own = {"question": given.question} if given.question else {}
    drawn: str = draw(kg, selected(kg, given), again("draw", line, file), **own)
    write_picture(given.output, drawn)
    return 0

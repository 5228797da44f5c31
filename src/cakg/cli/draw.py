"""``cakg draw``: a picture that opens offline."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import chain

from cakg.cli.arguments import Parser, UsageError, add_format, add_selection, again, opened, selected, write_picture
from cakg.graph import folders_of
from cakg.pictures.draw import FORMATS, file_name

_EXAMPLES = """\
examples:
  cakg draw network -o network.html
  cakg draw network --about Tajikistan --theme security -o tajikistan.html
  cakg draw timeline --about Kazakhstan -o kazakhstan.html
  cakg draw map --question votes-on-a-resolution -o votes.html
"""
_OWN = {"relayout": "network", "question": "map"}


def run(line: Sequence[str]) -> int:
    """Draw a picture and write it; say where it is."""
    parser = Parser("draw", "Draw a picture as one HTML file that opens offline.", epilog=_EXAMPLES)
    parser.add_argument("picture", choices=tuple(FORMATS), help="which picture")
    add_format(parser, *dict.fromkeys(chain.from_iterable(FORMATS.values())))
    add_selection(parser)
    network, map = (parser.add_argument_group(f"only for {picture}") for picture in _OWN.values())
    network.add_argument("--relayout", action="store_true", help="first find new places for all things, and store them")
    map.add_argument("--question", metavar="QUESTION", help="colour the states by its answers, such as trade-growth")
    parser.add_output()
    given = parser.read(line)
    if given.format not in (formats := FORMATS[given.picture]):
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
    command = again("draw", line, file_name(given.picture, given.format))
    own = {"format": given.format, "question": given.question or "", "command": command}
    write_picture(given.output, kg.draw(given.picture, selected(kg, given), **own))
    return 0

"""``cakg draw``: a picture that opens offline."""

from __future__ import annotations

import argparse
import datetime
from collections.abc import Sequence
from pathlib import Path

from cakg.arguments import Parser, add_profile, opened, say
from cakg.errors import BadValueError
from cakg.knowledge import KnowledgeGraph
from cakg.names import Names
from cakg.output import write_whole

_EXAMPLES = """\
examples:
  cakg draw network -o network.html
  cakg draw network --about Tajikistan --theme security -o tajikistan.html
"""


def run(line: Sequence[str]) -> int:
    """Draw the network and write the page."""
    parser = Parser("draw", "Draw who is tied to whom as one HTML file that opens offline.", epilog=_EXAMPLES)
    parser.add_argument("picture", choices=("network",), help="which picture")
    for name, kind in (("--about", "THING"), ("--theme", "THEME"), ("--source", "SOURCE"), ("--status", "STATUS")):
        what = "what involves this thing" if kind == "THING" else f"statements of this {kind.lower()}"
        parser.add_argument(name, metavar=kind, action="append", default=[], help=f"only {what}; may be repeated")
    parser.add_argument("--hops", metavar="N", type=int, default=1, help="with --about: so many statements away")
    parser.add_argument("--from", metavar="DATE", dest="since", help="only what may have been so on or after it")
    parser.add_argument("--until", metavar="DATE", help="only what may have been so on or before it")
    add_profile(parser)
    parser.add_output()
    given = parser.read(line)
    page = _page(opened(given), given)
    write_whole(Path(given.output), page.encode())
    if given.output != "-":
        say(given.output)
    return 0


def _page(kg: KnowledgeGraph, given: argparse.Namespace) -> str:
    from cakg.drawing import network_page

    graph = kg.network(
        about=_resolved(kg, "thing", given.about),
        hops=given.hops,
        themes=_resolved(kg, "theme", given.theme),
        sources=_resolved(kg, "source", given.source),
        statuses=_resolved(kg, "status", given.status),
        profile=given.profile,
        since=_date(given.since),
        until=_date(given.until),
    )
    return network_page(graph)


def _resolved(kg: KnowledgeGraph, kind: str, texts: Sequence[str]) -> tuple[str, ...]:
    if not texts:
        return ()
    names = Names(kg.engine, kind)
    return tuple(names.resolve(text) for text in texts)


def _date(text: str | None) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise BadValueError(f"{text!r} is not a date", remedy="a date is written 2022-03-02") from error

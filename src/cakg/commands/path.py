"""``cakg path``: how two things are connected."""

from __future__ import annotations

from collections.abc import Sequence

from cakg.arguments import Parser, add_format, add_profile, foot, opened, say, width


def run(line: Sequence[str]) -> int:
    """Show the shortest ways between two things."""
    parser = Parser(
        "path",
        "Show the shortest ways from one thing to another through statements, and by whose word.",
        epilog="example:\n  cakg path Iran Turkmenistan",
    )
    parser.add_argument("start", metavar="A", help="a label, an alias or an IRI, in any script")
    parser.add_argument("end", metavar="B", help="another")
    parser.add_argument("--all", action="store_true", help="every way and every statement, not the firmest alone")
    add_profile(parser)
    add_format(parser, "text", "json")
    given = parser.read(line)
    kg = opened(given)
    found = kg.path(given.start, given.end, profile=given.profile)
    if given.format == "json":
        say(found.json())
        return 0
    limit = {"ways": 0, "statements": 0} if given.all else {}
    say(found.table(width=width(), **limit) + foot(kg, given.profile))
    return 0

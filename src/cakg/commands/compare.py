"""``cakg compare``: two sources side by side."""

from __future__ import annotations

from collections.abc import Sequence

from cakg.arguments import Parser, add_format, foot, opened, say, width


def run(line: Sequence[str]) -> int:
    """Show where two sources agree, pull apart and are silent."""
    parser = Parser(
        "compare",
        "Show where two sources agree, where they pull apart, and what only one says.",
        epilog="example:\n  cakg compare asia-plus-2022 fiia-2023",
    )
    parser.add_argument("one", metavar="SOURCE", help="a source's short name, title or IRI")
    parser.add_argument("other", metavar="SOURCE", help="another")
    add_format(parser, "text", "json")
    given = parser.read(line)
    kg = opened(given)
    found = kg.compare(given.one, given.other)
    say(found.json() if given.format == "json" else found.table(width=width()) + foot(kg))
    return 0

"""``cakg find``: what has a text in its name."""

from __future__ import annotations

from collections.abc import Sequence

from cakg.cli.arguments import Parser, add_format, opened, say, width


def run(line: Sequence[str]) -> int:
    """Show the things, sources, statements and questions found."""
    parser = Parser(
        "find",
        "Find things, sources, statements and questions by a part of a name, in any script.",
        epilog="examples:\n  cakg find drone\n  cakg find Душанбе",
    )
    parser.add_argument("text", metavar="TEXT", help="a part of a label or an alias")
    add_format(parser, "text", "json")
    given = parser.read(line)
    found = opened(given).find(given.text)
    say(found.json() if given.format == "json" else found.table(width=width()))
    return 0

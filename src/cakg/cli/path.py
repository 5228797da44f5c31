"""``cakg path``: how two things are connected."""

from __future__ import annotations

from collections.abc import Sequence

from cakg.cli.arguments import (
    Parser,
    add_datasets,
    add_format,
    add_profile,
    again,
    foot,
    opened,
    say,
    width,
    write_picture,
)

_EXAMPLES = """\
examples:
  cakg path Iran Turkmenistan
  cakg path Iran Turkmenistan -o path.html
"""


def run(line: Sequence[str]) -> int:
    """Show the shortest ways between two things."""
    parser = Parser(
        "path",
        "Show the shortest ways from one thing to another through statements, and by whose word.",
        epilog=_EXAMPLES,
    )
    parser.add_argument("start", metavar="A", help="a label, an alias or an IRI, in any script")
    parser.add_argument("end", metavar="B", help="another")
    parser.add_argument("--all", action="store_true", help="every way and statement, as a picture and JSON have it")
    add_profile(parser)
    add_datasets(parser)
    add_format(parser, "text", "json")
    parser.add_output(picture=True)
    given = parser.read(line)
    kg = opened(given)
    narrowed = {"profile": given.profile, "datasets": given.datasets}
    if given.output:
        command = again("path", line, "path.html")
        write_picture(given.output, kg.draw_path(given.start, given.end, **narrowed, command=command))
        return 0
    found = kg.path(given.start, given.end, **narrowed)
    if given.format == "json":
        say(found.json())
    else:
        limit = {"ways": 0, "statements": 0} if given.all else {}
        say(
            found.table(width=width(), **limit)
            + foot(kg, given.profile, lambda source: given.datasets or not source.dataset)
        )
    return 0

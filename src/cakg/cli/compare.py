"""``cakg compare``: two sources side by side."""

from __future__ import annotations

from collections.abc import Sequence

from cakg.cli.arguments import Parser, add_format, again, foot, opened, say, width, write_picture

_EXAMPLES = """\
examples:
  cakg compare asia-plus-2022 fiia-2023
  cakg compare asia-plus-2022 fiia-2023 -o compare.html
"""


def run(line: Sequence[str]) -> int:
    """Show where two sources agree, pull apart and are silent."""
    parser = Parser(
        "compare", "Show where two sources agree, where they pull apart, and what only one says.", epilog=_EXAMPLES
    )
    parser.add_argument("one", metavar="SOURCE", help="a source's short name, title or IRI")
    parser.add_argument("other", metavar="SOURCE", help="another")
    add_format(parser, "text", "json")
    parser.add_output(picture=True)
    given = parser.read(line)
    kg = opened(given)
    if given.output:
        command = again("compare", line, "compare.html")
        write_picture(given.output, kg.draw_comparison(given.one, given.other, command=command))
    else:
        found = kg.compare(given.one, given.other)
        say(
            found.json()
            if given.format == "json"
            else found.table(width=width()) + foot(kg, rests_on=lambda source: source.short in (found.one, found.other))
        )
    return 0

"""``cakg about``: everything said about a thing."""

from __future__ import annotations

from collections.abc import Sequence

from cakg.cli.arguments import Parser, add_datasets, add_format, add_profile, foot, opened, say, width


def run(line: Sequence[str]) -> int:
    """Show the dossier of one thing."""
    parser = Parser(
        "about",
        "Show everything said about a thing, of its groups as such, and by it, with status, mode and passages.",
        epilog="examples:\n  cakg about Kazakhstan\n  cakg about CSTO --profile stated",
    )
    parser.add_argument("thing", metavar="THING", help="a label, an alias or an IRI, in any script")
    add_profile(parser)
    add_datasets(parser)
    add_format(parser, "text", "json")
    given = parser.read(line)
    kg = opened(given)
    found = kg.about(given.thing, profile=given.profile, datasets=given.datasets)
    say(
        found.json() if given.format == "json" else found.table(width=width()) + foot(kg, given.profile, found.rests_on)
    )
    return 0

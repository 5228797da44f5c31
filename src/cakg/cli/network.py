"""``cakg network``: who stands where in the network, in figures."""

from __future__ import annotations

from collections.abc import Sequence

from cakg.cli.arguments import Parser, add_format, add_selection, chosen, foot, opened, say, width

_EXAMPLES = """\
examples:
  cakg network
  cakg network --theme security
  cakg network --changes 2021-12-31 2022-12-31
"""


def run(line: Sequence[str]) -> int:
    """Show the figures of what is selected."""
    parser = Parser(
        "network",
        "Show who is tied to most others, who lies between, who brokers between groups of states, which parts hang"
        " together, and what is left when only unhedged words count; each figure with what it means and rests on.",
        epilog=_EXAMPLES,
    )
    add_selection(parser)
    parser.add_argument("--changes", metavar="DATE", nargs=2, help="also what changes from the first day to the second")
    add_format(parser, "text", "json")
    given = parser.read(line)
    kg = opened(given)
    sources = kg.selection(sources=given.source).sources
    found = kg.analysis(changes=given.changes, **chosen(given))
    say(
        found.json()
        if given.format == "json"
        else found.table(width=width())
        + foot(kg, given.profile, lambda one: given.datasets or (one.iri in sources if sources else not one.dataset))
    )
    return 0

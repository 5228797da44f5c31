"""``cakg export``: the graph for other programs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cakg.arguments import Parser, add_format
from cakg.export import FORMATS, serialise
from cakg.knowledge import open as open_graph
from cakg.output import write_whole


def run(line: Sequence[str]) -> int:
    """Write the graph to a file."""
    parser = Parser(
        "export",
        "Write the graph for other programs, with what the rules derive. csv has one row a claim.",
        epilog="examples:\n  cakg export -o cakg.ttl\n  cakg export --format csv -o claims.csv",
    )
    add_format(parser, *FORMATS)
    parser.add_argument("--as-entered", action="store_true", help="without what the rules derive")
    parser.add_output()
    given = parser.read(line)
    kg = open_graph(given.graph, given.data, rules=not given.as_entered)
    write_whole(Path(given.output), serialise(kg.engine, given.format))
    return 0

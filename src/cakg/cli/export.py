"""``cakg export``: the graph for other programs."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from cakg.cli.arguments import Parser, UsageError, add_format, add_selection, selected
from cakg.files import write_all
from cakg.graph import KnowledgeGraph
from cakg.graph import open as open_graph
from cakg.model.selection import Selection
from cakg.store.serialise import SYNTAXES

_NETWORK_FORMATS = ("graphml", "gexf", "csv-network")

_LINKS = "sssom"

_EXAMPLES = """\
examples:
  cakg export -o cakg.ttl
  cakg export --format csv --about Tajikistan -o claims.csv
  cakg export --format gexf --theme security -o for-gephi.gexf
  cakg export --format sssom -o links.sssom.tsv
"""


def run(line: Sequence[str]) -> int:
    """Write the graph, or what is selected of it, to a file."""
    parser = Parser(
        "export",
        "Write the graph for other programs, with what the rules derive. csv has one row a claim; graphml, gexf and"
        " csv-network are the network of things, an edge for each two that a statement ties; sssom is the links to"
        " the lists of others.",
        epilog=_EXAMPLES,
    )
    add_format(parser, *SYNTAXES, "csv", *_NETWORK_FORMATS, _LINKS)
    parser.add_argument("--as-entered", action="store_true", help="without what the rules derive")
    add_selection(parser)
    parser.add_output()
    given = parser.read(line)
    kg = open_graph(given.graph, given.data, rules=not given.as_entered)
    selection = selected(kg, given)
    if given.as_entered and (selection != Selection() or given.format in _NETWORK_FORMATS):
        raise UsageError("what was entered does not say which statements involve what", remedy="leave out --as-entered")
    if given.format == _LINKS and selection != Selection():
        raise UsageError("the links are written whole", remedy="leave out what selects statements")
    write_all(_files(kg, selection, given))
    return 0


def _files(kg: KnowledgeGraph, selection: Selection, given: argparse.Namespace) -> dict[Path, bytes]:
    path = Path(given.output)
    if given.format not in _NETWORK_FORMATS:
        return {path: kg.export(given.format, selection)}
    from cakg.network.export import files

    return files(kg.network(selection), given.format, path)

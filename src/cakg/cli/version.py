"""``cakg --version``: shows the versions of the program and of the graph."""

from __future__ import annotations

from collections.abc import Sequence

from cakg import __version__
from cakg.cli.arguments import Parser, graph_from
from cakg.cli.output import print_text


def show_version(words: Sequence[str]) -> None:
    """Print the version of the program, then the version and content hash of the graph given by the options *words*."""
    given = Parser("--version", "Show the version of cakg and of the graph.").read(words)
    print_text(f"cakg {__version__}")
    print_text(f"graph {graph_from(given).records.edition or 'without a version'}")

"""``cakg --version``: which program, and which graph."""

from __future__ import annotations

from collections.abc import Sequence

from cakg import __version__
from cakg.cli.arguments import Parser, opened, say


def show_version(words: Sequence[str]) -> None:
    """Say the version of the program, and below it the version and the content of the graph that *words* name."""
    given = Parser("--version", "Show the version of cakg and of the graph.").read(words)
    say(f"cakg {__version__}")
    say(f"graph {opened(given).records.edition or 'without a version'}")

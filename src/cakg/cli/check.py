"""``cakg check``: every fault of the graph in one run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cakg.cli.arguments import Parser, add_format, say
from cakg.graph import files, folders_of
from cakg.quality.checks import check


def run(line: Sequence[str]) -> int:
    """Show the report; 1 when it holds a fault."""
    parser = Parser(
        "check",
        "Find every fault of the graph in one run, and show what it covers. The exit code is 1 when there is a fault.",
        epilog="examples:\n  cakg check\n  cakg check --text asia-plus-2022=article.txt",
    )
    parser.add_argument(
        "--text",
        metavar="[SOURCE=]FILE",
        action="append",
        default=[],
        help="the text of an article, to hold its passages against; may be repeated",
    )
    parser.add_argument("--all", action="store_true", help="list every predicate and topic by use")
    add_format(parser, "text", "json")
    given = parser.read(line)
    folders = folders_of(given.graph, local=True)
    report = check(folders, files(given.data), [_named(text) for text in given.text])
    say(report.json() if given.format == "json" else report.text(detail=given.all))
    return 0 if report.ok else 1


def _named(text: str) -> tuple[str | None, Path]:
    """Return ``SOURCE=FILE`` as its two parts; a file whose name holds an equals sign is a file."""
    source, sign, file = text.partition("=")
    return (source, Path(file)) if sign and not Path(text).exists() else (None, Path(text))

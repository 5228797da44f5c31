"""``cakg export --format parquet``: writes the graph as tables into a directory."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from cakg import __version__
from cakg.cli.arguments import UsageError, graph_from, selection_kwargs
from cakg.cli.folder import make_folder, reporting
from cakg.cli.output import print_text
from cakg.errors import require
from cakg.files import STDOUT
from cakg.tables import counted


def export_tables(given: Namespace) -> int:
    """Write the tables into the directory of ``-o``, and print their number. Return the exit code."""
    require("polars", "Parquet", "polars", "data")
    from cakg.columnar.folder import is_tables, write

    target = Path(given.output)
    if target == STDOUT:
        raise UsageError("parquet is a directory of files, not one text", remedy="name a directory: -o tables")
    kg = graph_from(given)
    if given.as_entered or kg.selection(**selection_kwargs(given)).restricts:
        raise UsageError(
            "the tables always have the whole graph with derived triples",
            remedy="leave out --as-entered and the options that select statements; select in SQL",
        )
    program = f"cakg {__version__}"
    with reporting(target):
        number = make_folder(
            target, lambda folder: write(kg.records, folder, program), kind="tables", is_older=is_tables
        )
    print_text(f"{given.output}: {counted(number, 'table')}, described in {given.output}/datapackage.json")
    return 0

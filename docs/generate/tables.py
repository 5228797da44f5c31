"""The tables of ``cakg export --format parquet``, with their columns and keys, from :mod:`cakg.columnar.layout`."""

from __future__ import annotations

from collections.abc import Iterator

from cakg.columnar.layout import TABLES
from cakg.columnar.schema import Column, Table
from generate.markdown import code, escaped


def markdown() -> str:
    """Return every table with its columns, their types, and the tables that they refer to."""
    return "\n\n".join("\n".join(_lines(table)) for table in TABLES)


def _lines(table: Table) -> Iterator[str]:
    yield f"### {table.name}"
    yield ""
    yield escaped(table.text)
    yield ""
    yield "| column | type | refers to | content |"
    yield "|---|---|---|---|"
    for column in table.columns:
        yield f"| {_name(column, table)} | {column.type} | {_link(column)} | {escaped(column.text)} |"


def _name(column: Column, table: Table) -> str:
    return f"**{code(column.name)}**" if column.name in table.key else code(column.name)


def _link(column: Column) -> str:
    return f"[{column.refers}](#{column.refers})" if column.refers else ""

"""Gives a data frame the columns, types and order of its table, and shortens IRIs."""

from __future__ import annotations

from datetime import date

import polars as pl

from cakg.columnar.schema import Column, Table, Type
from cakg.model.dates import parsed
from cakg.vocabulary import LOCAL_NAME, PREFIXES, expand

DTYPES: dict[Type, pl.DataType] = {
    "node": pl.String(),
    "string": pl.String(),
    "date": pl.Date(),
    "integer": pl.Int64(),
    "number": pl.Float64(),
    "boolean": pl.Boolean(),
}
"""The type of each kind of column in polars."""
_TRUE = ("true", "1")


def finished(frame: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Return *frame* with exactly the columns of *table*, sorted by its key, without repeated and incomplete keys.

    A column that *frame* does not have is empty; a text that its type does not take, such as a date that is none, too.
    """
    found = frame.select(
        _typed(frame[column.name], column) if column.name in frame.columns else _empty(column)
        for column in table.columns
    )
    names = [*table.key, *(column.name for column in table.columns if column.name not in table.key)]
    ordered = found.drop_nulls(list(table.key)).sort(names, nulls_last=True)
    return ordered.unique(subset=list(table.key), keep="first", maintain_order=True)


def short(iris: pl.Series) -> pl.Series:
    """Return each IRI as :func:`cakg.vocabulary.shorten` does."""
    parts = pl.col("iri").str.extract_groups(r"(?s)^(?P<namespace>.*[/#])?(?P<local>.*)$")
    frame = pl.DataFrame({"iri": iris}).with_columns(parts.alias("parts")).unnest("parts")
    prefix = pl.col("namespace").replace_strict(
        {namespace: prefix for prefix, namespace in PREFIXES.items()}, default=None, return_dtype=pl.String
    )
    is_name = pl.col("local").str.contains(f"^{LOCAL_NAME}$")
    named = pl.when(is_name).then(pl.concat_str(prefix, pl.lit(":"), "local"))
    return frame.select(pl.coalesce(named, pl.concat_str(pl.lit("<"), "iri", pl.lit(">"))).alias(iris.name))[iris.name]


def full(node: str) -> str:
    """Return the IRI of which *node* is the short form."""
    return expand(node) or node[1:-1]


def _empty(column: Column) -> pl.Expr:
    return pl.lit(None, dtype=DTYPES[column.type]).alias(column.name)


def _typed(values: pl.Series, column: Column) -> pl.Series:
    wanted = DTYPES[column.type]
    if values.dtype == wanted and column.type != "node":
        return values.replace("", None) if column.type == "string" and column.name != "language" else values
    if column.type == "node":
        return short(values.cast(pl.String))
    if column.type == "date":
        return _dates(values)
    if column.type == "boolean":
        return values.is_in(_TRUE) & values.is_not_null()
    return values.cast(wanted, strict=False)


def _dates(values: pl.Series) -> pl.Series:
    """Return texts as dates; empty for a text that is not a date for cakg."""
    known: dict[str, date | None] = {text: parsed(text) for text in values.drop_nulls().unique().to_list()}
    found = pl.DataFrame({"text": list(known), "day": list(known.values())}, schema={"text": pl.String, "day": pl.Date})
    joined = values.to_frame("text").join(found, on="text", how="left", maintain_order="left")
    return joined["day"].alias(values.name)

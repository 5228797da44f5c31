"""All tables of a graph: builds each when it is first used, and makes sure that its foreign keys exist."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

import polars as pl

from cakg.columnar import statements, things
from cakg.columnar.finishing import DTYPES, finished, full
from cakg.columnar.layout import BY_NAME, TABLES
from cakg.columnar.reading import Reader
from cakg.columnar.schema import NODES, Column, Table
from cakg.model.labels import definitions, labels
from cakg.model.records import Records
from cakg.vocabulary import shorten

_AT_ONCE = 10_000
"""For how many nodes a query asks by name."""
_BUILDERS: Mapping[str, Callable[[Reader], pl.DataFrame]] = {
    one.__name__: one
    for one in (
        *(statements.claims_statements, statements.claims, statements.claim_roles, statements.statements),
        *(statements.roles, statements.involves, statements.refinements, statements.conflicts),
        *(statements.causal_steps, statements.verdicts, things.sources, things.source_agents, things.passages),
        *(things.things, things.thing_relations, things.identifiers, things.predicates, things.terms),
        *(things.labels, things.notes, things.comparisons, things.compared, things.prefixes),
    )
}
_NAMED = ("things", "statements", "terms", "predicates", "sources")
"""The tables whose nodes have names in any language."""


class Tables(Mapping[str, pl.DataFrame]):
    """The tables of a graph by name, as polars data frames. A table is built when it is first used, and then kept."""

    def __init__(self, records: Records) -> None:
        self._read = Reader(records)
        self._built: dict[str, pl.DataFrame] = {}
        self._complete: dict[str, pl.DataFrame] = {}

    def __getitem__(self, name: str) -> pl.DataFrame:
        if name not in self._complete:
            table = BY_NAME[name]
            self._complete[name] = self._completed(table, self._own(table))
        return self._complete[name]

    def __iter__(self) -> Iterator[str]:
        return iter(BY_NAME)

    def __len__(self) -> int:
        return len(BY_NAME)

    def _own(self, table: Table) -> pl.DataFrame:
        """Return a table as the graph has it: without labels, and without nodes that only other tables have."""
        if table.name not in self._built:
            build = _BUILDERS.get(table.name)
            found = finished(build(self._read), table) if build else self._nodes()
            if table.name == "labels":
                found = found.join(self[NODES], on="node", how="semi", maintain_order="left")
            self._built[table.name] = found
        return self._built[table.name]

    def _completed(self, table: Table, own: pl.DataFrame) -> pl.DataFrame:
        """Return a table with a row for each of its keys in other tables, and with labels and definitions."""
        key, engine = table.key[0], self._read.records.engine
        if table.is_of_nodes and table.name != NODES:
            missing = self._keys(table).to_frame(key).join(own, on=key, how="anti")
            own = pl.concat([own, missing], how="diagonal").sort(key)
            if table.has("label"):
                own = _with_text(own, "label", self._labels(own[key], table))
            if table.has("definition"):
                own = _with_text(own, "definition", _asked(own[key], lambda iris: definitions(engine, iris)))
        return own.select(column.name for column in table.columns)

    def _labels(self, nodes: pl.Series, table: Table) -> pl.DataFrame:
        """Return the labels of *nodes*, keys of *table*."""
        if table.name in _NAMED:
            return self[NODES].select("node", pl.col("label").alias("text"))
        return _asked(nodes, lambda iris: _named(labels(self._read.records.engine, iris)))

    def _nodes(self) -> pl.DataFrame:
        """Return the table of nodes: those with names, and those in columns for nodes of any kind."""
        keys = {table.name: self._keys(table) for table in TABLES if table.is_of_nodes and table.name != NODES}
        used = [
            self._own(other)[column.name] for other, column in _references(BY_NAME[NODES]) if other.name != "labels"
        ]
        nodes = _union([*used, *(keys[name] for name in _NAMED)]).to_frame()
        tables = (pl.when(pl.col("node").is_in(those.implode())).then(pl.lit(name)) for name, those in keys.items())
        found = nodes.with_columns(in_table=pl.coalesce(*tables))
        return _with_text(found, "label", self._labels(found["node"], BY_NAME[NODES]))

    def _keys(self, table: Table) -> pl.Series:
        """Return the keys of a table, with those that only other tables have."""
        return _union(
            [self._own(table)[table.key[0]], *(self._own(one)[column.name] for one, column in _references(table))]
        )


def _references(table: Table) -> list[tuple[Table, Column]]:
    """Return the columns of all tables that refer to *table*, each with its own table."""
    return [(other, column) for other in TABLES for column in other.foreign if column.refers == table.name]


def _union(parts: Iterable[pl.Series]) -> pl.Series:
    """Return the different nodes of all *parts*, sorted."""
    return pl.concat(part.alias("node") for part in parts).drop_nulls().unique().sort()


def _with_text(frame: pl.DataFrame, name: str, found: pl.DataFrame) -> pl.DataFrame:
    """Return *frame* with the texts of *found* for its first column in the column *name*."""
    key = frame.columns[0]
    named = found.select(pl.col("node").alias(key), pl.col("text").alias(name))
    return frame.drop(name, strict=False).join(named, on=key, how="left", maintain_order="left")


def _named(called: Mapping[str, str]) -> dict[str, str]:
    """Return the labels without those that are only a short IRI."""
    return {iri: label for iri, label in called.items() if label != shorten(iri)}


def _asked(nodes: pl.Series, ask: Callable[[Iterable[str]], Mapping[str, str]]) -> pl.DataFrame:
    """Return the text of each of *nodes* that has one in the columns ``node`` and ``text``; ask for some at a time."""
    parts = [pl.DataFrame(schema={"node": DTYPES["node"], "text": DTYPES["string"]})]
    for start in range(0, len(nodes), _AT_ONCE):
        by_iri = {full(node): node for node in nodes[start : start + _AT_ONCE].to_list()}
        found = ask(by_iri)
        parts.append(
            pl.DataFrame({"node": [by_iri[iri] for iri in found], "text": list(found.values())}, parts[0].schema)
        )
    return pl.concat(parts)

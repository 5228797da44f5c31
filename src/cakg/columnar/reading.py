"""Reads properties of many nodes at once, as data frames.

Each property is read with one query, whatever the number of nodes. Nodes are full IRIs here;
:func:`cakg.columnar.finishing.finished` shortens them. Derives nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import islice

import polars as pl
from pyoxigraph import Literal, NamedNode

from cakg.model.records import POLARITY_OF, Records
from cakg.store.scan import columns
from cakg.vocabulary import CAKG, RDF

_AT_ONCE = 10_000
"""How many rows are Python objects at a time."""
_KINDS = frozenset({NamedNode, Literal, type(None)})


class Reader:
    """Reads the properties of the nodes of one graph."""

    def __init__(self, records: Records) -> None:
        self.records = records
        self._pairs: dict[str, pl.DataFrame] = {}

    def rows(self, sparql: str) -> pl.DataFrame:
        """Return the rows of a SELECT as texts, without those that have a blank node or a triple term."""
        names = columns(sparql) or ()
        schema = dict.fromkeys(names, pl.String)
        parts, taken = [pl.DataFrame(schema=schema)], True
        found = self.records.engine.stream(sparql)
        while taken:
            # One list of texts for all columns: lists of rows and terms take three times as long.
            cells: list[str | None] = []
            taken = False
            for row in islice(found, _AT_ONCE):
                taken = True
                if _KINDS.issuperset(map(type, row)):
                    cells += [term.value if term else None for term in row]
            parts.append(pl.DataFrame({name: cells[at :: len(names)] for at, name in enumerate(names)}, schema=schema))
        return pl.concat(parts)

    def pairs(self, role: str) -> pl.DataFrame:
        """Return the values of a property in the columns ``node`` and ``value``."""
        return self.rows(f"SELECT ?node ?value {{ ?node {NamedNode(role)} ?value }}")

    def of_any(self, roles: Iterable[str]) -> pl.DataFrame:
        """Return the values of several properties in the columns ``node``, ``role`` and ``value``."""
        parts = (self.pairs(role).with_columns(role=pl.lit(role)) for role in sorted(roles))
        schema = dict.fromkeys(("node", "value", "role"), pl.String)
        return pl.concat([pl.DataFrame(schema=schema), *parts])

    def first(self, role: str, name: str, key: str) -> pl.DataFrame:
        """Return a property in the column *name*, and its nodes in *key*; of several values the first."""
        return self.pairs(role).group_by(pl.col("node").alias(key)).agg(pl.col("value").min().alias(name))

    def described(self, nodes: pl.DataFrame, key: str, roles: Mapping[str, str]) -> pl.DataFrame:
        """Return *nodes* with a column for each of *roles*: properties of the nodes in the column *key*."""
        for name, role in roles.items():
            nodes = nodes.join(self.first(role, name, key), on=key, how="left")
        return nodes

    def with_all(self, key: str, roles: Mapping[str, str]) -> pl.DataFrame:
        """Return the nodes that have all of *roles*, with a column for each; *key* is the column of the nodes."""
        (name, role), *others = roles.items()
        found = self.first(role, name, key)
        for name, role in others:
            found = found.join(self.first(role, name, key), on=key, how="inner")
        return found

    @cached_property
    def claims(self) -> pl.DataFrame:
        """The claims that records load: ``claim``, and the properties without which there would be no record."""
        needed = {"mode": CAKG.mode, "speaker": CAKG.speaker, "passage": CAKG.passage, "source": CAKG.source}
        found = self.with_all("claim", needed)
        return found.filter(pl.col("source").is_in(list(self.records.sources)))

    @cached_property
    def statements(self) -> pl.DataFrame:
        """The statements that records load: ``statement``, ``status`` and ``predicate``."""
        return self.with_all("statement", {"status": CAKG.status, "predicate": RDF.predicate})

    @cached_property
    def polarities(self) -> pl.DataFrame:
        """The polarity of each claim about a statement: ``statement``, ``claim`` and ``polarity``."""
        found = self.of_any(POLARITY_OF).rename({"node": "statement", "value": "claim"})
        known = found.join(self.claims, on="claim", how="semi").join(self.statements, on="statement", how="semi")
        return known.with_columns(polarity=pl.col("role").replace_strict(POLARITY_OF, return_dtype=pl.String))

"""Reads the rows of a SELECT as texts, and writes IRIs for a query."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import NamedNode

from cakg.store.protocol import Engine


def texts(engine: Engine, sparql: str) -> list[dict[str, str]]:
    """Return the rows of a SELECT as texts, without unbound variables; cakg's prefixes need not be declared."""
    return [{name: term.value for name, term in row.items()} for row in engine.select(sparql).dicts()]


def grouped(engine: Engine, sparql: str) -> dict[str, list[str]]:
    """Return the values of the second column of a SELECT by those of the first, in the order of the rows."""
    groups: dict[str, list[str]] = {}
    for row in engine.select(sparql).rows:
        if row[0] and row[1]:
            groups.setdefault(row[0].value, []).append(row[1].value)
    return groups


def values_of(iris: Iterable[str]) -> str:
    """Return IRIs as text for a SPARQL ``VALUES`` line."""
    return " ".join(str(NamedNode(iri)) for iri in iris)

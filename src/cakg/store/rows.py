"""Reads the rows of a SELECT as texts, and writes IRIs for a query.

Rows with a blank node or a triple term are skipped: the graphs of other programs may contain them, and nothing in cakg
uses them.
"""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode

from cakg.store.protocol import Engine, Row, Solutions, Term


def texts(engine: Engine, sparql: str) -> list[dict[str, str]]:
    """Return the rows of a SELECT as texts, without unbound variables; cakg's prefixes need not be declared."""
    return [{name: term.value for name, term in row.items()} for row in dicts(engine, sparql)]


def dicts(engine: Engine, sparql: str) -> list[dict[str, Term]]:
    """Return the rows of a SELECT as terms, without unbound variables."""
    return solutions(engine, sparql).dicts()


def rows(engine: Engine, sparql: str) -> list[Row]:
    """Return the rows of a SELECT as terms; an unbound variable is None."""
    return solutions(engine, sparql).rows


def solutions(engine: Engine, sparql: str) -> Solutions:
    """Return the answer of a SELECT without the rows that have a blank node or a triple term."""
    found = engine.select(sparql)
    kept = [row for row in found.rows if all(term is None or isinstance(term, NamedNode | Literal) for term in row)]
    return found._replace(rows=kept)


def grouped(engine: Engine, sparql: str) -> dict[str, list[str]]:
    """Return the values of the second column of a SELECT by those of the first, in the order of the rows."""
    groups: dict[str, list[str]] = {}
    for row in rows(engine, sparql):
        if row[0] and row[1]:
            groups.setdefault(row[0].value, []).append(row[1].value)
    return groups


def values_of(iris: Iterable[str]) -> str:
    """Return IRIs as text for a SPARQL ``VALUES`` line, without those texts that are no IRIs."""
    return " ".join(str(node) for iri in iris if (node := node_of(iri)))


def node_of(iri: str) -> NamedNode | None:
    """Return the node with this IRI; None if the text is no IRI."""
    try:
        return NamedNode(iri)
    except ValueError:
        return None

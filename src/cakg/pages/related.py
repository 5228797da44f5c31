"""Finds the statements that are related to a statement: its parts, more general and more specific ones, conflicts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from pyoxigraph import NamedNode

from cakg.model.records import Records
from cakg.store.rows import texts
from cakg.vocabulary import CAKG, RDF

_NEIGHBOURS = """SELECT DISTINCT ?to ?from ?other WHERE {
  { %(iri)s ?to ?other } UNION { ?other ?from %(iri)s } FILTER EXISTS { ?other a cakg:Statement }
} ORDER BY ?other"""
"""A filter for the class, because an engine may list all statements before it joins them with those that are linked."""
CONFLICTS = {"value": CAKG.differsInValue, "time": CAKG.differsInTime, "tension": CAKG.inTensionWith}
"""The property for each kind of conflict."""


def neighbours(records: Records, iri: str) -> dict[str, set[str]]:
    """Return the IRIs of related statements: ``parts``, ``part_of``, ``general``, ``specific``, and conflicts."""
    links: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in texts(records.engine, _NEIGHBOURS % {"iri": NamedNode(iri)}):
        direction = "to" if "to" in row else "from"
        links[direction, row[direction]].add(row["other"])

    def of(direction: str, roles: Iterable[str]) -> set[str]:
        return set[str]().union(*(links[direction, role] for role in roles))

    roles = (RDF.subject, RDF.object, *records.qualifiers)
    found = {"parts": of("to", roles), "part_of": of("from", roles)}
    found |= {"general": of("to", [CAKG.refines]), "specific": of("from", [CAKG.refines])}
    return found | {how: of("to", [role]) | of("from", [role]) for how, role in CONFLICTS.items()}

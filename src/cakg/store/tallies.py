"""What is compared of two graphs: for each predicate, the number of triples and the lengths of their terms.

Every store counts these itself, so nothing has to be read back. The lengths do not count numbers, dates and other
literals with a datatype, which some stores write in another way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from cakg.store.protocol import Engine
from cakg.vocabulary import XSD, shorten

_QUERY = f"""
SELECT ?p (COUNT(*) AS ?number) (SUM(STRLEN(STR(?s))) AS ?subjects)
  (SUM(IF(isIRI(?o) || LANG(?o) != "" || DATATYPE(?o) = <{XSD.string}>, STRLEN(STR(?o)), 0)) AS ?objects)
WHERE {{ %s }}
GROUP BY ?p
"""
_ESCAPE = re.compile(rb"\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")


class Tally(NamedTuple):
    """What is compared of the triples of one predicate."""

    triples: int
    """How many there are."""
    subjects: int
    """The characters of their subjects."""
    objects: int
    """The characters of their objects that are IRIs or texts."""


class Tallies:
    """The tallies of a graph, by predicate."""

    def __init__(self) -> None:
        self._found: dict[str, list[int]] = {}

    @classmethod
    def of(cls, engine: Engine, graph: str) -> Tallies:
        """Return the tallies of *graph* in *engine*, an IRI or an empty text for the default graph."""
        made = cls()
        for row in engine.select(_QUERY % pattern(graph)).dicts():
            if "p" in row:
                made._found[row["p"].value] = [
                    int(float(row[name].value)) for name in ("number", "subjects", "objects")
                ]
        return made

    def add(self, predicate: str, subject: bytes, value: bytes) -> None:
        """Count a triple: its *subject*, an IRI, and its *value*, an IRI or a text; empty for another literal.

        IRIs are in angle brackets and texts in quotes, as N-Triples writes them.
        """
        found = self._found.setdefault(predicate, [0, 0, 0])
        found[0] += 1
        found[1] += _length(subject)
        found[2] += _length(value) if value else 0

    def __getitem__(self, predicate: str) -> Tally:
        """Return the tally of *predicate*; zeros if it has no triples."""
        return Tally(*self._found.get(predicate, (0, 0, 0)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tallies) and self._found == other._found

    __hash__ = None  # type: ignore[assignment]

    @property
    def total(self) -> int:
        """The number of all triples."""
        return sum(number for number, _, _ in self._found.values())

    def differences(self, other: Tallies) -> Iterator[str]:
        """Yield in words how *other*, which a store has, differs from these, by predicate."""
        for predicate in sorted({*self._found, *other._found}):
            here, there = self[predicate], other[predicate]
            if here.triples != there.triples:
                yield f"{shorten(predicate)}: {there.triples:,} triples instead of {here.triples:,}"
            elif here != there:
                yield f"{shorten(predicate)}: other terms, since they have another length"


def pattern(graph: str) -> str:
    """Return the pattern that matches all triples of *graph*; an empty text is the default graph."""
    return f"GRAPH <{graph}> {{ ?s ?p ?o }}" if graph else "?s ?p ?o"


def _length(term: bytes) -> int:
    """Return the number of characters between the brackets or quotes of a term."""
    if b"\\" in term:
        term = _ESCAPE.sub(b"x", term)
    return (len(term) if term.isascii() else len(term.decode())) - 2

"""The facets of an answer: properties of its rows by which readers choose some of them.

The theme, status, speaker, source and years of a row come from its statement and its claims. Columns with terms or
things are facets too. A row fits a facet if it has any of the chosen values, and is shown if it fits all facets.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from pyoxigraph import NamedNode

from cakg.model.claims import Claim, Labelled, Statement
from cakg.model.records import Records
from cakg.questions.answer import Answer
from cakg.questions.complete import CHECKED
from cakg.store.protocol import Term
from cakg.vocabulary import PASSAGE, PREFIXES, SOURCE, STMT

OF_CLAIMS = ("theme", "status", "speaker", "source", "year")
"""The facets from statements and claims, which every answer has, if only without values."""
_OF_TEXT = ("polarity", CHECKED)
"""Columns of text that are facets."""
MOST_VALUES = 200
"""A column with more different values is no facet; of another facet, pages list only so many."""
_MOST_YEARS = 100
"""Of a longer time, only the first and the last year count."""


class Value(NamedTuple):
    """One value of a facet."""

    key: str
    """How addresses write it."""
    label: str
    """What readers see."""
    number: int
    """The number of rows that choosing it shows, together with the chosen values of the other facets."""
    chosen: bool
    """Whether it is chosen."""


class Facet(NamedTuple):
    """One facet, and the values of each row."""

    name: str
    """The name in addresses, without the beginning ``f.``."""
    labels: Mapping[str, str]
    """The label of each value by its key; those with the most rows come first, years by number."""
    rows: Sequence[tuple[str, ...]]
    """The keys of each row."""

    def fits(self, place: int, chosen: Sequence[str]) -> bool:
        """Return whether the row at *place* has one of the *chosen* values; any row fits if none is chosen."""
        return not chosen or any(key in chosen for key in self.rows[place])


def facets(records: Records, answer: Answer) -> list[Facet]:
    """Return the facets of *answer*; some may have one value or none."""
    statements = records.statements({entry.statement for entry in answer.entries if entry.statement})
    labels = answer.rows
    terms = {name: [row[place] for row in answer.terms] for place, name in enumerate(answer.columns)}
    cells = {
        name: [_of_cell(term, row[name]) for term, row in zip(column, labels, strict=True)]
        for name, column in terms.items()
        if name in OF_CLAIMS or _is_facet(name, column)
    }
    found: dict[str, list[list[Labelled]]] = {name: [] for name in OF_CLAIMS}
    for place, (entry, claims) in enumerate(zip(answer.entries, answer.cited, strict=True)):
        of_row = _of_claims(statements.get(entry.statement), claims)
        for name in OF_CLAIMS:
            found[name].append(of_row[name] or (cells[name][place] if name in cells else []))
    found |= {name: column for name, column in cells.items() if name not in OF_CLAIMS}
    return [_facet(name, rows) for name, rows in found.items()]


def matching(those: Iterable[Facet], chosen: Mapping[str, Sequence[str]], number: int) -> list[int]:
    """Return the places of those of *number* rows that fit all *chosen* values."""
    used = [(facet, chosen[facet.name]) for facet in those if chosen.get(facet.name)]
    return [place for place in range(number) if all(facet.fits(place, keys) for facet, keys in used)]


def values(facet: Facet, those: Iterable[Facet], chosen: Mapping[str, Sequence[str]]) -> list[Value]:
    """Return the *chosen* values of *facet*, then those that find rows under the chosen values of all others."""
    others = {name: keys for name, keys in chosen.items() if name != facet.name}
    counts = Counter(key for place in matching(those, others, len(facet.rows)) for key in facet.rows[place])
    mine = chosen.get(facet.name, ())
    unknown = {key: key for key in mine if key not in facet.labels}
    found = (Value(key, label, counts[key], key in mine) for key, label in {**facet.labels, **unknown}.items())
    return sorted((one for one in found if one.number or one.chosen), key=lambda one: not one.chosen)


def _is_facet(name: str, terms: Sequence[Term | None]) -> bool:
    """Return whether a column has few enough different values, all of them things or terms."""
    filled = {term for term in terms if term}
    if name in _OF_TEXT:
        return 0 < len(filled) <= MOST_VALUES
    own_pages = (STMT.iri, PASSAGE.iri, SOURCE.iri)
    return 0 < len(filled) <= MOST_VALUES and all(
        isinstance(term, NamedNode) and not term.value.startswith(own_pages) for term in filled
    )


def _of_claims(one: Statement | None, claims: Sequence[Claim]) -> dict[str, list[Labelled]]:
    sources = (claim.passage.source for claim in claims)
    return {
        "theme": [one.theme] if one and one.theme.iri else [],
        "status": [one.status] if one else [],
        "speaker": [claim.speaker for claim in claims],
        "source": [Labelled(source.iri, source.short_name) for source in sources],
        "year": [Labelled(year, year) for year in _years(one)] if one else [],
    }


def _of_cell(term: Term | None, label: object) -> list[Labelled]:
    return [Labelled(term.value, str(label))] if term else []


def _years(one: Statement) -> list[str]:
    """Return the years of a statement, from its first to its last; only the known one if the other is unknown."""
    first, last = one.earliest[:4], one.latest[:4]
    ends = [year for year in (first, last) if year.isascii() and year.isdigit()]
    if len(ends) == 2 and int(first) <= int(last) < int(first) + _MOST_YEARS:
        return [f"{year:04}" for year in range(int(first), int(last) + 1)]
    return ends


def _facet(name: str, rows: Sequence[Sequence[Labelled]]) -> Facet:
    known = {one.iri: one.label for row in rows for one in row}
    keys = {iri: key_of(iri) for iri in known}
    labels = {keys[iri]: label for iri, label in known.items()}
    of_rows = [tuple(dict.fromkeys(keys[one.iri] for one in row)) for row in rows]
    counts = Counter(key for row in of_rows for key in row)
    if name == "year":
        ordered = sorted(labels)
    else:
        ordered = sorted(labels, key=lambda key: (-counts[key], labels[key].casefold(), key))
    return Facet(name, {key: labels[key] for key in ordered}, of_rows)


def key_of(iri: str) -> str:
    """Return how addresses write a value: the last part of an IRI of the graph or the ontology; others unchanged."""
    for namespace in PREFIXES.values():
        if iri.startswith(namespace):
            return iri.removeprefix(namespace) or iri
    return iri

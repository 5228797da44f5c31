"""The tool query: the result of a free query, with the sources of the statements and claims that it names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Any

from pyoxigraph import Literal, NamedNode, Store, Triple

from cakg.graph import KnowledgeGraph
from cakg.mcp.writing import MOST_OTHERS, Reply, Slice, Window, Writer, cells, data_of, short, sides, window
from cakg.questions.formats import of_literal, shown
from cakg.store.limits import Limits
from cakg.store.local import LocalStore
from cakg.store.protocol import Solutions, text_of
from cakg.store.stopping import Stopper
from cakg.store.unknown_terms import unknown_terms
from cakg.store.worker import run
from cakg.vocabulary import CLAIM, STMT, shorten

_WITHOUT_SOURCE = (
    "no statement or claim by its IRI, so they have no status, speaker, passage or citation. Do not"
    " report them as facts: select ?statement (a cakg:Statement) or ?claim too."
)
_TRIPLES = ("subject", "predicate", "object")
_NOTHING: Mapping[str, Any] = {
    "columns": [],
    "rows": [],
    "answer": None,
    "number": 0,
    "labels": {},
    "statements": [],
    "claims": [],
    "notes": [],
}
MOST_SOURCES = 200
"""How many statements, and how many claims, come with the rows of a query; they are limited in size too."""


def query(kg: KnowledgeGraph, sparql: str, *, limits: Limits, limit: int, stopper: Stopper) -> Reply:
    """Return the result of a free query within *limits*, and the sources of the statements and claims in its rows.

    Raises :class:`QueryStoppedError` if *stopper* ends the query.
    """
    if not isinstance(kg.engine, LocalStore) and "service" in sparql.lower():
        # An endpoint would decide itself. The query is run on an empty graph to find SERVICE, which may take long too.
        run(LocalStore(Store()), sparql, limits, stopper=stopper)
    found = run(kg.engine, sparql, limits, stopper=stopper)
    hints = [*unknown_terms(kg.engine, sparql, found, stopper)]
    if isinstance(found, bool):
        return _truth(kg, found, hints)
    columns, every = _table(found)
    rows = window(every, lambda row: dict(zip(columns, map(_plain, row), strict=True)), Slice(limit))
    named = _Named(kg, rows.items)
    rows = named.sourced(rows)
    notes = [*hints, *named.notes(rows.items)]

    writer = Writer()
    writer.add("" if every else "No rows.")
    for number, row in enumerate(rows.items, start=1):
        texts = [shown(term, named.label(term), iri=True) if term else "" for term in row]
        writer.add(f"{number}. {cells(columns, texts)}")
    if named.statements.items or named.claims.items:
        writer.heading("Statements and claims that the rows name")
        for one in named.statements.items:
            writer.statement(one)
        writer.claims(named.claims.items)
    if notes:
        writer.heading("Notes")
        writer.add(*notes)
    data = {
        **_NOTHING,
        "columns": list(columns),
        "rows": rows.data,
        "number": len(every),
        "labels": named.labels,
        "statements": named.statements.data,
        "claims": named.claims.data,
        "notes": [short(note) for note in notes],
    }
    return writer.reply(kg.records.edition, data, rows.left_out("rows", "use OFFSET {} in the query, with ORDER BY"))


def _truth(kg: KnowledgeGraph, found: bool, notes: Sequence[str]) -> Reply:
    """Return the answer to an ASK."""
    writer = Writer()
    writer.add("yes" if found else "no: the graph has nothing of this form. This is not a denial.", *notes)
    return writer.reply(kg.records.edition, {**_NOTHING, "answer": found, "notes": [*map(short, notes)]}, [])


class _Named:
    """What rows name by IRI: statements and claims, which are the sources of the rows, and labels."""

    def __init__(self, kg: KnowledgeGraph, rows: Sequence[Sequence[Any]]) -> None:
        iris = list(dict.fromkeys(term.value for row in rows for term in row if isinstance(term, NamedNode)))
        self._labels = kg.records.labels(iris)
        known = kg.records.statements(iri for iri in iris if iri.startswith(STMT.iri))
        self.statements = window([known[iri] for iri in iris if iri in known], data_of, Slice(MOST_SOURCES))
        covered = {claim.iri for one in known.values() for claim in one.claims}
        found = kg.records.claims(iri for iri in iris if iri.startswith(CLAIM.iri))
        about = sides(kg.records, [claim for claim in found.values() if claim.iri not in covered])
        self.claims = window(about, data_of, Slice(MOST_SOURCES))
        self._sources = known.keys() | found.keys()
        self._left_out = known.keys() - {one.iri for one in self.statements.items}
        self._left_out |= {one.claim.iri for one in about[len(self.claims.items) :]}

    @property
    def labels(self) -> dict[str, str]:
        """The labels of the first IRIs, which are shortened."""
        found: dict[str, str] = data_of(
            {shorten(iri): label for iri, label in [*self._labels.items()][:MOST_OTHERS] if label != shorten(iri)}
        )
        return found

    def label(self, term: Any) -> Any:
        """Return the text of a term for readers."""
        return self._labels.get(text_of(term), text_of(term)) if isinstance(term, NamedNode) else _plain(term)

    def sourced(self, rows: Window[Any]) -> Window[Any]:
        """Return the rows up to the first whose statements or claims are left out, but at least one."""
        number = sum(1 for _ in takewhile(lambda row: self._left_out.isdisjoint(map(text_of, row)), rows.items)) or 1
        return rows._replace(items=rows.items[:number], data=rows.data[:number])

    def notes(self, rows: Sequence[Sequence[Any]]) -> list[str]:
        """Return a warning if some of *rows* have no source."""
        bare = sum(self._sources.isdisjoint(map(text_of, row)) for row in rows)
        which = f"{bare} of the rows name" if bare < len(rows) else "The rows name"
        return [f"{which} {_WITHOUT_SOURCE}"] if bare else []


def _table(found: Solutions | list[Triple]) -> tuple[Sequence[str], Sequence[tuple[Any, ...]]]:
    """Return columns and rows; triples are rows of three columns."""
    if isinstance(found, Solutions):
        return found.variables, found.rows
    return _TRIPLES, [(one.subject, one.predicate, one.object) for one in found]


def _plain(term: Any) -> Any:
    if isinstance(term, NamedNode):
        return short(shorten(term.value))
    if isinstance(term, Literal):
        value = of_literal(term)
        return short(value) if isinstance(value, str) else value
    return None if term is None else short(str(term) if isinstance(term, Triple) else f"_:{text_of(term)}")

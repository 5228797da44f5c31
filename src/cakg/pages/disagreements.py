"""All disagreements in a graph: contested statements, conflicts of values and times, tensions, editors' comparisons.

The questions ``sources-disagree``, ``where-datasets-differ`` and ``corroboration`` find them. Each becomes a point with
the claims of both sides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from cakg.model.claims import Statement, values
from cakg.model.dates import in_words
from cakg.model.records import Records
from cakg.pages.page import rows_of
from cakg.pages.points import CONFLICTS, Point, PointClaim, Side, side
from cakg.store.rows import texts
from cakg.vocabulary import CAKG, STATUS, VERDICT

KINDS = (
    *("contested", "values", "times", "tension", "editor", "within"),
    *("contradicted", "data-values", "data-times", "record"),
)
"""The kinds of disagreement: between speakers and sources, within one source, with datasets, and between datasets."""

_DIFFERENCES = {
    "affirmed and denied (rule)": "contested",
    "values differ (rule)": "values",
    "times differ (rule)": "times",
    "in tension (rule)": "tension",
    "disagree (editor)": "editor",
    "in tension within one source (editor)": "within",
    "values differ": "data-values",
    "times differ": "data-times",
    "not what is on record": "record",
}
_CONFLICTS = {_DIFFERENCES[difference]: those for difference, those in CONFLICTS.items()}
_CHECKED = (("claim", "statement"), ("dataset_claim", "found"))
"""The columns of the two sides of the question ``corroboration``: claim and statement."""
_DIFFERING = (("claim", "statement"), ("other_claim", "other_statement"))
"""The columns of the two sides of the question ``where-datasets-differ``."""
_CONTESTED = f"SELECT ?statement WHERE {{ ?statement cakg:status <{STATUS.contested}> }} ORDER BY ?statement"

Row: TypeAlias = Mapping[str, str]
Rows: TypeAlias = Sequence[tuple[str, Row]]
"""Rows of the questions, each with the kind of disagreement."""


def disagreements(records: Records) -> dict[str, list[Point]]:
    """Return the points of each kind that has some, in the order of :data:`KINDS`; within a kind by title.

    The relation of a point is its kind.
    """
    rows = [(_DIFFERENCES[row["difference"]], row) for row in rows_of(records, "sources-disagree")]
    differing = [(_DIFFERENCES[row["difference"]], row) for row in rows_of(records, "where-datasets-differ")]
    checked = [row for row in rows_of(records, "corroboration") if row["verdict"] == VERDICT.contradicted]
    points = [
        *_contested(records),
        *_conflicts(records, rows),
        *_edited(records, rows),
        *_contradicted(records, checked),
        *_of_datasets(records, differing),
    ]
    found: dict[str, list[Point]] = {}
    for point in sorted(points, key=lambda one: (KINDS.index(one.relation), one.title)):
        found.setdefault(point.relation, []).append(point)
    return found


def _contested(records: Records) -> Iterator[Point]:
    """Yield the contested statements: those who affirm each are one side, those who deny it the other."""
    iris = [row["statement"] for row in texts(records.engine, _CONTESTED)]
    for one in records.statements(iris).values():
        affirmed, denied = (_claims(one, polarity) for polarity in ("affirmed", "denied"))
        yield Point("contested", one.label, "rule: one side affirms what the other denies", affirmed, denied)


def _conflicts(records: Records, rows: Rows) -> Iterator[Point]:
    """Yield the pairs of statements in conflict or in tension, each affirmed by one side."""
    found = records.statements(row["point"] for kind, row in rows if kind in _CONFLICTS)
    found |= records.statements(
        iri for one in found.values() for role, _ in _CONFLICTS.values() for iri in one.values(role)
    )
    pairs: dict[tuple[str, str, str], set[str]] = {}
    for kind, row in rows:
        if kind in _CONFLICTS and row["point"] in found:
            for against in found[row["point"]].values(_CONFLICTS[kind][0]):
                affirmed = _claims(found[against], "affirmed") if against in found else ()
                if row["other_claim"] in {each.claim.iri for each in affirmed}:
                    pairs.setdefault((kind, row["point"], against), set()).update((row["claim"], row["other_claim"]))
    for (kind, iri, other), claims in pairs.items():
        one, two = (_claims(found[each], "affirmed", claims) for each in (iri, other))
        yield Point(kind, f"{found[iri].label} – {found[other].label}", f"rule: {_CONFLICTS[kind][1]}", one, two)


def _edited(records: Records, rows: Rows) -> Iterator[Point]:
    """Yield the comparisons of editors; the claims of the first source, or else passage, are one side."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for kind, row in rows:
        if kind in ("editor", "within"):
            groups.setdefault((kind, row["point"]), []).append(row)
    titles = records.labels(point for _, point in groups)
    named = records.properties((point for _, point in groups), [CAKG.comparesStatement])
    for (kind, point), those in groups.items():
        claims = records.claims(row[role] for row in those for role in ("claim", "other_claim"))
        found = records.statements(iri for claim in claims.values() for iri in claim.statements)
        sides: tuple[list[PointClaim], list[PointClaim]] = ([], [])
        ordered = sorted(claims.values(), key=lambda each: each.order)
        for claim in ordered:
            here, first = claim.passage, ordered[0].passage
            same = here == first if kind == "within" else here.source == first.source
            sides[not same].extend(side(claim, found, values(named[point], CAKG.comparesStatement)))
        one, two = map(tuple, sides)
        yield Point(kind, titles[point], f"editor: {those[0]['reason']}", one, two, those[0]["proposition"])


def _contradicted(records: Records, rows: Iterable[Row]) -> Iterator[Point]:
    """Yield the claims of articles that a dataset contradicts, with its rows if the question lists them."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        groups.setdefault((row["statement"], row["why"]), []).append(row)
    known = _Known(records, (row for those in groups.values() for row in those), _CHECKED)
    for (iri, why), those in groups.items():
        one, two = (known.side(those, *columns) for columns in _CHECKED)
        yield Point("contradicted", known.labels[iri], f"rule: {in_words(why)}", one, two)


def _of_datasets(records: Records, rows: Rows) -> Iterator[Point]:
    """Yield the rows of datasets that differ from those of others, or from the record that an editor cites."""
    known = _Known(records, (row for _, row in rows), _DIFFERING)
    for kind, row in rows:
        one, two = (known.side([row], *columns) for columns in _DIFFERING)
        title = " – ".join(known.labels[row[column]] for _, column in _DIFFERING if column in row)
        yield Point(kind, title, f"editor: {row['note']}" if "note" in row else "rule", one, two)


class _Known:
    """The claims and statements in rows of a question, read together; *columns* names pairs of both."""

    def __init__(self, records: Records, rows: Iterable[Row], columns: Sequence[tuple[str, str]]) -> None:
        pairs = {(row.get(claim, ""), row.get(about, "")) for row in rows for claim, about in columns}
        self._claims = records.claims(claim for claim, _ in pairs)
        self._statements = records.statements(iri for _, iri in pairs)
        self.labels = records.labels(iri for _, iri in pairs)

    def side(self, rows: Iterable[Row], claim: str, about: str) -> Side:
        """Return the claims in the column *claim* with their statements in the column *about*, each once."""
        pairs = sorted({(row.get(claim, ""), row.get(about, "")) for row in rows})
        return tuple(
            PointClaim(one._replace(polarity=one.statements.get(iri, "affirmed")), (self._statements[iri],))
            for name, iri in pairs
            if (one := self._claims.get(name)) and iri in self._statements
        )


def _claims(one: Statement, polarity: str, only: Iterable[str] | None = None) -> Side:
    """Return the claims about a statement with one polarity; *only* limits them to these IRIs."""
    kept = None if only is None else set(only)
    return tuple(
        PointClaim(claim, (one,))
        for claim in one.claims
        if claim.polarity == polarity and (kept is None or claim.iri in kept)
    )

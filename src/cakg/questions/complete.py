"""Adds columns to an answer for properties of statements and claims that its rows do not show.

A row must not say less than the graph. Amount, time, degree, polarity, hedge, condition and speaker get columns of
their own if the question does not select them. All other qualifiers are listed in the column ``details``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from pyoxigraph import Literal, NamedNode

from cakg.model.claims import Claim, Statement, first
from cakg.model.corroboration import in_short
from cakg.model.phrases import is_in, quoted
from cakg.model.records import Records
from cakg.questions.rows import Entry, Rows
from cakg.store.protocol import Row, Term
from cakg.store.rows import node_of
from cakg.vocabulary import CAKG

Cells: TypeAlias = Mapping[str, Term | None]

CHECKED = "checked"
"""The column of verdicts, always the last."""

_BOUNDS = {"at_least": CAKG.atLeast, "at_most": CAKG.atMost}
_DATES = {"earliest": CAKG.earliest, "latest": CAKG.latest}
_OF_STATEMENT = ("amount", *_BOUNDS, "when", *_DATES, "degree", "polarity")
_OF_CLAIM = ("hedge", "condition", "speaker")
_DETAILS = "details"
_CLAIM_COLUMNS = frozenset({"polarity", "firmness", "speaker", "status", "passage"})
"""Columns about the statement are inserted before the first of these."""


def completed(records: Records, rows: Rows) -> Rows:
    """Return *rows* with added columns for properties of their statements and claims that no cell shows."""
    statements = records.statements({entry.statement for entry in rows.entries if entry.statement})
    claims = records.claims({iri for entry in rows.entries for iri in entry.claims})
    keys = [(entry.statement, entry.claims) for entry in rows.entries]
    supporting = {
        key: _statement_and_claims(entry, statements, claims) for key, entry in zip(keys, rows.entries, strict=True)
    }
    cells = {key: _cells(*pair) for key, pair in supporting.items()}
    labels = records.labels(
        term.value
        for row in (*(entry.terms for entry in rows.entries), *(one.values() for one in cells.values()))
        for term in row
        if isinstance(term, NamedNode)
    )
    texts = [_text_of(entry.terms, labels) for entry in rows.entries]
    added = _missing(rows.columns, [cells[key] for key in keys], texts, labels)
    columns = _ordered(rows.columns, added)
    entries = []
    for entry, key, text in zip(rows.entries, keys, texts, strict=True):
        values = {**dict(zip(rows.columns, entry.terms, strict=True)), **{name: cells[key].get(name) for name in added}}
        shown = text + _text_of([values[name] for name in added], labels)
        one = supporting[key][0]
        ends = {one.subject, one.object} if one else set()
        # Cells of the subject and object do not count: they may have the same value as a qualifier by chance.
        other_cells = _text_of([term for term in values.values() if term and term.value not in ends], labels)
        terms = (*(values[name] for name in columns), _literal([_details(*supporting[key], shown, other_cells)]))
        entries.append(entry._replace(terms=terms))
    if any(entry.terms[-1] for entry in entries):
        return rows._replace(columns=(*columns, _DETAILS), entries=entries)
    return rows._replace(columns=columns, entries=[one._replace(terms=one.terms[:-1]) for one in entries])


def checked(records: Records, rows: Rows) -> tuple[Rows, set[str]]:
    """Return *rows* with verdicts of datasets as the last column, and these verdicts as IRIs."""
    used: set[str] = set()
    entries = []
    known = records.verdicts_on(entry.statement for entry in rows.entries if entry.statement)
    for entry in rows.entries:
        own = (one for one in known.get(entry.statement, ()) if one.claim in entry.claims)
        shown = {one.verdict: one.label for one in in_short(own)}
        used |= shown.keys()
        entries.append(entry._replace(terms=(*entry.terms, _literal(shown.values()))))
    return rows._replace(columns=(*rows.columns, CHECKED), entries=entries), used


def _statement_and_claims(
    entry: Entry, statements: Mapping[str, Statement], claims: Mapping[str, Claim]
) -> tuple[Statement | None, tuple[Claim, ...]]:
    """Return the statement of a row and its claims about it; if the row has no statement, all its claims."""
    if one := statements.get(entry.statement):
        return one, tuple(claim for claim in one.claims if claim.iri in entry.claims)
    return None, tuple(claims[iri] for iri in entry.claims if iri in claims)


def _cells(one: Statement | None, claims: Sequence[Claim]) -> Cells:
    """Return the values for added columns. If the claims differ, hedge, condition and speaker are left out."""
    found: dict[str, Term | None] = {"polarity": _literal(dict.fromkeys(claim.polarity for claim in claims))}
    if claims and not _differ(claims):
        found["hedge"], found["condition"] = _literal([claims[0].hedging]), _literal([claims[0].condition])
        found["speaker"] = node_of(claims[0].speaker.iri)
    if one:
        found["amount"] = _literal([one.amount_by(claims)])
        found["when"] = _literal(dict.fromkeys(claim.words_of_date for claim in claims))
        found |= {name: _term(one, role) for name, role in (_BOUNDS | _DATES).items()}
        found["degree"] = _literal([one.degree])
    return found


def _differ(claims: Sequence[Claim]) -> bool:
    """Return whether claims differ in polarity, hedge, condition or speaker."""
    return len({(claim.polarity, claim.hedging, claim.condition, claim.speaker.iri) for claim in claims}) > 1


def _details(one: Statement | None, claims: Sequence[Claim], shown: str, other_cells: str) -> str:
    """Return the qualifiers of a statement and the wording of its claims that are not *shown* elsewhere in the row.

    A qualifier counts as shown if its value is in *other_cells*, the cells without subject and object.
    """
    qualifiers = one.qualifiers if one else ()
    by_role: dict[str, list[str]] = {}
    for each in qualifiers:
        if each.role.iri != CAKG.degree and not is_in(each.value.label, other_cells):
            itself = one is not None and each.value.iri == one.subject
            by_role.setdefault(each.role.label, []).append("itself" if itself else each.value.label)
    parts = [f"{role}: {', '.join(values)}" for role, values in by_role.items()]
    if _differ(claims):
        return "; ".join([*parts, *dict.fromkeys(claim.summary for claim in claims)])
    for claim in claims:
        own = (
            "" if claim.hedge else claim.wording,
            first(claim.properties, CAKG.amountWording),
            first(claim.properties, CAKG.dateWording),
        )
        if words := [quoted(text) for text in own if text and not is_in(text, shown)]:
            several = len(claim.statements)
            shared = f" (for {several} statements)" if several > 1 else ""
            parts.append(f"source's words{shared}: {', '.join(words)}")
    return "; ".join(dict.fromkeys(parts))


def _missing(
    columns: Sequence[str], cells: Sequence[Cells], texts: Sequence[str], labels: Mapping[str, str]
) -> list[str]:
    """Return the names of the columns to add: those with a value that some row does not show."""

    def is_missing(name: str) -> bool:
        if name in _BOUNDS:
            return any(one.get("amount") for one in cells)
        if name in _DATES:
            return any(one.get("earliest") or one.get("latest") for one in cells)
        values = ((_text_of([one.get(name)], labels), text) for one, text in zip(cells, texts, strict=True))
        return any(not is_in(value, text) for value, text in values)

    found = [name for name in (*_OF_STATEMENT, *_OF_CLAIM) if name not in columns and is_missing(name)]
    if "amount" not in found:
        found = [name for name in found if name not in _BOUNDS]
    return [name for name in found if name not in _DATES] if "span" in columns else found


def _ordered(columns: Sequence[str], added: Sequence[str]) -> tuple[str, ...]:
    """Insert *added* columns: those about the statement before those about claims, the others before the passage."""
    start = columns.index("statement") + 1 if "statement" in columns else 1
    place = next(
        (place for place, name in enumerate(columns) if place >= start and name in _CLAIM_COLUMNS), len(columns)
    )
    found = [*columns[:place], *(name for name in added if name not in _OF_CLAIM), *columns[place:]]
    place = found.index("passage") if "passage" in found else len(found)
    return (*found[:place], *(name for name in added if name in _OF_CLAIM), *found[place:])


def _text_of(terms: Row | Sequence[Term | None], labels: Mapping[str, str]) -> str:
    """Return the texts of all cells, separated by bars."""
    return " | ".join(labels.get(term.value, term.value) for term in terms if term)


def _literal(parts: Iterable[str]) -> Literal | None:
    """Join *parts* into a literal; return None if all are empty."""
    words = "; ".join(filter(None, parts))
    return Literal(words) if words else None


def _term(one: Statement, role: str) -> Term | None:
    """Return the first value of a property; None if there is none."""
    return min(one.properties.get(role, ()), key=lambda term: term.value, default=None)

"""Tables for spreadsheets and data frames: one of claims, and one of statements with their claims.

Knows the columns of each table. Does not select claims and does not write files.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TypeAlias

from pyoxigraph import Literal

from cakg.model.claims import first
from cakg.model.records import Records
from cakg.model.rights import Rights
from cakg.model.sources import NOT_STATED, Source
from cakg.store.protocol import Term
from cakg.vocabulary import CAKG, PREFIXES, local, namespace, shorten

_SEVERAL = " | "
_PROPERTIES = {
    "affirms": CAKG.affirms,
    "denies": CAKG.denies,
    "leaves_open": CAKG.leavesOpen,
    "mode": CAKG.mode,
    "hedge": CAKG.hedge,
    "wording": CAKG.wording,
    "condition": CAKG.condition,
    "unless": CAKG.unless,
    "speaker": CAKG.speaker,
    "source": CAKG.source,
    "paragraph": CAKG.paragraph,
    "sentence": CAKG.sentence,
    "record": CAKG.record,
    "attribution": CAKG.attribution,
    "commitment": CAKG.commitment,
    "origin": CAKG.origin,
    "reported_by": CAKG.reportedBy,
}
"""The columns that hold a property of the claim or of its passage."""
COLUMNS = ("claim", *_PROPERTIES, "checked", "licence", "rights", "citation", "graph")
"""The columns of the table of claims."""

_NAMED = {PREFIXES[prefix] for prefix in ("id", "stmt", "source")}
"""The namespaces of nodes that are shown by label."""


STATEMENT_COLUMNS = (
    *("statement", "label", "status", "theme", "when", "earliest", "latest", "amount", "degree", "details", "things"),
    *("polarity", "manner", "speaker", "via", "source", "passage", "checked", "licence", "rights", "citation", "graph"),
)
"""The columns of the table of statements."""

Row: TypeAlias = list[str | int]


def claims_table(records: Records, only: Collection[str] | None = None) -> list[Row]:
    """Return a table with one row for each claim, sorted by IRI; *only* limits it to the claims with these IRIs.

    A thing or a statement is shown as ``label <prefixed:name>``, a value of a closed list by its name. Several values
    in a cell are separated by a bar. A cell is empty if the claim has no such value.

    The last columns have the licence and rights, the citation of the source, and the version and content hash of the
    graph. The licence of a claim is that of its dataset or, for an article, that of the graph. The first row is
    :data:`COLUMNS`.
    """
    licence = Rights(records).licence
    claims = records.describe(iri for iri in records.all_claims if only is None or iri in only)
    passages = records.describe({first(one, CAKG.passage) for one in claims.values()} - {""})
    described = (*claims.values(), *passages.values())
    called = records.labels(
        term.value for one in described for terms in one.values() for term in terms if _has_label(term)
    )
    rows: list[Row] = [list(COLUMNS)]
    for iri, one in claims.items():
        known = {**passages.get(first(one, CAKG.passage), {}), **one}
        cells = [{_shown(term, called) for term in known.get(role, ())} for role in _PROPERTIES.values()]
        verdicts = {local(found.verdict) for found in records.verdicts.get(iri, ())}
        source = records.sources.get(first(known, CAKG.source))
        texts = [_SEVERAL.join(sorted(each)) for each in (*cells, verdicts)]
        numbers = {COLUMNS.index(name) - 1 for name in ("paragraph", "sentence")}
        row = [int(text) if place in numbers and text.isdecimal() else text for place, text in enumerate(texts)]
        citation = source.citation if source else ""
        rows.append([shorten(iri), *row, *_terms(source, licence), citation, records.edition])
    return rows


def statements_table(records: Records, things: Mapping[str, Iterable[str]]) -> list[Row]:
    """Return a table of statements; *things* has the labels of the things that each involves, by the statement's IRI.

    There is one row for each claim about a statement, and one row for a statement without claims. The first row is
    :data:`STATEMENT_COLUMNS`.
    """
    licence = Rights(records).licence
    found = records.statements(things)
    rows: list[Row] = [list(STATEMENT_COLUMNS)]
    for one in sorted(found.values(), key=lambda one: (one.theme.label, one.label, one.iri)):
        bounds = (one.when, one.earliest, one.latest, one.amount, one.degree, one.details)
        cells = [shorten(one.iri), one.label, one.status.label, one.theme.label, *bounds]
        cells.append(_SEVERAL.join(sorted(things[one.iri])))
        for claim in one.claims or (None,):
            source = claim.passage.source if claim else None
            claim_cells = (
                [claim.polarity, claim.manner, claim.speaker.label, claim.via, source.short_name, claim.passage.label]
                if claim and source
                else [""] * 6
            )
            citation = claim.citation if claim else ""
            rows.append([*cells, *claim_cells, one.checked, *_terms(source, licence), citation, records.edition])
    return rows


def _terms(source: Source | None, licence: str) -> tuple[str, str]:
    """Return licence and rights of a claim: those of its dataset, or the *licence* of the graph."""
    return (source.licence or NOT_STATED, source.rights) if source and source.dataset else (licence, "")


def _has_label(term: Term) -> bool:
    return not isinstance(term, Literal) and namespace(term.value) in _NAMED


def _shown(term: Term, called: Mapping[str, str]) -> str:
    if isinstance(term, Literal):
        return term.value
    if not _has_label(term):
        return local(term.value)
    name, label = shorten(term.value), called[term.value]
    return name if label == name else f"{label} <{name}>"

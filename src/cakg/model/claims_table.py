"""The table of claims: CSV, one row a claim, for spreadsheets and data frames.

Knows which columns the table has. Does not know which claims are asked for: the caller names them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping

from pyoxigraph import Literal

from cakg.model.claims import first
from cakg.model.records import Records
from cakg.model.rights import NOT_STATED, Rights
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
"""The columns of the table."""

_NAMED = {PREFIXES[prefix] for prefix in ("id", "stmt", "source")}
"""The namespaces whose nodes are shown by their labels."""


def claims_table(records: Records, only: Collection[str] | None = None) -> bytes:
    """Return a CSV table with one row a claim (of those whose IRIs are in *only*), in the order of their names.

    A thing or a statement is shown as ``label <prefixed:name>``, a value of a closed list by its name
    alone; several in one cell are set apart by a bar. A cell is empty when the claim has no such value.

    The last columns say under which terms the row stands and how to cite its source: a claim of a dataset under
    those of the dataset, any other under the licence of the graph, whose version and content come last.
    """
    licence, edition = Rights(records).licence, records.edition
    claims = records.describe(iri for iri in records.all_claims if only is None or iri in only)
    passages = records.describe({first(one, CAKG.passage) for one in claims.values()} - {""})
    described = (*claims.values(), *passages.values())
    called = records.labels(
        term.value for one in described for terms in one.values() for term in terms if _has_label(term)
    )
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    writer.writerow(COLUMNS)
    for iri, one in claims.items():
        known = {**passages.get(first(one, CAKG.passage), {}), **one}
        cells = [{_shown(term, called) for term in known.get(role, ())} for role in _PROPERTIES.values()]
        verdicts = {local(found.verdict) for found in records.verdicts.get(iri, ())}
        source = records.sources.get(first(known, CAKG.source))
        terms = [source.licence or NOT_STATED, source.rights] if source and source.dataset else [licence, ""]
        row = [shorten(iri), *(_SEVERAL.join(sorted(texts)) for texts in (*cells, verdicts))]
        writer.writerow([*row, *terms, source.citation if source else "", edition])
    return table.getvalue().encode()


def _has_label(term: Term) -> bool:
    return not isinstance(term, Literal) and namespace(term.value) in _NAMED


def _shown(term: Term, called: Mapping[str, str]) -> str:
    if isinstance(term, Literal):
        return term.value
    if not _has_label(term):
        return local(term.value)
    name, label = shorten(term.value), called[term.value]
    return name if label == name else f"{label} <{name}>"

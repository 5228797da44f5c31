"""What programs need to quote the rows of an answer: the status of each statement, and the claims in full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from cakg.model.claims import Claim, Statement
from cakg.model.records import Records
from cakg.questions.rows import Entry


def status_and_claims(
    records: Records, entries: Sequence[Entry], cited: Sequence[Sequence[Claim]]
) -> Iterator[dict[str, Any]]:
    """Yield for each row, for JSON, its ``status`` and the claims that it cites, as ``cited``.

    *cited* has the claims of each of *entries*. The status is None if the row is about no statement. A claim about the
    statement of its row has the polarity that it has there; that of another claim is None.
    """
    statements = records.statements({entry.statement for entry in entries if entry.statement})
    for entry, claims in zip(entries, cited, strict=True):
        one = statements.get(entry.statement)
        yield {
            "status": {"label": one.status.label, "iri": one.status.iri} if one else None,
            "cited": [found.as_json_with_iris() for claim in claims for found in _listed(claim, one)],
        }


def _listed(claim: Claim, one: Statement | None) -> list[Claim]:
    """Return a claim with each polarity that it has in the statement *one*; as it is if it is not about it."""
    return [same for same in (one.claims if one else ()) if same.iri == claim.iri] or [claim]

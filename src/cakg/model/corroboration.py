"""What datasets make of what is shown, in a few words for a column or a line.

Knows how verdicts are put together and which of them a row is about. Does not know how a verdict
comes about: rules derive it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from cakg.model.citations import Saying
from cakg.model.names import labels, texts
from cakg.store.protocol import Engine, Solutions
from cakg.vocabulary import VERDICT

COLUMN = "checked"
_ANSWERS = (VERDICT.contradicted, VERDICT.confirmed, VERDICT.confirmed_at_second_hand)
"""The verdicts that answer a claim; the others leave it as open as it was."""
_ORDER = (*_ANSWERS, VERDICT.context_only, VERDICT.beyond_the_data, VERDICT.no_row)


class Check(NamedTuple):
    """What one dataset makes of one statement as one claim has it."""

    claim: str
    statement: str
    parties: frozenset[str]
    verdict: str
    label: str
    dataset: str


def checks(engine: Engine) -> list[Check]:
    """Return every corroboration of the graph, the answers first."""
    rows = texts(
        engine,
        """SELECT * WHERE {
          ?check cakg:verdict ?verdict ; cakg:ofClaim ?claim ; cakg:ofStatement ?statement ; cakg:against ?against .
          ?statement rdf:subject ?subject .
          # An answer may name what a note of ours takes the object for.
          { ?statement rdf:object ?object } UNION
          { ?statement rdf:object ?named . ?note cakg:annotates ?named ; cakg:identifiedAs ?object }
          ?against cakg:shortName ?dataset .
        } ORDER BY ?dataset ?check""",
    )
    called = labels(engine, {row["verdict"] for row in rows})
    found = [
        Check(
            row["claim"],
            row["statement"],
            frozenset({row["subject"], row["object"]}),
            row["verdict"],
            called[row["verdict"]],
            row["dataset"],
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: _ORDER.index(one.verdict))


def in_short(found: Sequence[Check]) -> list[Check]:
    """Return those whose verdict answers; without any, the one that says the most; none where there is none."""
    return [one for one in found if one.verdict in _ANSWERS] or list(found[:1])


def in_full(found: Iterable[Check]) -> str:
    """Return every verdict with its datasets: ``confirmed (UCDP/PRIO 2023); beyond the data (ATOP 5)``."""
    by: dict[str, dict[str, None]] = {}
    for one in found:
        by.setdefault(one.label, {})[one.dataset] = None
    return "; ".join(f"{label} ({', '.join(datasets)})" for label, datasets in by.items())


def with_column(
    engine: Engine, found: Solutions, sayings: Sequence[Sequence[Saying]]
) -> tuple[Solutions, dict[str, str]]:
    """Return *found* with what datasets make of each row as its last column, and the verdicts in it by their IRIs.

    A row is about the statement that it shows or, where it shows none, about the one between the things that it
    shows, at the claims that it rests on. The cell is empty where nothing was checked.
    """
    known = checks(engine) if found.rows else []
    used: dict[str, str] = {}
    rows = []
    for row, said in zip(found.rows, sayings, strict=True):
        cells, claims = {term.value for term in row if isinstance(term, NamedNode)}, {one.claim for one in said}
        of_it = [one for one in known if one.claim in claims and (one.statement in cells or one.parties <= cells)]
        shown = {one.verdict: one.label for one in in_short(of_it)}
        used |= shown
        rows.append((*row, Literal("; ".join(shown.values())) if shown else None))
    return Solutions((*found.variables, COLUMN), rows), used

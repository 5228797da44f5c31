"""Verdicts of datasets on statements, and their wording.

Reads the verdicts that rules derived. Does not derive any.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from cakg.model.dates import in_words
from cakg.store.protocol import Engine
from cakg.store.rows import texts
from cakg.vocabulary import VERDICT, shorten

_ANSWERS = (VERDICT.contradicted, VERDICT.confirmed, VERDICT.confirmed_at_second_hand)
"""The verdicts that confirm or contradict a claim."""
_ORDER = (*_ANSWERS, VERDICT.related_only, VERDICT.outside_coverage, VERDICT.no_record)

_VERDICTS = """SELECT * WHERE {
  %s ?check cakg:verdict ?verdict ; cakg:ofClaim ?claim ; cakg:ofStatement ?statement ; cakg:against ?against .
  ?against cakg:shortName ?dataset .
  OPTIONAL { ?verdict rdfs:label ?label FILTER (LANG(?label) = "en") }
  OPTIONAL { ?check skos:note ?why }
}"""


class Verdict(NamedTuple):
    """The verdict of one dataset on one statement of one claim."""

    claim: str
    statement: str
    verdict: str
    label: str
    dataset: str
    """The short name of the dataset."""
    source: str = ""
    """The IRI of the dataset."""
    check: str = ""
    """The IRI of the comparison, which names the rows that the verdict rests on."""
    why: str = ""
    """The reason in sentences."""

    @property
    def rank(self) -> tuple[int, str]:
        """The sort key: verdicts that confirm or contradict first, then by dataset."""
        return _ORDER.index(self.verdict), self.dataset


def verdicts(engine: Engine, given: str = "", most: int | None = None) -> list[Verdict]:
    """Return the verdicts of the graph, at most so many.

    *given* is a SPARQL pattern that restricts ``?statement`` or ``?claim``.
    """
    return [
        Verdict(
            row["claim"],
            row["statement"],
            row["verdict"],
            row.get("label") or shorten(row["verdict"]),
            row["dataset"],
            row["against"],
            row["check"],
            in_words(row.get("why", "")),
        )
        for row in texts(engine, _VERDICTS % given + (f" LIMIT {most}" if most else ""))
    ]


def in_short(found: Iterable[Verdict]) -> list[Verdict]:
    """Return the verdicts that confirm or contradict; if there are none, the highest-ranked verdict, if any."""
    ranked = sorted(found, key=lambda one: one.rank)
    return [one for one in ranked if one.verdict in _ANSWERS] or ranked[:1]


def in_full(found: Iterable[Verdict]) -> str:
    """Return every verdict with its datasets: ``confirmed (UCDP/PRIO 2023); outside coverage (ATOP 5)``."""
    by: dict[str, dict[str, None]] = {}
    for one in sorted(found, key=lambda one: one.rank):
        by.setdefault(one.label, {})[one.dataset] = None
    return "; ".join(f"{label} ({', '.join(datasets)})" for label, datasets in by.items())

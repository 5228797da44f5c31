"""Notes of the editors as records: what they identified or inferred beyond the texts, with the reason."""

from __future__ import annotations

from typing import Any, NamedTuple

from cakg.model.claims import Labelled, Properties, first, values
from cakg.model.labels import best_text
from cakg.model.records import Records
from cakg.vocabulary import CAKG, DCTERMS, SKOS, shorten


class Note(NamedTuple):
    """A note of the editors. Unknown fields are empty."""

    iri: str
    about: Labelled
    """What the note is about."""
    identified: Labelled
    """What the editors identify it with. The IRI is empty if it has no page in the graph, but a name."""
    basis: Labelled
    """The kind of evidence."""
    reason: str
    evidence: tuple[str, ...]
    """Addresses of the evidence."""
    creator: str
    date: str
    """The date of the note, as an ISO date."""

    @property
    def text(self) -> str:
        """The reason and what the editors identify with it, on a page of what the note is about."""
        return self.reason + (f" (identified with {self.identified.label})" if self.identified.label else "")

    @property
    def text_elsewhere(self) -> str:
        """The reason and what the note is about, on a page of what the editors identify with that."""
        return f"{self.reason} (note on {self.about.label}, identified with this)"

    def as_json(self) -> dict[str, Any]:
        """Return the note as a dictionary for JSON."""
        return {
            "note": shorten(self.iri),
            "about": self.about.label,
            "identified_as": self.identified.label or None,
            "basis": self.basis.label or None,
            "reason": self.reason,
            "evidence": self.evidence,
            "creator": self.creator or None,
            "date": self.date or None,
        }


class Notes:
    """The notes of a graph, by what they are about and by what the editors identify with that."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def about(self, iri: str) -> tuple[Note, ...]:
        """Return the notes on a thing, source or statement."""
        return self._with(CAKG.annotates, iri)

    def identified_with(self, iri: str) -> tuple[Note, ...]:
        """Return the notes that identify something else with a thing."""
        return tuple(one for one in self._with(CAKG.identifiedAs, iri) if one.about.iri != iri)

    def _with(self, role: str, iri: str) -> tuple[Note, ...]:
        found = {note: one for note, one in self._records.notes_on(iri).items() if iri in values(one, role)}
        named = {node for one in found.values() for part in _LABELLED for node in values(one, part) if "://" in node}
        labels = self._records.labels(named)

        def labelled(one: Properties, part: str) -> Labelled:
            value = first(one, part)
            return Labelled(value, labels[value]) if value in labels else Labelled("", value)

        return tuple(
            Note(
                iri=note,
                about=labelled(one, CAKG.annotates),
                identified=labelled(one, CAKG.identifiedAs),
                basis=labelled(one, CAKG.basis),
                reason=best_text(one.get(SKOS.note, ())),
                evidence=tuple(values(one, CAKG.evidence)),
                creator=best_text(one.get(DCTERMS.creator, ())),
                date=first(one, DCTERMS.date),
            )
            for note, one in found.items()
        )


_LABELLED = (CAKG.annotates, CAKG.identifiedAs, CAKG.basis)

"""The statuses that one page shows: their certainty, which determines how they look, and their meaning."""

from __future__ import annotations

from typing import NamedTuple

from cakg.model.claims import Labelled
from cakg.model.records import Records
from cakg.network.style import styles
from cakg.vocabulary import local


class Status(NamedTuple):
    """A status as pages show it."""

    iri: str
    """The IRI of the status."""
    label: str
    """Its label."""
    meaning: str
    """Its definition; empty if the ontology has none."""
    certainty: str
    """How firmly statements of this status are made, as declared in the ontology; the class of its style."""


class Statuses:
    """The statuses of a graph, each read once."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._styles = styles(records.engine)
        self._found: dict[str, Status] = {}

    def __getitem__(self, iri: str) -> Status:
        """Return the status with the IRI *iri*."""
        if iri not in self._found:
            label, meaning = self._records.labels([iri])[iri], self._records.definitions([iri]).get(iri, "")
            self._found[iri] = Status(iri, label, meaning, self._styles.certainty(local(iri)))
        return self._found[iri]

    def place(self, status: Status) -> tuple[int, str]:
        """Return the key that sorts statuses, from the most to the least certain."""
        return list(self._styles.lines).index(status.certainty), status.label


class Legend:
    """Collects the statuses that a page shows while it is written, to list them with their meaning at its end."""

    def __init__(self, statuses: Statuses) -> None:
        self._statuses = statuses
        self._shown: set[Status] = set()
        self._explained = ""

    def show(self, iri: str) -> Status:
        """Return the status with the IRI *iri*, and put it into the legend if it has a meaning."""
        status = self._statuses[iri]
        if status.meaning:
            self._shown.add(status)
        return status

    def certainty(self, status: Labelled) -> str:
        """Return the certainty of *status*, which is the class of its style, and put it into the legend."""
        return self.show(status.iri).certainty

    def explain(self, iri: str) -> None:
        """Leave the status with the IRI *iri* out of the legend, because the page begins with its meaning."""
        self._explained = iri

    @property
    def entries(self) -> list[Status]:
        """The statuses shown so far, from the most to the least certain."""
        return sorted((one for one in self._shown if one.iri != self._explained), key=self._statuses.place)

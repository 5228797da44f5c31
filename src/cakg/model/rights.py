"""The header of every export: graph, version, what its licence covers, and the terms of each dataset.

All of it is read from the graph. If the graph states no licence, the header says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cakg.model.claims import first
from cakg.model.labels import best_text
from cakg.model.records import Records
from cakg.model.sources import NOT_STATED, Source, licence_sentence
from cakg.vocabulary import DCTERMS, GRAPH, RDFS

if TYPE_CHECKING:
    from cakg.model.selection import Selection


class Rights:
    """The licences of a graph and of its datasets."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._graph = records.describe([GRAPH])[GRAPH]
        self.licence_iri = first(self._graph, DCTERMS.license)
        """The address of the graph's licence; empty if it states none."""

    @property
    def name(self) -> str:
        """The name of the graph; ``Graph`` if it has none."""
        return best_text(self._graph.get(RDFS.label, ())) or "Graph"

    @property
    def creator(self) -> str:
        """Who made the graph; empty if it does not say."""
        return best_text(self._graph.get(DCTERMS.creator, ()))

    @property
    def licence(self) -> str:
        """The name of the graph's licence, or :data:`cakg.model.sources.NOT_STATED`."""
        iri = self.licence_iri
        return self._records.labels([iri])[iri].strip("<>") if iri else NOT_STATED

    @property
    def scope(self) -> str:
        """What the graph's licence covers and does not cover, in sentences; empty if the graph does not say."""
        return best_text(self._graph.get(DCTERMS.rights, ()))

    @property
    def nodes(self) -> set[str]:
        """The IRIs of the graph and of all licences: their triples give the graph's licence and the licences' names."""
        datasets = self._records.describe(
            source.iri for source in self._records.sources_with_passages if source.dataset
        )
        return {GRAPH} | {iri for one in (self._graph, *datasets.values()) if (iri := first(one, DCTERMS.license))}

    @property
    def short_lines(self) -> list[str]:
        """The header of a file with a small part of the graph: graph and name of the licence."""
        name, _ = self.lines(())
        return [name, licence_sentence(self.licence if self.licence_iri else "")]

    def lines(self, sources: Iterable[Source]) -> list[str]:
        """Return the header of an export with claims of *sources*: graph, licence and datasets."""
        records = self._records
        version = f"version {records.version}" if records.version else ""
        content = f"content hash {records.content_hash}" if records.content_hash else ""
        terms = licence_sentence(self.licence if self.licence_iri else "")
        lines = [", ".join(filter(None, (self.name, version, content))), " ".join(filter(None, (terms, self.scope)))]
        return [" ".join(line.split()) for line in (*lines, *dataset_lines(sources))]

    def about(self, sources: Iterable[Source], **more: str) -> list[tuple[str, str]]:
        """Return the header as pairs of name and value: *more*, then the graph, then sources and datasets."""
        records, named = self._records, sorted(sources)
        rows = [
            *((name.capitalize().replace("_", " "), value) for name, value in more.items()),
            ("Graph version", records.version),
            ("Content hash", records.content_hash),
            ("Licence", " ".join(filter(None, (self.licence, self.licence_iri)))),
            ("What the licence covers", self.scope),
            *(("Source", source.named_with_date) for source in named),
            *(("Dataset", line) for line in dataset_lines(named)),
        ]
        return [(name, " ".join(value.split())) for name, value in rows if value]


def exported(records: Records, selection: Selection) -> tuple[set[str] | None, list[str]]:
    """Return the subjects of an export of *selection* and its header; None if it has the whole graph."""
    from cakg.model.selection import connected  # slow to import, and only exports need it

    rights = Rights(records)
    kept = connected(records, selection) if selection.restricts else None
    header = rights.lines(source for source in records.sources_with_passages if kept is None or source.iri in kept)
    return (None if kept is None else kept | rights.nodes), header


def dataset_lines(sources: Iterable[Source]) -> list[str]:
    """Return a line for each dataset among *sources*: its citation and licence."""
    return [f"Dataset {one.short_name}: {one.citation} {one.terms_in_full}" for one in sources if one.dataset]

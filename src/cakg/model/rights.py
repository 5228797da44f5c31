"""What every export says of itself: which graph it is, what the graph's licence covers, and each dataset's own terms.

Takes all of it from the graph. Where the graph states no licence, that is what is said.
"""

from __future__ import annotations

from collections.abc import Iterable

from cakg.model.claims import first
from cakg.model.labels import best_text
from cakg.model.records import Records
from cakg.model.sources import Source
from cakg.vocabulary import DCTERMS, GRAPH, RDFS

NOT_STATED = "no licence stated"


class Rights:
    """The terms of a graph and of the datasets whose rows are in it."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._graph = records.describe([GRAPH])[GRAPH]
        self.licence_iri = first(self._graph, DCTERMS.license)
        """The address of the licence of the graph; empty where it states none."""

    @property
    def licence(self) -> str:
        """The name of the licence of the graph, or that it states none."""
        iri = self.licence_iri
        return self._records.labels([iri])[iri].strip("<>") if iri else NOT_STATED

    @property
    def scope(self) -> str:
        """What the licence of the graph covers and what not, in sentences; empty where the graph does not say."""
        return best_text(self._graph.get(DCTERMS.rights, ()))

    @property
    def nodes(self) -> set[str]:
        """The nodes that state the terms of the graph, and what licences are called."""
        datasets = self._records.describe(source.iri for source in self._records.speaking if source.dataset)
        return {GRAPH} | {iri for one in (self._graph, *datasets.values()) if (iri := first(one, DCTERMS.license))}

    def lines(self, sources: Iterable[Source]) -> list[str]:
        """Return what to say above an export with claims of *sources*: which graph, and whose terms."""
        records = self._records
        name = best_text(self._graph.get(RDFS.label, ())) or "Graph"
        version = f"version {records.version}" if records.version else ""
        content = f"content hash {records.content_hash}" if records.content_hash else ""
        terms = f"Licence: {self.licence}." if self.licence_iri else "No licence stated."
        lines = [", ".join(filter(None, (name, version, content))), " ".join(filter(None, (terms, self.scope)))]
        return [" ".join(line.split()) for line in (*lines, *dataset_lines(sources))]

    def about(self, sources: Iterable[Source], **more: str) -> list[tuple[str, str]]:
        """Return the same as rows of a name and a value, after *more* of them; the sources come last."""
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


def dataset_lines(sources: Iterable[Source]) -> list[str]:
    """Return a line for each dataset among *sources*: how to cite it, and its terms."""
    return [f"Dataset {one.short}: {one.citation} {one.terms_in_full}" for one in sources if one.dataset]

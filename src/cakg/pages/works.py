"""The sources that a thing wrote or published."""

from __future__ import annotations

from typing import Any, NamedTuple

from cakg.model.claims import values
from cakg.model.records import Records
from cakg.model.sources import Source
from cakg.vocabulary import CAKG, shorten

AUTHOR, PUBLISHER = "author", "publisher"


class Work(NamedTuple):
    """A source that a thing wrote or published."""

    source: Source
    role: str
    """``author`` or ``publisher``."""
    identified: bool
    """Whether the text does not name the author, and the editors identified the author with the thing."""

    @property
    def named(self) -> str:
        """The short name and the title of the source: ``FIIA 2023, “Russia in Central Asia”``."""
        title = f", “{self.source.title}”" if self.source.title else ""
        return self.source.short_name + title

    @property
    def text(self) -> str:
        """The source with its title, and that the editors identified the author, if they did."""
        return self.named + (" (identified by the editors)" if self.identified else "")

    def as_json(self) -> dict[str, Any]:
        """Return the work as a dictionary for JSON."""
        one = self.source
        return {
            "source": shorten(one.iri),
            "short_name": one.short_name,
            "title": one.title or None,
            "role": self.role,
            "identified_by_editors": self.identified,
        }


def works(records: Records, iri: str) -> tuple[Work, ...]:
    """Return the sources whose author or publisher is the thing *iri*, authors first, by IRI.

    For authors whom the editors identified with the thing, those that they wrote are returned too.
    """
    notes = (one for one in records.notes_on(iri).values() if iri in values(one, CAKG.identifiedAs))
    same = {named for one in notes for named in values(one, CAKG.annotates)}
    every = records.sources.values()
    return (
        *(Work(one, AUTHOR, iri not in one.authors) for one in every if not same.union([iri]).isdisjoint(one.authors)),
        *(Work(one, PUBLISHER, identified=False) for one in every if iri in one.publishers),
    )

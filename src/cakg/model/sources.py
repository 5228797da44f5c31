"""Sources and passages as records, and their wording: how to cite them, dates, licences, places in a text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

NOT_STATED = "no licence stated"


class Source(NamedTuple):
    """An article or a dataset. Unknown fields are empty."""

    iri: str
    """The IRI of the source."""
    short_name: str
    """The short name: ``FIIA 2023``."""
    title: str
    """The title."""
    author: str
    """The author's name, or the publisher's if the text names no author."""
    publisher: str
    """The publisher."""
    date: str
    """The date of publication in words: ``26 December 2022``."""
    address: str
    """The address on the web."""
    reports_on: tuple[str, ...]
    """IRIs of the work that it reports on, of the work that this one reports on, and so on."""
    covers: str = ""
    """The period that a dataset covers: ``1992 to 2018``. Empty for an article."""
    dataset: bool = False
    """Whether it is a dataset, not an article."""
    authors: tuple[str, ...] = ()
    """IRIs of the authors."""
    publishers: tuple[str, ...] = ()
    """IRIs of the publishers."""
    has_passages: bool = False
    """Whether the graph has a passage of it; false for a work that is only reported on."""
    licence: str = ""
    """The name of its licence, or the licence's address if the graph has no name for it."""
    rights: str = ""
    """The terms of use in its makers' words."""
    bibliographic: str = ""
    """The citation that its makers ask for."""
    earliest: str = ""
    """The first day on which it may have been published, as an ISO date."""
    latest: str = ""
    """The last day on which it may have been published, as an ISO date."""
    language: str = ""
    """The code of its language: ``en``."""
    rows: int = 0
    """How many rows of a dataset the graph has; 0 for an article, and where no rule counted them."""

    @property
    def terms(self) -> str:
        """The licence of a dataset, or ``no licence stated`` with its makers' words on use; empty for an article."""
        if not self.dataset:
            return ""
        words = f": “{self.rights.rstrip('.')}”" if self.rights else ""
        return f"licence {self.licence}" if self.licence else NOT_STATED + words

    @property
    def terms_in_full(self) -> str:
        """The licence of a dataset and its makers' words, as sentences; empty for an article."""
        if not self.dataset:
            return ""
        return " ".join(filter(None, (licence_sentence(self.licence), self.rights)))

    @property
    def citation(self) -> str:
        """The citation of the whole source."""
        return self.bibliographic or ", ".join(filter(None, (*citation_parts(self), self.address))) + "."

    @property
    def details(self) -> str:
        """The date of publication; for a dataset also the period that it covers and its licence."""
        covers = f"data for {self.covers}" if self.covers else ""
        return ", ".join(filter(None, (self.date, covers, self.terms)))

    @property
    def named_with_date(self) -> str:
        """The source as a footer names it: ``ASIA-Plus 2022 (26 December 2022)``."""
        return f"{self.short_name} ({self.details})" if self.details else self.short_name

    def as_json(self) -> dict[str, Any]:
        """Return the source as a dictionary for JSON."""
        found: dict[str, Any] = {"source": self.short_name, "date": self.date, "iri": self.iri}
        terms = {"licence": self.licence or NOT_STATED, "rights": self.rights or None}
        return found | ({**terms, "citation": self.citation} if self.dataset else {})


class Passage(NamedTuple):
    """A sentence of an article, or a row of a dataset."""

    iri: str
    """The IRI of the passage."""
    source: Source
    """Its article or dataset."""
    label: str
    """The passage in a table cell: ``ASIA-Plus 2022 11.1``, ``Voeten 2020, rcid 4829, KAZ``."""
    locator: str
    """Its place in the source: ``paragraph 11, sentence 1``, ``rcid 4829, KAZ``."""
    address: str
    """The address of the passage if it has one, else that of the source."""
    paragraph: int
    """The number of the paragraph; 0 for a row of a dataset."""
    sentence: int
    """The number of the sentence in the paragraph; 0 for a row of a dataset."""
    record: str
    """The identifier of a row of a dataset; empty for a sentence."""
    evidence: tuple[str, ...] = ()
    """The addresses that a row of a dataset cites."""

    @property
    def in_full(self) -> str:
        """The source and the place in it, for a link: ``FIIA 2023, paragraph 8, sentence 2``."""
        return f"{self.source.short_name}, {self.locator}"


def licence_sentence(licence: str) -> str:
    """Return the name of a licence as a sentence; for an empty name, the sentence says that none is stated."""
    return f"Licence: {licence}." if licence else f"{NOT_STATED.capitalize()}."


def citation_parts(source: Source) -> list[str]:
    """Return the author, title, publisher and date of a source; unknown ones are empty."""
    publisher = source.publisher if source.publisher != source.author else ""
    return [source.author, f"“{source.title}”" if source.title else "", publisher, source.date]


def footer(sources: Iterable[Source], version: str, profile: str = "") -> str:
    """Return the footer: profile, sources with dates and datasets' licences, version of the graph."""
    named = ", ".join(source.named_with_date for source in sources)
    parts = (("Profile:", profile), ("Sources:", named), ("Graph", version))
    return " ".join(f"{what} {text}." for what, text in parts if text)

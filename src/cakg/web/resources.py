"""What a page of the explorer is: a :class:`Resource`, with its texts, its values for the template and its formats.

Also the parameters of an address and the errors of an address that leads nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from cakg.errors import CakgError
from cakg.web.addresses import Links

Writer: TypeAlias = Callable[[], bytes]
"""Returns the content of a resource in one format."""

Frame: TypeAlias = Any
"""The macros of ``templates/web/frame.html`` for one page: its head, its menu and its footer."""

MEDIA_TYPES = {
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "ttl": "text/turtle; charset=utf-8",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "trig": "application/trig; charset=utf-8",
    "gz": "application/gzip",
    "ttl.gz": "application/gzip",
    "nt.gz": "application/gzip",
    "trig.gz": "application/gzip",
    "csv.gz": "application/gzip",
    "sssom.tsv": "text/tab-separated-values; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "svg": "image/svg+xml",
    "network.svg": "image/svg+xml",
    "timeline.svg": "image/svg+xml",
    "map.svg": "image/svg+xml",
    "bib": "application/x-bibtex; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
    "csl.json": "application/vnd.citationstyles.csl+json",
    "rq": "application/sparql-query; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "xml": "application/xml; charset=utf-8",
}
"""The media type of each format; the formats are the extensions of addresses."""

FORMAT_NAMES = {
    "json": "JSON",
    "csv": "CSV",
    "ttl": "Turtle",
    "jsonld": "JSON-LD",
    "nt": "N-Triples",
    "trig": "TriG",
    "ttl.gz": "Turtle (gzip)",
    "nt.gz": "N-Triples (gzip)",
    "trig.gz": "TriG (gzip)",
    "csv.gz": "CSV (gzip)",
    "sssom.tsv": "SSSOM",
    "md": "Markdown",
    "xlsx": "XLSX",
    "svg": "SVG",
    "bib": "BibTeX",
    "ris": "RIS",
    "csl.json": "CSL-JSON",
    "rq": "SPARQL",
    "txt": "text",
}
"""The name of each format for readers. Formats without a name are parts of a page, such as its pictures."""


class AddressError(CakgError):
    """An address leads to no page."""

    def __init__(
        self, what: str, near: Iterable[tuple[str, str]] = (), remedy: str = "", page: Resource | None = None
    ) -> None:
        super().__init__(what, remedy=remedy)
        self.near = tuple(near)
        """Paths and labels of pages with similar names."""
        self.page = page
        """The page that shows the error, such as a form with the values given; None for a page with the error alone."""


class PageNotFoundError(AddressError):
    """An address leads to no page: a name in it is unknown."""


class BadAddressError(AddressError):
    """A parameter of an address has a malformed value."""


@dataclass(frozen=True, slots=True)
class Resource:
    """A page and its other formats."""

    path: str
    """Its path without extension: ``thing/kazakhstan``; empty for the home page."""
    title: str
    """The title of the page, without the name of the site."""
    description: str
    """One or two sentences for previews and search engines."""
    template: str
    """The name of its template in ``templates/web``."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """The values for the template."""
    writers: Mapping[str, Writer] = field(default_factory=dict)
    """The other formats: a writer by extension."""
    iri: str = ""
    """The IRI of the node that it describes; empty for other pages."""
    query: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """The parameters of its address that differ from the defaults."""
    write: Callable[[Links, Frame], str] | None = None
    """Writes the whole page in the frame of all pages, if no template of ``templates/web`` does."""
    policy: str = ""
    """The Content-Security-Policy of such a page, which allows its scripts; empty for that of all other pages."""


class Parameters:
    """The parameters of an address. A view takes those that it knows; the others are errors."""

    def __init__(self, given: Mapping[str, Sequence[str]]) -> None:
        self.given = {name: tuple(values) for name, values in given.items()}
        self._taken: set[str] = set()

    def all(self, name: str) -> tuple[str, ...]:
        """Return all values of *name* that are not empty."""
        self._taken.add(name)
        return tuple(value for value in self.given.get(name, ()) if value.strip())

    def beginning(self, prefix: str) -> dict[str, tuple[str, ...]]:
        """Return the values of all parameters whose names begin with *prefix*, by the rest of the name."""
        return {name.removeprefix(prefix): self.all(name) for name in self.given if name.startswith(prefix)}

    def one(self, name: str, usual: str = "", *, of: Sequence[str] = ()) -> str:
        """Return the value of *name*, or *usual*; raise :class:`BadAddressError` for several, or one not in *of*."""
        values = self.all(name)
        if len(values) > 1:
            raise BadAddressError(f"the parameter {name} has {len(values)} values", remedy="give one value")
        value = values[0] if values else usual
        if of and value not in of:
            raise BadAddressError(f"the parameter {name} cannot be {value!r}", remedy=f"it is one of {', '.join(of)}")
        return value

    def number(self, name: str, usual: int = 1) -> int:
        """Return the value of *name* as a number from 1; raise :class:`BadAddressError` for anything else."""
        text = self.one(name, str(usual))
        if not (text.isascii() and text.isdigit() and len(text) < 8 and int(text) > 0):
            raise BadAddressError(f"the parameter {name} cannot be {text!r}", remedy="give a whole number from 1")
        return int(text)

    def finish(self, known: Iterable[str] = ()) -> None:
        """Raise :class:`PageNotFoundError` for the first parameter that the view has not read; *known* are others."""
        names = sorted({*self._taken, *known})
        for name in self.given:
            if name not in names:
                takes = f"its parameters are {', '.join(names)}" if names else "it takes none"
                raise PageNotFoundError(f"this page has no parameter {name!r}", remedy=takes)

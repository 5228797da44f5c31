"""References to claims, sources and pages, as text, BibTeX, CSL-JSON and RIS.

Every field of a reference is known from the graph. Names are kept whole, since the graph does not say which part of a
name is the family name, and a date that is not known to the month is given in words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from typing import Any, NamedTuple
from urllib.parse import quote

from cakg.harmless import visible_in_json
from cakg.model.claims import Claim
from cakg.model.dates import parsed, span
from cakg.model.records import Records
from cakg.model.rights import Rights
from cakg.model.sources import Source
from cakg.tables import on_a_line
from cakg.vocabulary import local

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_RIS_TYPES = {"webpage": "ELEC", "dataset": "DATA", "document": "GEN"}
_IN_BIBTEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{mark: rf"\{mark}" for mark in "#$%&_"},
    }
)
"""Special characters of BibTeX, except in addresses. It counts braces even after a backslash, so they have names."""


_KEPT_IN_ADDRESSES = "/:?#[]@!$&'()*+,;=%-._~"


class Reference(NamedTuple):
    """What a citation refers to. Unknown fields are empty."""

    key: str
    """The name of the entry: ASCII letters, digits and hyphens."""
    type: str
    """The type in CSL: ``webpage``, ``dataset`` or ``document``."""
    text: str
    """The citation in one line, ready to paste."""
    title: str = ""
    author: str = ""
    publisher: str = ""
    container: str = ""
    """What it is a part of."""
    version: str = ""
    date: tuple[int, ...] = ()
    """Year, year and month, or year, month and day, as far as they are certain."""
    date_words: str = ""
    """The date in words, if year, month and day do not say all that is known."""
    address: str = ""
    language: str = ""
    notes: tuple[str, ...] = ()
    """Sentences on the place in the source, the speaker, and terms of use."""

    def as_csl(self) -> dict[str, Any]:
        """Return the item of CSL-JSON."""
        issued: dict[str, Any] = {"date-parts": [list(self.date)]} if self.date else {"literal": self.date_words}
        fields = {
            "id": self.key,
            "type": self.type,
            "title": self.title,
            "author": [{"literal": self.author}] if self.author else [],
            "publisher": self.publisher,
            "container-title": self.container,
            "version": self.version,
            "issued": issued if any(issued.values()) else {},
            "URL": self.address,
            "language": self.language,
            "note": self._note,
        }
        return {name: value for name, value in fields.items() if value}

    def as_bibtex(self) -> str:
        """Return the entry of BibTeX."""
        year, month, day = (*self.date, 0, 0, 0)[:3]
        version = f"version {self.version}" if self.version else ""
        published = ", ".join(filter(None, (self.container, version, self.publisher)))
        fields = {
            "author": f"{{{{{_in_bibtex(self.author)}}}}}" if self.author else "",
            "title": f"{{{{{_in_bibtex(self.title)}}}}}" if self.title else "",
            "howpublished": f"{{{_in_bibtex(published)}}}" if published else "",
            "year": f"{{{year}}}" if year else "",
            "month": _MONTHS[month - 1] if month else "",
            "day": f"{{{day}}}" if day else "",
            "url": f"{{{quote(self.address, safe=_KEPT_IN_ADDRESSES)}}}" if self.address else "",
            "language": f"{{{_in_bibtex(self.language)}}}" if self.language else "",
            "note": f"{{{_in_bibtex(self._note)}}}" if self._note else "",
        }
        lines = [f"  {name} = {value}" for name, value in fields.items() if value]
        return ",\n".join([f"@misc{{{self.key}", *lines]) + "\n}\n"

    def as_ris(self) -> str:
        """Return the record of RIS."""
        year, month, day = (*self.date, 0, 0, 0)[:3]
        parts = [f"{year:04}", f"{month:02}" if month else "", f"{day:02}" if day else "", ""]
        fields = [
            ("TY", _RIS_TYPES[self.type]),
            ("ID", self.key),
            ("AU", self.author),
            ("TI", self.title),
            ("T2", self.container),
            ("PB", self.publisher),
            ("ET", self.version),
            ("PY", f"{year:04}" if year else ""),
            ("DA", "/".join(parts) if year else ""),
            ("UR", self.address),
            ("LA", self.language),
            ("N1", self._note),
        ]
        lines = [f"{tag}  - {value}" for tag, value in fields if value]
        return "".join(f"{line}\r\n" for line in (*lines, "ER  - "))

    @property
    def _note(self) -> str:
        dated = f"Date: {self.date_words}." if self.date_words else ""
        return " ".join(filter(None, (*self.notes, dated)))

    @property
    def formats(self) -> Mapping[str, str]:
        """The reference in each format, by extension."""
        return {extension: write([self]) for extension, write in FORMATS.items()}


def of_source(source: Source) -> Reference:
    """Return the reference to a whole source."""
    return _on_lines(_reference(source, local(source.iri), source.citation, [source.terms_in_full], source.address))


def of_claim(claim: Claim) -> Reference:
    """Return the reference to the passage of a claim; a row of a dataset comes with the terms of the dataset."""
    place = claim.passage
    locator = f"{place.locator[:1].upper()}{place.locator[1:]}."
    notes = [locator, *claim.citation_notes]
    return _on_lines(_reference(place.source, local(claim.iri), claim.citation, notes, place.address))


def of_page(records: Records, iri: str, title: str, kind: str, address: str) -> Reference:
    """Return the reference to the page of a node at *address*; *title* is a noun phrase, *kind* says what it is.

    *kind* and *address* may be empty.
    """
    rights = Rights(records)
    version = f"version {records.edition}" if records.edition else ""
    named = ", ".join(filter(None, (rights.creator, f"“{title}”{f' ({kind})' if kind else ''}")))
    text = ", ".join(filter(None, (f"{named}. {rights.name}", version, address)))
    found = Reference(
        key=_key(local(iri)),
        type="webpage",
        text=f"{text}.",
        title=title,
        author=rights.creator,
        container=rights.name,
        version=records.edition,
        address=address,
        notes=(f"{kind[:1].upper()}{kind[1:]}.",) if kind else (),
    )
    return _on_lines(found)


def text(references: Iterable[Reference]) -> str:
    """Return references as text, one on each line."""
    return "".join(f"{one.text}\n" for one in references)


def bibtex(references: Iterable[Reference]) -> str:
    """Return references as BibTeX."""
    return "\n".join(one.as_bibtex() for one in references)


def csl_json(references: Iterable[Reference]) -> str:
    """Return references as CSL-JSON."""
    items = (
        ",\n".join(f"    {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in each.items())
        for each in (one.as_csl() for one in references)
    )
    return visible_in_json("[\n" + ",\n".join(f"  {{\n{item}\n  }}" for item in items) + "\n]\n")


def ris(references: Iterable[Reference]) -> str:
    """Return references as RIS."""
    return "\r\n".join(one.as_ris() for one in references)


FORMATS: Mapping[str, Callable[[Iterable[Reference]], str]] = {
    "txt": text,
    "bib": bibtex,
    "csl.json": csl_json,
    "ris": ris,
}
"""The writer for each format, by extension."""


def different(references: Iterable[Reference]) -> list[Reference]:
    """Return *references* without those whose text is that of an earlier one."""
    return list({one.text: one for one in reversed(list(references))}.values())[::-1]


def _reference(source: Source, name: str, text: str, notes: Iterable[str], address: str) -> Reference:
    date = _certain(source.earliest, source.latest)
    exact = source.date == span(source.earliest, source.latest)
    return Reference(
        key=_key(name),
        type="dataset" if source.dataset else "webpage" if source.address else "document",
        text=text,
        title=source.title,
        author=source.author,
        publisher=source.publisher if source.publisher != source.author else "",
        date=date,
        date_words="" if (date and exact) or source.date == "undated" else source.date,
        address=address,
        language=source.language,
        notes=tuple(filter(None, notes)),
    )


def _certain(earliest: str, latest: str) -> tuple[int, ...]:
    """Return the year, month and day that two ISO dates have in common, as far as they agree."""
    found: list[int] = []
    if parsed(earliest) and parsed(latest):
        for one, other in zip(earliest.split("-"), latest.split("-"), strict=True):
            if one != other:
                break
            found.append(int(one))
    return tuple(found)


def _key(name: str) -> str:
    """Return *name* as the name of an entry: unchanged if it is safe, else readable, with a hash of the name."""
    safe = re.sub("[^a-zA-Z0-9]+", "-", name).strip("-")[:60]
    return safe if safe == name else f"{safe or 'x'}-{sha256(name.encode(errors='surrogatepass')).hexdigest()[:8]}"


def _in_bibtex(text: str) -> str:
    return text.translate(_IN_BIBTEX)


def _on_lines(one: Reference) -> Reference:
    """Return a reference in which every text is on one line, with harmful characters shown as escapes."""
    texts: dict[str, Any] = {name: on_a_line(value) for name, value in one._asdict().items() if isinstance(value, str)}
    return one._replace(**texts, notes=tuple(map(on_a_line, one.notes)))

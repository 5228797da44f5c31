"""Checks the texts of articles against the graph: passages, wordings and copied sentences.

The texts are not part of cakg; users name files with texts of their own. :mod:`~cakg.quality.passages` finds passages
in a text. The wording of a claim must be in its passage. Apart from wordings, nothing in the graph may repeat a text,
which belongs to its author.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import pyoxigraph

from cakg.errors import BadValueError, UnknownThingError
from cakg.file_kinds import read_text
from cakg.quality.faults import Fault, rows
from cakg.quality.passages import Located, Passage, digest, locate, normalise
from cakg.store.local import LocalStore
from cakg.tables import counted
from cakg.vocabulary import DCTERMS, SOURCE, expand, shorten

SAME_ARTICLE = 0.2
"""A text belongs to an article if it has at least this share of the article's passages."""

WORDS_IN_A_ROW = 10
"""Nothing in the graph may repeat this many words of a text in a row.

Fewer words do not count as a copy: to say what was delivered from one state to another can take nine words.
"""


class TextReport(NamedTuple):
    """The result for the text in the file *path*.

    *source* and *located* are empty if the text is not that of the expected source. *notes* are remarks that are not
    faults: a headline before the text moves all passages, for example.
    """

    path: str
    source: str = ""
    located: tuple[Located, ...] = ()
    notes: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def found(self) -> int:
        """How many passages are in the text unchanged, wherever they are."""
        return sum(one.state == "found" for one in self.located)


def verify(store: LocalStore, texts: Sequence[tuple[str | None, Path]], places: Mapping[str, str]) -> list[TextReport]:
    """Return a report on each of *texts*, checked against the graph as entered.

    Each text comes with the name of its source, or None. With None, the source is the one with the largest share of
    its passages in the text. *places* has the place at which each prefixed name is defined.

    Raises :class:`BadValueError` for a file that cannot be read as UTF-8 text and :class:`UnknownThingError` for a
    source without passages in the graph.
    """
    passages, digests = _passages(store), dict(rows(store, _WHOLE_TEXTS))
    reports = []
    for given, path in texts:
        text, named = _read(path), _named(given, passages)
        located = {source: locate(sought, text) for source, sought in passages.items()}
        source = _recognise(named, located)
        faults = sorted(_copies(store, text, places))
        if not source or named not in ("", source):
            faults.append(_wrong_text(named, source, passages, str(path)))
            reports.append(TextReport(str(path), faults=tuple(faults)))
        else:
            here = located[source]
            faults += [*_not_found(here, str(path)), *_misquoted(store, here, text, places)]
            notes = _notes(here, same=digests.get(source, digest(text)) == digest(text))
            reports.append(TextReport(str(path), source, tuple(here), tuple(notes), tuple(faults)))
    return reports


def _read(path: Path) -> str:
    try:
        text = normalise(read_text(path))
    except (OSError, UnicodeDecodeError) as error:
        problem = getattr(error, "strerror", "it is not UTF-8")
        remedy = "give a text file" if isinstance(error, OSError) else "save the text as UTF-8, without formatting"
        raise BadValueError(f"{path}: cannot be read: {problem}", remedy=remedy) from error
    if not text:
        raise BadValueError(f"{path}: is empty", remedy="give a text file")
    return text


def _named(name: str | None, sources: Mapping[str, object]) -> str:
    """Return the prefixed name of the source *name*, given as IRI, prefixed or local name; empty for None."""
    if name is None:
        return ""
    for iri in (name, expand(name), SOURCE[name]):
        if iri and shorten(iri) in sources:
            return shorten(iri)
    raise UnknownThingError(name, get_close_matches(f"source:{name.removeprefix('source:')}", sources) or [*sources])


def _recognise(named: str, located: Mapping[str, Sequence[Located]]) -> str:
    """Return the source of a text: *named* if it is likely, else the most likely one; empty if none is likely."""
    shares = {source: sum(one.state == "found" for one in found) / len(found) for source, found in located.items()}
    likely = [source for source, share in shares.items() if share >= SAME_ARTICLE]
    return named if named in likely else max(likely, key=lambda source: shares[source], default="")


def _wrong_text(named: str, source: str, passages: Mapping[str, Sequence[Passage]], path: str) -> Fault:
    if source:
        problem = f"this is the text of {source}, not of {named}"
    else:
        problem = f"this is not the text of {f'{named} or of another' if named else 'an'} article of the graph"
    first = ", ".join(passages[sought][0].name for sought in ([named] if named else passages))
    return Fault(path, problem, f"the passages that follow {first} are not in it either")


def _not_found(located: Sequence[Located], path: str) -> Iterator[Fault]:
    """Yield the passages that are changed or missing."""
    before = "the beginning"
    for one in located:
        name = one.passage.name
        if one.state == "changed":
            yield Fault(
                path, f"{name} is changed: the text has other characters at {one.start}-{one.end}", _TEXT_REMEDY
            )
        elif one.state == "missing":
            yield Fault(path, f"{name} is missing after {before}", _TEXT_REMEDY)
        before = name


def _notes(located: Sequence[Located], *, same: bool) -> Iterator[str]:
    """Yield remarks that are not faults: passages that have moved, and different text around them."""
    moved = [one for one in located if one.state == "found" and one.start != one.passage.start]
    if moved:
        count, first, shift = counted(len(moved), "passage"), moved[0].passage, moved[0].start - moved[0].passage.start
        yield f"{count} moved, the first, {first.name}, by {shift:+} characters"
    if not same and all(one.state == "found" for one in located):
        yield "all passages are found; the rest of the text differs"


def _misquoted(store: LocalStore, located: Sequence[Located], text: str, places: Mapping[str, str]) -> Iterator[Fault]:
    """Yield the wordings of claims that are not in their passages; only passages that were found are checked."""
    found = {one.passage.name: text[one.start : one.end].casefold() for one in located if one.state == "found"}
    for where, claim, wording in rows(store, _WORDINGS):
        if where in found and not _occurs(wording, found[where]):
            problem = f'the wording "{wording}" of {claim} is not in {where}'
            remedy = "quote the words of the passage, with ... for words left out"
            yield Fault(places.get(claim, claim), problem, remedy)


def _occurs(wording: str, passage: str) -> bool:
    """Return whether the parts of *wording* between its dots are in *passage*, in this order, as whole words."""
    parts = (part.strip() for part in re.split(r"\.\.\.|\u2026", normalise(wording).casefold()))
    return re.search(".*".join(rf"(?<!\w){re.escape(part)}(?!\w)" for part in parts if part), passage) is not None


def _copies(store: LocalStore, text: str, places: Mapping[str, str]) -> Iterator[Fault]:
    """Yield the literals that repeat the text, except titles, which are cited."""
    in_text = _runs(text)
    for quad in store.store:
        if not isinstance(quad.object, pyoxigraph.Literal) or quad.predicate.value == DCTERMS.title:
            continue
        if _runs(normalise(quad.object.value)) & in_text:
            name = shorten(quad.subject.value)
            problem = f"{shorten(quad.predicate.value)} of {name} repeats {WORDS_IN_A_ROW} words of the text in a row"
            yield Fault(places.get(name, name), problem, "use other words: the text belongs to its author")


def _runs(text: str) -> set[tuple[str, ...]]:
    """Return all runs of :data:`WORDS_IN_A_ROW` words in *text*."""
    words = re.findall(r"\w+", text.casefold())
    return set(zip(*(words[at:] for at in range(WORDS_IN_A_ROW)), strict=False))


def _passages(store: LocalStore) -> dict[str, list[Passage]]:
    """Return the passages of every source that has any, by its prefixed name."""
    return {
        source: [Passage(int(start), int(end), name, sha256) for _, start, end, name, sha256 in found]
        for source, found in groupby(rows(store, _PASSAGES), key=lambda row: row[0])
    }


_TEXT_REMEDY = "use the published text; if it was corrected, encode the sentence again or remove the passage"

_PASSAGES = """
SELECT ?source ?start ?end ?passage ?sha256 WHERE {
  ?passage a cakg:Passage ; cakg:source ?source ; cakg:start ?start ; cakg:end ?end ; cakg:sha256 ?sha256 .
  FILTER (DATATYPE(?start + ?end) = xsd:integer)
} ORDER BY ?source ?start ?passage
"""

_WHOLE_TEXTS = "SELECT ?source ?sha256 WHERE { ?source cakg:textSha256 ?sha256 } ORDER BY ?source ?sha256"

_WORDINGS = """
SELECT ?passage ?claim ?wording
WHERE { ?claim cakg:passage ?passage ; cakg:wording|cakg:amountWording|cakg:dateWording ?wording }
ORDER BY ?passage ?claim ?wording
"""

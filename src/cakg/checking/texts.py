"""The texts of the articles held against the graph: every passage, every wording, nothing copied.

The texts are not part of cakg; whoever has one names the file. Reads the file and asks the
graph; how a passage is found in a text is known to :mod:`cakg.checking.passages`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

from cakg.checking import wordings
from cakg.checking.faults import Fault
from cakg.checking.passages import Located, Passage, digest, locate, normalise, share_found
from cakg.errors import BadValueError, UnknownThingError
from cakg.store import LocalStore
from cakg.vocabulary import SOURCE, expand, prefix_header, shorten

SAME_ARTICLE = 0.2
"""A text is an article's when so great a part of the article's passages is in it."""


@dataclass(frozen=True, slots=True)
class SourceText:
    """What the graph knows of the text of one source."""

    name: str
    length: int | None
    sha256: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class TextReport:
    """What became of the passages of a source in the file *path*.

    *source* is empty for a text that is not the expected one, and *located* then too. *notes* are
    no faults: a headline that pushes all passages along does no harm.
    """

    path: str
    source: str = ""
    located: tuple[Located, ...] = ()
    notes: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def found(self) -> int:
        """How many passages stand in the text as they should, wherever they stand."""
        return sum(one.state == "found" for one in self.located)


def verify(store: LocalStore, texts: Sequence[tuple[str | None, Path]], places: Mapping[str, str]) -> list[TextReport]:
    """Hold each text against the graph as entered.

    A text comes with the name of its source, or with None: then the source is the one that most
    passages speak for. *places* says where each prefixed name is introduced.

    Raises :class:`BadValueError` for a file that cannot be read as UTF-8 text and
    :class:`UnknownThingError` for a source that the graph has no passages of.
    """
    sources = _sources(store)
    reports = []
    for name, path in texts:
        text = _read(path)
        report = _held_against(None if name is None else _named(name, sources), sources, text, str(path))
        misquoted = wordings.not_there(store, report.located, text, places)
        copied = wordings.copied(store, text, places)
        reports.append(replace(report, faults=(*report.faults, *misquoted, *copied)))
    return reports


def _read(path: Path) -> str:
    try:
        text = normalise(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadValueError(f"{path}: is not UTF-8 text", remedy="save the text of the article as UTF-8") from error
    except OSError as error:
        raise BadValueError(f"{path}: cannot be read: {error.strerror}", remedy="name the file of a text") from error
    if not text:
        raise BadValueError(f"{path}: holds no text", remedy="name the file of a text")
    return text


def _named(name: str, sources: Mapping[str, SourceText]) -> SourceText:
    """Return the source that *name* means: an IRI, a prefixed name or a local one."""
    for iri in (name, expand(name), SOURCE[name]):
        if iri and shorten(iri) in sources:
            return sources[shorten(iri)]
    raise UnknownThingError(name, get_close_matches(f"source:{name.removeprefix('source:')}", sources) or [*sources])


def _held_against(named: SourceText | None, sources: Mapping[str, SourceText], text: str, path: str) -> TextReport:
    """Report on one text: the passages of its source, or whose text it is instead."""
    if named and share_found(named.passages, text) >= SAME_ARTICLE:
        return _passage_by_passage(named, text, path)
    shares = {name: share_found(source.passages, text) for name, source in sources.items()}
    likely = max(shares, key=lambda name: shares[name], default="")
    recognised = sources[likely] if shares.get(likely, 0) >= SAME_ARTICLE else None
    if recognised and not named:
        return _passage_by_passage(recognised, text, path)
    whose = f"that of {recognised.name}" if recognised else "that of no article of the graph"
    problem = f"the text is {whose}, not that of {named.name}" if named else f"the text is {whose}"
    sought = [named] if named else sources.values()
    first = " and ".join(source.passages[0].name for source in sought)
    return TextReport(path, faults=(Fault(path, problem, f"{first} and those that follow are not in it"),))


def _passage_by_passage(source: SourceText, text: str, path: str) -> TextReport:
    located = locate(source.passages, text)
    notes = [*_moves(located)]
    if all(one.state == "found" for one in located) and source.sha256 not in ("", digest(text)):
        more = len(text) - (source.length or 0)
        notes.append(f"every passage stands; the text as a whole differs, by {more:+} characters")
    return TextReport(path, source.name, tuple(located), tuple(notes), tuple(_losses(located, path)))


def _losses(located: Sequence[Located], path: str) -> Iterator[Fault]:
    """Yield the passages that are changed, and those that are missing."""
    before = "the beginning"
    for one in located:
        name = one.passage.name
        if one.state == "changed":
            problem = f"{name} is changed: other characters stand at {one.start}-{one.end}"
            yield Fault(path, problem, "use the text as published; if that was corrected, encode the sentence anew")
        elif one.state == "missing":
            problem = f"{name} is missing: nothing stands in its place after {before}"
            yield Fault(path, problem, "use the whole text; if that was shortened, take the passage out")
        before = name


def _moves(located: Sequence[Located]) -> Iterator[str]:
    """Yield one note for each run of passages that have moved by as much."""
    shift = 0
    for one in located:
        if one.state == "found" and one.shift != shift:
            shift = one.shift
            how = f"moved by {shift:+} characters" if shift else "where it was"
            yield f"{one.passage.name} and what follows it: {how}"


def _sources(store: LocalStore) -> dict[str, SourceText]:
    """Return every source that has passages, by its prefixed name."""
    passages: dict[str, list[Passage]] = defaultdict(list)
    for row in _rows(store, _PASSAGES):
        passages[row["source"]].append(
            Passage(int(row["start"]), int(row["end"]), shorten(row["passage"]), row["sha256"])
        )
    whole = {row["source"]: row for row in _rows(store, _WHOLE_TEXTS)}
    sources = {}
    for source, found in sorted(passages.items()):
        known, name = whole.get(source, {}), shorten(source)
        length = int(known["length"]) if known else None
        sources[name] = SourceText(name, length, known.get("sha256", ""), tuple(sorted(found)))
    return sources


def _rows(store: LocalStore, query: str) -> list[dict[str, str]]:
    found = store.select(prefix_header("cakg", "xsd") + query).dicts()
    return [{name: term.value for name, term in row.items()} for row in found]


_PASSAGES = """
SELECT ?source ?passage ?start ?end ?sha256 WHERE {
  ?passage a cakg:Passage ; cakg:source ?source ; cakg:start ?start ; cakg:end ?end ; cakg:sha256 ?sha256 .
  FILTER (DATATYPE(?start + ?end) = xsd:integer)
} ORDER BY ?source ?start ?passage
"""

_WHOLE_TEXTS = """
SELECT ?source ?length ?sha256 WHERE {
  ?source cakg:textSha256 ?sha256 ; cakg:textLength ?length .
  FILTER (DATATYPE(?length + 0) = xsd:integer)
} ORDER BY ?source
"""

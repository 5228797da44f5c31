"""Reads RDF files, of any name, packing and encoding that :mod:`cakg.extensions` and :mod:`.unpacking` know.

Whatever is wrong with a file is a :class:`BrokenFile` with the line, where known. Does not know what the triples mean.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat

from cakg.contents import UnreadableError
from cakg.errors import BrokenFile, BrokenFileError
from cakg.extensions import PACKED, RDF_EXTENSIONS, rdf_format
from cakg.store import jsonld
from cakg.store.nesting import TripleTerms
from cakg.store.unpacking import Room, readable, unpacked, utf8
from cakg.vocabulary import RDF

TRIG_MARK = "# cakg TriG 1: "
"""How TriG written by cakg begins; its graphs are merged when it is read."""
IN_MEMORY = 1 << 30
"""How many bytes of RDF files are loaded into memory; they need about ten times as many."""
_SYNTAXES = {
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "jsonld": RdfFormat.JSON_LD,
    "rdfxml": RdfFormat.RDF_XML,
    "trig": RdfFormat.TRIG,
    "nquads": RdfFormat.N_QUADS,
}
TOO_LONG = "has a value or comment of more than 16 MiB, too long for the parser"
"""What is wrong if the parser raises MemoryError."""
_REIFIES = NamedNode(RDF.reifies)
_RDF_1_2 = "has a triple as a value (RDF 1.2), which cakg does not read: write a statement with its parts instead"
_IN_PLAIN_WORDS = (
    (re.compile(r".*No scheme found in an absolute IRI"), "a relative IRI: write it whole, or declare a base"),
    (re.compile(r"error while parsing IRI"), "wrong IRI"),
)
_ERRORS = (UnreadableError, SyntaxError, MemoryError, OSError)
_SIGNS = (
    (("<?xml", "<rdf:", "<!doctype"), ("rdfxml",), "looks like XML: if it is RDF/XML, use a name that ends in .rdf"),
    (
        ('{"', "{\n", "{\r", "{ ", "{}"),
        ("jsonld", "trig"),
        "looks like JSON: if it is JSON-LD, use a name that ends in .jsonld",
    ),
    (
        ("prefix(", "ontology(", "prefix:", "ontology:"),
        (),
        "looks like OWL in functional or Manchester syntax: save it in another syntax, RDF/XML or Turtle",
    ),
    (
        ("@prefix", "@base", "prefix ", "base ", "<http"),
        ("turtle", "ntriples", "trig", "nquads"),
        "looks like Turtle: use a name that ends in .ttl",
    ),
)
"""Beginnings of files, the formats that have them, and what to do if the format of the name is another."""


def load(store: pyoxigraph.Store, paths: Iterable[Path], most: int | None = None) -> None:
    """Load files into the default graph of *store*.

    Raises one :class:`BrokenFileError` for all broken files, and :class:`TooLargeError` after *most* bytes.
    """
    room = Room(most)
    faults = [fault for path in paths if (fault := _load_file(store, path, room))]
    if faults:
        raise BrokenFileError(faults)


def triples(path: Path) -> list[pyoxigraph.Triple]:
    """Return the triples of a file; raise :class:`BrokenFileError` if it is broken."""
    try:
        return [quad.triple for quad in _File(path, Room(IN_MEMORY)).quads()]
    except _ERRORS as error:
        raise BrokenFileError([_fault(path, error)]) from error


def text(path: Path) -> str:
    """Return the text of a file; raise :class:`BrokenFileError` if it is not text in UTF-8, UTF-16 or UTF-32."""
    try:
        return b"".join(TripleTerms().counted(utf8(unpacked(path, Room(IN_MEMORY))))).decode()
    except (UnreadableError, OSError) as error:
        raise BrokenFileError([_fault(path, error)]) from error


def message(error: SyntaxError) -> str:
    """Return the message of the parser without the place, which is stored separately."""
    words = error.msg.partition(": ")[2] if error.msg.startswith("Parser error at") else error.msg
    for pattern, plain in _IN_PLAIN_WORDS:
        words = pattern.sub(plain, words)
    return words[:1].lower() + words[1:]


def shown(path: Path) -> str:
    """Return *path* as a user would type it: relative if it is below the working directory."""
    return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)


def _load_file(store: pyoxigraph.Store, path: Path, room: Room) -> BrokenFile | None:
    try:
        file = _File(path, room)
        if file.format in ("turtle", "ntriples"):
            file.load_directly(store)
        else:
            store.bulk_extend(file.quads())
    except _ERRORS as error:
        return _fault(path, error)
    return None


class _File:
    """A file of a known format, which can be read once."""

    def __init__(self, path: Path, room: Room) -> None:
        format = rdf_format(path)
        if format is None:
            if path.suffix.lower() in PACKED:
                raise UnreadableError("is packed: unpack it first; only gzip files are read as they are")
            known = ", ".join(extension for extensions in RDF_EXTENSIONS.values() for extension in extensions)
            raise UnreadableError(
                f"unknown file format: the name of an RDF file ends in one of {known}, or .gz after it"
            )
        self.format = format
        self._path = path
        self._room = room
        self._triple_terms = TripleTerms()

    def load_directly(self, store: pyoxigraph.Store) -> None:
        """Load a file without named graphs; this is faster than :meth:`quads`."""
        store.bulk_load(input=readable(self._text()), format=_SYNTAXES[self.format])
        nested = self._triple_terms.count and store.query("ASK { ?s ?p ?o FILTER (isTRIPLE(?o)) }")
        if nested or any(
            isinstance(one.object, pyoxigraph.Triple) for one in store.quads_for_pattern(None, _REIFIES, None)
        ):
            raise UnreadableError(_RDF_1_2)

    def quads(self) -> Iterator[Quad]:
        """Yield the triples of the file, in the default graph; those of named graphs if cakg wrote the file."""
        if self.format == "jsonld":
            yield from self._jsonld()
        elif self.format == "rdfxml":
            from cakg.store.rdfxml import Rewriting  # slow to import, and most files are Turtle

            rewriting = Rewriting()
            try:
                yield from self._parsed(rewriting.rewrite(unpacked(self._path, self._room)))
            except SyntaxError as error:
                error.lineno = error.lineno or rewriting.line  # the parser of the engine does not know it
                raise
        else:
            pieces = self._text()
            first = next(pieces, b"")
            merged = self.format == "trig" and first.startswith(TRIG_MARK.encode())
            yield from self._parsed(_with(first, pieces), merged=merged)

    def _parsed(self, pieces: Iterable[bytes], *, merged: bool = False) -> Iterator[Quad]:
        default = DefaultGraph()
        found = pyoxigraph.parse(readable(pieces), _SYNTAXES[self.format], rename_blank_nodes=True)
        for quad in found:
            if isinstance(quad.object, pyoxigraph.Triple):
                raise UnreadableError(_RDF_1_2)
            if quad.graph_name != default and not merged:
                raise UnreadableError(
                    f"has named graphs, such as {_name(quad.graph_name)}, but cakg reads only the default graph,"
                    " because named graphs may hold what nobody claims: save the triples that you want as Turtle"
                )
            yield Quad(*quad.triple)

    def _jsonld(self) -> Iterator[Quad]:
        data = b"".join(self._text())
        jsonld.check_depth(data)
        empty = True
        try:
            for quad in self._parsed([data]):
                empty = False
                yield quad
        except SyntaxError:
            jsonld.check_contexts(data)
            raise
        if empty:
            jsonld.check_no_triples(data)

    def _text(self) -> Iterator[bytes]:
        return self._triple_terms.counted(utf8(unpacked(self._path, self._room)))


def _name(graph: object) -> str:
    return str(graph) if isinstance(graph, NamedNode) else "one with a blank node as name"


def _with(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _fault(path: Path, error: UnreadableError | SyntaxError | MemoryError | OSError) -> BrokenFile:
    if isinstance(error, UnreadableError):
        return BrokenFile(shown(path), error.line, (error.line and _other_format(path)) or error.sentence)
    if isinstance(error, SyntaxError):
        return BrokenFile(shown(path), error.lineno or 0, _other_format(path) or message(error))
    if isinstance(error, MemoryError):
        return BrokenFile(shown(path), 0, TOO_LONG)
    return BrokenFile(shown(path), 0, error.strerror or str(error))


def _other_format(path: Path) -> str:
    """Return what to do if a file with a syntax error begins like another format; empty if it does not."""
    try:
        start = next(utf8(unpacked(path)), b"").decode(errors="ignore").lstrip()[:32].lower()
    except (UnreadableError, OSError):
        return ""
    format = rdf_format(path)
    return next((words for signs, own, words in _SIGNS if start.startswith(signs) and format not in own), "")

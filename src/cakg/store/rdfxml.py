"""Rewrites RDF/XML for the parser of the engine: UTF-8 without document type, entities and comments.

The parser of the engine reads UTF-8 only, expands entities without limit, needs quadratic time for nested elements and
takes a file that was cut off for whole. expat has none of these faults, and knows the lines.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF32_BE, BOM_UTF32_LE
from collections.abc import Iterable, Iterator
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from cakg.contents import UnreadableError
from cakg.vocabulary import OWL, RDF

DEPTH = 1000
"""How deep elements may be nested."""
ATTRIBUTES = 1000
"""How many attributes an element may have, and how many namespaces may be declared around a place."""
ENTITY = 1000
"""How many characters an entity may stand for."""
EXPANSION = 10
"""How many times the size of the file the text with expanded entities may have, beyond :data:`ALWAYS_EXPANDED`."""
ALWAYS_EXPANDED = 64 << 20
"""How many bytes the text with expanded entities may always have."""
_REFERENCE = re.compile(r"&(?!#)|%")
_REMEDY = "write out the entities, or convert the file to Turtle"
_UNKNOWN_ENCODING = "declares an encoding that cakg does not read: save it as UTF-8"
_EXPANDS = f"its entities expand to many times the file: {_REMEDY}"
_NODE = ("about", "ID", "nodeID")


class Rewriting:
    """An RDF/XML file while it is rewritten; *line* is the last line that was read."""

    def __init__(self) -> None:
        self._parser = parser = expat.ParserCreate()
        parser.ordered_attributes = True
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.EntityDeclHandler = self._entity
        parser.SkippedEntityHandler = self._skipped
        self._written: list[str] = []
        self._namespaces: list[int] = []  # the number of declarations of each open element
        self._read = 0
        self._size = 0

    @property
    def line(self) -> int:
        """The number of the last line that was read."""
        return self._parser.CurrentLineNumber

    def rewrite(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the text as UTF-8, line by line, so that :attr:`line` is the place of an error of the next parser.

        Raises :class:`UnreadableError` if *pieces* are not XML, or nest or expand too much.
        """
        try:
            for piece in pieces:
                if not self._read and piece.startswith((BOM_UTF32_LE, BOM_UTF32_BE)):
                    raise UnreadableError("is UTF-32: save it as UTF-8", 1)
                for line in piece.splitlines(keepends=True):
                    self._parser.Parse(line)
                    self._read += len(line)
                    yield self._output()
            self._parser.Parse(b"", True)
            yield self._output()
        except expat.ExpatError as error:
            raise UnreadableError(self._problem(error), error.lineno) from error
        except (LookupError, ValueError) as error:  # of Python, which expat asks for all but four encodings
            raise UnreadableError(_UNKNOWN_ENCODING, 1) from error

    def _output(self) -> bytes:
        data = "".join(self._written).encode()
        self._written.clear()
        return data

    def _write(self, text: str) -> None:
        self._size += len(text)
        if self._size > ALWAYS_EXPANDED + EXPANSION * self._read:
            raise self._refused(_EXPANDS)
        self._written.append(text)

    def _start(self, name: str, attributes: list[str]) -> None:
        pairs = list(zip(attributes[::2], attributes[1::2], strict=True))
        if not self._size and OWL.iri in (value for _, value in pairs) and name == "Ontology":
            raise self._refused("is OWL/XML, which is not RDF: save it in another syntax, RDF/XML or Turtle")
        if not self._size and not _is_rdf(name, pairs):
            raise self._refused(f"begins with <{name}>, so it is not RDF/XML, which begins with <rdf:RDF>")
        self._namespaces.append(sum(key.startswith("xmlns") for key, _ in pairs))
        if len(self._namespaces) > DEPTH:
            raise self._refused(f"elements are nested more than {DEPTH} deep")
        if len(pairs) > ATTRIBUTES or sum(self._namespaces) > ATTRIBUTES:
            raise self._refused(f"an element has more than {ATTRIBUTES} attributes or namespaces")
        self._write(f"<{name}{''.join(f' {key}={quoteattr(value)}' for key, value in pairs)}>")

    def _end(self, name: str) -> None:
        self._namespaces.pop()
        self._write(f"</{name}>")

    def _text(self, data: str) -> None:
        self._write(escape(data, {"\r": "&#13;"}))

    def _entity(self, name: str, parameter: int, value: str | None, *_external: str | None) -> None:
        if parameter or value is None:
            what = "a parameter entity" if parameter else "an external entity"
            raise self._refused(f"{name} is {what}, which cakg does not read: {_REMEDY}")
        if len(value) > ENTITY or _REFERENCE.search(value):
            raise self._refused(f"the entity {name} refers to others or has more than {ENTITY} characters: {_REMEDY}")

    def _skipped(self, name: str, _parameter: int) -> None:
        raise self._refused(f"the entity {name} is not declared in the file: {_REMEDY}")

    def _refused(self, problem: str) -> UnreadableError:
        return UnreadableError(problem, self.line)

    def _problem(self, error: expat.ExpatError) -> str:
        problem = expat.ErrorString(error.code) or "unknown error"
        if problem in ("no element found", "unclosed token", "unclosed CDATA section"):
            return "the file is empty" if not self._size and not self._read else "ends too early: get the whole file"
        if problem == "unknown encoding":
            return _UNKNOWN_ENCODING
        if "amplification" in problem:
            return _EXPANDS
        return f"is not XML: {problem}"


def _is_rdf(name: str, attributes: list[tuple[str, str]]) -> bool:
    """Return whether the first element is ``rdf:RDF`` or describes a node."""
    prefixes = [key.removeprefix("xmlns").removeprefix(":") for key, value in attributes if value == RDF.iri]
    starts = [f"{prefix}:" if prefix else "" for prefix in prefixes]
    names = {start + local for start in starts for local in ("RDF", "Description")}
    return name in names or any(key == start + local for key, _ in attributes for start in starts for local in _NODE)

"""Reads Turtle and SPARQL files as text: every name, literal and block with its line.

RDF parsers do not keep line numbers, and some repair literals silently, so a regular expression finds the tokens.
Whether a file is valid is decided by the strict parsers of pyoxigraph.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import pyoxigraph

from cakg.errors import BrokenFileError, CakgError
from cakg.extensions import rdf_format
from cakg.quality.faults import Fault
from cakg.store import reading
from cakg.store.scan import check_depth, check_service
from cakg.store.syntax import explain, query_error
from cakg.vocabulary import PREFIXES, XSD

_IRI = r'<[^\x00-\x20<>"{}|^`\\]*>'
_NAME = r"(?:[A-Za-z](?:[\w-]|\.(?=[\w-]))*)?:(?:[\w:%-]|\\.|\.(?=[\w:%-]))*"
_TOKEN = re.compile(
    rf"""
      \#[^\n]*
    | (?i:@?prefix)\s+(?P<prefix>[\w.-]*):\s*<(?P<namespace>[^>]*)>
    | (?P<string>\"{{3}}[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*\"{{3}} | '{{3}}[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'{{3}}
               | "[^"\\\n]*(?:\\.[^"\\\n]*)*" | '[^'\\\n]*(?:\\.[^'\\\n]*)*')(?:\s*\^\^\s*(?P<datatype>{_IRI}|{_NAME}))?
    | (?P<blank>_:|[\[(])
    | (?P<name>{_IRI}|{_NAME})
    | [@?$]?\w+(?:\.\d+)?
    | (?P<stop>\.)
    """,
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """A full IRI in a file. For a datatype, *text* is its literal; for a namespace, its prefix."""

    iri: str
    line: int
    text: str = ""


@dataclass(slots=True)
class SourceFile:
    """A file with its tokens, triples and syntax faults.

    *kind* is ``ontology``, ``graph``, ``data`` or ``query``. *namespaces* has the usual prefixes and those of the
    file; *literals* are those with a datatype. *subjects* has one token for each block of a Turtle file; in other
    formats it has each subject once, without a line. Queries and files with syntax faults have no triples.
    """

    name: str
    kind: str
    prefixes: list[Token] = field(default_factory=list)
    namespaces: dict[str, str] = field(default_factory=PREFIXES.copy)
    used_prefixes: set[str] = field(default_factory=set)
    names: list[Token] = field(default_factory=list)
    literals: list[Token] = field(default_factory=list)
    subjects: list[Token] = field(default_factory=list)
    blanks: list[int] = field(default_factory=list)
    triples: list[pyoxigraph.Triple] = field(default_factory=list)
    syntax_faults: list[Fault] = field(default_factory=list)

    def place(self, line: int) -> str:
        """Return ``file:line``, or only the file if no line is known."""
        return f"{self.name}:{line}" if line else self.name

    def fault(self, line: int, problem: str, remedy: str) -> Fault:
        """Return a fault in a line of the file."""
        return Fault(self.place(line), problem, remedy)

    def add_syntax_fault(self, line: int, problem: str) -> None:
        """Add a syntax fault."""
        remedy = "correct this first; the content of the file is checked only after that"
        self.syntax_faults.append(self.fault(line, problem, remedy))


def read(path: Path, name: str, kind: str) -> SourceFile:
    """Return the file at *path*, RDF or SPARQL according to its extension; *name* is its name in reports."""
    file = SourceFile(name, kind)
    try:
        if kind == "query":
            _read_query(reading.text(path), file)
        elif rdf_format(path) == "turtle":
            _read_turtle(path, file)
        else:
            file.triples += reading.triples(path)
            _scan_triples(file)
    except BrokenFileError as error:
        for fault in error.faults:
            file.add_syntax_fault(fault.line, fault.problem)
    return file


def _read_query(text: str, file: SourceFile) -> None:
    _scan(text, file)
    try:
        check_depth(text)
        check_service(text)
        pyoxigraph.Store().query(text)
    except CakgError as error:
        file.add_syntax_fault(0, error.message)
    except RuntimeError as error:  # such as an unknown function
        file.add_syntax_fault(0, query_error(text, error).message)
    except SyntaxError as error:
        line = re.match(r"error at (\d+):", error.msg)
        file.add_syntax_fault(int(line[1]) if line else 0, explain(text, error).message)


def _read_turtle(path: Path, file: SourceFile) -> None:
    """Add the tokens and triples of a Turtle file to *file*, or a fault of each broken block."""
    text = reading.text(path)
    _scan(text.replace("\r\n", "\n").replace("\r", "\n"), file)
    try:
        file.triples += reading.triples(path)
    except BrokenFileError as error:
        if not isinstance(error.__cause__, SyntaxError) or not _add_block_faults(text, file):
            raise


def _scan(text: str, file: SourceFile) -> None:
    """Add the tokens of *text* to *file*."""
    line, reached, between_blocks = 1, 0, True
    for found in _TOKEN.finditer(text):
        line += text.count("\n", reached, found.start())
        reached = found.start()
        if found["prefix"] is not None:
            file.prefixes.append(Token(found["namespace"], line, found["prefix"]))
            file.namespaces[found["prefix"]] = found["namespace"]
        elif found["blank"]:
            file.blanks.append(line)
        elif found["stop"]:
            between_blocks = True
        elif name := found["name"] or found["datatype"]:
            token = Token(_iri(name, file), line)
            file.names.append(token)
            if between_blocks:
                file.subjects.append(token)
                between_blocks = False
            if found["string"]:
                file.literals.append(token._replace(text=found["string"].strip(found["string"][0])))


def _scan_triples(file: SourceFile) -> None:
    """Add the terms of its triples to *file*; for formats written by programs, which need no line numbers."""
    file.subjects += [Token(iri, 0) for iri in dict.fromkeys(str(triple.subject)[1:-1] for triple in file.triples)]
    for term in {term for triple in file.triples for term in triple}:
        if isinstance(term, pyoxigraph.NamedNode):
            file.names.append(Token(term.value, 0))
        elif isinstance(term, pyoxigraph.BlankNode):
            file.blanks.append(0)
        elif isinstance(term, pyoxigraph.Literal) and not term.language and term.datatype.value != XSD.string:
            file.literals.append(Token(term.datatype.value, 0, term.value))


def _iri(name: str, file: SourceFile) -> str:
    """Return the full IRI of *name*; the parser reports undeclared prefixes."""
    prefix, _, local = name.partition(":")
    if name.startswith("<"):
        return name[1:-1]
    file.used_prefixes.add(prefix)
    return file.namespaces.get(prefix, f"{prefix}:") + re.sub(r"\\(.)", r"\1", local)


def _add_block_faults(text: str, file: SourceFile) -> bool:
    """Add the first syntax fault of each block of Turtle, and return whether there is one; empty lines end blocks.

    All usual prefixes count as declared here. If only such a declaration is missing, no block has a fault, and the
    caller reports the fault of the whole file.
    """
    line, header = 0, "".join(f"@prefix {name}: <{iri}> . " for name, iri in file.namespaces.items())
    for block in re.split(r"(?<=\n\n)(?=\S)", text):
        try:
            list(pyoxigraph.parse(header + "\n" * line + block.rstrip(), pyoxigraph.RdfFormat.TURTLE))
        except SyntaxError as error:
            file.add_syntax_fault(error.lineno or 0, reading.message(error))
        except MemoryError:
            file.add_syntax_fault(line + 1, reading.TOO_LONG)
        line += block.count("\n")
    return bool(file.syntax_faults)

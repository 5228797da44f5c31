"""Turtle and SPARQL files as they are written: every name, literal and block with its line.

A parser forgets the lines, and a library may mend a literal before anybody sees it. Here a
file is cut into tokens that keep both. What is valid is left to the strict parser of
pyoxigraph, whose faults are kept beside the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph

from cakg.errors import BrokenFile
from cakg.vocabulary import PREFIXES

_TOKEN = re.compile(
    r"""
      (?P<space>\s+)
    | (?P<comment>\#[^\n]*)
    | (?P<iri><[^\x00-\x20<>"{}|^`\\]*>)
    | (?P<string>\"{3}(?:[^"\\]|\\.|"(?!""))*\"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*'{3}
               | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*')
    | (?P<at>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<blank>_:\w(?:[\w-]|\.(?=[\w-]))*)
    | (?P<name>(?:[A-Za-z](?:[\w-]|\.(?=[\w-]))*)?:(?:[\w:%-]|\\.|\.(?=[\w:%-]))*)
    | (?P<word>[?$]?\w+(?:\.\d+)?)
    | (?P<mark>\^\^|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_BLOCK_BEGINS = re.compile(r"^(?=[^\s#])", re.MULTILINE)
_PARSER_SAYS = re.compile(r"^(?:Parser error .*?|error at \d+:\d+): ", re.DOTALL)
_SPARQL_LINE = re.compile(r"error at (\d+):")


@dataclass(frozen=True, slots=True)
class Prefix:
    """A prefix as a file declares it."""

    name: str
    iri: str
    line: int


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a file, written as an IRI or with a prefix, and the subject of the block that it stands in."""

    iri: str
    line: int
    subject: str


@dataclass(frozen=True, slots=True)
class TypedLiteral:
    """A literal with a datatype, character by character as it is written."""

    text: str
    datatype: str
    line: int


@dataclass(slots=True)
class SourceFile:
    """One Turtle or SPARQL file as it is written.

    *subjects* has one name for each block of a Turtle file. *triples* is empty where the file is
    *broken*, and for SPARQL.
    """

    name: str
    prefixes: list[Prefix] = field(default_factory=list)
    used_prefixes: set[str] = field(default_factory=set)
    names: list[Name] = field(default_factory=list)
    literals: list[TypedLiteral] = field(default_factory=list)
    subjects: list[Name] = field(default_factory=list)
    blanks: list[int] = field(default_factory=list)
    triples: list[pyoxigraph.Triple] = field(default_factory=list)
    broken: list[BrokenFile] = field(default_factory=list)

    def place(self, line: int) -> str:
        """Return ``file:line``."""
        return f"{self.name}:{line}"


def read_turtle(path: Path, name: str) -> SourceFile:
    """Return the Turtle file at *path*, called *name* in reports, with every fault of syntax."""
    file = SourceFile(name)
    text = _text(path, file)
    _Walk(file, turtle=True).over(text)
    try:
        file.triples += _parse(text)
    except SyntaxError as error:
        file.broken += _faults_of_syntax(text, file, error)
    return file


def read_triples(path: Path, name: str) -> SourceFile:
    """Return a file of another RDF format, known by its extension: its triples and its first fault."""
    file = SourceFile(name)
    try:
        file.triples += [quad.triple for quad in pyoxigraph.parse(path=path)]
    except SyntaxError as error:
        file.broken.append(BrokenFile(name, error.lineno or 0, _plainly(error)))
    except (OSError, ValueError) as error:
        file.broken.append(BrokenFile(name, 0, str(error)))
    return file


def read_sparql(path: Path, name: str) -> SourceFile:
    """Return the SPARQL query at *path*, called *name* in reports, with its first fault of syntax."""
    file = SourceFile(name)
    text = _text(path, file)
    _Walk(file, turtle=False).over(text)
    try:
        pyoxigraph.Store().query(text)
    except SyntaxError as error:
        line = _SPARQL_LINE.match(error.msg)
        file.broken.append(BrokenFile(name, int(line[1]) if line else 0, _plainly(error)))
    return file


def _text(path: Path, file: SourceFile) -> str:
    """Return what is in the file; when it cannot be read, say so in *file* and return nothing."""
    try:
        raw = path.read_bytes()
        return raw.decode()
    except UnicodeDecodeError as error:
        file.broken.append(BrokenFile(file.name, raw.count(b"\n", 0, error.start) + 1, "is not UTF-8"))
    except OSError as error:
        file.broken.append(BrokenFile(file.name, 0, f"cannot be read: {error.strerror}"))
    return ""


def _parse(text: str) -> list[pyoxigraph.Triple]:
    return [quad.triple for quad in pyoxigraph.parse(text.encode(), pyoxigraph.RdfFormat.TURTLE)]


def _plainly(error: SyntaxError) -> str:
    """Return the parser's message without the place, and without the long list of what it had expected."""
    message = _PARSER_SAYS.sub("", error.msg)
    if message.startswith("expected"):
        return "no prefix of that name is declared" if "Prefix not found" in message else "is not SPARQL from here on"
    return message[:1].lower() + message[1:]


def _faults_of_syntax(text: str, file: SourceFile, first: SyntaxError) -> Iterator[BrokenFile]:
    """Yield *first*, the fault at which the parser stopped, and those of the blocks after it.

    Blocks are told by beginning at the margin. Where they do not, what comes after the first
    fault cannot be judged and is left for the next run. A prefix that is not declared is reported once.
    """
    reported = {_plainly(first)}
    yield BrokenFile(file.name, first.lineno or 0, _plainly(first))
    header = "".join(f"@prefix {prefix.name}: <{prefix.iri}> ." for prefix in file.prefixes)
    begins = [found.start() for found in _BLOCK_BEGINS.finditer(text)]
    faulty = False
    for start, end in zip(begins, [*begins[1:], len(text)], strict=True):
        line = text.count("\n", 0, start)
        try:
            _parse(header + text[start:end])
        except SyntaxError as error:
            problem = _plainly(error)
            if not faulty and not line < (first.lineno or 0) <= line + text.count("\n", start, end) + 2:
                return
            if faulty and not (problem in reported and problem.endswith("has not been declared")):
                yield BrokenFile(file.name, line + (error.lineno or 0), problem)
            reported.add(problem)
            faulty = True


class _Walk:
    """One pass over the tokens of a file, noting what stands where."""

    def __init__(self, file: SourceFile, *, turtle: bool) -> None:
        self.file = file
        self.turtle = turtle
        self.declared: dict[str, str] = {}
        self.subject = ""
        self.pending = ""  # the prefix being declared, with its colon; or "PREFIX" just before it
        self.string: str | None = None  # the string before this token
        self.typed = False

    def over(self, text: str) -> None:
        line = 1
        for found in _TOKEN.finditer(text):
            kind, written = str(found.lastgroup), found[0]
            if kind not in ("space", "comment"):
                self._take(kind, written, line)
            line += written.count("\n")

    def _take(self, kind: str, written: str, line: int) -> None:
        if kind in ("iri", "name"):
            self._name(kind, written, line)
        elif written.upper() in ("PREFIX", "@PREFIX"):
            self.pending = "PREFIX"
        elif kind == "blank" or (self.turtle and kind == "mark" and written in "[("):
            self.file.blanks.append(line)
        if kind == "mark" and written == "." and self.turtle:
            self.subject = ""
        self.typed = written == "^^"
        if not self.typed:
            self.string = written if kind == "string" else None

    def _name(self, kind: str, written: str, line: int) -> None:
        if self.pending:
            self._declare(kind, written, line)
            return
        iri = written[1:-1] if kind == "iri" else self._expand(written)
        if self.turtle and not self.subject:
            self.subject = iri or written
            self.file.subjects.append(Name(self.subject, line, self.subject))
        if not iri:
            return
        self.file.names.append(Name(iri, line, self.subject))
        if self.typed and self.string is not None:
            text = self.string.strip(self.string[0])
            self.file.literals.append(TypedLiteral(text, iri, line))

    def _declare(self, kind: str, written: str, line: int) -> None:
        if kind == "name":
            self.pending = written
            return
        name = self.pending.rstrip(":")
        self.file.prefixes.append(Prefix(name, written[1:-1], line))
        self.declared[name] = written[1:-1]
        self.pending = ""

    def _expand(self, written: str) -> str:
        """Return the IRI, or nothing where nobody knows the prefix.

        One that is not declared is a fault, which the parser reports; here it means what it usually does.
        """
        prefix, _, local = written.partition(":")
        self.file.used_prefixes.add(prefix)
        namespace = self.declared.get(prefix, PREFIXES.get(prefix))
        return "" if namespace is None else namespace + re.sub(r"\\(.)", r"\1", local)

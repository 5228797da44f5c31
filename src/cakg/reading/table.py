"""Reads tables of delimited text: finds the header, and yields the rows below it.

The header need not be the first line: titles, notes, empty lines and Excel's ``sep=;`` may be above it. The header and
the separator are those with which most of the wanted columns are found. Does not know what the columns mean.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain, islice
from typing import NamedTuple

from cakg.contents import UnreadableError, encoding_of
from cakg.harmless import shortened

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
LONGEST_ROW = 16 * 1024**2
"""How many characters a row may have."""
_MOST_LINES_ABOVE = 50
_LONGEST_HEADER = 20
"""How many lines a header may have, with line breaks in its cells."""
_SEPARATOR_LINE = re.compile(r'"?sep=(\t|.)"?[,;\t|]*\s*', re.IGNORECASE)


class Header(NamedTuple):
    """The header of a table."""

    names: list[str]
    """The names of the columns, without spaces around them; a column without a name has an empty one."""
    cells: list[str]
    """The names as in the file."""
    separator: str
    line: int
    """The number of its line: 1 if nothing is above it."""


class Record(NamedTuple):
    """A row below the header."""

    line: int
    """The number of its first line."""
    last_line: int
    text: str
    """The row as in the file; bytes that are not UTF-8 are surrogates."""
    cells: list[str]
    fault: str
    """Why the row cannot be split into cells; empty if it can."""


def text_of(stream: io.BufferedReader) -> io.TextIOWrapper:
    """Return *stream* as text, in the encoding of its byte order mark or in UTF-8, with any of the usual line ends."""
    encoding = encoding_of(stream.peek(4)[:4])
    errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
    return io.TextIOWrapper(stream, encoding, errors, newline="")


class NoHeaderError(UnreadableError):
    """No line is a header with a wanted column; *names* are those of the widest line."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__("has no header with a known column", remedy="its first line must name the columns")
        self.names = names


def read_table(lines: io.TextIOBase, score: Callable[[Sequence[str]], int]) -> tuple[Header, Iterator[Record]]:
    """Return the header of a table and its rows. *score* says how many wanted columns are among some names.

    Raises :class:`NoHeaderError` if there is no header, and :class:`UnreadableError` if a row is too long, or if a
    quotation mark in the first line is not closed.
    """
    csv.field_size_limit(max(csv.field_size_limit(), LONGEST_ROW))
    rest = _bounded(lines)
    head = _head(rest)
    given = _SEPARATOR_LINE.fullmatch(head[0]) if head else None
    starts = [at for at in range(1 if given else 0, min(len(head), _MOST_LINES_ABOVE)) if head[at].strip()]
    marks = [given[1]] if given else list(SEPARATORS)
    readings = [reading for at in starts for mark in marks if (reading := _reading(head, at, mark))]
    if not starts:
        raise UnreadableError("is empty", remedy="its first line must name the columns")
    found = max(readings, key=lambda one: (score(one.names), one.is_followed, len(one.names), -one.start), default=None)
    if not found or not score(found.names):
        if readings and readings[0].start == starts[0]:
            raise NoHeaderError(max((one.names for one in readings), key=len))
        raise UnreadableError(_first_fault(head), remedy="fix the quotes: one is not closed, or not doubled in a cell")
    cells = ["", *found.cells] if found.is_shifted else found.cells
    records = _records(chain(head[found.end :], rest), found.separator, found.end + 1)
    return Header([cell.strip() for cell in cells], cells, found.separator, found.start + 1), records


class _Reading(NamedTuple):
    """A line read as a header with a separator."""

    names: list[str]
    cells: list[str]
    separator: str
    start: int
    end: int
    is_followed: bool
    """Whether the next row has as many cells, or there is none."""
    is_shifted: bool
    """Whether the next rows have one cell more, the name of the row, and all lines begin with a quotation mark.

    R writes tables in this way.
    """


def _reading(head: Sequence[str], start: int, mark: str) -> _Reading | None:
    rows = csv.reader(head[start : start + _LONGEST_HEADER], delimiter=mark, strict=True)
    below: list[list[str]] = []
    try:
        cells = next(rows)
    except csv.Error:
        return None
    names, end = [cell.strip() for cell in cells], start + rows.line_num
    with suppress(csv.Error):
        below.extend(row for row in rows if any(row))
    shifted = (
        bool(below)
        and all(len(row) == len(names) + 1 for row in below)
        and all(line.startswith('"') for line in head[start : start + _LONGEST_HEADER] if line.strip())
    )
    followed = shifted or not below or len(below[0]) == len(names)
    return _Reading(names, cells, mark, start, end, followed, shifted)


def _head(lines: Iterator[str]) -> list[str]:
    """Return the first lines, in which the header is looked for."""
    head, length = [], 0
    for line in islice(lines, _MOST_LINES_ABOVE + _LONGEST_HEADER):
        head.append(line)
        length += len(line)
        if length > LONGEST_ROW:
            break
    return head


def _first_fault(head: Sequence[str]) -> str:
    """Return the fault of the first line with text, with the line of its end."""
    rows = csv.reader(head, strict=True)
    try:
        list(rows)
    except csv.Error as error:
        return f"line {rows.line_num}: {error}"
    return ""


def _bounded(lines: io.TextIOBase) -> Iterator[str]:
    """Yield *lines*; raise UnreadableError if one is too long."""
    number = 0
    while line := lines.readline(LONGEST_ROW):
        number += 1
        if len(line) >= LONGEST_ROW:
            raise UnreadableError(
                f"line {number} begins with {shortened(line, 40)!r} and has more than {LONGEST_ROW:,} characters",
                remedy="give a table with a line for each row",
            )
        yield line


def _records(lines: Iterable[str], separator: str, line: int) -> Iterator[Record]:
    """Yield the rows of *lines*, the first of which has the number *line*; empty lines have no cells."""
    pending: list[str] = []

    def remembered() -> Iterator[str]:
        for text in lines:
            pending.append(text)
            yield text

    reader = csv.reader(remembered(), delimiter=separator, strict=True)
    while True:
        cells: list[str] = []
        fault = ""
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            fault = str(error)
        text = "".join(pending).rstrip("\r\n")
        yield Record(line, line + len(pending) - 1, text, cells, fault)
        line += len(pending)
        pending.clear()

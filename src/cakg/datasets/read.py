"""Reads the rows of data files in batches, each row with its line number and bytes.

Recognises the form of a file by its columns. Does not interpret rows and does not write rejected ones.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from io import BufferedReader, TextIOBase
from itertools import islice
from typing import NamedTuple, TypeAlias

import polars as pl

from cakg import reading
from cakg.contents import UnreadableError, encoding_of
from cakg.datasets.fitting import Fit, fit, known_columns
from cakg.datasets.forms import LAYOUTS
from cakg.datasets.mapping import Dataset
from cakg.reading import LONGEST_ROW, SEPARATORS, Header, Record

LINE, RAW = "line in the file", "bytes of the row"
"""Two columns that are added to the rows."""
_BATCH_BYTES = 4_000_000
_BATCH_ROWS = 50_000
_UTF_8_MARK = b"\xef\xbb\xbf"
_MOST_WRONG = 0.1
"""The share of a header that may be bytes that are not UTF-8."""
_MISSING = ("NA", "NaN", "nan", "<NA>", "NaT", "None", "NULL", "null")
"""What R, pandas and databases write for a missing value."""
_WHOLE = re.compile(r"^(-?[0-9]+)\.0$")
_NUMBERED = re.compile(r"[a-z_. ]*?(\d+)", re.IGNORECASE)
"""A column that has only a number, as programs make them for files without a header: 3, V4, h3, column_4."""


class RejectedRow(NamedTuple):
    """A row that could not be read, and the reason. Line 0 means the whole file, or the rest of it."""

    line: int
    problem: str
    raw: bytes = b""


class Recognised(NamedTuple):
    """The form of a file, which comes before its rows."""

    name: str
    wide: tuple[str, str] | None = None
    """Our names of the variable and of the value of the columns that are not *narrow*, if the form is wide."""
    narrow: Collection[str] = ()
    missing: Sequence[str] = ()
    """Optional columns that the file lacks."""
    names: Mapping[str, str] = {}
    """The names in the file of the columns, by our names."""

    def called(self, column: str) -> str:
        """Return the name in the file of *column*, for messages; our name if it is none of the file."""
        return self.names.get(column, column)


Found: TypeAlias = Iterator[pl.DataFrame | RejectedRow | Recognised]


def read(file: BufferedReader, dataset: Dataset, wide: Collection[str] = ()) -> Found:
    """Yield the form of *file* and then its rows, with our names of the columns; *wide* are columns of wide forms.

    Each table also has the columns :data:`LINE` and :data:`RAW`. Problems are yielded as :class:`RejectedRow`; nothing
    is raised.
    """
    try:
        for part in reading.parts(file, several=bool(dataset.layout)):
            yield from _rows(part.stream, dataset, wide)
    except UnreadableError as error:
        yield RejectedRow(0, error.sentence)
    except OSError as error:
        yield RejectedRow(0, f"cannot be read: {error.strerror}")


def _rows(stream: BufferedReader, dataset: Dataset, wide: Collection[str]) -> Found:
    """Yield the rows of a file with or without a header."""
    start = stream.peek(_BATCH_BYTES)
    if dataset.layout and not _has_header(start, dataset):
        if not (encoding := encoding_of(start)).startswith("utf-8"):
            yield RejectedRow(0, f"is {encoding.upper()}: save it as UTF-8")
        else:
            yield from _without_header(stream, dataset.columns, dataset.layout)
        return
    text = reading.text_of(stream)
    try:
        yield from _below_header(text, dataset, wide)
    finally:
        text.detach()  # it would close the file


def _below_header(text: TextIOBase, dataset: Dataset, wide: Collection[str]) -> Found:
    """Yield the form of a file with a header, and its rows."""
    score = partial(_score, known_columns(dataset.name) | {*wide}, dataset.layout)
    try:
        header, records = reading.read_table(text, score)
    except reading.NoHeaderError as error:
        letters = "".join(error.names)
        if sum("\udc80" <= letter <= "\udcff" for letter in letters) > _MOST_WRONG * len(letters):
            raise UnreadableError("is not a text file in UTF-8", remedy="save it as CSV in UTF-8") from error
        yield RejectedRow(0, str(fit(dataset.name, error.names, wide)))
        return
    names = header.names
    numbered = _is_numbered(names, dataset.layout)
    if numbered:
        names = [*[""] * (len(names) - len(dataset.layout)), *dataset.layout]
    found = fit(dataset.name, names, wide)
    if isinstance(found, str):
        yield RejectedRow(0, found)
        return
    pair = (found.form.wide[0], found.form.wide[1]) if found.form.wide else None
    name = f"{found.form.name}, columns by number" if numbered else found.form.name
    called = {ours: names[place] for ours, place in found.places.items()}
    yield Recognised(name, pair, [*found.places], found.missing, called)
    yield from _with_header(header, records, found)


def _has_header(start: bytes, dataset: Dataset) -> bool:
    """Return whether a file has names or numbers of columns at its *start*, and does not begin with an event."""
    text = start.decode(encoding_of(start), "replace")
    lines = text.splitlines()[:50] or [""]
    rows = [[cell.strip(' "') for cell in line.split(mark)] for line in lines for mark in SEPARATORS]
    known = known_columns(dataset.name)
    first = max(rows[: len(SEPARATORS)], key=len)
    is_row = lines[0].count("\t") + 1 == len(dataset.layout) or first[0].isdigit() or len(first) == 1
    return any(_score(known, dataset.layout, row) > 2 for row in rows) or not is_row


def _score(known: Collection[str], layout: Sequence[str], names: Sequence[str]) -> int:
    """Return how many known columns are in a line."""
    return len(layout) if _is_numbered(names, layout) else len({*known} & {name.casefold() for name in names})


def _is_numbered(names: Sequence[str], layout: Sequence[str]) -> bool:
    """Return whether *names* are those of *layout* or numbers in their places, with at least one number."""
    extra = len(names) - len(layout)
    if not layout or extra not in (0, 1) or (extra and names[0] not in ("", "Unnamed: 0", "index")):
        return False
    first = set()
    for place, (name, wanted) in enumerate(zip(names[extra:], layout, strict=True)):
        if name.casefold() != wanted.casefold():
            match = _NUMBERED.fullmatch(name)
            first.add(int(match[1]) - place if match else -1)
    return first in ({0}, {1})


def _without_header(stream: BufferedReader, columns: Sequence[str], layout: Sequence[str]) -> Found:
    """Yield the rows of a tab-separated file without header and quotation marks."""
    read, width = 0, len(layout)
    if stream.peek(3).startswith(_UTF_8_MARK):
        stream.read(len(_UTF_8_MARK))
    while raws := _lines(stream):
        if not read:
            if not any(raw.count(b"\t") + 1 == width for raw in raws):
                yield RejectedRow(0, _wrong_layout(raws[0].decode("utf-8", "replace"), width))
                return
            yield Recognised(f"GDELT 2.0 event export, {width} columns without a header")
        good = []
        for line, raw in enumerate(raws, read + 1):
            if problem := _problem(raw, raw.count(b"\t") + 1, width):
                yield from [RejectedRow(line, problem, raw)] if raw else []
            else:
                good.append((line, raw))
        if good:
            lines, kept = zip(*good, strict=True)
            cells = pl.Series(kept, dtype=pl.Binary).cast(pl.String).str.split("\t")
            yield _table({column: cells.list.get(layout.index(column)) for column in columns}, lines, kept)
        read += len(raws)


def _lines(stream: BufferedReader) -> list[bytes]:
    """Return the next lines without their ends; raise UnreadableError if the last one is too long."""
    end = b""
    if (data := stream.read(_BATCH_BYTES)) and not data.endswith(b"\n"):
        end = stream.readline(LONGEST_ROW)
    if len(end) >= LONGEST_ROW:
        raise UnreadableError(f"has a line of more than {LONGEST_ROW:,} bytes", remedy="give a line for each row")
    lines = (data + end).split(b"\n")
    return [line.rstrip(b"\r") for line in (lines if lines[-1] else lines[:-1])]


def _wrong_layout(row: str, width: int) -> str:
    """Return the problem of a file that has another layout, given its first *row*."""
    count, mark = max((row.count(mark) + 1, mark) for mark in SEPARATORS)
    meant = f"; this is {LAYOUTS[count]}, which is not read" if mark == "\t" and count in LAYOUTS else ""
    return f"its first row has {count} columns separated by {SEPARATORS[mark]}s, not {width} separated by tabs{meant}"


def _with_header(header: Header, records: Iterator[Record], found: Fit) -> Found:
    """Yield the rows below a header, as tables with our names of the columns."""
    places, width = found.places | found.wide, len(header.names)
    while batch := list(islice(records, _BATCH_ROWS)):
        good: list[tuple[int, bytes, list[str]]] = []
        for record in batch:
            if not any(record.cells) and not record.fault:
                continue
            cells, raw = _fitted(record.cells, width), record.text.encode("utf-8", "surrogateescape")
            if problem := record.fault or _problem(raw, len(cells), width):
                yield RejectedRow(record.line, problem, raw)
            else:
                good.append((record.line, raw, cells))
        if good:
            lines, raws, rows = zip(*good, strict=True)
            cells_of = {name: [_value(row[at]) for row in rows] for name, at in places.items()}
            yield _table(cells_of, lines, raws)


def _value(cell: str) -> str:
    """Return a cell without spaces around it: ``2`` for ``2.0``, and an empty text if the value is missing."""
    cell = cell.strip()
    return "" if cell in _MISSING else _WHOLE.sub(r"\1", cell)


def _fitted(cells: list[str], width: int) -> list[str]:
    """Return *cells* without empty cells beyond *width*, which spreadsheets add."""
    return cells[:width] if len(cells) > width and not any(cells[width:]) else cells


def _table(columns: Mapping[str, pl.Series | list[str]], lines: Sequence[int], raws: Sequence[bytes]) -> pl.DataFrame:
    """Return a table of text with the line number and the bytes of each row; empty cells are null."""
    cells = pl.DataFrame(columns, dict.fromkeys(columns, pl.String)).with_columns(pl.all().replace("", None))
    return cells.with_columns(pl.Series(LINE, lines), pl.Series(RAW, raws, pl.Binary))


def _problem(raw: bytes, width: int, expected: int) -> str:
    if width != expected:
        return f"does not have {expected} columns"
    try:
        raw.decode()
    except UnicodeDecodeError:
        return "is not UTF-8"
    return "has a NUL character" if b"\0" in raw else ""

"""Reads rows of data files in batches: plain, gzipped or in a zip, each row with its line number and bytes.

Knows file formats. Does not interpret rows and does not write rejected ones. The format of a file is recognised by its
first bytes, not by its name.
"""

from __future__ import annotations

import csv
import gzip
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from io import BufferedReader
from typing import NamedTuple, TypeAlias

import polars as pl

LINE, RAW = "line in the file", "bytes of the row"
"""Two columns that are added to the rows."""
_BATCH_BYTES = 4_000_000
_UTF_8_MARK = b"\xef\xbb\xbf"
_BROKEN = (OSError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError)
_SEPARATORS = {"\t": "tab", ",": "comma", ";": "semicolon"}


class RejectedRow(NamedTuple):
    """A row that could not be read, and the reason. Line 0 means the whole file, or the rest of it."""

    line: int
    problem: str
    raw: bytes = b""


Found: TypeAlias = Iterator[pl.DataFrame | RejectedRow]


def read(file: BufferedReader, columns: Sequence[str], layout: Sequence[str] = ()) -> Found:
    """Yield *columns* of *file*. If *layout* is given, the file has no header, but these columns, separated by tabs.

    A file with a header gives one table, a file without a header several. Each table also has the
    columns :data:`LINE` and :data:`RAW`. Problems are yielded as :class:`RejectedRow`; nothing is raised.
    """
    try:
        for stream in _streams(file):
            start = stream.peek(4096)[:4096]
            if start.startswith(_UTF_8_MARK):
                stream.read(len(_UTF_8_MARK))
            if start.startswith((b"\xff\xfe", b"\xfe\xff")):
                yield RejectedRow(0, "is UTF-16; save it as UTF-8")
            elif not start or b"\0" in start:
                yield RejectedRow(0, "is not a text file" if start else "is empty")
            else:
                yield from _without_header(stream, columns, layout) if layout else _with_header(stream, columns)
    except _BROKEN as error:
        yield RejectedRow(0, f"is broken or cut off: {str(error) or type(error).__name__}")


def _streams(file: BufferedReader) -> Iterator[BufferedReader]:
    """Yield *file* itself, or the files packed in it."""
    start = file.peek(4)
    if start.startswith(b"\x1f\x8b"):
        yield BufferedReader(gzip.GzipFile(fileobj=file))
    elif start.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(file) as archive:
            for name in archive.namelist():
                if not name.endswith("/"):
                    yield BufferedReader(archive.open(name))  # type: ignore[arg-type]  # it has readinto
    else:
        yield file


def _without_header(stream: BufferedReader, columns: Sequence[str], layout: Sequence[str]) -> Found:
    """Yield the rows of a tab-separated file without header and quotation marks."""
    read, width = 0, len(layout)
    while raws := [raw.rstrip(b"\r\n") for raw in stream.readlines(_BATCH_BYTES)]:
        if not read and not any(raw.count(b"\t") + 1 == width for raw in raws):
            yield RejectedRow(0, _wrong_layout(raws[0].decode("utf-8", "replace"), width))
            return
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


def _wrong_layout(row: str, width: int) -> str:
    """Return the problem of a file that has another layout, given its first *row*."""
    count, name = max((len(_cells(row, mark)), name) for mark, name in _SEPARATORS.items())
    return f"its first row has {count} columns separated by {name}s, not {width} separated by tabs"


def _with_header(stream: BufferedReader, columns: Sequence[str]) -> Found:
    """Yield the rows of a file whose first line names its columns; all lines use the same separator as the first."""
    head = stream.readline().decode("utf-8", "replace")
    readings = ((mark, _cells(head, mark)) for mark in _SEPARATORS)
    separator, names = max(readings, key=lambda reading: len({*columns} & {*reading[1]}))
    if missing := [column for column in columns if column not in names]:
        yield RejectedRow(0, f"has no column {', '.join(missing)}; it has {', '.join(names)[:300]}")
        return
    good = []
    for line, raw, cells, fault in _records(stream, separator):
        if problem := fault or _problem(raw, len(cells), len(names)):
            yield RejectedRow(line, problem, raw)
        else:
            good.append((line, raw, cells))
    if good:
        lines, raws, rows = zip(*good, strict=True)
        places = {column: names.index(column) for column in columns}
        yield _table({column: [row[at] for row in rows] for column, at in places.items()}, lines, raws)


def _records(stream: BufferedReader, separator: str) -> Iterator[tuple[int, bytes, list[str], str]]:
    """Yield each row after the header: the number of its first line, its bytes, its cells, and its fault, if any."""
    pending: list[bytes] = []

    def texts() -> Iterator[str]:
        for raw in stream:
            pending.append(raw)
            yield raw.decode("utf-8", "surrogateescape")

    reader, line = csv.reader(texts(), delimiter=separator), 2
    while True:
        cells, fault = [], ""
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            fault = str(error)
        if raw := b"".join(pending).rstrip(b"\r\n"):
            yield line, raw, cells, fault
        line += len(pending)
        pending.clear()


def _table(columns: Mapping[str, pl.Series | list[str]], lines: Sequence[int], raws: Sequence[bytes]) -> pl.DataFrame:
    """Return a table of text with the line number and the bytes of each row; empty cells are null."""
    cells = pl.DataFrame(columns, dict.fromkeys(columns, pl.String)).with_columns(pl.all().replace("", None))
    return cells.with_columns(pl.Series(LINE, lines), pl.Series(RAW, raws, pl.Binary))


def _cells(line: str, separator: str) -> list[str]:
    return [cell.strip() for cell in next(csv.reader([line], delimiter=separator), [])]


def _problem(raw: bytes, width: int, expected: int) -> str:
    if width != expected:
        return f"does not have {expected} columns"
    try:
        raw.decode()
    except UnicodeDecodeError:
        return "is not UTF-8"
    return ""

"""Files of rows, in batches: plain, in a zip or gzipped, with every row's place.

Knows how rows stand in a file. What they mean, and where bad ones go, is no matter of this module. What a file is
shows in its first bytes, not in its name.
"""

from __future__ import annotations

import csv
import gzip
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import compress
from typing import BinaryIO, NamedTuple, TypeAlias

import polars as pl

_BATCH_BYTES = 4_000_000
_UTF_8_MARK = b"\xef\xbb\xbf"
_BROKEN = (OSError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError)
_SEPARATORS = {"\t": "tab", ",": "comma", ";": "semicolon"}


class Batch(NamedTuple):
    """Rows that could be read: every cell is text, an empty one null; of each its line and the bytes it was."""

    table: pl.DataFrame
    lines: Sequence[int]
    raws: Sequence[bytes]


class RejectedRow(NamedTuple):
    """A row that could not be read, or with line 0 a file or the rest of one, and why."""

    line: int
    problem: str
    raw: bytes = b""


Found: TypeAlias = Iterator[Batch | RejectedRow]


def read(file: BinaryIO, columns: Sequence[str], layout: Sequence[str] = ()) -> Found:
    """Return *columns* of the rows of *file*, which names them in its header or has those of *layout*, split by tabs.

    The rows below a header come all at once, those without one in batches. Whatever is wrong comes among them as
    :class:`RejectedRow`; nothing is raised.
    """
    try:
        for stream in _streams(file):
            yield from _without_header(stream, columns, layout) if layout else _with_header(stream, columns)
    except _BROKEN as error:
        yield RejectedRow(0, f"is broken or cut off: {str(error) or type(error).__name__}")


def _streams(file: BinaryIO) -> Iterator[BinaryIO]:
    """Return what *file* holds: itself, or what is packed in it."""
    first = file.read(4)
    file.seek(0)
    if first.startswith(b"\x1f\x8b"):
        with gzip.GzipFile(fileobj=file) as member:
            yield member  # type: ignore[misc]  # it reads as a BinaryIO does
    elif first == b"PK\x03\x04":
        with zipfile.ZipFile(file) as archive:
            for name in archive.namelist():
                if not name.endswith("/"):
                    with archive.open(name) as member:
                        yield member  # type: ignore[misc]
    else:
        yield file


def _without_header(stream: BinaryIO, columns: Sequence[str], layout: Sequence[str]) -> Found:
    """Return the rows of a tab-separated file without header or quotation marks, checked line by line in bytes."""
    tabs, read, schema = len(layout) - 1, 0, dict.fromkeys(layout, pl.String)
    for chunk in _chunks(stream):
        raws = chunk.splitlines()
        if not read and (problem := _not_text(chunk) or _wrong_layout(raws, layout)):
            yield RejectedRow(0, problem)
            return
        lines: Sequence[int] = range(read + 1, read + len(raws) + 1)
        read += len(raws)
        if b"\r" in chunk or not _is_text(chunk) or any(raw.count(b"\t") != tabs for raw in raws):
            bad = [_problem(raw, tabs) for raw in raws]
            yield from (RejectedRow(*found) for found in zip(lines, bad, raws, strict=True) if found[1] and found[2])
            good = [not problem for problem in bad]
            lines, raws = [*compress(lines, good)], [*compress(raws, good)]
            chunk = b"\n".join(raws)  # noqa: PLW2901 - without the bad ones
        if raws:
            rows = pl.scan_csv(BytesIO(chunk), has_header=False, separator="\t", quote_char=None, schema=schema)
            yield Batch(rows.select(columns).collect(), lines, raws)
    if not read:
        yield RejectedRow(0, "is empty")


def _problem(raw: bytes, tabs: int) -> str:
    return f"does not have {tabs + 1} columns" if raw.count(b"\t") != tabs else "" if _is_text(raw) else _NOT_UTF_8


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    """Return the bytes of *stream* in pieces of whole lines, without a mark of UTF-8."""
    rest = stream.read(3).removeprefix(_UTF_8_MARK)
    while piece := stream.read(_BATCH_BYTES):
        piece = rest + piece
        cut = piece.rfind(b"\n") + 1
        rest = piece[cut:]
        if cut:
            yield piece[:cut]
    if rest:
        yield rest


def _with_header(stream: BinaryIO, columns: Sequence[str]) -> Found:
    """Return the rows of a file whose first line names its columns, separated as that line is."""
    head = stream.readline().removeprefix(_UTF_8_MARK)
    if problem := _not_text(head) or ("" if head else "is empty"):
        yield RejectedRow(0, problem)
        return
    named = (_cells(head.decode("utf-8", "replace"), mark) for mark in _SEPARATORS)
    separator, there = max(zip(_SEPARATORS, named, strict=True), key=lambda found: len({*columns} & {*found[1]}))
    if missing := [column for column in columns if column not in there]:
        yield RejectedRow(0, f"has no column {', '.join(missing)}; it has {', '.join(there)[:300]}")
        return
    good = []
    for line, raw, row, problem in _records(stream, separator, len(there)):
        if problem:
            yield RejectedRow(line, problem, raw)
        else:
            good.append((line, raw, [cell or None for cell in row]))
    if good:
        lines, raws, rows = zip(*good, strict=True)
        yield Batch(pl.DataFrame(rows, dict.fromkeys(there, pl.String), orient="row").select(columns), lines, raws)


def _records(stream: BinaryIO, separator: str, width: int) -> Iterator[tuple[int, bytes, list[str], str]]:
    """Return the rows after a header: of each its line, its bytes, its cells and what is wrong with it, if anything."""
    pending: list[bytes] = []
    texts = (raw.decode("utf-8", "surrogateescape") for raw in stream if not pending.append(raw))  # type: ignore[func-returns-value]
    reader, line = csv.reader(texts, delimiter=separator), 2
    while True:
        row: list[str] = []
        try:
            row = next(reader)
            problem = "" if len(row) == width else f"does not have {width} columns"
        except StopIteration:
            return
        except csv.Error as error:
            problem = str(error)
        if raw := b"".join(pending).rstrip(b"\r\n"):
            yield line, raw, row, problem or ("" if _is_text(raw) else _NOT_UTF_8)
        line += len(pending)
        pending.clear()


def _cells(line: str, separator: str) -> list[str]:
    return [cell.strip() for cell in next(csv.reader([line], delimiter=separator), [])]


_NOT_UTF_8 = "is not UTF-8"


def _is_text(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def _not_text(start: bytes) -> str:
    """Return why a file that begins so is no text in UTF-8 at all, or nothing."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "is UTF-16; save it as UTF-8"
    return "is no text" if b"\0" in start[:4096] else ""


def _wrong_layout(rows: Sequence[bytes], columns: Sequence[str]) -> str:
    """Return why a file with these first rows is of another kind, or nothing."""
    if any(row.count(b"\t") + 1 == len(columns) for row in rows):
        return ""
    first = rows[0].decode("utf-8", "replace")
    count, name = max((len(_cells(first, mark)), name) for mark, name in _SEPARATORS.items())
    return f"its first row has {count} columns separated by {name}s, not {len(columns)} separated by tabs"

"""A user's table of names: read in any usual encoding, and written with columns for the matches.

Knows files of delimited text. Does not match names.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from cakg import tables
from cakg.errors import BadValueError, did_you_mean
from cakg.harmless import in_spreadsheet
from cakg.links.matching import Match
from cakg.tables import counted

_LISTED = ("fuzzy", "ambiguous", "unsure", "not found")
_SHOWN = 10
"""How many names the summary lists for each of the outcomes above; the table has all names."""
_LONGEST = 60
"""How many characters of a name are shown in the summary."""
_GUESSED = ["cp1251", "koi8_r", "cp866", "cp1252", "cp1254"]


class Table(NamedTuple):
    """A table as it was read: its cells, the index of the column of names, and the format of the file."""

    header: list[str]
    rows: list[list[str]]
    column: int
    delimiter: str
    newline: str
    encoding: str

    def name(self, row: Sequence[str]) -> str:
        """Return the name in *row*; empty if the row ends before it."""
        return row[self.column].strip() if self.column < len(row) else ""

    def with_matches(self, matches: Mapping[str, Match]) -> bytes:
        """Return the table in UTF-8 with six more columns; short rows are filled with empty cells.

        The cells of the table stay as they are; no spreadsheet runs one of the new cells as a formula.
        """
        width = max(map(len, [self.header, *self.rows]))
        earlier = sum(name.startswith("cakg") and name.endswith("_candidates") for name in self.header)
        ours = [f"cakg{earlier + 1 if earlier else ''}_{field}" for field in Match._fields]
        rows = [
            (self.header, ours),
            *((row, [in_spreadsheet(str(one)) for one in matches.get(self.name(row), ())]) for row in self.rows),
        ]
        filled = ([*row, *[""] * (width - len(row)), *more] if row else [] for row, more in rows)
        text = tables.csv(filled, self.delimiter, self.newline, raw=True)
        return text.encode("utf-8-sig" if self.encoding == "utf-8-sig" else "utf-8")


def read_table(path: Path, column: str) -> Table:
    """Return the table in a file; raise :class:`BadValueError` if it has no *column*.

    The encoding is that of a byte order mark, or UTF-8, or else it is detected among Cyrillic, Turkish and Western
    European ones. The delimiter is the one that gives the most columns, with *column* among them.
    """
    text, encoding = _decoded(path)
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    readings = {mark: _parsed(text, mark) for mark in ",;\t|"}
    headers = {mark: [cell.strip() for cell in rows[0]] for mark, (rows, _) in readings.items() if rows}
    if not headers:
        raise BadValueError(f"{path}: {readings[','][1] or 'is empty'}", remedy="its first line must name the columns")
    if not (fitting := [mark for mark in headers if column in headers[mark]]):
        known = max(headers.values(), key=len)
        remedy = did_you_mean(get_close_matches(column, known)) or f"its columns are {', '.join(known)}"
        raise BadValueError(f"{path}: no column is called {column!r}", remedy=remedy)
    mark = max(fitting, key=lambda mark: (len(headers[mark]), -text.count(mark)))
    (header, *rows), fault = readings[mark]
    if fault:
        raise BadValueError(f"{path}: {fault}", remedy="fix the quotes: one is not closed, or not doubled in a cell")
    if (found := headers[mark].count(column)) > 1:
        raise BadValueError(f"{path}: {found} columns are called {column!r}", remedy="rename one of them")
    delimiter = mark if len(header) > 1 else ","
    return Table(header, rows, headers[mark].index(column), delimiter, "\r\n" if "\r\n" in text else "\n", encoding)


def _parsed(text: str, mark: str) -> tuple[list[list[str]], str]:
    """Return the rows of *text* up to the first fault, and the fault, if there is one."""
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    rows: list[list[str]] = []
    try:
        rows.extend(lines)
    except csv.Error as error:
        return rows, f"line {lines.line_num}: {error}"
    return rows, ""


def _decoded(path: Path) -> tuple[str, str]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadValueError(f"{path}: {error.strerror}", remedy="give a file with a table") from error
    marks = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
    encoding = next((name for mark, name in marks.items() if data.startswith(mark)), "utf-8")
    if b"\0" in data and encoding != "utf-16":
        raise BadValueError(f"{path}: is not a text file", remedy="save the table as CSV in UTF-8")
    try:
        return data.decode(encoding), encoding
    except UnicodeDecodeError as error:
        from charset_normalizer import from_bytes

        if not (best := from_bytes(data, cp_isolation=_GUESSED).best()):
            where = f"{path}: byte {error.start} is not {encoding}, and no other encoding fits"
            raise BadValueError(where, remedy="fix that byte, or save the table as UTF-8") from error
        return str(best), best.encoding


def summary(file: str, table: Table, matches: Mapping[str, Match]) -> str:
    """Return the summary: encoding, uneven rows, the number of names by outcome, and names to check."""
    rows = [row for row in table.rows if row]
    ragged = sum(len(row) != len(table.header) for row in rows)
    lines = [f"{file}: {counted(len(rows), 'row')}, {counted(len(matches), 'name')}, read as {table.encoding}"]
    lines += (
        [f"  {counted(ragged, 'row')} with more or fewer cells than the header; short rows are filled with empty cells"]
        if ragged
        else []
    )
    by_how: dict[str, list[str]] = {}
    for name, match in matches.items():
        by_how.setdefault(match.how.partition(":")[0], []).append(name)
    for how, found in sorted(by_how.items(), key=lambda item: (-len(item[1]), item[0])):
        lines.append(f"  {len(found):6} {'by ' if matches[found[0]].iri else ''}{how}")
        for name in found[:_SHOWN] if how in _LISTED else []:
            shown = name if len(name) <= _LONGEST else f"{name[:_LONGEST]}…"
            meant = matches[name].label or matches[name].candidates
            lines.append(f"         {shown!r}" + (f": {meant}" if meant else ""))
        if how in _LISTED and len(found) > _SHOWN:
            lines.append(f"         and {len(found) - _SHOWN} more")
    if "ambiguous" in by_how:
        lines.append("  use --kind KIND or --codes SYSTEM if a name is ambiguous")
    return "\n".join(lines)

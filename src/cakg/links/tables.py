"""A user's table of names: read in any usual encoding, and written with columns for the matches.

Does not match names.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from cakg import reading, tables
from cakg.contents import UnreadableError, encoding_of
from cakg.errors import BadValueError, did_you_mean
from cakg.harmless import in_spreadsheet, shortened
from cakg.links.matching import Match
from cakg.tables import counted

_LISTED = ("fuzzy", "ambiguous", "unsure", "not found")
_SHOWN = 10
"""How many names the summary lists for each of the outcomes above; the table has all names."""
_LONGEST = 60
"""How many characters of a name are shown in the summary."""
_MOST_BYTES = 256 * 1024**2
"""How large a table may be: it is held in memory."""
_GUESSED = ["cp1251", "koi8_r", "cp866", "cp1252", "cp1254"]


class Table(NamedTuple):
    """A table as it was read: its cells, the index of the column of names, and the format of the file."""

    header: list[str]
    rows: list[list[str]]
    column: int
    delimiter: str
    newline: str
    encoding: str
    lines_above: int = 0
    """How many lines are above the header."""

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

    The file may be gzipped or in a zip. The encoding is that of a byte order mark, or UTF-8, or else it is detected
    among Cyrillic, Turkish and Western European ones. The header is the first line with *column*, exact or else in
    another case, and the delimiter is the one that gives the most columns.
    """
    try:
        text, encoding = _decoded(path)
        header, found = reading.read_table(io.StringIO(text, newline=""), lambda names: _score(column, names))
    except reading.NoHeaderError as error:
        names = ", ".join(shortened(name, _LONGEST) for name in error.names)
        remedy = did_you_mean(get_close_matches(column, error.names)) or f"its columns are {names}"
        raise BadValueError(f"{path}: no column is called {column!r}", remedy=remedy) from error
    except UnreadableError as error:
        raise BadValueError(f"{path}: {error.message}", remedy=error.remedy) from error
    records = list(found)
    if wrong := next((record for record in records if record.fault), None):
        remedy = "fix the quotes: one is not closed, or not doubled in a cell"
        raise BadValueError(f"{path}: line {wrong.last_line}: {wrong.fault}", remedy=remedy)
    places = _places(column, header.names)
    if len(places) > 1:
        raise BadValueError(f"{path}: {len(places)} columns are called {column!r}", remedy="rename one of them")
    delimiter = header.separator if len(header.names) > 1 else ","
    newline = "\r\n" if "\r\n" in text else "\n"
    rows = [record.cells for record in records]
    return Table(header.cells, rows, places[0], delimiter, newline, encoding, header.line - 1)


def _places(column: str, names: Sequence[str]) -> list[int]:
    """Return the places of the columns with the name *column*, or else of those with this name in another case."""
    exact = [place for place, name in enumerate(names) if name == column]
    return exact or [place for place, name in enumerate(names) if name.casefold() == column.strip().casefold()]


def _score(column: str, names: Sequence[str]) -> int:
    return 2 if column in names else 1 if _places(column, names) else 0


def _decoded(path: Path) -> tuple[str, str]:
    """Return the text of a file and its encoding."""
    try:
        with path.open("rb") as file:
            [part] = reading.parts(file)
            data = part.stream.read(_MOST_BYTES + 1)
    except OSError as error:
        raise BadValueError(f"{path}: {error.strerror}", remedy="give a file with a table") from error
    if len(data) > _MOST_BYTES:
        limit = f"{_MOST_BYTES // 1024**2} MiB"
        raise UnreadableError(f"has more than {limit}, the most that is matched at once", remedy="split the table")
    encoding = encoding_of(data)
    if b"\0" in data and encoding.startswith("utf-8"):
        raise UnreadableError("is not a text file", remedy="save the table as CSV in UTF-8")
    try:
        return data.decode(encoding), encoding
    except UnicodeDecodeError as error:
        from charset_normalizer import from_bytes

        if not (best := from_bytes(data, cp_isolation=_GUESSED).best()):
            where = f"byte {error.start} is not {encoding}, and no other encoding fits"
            raise UnreadableError(where, remedy="fix that byte, or save the table as UTF-8") from error
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
    if table.lines_above:
        lines.append(f"  {counted(table.lines_above, 'line')} above the header left out")
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

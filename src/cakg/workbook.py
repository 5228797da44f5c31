"""Writes tables as XLSX workbooks.

The only module that imports openpyxl, an optional dependency. Does not know what a table contains. Text is never
stored as a formula, and equal tables give equal bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from cakg.errors import BadValueError, require
from cakg.harmless import visible
from cakg.tables import counted

MOST_ROWS = 1_048_576
"""The largest number of rows in a sheet."""
MOST_CHARACTERS = 32_767
"""The largest number of characters in a cell."""

_SIGNS = ("=", "+", "-", "@")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_FIRST_DAY = date(1900, 3, 1)
"""Spreadsheet programs disagree on the numbers of earlier days, so those are stored as text."""
_EXACT = 10**15
"""A spreadsheet keeps fifteen digits of a number; longer numbers are stored as text."""
_WIDEST = 60
_TIMES = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)


def check_installed() -> None:
    """Raise :class:`cakg.errors.MissingLibraryError` if openpyxl is not installed."""
    require("openpyxl", "XLSX", "openpyxl", "export")


def workbook(rows: Iterable[Sequence[object]], about: Iterable[Sequence[object]], *, title: str = "Table") -> bytes:
    """Return a workbook of two sheets: *rows* under the name *title*, and *about* under the name ``About``.

    The first row is the header. Numbers are stored as numbers; dates, and texts such as ``2022-03-02``, as dates;
    everything else as text. A text too long for a cell is cut, and the cell says so. Raises :class:`BadValueError` for
    more rows than a sheet can hold.
    """
    check_installed()
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    table = list(rows)
    if len(table) > MOST_ROWS:
        raise BadValueError(
            f"an XLSX sheet holds at most {counted(MOST_ROWS, 'row')}; the table has {len(table):,}",
            remedy="write CSV instead, or select fewer rows",
        )
    _fill(book.create_sheet(title), table, header=True)
    _fill(book.create_sheet("About"), list(about), header=False)
    written = io.BytesIO()
    book.save(written)
    return _without_times(written)


def _fill(sheet: Any, rows: Sequence[Sequence[object]], *, header: bool) -> None:
    """Write *rows* into a sheet; with *header*, the first row is bold and stays visible."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    bold, top = Font(bold=True), Alignment(vertical="top", wrap_text=True)
    for number, column in enumerate(zip(*rows, strict=False), 1):
        longest = max(len(str(value)) for value in column)
        sheet.column_dimensions[get_column_letter(number)].width = min(max(longest + 2, 10), _WIDEST)
    if header:
        sheet.freeze_panes = "A2"
    for row_number, row in enumerate(rows):
        cells = []
        for place, value in enumerate(row):
            cell = WriteOnlyCell(sheet, _value(value))
            if isinstance(cell.value, str):
                cell.data_type = "s"  # openpyxl reads "=…" as a formula, "#N/A" as an error
                cell.quotePrefix = cell.value.startswith(_SIGNS)  # spreadsheets too, when edited
            elif isinstance(cell.value, date):
                cell.number_format = "yyyy-mm-dd"
            if (header and row_number == 0) or (not header and place == 0):
                cell.font = bold
            cell.alignment = top
            cells.append(cell)
        sheet.append(cells)


def _value(value: object) -> object:
    """Return a value in the form in which a cell stores it."""
    if isinstance(value, str):
        text = visible(value)
        value = (_day(text) if _DAY.fullmatch(text) else None) or _whole(text)
    if isinstance(value, date):
        return value if value >= _FIRST_DAY else value.isoformat()
    if value is None or (isinstance(value, int | float | Decimal) and -_EXACT < value < _EXACT):
        return value
    return str(value)


def _day(text: str) -> date | None:
    """Return a text such as ``2022-12-26`` as a date; None if there is no such day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _whole(text: str) -> str:
    """Return *text*, cut to the length that a cell can hold."""
    if len(text) <= MOST_CHARACTERS:
        return text
    end = f" […] ({len(text):,} characters, cut to fit a cell)"
    return text[: MOST_CHARACTERS - len(end)] + end


def _without_times(written: io.BytesIO) -> bytes:
    """Return the file without creation times, so that equal tables give equal bytes."""
    cleaned = io.BytesIO()
    with zipfile.ZipFile(written) as original, zipfile.ZipFile(cleaned, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in original.namelist():
            content = original.read(name)
            if name == "docProps/core.xml":
                content = _TIMES.sub(b"", content)
            entry = zipfile.ZipInfo(name, _FIXED_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return cleaned.getvalue()

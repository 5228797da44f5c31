"""A table as a workbook for spreadsheets: XLSX.

The home of openpyxl, which an extra brings. Knows nothing of what is in a table. Text stays text, also where a
spreadsheet would run it as a formula, and the same table is the same bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from cakg.errors import BadValueError, CakgError
from cakg.tables import INVISIBLE, counted

MOST_ROWS = 1_048_576
"""A sheet holds no more."""
MOST_CHARACTERS = 32_767
"""Nor does a cell."""

_SIGNS = ("=", "+", "-", "@")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_FIRST_DAY = date(1900, 3, 1)
"""Spreadsheets count days from here; before it they disagree."""
_EXACT = 10**15
"""A spreadsheet keeps fifteen digits of a number."""
_WIDEST = 60
_TIMES = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def check_installed() -> None:
    """Raise unless openpyxl is there."""
    try:
        import openpyxl  # noqa: F401
    except ImportError as error:
        raise CakgError("XLSX needs openpyxl, which is not installed", remedy="pip install 'cakg[export]'") from error


def workbook(rows: Iterable[Sequence[object]], about: Iterable[Sequence[object]], *, title: str = "Table") -> bytes:
    """Return *rows*, the first of them the header, as a sheet called *title*, and *about* as a second one, ``About``.

    A number is a number, and a date, or a text that is one, such as ``2022-03-02``, a date; all else is text. More
    rows than a sheet holds raise :class:`BadValueError`; of a longer text than a cell holds the end is cut off, which
    the cell says.
    """
    check_installed()
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    table = list(rows)
    if len(table) > MOST_ROWS:
        raise BadValueError(
            f"a sheet of XLSX holds {counted(MOST_ROWS, 'row')}, and there are {len(table):,}",
            remedy="write CSV, or select less",
        )
    _fill(book.create_sheet(title), table, header=True)
    _fill(book.create_sheet("About"), list(about), header=False)
    written = io.BytesIO()
    book.save(written)
    return _without_times(written)


def _fill(sheet: Any, rows: Sequence[Sequence[object]], *, header: bool) -> None:
    """Write *rows* into a sheet, the first as a header that stays in sight."""
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
                cell.data_type = "s"  # openpyxl takes what begins with = for a formula, and #N/A for an error
                cell.quotePrefix = cell.value.startswith(_SIGNS)  # or a spreadsheet would, once it is edited
            elif isinstance(cell.value, date):
                cell.number_format = "yyyy-mm-dd"
            if (header and row_number == 0) or (not header and place == 0):
                cell.font = bold
            cell.alignment = top
            cells.append(cell)
        sheet.append(cells)


def _value(value: object) -> object:
    """Return a value as a cell holds it."""
    if isinstance(value, str):
        text = value.translate(INVISIBLE)
        value = (_day(text) if _DAY.fullmatch(text) else None) or _whole(text)
    if isinstance(value, date):
        return value if value >= _FIRST_DAY else value.isoformat()
    if value is None or (isinstance(value, int | float | Decimal) and -_EXACT < value < _EXACT):
        return value
    return str(value)


def _day(text: str) -> date | None:
    """Return ``2022-12-26`` as a date; None for what is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _whole(text: str) -> str:
    """Return a text, cut where it is longer than a cell holds."""
    if len(text) <= MOST_CHARACTERS:
        return text
    end = f" […] ({len(text):,} characters, more than a cell holds)"
    return text[: MOST_CHARACTERS - len(end)] + end


def _without_times(written: io.BytesIO) -> bytes:
    """Return the file without the moment at which it was made, in its properties and in its archive."""
    again = io.BytesIO()
    with zipfile.ZipFile(written) as made, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in made.namelist():
            content = made.read(name)
            if name == "docProps/core.xml":
                content = _TIMES.sub(b"", content)
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return again.getvalue()

"""Rows of text as something to read in a terminal: a grid, or one record after another.

Knows widths, nothing of graphs. No table library: they cost 11 ms and more to import, and
none turns a grid into records. Nothing is ever cut: a cell too long for its column is wrapped,
and when the columns would become too narrow to read, each row becomes a record.
"""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterable, Sequence
from itertools import groupby, zip_longest
from typing import TYPE_CHECKING, Any

from cakg.errors import CakgError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

WIDTH = 80
GAP = 2
TALLEST = 5
"""A row that would need more lines than this reads better as a record."""
NARROWEST = 12
"""A column that has to wrap is at least this wide."""
SHORT = 24
"""A column of cells no longer than this is not wrapped while others can be."""
REPEATED = 80
"""A value longer than this is not said again in a later record."""
INVISIBLE = dict.fromkeys(
    [*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFFFE, 0xFFFF]
)
"""Characters to leave out of what is shown: they turn the text around them, or XML forbids them."""
_UNBROKEN = "\u00a0"


def render(
    columns: Sequence[str], rows: Sequence[Sequence[str]], *, width: int = WIDTH, never_hoisted: Collection[str] = ()
) -> str:
    """Return *rows* as a grid no wider than *width*, or as records where a grid would not be readable.

    Columns without any value are left out, and a last line says which. Where room is short, columns that hold the
    same in every row are said once above the rows, except those in *never_hoisted*.
    """
    filled = {column: list(cells) for column, *cells in zip(columns, *rows, strict=True) if any(cells)}
    empty = ", ".join(column for column in columns if column not in filled)
    once = ""
    if sum(max(map(len, [name, *cells])) + GAP for name, cells in filled.items()) - GAP > width and len(rows) > 1:
        same = {name: cells[0] for name, cells in filled.items() if name not in never_hoisted and len(set(cells)) == 1}
        if len(filled) - len(same) > 1:
            filled = {name: cells for name, cells in filled.items() if name not in same}
            once = "\n".join(wrapped(cell, width, f"{name} in every row: ") for name, cell in same.items())
    headers, cells = list(filled), list(zip(*filled.values(), strict=True))
    widths = _fit(headers, cells, width)
    body = _grid(headers, cells, widths) if widths else _records(headers, cells, width)
    return "\n\n".join(part for part in (once, body, f"(no row has a value for: {empty})" if empty else "") if part)


def _fit(headers: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> list[int] | None:
    """Return the width of each column so that the grid fits *width*; None when it would not be readable."""
    columns = list(zip(headers, *rows, strict=True))
    natural = [max(map(len, column)) for column in columns]
    words = [max(len(word) for cell in column for word in [*cell.split(), ""]) for column in columns]
    room = width - GAP * (len(headers) - 1)
    for short in (width, SHORT, 0):
        widths = [
            whole if whole <= short else min(whole, max(word, NARROWEST))
            for whole, word in zip(natural, words, strict=True)
        ]
        while sum(widths) < room and widths != natural:
            # The column that still has to wrap the most gets the next sign.
            widths[max(range(len(widths)), key=lambda place: natural[place] / widths[place])] += 1
        lines = (_lines(cell, size) for row in rows for cell, size in zip(row, widths, strict=True))
        if sum(widths) <= room and (widths == natural or max(map(len, lines)) <= TALLEST):
            return widths
    return None


def _grid(headers: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> str:
    """Return a table of columns as wide as *widths*: a rule under the header, air between rows that wrap."""

    def line(cells: Sequence[str]) -> str:
        return (" " * GAP).join(f"{cell:<{size}}" for cell, size in zip(cells, widths, strict=True)).rstrip()

    blocks = [
        "\n".join(line(cells) for cells in zip_longest(*map(_lines, row, widths), fillvalue=""))
        for row in [headers, ["─" * size for size in widths], *rows]
    ]
    air = "\n\n" if any("\n" in block for block in blocks) else "\n"
    return "\n".join([*blocks[:2], air.join(blocks[2:])])


def _records(headers: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> str:
    """Return one numbered block per row: the first value as its title, the others named below it.

    Neighbouring columns of short values share a line, so that a record stays small. A long value that stood in an
    earlier record is not said again: ``as in 3``.
    """
    groups: list[list[int]] = []
    for short, places in groupby(range(1, len(headers)), lambda place: max(len(row[place]) for row in rows) <= SHORT):
        group = list(places)
        groups += [group] if short else [[place] for place in group]
    digits = len(str(len(rows)))
    label = max((len(headers[group[0]]) for group in groups), default=0)
    blocks = []
    first: dict[tuple[int, str], int] = {}
    for number, cells in enumerate(rows, start=1):
        row = [
            f"as in {before}"
            if len(cell) > REPEATED and (before := first.setdefault((place, cell), number)) < number
            else cell
            for place, cell in enumerate(cells)
        ]
        lines = wrap_hanging(cells[0] or "-", f"{number:>{digits}}  ", width)
        for group in groups:
            if filled := [place for place in group if row[place]]:
                more = [non_breaking(f"{headers[place]}: {row[place]}") for place in filled[1:]]
                lead = f"{'':{digits + 2}}{headers[filled[0]] + ':':<{label + 1}} "
                lines += wrap_hanging(" · ".join([row[filled[0]], *more]), lead, width)
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def markdown(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return *rows* as a Markdown table; what Markdown or HTML would take for its own is escaped."""
    escaped = [[cell.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;") for cell in row] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in [headers, ["---"] * len(headers), *escaped])


def csv(rows: Iterable[Sequence[object]], separator: str = ",", newline: str = "\n") -> str:
    """Return *rows*, the first of them the header, as CSV."""
    import csv
    import io

    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator=newline).writerows(rows)
    return text.getvalue()


def json(content: object) -> str:
    """Return *content* as JSON to read, in any script; a tuple with names is an object of its fields."""
    import json

    return json.dumps(_plain(content), ensure_ascii=False, indent=2) + "\n"


def legend(meanings: Iterable[tuple[str, str]], width: int = WIDTH) -> str:
    """Return what words of a table mean, one line each, each once: ``contested: Some affirm it …``."""
    return "\n".join(wrapped(text, width, f"{word}: ") for word, text in dict.fromkeys(meanings) if text)


def counted(number: int, noun: str) -> str:
    """Return ``1 row``, ``2,111 rows``."""
    return f"{number:,} {noun}{'s' if number != 1 else ''}"


def wrapped(text: str, width: int = WIDTH, lead: str = "") -> str:
    """Return *text* as :func:`wrap_hanging` does, in one piece; without text and *lead*, nothing."""
    return "\n".join(wrap_hanging(text, lead, width))


def wrap_hanging(text: str, lead: str, width: int = WIDTH) -> list[str]:
    """Return *text* wrapped to *width*, *lead* before the first line and as much space before the others."""
    return _wrap(text, width, lead, " " * len(lead)) or [lead.rstrip()]


def non_breaking(text: str) -> str:
    """Return *text* so that wrapping does not break it: ``ASIA-Plus 2022 11.1`` stays on one line."""
    return text.replace(" ", _UNBROKEN)


def data_frame(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> pd.DataFrame:
    """Return *rows* as a pandas data frame; without pandas, an error that says how to get it."""
    try:
        import pandas as pd
    except ImportError as error:
        raise CakgError(
            "a data frame needs pandas, which is not installed", remedy="pip install 'cakg[data]'"
        ) from error
    return pd.DataFrame(list(rows), columns=list(columns))


def _lines(cell: str, size: int) -> list[str]:
    return [cell.replace(_UNBROKEN, " ")] if len(cell) <= size else _wrap(cell, size) or [""]


def _wrap(text: str, width: int, first: str = "", others: str = "") -> list[str]:
    """Wrap at spaces alone, so that addresses and hyphenated names stay whole."""
    lines = textwrap.wrap(
        text,
        max(width, 1),
        initial_indent=first,
        subsequent_indent=others,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line.replace(_UNBROKEN, " ") for line in lines]


def _plain(content: Any) -> Any:
    if hasattr(content, "as_json"):
        content = content.as_json()
    elif hasattr(content, "_asdict"):
        content = content._asdict()
    if isinstance(content, dict):
        return {name: _plain(value) for name, value in content.items()}
    return [_plain(value) for value in content] if isinstance(content, list | tuple) else content

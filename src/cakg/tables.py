"""Tables of text for the terminal: a grid, or one record per row.

Knows about widths, not about graphs. No table library is used: importing one takes at least 11 ms, and none
turns a grid into records. Nothing is cut off. A cell too long for its column is wrapped; where columns would
become too narrow to read, each row is shown as a record.
"""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterable, Sequence
from itertools import groupby, zip_longest
from typing import TYPE_CHECKING, Any

from cakg.errors import require
from cakg.harmless import in_markdown, in_spreadsheet, visible, visible_in_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

WIDTH = 80
GAP = 2
TALLEST = 5
"""If a row would need more lines than this, rows are shown as records."""
NARROWEST = 12
"""The least width of a column whose cells are wrapped."""
SHORT = 24
"""A column whose cells are no longer than this is wrapped last."""
REPEATED = 80
"""A value longer than this is not repeated in a later record."""
_UNBROKEN = "\u00a0"


def render(
    columns: Sequence[str], rows: Sequence[Sequence[str]], *, width: int = WIDTH, never_hoisted: Collection[str] = ()
) -> str:
    """Return *rows* as a grid no wider than *width*, or as records where a grid would not be readable.

    Columns without values are left out. If a grid would be too wide, a column with the same value in every row is
    listed once above the rows, ``Accused: Tajikistan``, except those in *never_hoisted*.
    """
    safe = [[on_a_line(cell) for cell in row] for row in (columns, *rows)]
    filled = {column: list(cells) for column, *cells in zip(*safe, strict=True) if any(cells)}
    if not filled:
        return "(no values)"
    constants = ""
    if sum(max(map(len, [name, *cells])) + GAP for name, cells in filled.items()) - GAP > width and len(rows) > 1:
        same = {name: cells[0] for name, cells in filled.items() if name not in never_hoisted and len(set(cells)) == 1}
        if len(filled) - len(same) > 1:
            filled = {name: cells for name, cells in filled.items() if name not in same}
            constants = "\n".join(
                wrapped(cell, width, f"{name[:1].upper()}{name[1:]}: ") for name, cell in same.items()
            )
    headers, cells = list(filled), list(zip(*filled.values(), strict=True))
    widths = _fit(headers, cells, width)
    body = _grid(headers, cells, widths) if widths else _records(headers, cells, width)
    return f"{constants}\n\n{body}" if constants else body


def _fit(headers: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> list[int] | None:
    """Return the width of each column of a grid no wider than *width*; None if it would not be readable."""
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
            # Widen the column that is cut down the most.
            widths[max(range(len(widths)), key=lambda place: natural[place] / widths[place])] += 1
        lines = (_lines(cell, size) for row in rows for cell, size in zip(row, widths, strict=True))
        if sum(widths) <= room and (widths == natural or max(map(len, lines)) <= TALLEST):
            return widths
    return None


def _grid(headers: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> str:
    """Return a table with columns of these *widths*, with empty lines between the rows if a row is wrapped."""

    def line(cells: Sequence[str]) -> str:
        return (" " * GAP).join(f"{cell:<{size}}" for cell, size in zip(cells, widths, strict=True)).rstrip()

    blocks = [
        "\n".join(line(cells) for cells in zip_longest(*map(_lines, row, widths), fillvalue=""))
        for row in [headers, ["─" * size for size in widths], *rows]
    ]
    gap = "\n\n" if any("\n" in block for block in blocks) else "\n"
    return "\n".join([*blocks[:2], gap.join(blocks[2:])])


def _records(headers: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> str:
    """Return one numbered block per row: the first value as its title, and below it the other columns with names.

    Adjacent columns with short values share a line. A long value that an earlier record has is not repeated but
    referred to: ``as in 3``.
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
    """Return *rows* as a Markdown table; a cell is text, whatever markup it contains."""
    names, *escaped = [[in_markdown(on_a_line(cell)) for cell in row] for row in (headers, *rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in [names, ["---"] * len(names), *escaped])


def csv(rows: Iterable[Sequence[object]], separator: str = ",", newline: str = "\n", *, raw: bool = False) -> str:
    """Return *rows* as CSV for spreadsheets; the first row is the header.

    An apostrophe is added to a text that a spreadsheet would run as a formula, and control and invisible characters
    are written as escapes; *raw* leaves all texts as they are.
    """
    import csv

    lines: list[str] = []

    class Lines:
        write = lines.append

    # With this end of line, every version of Python puts a cell with either of its characters in quotes.
    writer = csv.writer(Lines, delimiter=separator, lineterminator="\r\n")
    writer.writerows(
        rows if raw else ([in_spreadsheet(one) if isinstance(one, str) else one for one in row] for row in rows)
    )
    return "".join(line.removesuffix("\r\n") + newline for line in lines)


def json(content: object) -> str:
    """Return *content* as indented JSON; a named tuple becomes an object. Only harmful characters are escaped."""
    import json

    return visible_in_json(json.dumps(_plain(content), ensure_ascii=False, indent=2)) + "\n"


def legend(meanings: Iterable[tuple[str, str]], width: int = WIDTH) -> str:
    """Return the meanings of words in a table, one per line, each once: ``contested: Some affirm it …``."""
    return "\n".join(wrapped(text, width, f"{word}: ") for word, text in dict.fromkeys(meanings) if text)


def counted(number: int, noun: str) -> str:
    """Return ``1 row``, ``2,111 rows``."""
    return f"{number:,} {noun}{'s' if number != 1 else ''}"


def on_a_line(cell: str) -> str:
    """Return the text of a cell on one line, with harmful characters shown as escapes."""
    return " ".join(visible(cell).splitlines()).replace("\t", " ")


def wrapped(text: str, width: int = WIDTH, lead: str = "") -> str:
    """Return the lines of :func:`wrap_hanging` joined as one text."""
    return "\n".join(wrap_hanging(text, lead, width))


def wrap_hanging(text: str, lead: str, width: int = WIDTH) -> list[str]:
    """Return the lines of *text* wrapped to *width*: *lead* before the first, as many spaces before the others."""
    first = visible(lead)
    return _wrap(visible(text), width, first, " " * len(first)) or [first.rstrip()]


def non_breaking(text: str) -> str:
    """Return *text* with spaces at which lines are not broken: ``ASIA-Plus 2022 11.1`` stays on one line."""
    return text.replace(" ", _UNBROKEN)


def data_frame(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> pd.DataFrame:
    """Return *rows* as a pandas data frame; raise MissingLibraryError if pandas is not installed."""
    require("pandas", "a data frame", "pandas", "data")
    import pandas as pd

    return pd.DataFrame(list(rows), columns=list(columns))


def _lines(cell: str, size: int) -> list[str]:
    return [cell.replace(_UNBROKEN, " ")] if len(cell) <= size else _wrap(cell, size) or [""]


def _wrap(text: str, width: int, first: str = "", others: str = "") -> list[str]:
    """Return the lines of *text*, wrapped only at spaces: addresses and hyphenated names are not broken."""
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

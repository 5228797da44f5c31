"""Rows of text as something to read in a terminal: a grid, or one record after another.

Knows widths, nothing of graphs. No table library: they cost 11 ms and more to import, and
none turns a grid into records. Nothing is ever cut: a cell too long for its column is wrapped,
and when the columns would become too narrow to read, each row becomes a record.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from itertools import zip_longest

WIDTH = 80
GAP = 2
_UNBROKEN = "\u00a0"
TALLEST = 5
"""A row that would need more lines than this reads better as a record."""
NARROWEST = 12
"""A column that has to wrap is at least this wide."""


def render(columns: Sequence[str], rows: Sequence[Sequence[str]], *, width: int = WIDTH) -> str:
    """Return *rows* as a grid no wider than *width*, or as records where a grid would not be readable.

    Columns without any value are left out, and a last line says which.
    """
    kept = [place for place in range(len(columns)) if any(row[place] for row in rows)] or list(range(len(columns)))
    empty = [columns[place] for place in range(len(columns)) if place not in kept]
    headers = [columns[place] for place in kept]
    cells = [[row[place] for place in kept] for row in rows]
    widths = fit(headers, cells, width)
    body = grid(headers, cells, widths) if widths else records(headers, cells, width)
    note = f"\n(no row has a value for: {', '.join(empty)})" if empty and rows else ""
    return body + note


def fit(headers: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> list[int] | None:
    """Return the width of each column so that the grid fits *width*; None when it would not be readable."""
    natural = [max(map(len, column)) for column in zip(headers, *rows, strict=True)]
    words = [max(map(_longest_word, column)) for column in zip(headers, *rows, strict=True)]
    room = width - GAP * (len(headers) - 1)
    if sum(natural) <= room:
        return natural
    least = [min(whole, max(word, NARROWEST)) for whole, word in zip(natural, words, strict=True)]
    if sum(least) > room:
        return None
    widths = _share(natural, least, room)
    tallest = max(len(_lines(cell, size)) for row in rows for cell, size in zip(row, widths, strict=True))
    return widths if tallest <= TALLEST else None


def grid(headers: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> str:
    """Return a table of columns as wide as *widths*: a rule under the header, air between rows that wrap."""
    lines = [_line(headers, widths), (" " * GAP).join("─" * size for size in widths)]
    wrapped = [[_lines(cell, size) for cell, size in zip(row, widths, strict=True)] for row in rows]
    airy = any(len(cell) > 1 for row in wrapped for cell in row)
    for number, row in enumerate(wrapped):
        if airy and number:
            lines.append("")
        lines += [_line(parts, widths) for parts in zip_longest(*row, fillvalue="")]
    return "\n".join(lines)


def records(headers: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> str:
    """Return one numbered block per row: the first value as its title, the others named and aligned below."""
    digits = len(str(len(rows)))
    indent = " " * (digits + 2)
    label = max((len(header) for header in headers[1:]), default=0)
    blocks = []
    for number, row in enumerate(rows, start=1):
        lines = hanging(row[0] or "-", f"{number:>{digits}}  ", width)
        for header, cell in zip(headers[1:], row[1:], strict=True):
            if cell:
                lines += hanging(cell, f"{indent}{header:<{label}}  ", width)
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def markdown(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return *rows* as a Markdown table; what Markdown or HTML would take for its own is escaped."""
    escaped = [[cell.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;") for cell in row] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in [headers, ["---"] * len(headers), *escaped])


def hanging(text: str, lead: str, width: int = WIDTH) -> list[str]:
    """Return *text* wrapped to *width*, *lead* before the first line and as much space before the others."""
    return _wrap(text, width, lead, " " * len(lead)) or [lead.rstrip()]


def together(text: str) -> str:
    """Return *text* so that wrapping does not break it: ``ASIA-Plus 2022 11.1`` stays on one line."""
    return text.replace(" ", _UNBROKEN)


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


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return (" " * GAP).join(f"{cell:<{size}}" for cell, size in zip(cells, widths, strict=True)).rstrip()


def _lines(cell: str, size: int) -> list[str]:
    return _wrap(cell, size) or [""]


def _longest_word(cell: str) -> int:
    return max(map(len, cell.split()), default=0)


def _share(natural: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """Give each column what it needs while an even share allows it, and divide the rest by need."""
    widths = list(least)
    spare = room - sum(widths)
    while spare > 0 and any(size < whole for size, whole in zip(widths, natural, strict=True)):
        # The column that still has to wrap the most gets the next sign.
        needy = max(range(len(widths)), key=lambda place: natural[place] / widths[place])
        widths[needy] += 1
        spare -= 1
    return widths

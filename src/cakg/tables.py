"""Rows of text as something to read in a terminal: a grid, or one record after another.

Knows widths, nothing of graphs. No table library: they cost 11 ms and more to import, and
none turns a grid into records. Nothing is ever cut: a cell too long for its column is wrapped,
and when the columns would become too narrow to read, each row becomes a record.
"""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterable, Sequence
from itertools import zip_longest

WIDTH = 80
GAP = 2
TALLEST = 5
"""A row that would need more lines than this reads better as a record."""
NARROWEST = 12
"""A column that has to wrap is at least this wide."""
SHORT = 24
"""A column of cells no longer than this is not wrapped while others can be."""
_UNBROKEN = "\u00a0"


def render(
    columns: Sequence[str], rows: Sequence[Sequence[str]], *, width: int = WIDTH, beside: Collection[str] = ()
) -> str:
    """Return *rows* as a grid no wider than *width*, or as records where a grid would not be readable.

    Columns without any value are left out, and a last line says which. Where room is short, columns that hold the
    same in every row are said once above the rows, except those in *beside*, which stay beside each row.
    """
    kept = [place for place in range(len(columns)) if any(row[place] for row in rows)] or list(range(len(columns)))
    empty = ", ".join(column for place, column in enumerate(columns) if place not in kept)
    once: list[str] = []
    if not _fits([columns[place] for place in kept], [[row[place] for place in kept] for row in rows], width):
        same = [place for place in kept if columns[place] not in beside and len({row[place] for row in rows}) == 1]
        if len(rows) > 1 and len(kept) - len(same) > 1:
            kept = [place for place in kept if place not in same]
            for place in same:
                once += hanging(rows[0][place], f"{columns[place]} in every row: ", width)
    headers = [columns[place] for place in kept]
    cells = [[row[place] for place in kept] for row in rows]
    widths = fit(headers, cells, width)
    body = grid(headers, cells, widths) if widths else records(headers, cells, width)
    return "\n\n".join(
        part for part in ("\n".join(once), body, f"(no row has a value for: {empty})" if empty and rows else "") if part
    )


def fit(headers: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> list[int] | None:
    """Return the width of each column so that the grid fits *width*; None when it would not be readable."""
    natural = [max(map(len, column)) for column in zip(headers, *rows, strict=True)]
    words = [max(map(_longest_word, column)) for column in zip(headers, *rows, strict=True)]
    room = width - GAP * (len(headers) - 1)
    if sum(natural) <= room:
        return natural
    for short in (SHORT, 0):
        least = [
            whole if whole <= short else min(whole, max(word, NARROWEST))
            for whole, word in zip(natural, words, strict=True)
        ]
        if sum(least) <= room:
            widths = _share(natural, least, room)
            tallest = max(len(_lines(cell, size)) for row in rows for cell, size in zip(row, widths, strict=True))
            if tallest <= TALLEST:
                return widths
    return None


def _fits(headers: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> bool:
    """Tell whether every cell has room on one line."""
    return sum(max(map(len, column)) + GAP for column in zip(headers, *rows, strict=True)) - GAP <= width


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
    """Return one numbered block per row: the first value as its title, the others named below it.

    Neighbouring columns of short values share a line, so that a record stays small.
    """
    digits = len(str(len(rows)))
    indent = " " * (digits + 2)
    groups = _groups(headers, rows)
    label = max((len(headers[group[0]]) for group in groups), default=0)
    blocks = []
    for number, row in enumerate(rows, start=1):
        lines = hanging(row[0] or "-", f"{number:>{digits}}  ", width)
        for group in groups:
            first, *others = [place for place in group if row[place]] or [-1]
            if first >= 0:
                more = [together(f"{headers[place]}: {row[place]}") for place in others]
                lead = f"{indent}{headers[first] + ':':<{label + 1}} "
                lines += hanging(" · ".join([row[first], *more]), lead, width)
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def _groups(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> list[list[int]]:
    """Return the places of the columns after the first, neighbours whose values are all short together."""
    groups: list[list[int]] = []
    before = False
    for place in range(1, len(headers)):
        short = max(len(row[place]) for row in rows) <= SHORT
        if short and before:
            groups[-1].append(place)
        else:
            groups.append([place])
        before = short
    return groups


def markdown(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return *rows* as a Markdown table; what Markdown or HTML would take for its own is escaped."""
    escaped = [[cell.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;") for cell in row] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in [headers, ["---"] * len(headers), *escaped])


def hanging(text: str, lead: str, width: int = WIDTH) -> list[str]:
    """Return *text* wrapped to *width*, *lead* before the first line and as much space before the others."""
    return _wrap(text, width, lead, " " * len(lead)) or [lead.rstrip()]


def key(meanings: Iterable[tuple[str, str]], width: int = WIDTH) -> str:
    """Return what words of a table mean, one line each, each once: ``contested: Some affirm it …``."""
    known = dict.fromkeys((word, meaning) for word, meaning in meanings if meaning)
    return "\n".join(line for word, meaning in known for line in hanging(meaning, f"{word}: ", width))


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
    if len(cell) <= size:
        return [cell.replace(_UNBROKEN, " ")]
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

"""A timeline as an SVG image for a paper.

This module places bars and labels; ``templates/timeline.svg`` writes them, with all labels escaped.
:mod:`cakg.pictures.timeline` computes the bars, for the page too. All numbers are integers, so that the same picture
always gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cakg.network import style
from cakg.network.build import Network
from cakg.notebook import templates
from cakg.pictures.data import sources_sentence, version_sentence
from cakg.pictures.text_width import width, wrapped
from cakg.pictures.timeline import NOTE, SAMPLES, named, timeline_data
from cakg.tables import counted

MOST_BARS = 100
"""The usual number of bars in an image. The image says how many are left out."""

_WIDTH = 900
"""The width in pixels. Printed 170 mm wide, text of 12 pixels has a size of 6.4 points."""
_MARGIN, _LANE, _OPEN = 16, 96, 30
_SIZE, _ROW, _LINE, _BAR = 12, 17, 14, 9
_SQUEEZED = 120
"""A label with less room than this beside its bar is placed above it."""
_ROOM = _WIDTH - 2 * _MARGIN
"""The width of the texts above and below the drawing."""


def timeline_svg(graph: Network, *, command: str = "", most: int = MOST_BARS) -> str:
    """Return the timeline of *graph* as SVG, with its legend; *command* is written to the metadata.

    Bars are grouped by theme, the theme with the most bars first. There are at most *most* bars, those of the most
    important statements. Statements without dates are counted.
    """
    data = timeline_data(graph, command)
    lanes: list[dict[str, Any]] = []
    top = 0
    names, left_out = _lanes(data, most)
    for name, bars in names:
        placed, rows = _placed(data["statements"], bars)
        title = wrapped(name, _LANE - 8, _SIZE, bold=True)
        height = _ROW * max(rows, len(title)) + 14
        lanes.append({"name": title, "top": top, "height": height, "bars": placed})
        top += height
    looks = data["certainties"]
    used = {bar["certainty"] for lane in lanes for bar in lane["bars"]}
    return (
        templates()
        .get_template("timeline.svg")
        .render(
            data=data,
            lanes=lanes,
            looks=looks,
            ticks=_ticks(data["timeline"]["ticks"]),
            breaks=[(_across(start), _across(end)) for start, end in data["timeline"]["breaks"]],
            title=wrapped(data["title"], _ROOM, 18, bold=True),
            takeaway=wrapped(data["takeaway"], _ROOM, 13),
            certainties=[(key, look["label"]) for key, look in looks.items() if key in used],
            samples=SAMPLES if lanes else (),
            notes=[row for text in _notes(data, left_out) for row in wrapped(text, _ROOM, _SIZE)],
            size={"width": _WIDTH, "margin": _MARGIN, "row": _ROW, "line": _LINE, "bar": _BAR, "lanes": top},
            style=style,
        )
    )


def _lanes(data: Mapping[str, Any], most: int) -> tuple[list[tuple[str, list[dict[str, Any]]]], int]:
    """Return the bars of each theme, and the number of bars left out because there are more than *most*."""
    statements, bars = data["statements"], data["timeline"]["bars"]
    lanes: dict[str, list[dict[str, Any]]] = {}
    for bar in sorted(bars, key=lambda bar: statements[bar["statement"]]["rank"])[:most]:
        lanes.setdefault(statements[bar["statement"]]["theme"] or "no theme", []).append(bar)
    return sorted(lanes.items(), key=lambda lane: (-len(lane[1]), lane[0])), len(bars[most:])


def _across(share: float) -> int:
    start = _MARGIN + _LANE + _OPEN
    return round(start + share * (_WIDTH - _MARGIN - _OPEN - start))


def _placed(statements: Sequence[Mapping[str, Any]], bars: Iterable[Mapping[str, Any]]) -> tuple[list[Any], int]:
    """Return the bars of a lane with their labels and rows, and the number of rows.

    A bar takes the first rows with room for it and its label. The label is on the side with more room, or above the
    bar if there is too little on both sides.
    """
    taken: list[list[tuple[int, int]]] = []
    placed = []
    for bar in sorted(bars, key=lambda bar: (_ends(bar), bar["statement"])):
        one, (low, high) = statements[bar["statement"]], _ends(bar)
        label = named(one["certainty"], one["status"], one["label"])
        before, after = low - _MARGIN - _LANE - 8, _WIDTH - _MARGIN - high - 8
        above = max(before, after) < _SQUEEZED
        right = above or after >= min(before, width(label, _SIZE))
        room = _ROOM - _LANE if above else after if right else before
        lines = wrapped(label, room, _SIZE)
        wide = max(width(line, _SIZE) for line in lines) + 7
        fits = low if low + wide < _WIDTH - _MARGIN else _MARGIN + _LANE
        x = fits if above else high + 5 if right else low - 5
        start, end = min(low, x if right else x - wide), max(high, x + wide if right else x)
        rows = len(lines) + above
        row = next(row for row in range(len(taken) + 1) if _free(taken[row : row + rows], start, end))
        for number in range(row, row + rows):
            taken += [[]] * (number == len(taken))
            taken[number] = [*taken[number], (start, end)]
        place = {"low": low, "high": high, "row": row, "x": x, "right": right, "lines": lines, "above": above}
        placed.append({**bar, **_look(one), **place})
    return placed, len(taken)


def _look(one: Mapping[str, Any]) -> dict[str, Any]:
    return {"certainty": one["certainty"], "about": f"{one['label']}, {one['when']} ({one['status']})"}


def _ends(bar: Mapping[str, Any]) -> tuple[int, int]:
    """Return start and end of a bar in pixels; an end without a date gets a fixed length."""
    low = _across(bar["to"]) - _OPEN if bar["from"] is None else _across(bar["from"])
    return low, low + _OPEN if bar["to"] is None else max(_across(bar["to"]), low + 3)


def _free(rows: Iterable[Iterable[tuple[int, int]]], start: int, end: int) -> bool:
    return all(end < low or start > high for row in rows for low, high in row)


def _ticks(ticks: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the ticks with their positions; if labels do not fit, years with the most dates are labelled first."""
    taken: list[tuple[int, int]] = []
    found = []
    for tick in sorted(ticks, key=lambda tick: (not tick["dated"], not tick["year"], -tick["dated"], tick["at"])):
        x = _across(tick["at"])
        end = x + width(tick["label"], _SIZE, bold=True) + 6
        room = _free([taken], x, end)
        taken += [(x, end)] * room
        found.append({"x": x, "year": tick["year"], "label": tick["label"] if room else ""})
    return sorted(found, key=lambda tick: tick["x"])


def _notes(data: Mapping[str, Any], left_out: int) -> list[str]:
    """Return the notes below the legend: statements not drawn, selection, sources and version."""
    undated = len(data["statements"]) - len(data["timeline"]["bars"]) + data["leftOut"]["statements"]
    sources = "; ".join(f"{one['name']} ({one['date']})" if one["date"] else one["name"] for one in data["sources"])
    lines = [
        NOTE,
        f"Not drawn: {counted(undated, 'statement')} without a date." if undated else "",
        f"Not drawn for lack of room: {counted(left_out, 'dated statement')}." if left_out else "",
        f"Selection: {data['selection'] or 'everything'}.",
        sources_sentence(sources),
        version_sentence(data["version"]),
    ]
    return list(filter(None, lines))

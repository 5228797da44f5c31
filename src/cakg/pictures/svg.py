"""A network as an SVG image for a README or a paper.

This module computes the ends of lines and the size of the image; ``templates/network.svg`` writes it, with all labels
escaped. :mod:`cakg.pictures.compose` decides what to draw. All numbers are integers, so that the same picture always
gives the same bytes.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import networkx

from cakg.network import style
from cakg.network.build import by_statement, sources_of
from cakg.network.merge import Line
from cakg.network.style import Looks, styles_of
from cakg.notebook import templates
from cakg.pictures.compose import Picture, Thing, compose
from cakg.pictures.data import sources_sentence, version_sentence
from cakg.pictures.routing import via
from cakg.pictures.shapes import corners
from cakg.pictures.text_width import wrapped
from cakg.pictures.wording import caption, wording
from cakg.tables import counted

_MARGIN = 16
_NARROWEST = 480
_COLUMN = 124
_SMALL = 12
_EMS_A_LETTER = 0.5
"""The average width of a letter, for lines that end at a label; a wider estimate would leave a gap."""
_HEAD = 9
_MOST_VERBS = 36
_MOST_LISTED = 24


def network_svg(
    graph: networkx.MultiDiGraph[str],
    *,
    title: str | None = None,
    command: str = "",
    marks: Sequence[str] = (),
    most: int = 24,
) -> str:
    """Return an SVG image of *graph*, a network from :func:`cakg.network.build.build`, with its legend.

    At most *most* things are drawn, those with the most ties. *command* is written to the metadata. *title* and *marks*
    are those of :func:`cakg.pictures.network.network_page`.
    """
    return picture_svg(graph, compose(graph, most=most), title=title, command=command, marks=marks)


def picture_svg(
    graph: networkx.MultiDiGraph[str],
    picture: Picture,
    *,
    title: str | None = None,
    command: str = "",
    marks: Sequence[str] = (),
) -> str:
    """Return the SVG image of a *picture* of *graph*; the other arguments are those of :func:`network_svg`."""
    sides = _sides(picture)
    room = sides[2] - sides[0] - 2 * _MARGIN
    written = caption(graph, picture, title or "", marks)
    looks = Looks(styles_of(graph), marks)
    return (
        templates()
        .get_template("network.svg")
        .render(
            picture=picture,
            things={thing.iri: thing for thing in picture.things},
            legend=[
                *({"words": row} for text in _listed(graph, picture) for row in wrapped(text, room, _SMALL)),
                *_legend(picture, graph.graph, looks, room),
            ],
            sides=sides,
            own={"caption": written, "command": command},
            head=wrapped(written.title, room, style.FONT_SIZE, bold=True),
            takeaway=wrapped(written.takeaway, room, _SMALL),
            sizes={"margin": _MARGIN, "column": _COLUMN, "small": _SMALL},
            style=style,
            looks=looks,
            wording=partial(wording, graph, looks=looks),
            corners=_corners,
            way=_line_path,
            belongs=_membership_path,
            label=_label if picture.labelled else None,
        )
    )


def _sides(picture: Picture) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom of the drawing, with a margin, and wide enough for the legend."""
    boxes = [(thing.x, thing.y - thing.radius, *thing.box) for thing in picture.things] or [(0, 0, 300, 20)]
    things = {thing.iri: complex(thing.x, thing.y) for thing in picture.things}
    # The middle of a curve is half as far from its chord as its control point.
    bows = [
        (things[line.one] + 2 * via(things[line.one], things[line.other], line.bend) + things[line.other]) / 4
        for line in picture.lines
    ]
    left = math.floor(min([x - wide / 2 for x, _, wide, _ in boxes] + [bow.real for bow in bows])) - _MARGIN
    right = math.ceil(max([x + wide / 2 for x, _, wide, _ in boxes] + [bow.real for bow in bows])) + _MARGIN
    top = math.floor(min([y for _, y, _, _ in boxes] + [bow.imag for bow in bows])) - _MARGIN
    bottom = math.ceil(max([y + high for _, y, _, high in boxes] + [bow.imag for bow in bows])) + _MARGIN
    spare = max(0, _NARROWEST - (right - left)) // 2
    return left - spare, top, right + spare, bottom


def _corners(shape: str, x: int, y: int, radius: int) -> str:
    """Return the corners of a shape as SVG points; empty for a circle."""
    return _points(complex(x, y) + radius * corner for corner in corners(shape))


def _line_path(line: Line, one: Thing, other: Thing) -> tuple[str, list[str]]:
    """Return the path of a line between the rims of two things, and its arrowheads."""
    centres = complex(one.x, one.y), complex(other.x, other.y)
    middle = via(*centres, line.bend)
    ends, heads = [], []
    for thing, centre, led_to in zip((one, other), centres, (line.to_one, line.to_other), strict=True):
        rim = _rim(thing, middle - centre)
        foot, tip = (_towards(centre, middle, far) for far in (rim + 1 + _HEAD * led_to, rim))
        ends.append(foot)
        if led_to:
            across = (foot - tip) * 0.5j
            heads.append(_points((tip, foot + across, foot - across)))
    start, end = (f"{round(end.real)} {round(end.imag)}" for end in ends)
    return f"M{start}Q{round(middle.real)} {round(middle.imag)} {end}", heads


def _label(line: Line, one: Thing, other: Thing, verbs: str) -> tuple[int, int, str]:
    """Return the position of the label of a line, and its verbs, shortened."""
    start, end = complex(one.x, one.y), complex(other.x, other.y)
    middle = (start + 2 * via(start, end, line.bend) + end) / 4
    return round(middle.real), round(middle.imag) + 4, textwrap.shorten(verbs, _MOST_VERBS, placeholder=" …")


def _membership_path(group: Thing, member: Thing, bend: float) -> str:
    """Return the path from the centre of a group to the centre of a member."""
    middle = via(complex(group.x, group.y), complex(member.x, member.y), bend)
    return f"M{group.x} {group.y}Q{round(middle.real)} {round(middle.imag)} {member.x} {member.y}"


def _rim(thing: Thing, goal: complex) -> float:
    """Return the distance from the centre of a thing to its rim (shape or label) in the direction of *goal*."""
    step = goal / (abs(goal) or 1.0)
    top = thing.radius + 4
    for far in range(math.ceil(math.hypot(*thing.box)), thing.radius + 1, -1):
        right, down = (step * far).real, (step * far).imag
        row = math.floor((down - top) / style.LINE_HEIGHT)
        if 0 <= row < len(thing.rows) and abs(right) < len(thing.rows[row]) * style.FONT_SIZE * _EMS_A_LETTER / 2:
            return far
    return thing.radius + 2.0


def _towards(start: complex, goal: complex, far: float) -> complex:
    """Return the point at the distance *far* from *start* towards *goal*, rounded to integers."""
    point = start + (goal - start) * far / (abs(goal - start) or 1.0)
    return complex(round(point.real), round(point.imag))


def _points(points: Iterable[complex]) -> str:
    return " ".join(f"{round(point.real)},{round(point.imag)}" for point in points)


def _legend(picture: Picture, facts: Mapping[str, str], looks: Looks, room: int) -> list[dict[str, Any]]:
    """Return the rows of the legend, at most *room* wide: lines, shapes, then sources and selection."""
    used = {name for line in picture.lines for name in looks.names(line)}
    rows: list[dict[str, Any]] = [{"look": look} for name, look in looks.legend.items() if name in used]
    rows += [{}] * bool(picture.memberships)
    shapes = list(looks.styles.legend(thing.kind for thing in picture.things).values())
    abreast = max(1, room // _COLUMN)
    rows += [{"kinds": shapes[start : start + abreast]} for start in range(0, len(shapes), abreast)]
    sources = "; ".join(facts.get("sources", "").splitlines())
    summary = sources_sentence(sources)
    summary += f" Drawn: {len(picture.drawn)} of {counted(len(picture.statements), 'statement')}"
    summary += f", for the {len(picture.things)} things with the most ties." if picture.crowded_out else "."
    summary += (
        f" Selection: {selection}." if (selection := facts.get("selection", "everything")) != "everything" else ""
    )
    summary = f"{summary} {version_sentence(facts.get('version', ''))}".rstrip()
    return [*rows, *({"words": words} for words in wrapped(summary, room, _SMALL))]


def _listed(graph: networkx.MultiDiGraph[str], picture: Picture) -> list[str]:
    """Return the statements of a picture with labels, with status and sources; without lines, all statements."""
    if not picture.labelled:
        return []
    edges = by_statement(graph)
    shown = [edges[iri] for iri in (picture.drawn if picture.lines else picture.statements)]
    rows = sorted(f"· {one['label']} ({'; '.join([one['status'], *sources_of(one)])})" for one in shown)
    more = len(rows) - _MOST_LISTED
    return rows[:_MOST_LISTED] + ([f"· and {counted(more, 'more statement')}"] if more > 0 else [])

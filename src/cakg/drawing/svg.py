"""A network as a still image for a README or a paper.

Knows SVG. Does not know what is worth drawing: :mod:`cakg.drawing.picture` does. Every label is
escaped, the numbers are whole, so the same picture is the same bytes.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Mapping
from html import escape
from typing import TYPE_CHECKING

import networkx

from cakg.drawing.picture import Picture, Thing, compose
from cakg.networks.bundles import Line
from cakg.networks.looks import FONT, FONT_SIZE, FOOTINGS, INK, KINDS, LINE_HEIGHT, LineLook
from cakg.networks.selection import Selection

if TYPE_CHECKING:
    from cakg.knowledge import KnowledgeGraph

_MARGIN = 16
_NARROWEST = 480
_ROW = 22
_COLUMN = 112
_SMALL = 12
_EMS_A_CHARACTER = 0.61
_BEND = 0.16
_HEAD = 9
_BELONGING = 'stroke="#dfe2e6" stroke-width="7"'

# Corners on a circle of radius 1, as (how many, where the first one is in degrees).
_POLYGONS = {"triangle": (3, -90), "triangleDown": (3, 90), "square": (4, 45), "diamond": (4, 0), "hexagon": (6, 0)}


def draw(kg: KnowledgeGraph, selection: Selection, command: str) -> str:
    """Return an image of what *selection* keeps; it says in its metadata which *command* makes it."""
    return network_svg(kg.network(selection), command=command)


def network_svg(
    graph: networkx.MultiDiGraph[str], *, title: str | None = None, command: str = "", most: int = 24
) -> str:
    """Return a picture of *graph*, a network from :func:`cakg.networks.build.build`, with its legend.

    At most *most* things are drawn, the best tied; an image cannot be asked for the others.
    """
    picture = compose(graph, most=most)
    left, top, right, bottom = _frame(picture.things)
    legend = list(_legend(picture, graph.graph, (left, right), bottom + _ROW))
    height = bottom - top + _ROW * (len(legend) + 1)
    places = {thing.iri: thing for thing in picture.things}
    drawn = [
        *(_membership(places[group], places[member]) for group, member in picture.memberships),
        *(_line(line, places[line.one], places[line.other]) for line in picture.lines),
        *(_thing(thing) for thing in picture.things),
    ]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left} {top} {right - left} {height}" role="img"'
            f' font-family="{escape(FONT)}" font-size="{FONT_SIZE}" fill="{INK}">',
            f"<title>{escape(picture.title if title is None else title)}</title>",
            *([f"<desc>{escape(command)}</desc>"] if command else []),
            f'<rect x="{left}" y="{top}" width="{right - left}" height="{height}" fill="#ffffff"/>',
            *drawn,
            *legend,
            "</svg>\n",
        ]
    )


def _frame(things: Iterable[Thing]) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom of everything drawn, with a margin and room for the legend."""
    boxes = [(thing.x, thing.y - thing.radius, *thing.box) for thing in things] or [(0, 0, 300, 20)]
    left = math.floor(min(x - wide / 2 for x, _, wide, _ in boxes)) - _MARGIN
    right = math.ceil(max(x + wide / 2 for x, _, wide, _ in boxes)) + _MARGIN
    spare = max(0, _NARROWEST - (right - left)) // 2
    return (
        left - spare,
        math.floor(min(y for _, y, _, _ in boxes)) - _MARGIN,
        right + spare,
        math.ceil(max(y + high for _, y, _, high in boxes)) + _MARGIN,
    )


def _thing(thing: Thing) -> str:
    look = KINDS[thing.kind]
    first = thing.y + thing.radius + FONT_SIZE + 1
    rows = "".join(
        f'<text x="{thing.x}" y="{first + LINE_HEIGHT * number}" text-anchor="middle" stroke="#ffffff"'
        f' stroke-width="4" stroke-linejoin="round" paint-order="stroke">{escape(row)}</text>'
        for number, row in enumerate(thing.rows)
    )
    return f'<g><g fill="{look.colour}">{_shape(look.shape, thing.x, thing.y, thing.radius)}</g>{rows}</g>'


def _shape(name: str, x: int, y: int, radius: int) -> str:
    if name in _POLYGONS:
        corners, start = _POLYGONS[name]
        angles = [math.radians(start + 360 * number / corners) for number in range(corners)]
        spans = [1.1 * radius] * corners
    elif name == "star":
        angles = [math.radians(-90 + 36 * number) for number in range(10)]
        spans = [1.25 * radius, 0.55 * radius] * 5
    else:
        return f'<circle cx="{x}" cy="{y}" r="{radius}"/>'
    points = (
        f"{round(x + span * math.cos(angle))},{round(y + span * math.sin(angle))}"
        for angle, span in zip(angles, spans, strict=True)
    )
    return f'<polygon points="{" ".join(points)}"/>'


def _line(line: Line, one: Thing, other: Thing) -> str:
    """Draw a line between the rims of two things, bent where the pair has several, with its arrowheads."""
    right, down = other.x - one.x, other.y - one.y
    middle = ((one.x + other.x) / 2 - _BEND * line.bend * down, (one.y + other.y) / 2 + _BEND * line.bend * right)
    start = _towards((one.x, one.y), middle, _rim(one, middle) + 1 + _HEAD * line.to_one)
    end = _towards((other.x, other.y), middle, _rim(other, middle) + 1 + _HEAD * line.to_other)
    look = FOOTINGS[line.footing]
    path = f"M{start[0]} {start[1]}Q{round(middle[0])} {round(middle[1])} {end[0]} {end[1]}"
    heads = [
        _head(_towards((thing.x, thing.y), middle, _rim(thing, middle)), point, look.colour)
        for thing, point, wanted in ((one, start, line.to_one), (other, end, line.to_other))
        if wanted
    ]
    return f'<path d="{path}" fill="none" {_stroke(look, line.width)}/>{"".join(heads)}'


def _rim(thing: Thing, goal: tuple[float, float]) -> float:
    """Return how far from its centre a thing ends towards *goal*: at its shape, or downwards below its label."""
    right, down = goal[0] - thing.x, goal[1] - thing.y
    rim = thing.radius + 2.0
    wide, high = thing.box
    if down <= 0 or abs(right) * rim > down * wide / 2:
        return rim
    share = min((high - thing.radius) / down, wide / 2 / abs(right) if right else math.inf)
    return max(rim, share * math.hypot(right, down))


def _head(tip: tuple[int, int], foot: tuple[int, int], colour: str) -> str:
    across = ((tip[1] - foot[1]) * 0.5, (foot[0] - tip[0]) * 0.5)
    one = f"{round(foot[0] + across[0])},{round(foot[1] + across[1])}"
    other = f"{round(foot[0] - across[0])},{round(foot[1] - across[1])}"
    return f'<polygon points="{tip[0]},{tip[1]} {one} {other}" fill="{colour}"/>'


def _towards(start: tuple[float, float], goal: tuple[float, float], far: float) -> tuple[int, int]:
    """Return the point that lies *far* from *start* on the way to *goal*."""
    length = math.dist(start, goal) or 1.0
    return (
        round(start[0] + (goal[0] - start[0]) * far / length),
        round(start[1] + (goal[1] - start[1]) * far / length),
    )


def _membership(group: Thing, member: Thing) -> str:
    return f'<path d="M{group.x} {group.y}L{member.x} {member.y}" {_BELONGING}/>'


def _stroke(look: LineLook, thick: float) -> str:
    dashes = f' stroke-dasharray="{" ".join(map(str, look.dashes))}"' if look.dashes else ""
    return f'stroke="{look.colour}" stroke-width="{thick:g}"{dashes}'


def _legend(picture: Picture, facts: Mapping[str, str], sides: tuple[int, int], top: int) -> Iterable[str]:
    """Yield the legend, a row each: lines, shapes, then where all this comes from, no row wider than the picture."""
    x, y = sides[0] + _MARGIN, top
    room = sides[1] - x - _MARGIN
    for name in [name for name in FOOTINGS if any(line.footing == name for line in picture.lines)]:
        yield (
            f'<path d="M{x} {y - 5}h44" {_stroke(FOOTINGS[name], 3)}/>'
            f'<text x="{x + 52}" y="{y}">{escape(FOOTINGS[name].label)}</text>'
        )
        y += _ROW
    if picture.memberships:
        yield f'<path d="M{x} {y - 5}h44" {_BELONGING}/><text x="{x + 52}" y="{y}">belongs to a group</text>'
        y += _ROW
    kinds = [kind for kind in KINDS if any(thing.kind == kind for thing in picture.things)]
    shapes = max(1, room // _COLUMN)
    for row in (kinds[start : start + shapes] for start in range(0, len(kinds), shapes)):
        yield "".join(
            f'<g fill="{KINDS[kind].colour}">{_shape(KINDS[kind].shape, x + 7 + _COLUMN * number, y - 5, 7)}</g>'
            f'<text x="{x + 20 + _COLUMN * number}" y="{y}">{escape(KINDS[kind].label)}</text>'
            for number, kind in enumerate(row)
        )
        y += _ROW
    sources = "; ".join(facts.get("sources", "").splitlines())
    said = f"Sources: {sources}." if sources else "No source says anything of what was asked for."
    for words in textwrap.wrap(f"{said} {_shown(picture, facts)}", max(24, int(room / _SMALL / _EMS_A_CHARACTER))):
        yield f'<text x="{x}" y="{y}" font-size="{_SMALL}">{escape(words)}</text>'
        y += _ROW


def _shown(picture: Picture, facts: Mapping[str, str]) -> str:
    version = facts.get("version", "")
    graph = f" Graph version {version}." if version else ""
    return f"{len(picture.drawn)} of {len(picture.statements)} statements drawn.{graph}"

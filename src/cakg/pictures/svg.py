"""A network as a still image for a README or a paper.

Knows where lines end and how far everything reaches; ``templates/network.svg`` writes it, every label
escaped. Does not know what is worth drawing: :mod:`cakg.pictures.compose` does. The numbers are whole, so
the same picture is the same bytes.
"""

from __future__ import annotations

import cmath
import math
import textwrap
from collections.abc import Iterable, Mapping
from typing import Any

import networkx

from cakg.network import style
from cakg.network.merge import Line
from cakg.network.style import Styles, styles_of
from cakg.notebook import templates
from cakg.pictures.compose import Picture, Thing, compose

_MARGIN = 16
_NARROWEST = 480
_COLUMN = 112
_SMALL = 12
_EMS_A_CHARACTER = 0.61
_HEAD = 9

# Corners on a circle of radius 1, as (how many, where the first one is in degrees).
_POLYGONS = {"triangle": (3, -90), "triangleDown": (3, 90), "square": (4, 45), "diamond": (4, 0), "hexagon": (6, 0)}


def network_svg(
    graph: networkx.MultiDiGraph[str], *, title: str | None = None, command: str = "", most: int = 24
) -> str:
    """Return a picture of *graph*, a network from :func:`cakg.network.build.build`, with its legend.

    At most *most* things are drawn, the best tied; an image cannot be asked for the others. Its metadata say which
    *command* makes it.
    """
    picture, styles = compose(graph, most=most), styles_of(graph)
    sides = _sides(picture.things)
    return (
        templates()
        .get_template("network.svg")
        .render(
            picture=picture,
            things={thing.iri: thing for thing in picture.things},
            legend=_legend(picture, graph.graph, styles, sides[2] - sides[0] - 2 * _MARGIN),
            sides=sides,
            own={"title": picture.title if title is None else title, "command": command},
            sizes={"margin": _MARGIN, "column": _COLUMN, "small": _SMALL},
            style=style,
            styles=styles,
            corners=_corners,
            way=_way,
        )
    )


def _sides(things: Iterable[Thing]) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom of everything drawn, with a margin and room for the legend."""
    boxes = [(thing.x, thing.y - thing.radius, *thing.box) for thing in things] or [(0, 0, 300, 20)]
    left = math.floor(min(x - wide / 2 for x, _, wide, _ in boxes)) - _MARGIN
    right = math.ceil(max(x + wide / 2 for x, _, wide, _ in boxes)) + _MARGIN
    top = math.floor(min(y for _, y, _, _ in boxes)) - _MARGIN
    spare = max(0, _NARROWEST - (right - left)) // 2
    return left - spare, top, right + spare, math.ceil(max(y + high for _, y, _, high in boxes)) + _MARGIN


def _corners(shape: str, x: int, y: int, radius: int) -> str:
    """Return the corners of a shape; none of a circle."""
    corners, start = _POLYGONS.get(shape, (10, -90))
    spans = [1.1 * radius] * corners
    if shape == "star":
        spans = [1.25 * radius, 0.55 * radius] * 5
    elif shape not in _POLYGONS:
        return ""
    angles = (math.radians(start + 360 * number / corners) for number in range(corners))
    return _points(complex(x, y) + cmath.rect(span, angle) for span, angle in zip(spans, angles, strict=True))


def _way(line: Line, one: Thing, other: Thing) -> tuple[str, list[str]]:
    """Return the path between the rims of two things, bent where the pair has several lines, and its arrowheads."""
    centres = complex(one.x, one.y), complex(other.x, other.y)
    middle = sum(centres) / 2 + 1j * style.BEND * line.bend * (centres[1] - centres[0])
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


def _rim(thing: Thing, goal: complex) -> float:
    """Return how far from its centre a thing ends towards *goal*: at its shape, or downwards below its label."""
    right, down = goal.real, goal.imag
    rim = thing.radius + 2.0
    wide, high = thing.box
    if down <= 0 or abs(right) * rim > down * wide / 2:
        return rim
    share = min((high - thing.radius) / down, wide / 2 / abs(right) if right else math.inf)
    return max(rim, share * abs(goal))


def _towards(start: complex, goal: complex, far: float) -> complex:
    """Return the whole point that lies *far* from *start* on the way to *goal*."""
    point = start + (goal - start) * far / (abs(goal - start) or 1.0)
    return complex(round(point.real), round(point.imag))


def _points(points: Iterable[complex]) -> str:
    return " ".join(f"{round(point.real)},{round(point.imag)}" for point in points)


def _legend(picture: Picture, facts: Mapping[str, str], styles: Styles, room: int) -> list[dict[str, Any]]:
    """Return the rows of the legend: lines, shapes, then where all this comes from, none wider than *room*."""
    certainties = {line.certainty for line in picture.lines}
    rows: list[dict[str, Any]] = [{"look": look} for name, look in styles.lines.items() if name in certainties]
    rows += [{}] * bool(picture.memberships)
    shapes = list(styles.legend(thing.kind for thing in picture.things).values())
    abreast = max(1, room // _COLUMN)
    rows += [{"kinds": shapes[start : start + abreast]} for start in range(0, len(shapes), abreast)]
    sources = "; ".join(facts.get("sources", "").splitlines())
    said = f"Sources: {sources}." if sources else "No source says anything of what was asked for."
    said += f" {len(picture.drawn)} of {len(picture.statements)} statements drawn."
    said += f" Graph version {version}." if (version := facts.get("version", "")) else ""
    fitting = max(24, int(room / _SMALL / _EMS_A_CHARACTER))
    return [*rows, *({"words": words} for words in textwrap.wrap(said, fitting))]

"""Where things stand in a picture: near what they are tied to, and no label upon another.

Knows boxes and ties, nothing of what they mean. Plain arithmetic from a settled start, so
that the same picture comes out everywhere; a few dozen boxes take a fraction of a second.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Collection, Mapping, Sequence
from typing import TypeAlias

Box: TypeAlias = tuple[float, float]
Point: TypeAlias = tuple[float, float]
Pair: TypeAlias = tuple[str, str]

_ROUNDS = 120
_STEP = 150.0
_ASPECT = 1.5
_GAP = 10.0
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))


def positions(boxes: Mapping[str, Box], ties: Collection[Pair]) -> dict[str, tuple[int, int]]:
    """Return the centre of each box: tied ones close by, none overlapping, about half as wide again as high."""
    names = sorted(boxes)
    if not names:
        return {}
    near: dict[str, set[str]] = {name: set() for name in names}
    for one, other in ties:
        near[one].add(other)
        near[other].add(one)
    distances = [_steps(name, names, near) for name in names]
    start = _spiral(sorted(range(len(names)), key=lambda index: (-len(near[names[index]]), index)))
    points = _relaxed(start, distances)
    points = _stretched(points)
    points = _apart(points, [boxes[name] for name in names])
    return {name: (round(x), round(y)) for name, (x, y) in zip(names, _centred(points), strict=True)}


def _steps(start: str, names: Sequence[str], near: Mapping[str, Collection[str]]) -> list[int]:
    """Return how many ties lie between *start* and each name; one more than the farthest where none leads."""
    reached = {start: 0}
    queue = deque([start])
    while queue:
        here = queue.popleft()
        for there in sorted(near[here]):
            if there not in reached:
                reached[there] = reached[here] + 1
                queue.append(there)
    farthest = max(reached.values()) + 1
    return [reached.get(name, max(farthest, 3)) for name in names]


def _spiral(order: Sequence[int]) -> list[Point]:
    """Return a start: the first of *order* in the middle, the others around it ever farther out."""
    points: list[Point] = [(0.0, 0.0)] * len(order)
    for place, index in enumerate(order):
        radius, angle = _STEP * 0.5 * math.sqrt(place), place * _GOLDEN_ANGLE
        points[index] = (radius * math.cos(angle), radius * math.sin(angle))
    return points


def _relaxed(points: Sequence[Point], distances: Sequence[Sequence[int]]) -> list[Point]:
    """Return the points moved until their distances follow the ties (stress majorisation, one point at a time)."""
    moved = list(points)
    for _ in range(_ROUNDS):
        for index, wanted in enumerate(distances):
            moved[index] = _settled(index, moved, wanted)
    return moved


def _settled(index: int, points: Sequence[Point], wanted: Sequence[int]) -> Point:
    """Return where one point would best stand if all others kept their places."""
    here_x, here_y = points[index]
    total = sum_x = sum_y = 0.0
    for other, (x, y) in enumerate(points):
        if other == index:
            continue
        weight = 1.0 / (wanted[other] * wanted[other])
        apart = math.hypot(here_x - x, here_y - y) or 1e-9
        pull = _STEP * wanted[other] / apart
        total += weight
        sum_x += weight * (x + pull * (here_x - x))
        sum_y += weight * (y + pull * (here_y - y))
    return (sum_x / total, sum_y / total) if total else (here_x, here_y)


def _stretched(points: Sequence[Point]) -> list[Point]:
    """Return the points turned so that their longest spread lies across, and drawn out to the shape of a screen."""
    centred = _centred(points)
    xx = sum(x * x for x, _ in centred)
    yy = sum(y * y for _, y in centred)
    xy = sum(x * y for x, y in centred)
    angle = -0.5 * math.atan2(2 * xy, xx - yy)
    cos, sin = math.cos(angle), math.sin(angle)
    turned = [(x * cos - y * sin, x * sin + y * cos) for x, y in centred]
    width = max(x for x, _ in turned) - min(x for x, _ in turned)
    height = max(y for _, y in turned) - min(y for _, y in turned)
    factor = min(max(_ASPECT * height / width, 1.0), 2.0) if width and height else 1.0
    return [(x * factor, y) for x, y in turned]


def _apart(points: Sequence[Point], boxes: Sequence[Box]) -> list[Point]:
    """Return the points pushed apart, each pair along the shorter way, until no box touches another."""
    moved = list(points)
    for _ in range(2000):
        touched = False
        for one in range(len(moved)):
            for other in range(one + 1, len(moved)):
                step = _push(moved[one], moved[other], boxes[one], boxes[other])
                if step != (0.0, 0.0):
                    touched = True
                    moved[one] = (moved[one][0] - step[0], moved[one][1] - step[1])
                    moved[other] = (moved[other][0] + step[0], moved[other][1] + step[1])
        if not touched:
            break
    return moved


def _push(one: Point, other: Point, box: Box, other_box: Box) -> Point:
    """Return half of the move that parts two boxes; nothing when they do not touch."""
    right, down = other[0] - one[0], other[1] - one[1]
    over_x = (box[0] + other_box[0]) / 2 + _GAP - abs(right)
    over_y = (box[1] + other_box[1]) / 2 + _GAP - abs(down)
    if over_x <= 0 or over_y <= 0:
        return (0.0, 0.0)
    if over_x < over_y:
        return (math.copysign(over_x / 2 + 0.5, right), 0.0)
    return (0.0, math.copysign(over_y / 2 + 0.5, down))


def _centred(points: Sequence[Point]) -> list[Point]:
    """Return the points moved so that the middle of their frame is the origin."""
    middle_x = (max(x for x, _ in points) + min(x for x, _ in points)) / 2
    middle_y = (max(y for _, y in points) + min(y for _, y in points)) / 2
    return [(x - middle_x, y - middle_y) for x, y in points]

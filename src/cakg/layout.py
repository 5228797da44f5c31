"""Where things stand in a picture: near what they are tied to, no label upon another, few lines crossing.

Knows boxes and ties, nothing of what they mean. Plain arithmetic from a settled start, so
that the same picture comes out everywhere; a few dozen boxes take about a second.
"""

from __future__ import annotations

import itertools
import math
from collections import deque
from collections.abc import Collection, Mapping, Sequence
from typing import TypeAlias

from cakg.untangling import untangled

Box: TypeAlias = tuple[float, float]
Point: TypeAlias = tuple[float, float]

_ASPECT = 1.5
_GAP = 8.0
_ROOM = 3.2
_ROUNDS = 120
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))


def positions(boxes: Mapping[str, Box], ties: Collection[tuple[str, str]]) -> dict[str, tuple[int, int]]:
    """Return the centre of each box: tied ones close by, none overlapping, all about half as wide again as high."""
    names = sorted(boxes)
    if not names:
        return {}
    number = {name: place for place, name in enumerate(names)}
    ends = ((number[one], number[other]) for one, other in ties if one != other)
    pairs = sorted({(min(pair), max(pair)) for pair in ends})
    sizes = [boxes[name] for name in names]
    height = math.sqrt(_ROOM * sum(wide * high for wide, high in sizes) / _ASPECT)
    distances = _distances(len(names), pairs)
    points = _framed(_relaxed(_spiral(distances), distances), height * _ASPECT, height)
    points = _apart(untangled(points, sizes, pairs, (height * _ASPECT, height)), sizes)
    return {name: (round(x), round(y)) for name, (x, y) in zip(names, _centred(points), strict=True)}


def _distances(count: int, pairs: Collection[tuple[int, int]]) -> list[list[int]]:
    """Return how many ties lie between any two; where none leads, as far as the farthest that one does."""
    near: list[list[int]] = [[] for _ in range(count)]
    for one, other in pairs:
        near[one].append(other)
        near[other].append(one)
    reached = [_steps(start, near) for start in range(count)]
    farthest = max(2, *(max(steps.values()) for steps in reached))
    return [[steps.get(other, farthest) for other in range(count)] for steps in reached]


def _steps(start: int, near: Sequence[Sequence[int]]) -> dict[int, int]:
    """Return how many ties lie between *start* and each that it reaches."""
    reached = {start: 0}
    queue = deque([start])
    while queue:
        here = queue.popleft()
        for there in near[here]:
            if there not in reached:
                reached[there] = reached[here] + 1
                queue.append(there)
    return reached


def _spiral(distances: Sequence[Sequence[int]]) -> list[Point]:
    """Return a start: the one nearest to all in the middle, the others around it, ever farther out."""
    points: list[Point] = [(0.0, 0.0)] * len(distances)
    for place, index in enumerate(sorted(range(len(distances)), key=lambda one: (sum(distances[one]), one))):
        radius, angle = math.sqrt(place), place * _GOLDEN_ANGLE
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
        pull = wanted[other] / (math.hypot(here_x - x, here_y - y) or 1e-9)
        total += weight
        sum_x += weight * (x + pull * (here_x - x))
        sum_y += weight * (y + pull * (here_y - y))
    return (sum_x / total, sum_y / total) if total else (here_x, here_y)


def _framed(points: Sequence[Point], width: float, height: float) -> list[Point]:
    """Return the points turned so that their longest spread lies across, and stretched to a frame."""
    centred = _centred(points)
    across = sum(x * x for x, _ in centred) - sum(y * y for _, y in centred)
    angle = -0.5 * math.atan2(2 * sum(x * y for x, y in centred), across)
    cos, sin = math.cos(angle), math.sin(angle)
    turned = _centred([(x * cos - y * sin, x * sin + y * cos) for x, y in centred])
    far_x = max(abs(x) for x, _ in turned) or 1.0
    far_y = max(abs(y) for _, y in turned) or 1.0
    return [(x / far_x * width / 2, y / far_y * height / 2) for x, y in turned]


def _apart(points: Sequence[Point], boxes: Sequence[Box]) -> list[Point]:
    """Return the points pushed apart, each pair along the shorter way, until no box touches another."""
    moved = list(points)
    for rounds in itertools.count(1):
        touched = False
        for one in range(len(moved)):
            for other in range(one + 1, len(moved)):
                right, down = _push(moved[one], moved[other], boxes[one], boxes[other])
                if right or down:
                    touched = True
                    moved[one] = (moved[one][0] - right, moved[one][1] - down)
                    moved[other] = (moved[other][0] + right, moved[other][1] + down)
        if not touched:
            break
        if rounds % 50 == 0:  # boxes that push each other round in a ring need more room
            moved = [(x * 1.05, y * 1.05) for x, y in moved]
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

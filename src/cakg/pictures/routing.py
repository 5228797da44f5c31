"""Routing of lines: bends that keep lines from passing through things that they do not connect.

``templates/layout.js`` does the same in a page after its filters change.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from cakg.network.style import BEND

STEP = BEND / 2
FARTHEST = 9
"""The most steps that a line bends to either side."""

_CLEARANCE = 8.0
_THROUGH_A_SHAPE, _THROUGH_A_LABEL, _CLOSE, _SAME = 100.0, 3.0, 30.0, 1000.0
_FRACTIONS = [number / 26 for number in range(1, 26)]


class Obstacle(NamedTuple):
    """A thing as an obstacle for lines: a disc around *x* and *y*, with a label below."""

    x: float
    y: float
    radius: float
    label_width: float
    label_height: float


def via(one: complex, other: complex, bend: float) -> complex:
    """Return the control point of the quadratic curve of a line, as vis-network computes it.

    *bend* is 0 for a straight line; a positive bend turns clockwise from *one* to *other*.
    """
    turn = complex(math.cos(bend * math.pi / 2), -math.sin(bend * math.pi / 2))
    return one + (other - one) * (1 + abs(bend)) / 2 * turn


class Routes(NamedTuple):
    """The bend of each line, and the number of lines that still pass through a thing."""

    bends: list[float]
    through: int


def routed(obstacles: Mapping[str, Obstacle], ends: Sequence[tuple[str, str]]) -> Routes:
    """Return the bend of each line between two of *obstacles*, in the order of *ends*.

    A line is as straight as possible without passing through a thing, or if avoidable, through a label. Lines of one
    pair are kept apart if possible. If no bend is free of faults, the best one is taken.
    """
    pairs: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, (one, other) in enumerate(ends):
        pairs[min(one, other), max(one, other)].append(place)
    found, through = [0.0] * len(ends), 0
    for (one, other), places in pairs.items():
        rest = [obstacles[name] for name in sorted(obstacles) if name not in (one, other)]
        steps, faulty = _steps(obstacles[one], obstacles[other], rest, len(places))
        through += faulty
        for place, step in zip(places, steps, strict=True):
            found[place] = (step if ends[place] == (one, other) else -step) * STEP
    return Routes(found, through)


def _steps(one: Obstacle, other: Obstacle, rest: Sequence[Obstacle], lines: int) -> tuple[list[int], int]:
    """Return the bends of the lines of a pair in steps, and the number of lines that pass through a thing."""
    # A pair with many lines needs larger bends.
    farthest = FARTHEST + max(0, 2 * (lines - 4))
    candidates = sorted(range(-farthest, farthest + 1), key=lambda step: (abs(step), step < 0))
    fault = cache(lambda step: _fault(one, other, rest, step * STEP))
    taken: list[int] = []
    for _ in range(lines):
        best, least = 0, math.inf
        for step in candidates:
            if abs(step) >= least:  # larger bends cannot be better
                break
            near = sum(_SAME if used == step else _CLOSE for used in taken if abs(used - step) < 2)
            price = fault(step) + abs(step) + near
            if price < least:
                best, least = step, price
        taken.append(best)
    return taken, sum(fault(step) >= _THROUGH_A_SHAPE for step in taken)


def _fault(one: Obstacle, other: Obstacle, rest: Sequence[Obstacle], bend: float) -> float:
    """Return the penalty of a line with this bend for passing through the *rest* of the things."""
    start, end = complex(one.x, one.y), complex(other.x, other.y)
    middle = via(start, end, bend)
    # A line is drawn from rim to rim.
    start += one.radius * (middle - start) / max(abs(middle - start), 1)
    end += other.radius * (middle - end) / max(abs(middle - end), 1)
    points = [(1 - share) ** 2 * start + 2 * share * (1 - share) * middle + share**2 * end for share in _FRACTIONS]
    left, right = min(point.real for point in points), max(point.real for point in points)
    top, bottom = min(point.imag for point in points), max(point.imag for point in points)
    price = 0.0
    for thing in rest:
        reach, half = thing.radius + _CLEARANCE, thing.label_width / 2
        wide, low = max(reach, half), max(reach, thing.radius + thing.label_height)
        if not (left - wide < thing.x < right + wide and top - low < thing.y < bottom + reach):
            continue
        centre = complex(thing.x, thing.y)
        away = [point - centre for point in points]
        price += _THROUGH_A_SHAPE * any(abs(point) < reach for point in away)
        price += _THROUGH_A_LABEL * any(
            -half < point.real < half and thing.radius < point.imag < thing.radius + thing.label_height
            for point in away
        )
    return price

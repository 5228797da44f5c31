"""How far each line bends so that it passes through nothing that it does not connect.

Knows curves and boxes, nothing of what they mean. ``templates/routing.js`` does the same in a page for what its
filters leave.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np

from cakg.network.style import BEND

Array: TypeAlias = np.ndarray[tuple[int, ...], np.dtype[np.float64]]

STEP = BEND / 2
FARTHEST = 9
"""A line bends by up to so many steps to either side."""

_CLEARANCE = 8.0
_THROUGH_A_SHAPE, _THROUGH_A_LABEL, _CLOSE, _SAME = 100.0, 3.0, 30.0, 1000.0
_SHARES = np.linspace(0.0, 1.0, 41)[1:-1, None]


class Obstacle(NamedTuple):
    """A thing as lines meet it: a disc around *x* and *y*, and below it a label."""

    x: float
    y: float
    radius: float
    label_width: float
    label_height: float


def via(one: complex, other: complex, bend: float) -> complex:
    """Return the control point of a line's quadratic curve, as vis-network sets it; *bend* is 0 for a straight line.

    A positive bend turns clockwise on the way from *one* to *other*.
    """
    turn = complex(math.cos(bend * math.pi / 2), -math.sin(bend * math.pi / 2))
    return one + (other - one) * (1 + abs(bend)) / 2 * turn


class Routes(NamedTuple):
    """How far each line bends, and how many pass through a thing all the same."""

    bends: list[float]
    through: int


def routed(obstacles: Mapping[str, Obstacle], ends: Sequence[tuple[str, str]]) -> Routes:
    """Return the bend of each line between two of *obstacles*, in the order of *ends*.

    A line is as straight as it can be without passing through a thing, or through a label where that is avoidable;
    lines of one pair keep apart where they can. One that finds no free way takes the least bad.
    """
    names = sorted(obstacles)
    boxes = np.array([obstacles[name] for name in names], dtype=float).reshape(-1, 5)
    number = {name: place for place, name in enumerate(names)}
    pairs: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, (one, other) in enumerate(ends):
        pairs[min(one, other), max(one, other)].append(place)
    found, through = [0.0] * len(ends), 0
    for (one, other), places in pairs.items():
        steps, faulty = _steps(boxes, number[one], number[other], len(places))
        through += faulty
        for place, step in zip(places, steps, strict=True):
            found[place] = (step if ends[place] == (one, other) else -step) * STEP
    return Routes(found, through)


def _steps(boxes: Array, one: int, other: int, lines: int) -> tuple[list[int], int]:
    """Return by how many steps each of so many lines of a pair bends: with few faults, and as straight as can be.

    Beside them stands how many pass through a thing.
    """
    # A pair with many lines needs more room than one with few.
    farthest = FARTHEST + max(0, 2 * (lines - 4))
    candidates = sorted(range(-farthest, farthest + 1), key=lambda step: (abs(step), step < 0))
    faults = _faults(boxes, one, other, np.array(candidates) * STEP)
    fault = dict(zip(candidates, faults.tolist(), strict=True))
    price = {step: fault[step] + abs(step) for step in candidates}
    taken: list[int] = []
    for _ in range(lines):
        taken.append(min(candidates, key=price.__getitem__))
        for near, more in ((-1, _CLOSE), (0, _SAME), (1, _CLOSE)):
            price[taken[-1] + near] = price.get(taken[-1] + near, 0.0) + more
    return taken, sum(fault[step] >= _THROUGH_A_SHAPE for step in taken)


def _faults(boxes: Array, one: int, other: int, bends: Array) -> Array:
    """Return for each of *bends* how much a line between two boxes would pass through others."""
    rest = np.delete(boxes, (one, other), axis=0)
    start, end = (complex(*boxes[place, :2]) for place in (one, other))
    middle = np.array([via(start, end, bend) for bend in bends])
    # A line is drawn from rim to rim.
    rims = [
        centre + boxes[place, 2] * (middle - centre) / np.maximum(np.abs(middle - centre), 1)
        for place, centre in ((one, start), (other, end))
    ]
    points = (1 - _SHARES) ** 2 * rims[0] + 2 * _SHARES * (1 - _SHARES) * middle + _SHARES**2 * rims[1]
    right = points.real[:, :, None] - rest[:, 0]
    down = points.imag[:, :, None] - rest[:, 1]
    shapes = (np.hypot(right, down) < rest[:, 2] + _CLEARANCE).any(axis=0)
    below = down - rest[:, 2]
    labels = ((np.abs(right) < rest[:, 3] / 2) & (below > 0) & (below < rest[:, 4])).any(axis=0)
    price: Array = _THROUGH_A_SHAPE * shapes.sum(axis=1) + _THROUGH_A_LABEL * labels.sum(axis=1)
    return price

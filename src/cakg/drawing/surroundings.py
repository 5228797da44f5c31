"""Places for what joins a picture that stands already: near what it is tied to, and nothing is moved or covered.

Knows boxes and ties, nothing of what they mean. Its cost grows with the number of boxes, so
that some thousands find their places in less than a second.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import TypeAlias

Box: TypeAlias = tuple[float, float]
Slot: TypeAlias = tuple[int, int]

_GAP = 10


def around(
    centres: Mapping[str, tuple[int, int]],
    boxes: Mapping[str, Box],
    ties: Collection[tuple[str, str]],
    targets: Mapping[str, tuple[float, float]],
) -> dict[str, tuple[int, int]]:
    """Return *centres*, and for each other box the centre of the free slot nearest to its target or what it is tied to.

    Slots are as large as the largest box that comes to the picture, so that none overlaps another.
    """
    found = dict(centres)
    rest = sorted(boxes.keys() - centres.keys())
    wide = max((boxes[name][0] for name in rest), default=1.0) + _GAP
    high = max((boxes[name][1] for name in rest), default=1.0) + _GAP
    near: dict[str, set[str]] = defaultdict(set)
    for one, other in ties:
        near[one].add(other)
        near[other].add(one)
    taken = {slot for name, centre in centres.items() for slot in _covered(centre, boxes[name], wide, high)}
    outwards: dict[Slot, Iterator[Slot]] = {}
    for name in sorted(rest, key=lambda name: (-len(near[name] & centres.keys()), -len(near[name]), name)):
        placed = [found[other] for other in sorted(near[name]) if other in found] or [(0, 0)]
        x, y = targets.get(name) or (sum(axis) / len(placed) for axis in zip(*placed, strict=True))
        target = (round(x / wide), round(y / high))
        slot = next(one for one in outwards.setdefault(target, _rings(target, wide / high)) if one not in taken)
        taken.add(slot)
        found[name] = (round(slot[0] * wide), round(slot[1] * high))
    return found


def _covered(centre: tuple[int, int], box: Box, wide: float, high: float) -> Iterator[Slot]:
    """Yield the slots that a box touches."""
    (x, y), (width, height) = centre, box
    for column in range(math.floor((x - width / 2) / wide + 0.5), math.floor((x + width / 2) / wide + 0.5) + 1):
        for row in range(math.floor((y - height / 2) / high + 0.5), math.floor((y + height / 2) / high + 0.5) + 1):
            yield column, row


def _rings(centre: Slot, aspect: float) -> Iterator[Slot]:
    """Yield all slots, ring after ring, the nearest of each ring first."""
    column, row = centre
    ring = 0
    while True:
        edge = [
            (right, down)
            for right in range(-ring, ring + 1)
            for down in (range(-ring, ring + 1) if abs(right) == ring else (-ring, ring) if ring else (0,))
        ]
        for right, down in sorted(edge, key=lambda step: (math.hypot(step[0] * aspect, step[1]), step)):
            yield column + right, row + down
        ring += 1

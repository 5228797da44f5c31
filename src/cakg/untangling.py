"""A layout made legible: boxes moved one at a time to where lines cross less and hit nothing.

Knows how bad a place is for a box. A settled search without chance: each box in turn tries
the same places around it and takes the best, until a round changes nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TypeAlias

Box: TypeAlias = tuple[float, float]
Point: TypeAlias = tuple[float, float]
Pair: TypeAlias = tuple[int, int]

_ROUNDS = 8
_DIRECTIONS = [(math.cos(math.tau * turn / 10), math.sin(math.tau * turn / 10)) for turn in range(10)]
_REACHES = (0.5, 0.25, 0.1, 0.04)

_CROSSING = 1.0
_THROUGH_A_BOX = 2.5
_OVERLAP = 12.0
_OUTSIDE = 20.0
_GAP = 12.0


def untangled(points: Sequence[Point], boxes: Sequence[Box], pairs: Sequence[Pair], frame: Box) -> list[Point]:
    """Return the points moved, within *frame* around the origin, to where *pairs* read best."""
    scene = _Scene(list(points), boxes, pairs, frame)
    for _ in range(_ROUNDS):
        if not sum(scene.improve(index) for index in scene.busiest_last()):
            break
    return scene.points


class _Scene:
    """Boxes at places, with lines between them."""

    def __init__(self, points: list[Point], boxes: Sequence[Box], pairs: Sequence[Pair], frame: Box) -> None:
        self.points = points
        self._boxes, self._pairs, self._frame = boxes, pairs, frame
        self._near: list[list[int]] = [[] for _ in points]
        for one, other in pairs:
            self._near[one].append(other)
            self._near[other].append(one)

    def busiest_last(self) -> list[int]:
        """Return the boxes, those with the fewest lines first."""
        return sorted(range(len(self.points)), key=lambda index: (len(self._near[index]), index))

    def improve(self, index: int) -> bool:
        """Move one box to the best place that it finds; tell whether it moved."""
        here = best = self.points[index]
        others = [pair for pair in self._pairs if index not in pair]
        least = self._ease(index, here) + self._clutter(index, here, others, math.inf) - 1e-6
        # The part that is cheap to know comes first: once it alone is too bad, so are all that follow.
        for ease, place in sorted((self._ease(index, place), place) for place in self._places(index)):
            if ease >= least:
                break
            badness = ease + self._clutter(index, place, others, least - ease)
            if badness < least:
                best, least = place, badness
        self.points[index] = best
        return best != here

    def _places(self, index: int) -> Iterator[Point]:
        """Yield the places worth a try: around where it is, and around the middle of what it is tied to."""
        near = [self.points[other] for other in self._near[index]]
        middles = [self.points[index]]
        if near:
            middles.append((sum(x for x, _ in near) / len(near), sum(y for _, y in near) / len(near)))
        wide, high = self._frame
        for x, y in middles:
            for reach in _REACHES:
                for right, down in _DIRECTIONS:
                    yield x + right * reach * wide, y + down * reach * high

    def _ease(self, index: int, place: Point) -> float:
        """Return how far out a place lies and how long its lines are; a very long one counts more."""
        wide, high = self._frame
        over_x = max(0.0, abs(place[0]) + (self._boxes[index][0] - wide) / 2)
        over_y = max(0.0, abs(place[1]) + (self._boxes[index][1] - high) / 2)
        spans = [math.dist(place, self.points[other]) * 4 / high for other in self._near[index]]
        return _OUTSIDE * (over_x + over_y) / high + sum(span + span * span / 4 for span in spans)

    def _clutter(self, index: int, place: Point, others: Sequence[Pair], limit: float) -> float:
        """Return what a place hides and crosses, or something above *limit* as soon as that is known."""
        bad = self._crowding(index, place)
        if bad < limit:
            bad += _THROUGH_A_BOX * self._hits(index, place, others)
        for end in self._near[index]:
            if bad >= limit:
                break
            bad += _CROSSING * self._crossings(place, end, others)
        return bad

    def _crowding(self, index: int, place: Point) -> float:
        wide, high = self._boxes[index]
        bad = 0.0
        for other, (x, y) in enumerate(self.points):
            over_x = (wide + self._boxes[other][0]) / 2 + _GAP - abs(x - place[0])
            over_y = (high + self._boxes[other][1]) / 2 + _GAP - abs(y - place[1])
            if over_x > 0 and over_y > 0 and other != index:
                bad += _OVERLAP * (0.3 + over_x * over_y / (wide * high))
        return bad

    def _hits(self, index: int, place: Point, others: Sequence[Pair]) -> int:
        """Count the lines from a place through other boxes, and the other lines through this box."""
        points, boxes = self.points, self._boxes
        mine = sum(_meets(points[one], points[other], place, boxes[index]) for one, other in others)
        for end in self._near[index]:
            goal = points[end]
            mine += sum(
                _meets(place, goal, points[other], boxes[other])
                for other in range(len(points))
                if other not in (index, end)
            )
        return mine

    def _crossings(self, place: Point, end: int, others: Sequence[Pair]) -> int:
        """Count the other lines that the one from *place* to box *end* crosses."""
        (x, y), (goal_x, goal_y) = place, self.points[end]
        right, down = goal_x - x, goal_y - y
        found = 0
        for one, other in others:
            if end in (one, other):
                continue
            (a, b), (c, d) = self.points[one], self.points[other]
            if (right * (b - y) > down * (a - x)) != (right * (d - y) > down * (c - x)):
                along, up = c - a, d - b
                found += (along * (y - b) > up * (x - a)) != (along * (goal_y - b) > up * (goal_x - a))
        return found


def _meets(start: Point, end: Point, centre: Point, box: Box) -> bool:
    """Tell whether a line passes through a box."""
    half_x, half_y = box[0] / 2, box[1] / 2
    (x, y), (goal_x, goal_y) = start, end
    if (x < centre[0] - half_x and goal_x < centre[0] - half_x) or (
        x > centre[0] + half_x and goal_x > centre[0] + half_x
    ):
        return False
    if (y < centre[1] - half_y and goal_y < centre[1] - half_y) or (
        y > centre[1] + half_y and goal_y > centre[1] + half_y
    ):
        return False
    # The line's frame meets the box; so does the line unless all corners lie on one side of it.
    right, down = goal_x - x, goal_y - y
    offset = right * (centre[1] - y) - down * (centre[0] - x)
    return abs(offset) < abs(right) * half_y + abs(down) * half_x

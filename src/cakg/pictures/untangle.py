"""Improving a layout: boxes are moved one at a time to reduce crossings, overlaps and line lengths.

The search is deterministic. Each box in turn tries a fixed set of positions and takes the one with the lowest
penalty, until a round changes nothing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np

Pair: TypeAlias = tuple[int, int]
Array: TypeAlias = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
Truth: TypeAlias = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]

_ROUNDS = 8
_TURNS = np.arange(10) * math.tau / 10
_DIRECTIONS: Array = np.stack([np.cos(_TURNS), np.sin(_TURNS)], axis=1)
_DISTANCES = (0.5, 0.25, 0.1, 0.04)

_CROSSING = 1.0
_THROUGH_A_BOX = 4.0
_OVERLAP = 12.0
_OUTSIDE = 20.0
_GAP = 12.0


class Scene:
    """Boxes in a frame around the origin, with lines between their centres."""

    def __init__(self, points: Array, boxes: Array, pairs: Sequence[Pair], frame: tuple[float, float]) -> None:
        self.points = points.copy()
        self._halves = boxes / 2
        self._pairs = np.array(pairs, dtype=int).reshape(-1, 2)
        self._frame = np.array(frame)
        self._near: list[list[int]] = [[] for _ in points]
        for one, other in pairs:
            self._near[one].append(other)
            self._near[other].append(one)

    def untangle(self) -> None:
        """Move each box to the best position found, those with the fewest lines first, until no box improves."""
        order = sorted(range(len(self.points)), key=lambda index: (len(self._near[index]), index))
        for _ in range(_ROUNDS):
            if not sum([self._improve(index) for index in order]):
                break

    def total(self) -> float:
        """Return the total penalty, to compare layouts of the same boxes."""
        return float(sum(self._penalties(one, self.points[one : one + 1])[0] for one in range(len(self.points))))

    def _penalties(self, index: int, places: Array) -> Array:
        """Return the penalty of each of *places* for box *index*.

        The penalty grows with the length of its lines, with crossings, with lines through boxes, with the part outside
        the frame, and most with overlaps.
        """
        others = np.delete(np.arange(len(self.points)), index)
        rest_of_pairs = self._pairs[(self._pairs != index).all(axis=1)]
        starts, ends = self.points[rest_of_pairs[:, 0]], self.points[rest_of_pairs[:, 1]]
        half = self._halves[index]
        spread = self._frame[1] / 4
        outside = np.maximum(0, np.abs(places) + half - self._frame / 2).sum(axis=1)
        over = half + self._halves[others] + _GAP - np.abs(places[:, None] - self.points[others])
        covered = np.where((over > 0).all(axis=2), 0.3 + over.prod(axis=2) / (4 * half.prod()), 0).sum(axis=1)
        penalty: Array = _OUTSIDE * outside / self._frame[1] + _OVERLAP * covered
        penalty += _THROUGH_A_BOX * _meets(starts, ends, places[:, None], half).sum(axis=1)
        for end in self._near[index]:
            goal = self.points[end]
            span = np.linalg.norm(places - goal, axis=1) / spread
            rest = others[others != end]
            penalty += span + span * span / 4
            penalty += _THROUGH_A_BOX * _meets(places[:, None], goal, self.points[rest], self._halves[rest]).sum(axis=1)
            penalty += _CROSSING * _cross(places[:, None], goal, starts, ends).sum(axis=1)
        return penalty

    def _improve(self, index: int) -> bool:
        """Move one box to the best position found; return whether it moved."""
        here = self.points[index]
        middles = [here, *([self.points[self._near[index]].mean(axis=0)] if self._near[index] else [])]
        around = [middle + _DIRECTIONS * reach * self._frame for middle in middles for reach in _DISTANCES]
        places = np.concatenate([here[None], *around])
        penalty = self._penalties(index, places)
        best = int(np.argmin(penalty))
        if penalty[best] > penalty[0] - 1e-6:
            return False
        self.points[index] = places[best]
        return True


def _meets(start: Array, end: Array, centre: Array, half: Array) -> Truth:
    """Return, for each line and box, whether the line passes through the box."""
    beside = (np.maximum(start, end) < centre - half) | (np.minimum(start, end) > centre + half)
    # If the bounding boxes meet, the line meets the box unless all corners are on one side of the line.
    along, away = end - start, centre - start
    offset = along[..., 0] * away[..., 1] - along[..., 1] * away[..., 0]
    reach: Array = np.abs(along[..., 0]) * half[..., 1] + np.abs(along[..., 1]) * half[..., 0]
    return ~beside.any(axis=-1) & (np.abs(offset) < reach)


def _cross(start: Array, end: Array, other_start: Array, other_end: Array) -> Truth:
    """Return, for each pair of lines, whether they cross; lines that share an end do not cross."""
    sides = _side(start, end, other_start) * _side(start, end, other_end)
    other_sides = _side(other_start, other_end, start) * _side(other_start, other_end, end)
    return (sides < 0) & (other_sides < 0)


def _side(start: Array, end: Array, point: Array) -> Array:
    """Return the side of a line that a point is on, as -1 or 1; 0 if it is on the line."""
    along, away = end - start, point - start
    area: Array = along[..., 0] * away[..., 1] - along[..., 1] * away[..., 0]
    return np.where(np.abs(area) < 1e-6, 0.0, np.sign(area))

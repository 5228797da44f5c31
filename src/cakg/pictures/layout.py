"""Where things stand in a picture: near what they are tied to, no label upon another, no line through a third thing.

Knows boxes and ties, nothing of what they mean. networkx draws together what is tied (ForceAtlas2, seeded);
what lies upon something else is pushed away here.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import count, product
from typing import NamedTuple, TypeAlias

import networkx
import numpy as np

from cakg.network.style import BEND

Point: TypeAlias = tuple[float, float]
Place: TypeAlias = tuple[int, int]
Array: TypeAlias = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
Truth: TypeAlias = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
Numbers: TypeAlias = np.ndarray[tuple[int, ...], np.dtype[np.int64]]

_ASPECT = 1.4
_ROOM = 3.2
_SPARSE = 1.6
_GRAVITY = 4.0
_SEEDS = 16
_TIGHT = 0.7
_GAP = 8
_CLEAR = 2.0
_ROUNDS, _GROWING = 160, 100
_GROWTH = (1.002, 1.001)
_PASSES = 3


class Box(NamedTuple):
    """What a thing covers, its label included; its lines end so much above its centre as *hook* says."""

    wide: float
    high: float
    hook: float = 0.0


class _Scene(NamedTuple):
    """Boxes to arrange, by number: half their sides, where their lines end, which pairs lines tie, how far these bow.

    The lines of a pair lie within a band that is widest in the middle, by so much of its length to either side.
    """

    halves: Array
    hooks: Array
    pairs: Numbers
    bows: Array


def placed(
    boxes: Mapping[str, Box],
    first: Collection[str],
    ties: Collection[tuple[str, str]],
    stored: Mapping[str, Point],
) -> dict[str, Place]:
    """Return the centre of each box: tied ones close by, none overlapping.

    What is *stored* stays where it is, unless a line would pass through it, and drawn together where only few of those
    are shown that it was made for; the rest finds places beside it. Where most of the *first* are not stored, these
    are laid out anew as if there was no more.
    """
    known = sorted(boxes.keys() & stored.keys())
    if 2 * len(stored.keys() & first) < len(first):
        return _around(positions({name: boxes[name] for name in first}, ties), boxes, ties, {})
    spans = np.ptp([stored[name] for name in known], axis=0) if known else (0, 0)
    wide, high = _frame(boxes[name] for name in known)
    shrunk = min(1.0, math.sqrt(_SPARSE * wide * high / max(spans[0] * spans[1], 1.0)))
    targets = {name: (stored[name][0] * shrunk, stored[name][1] * shrunk) for name in known}
    shown = sorted(stored.keys() & first)
    points = _legible(np.array([targets[name] for name in shown]).reshape(-1, 2), _scene(shown, boxes, ties))
    return _around(_places(shown, points), boxes, ties, targets)


def positions(boxes: Mapping[str, Box], ties: Collection[tuple[str, str]]) -> dict[str, Place]:
    """Return the centre of each box, all about half as wide again as high; meant for some dozens of boxes.

    Of several layouts the one is taken in which lines pass through the fewest boxes and cross least in little room.
    """
    names = sorted(boxes)
    if not names:
        return {}
    scene = _scene(names, boxes, ties)
    graph: networkx.Graph[int] = networkx.Graph()
    graph.add_nodes_from(range(len(names)))
    graph.add_edges_from(scene.pairs.tolist())
    frame = _frame(boxes.values())
    found = []
    for seed in range(_SEEDS):
        drawn = networkx.forceatlas2_layout(graph, max_iter=300, gravity=_GRAVITY, seed=seed)
        found.append(_legible(_framed(np.array(list(drawn.values())), frame) * _TIGHT, scene))
    best = _legible(min(found, key=lambda points: _badness(points, scene)), scene)
    return _places(names, best - (best.max(axis=0) + best.min(axis=0)) // 2)


def _scene(names: Sequence[str], boxes: Mapping[str, Box], ties: Iterable[tuple[str, str]]) -> _Scene:
    number = {name: place for place, name in enumerate(names)}
    ends = (sorted((number[one], number[other])) for one, other in ties if {one, other} <= number.keys())
    lines = Counter((one, other) for one, other in ends if one != other)
    pairs = sorted(lines)
    sizes = np.array([boxes[name] for name in names], dtype=float).reshape(-1, 3)
    return _Scene(
        sizes[:, :2] / 2,
        sizes[:, 2:] * (0, -1),
        np.array(pairs, dtype=np.int64).reshape(-1, 2),
        np.array([BEND * (lines[pair] > 1) for pair in pairs]),
    )


def _places(names: Iterable[str], points: Array) -> dict[str, Place]:
    return {name: (round(x), round(y)) for name, (x, y) in zip(names, points.tolist(), strict=True)}


def _frame(sizes: Iterable[Box]) -> Point:
    """Return the width and height of a picture with room for all boxes."""
    height = math.sqrt(_ROOM * sum(box.wide * box.high for box in sizes) / _ASPECT)
    return height * _ASPECT, height


def _framed(points: Array, frame: Point) -> Array:
    """Return the points turned so that their longest spread lies across, and stretched to a frame."""
    x, y = (points - points.mean(axis=0)).T
    turned = (x + 1j * y) * np.exp(-0.5j * math.atan2(2 * (x * y).sum(), (x * x - y * y).sum()))
    far = np.stack([turned.real, turned.imag], axis=1)
    far -= (far.max(axis=0) + far.min(axis=0)) / 2
    framed: Array = far / np.maximum(np.abs(far).max(axis=0), 1e-9) * frame / 2
    return framed


def _legible(points: Array, scene: _Scene) -> Array:
    """Return the points moved until no box touches another or lies on lines that lead elsewhere.

    Where moving is not enough the picture grows. In a dense one some boxes may lie on lines after all.
    """
    for turn in count():
        moves = _off_boxes(points, scene)
        if turn < _ROUNDS:
            moves += _off_lines(points, scene)
        if not moves.any():
            whole = points.round()
            if (points == whole).all():
                break
            points = whole
        elif turn < _GROWING:
            points = points + moves
        else:
            points = (points + moves) * _GROWTH
    return points


def _off_boxes(points: Array, scene: _Scene) -> Array:
    """Return the moves that part the boxes that touch, each pair along the shorter way."""
    one, other = np.triu_indices(len(points), 1)
    away = points[other] - points[one]
    over = scene.halves[one] + scene.halves[other] + _GAP - np.abs(away)
    touch = (over.min(axis=1, keepdims=True) > 1e-6) & (over == over.min(axis=1, keepdims=True))
    push = np.where(touch, np.copysign(over / 2 + 0.5, away), 0)
    moves = np.zeros_like(points)
    np.add.at(moves, one, -push)
    np.add.at(moves, other, push)
    return moves


def _off_lines(points: Array, scene: _Scene) -> Array:
    """Return the moves that take boxes off the lines through them, and the ends of these half as far the other way."""
    hit, push = _through(points, scene, _CLEAR)
    moves: Array = push.sum(axis=0) / np.maximum(hit.sum(axis=0), 1)[:, None] / 2
    back = push.sum(axis=1) / np.maximum(hit.sum(axis=1), 1)[:, None] / 4
    for ends in scene.pairs.T:
        np.subtract.at(moves, ends, back)
    return moves


def _through(points: Array, scene: _Scene, clear: float) -> tuple[Truth, Array]:
    """Tell which lines are nearer than *clear* to which boxes, and by what move the box gets away from the line."""
    hooks = points + scene.hooks
    start, end = (hooks[ends][:, None] for ends in scene.pairs.T)
    length = np.maximum(np.linalg.norm(end - start, axis=2), 1e-9)
    along = (end - start) / length[..., None]
    across = along[..., ::-1] * (-1, 1)
    aside = ((points - start) * across).sum(axis=2)
    share = np.clip(((points - start) * along).sum(axis=2) / length, 0, 1)
    bow = 2 * scene.bows[:, None] * share * (1 - share) * length
    short = np.abs(across[:, 0]) @ scene.halves.T + bow + clear - np.abs(aside)
    reach = scene.halves + bow[..., None]
    beyond = (points + reach < np.minimum(start, end)) | (points - reach > np.maximum(start, end))
    hit = (short > 1e-6) & ~beyond.any(axis=2)
    for ends in scene.pairs.T:
        hit[np.arange(len(hit)), ends] = False
    return hit, np.where(hit, np.copysign(short + 1.5, aside), 0)[..., None] * across


def _badness(points: Array, scene: _Scene) -> float:
    """Return how hard to read a scene is: most by its size, then by the boxes on lines and the lines that cross."""
    start, end = (points[ends] for ends in scene.pairs.T)

    def sides(point: Array) -> Array:
        along, away = (end - start)[:, None], point - start[:, None]
        area: Array = along[..., 0] * away[..., 1] - along[..., 1] * away[..., 0]
        return np.sign(np.round(area, 6))

    parted = sides(start) * sides(end) < 0
    crossings = (parted & parted.T).sum() / 2
    wide, high = np.ptp(points, axis=0) + 2 * scene.halves.max(axis=0)
    return float((200 + crossings + 3 * _through(points, scene, 0)[0].sum()) * max(wide / _ASPECT, high))


def _around(
    centres: Mapping[str, Place],
    boxes: Mapping[str, Box],
    ties: Collection[tuple[str, str]],
    targets: Mapping[str, Point],
) -> dict[str, Place]:
    """Return *centres*, and for each other box the centre of the free slot nearest to its target.

    One without a target stands near what it is tied to: some of that comes after it, so all do it over.
    Slots are as large as the largest box that comes to the picture, so that none overlaps another.
    """
    rest = sorted(boxes.keys() - centres.keys())
    wide = max((boxes[name].wide for name in rest), default=1.0) + 2 * _GAP
    high = max((boxes[name].high for name in rest), default=1.0) + 2 * _GAP
    near: dict[str, set[str]] = defaultdict(set)
    for one, other in ties:
        near[one].add(other)
        near[other].add(one)
    rest.sort(key=lambda name: (name not in targets, -len(near[name] & centres.keys()), -len(near[name])))
    covered = {slot for name, centre in centres.items() for slot in _covered(centre, boxes[name], wide, high)}
    found = dict(centres)
    for _ in range(_PASSES):
        taken = set(covered)
        outwards: dict[Place, Iterator[Place]] = {}
        for name in rest:
            beside = [found[other] for other in sorted(near[name] & found.keys())] or [(0, 0)]
            x, y = targets.get(name) or np.mean(beside, axis=0)
            target = (round(x / wide), round(y / high))
            slot = next(one for one in outwards.setdefault(target, _rings(target, wide / high)) if one not in taken)
            taken.add(slot)
            found[name] = (round(slot[0] * wide), round(slot[1] * high))
    return found


def _covered(centre: Place, box: Box, wide: float, high: float) -> Iterator[Place]:
    """Yield the slots that a box touches."""
    columns, rows = (
        range(math.floor((middle - side / 2) / slot + 0.5), math.floor((middle + side / 2) / slot + 0.5) + 1)
        for middle, side, slot in zip(centre, box[:2], (wide, high), strict=True)
    )
    yield from product(columns, rows)


def _rings(centre: Place, aspect: float) -> Iterator[Place]:
    """Yield all slots, ring after ring, the nearest of each ring first."""
    column, row = centre
    for ring in count():
        square = product(range(-ring, ring + 1), repeat=2)
        edge = [step for step in square if ring in map(abs, step)]
        for right, down in sorted(edge, key=lambda step: (math.hypot(step[0] * aspect, step[1]), step)):
            yield column + right, row + down

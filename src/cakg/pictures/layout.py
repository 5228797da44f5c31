"""Layout of boxes in a picture: tied boxes close together, no overlaps, few crossing lines.

Only this module uses rustworkx. Its spring layout is seeded, so that the result is the same everywhere.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import count, product
from typing import NamedTuple, TypeAlias

Box: TypeAlias = tuple[float, float]
Point: TypeAlias = tuple[float, float]
Slot: TypeAlias = tuple[int, int]

_GAP = 8.0
_ROOM = 3.2
_SPARSE = 1.6
_FEW = 150
_MOST = 0.98
_BETWEEN = 10


class Plan(NamedTuple):
    """How a new layout is made."""

    trials: int = 1
    """The number of layouts of which the best is taken."""
    aspect: float = 1.5
    """The width in relation to the height."""


USUAL = Plan()


def placed(
    boxes: Mapping[str, Box],
    first: Collection[str],
    ties: Collection[tuple[str, str]],
    stored: Mapping[str, Point],
    plan: Plan = USUAL,
) -> dict[str, tuple[int, int]]:
    """Return the centre of each box, with tied boxes close together and no overlaps.

    Boxes keep their *stored* positions, scaled down if the boxes shown are far apart; the other boxes are placed
    around them. If most of the *first* boxes have no stored position, these are laid out by themselves as *plan*
    says.
    """
    known = {name: stored[name] for name in sorted(boxes.keys() & stored.keys())}
    if 2 * len(known.keys() & first) < len(first):
        centres = positions({name: boxes[name] for name in first}, ties, plan)
    else:
        centres = _scaled(known, boxes)
    targets = {}
    if len(boxes) - len(centres) > _FEW:
        targets = _spring_targets(centres, boxes, ties)
    return _with_remaining(centres, boxes, ties, targets)


def positions(
    boxes: Mapping[str, Box], ties: Collection[tuple[str, str]], plan: Plan = USUAL
) -> dict[str, tuple[int, int]]:
    """Return the centre of each box in a new layout; for some dozens of boxes."""
    import numpy as np

    from cakg.pictures.untangle import Scene

    names = sorted(boxes)
    if not names:
        return {}
    pairs = _pairs(names, ties)
    sizes = [boxes[name] for name in names]
    frame = _frame(sizes, plan.aspect)
    scenes = []
    for seed in range(plan.trials):
        sprung = _spring_layout(len(names), pairs, seed=seed, rounds=200)
        scene = Scene(np.array(_fitted(sprung, frame)), np.array(sizes), pairs, frame)
        if len(names) <= _FEW:
            scene.untangle()
        scenes.append(scene)
    best = min(scenes, key=lambda scene: scene.total()) if plan.trials > 1 else scenes[0]
    points = _centred(_without_overlaps([(float(x), float(y)) for x, y in best.points], sizes))
    return {name: (round(x), round(y)) for name, (x, y) in zip(names, points, strict=True)}


def _pairs(names: Sequence[str], ties: Iterable[tuple[str, str]]) -> list[tuple[int, int]]:
    """Return the ties between *names* as pairs of indices, without duplicates."""
    number = {name: place for place, name in enumerate(names)}
    ends = ((number[one], number[other]) for one, other in ties if one != other and {one, other} <= number.keys())
    return sorted({(min(pair), max(pair)) for pair in ends})


def _frame(sizes: Iterable[Box], aspect: float = USUAL.aspect) -> Box:
    """Return the width and height of a frame with room for all boxes."""
    height = math.sqrt(_ROOM * sum(wide * high for wide, high in sizes) / aspect)
    return height * aspect, height


def _spring_layout(
    many: int, pairs: Collection[tuple[int, int]], *, seed: int, rounds: int, fixed: Mapping[int, Point] | None = None
) -> list[Point]:
    """Return the points of a spring layout around the origin; *fixed* points, from -1 to 1, do not move."""
    import rustworkx

    graph: rustworkx.PyGraph[int, float] = rustworkx.PyGraph()
    graph.add_nodes_from(range(many))
    graph.add_edges_from([(one, other, 1.0) for one, other in pairs])
    start: dict[int, Point] | None = None
    if fixed:
        golden = math.pi * (3 - math.sqrt(5))
        spiral = [(math.sqrt(index / many), index * golden) for index in range(many)]
        start = {index: (reach * math.cos(turn), reach * math.sin(turn)) for index, (reach, turn) in enumerate(spiral)}
        start |= fixed
    apart = (2 if fixed else 1) / math.sqrt(many)
    found = rustworkx.spring_layout(graph, start, set(fixed or ()) or None, k=apart, num_iter=rounds, seed=seed)
    return [(float(found[index][0]), float(found[index][1])) for index in range(many)]


def _spring_targets(
    centres: Mapping[str, tuple[int, int]], boxes: Mapping[str, Box], ties: Collection[tuple[str, str]]
) -> dict[str, Point]:
    """Return target positions from a spring layout, which shows clusters among thousands of boxes."""
    names = sorted(boxes)
    wide, high = (side / 2 for side in _frame(boxes.values()))
    fixed = {place: (centres[it][0] / wide, centres[it][1] / high) for place, it in enumerate(names) if it in centres}
    points = _spring_layout(len(names), _pairs(names, ties), seed=0, rounds=30, fixed=fixed)
    far_x, far_y = (sorted(abs(point[side]) for point in points)[int(_MOST * len(points))] or 1.0 for side in (0, 1))
    return {
        name: (max(-1.0, min(x / far_x, 1.0)) * wide, max(-1.0, min(y / far_y, 1.0)) * high)
        for name, (x, y) in zip(names, points, strict=True)
    }


def _scaled(known: Mapping[str, Point], boxes: Mapping[str, Box]) -> dict[str, tuple[int, int]]:
    """Return the stored positions, scaled down if they are far apart, without overlaps."""
    sizes = [boxes[name] for name in known]
    spans = [max(axis) - min(axis) for axis in zip(*known.values(), strict=True)] or [0.0, 0.0]
    wide, high = _frame(sizes)
    shrunk = min(1.0, math.sqrt(_SPARSE * wide * high / max(spans[0] * spans[1], 1.0)))
    points = _without_overlaps([(x * shrunk, y * shrunk) for x, y in known.values()], sizes)
    return {name: (round(x), round(y)) for name, (x, y) in zip(known, points, strict=True)}


def _fitted(points: Sequence[Point], frame: Box) -> list[Point]:
    """Return the points rotated so that their widest spread is horizontal, and stretched to a frame."""
    centred = _centred(points)
    across = sum(x * x for x, _ in centred) - sum(y * y for _, y in centred)
    angle = -0.5 * math.atan2(2 * sum(x * y for x, y in centred), across)
    cos, sin = math.cos(angle), math.sin(angle)
    turned = _centred([(x * cos - y * sin, x * sin + y * cos) for x, y in centred])
    far_x = max(abs(x) for x, _ in turned) or 1.0
    far_y = max(abs(y) for _, y in turned) or 1.0
    return [(x / far_x * frame[0] / 2, y / far_y * frame[1] / 2) for x, y in turned]


def _without_overlaps(points: Sequence[Point], boxes: Sequence[Box]) -> list[Point]:
    """Return the points moved apart until no boxes touch, each pair along the axis with the smaller overlap."""
    moved = list(points)
    for rounds in count(1):
        touched = False
        for one, other in _neighbours(moved, boxes):
            right, down = _separation(moved[one], moved[other], boxes[one], boxes[other])
            if right or down:
                touched = True
                moved[one] = (moved[one][0] - right, moved[one][1] - down)
                moved[other] = (moved[other][0] + right, moved[other][1] + down)
        if not touched:
            break
        if rounds % 10 == 0:  # without more room, boxes could push each other in circles forever
            moved = [(x * 1.1, y * 1.1) for x, y in moved]
    return moved


def _neighbours(points: Sequence[Point], boxes: Sequence[Box]) -> list[tuple[int, int]]:
    """Return the sorted pairs of boxes that may touch: those in neighbouring cells of a grid."""
    wide, high = (max((box[side] for box in boxes), default=0.0) + 2 * _GAP for side in (0, 1))
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    found = []
    for index, (x, y) in enumerate(points):
        column, row = math.floor(x / wide), math.floor(y / high)
        for right, down in product((-1, 0, 1), repeat=2):
            found += [(other, index) for other in cells.get((column + right, row + down), ())]
        cells[column, row].append(index)
    return sorted(found)


def _separation(one: Point, other: Point, box: Box, other_box: Box) -> Point:
    """Return half of the move that separates two boxes; zero if they do not touch."""
    right, down = other[0] - one[0], other[1] - one[1]
    over_x = (box[0] + other_box[0]) / 2 + _GAP - abs(right)
    over_y = (box[1] + other_box[1]) / 2 + _GAP - abs(down)
    if over_x <= 1e-6 or over_y <= 1e-6:
        return (0.0, 0.0)
    if over_x < over_y:
        return (math.copysign(over_x / 2 + 0.5, right), 0.0)
    return (0.0, math.copysign(over_y / 2 + 0.5, down))


def _centred(points: Sequence[Point]) -> list[Point]:
    """Return the points moved so that their bounding box is centred on the origin."""
    middle_x = (max(x for x, _ in points) + min(x for x, _ in points)) / 2
    middle_y = (max(y for _, y in points) + min(y for _, y in points)) / 2
    return [(x - middle_x, y - middle_y) for x, y in points]


def _with_remaining(
    centres: Mapping[str, tuple[int, int]],
    boxes: Mapping[str, Box],
    ties: Collection[tuple[str, str]],
    targets: Mapping[str, tuple[float, float]],
) -> dict[str, tuple[int, int]]:
    """Return *centres*, and for each other box the nearest free slot to its target or to the boxes it is tied to.

    A slot is as large as the largest box to be placed, so that boxes do not overlap.
    """
    found = dict(centres)
    rest = sorted(boxes.keys() - centres.keys())
    wide = max((boxes[name][0] for name in rest), default=1.0) + _BETWEEN
    high = max((boxes[name][1] for name in rest), default=1.0) + _BETWEEN
    near: dict[str, set[str]] = defaultdict(set)
    for one, other in ties:
        near[one].add(other)
        near[other].add(one)
    taken = {slot for name, centre in centres.items() for slot in _covered_slots(centre, boxes[name], wide, high)}
    outwards: dict[Slot, Iterator[Slot]] = {}
    for name in sorted(rest, key=lambda name: (-len(near[name] & centres.keys()), -len(near[name]), name)):
        placed = [found[other] for other in sorted(near[name]) if other in found] or [(0, 0)]
        x, y = targets.get(name) or (sum(axis) / len(placed) for axis in zip(*placed, strict=True))
        target = (round(x / wide), round(y / high))
        slot = next(one for one in outwards.setdefault(target, _rings(target, wide / high)) if one not in taken)
        taken.add(slot)
        found[name] = (round(slot[0] * wide), round(slot[1] * high))
    return found


def _covered_slots(centre: tuple[int, int], box: Box, wide: float, high: float) -> Iterator[Slot]:
    """Yield the slots that a box covers at least in part."""
    columns, rows = (
        range(math.floor((middle - side / 2) / slot + 0.5), math.floor((middle + side / 2) / slot + 0.5) + 1)
        for middle, side, slot in zip(centre, box, (wide, high), strict=True)
    )
    yield from product(columns, rows)


def _rings(centre: Slot, aspect: float) -> Iterator[Slot]:
    """Yield all slots in rings around *centre*, the nearest of each ring first."""
    column, row = centre
    for ring in count():
        square = product(range(-ring, ring + 1), repeat=2)
        edge = [step for step in square if ring in map(abs, step)]
        for right, down in sorted(edge, key=lambda step: (math.hypot(step[0] * aspect, step[1]), step)):
            yield column + right, row + down

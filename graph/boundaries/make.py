"""Make eurasia.json from countries-50m.json of the npm package world-atlas, as described in README.md.

    python graph/boundaries/make.py package/countries-50m.json > graph/boundaries/eurasia.json

Simplifies arcs, the lines that two neighbours share, so that neighbours still meet afterwards.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator
from pathlib import Path

from cakg.vocabulary import ID

WEST, SOUTH, EAST, NORTH = 12.0, 20.0, 112.0, 72.0
"""The frame, in degrees, that a map of Central Asia and its neighbours may show; lines outside it are coarser."""

SMALLEST_INSIDE, SMALLEST_OUTSIDE = 0.002, 4.0
"""The smallest triangle kept at a corner, in square degrees at the equator: inside the frame and outside it."""

STEP = 0.01
"""The grid of the written coordinates, in degrees."""

THINGS = {
    "Afghanistan": "afghanistan", "Armenia": "armenia", "Azerbaijan": "azerbaijan", "Belarus": "belarus",
    "China": "china", "Georgia": "georgia", "Iran": "iran", "Kazakhstan": "kazakhstan", "Kyrgyzstan": "kyrgyzstan",
    "Pakistan": "pakistan", "Russia": "russia", "Tajikistan": "tajikistan", "Turkey": "turkey",
    "Turkmenistan": "turkmenistan", "Ukraine": "ukraine", "Uzbekistan": "uzbekistan",
}  # fmt: skip

Point = tuple[float, float]


def main(path: Path) -> None:
    """Print the TopoJSON of all areas that reach into the frame."""
    world = json.loads(path.read_text(encoding="utf-8"))
    arcs = list(decoded_arcs(world))
    kept: list[dict] = []
    for country in world["objects"]["countries"]["geometries"]:
        polygons = [country["arcs"]] if country["type"] == "Polygon" else country["arcs"]
        near = [polygon for polygon in polygons if in_frame(ring(arcs, polygon[0]))]
        name = country["properties"]["name"]
        crimea = [polygon for polygon in near if name == "Russia" and contains(ring(arcs, polygon[0]), (34.2, 45.3))]
        for label, parts in ((name, [part for part in near if part not in crimea]), ("Crimea", crimea)):
            if parts:
                kept.append({"name": label, "polygons": parts})
    used = sorted(
        {arc if arc >= 0 else ~arc for one in kept for part in one["polygons"] for line in part for arc in line}
    )
    number = {old: new for new, old in enumerate(used)}
    topology = {
        "type": "Topology",
        "transform": {"scale": [STEP, STEP], "translate": [0, 0]},
        "objects": {
            "countries": {
                "type": "GeometryCollection",
                "geometries": [geometry(one, number) for one in sorted(kept, key=lambda one: one["name"])],
            }
        },
        "arcs": [encoded(simplified(arcs[old])) for old in used],
    }
    print(json.dumps(topology, ensure_ascii=False, separators=(",", ":")).replace(',{"type"', ',\n{"type"'))


def decoded_arcs(world: dict) -> Iterator[list[Point]]:
    """Yield each arc as points in degrees."""
    (scale_x, scale_y), (left, low) = world["transform"]["scale"], world["transform"]["translate"]
    for arc in world["arcs"]:
        x = y = 0
        line = []
        for right, up in arc:
            x, y = x + right, y + up
            line.append((x * scale_x + left, y * scale_y + low))
        yield line


def ring(arcs: list[list[Point]], numbers: list[int]) -> list[Point]:
    """Return the points of a ring; a negative number stands for a reversed arc."""
    return [point for number in numbers for point in (arcs[number] if number >= 0 else arcs[~number][::-1])]


def in_frame(points: list[Point]) -> bool:
    """Return whether a ring reaches into the frame and is large enough to be seen."""
    (west, east), (south, north) = ((min(values), max(values)) for values in zip(*points, strict=True))
    too_small = (east - west) * (north - south) < 0.15
    return not too_small and west < EAST and east > WEST and south < NORTH and north > SOUTH


def contains(points: list[Point], point: Point) -> bool:
    """Return whether *point* is inside a ring: a line from it to the east crosses the ring an odd number of times."""
    odd = False
    for (x, y), (right, up) in zip(points, points[1:] + points[:1], strict=True):
        if (y > point[1]) != (up > point[1]) and point[0] < (right - x) * (point[1] - y) / (up - y) + x:
            odd = not odd
    return odd


def simplified(line: list[Point]) -> list[Point]:
    """Return the line without its smallest corners: drop the smallest until none is too small (Visvalingam)."""
    kept = list(line)
    fewest = 4 if line[0] == line[-1] else 2
    while len(kept) > fewest:
        sizes = [relative_area(*kept[place - 1 : place + 2]) for place in range(1, len(kept) - 1)]
        least = min(sizes)
        if least >= 1:
            break
        del kept[sizes.index(least) + 1]
    return kept


def relative_area(one: Point, two: Point, three: Point) -> float:
    """Return the area of a triangle, relative to the smallest that is kept at its position."""
    area = abs((two[0] - one[0]) * (three[1] - one[1]) - (three[0] - one[0]) * (two[1] - one[1])) / 2
    inside = WEST < two[0] < EAST and SOUTH < two[1] < NORTH
    return area * math.cos(math.radians(two[1])) / (SMALLEST_INSIDE if inside else SMALLEST_OUTSIDE)


def encoded(line: list[Point]) -> list[list[int]]:
    """Return a line in TopoJSON's delta encoding: whole steps, each relative to the one before."""
    steps = [(round(x / STEP), round(y / STEP)) for x, y in line]
    steps = [step for place, step in enumerate(steps) if not place or step != steps[place - 1] or len(steps) < 5]
    return [
        [x - (steps[place - 1][0] if place else 0), y - (steps[place - 1][1] if place else 0)]
        for place, (x, y) in enumerate(steps)
    ]


def geometry(one: dict, number: dict[int, int]) -> dict:
    """Return a country as TopoJSON, with its thing in the graph."""
    thing = THINGS.get(one["name"])
    return {
        "type": "MultiPolygon",
        "properties": {"name": one["name"], **({"thing": ID[thing]} if thing else {})},
        "arcs": [
            [[number[arc] if arc >= 0 else ~number[~arc] for arc in line] for line in part] for part in one["polygons"]
        ],
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))

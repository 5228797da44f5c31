"""Where states and places lie on a sheet of paper: their areas, borders and points.

Knows TopoJSON and one projection. Does not know what is drawn there: :mod:`cakg.pictures.map` does.
The files are data of the graph, in ``graph/boundaries``; their README says where they come from.
"""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterable
from itertools import accumulate, chain, groupby
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

Point: TypeAlias = tuple[float, float]

WIDTH, HEIGHT = 1000, 640
DISPUTED = "Crimea"
"""The area of eurasia.json that belongs to nobody there: a view says to whom a map gives it."""

_EDGE = 20
_ORIGIN, _SCALE, _CENTRE = (66.0, 46.0), 1010.0, (530.0, 350.0)
_PARALLELS = (35.0, 58.0)


class View(NamedTuple):
    """One answer to whom the disputed area belongs, and whose answer it is."""

    key: str
    owner: str
    """The IRI of the state that it is drawn with; empty where it stands alone."""
    label: str
    dashes: str
    """How the land border of the area is dashed: barely there within a state, in dispute, or a border like others."""
    says: str
    because: str = ""
    """The same in one line, to go on from *label*."""


class Area(NamedTuple):
    """What a state covers, as the ``d`` of an SVG path; *thing* is the state's IRI, or empty."""

    name: str
    thing: str
    path: str


class Boundaries:
    """The land, read from a folder like ``graph/boundaries``."""

    def __init__(self, folder: Path) -> None:
        topology = json.loads((folder / "eurasia.json").read_text(encoding="utf-8"))
        self._countries: list[dict[str, Any]] = topology["objects"]["countries"]["geometries"]
        self._lines = [_line(arc, **topology["transform"]) for arc in topology["arcs"]]
        self.areas = [
            Area(
                one["properties"]["name"],
                one["properties"].get("thing", ""),
                "".join(map(self._ring, chain.from_iterable(one["arcs"]))),
            )
            for one in self._countries
        ]
        """Every area, by name; the disputed one apart from its neighbours."""
        self.views = [View(**row) for row in _rows(folder / "views.csv")]
        """The views of the disputed area, the usual one first."""
        self.points = {
            row["thing"]: project((float(row["longitude"]), float(row["latitude"])))
            for row in _rows(folder / "points.csv")
        }
        """Where the name of a state or the dot of a place or an event stands, by IRI."""

    def borders(self, *, disputed: bool) -> str:
        """Return the lines at which two areas meet, those of the disputed area alone or all others."""
        sides: dict[int, list[str]] = {}
        for one in self._countries:
            for arc in chain.from_iterable(chain.from_iterable(one["arcs"])):
                sides.setdefault(max(arc, ~arc), []).append(one["properties"]["name"])
        shared = (arc for arc, names in sides.items() if len(names) > 1 and (DISPUTED in names) is disputed)
        return "".join(_path(self._lines[arc]) for arc in sorted(shared))

    def _ring(self, arcs: Iterable[int]) -> str:
        """Return a ring; a negative number is an arc walked backwards."""
        return _path([point for arc in arcs for point in (self._lines[arc] if arc >= 0 else self._lines[~arc][::-1])])


def project(place: Point) -> Point:
    """Return where a longitude and a latitude lie on the sheet: Lambert's conformal conic projection.

    It keeps shapes, and with two true parallels of 35° and 58° hardly stretches anything between
    the Caucasus and the Altai. The far east of Siberia falls off the sheet.
    """
    (first, second), (east, north) = _PARALLELS, _ORIGIN
    cone = math.log(_cosine(first) / _cosine(second)) / math.log(_half(second) / _half(first))
    size = _cosine(first) * _half(first) ** cone / cone
    far, angle = size / _half(min(place[1], 89.0)) ** cone, cone * math.radians((place[0] - east + 180) % 360 - 180)
    x = _CENTRE[0] + _SCALE * far * math.sin(angle)
    return x, _CENTRE[1] - _SCALE * (size / _half(north) ** cone - far * math.cos(angle))


def _cosine(latitude: float) -> float:
    return math.cos(math.radians(latitude))


def _half(latitude: float) -> float:
    return math.tan(math.pi / 4 + math.radians(latitude) / 2)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _line(arc: Iterable[Point], scale: Point, translate: Point) -> list[Point]:
    """Return an arc of a topology on the sheet: it is written in whole steps, each from the one before.

    What lies off the sheet is pulled to just beyond its edge, where nobody sees it.
    """
    line = []
    for across, up in zip(*(accumulate(axis) for axis in zip(*arc, strict=True)), strict=True):
        x, y = project((across * scale[0] + translate[0], up * scale[1] + translate[1]))
        line.append((round(min(max(x, -_EDGE), WIDTH + _EDGE), 1), round(min(max(y, -_EDGE), HEIGHT + _EDGE), 1)))
    return line


def _path(points: Iterable[Point]) -> str:
    """Return points as a path; one that repeats the point before it says nothing."""
    different = [step for step, _ in groupby(f"{x:g} {y:g}" for x, y in points)]
    return f"M{'L'.join(different)}" if len(different) > 1 else ""

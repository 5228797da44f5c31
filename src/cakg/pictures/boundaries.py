"""Boundaries for maps: areas, borders and points of states and places in the coordinates of the image.

This module reads TopoJSON and applies one map projection; :mod:`cakg.pictures.map` draws the result. The files belong
to a graph, in ``graph/boundaries``; the README there describes them.
"""

from __future__ import annotations

import csv
import json
import math
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import accumulate, chain, groupby, pairwise
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from cakg.errors import GraphFolderError

Point: TypeAlias = tuple[float, float]

_EDGE = 20
_CLOSE = 25
"""Points that are closer, in tenths of a pixel, are left out of coarse boundaries."""

_README = "see the README of the shipped graph/boundaries for its files"


class View(NamedTuple):
    """One view on which state the disputed area belongs to."""

    key: str
    owner: str
    """The IRI of the state that the area is drawn with; empty if it is drawn apart."""
    label: str
    dashes: str
    """The SVG dash pattern of the land border: faint within a state, dashed if disputed, empty for a usual border."""
    says: str
    """The view and its basis, in full sentences."""
    because: str = ""
    """The basis in short, to follow *label*."""


class Area(NamedTuple):
    """The area of a state: *path* is the ``d`` of an SVG path, *thing* the IRI of the state or empty."""

    name: str
    thing: str
    path: str


class Boundaries:
    """The boundaries read from a folder such as ``graph/boundaries``.

    *coarse* boundaries have points in whole pixels, not too close to each other, so that images are smaller.
    """

    def __init__(self, folder: Path, *, coarse: bool = False) -> None:
        self._coarse = coarse
        try:
            sheet = tomllib.loads((folder / "map.toml").read_text(encoding="utf-8"))
            self.width, self.height = int(sheet["width"]), int(sheet["height"])
            self.project = projection(**sheet["projection"])
            topology = json.loads((folder / sheet["land"]).read_text(encoding="utf-8"))
            self._countries: list[dict[str, Any]] = topology["objects"]["countries"]["geometries"]
            self._lines = [self._line(arc, **topology["transform"]) for arc in topology["arcs"]]
            self._read(folder, sheet)
        except OSError as error:
            raise GraphFolderError(f"{error.filename}: {error.strerror}", remedy=_README) from error
        except (KeyError, TypeError, ValueError, ArithmeticError, IndexError) as error:
            what = f"{error} is missing" if isinstance(error, KeyError) else str(error)
            raise GraphFolderError(f"{folder}: no valid map: {what}", remedy=_README) from error

    def _read(self, folder: Path, sheet: Mapping[str, Any]) -> None:
        self.title: str = sheet.get("title", "")
        self.note: str = sheet.get("boundaries", "")
        """A note for readers on all boundaries except that of the disputed area."""
        self.points_note: str = sheet.get("points", "")
        self.disputed: str = sheet["disputed"]["area"] if "disputed" in sheet else ""
        """The name of the disputed area, which views assign to a state; empty if there is none."""
        self.areas = [
            Area(
                one["properties"]["name"],
                one["properties"].get("thing", ""),
                "".join(map(self._ring, chain.from_iterable(one["arcs"]))),
            )
            for one in self._countries
        ]
        """All areas; the disputed area is separate from its neighbours."""
        self.views = [View(**row) for row in _rows(folder / "views.csv")] if self.disputed else []
        """The views on the disputed area, the default first."""
        self.points = {
            row["thing"]: self.project((float(row["longitude"]), float(row["latitude"])))
            for row in _rows(folder / "points.csv")
        }
        """The positions of the names of states and of the dots of places and events, by IRI."""
        self.states = frozenset(area.thing for area in self.areas if area.thing)

    def area(self, thing: str) -> str:
        """Return the area of a state as an SVG path, in the default view; empty if *thing* is no state on the map."""
        if thing not in self.states:
            return ""
        with_disputed = bool(self.views) and self.views[0].owner == thing
        own = (one for one in self.areas if one.thing == thing or (with_disputed and one.name == self.disputed))
        return "".join(one.path for one in own)

    def borders(self, *, disputed: bool) -> str:
        """Return borders between areas as an SVG path: with *disputed*, those of the disputed area, else all others."""
        sides: dict[int, list[str]] = {}
        for one in self._countries:
            for arc in chain.from_iterable(chain.from_iterable(one["arcs"])):
                sides.setdefault(max(arc, ~arc), []).append(one["properties"]["name"])
        shared = (arc for arc, names in sides.items() if len(names) > 1 and (self.disputed in names) is disputed)
        return "".join(_path(self._lines[arc]) for arc in sorted(shared))

    def _ring(self, arcs: Iterable[int]) -> str:
        """Return a ring of arcs as an SVG path; a negative number means an arc in reverse."""
        return _path([point for arc in arcs for point in (self._lines[arc] if arc >= 0 else self._lines[~arc][::-1])])

    def _line(self, arc: Iterable[Point], scale: Point, translate: Point) -> list[tuple[int, int]]:
        """Return an arc of the topology in tenths of a pixel.

        TopoJSON stores each point as the difference from the previous one. Points outside the image are moved to just
        beyond its edge, where they are not visible.
        """
        line = []
        for across, up in zip(*(accumulate(axis) for axis in zip(*arc, strict=True)), strict=True):
            x, y = self.project((across * scale[0] + translate[0], up * scale[1] + translate[1]))
            inside = (min(max(x, -_EDGE), self.width + _EDGE), min(max(y, -_EDGE), self.height + _EDGE))
            line.append((round(inside[0] * 10), round(inside[1] * 10)))
        return _coarse(line) if self._coarse else line


def projection(*, origin: Point, parallels: Point, centre: Point, scale: float) -> Callable[[Point], Point]:
    """Return a function from longitude and latitude to image coordinates: Lambert's conformal conic projection.

    The projection preserves angles. *origin* is a longitude and a latitude, *parallels* are two different latitudes,
    *centre* is the position of the origin in the image, and *scale* the width of one radian in pixels.
    """
    (first, second), (east, north), (across, down) = parallels, origin, centre
    # Parallels symmetric about the equator give a cone constant of 0; a tiny value avoids dividing by it.
    cone = math.log(_cosine(first) / _cosine(second)) / math.log(_half(second) / _half(first)) or 1e-6
    size = scale * _cosine(first) * _half(first) ** cone / cone
    base = down - size / _half(north) ** cone

    def project(place: Point) -> Point:
        far, angle = size / _half(min(place[1], 89.0)) ** cone, cone * math.radians((place[0] - east + 180) % 360 - 180)
        return across + far * math.sin(angle), base + far * math.cos(angle)

    return project


def _cosine(latitude: float) -> float:
    return math.cos(math.radians(latitude))


def _half(latitude: float) -> float:
    return math.tan(math.pi / 4 + math.radians(latitude) / 2)


def _coarse(line: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return a line in whole pixels without points that are close to the one before; its ends stay the same."""
    rounded = [(round(x / 10) * 10, round(y / 10) * 10) for x, y in line]
    kept = rounded[:1]
    for point in rounded[1:-1]:
        if math.dist(point, kept[-1]) >= _CLOSE:
            kept.append(point)
    return [*kept, *rounded[-1:]]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _path(points: Iterable[tuple[int, int]]) -> str:
    """Return points in tenths of a pixel as an SVG path with relative steps, without repeated points."""
    different = [point for point, _ in groupby(points)]
    steps = [f"{_tenths(x - left)} {_tenths(y - top)}" for (left, top), (x, y) in pairwise(different)]
    (x, y), *_ = different
    return f"M{_tenths(x)} {_tenths(y)}l{' '.join(steps)}".replace(" -", "-") if steps else ""


@cache
def _tenths(number: int) -> str:
    """Return a number of tenths in the shortest notation of SVG: ``-.4`` for -4."""
    text = f"{abs(number) / 10:g}"
    return "-" * (number < 0) + (text.removeprefix("0") or "0")

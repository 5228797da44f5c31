"""Where states and places lie on a sheet of paper: their areas, borders and points.

Knows TopoJSON and one projection. Does not know what is drawn there: :mod:`cakg.pictures.map` does.
The files are data of the graph, in ``graph/boundaries``; their README says what they hold.
"""

from __future__ import annotations

import csv
import json
import math
import tomllib
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from itertools import accumulate, chain, groupby, pairwise
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from cakg.errors import GraphFolderError

Point: TypeAlias = tuple[float, float]

_EDGE = 20
_README = "the README of the shipped graph/boundaries says what the folder holds"


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
            raise GraphFolderError(f"{folder}: no map can be read here: {what}", remedy=_README) from error

    def _read(self, folder: Path, sheet: Mapping[str, Any]) -> None:
        self.title: str = sheet.get("title", "")
        self.note: str = sheet.get("boundaries", "")
        """What a reader has to know of its boundaries, besides that of the disputed area."""
        self.points_note: str = sheet.get("points", "")
        self.disputed: str = sheet["disputed"]["area"] if "disputed" in sheet else ""
        """The area that is nobody's in the data: a view says to whom a map gives it. Empty where there is none."""
        self.areas = [
            Area(
                one["properties"]["name"],
                one["properties"].get("thing", ""),
                "".join(map(self._ring, chain.from_iterable(one["arcs"]))),
            )
            for one in self._countries
        ]
        """Every area, by name; the disputed one apart from its neighbours."""
        self.views = [View(**row) for row in _rows(folder / "views.csv")] if self.disputed else []
        """The views of the disputed area, the usual one first."""
        self.points = {
            row["thing"]: self.project((float(row["longitude"]), float(row["latitude"])))
            for row in _rows(folder / "points.csv")
        }
        """Where the name of a state or the dot of a place or an event stands, by IRI."""
        self.states = frozenset(area.thing for area in self.areas if area.thing)

    def borders(self, *, disputed: bool) -> str:
        """Return the lines at which two areas meet, those of the disputed area alone or all others."""
        sides: dict[int, list[str]] = {}
        for one in self._countries:
            for arc in chain.from_iterable(chain.from_iterable(one["arcs"])):
                sides.setdefault(max(arc, ~arc), []).append(one["properties"]["name"])
        shared = (arc for arc, names in sides.items() if len(names) > 1 and (self.disputed in names) is disputed)
        return "".join(_path(self._lines[arc]) for arc in sorted(shared))

    def _ring(self, arcs: Iterable[int]) -> str:
        """Return a ring; a negative number is an arc walked backwards."""
        return _path([point for arc in arcs for point in (self._lines[arc] if arc >= 0 else self._lines[~arc][::-1])])

    def _line(self, arc: Iterable[Point], scale: Point, translate: Point) -> list[tuple[int, int]]:
        """Return an arc of a topology in tenths of the sheet: it is written in whole steps, each from the one before.

        What lies off the sheet is pulled to just beyond its edge, where nobody sees it.
        """
        line = []
        for across, up in zip(*(accumulate(axis) for axis in zip(*arc, strict=True)), strict=True):
            x, y = self.project((across * scale[0] + translate[0], up * scale[1] + translate[1]))
            inside = (min(max(x, -_EDGE), self.width + _EDGE), min(max(y, -_EDGE), self.height + _EDGE))
            line.append((round(inside[0] * 10), round(inside[1] * 10)))
        return line


def projection(*, origin: Point, parallels: Point, centre: Point, scale: float) -> Callable[[Point], Point]:
    """Return what tells where a longitude and a latitude lie on the sheet: Lambert's conformal conic projection.

    It keeps shapes. *origin* is a longitude and a latitude, *parallels* are two different latitudes, *centre* is where
    the origin lies on the sheet, and *scale* how wide one radian is there.
    """
    (first, second), (east, north), (across, down) = parallels, origin, centre
    # Parallels on both sides of the equator, equally far from it, would make a cylinder of the cone.
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


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _path(points: Iterable[tuple[int, int]]) -> str:
    """Return points in tenths as a path of steps; one that repeats the point before it says nothing."""
    different = [point for point, _ in groupby(points)]
    steps = [f"{_tenths(x - left)} {_tenths(y - top)}" for (left, top), (x, y) in pairwise(different)]
    (x, y), *_ = different
    return f"M{_tenths(x)} {_tenths(y)}l{' '.join(steps)}".replace(" -", "-") if steps else ""


@cache
def _tenths(number: int) -> str:
    """Return tenths as SVG writes them shortest: ``-.4`` for -4."""
    text = f"{abs(number) / 10:g}"
    return "-" * (number < 0) + (text.removeprefix("0") or "0")

"""The places of things on the map that all pages share: for the page of a thing, and for results of free queries.

:mod:`cakg.pictures` draws the map. It is imported only where that is done, because its libraries are slow to import.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from cakg.harmless import visible_data
from cakg.vocabulary import SVG
from cakg.web.explorer import Explorer
from cakg.web.images import map_in_both_schemes

if TYPE_CHECKING:
    from cakg.pictures.boundaries import Boundaries

_PART = (640, 440)
"""The width and the height of the part of the map that shows a place."""


class Place(NamedTuple):
    """The place of a thing on the map, in the coordinates of the map."""

    label: str
    x: int
    y: int
    size: tuple[int, int]
    """The width and the height of the whole map."""
    view: str
    """The part of the map around it, as the ``viewBox`` of an SVG element."""
    area: str
    """The area of a state as the ``d`` of an SVG path; empty for other things, whose place is a point."""
    notes: tuple[str, ...]
    """What a reader must know about borders and points."""


def place(explorer: Explorer, iri: str) -> Place | None:
    """Return the place of a thing on the map; None if it has none."""
    land = explorer.boundaries
    if land is None or iri not in land.points:
        return None
    size = land.width, land.height
    centre = round(land.points[iri][0]), round(land.points[iri][1])
    parts = [(min(part, whole), whole, at) for part, whole, at in zip(_PART, size, centre, strict=True)]
    corner = (max(0, min(at - part // 2, whole - part)) for part, whole, at in parts)
    area = land.area(iri)
    return Place(
        label=explorer.records.labels([iri])[iri],
        x=centre[0],
        y=centre[1],
        size=size,
        view=" ".join(map(str, (*corner, *(part for part, *_ in parts)))),
        area=area,
        notes=(*(view.says for view in land.views[:1]), *_notes(land, points=not area)),
    )


def _notes(land: Boundaries, *, points: bool) -> tuple[str, ...]:
    """Return what a reader must know about undisputed borders, and about *points* if the map has some."""
    return tuple(filter(None, (land.note, land.points_note if points else "")))


def map_file(explorer: Explorer) -> bytes:
    """Return the image of the map on which pages mark places; without boundaries, an empty image."""
    from cakg.pictures.map_svg import TINTS, base_map

    land = explorer.boundaries
    if land is None:
        return f'<svg xmlns="{SVG}"/>'.encode()
    states = land.states.intersection(explorer.things.iris.values())
    return map_in_both_schemes(base_map(land, explorer.records.labels(states)), TINTS)


def placed(explorer: Explorer) -> list[str]:
    """Return the IRIs of the things that have a place on the map."""
    land = explorer.boundaries
    return sorted(land.points.keys() & set(explorer.things.iris.values())) if land else []


def script(explorer: Explorer) -> bytes:
    """Return all places as a script that assigns them: points, areas of states, size and notes of the map."""
    land, found = explorer.boundaries, {}
    if land:
        points = {iri: tuple(map(round, land.points[iri])) for iri in placed(explorer)}
        areas = {iri: area for iri in points if (area := land.area(iri))}
        found = {
            "size": (land.width, land.height),
            "points": points,
            "areas": areas,
            "view": next((view.says for view in land.views), ""),
            "notes": _notes(land, points=len(points) > len(areas)),
        }
    written = json.dumps(visible_data(found), ensure_ascii=False, separators=(",", ":"))
    return f"window.cakgPlaces={written};\n".encode()

"""Boundaries: the projection, the shipped areas, and the views on the disputed area."""

from __future__ import annotations

import itertools
import math
import re

import pytest

from cakg.paths import shipped
from cakg.pictures.boundaries import Boundaries
from cakg.store.local import LocalStore
from cakg.vocabulary import ID

CITIES = {
    "Ukraine": (30.5, 50.45),
    "Russia": (37.6, 55.75),
    "Kazakhstan": (71.4, 51.2),
    "Kyrgyzstan": (74.6, 42.8),
    "Tajikistan": (68.8, 38.6),
    "Turkmenistan": (58.4, 38.1),
    "Uzbekistan": (69.2, 41.2),
    "Crimea": (34.1, 45.0),
}


@pytest.fixture(scope="session")
def land() -> Boundaries:
    return Boundaries(shipped().graph / "boundaries")


def rings(path: str) -> list[list[tuple[float, float]]]:
    """Return the corners of each ring of an SVG path with relative steps."""
    found = []
    for ring in path.split("M")[1:]:
        steps = [round(float(number) * 10) for number in re.findall(r"-?[\d.]+", ring)]
        across, down = (itertools.accumulate(steps[axis::2]) for axis in (0, 1))
        found.append([(x / 10, y / 10) for x, y in zip(across, down, strict=True)])
    return found


def holds(path: str, point: tuple[float, float]) -> bool:
    """Return whether a path with the fill rule evenodd covers a point."""
    x, y = point
    crossings = 0
    for ring in rings(path):
        for (left, low), (right, high) in itertools.pairwise([*ring, ring[0]]):
            crossings += (low > y) != (high > y) and x < (right - left) * (y - low) / (high - low) + left
    return crossings % 2 == 1


@pytest.mark.parametrize("place", [(66.0, 46.0), (30.5, 50.4), (90.0, 30.0), (45.0, 68.0)])
def test_projection_keeps_shapes(land, place):
    """The projection is conformal: a small square stays a square."""
    east, north = place
    step = 1e-4
    x, y = land.project(place)
    right = [after - before for after, before in zip(land.project((east + step, north)), (x, y), strict=True)]
    up = [after - before for after, before in zip(land.project((east, north + step)), (x, y), strict=True)]

    assert math.hypot(*right) == pytest.approx(math.hypot(*up) * math.cos(math.radians(north)), rel=1e-4)
    assert right[0] * up[0] + right[1] * up[1] == pytest.approx(0, abs=1e-6)
    assert up[1] < 0


def test_cities_lie_in_their_states(land):
    """Each capital is only in the area of its state; Simferopol is only in the disputed area."""
    for state, place in CITIES.items():
        assert [area.name for area in land.areas if holds(area.path, land.project(place))] == [state]


def test_neighbours_meet_at_one_border(land):
    """Simplification left no gaps: every border is shared by two areas."""
    corners: dict[tuple[float, float], set[str]] = {}
    for area in land.areas:
        for point in itertools.chain.from_iterable(rings(area.path)):
            corners.setdefault(point, set()).add(area.name)

    border = set(itertools.chain.from_iterable(rings(land.borders(disputed=False))))
    assert len(border) > 500
    assert [point for point in border if len(corners[point]) < 2] == []


def test_disputed_area_is_separate_from_all_states(land):
    """The disputed area belongs to no state, borders Ukraine, and has a separate border."""
    (crimea,) = [area for area in land.areas if area.name == land.disputed]
    (ukraine,) = [area for area in land.areas if area.name == "Ukraine"]
    border = set(itertools.chain.from_iterable(rings(land.borders(disputed=True))))

    assert crimea.thing == ""
    assert border <= set(itertools.chain.from_iterable(rings(crimea.path)))
    assert border <= set(itertools.chain.from_iterable(rings(ukraine.path)))


def test_views_give_their_reasons(land):
    """The default view is the General Assembly's; two others draw the area apart or with Russia, with reasons."""
    assert [(view.key, view.owner) for view in land.views] == [
        ("un", ID["ukraine"]),
        ("apart", ""),
        ("russia", ID["russia"]),
    ]
    assert "General Assembly resolution 68/262" in land.views[0].says
    assert "as Russia has claimed" in land.views[2].says


def test_every_state_and_point_is_a_thing_of_the_graph(land, shipped_graph: LocalStore):
    """Every state and point on the map is in the graph. The map leaves out only the overseas states of the graph."""
    rows = shipped_graph.select("SELECT ?thing ?kind WHERE { ?thing a ?kind }").rows
    known = {thing.value for thing, _ in rows}
    states = {thing.value for thing, kind in rows if kind.value.endswith("#State")}
    drawn = {area.thing for area in land.areas if area.thing}

    assert drawn | set(land.points) <= known
    assert states - drawn == {ID["united-kingdom"], ID["united-states"]}
    assert drawn <= set(land.points)


def test_files_are_small():
    """The files of boundaries are small."""
    assert sum(file.stat().st_size for file in (shipped().graph / "boundaries").iterdir()) < 200_000

"""Routing: lines bend as little as needed to avoid things that they do not connect."""

from __future__ import annotations

import cmath
import itertools
import math
from xml.etree import ElementTree

import pytest

from cakg.graph import KnowledgeGraph
from cakg.graph import open as open_graph
from cakg.pictures.compose import Picture, Thing, compose
from cakg.pictures.routing import STEP, Obstacle, routed, via
from cakg.pictures.svg import network_svg

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def kg() -> KnowledgeGraph:
    return open_graph()


def thing(x: float, y: float) -> Obstacle:
    return Obstacle(x, y, 10, 60, 20)


def on_the_way(one: Obstacle, other: Obstacle, bend: float) -> list[complex]:
    start, end = complex(*one[:2]), complex(*other[:2])
    middle = via(start, end, bend)
    start += one.radius * (middle - start) / abs(middle - start)
    end += other.radius * (middle - end) / abs(middle - end)
    shares = [number / 200 for number in range(201)]
    return [(1 - share) ** 2 * start + 2 * share * (1 - share) * middle + share**2 * end for share in shares]


def crossed(picture: Picture) -> list[tuple[str, str, str]]:
    """Return the lines, as pairs of ends, with each thing that they pass through."""
    things = {one.iri: one for one in picture.things}
    lines = [(line.one, line.other, line.bend) for line in picture.lines] + list(picture.memberships)
    return [
        (things[one].label, things[other].label, between.label)
        for one, other, bend in lines
        for between in picture.things
        if between.iri not in (one, other)
        and any(
            abs(point - complex(between.x, between.y)) < between.radius
            for point in on_the_way(things[one].obstacle, things[other].obstacle, bend)
        )
    ]


def test_an_unobstructed_line_is_straight() -> None:
    """A line with nothing between its ends is straight."""
    assert routed({"a": thing(0, 0), "b": thing(400, 0), "c": thing(200, 200)}, [("a", "b")]).bends == [0]


@pytest.mark.parametrize("x, y", [(200, 0), (200, -8), (120, 6)])
def test_a_line_bends_around_a_thing(x: float, y: float) -> None:
    """A smaller bend would still touch the thing."""
    things = {"a": thing(0, 0), "b": thing(400, 0), "between": thing(x, y)}

    [bend] = routed(things, [("a", "b")]).bends

    def free(bend: float) -> bool:
        return all(abs(point - complex(x, y)) > 10 for point in on_the_way(things["a"], things["b"], bend))

    assert bend
    assert free(bend)
    assert not free(math.copysign(abs(bend) - 2 * STEP, bend) if abs(bend) > 2 * STEP else 0)


def test_lines_of_one_pair_have_different_bends() -> None:
    """Lines of one pair have different bends, in whichever direction."""
    bends = routed({"a": thing(0, 0), "b": thing(400, 0)}, [("a", "b"), ("b", "a"), ("a", "b"), ("b", "a")]).bends

    ways = sorted(bend if number % 2 == 0 else -bend for number, bend in enumerate(bends))
    assert all(after - before >= 2 * STEP - 1e-9 for before, after in itertools.pairwise(ways))


def test_swapping_the_ends_reverses_the_bend() -> None:
    """Swapping the ends of a line changes the sign of its bend."""
    assert cmath.isclose(via(0, 400, 0), 200)
    assert via(0, 400, 0.4).imag == pytest.approx(-via(0, 400, -0.4).imag)


@pytest.mark.slow
@pytest.mark.parametrize(
    "most, chosen",
    [
        pytest.param(24, {"themes": ["diplomacy", "security"]}, id="the README's"),
        pytest.param(36, {}, id="everything"),
        *(pytest.param(36, {"sources": name}, id=name) for name in ("asia-plus-2022", "fiia-2023")),
        *(pytest.param(36, {"statuses": name}, id=name) for name in ("stated", "judged", "denied", "hedged")),
        *(pytest.param(36, {"themes": name}, id=name) for name in ("security", "diplomacy", "economy", "migration")),
        pytest.param(36, {"datasets": True}, id="datasets"),
    ],
)
def test_no_line_passes_through_a_thing_that_it_does_not_connect(
    kg: KnowledgeGraph, most: int, chosen: dict[str, object]
) -> None:
    """No line passes through a third thing, which would suggest ties that nobody claims."""
    assert crossed(compose(kg.network(**chosen), most=most)) == []  # type: ignore[arg-type]


@pytest.mark.slow
def test_no_line_of_an_image_ends_in_empty_space(kg: KnowledgeGraph) -> None:
    """Both ends touch a shape or the letters of a label."""
    graph = kg.network(themes=["diplomacy", "security"])
    picture = compose(graph, most=24)
    root = ElementTree.fromstring(network_svg(graph, most=24))
    ends = [
        complex(*map(float, end.split()))
        for path in root.iter(f"{SVG}path")
        if path.find(f"{SVG}title") is not None
        for end in (path.attrib["d"][1:].partition("Q")[0], " ".join(path.attrib["d"].split()[-2:]))
    ]

    assert len(ends) == 2 * len(picture.lines)
    for end in ends:
        assert any(touches(end, one) for one in picture.things), end


def touches(end: complex, one: Thing) -> bool:
    """Return whether an end of a line, or its arrowhead, is at a shape or at a row of a label."""
    right, down = end.real - one.x, end.imag - one.y
    reach = 14  # the length of an arrowhead and a little more
    if math.hypot(right, down) <= one.radius + reach:
        return True
    for number, row in enumerate(one.rows):
        low = one.radius + 4 + 16 * number
        if abs(right) <= len(row) * 14 * 0.5 / 2 + reach and low - reach <= down <= low + 16 + reach:
            return True
    return False

"""The graph on a map: states coloured by what is said of them, places and events as points, ties as lines.

Knows what a map page holds. Does not know how answers become colours (:mod:`cakg.pictures.colouring`),
where a state lies (:mod:`cakg.pictures.boundaries`) nor SVG: ``templates/map.js`` draws.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import networkx

from cakg.network.build import Network, by_statement
from cakg.network.merge import lines, ties
from cakg.network.style import styles_of
from cakg.paths import shipped
from cakg.pictures.boundaries import DISPUTED, HEIGHT, WIDTH, Boundaries, Point
from cakg.pictures.colouring import SORTS, layers
from cakg.pictures.data import Caption, page_data, places
from cakg.pictures.html import page
from cakg.questions.catalogue import Catalogue

MOST_STATEMENTS = 3_000
"""A page of a map holds no more, those that colour a state first; it says how many it leaves out."""

_POINTS = "A point stands for a whole area, since no source gives a coordinate; a number is so many at one point."
_BOUNDARIES = (
    "All other boundaries are as Natural Earth draws them, by who controls an area; the other regions of Ukraine that"
    " Russia claims since 2022 are drawn with Ukraine in every view, in line with General Assembly resolution ES-11/4."
)

_TITLE = "What is said of Central Asia and its neighbours, on a map"
LEAD = "Choose a state, a point or a line to read who says so, and where. Hatched: territory in dispute."


def map_page(graph: Network, *, command: str, question: str = "") -> str:
    """Return the page of the map of *graph*, which *command* makes; states are coloured by answers to a *question*.

    Without one they are coloured by all questions for a map. A graph without shapes of states gets the shipped ones.
    """
    folders = graph.folders or shipped()
    catalogue = Catalogue.load(folders.queries / "questions")
    questions = [catalogue.get(question)] if question else [one for one in catalogue.all() if one.view == "map"]
    title = questions[0].summary if len(questions) == 1 else _TITLE
    boundaries = folders.graph / "boundaries"
    land = Boundaries(boundaries if boundaries.is_dir() else shipped().graph / "boundaries")
    edges = by_statement(graph)
    states = {area.thing for area in land.areas if area.thing in graph}
    found = [
        layer
        for one in questions
        if graph.records
        for layer in layers(graph.records, one, edges, states, styles_of(graph))
    ]
    answering = {iri for layer in found for answer in layer["answers"].values() for iri in answer["statements"]}
    data = page_data(graph, caption=Caption(title), command=command, first=answering, most=MOST_STATEMENTS)
    number = places(data)
    data["map"] = {
        **_land(land, number),
        **_ties(graph, land, number),
        "layers": [_numbered(layer, number) for layer in sorted(found, key=lambda layer: SORTS.index(layer["sort"]))],
    }
    return page(data, ("svg.js", "map.js"), lead=LEAD)


def _land(land: Boundaries, number: Mapping[str, int]) -> dict[str, Any]:
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "areas": [{**area._asdict(), "thing": number.get(area.thing)} for area in land.areas],
        "disputed": DISPUTED,
        "borders": land.borders(disputed=False),
        "disputedBorder": land.borders(disputed=True),
        "boundariesNote": _BOUNDARIES,
        "views": [{**view._asdict(), "owner": number.get(view.owner)} for view in land.views],
    }


def _ties(graph: networkx.MultiDiGraph[str], land: Boundaries, number: Mapping[str, int]) -> dict[str, Any]:
    """Return the spots, each with all things that stand there, and the lines from spot to spot."""
    states = {area.thing for area in land.areas}
    located = land.points.keys() & number.keys()
    spots: dict[Point, list[str]] = defaultdict(list)
    for iri in sorted(located):
        spots[land.points[iri]].append(iri)
    off = [graph.nodes[iri] for iri in sorted(graph.nodes & number.keys() - located)]
    elsewhere = [str(facts["label"]) for facts in off if facts["kind"] == "State"]
    drawn = lines((tie for tie in ties(graph) if {tie.one, tie.other} <= located), styles_of(graph))
    return {
        "spots": [
            {"x": round(x, 1), "y": round(y, 1), "things": [number[iri] for iri in here], "state": here[0] in states}
            for (x, y), here in sorted(spots.items())
        ],
        "ties": [
            {
                "path": _bow(land.points[line.one], land.points[line.other], 0.1 + 0.08 * line.bend),
                "things": [number[line.one], number[line.other]],
                "certainty": line.certainty,
                "width": line.width,
                "statements": sorted(number[iri] for iri in line.statements if iri in number),
            }
            for line in drawn
            if land.points[line.one] != land.points[line.other]
        ],
        "pointsNote": f"{_POINTS} {_listed('Not on this map: ', elsewhere)}".strip(),
    }


def _bow(one: Point, other: Point, bend: float) -> str:
    """Return the path from one point to another, bent by a share of its length so that two of them are told apart."""
    across = (one[0] + other[0]) / 2 - bend * (other[1] - one[1])
    down = (one[1] + other[1]) / 2 + bend * (other[0] - one[0])
    return f"M{one[0]:.1f} {one[1]:.1f}Q{across:.1f} {down:.1f} {other[0]:.1f} {other[1]:.1f}"


def _listed(start: str, names: Iterable[str]) -> str:
    listed = ", ".join(names)
    return f"{start}{listed}." if listed else ""


def _numbered(layer: Mapping[str, Any], number: Mapping[str, int]) -> dict[str, Any]:
    """Return a layer as the page takes it: places in its lists for IRIs, and in words what the map does not show."""
    return {
        **layer,
        "answers": [
            {
                **answer,
                "thing": number[state],
                "text": "; ".join(", ".join(filter(None, words)) for words in answer["words"]),
                "statements": [number[iri] for iri in answer["statements"] if iri in number],
            }
            for state, answer in layer["answers"].items()
            if state in number
        ],
        "beside": _listed("Also said of, and not on the map: ", layer["beside"]),
    }

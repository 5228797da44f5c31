"""Maps as pages: states coloured by answers to a question, places and events as points.

:mod:`cakg.pictures.map_content` selects the answers, and :mod:`cakg.pictures.colouring` turns them into colours.
``templates/map.js`` changes the colours and texts of the drawing, which :mod:`cakg.pictures.map_svg` makes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from cakg.network.build import Network
from cakg.pictures.boundaries import Boundaries, Point
from cakg.pictures.data import indices, page_data
from cakg.pictures.html import Content, Shell, page
from cakg.pictures.layer import Fact, Layer
from cakg.pictures.map_content import Value, map_content
from cakg.pictures.map_svg import BARE, IN_EVERY_ANSWER, OTHER, SEA, base_map, boundaries_note, named, notes_on, tints

MOST_STATEMENTS = 3_000
"""The most statements in a page, those that colour a state first. The page says how many are left out."""

SHELL = Shell(("map.js",), "Select a state or a point to read who says what, and where.")
"""What all pages of maps share."""


def map_page(graph: Network, *, command: str, question: str = "", **given: Value) -> str:
    """Return the page of the map of *graph*, with states coloured by the answers to *question*.

    *command* is the command that draws the page, and *given* are the parameters of the question. Without a question,
    the map has layers for all map questions with answers on a subject of the articles. Raises
    :class:`GraphFolderError` if no boundaries show the states of the graph.
    """
    return page(map_page_content(graph, command=command, question=question, **given))


def map_page_content(graph: Network, *, command: str, question: str = "", **given: Value) -> Content:
    """Return the content of the page of the map of *graph*; the arguments are those of :func:`map_page`."""
    land, network, found, caption = map_content(graph, question, given)
    answering = {fact.statement.iri for layer in found for facts in layer.answers.values() for fact in facts}
    data = page_data(network, caption=caption, command=command, first=answering, most=MOST_STATEMENTS)
    number = indices(data)
    spots = _spots(network, land, number)
    labels = {one["iri"]: one["label"] for one in data["things"]}
    data["map"] = {
        "width": land.width,
        "drawing": base_map(land, labels),
        "areas": [number.get(area.thing) for area in land.areas],
        "disputed": next((place for place, area in enumerate(land.areas) if area.name == land.disputed), None),
        "disputedName": land.disputed,
        "bare": BARE,
        "other": OTHER,
        "sea": SEA,
        "boundariesNote": boundaries_note(land, network),
        "views": [
            {**view._asdict(), "owner": number.get(view.owner), "tint": tints(land).get(view.owner, OTHER)}
            for view in land.views
        ],
        "names": [[number.get(iri), *map(round, land.points[iri])] for iri in named(land)],
        "spots": spots,
        "pointsNote": land.points_note if spots else "",
        "layers": [_numbered(layer, number) for layer in found],
    }
    return Content(data, SHELL)


def _spots(graph: Network, land: Boundaries, number: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return the points, each with all the things there except states."""
    spots: dict[Point, list[str]] = defaultdict(list)
    for iri in sorted((land.points.keys() & number.keys() & set(graph)) - land.states):
        spots[land.points[iri]].append(iri)
    return [
        {"x": round(x, 1), "y": round(y, 1), "things": [number[iri] for iri in here]}
        for (x, y), here in sorted(spots.items())
    ]


def _fact(layer: Layer, fact: Fact, number: Mapping[str, int]) -> dict[str, Any]:
    words = [word for word in fact.words if word]
    return {"statement": number[fact.statement.iri], "place": layer.legend.index(fact.entry), "words": words}


def _numbered(layer: Layer, number: Mapping[str, int]) -> dict[str, Any]:
    """Return the data of a layer for the page, with indices in place of IRIs."""
    return {
        "key": layer.key,
        "group": layer.question.title,
        "title": layer.title,
        "takeaway": layer.takeaway,
        "note": layer.note,
        "notes": [note for note in notes_on(layer) if note],
        "legend": [{**entry._asdict(), "ink": entry.ink} for entry in layer.legend],
        "shared": {"things": [number[state] for state in layer.shared if state in number], "words": IN_EVERY_ANSWER},
        "answers": [
            {"thing": number[state], "facts": [_fact(layer, fact, number) for fact in here]}
            for state, facts in layer.answers.items()
            if (here := [fact for fact in facts if fact.statement.iri in number])
        ],
    }

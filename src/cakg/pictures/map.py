"""Maps as pages and images: states coloured by answers to a question, places and events as points.

:mod:`cakg.pictures.map_content` selects the answers, and :mod:`cakg.pictures.colouring` turns them into colours.
``templates/map.svg`` is the drawing; in a page ``templates/map.js`` changes its colours and texts.
"""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from cakg.model.phrases import listed
from cakg.network.build import Network
from cakg.network.style import FONT, INK
from cakg.notebook import templates
from cakg.pictures.boundaries import Boundaries, Point
from cakg.pictures.data import indices, page_data
from cakg.pictures.html import page
from cakg.pictures.layer import MOST_LINES, Entry, Fact, Layer
from cakg.pictures.map_content import NO_ANSWER, Value, map_content

MOST_STATEMENTS = 3_000
"""The most statements in a page, those that colour a state first. The page says how many are left out."""

LEAD = "Select a state or a point to read who says what, and where."

IN_EVERY_ANSWER = "part of every answer"
"""The text on a state that all answers involve."""

_NO_ANSWER = "Other states: no answer."
_DOTS = "Dots: the answer is contested or hedged, or there are several."

# Pairs of a light and a dark colour, for: states without an answer, land outside the graph, the sea, and the
# claimants of the disputed area.
_BARE, _OTHER, _SEA = ("#f3efe6", "#343b43"), ("#e4e4e1", "#272d34"), ("#d3e5ef", "#11202c")
_CLAIMANTS = (("#e6dfd0", "#4a453d"), ("#e3dfe6", "#433f4c"))
_FAINT = "#6b7480"

_MARGIN, _SMALL, _EMS_A_CHARACTER = 16, 13, 0.52


class _Area(NamedTuple):
    """An area for the template."""

    path: str
    fill: str
    dotted: bool = False


class _Name(NamedTuple):
    """The name of a state for the template, with the lines below it."""

    x: float
    y: float
    label: str
    lines: Sequence[str]
    fill: str
    ink: str


def map_page(graph: Network, *, command: str, question: str = "", **given: Value) -> str:
    """Return the page of the map of *graph*, with states coloured by the answers to *question*.

    *command* is the command that draws the page, and *given* are the parameters of the question. Without a question,
    the map has layers for all map questions with answers on a subject of the articles. Raises
    :class:`GraphFolderError` if no boundaries show the states of the graph.
    """
    land, network, found, caption = map_content(graph, question, given)
    answering = {fact.statement.iri for layer in found for facts in layer.answers.values() for fact in facts}
    data = page_data(network, caption=caption, command=command, first=answering, most=MOST_STATEMENTS)
    number = indices(data)
    spots = _spots(network, land, number)
    labels = {one["iri"]: one["label"] for one in data["things"]}
    data["map"] = {
        "width": land.width,
        "drawing": templates().get_template("land.svg").render(sheet=_sheet(land, None, labels), font=FONT),
        "areas": [number.get(area.thing) for area in land.areas],
        "disputed": next((place for place, area in enumerate(land.areas) if area.name == land.disputed), None),
        "disputedName": land.disputed,
        "bare": _BARE,
        "other": _OTHER,
        "sea": _SEA,
        "boundariesNote": _boundaries(land, network),
        "views": [
            {**view._asdict(), "owner": number.get(view.owner), "tint": _tints(land).get(view.owner, _OTHER)}
            for view in land.views
        ],
        "names": [[number.get(iri), *map(round, land.points[iri])] for iri in _named(land)],
        "spots": spots,
        "pointsNote": land.points_note if spots else "",
        "layers": [_numbered(layer, number) for layer in found],
    }
    return page(data, ("map.js",), lead=LEAD)


def map_svg(graph: Network, *, command: str, question: str = "", **given: Value) -> str:
    """Return the first layer of the map of *graph* as an SVG image for print, with legend, notes and sources.

    The arguments are those of :func:`map_page`. *command* is written to the metadata.
    """
    land, network, found, caption = map_content(graph, question, given)
    layer = found[0] if found else None
    labels = {iri: str(facts["label"]) for iri, facts in network.nodes(data=True)}
    fitting = int((land.width - 2 * _MARGIN) / _SMALL / _EMS_A_CHARACTER)
    speaking = {claim.passage.source for one in (layer.statements if layer else ()) for claim in one.claims}
    sources = "; ".join(source.named_with_date for source in sorted(speaking))
    notes = [
        *(_notes(layer) if layer else [NO_ANSWER]),
        " ".join([*(view.says for view in land.views[:1]), _boundaries(land, network)]),
        f"Sources: {sources}." if sources else "",
        f"Graph version {network.graph['version']}." if network.graph.get("version") else "",
    ]
    title = layer.title if layer and len(found) > 1 else caption.title
    return (
        templates()
        .get_template("map.svg")
        .render(
            title=textwrap.wrap(title, int(fitting * _SMALL / 24)),
            takeaway=textwrap.wrap(layer.takeaway if layer else "", fitting),
            alternative=layer.alternative if layer else "",
            command=command,
            sheet=_sheet(land, layer, labels),
            legend=layer.legend if layer else (),
            notes=[line for note in notes for line in textwrap.wrap(note, fitting)],
            margin=_MARGIN,
            small=_SMALL,
            font=FONT,
            ink=INK,
        )
    )


# ---- What the template draws ---------------------------------------------------


def _sheet(land: Boundaries, layer: Layer | None, labels: Mapping[str, str]) -> dict[str, Any]:
    """Return the variables of ``map.svg``: areas in the colours of a layer, or plain ones without a layer."""
    looks = {state: layer.legend[layer.place(facts)] for state, facts in layer.answers.items()} if layer else {}
    view = land.views[0] if land.views else None
    areas = [
        _Area(area.path, *_look(land, area.thing, looks, labels)) for area in land.areas if area.name != land.disputed
    ]
    disputed = next((area for area in land.areas if area.name == land.disputed), None)
    return {
        "width": land.width,
        "height": land.height,
        "sea": _SEA[0],
        "areas": areas,
        "disputed": disputed and view and _Area(disputed.path, _look(land, view.owner, looks, labels)[0]),
        "hatch": looks[view.owner].ink if view and view.owner in looks else INK,
        "dashes": view.dashes if view else "",
        "borders": land.borders(disputed=False),
        "disputedBorder": land.borders(disputed=True) if land.disputed else "",
        "names": [_name(land, layer, iri, looks, labels) for iri in _named(land)],
        "lines": MOST_LINES,
    }


def _look(land: Boundaries, state: str, looks: Mapping[str, Entry], labels: Mapping[str, str]) -> tuple[str, bool]:
    """Return the colour of a state, and whether it is dotted."""
    if state in looks:
        return looks[state].colour, looks[state].dotted
    return (_tints(land).get(state, _BARE) if state in labels else _OTHER)[0], False


def _tints(land: Boundaries) -> dict[str, tuple[str, str]]:
    """Return the colours of the states that claim the disputed area, for when they have no answer."""
    owners = dict.fromkeys(view.owner for view in land.views if view.owner)
    return dict(zip(owners, _CLAIMANTS, strict=False))


def _named(land: Boundaries) -> list[str]:
    """Return the IRIs of the states with a name on the map."""
    return sorted(land.states & land.points.keys())


def _name(
    land: Boundaries, layer: Layer | None, iri: str, looks: Mapping[str, Entry], labels: Mapping[str, str]
) -> _Name:
    x, y = map(round, land.points[iri])
    lines = layer.lines(layer.answers[iri]) if layer and iri in looks else ()
    if layer and iri in layer.shared:
        lines = [IN_EVERY_ANSWER]
    ink = looks[iri].ink if iri in looks else INK if iri in labels else _FAINT
    label = labels.get(iri) or next(area.name for area in land.areas if area.thing == iri)
    return _Name(x, y, label, lines, _look(land, iri, looks, labels)[0], ink)


def _spots(graph: Network, land: Boundaries, number: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return the points, each with all the things there except states."""
    spots: dict[Point, list[str]] = defaultdict(list)
    for iri in sorted((land.points.keys() & number.keys() & set(graph)) - land.states):
        spots[land.points[iri]].append(iri)
    return [
        {"x": round(x, 1), "y": round(y, 1), "things": [number[iri] for iri in here]}
        for (x, y), here in sorted(spots.items())
    ]


def _notes(layer: Layer) -> list[str]:
    """Return the notes on a layer."""
    off_map = listed([f"{name} ({text})" for name, text in layer.off_map])
    shared = listed([layer.names[state] for state in layer.shared])
    return [
        layer.note,
        f"{shared}: {IN_EVERY_ANSWER}." if shared else "",
        _DOTS if any(entry.dotted for entry in layer.legend) else "",
        f"Not on the map: {off_map}." if off_map else "",
        _NO_ANSWER,
    ]


def _boundaries(land: Boundaries, network: Network) -> str:
    """Return the note on boundaries, with the states that are not on the map."""
    states = {iri for iri in network if network.nodes[iri]["kind"] == "State"}
    off = [str(network.nodes[iri]["label"]) for iri in sorted(states - land.states)]
    return " ".join(filter(None, (land.note, f"Not on this map: {listed(off)}." if off else "")))


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
        "notes": [note for note in _notes(layer) if note],
        "legend": [{**entry._asdict(), "ink": entry.ink} for entry in layer.legend],
        "shared": {"things": [number[state] for state in layer.shared if state in number], "words": IN_EVERY_ANSWER},
        "answers": [
            {"thing": number[state], "facts": [_fact(layer, fact, number) for fact in here]}
            for state, facts in layer.answers.items()
            if (here := [fact for fact in facts if fact.statement.iri in number])
        ],
    }

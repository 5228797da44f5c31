"""A map as an SVG image for a paper: areas in the colours of answers, with a legend and notes.

``templates/land.svg`` draws the areas, for the page too, and ``templates/map.svg`` what is around them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from cakg.model.phrases import listed
from cakg.network.build import Network
from cakg.network.style import FONT, INK
from cakg.notebook import templates
from cakg.pictures.boundaries import Boundaries
from cakg.pictures.data import sources_sentence, version_sentence
from cakg.pictures.layer import MOST_LINES, Entry, Layer
from cakg.pictures.map_content import NO_ANSWER, Value, map_content
from cakg.pictures.text_width import wrapped

IN_EVERY_ANSWER = "part of every answer"
"""The text on a state that all answers involve."""

_NO_ANSWER = "Other states: no answer."
_DOTS = "Dots: the answer is contested or hedged, or there are several."

# Pairs of a light and a dark colour, for: states without an answer, land outside the graph, the sea, and the
# claimants of the disputed area.
BARE, OTHER, SEA = ("#f3efe6", "#343b43"), ("#e4e4e1", "#272d34"), ("#d3e5ef", "#11202c")
_CLAIMANTS = (("#e6dfd0", "#4a453d"), ("#e3dfe6", "#433f4c"))
TINTS = (BARE, OTHER, SEA, *_CLAIMANTS)
"""The colours of land and sea without an answer, each for a light and for a dark page."""
_FAINT = "#6b7480"

_MARGIN, _LARGE, _SMALL = 16, 22, 13
_COLUMN, _SAMPLE, _LINE = 320, 34, 16
"""The width of a column of the legend, that of a sample of a colour with the gap after it, and the height of a line."""


class _Area(NamedTuple):
    """An area for the template."""

    path: str
    fill: str
    dotted: bool = False


class _LegendRow(NamedTuple):
    """A row of the legend for the template."""

    y: int
    entries: list[tuple[int, Entry, list[str]]]
    """Position from the left, entry and the lines of its label."""

    @property
    def below(self) -> int:
        """The position below the row."""
        return self.y + 10 + _LINE * max(len(lines) for *_, lines in self.entries)


class _Name(NamedTuple):
    """The name of a state for the template, with the lines below it."""

    x: float
    y: float
    label: str
    lines: Sequence[str]
    fill: str
    ink: str


def map_svg(graph: Network, *, command: str, question: str = "", coarse: bool = False, **given: Value) -> str:
    """Return the first layer of the map of *graph* as an SVG image for print, with legend, notes and sources.

    The arguments are those of :func:`cakg.pictures.map.map_page`. *command* is written to the metadata. *coarse*
    borders make the image smaller: see :class:`cakg.pictures.boundaries.Boundaries`.
    """
    land, network, found, caption = map_content(graph, question, given, coarse=coarse)
    layer = found[0] if found else None
    labels = {iri: str(facts["label"]) for iri, facts in network.nodes(data=True)}
    room = land.width - 2 * _MARGIN
    speaking = {claim.passage.source for one in (layer.statements if layer else ()) for claim in one.claims}
    sources = "; ".join(source.named_with_date for source in sorted(speaking))
    notes = [
        *(notes_on(layer) if layer else [NO_ANSWER]),
        " ".join([*(view.says for view in land.views[:1]), boundaries_note(land, network)]),
        sources_sentence(sources) if sources else "",
        version_sentence(network.graph.get("version", "")),
    ]
    title = layer.title if layer and len(found) > 1 else caption.title
    return (
        templates()
        .get_template("map.svg")
        .render(
            title=title,
            head=wrapped(title, room, _LARGE, bold=True),
            takeaway=wrapped(layer.takeaway if layer else "", room, _SMALL),
            alternative=layer.alternative if layer else "",
            command=command,
            sheet=_sheet(land, layer, labels),
            legend=_legend(layer.legend if layer else (), room),
            notes=[line for note in notes for line in wrapped(note, room, _SMALL)],
            sizes={"margin": _MARGIN, "large": _LARGE, "small": _SMALL, "sample": _SAMPLE, "line": _LINE},
            font=FONT,
            ink=INK,
        )
    )


def _legend(entries: Sequence[Entry], room: int) -> list[_LegendRow]:
    """Return the rows of the legend: as many columns as there is *room* for, with wrapped labels."""
    columns = max(1, room // _COLUMN)
    rows: list[_LegendRow] = []
    for start in range(0, len(entries), columns):
        labelled = [
            (_COLUMN * place, entry, wrapped(entry.label, min(_COLUMN, room) - _SAMPLE - 8, _SMALL))
            for place, entry in enumerate(entries[start : start + columns])
        ]
        rows.append(_LegendRow(rows[-1].below if rows else 0, labelled))
    return rows


# ---- What the template draws ---------------------------------------------------


def base_map(land: Boundaries, labels: Mapping[str, str]) -> str:
    """Return the map without answers as an SVG image; *labels* are the names of the states of the graph, by IRI."""
    return templates().get_template("land.svg").render(sheet=_sheet(land, None, labels), font=FONT)


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
        "sea": SEA[0],
        "areas": areas,
        "disputed": disputed and view and _Area(disputed.path, _look(land, view.owner, looks, labels)[0]),
        "hatch": looks[view.owner].ink if view and view.owner in looks else INK,
        "dashes": view.dashes if view else "",
        "borders": land.borders(disputed=False),
        "disputedBorder": land.borders(disputed=True) if land.disputed else "",
        "names": [_name(land, layer, iri, looks, labels) for iri in named(land)],
        "lines": MOST_LINES,
    }


def _look(land: Boundaries, state: str, looks: Mapping[str, Entry], labels: Mapping[str, str]) -> tuple[str, bool]:
    """Return the colour of a state, and whether it is dotted."""
    if state in looks:
        return looks[state].colour, looks[state].dotted
    return (tints(land).get(state, BARE) if state in labels else OTHER)[0], False


def tints(land: Boundaries) -> dict[str, tuple[str, str]]:
    """Return the colours of the states that claim the disputed area, for when they have no answer."""
    owners = dict.fromkeys(view.owner for view in land.views if view.owner)
    return dict(zip(owners, _CLAIMANTS, strict=False))


def named(land: Boundaries) -> list[str]:
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


# ---- Notes ----------------------------------------------------------------------


def notes_on(layer: Layer) -> list[str]:
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


def boundaries_note(land: Boundaries, network: Network) -> str:
    """Return the note on boundaries, with the states that are not on the map."""
    states = {iri for iri in network if network.nodes[iri]["kind"] == "State"}
    off = [str(network.nodes[iri]["label"]) for iri in sorted(states - land.states)]
    return " ".join(filter(None, (land.note, f"Not on this map: {listed(off)}." if off else "")))

"""How things and ties look, and what the legend calls them, as the ontology declares it.

Knows how to read what the shipped ontology says of classes, statuses and styles
(``cakg:drawnAs``). Decides itself only how thick a line is. Blue, amber, purple and grey are told
apart by readers who see red and green alike, and a dash repeats what the colour says.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import pyoxigraph

from cakg.model.names import KINDS as _NINE
from cakg.model.names import texts
from cakg.paths import shipped
from cakg.store.local import LocalStore, load
from cakg.vocabulary import local

FONT = "Arial, 'Liberation Sans', Helvetica, sans-serif"
FONT_SIZE = 14
LINE_HEIGHT = 16
INK = "#1c2530"


class ThingStyle(NamedTuple):
    """The shape of a kind of thing, by the name that vis-network gives it."""

    label: str
    shape: str
    colour: str


class LineStyle(NamedTuple):
    """The line for statements of one certainty: how firmly they are said, whatever they say."""

    label: str
    colour: str
    dashes: tuple[int, ...]
    statuses: tuple[str, ...]


_ORDER = (*_NINE, "Thing")

_KINDS = """
SELECT ?kind ?label ?shape ?colour
WHERE {
  ?kind a owl:Class ; rdfs:label ?label ; cakg:drawnAs ?style . FILTER (LANG(?label) = "en")
  ?style cakg:shape ?shape ; cakg:colour ?colour .
}"""

_LINE_STYLES = """
SELECT ?style ?label ?colour ?dashes ?status
WHERE {
  ?status skos:inScheme list:status ; cakg:drawnAs ?style .
  ?style skos:notation ?place ; cakg:colour ?colour ; rdfs:label ?label . FILTER (LANG(?label) = "en")
  OPTIONAL { ?style cakg:dashes ?dashes }
}
ORDER BY ?place ?status"""


def _declared() -> tuple[dict[str, ThingStyle], dict[str, LineStyle]]:
    """Return how the shipped ontology has kinds and certainties drawn, each in the order of legends."""
    store = pyoxigraph.Store()
    load(store, sorted(shipped().ontology.glob("*.ttl")))
    ontology = LocalStore(store)
    kinds = {
        local(row["kind"]): ThingStyle(row["label"], row["shape"], row["colour"])
        for row in sorted(texts(ontology, _KINDS), key=lambda row: _ORDER.index(local(row["kind"])))
    }
    lines: dict[str, LineStyle] = {}
    for row in texts(ontology, _LINE_STYLES):
        dashes = tuple(map(int, row.get("dashes", "").split()))
        look = lines.get(local(row["style"])) or LineStyle(row["label"], row["colour"], dashes, ())
        lines[local(row["style"])] = look._replace(statuses=(*look.statuses, local(row["status"])))
    return kinds, lines


THING_STYLES: Mapping[str, ThingStyle]
LINE_STYLES: Mapping[str, LineStyle]
THING_STYLES, LINE_STYLES = _declared()

_CERTAINTY_OF = {status: name for name, look in LINE_STYLES.items() for status in look.statuses}


_MARK_COLOURS = ("#0072b2", "#c47a00", "#00817a", "#2e3a46", "#b0246a")
_ANY_COLOUR = "#77818c"


def marked(marks: Iterable[str]) -> dict[str, LineStyle]:
    """Return a colour for each of up to five marks, in the order of a legend, and what the dashes go on to say."""
    colours = {mark: LineStyle(mark, colour, (), ()) for mark, colour in zip(marks, _MARK_COLOURS, strict=False)}
    return colours | {name: look._replace(colour=_ANY_COLOUR) for name, look in LINE_STYLES.items()}


def certainty(status: str) -> str:
    """Return the certainty of a status; one that nobody knows is not said firmly."""
    return _CERTAINTY_OF.get(status, "hedged")


def width(statements: int, sources: int = 1) -> float:
    """Return how thick the line for so many statements of so many sources is."""
    return round(min(0.7 + 0.9 * math.sqrt(statements) + 0.9 * (sources - 1), 8.0), 1)

"""Styles of things and lines, with their legend labels, as declared in the ontology of a graph (``cakg:drawnAs``).

Only the width of a line is set here. Readers who cannot distinguish red and green can distinguish blue, amber, purple
and grey; dashes repeat the meaning of the colours.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, Protocol

import pyoxigraph

from cakg.model.names import KINDS
from cakg.paths import shipped
from cakg.store.local import LocalStore
from cakg.store.protocol import Engine
from cakg.store.reading import load
from cakg.store.rows import texts
from cakg.vocabulary import local

if TYPE_CHECKING:
    import networkx

FONT = "Arial, 'Liberation Sans', Helvetica, sans-serif"
FONT_SIZE = 14
LINE_HEIGHT = 16
INK = "#1c2530"
BELONGING_COLOUR, BELONGING_WIDTH = "#dfe2e6", 7
"""The line between a group and a member."""
BEND = 0.16
"""The bend between neighbouring lines of one pair of things."""


class ThingStyle(NamedTuple):
    """The style of a kind of thing; *shape* is a shape name of vis-network."""

    label: str
    shape: str
    colour: str


class LineStyle(NamedTuple):
    """The style of lines of one certainty, that is, of statements made equally firmly."""

    label: str
    colour: str
    dashes: tuple[int, ...]
    statuses: tuple[str, ...]


class Look(Protocol):
    """The properties of a line that determine its style."""

    @property
    def certainty(self) -> str: ...  # noqa: D102

    @property
    def mark(self) -> str: ...  # noqa: D102

    @property
    def choice(self) -> str: ...  # noqa: D102


_MARK_COLOURS = ("#00817a", "#8a4fbf", "#1c2530", "#b0246a", "#6b7680", "#5f7d1c", "#8c4a3c")
"""Blue and amber are not used, because they stand for certainties in every picture."""
_ANY_COLOUR = "#77818c"

_THING_STYLES = """
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

_PREDICATE_STYLES = """
SELECT ?predicate ?label ?colour
WHERE { ?predicate a cakg:Predicate ; cakg:colour ?colour ; rdfs:label ?label . FILTER (LANG(?label) = "en") }
ORDER BY ?predicate"""


class Styles(NamedTuple):
    """The styles of a graph: things by kind, lines by certainty, both in legend order."""

    things: Mapping[str, ThingStyle]
    lines: Mapping[str, LineStyle]
    predicates: Mapping[str, LineStyle]
    """Predicates with their own colour, such as the ways to vote, by local name."""

    def thing(self, kind: str) -> ThingStyle:
        """Return the style of a kind of thing; a grey disc if the ontology declares none."""
        return self.things.get(kind) or ThingStyle(kind.lower(), "dot", _ANY_COLOUR)

    def legend(self, kinds: Iterable[str]) -> dict[str, ThingStyle]:
        """Return the styles of *kinds* in legend order."""
        wanted = set(kinds)
        order = [kind for kind in self.things if kind in wanted] + sorted(wanted - self.things.keys())
        return {kind: self.thing(kind) for kind in order}

    def certainty(self, status: str) -> str:
        """Return the certainty of a status; ``hedged`` (or else the first certainty) for an unknown status."""
        known = (name for name, style in self.lines.items() if status in style.statuses)
        return next(known, "hedged" if "hedged" in self.lines else next(iter(self.lines)))


class Looks:
    """The line styles of one picture: dashes show certainty; colours show certainty, marks or ways to vote."""

    def __init__(self, styles: Styles, marks: Iterable[str] = ()) -> None:
        self.styles = styles
        marked = {mark: LineStyle(mark, colour, (), ()) for mark, colour in zip(marks, _MARK_COLOURS, strict=False)}
        grey = {name: style._replace(colour=_ANY_COLOUR) for name, style in styles.lines.items()}
        self.legend = {**marked, **(grey if marked else styles.lines), **({} if marked else styles.predicates)}
        """The possible legend entries in order: marks, certainties, predicates with a colour."""

    def names(self, line: Look) -> list[str]:
        """Return the legend entries of a line: its mark or vote, and its certainty if that is visible."""
        own = line.mark or line.choice
        shows = not line.choice or self.legend[line.certainty].dashes
        return [name for name in (own, line.certainty if shows else "") if name]

    def of(self, line: Look) -> LineStyle:
        """Return the style of a line, with the label of its certainty."""
        look = self.legend[line.certainty]
        return look._replace(colour=self.legend.get(line.mark or line.choice, look).colour)


def styles(engine: Engine) -> Styles:
    """Return the styles declared in the ontology of a graph; if it declares none, all lines have one style."""
    rows = texts(engine, _THING_STYLES)
    declared = {local(row["kind"]): ThingStyle(row["label"], row["shape"], row["colour"]) for row in rows}
    things = {kind: declared[kind] for kind in [*KINDS, "Thing", *declared] if kind in declared}
    lines: dict[str, LineStyle] = {}
    for row in texts(engine, _LINE_STYLES):
        dashes = tuple(map(int, row.get("dashes", "").split()))
        style = lines.get(local(row["style"])) or LineStyle(row["label"], row["colour"], dashes, ())
        lines[local(row["style"])] = style._replace(statuses=(*style.statuses, local(row["status"])))
    predicates = {
        local(row["predicate"]): LineStyle(row["label"], row["colour"], (), ())
        for row in texts(engine, _PREDICATE_STYLES)
    }
    return Styles(things, lines or {"statements": LineStyle("statements", _ANY_COLOUR, (), ())}, predicates)


def styles_of(graph: networkx.MultiDiGraph[str]) -> Styles:
    """Return the styles of a network; those of the shipped ontology for a graph not built by cakg."""
    return getattr(graph, "styles", None) or _shipped()


@cache
def _shipped() -> Styles:
    store = pyoxigraph.Store()
    load(store, sorted(shipped().ontology.glob("*.ttl")))
    return styles(LocalStore(store))


def width(statements: int, sources: int = 1) -> float:
    """Return the width in pixels of a line for a number of statements and sources."""
    return round(min(0.7 + 0.9 * math.sqrt(statements) + 0.9 * (sources - 1), 8.0), 1)

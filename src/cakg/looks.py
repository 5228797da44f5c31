"""How things and ties look, and what the legend calls them.

Knows shapes, colours and dashes. Blue, amber, purple and grey are told apart by readers who see
red and green alike, and a dash repeats what the colour says.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

FONT = "Arial, 'Liberation Sans', Helvetica, sans-serif"
FONT_SIZE = 14
LINE_HEIGHT = 16
INK = "#1c2530"


@dataclass(frozen=True, slots=True)
class ThingLook:
    """The shape of a kind of thing, by the name that vis-network gives it."""

    label: str
    shape: str
    colour: str


@dataclass(frozen=True, slots=True)
class LineLook:
    """The line for statements of one footing: how firmly they are said, whatever they say."""

    label: str
    colour: str
    dashes: tuple[int, ...]
    statuses: tuple[str, ...]


_ACTOR, _PERSON, _MATTER = "#1f3a5f", "#7a4a86", "#857b6d"

KINDS: Mapping[str, ThingLook] = {
    "State": ThingLook("state", "dot", _ACTOR),
    "Organisation": ThingLook("organisation", "square", _ACTOR),
    "Person": ThingLook("person", "triangle", _PERSON),
    "Group": ThingLook("group", "hexagon", _PERSON),
    "Place": ThingLook("place", "triangleDown", _MATTER),
    "Event": ThingLook("event", "star", _MATTER),
    "Object": ThingLook("object", "diamond", _MATTER),
    "System": ThingLook("system", "square", _MATTER),
    "Topic": ThingLook("topic", "hexagon", _MATTER),
    "Thing": ThingLook("thing of no declared kind", "dot", _MATTER),
}

FOOTINGS: Mapping[str, LineLook] = {
    "unhedged": LineLook("said without a hedge", "#0072b2", (), ("stated", "judged", "attributed")),
    "hedged": LineLook(
        "hedged, foreseen, conditional or urged",
        "#c47a00",
        (8, 5),
        ("hedged", "foreseen", "conditional", "urged", "open", "unclaimed"),
    ),
    "contested": LineLook("contested: one affirms, another denies", "#b0246a", (12, 4, 3, 4), ("contested",)),
    "denied": LineLook("denied: the sources say it is not so", "#6d6d6d", (2, 4), ("denied",)),
}

_FOOTING_OF = {status: name for name, look in FOOTINGS.items() for status in look.statuses}


def footing(status: str) -> str:
    """Return the footing of a status; one that nobody knows is not said firmly."""
    return _FOOTING_OF.get(status, "hedged")


def width(statements: int) -> float:
    """Return how thick the line for so many statements is."""
    return round(min(0.7 + 0.9 * math.sqrt(statements), 8.0), 1)

"""What a picture of a network shows: which things, tied by which lines, standing where.

Knows what to leave out. Does not know in which format the picture is written:
:mod:`cakg.pictures.network` makes a page of it, :mod:`cakg.pictures.svg` an image.
"""

from __future__ import annotations

import math
import textwrap
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import networkx

from cakg.network.build import asked_about, by_statement
from cakg.network.merge import Line, Tie, groups, lines, merge_member_edges, ties
from cakg.network.style import FONT_SIZE, LINE_HEIGHT, styles_of
from cakg.pictures.layout import placed

MOST_THINGS = 36
"""More than these nobody takes in at once; the least tied are left to the table."""

_CHARACTERS_A_ROW = 18
_ROWS = 3
_EMS_A_CHARACTER = 0.58


class Thing(NamedTuple):
    """A thing that is drawn: its shape is centred on *x* and *y*, its label stands below in rows.

    *first* tells that it is in the first picture; the others are drawn when a reader asks for them.
    """

    iri: str
    label: str
    kind: str
    statements: tuple[str, ...]
    first: bool = True
    x: int = 0
    y: int = 0

    @property
    def rows(self) -> list[str]:
        """The label, cut into rows of a readable length."""
        return textwrap.wrap(self.label, _CHARACTERS_A_ROW, max_lines=_ROWS, placeholder=" …") or ["?"]

    @property
    def radius(self) -> int:
        """Half the width of the shape: it grows with the number of statements."""
        return min(6 + round(1.2 * math.sqrt(len(self.statements))), 22)

    @property
    def box(self) -> tuple[float, float]:
        """Width and height of shape and label together."""
        longest = max(len(row) for row in self.rows)
        width = max(2.0 * self.radius, longest * FONT_SIZE * _EMS_A_CHARACTER)
        return width, 2 * self.radius + 4 + LINE_HEIGHT * len(self.rows)


class Picture(NamedTuple):
    """Things and lines to draw; ``statements`` are all of the network, ``drawn`` those that lines stand for."""

    things: tuple[Thing, ...]
    lines: tuple[Line, ...]
    memberships: tuple[tuple[str, str], ...]
    statements: frozenset[str]
    crowded_out: int
    title: str
    drawn: frozenset[str]


def compose(graph: networkx.MultiDiGraph[str], *, most: int = MOST_THINGS, more: int = 0, trials: int = 1) -> Picture:
    """Return the picture of *graph* that a reader can take in without touching anything.

    It draws what :func:`cakg.network.merge.ties` keeps, and of more than *most* things the best
    tied. Up to *more* others have places too, around those, for who asks for all.
    ``crowded_out`` says how many things gave way. What has no stored place gets one: of so many
    *trials* to lay out the first picture the best is taken.
    """
    found = merge_member_edges(graph, ties(graph))
    asked = asked_about(graph)
    ranked = _ranked(graph, found, asked)
    best = set(ranked[:most])
    first = {end for tie in found if {tie.one, tie.other} <= best for end in (tie.one, tie.other)} | asked
    wide = first | set(ranked[: most + more] if more else ())
    drawn = lines((tie for tie in found if {tie.one, tie.other} <= wide), styles_of(graph))
    memberships = _memberships(graph, wide)
    things = _placed(graph, sorted(wide), first, [*((line.one, line.other) for line in drawn), *memberships], trials)
    return Picture(
        things,
        tuple(drawn),
        memberships,
        statements=frozenset(by_statement(graph)),
        crowded_out=len(set(ranked) - wide),
        title=_title((thing for thing in things if thing.first), asked),
        drawn=frozenset(one for line in drawn for one in line.statements),
    )


def _title(things: Iterable[Thing], asked: set[str]) -> str:
    """Return whom the picture is about: what was asked about, else the two of which most is said."""
    weighty = sorted(things, key=lambda thing: (-len(thing.statements), thing.iri))
    names = [thing.label for thing in weighty if thing.iri in asked] or [thing.label for thing in weighty[:2]]
    return f"{' and '.join(names) or 'Nothing'}: who is tied to whom, and who says so"


def _memberships(graph: networkx.MultiDiGraph[str], shown: set[str]) -> tuple[tuple[str, str], ...]:
    """Return groups with their members; of several groups with the same members the first alone."""
    first = {members: group for group, members in reversed(groups(graph)) if group in shown}
    return tuple((group, member) for members, group in first.items() for member in sorted(members & shown))


def _ranked(graph: networkx.MultiDiGraph[str], found: Sequence[Tie], asked: set[str]) -> list[str]:
    """Return what is tied: first what is asked about, then what is contested, then those tied to most others."""
    disputed = {end for tie in found if tie.status == "contested" for end in (tie.one, tie.other)}
    degree = dict(networkx.Graph((tie.one, tie.other) for tie in found).degree)

    def rank(thing: str) -> tuple[bool, bool, int, int, str]:
        return (thing not in asked, thing not in disputed, -degree[thing], -graph.nodes[thing]["statements"], thing)

    return sorted(degree, key=rank)


def _placed(
    graph: networkx.MultiDiGraph[str],
    wide: Iterable[str],
    first: set[str],
    tied: Sequence[tuple[str, str]],
    trials: int,
) -> tuple[Thing, ...]:
    """Return the things to draw, each where the graph stores a place for it, or the layout finds one."""
    involving: dict[str, set[str]] = defaultdict(set)
    for one, other, edge in graph.edges(data=True):
        involving[one].add(edge["statement"])
        involving[other].add(edge["statement"])
    things = [
        Thing(iri, graph.nodes[iri]["label"], graph.nodes[iri]["kind"], tuple(sorted(involving[iri])), iri in first)
        for iri in wide
    ]
    stored = {
        thing.iri: (facts["x"], facts["y"] + thing.box[1] / 2 - thing.radius)
        for thing in things
        if "x" in (facts := graph.nodes[thing.iri])
    }
    centres = placed({thing.iri: thing.box for thing in things}, first, tied, stored, trials=trials)
    return tuple(
        thing._replace(x=centres[thing.iri][0], y=centres[thing.iri][1] - round(thing.box[1] / 2) + thing.radius)
        for thing in things
    )

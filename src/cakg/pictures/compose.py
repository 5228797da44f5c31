"""Composition of a picture of a network: its things, its lines and their positions.

This module decides what to leave out. :mod:`cakg.pictures.network` writes the picture as a page,
:mod:`cakg.pictures.svg` as an image.
"""

from __future__ import annotations

import math
import textwrap
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import lru_cache
from heapq import heappop, heappush
from typing import NamedTuple

import networkx

from cakg.network.build import asked_about, by_statement
from cakg.network.merge import Line, Tie, groups, lines, merge_member_edges, ties
from cakg.network.style import FONT_SIZE, LINE_HEIGHT, Styles, styles_of
from cakg.pictures.layout import USUAL, Plan, placed
from cakg.pictures.routing import Obstacle, routed

MOST_THINGS = 36
"""The most things in the first picture; things with fewer ties are only in the tables."""

MOST_LABELLED = 12
"""Lines are labelled with their verbs only up to this number of lines."""

MOST_LINES = 120
"""The most lines in the first picture; things are left out until this number is reached."""

_SPREADS = (1.0, 1.15, 1.3, 1.5)
_CHARACTERS_A_ROW = 18
_ROWS = 3
_EMS_A_CHARACTER = 0.58


class Thing(NamedTuple):
    """A drawn thing: a shape centred on *x* and *y*, with its label below.

    *first* is true for things in the first picture; others appear when a reader asks for all.
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
        """The label, wrapped into rows."""
        return _wrapped(self.label)

    @property
    def radius(self) -> int:
        """Half the width of the shape, which grows with the number of statements."""
        return min(6 + round(1.2 * math.sqrt(len(self.statements))), 22)

    @property
    def label_size(self) -> tuple[float, int]:
        """The width and height of the label, with the gap above it."""
        rows = self.rows
        return max(map(len, rows)) * FONT_SIZE * _EMS_A_CHARACTER, 4 + LINE_HEIGHT * len(rows)

    @property
    def box(self) -> tuple[float, float]:
        """The width and height of shape and label together."""
        width, height = self.label_size
        return max(2.0 * self.radius, width), 2 * self.radius + height

    @property
    def obstacle(self) -> Obstacle:
        """The shape and the label as an obstacle for lines."""
        return Obstacle(self.x, self.y, self.radius, *self.label_size)


@lru_cache(maxsize=1024)
def _wrapped(label: str) -> list[str]:
    return textwrap.wrap(label, _CHARACTERS_A_ROW, max_lines=_ROWS, placeholder=" …") or ["?"]


class Membership(NamedTuple):
    """A line between a group and a member, drawn below all other lines."""

    group: str
    member: str
    bend: float = 0.0


class Picture(NamedTuple):
    """The things and lines to draw. ``statements`` are all those of the network; ``drawn`` are those with a line."""

    things: tuple[Thing, ...]
    lines: tuple[Line, ...]
    memberships: tuple[Membership, ...]
    member_lines: tuple[tuple[int, Line], ...]
    """Lines of members that are merged into a line of their group, each with the index of the group's line.

    The page shows them when filters leave only some of the members.
    """
    statements: frozenset[str]
    crowded_out: int
    """The number of things left out for lack of room."""
    drawn: frozenset[str]
    labelled: bool
    """Whether lines have labels, and an image lists the statements."""


def compose(
    graph: networkx.MultiDiGraph[str],
    *,
    most: int = MOST_THINGS,
    more: int = 0,
    plan: Plan = USUAL,
) -> Picture:
    """Return the picture of *graph*.

    It draws the ties of :func:`cakg.network.merge.ties`. The first picture has at most *most* things and
    :data:`MOST_LINES` lines; the things with the most ties are kept. Up to *more* other things get positions around
    them, for readers who ask for all. Things without a stored position get one from a layout made as *plan* says.
    """
    styles = styles_of(graph)
    every_tie = ties(graph)
    found = merge_member_edges(graph, every_tie)
    asked = asked_about(graph)
    ranked = _ranked(graph, found, asked)
    every = lines(found, styles)
    best = _few_enough(ranked[:most], every)
    first = {end for line in every if {line.one, line.other} <= best for end in (line.one, line.other)} | asked
    members = {tie.member for tie in found if tie.member}
    kept = first | (set(ranked[: most + more]) | members if more else set())
    drawn = [line for line in every if {line.one, line.other} <= kept]
    memberships = _memberships(graph, kept)
    ends = [*((line.one, line.other) for line in drawn), *(one[:2] for one in memberships)]
    things = _placed(graph, sorted(kept), first, ends, plan)
    things, bends = _routed(things, ends)
    return Picture(
        things,
        tuple(line._replace(bend=bend) for line, bend in zip(drawn, bends, strict=False)),
        tuple(one._replace(bend=bend) for one, bend in zip(memberships, bends[len(drawn) :], strict=True)),
        tuple(_member_lines(drawn, every_tie, found, styles, kept)),
        statements=frozenset(by_statement(graph)),
        crowded_out=len(set(ranked) - kept),
        drawn=frozenset(one for line in drawn for one in line.statements),
        labelled=len(drawn) <= MOST_LABELLED,
    )


def _member_lines(
    drawn: Iterable[Line], every: Iterable[Tie], merged: Iterable[Tie], styles: Styles, kept: Set[str]
) -> Iterator[tuple[int, Line]]:
    """Yield the lines of members that were merged into lines of groups, each with the index of the group's line."""
    own: dict[tuple[frozenset[str], str], list[Tie]] = defaultdict(list)
    for before, after in zip(every, merged, strict=True):
        if after.member:
            own[frozenset((after.one, after.other)), after.statement].append(before)
    for place, line in enumerate(drawn):
        pair = frozenset((line.one, line.other))
        moved = [tie for part in line.parts if part.bundle for tie in own[pair, part.statement]]
        yield from ((place, one) for one in lines(moved, styles) if {one.one, one.other} <= kept)


def _few_enough(ranked: Sequence[str], every: Iterable[Line]) -> set[str]:
    """Return as many of the first *ranked* things as have at most :data:`MOST_LINES` lines among them."""
    place = {iri: number for number, iri in enumerate(ranked)}
    farther = sorted(
        max(place[line.one], place[line.other]) for line in every if {line.one, line.other} <= place.keys()
    )
    return set(ranked[: farther[MOST_LINES]] if len(farther) > MOST_LINES else ranked)


def _routed(things: tuple[Thing, ...], ends: Sequence[tuple[str, str]]) -> tuple[tuple[Thing, ...], list[float]]:
    """Return the things and the bend of each line between them.

    If lines pass through things, the things are moved farther apart. A page computes bends for things outside the
    first picture itself.
    """
    first = {thing.iri for thing in things if thing.first}
    among = [number for number, pair in enumerate(ends) if first >= set(pair)]
    tries = []
    for spread in _SPREADS:
        spaced = tuple(thing._replace(x=round(thing.x * spread), y=round(thing.y * spread)) for thing in things)
        routes = routed({one.iri: one.obstacle for one in spaced if one.first}, [ends[number] for number in among])
        tries.append((spaced, routes))
        if not routes.through:
            break
    best, routes = min(tries, key=lambda found: found[1].through)
    found = [0.0] * len(ends)
    for number, bend in zip(among, routes.bends, strict=True):
        found[number] = bend
    return best, found


def _memberships(graph: networkx.MultiDiGraph[str], shown: set[str]) -> tuple[Membership, ...]:
    """Return the memberships to draw. If several groups have the same members, only the first group is drawn."""
    first = {members: group for group, members in reversed(groups(graph)) if group in shown}
    return tuple(Membership(group, member) for members, group in first.items() for member in sorted(members & shown))


def _ranked(graph: networkx.MultiDiGraph[str], found: Sequence[Tie], asked: set[str]) -> list[str]:
    """Return the things with ties: selected ones first, then those with contested ties, then by number of ties."""
    disputed = {end for tie in found if tie.status == "contested" for end in (tie.one, tie.other)}
    degree = dict(networkx.Graph((tie.one, tie.other) for tie in found).degree)

    def rank(thing: str) -> tuple[bool, bool, int, int, str]:
        return (thing not in asked, thing not in disputed, -degree[thing], -graph.nodes[thing]["statements"], thing)

    ranked = sorted(degree, key=rank)
    return _with_neighbours(ranked, found, first=[thing for thing in ranked if thing in asked or thing in disputed])


def _with_neighbours(ranked: Sequence[str], found: Iterable[Tie], first: Sequence[str]) -> list[str]:
    """Return the *ranked* things in an order in which each has a tie to one before it, if possible; *first* come first.

    Otherwise the first things could all have their ties to others, so that a picture of them would have no lines.
    """
    place = {thing: number for number, thing in enumerate(ranked)}
    near: dict[str, set[str]] = defaultdict(set)
    for tie in found:
        near[tie.one].add(tie.other)
        near[tie.other].add(tie.one)
    order: dict[str, None] = {}
    waiting = [place[thing] for thing in first]
    for start in ranked:
        waiting = waiting or [place[start]]
        while waiting:
            thing = ranked[heappop(waiting)]
            if thing not in order:
                order[thing] = None
                for other in near[thing] - order.keys():
                    heappush(waiting, place[other])
    return list(order)


def _placed(
    graph: networkx.MultiDiGraph[str],
    kept: Iterable[str],
    first: set[str],
    tied: Sequence[tuple[str, str]],
    plan: Plan,
) -> tuple[Thing, ...]:
    """Return the things to draw at their stored positions, or else at positions from the layout."""
    involving: dict[str, set[str]] = defaultdict(set)
    for one, other, edge in graph.edges(data=True):
        involving[one].add(edge["statement"])
        involving[other].add(edge["statement"])
    things = [
        Thing(iri, graph.nodes[iri]["label"], graph.nodes[iri]["kind"], tuple(sorted(involving[iri])), iri in first)
        for iri in kept
    ]
    stored = {
        thing.iri: (facts["x"], facts["y"] + thing.box[1] / 2 - thing.radius)
        for thing in things
        if "x" in (facts := graph.nodes[thing.iri])
    }
    centres = placed({thing.iri: thing.box for thing in things}, first, tied, stored, plan)
    return tuple(
        thing._replace(x=centres[thing.iri][0], y=centres[thing.iri][1] - round(thing.box[1] / 2) + thing.radius)
        for thing in things
    )

"""What a picture of a network shows: which things, tied by which lines, standing where, and what to say of it.

Knows what to leave out. Does not know in which format the picture is written:
:mod:`cakg.pictures.network` makes a page of it, :mod:`cakg.pictures.svg` an image.
"""

from __future__ import annotations

import math
import re
import textwrap
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence, Set
from typing import NamedTuple

import networkx

from cakg.model.phrases import listed
from cakg.model.selection import Selection
from cakg.network.build import asked_about, by_statement
from cakg.network.merge import Line, Tie, groups, lines, merge_member_edges, ties
from cakg.network.style import FONT_SIZE, LINE_HEIGHT, Looks, Styles, styles_of
from cakg.pictures.data import Caption
from cakg.pictures.layout import placed
from cakg.pictures.routing import Obstacle, routed
from cakg.tables import counted
from cakg.vocabulary import local

MOST_THINGS = 36
"""More than these nobody takes in at once; the least tied are left to the table."""

MOST_LABELLED = 12
"""So few lines have their verbs written on them."""

MOST_LINES = 120
"""Nor more than these: things whose lines would be too many are left out as well."""

_SPREADS = (1.0, 1.15, 1.3, 1.5)
_VERBS = 4
_ORDER = (1, -1, 0)
_ARROWS = {1: "→", -1: "←", 0: "–"}
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

    @property
    def obstacle(self) -> Obstacle:
        """The shape and the label as lines meet them."""
        longest = max(len(row) for row in self.rows)
        return Obstacle(
            self.x, self.y, self.radius, longest * FONT_SIZE * _EMS_A_CHARACTER, 4 + LINE_HEIGHT * len(self.rows)
        )


class Membership(NamedTuple):
    """A group and one of its members, both drawn, with a line between them that lies beneath all others."""

    group: str
    member: str
    bend: float = 0.0


class Picture(NamedTuple):
    """Things and lines to draw; ``statements`` are all of the network, ``drawn`` those that lines stand for."""

    things: tuple[Thing, ...]
    lines: tuple[Line, ...]
    memberships: tuple[Membership, ...]
    apart: tuple[tuple[int, Line], ...]
    """The lines of members in whose place a group stands, each with the place of the group's line.

    They are for when filters leave only some of the members.
    """
    statements: frozenset[str]
    crowded_out: int
    title: str
    drawn: frozenset[str]


def compose(graph: networkx.MultiDiGraph[str], *, most: int = MOST_THINGS, more: int = 0, trials: int = 1) -> Picture:
    """Return the picture of *graph* that a reader can take in without touching anything.

    It draws what :func:`cakg.network.merge.ties` keeps, and of more than *most* things, or of those with more than
    :data:`MOST_LINES` lines, the best tied. Up to *more* others have places too, around those, for who asks for all.
    ``crowded_out`` says how many things gave way. What has no stored place gets one: of so many
    *trials* to lay out the first picture the best is taken.
    """
    styles = styles_of(graph)
    every_tie = ties(graph)
    found = merge_member_edges(graph, every_tie)
    asked = asked_about(graph)
    ranked = _ranked(graph, found, asked)
    every = lines(found, styles)
    best = _legible(ranked[:most], every)
    first = {end for line in every if {line.one, line.other} <= best for end in (line.one, line.other)} | asked
    members = {tie.member for tie in found if tie.member}
    wide = first | (set(ranked[: most + more]) | members if more else set())
    drawn = [line for line in every if {line.one, line.other} <= wide]
    memberships = _memberships(graph, wide)
    ends = [*((line.one, line.other) for line in drawn), *(one[:2] for one in memberships)]
    things = _placed(graph, sorted(wide), first, ends, trials)
    things, bends = _routed(things, ends)
    return Picture(
        things,
        tuple(line._replace(bend=bend) for line, bend in zip(drawn, bends, strict=False)),
        tuple(one._replace(bend=bend) for one, bend in zip(memberships, bends[len(drawn) :], strict=True)),
        tuple(_apart(drawn, every_tie, found, styles, wide)),
        statements=frozenset(by_statement(graph)),
        crowded_out=len(set(ranked) - wide),
        title=_title(graph, drawn, first, asked),
        drawn=frozenset(one for line in drawn for one in line.statements),
    )


def caption(graph: networkx.MultiDiGraph[str], picture: Picture, title: str = "", marks: Sequence[str] = ()) -> Caption:
    """Return what is written at *picture*, which is one of *graph*; *title* stands in place of its own.

    A picture with a title of its own is about what that says, so that no thing is named as the one with most
    statements. *marks* are those of its lines, which are counted as certainties are.
    """
    first = {thing.iri: thing for thing in picture.things if thing.first}
    shown = [line for line in picture.lines if {line.one, line.other} <= first.keys()]
    drawn = {one: line for line in shown for one in line.statements}
    weighty = _weights(shown, first)
    most = [f"{first[iri].label} ({weighty[iri]})" for iri in list(weighty)[:2]]
    firmness = {name: re.split("[,:]", look.label)[0] for name, look in styles_of(graph).lines.items()}
    counts = (Counter(line.mark for line in drawn.values()), Counter(line.certainty for line in drawn.values()))
    told = [
        f"{count[name]} {label}"
        for count, names in zip(counts, ({mark: mark for mark in marks}, firmness), strict=True)
        for name, label in names.items()
        if count[name]
    ]
    takeaway = "No statement of the selection can be drawn as a line."
    if drawn:
        number = counted(len(drawn), "statement")
        start = f"{number} drawn: " if title else f"Of {number} drawn, most lead to or from {' and '.join(most)}; "
        takeaway = f"{start}{', '.join(told)}."
    contested = (
        f"{first[line.one].label} and {first[line.other].label}" for line in shown if line.certainty == "contested"
    )
    alternative = [f"A network of {counted(len(first), 'thing')} and {counted(len(shown), 'line')}.", takeaway]
    if weighty:
        named = ", ".join(first[iri].label for iri in weighty)
        alternative.append(f"The things, by number of statements: {named}.")
    if pairs := dict.fromkeys(contested):
        alternative.append(f"Contested: {'; '.join(pairs)}.")
    return Caption(title or picture.title, takeaway, " ".join(alternative))


class Wording(NamedTuple):
    """A line in words."""

    name: str
    """The two things, with an arrow from one to the other, both ways, or a dash."""
    firmness: str
    verbs: str
    """What the one does to the other, each way."""
    extent: str
    """By how many statements it is said, their theme, and the mark if any."""

    @property
    def hint(self) -> str:
        """All of it in a line."""
        return f"{self.name}: {self.firmness}: {self.verbs} ({self.extent})"


def wording(graph: networkx.MultiDiGraph[str], line: Line, looks: Looks) -> Wording:
    """Return *line* in words; ``templates/network.js`` words what filters leave of it just so."""
    verbs: dict[int, Counter[str]] = defaultdict(Counter)
    for part in line.parts:
        verbs[part.way][part.verb] += 1
    one, other = (graph.nodes[end]["label"] for end in (line.one, line.other))
    forwards = line.to_other or not line.to_one
    arrow = "⇄" if line.to_one and line.to_other else "→" if line.to_one or line.to_other else "–"
    name = f"{one} {arrow} {other}" if forwards else f"{other} {arrow} {one}"
    told = [
        f"{_ARROWS[way * (1 if forwards else -1)]} " * (len(verbs) > 1) + _listed(verbs[way])
        for way in sorted(verbs, key=lambda way: _ORDER.index(way * (1 if forwards else -1)))
    ]
    firmness = looks.legend[line.certainty].label.partition(":")[0]
    more = (counted(len(line.parts), "statement"), line.theme.replace("-", " "), line.mark)
    return Wording(name, firmness, "; ".join(told), ", ".join(filter(None, more)))


def _listed(verbs: Counter[str]) -> str:
    """Return the verbs that most statements have, each with its number where it is more than one."""
    found = [f"{verb} ({times})" if times > 1 else verb for verb, times in verbs.most_common(_VERBS)]
    return ", ".join(found) + (" …" if len(verbs) > _VERBS else "")


def _apart(
    drawn: Iterable[Line], every: Iterable[Tie], merged: Iterable[Tie], styles: Styles, wide: Set[str]
) -> Iterator[tuple[int, Line]]:
    """Yield the lines that members would have without their groups, each with the place of the group's line."""
    own: dict[tuple[frozenset[str], str], list[Tie]] = defaultdict(list)
    for before, after in zip(every, merged, strict=True):
        if after.member:
            own[frozenset((after.one, after.other)), after.statement].append(before)
    for place, line in enumerate(drawn):
        pair = frozenset((line.one, line.other))
        moved = [tie for part in line.parts if part.bundle for tie in own[pair, part.statement]]
        yield from ((place, one) for one in lines(moved, styles) if {one.one, one.other} <= wide)


def _legible(ranked: Sequence[str], every: Iterable[Line]) -> set[str]:
    """Return the first of *ranked*, as many as have no more than :data:`MOST_LINES` lines among them."""
    place = {iri: number for number, iri in enumerate(ranked)}
    farther = sorted(
        max(place[line.one], place[line.other]) for line in every if {line.one, line.other} <= place.keys()
    )
    return set(ranked[: farther[MOST_LINES]] if len(farther) > MOST_LINES else ranked)


def _routed(things: tuple[Thing, ...], ends: Sequence[tuple[str, str]]) -> tuple[tuple[Thing, ...], list[float]]:
    """Return the things, farther apart where lines find no way between them, and how far each line bends.

    A page bends anew the lines of things that a reader asks for.
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


def _weights(drawn: Iterable[Line], first: Collection[str]) -> dict[str, int]:
    """Return in how many statements each thing of the first picture is, as far as they are drawn; the most first."""
    found: dict[str, set[str]] = defaultdict(set)
    for line in drawn:
        if line.one in first and line.other in first:
            found[line.one].update(line.statements)
            found[line.other].update(line.statements)
    return {iri: len(found[iri]) for iri in sorted(found, key=lambda iri: (-len(found[iri]), iri))}


def _title(
    graph: networkx.MultiDiGraph[str], drawn: Iterable[Line], first: Collection[str], asked: Collection[str]
) -> str:
    """Return whom the picture is about: what was asked about, else the two of which most is drawn."""
    weighty = [*_weights(drawn, first), *sorted(first)]
    names = [graph.nodes[iri]["label"] for iri in dict.fromkeys(weighty) if not asked or iri in asked]
    selection: Selection | None = getattr(graph, "selection", None)
    themes = [local(iri).replace("-", " ") for iri in selection.themes] if selection else []
    about = f" ({listed(themes)})" if themes else ""
    return f"{listed(names[: len(asked) or 2]) or 'Nothing'}: who is tied to whom, and who says so{about}"


def _memberships(graph: networkx.MultiDiGraph[str], shown: set[str]) -> tuple[Membership, ...]:
    """Return groups with their members; of several groups with the same members the first alone."""
    first = {members: group for group, members in reversed(groups(graph)) if group in shown}
    return tuple(Membership(group, member) for members, group in first.items() for member in sorted(members & shown))


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

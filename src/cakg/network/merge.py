"""The edges of a network drawn together into few lines, none of them lost.

Knows which ties are worth one line. Does not know where things stand or how a line looks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple

import networkx

from cakg.network.style import Styles, width

_FEWEST_MEMBERS = 3
_SOURCES_BY_POLARITY = ("affirmedIn", "deniedIn", "leftOpenIn")


class Tie(NamedTuple):
    """An edge of the network, as far as a picture cares."""

    one: str
    other: str
    statement: str
    status: str
    predicate: str
    role: str
    directed: bool
    theme: str = ""
    mark: str = ""
    """The group that an excerpt puts the statement into."""
    sources: frozenset[str] = frozenset()

    @property
    def merge_key(self) -> tuple[str, ...]:
        """The key for merging edges: what two ties must have in common."""
        return (self.predicate, self.role, self.status, self.mark)


class Line(NamedTuple):
    """All statements of one theme, certainty and mark between two things, with an arrow at each end that one leads to.

    Certainties are kept apart within a theme, or what is contested would hide under what is
    certain. *bend* is 0 for a straight line; where a pair has several, each bends its own way.
    """

    one: str
    other: str
    certainty: str
    to_one: bool
    to_other: bool
    bend: int
    statements: tuple[str, ...]
    theme: str = ""
    mark: str = ""
    sources: int = 1

    @property
    def width(self) -> float:
        """How thick the line is: it grows with statements and with sources."""
        return width(len(self.statements), self.sources)


def ties(graph: networkx.MultiDiGraph[str]) -> list[Tie]:
    """Return the edges that a picture draws.

    Left to the table are judgements, links between causes, descriptions (the ontology
    declares them as not drawn), what is said of one thing alone, and topics, which no two
    things meet at; a topic that the selection asks about is drawn. A thing that a statement
    involves without a role of its own is led to only when it is asked about, or when no
    other is: a vote ties a state to the resolution, not to all that the resolution is about.
    """
    asked = {thing for thing, facts in graph.nodes(data=True) if "about" in facts}
    hidden = {thing for thing, facts in graph.nodes(data=True) if facts["kind"] == "Topic"} - asked
    direct = {
        edge["statement"]
        for one, other, edge in graph.edges(data=True)
        if one != other and edge["role"] != "involved" and not hidden & {one, other}
    }
    return [
        Tie(
            one,
            other,
            **{name: edge.get(name, "") for name in ("statement", "status", "predicate", "role", "theme", "mark")},
            directed=edge.get("drawnAs") != "line",
            sources=frozenset(
                chain.from_iterable(edge[told].split("; ") for told in _SOURCES_BY_POLARITY if told in edge)
            ),
        )
        for one, other, edge in graph.edges(data=True)
        if one != other and edge.get("drawnAs") != "none" and not hidden & {one, other}
        if edge["role"] != "involved" or other in asked or edge["statement"] not in direct
    ]


def merge_member_edges(graph: networkx.MultiDiGraph[str], found: Iterable[Tie]) -> list[Tie]:
    """Lead to a group what is said alike of each of its members; all other ties stay as they are.

    Five states, none of which recognised an annexation, are then one line and not five.
    """
    kept = list(found)
    for group, members in groups(graph):
        if len(members) >= _FEWEST_MEMBERS:
            kept = _merge_into_group(group, members, kept)
    return kept


def groups(graph: networkx.MultiDiGraph[str]) -> list[tuple[str, frozenset[str]]]:
    """Return the groups with their members, the largest first, then the one that most statements involve."""
    found = [
        (group, frozenset(facts["members"].split())) for group, facts in graph.nodes(data=True) if "members" in facts
    ]
    return sorted(found, key=lambda each: (-len(each[1]), -graph.nodes[each[0]]["statements"], each[0]))


def lines(found: Iterable[Tie], styles: Styles) -> list[Line]:
    """Return one line for each pair of things, theme, certainty and mark, in a settled order."""
    pairs: dict[tuple[str, str], dict[tuple[int, str, str], list[Tie]]] = defaultdict(lambda: defaultdict(list))
    order = {name: place for place, name in enumerate(styles.lines)}
    for tie in found:
        one, other = sorted((tie.one, tie.other))
        pairs[one, other][order[styles.certainty(tie.status)], tie.theme, tie.mark].append(tie)
    return [
        _line(pair, bundle, _bend(number, len(bundles)), styles)
        for pair, bundles in sorted(pairs.items())
        for number, (_, bundle) in enumerate(sorted(bundles.items()))
    ]


def _merge_into_group(group: str, members: frozenset[str], found: list[Tie]) -> list[Tie]:
    """Lead to *group* the ties that all its members have to one thing alike."""
    leaving: dict[tuple[object, ...], set[str]] = defaultdict(set)
    arriving: dict[tuple[object, ...], set[str]] = defaultdict(set)
    for tie in found:
        leaving[tie.merge_key, tie.other].update({tie.one} & members)
        arriving[tie.merge_key, tie.one].update({tie.other} & members)

    def led(tie: Tie) -> Tie:
        if tie.one in members and tie.other != group and leaving[tie.merge_key, tie.other] == members:
            return tie._replace(one=group)
        if tie.other in members and tie.one != group and arriving[tie.merge_key, tie.one] == members:
            return tie._replace(other=group)
        return tie

    return [led(tie) for tie in found]


def _line(pair: tuple[str, str], bundle: Sequence[Tie], bend: int, styles: Styles) -> Line:
    one, other = pair
    ends = {tie.other for tie in bundle if tie.directed}
    statements = tuple(sorted({tie.statement for tie in bundle}))
    first = bundle[0]
    sources = max(1, len(frozenset().union(*(tie.sources for tie in bundle))))
    look = styles.certainty(first.status)
    return Line(one, other, look, one in ends, other in ends, bend, statements, first.theme, first.mark, sources)


def _bend(number: int, lines_in_all: int) -> int:
    """Return 0 for a line alone; else 0, 1, -1, 2 … so that none hides another."""
    return 0 if lines_in_all == 1 else (number + 1) // 2 * (1 if number % 2 else -1)

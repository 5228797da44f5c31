"""The edges of a network merged into few lines, none of them lost.

Knows which ties are worth one line. Does not know where things stand or how a line looks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import networkx

from cakg.network.build import asked_about, sources_of
from cakg.network.style import Styles, width
from cakg.vocabulary import local

_FEWEST_MEMBERS = 3


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
    """All statements of one theme, certainty, mark and choice between two things, with an arrow at each end led to.

    Certainties are kept apart within a theme, or what is contested would hide under what is
    certain, and so are predicates that have a colour of their own, such as ways to vote.
    """

    one: str
    other: str
    certainty: str
    to_one: bool
    to_other: bool
    statements: tuple[str, ...]
    theme: str = ""
    mark: str = ""
    choice: str = ""
    """The predicate that colours the line, by local name."""
    sources: int = 1
    bend: float = 0.0
    """How far it bows; 0 for a straight line."""

    @property
    def width(self) -> float:
        """How thick the line is: it grows with statements and with sources."""
        return width(len(self.statements), self.sources)


def ties(graph: networkx.MultiDiGraph[str]) -> list[Tie]:
    """Return the edges that a picture draws.

    Only the table lists judgements, links between causes and descriptions (the ontology
    declares them as not drawn), statements about one thing alone, and topics, unless the
    selection asks about the topic. A thing that a statement involves without a role of its
    own gets an edge only when it is asked about, or when no other thing has a role: a vote
    ties a state to the resolution, not to all that the resolution is about. Such an edge has no direction, since
    nobody says that the one does this to the other. A statement about a statement has edges only where the selection
    asks about one of its things.
    """
    asked = asked_about(graph)
    hidden = {thing for thing, facts in graph.nodes(data=True) if facts["kind"] == "Topic"} - asked
    edges = [each for each in graph.edges(data=True) if each[0] != each[1] and hidden.isdisjoint(each[:2])]
    direct = {edge["statement"] for *_, edge in edges if edge["role"] != "involved"}
    return [
        Tie(
            one,
            other,
            **{name: edge.get(name, "") for name in ("statement", "status", "predicate", "role", "theme", "mark")},
            directed=edge.get("drawnAs") != "line" and not indirect(edge),
            sources=frozenset(sources_of(edge)),
        )
        for one, other, edge in edges
        if edge.get("drawnAs") != "none"
        if edge["role"] != "involved" or other in asked or edge["statement"] not in direct
        if "nearRole" not in edge or not asked.isdisjoint((one, other))
    ]


def indirect(edge: Mapping[str, Any]) -> bool:
    """Tell whether a statement involves one of the two things of an edge without giving it a role of its own."""
    return edge["role"] == "involved" or "nearRole" in edge


def merge_member_edges(graph: networkx.MultiDiGraph[str], found: Iterable[Tie]) -> list[Tie]:
    """Replace equal ties of all members of a group by one tie of the group; keep all other ties.

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
    """Return one line for each pair of things, theme, certainty, mark and choice, in a settled order."""
    certainties = list(styles.lines)
    bundles: dict[tuple[str, str, int, str, str, str], list[Tie]] = defaultdict(list)
    for tie in found:
        place = certainties.index(styles.certainty(tie.status))
        choice = local(tie.predicate) if local(tie.predicate) in styles.predicates and not tie.mark else ""
        bundles[min(tie.one, tie.other), max(tie.one, tie.other), place, tie.theme, tie.mark, choice].append(tie)
    drawn = []
    for (one, other, place, theme, mark, choice), bundle in sorted(bundles.items()):
        ends = {tie.other for tie in bundle if tie.directed}
        statements = tuple(sorted({tie.statement for tie in bundle}))
        sources = max(1, len({source for tie in bundle for source in tie.sources}))
        to_one, to_other = one in ends, other in ends
        drawn.append(Line(one, other, certainties[place], to_one, to_other, statements, theme, mark, choice, sources))
    return drawn


def _merge_into_group(group: str, members: frozenset[str], found: list[Tie]) -> list[Tie]:
    """Move to *group* the ties that all its members share with one thing."""
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

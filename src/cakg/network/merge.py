"""The edges of a network merged into few lines, none of them lost.

Knows which ties are worth one line. Does not know where things stand or how a line looks.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import networkx

from cakg.network.build import asked_about, sources_of
from cakg.network.style import Styles, width
from cakg.vocabulary import local

_FEWEST_MEMBERS = 3
_QUALIFIERS = ("amount", "degree", "details", "earliest", "latest")


class Tie(NamedTuple):
    """An edge of the network, as far as a picture cares."""

    one: str
    other: str
    statement: str
    status: str
    predicate: str
    role: str
    directed: bool
    verb: str
    """What the one does to the other, in words."""
    theme: str = ""
    mark: str = ""
    """The group that an excerpt puts the statement into."""
    qualifiers: tuple[str, ...] = ()
    """When it is so, how much, and whatever else qualifies it."""
    involved: frozenset[str] = frozenset()
    """All things of the statement."""
    sources: frozenset[str] = frozenset()
    member: str = ""
    """The member of a group in whose place the group stands."""

    def merge_key(self, member: str) -> tuple[object, ...]:
        """Return what the ties of all members must have in common to be merged: everything but the *member*."""
        return (self.predicate, self.role, self.status, self.mark, self.qualifiers, self.involved - {member})


class Part(NamedTuple):
    """One statement of a line: *way* is 1 where it leads to the line's other end, -1 to the first, 0 to neither."""

    statement: str
    way: int
    verb: str
    bundle: tuple[object, ...] = ()
    """What it has in common with the statements of all other members, where a group stands for its members."""


class Line(NamedTuple):
    """All statements of one theme, certainty, mark and choice between two things.

    Certainties are kept apart within a theme, or what is contested would hide under what is
    certain, and so are predicates that have a colour of their own, such as ways to vote.
    """

    one: str
    other: str
    certainty: str
    parts: tuple[Part, ...]
    theme: str = ""
    mark: str = ""
    choice: str = ""
    """The predicate that colours the line, by local name."""
    sources: int = 1
    bend: float = 0.0
    """How far it bows; 0 for a straight line."""

    @property
    def statements(self) -> tuple[str, ...]:
        """The statements, by IRI."""
        return tuple(part.statement for part in self.parts)

    @property
    def to_one(self) -> bool:
        """Whether an arrow leads to the first end."""
        return any(part.way < 0 for part in self.parts)

    @property
    def to_other(self) -> bool:
        """Whether an arrow leads to the other end."""
        return any(part.way > 0 for part in self.parts)

    @property
    def width(self) -> float:
        """How thick the line is: it grows with statements and with sources."""
        return width(len(self.parts), self.sources)


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
    involved: dict[str, set[str]] = defaultdict(set)
    for one, other, edge in graph.edges(data=True):
        involved[edge["statement"]].update((one, other))
    return [
        Tie(
            one,
            other,
            **{name: edge.get(name, "") for name in ("statement", "status", "predicate", "role", "theme", "mark")},
            directed=edge.get("drawnAs") != "line" and not _indirect(edge),
            verb=_verb(edge),
            qualifiers=tuple(str(edge.get(name, "")) for name in _QUALIFIERS),
            involved=frozenset(involved[edge["statement"]]),
            sources=frozenset(sources_of(edge)),
        )
        for one, other, edge in edges
        if edge.get("drawnAs") != "none"
        if edge["role"] != "involved" or other in asked or edge["statement"] not in direct
        if "nearRole" not in edge or not asked.isdisjoint((one, other))
    ]


def _indirect(edge: Mapping[str, Any]) -> bool:
    """Tell whether a statement involves one of the two things of an edge without giving it a role of its own."""
    return edge["role"] == "involved" or "nearRole" in edge


def _verb(edge: Mapping[str, Any]) -> str:
    """Return what an edge says in words: its verb, with the role of a far end that is not the object.

    Where an end has no role, the statement stands in place of the verb.
    """
    if _indirect(edge):
        return f"“{edge['label']}”"
    verb: str = edge.get("predicateLabel", "tied")
    role = re.sub("[A-Z]", lambda letter: f" {letter[0].lower()}", edge["role"])
    return verb if role in ("object", "") else f"{verb} ({role})"


def merge_member_edges(graph: networkx.MultiDiGraph[str], found: Iterable[Tie]) -> list[Tie]:
    """Replace equal ties of all members of a group by one tie of the group; keep all other ties.

    Five states, none of which recognised an annexation, are then one line and not five. Ties are equal where their
    statements differ in nothing but the member: five absences from five votes are not.
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
        parts = {tie.statement: _part(tie, other) for tie in sorted(bundle, key=lambda tie: tie.statement)}
        sources = max(1, len({source for tie in bundle for source in tie.sources}))
        drawn.append(Line(one, other, certainties[place], tuple(parts.values()), theme, mark, choice, sources))
    return drawn


def _part(tie: Tie, other: str) -> Part:
    """Return a tie as part of a line whose second end is *other*."""
    way = (1 if tie.other == other else -1) if tie.directed else 0
    return Part(tie.statement, way, tie.verb, tie.merge_key(tie.member) if tie.member else ())


def _merge_into_group(group: str, members: frozenset[str], found: list[Tie]) -> list[Tie]:
    """Move to *group* the ties that all its members share with one thing."""
    leaving: dict[tuple[object, ...], set[str]] = defaultdict(set)
    arriving: dict[tuple[object, ...], set[str]] = defaultdict(set)
    for tie in found:
        leaving[tie.merge_key(tie.one), tie.other].update({tie.one} & members)
        arriving[tie.merge_key(tie.other), tie.one].update({tie.other} & members)

    def led(tie: Tie) -> Tie:
        if tie.one in members and tie.other != group and leaving[tie.merge_key(tie.one), tie.other] == members:
            return tie._replace(one=group, member=tie.one)
        if tie.other in members and tie.one != group and arriving[tie.merge_key(tie.other), tie.one] == members:
            return tie._replace(other=group, member=tie.other)
        return tie

    return [led(tie) for tie in found]

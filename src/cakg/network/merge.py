"""Merging the edges of a network into fewer lines without losing a statement.

This module decides which edges share a line. Positions and styles of lines are set elsewhere.
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
    """An edge of the network, reduced to what a picture needs."""

    one: str
    other: str
    statement: str
    status: str
    predicate: str
    role: str
    directed: bool
    verb: str
    """What *one* does to *other*, in words."""
    theme: str = ""
    mark: str = ""
    """The category of the statement in a comparison, such as "FIIA 2023 only"."""
    qualifiers: tuple[str, ...] = ()
    """Dates, amount and other qualifiers of the statement."""
    involved: frozenset[str] = frozenset()
    """All things that the statement involves."""
    sources: frozenset[str] = frozenset()
    member: str = ""
    """The member that the group replaces at one end, if the tie was merged into a tie of the group."""

    def merge_key(self, member: str) -> tuple[object, ...]:
        """Return the key that ties of all members of a group must share to be merged: everything except *member*."""
        return (self.predicate, self.role, self.status, self.mark, self.qualifiers, self.involved - {member})


class Part(NamedTuple):
    """A statement of a line: *direction* is 1 towards the line's *other* end, -1 towards *one*, 0 for neither."""

    statement: str
    direction: int
    verb: str
    bundle: tuple[object, ...] = ()
    """For a line of a group that replaces lines of its members: the merge key that these share."""


class Line(NamedTuple):
    """All statements of one theme, certainty, mark and vote between two things.

    Different certainties get different lines, so that a contested statement is not hidden among certain ones. So do
    predicates with their own colour, such as the ways to vote.
    """

    one: str
    other: str
    certainty: str
    parts: tuple[Part, ...]
    theme: str = ""
    mark: str = ""
    choice: str = ""
    """The local name of the predicate that colours the line, such as a way to vote."""
    sources: int = 1
    bend: float = 0.0
    """The curvature; 0 for a straight line."""

    @property
    def statements(self) -> tuple[str, ...]:
        """The IRIs of the statements."""
        return tuple(part.statement for part in self.parts)

    @property
    def to_one(self) -> bool:
        """Whether the line has an arrow at its first end."""
        return any(part.direction < 0 for part in self.parts)

    @property
    def to_other(self) -> bool:
        """Whether the line has an arrow at its other end."""
        return any(part.direction > 0 for part in self.parts)

    @property
    def width(self) -> float:
        """The width of the line, which grows with the number of statements and sources."""
        return width(len(self.parts), self.sources)


def ties(graph: networkx.MultiDiGraph[str]) -> list[Tie]:
    """Return the edges that a picture draws.

    Not drawn are:

    * judgements, causal links and descriptions, which the ontology declares as not drawn;
    * statements about only one thing;
    * topics, unless the selection is about them;
    * edges to things without a role in the statement, unless the selection is about the thing or no other thing has a
      role. A vote, for example, ties a state to the resolution, not to everything that the resolution is about. If
      drawn, such an edge has no direction, because the statement does not say that one thing acts on the other;
    * statements about statements, unless the selection is about one of their things.
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
    """Return whether one end of an edge has no role in the statement."""
    return edge["role"] == "involved" or "nearRole" in edge


def _verb(edge: Mapping[str, Any]) -> str:
    """Return the verb of an edge, with the role of its target in brackets if that is not the object.

    If an end has no role, return the label of the statement in quotation marks.
    """
    if _indirect(edge):
        return f"“{edge['label']}”"
    verb: str = edge.get("predicateLabel", "tied")
    role = re.sub("[A-Z]", lambda letter: f" {letter[0].lower()}", edge["role"])
    return verb if role in ("object", "") else f"{verb} ({role})"


def merge_member_edges(graph: networkx.MultiDiGraph[str], found: Iterable[Tie]) -> list[Tie]:
    """Replace equal ties of all members of a group by ties of the group; keep all other ties.

    If none of five states recognised an annexation, the picture then has one line instead of five. Ties are equal if
    their statements differ only in the member; absences from five different votes are not equal.
    """
    kept = list(found)
    for group, members in groups(graph):
        if len(members) >= _FEWEST_MEMBERS:
            kept = _merge_into_group(group, members, kept)
    return kept


def groups(graph: networkx.MultiDiGraph[str]) -> list[tuple[str, frozenset[str]]]:
    """Return the groups with their members, sorted by number of members, then by number of statements."""
    found = [
        (group, frozenset(facts["members"].split())) for group, facts in graph.nodes(data=True) if "members" in facts
    ]
    return sorted(found, key=lambda each: (-len(each[1]), -graph.nodes[each[0]]["statements"], each[0]))


def lines(found: Iterable[Tie], styles: Styles) -> list[Line]:
    """Return one line per pair of things, theme, certainty, mark and vote, in a fixed order."""
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
    """Return a tie as a part of a line that ends at *other*."""
    direction = (1 if tie.other == other else -1) if tie.directed else 0
    return Part(tie.statement, direction, tie.verb, tie.merge_key(tie.member) if tie.member else ())


def _merge_into_group(group: str, members: frozenset[str], found: list[Tie]) -> list[Tie]:
    """Move ties that all *members* share with one thing to *group*."""
    leaving: dict[tuple[object, ...], set[str]] = defaultdict(set)
    arriving: dict[tuple[object, ...], set[str]] = defaultdict(set)
    for tie in found:
        leaving[tie.merge_key(tie.one), tie.other].update({tie.one} & members)
        arriving[tie.merge_key(tie.other), tie.one].update({tie.other} & members)

    def moved(tie: Tie) -> Tie:
        if tie.one in members and tie.other != group and leaving[tie.merge_key(tie.one), tie.other] == members:
            return tie._replace(one=group, member=tie.one)
        if tie.other in members and tie.one != group and arriving[tie.merge_key(tie.other), tie.one] == members:
            return tie._replace(other=group, member=tie.other)
        return tie

    return [moved(tie) for tie in found]

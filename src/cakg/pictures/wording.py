"""Texts of a picture of a network: its title, its takeaway, and the wording of each line.

:mod:`cakg.pictures.compose` selects what is drawn, and :mod:`cakg.model.claims` words the claims.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import networkx

from cakg.model.phrases import listed
from cakg.model.selection import Selection
from cakg.network.build import asked_about
from cakg.network.merge import Line
from cakg.network.style import Looks, styles_of
from cakg.pictures.compose import Picture
from cakg.pictures.data import Caption
from cakg.tables import counted
from cakg.vocabulary import local

_VERBS = 4
_ORDER = (1, -1, 0)
_ARROWS = {1: "→", -1: "←", 0: "–"}


def caption(graph: networkx.MultiDiGraph[str], picture: Picture, title: str = "", marks: Sequence[str] = ()) -> Caption:
    """Return the caption of a *picture* of *graph*; *title* replaces the default title.

    With a *title*, the takeaway does not name the things with the most statements, because the title already says
    what the picture is about. *marks* are the marks of lines, which the takeaway counts.
    """
    first = {thing.iri: thing for thing in picture.things if thing.first}
    shown = [line for line in picture.lines if {line.one, line.other} <= first.keys()]
    drawn = {one: line for line in shown for one in line.statements}
    ranked = _weights(picture)
    most = [f"{first[iri].label} ({ranked[iri]})" for iri in list(ranked)[:2]]
    firmness = {name: re.split("[,:]", look.label)[0] for name, look in styles_of(graph).lines.items()}
    counts = (Counter(line.mark for line in drawn.values()), Counter(line.certainty for line in drawn.values()))
    by_mark, by_firmness = (
        [f"{count[name]} {label}" for name, label in names.items() if count[name]]
        for count, names in zip(counts, ({mark: mark for mark in marks}, firmness), strict=True)
    )
    takeaway = "No statement in the selection can be drawn as a line."
    if drawn:
        parts = [f"{counted(len(drawn), 'statement')} drawn: {', '.join(by_firmness)}."]
        if by_mark:
            parts.append(f"By source: {'; '.join(by_mark)}.")
        if not title:
            parts.append(f"With the most statements: {' and '.join(most)}.")
        takeaway = " ".join(parts)
    contested = (
        f"{first[line.one].label} and {first[line.other].label}" for line in shown if line.certainty == "contested"
    )
    alternative = [f"A network of {counted(len(first), 'thing')} and {counted(len(shown), 'line')}.", takeaway]
    if ranked:
        named = ", ".join(first[iri].label for iri in ranked)
        alternative.append(f"Things with the most statements first: {named}.")
    if pairs := dict.fromkeys(contested):
        alternative.append(f"Contested: {'; '.join(pairs)}.")
    return Caption(title or title_of(graph, picture), takeaway, " ".join(alternative))


class Wording(NamedTuple):
    """The wording of a line."""

    name: str
    """The two things, with an arrow in one or both directions, or a dash."""
    firmness: str
    verbs: str
    """The verbs, by direction."""
    extent: str
    """The number of statements, their theme, and their mark if any."""

    @property
    def hint(self) -> str:
        """The whole wording on one line."""
        return f"{self.name}: {self.verbs} ({self.firmness}; {self.extent})"


def wording(graph: networkx.MultiDiGraph[str], line: Line, looks: Looks) -> Wording:
    """Return the wording of *line*; ``templates/network.js`` has the same rules for filtered lines."""
    verbs: dict[int, Counter[str]] = defaultdict(Counter)
    for part in line.parts:
        verbs[part.direction][part.verb] += 1
    one, other = (graph.nodes[end]["label"] for end in (line.one, line.other))
    forwards = line.to_other or not line.to_one
    arrow = "⇄" if line.to_one and line.to_other else "→" if line.to_one or line.to_other else "–"
    name = f"{one} {arrow} {other}" if forwards else f"{other} {arrow} {one}"
    texts = [
        f"{_ARROWS[direction * (1 if forwards else -1)]} " * (len(verbs) > 1) + _listed(verbs[direction])
        for direction in sorted(verbs, key=lambda direction: _ORDER.index(direction * (1 if forwards else -1)))
    ]
    firmness = looks.legend[line.certainty].label.partition(":")[0]
    more = (counted(len(line.parts), "statement"), line.theme.replace("-", " "), line.mark)
    return Wording(name, firmness, "; ".join(texts), ", ".join(filter(None, more)))


def _listed(verbs: Counter[str]) -> str:
    """Return the most frequent verbs, with their numbers if above one."""
    found = [f"{verb} ({times})" if times > 1 else verb for verb, times in verbs.most_common(_VERBS)]
    return ", ".join(found) + (" …" if len(verbs) > _VERBS else "")


def title_of(graph: networkx.MultiDiGraph[str], picture: Picture) -> str:
    """Return the default title: the selected things, or else the two with the most statements, and the themes."""
    asked = asked_about(graph)
    shown = [thing.iri for thing in picture.things if thing.first]
    names = [
        graph.nodes[iri]["label"] for iri in dict.fromkeys([*_weights(picture), *shown]) if not asked or iri in asked
    ]
    selection: Selection | None = getattr(graph, "selection", None)
    themes = [local(iri).replace("-", " ") for iri in selection.themes] if selection else []
    about = f" ({listed(themes)})" if themes else ""
    return f"{listed(names[: len(asked) or 2]) or 'Nothing'}: who is connected to whom, and who says so{about}"


def _weights(picture: Picture) -> dict[str, int]:
    """Return the number of drawn statements of each thing in the first picture, the largest first."""
    first = {thing.iri for thing in picture.things if thing.first}
    found: dict[str, set[str]] = defaultdict(set)
    for line in picture.lines:
        if {line.one, line.other} <= first:
            found[line.one].update(line.statements)
            found[line.other].update(line.statements)
    return {iri: len(found[iri]) for iri in sorted(found, key=lambda iri: (-len(found[iri]), iri))}

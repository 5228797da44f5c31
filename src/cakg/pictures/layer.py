"""A layer of a map: the answers of states to one question about one subject, with their colours and texts.

This module has the texts on states, in legends and in captions. :mod:`cakg.pictures.colouring` makes the answers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from cakg.model.claims import Statement
from cakg.model.phrases import listed
from cakg.network.style import INK
from cakg.questions.catalogue import Question
from cakg.tables import counted

MOST_LINES = 3
"""The most lines of text below the name of a state."""


class Entry(NamedTuple):
    """A legend entry of a layer: an answer and its colour."""

    label: str
    colour: str
    dotted: bool = False
    """Whether the colour is dotted: the answer is contested or hedged, or there are several."""

    @property
    def ink(self) -> str:
        """The colour of text on this colour."""
        red, green, blue = bytes.fromhex(self.colour[1:])
        return INK if 0.299 * red + 0.587 * green + 0.114 * blue > 100 else "#ffffff"


class Fact(NamedTuple):
    """A statement as an answer on a map."""

    statement: Statement
    entry: Entry
    order: float
    """The sort key of the answer in the legend."""
    words: tuple[str, ...]
    """The lines on a state: the figure with its period, the vote, or the status of the statement."""


class Layer(NamedTuple):
    """The answers of states on one subject: votes on a resolution, figures of one kind, or a position."""

    key: str
    kind: str
    """One of :data:`cakg.pictures.map_layers.KINDS`."""
    question: Question
    title: str
    note: str
    legend: tuple[Entry, ...]
    """The different answers; if a state has several, the last entry stands for "several answers"."""
    answers: Mapping[str, tuple[Fact, ...]]
    """The answers of each state on the map, by IRI."""
    shared: tuple[str, ...]
    """The IRIs of states that are part of every answer."""
    off_map: tuple[tuple[str, str], ...]
    """The name and the answer of each thing that has an answer but is not on the map."""
    sources: tuple[str, ...]
    """The short names of the sources of the answers."""
    names: Mapping[str, str]
    """The names of the states, by IRI."""

    @property
    def statements(self) -> list[Statement]:
        """The statements behind the answers."""
        return list({fact.statement.iri: fact.statement for facts in self.answers.values() for fact in facts}.values())

    def place(self, facts: Sequence[Fact]) -> int:
        """Return the index of the legend entry for a state with these *facts*."""
        places = {self.legend.index(fact.entry) for fact in facts}
        return places.pop() if len(places) == 1 else len(self.legend) - 1

    def lines(self, facts: Sequence[Fact]) -> list[str]:
        """Return the lines of text on a state with these *facts*."""
        if len(facts) == 1:
            return [word for word in facts[0].words if word][:MOST_LINES]
        if len({fact.entry for fact in facts}) == 1:
            return [facts[0].words[0], counted(len(facts), "statement")]
        return list(dict.fromkeys(fact.words[0] for fact in facts))[:MOST_LINES]

    @property
    def _named(self) -> dict[str, list[str]]:
        """The names of the states with each answer, in the order of the legend."""
        found: dict[str, list[str]] = {entry.label: [] for entry in self.legend}
        for state, facts in self.answers.items():
            found[self.legend[self.place(facts)].label].append(self.names[state])
        return {label: sorted(names) for label, names in found.items() if names}

    @property
    def takeaway(self) -> str:
        """The number of states with each answer, and the sources."""
        if self.kind == "amount":
            given = ", ".join(f"{listed(names)} {label}" for label, names in self._named.items())
        else:
            given = ", ".join(f"{label.partition(':')[0]} ({len(names)})" for label, names in self._named.items())
        return f"{counted(len(self.answers), 'state')}: {given}. Sources: {listed(self.sources)}."

    @property
    def alternative(self) -> str:
        """The layer in words: each answer with the names of its states."""
        given = "; ".join(f"{label}: {listed(names)}" for label, names in self._named.items())
        off_map = (
            f"; not on the map: {listed([f'{name} ({text})' for name, text in self.off_map])}" if self.off_map else ""
        )
        return f"{self.title}. {given}{off_map}."

"""What states answer on one matter: the answers with their colours, and the words for them.

Knows what is written on a state, in a legend and in a sentence. Does not know where answers come from
(:mod:`cakg.pictures.colouring`).
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
"""So many lines are written on a state below its name."""


class Entry(NamedTuple):
    """One line of a layer's legend: an answer, its colour, and the colour of what is written on it."""

    label: str
    colour: str
    dotted: bool = False
    """Whether dots lie on the colour: the sources contest the answer, hedge it, or give several."""

    @property
    def ink(self) -> str:
        """The colour of text that can be read on this one."""
        red, green, blue = bytes.fromhex(self.colour[1:])
        return INK if 0.299 * red + 0.587 * green + 0.114 * blue > 100 else "#ffffff"


class Fact(NamedTuple):
    """One statement as a map cares for it."""

    statement: Statement
    entry: Entry
    order: float
    """What sorts answers in the legend."""
    words: tuple[str, ...]
    """What is written on a state: the figure with its period, how it voted, or what becomes of the claim."""


class Layer(NamedTuple):
    """What states answer on one matter: the votes on one resolution, the figures of one measure, one position."""

    key: str
    sort: str
    question: Question
    title: str
    note: str
    legend: tuple[Entry, ...]
    """Each answer once; where a state can have several, the last one says so."""
    answers: Mapping[str, tuple[Fact, ...]]
    """The facts of each state that is on the map, by IRI."""
    shared: tuple[str, ...]
    """The states, as IRIs, that every answer is about."""
    beside: tuple[tuple[str, str], ...]
    """What is not on the map and has an answer: its name and the answer in words."""
    sources: tuple[str, ...]
    """The short names of the sources that the answers rest on."""
    names: Mapping[str, str]
    """What the states are called."""

    @property
    def statements(self) -> list[Statement]:
        """The statements that the answers rest on."""
        return list({fact.statement.iri: fact.statement for facts in self.answers.values() for fact in facts}.values())

    def place(self, facts: Sequence[Fact]) -> int:
        """Return the place in the legend of what *facts* say together."""
        places = {self.legend.index(fact.entry) for fact in facts}
        return places.pop() if len(places) == 1 else len(self.legend) - 1

    def lines(self, facts: Sequence[Fact]) -> list[str]:
        """Return what is written on a state of which *facts* are said."""
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
        """How many states gave which answer on what, and by whose word, in one sentence."""
        if self.sort == "amount":
            given = ", ".join(f"{listed(names)} {label}" for label, names in self._named.items())
        else:
            given = ", ".join(f"{label.partition(':')[0]} ({len(names)})" for label, names in self._named.items())
        return f"{counted(len(self.answers), 'state')}: {given}. Sources: {listed(self.sources)}."

    @property
    def alternative(self) -> str:
        """The answers with the names of the states."""
        given = "; ".join(f"{label}: {listed(names)}" for label, names in self._named.items())
        beside = (
            f"; not on the map: {listed([f'{name} ({text})' for name, text in self.beside])}" if self.beside else ""
        )
        return f"{self.title}. {given}{beside}."

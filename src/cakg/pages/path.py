"""How two things are connected: the shortest ways through statements, and by whose word.

Knows which statements involve which things and nothing else of them. A statement that the
sources deny connects what it involves all the same, and shows its status.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise, permutations
from typing import NamedTuple

from cakg import tables
from cakg.model.claims import Statement, legend
from cakg.model.profiles import profile_term
from cakg.model.records import Records
from cakg.model.selection import Selection
from cakg.notebook import displayed
from cakg.store.protocol import Engine
from cakg.store.rows import texts
from cakg.tables import counted
from cakg.vocabulary import STATUS

FIRMNESS = tuple(
    "stated judged attributed contested hedged foreseen conditional urged open denied unclaimed".split()  # noqa: SIM905
)
"""The statuses, from the one that connects most firmly."""


class Step(NamedTuple):
    """Two things and the statements that involve both, the firmest first."""

    start: str
    end: str
    statements: tuple[Statement, ...]


class Way(NamedTuple):
    """One shortest way, as the labels of the things on it and the steps between them."""

    things: tuple[str, ...]
    steps: tuple[Step, ...]


@displayed
class Connections(NamedTuple):
    """Every shortest way from one thing to another, the firmest first; none when nothing connects them."""

    start: str
    end: str
    ways: tuple[Way, ...]
    routes: tuple[tuple[str, ...], ...] = ()
    """The things on each of the ways, as IRIs."""
    datasets: bool = False
    """Whether what only datasets say connects too."""

    def table(self, *, width: int = tables.WIDTH, ways: int = 3, statements: int = 3) -> str:
        """Return the ways to read; what exceeds *ways* and *statements* (0: no limit) is counted, not dropped."""
        if self.start == self.end:
            return f"Both names mean {self.start}."
        if not self.ways:
            who = "sources say" if self.datasets else "articles say"
            return f"Nothing that {who} connects {self.start} with {self.end}."
        shown = self.ways[: ways or None]
        length, number = len(self.ways[0].steps), len(self.ways)
        lines = [f"{self.start} to {self.end}: {counted(length, 'step')}, {counted(number, 'way')}"]
        for number, way in enumerate(shown, start=1):
            lines += ["", *tables.wrap_hanging(" – ".join(way.things), f"{number}. ", width)]
            for step in way.steps:
                lines += _step(step, width, statements)
        if len(shown) < len(self.ways):
            lines += [
                "",
                f"{counted(len(self.ways) - len(shown), 'more way')} of the same length; --all shows them all.",
            ]
        steps = [step for way in shown for step in way.steps]
        lines += legend((one for step in steps for one in step.statements[: statements or None]), width)
        return "\n".join(lines)

    def json(self) -> str:
        """Return all the ways as JSON."""
        return tables.json({"start": self.start, "end": self.end, "ways": self.ways})


def connect(records: Records, start: str, end: str, *, profile: str, datasets: bool) -> Connections:
    """Return every shortest way from the thing *start* to the thing *end* within *profile*.

    Without *datasets*, only what articles say connects.
    """
    statements, rank = _ties(records.engine, Selection(profile=profile_term(profile).value, datasets=datasets))
    neighbours: dict[str, dict[str, list[str]]] = {}
    # Among equally firm statements, one about the two alone comes before one that involves many.
    for statement in sorted(statements, key=lambda iri: (rank[iri], len(statements[iri]), iri)):
        for thing, other in permutations(statements[statement], 2):
            neighbours.setdefault(thing, {}).setdefault(other, []).append(statement)
    routes = [] if start == end else shortest(neighbours, start, end)
    ties = {route: [neighbours[one][other] for one, other in pairwise(route)] for route in routes}
    routes.sort(key=lambda route: (sum(rank[tie[0]] for tie in ties[route]), -sum(map(len, ties[route])), route))
    found = records.statements({iri for route in routes for tie in ties[route] for iri in tie})
    called = records.labels({start, end}.union(*routes))
    ways = []
    for route in routes:
        names = tuple(called[thing] for thing in route)
        steps = (tuple(found[iri] for iri in tie) for tie in ties[route])
        ways.append(Way(names, tuple(map(Step, names, names[1:], steps))))
    return Connections(called[start], called[end], tuple(ways), tuple(routes), datasets)


def shortest(neighbours: Mapping[str, Iterable[str]], start: str, end: str) -> list[tuple[str, ...]]:
    """Return every shortest route from *start* to *end*, both included; none when there is no way."""
    before: dict[str, list[str]] = {start: []}
    layer = [start]
    while layer and end not in before:
        reached: dict[str, list[str]] = {}
        for thing in layer:
            for other in neighbours.get(thing, ()):
                if other not in before:
                    reached.setdefault(other, []).append(thing)
        before.update(reached)
        layer = sorted(reached)
    routes: list[tuple[str, ...]] = [(end,)] if end in before else []
    while routes and routes[0][0] != start:
        routes = [(thing, *route) for route in routes for thing in sorted(before[route[0]])]
    return routes


def _ties(engine: Engine, selection: Selection) -> tuple[dict[str, set[str]], dict[str, int]]:
    """Return the things that each statement of *selection* involves, and how firmly it ties them."""
    statements: dict[str, set[str]] = {}
    rank: dict[str, int] = {}
    pattern = f"{selection.pattern()} ?statement cakg:involves ?thing ; cakg:status ?status"
    for row in texts(engine, f"SELECT DISTINCT ?statement ?thing ?status WHERE {{ {pattern} }}"):
        statements.setdefault(row["statement"], set()).add(row["thing"])
        rank[row["statement"]] = FIRMNESS.index(row["status"].removeprefix(STATUS.iri))
    return statements, rank


def _step(step: Step, width: int, limit: int) -> list[str]:
    shown = step.statements[: limit or None]
    rest = len(step.statements) - len(shown)
    lines = ["", *tables.wrap_hanging(f"{step.start} – {step.end}", "   ", width)]
    for statement in shown:
        lines += statement.lines("     ", width)
    return [*lines, f"     … and {counted(rest, 'more statement')} involving both"] if rest else lines

"""Finds the shortest paths between two things through statements.

Uses only which statements involve which things. Denied statements connect things too; their status is shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from itertools import islice, pairwise, permutations
from typing import NamedTuple

from cakg import tables
from cakg.model.claims import Statement, legend
from cakg.model.profiles import profile_term
from cakg.model.records import Records
from cakg.model.selection import Selection
from cakg.model.sources import Source
from cakg.notebook import displayed
from cakg.questions.ask import EVERYTHING
from cakg.store.rows import texts, values_of
from cakg.tables import counted
from cakg.vocabulary import RDF, STATUS

FIRMNESS = tuple(
    "stated judged attributed contested hedged foreseen conditional urged open doubted denied unclaimed".split()  # noqa: SIM905
)
"""The statuses, from the firmest to the least firm."""
MOST_LONGER = 20
"""How many paths with one more step are kept, the most direct ones."""
_MOST_SEARCHED = 2_000
"""How many paths with one more step are compared; between things with many statements there are thousands."""


class Step(NamedTuple):
    """Two things and the statements that involve both: the most direct statements first, then the firmest."""

    start: str
    """The label of the thing at the start."""
    end: str
    """The label of the thing at the end."""
    statements: tuple[Statement, ...]
    """The statements that involve both."""


class ConnectionPath(NamedTuple):
    """A path: the labels of its things, and the steps between them."""

    things: tuple[str, ...]
    """The labels of the things on the path, from start to end."""
    steps: tuple[Step, ...]
    """The steps from each thing to the next."""

    def lines(self, number: int, width: int, statements: int) -> list[str]:
        """Return the path as lines, with at most *statements* per step (0: no limit); the others are counted."""
        lines = ["", *tables.wrap_hanging(" – ".join(self.things), f"{number}. ", width)]
        for step in self.steps:
            lines += _step(step, width, statements)
        return lines


@displayed
class Connections(NamedTuple):
    """All shortest paths from one thing to another, the most direct first; none if they are not connected."""

    start: str
    """The label of the thing at the start."""
    end: str
    """The label of the thing at the end."""
    paths: tuple[ConnectionPath, ...]
    """The shortest paths."""
    routes: tuple[tuple[str, ...], ...] = ()
    """The things on each path, as IRIs."""
    datasets: bool = False
    """Whether statements found only in datasets count."""
    profile: str = EVERYTHING
    """The profile of the statements."""
    longer_paths: tuple[ConnectionPath, ...] = ()
    """The most direct paths with one more step, if the shortest have more than one."""

    def table(self, *, width: int = tables.WIDTH, paths: int = 3, statements: int = 3) -> str:
        """Return at most *paths* paths as text, with *statements* per step (0: no limit); the others are counted."""
        if self.start == self.end:
            return f"Both names refer to {self.start}."
        if not self.paths:
            kind = "" if self.datasets else " of articles"
            profile = f" in the profile {self.profile}" if self.profile != EVERYTHING else ""
            return f"No statements{kind}{profile} connect {self.start} with {self.end}."
        shown, longer = self.paths[: paths or None], self.longer_paths[: paths or None]
        length, number = len(self.paths[0].steps), len(self.paths)
        ends = tables.on_a_line(f"{self.start} to {self.end}")
        lines = [f"{ends}: {counted(length, 'step')}, {counted(number, 'path')}"]
        for number, path in enumerate(shown, start=1):
            lines += path.lines(number, width, statements)
        if more := len(self.paths) - len(shown):
            lines += ["", f"… {counted(more, 'more path')} of the same length (--all)"]
        if longer:
            lines += ["", f"With one more step: {counted(len(self.longer_paths), 'path')}"]
        for number, path in enumerate(longer, start=1):
            lines += path.lines(number, width, statements)
        if more := len(self.longer_paths) - len(longer):
            lines += ["", f"… {counted(more, 'more path')} with one more step (--all)"]
        steps = [step for path in (*shown, *longer) for step in path.steps]
        lines += legend((one for step in steps for one in step.statements[: statements or None]), width)
        return "\n".join(lines)

    def cites(self, source: Source, *, paths: int = 3, statements: int = 3) -> bool:
        """Return whether *source* makes a claim that :meth:`table` shows with the same limits."""
        steps = (
            step for path in (*self.paths[: paths or None], *self.longer_paths[: paths or None]) for step in path.steps
        )
        shown = (one for step in steps for one in step.statements[: statements or None])
        return any(claim.passage.source == source for one in shown for claim in one.claims)

    def json(self) -> str:
        """Return all paths as JSON."""
        return tables.json(
            {"start": self.start, "end": self.end, "paths": self.paths, "longer_paths": self.longer_paths}
        )


def connect(records: Records, start: str, end: str, *, profile: str, datasets: bool) -> Connections:
    """Return all shortest paths from *start* to *end* through statements of *profile*.

    Without *datasets*, only statements of articles count. The most direct paths with one more step are added.
    """
    links = _Links(records, Selection(profile=profile_term(profile).value, datasets=datasets))
    routes = [] if start == end else shortest(links.neighbours, start, end)
    routes.sort(key=links.weight)
    further = longer_routes(links.direct, start, end, len(routes[0])) if routes and len(routes[0]) > 2 else []
    further = sorted(further, key=links.weight)[:MOST_LONGER]
    steps = {pair for route in (*routes, *further) for pair in pairwise(route)}
    found = records.statements({iri for one, other in steps for iri in links.neighbours[one][other]})
    labels = records.labels({start, end}.union(*routes, *further))

    def path(route: tuple[str, ...]) -> ConnectionPath:
        linked = [
            [found[iri] for iri in links.neighbours[one][other] if iri in found] for one, other in pairwise(route)
        ]
        names = tuple(labels[thing] for thing in route)
        places = [{claim.passage.iri for one in statements for claim in one.claims} for statements in linked]
        steps = []
        for number, (pair, statements) in enumerate(zip(pairwise(route), linked, strict=True)):
            adjacent = set[str]().union(*places[max(number - 1, 0) : number], *places[number + 1 : number + 2])
            statements.sort(key=lambda one: (links.distance(one.iri, *pair), _by_passage(one, adjacent)))
            steps.append(Step(names[number], names[number + 1], tuple(statements)))
        return ConnectionPath(names, tuple(steps))

    shown = Connections(labels[start], labels[end], tuple(map(path, routes)), tuple(routes), datasets, profile)
    return shown._replace(longer_paths=tuple(map(path, further)))


def _by_passage(one: Statement, places: Set[str]) -> tuple[bool, int]:
    """Return a sort key: first statements claimed in *places*, the passages of adjacent steps; then the firmest."""
    return places.isdisjoint(claim.passage.iri for claim in one.claims), FIRMNESS.index(one.status.name)


def shortest(neighbours: Mapping[str, Iterable[str]], start: str, end: str) -> list[tuple[str, ...]]:
    """Return all shortest routes from *start* to *end*, both included; an empty list if there is none."""
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


def longer_routes(
    neighbours: Mapping[str, Collection[str]], start: str, end: str, length: int
) -> list[tuple[str, ...]]:
    """Return routes of ``length + 1`` things from *start* to *end*; if there are thousands, only the first."""
    far = {end: 0}
    layer = [end]
    while layer:
        reached = {other for thing in layer for other in neighbours.get(thing, ()) if other not in far}
        far |= dict.fromkeys(reached, far[layer[0]] + 1)
        layer = sorted(reached)

    def routes(route: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        left = length - len(route)
        for other in sorted(neighbours.get(route[-1], ())):
            if other == end and left == 0:
                yield (*route, other)
            elif other not in (*route, end) and far.get(other, left + 1) <= left:
                yield from routes((*route, other))

    return list(islice(routes((start,)), _MOST_SEARCHED))


class _Links:
    """The statements that connect things, and how directly and firmly each connects them."""

    def __init__(self, records: Records, selection: Selection) -> None:
        pattern = f"{selection.pattern()} ?statement cakg:involves ?thing ; cakg:status ?status ."
        roles = values_of([RDF.subject, RDF.object, *records.qualifiers])
        pattern += f" OPTIONAL {{ VALUES ?role {{ {roles} }} ?statement ?role ?thing }}"
        self._roles: dict[str, dict[str, set[str]]] = {}
        self._rank: dict[str, int] = {}
        for row in texts(records.engine, f"SELECT DISTINCT ?statement ?thing ?status ?role WHERE {{ {pattern} }}"):
            roles_of = self._roles.setdefault(row["statement"], {}).setdefault(row["thing"], set())
            roles_of |= {row["role"]} if "role" in row else set()
            self._rank[row["statement"]] = FIRMNESS.index(row["status"].removeprefix(STATUS.iri))
        self.neighbours: dict[str, dict[str, list[str]]] = {}
        """For each thing and each neighbour, the statements that involve both."""
        self.direct: dict[str, set[str]] = {}
        """For each thing, the neighbours with a statement in which both have a role."""
        for statement in sorted(self._roles, key=lambda iri: (self._rank[iri], len(self._roles[iri]), iri)):
            for thing, other in permutations(self._roles[statement], 2):
                self.neighbours.setdefault(thing, {}).setdefault(other, []).append(statement)
                if self.distance(statement, thing, other) < 3:
                    self.direct.setdefault(thing, set()).add(other)

    def distance(self, statement: str, one: str, other: str) -> int:
        """Return 0 if one thing is the subject and the other the object, up to 3 if one of them has no role."""
        roles = self._roles[statement]
        if not (roles[one] and roles[other]):
            return 3
        ends = {RDF.subject, RDF.object}
        return 2 - bool(roles[one] & ends) - bool(roles[other] & ends)

    def weight(self, route: tuple[str, ...]) -> tuple[int, int, int, tuple[str, ...]]:
        """Return a sort key for routes: the most direct first, then the firmest, then those with most statements."""
        links = [(pair, self.neighbours[pair[0]][pair[1]]) for pair in pairwise(route)]
        distance = sum(min(self.distance(iri, *pair) for iri in statements) for pair, statements in links)
        return (
            distance,
            sum(self._rank[statements[0]] for _, statements in links),
            -sum(len(statements) for _, statements in links),
            route,
        )


def _step(step: Step, width: int, limit: int) -> list[str]:
    shown = step.statements[: limit or None]
    rest = len(step.statements) - len(shown)
    lines = ["", *tables.wrap_hanging(f"{step.start} – {step.end}", "   ", width)]
    for statement in shown:
        lines += statement.lines("     ", width)
    return [*lines, f"     … {counted(rest, 'more statement')} involving both (--all)"] if rest else lines

"""How two things are connected: the shortest ways through statements, and by whose word.

Knows which statements involve which things and nothing else of them. A statement that the
sources deny connects what it involves all the same, and shows its status.
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
"""The statuses, from the one that connects most firmly."""
MOST_LONGER = 20
"""How many of the ways with one more step are kept, the most direct ones."""
_TRIED = 2_000
"""How many ways with one more step are looked at; between two things of which much is said there are thousands."""


class Step(NamedTuple):
    """Two things and the statements that involve both: those between the two first, then the firmest."""

    start: str
    end: str
    statements: tuple[Statement, ...]


class Way(NamedTuple):
    """One way, as the labels of the things on it and the steps between them."""

    things: tuple[str, ...]
    steps: tuple[Step, ...]

    def lines(self, number: int, width: int, statements: int) -> list[str]:
        """Return the way to read, with at most *statements* (0: no limit) of each step; the others are counted."""
        lines = ["", *tables.wrap_hanging(" – ".join(self.things), f"{number}. ", width)]
        for step in self.steps:
            lines += _step(step, width, statements)
        return lines


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
    profile: str = EVERYTHING
    """The profile that the statements are within."""
    longer: tuple[Way, ...] = ()
    """The most direct ways with one more step, where the shortest have more than one."""

    def table(self, *, width: int = tables.WIDTH, ways: int = 3, statements: int = 3) -> str:
        """Return the ways to read; what exceeds *ways* and *statements* (0: no limit) is counted, not dropped."""
        if self.start == self.end:
            return f"Both names mean {self.start}."
        if not self.ways:
            who = "sources say" if self.datasets else "articles say"
            under = f" under the profile {self.profile}" if self.profile != EVERYTHING else ""
            return f"Nothing that {who} connects {self.start} with {self.end}{under}."
        shown, longer = self.ways[: ways or None], self.longer[: ways or None]
        length, number = len(self.ways[0].steps), len(self.ways)
        lines = [f"{self.start} to {self.end}: {counted(length, 'step')}, {counted(number, 'way')}"]
        for number, way in enumerate(shown, start=1):
            lines += way.lines(number, width, statements)
        if more := len(self.ways) - len(shown):
            lines += ["", f"{counted(more, 'more way')} of the same length; --all shows them all."]
        if longer:
            lines += ["", f"With one more step: {counted(len(self.longer), 'way')}"]
        for number, way in enumerate(longer, start=1):
            lines += way.lines(number, width, statements)
        if more := len(self.longer) - len(longer):
            lines += ["", f"{counted(more, 'more way')} with one more step; --all shows them all."]
        steps = [step for way in (*shown, *longer) for step in way.steps]
        lines += legend((one for step in steps for one in step.statements[: statements or None]), width)
        return "\n".join(lines)

    def rests_on(self, source: Source, *, ways: int = 3, statements: int = 3) -> bool:
        """Tell whether *source* makes a claim that :meth:`table` shows with the same limits."""
        steps = (step for way in (*self.ways[: ways or None], *self.longer[: ways or None]) for step in way.steps)
        shown = (one for step in steps for one in step.statements[: statements or None])
        return any(claim.passage.source == source for one in shown for claim in one.claims)

    def json(self) -> str:
        """Return all the ways as JSON."""
        return tables.json({"start": self.start, "end": self.end, "ways": self.ways, "longer": self.longer})


def connect(records: Records, start: str, end: str, *, profile: str, datasets: bool) -> Connections:
    """Return every shortest way from the thing *start* to the thing *end* within *profile*.

    Without *datasets*, only what articles say connects. Beside them come the most direct ways with one more step.
    """
    ties = _Ties(records, Selection(profile=profile_term(profile).value, datasets=datasets))
    routes = [] if start == end else shortest(ties.neighbours, start, end)
    routes.sort(key=ties.weight)
    further = longer(ties.direct, start, end, len(routes[0])) if routes and len(routes[0]) > 2 else []
    further = sorted(further, key=ties.weight)[:MOST_LONGER]
    steps = {pair for route in (*routes, *further) for pair in pairwise(route)}
    found = records.statements({iri for one, other in steps for iri in ties.neighbours[one][other]})
    called = records.labels({start, end}.union(*routes, *further))

    def way(route: tuple[str, ...]) -> Way:
        tied = [[found[iri] for iri in ties.neighbours[one][other]] for one, other in pairwise(route)]
        names = tuple(called[thing] for thing in route)
        places = [{claim.passage.iri for one in those for claim in one.claims} for those in tied]
        steps = []
        for number, (pair, those) in enumerate(zip(pairwise(route), tied, strict=True)):
            beside = set[str]().union(*places[max(number - 1, 0) : number], *places[number + 1 : number + 2])
            those.sort(key=lambda one: (ties.distance(one.iri, *pair), _apart(one, beside)))
            steps.append(Step(names[number], names[number + 1], tuple(those)))
        return Way(names, tuple(steps))

    shown = Connections(called[start], called[end], tuple(map(way, routes)), tuple(routes), datasets, profile)
    return shown._replace(longer=tuple(map(way, further)))


def _apart(one: Statement, places: Set[str]) -> tuple[bool, int]:
    """Return the key that puts a statement first that stands where the next step's do, then the firmest."""
    return places.isdisjoint(claim.passage.iri for claim in one.claims), FIRMNESS.index(one.status.name)


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


def longer(neighbours: Mapping[str, Collection[str]], start: str, end: str, length: int) -> list[tuple[str, ...]]:
    """Return routes with one thing more than *length* from *start* to *end*; of thousands only the first."""
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

    return list(islice(routes((start,)), _TRIED))


class _Ties:
    """Which statements tie which things, how directly and how firmly."""

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
        """The statements that involve both of two things."""
        self.direct: dict[str, set[str]] = {}
        """The things that are tied by a statement in which both have a role."""
        for statement in sorted(self._roles, key=lambda iri: (self._rank[iri], len(self._roles[iri]), iri)):
            for thing, other in permutations(self._roles[statement], 2):
                self.neighbours.setdefault(thing, {}).setdefault(other, []).append(statement)
                if self.distance(statement, thing, other) < 3:
                    self.direct.setdefault(thing, set()).add(other)

    def distance(self, statement: str, one: str, other: str) -> int:
        """Return 0 where one is the subject and the other the object, up to 3 where one of them has no role."""
        roles = self._roles[statement]
        if not (roles[one] and roles[other]):
            return 3
        ends = {RDF.subject, RDF.object}
        return 2 - bool(roles[one] & ends) - bool(roles[other] & ends)

    def weight(self, route: tuple[str, ...]) -> tuple[int, int, int, tuple[str, ...]]:
        """Return the key that sorts routes: the most direct, then the firmest, then those of which most is said."""
        ties = [(pair, self.neighbours[pair[0]][pair[1]]) for pair in pairwise(route)]
        distance = sum(min(self.distance(iri, *pair) for iri in those) for pair, those in ties)
        return distance, sum(self._rank[those[0]] for _, those in ties), -sum(len(those) for _, those in ties), route


def _step(step: Step, width: int, limit: int) -> list[str]:
    shown = step.statements[: limit or None]
    rest = len(step.statements) - len(shown)
    lines = ["", *tables.wrap_hanging(f"{step.start} – {step.end}", "   ", width)]
    for statement in shown:
        lines += statement.lines("     ", width)
    return [*lines, f"     … and {counted(rest, 'more statement')} involving both"] if rest else lines

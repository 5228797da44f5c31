"""Finds the shortest paths between two things through statements.

Uses only which statements involve which things. Denied statements connect things too; their status is shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from itertools import islice, pairwise, permutations
from typing import Any, NamedTuple

from pyoxigraph import NamedNode

from cakg import tables
from cakg.model.claims import Statement, legend
from cakg.model.frequency import are_in_more_than, said_of
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
MOST_SHOWN = 3
"""How many paths of each length, and statements of each step, are shown as text."""
MOST_LONGER = 20
"""How many paths with one more step are kept, the most direct ones."""
MOST_TRIPLES = 100_000
"""If the neighbours of a thing are in more triples, paths with one more step are searched only if all are shown."""
_MOST_SEARCHED = 2_000
"""How many paths with one more step are compared; between things with many statements there are thousands."""


_PASSAGES = """SELECT DISTINCT ?statement ?passage ?source WHERE {
  VALUES ?statement { %s } ?statement cakg:affirmedBy|cakg:deniedBy|cakg:leftOpenBy ?claim .
  ?claim cakg:passage ?passage ; cakg:source ?source ; cakg:speaker ?speaker ; cakg:mode ?mode
}"""


class Step(NamedTuple):
    """Two things and the statements that involve both: the most direct statements first, then the firmest."""

    start: str
    """The label of the thing at the start."""
    end: str
    """The label of the thing at the end."""
    statements: tuple[Statement, ...]
    """The statements that involve both."""
    more: int = 0
    """The number of further statements, which are not in the step."""

    def as_json(self) -> dict[str, Any]:
        """Return the step as a dictionary for JSON."""
        fields = self._asdict()
        return fields if self.more else {name: value for name, value in fields.items() if name != "more"}


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
    more: int = 0
    """The number of further paths, which are not in *paths*."""
    more_longer: int = 0
    """The number of further paths with one more step, which are not in *longer_paths*."""
    has_longer: bool = True
    """Whether paths with one more step were searched. With a limit they are not if the things next to the start are in
    very many triples."""

    def table(self, *, width: int = tables.WIDTH, paths: int = MOST_SHOWN, statements: int = MOST_SHOWN) -> str:
        """Return at most *paths* paths as text, with *statements* per step (0: no limit); the others are counted."""
        if self.start == self.end:
            return f"Both names refer to {self.start}."
        if not self.paths:
            kind = "" if self.datasets else " of articles"
            profile = f" in the profile {self.profile}" if self.profile != EVERYTHING else ""
            return f"No statements{kind}{profile} connect {self.start} with {self.end}."
        shown, longer = self.paths[: paths or None], self.longer_paths[: paths or None]
        length, number = len(self.paths[0].steps), len(self.paths) + self.more
        ends = tables.on_a_line(f"{self.start} to {self.end}")
        lines = [f"{ends}: {counted(length, 'step')}, {counted(number, 'path')}"]
        for number, path in enumerate(shown, start=1):
            lines += path.lines(number, width, statements)
        if more := len(self.paths) + self.more - len(shown):
            lines += ["", f"… {counted(more, 'more path')} of the same length (--all)"]
        if longer:
            lines += ["", f"With one more step: {counted(len(self.longer_paths) + self.more_longer, 'path')}"]
        for number, path in enumerate(longer, start=1):
            lines += path.lines(number, width, statements)
        if more := len(self.longer_paths) + self.more_longer - len(longer):
            lines += ["", f"… {counted(more, 'more path')} with one more step (--all)"]
        if not self.has_longer:
            why = f"the things next to {self.start} are in more than {MOST_TRIPLES:,} triples"
            lines += [
                "",
                *tables.wrap_hanging(f"Paths with one more step were not searched (--all): {why}.", "", width),
            ]
        steps = [step for path in (*shown, *longer) for step in path.steps]
        lines += legend((one for step in steps for one in step.statements[: statements or None]), width)
        return "\n".join(lines)

    def cites(self, source: Source, *, paths: int = MOST_SHOWN, statements: int = MOST_SHOWN) -> bool:
        """Return whether *source* makes a claim that :meth:`table` shows with the same limits."""
        return source.iri in self.cited(paths=paths, statements=statements)

    def cited(self, *, paths: int = MOST_SHOWN, statements: int = MOST_SHOWN) -> frozenset[str]:
        """Return the IRIs of the sources that make a claim that :meth:`table` shows with the same limits."""
        steps = (
            step for path in (*self.paths[: paths or None], *self.longer_paths[: paths or None]) for step in path.steps
        )
        shown = (one for step in steps for one in step.statements[: statements or None])
        return frozenset(claim.passage.source.iri for one in shown for claim in one.claims)

    def json(self) -> str:
        """Return all paths as JSON."""
        return tables.json(
            {"start": self.start, "end": self.end, "paths": self.paths, "longer_paths": self.longer_paths}
        )


def connect(
    records: Records, ends: tuple[str, str], *, profile: str, datasets: bool, limit: int | None = None
) -> Connections:
    """Return all shortest paths between two things through statements of *profile*.

    Without *datasets*, only statements of articles count. The most direct paths with one more step are added. With
    *limit*, at most so many paths of each length and statements of each step are loaded; the others are counted.
    """
    start, end = ends
    selection = Selection(profile=profile_term(profile).value, datasets=datasets)
    links, routes = (None, []) if start == end else _searched(records, selection, start, end)
    if not links:
        [one, other] = (records.labels(ends)[iri] for iri in ends)
        return Connections(one, other, (), (), datasets, profile)
    routes.sort(key=links.weight)
    searches = len(routes[0]) > 2 and (limit is None or links.has_few_ties(start, end))
    further = links.longer(start, end, len(routes[0])) if searches else []
    further = sorted(further, key=links.weight)[:MOST_LONGER]
    shown, longer = routes[:limit], further[:limit]
    steps = {pair for route in (*shown, *longer) for pair in pairwise(route)}
    places = _places(records, {iri for one, other in steps for iri in links.neighbours[one][other]})
    ranked = {route: _ranked(links, route, places, limit) for route in (*shown, *longer)}
    found = records.statements({iri for linked in ranked.values() for iris in linked for iri in iris})
    labels = records.labels({start, end}.union(*shown, *longer))

    def path(route: tuple[str, ...]) -> ConnectionPath:
        names = tuple(labels[thing] for thing in route)
        steps = [
            Step(
                names[number],
                names[number + 1],
                tuple(found[iri] for iri in iris if iri in found),
                len(links.neighbours[route[number]][route[number + 1]]) - len(iris),
            )
            for number, iris in enumerate(ranked[route])
        ]
        return ConnectionPath(names, tuple(steps))

    return Connections(
        labels[start],
        labels[end],
        tuple(map(path, shown)),
        tuple(shown),
        datasets,
        profile,
        tuple(map(path, longer)),
        len(routes) - len(shown),
        len(further) - len(longer),
        searches or len(routes[0]) < 3,
    )


def _searched(
    records: Records, selection: Selection, start: str, end: str
) -> tuple[_Links, list[tuple[str, ...]]] | tuple[None, list[tuple[str, ...]]]:
    """Return all shortest routes and the ties that they need; only longer routes need all ties of the graph."""
    nodes = NamedNode(start), NamedNode(end)
    both = f"?statement cakg:involves {nodes[0]} , {nodes[1]} ."
    either = f"VALUES ?end {{ {nodes[0]} {nodes[1]} }} ?statement cakg:involves ?end ."
    if not selection.datasets and (said := said_of(records, nodes)) is not None:
        either = f"VALUES ?statement {{ {values_of(said)} }}"
    for given in (both, either, ""):
        links = _Links(records, selection, given)
        routes = shortest(links.neighbours, start, end)
        if routes and (not given or len(routes[0]) <= 3):
            return links, routes
    return None, []


def _places(records: Records, statements: Iterable[str]) -> dict[str, set[str]]:
    """Return the passages of the claims about each statement."""
    found: dict[str, set[str]] = {}
    for row in texts(records.engine, _PASSAGES % values_of(sorted(statements))):
        if row["source"] in records.sources:
            found.setdefault(row["statement"], set()).add(row["passage"])
    return found


def _ranked(links: _Links, route: Sequence[str], places: Mapping[str, Set[str]], limit: int | None) -> list[list[str]]:
    """Return the first *limit* statements of each step of a route.

    The most direct come first, then those claimed in the passages of adjacent steps, then the firmest.
    """
    linked = [(pair, links.neighbours[pair[0]][pair[1]]) for pair in pairwise(route)]
    claimed = [set[str]().union(*(places.get(iri, ()) for iri in iris)) for _, iris in linked]
    found = []
    for number, (pair, iris) in enumerate(linked):
        adjacent = set[str]().union(*claimed[max(number - 1, 0) : number], *claimed[number + 1 : number + 2])

        def order(iri: str, pair: tuple[str, str] = pair, adjacent: Set[str] = adjacent) -> tuple[int, bool, int]:
            return links.distance(iri, *pair), adjacent.isdisjoint(places.get(iri, ())), links.rank[iri]

        found.append(sorted(iris, key=order)[:limit])
    return found


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

    def __init__(self, records: Records, selection: Selection, given: str = "") -> None:
        """Read the statements of *selection*; *given* is a SPARQL pattern that restricts them."""
        self._records, self._selection = records, selection
        self._roles: dict[str, dict[str, set[str]]] = {}
        self.rank: dict[str, int] = {}
        """The place of the status of each statement in :data:`FIRMNESS`."""
        self._whole = not given
        self._read(given)

    def _read(self, given: str) -> None:
        pattern = f"{given} {self._selection.pattern(given=bool(given))}"
        pattern += " ?statement cakg:involves ?thing ; cakg:status ?status ."
        roles = values_of([RDF.subject, RDF.object, *self._records.qualifiers])
        pattern += f" OPTIONAL {{ VALUES ?role {{ {roles} }} ?statement ?role ?thing }}"
        query = f"SELECT DISTINCT ?statement ?thing ?status ?role WHERE {{ {pattern} }}"
        for row in texts(self._records.engine, query):
            roles_of = self._roles.setdefault(row["statement"], {}).setdefault(row["thing"], set())
            roles_of |= {row["role"]} if "role" in row else set()
            self.rank[row["statement"]] = FIRMNESS.index(row["status"].removeprefix(STATUS.iri))
        self._connect()

    def _connect(self) -> None:
        self.neighbours: dict[str, dict[str, list[str]]] = {}
        """For each thing and each neighbour, the statements that involve both."""
        self.direct: dict[str, set[str]] = {}
        """For each thing, the neighbours with a statement in which both have a role."""
        for statement in sorted(self._roles, key=lambda iri: (self.rank[iri], len(self._roles[iri]), iri)):
            for thing, other in permutations(self._roles[statement], 2):
                self.neighbours.setdefault(thing, {}).setdefault(other, []).append(statement)
                if self.distance(statement, thing, other) < 3:
                    self.direct.setdefault(thing, set()).add(other)

    def has_few_ties(self, start: str, end: str) -> bool:
        """Return whether the ties between the neighbours of the two can be read quickly."""
        near = [NamedNode(thing) for thing in self.direct.get(start, set()) - {start, end}]
        return self._whole or not are_in_more_than(self._records.engine, near, MOST_TRIPLES)

    def longer(self, start: str, end: str, length: int) -> list[tuple[str, ...]]:
        """Return routes of ``length + 1`` things; see :func:`longer_routes`. Reads the ties between neighbours."""
        if not self._whole:
            first, last = (self.direct.get(thing, set()) - {start, end} for thing in (start, end))
            between = f"VALUES ?first {{ {values_of(sorted(first))} }} ?statement cakg:involves ?first , ?last ."
            self._read(
                f"{between} FILTER (?first != ?last && ?last IN ({', '.join(map(str, map(NamedNode, sorted(last))))}))"
            )
            self._connect()
        return longer_routes(self.direct, start, end, length)

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
            sum(self.rank[statements[0]] for _, statements in links),
            -sum(len(statements) for _, statements in links),
            route,
        )


def _step(step: Step, width: int, limit: int) -> list[str]:
    shown = step.statements[: limit or None]
    rest = len(step.statements) + step.more - len(shown)
    lines = ["", *tables.wrap_hanging(f"{step.start} – {step.end}", "   ", width)]
    for statement in shown:
        lines += statement.lines("     ", width)
    return [*lines, f"     … {counted(rest, 'more statement')} involving both (--all)"] if rest else lines

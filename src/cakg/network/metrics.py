"""Who stands where in a network, in figures that say what they mean and what they rest on.

Knows measures of graphs, which networkx computes. Each is taken on one projection, which it
names: how statements with several things became ties between two is a choice, and another
choice gives other figures.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from itertools import combinations
from typing import Any, NamedTuple

import networkx

from cakg import tables
from cakg.network.build import by_statement
from cakg.network.merge import groups, ties

PROJECTION = (
    "things as points; two are tied when the picture would draw a line between them for a statement that somebody"
    " affirms, so judgements, causes, descriptions, topics and what is denied or left open are out; ties have no"
    " direction"
)
_NOT_AFFIRMED = {"denied", "doubted", "open", "unclaimed"}
_WEAK = "ties rest on one independent source or on hedged words alone"
_MODULAR = 0.3
_MOST = 10
"""How many of the largest figures of each measure are kept."""


class Figure(NamedTuple):
    """A number about a thing or about the whole: what it means, and a warning where little carries it."""

    name: str
    """What the number is about."""
    value: float
    """The number."""
    meaning: str
    """What the number means, in words."""
    warning: str = ""
    """What weakens the number; empty where nothing does."""


class Measure(NamedTuple):
    """Figures of one kind, the largest first, and the projection on which they are taken."""

    title: str
    """The title of the measure."""
    projection: str
    """Which statements count as ties between which things."""
    meaning: str
    """What the measure means."""
    figures: tuple[Figure, ...]
    """Its numbers, the largest first."""


class Analysis(NamedTuple):
    """What an analysis found, measure by measure."""

    selection: str
    """What the network is made of, in words."""
    measures: tuple[Measure, ...]
    """The measures."""

    def table(self, *, width: int = tables.WIDTH) -> str:
        """Return all of it as text, a sentence for each figure."""
        return "\n\n".join(self._lines(width)) or "nothing is tied to anything"

    def json(self) -> str:
        """Return all of it as JSON."""
        return tables.json(self)

    def _lines(self, width: int) -> Iterable[str]:
        said = ""
        for measure in self.measures:
            lines = [measure.title.upper(), *tables.wrap_hanging(measure.meaning, "", width)]
            projection = f"as above{measure.projection.removeprefix(said)}" if said else measure.projection
            lines += tables.wrap_hanging(f"Projection: {projection}.", "", width)
            said = PROJECTION
            for one in measure.figures:
                weak = f" (!) {one.warning.removesuffix(_WEAK).strip()}" if one.warning else ""
                text = f"{one.name}: {one.meaning}{tables.non_breaking(weak)}"
                lines += ["", *tables.wrap_hanging(text, f"{one.value:>7g}  ", width)]
            yield "\n".join(lines if measure.figures else [*lines, "", "  nothing to count"])
        if any(one.warning for measure in self.measures for one in measure.figures):
            yield "\n".join(tables.wrap_hanging(f"(!) n of m: n of the m {_WEAK}", "", width))


def analyse(network: networkx.MultiDiGraph[str]) -> Analysis:
    """Return degree, betweenness, brokers between groups of states, and communities of *network*.

    *network* is one from :func:`cakg.network.build.build`.
    """
    net = _Net(network)
    measures = (_degree(net), _betweenness(net), _brokers(net), _communities(net))
    return Analysis(network.graph.get("selection", ""), measures)


def _difference(networks: Sequence[networkx.MultiDiGraph[str]], title: str, meaning: str) -> Measure:
    """Return what the second of two *networks* lacks and adds, and which things lose or gain most ties by it."""
    one, other = networks
    before, after = _Net(one), _Net(other)
    labels = {**before.labels, **after.labels}
    labels |= {iri: edge["label"] for network in networks for iri, edge in by_statement(network).items()}
    figures = []
    for what, had, has in (
        ("statements", set(by_statement(one)), set(by_statement(other))),
        ("things", set(one), set(other)),
        ("ties", set(map(frozenset, before.graph.edges)), set(map(frozenset, after.graph.edges))),
    ):
        gone = f"{len(had - has)} of {len(had)} go{_such_as(labels, had - has)}"
        come = f"{len(has - had)} come{_such_as(labels, has - had)}"
        figures.append(Figure(what, len(has) - len(had), f"{gone}; {come}; {len(has)} are left"))
    changes = {thing: after.degrees[thing] - before.degrees[thing] for thing in {*before.graph, *after.graph}}
    for thing, change in sorted(changes.items(), key=lambda item: (-abs(item[1]), item[0]))[:_MOST]:
        if change:
            sentence = f"tied to {before.degrees[thing]} others before, to {after.degrees[thing]} after"
            figures.append(Figure(labels[thing], change, sentence))
    return Measure(title, PROJECTION, meaning, tuple(figures))


class _Net:
    """The projection: one edge for each two things that are tied.

    It weighs as many statements as it stands for, and is ``firm`` where two independent sources carry one of them.
    """

    def __init__(self, network: networkx.MultiDiGraph[str]) -> None:
        self.network = network
        self.labels: dict[str, str] = {thing: facts["label"] for thing, facts in network.nodes(data=True)}
        tied: dict[tuple[str, str], set[str]] = defaultdict(set)
        for tie in ties(network):
            if tie.status not in _NOT_AFFIRMED:
                tied[min(tie.one, tie.other), max(tie.one, tie.other)].add(tie.statement)
        edges = by_statement(network)
        self.graph: networkx.Graph[Any] = networkx.Graph()
        for pair, found in sorted(tied.items()):
            firm = any(edges[iri]["independentSources"] >= 2 for iri in found)
            self.graph.add_edge(*pair, weight=len(found), firm=firm)
        self.degrees = Counter(dict(self.graph.degree))

    def measure(self, title: str, meaning: str, values: Mapping[str, float], told: Callable[[str], str]) -> Measure:
        """Return the largest values above nothing as figures about things, each resting on the thing's ties."""
        figures = []
        for less, thing in sorted((-value, thing) for thing, value in values.items() if value)[:_MOST]:
            figures.append(Figure(self.labels[thing], -less, told(thing), _warning(self.graph.edges(thing, "firm"))))
        return Measure(title, PROJECTION, meaning, tuple(figures))


def _warning(ties: Iterable[tuple[str, str, bool]]) -> str:
    """Return what to beware of when two independent sources carry less than half of the ties."""
    found = [firm for *_, firm in ties]
    if 2 * sum(found) >= len(found):
        return ""
    return f"{found.count(False)} of {len(found)} {_WEAK}"


def _such_as(labels: Mapping[str, str], chosen: Iterable[Any]) -> str:
    """Return the first of those that have labels as examples; nothing when none has."""
    named = sorted(labels[one] for one in chosen if one in labels)
    return f" (such as: {'; '.join(named[:3])})" if named else ""


def _degree(net: _Net) -> Measure:
    meaning = "Degree: the number of things a thing is tied to. It shows whom the sources mention, not who is powerful."
    statements = dict(net.graph.degree(weight="weight"))

    def told(thing: str) -> str:
        return f"tied to {net.degrees[thing]} of {len(net.graph) - 1} others, by {statements[thing]} statements"

    return net.measure("degree", meaning, net.degrees, told)


def _betweenness(net: _Net) -> Measure:
    meaning = (
        "Betweenness: how often a thing lies on the shortest way between two others. Every tie counts as one step."
    )
    found = {thing: round(value, 3) for thing, value in networkx.betweenness_centrality(net.graph).items()}

    def told(thing: str) -> str:
        return f"on {found[thing]:.1%} of the shortest ways between two others"

    return net.measure("betweenness", meaning, found, told)


def _brokers(net: _Net) -> Measure:
    meaning = (
        "Brokers: things through which states of different groups meet that are not tied to each other. States are of"
        " one group when they belong to the same groups of the graph; those in none count as one group."
    )
    membership: dict[str, set[str]] = defaultdict(set)
    for group, members in groups(net.network):
        for member in members:
            membership[member].add(group)
    states = {thing for thing in net.graph if net.network.nodes[thing]["kind"] == "State"}
    values = {}
    for thing in net.graph:
        pairs = combinations(states.intersection(net.graph[thing]), 2)
        apart = (pair for pair in pairs if membership[pair[0]] != membership[pair[1]])
        values[thing] = sum(not net.graph.has_edge(*pair) for pair in apart)

    def told(thing: str) -> str:
        return f"lies between {values[thing]} pair{'s' * (values[thing] > 1)} of states of different groups"

    return net.measure("brokers between groups of states", meaning, values, told)


def _communities(net: _Net) -> Measure:
    projection = f"{PROJECTION}; a tie weighs as many statements as it stands for"
    meaning = (
        "Communities: parts more closely tied within than to the rest, as merging by modularity finds them; it is one"
        " division of several that would do."
    )
    if not net.graph:
        return Measure("communities", projection, meaning, ())
    things = sorted(net.graph)
    # Sets of numbers have an order, sets of texts have one only while this process lasts.
    graph = networkx.convert_node_labels_to_integers(net.graph, ordering="sorted")
    parts = [set(part) for part in networkx.community.greedy_modularity_communities(graph, weight="weight")]
    quality = round(networkx.community.modularity(graph, parts, weight="weight"), 3)
    verdict = "a clear division" if quality >= _MODULAR else "no clear division: many ties run between the parts"
    figures = [Figure("modularity", quality, f"{_MODULAR} or more is a clear division; this is {verdict}")]
    for part in sorted(map(sorted, parts), key=lambda each: (-len(each), each))[:_MOST]:
        names = sorted((things[place] for place in part), key=lambda thing: (-net.degrees[thing], thing))
        warning = _warning(net.graph.subgraph(names).edges(data="firm"))
        more = f" and {len(names) - 5} more" if len(names) > 5 else ""
        listed = ", ".join(net.labels[thing] for thing in names[:5]) + more
        figures.append(Figure(f"around {net.labels[names[0]]}", len(names), f"things: {listed}", warning))
    return Measure("communities", projection, meaning, tuple(figures))


def between(networks: Sequence[networkx.MultiDiGraph[str]], days: Sequence[date]) -> Measure:
    """Return what changes from the first network, as of the first day, to the second."""
    undated = [edge for edge in by_statement(networks[0]).values() if not edge.keys() & {"earliest", "latest"}]
    meaning = (
        f"What may have been so on {days[1]} and not on {days[0]}, and the other way round. {len(undated)} statements"
        " without dates count on both days, so that real changes may be more."
    )
    return _difference(networks, f"changes from {days[0]} to {days[1]}", meaning)


def unhedged(everything: networkx.MultiDiGraph[str], firm: networkx.MultiDiGraph[str]) -> Measure:
    """Return what disappears when only what is said without a hedge counts."""
    meaning = (
        "What disappears when only unhedged statements count: those that a source states, judges, or reports as the"
        " word of somebody it names. What goes rests on hearsay, forecasts, conditions, accusations or demands."
    )
    return _difference((everything, firm), "effect of leaving out hedged statements", meaning)

"""Measures of a network: degree, betweenness, brokers and communities, each with its meaning and its limits.

networkx computes them on a projection of the network: nodes with ties between pairs. A statement can involve more
than two things, so turning it into ties is a choice, and another choice would give other figures. Each measure
therefore names its projection.
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
from cakg.tables import counted

PROJECTION = (
    "two things are tied if a picture of the network has a line between them for a statement that somebody affirms."
    " Ties have no direction. Judgements, causes, descriptions, topics, and statements that are denied, doubted or left"
    " open do not count"
)
_NOT_AFFIRMED = {"denied", "doubted", "open", "unclaimed"}
_WEAK = "rest on one independent source or only on hedged claims"
_MODULAR = 0.3
_MOST = 10
"""The number of figures kept for each measure, the largest first."""


class Figure(NamedTuple):
    """A number about a thing or the whole network, with its meaning, and a warning if few sources support it."""

    name: str
    """What the number is about."""
    value: float
    """The number."""
    meaning: str
    """What the number means, in words."""
    warning: str = ""
    """Why the number is unreliable; empty if it has no such warning."""


class Measure(NamedTuple):
    """A measure with its largest figures, and the projection that they are computed on."""

    title: str
    """The title of the measure."""
    projection: str
    """Which statements count as ties between which things."""
    meaning: str
    """What the measure means."""
    figures: tuple[Figure, ...]
    """Its numbers, the largest first."""


class Analysis(NamedTuple):
    """The measures of a network and the selection that it was built from."""

    selection: str
    """The selection of the network, in words."""
    measures: tuple[Measure, ...]
    """The measures."""

    def table(self, *, width: int = tables.WIDTH) -> str:
        """Return the measures as text, one sentence per figure."""
        weak = any(one.warning for measure in self.measures for one in measure.figures)
        note = tables.wrap_hanging(f"(!) n of m: of the m ties, n {_WEAK}", "", width) if weak else []
        parts = filter(None, ("\n".join(note), *self._lines(width)))
        return "\n\n".join(parts) or "no two things are tied"

    def json(self) -> str:
        """Return the measures as JSON."""
        return tables.json(self)

    def _lines(self, width: int) -> Iterable[str]:
        named = ""
        for measure in self.measures:
            lines = [measure.title.upper(), *tables.wrap_hanging(measure.meaning, "", width)]
            projection = f"as above{measure.projection.removeprefix(named)}" if named else measure.projection
            lines += tables.wrap_hanging(f"Projection: {projection}.", "", width)
            named = PROJECTION
            for one in measure.figures:
                weak = f" (!) {one.warning.removesuffix(f' ties {_WEAK}')}" if one.warning else ""
                text = f"{one.name}: {one.meaning}{tables.non_breaking(weak)}"
                lines += ["", *tables.wrap_hanging(text, f"{one.value:>7g}  ", width)]
            yield "\n".join(lines if measure.figures else [*lines, "", "  no figures"])


def analyse(network: networkx.MultiDiGraph[str]) -> Analysis:
    """Return degree, betweenness, brokers between groups of states, and communities of *network*.

    *network* comes from :func:`cakg.network.build.build`.
    """
    net = _Net(network)
    measures = (_degree(net), _betweenness(net), _brokers(net), _communities(net))
    return Analysis(network.graph.get("selection", ""), measures)


def _difference(networks: Sequence[networkx.MultiDiGraph[str]], title: str, meaning: str) -> Measure:
    """Return the changes between two *networks*, and the things whose number of ties changes most."""
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
        removed = f"{len(had - has)} of {len(had)} removed{_examples(labels, had - has)}"
        added = f"{len(has - had)} added{_examples(labels, has - had)}"
        figures.append(Figure(what, len(has) - len(had), f"{removed}; {added}; now {len(has)}"))
    changes = {thing: after.degrees[thing] - before.degrees[thing] for thing in {*before.graph, *after.graph}}
    for thing, change in sorted(changes.items(), key=lambda item: (-abs(item[1]), item[0]))[:_MOST]:
        if change:
            sentence = f"{counted(before.degrees[thing], 'tie')} before, {after.degrees[thing]} after"
            figures.append(Figure(labels[thing], change, sentence))
    return Measure(title, PROJECTION, meaning, tuple(figures))


class _Net:
    """The projection of a network: an undirected graph with one edge per pair of tied things.

    The weight of an edge is its number of statements. An edge is ``firm`` if one of them has two independent sources.
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

    def measure(self, title: str, meaning: str, values: Mapping[str, float], sentence: Callable[[str], str]) -> Measure:
        """Return the largest values above zero as figures, each with a warning if the thing's ties are weak."""
        figures = []
        for less, thing in sorted((-value, thing) for thing, value in values.items() if value)[:_MOST]:
            figures.append(
                Figure(self.labels[thing], -less, sentence(thing), _warning(self.graph.edges(thing, "firm")))
            )
        return Measure(title, PROJECTION, meaning, tuple(figures))


def _warning(ties: Iterable[tuple[str, str, bool]]) -> str:
    """Return a warning if fewer than half of the ties rest on two independent sources, else an empty text."""
    found = [firm for *_, firm in ties]
    if 2 * sum(found) >= len(found):
        return ""
    return f"{found.count(False)} of {len(found)} ties {_WEAK}"


def _examples(labels: Mapping[str, str], chosen: Iterable[Any]) -> str:
    """Return up to three labels as examples, or an empty text if none has a label."""
    named = sorted(labels[one] for one in chosen if one in labels)
    return f" (for example {'; '.join(named[:3])})" if named else ""


def _degree(net: _Net) -> Measure:
    meaning = (
        "Degree: the number of other things that a thing is tied to. It reflects what the sources write about, not who"
        " is powerful."
    )
    statements = dict(net.graph.degree(weight="weight"))

    def sentence(thing: str) -> str:
        return (
            f"tied to {net.degrees[thing]} of {len(net.graph) - 1} others, by {counted(statements[thing], 'statement')}"
        )

    return net.measure("degree", meaning, net.degrees, sentence)


def _betweenness(net: _Net) -> Measure:
    meaning = (
        "Betweenness: the share of the shortest paths between two other things that pass through a thing. Every tie"
        " counts as one step, and a single tie more or less can change it a lot."
    )
    found = {thing: round(value, 3) for thing, value in networkx.betweenness_centrality(net.graph).items()}

    def sentence(thing: str) -> str:
        return f"on {found[thing]:.1%} of the shortest paths between two others"

    return net.measure("betweenness", meaning, found, sentence)


def _brokers(net: _Net) -> Measure:
    meaning = (
        "Brokers: things that are tied to two states of different groups which are not tied to each other. States are"
        " in one group if they belong to exactly the same groups in the graph; states in no group count as one group."
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

    def sentence(thing: str) -> str:
        return f"connects {counted(values[thing], 'pair')} of states of different groups"

    return net.measure("brokers between groups of states", meaning, values, sentence)


def _communities(net: _Net) -> Measure:
    projection = f"{PROJECTION}. Ties are weighted by their number of statements"
    meaning = (
        "Communities: sets of things with more ties among themselves than to the rest, found by greedy modularity"
        " maximisation. Other divisions can be just as good."
    )
    if not net.graph:
        return Measure("communities", projection, meaning, ())
    things = sorted(net.graph)
    # The order of a set of integers is the same in every process; that of a set of strings is not.
    graph = networkx.convert_node_labels_to_integers(net.graph, ordering="sorted")
    parts = [set(part) for part in networkx.community.greedy_modularity_communities(graph, weight="weight")]
    quality = round(networkx.community.modularity(graph, parts, weight="weight"), 3)
    verdict = "this division is clear" if quality >= _MODULAR else "this one is not: many ties run between communities"
    figures = [Figure("modularity", quality, f"{_MODULAR} or more means a clear division; {verdict}")]
    for part in sorted(map(sorted, parts), key=lambda each: (-len(each), each))[:_MOST]:
        names = sorted((things[place] for place in part), key=lambda thing: (-net.degrees[thing], thing))
        warning = _warning(net.graph.subgraph(names).edges(data="firm"))
        more = f" and {len(names) - 5} more" if len(names) > 5 else ""
        names_listed = ", ".join(net.labels[thing] for thing in names[:5]) + more
        figures.append(Figure(f"around {net.labels[names[0]]}", len(names), f"things: {names_listed}", warning))
    return Measure("communities", projection, meaning, tuple(figures))


def between(networks: Sequence[networkx.MultiDiGraph[str]], days: Sequence[date]) -> Measure:
    """Return the changes from the network of the first day to the network of the second day."""
    undated = [edge for edge in by_statement(networks[0]).values() if not edge.keys() & {"earliest", "latest"}]
    verb = "counts" if len(undated) == 1 else "count"
    meaning = (
        f"Statements that may hold on {days[1]} but not on {days[0]}, and the reverse."
        f" {counted(len(undated), 'statement')} without dates {verb} on both days, so there may be more changes."
    )
    return _difference(networks, f"changes from {days[0]} to {days[1]}", meaning)


def unhedged(everything: networkx.MultiDiGraph[str], firm: networkx.MultiDiGraph[str]) -> Measure:
    """Return what is removed when only unhedged statements count."""
    meaning = (
        "What is removed when only unhedged statements count. A statement is unhedged if a source states it, judges"
        " it, or attributes it to somebody it names. The statements removed are denied, contested or left open, or"
        " affirmed only with a hedge, as a forecast, on a condition, as an accusation or as a demand."
    )
    return _difference((everything, firm), "effect of leaving out hedged statements", meaning)

"""Canonical names of blank nodes: equal for equal triples, whatever the names were.

The standard for them, RDFC-1.0, needs time that grows with the cube of a chain of similar nodes, and exponentially with
nodes that are all linked to each other: a list of 1,000 points takes minutes, and a file of 3 KB can take years. So its
steps are estimated first. Where there are too many, nodes are told apart by their neighbours, then by those of their
neighbours, and so on (colour refinement), which is fast. It cannot tell apart some nodes of graphs that were made for
this purpose.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import exp, lgamma, log
from typing import Any, TypeAlias

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Quad, Triple

from cakg.errors import BadValueError

_MOST_STEPS = 1e7
"""The most steps of RDFC-1.0 for linked nodes that look alike; they take about a second."""
_MOST_STEPS_OF_ALL = 1e8
_MOST_COMPARED = 5_000_000
"""How many links are compared before the graph is refused; this takes about ten seconds."""

_Link: TypeAlias = tuple[bool, str, str, str]
"""Whether a triple leads from the node, its predicate, and the other end: the name of a blank node or another term."""


def canonical(triples: Sequence[Triple], *, distinct: bool = True) -> list[Triple]:
    """Return *triples* with canonical names of blank nodes.

    With *distinct*, nodes that cannot be told apart get different names in any order: usually they can be exchanged,
    so it does not matter. Otherwise they get the same name, so the names depend on nothing but the triples.

    Raises :class:`BadValueError` if very many nodes look alike and have very many links.
    """
    links = _links(triples)
    if not links:
        return list(triples)
    ranks = _ranks({node: tuple(sorted((to, by, end) for to, by, _, end in of)) for node, of in links.items()})
    if _is_cheap(links, ranks):
        dataset = Dataset(Quad(*triple) for triple in triples)
        dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
        return [quad.triple for quad in dataset]
    ranks = _refined(links, ranks, distinct=distinct)

    def named(term: Any) -> Any:
        return BlankNode(f"c14n{ranks[term.value]}") if isinstance(term, BlankNode) else term

    return [Triple(named(one.subject), one.predicate, named(one.object)) for one in triples]


def _links(triples: Iterable[Triple]) -> dict[str, list[_Link]]:
    """Return the links of each blank node; the last part is the same for all blank nodes except the node itself."""
    links: dict[str, list[_Link]] = defaultdict(list)
    for subject, predicate, value in triples:
        for to, one, other in ((True, subject, value), (False, value, subject)):
            if isinstance(one, BlankNode):
                node = other.value if isinstance(other, BlankNode) else ""
                end = ("_:a" if other == one else "_:z") if node else str(other)
                links[one.value].append((to, predicate.value, node, end))
    return links


def _ranks(signatures: Mapping[str, Any]) -> dict[str, int]:
    """Return the place of each node's signature among all signatures."""
    places = {signature: place for place, signature in enumerate(sorted({*signatures.values()}))}
    return {node: places[signature] for node, signature in signatures.items()}


def _is_cheap(links: Mapping[str, Sequence[_Link]], ranks: Mapping[str, int]) -> bool:
    """Return whether RDFC-1.0 needs few steps.

    It tries all orders of the similar neighbours of a node, for each node of a connected part. Nodes that are unlike
    all others do not count.
    """
    sizes = Counter(ranks.values())
    alike = {node for node in links if sizes[ranks[node]] > 1}
    steps = 0.0
    while alike:
        rest, part, orders = [alike.pop()], 0, 0.0
        while rest:
            node = rest.pop()
            neighbours = {(to, by, other) for to, by, other, _ in links[node] if sizes[ranks.get(other, -1)] > 1}
            similar = Counter((to, by, ranks[other]) for to, by, other in neighbours if other != node)
            part, orders = part + 1, orders + sum(lgamma(number + 1) for number in similar.values())
            near = {other for _, _, other in neighbours} & alike
            alike -= near
            rest += near
        needed = 3 * log(part) + orders
        if needed > log(_MOST_STEPS):
            return False
        steps += exp(needed)
    return steps < _MOST_STEPS_OF_ALL


def _refined(links: Mapping[str, Sequence[_Link]], ranks: dict[str, int], *, distinct: bool) -> dict[str, int]:
    """Return ranks that differ where the neighbours have different ranks; with *distinct*, all of them differ."""
    compared, size = 0, sum(map(len, links.values()))
    while True:
        before = len({*ranks.values()})
        compared += size
        if compared > _MOST_COMPARED:
            raise BadValueError(
                f"{len(links):,} blank nodes look too much alike to be put in an order", remedy="give them IRIs"
            )
        nearby = {
            node: sorted((to, by, ranks[other]) for to, by, other, _ in of if other) for node, of in links.items()
        }
        ranks = _ranks({node: (ranks[node], tuple(near)) for node, near in nearby.items()})
        if len({*ranks.values()}) > before:
            continue
        if not distinct or before == len(ranks):
            return ranks
        sizes = Counter(ranks.values())
        first = min(rank for rank, number in sizes.items() if number > 1)
        ranks = {node: 2 * rank + 1 for node, rank in ranks.items()}
        ranks[next(node for node, rank in ranks.items() if rank == 2 * first + 1)] -= 1

"""Canonical names of blank nodes, also in graphs that are made to take very long."""

from __future__ import annotations

import random
from collections.abc import Iterable

import pyoxigraph
import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store, Triple

from cakg.errors import BadValueError
from cakg.store import blank_nodes
from cakg.store.blank_nodes import canonical
from cakg.store.content import content_hash

P, Q = NamedNode("urn:p"), NamedNode("urn:q")


def edges(*pairs: tuple[object, object], by: NamedNode = P) -> list[Triple]:
    return [Triple(BlankNode(f"n{one}"), by, BlankNode(f"n{other}")) for one, other in pairs]


def renamed(triples: Iterable[Triple], seed: int) -> list[Triple]:
    """Return the triples with other names of blank nodes, in another order."""
    names: dict[object, BlankNode] = {}
    terms = [
        [names.setdefault(term, BlankNode()) if isinstance(term, BlankNode) else term for term in one]
        for one in triples
    ]
    random.Random(seed).shuffle(terms)
    return [Triple(*one) for one in terms]


def hash_of(triples: Iterable[Triple]) -> str:
    store = Store()
    store.extend(Quad(*one) for one in triples)
    return content_hash(store)


CLIQUE = edges(*((one, other) for one in range(12) for other in range(12) if one != other))
RING = edges(*((one, (one + 1) % 300) for one in range(300)))
POINTS = [  # a list of points, each of which is a blank node
    *edges(*((one, one + 1) for one in range(400))),
    *edges(*((one, f"point{one}") for one in range(400)), by=Q),
    *(Triple(BlankNode(f"npoint{one}"), Q, Literal(one)) for one in range(400)),
]
TWO_STARS = edges(*((star, f"{star}-{one}") for star in range(2) for one in range(20)))
SMALL = [*edges((0, 1), (1, 2), (0, 3)), Triple(BlankNode("n2"), Q, Literal(1))]


@pytest.mark.slow
@pytest.mark.parametrize(
    "triples", [CLIQUE, RING, POINTS, TWO_STARS, SMALL], ids=["clique", "ring", "list", "stars", "small"]
)
def test_names_and_order_do_not_matter(triples: list[Triple]) -> None:
    """Neither for the names nor for the content hash, and no triple is lost."""
    once, again = (renamed(triples, seed) for seed in (1, 2))

    assert hash_of(once) == hash_of(again) != hash_of(once[1:])
    assert {*canonical(once)} == {*canonical(again)}
    assert len({*canonical(once)}) == len(triples)


def test_usual_graphs_have_the_names_of_the_standard() -> None:
    """So their content hash is the same in other programs."""
    dataset = pyoxigraph.Dataset(Quad(*one) for one in SMALL)
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)

    assert {*canonical(SMALL)} == {quad.triple for quad in dataset}


def test_a_graph_of_too_many_similar_nodes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blank_nodes, "_MOST_COMPARED", 500)

    with pytest.raises(BadValueError, match="12 blank nodes look too much alike"):
        canonical(CLIQUE)

"""Blank nodes are named by their triples, whatever their names were, and in a time that does not explode."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from typing import Any

import pyoxigraph
import pytest
from pyoxigraph import BlankNode, Triple

from cakg.store.blank_nodes import by_class, by_node

GRAPHS = {
    "list of equal values": f"<x:a> <x:p> ( {'1 ' * 500} ) .",
    "chain": "".join(f"_:n{one} <x:p> _:n{one + 1} ." for one in range(500)),
    "equal nodes": "<x:a> <x:p> [ <x:q> [ <x:q> 1 ] ] , [ <x:q> [ <x:q> 1 ] ] , [ <x:q> [ <x:q> 2 ] ] .",
    "every node with every node": "".join(f"_:n{a} <x:p> _:n{b} ." for a in range(8) for b in range(8)),
    "ring": "".join(f"_:n{one} <x:p> _:n{(one + 1) % 9} ." for one in range(9)),
    "hub": "".join(f"_:hub <x:p> _:n{one} . _:n{one} <x:p> [] ." for one in range(300)),
    "triple terms": "<x:a> <x:p> <<( _:b <x:q> 1 )>> . _:b <x:q> 2 . _:c <x:q> 2 .",
}


def parsed(turtle: str) -> list[Triple]:
    return [quad.triple for quad in pyoxigraph.parse(turtle, pyoxigraph.RdfFormat.TURTLE)]


def renamed(triples: Iterable[Triple], seed: int) -> list[Triple]:
    """Return *triples* in another order, with other names of blank nodes."""
    chance, names = random.Random(seed), {}

    def other(term: Any) -> Any:
        if isinstance(term, Triple):
            return Triple(other(term.subject), term.predicate, other(term.object))
        if isinstance(term, BlankNode):
            return names.setdefault(term, BlankNode(f"z{chance.getrandbits(60)}"))
        return term

    found = [other(triple) for triple in triples]
    chance.shuffle(found)
    return found


def lines(triples: Iterable[Triple]) -> list[str]:
    return sorted(map(str, triples))


@pytest.mark.parametrize("name", [by_class, by_node])
@pytest.mark.parametrize("turtle", GRAPHS.values(), ids=GRAPHS)
def test_names_do_not_depend_on_the_run(turtle: str, name: Callable[[list[Triple]], list[Triple]]) -> None:
    """The standard algorithm does not end for some of these graphs."""
    triples = parsed(turtle)
    assert lines(name(triples)) == lines(name(renamed(triples, 1))) == lines(name(renamed(triples, 2)))


@pytest.mark.parametrize("turtle", GRAPHS.values(), ids=GRAPHS)
def test_new_names_keep_the_graph(turtle: str) -> None:
    """No two blank nodes become one."""
    triples = parsed(turtle)
    assert len({*by_node(triples)}) == len({*triples})
    assert sorted(map(len, lines(by_node(renamed(triples, 3))))) == sorted(map(len, lines(by_node(triples))))


def test_equal_graphs_have_equal_classes_and_others_have_not() -> None:
    """The position of a value in a list counts."""
    first, second, third = (
        lines(by_class(parsed(f"<x:a> <x:p> ( {values} ) ."))) for values in ("1 1 2 1", "1 2 1 1", "1 1 2")
    )
    assert first != second != third != first

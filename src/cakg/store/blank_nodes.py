"""Names for blank nodes that depend only on their triples, not on the run that read them.

The algorithm that the W3C standardised for this, RDFC-1.0, needs exponential time: a list of 1,000 equal values does
not end. Here blank nodes are divided into classes by their triples and by the classes of their neighbours, until no
class can be divided (colour refinement), in at most n log n steps.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from pyoxigraph import BlankNode, Triple


def by_class(triples: Sequence[Triple]) -> list[Triple]:
    """Return *triples*, in which each blank node has the name of its class.

    They are the same for all graphs that differ only in the names of blank nodes. Blank nodes with equal triples have
    the same name, so the result may contain a triple several times.
    """
    return _renamed(triples, _Classes(triples))


def by_node(triples: Sequence[Triple]) -> list[Triple]:
    """Return *triples* with new names of blank nodes, different for each.

    They are the same for all graphs that differ only in the names of blank nodes, unless blank nodes that differ have
    equal neighbourhoods, as in rings of different lengths.
    """
    classes = _Classes(triples)
    classes.separate()
    return _renamed(triples, classes)


class _Classes:
    """The blank nodes of some triples, divided into numbered classes. The numbers do not depend on their names."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        own: dict[BlankNode, list[tuple[str, str, str]]] = {}
        self._links: dict[BlankNode, list[tuple[str, str, BlankNode]]] = defaultdict(list)
        for subject, predicate, value in triples:
            for role, node, other in (("subject", subject, value), ("object", value, subject)):
                if not isinstance(node, BlankNode):
                    continue
                others = own.setdefault(node, [])
                if isinstance(other, BlankNode):
                    self._links[node].append((role, predicate.value, other))
                else:
                    others.append((role, predicate.value, "" if isinstance(other, Triple) else str(other)))
            for node in _inside(value):
                own.setdefault(node, []).append(("inside", predicate.value, ""))
        groups = defaultdict(set)
        for node, others in own.items():
            groups[tuple(sorted(others))].add(node)
        self._members = [groups[key] for key in sorted(groups)]
        self.number = {node: number for number, nodes in enumerate(self._members) for node in nodes}
        """The number of the class of each blank node."""
        self._divide(self.number)

    def separate(self) -> None:
        """Divide further, until each class has one node; nodes that remained together are taken in any order."""
        for nodes in self._members:  # new classes are added to the end
            while len(nodes) > 1:
                self._divide(self._move({nodes.pop()}))

    def _divide(self, changed: Iterable[BlankNode]) -> None:
        """Divide the classes of nodes linked to those whose class has *changed*, and so on."""
        while changed:
            groups: dict[int, dict[Any, set[BlankNode]]] = defaultdict(lambda: defaultdict(set))
            for node in {other for one in changed for _, _, other in self._links[one]}:
                if len(self._members[self.number[node]]) == 1:
                    continue
                links = sorted((role, predicate, self.number[other]) for role, predicate, other in self._links[node])
                groups[self.number[node]][tuple(links)].add(node)
            changed = []
            for number, parts in sorted(groups.items()):
                keys = sorted(parts)
                if sum(map(len, parts.values())) == len(self._members[number]):
                    keys.remove(max(keys, key=lambda key: len(parts[key])))  # the largest part keeps its number
                changed += chain.from_iterable(self._move(parts[key]) for key in keys)

    def _move(self, nodes: set[BlankNode]) -> set[BlankNode]:
        """Move *nodes* to a new class, and return them."""
        for node in nodes:
            self._members[self.number[node]].discard(node)
            self.number[node] = len(self._members)
        self._members.append(nodes)
        return nodes


def _inside(term: object) -> Iterable[BlankNode]:
    """Return the blank nodes in a triple term; none for other terms."""
    if not isinstance(term, Triple):
        return []
    parts = (term.subject, term.object)
    return [*(one for one in parts if isinstance(one, BlankNode)), *chain(*map(_inside, parts))]


def _renamed(triples: Iterable[Triple], classes: _Classes) -> list[Triple]:
    names = {node: BlankNode(f"b{number}") for node, number in classes.number.items()}

    def renamed(term: Any) -> Any:
        if isinstance(term, Triple):
            return Triple(renamed(term.subject), term.predicate, renamed(term.object))
        return names.get(term, term) if isinstance(term, BlankNode) else term

    return [renamed(triple) for triple in triples]

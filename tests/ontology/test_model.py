"""The graph uses each property of the model with the classes and datatypes that the ontology declares."""

from __future__ import annotations

from collections import defaultdict

import pyoxigraph
import pytest
from pyoxigraph import Literal, NamedNode

from cakg.paths import shipped
from cakg.store.loading import run_rules
from cakg.vocabulary import OWL, PREFIXES, RDF, RDFS, shorten

CORE = [RDF.subject, RDF.predicate, RDF.object]


def declared_in(name: str) -> list[str]:
    """Return the properties that a file of the ontology declares."""
    triples = [quad.triple for quad in pyoxigraph.parse(path=shipped().ontology / name)]
    kinds = (OWL.ObjectProperty, OWL.DatatypeProperty)
    return sorted(triple.subject.value for triple in triples if getattr(triple.object, "value", "") in kinds)


class Uses:
    """The classes of all nodes in a store, and the declared subjects and values of properties."""

    def __init__(self, store: pyoxigraph.Store) -> None:
        self._store = store
        self._kinds: dict[str, set[str]] = defaultdict(set)
        above = self._objects(RDFS.subClassOf)
        for node, classes in self._objects(RDF.type).items():
            new = classes
            while new - self._kinds[node]:
                self._kinds[node] |= new
                new = set().union(*(above[one] for one in new))
        self._subjects = self._objects(PREFIXES["schema"] + "domainIncludes")
        self._values = self._objects(PREFIXES["schema"] + "rangeIncludes")

    def _objects(self, predicate: str) -> dict[str, set[str]]:
        found = defaultdict(set)
        for quad in self._store.quads_for_pattern(None, NamedNode(predicate), None):
            found[quad.subject.value].add(quad.object.value)
        return found

    def undeclared(self, term: str) -> set[str]:
        """Return the subjects and values of *term* whose classes or datatypes *term* does not declare."""
        found = set()
        for quad in self._store.quads_for_pattern(None, NamedNode(term), None):
            for node, kinds in ((quad.subject, self._subjects[term]), (quad.object, self._values[term])):
                own = {node.datatype.value} if isinstance(node, Literal) else self._kinds[node.value]
                if not own & kinds:
                    found.add(str(node))
        return found


@pytest.fixture(scope="module")
def store() -> pyoxigraph.Store:
    """The ontology and the graph without derived triples."""
    store = pyoxigraph.Store()
    for path in shipped().triples():
        store.bulk_load(path=path)
    return store


@pytest.fixture(scope="module")
def entered(store: pyoxigraph.Store) -> Uses:
    """Uses of properties in the files."""
    return Uses(store)


@pytest.fixture(scope="module")
def derived(store: pyoxigraph.Store) -> Uses:
    """Uses of properties in the files and in derived triples."""
    with_rules = pyoxigraph.Store()
    with_rules.bulk_extend(store)
    run_rules(with_rules, shipped().rules())
    return Uses(with_rules)


@pytest.mark.parametrize("term", [*CORE, *declared_in("model.ttl")], ids=shorten)
def test_entered_triples_use_properties_as_declared(term: str, entered: Uses) -> None:
    """Subjects and values of a property have the classes and datatypes that it declares."""
    assert entered.undeclared(term) == set()


@pytest.mark.parametrize("term", declared_in("derived.ttl"), ids=shorten)
def test_derived_triples_use_properties_as_declared(term: str, derived: Uses) -> None:
    """Subjects and values of derived properties have the classes and datatypes that they declare."""
    assert derived.undeclared(term) == set()


def test_an_undeclared_use_is_found(entered: Uses) -> None:
    """All uses of a property that declares nothing are reported, so that no declaration is forgotten."""
    assert entered.undeclared(f"{PREFIXES['cakg']}record")

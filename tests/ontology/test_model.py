"""Between what each property of the model stands: the ontology says it, and the graph keeps to it."""

from __future__ import annotations

from collections import defaultdict

import pyoxigraph
import pytest
from pyoxigraph import Literal, NamedNode

from cakg.paths import shipped
from cakg.store.local import run_rules
from cakg.vocabulary import OWL, PREFIXES, RDF, RDFS, shorten

CORE = [RDF.subject, RDF.predicate, RDF.object]


def declared_in(name: str) -> list[str]:
    """Return the properties that a file of the ontology declares."""
    triples = [quad.triple for quad in pyoxigraph.parse(path=shipped().ontology / name)]
    kinds = (OWL.ObjectProperty, OWL.DatatypeProperty)
    return sorted(triple.subject.value for triple in triples if getattr(triple.object, "value", "") in kinds)


class Uses:
    """The nodes of a store, the classes of each, and what the ontology says of properties."""

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

    def wrong(self, term: str) -> set[str]:
        """Return the nodes and values beside *term* that are of no kind that *term* declares."""
        found = set()
        for quad in self._store.quads_for_pattern(None, NamedNode(term), None):
            for node, kinds in ((quad.subject, self._subjects[term]), (quad.object, self._values[term])):
                own = {node.datatype.value} if isinstance(node, Literal) else self._kinds[node.value]
                if not own & kinds:
                    found.add(str(node))
        return found


@pytest.fixture(scope="module")
def store() -> pyoxigraph.Store:
    """The ontology and the graph as they are typed."""
    store = pyoxigraph.Store()
    for path in shipped().triples():
        store.bulk_load(path=path)
    return store


@pytest.fixture(scope="module")
def typed(store: pyoxigraph.Store) -> Uses:
    """What is typed."""
    return Uses(store)


@pytest.fixture(scope="module")
def derived(store: pyoxigraph.Store) -> Uses:
    """What is typed and what the rules derive."""
    with_rules = pyoxigraph.Store()
    with_rules.bulk_extend(store)
    run_rules(with_rules, shipped().rules())
    return Uses(with_rules)


@pytest.mark.parametrize("term", [*CORE, *declared_in("model.ttl")], ids=shorten)
def test_what_is_typed_stands_where_the_model_says(term: str, typed: Uses) -> None:
    """Subjects and values of a property are of the classes and datatypes that it names."""
    assert typed.wrong(term) == set()


@pytest.mark.parametrize("term", declared_in("derived.ttl"), ids=shorten)
def test_what_is_derived_stands_where_the_model_says(term: str, derived: Uses) -> None:
    """The same of what only rules derive."""
    assert derived.wrong(term) == set()


def test_a_use_that_is_not_declared_is_seen(typed: Uses) -> None:
    """A property that declares neither end is wrong at both, so that none is forgotten."""
    assert typed.wrong(f"{PREFIXES['cakg']}record")

"""The ontology is valid OWL 2 DL, and owlready2 reads all of it."""

from __future__ import annotations

from collections import Counter

import owlready2
import pytest
from rdflib import OWL, RDF, RDFS, Graph, URIRef

from cakg.paths import shipped

pytestmark = pytest.mark.slow

FILES = sorted(shipped().ontology.glob("*.ttl"))
PROPERTIES = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
RESERVED = (str(RDF), str(RDFS), str(OWL))
"""Namespaces from which OWL 2 DL allows only its own built-in classes and properties."""

BUILT_IN = {RDF.type, RDFS.subClassOf, RDFS.subPropertyOf, OWL.versionIRI} | {
    RDFS.label, RDFS.comment, RDFS.seeAlso, RDFS.isDefinedBy, OWL.versionInfo
}  # fmt: skip


@pytest.fixture(scope="module")
def ontology() -> Graph:
    """All files of the ontology as one graph."""
    whole = Graph()
    for path in FILES:
        whole.parse(path)
    return whole


def declared(graph: Graph, *kinds: URIRef) -> set[str]:
    """Return the IRIs that *graph* declares as one of *kinds*."""
    return {str(term) for kind in kinds for term in graph.subjects(RDF.type, kind)}


def loaded(graph: Graph, folder) -> owlready2.Ontology:
    """Return *graph* as read by owlready2 from RDF/XML."""
    graph.serialize(folder / "ontology.owl", format="xml")
    return owlready2.World().get_ontology((folder / "ontology.owl").as_uri()).load(only_local=True)


@pytest.mark.parametrize("path", [*FILES, None], ids=lambda path: path.stem if path else "all")
def test_owlready2_finds_every_class_and_property(path, ontology, tmp_path):
    """rdflib and owlready2 find the same terms of each kind, in each file and in all files together."""
    graph = Graph().parse(path) if path else ontology
    theirs = loaded(graph, tmp_path)

    assert {term.iri for term in theirs.classes()} == declared(graph, OWL.Class)
    assert {term.iri for term in theirs.object_properties()} == declared(graph, OWL.ObjectProperty)
    assert {term.iri for term in theirs.data_properties()} == declared(graph, OWL.DatatypeProperty)
    assert {term.iri for term in theirs.annotation_properties()} == declared(graph, OWL.AnnotationProperty)


def test_the_files_together_have_classes_and_properties_of_every_kind(ontology):
    """Without this test, the test above could pass because there are no terms."""
    assert all(declared(ontology, kind) for kind in (OWL.Class, *PROPERTIES))


def test_every_property_is_of_one_kind(ontology):
    """In OWL 2 DL an object property cannot also be a datatype or annotation property."""
    kinds = Counter(term for kind in PROPERTIES for term in declared(ontology, kind))

    assert [term for term, number in kinds.items() if number > 1] == []


def test_no_term_is_declared_only_in_rdf_schema(ontology):
    """OWL 2 DL needs the kind of each property, which rdf:Property does not give."""
    assert declared(ontology, RDF.Property, RDFS.Class) == set()


def test_every_class_that_is_used_is_declared(ontology):
    """Superclasses and types of all vocabularies are declared, and none is reserved."""
    used = {str(term) for predicate in (RDF.type, RDFS.subClassOf) for term in ontology.objects(None, predicate)}
    used -= {str(kind) for kind in (OWL.Class, OWL.Ontology, *PROPERTIES)}

    assert used - declared(ontology, OWL.Class) == set()
    assert [term for term in used if term.startswith(RESERVED)] == []


def test_every_property_that_is_used_is_declared(ontology):
    """Predicates and superproperties of all vocabularies are declared, and none is reserved."""
    used = {*map(str, ontology.predicates()), *map(str, ontology.objects(None, RDFS.subPropertyOf))}
    used -= set(map(str, BUILT_IN))

    assert used - declared(ontology, *PROPERTIES) == set()
    assert [term for term in used if term.startswith(RESERVED)] == []


def test_a_superproperty_has_the_kind_of_its_property(ontology):
    """In OWL 2 DL an object property cannot be a subproperty of an annotation property."""
    for kind in PROPERTIES:
        terms = declared(ontology, kind)
        above = {str(term) for of in terms for term in ontology.objects(URIRef(of), RDFS.subPropertyOf)}
        assert above <= terms

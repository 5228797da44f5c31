"""The ontology is valid OWL 2 DL, and tools for OWL read it whole."""

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
"""OWL 2 DL takes no class and no property from here but those that it names itself."""

BUILT_IN = {RDF.type, RDFS.subClassOf, RDFS.subPropertyOf, OWL.versionIRI} | {
    RDFS.label, RDFS.comment, RDFS.seeAlso, RDFS.isDefinedBy, OWL.versionInfo
}  # fmt: skip


@pytest.fixture(scope="module")
def ontology() -> Graph:
    """Return all files of the ontology as one graph."""
    whole = Graph()
    for path in FILES:
        whole.parse(path)
    return whole


def declared(graph: Graph, *kinds: URIRef) -> set[str]:
    """Return the IRIs that *graph* declares to be of one of *kinds*."""
    return {str(term) for kind in kinds for term in graph.subjects(RDF.type, kind)}


def loaded(graph: Graph, folder) -> owlready2.Ontology:
    """Return *graph* as owlready2 reads it from RDF/XML."""
    graph.serialize(folder / "ontology.owl", format="xml")
    return owlready2.World().get_ontology((folder / "ontology.owl").as_uri()).load(only_local=True)


@pytest.mark.parametrize("path", [*FILES, None], ids=lambda path: path.stem if path else "all")
def test_owlready2_finds_every_class_and_property(path, ontology, tmp_path):
    """Each file by itself, and all together: what rdflib counts is what owlready2 has, kind by kind."""
    graph = Graph().parse(path) if path else ontology
    theirs = loaded(graph, tmp_path)

    assert {term.iri for term in theirs.classes()} == declared(graph, OWL.Class)
    assert {term.iri for term in theirs.object_properties()} == declared(graph, OWL.ObjectProperty)
    assert {term.iri for term in theirs.data_properties()} == declared(graph, OWL.DatatypeProperty)
    assert {term.iri for term in theirs.annotation_properties()} == declared(graph, OWL.AnnotationProperty)


def test_the_files_together_have_classes_and_properties_of_every_kind(ontology):
    """Nothing above holds for the reason that there is nothing."""
    assert all(declared(ontology, kind) for kind in (OWL.Class, *PROPERTIES))


def test_every_property_is_of_one_kind(ontology):
    """A property for things that is one for literals or annotations too is outside OWL 2 DL."""
    kinds = Counter(term for kind in PROPERTIES for term in declared(ontology, kind))

    assert [term for term, number in kinds.items() if number > 1] == []


def test_no_term_has_a_kind_of_rdf_schema_alone(ontology):
    """OWL 2 DL has to know which kind of property an rdf:Property is."""
    assert declared(ontology, RDF.Property, RDFS.Class) == set()


def test_every_class_that_is_used_is_declared(ontology):
    """As a superclass or as a type, whichever vocabulary it is from; none is reserved vocabulary."""
    used = {str(term) for way in (RDF.type, RDFS.subClassOf) for term in ontology.objects(None, way)}
    used -= {str(kind) for kind in (OWL.Class, OWL.Ontology, *PROPERTIES)}

    assert used - declared(ontology, OWL.Class) == set()
    assert [term for term in used if term.startswith(RESERVED)] == []


def test_every_property_that_is_used_is_declared(ontology):
    """As a predicate or as a superproperty; none is reserved vocabulary."""
    used = {*map(str, ontology.predicates()), *map(str, ontology.objects(None, RDFS.subPropertyOf))}
    used -= set(map(str, BUILT_IN))

    assert used - declared(ontology, *PROPERTIES) == set()
    assert [term for term in used if term.startswith(RESERVED)] == []


def test_a_superproperty_is_of_the_kind_of_its_property(ontology):
    """A property for things below an annotation property is outside OWL 2 DL."""
    for kind in PROPERTIES:
        terms = declared(ontology, kind)
        above = {str(term) for of in terms for term in ontology.objects(URIRef(of), RDFS.subPropertyOf)}
        assert above <= terms

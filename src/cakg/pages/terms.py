"""The terms of an ontology: classes, predicates, qualifiers, other properties, and lists with their values.

Only this module reads terms. The documentation and the web explorer show them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from pyoxigraph import Literal

from cakg.model.claims import Labelled, Properties, first, values
from cakg.model.labels import best_text
from cakg.model.records import IN_ARTICLES, Records
from cakg.store.rows import node_of, texts
from cakg.vocabulary import CAKG, DCTERMS, OWL, RDF, RDFS, SKOS, VANN, shorten

KINDS = {
    CAKG.Predicate: "predicate",
    CAKG.LinkPredicate: "predicate",
    CAKG.Qualifier: "qualifier",
    OWL.Class: "class",
    SKOS.Concept: "value",
    SKOS.ConceptScheme: "list",
    OWL.ObjectProperty: "property",
    OWL.DatatypeProperty: "property",
    OWL.AnnotationProperty: "property",
}
"""The kind of a term by its class. The first class counts: predicates and qualifiers are properties too."""

MOST_NODES = 20_000
"""How many nodes that use a term are looked at, to find those with a page."""

_TERMS = """SELECT DISTINCT ?term WHERE {
  { ?ontology a owl:Ontology . ?term rdfs:isDefinedBy ?ontology }
  UNION
  { VALUES ?class { cakg:Predicate cakg:LinkPredicate cakg:Qualifier } ?term a ?class }
}"""
_ONTOLOGIES = "SELECT ?ontology WHERE { ?ontology a owl:Ontology } ORDER BY ?ontology"
_PREDICATES = (
    "SELECT ?term (COUNT(DISTINCT ?statement) AS ?number) WHERE { %s ?statement rdf:predicate ?term } GROUP BY ?term"
)
_PROPERTY = "SELECT (COUNT(*) AS ?number) WHERE { ?node %s ?value }"
_USES = "SELECT ?role (COUNT(DISTINCT ?node) AS ?number) WHERE { ?node ?role %s } GROUP BY ?role ORDER BY ?role"
_NODES = "SELECT DISTINCT ?node WHERE { ?node ?role %s } ORDER BY ?node LIMIT %d"


class Term(NamedTuple):
    """A term of an ontology. Unknown fields are empty."""

    iri: str
    """The IRI of the term."""
    kind: str
    """``class``, ``predicate``, ``qualifier``, ``property``, ``list`` or ``value``."""
    label: str
    """Its label, in English if it has an English one."""
    labels: tuple[tuple[str, str], ...]
    """Its labels: language and text, English first."""
    definition: str
    """What it means."""
    note: str
    """How to decide doubtful cases."""
    example: str
    """An example of its use."""
    theme: Labelled
    """The theme of a predicate."""
    aspect: Labelled
    """The aspect of a predicate: event, state or measure."""
    scheme: Labelled
    """The list of a value."""
    properties: Properties
    """All properties of the term in the graph."""

    @property
    def name(self) -> str:
        """The IRI as a prefixed name: ``cakg:affirms``."""
        return shorten(self.iri)

    def as_json(self) -> dict[str, Any]:
        """Return the term as a dictionary for JSON."""
        return {
            "term": self.name,
            "iri": self.iri,
            "kind": self.kind,
            "label": self.label,
            "labels": dict(self.labels),
            "definition": self.definition or None,
            "note": self.note or None,
            "example": self.example or None,
            "theme": self.theme.label or None,
            "aspect": self.aspect.label or None,
            "list": shorten(self.scheme.iri) if self.scheme.iri else None,
        }


class Ontology(NamedTuple):
    """What an ontology says about itself. Unknown fields are empty."""

    iri: str
    title: str
    description: str
    version: str
    creator: str
    created: str
    licence: Labelled
    rights: str
    namespace: str
    """The namespace of its terms, as text."""


class Uses(NamedTuple):
    """Where a term is used."""

    counts: tuple[tuple[Labelled, int], ...]
    """How many nodes have it as a value of each property."""
    triples: int
    """How many triples have it as their property."""
    nodes: tuple[str, ...]
    """The IRIs of nodes that have it as a value, at most :data:`MOST_NODES`."""


def terms(records: Records) -> tuple[Term, ...]:
    """Return all terms: those that an ontology in the graph defines, and all predicates and qualifiers.

    They are sorted by theme and label. Nodes without a label or of no known kind are left out.
    """
    described = records.describe(row["term"] for row in texts(records.engine, _TERMS))
    labels = records.labels(value for one in described.values() for role in _LABELLED for value in values(one, role))
    found = (_term(iri, one, labels) for iri, one in described.items() if RDFS.label in one)
    return tuple(sorted((one for one in found if one.kind), key=_order))


def ontologies(records: Records) -> tuple[Ontology, ...]:
    """Return the ontologies in the graph."""
    described = records.describe(row["ontology"] for row in texts(records.engine, _ONTOLOGIES))
    labels = records.labels(first(one, DCTERMS.license) for one in described.values() if DCTERMS.license in one)
    return tuple(
        Ontology(
            iri=iri,
            title=best_text(one.get(DCTERMS.title, ())) or best_text(one.get(RDFS.label, ())) or shorten(iri),
            description=best_text(one.get(DCTERMS.description, ())),
            version=first(one, OWL.versionInfo),
            creator=first(one, DCTERMS.creator),
            created=first(one, DCTERMS.created),
            licence=_labelled(one, DCTERMS.license, labels),
            rights=best_text(one.get(DCTERMS.rights, ())),
            namespace=first(one, VANN.preferredNamespaceUri),
        )
        for iri, one in described.items()
    )


def statement_counts(records: Records) -> dict[str, tuple[int, int]]:
    """Return how many statements use each predicate: those in articles, and all, those of datasets included."""
    articles, everywhere = (
        {row["term"]: int(row["number"]) for row in texts(records.engine, _PREDICATES % pattern)}
        for pattern in (IN_ARTICLES, "?statement a cakg:Statement .")
    )
    return {iri: (articles.get(iri, 0), number) for iri, number in everywhere.items()}


def uses(records: Records, iri: str) -> Uses:
    """Return where the term *iri* is used, as a value and as a property."""
    node = node_of(iri)
    found = texts(records.engine, _USES % node)
    labels = records.labels(row["role"] for row in found)
    counts = [(Labelled(row["role"], labels[row["role"]]), int(row["number"])) for row in found]
    [total] = texts(records.engine, _PROPERTY % node)
    nodes = texts(records.engine, _NODES % (node, MOST_NODES))
    return Uses(
        tuple(sorted(counts, key=lambda each: (-each[1], each[0]))),
        int(total["number"]),
        tuple(row["node"] for row in nodes),
    )


def by_theme(found: Iterable[Term]) -> dict[str, list[Term]]:
    """Return terms by the label of their theme; those without one have an empty label."""
    groups: dict[str, list[Term]] = {}
    for one in found:
        groups.setdefault(one.theme.label, []).append(one)
    return groups


def of_kind(found: Iterable[Term], kind: str) -> list[Term]:
    """Return the terms of one kind."""
    return [one for one in found if one.kind == kind]


def lists(found: Collection[Term]) -> list[tuple[Term, list[Term]]]:
    """Return each list with its values."""
    members: dict[str, list[Term]] = {}
    for one in of_kind(found, "value"):
        members.setdefault(one.scheme.iri, []).append(one)
    return [(one, members.get(one.iri, [])) for one in of_kind(found, "list")]


_LABELLED = (CAKG.theme, CAKG.aspect, SKOS.inScheme)


def _term(iri: str, one: Properties, labels: Mapping[str, str]) -> Term:
    types = values(one, RDF.type)
    names = sorted(
        ((term.language or "", term.value) for term in one.get(RDFS.label, ()) if isinstance(term, Literal)),
        key=lambda name: (name[0] != "en", name),
    )
    definition, note, example = (
        best_text(one.get(role, ())) for role in (SKOS.definition, SKOS.scopeNote, SKOS.example)
    )
    return Term(
        iri=iri,
        kind=next((kind for type, kind in KINDS.items() if type in types), ""),
        label=best_text(one.get(RDFS.label, ())) or shorten(iri),
        labels=tuple(names),
        definition=definition,
        note=note,
        example=example,
        theme=_labelled(one, CAKG.theme, labels),
        aspect=_labelled(one, CAKG.aspect, labels),
        scheme=_labelled(one, SKOS.inScheme, labels),
        properties=one,
    )


def _labelled(one: Properties, role: str, labels: Mapping[str, str]) -> Labelled:
    iri = first(one, role)
    return Labelled(iri, labels.get(iri, iri))


def _order(one: Term) -> tuple[str, str, str]:
    return one.theme.label, one.label.casefold(), one.iri

"""The page of all terms, from the files in ``ontology/``: classes, predicates, qualifiers, properties and lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph

from cakg.paths import shipped
from cakg.store.local import LocalStore
from cakg.store.reading import load
from cakg.store.rows import texts
from cakg.vocabulary import shorten
from generate.markdown import code, definition, escaped

_TERMS = """SELECT ?term ?label ?definition ?note ?example ?theme ?scheme (GROUP_CONCAT(STR(?type)) AS ?types) {
  ?ontology a owl:Ontology .
  ?term rdfs:isDefinedBy ?ontology ; a ?type ; rdfs:label ?label ; skos:definition ?definition .
  FILTER (LANG(?label) = "en")
  OPTIONAL { ?term skos:scopeNote ?note }
  OPTIONAL { ?term skos:example ?example }
  OPTIONAL { ?term cakg:theme/rdfs:label ?theme FILTER (LANG(?theme) = "en") }
  OPTIONAL { ?term skos:inScheme ?scheme }
} GROUP BY ?term ?label ?definition ?note ?example ?theme ?scheme ORDER BY ?theme LCASE(?label) ?term"""

_KINDS = {
    "cakg:Predicate": "predicate",
    "cakg:LinkPredicate": "predicate",
    "cakg:Qualifier": "qualifier",
    "owl:AnnotationProperty": "property",
    "owl:Class": "class",
    "owl:DatatypeProperty": "property",
    "owl:ObjectProperty": "property",
    "skos:Concept": "value",
    "skos:ConceptScheme": "list",
}
"""The part of the page for each class of terms; a predicate and a qualifier are object properties too."""

Row = dict[str, str]


def markdown() -> str:
    """Return every term that the ontology defines, with label, definition, note and example."""
    return "\n\n".join(_parts(rows()))


def rows() -> list[Row]:
    """Return one row for each term that the ontology defines."""
    store = pyoxigraph.Store()
    load(store, sorted(shipped().ontology.glob("*.ttl")))
    return texts(LocalStore(store), _TERMS)


def _parts(terms: list[Row]) -> Iterator[str]:
    kinds: dict[str, list[Row]] = {}
    for row in terms:
        kinds.setdefault(_kind(row), []).append(row)
    yield "## Classes"
    yield from _listed(kinds["class"])
    yield "## Predicates"
    yield "What a statement can say, by theme."
    yield from _grouped(kinds["predicate"], "theme")
    yield "## Qualifiers"
    yield "What a statement can say in addition to subject, predicate and object."
    yield from _listed(kinds["qualifier"])
    yield "## Properties"
    yield "All other properties: of claims, passages, sources, statements, datasets and of the terms themselves."
    yield from _listed(kinds["property"])
    yield "## Lists"
    yield "The closed lists, each with its values."
    values: dict[str, list[Row]] = {}
    for row in kinds["value"]:
        values.setdefault(row["scheme"], []).append(row)
    for scheme in kinds["list"]:
        yield f"### {escaped(scheme['label'])}"
        yield f"[{code(shorten(scheme['term']))}]{{#{anchor(scheme['term'])}}}. {escaped(scheme['definition'])}"
        yield from _listed(values.pop(scheme["term"], ()))
    assert not values, f"values of lists that are no concept scheme: {sorted(values)}"


def _kind(row: Row) -> str:
    kinds = {_KINDS[shorten(one)] for one in row["types"].split()}
    [kind] = kinds if len(kinds) == 1 else kinds - {"property"}
    return kind


def _grouped(terms: Iterable[Row], key: str) -> Iterator[str]:
    """Yield the terms under a heading for each value of *key*."""
    groups: dict[str, list[Row]] = {}
    for row in terms:
        groups.setdefault(row[key], []).append(row)
    for heading, group in groups.items():
        yield f"### {escaped(heading.capitalize())}"
        yield from _listed(group)


def _listed(terms: Iterable[Row]) -> Iterator[str]:
    """Yield one entry of a definition list for each term."""
    for row in terms:
        lines = [escaped(row["definition"])]
        lines += [escaped(row["note"])] if "note" in row else []
        lines += [f"Example: {escaped(row['example'])}"] if "example" in row else []
        yield definition(f"{escaped(row['label'])} [{code(shorten(row['term']))}]{{#{anchor(row['term'])}}}", *lines)


def anchor(iri: str) -> str:
    """Return the anchor of a term on the page: ``cakg-affirms`` for a property, ``class-cakg-Claim`` for a class.

    Anchors do not distinguish capitals, and ``cakg:Place`` and ``cakg:place`` are two terms.
    """
    name = shorten(iri).replace(":", "-")
    return f"class-{name}" if name.partition("-")[2][:1].isupper() else name

"""Which terms the properties of the model take. Triples with other terms are odd.

The ontology in the graph says whether a property takes IRIs or literals, and of which datatype. Properties of other
vocabularies are listed here; they count only at nodes of the model. Odd triples are left out when a graph is loaded,
so that rules, questions and records meet only the terms that they expect; the graph keeps their number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from cakg.errors import GraphFolderError
from cakg.harmless import shortened
from cakg.store.literals import FORMS, INTEGERS, LONGEST, refusal
from cakg.vocabulary import BASE, CAKG, CORR, DCTERMS, GRAPH, OWL, PREFIXES, RDF, RDFS, SKOS, SSSOM, XSD, shorten

AnyTerm: TypeAlias = NamedNode | BlankNode | Literal | Triple

_LEFT_OUT = NamedNode(CAKG.triplesLeftOut)
_TYPE = NamedNode(RDF.type)
_RANGE = NamedNode(PREFIXES["schema"] + "rangeIncludes")
_ENDS = (RDF.subject, RDF.predicate, RDF.object)
_OTHER_IRIS = (*_ENDS, RDF.type, DCTERMS.publisher, SKOS.broader, OWL.annotatedSource)
_OTHER_TEXTS = (RDFS.label, SKOS.prefLabel, SKOS.altLabel, SKOS.definition, SKOS.note, DCTERMS.title)
_MODEL = (CAKG.iri, CORR.iri, SSSOM.iri)
"""Where the classes of the model's nodes are defined."""
BUILD_WITH_DATA = "`cakg build DIR --data FILE`"
"""The command that remedies what cannot be added to a store."""
_NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d{1,15})?", re.ASCII)
"""Numbers of at most 15 digits, which every engine computes with."""


class OddTriple(NamedTuple):
    """A triple that cakg leaves out."""

    triple: Triple
    problem: str
    """What is wrong with one of its terms."""
    remedy: str
    """What to write instead."""


def odd_triples(store: pyoxigraph.Store) -> list[OddTriple]:
    """Return the triples of *store* with a term that their property does not take, sorted."""
    found: list[OddTriple] = []
    for prop, datatypes in _properties(store).items():
        of_the_model = prop.startswith(BASE)
        for subject, _, value, _ in store.quads_for_pattern(None, NamedNode(prop), None):
            problem = _problem(subject, value, datatypes)
            if problem and (of_the_model or _is_of_the_model(store, subject, value)):
                found.append(OddTriple(Triple(subject, NamedNode(prop), value), *problem))
    return sorted(found, key=lambda one: str(one.triple))


def leave_out(store: pyoxigraph.Store, odd: Sequence[OddTriple] | None = None) -> None:
    """Remove the *odd* triples, by default all of *store*, and add a triple with their number if there are any."""
    set_left_out(store, 0)
    odd = odd_triples(store) if odd is None else odd
    for one in odd:
        store.remove(Quad(*one.triple))
    set_left_out(store, len(odd))


def is_number_left_out(triple: Triple) -> bool:
    """Return whether *triple* says how many triples were left out; such triples are left out too, and not counted."""
    return triple.predicate == _LEFT_OUT


def left_out(store: pyoxigraph.Store) -> int:
    """Return the number of triples of *store* that were left out."""
    found = [quad.object for quad in store.quads_for_pattern(NamedNode(GRAPH), _LEFT_OUT, None)]
    return max((int(one.value) for one in found if isinstance(one, Literal)), default=0)


def set_left_out(store: pyoxigraph.Store, number: int) -> None:
    """Write to *store* how many triples were left out; nothing if there are none."""
    for quad in list(store.quads_for_pattern(None, _LEFT_OUT, None)):
        store.remove(quad)
    if number:
        store.add(Quad(NamedNode(GRAPH), _LEFT_OUT, Literal(number)))


def odd_after_adding(store: pyoxigraph.Store, added: Sequence[Triple]) -> list[OddTriple]:
    """Return the triples that would be odd if those of *added* were in *store*, others than *added* too.

    Raises :class:`GraphFolderError` if *added* changes which terms a property takes.
    """
    terms = {OWL.DatatypeProperty, OWL.ObjectProperty, CAKG.Qualifier}
    for one in added:
        if one.predicate == _RANGE or (one.predicate == _TYPE and getattr(one.object, "value", "") in terms):
            raise GraphFolderError(
                f"the files say which terms {shown(one.subject)} takes, which may change any triple",
                remedy=f"build the store again with these files: {BUILD_WITH_DATA}",
            )
    small = pyoxigraph.Store()
    small.extend(store.quads_for_pattern(None, _RANGE, None))
    for term in terms:
        small.extend(store.quads_for_pattern(None, _TYPE, NamedNode(term)))
    typed = {one.subject for one in added if one.predicate == _TYPE}
    for subject in {one.subject for one in added}:
        if not isinstance(subject, Triple):
            small.extend(store.quads_for_pattern(subject, None if subject in typed else _TYPE, None))
    small.extend(Quad(*one) for one in added)
    return odd_triples(small)


def _properties(store: pyoxigraph.Store) -> dict[str, frozenset[str] | None]:
    """Return the datatypes that each property of the model takes, by its IRI; None for a property that takes IRIs.

    No datatypes means any literal.
    """
    found: dict[str, frozenset[str] | None] = {
        subject.value: frozenset(
            one.object.value
            for one in store.quads_for_pattern(subject, _RANGE, None)
            if isinstance(one.object, NamedNode) and one.object.value.startswith(PREFIXES["xsd"])
        )
        for subject in _of_class(store, OWL.DatatypeProperty)
        if subject.value.startswith(BASE)
    }
    found |= {prop: frozenset() for prop in _OTHER_TEXTS}
    iris = [one.value for one in _of_class(store, OWL.ObjectProperty) if one.value.startswith(BASE)]
    return found | dict.fromkeys((*iris, *(one.value for one in _of_class(store, CAKG.Qualifier)), *_OTHER_IRIS))


def _of_class(store: pyoxigraph.Store, iri: str) -> Iterator[NamedNode]:
    found = (quad.subject for quad in store.quads_for_pattern(None, _TYPE, NamedNode(iri)))
    return (subject for subject in found if isinstance(subject, NamedNode))


def _is_of_the_model(store: pyoxigraph.Store, subject: object, value: object) -> bool:
    """Return whether a node, or with its class as *value* the triple itself, is of the model."""
    if isinstance(subject, Triple):
        return False
    quads = store.quads_for_pattern(subject, _TYPE, None)  # type: ignore[arg-type]
    classes = [value, *(quad.object for quad in quads)]
    return any(isinstance(one, NamedNode) and one.value.startswith(_MODEL) for one in classes)


def _problem(subject: object, value: object, datatypes: frozenset[str] | None) -> tuple[str, str] | None:
    """Return what is odd about a triple and what to write; None if nothing is."""
    if not isinstance(subject, NamedNode):
        return "its subject is a blank node, which cannot be cited", "give it an IRI, such as id:name"
    if datatypes is None:
        wanted = "the IRI of a thing, a statement, a claim or another node"
        return None if isinstance(value, NamedNode) else (f"{shown(value)} is not an IRI", f"write {wanted}")
    if not isinstance(value, Literal):
        return f"{shown(value)} is not a literal", "write a text in quotation marks, a number or a date"
    return _literal_problem(value, datatypes)


def _literal_problem(value: Literal, datatypes: frozenset[str]) -> tuple[str, str] | None:
    given = value.datatype.value
    if datatypes & {XSD.integer, XSD.decimal}:
        decimal = given == XSD.decimal and XSD.decimal in datatypes
        if not (decimal or given in INTEGERS) or not _NUMBER.fullmatch(value.value):
            form = FORMS[XSD.decimal if XSD.decimal in datatypes else XSD.integer].description
            return f"{shown(value)} is not a number that cakg takes", f"write {form}, of at most 15 digits, no quotes"
    elif XSD.date in datatypes:
        remedy = f"write {FORMS[XSD.date].description}, with ^^xsd:date; for a month or year, its first and last day"
        if given != XSD.date:
            return f"{shown(value)} is not an xsd:date", remedy
        if problem := refusal(value.value, XSD.date):
            return problem, remedy
    return None


def shown(term: object) -> str:
    """Return a term for a message: a short IRI, or a literal of which at most 60 characters are shown.

    The name of a blank node changes from run to run, so it is not shown.
    """
    if isinstance(term, NamedNode):
        return shorten(term.value)
    if not isinstance(term, Literal):
        return "a blank node" if isinstance(term, BlankNode) else "a triple term"
    kind = f"^^{shorten(term.datatype.value)}" if term.datatype.value != XSD.string else ""
    return f'"{shortened(term.value, LONGEST)}"' + (f"@{term.language}" if term.language else kind)

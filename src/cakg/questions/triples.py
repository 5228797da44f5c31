"""A question as triples, in the vocabulary that SHACL has for queries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Triple

from cakg.questions.catalogue import Question
from cakg.vocabulary import DCTERMS, QUESTION, RDF, RDFS, SCHEMA, SH


def iri(name: str) -> str:
    """Return the IRI of the question *name*; characters that an IRI cannot have are escaped."""
    return QUESTION[quote(name)]


def triples(question: Question, licence: str = "") -> list[Triple]:
    """Return the triples of *question*: summary, query, keywords, related questions and parameters.

    *licence* is the IRI of the graph's licence, which covers the question; empty if the graph states none.
    """
    return list(_triples(question, licence))


def examples(questions: Iterable[Question], endpoint: str, licence: str = "") -> list[Triple]:
    """Return *questions* as examples of queries for the SPARQL endpoint at the address *endpoint*.

    The form is that of the SIB Swiss Institute of Bioinformatics: https://github.com/sib-swiss/sparql-examples
    """
    found: list[Triple] = []
    for question in questions:
        itself = NamedNode(iri(question.name))
        found += triples(question, licence)
        found.append(Triple(itself, NamedNode(SCHEMA.target), NamedNode(endpoint)))
    return found


def _triples(question: Question, licence: str) -> Iterator[Triple]:
    itself = NamedNode(iri(question.name))

    def of(role: str, value: NamedNode | Literal, subject: NamedNode = itself) -> Triple:
        return Triple(subject, NamedNode(role), value)

    for kind in (SH.SPARQLExecutable, SH.SPARQLSelectExecutable):
        yield of(RDF.type, NamedNode(kind))
    yield of(RDFS.label, Literal(question.title, language="en"))
    yield of(RDFS.comment, Literal(question.summary, language="en"))
    yield of(SH.select, Literal(question.sparql))
    if licence:
        yield of(DCTERMS.license, NamedNode(licence))
    for word in (question.theme, *question.tags):
        yield of(SCHEMA.keywords, Literal(word, language="en"))
    for name in question.related:
        yield of(RDFS.seeAlso, NamedNode(iri(name)))
    for place, one in enumerate(question.parameters, start=1):
        parameter = NamedNode(f"{itself.value}#{one.name}")
        yield of(SH.parameter, parameter)
        yield of(SH.name, Literal(one.name), parameter)
        yield of(SH.description, Literal(one.text, language="en"), parameter)
        yield of(SH.order, Literal(place), parameter)

"""Checks the form of Turtle and SPARQL files: prefixes, names, literals, one definition per subject.

Works on the text of files. The queries in ``queries/checks`` check the content of the graph.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from difflib import get_close_matches
from itertools import pairwise

import pyoxigraph

from cakg.errors import did_you_mean
from cakg.quality.faults import Fault
from cakg.quality.source_files import SourceFile
from cakg.quality.vocabularies import terms
from cakg.store.literals import FORMS, refusal
from cakg.vocabulary import BASE, GRAPH, OWL, PREFIXES, RDF, RDFS, namespace, shorten

_OPEN = "id/ stmt/ claim/ passage/ source/ note/ comparison/ relevance/ code/ mapping/ value/ actor/"
OPEN = tuple(BASE + name for name in _OPEN.split())
"""The namespaces in which editors define names; all other names of cakg are defined in the ontology."""


def faults(files: Sequence[SourceFile]) -> list[Fault]:
    """Return all faults in the form of *files*."""
    found = [*_second_definitions(files), *_unknown_names(files)]
    for file in files:
        found += [*file.syntax_faults, *_literals(file), *_prefixes(file)]
        if file.kind != "query":
            remedy = "give it a name: a blank node cannot be cited"
            found += [file.fault(line, "a blank node", remedy) for line in file.blanks]
    return found


def places(files: Sequence[SourceFile]) -> dict[str, str]:
    """Return the place at which each subject is first defined, as ``file:line``."""
    defining = [file for file in files if file.kind != "query"]
    return {token.iri: file.place(token.line) for file in reversed(defining) for token in reversed(file.subjects)}


def _literals(file: SourceFile) -> Iterator[Fault]:
    """Yield the literals that cakg does not take for their datatype."""
    for datatype, line, text in file.literals:
        form = FORMS.get(datatype)
        if form is None:
            problem = f"{shorten(datatype)} is not a datatype that cakg uses"
            yield file.fault(line, problem, f"use {', '.join(map(shorten, FORMS))}")
        elif problem := refusal(text, datatype):
            yield file.fault(line, problem, f"write {form.description}")


def _prefixes(file: SourceFile) -> Iterator[Fault]:
    """Yield the prefixes that are unused, out of order, or declared for an unusual namespace."""
    for iri, line, name in file.prefixes:
        if name not in file.used_prefixes:
            yield file.fault(line, f"the prefix {name}: is not used", "remove the line")
        if (usual := PREFIXES.get(name, iri)) != iri:
            yield file.fault(line, f"{name}: is declared as <{iri}>", f"declare it as <{usual}>, as all files do")
    for (_, _, before), (_, line, name) in pairwise(file.prefixes):
        if before >= name:
            remedy = "declare each prefix once, in alphabetical order"
            yield file.fault(line, f"the prefix {name}: comes after {before}:", remedy)


def _second_definitions(files: Sequence[SourceFile]) -> Iterator[Fault]:
    """Yield the subjects with more than one block of Turtle; files of the user may add to subjects."""
    first: dict[str, str] = {}
    for file in (file for file in files if file.kind in ("ontology", "graph")):
        for token in (token for token in file.subjects if token.line):
            if token.iri in first:
                problem = f"{shorten(token.iri)} is defined a second time"
                yield file.fault(token.line, problem, f"it is also defined at {first[token.iri]}: keep one")
            first.setdefault(token.iri, file.place(token.line))


def _unknown_names(files: Sequence[SourceFile]) -> Iterator[Fault]:
    """Yield the names and terms that are not defined anywhere, at the line of their first use in a file."""
    ontology = {token.iri for file in files if file.kind == "ontology" for token in file.subjects}
    defined, elsewhere = places(files).keys(), terms()
    for file in files:
        no_names = {*_objects(file, OWL.versionIRI), *PREFIXES.values(), BASE, GRAPH}
        as_terms = {triple.predicate.value for triple in file.triples}
        as_terms |= _objects(file, RDF.type, RDFS.subClassOf, RDFS.subPropertyOf)
        first = {token.iri: token.line for token in reversed(file.names) if token.iri not in no_names}
        for iri, line in first.items():
            of = namespace(iri)
            known: Collection[str] = ()
            if of in elsewhere:
                known, what = elsewhere[of], "is not a term of that vocabulary"
            elif of in OPEN:
                known, what = defined, "is not defined"
            elif of.startswith(BASE + "code/") and of[:-1] in defined:
                continue  # codes are defined by their lists, and the graph only maps things to them
            elif iri.startswith(BASE):
                known, what = ontology, "is not in the ontology"
            elif iri in as_terms:
                what = "belongs to a vocabulary that cakg does not use"
            else:
                continue
            if iri not in known:
                names = sorted(one.removeprefix(of) for one in known if one.startswith(of))
                near = get_close_matches(iri.removeprefix(of), names, n=1)
                remedy = did_you_mean([shorten(of + name) for name in near])
                yield file.fault(line, f"{shorten(iri)} {what}", remedy or "define it, or use another name")


def _objects(file: SourceFile, *predicates: str) -> set[str]:
    """Return the IRIs that are objects of *predicates* in a file."""
    found = (triple.object for triple in file.triples if triple.predicate.value in predicates)
    return {term.value for term in found if isinstance(term, pyoxigraph.NamedNode)}

"""What every Turtle and SPARQL file must keep to, whatever it says.

Works on files as they are written, before any store has seen them, and on files with faults
of syntax too. What the graph says is judged by the queries in ``queries/checks``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pyoxigraph

from cakg.checking import borrowed
from cakg.checking.faults import Fault, nearest
from cakg.checking.literals import FORMS
from cakg.checking.reading import Name, SourceFile
from cakg.vocabulary import BASE, OWL, PREFIXES, RDF, RDFS, shorten

OPEN = tuple(BASE + name for name in ("id/", "stmt/", "claim/", "passage/", "source/", "note/", "comparison/"))
"""The namespaces that editors add to; the terms of every other namespace of ours are the ontology's."""


@dataclass(frozen=True, slots=True)
class Written:
    """Every file of one graph as it is written, by the folder it comes from."""

    ontology: Sequence[SourceFile]
    graph: Sequence[SourceFile]
    data: Sequence[SourceFile] = ()
    queries: Sequence[SourceFile] = ()

    @property
    def turtle(self) -> list[SourceFile]:
        """The files that hold triples."""
        return [*self.ontology, *self.graph, *self.data]

    @property
    def every(self) -> list[SourceFile]:
        """All files, queries and rules too."""
        return [*self.turtle, *self.queries]

    def places(self) -> dict[str, str]:
        """Return where each subject is introduced, as ``file:line``."""
        found: dict[str, str] = {}
        for file in self.turtle:
            for name in file.subjects:
                found.setdefault(name.iri, file.place(name.line))
        return found


def faults(written: Written) -> list[Fault]:
    """Return every fault that can be told from the files alone."""
    return [
        *syntax(written.every),
        *literals(written.every),
        *prefixes(written.every),
        *blank_nodes(written.turtle),
        *introduced_twice([*written.ontology, *written.graph]),
        *unknown_names(written),
        *foreign_words(written.turtle),
    ]


def syntax(files: Iterable[SourceFile]) -> Iterator[Fault]:
    """Yield what the strict parser refuses."""
    for file in files:
        for broken in file.broken:
            place = file.place(broken.line) if broken.line else file.name
            yield Fault(place, broken.problem, "mend the syntax; what the file says is not checked before")


def literals(files: Iterable[SourceFile]) -> Iterator[Fault]:
    """Yield literals that are not valid for their datatype as they are written."""
    for file in files:
        for literal in file.literals:
            place, datatype = file.place(literal.line), shorten(literal.datatype)
            form = FORMS.get(literal.datatype)
            if form is None:
                yield Fault(place, f"{datatype} is not a datatype that we use", f"use {', '.join(map(shorten, FORMS))}")
            elif not form.fits(literal.text):
                yield Fault(place, f'"{literal.text}" is not a valid {datatype}', f"write {form.such_as}")


def prefixes(files: Iterable[SourceFile]) -> Iterator[Fault]:
    """Yield prefixes that are unused, declared twice, out of order, or not the ones that cakg uses throughout."""
    for file in files:
        for prefix in file.prefixes:
            place = file.place(prefix.line)
            if prefix.name not in file.used_prefixes:
                yield Fault(place, f"the prefix {prefix.name}: is not used", "take the line out")
            usual = PREFIXES.get(prefix.name, prefix.iri)
            if usual != prefix.iri:
                yield Fault(place, f"{prefix.name}: stands for <{prefix.iri}>", f"everywhere else it is <{usual}>")
        for one, next_one in pairwise(file.prefixes):
            if one.name == next_one.name:
                yield Fault(file.place(next_one.line), f"the prefix {one.name}: is declared twice", "keep one")
            elif one.name > next_one.name:
                problem = f"the prefix {next_one.name}: comes after {one.name}:"
                yield Fault(file.place(next_one.line), problem, "put them in alphabetical order")


def blank_nodes(files: Iterable[SourceFile]) -> Iterator[Fault]:
    """Yield blank nodes and collections: nobody can cite them."""
    for file in files:
        for line in file.blanks:
            yield Fault(file.place(line), "a blank node", "give it a name: what has none cannot be cited")


def introduced_twice(files: Iterable[SourceFile]) -> Iterator[Fault]:
    """Yield subjects that have more than one block."""
    first: dict[str, str] = {}
    for file in files:
        for name in file.subjects:
            place = file.place(name.line)
            if name.iri in first:
                problem = f"{shorten(name.iri)} is introduced a second time"
                yield Fault(place, problem, f"it has a block at {first[name.iri]}: keep one")
            else:
                first[name.iri] = place


def unknown_names(written: Written) -> Iterator[Fault]:
    """Yield names of ours, and terms of vocabularies we know, that nobody defines or introduces."""
    ontology = {name.iri for file in written.ontology for name in file.subjects}
    introduced = {name.iri for file in written.turtle for name in file.subjects}
    elsewhere = borrowed.terms()
    for file in written.every:
        for name in _first_uses(file):
            namespace = _namespace(name.iri)
            if namespace in elsewhere:
                known: Iterable[str] = elsewhere[namespace]
                what = f"{shorten(name.iri)} is not a term of that vocabulary"
            elif namespace in OPEN:
                known, what = introduced, f"{shorten(name.iri)} is introduced nowhere"
            elif name.iri.startswith(BASE):
                known, what = ontology, f"{shorten(name.iri)} is not in the ontology"
            else:
                continue
            if name.iri not in known:
                yield Fault(file.place(name.line), what, _used_by(name, nearest(name.iri, known)))


def foreign_words(files: Iterable[SourceFile]) -> Iterator[Fault]:
    """Yield predicates and classes of vocabularies that cakg does not use."""
    known = {*borrowed.terms()}
    for file in files:
        words = {triple.predicate.value for triple in file.triples} | _objects(file, *_CLASSES)
        for word in sorted(words):
            if not word.startswith(BASE) and _namespace(word) not in known:
                line = next((name.line for name in file.names if name.iri == word), 0)
                problem = f"{shorten(word)} is of a vocabulary that we do not use"
                yield Fault(file.place(line), problem, "say it with a term of ours, or allow the vocabulary")


_CLASSES = (RDF.type, RDFS.subClassOf, RDFS.subPropertyOf)


def _namespace(iri: str) -> str:
    return iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]


def _first_uses(file: SourceFile) -> Iterator[Name]:
    """Yield each name in a file once, where it is first used; bare namespaces and version IRIs are no names."""
    seen = {*_objects(file, OWL.versionIRI), *PREFIXES.values(), BASE}
    for name in file.names:
        if name.iri not in seen:
            seen.add(name.iri)
            yield name


def _objects(file: SourceFile, *predicates: str) -> set[str]:
    """Return the IRIs that are objects of *predicates* in a file."""
    found = (triple.object for triple in file.triples if triple.predicate.value in predicates)
    return {term.value for term in found if isinstance(term, pyoxigraph.NamedNode)}


def _used_by(name: Name, hint: str) -> str:
    user = f"used by {shorten(name.subject)}" if name.subject and name.subject != name.iri else ""
    return "; ".join(part for part in (user, hint) if part)

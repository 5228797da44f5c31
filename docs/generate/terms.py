"""The page of all terms, from the files in ``ontology/``: classes, predicates, qualifiers, properties and lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph

from cakg.model.records import Records
from cakg.pages.terms import Term, by_theme, lists, of_kind, terms
from cakg.paths import shipped
from cakg.store.local import LocalStore
from cakg.store.reading import load
from cakg.vocabulary import shorten
from generate.markdown import code, definition, escaped


def markdown() -> str:
    """Return every term that the ontology defines, with label, definition, note and example."""
    return "\n\n".join(_parts(read()))


def read() -> tuple[Term, ...]:
    """Return the terms that the ontology defines."""
    store = pyoxigraph.Store()
    load(store, sorted(shipped().ontology.glob("*.ttl")))
    return terms(Records(LocalStore(store)))


def _parts(found: tuple[Term, ...]) -> Iterator[str]:
    yield "## Classes"
    yield from _listed(of_kind(found, "class"))
    yield "## Predicates"
    yield "What a statement can say, by theme."
    for theme, predicates in by_theme(of_kind(found, "predicate")).items():
        yield f"### {escaped(theme.capitalize())}"
        yield from _listed(predicates)
    yield "## Qualifiers"
    yield "What a statement can say in addition to subject, predicate and object."
    yield from _listed(of_kind(found, "qualifier"))
    yield "## Properties"
    yield "All other properties: of claims, passages, sources, statements, datasets and of the terms themselves."
    yield from _listed(of_kind(found, "property"))
    yield "## Lists"
    yield "The closed lists, each with its values."
    for one, members in lists(found):
        yield f"### {escaped(one.label)}"
        yield f"[{code(shorten(one.iri))}]{{#{anchor(one.iri)}}}. {escaped(one.definition)}"
        yield from _listed(members)


def _listed(found: Iterable[Term]) -> Iterator[str]:
    """Yield one entry of a definition list for each term."""
    for one in found:
        lines = [escaped(one.definition)]
        lines += [escaped(one.note)] if one.note else []
        lines += [f"Example: {escaped(one.example)}"] if one.example else []
        yield definition(f"{escaped(one.label)} [{code(shorten(one.iri))}]{{#{anchor(one.iri)}}}", *lines)


def anchor(iri: str) -> str:
    """Return the anchor of a term on the page: ``cakg-affirms`` for a property, ``class-cakg-Claim`` for a class.

    Anchors do not distinguish capitals, and ``cakg:Place`` and ``cakg:place`` are two terms.
    """
    name = shorten(iri).replace(":", "-")
    return f"class-{name}" if name.partition("-")[2][:1].isupper() else name

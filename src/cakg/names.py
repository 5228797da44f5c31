"""What things are called: from a name in any script to an IRI, and from an IRI to a label.

Knows labels, aliases and the short names of passages. Does not know questions, and
never guesses: a name that fits nothing, or more than one thing, is an error that lists
what would fit.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from cakg.engine import Engine, Term
from cakg.errors import AmbiguousThingError, BadValueError
from cakg.vocabulary import PASSAGE, PREFIXES, SKOS, XSD, expand, prefix_header, shorten

KINDS = ("State", "Organisation", "Person", "Group", "Place", "Event", "Object", "System", "Topic")
"""The nine kinds of thing, as classes of the ontology."""

_KIND_ROWS = " ".join(f"(cakg:{kind} {Literal(kind.lower())})" for kind in KINDS)
_NAMED_AS = "rdfs:label|skos:prefLabel|skos:altLabel|cakg:shortName"
_PATTERNS = {
    "thing": f"VALUES (?class ?kind) {{ {_KIND_ROWS} }} ?iri a ?class ; {_NAMED_AS} ?text .",
    "state": f'BIND ("state" AS ?kind) ?iri a cakg:State ; {_NAMED_AS} ?text .',
    "source": 'BIND ("source" AS ?kind) ?iri cakg:shortName ?short ;'
    f" {_NAMED_AS}|dcterms:title|(dcterms:publisher/(rdfs:label|skos:altLabel)) ?text .",
    "statement": 'BIND ("statement" AS ?kind) ?iri a cakg:Statement ; rdfs:label ?text .',
    "predicate": 'BIND ("predicate" AS ?kind) VALUES ?class { cakg:Predicate cakg:LinkPredicate }'
    " ?iri a ?class ; rdfs:label ?text .",
}
_SHAPES = {
    "date": (r"\d{4}-\d\d-\d\d", XSD.date, "a date is written 2022-03-02"),
    "year": (r"[12]\d{3}", XSD.integer, "a year is written 2022"),
}


class Named(NamedTuple):
    """One way to call one thing."""

    iri: str
    kind: str
    text: str
    language: str


class Described(NamedTuple):
    """What a thing is and what else it is called."""

    kind: str
    others: tuple[str, ...]


class Names:
    """Every name of one type of value in a graph (``thing``, ``state``, ``source``, ``theme`` …)."""

    def __init__(self, engine: Engine, kind: str = "thing") -> None:
        self.kind = kind
        self.engine = engine
        self.named = _named(engine, kind)
        self.iris = {named.iri for named in self.named}

    def resolve(self, text: str) -> str:
        """Return the IRI of what *text* names: a label or an alias in any language, an IRI, ``id:…`` or its last part.

        Capitals, accents and hyphens do not matter. :class:`UnknownThingError` when nothing is called so,
        :class:`AmbiguousThingError` when more than one thing is; both carry candidates.
        """
        found = self.called(text)
        if len(found) > 1:
            raise AmbiguousThingError(text, [self.described(iri) for iri in found])
        if not found:
            from cakg.candidates import unknown  # only a mistake pays for it

            raise unknown(self, text)
        return found[0]

    def called(self, text: str) -> list[str]:
        """Return the IRIs of everything that *text* names; for a source a part that no other has is enough."""
        exact = expand(text.strip()) or text.strip().strip("<>")
        if exact in self.iris:
            return [exact]
        wanted = plain(text)
        found = {named.iri for named in self.named if wanted in (plain(named.text), plain(local(named.iri)))}
        if not found and self.kind == "source":
            ranked = self.ranked(wanted)
            nearest = min((start for start, *_ in ranked.values()), default=0)
            found = {iri for iri, (start, *_) in ranked.items() if start == nearest < 2}
            found = found if len(found) == 1 else set()
        return sorted(found)

    def like(self, text: str) -> list[str]:
        """Return the IRIs of everything whose label, alias or last part contains *text*, the nearest first.

        A name that starts with it comes before one with a word that does, and that before any other.
        """
        return sorted(found := self.ranked(plain(text)), key=found.__getitem__)

    def ranked(self, wanted: str) -> dict[str, tuple[int, int, str]]:
        """Return how near each name that contains *wanted* comes: start, length, IRI; the IRI is the key too."""
        best: dict[str, tuple[int, int, str]] = {}
        for named in self.named if wanted else ():
            for words in (plain(named.text), plain(local(named.iri))):
                if wanted in words:
                    start = 0 if words.startswith(wanted) else 1 if f" {wanted}" in words else 2
                    rank = (start, len(words), named.iri)
                    best[named.iri] = min(rank, best.get(named.iri, rank))
        return best

    def names_of(self, iri: str) -> Described:
        """Return the kind of the thing *iri* and its names besides the English label, in the order of languages."""
        mine = [named for named in self.named if named.iri == iri]
        label = labels(self.engine, [iri])[iri]
        others = dict.fromkeys(named.text for named in mine if named.text != label)
        return Described(mine[0].kind if mine else self.kind, tuple(others))

    def described(self, iri: str) -> str:
        """Return the label of *iri* with its short IRI, which is what a reader may give instead."""
        return f"{labels(self.engine, [iri])[iri]} ({shorten(iri)})"


def value(engine: Engine, kind: str, text: str) -> Term:
    """Return *text* as the term that a parameter of type *kind* holds.

    Names are resolved as :meth:`Names.resolve` does; a date or year of another form raises :class:`BadValueError`.
    """
    if kind == "text":
        return Literal(text)
    if kind in _SHAPES:
        shape, datatype, remedy = _SHAPES[kind]
        if not (re.fullmatch(shape, text.strip()) and (kind == "year" or _is_day(text.strip()))):
            raise BadValueError(f"{text!r} is not a {kind}", remedy=remedy)
        return Literal(text.strip(), datatype=NamedNode(datatype))
    return NamedNode(Names(engine, kind).resolve(text))


def labels(engine: Engine, iris: Iterable[str]) -> dict[str, str]:
    """Return what to call each of *iris* in a table: the English label, else any, else the shortened IRI.

    A passage is called by its source's short name and its place: ``ASIA-Plus 2022 11.1``.
    """
    wanted = sorted(set(iris))
    passages = [iri for iri in wanted if iri.startswith(PASSAGE.iri)]
    others = [iri for iri in wanted if not iri.startswith(PASSAGE.iri)]
    return {**_passage_names(engine, passages), **_best(engine, others, "rdfs:label|skos:prefLabel")}


def definitions(engine: Engine, iris: Iterable[str]) -> dict[str, str]:
    """Return the one-line description of each of *iris* that has one."""
    described = _best(engine, sorted(set(iris)), f"<{SKOS.definition}>")
    return {iri: text for iri, text in described.items() if text != shorten(iri)}


def values_of(iris: Iterable[str]) -> str:
    """Return IRIs as they stand in a SPARQL ``VALUES`` line; what cannot be an IRI is left out."""
    return " ".join(str(NamedNode(iri)) for iri in iris)


def plain(text: str) -> str:
    """Return *text* as names are compared: no capitals, accents, hyphens, quotes or doubled spaces."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))
    return " ".join(bare.translate(_SEPARATORS).split())


_LANGUAGES = {"en": 0, None: 1}
_SEPARATORS = dict.fromkeys(map(ord, "-_‐‑‒–—―'’ʼ‘“”«»\"`"), " ")


def _named(engine: Engine, kind: str) -> list[Named]:
    pattern = _PATTERNS.get(kind)
    if pattern is None:
        # A closed list: everything under its prefix that has a label.
        pattern = (
            f"?iri rdfs:label|skos:prefLabel|skos:altLabel ?text . BIND ({Literal(kind)} AS ?kind)"
            f" FILTER (STRSTARTS(STR(?iri), {Literal(PREFIXES[kind])}))"
        )
    header = prefix_header("cakg", "dcterms", "rdfs", "skos")
    found = engine.select(f"{header} SELECT ?iri ?kind ?text WHERE {{ {pattern} }}")
    named = [
        Named(iri.value, what.value, text.value, text.language or "")
        for iri, what, text in found.rows
        if isinstance(iri, NamedNode) and isinstance(what, Literal) and isinstance(text, Literal)
    ]
    return sorted(named, key=lambda one: (one.iri, one.language != "en", one.text))


def _best(engine: Engine, iris: Collection[str], path: str) -> dict[str, str]:
    if not iris:
        return {}
    header = prefix_header("rdfs", "skos")
    found = engine.select(
        f"{header} SELECT ?iri ?text WHERE {{ VALUES ?iri {{ {values_of(iris)} }} ?iri {path} ?text }}"
    )
    best: dict[str, tuple[int, str]] = {}
    for iri, text in found.rows:
        if isinstance(iri, NamedNode) and isinstance(text, Literal):
            rank = (_LANGUAGES.get(text.language, len(_LANGUAGES)), text.value)
            best[iri.value] = min(rank, best.get(iri.value, rank))
    return {iri: best[iri][1] if iri in best else shorten(iri) for iri in iris}


def _passage_names(engine: Engine, iris: Collection[str]) -> dict[str, str]:
    if not iris:
        return {}
    found = engine.select(
        f"{prefix_header('cakg')} SELECT ?iri ?name ?paragraph ?sentence WHERE {{ VALUES ?iri {{ {values_of(iris)} }}"
        " ?iri cakg:source/cakg:shortName ?name ; cakg:paragraph ?paragraph ; cakg:sentence ?sentence }"
    )
    names = {}
    for row in found.rows:
        iri, name, paragraph, sentence = (term.value if term else "" for term in row)
        names[iri] = f"{name} {paragraph}.{sentence}"
    return {iri: names.get(iri, shorten(iri)) for iri in iris}


def _is_day(text: str) -> bool:
    """Tell whether a calendar has the day *text*."""
    from datetime import date

    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def local(iri: str) -> str:
    """Return the last part of an IRI, which a reader may type for the whole."""
    return iri[max(iri.rfind("/"), iri.rfind("#")) + 1 :]

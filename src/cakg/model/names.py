"""Finds the IRI for a name in any script.

Uses labels and aliases. Never guesses: an unknown or ambiguous name is an error with suggestions.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from cakg.errors import AmbiguousThingError, UnknownThingError
from cakg.model.exact_names import exact_names
from cakg.model.labels import labels
from cakg.store.protocol import Engine, Term
from cakg.store.rows import dicts, texts
from cakg.vocabulary import ID, PREFIXES, STMT, expand, local, shorten

KINDS = ("State", "Organisation", "Person", "Group", "Place", "Event", "Object", "System", "Topic")
"""The nine kinds of thing, as classes of the ontology."""

_NAMES = "rdfs:label|skos:prefLabel|skos:altLabel|dcterms:title"
_PATTERNS = {
    "thing": "VALUES (?class ?kind) {{ {kinds} }} ?iri a ?class ; {names}|cakg:shortName ?text .",
    "state": "?iri a cakg:State ; {names} ?text .",
    "source": "?iri cakg:shortName ?short ;"
    " {names}|cakg:shortName|(dcterms:publisher/(rdfs:label|skos:altLabel)) ?text .",
    "statement": "?iri a cakg:Statement ; rdfs:label ?text .",
    "predicate": "VALUES ?class {{ cakg:Predicate cakg:LinkPredicate }} ?iri a ?class ; rdfs:label ?text .",
}
_CLOSED = '?iri skos:inScheme ?list ; {names} ?text . FILTER (STRSTARTS(STR(?iri), "{prefix}"))'
"""The pattern of a closed list: all values of lists under its prefix that have a name."""
_GIVEN = {
    "thing": (
        "?iri {names}|cakg:shortName ?wanted .",
        "?iri {names}|cakg:shortName ?text ; a ?class . FILTER (?class IN ({kinds}))",
    ),
    "state": ("?iri {names} ?wanted .", "?iri {names} ?text ; a cakg:State ."),
    "statement": ("?iri rdfs:label ?wanted .", "?iri rdfs:label ?text ; a cakg:Statement ."),
}
"""For the types with many values: the patterns of a name that is given, and of all names of what it names."""
_NAMESPACES = {"thing": ID, "state": ID, "statement": STMT}
"""Where the last part of an IRI is enough to look up a value."""
_SEPARATORS = dict.fromkeys(map(ord, "-_‐‑‒–—―−'’ʻʼ‘‚‛“”„‟«»‹›\"`"), " ")


class Named(NamedTuple):
    """One name of one thing."""

    iri: str
    kind: str
    text: str
    language: str


class Name(NamedTuple):
    """A name in a language."""

    text: str
    """The name."""
    language: str
    """The tag of its language, such as ``ru``; empty if the graph does not state it."""

    def __str__(self) -> str:
        return self.text


def names_query(kind: str) -> str:
    """Return the SPARQL for all names of the values of one type: ``iri``, ``kind`` and ``text``."""
    kinds = " ".join(f'(cakg:{one} "{one.lower()}")' for one in KINDS)
    pattern = _PATTERNS.get(kind, _CLOSED).format(kinds=kinds, names=_NAMES, prefix=PREFIXES.get(kind, ""))
    return f"SELECT ?iri ?kind ?text WHERE {{ {pattern} }}"


def _given(kind: str) -> tuple[str, str]:
    """Return the SPARQL patterns of ``?iri`` and a name that is given, ``?wanted``, and of ``?iri`` with all names."""
    kinds = ", ".join(f"cakg:{one}" for one in KINDS)
    given, every = (pattern.format(kinds=kinds, names=_NAMES) for pattern in _GIVEN[kind])
    return given, every


def _named(found: Iterable[Mapping[str, Term]], kind: str) -> list[Named]:
    """Return the rows of :func:`names_query` as names, by IRI; English ones first, then by text."""
    names = (
        Named(row["iri"].value, _kind(row) or kind, text.value, text.language or "")
        for row in found
        if isinstance(text := row["text"], Literal) and isinstance(row["iri"], NamedNode)
    )
    return sorted(names, key=lambda one: (one.iri, one.language != "en", one.text))


def _kind(row: Mapping[str, Term]) -> str:
    return row["kind"].value if "kind" in row else local(row["class"].value).lower() if "class" in row else ""


class Names:
    """The names of the values of one type: ``thing``, ``state``, ``source``, ``theme`` and others.

    All names are read when they are first needed. To resolve a name of a thing or a statement, its usual spellings are
    looked up first. After :meth:`read`, all names are compared instead.
    """

    def __init__(self, engine: Engine, kind: str = "thing") -> None:
        self.kind = kind
        self.engine = engine
        self._looks_up = kind in _GIVEN
        """Whether usual spellings are looked up first."""
        self._looked_up: dict[str, list[str]] = {}
        self._known: dict[str, Sequence[Named]] = {}
        """The names of the values that were looked up."""

    def read(self) -> Names:
        """Compare all names from now on, which is faster where many are resolved. Return these names."""
        self._looks_up = False
        return self

    @cached_property
    def named(self) -> list[Named]:
        """All names, by IRI; English ones first, then by text."""
        return _named(dicts(self.engine, names_query(self.kind)), self.kind)

    @cached_property
    def iris(self) -> set[str]:
        """The IRIs of all values that have a name."""
        return {named.iri for named in self.named}

    @cached_property
    def _by_iri(self) -> Mapping[str, Sequence[Named]]:
        return {iri: tuple(those) for iri, those in groupby(self.named, key=lambda one: one.iri)}

    @cached_property
    def _spellings(self) -> list[tuple[str, str]]:
        """All names and last parts of IRIs in :func:`plain` form, each with the IRI."""
        return [(plain(text), named.iri) for named in self.named for text in (named.text, local(named.iri))]

    @cached_property
    def _by_spelling(self) -> dict[str, set[str]]:
        """The IRIs that each spelling names."""
        found: dict[str, set[str]] = {}
        for spelling, iri in self._spellings:
            found.setdefault(spelling, set()).add(iri)
        return found

    def resolve(self, text: str) -> str:
        """Return the IRI for *text*: a label or an alias in any language, an IRI, ``id:…`` or its last part.

        Capitals, accents and hyphens do not matter. Raises :class:`UnknownThingError` if nothing has this name and
        :class:`AmbiguousThingError` if several things have it. Both have candidates.
        """
        found = self.iris_named(text)
        if len(found) > 1:
            raise AmbiguousThingError(text, [self.described(iri) for iri in found])
        if not found:
            raise self._unknown(text)
        return found[0]

    def iris_named(self, text: str) -> list[str]:
        """Return the IRIs of all values named *text*; for a source, a part of its name is enough if it is unique.

        Unless all names are compared, usual spellings of *text* are looked up first. If a thing or a statement has such
        a name, other spellings are not looked for.
        """
        exact = expand(text.strip()) or text.strip().strip("<>")
        if self._looks_up:
            if text not in self._looked_up:
                self._looked_up[text] = self._usually_named(text, exact)
            if self._looked_up[text]:
                return self._looked_up[text]
        if exact in self.iris:
            return [exact]
        wanted = plain(text)
        found = self._by_spelling.get(wanted, set())
        if not found and self.kind == "source":
            ranked = self._ranked(wanted)
            nearest = min((start for start, *_ in ranked.values()), default=0)
            found = {iri for iri, (start, *_) in ranked.items() if start == nearest < 2}
            found = found if len(found) == 1 else set()
        return sorted(found)

    def _usually_named(self, text: str, exact: str) -> list[str]:
        """Return the IRIs of the values with the IRI *exact*, or else named *text* in one of its usual spellings."""
        if "://" in exact and (found := self._look_up("", [exact])):
            return found
        last = dict.fromkeys((plain(text).replace(" ", "-"), text.strip()))
        return self._look_up(" ".join(text.split()), [_NAMESPACES[self.kind][part] for part in last if part])

    def _look_up(self, text: str, iris: Sequence[str]) -> list[str]:
        found = _named(exact_names(self.engine, _given(self.kind), text, iris), self.kind)
        self._known |= {iri: tuple(those) for iri, those in groupby(found, key=lambda one: one.iri)}
        return sorted({one.iri for one in found})

    def beginning(self, text: str) -> list[str]:
        """Return the IRIs of the values with a name in which a word begins with *text*; none for an empty text.

        Names that begin with it come first, the shortest before the others.
        """
        ranked = self._ranked(plain(text))
        return [iri for iri in sorted(ranked, key=ranked.__getitem__) if ranked[iri][0] < 2]

    def names_of(self, iri: str, label: str) -> tuple[str, tuple[Name, ...]]:
        """Return the kind of *iri* and its names other than *label*: English ones first, then by text."""
        if self.kind in _GIVEN and "named" not in self.__dict__:  # both ways give the same
            if iri not in self._known:
                self._look_up("", [iri])
            mine = self._known.get(iri, ())
        else:
            mine = self._by_iri.get(iri, ())
        others = dict.fromkeys(Name(named.text, named.language) for named in mine if named.text != label)
        return mine[0].kind if mine else self.kind, tuple(others)

    def described(self, iri: str) -> str:
        """Return the label of *iri* with its short IRI, which users can give instead of a name."""
        return f"{labels(self.engine, [iri])[iri]} ({shorten(iri)})"

    def _ranked(self, wanted: str) -> dict[str, tuple[int, int, str]]:
        """Return the rank of each IRI with a name that contains *wanted*: place of the match, length, IRI."""
        best: dict[str, tuple[int, int, str]] = {}
        for words, iri in self._spellings if wanted else ():
            if wanted in words:
                start = 0 if words.startswith(wanted) else 1 if f" {wanted}" in words else 2
                rank = (start, len(words), iri)
                best[iri] = min(rank, best.get(iri, rank))
        return best

    def _unknown(self, text: str) -> UnknownThingError:
        """Return the error for the unknown name *text*, with suggestions."""
        concrete = self.kind in ("thing", "state")
        if concrete and (other := self._another_kind(text) or self.unnamed(text)):
            return other
        ranked = self._ranked(plain(text))
        # "UN" must not suggest "unrest": a match inside a word counts only if no word begins with the text.
        nearest = min((start for start, *_ in ranked.values()), default=2)
        like = [iri for iri in sorted(ranked, key=ranked.__getitem__) if ranked[iri][0] <= max(nearest, 1)]
        near = [self.described(iri) for iri in like[:5] or self._spelt_like(text)]
        error = UnknownThingError(text, near)
        if not concrete:
            error.message = f"no {self.kind} is called {text!r}"
        if not near and self.kind not in ("thing", "statement"):
            error.candidates = tuple(self.described(iri) for iri in sorted(self.iris)[:12])
            error.remedy = f"use one of: {', '.join(error.candidates)}" if error.candidates else "the graph has none"
        return error

    def _another_kind(self, text: str) -> UnknownThingError | None:
        """Return the error if *text* names a statement, a source or, where a state is expected, another thing."""
        for kind in ("thing", "statement", "source"):
            others = Names(self.engine, kind)
            if kind != self.kind and (found := others.iris_named(text)):
                error = UnknownThingError(text)
                error.message = f"{others.described(found[0])} is a {kind}, not a {self.kind}"
                if kind == "statement":
                    pattern = f"{NamedNode(found[0])} cakg:involves ?thing"
                    rows = texts(self.engine, f"SELECT ?thing WHERE {{ {pattern} }} ORDER BY ?thing")
                    about = ", ".join(others.described(row["thing"]) for row in rows)
                    error.remedy = f"it is about {about}; to show the statement: cakg about {shorten(found[0])}"
                elif kind == "source":
                    error.remedy = f"to show its statements: cakg ask as-told-by --source {local(found[0])}"
                return error
        return None

    def unnamed(self, text: str) -> UnknownThingError | None:
        """Return the error if *text* is the IRI of a thing without a name."""
        try:
            node = NamedNode(expand(text.strip()) or text.strip().strip("<>"))
        except ValueError:
            return None
        classes = " ".join(f"cakg:{one}" for one in KINDS)
        if not self.engine.ask(f"ASK {{ VALUES ?class {{ {classes} }} {node} a ?class }}"):
            return None
        error = UnknownThingError(text)
        error.message = f"{shorten(node.value)} has no label, so it cannot be shown"
        error.remedy = 'give it one: rdfs:label "…"@en'
        return error

    def _spelt_like(self, text: str) -> list[str]:
        from difflib import get_close_matches  # slow to import, and needed only for a mistake

        whole: dict[str, str] = {}
        parts: dict[str, str] = {}
        for words, iri in self._spellings:
            whole.setdefault(words, iri)
            # Single words of a name are compared too: "Tokaev" is similar to the last one of "Kassym-Jomart Tokayev".
            parts.update({word: iri for word in words.split() if len(word) > 3})
        spelt = {**parts, **whole}
        close = get_close_matches(plain(text), spelt, n=8, cutoff=0.72)
        return list(dict.fromkeys(spelt[words] for words in close))[:5]


def plain(text: str) -> str:
    """Return *text* in the form in which names are compared: no capitals, accents, hyphens, quotes, double spaces."""
    bare = text.casefold()
    if not bare.isascii():
        bare = "".join(sign for sign in unicodedata.normalize("NFKD", bare) if not unicodedata.combining(sign))
    return " ".join(bare.translate(_SEPARATORS).split())

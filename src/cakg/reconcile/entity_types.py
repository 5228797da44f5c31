"""The types by which queries are restricted: the classes of things, and the kinds of organisation, place and event.

The identifier of a type is its prefixed name: ``cakg:State``, ``kind:city``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from pyoxigraph import Literal

from cakg.model.names import KINDS, plain
from cakg.model.records import Records
from cakg.store.rows import grouped
from cakg.vocabulary import CAKG, RDFS, expand, shorten

ROOT = "cakg:Thing"
"""The type of all things."""
_ABROAD = frozenset({ROOT, "cakg:State", "cakg:Place"})
"""The types that states and regions have which the graph does not have."""
_CLASSES = "SELECT ?thing ?class WHERE { VALUES ?class { %s } ?thing a ?class } ORDER BY ?thing ?class"
_KINDS = """SELECT ?thing ?kind WHERE {
  ?thing cakg:kind ?kind . FILTER (isIRI(?kind) && ?kind NOT IN (cakg:Thing, %s))
} ORDER BY ?thing ?kind"""
"""A kind that is a class would be broader than itself."""


class EntityType(NamedTuple):
    """A type of thing."""

    id: str
    """Its identifier: ``cakg:State``."""
    name: str
    """Its English label."""
    names: tuple[str, ...]
    """Its labels in all languages."""
    description: str
    """What it means; empty if the graph does not say."""
    broader: tuple[str, ...]
    """The types that include it directly. The kind of a thing is narrower than the class of the thing."""


class EntityTypes:
    """All types of one graph, with the things of each."""

    def __init__(self, records: Records) -> None:
        named = records.names().iris
        every = [f"cakg:{one}" for one in KINDS]
        classes = grouped(records.engine, _CLASSES % " ".join(every))
        kinds = grouped(records.engine, _KINDS % ", ".join(every))
        broader: dict[str, dict[str, None]] = {CAKG.Thing: {}}
        broader |= {CAKG[one]: {CAKG.Thing: None} for one in KINDS}
        members: dict[str, set[str]] = {CAKG.Thing: set(named)}
        self.of: dict[str, tuple[str, ...]] = {}
        """The types of each thing: its class, then its kind."""
        for thing in sorted(named):
            own = [*classes.get(thing, ()), *kinds.get(thing, ())]
            self.of[thing] = tuple(map(_id, own))
            for one in own:
                members.setdefault(one, set()).add(thing)
            for kind in kinds.get(thing, ()):
                broader.setdefault(kind, {}).update(dict.fromkeys(classes.get(thing, ())))
        labels, definitions = records.labels(broader), records.definitions(broader)
        described = records.properties(broader, [RDFS.label])
        self.all: dict[str, EntityType] = {}
        """The types by identifier: all things, the classes, then the kinds by name."""
        for iri in sorted(broader, key=lambda iri: (bool(broader[iri]), not iri.startswith(CAKG.iri), labels[iri])):
            texts = described.get(iri, {}).get(RDFS.label, ())
            names = dict.fromkeys([labels[iri], *(one.value for one in texts if isinstance(one, Literal))])
            above = tuple(map(_id, broader[iri]))
            self.all[_id(iri)] = EntityType(_id(iri), labels[iri], tuple(names), definitions.get(iri, ""), above)
        self.members = {_id(iri): frozenset(things) for iri, things in members.items()}
        """The things of each type that has any."""

    def find(self, text: str) -> str | None:
        """Return the identifier of the type with this identifier, IRI or class name; None if there is none."""
        given = text.strip().strip("<>")
        for one in (given, _id(given), f"cakg:{given}"):
            if one in self.all:
                return one
        return None

    def things(self, types: Iterable[str], *, every: bool = False) -> frozenset[str]:
        """Return the things that have one of the *types*, or with *every*, all of them."""
        sets = [self.members.get(one, frozenset()) for one in types]
        return frozenset.intersection(*sets) if every else frozenset().union(*sets)

    def include_abroad(self, types: Iterable[str]) -> bool:
        """Return whether one of the *types* may be that of a state or region which the graph does not have."""
        return any(not _ABROAD.isdisjoint([one, *self.all[one].broader]) for one in types)

    def labelled(self, thing: str) -> list[dict[str, str]]:
        """Return the types of a thing, each with its name, as in the specification."""
        return [{"id": one, "name": self.all[one].name} for one in self.of[thing]]

    def as_json(self, type: str) -> dict[str, Any]:
        """Return a type with its description and with the broader types, as in the specification."""
        one = self.all[type]
        description = {"description": one.description} if one.description else {}
        broader = {"broader": [self.as_json(above) for above in one.broader]} if one.broader else {}
        return {"id": one.id, "name": one.name} | description | broader

    def called(self, text: str) -> list[EntityType]:
        """Return the types with a name or identifier in which each word of *text* begins a word, in a fixed order."""
        words = plain(text).split()
        return [one for one in self.all.values() if all(f" {word}" in _words(one) for word in words)]


def _words(one: EntityType) -> str:
    return " ".join(["", *map(plain, one.names), plain(one.id), plain(one.id.rpartition(":")[2])])


def _id(iri: str) -> str:
    """Return the identifier of the type *iri*: its prefixed name, or the IRI if it has none."""
    return shorten(expand(iri) or iri).strip("<>")

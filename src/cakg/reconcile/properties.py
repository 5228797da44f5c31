"""The properties of things that queries may give as evidence and that tables are extended with.

Each list of identifiers is a property with the name that ``cakg link`` gives it: ``wikidata``, ``iso3``, ``cow``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from cakg.links.countries import language_labels
from cakg.links.identifiers import links
from cakg.links.spelling import code_form, normal
from cakg.model.names import plain
from cakg.model.records import Records
from cakg.reconcile.entity_types import EntityTypes
from cakg.vocabulary import CODE, SKOS, local

_SERVICES = {"wikidata": "https://wikidata.reconci.link/en/api"}
"""The reconciliation services of other lists. Nothing is sent there: clients learn whose identifiers these are."""
_NAMES_IN = "names-"


class Property(NamedTuple):
    """A property of things."""

    id: str
    """Its identifier: ``wikidata``, ``names-ru``."""
    name: str
    """Its English name."""
    description: str
    """What its values are, in a sentence; may be empty."""
    is_list: bool
    """Whether its values are the identifiers of a list, which decide about a match."""

    def as_json(self) -> dict[str, str]:
        """Return it as the specification writes suggested properties."""
        return {"id": self.id, "name": self.name} | ({"description": self.description} if self.description else {})


class Value(NamedTuple):
    """A value of a property."""

    text: str
    """The text or the identifier."""
    name: str = ""
    """The name of what an identifier of another service stands for; empty for all other values."""


class Properties:
    """All properties of the things of one graph, with their values."""

    def __init__(self, records: Records, types: EntityTypes) -> None:
        self.all: dict[str, Property] = {}
        """The properties by identifier: names and descriptions first, then the lists by name."""
        self._values: dict[str, dict[str, list[Value]]] = {}
        self._by_code: dict[str, dict[str, set[str]]] = {}
        self._by_text: dict[str, dict[str, set[str]]] = {}
        self._add_texts(records, types)
        self._add_names(records)
        self._add_lists(records)

    def values(self, thing: str, property: str) -> list[Value]:
        """Return the values of a property of a thing, in a fixed order."""
        return self._values[property].get(thing, [])

    def having(self, property: str, values: Iterable[str]) -> set[str]:
        """Return the things for which one of *values* is a value of the property, in comparable form."""
        if self.all[property].is_list:
            found = self._by_code[property]
            return set().union(*(found.get(_code(value), ()) for value in values))
        if property not in self._by_text:
            index: dict[str, set[str]] = {}
            for thing, own in self._values[property].items():
                for value in own:
                    index.setdefault(normal(value.text), set()).add(thing)
            self._by_text[property] = index
        found = self._by_text[property]
        return set().union(*(found.get(normal(value), ()) for value in values))

    def proposed(self, things: Iterable[str]) -> list[Property]:
        """Return the properties that at least one of the *things* has."""
        wanted = set(things)
        return [one for one in self.all.values() if not wanted.isdisjoint(self._values[one.id])]

    def called(self, text: str) -> list[Property]:
        """Return the properties with a name or identifier in which each word of *text* begins a word."""
        words = plain(text).split()
        return [
            one for one in self.all.values() if all(f" {word}" in f" {plain(f'{one.name} {one.id}')}" for word in words)
        ]

    def service(self, property: str) -> str:
        """Return the address of the reconciliation service for the values of a list; empty if it has none."""
        return _SERVICES.get(property, "")

    def _add(self, property: Property, values: dict[str, list[Value]]) -> None:
        self.all[property.id] = property
        self._values[property.id] = {thing: list(dict.fromkeys(own)) for thing, own in values.items() if own}

    def _add_texts(self, records: Records, types: EntityTypes) -> None:
        labels, definitions = records.labels(types.of), records.definitions(types.of)
        rows = (
            (
                "label",
                "Label",
                "The English name, or else one in another language.",
                {one: [labels[one]] for one in labels},
            ),
            (
                "definition",
                "Definition",
                "What the thing is, in a sentence.",
                {one: [text] for one, text in definitions.items()},
            ),
            (
                "type",
                "Type",
                "The class of the thing and its kind: place, city.",
                {thing: [types.all[one].name for one in own] for thing, own in types.of.items()},
            ),
            ("iri", "IRI", "The identifier of the thing in linked data.", {one: [one] for one in labels}),
        )
        for id, name, description, texts in rows:
            self._add(Property(id, name, description, False), {one: [*map(Value, own)] for one, own in texts.items()})

    def _add_names(self, records: Records) -> None:
        names = records.names()
        labels = records.labels(names.iris)
        others = {iri: names.names_of(iri, labels[iri])[1] for iri in sorted(names.iris)}
        self._add(
            Property("names", "Other names", "All names but the label, in any language.", False),
            {iri: [Value(str(one)) for one in own] for iri, own in others.items()},
        )
        described = records.properties(names.iris, [SKOS.altLabel])
        aliases = {(iri, term.value) for iri, own in described.items() for term in own.get(SKOS.altLabel, ())}
        every: dict[str, dict[str, list[Value]]] = {}
        for one in sorted(names.named, key=lambda one: ((one.iri, one.text) in aliases, one.iri, one.text)):
            every.setdefault(one.language, {}).setdefault(one.iri, []).append(Value(one.text))
        languages = language_labels()
        for tag in sorted(filter(None, every)):
            name = f"Names in {languages.get(tag, tag)}"
            self._add(Property(f"{_NAMES_IN}{tag}", name, "The label comes first.", False), every[tag])

    def _add_lists(self, records: Records) -> None:
        labels = records.labels(records.names().iris)
        found = [link for link in links(records.engine) if link.list and link.identifier and link.thing in labels]
        definitions = records.definitions(link.list for link in found)
        for list_iri, list_label in sorted({(link.list, link.list_label) for link in found}, key=lambda one: one[::-1]):
            id = list_iri.removeprefix(CODE.iri)
            own = sorted((link for link in found if link.list == list_iri), key=lambda link: link.identifier)
            values: dict[str, list[Value]] = {}
            for link in own:
                name = (link.target_label or labels[link.thing]) if id in _SERVICES else ""
                values.setdefault(link.thing, []).append(Value(link.identifier, name))
                self._by_code.setdefault(id, {}).setdefault(_code(link.identifier), set()).add(link.thing)
            self._add(Property(id, list_label or local(list_iri), definitions.get(list_iri, ""), True), values)


def _code(value: str) -> str:
    """Return an identifier in comparable form; of an address or a prefixed name, the last part counts."""
    return code_form(re.split(r"[/:#]", value.strip().strip("<>/"))[-1].strip())

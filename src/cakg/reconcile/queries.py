"""Reads the JSON of requests: batches of queries, and requests to extend a table. Lists every fault."""

from __future__ import annotations

import json
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, NamedTuple

from cakg.errors import did_you_mean
from cakg.harmless import shortened
from cakg.reconcile.entity_types import EntityTypes
from cakg.reconcile.faults import REMEDY, BadRequestError, TooLargeError, check
from cakg.reconcile.properties import Properties
from cakg.reconcile.strict_json import parsed

BATCH_SIZE = 1000
"""How many queries a batch may have, and for how many things a table is extended at once."""
MOST_PROPERTIES = 100
"""How many properties a query or an extension may have."""
MOST_CANDIDATES = 50
"""How many candidates a query gets at most."""
_CANDIDATES = 10
"""How many candidates a query gets that does not say how many."""
_LONGEST_NAME = 60
"""How many characters of a name are compared with known names."""
_FIELDS = ("query", "type", "type_strict", "limit", "properties")


class Query(NamedTuple):
    """A query for one thing."""

    text: str = ""
    """The name; empty if only properties are given."""
    types: tuple[str, ...] = ()
    """The types of which the thing has one; empty if any will do."""
    every_type: bool = False
    """Whether the thing has all of the types."""
    limit: int = _CANDIDATES
    """How many candidates are wanted."""
    given: Mapping[str, tuple[str, ...]] = {}
    """The values of properties that are known, by property."""


class Extension(NamedTuple):
    """A request for the values of properties of some things."""

    ids: tuple[str, ...]
    """The things, as the request names them."""
    properties: Mapping[str, int]
    """The properties, each with how many of its values are wanted."""


def read_batch(text: str, types: EntityTypes, properties: Properties) -> dict[str, Query]:
    """Return the queries of a batch in JSON by their names.

    Raises :class:`BadRequestError` for what is no batch of queries, and :class:`TooLargeError` for too large a batch.
    """
    batch = parsed(text, "queries")
    if not isinstance(batch, dict):
        raise BadRequestError("queries is not an object with a query for each name", remedy=REMEDY)
    _check_number(len(batch), BATCH_SIZE, "queries")
    reader = _Reader(types, properties)
    found = {name: reader.query(shortened(name, 40), query) for name, query in batch.items()}
    check(reader.faults, "queries has faults")
    return found


def read_extension(text: str, types: EntityTypes, properties: Properties) -> Extension:
    """Return a request to extend a table, in JSON.

    Raises :class:`BadRequestError` for what is no such request, and :class:`TooLargeError` for too large a request.
    """
    asked = parsed(text, "extend")
    if not isinstance(asked, dict) or not all(isinstance(asked.get(one), list) for one in ("ids", "properties")):
        raise BadRequestError("extend is not an object with the lists ids and properties", remedy=REMEDY)
    _check_number(len(asked["ids"]), BATCH_SIZE, "identifiers")
    _check_number(len(asked["properties"]), MOST_PROPERTIES, "properties")
    reader = _Reader(types, properties)
    reader.faults += [f"ids: {_shown(one)} is not a text" for one in asked["ids"] if not isinstance(one, str)]
    wanted = dict(filter(None, map(reader.wanted, asked["properties"])))
    check(reader.faults, "extend has faults")
    return Extension(tuple(dict.fromkeys(asked["ids"])), wanted)


class _Reader:
    """Reads the parts of requests, and collects their faults."""

    def __init__(self, types: EntityTypes, properties: Properties) -> None:
        self.types = types
        self.properties = properties
        self.faults: list[str] = []

    def query(self, place: str, asked: object) -> Query:
        """Return one query of a batch."""
        if not isinstance(asked, dict):
            self.faults.append(f"{place}: {_shown(asked)} is not an object")
            return Query()
        self.faults += [
            f"{place}: there is no field {_shown(one)}{_near(one, _FIELDS)}" for one in asked.keys() - _FIELDS
        ]
        if "query" not in asked and not asked.get("properties"):
            self.faults.append(f"{place}: has neither query nor properties")
        text = asked.get("query", "")
        if not isinstance(text, str):
            self.faults.append(f"{place}.query: {_shown(text)} is not a text")
        strict = asked.get("type_strict", "any")
        if strict not in ("any", "should", "all"):
            self.faults.append(f"{place}.type_strict: {_shown(strict)} is not any, should or all")
        return Query(
            str(text).strip(),
            self._types(place, asked.get("type", [])),
            strict == "all",
            self._limit(place, asked.get("limit", _CANDIDATES)),
            self._given(place, asked.get("properties", [])),
        )

    def wanted(self, asked: object) -> tuple[str, int] | None:
        """Return a property of an extension, and how many values are wanted."""
        if not isinstance(asked, dict) or not isinstance(asked.get("id"), str):
            self.faults.append(f"properties: {_shown(asked)} is not an object with an id")
            return None
        settings = asked.get("settings") or {}
        limit = settings.get("limit") if isinstance(settings, dict) else settings
        number = str(limit).strip().removesuffix(".0") if limit not in (None, "") else "0"
        if not number.isdecimal() or len(number) > 9:
            self.faults.append(f"{shortened(asked['id'], 40)}: the limit {_shown(limit)} is not a number of values")
            return None
        return (asked["id"], int(number) or BATCH_SIZE) if self._is_property("properties", asked["id"]) else None

    def _types(self, place: str, given: object) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for one in given if isinstance(given, list) else [given]:
            if not isinstance(one, str):
                self.faults.append(f"{place}.type: {_shown(one)} is not a text")
            elif type := self.types.find(one):
                found[type] = None
            elif one.strip():
                near = _near(one, self.types.all) or "; use one of the types that are suggested, such as cakg:State"
                self.faults.append(f"{place}.type: there is no type {_shown(one)}{near}")
        return tuple(found)

    def _limit(self, place: str, given: object) -> int:
        if isinstance(given, bool) or not isinstance(given, int | float) or given < 1 or given != given // 1:
            self.faults.append(f"{place}.limit: {_shown(given)} is not a positive integer")
            return 0
        return int(min(given, MOST_CANDIDATES))

    def _given(self, place: str, given: object) -> dict[str, tuple[str, ...]]:
        if not isinstance(given, list) or len(given) > MOST_PROPERTIES:
            self.faults.append(f"{place}.properties: must be a list of at most {MOST_PROPERTIES} properties")
            return {}
        found: dict[str, tuple[str, ...]] = {}
        for one in given:
            if not isinstance(one, dict) or not isinstance(one.get("pid"), str) or "v" not in one:
                self.faults.append(f"{place}.properties: {_shown(one)} is not an object with pid and v")
            elif self._is_property(f"{place}.properties", one["pid"]):
                values = one["v"] if isinstance(one["v"], list) else [one["v"]]
                texts = [self._value(f"{place}.properties.{one['pid']}", value) for value in values]
                found[one["pid"]] = (*found.get(one["pid"], ()), *filter(None, texts))
        return {property: values for property, values in found.items() if values}

    def _value(self, place: str, value: object) -> str:
        """Return a value as text; empty if it is blank, as the value of an empty cell."""
        known = value.get("id") if isinstance(value, dict) else value
        if known is None and value is None:
            return ""
        if not isinstance(known, str | int | float):
            self.faults.append(f"{place}: {_shown(value)} is not a text, a number, a truth value or an object with id")
            return ""
        return str(known).strip()

    def _is_property(self, place: str, id: str) -> bool:
        if id in self.properties.all:
            return True
        near = _near(id, self.properties.all) or "; use one of the properties that are suggested, such as wikidata"
        self.faults.append(f"{place}: there is no property {_shown(id)}{near}")
        return False


def _check_number(number: int, most: int, what: str) -> None:
    if number > most:
        raise TooLargeError(f"{number:,} {what} are too many", remedy=f"send at most {most:,} at once")


def _near(name: object, known: Mapping[str, Any] | tuple[str, ...]) -> str:
    """Return ``; did you mean cakg:State?``; empty if nothing is similar."""
    found = did_you_mean(get_close_matches(str(name)[:_LONGEST_NAME], list(known), n=2))
    return f"; {found}" if found else ""


def _shown(value: object) -> str:
    """Return a value of a request for a message."""
    return shortened(json.dumps(value, ensure_ascii=False), 60)

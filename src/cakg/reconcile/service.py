"""The service as one object: answers requests, given as a path and parameters, with a content and its media type."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from cakg import tables
from cakg.errors import require
from cakg.model.names import plain
from cakg.model.records import Records
from cakg.reconcile.candidates import LONGEST, Candidate, Candidates
from cakg.reconcile.entity_types import EntityTypes
from cakg.reconcile.faults import BadRequestError, NotFoundError
from cakg.reconcile.manifest import manifest
from cakg.reconcile.preview import preview
from cakg.reconcile.properties import Properties, Property, Value
from cakg.reconcile.queries import read_batch, read_extension
from cakg.vocabulary import GRAPH, expand, shorten

LIBRARIES = ("anyascii", "babel", "pycountry", "rapidfuzz")
"""The libraries of the extra ``data`` that match names."""
SUGGESTIONS = 20
"""How many suggestions are returned at once."""


class Content(NamedTuple):
    """The answer to a request."""

    media_type: str
    """Its media type."""
    body: bytes
    """Its bytes."""


class Address(NamedTuple):
    """An address of the service: what it takes, and what answers there."""

    answer: Callable[[Reconciliation, Mapping[str, str], str], dict[str, Any] | Content]
    """Gets the parameters, and the address of the home page; returns what JSON is made of, or a content."""
    required: tuple[str, ...] = ()
    """The parameters that it must have."""
    optional: tuple[str, ...] = ()
    """The parameters that it may have."""


class Reconciliation:
    """The reconciliation service of one graph. It does not change, so that threads may share it.

    *ids* has the IRI of each thing by its identifier, which is the name of its page. Making it takes half a second.
    Raises :class:`MissingLibraryError` if a library that matches names is not installed.
    """

    def __init__(self, records: Records, ids: Mapping[str, str]) -> None:
        self.records = records
        self.ids = {name: iri for name, iri in ids.items() if iri in records.names().iris}
        self.types = EntityTypes(records)
        for library in LIBRARIES:
            require(library, "reconciliation", library, "data")
        self.properties = Properties(records, self.types)
        self.candidates = Candidates(records, self.types, self.properties, self.ids)
        self.labels = records.labels(records.names().iris)
        self.definitions = records.definitions(self.labels)
        self._id_of = {iri: name for name, iri in self.ids.items()}

    def answer(self, path: str, parameters: Mapping[str, Sequence[str]], *, base: str) -> Content:
        """Return the answer to a request at *path*, which is relative to the service and empty for the service itself.

        *base* is the address of the home page; the service is at ``reconcile`` below it. Parameters that the
        specification does not know are ignored.

        Raises :class:`BadRequestError` for a malformed request, :class:`TooLargeError` for one that is too large, and
        :class:`NotFoundError` for an unknown path or thing.
        """
        address = ADDRESSES.get(path := path.strip("/"))
        if not address:
            raise NotFoundError(
                f"the reconciliation service has no address {path!r}", remedy="its manifest has them all"
            )
        for name in (*address.required, *address.optional):
            if len(parameters.get(name, ())) > 1:
                raise BadRequestError(f"the parameter {name} is given more than once", remedy="give it once")
        given = {name: values[0] for name, values in parameters.items() if values}
        for name in address.required:
            if name not in given:
                raise BadRequestError(f"the parameter {name} is missing", remedy=f"add {name}=…")
        found = address.answer(self, given, base.rstrip("/") + "/")
        return found if isinstance(found, Content) else Content("application/json", tables.json(found).encode())

    def itself(self, given: Mapping[str, str], base: str) -> dict[str, Any]:
        """Return the answer to a batch of queries or to an extension; without both, the manifest."""
        if "queries" in given and "extend" in given:
            raise BadRequestError("both queries and extend are given", remedy="send one of them")
        if "queries" in given:
            return self.reconcile(given["queries"])
        if "extend" in given:
            return self.extend(given["extend"])
        if "query" in given:
            raise BadRequestError("a single query is not answered", remedy="send a batch as the parameter queries")
        return self.manifest(base)

    def preview(self, id: str, base: str) -> Content:
        """Return a small page about the thing with this identifier; *base* is the address of the home page."""
        page = preview(self.records, self.thing(id), base, self._id_of)
        return Content("text/html; charset=utf-8", page.encode())

    def manifest(self, base: str) -> dict[str, Any]:
        """Return the manifest; *base* is the address of the home page and ends in a slash."""
        title = self.records.labels([GRAPH])[GRAPH]
        known = title != shorten(GRAPH)
        return manifest(title if known else "cakg", base, f"{base}reconcile", self.types)

    def reconcile(self, batch: str) -> dict[str, Any]:
        """Return the candidates for each query of a batch in JSON, the best first."""
        queries = read_batch(batch, self.types, self.properties)
        return {
            name: {"result": [self._candidate(one) for one in self.candidates.find(query) if one.iri in self._id_of]}
            for name, query in queries.items()
        }

    def suggest_entities(self, prefix: str, cursor: int = 0) -> dict[str, Any]:
        """Return the things with a name in which a word begins with *prefix*, then those with a similar name.

        An identifier of a thing, in the graph or in another list, is a name too. An empty *prefix* suggests everything.
        """
        text = prefix.strip()
        own = [self.ids[text]] if text in self.ids else []
        if plain(text):
            similar = [one.target for one in self.candidates.matcher.meanings(text)] if len(text) <= LONGEST else []
            found = [*own, *self.records.names().beginning(text), *similar]
        else:
            found = sorted(self.labels, key=lambda iri: (plain(self.labels[iri]), iri))
        page = [iri for iri in dict.fromkeys(found) if iri in self._id_of][cursor : cursor + SUGGESTIONS]
        return {"result": [self._entity(iri) | {"notable": self.types.labelled(iri)} for iri in page]}

    def suggest_types(self, prefix: str, cursor: int = 0) -> dict[str, Any]:
        """Return the types with a name or identifier in which each word of *prefix* begins a word."""
        found = self.types.called(prefix)[cursor : cursor + SUGGESTIONS]
        return {"result": [self.types.as_json(one.id) for one in found]}

    def suggest_properties(self, prefix: str, cursor: int = 0) -> dict[str, Any]:
        """Return the properties with a name or identifier in which each word of *prefix* begins a word."""
        return _listed(self.properties.called(prefix)[cursor : cursor + SUGGESTIONS], "result")

    def proposed(self, type: str, limit: int = 0) -> dict[str, Any]:
        """Return the properties that things of a type have, at most *limit* if it is not 0; of all if it is empty."""
        asked = type.strip()
        known = self.types.find(asked) if asked else None
        if asked and not known:
            raise BadRequestError(f"there is no type {asked!r}", remedy="use one of the types that are suggested")
        found = self.properties.proposed(self.types.things([known]) if known else self.labels)
        return _listed(found[: limit or None], "properties") | {"type": type} | ({"limit": limit} if limit else {})

    def extend(self, asked: str) -> dict[str, Any]:
        """Return the values of properties of things, asked for in JSON. An unknown thing has no values."""
        wanted = read_extension(asked, self.types, self.properties)
        meta = [self._meta(self.properties.all[one]) for one in wanted.properties]
        rows = {}
        for id in wanted.ids:
            iri = self._iri(id)
            rows[id] = {
                property: [_cell(one) for one in self.properties.values(iri, property)[:limit]] if iri else []
                for property, limit in wanted.properties.items()
            }
        return {"meta": meta, "rows": rows}

    def thing(self, id: str) -> str:
        """Return the IRI of the thing with this identifier; raise :class:`NotFoundError` if there is none."""
        if found := self._iri(id):
            return found
        raise NotFoundError(f"there is no thing with the identifier {id!r}", remedy="use the id of a candidate")

    def _iri(self, id: str) -> str:
        """Return the IRI of the thing with this identifier, which may also be its IRI; empty if there is none."""
        iri = self.ids.get(id) or expand(id) or id
        return iri if iri in self._id_of else ""

    def _entity(self, iri: str) -> dict[str, Any]:
        described = {"description": self.definitions[iri]} if iri in self.definitions else {}
        return {"id": self._id_of[iri], "name": self.labels[iri]} | described

    def _candidate(self, one: Candidate) -> dict[str, Any]:
        reason = one.reason[:1].upper() + one.reason[1:]
        return {
            "id": self._id_of[one.iri],
            "name": self.labels[one.iri],
            "description": f"{reason}. {self.definitions.get(one.iri, '')}".strip(),
            "type": self.types.labelled(one.iri),
            "score": one.score,
            "features": [{"id": name, "value": value} for name, value in one.features.items()],
            "match": one.match,
        }

    def _meta(self, property: Property) -> dict[str, str]:
        service = self.properties.service(property.id)
        return {"id": property.id, "name": property.name} | ({"service": service} if service else {})


def _cell(value: Value) -> dict[str, str]:
    return {"id": value.text, "name": value.name} if value.name else {"str": value.text}


def _listed(found: Iterable[Property], name: str) -> dict[str, Any]:
    return {name: [one.as_json() for one in found]}


def _number(given: Mapping[str, str], name: str) -> int:
    """Return the number in a parameter; 0 if it is missing or empty."""
    text = given.get(name, "").strip() or "0"
    if not text.isdecimal() or len(text) > 9:
        raise BadRequestError(f"{name} is {text!r}, not a number", remedy=f"give a number from 0, such as {name}=20")
    return int(text)


def _suggesting(suggest: Callable[[Reconciliation, str, int], dict[str, Any]]) -> Address:
    return Address(
        lambda service, given, _: suggest(service, given["prefix"], _number(given, "cursor")), ("prefix",), ("cursor",)
    )


ADDRESSES: Mapping[str, Address] = {
    "": Address(Reconciliation.itself, optional=("queries", "extend")),
    "suggest/entity": _suggesting(Reconciliation.suggest_entities),
    "suggest/type": _suggesting(Reconciliation.suggest_types),
    "suggest/property": _suggesting(Reconciliation.suggest_properties),
    "properties": Address(
        lambda service, given, _: service.proposed(given.get("type", ""), _number(given, "limit")),
        optional=("type", "limit"),
    ),
    "preview": Address(lambda service, given, base: service.preview(given["id"], base), ("id",)),
}
"""The addresses of the service, relative to its own, which is empty."""

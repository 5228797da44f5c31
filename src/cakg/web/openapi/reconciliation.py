"""The reconciliation service: the addresses of :mod:`cakg.reconcile`, with schemas of what they take and return.

A batch of queries and an extension are texts in JSON: the schema of such a parameter says what is in the text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from cakg.reconcile.queries import BATCH_SIZE, MOST_CANDIDATES, MOST_PROPERTIES
from cakg.reconcile.service import ADDRESSES, Address
from cakg.web.explorer import Explorer
from cakg.web.forms import FORM
from cakg.web.openapi.parts import TEXT, answer, busy, errors, operation, parameter, reference, structure
from cakg.web.texts import texts

_NAME = {"id": TEXT, "name": TEXT}
_NUMBER = {"type": "integer", "minimum": 0, "maximum": 999_999_999}
_RESULTS = {
    "": ("Manifest", "Candidates", "Extension"),
    "suggest/entity": ("SuggestedThings",),
    "suggest/type": ("SuggestedTypes",),
    "suggest/property": ("SuggestedProperties",),
    "properties": ("ProposedProperties",),
    "preview": (),
}
"""The schemas of what each address returns as JSON; a preview is a page."""


def paths(explorer: Explorer) -> dict[str, Any]:
    """Return the path of each address of the service."""
    examples = _examples(explorer)
    found = {}
    for path, address in ADDRESSES.items():
        item = {"get": _get(path, address, examples)}
        if not path:
            item["post"] = _post(address, examples)
        found[f"/reconcile/{path}".rstrip("/")] = item
    return found


def schemas() -> dict[str, Any]:
    """Return the schemas of batches, extensions and results, by name."""
    words = texts()["openapi"]["reconcile"]
    type_reference = _listed(structure(words["type"], _NAME))
    thing = {**_NAME, "description": TEXT, "notable": type_reference}
    candidate = {**_NAME, "description": TEXT, "type": type_reference, "score": {"type": "number"}}
    feature = structure(words["feature"], {"id": TEXT, "value": {"type": ["number", "boolean"]}})
    matched = {**candidate, "features": _listed(feature), "match": {"type": "boolean"}}
    properties = _listed(structure(words["property"], {**_NAME, "description": TEXT}, required=("id", "name")))
    results = structure(words["candidates"], {"result": _listed(reference("schemas", "Candidate"))})
    return {
        "Manifest": structure(words["manifest"], _MANIFEST, required=("versions", "name", *_SPACES)),
        "Query": {**structure(words["query"], _QUERY, required=()), "additionalProperties": False},
        "Batch": {"type": "object", "maxProperties": BATCH_SIZE, "additionalProperties": reference("schemas", "Query")},
        "Candidate": structure(words["candidate"], matched),
        "Candidates": {"type": "object", "additionalProperties": results},
        "Wanted": structure(words["wanted"], _WANTED),
        "Extension": structure(words["extension"], _EXTENSION),
        "Type": structure(words["type"], _TYPE, required=("id", "name")),
        "SuggestedThings": _result(structure(words["thing"], thing, required=("id", "name", "notable"))),
        "SuggestedTypes": _result(reference("schemas", "Type")),
        "SuggestedProperties": _result(properties["items"]),
        "ProposedProperties": structure(
            words["proposed"], {"properties": properties, "type": TEXT, "limit": _NUMBER}, required=("properties",)
        ),
    }


def _get(path: str, address: Address, examples: Mapping[str, str]) -> dict[str, Any]:
    words = texts()["openapi"]
    taken = [
        parameter(
            name, words["reconcile"]["parameters"][name], _schema(name, examples), required=name in address.required
        )
        for name in (*address.required, *address.optional)
    ]
    name = "_".join(["reconcile", *path.split("/")]).rstrip("_")
    unknown = ["NotFound"] if "id" in address.required else []
    return _operation(path, name, *unknown, parameters=taken)


def _post(address: Address, examples: Mapping[str, str]) -> dict[str, Any]:
    """Return the same in a form: names of a whole table are too long for an address."""
    form = {"type": "object", "properties": {name: _schema(name, examples) for name in address.optional}}
    return _operation("", "post_reconcile", requestBody={"required": True, "content": {FORM: {"schema": form}}})


def _operation(path: str, name: str, *unknown: str, **more: object) -> dict[str, Any]:
    words = texts()["openapi"]
    kinds = [reference("schemas", one) for one in _RESULTS[path]]
    contents = {"application/json": kinds[0] if len(kinds) == 1 else {"anyOf": kinds}} if kinds else {"text/html": TEXT}
    found = {"200": answer(words["reconcile"]["result"], contents), **errors("BadRequest", "TooLarge", *unknown)}
    text = words["reconcile"]["page"][path or "itself"]
    return operation(words["reconciliation"], name, text, {**found, **busy()}, **more)


def _schema(name: str, examples: Mapping[str, str]) -> dict[str, Any]:
    """Return the schema of a parameter."""
    if name in ("cursor", "limit"):
        return {**_NUMBER, "default": 0}
    found: dict[str, Any] = {**TEXT, **({"examples": [examples[name]]} if name in examples else {})}
    asked = {"queries": "Batch", "extend": "Wanted"}.get(name)
    return found | (
        {"contentMediaType": "application/json", "contentSchema": reference("schemas", asked)} if asked else {}
    )


def _examples(explorer: Explorer) -> dict[str, str]:
    """Return an example of each parameter that is a text; those of graphs without things are left out."""
    names = explorer.records.names()
    thing = next((name for name, iri in explorer.things.iris.items() if iri in names.iris), "")
    found = {"prefix": "a", "type": "cakg:State"}
    if not thing:
        return found
    label = explorer.records.labels([explorer.things.iris[thing]])[explorer.things.iris[thing]]
    wanted = {"ids": [thing], "properties": [{"id": "label"}]}
    return {
        **found,
        "id": thing,
        "queries": json.dumps({"a": {"query": label}}, ensure_ascii=False),
        "extend": json.dumps(wanted, ensure_ascii=False),
    }


def _listed(items: Mapping[str, Any], **more: int) -> dict[str, Any]:
    return {"type": "array", "items": items, **more}


def _result(items: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": {"result": _listed(items)}, "required": ["result"]}


_SPACES = ("identifierSpace", "schemaSpace")
_URI = {"type": "string", "format": "uri"}
_OBJECT = {"type": "object"}
_MANIFEST = {
    "versions": _listed(TEXT),
    "name": TEXT,
    **dict.fromkeys((*_SPACES, "documentation"), _URI),
    "serviceVersion": TEXT,
    "defaultTypes": _listed(reference("schemas", "Type")),
    **dict.fromkeys(("view", "preview", "suggest", "extend"), _OBJECT),
    "batchSize": {"type": "integer"},
}
_VALUE = {"type": ["string", "number", "boolean", "null", "object", "array"]}
_QUERY = {
    "query": TEXT,
    "type": {"anyOf": [TEXT, _listed(TEXT)]},
    "type_strict": {"enum": ["any", "should", "all"], "default": "any"},
    "limit": {"type": "integer", "minimum": 1, "maximum": MOST_CANDIDATES},
    "properties": _listed(
        {"type": "object", "properties": {"pid": TEXT, "v": _VALUE}, "required": ["pid", "v"]}, maxItems=MOST_PROPERTIES
    ),
}
_WANTED = {
    "ids": _listed(TEXT, maxItems=BATCH_SIZE),
    "properties": _listed(
        {"type": "object", "properties": {"id": TEXT, "settings": _OBJECT}, "required": ["id"]},
        maxItems=MOST_PROPERTIES,
    ),
}
_CELL = {
    "type": "object",
    "anyOf": [
        {"properties": {"str": TEXT}, "required": ["str"]},
        {"properties": _NAME, "required": ["id", "name"]},
    ],
}
_EXTENSION = {
    "meta": _listed({"type": "object", "properties": {**_NAME, "service": _URI}, "required": ["id", "name"]}),
    "rows": {
        "type": "object",
        "additionalProperties": {"type": "object", "additionalProperties": _listed(_CELL)},
    },
}
_TYPE = {**_NAME, "description": TEXT, "broader": _listed(reference("schemas", "Type"))}

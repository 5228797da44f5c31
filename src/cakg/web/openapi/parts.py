"""The parts that paths share: schemas of what answers contain, and the errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cakg.web.texts import texts

TEXT = {"type": "string"}
_OR_NULL = {"type": ["string", "null"]}
_NUMBER = {"type": "integer", "minimum": 0}
_TEXTS = {"type": "array", "items": TEXT}


def reference(kind: str, name: str) -> dict[str, str]:
    """Return the reference to a part: ``schemas`` and ``Claim``."""
    return {"$ref": f"#/components/{kind}/{name}"}


def parameter(name: str, text: str, schema: Mapping[str, Any], **more: object) -> dict[str, Any]:
    """Return a parameter of an address; more fields of it are given by name."""
    return {"name": name, "in": "query", "description": text, "schema": schema, **more}


def operation(tag: str, name: str, summary: str, responses: Mapping[str, Any], **more: object) -> dict[str, Any]:
    """Return an operation: *name* identifies it. Errors of any kind are text."""
    every = {**responses, "default": reference("responses", "Error")}
    return {"tags": [tag], "operationId": name, "summary": summary, **more, "responses": every}


def answer(text: str, contents: Mapping[str, Mapping[str, Any]], **more: object) -> dict[str, Any]:
    """Return a response: the schema of its content by media type."""
    return {"description": text, "content": {kind: {"schema": schema} for kind, schema in contents.items()}, **more}


def errors(*names: str) -> dict[str, Any]:
    """Return the responses of errors by status; *names* are those of :func:`responses`."""
    statuses = {"BadRequest": "400", "NotFound": "404", "TooLarge": "413"}
    return {statuses[name]: reference("responses", name) for name in names}


def responses() -> dict[str, Any]:
    """Return the errors that several paths have; each is a text that says what is wrong and what would work."""
    words = texts()["openapi"]["errors"]
    return {name: answer(text, {"text/plain": TEXT}) for name, text in words.items()}


def busy() -> dict[str, Any]:
    """Return the response of a service that has too much to do, by its status."""
    words = texts()["openapi"]
    wait = {"Retry-After": {"description": words["wait"], "schema": {"type": "integer"}}}
    return {"503": answer(words["busy"], {"text/plain": TEXT}, headers=wait)}


def schemas() -> dict[str, Any]:
    """Return the schemas of the rows of an answer, of their cells and claims, and of the answer around them."""
    words = texts()["openapi"]
    return {
        "Node": structure(words["node"], {"label": TEXT, "iri": TEXT}),
        "Cell": {
            "description": words["cell"]["is"],
            "anyOf": [reference("schemas", "Node"), {"type": ["string", "number", "boolean", "null"]}],
        },
        "Claim": structure(words["claim"], _CLAIM),
        "Row": {
            **structure(words["row"], _ROW, required=("status", "claim", "cited")),
            "additionalProperties": reference("schemas", "Cell"),
        },
        "Answer": structure(words["answer"], _ANSWER),
        "Health": structure(words["health"], {"ok": {"type": "boolean"}, **dict.fromkeys(_HEALTH, TEXT)}),
    }


def structure(
    descriptions: Mapping[str, str], properties: Mapping[str, Any], required: Sequence[str] | None = None
) -> dict[str, Any]:
    """Return the schema of an object; *descriptions* has that of each property, and as ``is`` that of the object.

    Without *required*, all properties are.
    """
    described = {
        name: {**schema, "description": descriptions[name]} if name in descriptions else dict(schema)
        for name, schema in properties.items()
    }
    found: dict[str, Any] = {"type": "object", "description": descriptions["is"], "properties": described}
    return {**found, "required": list(properties if required is None else required)}


_HEALTH = ("program", "version", "content")
_CLAIM = {
    "claim": TEXT,
    "polarity": {"enum": ["affirmed", "denied", "left open", None]},
    "mode": TEXT,
    "hedge": _OR_NULL,
    "wording": _OR_NULL,
    "condition": _OR_NULL,
    "speaker": TEXT,
    "speaker_iri": TEXT,
    "reported": _OR_NULL,
    "passage": TEXT,
    "passage_iri": TEXT,
    "address": _OR_NULL,
    "citation": TEXT,
    "statements": {"type": "object", "additionalProperties": TEXT},
}
_ROW = {
    "status": {"anyOf": [reference("schemas", "Node"), {"type": "null"}]},
    "about": reference("schemas", "Cell"),
    "claim": _TEXTS,
    "cited": {"type": "array", "items": reference("schemas", "Claim")},
}
_ANSWER = {
    "question": TEXT,
    "summary": TEXT,
    "note": _OR_NULL,
    "given": {"type": "object", "additionalProperties": _TEXTS},
    "profile": _OR_NULL,
    "facets": {"type": "object", "additionalProperties": _TEXTS},
    "sort": _OR_NULL,
    "rows_hidden_by_profile": _NUMBER,
    "rows_of_datasets_left_out": _NUMBER,
    "rows_without_a_date": _NUMBER,
    "rows_outside_facets": _NUMBER,
    "statements_about_groups": _NUMBER,
    "columns": _TEXTS,
    "rows": {"type": "array", "items": reference("schemas", "Row")},
    "sources": {"type": "array", "items": {"type": "object"}},
    "graph_version": TEXT,
    "graph_content_hash": _OR_NULL,
}

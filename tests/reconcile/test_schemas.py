"""All responses have the form that the Reconciliation Service API 0.2 gives them.

The schemas are written for these tests from the text of the specification, with no part of its own schemas.
They are stricter than those: an object may have no other fields than those of the specification.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeAlias

import pytest
from jsonschema import Draft202012Validator

from cakg.reconcile.service import Reconciliation

Schema: TypeAlias = dict[str, Any]

TEXT: Schema = {"type": "string"}
FILLED: Schema = {"type": "string", "minLength": 1}
ADDRESS: Schema = {"type": "string", "pattern": "^https?://[^{}]+$"}
TEMPLATE: Schema = {"type": "string", "pattern": r"^https?://[^{}]*\{\{id\}\}[^{}]*$"}


def objects(required: Schema, optional: Schema | None = None) -> Schema:
    """Return the schema of objects with these fields."""
    fields = required | (optional or {})
    return {"type": "object", "properties": fields, "required": [*required], "additionalProperties": False}


def lists(items: Schema, least: int = 0) -> Schema:
    """Return the schema of lists without repeated items."""
    return {"type": "array", "items": items, "minItems": least, "uniqueItems": True}


def maps(values: Schema) -> Schema:
    """Return the schema of objects with any fields, which have these values."""
    return {"type": "object", "additionalProperties": values}


TYPE = objects({"id": FILLED, "name": FILLED}, {"description": TEXT, "broader": lists({"$ref": "#/$defs/type"}, 1)})
REFERENCE = objects({"id": FILLED, "name": FILLED})
PROPERTY = objects({"id": FILLED, "name": FILLED}, {"description": FILLED})
SERVICE = objects({"service_url": ADDRESS, "service_path": {"type": "string", "pattern": "^/"}})
SETTING = objects(
    {"name": FILLED, "label": FILLED, "type": {"enum": ["number", "text", "checkbox"]}},
    {"default": {"type": ["number", "string", "boolean"]}, "help_text": FILLED},
)
SIZE: Schema = {"type": "integer", "minimum": 50}
FEATURE = objects({"id": FILLED, "value": {"type": ["number", "boolean"]}})
VALUE: Schema = {"oneOf": [objects({"str": TEXT}), objects({"id": FILLED, "name": FILLED}, {"description": TEXT})]}
CANDIDATE = objects(
    {
        "id": FILLED,
        "name": FILLED,
        "score": {"type": "number", "minimum": 0, "maximum": 100},
        "match": {"type": "boolean"},
        "type": lists(REFERENCE, 1),
        "features": lists(FEATURE, 1),
    },
    {"description": FILLED},
)
ENTITY = objects({"id": FILLED, "name": FILLED}, {"description": FILLED, "notable": lists(REFERENCE, 1)})

SCHEMAS: dict[str, Schema] = {
    "manifest": objects(
        {
            "versions": {"type": "array", "contains": {"const": "0.2"}, "items": {"enum": ["0.1", "0.2"]}},
            "name": FILLED,
            "identifierSpace": ADDRESS,
            "schemaSpace": ADDRESS,
        },
        {
            "defaultTypes": lists({"$ref": "#/$defs/type"}, 1),
            "documentation": ADDRESS,
            "logo": ADDRESS,
            "serviceVersion": FILLED,
            "view": objects({"url": TEMPLATE}),
            "feature_view": objects({"url": TEMPLATE}),
            "preview": objects({"url": TEMPLATE, "width": SIZE, "height": SIZE}),
            "suggest": objects({}, {"entity": SERVICE, "property": SERVICE, "type": SERVICE}),
            "extend": objects({}, {"propose_properties": SERVICE, "property_settings": lists(SETTING)}),
            "batchSize": {"type": "integer", "minimum": 1},
        },
    ),
    "results": maps(objects({"result": lists(CANDIDATE)})),
    "entities": objects({"result": lists(ENTITY)}),
    "types": objects({"result": lists({"$ref": "#/$defs/type"})}),
    "properties": objects({"result": lists(PROPERTY)}),
    "proposal": objects({"properties": lists(PROPERTY)}, {"type": TEXT, "limit": {"type": "integer"}}),
    "extension": objects(
        {
            "meta": lists(objects({"id": FILLED, "name": FILLED}, {"type": REFERENCE, "service": ADDRESS})),
            "rows": maps(maps(lists(VALUE))),
        }
    ),
}
"""The schema of each response."""


def faults(name: str, document: object) -> list[str]:
    """Return where a document differs from the schema *name*."""
    schema = SCHEMAS[name] | {"$schema": "https://json-schema.org/draft/2020-12/schema", "$defs": {"type": TYPE}}
    Draft202012Validator.check_schema(schema)
    return [f"{one.json_path}: {one.message}" for one in Draft202012Validator(schema).iter_errors(document)]


Get: TypeAlias = Callable[..., Any]


@pytest.fixture(params=["service", "shipped_service"])
def everywhere(request: pytest.FixtureRequest) -> Get:
    """Ask the service over a few things, and that over the shipped graph."""
    service: Reconciliation = request.getfixturevalue(request.param)

    def get(path: str = "", **parameters: Any) -> Any:
        texts = {name: one if isinstance(one, str) else json.dumps(one) for name, one in parameters.items()}
        content = service.answer(path, {name: [text] for name, text in texts.items()}, base="https://graph.example/")
        return json.loads(content.body)

    return get


def test_the_manifest(everywhere: Get) -> None:
    """It declares version 0.2 and the address of each part of the service, which answers there."""
    manifest = everywhere()
    assert not faults("manifest", manifest)
    service = "https://graph.example/reconcile"
    for kind, part in manifest["suggest"].items():
        address = part["service_url"] + part["service_path"]
        assert everywhere(address.removeprefix(service), prefix="a").keys() == {"result"}, kind
    part = manifest["extend"]["propose_properties"]
    assert everywhere((part["service_url"] + part["service_path"]).removeprefix(service))["properties"]
    assert manifest["preview"]["url"].startswith(f"{service}/preview?id=")


def test_candidates(everywhere: Get) -> None:
    """Exact, ambiguous, doubtful and unknown names, with and without evidence."""
    names = ["Kazakhstan", "Astana", "Moscow", "Smith", "CSTO summit", "Iraq", "", "Кыргызстан", "\ud800"]
    asked = {
        f"{name} {evidence}": {"query": name, "properties": [{"pid": "wikidata", "v": evidence}]}
        for name in names
        for evidence in ("", "Q232", "Q1")
    }
    results = everywhere(queries=asked)
    assert results.keys() == asked.keys()
    assert not faults("results", results)
    assert any(one["result"] for one in results.values())


@pytest.mark.parametrize("prefix", ["", "a", "ка", "wikidata", "cakg:", "Q232", "\u202e", "\ud800"])
def test_suggestions(everywhere: Get, prefix: str) -> None:
    """Things, types and properties, for texts in several scripts and odd ones."""
    for kind, name in (("entity", "entities"), ("type", "types"), ("property", "properties")):
        assert not faults(name, everywhere(f"suggest/{kind}", prefix=prefix))


def test_extensions(everywhere: Get) -> None:
    """Every property of many things, and the proposal of properties for every type."""
    properties: list[str] = []
    for one in everywhere()["defaultTypes"]:
        proposal = everywhere("properties", type=one["id"], limit="3")
        assert not faults("proposal", proposal)
    properties = [one["id"] for one in everywhere("properties")["properties"]]
    things = [one["id"] for one in everywhere("suggest/entity", prefix="")["result"]]
    found = everywhere(extend={"ids": things, "properties": [{"id": one} for one in properties]})
    assert not faults("extension", found)
    assert [one["id"] for one in found["meta"]] == properties
    assert all([*row] == properties for row in found["rows"].values())


@pytest.mark.parametrize(
    "name, document",
    [
        ("manifest", {"versions": ["0.1"], "name": "x", "identifierSpace": "http://x/", "schemaSpace": "http://x/"}),
        ("results", {"q": {"result": [{"id": "x", "name": "x", "score": 101, "match": True}]}}),
        ("results", {"q": []}),
        ("entities", {"result": [{"name": "x"}]}),
        ("types", {"result": [{"id": "x", "name": "x", "broader": ["y"]}]}),
        ("extension", {"meta": [], "rows": {"x": {"p": ["text"]}}}),
    ],
)
def test_the_schemas_find_faults(name: str, document: object) -> None:
    """A schema that accepts everything would test nothing."""
    assert faults(name, document)

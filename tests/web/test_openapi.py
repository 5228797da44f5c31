"""The description of all addresses for programs: it is valid, and the answers are as it says."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from cakg.reconcile.faults import BadRequestError
from cakg.reconcile.service import ADDRESSES, Reconciliation
from cakg.web.explorer import Explorer
from cakg.web.openapi.document import document

jsonschema = pytest.importorskip("jsonschema", reason="the extra dev is not installed")

TINY = 'id:aland a cakg:State ; rdfs:label "Aland"@en .'


@cache
def described(explorer: Explorer) -> dict[str, Any]:
    """Return the description, as a program reads it."""
    read: dict[str, Any] = json.loads(json.dumps(document(explorer, ["sparql", "reconcile"])))
    return read


def test_description_is_valid(explorer: Explorer, explorer_of: Callable[[str], Explorer]) -> None:
    """That of the shipped graph, and that of a graph with nothing to show as an example."""
    validator = pytest.importorskip("openapi_spec_validator", reason="the extra dev is not installed")
    for one in (explorer, explorer_of(TINY)):
        validator.validate(described(one))


def test_every_question_has_a_path_with_its_parameters(explorer: Explorer) -> None:
    """JSON and CSV have the same parameters."""
    paths = described(explorer)["paths"]
    for question in explorer.kg.questions.all():
        taken = paths[f"/question/{question.name}.json"]["parameters"]
        named = [one["name"] for one in taken if "name" in one]
        assert named == [one.name for one in question.parameters]
        assert taken == paths[f"/question/{question.name}.csv"]["parameters"]
        assert all(one["schema"]["type"] == "array" for one in taken if "name" in one)


def test_answers_have_the_described_structure(explorer: Explorer) -> None:
    """Those of all questions: columns, status, and claims with their speakers and passages."""
    found = described(explorer)
    for question in explorer.kg.questions.all():
        path = f"/question/{question.name}.json"
        schema = found["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        validator = jsonschema.Draft202012Validator({**schema, "components": found["components"]})
        answer = json.loads(explorer.resource(path[1:].removesuffix(".json")).writers["json"]())
        answer["rows"] = [*answer["rows"][:5], *answer["rows"][-5:]]
        assert not [error.message for error in validator.iter_errors(answer)], path


def test_described_values_are_accepted(explorer: Explorer) -> None:
    """All examples, defaults and values of lists: none is a fault in the form of its question."""
    for question in explorer.kg.questions.all():
        path = f"question/{question.name}"
        for one in described(explorer)["paths"][f"/{path}.json"]["parameters"]:
            if "name" not in one:
                continue
            schema, items = one["schema"], one["schema"]["items"]
            values = [*items.get("examples", []), *schema.get("default", []), *items.get("enum", [])]
            assert explorer.resource(path, {one["name"]: values}).values["answer"] is not None, one


def test_paths_of_pages_lead_to_data(explorer: Explorer) -> None:
    """With the examples of their parts."""
    for path, item in described(explorer)["paths"].items():
        if path.startswith("/question/") or not path.endswith(".json"):
            continue
        filled = path.removesuffix(".json")[1:]
        for one in item["get"]["parameters"]:
            if one.get("in") == "path":
                filled = filled.replace(f"{{{one['name']}}}", one["schema"]["examples"][0])
        assert json.loads(explorer.resource(filled).writers["json"]()), filled


def test_addresses_are_relative_without_a_base(explorer: Explorer) -> None:
    """A published address is that of the description."""
    published = Explorer(explorer.kg, base="https://example.org/cakg")

    assert described(explorer)["servers"] == [{"url": "."}]
    assert document(published, [])["servers"] == [{"url": "https://example.org/cakg"}]
    assert not {"/sparql", "/reconcile"} & document(published, [])["paths"].keys()


# ---- Reconciliation ----------------------------------------------------------------


def test_every_address_of_the_reconciliation_is_described(explorer: Explorer) -> None:
    """With the parameters that it needs: without one of them, it refuses the request."""
    found = described(explorer)["paths"]
    service = Reconciliation(explorer.records, explorer.things.iris)

    assert {path for path in found if path.startswith("/reconcile")} == {
        f"/reconcile/{path}".rstrip("/") for path in ADDRESSES
    }
    for path in ADDRESSES:
        taken = found[f"/reconcile/{path}".rstrip("/")]["get"]["parameters"]
        needed = {one["name"] for one in taken if one["required"]}
        given = {one["name"]: one["schema"].get("examples", ["0"]) for one in taken if one["name"] in needed}
        assert service.answer(path, given, base="https://example.org/").body
        for name in needed:
            with pytest.raises(BadRequestError, match=name):
                service.answer(path, {**given, name: []}, base="https://example.org/")


def test_results_of_the_reconciliation_have_the_described_structure(explorer: Explorer) -> None:
    """For each parameter alone, with its example; batches and extensions are as described too."""
    whole = described(explorer)
    service = Reconciliation(explorer.records, explorer.things.iris)

    def faults(schema: dict[str, Any], value: object) -> list[str]:
        validator = jsonschema.Draft202012Validator({**schema, "components": whole["components"]})
        return [error.message for error in validator.iter_errors(value)]

    seen = set()
    for path in ADDRESSES:
        get = whole["paths"][f"/reconcile/{path}".rstrip("/")]["get"]
        (media_type, content), *_ = get["responses"]["200"]["content"].items()
        for one in [None, *get["parameters"]]:
            given = {each["name"]: each["schema"]["examples"] for each in get["parameters"] if each["required"]}
            if one:
                given[one["name"]] = one["schema"].get("examples", ["1"])
            found = service.answer(path, given, base="https://example.org/")
            assert found.media_type.partition(";")[0] == media_type
            if media_type == "application/json":
                answer = json.loads(found.body)
                assert not faults(content["schema"], answer), (path, given)
                assert faults(content["schema"], {"result": None, "meta": None}), "a schema that refuses nothing"
                seen.update(answer)
            if one and (asked := one["schema"].get("contentSchema")):
                assert not faults(asked, json.loads(given[one["name"]][0])), one
                assert faults(asked, {"ids": 1, "a": {"qery": "x"}}), "a schema that refuses nothing"

    assert {"versions", "a", "meta", "result", "properties"} <= seen

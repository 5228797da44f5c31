"""The SPARQL endpoint: queries in the address, in a form and as a body, with all formats of results."""

from __future__ import annotations

from typing import Any

from cakg.web.endpoint.frames import ROW_FORMATS, TRIPLE_FORMATS
from cakg.web.openapi.parts import TEXT, answer, busy, errors, operation, parameter
from cakg.web.texts import texts

_QUERY = {"type": "string", "examples": ["SELECT * WHERE { ?thing a cakg:State } LIMIT 10"]}
_IRIS = {"type": "array", "items": {"type": "string", "format": "uri"}}
_SECONDS = {"type": "number", "exclusiveMinimum": 0}


def paths() -> dict[str, Any]:
    """Return the path of the endpoint."""
    words = texts()["openapi"]
    tag, taken = words["queries"], _parameters()
    get = operation(
        tag, "query", words["page"]["sparql"], _responses(), parameters=[_query(), *taken], description=words["free"]
    )
    post = operation(
        tag,
        "post_query",
        words["page"]["sparql"],
        _responses(),
        parameters=taken,
        description=words["posted"],
        requestBody={"required": True, "content": _bodies()},
    )
    return {"/sparql": {"get": get, "post": post}}


def _query() -> dict[str, Any]:
    return parameter("query", texts()["openapi"]["parameters"]["query"], _QUERY, required=True)


def _parameters() -> list[dict[str, Any]]:
    words = texts()["openapi"]["parameters"]
    return [
        parameter("default-graph-uri", words["default_graph"], _IRIS),
        parameter("named-graph-uri", words["named_graph"], _IRIS),
        parameter("timeout", words["timeout"], _SECONDS),
    ]


def _bodies() -> dict[str, Any]:
    fields = {"query": _QUERY, "default-graph-uri": _IRIS, "named-graph-uri": _IRIS, "timeout": _SECONDS}
    form = {"type": "object", "properties": fields, "required": ["query"]}
    return {
        "application/sparql-query": {"schema": _QUERY},
        "application/x-www-form-urlencoded": {"schema": form},
    }


def _responses() -> dict[str, Any]:
    words = texts()["openapi"]
    kinds = [*ROW_FORMATS, *TRIPLE_FORMATS]
    contents = {kind: {"type": ["object", "array"]} if kind.endswith("json") else TEXT for kind in kinds}
    return {
        "200": answer(words["results"], contents),
        **errors("BadRequest"),
        "406": answer(words["not_acceptable"], {"text/plain": TEXT}),
        **busy(),
    }

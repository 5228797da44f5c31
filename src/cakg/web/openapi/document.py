"""Puts the description together: what the server is, its paths, and the schemas that they share."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from cakg import __version__, tables
from cakg.model.rights import Rights
from cakg.web.explorer import Explorer
from cakg.web.openapi import pages, questions, reconciliation, sparql
from cakg.web.openapi.parts import responses, schemas
from cakg.web.texts import texts

VERSION = "3.1.0"
"""The version of OpenAPI that the description has."""


def content(explorer: Explorer, services: Collection[str]) -> bytes:
    """Return the description of a server of *explorer* with these *services* as JSON."""
    return tables.json(document(explorer, services)).encode()


def document(explorer: Explorer, services: Collection[str]) -> dict[str, Any]:
    """Return the description of a server of *explorer* with these *services*.

    Without a known address of the server, its paths are relative to the place of the description.
    """
    words = texts()["openapi"]
    tags = list(dict.fromkeys(one.theme for one in explorer.kg.questions.all()))
    return {
        "openapi": VERSION,
        "info": {
            "title": texts()["site"]["name"],
            "version": __version__,
            "summary": texts()["home"]["description"],
            "description": words["description"].format(edition=explorer.records.edition),
            "license": _licence(explorer),
        },
        "servers": [{"url": explorer.base.rstrip("/") or "."}],
        "tags": [
            *({"name": f"{words['questions']}: {theme}"} for theme in tags),
            *({"name": words[name]} for name in ("pages", "queries", "reconciliation", "server")),
        ],
        "paths": {
            **questions.paths(explorer),
            **pages.paths(explorer),
            **(sparql.paths() if "sparql" in services else {}),
            **(reconciliation.paths(explorer) if "reconcile" in services else {}),
            **pages.health(),
        },
        "components": {
            "schemas": {**schemas(), **(reconciliation.schemas() if "reconcile" in services else {})},
            "parameters": {**questions.parameters(explorer), **pages.parameters(explorer)},
            "responses": responses(),
        },
    }


def _licence(explorer: Explorer) -> dict[str, str]:
    rights = Rights(explorer.records)
    return {"name": rights.licence, **({"url": rights.licence_iri} if rights.licence_iri else {})}

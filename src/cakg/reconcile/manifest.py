"""What the service offers, and where: the manifest that clients read first."""

from __future__ import annotations

from typing import Any

from cakg import __version__
from cakg.model.names import KINDS
from cakg.reconcile.entity_types import EntityTypes
from cakg.reconcile.queries import BATCH_SIZE
from cakg.vocabulary import CAKG, ID

WIDTH, HEIGHT = 420, 320
"""The size of a preview in pixels."""


def manifest(title: str, base: str, service: str, types: EntityTypes) -> dict[str, Any]:
    """Return the manifest of the service at the address *service*.

    *title* is its name, and *base* the address of the home page, which ends in a slash.
    """

    def at(path: str) -> dict[str, str]:
        return {"service_url": service, "service_path": path}

    return {
        "versions": ["0.2"],
        "name": title,
        "identifierSpace": ID.iri,
        "schemaSpace": CAKG.Thing,
        "documentation": base,
        "serviceVersion": __version__,
        "defaultTypes": [types.as_json(f"cakg:{one}") for one in KINDS],
        "view": {"url": f"{base}thing/{{{{id}}}}"},
        "preview": {"url": f"{service}/preview?id={{{{id}}}}", "width": WIDTH, "height": HEIGHT},
        "suggest": {one: at(f"/suggest/{one}") for one in ("entity", "property", "type")},
        "extend": {
            "propose_properties": at("/properties"),
            "property_settings": [
                {
                    "name": "limit",
                    "label": "Number of values",
                    "type": "number",
                    "default": 0,
                    "help_text": "How many values each thing gets at most; 0 for all.",
                }
            ],
        },
        "batchSize": BATCH_SIZE,
    }

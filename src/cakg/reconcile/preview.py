"""A page that describes a thing in a small frame of another program. It loads no other file."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from urllib.parse import quote

from markupsafe import Markup

from cakg.model.records import Records
from cakg.notebook import templates
from cakg.pages.identifiers import identifiers
from cakg.vocabulary import CAKG, shorten

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
"""The Content-Security-Policy of a preview."""
_NAMES = 12
"""How many other names it shows."""


def preview(records: Records, iri: str, base: str, ids: Mapping[str, str]) -> str:
    """Return the preview of a thing as HTML. *base* is the address of the home page, *ids* has identifiers by IRI."""
    label = records.labels([iri])[iri]
    kind, names = records.names().names_of(iri, label)
    kinds = [one.value for one in records.properties([iri], [CAKG.kind]).get(iri, {}).get(CAKG.kind, ())]
    labels = records.labels(kinds)
    return (
        templates()
        .get_template("preview.html")
        .render(
            base=base,
            policy=Markup(POLICY),  # its quotation marks need no escapes
            style=_colours(),
            label=label,
            kinds=[kind, *(labels[one] for one in kinds)],
            definition=records.definitions([iri]).get(iri, ""),
            names=names[:_NAMES],
            more=len(names[_NAMES:]),
            identifiers=[one for one in identifiers(records, iri) if one.identifier],
            iri=shorten(iri),
            page=f"{base}thing/{quote(ids[iri], safe='')}",
        )
    )


@cache
def _colours() -> str:
    return resources.files("cakg").joinpath("templates", "colours.css").read_text(encoding="utf-8")

"""The HTML page shared by network, timeline and map: one file that works offline and makes no requests.

It contains its data, style and scripts. Its Content-Security-Policy allows only these scripts, by their hashes.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Any

from jinja2 import Environment

from cakg.harmless import visible_data
from cakg.notebook import templates

SHARED = ("state.js", "search.js", "facets.js", "panel.js", "table.js", "stage.js", "export.js", "svg.js")
"""The scripts of every page; each adds to ``cakg``. The script of the view follows and starts the page."""

MOST_ROWS = 400
"""The number of rows in the tables of the HTML; a script adds the others."""


def page(data: Mapping[str, Any], scripts: Sequence[str], *, lead: str = "") -> str:
    """Return the page that shows *data* with *scripts*; *lead* is a sentence on how to use it."""
    return environment(data, scripts, lead=lead).get_template("page.html").render()


def environment(data: Mapping[str, Any], scripts: Sequence[str], *, lead: str = "", library: str = "") -> Environment:
    """Return the environment that renders ``page.html``, for renderers with their own *library* script."""
    made = templates().overlay()
    written = {**made.policies["json.dumps_kwargs"], "separators": (",", ":")}
    made.policies = {**made.policies, "json.dumps_kwargs": written}
    shown = visible_data(data)
    ours = "\n".join(_own_file(name) for name in (*SHARED, *scripts))
    made.globals = dict(
        made.globals,
        data={
            **shown,
            **{name: [_without_iri(one) for one in shown.get(name, ())] for name in ("things", "statements")},
        },
        lead=lead,
        most_rows=MOST_ROWS,
        style=_own_file("page.css"),
        ours=ours,
        library=library,
        policy=_policy(*filter(None, (library, ours))),
    )
    return made


def _without_iri(one: Mapping[str, Any]) -> dict[str, Any]:
    """Return a thing or a statement without its IRI; scripts use its id."""
    return {name: value for name, value in one.items() if name != "iri"}


def _own_file(name: str) -> str:
    return resources.files("cakg").joinpath("templates", name).read_text(encoding="utf-8")


def _policy(*scripts: str) -> str:
    """Return the policy that allows only *scripts* to run and nothing to be fetched."""
    digests = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    allowed = " ".join(f"'sha256-{digest}'" for digest in digests)
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data:;"
        " base-uri 'none'; form-action 'none'"
    )

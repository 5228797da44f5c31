"""The HTML page shared by network, timeline and map: one file that works offline and makes no requests.

It contains its data, style and scripts. Its Content-Security-Policy allows only these scripts, by their hashes.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from importlib import resources
from typing import Any, NamedTuple

from jinja2 import Environment

from cakg.harmless import visible_data
from cakg.notebook import templates

SHARED = (
    "state.js",
    "web/words.js",
    "search.js",
    "facets.js",
    "panel.js",
    "table.js",
    "stage.js",
    "export.js",
    "svg.js",
)
"""The scripts of every page; each adds to ``cakg``. The script of the view follows and starts the page."""

_WITH_IRIS = ("things", "statements", "sources", "citations")

MOST_ROWS = 400
"""The number of rows in the tables of the HTML; a script adds the others."""


class Shell(NamedTuple):
    """What all pages of one picture share."""

    scripts: Sequence[str]
    """The scripts besides :data:`SHARED`."""
    lead: str = ""
    """A sentence on how to use the page."""
    library: Callable[[], str] = str
    """Returns the script of a library that draws the picture; empty if there is none."""

    @property
    def policy(self) -> str:
        """The Content-Security-Policy, which allows only the scripts of the page to run and nothing to be fetched."""
        return _policy(*filter(None, (self.library(), self.ours)))

    @property
    def ours(self) -> str:
        """Our scripts as one script."""
        return "\n".join(_own_file(name) for name in (*SHARED, *self.scripts))


class Content(NamedTuple):
    """What one page shows."""

    data: dict[str, Any]
    shell: Shell
    network: Mapping[str, Any] = {}
    """The nodes, the edges and the options for the library, if it draws the picture."""


def page(content: Content, **web: Any) -> str:
    """Return the page that shows *content*; *web* has the values of a page that belongs to the web explorer."""
    network = {**content.network, "options": json.dumps(content.network["options"])} if content.network else {}
    return templates().get_template("page.html").render(**_values(content), **network, **web)


def environment(content: Content) -> Environment:
    """Return the environment that renders ``page.html`` with *content*, for renderers with values of their own."""
    made = templates().overlay()
    made.globals = dict(made.globals, **_values(content))
    return made


def _values(content: Content) -> dict[str, Any]:
    """Return the values of ``page.html``."""
    shown = visible_data(content.data)
    return {
        "data": {**shown, **{name: [_without_iri(one) for one in shown.get(name, ())] for name in _WITH_IRIS}},
        "lead": content.shell.lead,
        "most_rows": MOST_ROWS,
        "style": _own_file("colours.css") + _own_file("page.css"),
        "ours": content.shell.ours,
        "library": content.shell.library(),
        "policy": content.shell.policy,
    }


def _without_iri(one: Mapping[str, Any]) -> dict[str, Any]:
    """Return a thing, a statement, a source or a citation without its IRI; scripts use its id or index."""
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

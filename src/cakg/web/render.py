"""Writes resources as HTML, with the templates of ``templates/web``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, cached_property, partial
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from cakg import __version__
from cakg.model import citing
from cakg.model.rights import Rights
from cakg.model.sources import Passage
from cakg.notebook import templates
from cakg.web import pictures
from cakg.web.addresses import Links, absolute, anchor, question_path
from cakg.web.explorer import Explorer
from cakg.web.legend import Legend, Statuses
from cakg.web.resources import FORMAT_NAMES, MEDIA_TYPES, Resource
from cakg.web.texts import texts

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
    " base-uri 'none'; form-action 'self'"
)
"""The Content-Security-Policy of a page: no other host, and no script or style in the page itself."""


ENGINE_POLICY = POLICY.replace("script-src 'self'", "script-src 'self' blob: 'wasm-unsafe-eval'; worker-src blob:")
"""The policy of a page that runs the query engine: a worker and a module that the page makes itself."""


@cache
def environment() -> Environment:
    """Return the environment of the templates of pages."""
    made = templates().overlay()
    made.globals = dict(made.globals, t=texts(), question_path=question_path)
    made.filters["fill"] = fill
    made.filters["anchor"] = anchor
    made.filters["clip"] = clip
    made.filters["capitalised"] = lambda text: text[:1].upper() + text[1:]
    return made


def fill(text: str, *values: object, **named: object) -> str:
    """Return a text of the interface with *values* and *named* values at its places, such as ``{n}``."""
    return text.format(*values, **named)


def clip(text: str, most: int = 400) -> str:
    """Return *text*, cut after *most* characters: a page of many statements would be too long with very long texts."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


class Renderer:
    """Writes the pages of one explorer."""

    def __init__(self, explorer: Explorer) -> None:
        self.explorer = explorer

    def html(self, resource: Resource) -> str:
        """Return the page of *resource*."""
        links = Links(resource.path, static=self.explorer.static)
        if not resource.write:
            return self._render(resource.template, links, resource)
        frame = environment().get_template("web/frame.html").make_module(self._values(links, resource))
        return resource.write(links, frame)

    def error(
        self, path: str, title: str, message: str, near: tuple[tuple[str, str], ...] = (), *, root: str = ""
    ) -> str:
        """Return the page of an error at *path*; *near* has the paths and labels of pages that may be meant.

        With *root*, the path of the home page on its host, links begin there: the page is shown at any address.
        """
        resource = Resource(path, title, "", "error.html", {"message": message, "near": near})
        return self._render("error.html", Links(path, static=self.explorer.static, root=root), resource, failed=True)

    def _render(self, template: str, links: Links, resource: Resource, *, failed: bool = False) -> str:
        return environment().get_template(f"web/{template}").render(self._values(links, resource, failed=failed))

    def _values(self, links: Links, resource: Resource, *, failed: bool = False) -> dict[str, Any]:
        """Return the values of the templates of one page."""
        explorer = self.explorer
        address = "" if failed else absolute(explorer.base, resource.path, static=explorer.static)
        here = Links("", static=explorer.static).to(resource.path, query=resource.query) if resource.path else ""

        def citation(title: str) -> str:
            return citing.of_page(explorer.records, resource.iri, title, "", address or resource.iri).text

        return {
            **self._shared,
            **_linking(explorer, links),
            "kind": resource.path.partition("/")[0],
            "failed": failed,
            "address": address,
            "own_address": address if address and not resource.query else explorer.base + here.removeprefix("./"),
            "citation": citation,
            "legend": Legend(self._statuses),
            **resource.values,
            "page": resource,
        }

    @cached_property
    def _statuses(self) -> Statuses:
        return Statuses(self.explorer.records)

    @cached_property
    def _shared(self) -> Mapping[str, Any]:
        """The values of every page."""
        explorer = self.explorer
        rights = Rights(explorer.records)
        return {
            "explorer": explorer,
            "static": explorer.static,
            "policy": Markup(ENGINE_POLICY if explorer.engine else POLICY),  # its quotation marks need no escapes
            "edition": explorer.records.edition,
            "licence": rights.licence,
            "licence_address": rights.licence_iri,
            "scope": rights.scope,
            "program": __version__,
            "media_types": MEDIA_TYPES,
            "format_names": FORMAT_NAMES,
        }


def _linking(explorer: Explorer, links: Links) -> dict[str, Callable[..., str]]:
    """Return the functions with which templates link to pages."""

    def link_to(iri: str) -> str:
        """Return the link to the page of a node; empty if it has none."""
        path = explorer.path_of(iri)
        return links.to(path) if path else ""

    def link_to_passage(passage: Passage) -> str:
        """Return the link to a passage: its place in the page of its article, or the page of its dataset."""
        path = explorer.path_of(passage.source.iri)
        place = "" if passage.source.dataset else anchor(passage.iri)
        return links.to(path, anchor=place) if path else ""

    return {
        "link": links.to,
        "file": links.file,
        "link_to": link_to,
        "link_to_passage": link_to_passage,
        "network_link": partial(pictures.network_link, explorer, links),
        "timeline_link": partial(pictures.timeline_link, explorer, links),
    }

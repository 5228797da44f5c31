"""The page of each IRI of ours: ``id/csto`` is described by ``thing/csto``, a claim in the page of its statement."""

from __future__ import annotations

from typing import NamedTuple

from cakg.model.claims import values
from cakg.vocabulary import BASE, CAKG, CLAIM, PASSAGE, PREFIXES, QUESTION, SOURCE, STMT
from cakg.web.addresses import PAGES, anchor, slug
from cakg.web.explorer import Explorer
from cakg.web.resources import PageNotFoundError


class Place(NamedTuple):
    """A page, and the anchor in it if the page describes more than this node."""

    path: str
    anchor: str = ""


_KINDS = {
    namespace.removeprefix(BASE): prefix
    for prefix, namespace in sorted(PREFIXES.items(), key=lambda one: -len(one[1]))
    if namespace.startswith(BASE) and namespace.endswith("/")
}
"""The prefix of each kind of IRI, by the path before its names; the longest first, since ``code/`` begins others."""
_WHOLE = {"graph": "downloads", "corroboration": "ontology"}
"""The pages of the graph and of the part of the ontology that derives verdicts."""


def place_of(explorer: Explorer, path: str) -> Place | None:
    """Return the page of the IRI that ends in *path*, or None if no IRI of ours needs another path.

    Raises :class:`PageNotFoundError` for a claim or passage that the graph does not have. For other nodes the page
    decides.
    """
    if path in _WHOLE:
        return Place(_WHOLE[path])
    kind = next((kind for kind in _KINDS if path.startswith(kind) and path != kind), None)
    iri = BASE + path
    if kind is None or iri.startswith(QUESTION.iri):  # a question has the path of its page
        return None
    if page := PAGES.get(BASE + kind):
        return Place(f"{page}/{slug(iri, BASE + kind)}")
    if iri.startswith(CLAIM.iri):
        return _within(explorer, iri, (CAKG.affirms, CAKG.denies, CAKG.leavesOpen), STMT.iri)
    if iri.startswith(PASSAGE.iri):
        return _within(explorer, iri, (CAKG.source,), SOURCE.iri)
    return Place(f"term/{_KINDS[kind]}/{path.removeprefix(kind)}")


def _within(explorer: Explorer, iri: str, roles: tuple[str, ...], namespace: str) -> Place:
    """Return the place of a claim or a passage in the page of its first statement, or of its source."""
    described = explorer.records.describe([iri])[iri]
    pages = [page for role in roles for page in values(described, role)]
    if not pages:
        raise PageNotFoundError(f"the graph has no node {iri}")
    return Place(f"{PAGES[namespace]}/{slug(pages[0], namespace)}", anchor(iri))

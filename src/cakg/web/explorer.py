"""Finds the resource for an address, and lists the addresses of the static site. Knows neither HTTP nor files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from importlib import import_module
from threading import RLock
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from cakg.errors import GraphFolderError
from cakg.graph import KnowledgeGraph
from cakg.model.records import IN_ARTICLES, Records
from cakg.pages import about
from cakg.pages.page import Page
from cakg.pages.terms import Term, terms
from cakg.pages.things import Thing, things
from cakg.paths import shipped
from cakg.store.rows import texts as rows_of
from cakg.vocabulary import ID, SOURCE, STMT, expand
from cakg.web.addresses import Slugs, slug, term_name
from cakg.web.bounds import Bounds
from cakg.web.free_queries import why_refused
from cakg.web.resources import PageNotFoundError, Parameters, Resource

if TYPE_CHECKING:
    from cakg.pictures.boundaries import Boundaries

Made = TypeVar("Made")

_VIEWS = {
    "": "home",
    "things": "things",
    "thing": "thing",
    "statement": "statement",
    "sources": "sources",
    "source": "source",
    "questions": "questions",
    "question": "question",
    "compare": "compare",
    "disagreements": "disagreements",
    "gaps": "gaps",
    "ontology": "ontology",
    "term": "term",
    "downloads": "downloads",
    "search": "search",
    "network": "network",
    "timeline": "timeline",
    "map": "map",
    "sparql": "sparql",
}
"""The module of each kind of page, by the first part of its path."""

_SERVED = ("jsonld", "nt", "md")
"""The formats that only the server has: the static site has the same content in other formats, which are shorter."""


class View(NamedTuple):
    """One kind of page. Each module of :mod:`cakg.web.views` has one, called ``VIEW``."""

    resource: Callable[[Explorer, Sequence[str], Parameters], Resource]
    """Returns the resource for the parts of a path after the first, and parameters; raises an error if none fits."""
    paths: Callable[[Explorer], Iterator[str]]
    """Returns the paths of all its pages in the static site."""


class Explorer:
    """The pages of a graph. *base* is the address at which they are published, if it is known.

    The pages of a *static* site are files. With *engine*, the scripts of :mod:`cakg.web.engine`, they answer queries in
    the browser. With *endpoint*, the server may have a SPARQL endpoint with these limits; whether graph
    and system allow one, the explorer finds out.
    """

    def __init__(
        self,
        kg: KnowledgeGraph,
        *,
        base: str = "",
        static: bool = False,
        engine: Mapping[str, bytes] = MappingProxyType({}),
        endpoint: Bounds | None = None,
    ) -> None:
        self.kg = kg
        for kind in ("thing", "statement"):
            kg.records.names(kind).read()  # whatever is asked first, a name then has the same meaning
        self.base = base.rstrip("/") + "/" if base else ""
        self.static = static
        self.engine = engine
        self.no_endpoint = "" if static else why_refused(kg.engine, allowed=endpoint is not None)
        self.endpoint = None if static or self.no_endpoint else endpoint
        """The limits of the SPARQL endpoint; None if there is none."""
        self._lock = RLock()
        self._made: dict[str, Any] = {}
        self._last: Page | None = None

    @property
    def answers_queries(self) -> bool:
        """Whether readers can ask free queries: in the page, or at the endpoint of the server."""
        return bool(self.engine or self.endpoint)

    def once(self, name: str, make: Callable[[], Made]) -> Made:
        """Return what *make* returns, which is made once and kept under *name*, however many threads ask for it."""
        with self._lock:
            if name not in self._made:
                self._made[name] = make()
            found: Made = self._made[name]
            return found

    def everything(self, iri: str) -> Page:
        """Return the page of a thing with all its statements. The last one is kept: its sections are often next."""
        known = self._last  # another thread may replace it
        if known is None or known.iri != iri:
            self._last = known = about.everything(self.records, iri)
        return known

    @property
    def records(self) -> Records:
        """The records of the graph."""
        return self.kg.records

    def resource(self, path: str, given: Mapping[str, Sequence[str]] | None = None) -> Resource:
        """Return the resource at *path*, without extension, with the parameters *given*.

        Raises :class:`PageNotFoundError` if there is none, and :class:`BadAddressError` for a malformed parameter.
        """
        first, *rest = path.split("/")
        if first not in _VIEWS or (not first and rest) or (rest and not rest[-1]):
            raise PageNotFoundError(f"there is no page {path!r}")
        parameters = Parameters(given or {})
        found = _view(first).resource(self, rest, parameters)
        parameters.finish()
        if self.static and first != "downloads":
            found = replace(found, writers={name: one for name, one in found.writers.items() if name not in _SERVED})
        return found

    def paths(self) -> Iterator[str]:
        """Yield the paths of all pages of the static site, in a fixed order."""
        for first in _VIEWS:
            yield from _view(first).paths(self)

    # ---- Paths of nodes ---------------------------------------------------------

    @cached_property
    def things(self) -> Slugs:
        """The things that have a name."""
        return Slugs(sorted(self.records.names().iris), ID.iri)

    @cached_property
    def listed_things(self) -> tuple[Thing, ...]:
        """The things that have a name, with the number of statements about each, by kind and label."""
        return things(self.records)

    @cached_property
    def statements(self) -> Slugs:
        """The statements with a page of their own: all that have a record, except those found only in datasets."""
        return Slugs(sorted(self._article_statements), STMT.iri)

    @cached_property
    def sources(self) -> Slugs:
        """The sources."""
        return Slugs(self.records.sources, SOURCE.iri)

    @cached_property
    def questions(self) -> Slugs:
        """The questions, by name."""
        return Slugs(self.kg.questions.names, "")

    @cached_property
    def terms(self) -> dict[str, Term]:
        """The terms of the ontology, by the path of their page."""
        found = terms(self.records)
        names = {one.iri: term_name(one.iri, one.kind) for one in found}
        same = Counter(name.casefold() for name in names.values())
        alone = {iri: name if same[name.casefold()] == 1 else f"other/{slug(iri, '')}" for iri, name in names.items()}
        return {f"term/{alone[one.iri]}": one for one in found}

    @cached_property
    def _paths_of_terms(self) -> dict[str, str]:
        return {one.iri: path for path, one in self.terms.items()}

    @cached_property
    def boundaries(self) -> Boundaries | None:
        """The boundaries for maps in pages: those of the graph or else the shipped ones; None if they are broken."""
        from cakg.pictures.boundaries import Boundaries

        own = self.kg.folders.graph / "boundaries"
        try:
            return Boundaries(own if own.is_dir() else shipped().graph / "boundaries", coarse=True)
        except GraphFolderError:
            return None  # the page of the map says what is wrong

    def path_of(self, iri: str) -> str:
        """Return the path of the page of a thing, statement, source or term; empty if it has none."""
        for kind, slugs in (("thing", self.things), ("statement", self.statements), ("source", self.sources)):
            name = slug(iri, slugs.namespace)
            if slugs.iri(name) == iri:
                return f"{kind}/{name}"
        return self._paths_of_terms.get(iri, "")

    def near(self, kind: str, name: str) -> list[tuple[str, str]]:
        """Return paths and labels of pages of the *kind* thing or statement with a name like *name*, the best first."""
        from cakg.errors import UnknownThingError

        names = self.records.names(kind)
        words = name.replace("-", " ").replace("_", " ")
        try:
            found = names.iris_named(words) or [names.resolve(words)]
        except UnknownThingError as error:
            found = [iri for one in error.candidates if (iri := expand(one.rpartition("(")[2].rstrip(")")))]
        labels = self.records.labels(found)
        return [(path, labels[iri]) for iri in found if (path := self.path_of(iri))]

    @cached_property
    def _article_statements(self) -> list[str]:
        query = f"""SELECT DISTINCT ?statement WHERE {{
          {{ {IN_ARTICLES} ?statement cakg:status ?status ; rdf:predicate ?predicate }}
          UNION
          {{
            ?statement cakg:status ?status ; rdf:predicate ?predicate
            FILTER NOT EXISTS {{ ?statement cakg:affirmedBy|cakg:deniedBy|cakg:leftOpenBy ?claim }}
          }}
        }}"""
        return [row["statement"] for row in rows_of(self.kg.engine, query)]


def _view(first: str) -> View:
    view: View = import_module(f"cakg.web.views.{_VIEWS[first]}").VIEW
    return view

"""Queries an endpoint about our things, and caches every answer on disk.

A description, a small TOML file, has the queries and the mappings of properties; ``graph/links/sources/README.md``
explains it. Knows batches, pages and cached answers. Does not interpret answers.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from difflib import get_close_matches
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple, get_origin, get_type_hints

import pyoxigraph
from pyoxigraph import NamedNode

from cakg.errors import BadValueError, EndpointError, QuerySyntaxError, did_you_mean
from cakg.files import make_folder, write_whole
from cakg.model import dates
from cakg.store.address import Address
from cakg.store.protocol import Engine, Row, Solutions
from cakg.store.remote import RemoteStore
from cakg.store.rows import values_of
from cakg.store.scan import query_form

ITEMS = "# items"
MOST = 1_000_000
"""The largest batch and page."""
MOST_ROWS = 2_000_000
"""The most rows of an answer with all its pages; a server could send new rows for ever."""
_NAME = re.compile("[a-z][a-z0-9-]{0,59}")
"""The names of descriptions and queries, which become names of files."""
_TYPE_NAMES = {str: "a string in quotes", int: "a whole number", dict: "a table"}


class PropertyMapping(NamedTuple):
    """How an external property maps to cakg.

    *label* is the pattern of labels, with ``{thing}`` and ``{value}``. With a *predicate* of ours, a value that is one
    of our things becomes a statement; every other value becomes a ``cakg:Value``.
    """

    label: str
    predicate: str = ""


class Answer(NamedTuple):
    """The answer to the query *name*: its rows, the day of the query, and whether it is *fresh*, not from the cache."""

    name: str
    day: str
    found: Solutions
    fresh: bool


class Description(NamedTuple):
    """The queries to an endpoint and the mappings of its properties; *batch* items per query, *page* rows per page."""

    name: str
    endpoint: str
    source: str
    things: str
    queries: dict[str, str]
    properties: dict[str, PropertyMapping]
    batch: int = 50
    page: int = 5000

    @classmethod
    def find(cls, name: str, folder: Path) -> Description:
        """Return the description *name* in *folder*, or the one in the .toml file *name*."""
        shipped = {path.stem: path for path in sorted(folder.glob("*.toml"))}
        if name not in shipped and Path(name).suffix != ".toml":
            near = did_you_mean(get_close_matches(name, shipped))
            remedy = near or f"use one of {', '.join(shipped)}, or a .toml file"
            raise BadValueError(f"no description is called {name!r}", remedy=remedy)
        return cls.read(shipped.get(name, Path(name)))

    @classmethod
    def read(cls, path: Path) -> Description:
        """Return the description in the file *path*; raise :class:`BadValueError` with the first problem."""
        try:
            given = tomllib.loads(path.read_text(encoding="utf-8"))
            mappings = given.pop("properties", {})
            if not isinstance(mappings, dict) or not all(isinstance(what, dict) for what in mappings.values()):
                raise ValueError("properties must be a table of tables")
            properties = {iri: PropertyMapping(**what) for iri, what in mappings.items()}
            description = cls(properties=properties, **given)
            for problem in description._problems():
                raise ValueError(problem)
        except (OSError, AttributeError, TypeError, ValueError, RecursionError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error).rpartition("__new__() ")[2]
            if isinstance(error, RecursionError):
                reason = "it is nested too deep"
            remedy = "see wikidata.toml and README.md in graph/links/sources"
            raise BadValueError(f"{path}: cannot be read as a description: {reason}", remedy=remedy) from error
        return description

    def _problems(self) -> Iterator[str]:
        """Yield the problems of the description; after a first one, later ones may be its consequences."""
        for given in (self, *self.properties.values()):
            for name, kind in get_type_hints(type(given)).items():
                if not isinstance(getattr(given, name), of := get_origin(kind) or kind):
                    yield f"{name} must be {_TYPE_NAMES[of]}"
        if not all(map(_NAME.fullmatch, (self.name, *self.queries))):
            yield "names have at most 60 lower-case letters, digits and hyphens"
        if isinstance(self.batch, bool) or isinstance(self.page, bool) or not min(self.batch, self.page) >= 1:
            yield "batch and page are at least 1"
        if max(self.batch, self.page) > MOST:
            yield f"batch and page are at most {MOST}"
        try:
            Address.of_endpoint(self.endpoint)
        except EndpointError as error:
            yield error.message
        if not self.queries:
            yield "it has no queries"
        for name, query in self.queries.items():
            yield from _problems_of_query(name, query)
        for label in (mapping.label for mapping in self.properties.values()):
            if re.search("[{}]", re.sub("{thing}|{value}", "", label)):
                yield f"the label {label!r} may have only {{thing}} and {{value}} in braces"

    def our_things(self, engine: Engine) -> dict[str, list[str]]:
        """Return our things by their items in the source, sorted. Raise :class:`BadValueError` if there are none."""
        rows = engine.select(self.things).dicts()
        pairs = {(row.get("item"), row.get("thing")) for row in rows}
        if not pairs:
            remedy = "the links are in graph/links"
            raise BadValueError(f"no thing in the graph is linked to an item of {self.name}", remedy=remedy)
        if not all(isinstance(term, NamedNode) for pair in pairs for term in pair):
            raise BadValueError(f"every row of the things of {self.name} needs an IRI as ?item and one as ?thing")
        found: dict[str, list[str]] = {}
        for item, thing in sorted((item.value, thing.value) for item, thing in pairs if item and thing):
            found.setdefault(item, []).append(thing)
        return found

    def requests(self, items: Sequence[str]) -> list[tuple[str, str]]:
        """Return the queries about *items* with their names, one for each batch of items."""
        batches = [items[start : start + self.batch] for start in range(0, len(items), self.batch)]
        values = [f"VALUES ?item {{ {values_of(batch)} }}" for batch in batches]
        return [(name, query.replace(ITEMS, some)) for name, query in self.queries.items() for some in values]

    def fetch(
        self,
        requests: Sequence[tuple[str, str]],
        endpoint: RemoteStore,
        cache: Path,
        *,
        today: str,
        refresh: bool = False,
    ) -> Iterator[Answer]:
        """Yield the answer to each of *requests*, from the folder *cache* or else from *endpoint*.

        With *refresh* the cache is not read. Each complete answer is cached at once, so that a failed run can be
        continued. Raises :class:`EndpointError` if there is no complete answer.
        """
        make_folder(cache, "answers cannot be cached there", "give another directory with --cache DIR")
        for name, sparql in requests:
            key = sha256(f"{endpoint.endpoint} {sparql}".encode()).hexdigest()[:16]
            path = cache / f"{name}-{key}.json"
            wanted = {"endpoint": endpoint.endpoint, "query": sparql}
            if not refresh and (answer := _cached(name, path, wanted, today)):
                yield answer
                continue
            try:
                found = self._all_pages(endpoint, name, sparql)
            except EndpointError as error:
                error.remedy += f"\n    the answers so far are cached in {cache}: the same command continues from there"
                raise
            table = ["\t".join("" if term is None else str(term) for term in row) for row in found.rows]
            lines = ["\t".join(f"?{variable}" for variable in found.variables), *table]
            entry = {**wanted, "asked": today, "sha256": _hash(lines), "answer": lines}
            write_whole(path, json.dumps(entry, ensure_ascii=False, indent=1).encode() + b"\n")
            yield Answer(name, today, found, fresh=True)

    def _all_pages(self, endpoint: Engine, name: str, sparql: str) -> Solutions:
        """Return all rows. Pages are requested until one is empty, since a server may limit the rows of an answer."""
        rows: dict[Row, None] = {}
        first: tuple[str, ...] = ()
        while True:
            variables, more = endpoint.select(f"{sparql}\nLIMIT {self.page} OFFSET {len(rows)}")
            first = first or variables
            if variables != first:
                raise EndpointError(f"the answer to {name!r} has other columns on another page")
            if not {"item", "property", "value"} <= {*variables}:
                raise EndpointError(f"the answer to {name!r} does not have the columns item, property and value")
            if not more:
                return Solutions(variables, list(rows))
            if len(rows) > MOST_ROWS:
                remedy = "make the query more specific, or use a smaller batch"
                raise EndpointError(f"the answer to {name!r} has more than {MOST_ROWS} rows", remedy=remedy)
            expected = len(rows) + len(more)
            rows |= dict.fromkeys(more)
            if len(rows) < expected:
                raise EndpointError(
                    f"the answer to {name!r} repeats rows on another page, so it may be incomplete",
                    remedy="the query must be a SELECT DISTINCT with every column in its ORDER BY",
                )


def _problems_of_query(name: str, query: object) -> Iterator[str]:
    if not isinstance(query, str):
        yield f"the query {name!r} must be a string in quotes"
    elif query.count(ITEMS) != 1 or "ORDER BY" not in query:
        yield f"the query {name!r} needs a line {ITEMS} and an ORDER BY at its end"
    else:
        with suppress(QuerySyntaxError):
            if query_form(query) == "SELECT":
                return
        yield f"the query {name!r} must be a SELECT"


def _cached(name: str, path: Path, wanted: dict[str, str], today: str) -> Answer | None:
    """Return the answer in *path*; None if there is none, or it is damaged or not the answer to what is *wanted*."""
    try:
        entry = json.loads(path.read_bytes())
        lines, day = entry["answer"], entry["asked"]
        if not wanted.items() <= entry.items() or entry["sha256"] != _hash(lines):
            return None
        if not dates.parsed(day) or day > today:
            return None
        found = pyoxigraph.parse_query_results("\n".join(lines) + "\n", pyoxigraph.QueryResultsFormat.TSV)
        assert isinstance(found, pyoxigraph.QuerySolutions)
        return Answer(name, day, Solutions.of(found), fresh=False)
    except (OSError, AttributeError, KeyError, TypeError, ValueError, SyntaxError, RecursionError):
        return None


def _hash(lines: Sequence[str]) -> str:
    return sha256("\n".join(lines).encode()).hexdigest()


def query_days(answers: Sequence[Answer]) -> str:
    """Return in words the days of *answers*, and how many of them came from the cache."""
    days = sorted(answer.day for answer in answers)
    cached = sum(not answer.fresh for answer in answers)
    again = f"; {cached} of {len(answers)} answers came from the cache; use --refresh to query again" if cached else ""
    return f"queried {dates.span(days[0], days[-1])}{again}"

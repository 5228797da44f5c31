"""The comparison of two sources, and the pages on which to choose them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import combinations
from typing import TypeAlias

from cakg import tables
from cakg.errors import BadValueError
from cakg.model.claims import Labelled, Statement
from cakg.model.sources import Source
from cakg.pages.compare import Comparison, compare, with_claims
from cakg.pages.groups import StatementGroup, by_weight, group_similar
from cakg.pages.points import Point, PointClaim, table
from cakg.web import formats
from cakg.web.explorer import Explorer, View
from cakg.web.resources import PageNotFoundError, Parameters, Resource
from cakg.web.texts import texts

MOST = 50
"""How many points, claims and statements a page lists at each place."""
MOST_PAIRS = 45
"""How many pairs of articles the page of the choice lists; for more, it lists the sources."""

Themes: TypeAlias = list[tuple[str, list[StatementGroup], int]]
Pair: TypeAlias = tuple[tuple[str, Source], tuple[str, Source]]


def resource(explorer: Explorer, parts: Sequence[str], parameters: Parameters) -> Resource:  # noqa: ARG001
    """Return the comparison of the two sources with the slugs *parts*; with fewer slugs, the page to choose another.

    The sources are in the order of their slugs, whatever the order in the address.
    """
    if len(parts) > 2:
        raise PageNotFoundError("a comparison is of two sources", [("compare", texts()["compare"]["title"])])
    iris = [_source(explorer, name) for name in parts]
    if len(parts) < 2:
        return _choice(explorer, *parts)
    (one, first), (other, second) = sorted(zip(parts, iris, strict=True))
    try:
        found = compare(explorer.records, first, second)
    except BadValueError as error:
        raise PageNotFoundError(error.message, _choices(_speaking(explorer), {one, other}), error.remedy) from error
    words = texts()["compare"]
    return Resource(
        path=f"compare/{one}/{other}",
        title=words["pair"].format(one=found.one, other=found.other),
        description=words["pair_description"].format(one=found.one, other=found.other),
        template="compare.html",
        values={
            "it": found,
            "sources": [explorer.records.sources[iri] for iri in (first, second)],
            "alone": [
                (name, _themes(statements), len(statements))
                for name, statements in ((found.one, found.only_one), (found.other, found.only_other))
            ],
            "ends": _ends,
            "most": MOST,
        },
        writers={
            "json": lambda: found.json().encode(),
            "csv": lambda: formats.table(table([*found.points, *_alone(found)])),
        },
    )


def _source(explorer: Explorer, name: str) -> str:
    """Return the IRI of the source with the slug *name*."""
    if iri := explorer.sources.iri(name):
        return iri
    sources = _speaking(explorer)
    raise PageNotFoundError(f"no source is called {name!r}", _choices(sources, get_close_matches(name, sources)))


def _choice(explorer: Explorer, name: str = "") -> Resource:
    """Return the page to choose from: the pairs of articles, and all sources; with the slug of a source, its pairs."""
    words, sources = texts()["compare"], _speaking(explorer)
    pairs = _pairs(sources, name)
    if name and not pairs:
        what = words["no_claims"].format(source=explorer.records.sources[explorer.sources.iris[name]].short_name)
        raise PageNotFoundError(what, _choices(sources))
    articles = [(one, other) for one, other in pairs if not (one[1].dataset or other[1].dataset)]
    with_datasets = [pair for pair in pairs if pair not in articles] if name else []
    many = not name and len(articles) > MOST_PAIRS
    more = not name and (len(pairs) > 1 or (pairs and not articles))
    groups = ((words["articles"], [] if many else articles), (words["datasets"], with_datasets))
    table_of_pairs = [("one", "other"), *((one[1].short_name, other[1].short_name) for one, other in pairs)]
    return Resource(
        path=f"compare/{name}" if name else "compare",
        title=words["with"].format(source=sources[name].short_name) if name else words["title"],
        description=words["description"],
        template="compare-index.html",
        values={
            "groups": [(heading, _links(those)) for heading, those in groups if those],
            "sources": [(f"compare/{slug}", one) for slug, one in sources.items()] if more else [],
        },
        writers={
            "json": lambda: tables.json(
                [
                    {"path": path, "one": one[1], "other": other[1]}
                    for (path, _), (one, other) in zip(_links(pairs), pairs, strict=True)
                ]
            ).encode(),
            "csv": lambda: formats.table(table_of_pairs),
        },
    )


def _choices(sources: Mapping[str, Source], names: Collection[str] = ()) -> list[tuple[str, str]]:
    """Return the paths and titles of the pages to choose from: those of the sources *names*, and that of all."""
    words = texts()["compare"]
    known = [
        (f"compare/{name}", words["with"].format(source=sources[name].short_name)) for name in names if name in sources
    ]
    return [*known, ("compare", words["title"])]


def _speaking(explorer: Explorer) -> dict[str, Source]:
    """Return the sources that can be compared, by their slugs; in a static site only articles."""
    found = explorer.once("compared", lambda: with_claims(explorer.records, datasets=not explorer.static))
    slugs = sorted((slug, iri) for slug, iri in explorer.sources.iris.items() if iri in found)
    return {slug: explorer.records.sources[iri] for slug, iri in slugs}


def _pairs(sources: Mapping[str, Source], name: str = "") -> list[Pair]:
    """Return the pairs of *sources*, or only those with the slug *name*."""
    return [pair for pair in combinations(sources.items(), 2) if not name or name in (pair[0][0], pair[1][0])]


def _links(pairs: Iterable[Pair]) -> list[tuple[str, str]]:
    """Return the path and the title of the comparison of each pair."""
    title = texts()["compare"]["pair"]
    return [
        (f"compare/{one}/{other}", title.format(one=first.short_name, other=second.short_name))
        for (one, first), (other, second) in pairs
    ]


def _themes(statements: Iterable[Statement]) -> Themes:
    """Return statements by theme: the groups of similar ones, the most important first, and the number of all."""
    themes: dict[str, list[Statement]] = {}
    for one in statements:
        themes.setdefault(one.theme.label, []).append(one)
    return [(theme, group_similar(by_weight(those)), len(those)) for theme, those in sorted(themes.items())]


def _ends(group: StatementGroup) -> list[Labelled]:
    """Return the things of all but the first statement of a group, in which they differ."""
    return [Labelled(one.object if group.end else one.subject, one.ends[group.end]) for one in group.statements[1:]]


def _alone(found: Comparison) -> Iterator[Point]:
    """Yield the statements that only one source makes, for the table of points."""
    only = texts()["compare"]["only"]
    for name, statements, first in ((found.one, found.only_one, True), (found.other, found.only_other, False)):
        for one in statements:
            claims = tuple(PointClaim(claim, (one,)) for claim in one.claims)
            yield Point(only.format(source=name), one.label, "", claims if first else (), () if first else claims)


def paths(explorer: Explorer) -> Iterator[str]:
    """Yield the paths of the choice and of all pairs of articles."""
    sources = _speaking(explorer)
    yield "compare"
    yield from (f"compare/{slug}" for slug in sources if len(sources) > 1)
    yield from (path for path, _ in _links(_pairs(sources)))


VIEW = View(resource, paths)

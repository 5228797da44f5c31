"""The home page: what the graph is, what it can answer, what is contested, and what it covers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from cakg import tables
from cakg.errors import CakgError
from cakg.model.claims import Statement, first
from cakg.model.dates import span
from cakg.model.labels import best_text
from cakg.model.rights import Rights
from cakg.model.sources import Source
from cakg.pages.find import complete_articles
from cakg.pages.gaps import only_mentioned
from cakg.pages.groups import by_weight
from cakg.questions.ask import ask, term_of
from cakg.questions.catalogue import Question
from cakg.store.rows import texts as rows_of
from cakg.vocabulary import BASE, CAKG, DCTERMS, GRAPH, RDFS, STATUS, local, shorten
from cakg.web.addresses import question_path
from cakg.web.explorer import Explorer, View
from cakg.web.formats import table
from cakg.web.pictures import drawable, network_svg
from cakg.web.resources import Parameters, Resource
from cakg.web.texts import texts

ASKED: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "votes": ("votes-on-a-resolution", {"resolution": "ES-11/1"}),
    "accused": ("who-is-accused", {}),
    "contradicted": ("sources-disagree", {}),
    "forecast": ("forecasts", {}),
    "denied": ("what-is-denied", {}),
}
"""The questions that show what the graph can answer: name and parameters, by the name of their texts."""

MOST_CONTESTED = 4
"""How many contested statements the page shows."""
MOST_THINGS = 8
"""How many of the things with the most statements the page names."""
MOST_DRAWN = 3_000
"""The most statements that the picture is chosen from; of more, only those about these things are."""

COLUMNS = ("source", "kind", "short_name", "covers", "passages", "complete", "address")
"""The columns of the table of what the graph covers."""

_PASSAGES = """SELECT ?source (COUNT(?passage) AS ?number) WHERE {
  ?passage cakg:source ?source ; cakg:sentence|cakg:record ?place
} GROUP BY ?source"""


class Asked(NamedTuple):
    """A question with its number of rows."""

    path: str
    query: Mapping[str, Sequence[str]]
    text: str
    number: int


class Covered(NamedTuple):
    """A source and how much of it is in the graph."""

    source: Source
    number: int
    """The number of its sentences or rows in the graph."""
    complete: bool
    """Whether it is an article in which every sentence has a claim or a reason for none."""


class Contents(NamedTuple):
    """What the graph has."""

    articles: tuple[Covered, ...]
    datasets: tuple[Covered, ...]
    languages: tuple[str, ...]
    """The languages of the articles, as codes."""
    until: str
    """When the newest article was published: ``January 2023``; empty if unknown."""
    counts: Mapping[str, int]
    """The numbers of articles, datasets, statements, claims, things and questions, without rows of datasets, and
    without statements that are only mentioned."""


def resource(explorer: Explorer, parts: Sequence[str], parameters: Parameters) -> Resource:  # noqa: ARG001
    """Return the home page."""
    words = texts()["home"]
    contents = _contents(explorer)
    statements = list(explorer.statements.iris.values())
    writers = {"json": lambda: _json(explorer, contents).encode(), "csv": lambda: table([COLUMNS, *_rows(contents)])}
    things, about = _main_things(explorer, statements)
    drawn = statements if len(statements) <= MOST_DRAWN else about[:MOST_DRAWN]
    if "network" in drawable(explorer, drawn):
        writers["network.svg"] = lambda: network_svg(explorer, drawn)
    contested = _contested(explorer)
    graph = explorer.records.describe([GRAPH])[GRAPH]
    return Resource(
        path="",
        title=words["title"],
        description=words["description"],
        template="home.html",
        values={
            "contents": contents,
            "things": things,
            "asked": _asked(explorer),
            "contested": contested[:MOST_CONTESTED],
            "contested_number": len(contested),
            "languages": [texts()["languages"].get(code, code) for code in contents.languages],
            "graph_name": best_text(graph.get(RDFS.label, ())) or words["title"],
            "graph_author": first(graph, DCTERMS.creator),
            "identifiers": BASE,
        },
        writers=writers,
    )


def paths(explorer: Explorer) -> Iterator[str]:  # noqa: ARG001
    """Yield the path of the home page."""
    yield ""


def _contents(explorer: Explorer) -> Contents:
    records = explorer.records
    number = {row["source"]: int(row["number"]) for row in rows_of(records.engine, _PASSAGES)}
    complete = complete_articles(records)
    covered = [Covered(one, number.get(one.iri, 0), one.iri in complete) for one in records.sources_with_passages]
    articles = tuple(one for one in covered if not one.source.dataset)
    datasets = tuple(one for one in covered if one.source.dataset)
    roles = [CAKG.earliest, CAKG.latest, DCTERMS.language]
    described = records.properties((one.source.iri for one in articles), roles).values()
    newest = max(((first(one, CAKG.latest), first(one, CAKG.earliest)) for one in described), default=("", ""))
    return Contents(
        articles,
        datasets,
        tuple(sorted({first(one, DCTERMS.language) for one in described} - {""})),
        span(newest[1] or newest[0], newest[0]),
        {
            "articles": len(articles),
            "datasets": len(datasets),
            "statements": len(explorer.statements.iris) - only_mentioned(records),
            "claims": len(records.article_claims),
            "things": len(explorer.things.iris),
            "questions": len(explorer.kg.questions.names),
        },
    )


def _asked(explorer: Explorer) -> list[Asked]:
    """Return those questions that the graph has, and that have rows."""
    found = []
    for text, (name, given) in ASKED.items():
        values = {parameter: [value] for parameter, value in given.items()}
        try:
            question = explorer.kg.questions.get(name)
            number = len(ask(explorer.records, question, values))
        except CakgError:  # other graphs may lack the question or what its parameters name
            continue
        query = _facets(explorer, question, given) if explorer.static else values
        if number:
            found.append(Asked(question_path(name), query, texts()["home"]["questions"][text], number))
    return found


def _facets(explorer: Explorer, question: Question, given: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the facets that select the rows for the parameters *given* among all rows, which a file has."""
    return {
        f"f.{name}": [local(term_of(explorer.records, question.parameter(name).type, value).value)]
        for name, value in given.items()
    }


def _contested(explorer: Explorer) -> tuple[Statement, ...]:
    """Return the contested statements of articles, the most important first."""
    query = f"SELECT DISTINCT ?statement WHERE {{ ?statement cakg:status <{STATUS.contested}> }}"
    found = {row["statement"] for row in rows_of(explorer.kg.engine, query)}
    return by_weight(list(explorer.records.statements(found & set(explorer.statements.iris.values())).values()))


def _main_things(explorer: Explorer, statements: Sequence[str]) -> tuple[list[tuple[str, str]], list[str]]:
    """Return IRIs and labels of the things with the most of *statements*, and the statements about one of them."""
    query = "SELECT DISTINCT ?statement ?thing WHERE { ?statement cakg:involves ?thing }"
    known, counted = set(explorer.things.iris.values()), set(statements)
    rows = rows_of(explorer.kg.engine, query)
    number = Counter(row["thing"] for row in rows if row["statement"] in counted)
    most = sorted(known & number.keys(), key=lambda thing: (-number[thing], thing))[:MOST_THINGS]
    labels = explorer.records.labels(most)
    about = {row["statement"] for row in rows if row["thing"] in labels} & counted
    return [(thing, labels[thing]) for thing in most], sorted(about)


def _rows(contents: Contents) -> Iterator[Sequence[str | int]]:
    """Yield a row for each source: what it covers, and how much of it is in the graph."""
    for one, number, complete in (*contents.articles, *contents.datasets):
        kind = "dataset" if one.dataset else "article"
        yield shorten(one.iri), kind, one.short_name, one.covers, number, "yes" if complete else "no", one.address


def _json(explorer: Explorer, contents: Contents) -> str:
    """Return version, licence, counts and sources as JSON."""
    records, rights = explorer.records, Rights(explorer.records)
    return tables.json(
        {
            "version": records.version or None,
            "content_hash": records.content_hash or None,
            "licence": rights.licence_iri or None,
            "rights": rights.scope or None,
            "counts": contents.counts,
            "sources": [
                {**one.source.as_json(), "covers": one.source.covers or None, "passages": one.number}
                for one in (*contents.articles, *contents.datasets)
            ],
        }
    )


VIEW = View(resource, paths)

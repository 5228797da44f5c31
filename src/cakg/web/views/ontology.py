"""The list of all terms of the ontology."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cakg import tables
from cakg.pages import terms
from cakg.pages.terms import Term
from cakg.web.explorer import Explorer, View
from cakg.web.formats import table, triples
from cakg.web.resources import PageNotFoundError, Parameters, Resource
from cakg.web.texts import texts

_COLUMNS = ("term", "iri", "kind", "label", "labels", "definition", "note", "example", "theme", "aspect", "list")


def resource(explorer: Explorer, parts: Sequence[str], parameters: Parameters) -> Resource:  # noqa: ARG001
    """Return the page."""
    if parts:
        raise PageNotFoundError("the ontology is one page; a term has a page below term/", [("ontology", "Ontology")])
    words = texts()["ontology"]
    found = tuple(explorer.terms.values())
    ontologies, counts = terms.ontologies(explorer.records), terms.statement_counts(explorer.records)
    return Resource(
        path="ontology",
        title=words["title"],
        description=words["description"].format(n=len(found)),
        template="ontology.html",
        values={
            "ontologies": ontologies,
            "groups": _groups(found),
            "themes": terms.by_theme(terms.of_kind(found, "predicate")),
            "lists": terms.lists(found),
            "counts": counts,
        },
        writers={
            "json": lambda: tables.json({"ontologies": ontologies, "terms": found}).encode(),
            "csv": lambda: table(_table(found, counts)),
            **triples(explorer, {*(one.iri for one in ontologies), *(one.iri for one in found)}),
        },
    )


def _table(found: Sequence[Term], counts: Mapping[str, tuple[int, int]]) -> list[Sequence[object]]:
    """Return the terms as a table; its last columns have how many statements use a predicate."""
    rows: list[Sequence[object]] = [(*_COLUMNS, "statements_in_articles", "statements")]
    for one in found:
        cells = {**one.as_json(), "labels": " | ".join(f"{text} ({language})" for language, text in one.labels)}
        used = counts.get(one.iri, (0, 0)) if one.kind == "predicate" else ("", "")
        rows.append([*(cells[name] or "" for name in _COLUMNS), *used])
    return rows


def _groups(found: Sequence[Term]) -> dict[str, list[Term]]:
    """Return the terms of the kinds that have no further headings."""
    return {kind: terms.of_kind(found, kind) for kind in ("class", "qualifier", "property")}


def paths(explorer: Explorer) -> Iterator[str]:  # noqa: ARG001
    """Yield the path of the page."""
    yield "ontology"


VIEW = View(resource, paths)

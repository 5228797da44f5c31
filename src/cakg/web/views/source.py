"""The page of a source: how each line of it is known, its passages in order, and their claims."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cakg import tables
from cakg.model import citing
from cakg.model.citing import Reference
from cakg.model.claims import values
from cakg.model.dates import span
from cakg.pages import source
from cakg.pages.dataset_rows import asked_rows
from cakg.pages.source import SourcePage
from cakg.questions.catalogue import Question
from cakg.vocabulary import DCTERMS
from cakg.web.answers.facets import key_of
from cakg.web.downloads import names
from cakg.web.explorer import Explorer, View
from cakg.web.formats import citation_writers, of_node
from cakg.web.resources import PageNotFoundError, Parameters, Resource
from cakg.web.texts import texts

MOST_IN_FULL = 1_000
"""How many passages are shown with everything about their claims; of the others, only the statements are shown."""


def resource(explorer: Explorer, parts: Sequence[str], parameters: Parameters) -> Resource:  # noqa: ARG001
    """Return the page of the source with the slug *parts*."""
    if len(parts) != 1 or not (iri := explorer.sources.iri(parts[0])):
        known = [(f"source/{name}", explorer.records.sources[one].short_name) for name, one in _named(explorer)]
        raise PageNotFoundError(f"no source is called {'/'.join(parts)!r}", known)
    page = source.page(explorer.records, iri)
    work, words = page.source, texts()["source"]
    itself = citing.of_source(work)
    named = f"{work.short_name}: {work.title}" if work.title else work.short_name
    kind = words["dataset" if work.dataset else "article"]

    def references() -> list[Reference]:
        return citing.different([itself, *map(citing.of_claim, page.claims)])

    return Resource(
        path=f"source/{parts[0]}",
        title=work.title or work.short_name,
        description=words["description"].format(kind=kind, name=named, date=work.date),
        template="source.html",
        values={
            "it": page,
            "source": work,
            "cited": itself,
            "bounds": _bounds(page),
            "download": _download(explorer, iri),
            "questions": _questions(explorer).get(iri, []) if work.dataset else [],
            "facet": {"f.source": key_of(iri)},
            "most": MOST_IN_FULL,
        },
        writers={
            **of_node(explorer, _nodes(page), page.statements, lambda: _json(page, references())),
            **citation_writers(references),
        },
        iri=iri,
    )


def _named(explorer: Explorer) -> list[tuple[str, str]]:
    return list(explorer.sources.iris.items())[:20]


def _download(explorer: Explorer, iri: str) -> str:
    """Return the path of the files with the part of a source, or of all downloads if it has none."""
    parts = names(explorer).items()
    return next((f"downloads/{name}" for name, part in parts if part and part.iri == iri), "downloads")


def _questions(explorer: Explorer) -> Mapping[str, list[tuple[Question, int]]]:
    """Return the questions that list rows of each dataset; they are found once."""
    catalogue = explorer.kg.questions
    return explorer.once(
        "rows in answers", lambda: asked_rows(explorer.records, [catalogue.get(name) for name in catalogue.names])
    )


def _bounds(page: SourcePage) -> str:
    """Return the first and the last possible day of publication in words; empty if the date says the same."""
    bounds = span(page.source.earliest, page.source.latest)
    return bounds if bounds != page.source.date else ""


def _nodes(page: SourcePage) -> set[str]:
    """Return the nodes on the page that triples describe: the source, its passages and claims, and remarks."""
    remarks = {note.iri for note in (*page.notes, *page.author_notes)}
    verdicts = page.use.verdicts if page.use else ()
    checks = {verdict.check for _, those in verdicts for verdict, _ in those}
    licence = values(page.properties, DCTERMS.license)
    passages = {one.passage.iri for one in page.passages}
    return {page.source.iri, *licence, *passages, *(claim.iri for claim in page.claims)} | remarks | checks


def _json(page: SourcePage, references: Sequence[Reference]) -> str:
    return tables.json({**page.as_json(), "references": [one.as_csl() for one in references]})


def paths(explorer: Explorer) -> Iterator[str]:
    """Yield the path of every source."""
    for name in explorer.sources.iris:
        yield f"source/{name}"


VIEW = View(resource, paths)

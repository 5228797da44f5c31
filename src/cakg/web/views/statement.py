"""The page of a statement: its claims, what it conflicts with and why, related statements, and citations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cakg import tables
from cakg.errors import UnknownThingError
from cakg.model import citing
from cakg.model.citing import Reference
from cakg.model.claims import first
from cakg.model.phrases import whole
from cakg.pages import statement
from cakg.pages.statement import StatementPage
from cakg.vocabulary import CAKG, STMT
from cakg.web.addresses import absolute
from cakg.web.explorer import Explorer, View
from cakg.web.formats import citation_writers, of_node, with_claims
from cakg.web.resources import PageNotFoundError, Parameters, Resource
from cakg.web.texts import texts


def resource(explorer: Explorer, parts: Sequence[str], parameters: Parameters) -> Resource:  # noqa: ARG001
    """Return the page of the statement with the slug *parts*; a row of a dataset has one on the server only."""
    if len(parts) != 1:
        raise PageNotFoundError("a statement has one name")
    iri = explorer.statements.iri(parts[0]) or STMT[parts[0]]
    try:
        page = statement.page(explorer.records, iri)
    except UnknownThingError as error:
        raise PageNotFoundError(error.message, explorer.near("statement", parts[0])) from error
    one, path = page.statement, f"statement/{parts[0]}"
    kind = texts()["cite"]["statement"].format(status=one.status.label)
    address = absolute(explorer.base, path, static=explorer.static) or iri
    itself = citing.of_page(explorer.records, iri, one.label, kind, address)
    claims = {claim.iri: citing.of_claim(claim) for claim in one.claims}

    def references() -> list[Reference]:
        return citing.different([itself, *claims.values()])

    shown = {each.iri for those in page.related.values() for each in those}
    return Resource(
        path=path,
        title=f"{one.label} [{one.status.label}]" if one.status.iri else one.label,
        description=f"{one.title}. {one.meaning}",
        template="statement.html",
        values={
            "it": page,
            "one": one,
            "works": explorer.records.sources,
            "cited": itself,
            "citations": claims,
            "origins": whole(first(one.properties, CAKG.independentSources)),
        },
        writers={
            **of_node(explorer, _nodes(explorer, page), [iri, *sorted(shown - {iri})], lambda: _json(page, itself)),
            **citation_writers(references),
        },
        iri=iri,
    )


def _nodes(explorer: Explorer, page: StatementPage) -> set[str]:
    """Return the nodes on the page that triples describe: the statement, its claims and passages, and remarks."""
    remarks = {one.iri for one in page.comparisons} | {one.iri for one in page.notes}
    checks = {iri for check in page.checks for iri in check.nodes}
    return with_claims(explorer, [page.statement.iri]) | remarks | checks


def _json(page: StatementPage, reference: Reference) -> str:
    content: Mapping[str, object] = page.as_json()
    return tables.json({**content, "citation": reference.text})


def paths(explorer: Explorer) -> Iterator[str]:
    """Yield the path of every statement that has a page."""
    for name in explorer.statements.iris:
        yield f"statement/{name}"


VIEW = View(resource, paths)

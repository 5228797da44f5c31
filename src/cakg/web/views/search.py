"""The results of a search by names. In the static site, a script lists them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cakg.model.claims import Labelled
from cakg.model.words import words
from cakg.pages.find import Findings, Found
from cakg.vocabulary import SOURCE, STMT, expand
from cakg.web.addresses import question_path, slug
from cakg.web.explorer import Explorer, View
from cakg.web.formats import table
from cakg.web.resources import BadAddressError, PageNotFoundError, Parameters, Resource
from cakg.web.texts import texts

LONGEST = 200
"""The greatest length of a text to search for."""
MOST = 300
"""How many results of each kind a page lists."""
FIRST = 20
"""How many of them are visible at first."""
COLUMNS = ("kind", "name", "label", "what", "matched")
"""The columns of the table of results."""


class Result(NamedTuple):
    """One result as the page lists it."""

    path: str
    """The path of its page; empty if it has none."""
    label: str
    matched: str = ""
    """The name that has the words, if the label does not have them."""
    kind: str = ""
    """The kind of a thing: ``state``."""
    about: str = ""
    """The definition of a thing or source."""
    status: Labelled | None = None
    """The status of a statement."""


class Group(NamedTuple):
    """The results of one kind."""

    name: str
    """The name of its texts: ``things``."""
    number: int
    """The number of all results."""
    results: list[Result]
    """The first of them."""


def resource(explorer: Explorer, parts: Sequence[str], parameters: Parameters) -> Resource:
    """Return the results for the parameter ``q``; without it, an empty page."""
    if parts:
        raise PageNotFoundError("a search has no further parts", [("search", texts()["search"]["title"])])
    text = " ".join(parameters.one("q").split())
    if len(text) > LONGEST:
        raise BadAddressError(f"the text to find has {len(text)} characters", remedy=f"give at most {LONGEST}")
    found = explorer.kg.find(text) if words(text) else Findings(text)
    said = texts()["search"]
    return Resource(
        path="search",
        title=said["title_of"].format(text=text) if text else said["title"],
        description=said["description"],
        template="search.html",
        values={"searched": text, "found": found, "groups": _groups(explorer, found), "first": FIRST},
        writers={}
        if explorer.static
        else {"json": lambda: found.json().encode(), "csv": lambda: table([COLUMNS, *_rows(found)])},
        query={"q": [text]} if text else {},
    )


def paths(explorer: Explorer) -> Iterator[str]:  # noqa: ARG001
    """Yield the path of the page whose script lists results."""
    yield "search"


def _groups(explorer: Explorer, found: Findings) -> list[Group]:
    kinds = {named.iri: named.kind for named in explorer.records.names().named}

    def node(one: Found) -> Result:
        iri = expand(one.name) or one.name
        kind = "" if iri.startswith(SOURCE.iri) else kinds.get(iri, "")
        return Result(explorer.path_of(iri), one.label, one.matched, kind, about=one.what)

    questions = [Result(question_path(one.name), one.summary) for one in found.questions]
    groups = [
        Group("things", len(found.things), [node(one) for one in found.things[:MOST]]),
        Group("sources", len(found.sources), [node(one) for one in found.sources[:MOST]]),
        Group("questions", len(questions), questions[:MOST]),
        Group("statements", len(found.statements), _statements(explorer, found.statements[:MOST])),
        Group("rows", len(found.rows), _statements(explorer, found.rows[:MOST])),
    ]
    return [group for group in groups if group.results]


def _rows(found: Findings) -> Iterator[Sequence[str]]:
    """Yield a row for each result: its kind, the abbreviated IRI or the name of the question, and what is known."""
    kinds = {"thing": found.things, "source": found.sources, "statement": found.statements, "row": found.rows}
    for kind, results in kinds.items():
        yield from ((kind, *one) for one in results)
    yield from (("question", one.name, one.summary, "", "") for one in found.questions)


def _statements(explorer: Explorer, found: Sequence[Found]) -> list[Result]:
    """Return statements with their statuses; those found only in datasets have pages on the server."""
    iris = [expand(one.name) or one.name for one in found]
    known = explorer.records.statements(iris)
    return [
        Result(f"statement/{slug(iri, STMT.iri)}", one.label, status=one.status)
        for iri in iris
        if (one := known.get(iri))
    ]


VIEW = View(resource, paths)

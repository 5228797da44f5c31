"""The list of questions, by theme, with a search for words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from cakg import tables
from cakg.questions.catalogue import Question
from cakg.web.explorer import Explorer, View
from cakg.web.resources import PageNotFoundError, Parameters, Resource
from cakg.web.texts import texts


def resource(explorer: Explorer, parts: Sequence[str], parameters: Parameters) -> Resource:
    """Return the page; with the parameter ``q``, it lists the questions that contain all words of it."""
    if parts:
        raise PageNotFoundError("the list of questions has one page", [("questions", texts()["questions"]["title"])])
    words = texts()["questions"]
    searched = " ".join(parameters.one("q").split())
    found = explorer.kg.questions.all(searched)
    by_theme = groupby(sorted(found, key=lambda one: one.theme), key=lambda one: one.theme)
    return Resource(
        path="questions",
        title=words["title"],
        description=words["description"],
        template="questions.html",
        values={
            "themes": [(theme.replace("-", " "), list(those)) for theme, those in by_theme],
            "number": len(found),
            "searched": searched,
        },
        writers={"json": lambda: tables.json(found).encode(), "csv": lambda: _csv(found).encode()},
        query={"q": [searched]} if searched else {},
    )


def paths(explorer: Explorer) -> Iterator[str]:  # noqa: ARG001
    """Yield the path of the list."""
    yield "questions"


def _csv(found: Sequence[Question]) -> str:
    header = ("name", "theme", "summary", "parameters", "columns", "view", "tags", "related", "note")
    rows = (
        (
            one.name,
            one.theme,
            one.summary,
            "; ".join(f"{parameter.name} ({parameter.type}): {parameter.text}" for parameter in one.parameters),
            "; ".join(column.name for column in one.columns if not column.hidden),
            one.view,
            "; ".join(one.tags),
            "; ".join(one.related),
            one.note,
        )
        for one in found
    )
    return tables.csv([header, *rows], newline="\r\n", raw=True)


VIEW = View(resource, paths)

"""The page of a thing: a summary, then what sources say about it, section by section.

``thing/NAME`` has its sections by theme, ``thing/NAME/by-source`` by source. A long section also has pages of its own:
``thing/NAME/theme-security``, ``thing/NAME/theme-security/2``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from cakg.pages import about
from cakg.pages.page import ABOUT_IT, Page, Section
from cakg.vocabulary import ID
from cakg.web.beside import by_language, companions, identified, images
from cakg.web.blocks import MOST_BLOCKS, MOST_CLAIMS, MOST_LINES, Block, blocks, overview
from cakg.web.explorer import Explorer, View
from cakg.web.formats import csv_of, of_node
from cakg.web.limits import Limits, Marks, choices, limits, numbers
from cakg.web.places import place
from cakg.web.resources import PageNotFoundError, Parameters, Resource, Writer
from cakg.web.texts import texts

BY_SOURCE = "by-source"

_FEW = MOST_LINES // (2 * MOST_CLAIMS)
"""A thing with no more statements has no long sections: a statement has at most two lines for each claim."""


class _View(NamedTuple):
    """A thing with all statements, and limited to what the address asks for."""

    explorer: Explorer
    path: str
    """The path of the page of the thing."""
    every: Page
    page: Page
    limits: Limits


def resource(explorer: Explorer, parts: Sequence[str], parameters: Parameters) -> Resource:
    """Return the page of the thing with the slug *parts*, or of one of its sections."""
    name, section, number = [*parts, "", "", ""][:3]
    iri = explorer.things.iri(name)
    if not iri or len(parts) > 3 or "" in parts:
        raise _unknown(explorer, "/".join(parts), name)
    chosen = limits(explorer, parameters)
    of_dataset = bool(chosen.told_by and chosen.told_by.dataset)
    every = about.everything(explorer.records, iri, datasets=True) if of_dataset else explorer.everything(iri)
    view = _View(explorer, f"thing/{name}", every, chosen.apply(explorer, every), chosen)
    if number or section not in ("", BY_SOURCE):
        return _section(view, section, number)
    return _overview(view, by_source=bool(section))


def _unknown(explorer: Explorer, path: str, name: str) -> PageNotFoundError:
    """Return the error for an unknown thing; for a thing without a name it says so."""
    if unnamed := explorer.records.names().unnamed(ID[name]):
        return PageNotFoundError(unnamed.message, remedy=unnamed.remedy)
    return PageNotFoundError(f"no thing is called {path!r}", explorer.near("thing", name))


def _overview(view: _View, *, by_source: bool) -> Resource:
    page = view.page.by_source() if by_source else view.page
    found, offered = blocks(page), choices(view.every, view.limits)
    words = texts()["thing"]
    number = view.every.number
    drawn = {} if by_source else images(view.explorer, view.page)
    count = words["statement" if number == 1 else "statements"].format(n=f"{number:,}")
    return Resource(
        path=f"{view.path}/{BY_SOURCE}" if by_source else view.path,
        title=words["title_by_source"].format(thing=page.label) if by_source else page.label,
        description=" ".join(filter(None, (page.definition, f"{count}."))),
        template="thing.html",
        values={
            **_values(view, page),
            "by_source": by_source,
            "images": list(drawn),
            "place": None if by_source else place(view.explorer, page.iri),
            "switch": by_source or _has_sources(view.every),
            "summary": view.every.summary,
            "companions": companions(view.explorer, view.every),
            "identified": identified(view.explorer, view.page),
            "works": {
                role: [one for one in view.every.works if one.role == role]
                for role in dict.fromkeys(one.role for one in view.every.works)
            },
            "names": by_language(page.names),
            "blocks": overview(found),
            "others": found[MOST_BLOCKS:],
            "choices": offered,
            "numbers": numbers(view.every, offered),
        },
        writers=_files(view, page) if by_source else {**_described(view, page), **drawn},
        iri="" if by_source else page.iri,
        query=view.limits.query,
    )


def _section(view: _View, name: str, number: str) -> Resource:
    """Return a page of one section; one of the sections by source if there is none with the *name* by theme."""
    page, words = view.page, texts()["thing"]
    block = next((one for each in (page, page.by_source()) for one in blocks(each) if one.name == name), None)
    pages = block.pages() if block else []
    at = int(number) if re.fullmatch("[1-9][0-9]{0,5}", number) else 1 if not number else 0
    if not block or not 0 < at <= len(pages) or number == "1":
        wrong = "/".join(filter(None, (name, number)))
        raise PageNotFoundError(f"{page.label} has no page {wrong!r}", [(view.path, page.label)])
    part = pages[at - 1]
    shown = page._replace(sections=tuple(_sections(part)), rows=())
    title = words["title_of_section"].format(thing=page.label, section=block.heading)
    return Resource(
        path=f"{view.path}/{name}/{at}" if at > 1 else f"{view.path}/{name}",
        title=title if len(pages) == 1 else words["title_of_page"].format(title=title, n=at, of=len(pages)),
        description=page.definition,
        template="thing_section.html",
        values={
            **_values(view, page),
            "block": part,
            "at": at,
            "section_path": f"{view.path}/{name}",
            "pages": len(pages),
        },
        writers=_files(view, shown),
        query=view.limits.query,
    )


def _values(view: _View, page: Page) -> Mapping[str, Any]:
    """Return the values that the templates of both kinds of page need."""
    return {
        "it": page,
        "thing_path": view.path,
        "all": view.every.number,
        "chosen": view.limits,
        "marks": Marks() if view.explorer.static else None,
    }


def _described(view: _View, page: Page) -> Mapping[str, Writer]:
    """Return the writers of *page*, which have the triples of the thing, its identifiers and its statements."""
    statements = [one.iri for one in page.statements]
    subjects = {page.iri, *statements, *(one.mapping for one in page.identifiers)}
    return of_node(view.explorer, subjects, statements, page.json, brief=set(statements))


def _files(view: _View, page: Page) -> Mapping[str, Writer]:
    """Return the writers of a page that shows a part or another order of the page of the thing, which has the triples.

    It has none in the static site, where they would be duplicates.
    """
    if view.explorer.static:
        return {}
    statements = [one.iri for one in page.statements]
    return {"json": lambda: page.json().encode(), "csv": lambda: csv_of(view.explorer, statements)}


def _sections(block: Block) -> Iterator[Section]:
    for part, groups in block.parts:
        statements = tuple(one for group in groups for one in group.statements)
        yield Section(block.heading, part, statements, 0, block.relation, block.iri)


def _has_sources(page: Page) -> bool:
    """Return whether more than one source makes claims about the thing itself, so that sections by source differ."""
    return any(tally.relation == ABOUT_IT and tally.sources > 1 for tally in page.summary)


def paths(explorer: Explorer) -> Iterator[str]:
    """Yield the paths of every thing: its page, its page by source, and the pages of its long sections."""
    for one in sorted(explorer.listed_things, key=lambda each: each.iri):
        path, long = explorer.path_of(one.iri), one.related > _FEW
        yield path
        if long:
            yield from _paths_of_sections(path, explorer.everything(one.iri))
        if one.sources > 1:
            yield f"{path}/{BY_SOURCE}"
        if one.sources > 1 and long:
            found = _paths_of_sections(path, explorer.everything(one.iri).by_source())
            yield from (each for each in found if "/source-" in each)


def _paths_of_sections(path: str, page: Page) -> Iterator[str]:
    found = blocks(page)
    begun = {one.name: one for one in overview(found)}
    for one in found:
        if one.name not in begun or begun[one.name].more:
            yield f"{path}/{one.name}"
            yield from (f"{path}/{one.name}/{number}" for number in range(2, len(one.pages()) + 1))


VIEW = View(resource, paths)

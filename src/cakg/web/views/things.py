"""The list of all things, by kind: ``things``, and of the things of one kind: ``things/state``, ``things/state/2``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cakg import tables
from cakg.model.names import KINDS
from cakg.pages.things import Thing, table
from cakg.web.explorer import Explorer, View
from cakg.web.formats import table as csv_of_table
from cakg.web.resources import PageNotFoundError, Parameters, Resource
from cakg.web.texts import texts

MOST = 300
"""How many things a page lists."""

_KINDS = tuple(kind.lower() for kind in KINDS)


class KindList(NamedTuple):
    """Things of one kind, or some of them."""

    kind: str
    things: Sequence[Thing]
    number: int
    """How many there are in all."""


def resource(explorer: Explorer, parts: Sequence[str], parameters: Parameters) -> Resource:
    """Return the list of all things, or of a kind, whose names have words that begin with those of ``q``."""
    kind, number = [*parts, "", ""][:2]
    words, asked = texts()["things"], parameters.one("q").strip()
    near = [(f"things/{one}", words["kinds"][one]) for one in _KINDS]
    if len(parts) > 2 or (kind and kind not in _KINDS):
        raise PageNotFoundError(f"there is no kind of thing {'/'.join(parts)!r}", near)
    every = [one for one in explorer.listed_things if one.kind == kind or not kind]
    found = [one for one in every if one.is_called(asked)]
    pages = max(1, -(-len(found) // MOST)) if kind else 1
    at = int(number) if re.fullmatch("[1-9][0-9]{0,5}", number) else 1 if not number else 0
    if not 0 < at <= pages or number == "1":
        raise PageNotFoundError(f"the list has no page {number!r}", near)
    return Resource(
        path="/".join(filter(None, ("things", kind, str(at) if at > 1 else ""))),
        title=words["kinds"][kind] if kind else words["title"],
        description=words["description"].format(n=f"{len(every):,}"),
        template="things.html",
        values={
            "lists": [KindList(kind, found[(at - 1) * MOST : at * MOST], len(found))] if kind else _overview(found),
            "kinds": _counts(explorer),
            "chosen": kind,
            "asked": asked,
            "number": len(found),
            "all": len(every),
            "pages": pages,
            "at": at,
        },
        writers={
            "json": lambda: tables.json({"things": found}).encode(),
            "csv": lambda: csv_of_table(table(found)),
        }
        if at == 1
        else {},
        query={"q": [asked]} if asked else {},
    )


def _counts(explorer: Explorer) -> dict[str, int]:
    """Return the number of things of each kind that has any."""
    numbers = {kind: sum(one.kind == kind for one in explorer.listed_things) for kind in _KINDS}
    return {kind: number for kind, number in numbers.items() if number}


def _overview(found: Sequence[Thing]) -> list[KindList]:
    """Return the beginning of the list of each kind; all together have about :data:`MOST` things."""
    lists = [KindList(kind, those, len(those)) for kind in _KINDS if (those := [x for x in found if x.kind == kind])]
    room, shown = MOST, {}
    for left, one in zip(range(len(lists), 0, -1), sorted(lists, key=lambda one: one.number), strict=True):
        shown[one.kind] = one._replace(things=one.things[: max(1, room // left)])
        room -= len(shown[one.kind].things)
    return [shown[one.kind] for one in lists]


def paths(explorer: Explorer) -> Iterator[str]:
    """Yield the paths of the list of all things, and of those of each kind."""
    yield "things"
    for kind, number in _counts(explorer).items():
        yield f"things/{kind}"
        yield from (f"things/{kind}/{at}" for at in range(2, -(-number // MOST) + 1))


VIEW = View(resource, paths)

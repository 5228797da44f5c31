"""The rows of an answer that an address selects: those that fit the facets, in its order, and the part on one page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import NamedTuple

from cakg.questions.answer import Answer
from cakg.store.rows import values_of
from cakg.vocabulary import PREFIXES
from cakg.web.answers.address import Address
from cakg.web.answers.facets import OF_CLAIMS, Facet, facets, matching
from cakg.web.answers.order import Ranks, order
from cakg.web.explorer import Explorer
from cakg.web.resources import BadAddressError, PageNotFoundError

ROWS_ON_A_PAGE = 200
"""How many rows a page of the server has."""
ROWS_IN_A_FILE = 1000
"""How many rows a page of the static site has at most. Of a longer answer it has the first :data:`ROWS_ON_A_PAGE`."""


class Selection(NamedTuple):
    """The rows of a page."""

    selected: Answer
    """All rows that fit the facets, in order. All rows if the page is a file, whose script selects."""
    part: Answer
    """Those that are on the page: the first rows if the page is a file."""
    pages: int
    """The number of pages that the selected rows need on a server."""
    facets: Sequence[Facet]
    """The facets of the answer before any is applied; for a file of the rows that it has."""
    number: int
    """The number of rows that have these facets."""


def select(explorer: Explorer, whole: Answer, address: Address) -> Selection:
    """Return the rows of the answer *whole* for *address*; raise an error for what it does not have."""
    _check(whole, address)
    if explorer.static:
        part = whole if len(whole) <= ROWS_IN_A_FILE else whole.selected(range(ROWS_ON_A_PAGE))
        return Selection(whole, part, 1, facets(explorer.records, part), len(part))
    found = facets(explorer.records, whole)
    _check_values(explorer, found, address)
    selected = _selected(whole, address, found)
    pages = max(-(-len(selected) // ROWS_ON_A_PAGE), 1)
    return Selection(selected, _part(selected, address.page, pages), pages, found, len(whole))


def _check(answer: Answer, address: Address) -> None:
    """Raise an error for an unknown facet or column in *address*."""
    names = list(dict.fromkeys([*OF_CLAIMS, *answer.columns]))
    for name in address.facets:
        if name not in names:
            raise PageNotFoundError(f"no rows can be chosen by {name!r}", remedy=f"facets are {', '.join(names)}")
    columns = answer.shown_columns
    if address.sort and address.sort.removeprefix("-") not in columns:
        raise BadAddressError(
            f"the parameter sort cannot be {address.sort!r}",
            remedy=f"it is one of {', '.join(columns)}, with a hyphen before it for the reverse order",
        )


def _check_values(explorer: Explorer, those: Sequence[Facet], address: Address) -> None:
    """Raise an error for a chosen value that no row has and that is no year, thing or term of the graph either."""
    for facet in those:
        for key in address.facets.get(facet.name, ()):
            if key in facet.labels or (facet.name == "year" and re.fullmatch("[0-9]{4}", key)):
                continue
            nodes = values_of([key, *(namespace + key for namespace in PREFIXES.values())])
            if not explorer.kg.engine.ask(f"ASK {{ VALUES ?node {{ {nodes} }} ?node a ?class }}"):
                near = get_close_matches(key, facet.labels, n=4, cutoff=0.4) or list(facet.labels)[:4]
                remedy = f"use one of {', '.join(near)}" if near else "leave it out: no row has a value"
                raise PageNotFoundError(f"the facet {facet.name} has no value {key!r}", remedy=remedy)


def _selected(whole: Answer, address: Address, those: Sequence[Facet]) -> Answer:
    """Return the rows that fit the facets, in the order of *address*."""
    places: Sequence[int] = range(len(whole))
    if address.sort:
        ranked = Ranks(whole).by(address.sort.removeprefix("-"))
        places = order(ranked, descending=address.sort.startswith("-"))
    if any(address.facets.values()):
        fitting = {*matching(those, address.facets, len(whole))}
        places = [place for place in places if place in fitting]
    return whole if places == range(len(whole)) else whole.selected(places)


def _part(answer: Answer, page: int, last: int) -> Answer:
    """Return the rows on a page of *last*; raise an error for a later one."""
    if page > last:
        raise PageNotFoundError(f"the table has no page {page}", remedy=f"the last page is {last}")
    start = (page - 1) * ROWS_ON_A_PAGE
    return answer if last == 1 else answer.selected(range(start, min(start + ROWS_ON_A_PAGE, len(answer))))

"""What the script of a table in a file needs: the values of facets, the order by each column, and the rows as CSV.

A file cannot depend on its address, so that ``tables.js`` selects and sorts the rows that are in the page. It gets the
ranks and keys that the server uses, and therefore shows the same rows in the same order. Parameters whose values are
in a column of the rows select rows too.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from cakg.harmless import visible
from cakg.model.names import plain
from cakg.model.records import Records
from cakg.questions.answer import Answer
from cakg.questions.catalogue import Question
from cakg.vocabulary import local, shorten
from cakg.web.answers.facets import OF_CLAIMS, Facet, key_of
from cakg.web.answers.order import Ranks
from cakg.web.answers.table import Table

_NAMED = frozenset({"thing", "state", "predicate", "verdict"})
"""The types of parameters whose names a file has."""


def data(
    answer: Answer, table: Table, facets: Sequence[Facet], names: Mapping[str, Mapping[str, str]]
) -> dict[str, Any]:
    """Return the data for the rows of *answer*, all of which are in *table*; *names* are those of :func:`names`."""
    ranks = Ranks(answer)
    cells = {column.name: [row.cells[place].text for row in table.rows] for place, column in enumerate(table.columns)}
    header, *lines = answer.lines(iri=True)
    values = {str(name): [_text(line[place]) for line in lines] for place, name in enumerate(header)}
    return {
        "columns": [*cells],
        "ranks": {name: ranks.by(name) for name in cells},
        "names": names,
        "facets": {facet.name: _coded(facet.rows) for facet in facets},
        # The script takes a column of the CSV file from the cells of the table, or if they differ, from here.
        "csv": [
            {"name": name, **({} if name in cells and _is_shown(values[name], cells[name]) else _coded(values[name]))}
            for name in values
        ],
    }


def names(records: Records, question: Question, facets: Sequence[Facet]) -> dict[str, dict[str, str]]:
    """Return the parameters by which a file can select rows: for each name of a value the key of a facet.

    These are the parameters that bind a column, so that their value is that of the column in each row. A parameter with
    a default is none of them, since other values have other rows. Names are in the form in which they are compared. A
    name of several things is left out.
    """
    columns = {facet.name: facet for facet in facets if facet.name not in OF_CLAIMS}
    usable = [one for one in question.parameters if one.name in columns and one.type in _NAMED and not one.default]
    return {one.name: _keys(records, one.type, columns[one.name]) for one in usable}


def _keys(records: Records, kind: str, facet: Facet) -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for one in records.names(kind).named:
        for text in (one.text, local(one.iri), shorten(one.iri), one.iri):
            found.setdefault(plain(text), set()).add(key_of(one.iri))
    return {text: key for text, (key, *others) in found.items() if not others and key in facet.labels}


def _is_shown(values: Sequence[str], cells: Sequence[str]) -> bool:
    """Return whether a page shows each of the *values* unchanged in its cell."""
    return all(
        value == cell == visible(value) and value == value.strip() and "\r" not in value
        for value, cell in zip(values, cells, strict=True)
    )


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _coded(values: Sequence[Hashable]) -> dict[str, Any]:
    """Return the different *values*, and for each row the place of its value among them."""
    places = {value: place for place, value in enumerate(dict.fromkeys(values))}
    return {"values": list(places), "rows": [places[value] for value in values]}

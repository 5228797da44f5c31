"""The page of an answer: the rows that its address selects, and everything around them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from cakg.model.phrases import listed
from cakg.questions import triples
from cakg.questions.answer import Answer
from cakg.questions.catalogue import Question
from cakg.vocabulary import STMT
from cakg.web.addresses import Links, question_path
from cakg.web.answers import asking
from cakg.web.answers.address import Address
from cakg.web.answers.data import data, names
from cakg.web.answers.facets import MOST_VALUES, Facet, Value, values
from cakg.web.answers.fields import Field
from cakg.web.answers.files import Contents, writers
from cakg.web.answers.notes import notes, reasons
from cakg.web.answers.selection import Selection, select
from cakg.web.answers.snippets import command, snippets
from cakg.web.answers.table import table
from cakg.web.explorer import Explorer
from cakg.web.resources import Resource
from cakg.web.texts import texts

FEW_ROWS = 5
"""An answer with no more rows is shown without facets."""


class Asked(NamedTuple):
    """The answer of a page."""

    answer: Answer
    """The answer, which may be cut."""
    every: Callable[[], Answer]
    """Returns the answer with all its rows."""


def page(
    explorer: Explorer, asked_for: Asked, address: Address, form: Sequence[Field], shared: Mapping[str, Any]
) -> Resource:
    """Return the page of an answer at *address*; *form* has its fields, and *shared* the values of any page.

    All formats have the selected rows: if the answer is cut, files have all of them, and the page some. Raises an error
    for an unknown facet, column or part.
    """
    whole = asked_for.answer
    rows = select(explorer, whole, address)
    left_out = notes(whole, address)

    def complete() -> tuple[Answer, Answer]:
        found = asked_for.every() if whole.is_cut else whole
        return found, select(explorer, found, address).selected if whole.is_cut else rows.selected

    asked = {field.name: [one.label for one in field.asked] for field in form if field.values}
    why = [] if len(whole) else reasons(whole, address, asked)
    shown = table(whole, rows.part)
    whole_file = explorer.static and 0 < len(rows.part) == len(whole)
    of_facets = _values_of_facets(rows, address)
    chosen = [(of_facets["facet_names"].get(name, name), label) for name, _, label in of_facets["chosen"]]
    usable = names(explorer.records, whole.question, rows.facets) if whole_file else {}
    return Resource(
        path=question_path(whole.question.name),
        title=whole.question.summary,
        description=_description(whole.question, asked, len(rows.selected)),
        template="question.html",
        values={
            **shared,
            "answer": rows.selected,
            "number": len(whole),
            "count": _count(len(rows.selected), len(whole)),
            "last_page": rows.pages,
            "table": shown,
            "data": data(rows.part, shown, rows.facets, usable) if explorer.static and shown.rows else None,
            "usable": usable,
            "path_of_statement": lambda iri: _path_of_statement(explorer, iri),
            "query_data": asking.data(explorer, whole.question) if explorer.engine else None,
            "notes": [(note, command(whole.question, note.address)) for note in left_out],
            "reasons": [(note, command(whole.question, note.address)) for note in why],
            **of_facets,
            **_values_of_code(explorer, whole, address),
        },
        writers=writers(explorer, Contents(whole, rows.selected, address, left_out, chosen), complete),
        query=address.query,
        iri=triples.iri(whole.question.name),
    )


def _values_of_facets(rows: Selection, address: Address) -> dict[str, Any]:
    """Return the facets, their names, and the chosen values: the name of the facet, the key and the label of each."""
    labels = {facet.name: facet.labels for facet in rows.facets}
    chosen = [(name, key, labels.get(name, {}).get(key, key)) for name, keys in address.facets.items() for key in keys]
    return {"facets": _listed(rows, address), "facet_names": _names(rows.facets), "chosen": chosen}


def _values_of_code(explorer: Explorer, answer: Answer, address: Address) -> dict[str, Any]:
    """Return the address of the answer, code that gets its rows, and with what the addresses in both begin."""
    start = explorer.base or texts()["question"]["address"]
    path = question_path(answer.question.name)
    csv = Links("", static=False).to(path, "csv", query=address._replace(page=1).query)
    here = Links("", static=explorer.static).to(path, query=address.query)
    return {"start": start, "permalink": start + here, "snippets": snippets(answer, address, start + csv)}


def _listed(rows: Selection, address: Address) -> list[tuple[str, list[Value]]]:
    """Return the facets from which readers can choose, each with its values: those that have several."""
    if rows.number <= FEW_ROWS and not address.facets:
        return []
    several = (facet for facet in rows.facets if len(facet.labels) > 1 or address.facets.get(facet.name))
    named = ((facet.name, values(facet, rows.facets, address.facets)) for facet in several)
    return [(name, found[:MOST_VALUES]) for name, found in named if found]


def _names(those: Sequence[Facet]) -> dict[str, str]:
    """Return the name of each facet for readers."""
    words = texts()["question"]["facet"]
    return {facet.name: words.get(facet.name) or facet.name.replace("_", " ").capitalize() for facet in those}


def _path_of_statement(explorer: Explorer, iri: str) -> str:
    """Return the path of the page of a statement; a statement found only in datasets has one on the server alone."""
    if not iri:
        return ""
    name = iri.removeprefix(STMT.iri)
    return explorer.path_of(iri) or ("" if explorer.static or name == iri else f"statement/{name}")


def _count(shown: int, number: int) -> str:
    words = texts()["question"]
    forms = words["rows"] if shown == number else words["rows_of"]
    text: str = forms["one" if number == 1 else "many"].format(n=f"{shown:,}", all=f"{number:,}")
    return text


def _description(question: Question, asked: Mapping[str, Sequence[str]], number: int) -> str:
    given = "; ".join(f"{name.replace('_', ' ')}: {listed(labels)}" for name, labels in asked.items())
    return " ".join(filter(None, (question.summary, f"{given}." if given else "", f"{_count(number, number)}.")))

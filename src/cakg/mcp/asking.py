"""The tools questions and ask: the questions of the catalogue, and their answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pyoxigraph import NamedNode

from cakg.graph import KnowledgeGraph
from cakg.mcp.writing import Reply, Slice, Window, Writer, cells, data_of, short, sides, window
from cakg.model.claims import Statement
from cakg.pages.points import PointClaim
from cakg.questions.answer import Answer
from cakg.questions.ask import ask as answer_to
from cakg.questions.bounds import MOST_ROWS
from cakg.questions.catalogue import Question
from cakg.store.protocol import Row
from cakg.tables import counted
from cakg.vocabulary import shorten

_IN_CLAIMS = frozenset({"statement", "polarity", "status", "speaker", "hedge", "condition", "passage"})
"""The columns that text leaves out where the claims of a row, which are below it, say the same."""


def questions(kg: KnowledgeGraph, words: str, at: Slice) -> Reply:
    """Return the questions with all *words*, or else the most similar ones, with their parameters."""
    found, note = kg.questions.all(words), ""
    if not found:
        found = kg.questions.nearest(words)
        note = f"No question has all the words of {words!r}." + (" These have some of them:" if found else "")
    listed = window(found, _header, at)
    writer = Writer()
    writer.add(note)
    for one in listed.items:
        writer.block(f"{one.name}: {one.summary}")
        for each in one.parameters:
            example = f"; example: {each.example}" if each.example else ""
            default = f"; default: {each.default_word}" if each.default else ""
            writer.add(f"- {each.name} ({each.type}): {each.text}{example}{default}", indent=2)
    data = {"questions": listed.data, "note": data_of(note)}
    return writer.reply(kg.records.edition, data, listed.left_out("questions"))


def answer(kg: KnowledgeGraph, question: str, parameters: Mapping[str, Any], *, profile: str, datasets: bool) -> Answer:
    """Return the answer to a question of the catalogue; the value of a parameter is one value or a list."""
    given = {name: [_word(one) for one in _listed(values)] for name, values in parameters.items()}
    return answer_to(kg.records, kg.questions.get(question), given, profile=profile, datasets=datasets, most=MOST_ROWS)


def ask(kg: KnowledgeGraph, whole: Answer, at: Slice) -> Reply:
    """Return the rows of an answer, each with the claims that support it."""
    part = whole.selected(range(len(whole))[at.offset : at.offset + at.limit])
    header, texts = part.readable(iri=True)
    found = map(_Row, part.rows, part.terms, texts, _claims(kg, part), _others(kg, part))
    rows = window(list(found), _Row.data, Slice(at.limit))
    rows = Window(rows.items, rows.data, len(whole), at.offset)
    notes, meanings = [*_notes(whole)], {word: f"{word}: {text}" for word, text in whole.meanings}

    writer = Writer()
    writer.add(whole.question.summary)
    for number, row in enumerate(rows.items, start=at.offset + 1):
        writer.block(f"{number}. {cells(header, row.texts, _IN_CLAIMS if row.claims else ())}")
        writer.claims(row.claims)
        for one in row.others:
            writer.statement(one)
    in_legend = {one.status.label for row in rows.items for each in row.claims for one in each.statements}
    if shown := [*notes, *(text for word, text in meanings.items() if word not in in_legend)]:
        writer.heading("Notes")
        writer.add(*shown)
    known = {column.name: column.text for column in whole.question.columns}
    data = {
        "question": whole.question.name,
        "summary": data_of(whole.question.summary),
        "given": data_of({name: list(values) for name, values in whole.given.items()}),
        "columns": data_of({name: known.get(name, "") for name in part.columns}),
        "rows": rows.data,
        "number": len(whole),
        "notes": [short(note) for note in (*notes, *meanings.values())],
        "related": data_of(whole.question.related),
    }
    return writer.reply(kg.records.edition, data, [*rows.left_out("rows"), *_not_asked_for(whole)])


def _header(one: Question) -> Any:
    parameters = [
        {"name": each.name, "type": each.type, "text": each.text, "example": each.example, "default": each.default_word}
        for each in one.parameters
    ]
    head = {"name": one.name, "theme": one.theme, "summary": one.summary, "note": one.note}
    return data_of({**head, "parameters": parameters})


def _listed(values: Any) -> list[Any]:
    return values if isinstance(values, list) else [values]


def _word(value: object) -> str:
    """Return the value of a parameter as a person would type it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


class _Row(NamedTuple):
    """A row of an answer."""

    values: Mapping[str, Any]
    terms: Row
    texts: Sequence[str]
    """The cells for readers."""
    claims: Sequence[PointClaim]
    """The claims that support it, with the statements that they are about."""
    others: Sequence[Statement]
    """Other statements that cells name."""

    def data(self) -> Any:
        """Return the row as data."""
        named = zip(self.values, self.terms, strict=True)
        iris = {name: shorten(term.value) for name, term in named if isinstance(term, NamedNode)}
        return data_of({"cells": self.values, "iris": iris, "claims": self.claims, "statements": self.others})


def _claims(kg: KnowledgeGraph, answer: Answer) -> list[list[PointClaim]]:
    """Return the claims of each row of *answer*, with the statements that they are about."""
    own = kg.records.statements(entry.statement for entry in answer.entries if entry.statement)
    found = []
    for entry, cited in zip(answer.entries, answer.cited, strict=True):
        one = own.get(entry.statement)
        about = [PointClaim(claim, (one,)) for claim in one.claims if claim.iri in entry.claims] if one else []
        covered = {claim.iri for claim, _ in about}
        found.append([*about, *sides(kg.records, [claim for claim in cited if claim.iri not in covered])])
    return found


def _others(kg: KnowledgeGraph, answer: Answer) -> list[list[Statement]]:
    """Return for each row of *answer* the statements that its cells name, except the one that it is about."""
    known = kg.records.statements(term.value for row in answer.terms for term in row if term)
    return [
        [known[term.value] for term in row if term and term.value in known and term.value != entry.statement]
        for row, entry in zip(answer.terms, answer.entries, strict=True)
    ]


def _notes(answer: Answer) -> Iterator[str]:
    """Yield how to read the rows; if there are none, what that means."""
    if not len(answer):
        yield " ".join(answer.empty_text().split())
    if answer.question.note:
        yield answer.question.note
    if answer.question.uncited:
        yield f"The rows cite no claims: {answer.question.uncited}"


def _not_asked_for(answer: Answer) -> Iterator[str]:
    """Yield which rows were not asked for, and the parameters that find them."""
    scope = answer.scope
    if answer.is_cut:
        yield f"There are more than {len(answer):,} rows, and only so many were computed: give more parameters."
    if scope.hidden:
        yield f"{counted(scope.hidden, 'row')} outside the profile: profile=everything shows them."
    if answer.leaves_uncounted:
        yield "Rows found only in datasets are left out and not counted: datasets=true shows them."
    if answer.left_out:
        yield f"{counted(answer.left_out, 'row')} found only in datasets: datasets=true shows them."
    if scope.undated:
        yield f"{counted(scope.undated, 'row')} without a date: parameters {_shown(scope.undated_given)} show them."
    if scope.about_groups:
        number = counted(scope.about_groups, "statement")
        yield f"{number} about groups of what was asked for: parameters {_shown(scope.groups_given)} show them."


def _shown(given: Mapping[str, Sequence[str]]) -> str:
    return "; ".join(f"{name}={' or '.join(values)}" for name, values in given.items())

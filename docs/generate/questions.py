"""The page of all questions, from the headers of the files in ``queries/questions``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from cakg.paths import shipped
from cakg.questions.catalogue import START, Catalogue, Parameter, Question
from generate.markdown import block, code, definition, escaped


def markdown() -> str:
    """Return the questions by theme, with parameters, columns, an example and a link to the file."""
    questions = Catalogue.load(shipped().queries / "questions").all()
    themes = groupby(questions, key=lambda question: question.theme)
    parts = [_overview(questions), *(part for theme, group in themes for part in _theme(theme, group))]
    return "\n\n".join(parts)


def _overview(questions: Sequence[Question]) -> str:
    """Return a table of all questions with links; good first questions come first."""
    first_ones = sorted(questions, key=lambda question: START not in question.tags)
    rows = [f"| [{one.name}](#{_anchor(one.name)}) | {escaped(one.summary)} |" for one in first_ones]
    return "\n".join(["| question | in words |", "|---|---|", *rows])


def _theme(theme: str, questions: Iterator[Question]) -> Iterator[str]:
    yield f"## {theme.replace('-', ' ').capitalize()}"
    for question in questions:
        yield from _question(question)


def _question(question: Question) -> Iterator[str]:
    yield f"({_anchor(question.name)})=\n### {question.name}"
    yield escaped(question.summary)
    yield block(f"$ {question.example}", "console")
    if question.parameters:
        yield "Parameters:"
        yield "\n\n".join(definition(code(one.option), _parameter(one)) for one in question.parameters)
    yield "Columns:"
    yield "\n\n".join(definition(code(column.name), escaped(column.text)) for column in question.columns)
    if question.note:
        yield escaped(question.note)
    if question.related:
        yield "See also: " + ", ".join(f"[{name}](#{_anchor(name)})" for name in question.related) + "."
    yield f"The query: [{question.path.name}]({_link(question.path)})."


def _anchor(name: str) -> str:
    """Return the anchor of a question; a theme may have the same name."""
    return f"question-{name}"


def _parameter(parameter: Parameter) -> str:
    """Return the description of a parameter, with its example and its default."""
    text = escaped(parameter.text)
    if parameter.example:
        text += f"; example: {code(parameter.example)}"
    if parameter.default:
        text += f"; default: {code(parameter.default_word)}"
    return text


def _link(path: Path) -> str:
    """Return the link from the page to a file of the repository."""
    return f"../{path.relative_to(shipped().queries.parent).as_posix()}"

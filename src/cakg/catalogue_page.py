"""The catalogue of questions, to read or as JSON."""

from __future__ import annotations

from collections.abc import Sequence

from cakg import tables
from cakg.questions import Question

START = "start here"
"""The tag of the few questions to begin with."""


def text(questions: Sequence[Question], *, start: bool = True, width: int = tables.WIDTH) -> str:
    """Return the questions by theme, each with its name, what it asks, and its options; those to *start* with first."""
    first = [question for question in questions if START in question.tags] if start else []
    lines = [START.capitalize()] if first else []
    for question in first:
        lines += tables.hanging(f"{question.name}: {question.summary}", "  ", width)
    theme = ""
    for question in questions:
        if question.theme != theme:
            theme = question.theme
            lines += ["", theme.replace("-", " ").capitalize()] if lines else [theme.replace("-", " ").capitalize()]
        options = " ".join(f"[{parameter.option} {parameter.type.upper()}]" for parameter in question.parameters)
        lines += tables.hanging(f"{question.name} {options}".rstrip(), "  ", width)
        lines += tables.hanging(question.summary, "      ", width)
    count = "1 question" if len(questions) == 1 else f"{len(questions)} questions"
    return "\n".join([*lines, "", f"{count}; `cakg ask QUESTION --help` explains one."])


def json(questions: Sequence[Question]) -> str:
    """Return the questions with everything their headers say."""
    from json import dumps

    content = [
        {
            "name": question.name,
            "theme": question.theme,
            "summary": question.summary,
            "parameters": [parameter._asdict() for parameter in question.parameters],
            "columns": [column._asdict() for column in question.columns],
            "note": question.note,
            "view": question.view,
            "tags": question.tags,
        }
        for question in questions
    ]
    return dumps(content, ensure_ascii=False, indent=2) + "\n"


def usage(question: Question) -> tuple[str, str]:
    """Return what ``--help`` says of one question before and after its options."""
    columns = [line for column in question.columns for line in tables.hanging(f"{column.name}: {column.text}", "  ")]
    words = ["cakg", "ask", question.name]
    for parameter in question.parameters[:1]:
        words.append(parameter.given([parameter.example]))
    note = ["", *tables.hanging(question.note, "")] if question.note else []
    return question.summary, "\n".join(["columns:", *columns, *note, "", "example:", f"  {' '.join(words)} --cite"])

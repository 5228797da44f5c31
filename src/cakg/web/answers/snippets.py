"""How to get an answer elsewhere: commands and lines of code that fetch the same rows."""

from __future__ import annotations

import json
import shlex
from typing import NamedTuple

from cakg.questions.answer import Answer
from cakg.questions.ask import EVERYTHING
from cakg.questions.catalogue import Question
from cakg.web.answers.address import Address


class Snippet(NamedTuple):
    """Some code, and the program that runs it."""

    kind: str
    """The name of its text: ``curl``, ``python``, ``r``, ``cakg`` or ``command``."""
    code: str
    """The code."""


def snippets(answer: Answer, address: Address, csv: str) -> list[Snippet]:
    """Return code that gets the rows: from *csv*, the address of the CSV file, and with cakg, which has no facets."""
    quoted = json.dumps(csv, ensure_ascii=False)
    options = [json.dumps(answer.question.name)]
    options += [
        f"{name}={json.dumps([*values] if len(values) > 1 else values[0], ensure_ascii=False)}"
        for name, values in address.given.items()
    ]
    options += [f"profile={json.dumps(address.profile)}"] * (address.profile != EVERYTHING)
    options += ["datasets=True"] * address.datasets
    return [
        Snippet("curl", f"curl -o {answer.question.name}.csv {shlex.quote(csv)}"),
        Snippet("python", f"import pandas\n\nrows = pandas.read_csv({quoted})"),
        Snippet("r", f"rows <- read.csv({quoted})"),
        Snippet("cakg", f"import cakg\n\nrows = cakg.open().ask({', '.join(options)}).to_dataframe()"),
        Snippet("command", command(answer.question, address)),
    ]


def command(question: Question, address: Address) -> str:
    """Return the command that asks *question* with the parameters of *address*; commands have no facets."""
    return question.command(address.given, profile=address.profile, datasets=address.datasets)

"""The page of a question: its parameters, its answer, and how to get it elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from cakg.errors import UnknownQuestionError
from cakg.questions.ask import EVERYTHING, ask
from cakg.questions.bounds import MOST_ROWS
from cakg.questions.catalogue import Question
from cakg.vocabulary import PROFILE
from cakg.web.addresses import question_path
from cakg.web.answers.address import Address, read
from cakg.web.answers.fields import Field, fields
from cakg.web.answers.page import Asked, page
from cakg.web.answers.snippets import command
from cakg.web.explorer import Explorer, View
from cakg.web.resources import AddressError, BadAddressError, PageNotFoundError, Parameters, Resource
from cakg.web.texts import texts


def resource(explorer: Explorer, parts: Sequence[str], parameters: Parameters) -> Resource:
    """Return the page of the question *parts*; an unknown or malformed value is an error with a page of its own."""
    question = _question(explorer, parts)
    address = read(question, parameters)
    parameters.finish()
    form = fields(explorer.records, question, address.given)
    shared = _shared(explorer, question, address, form)
    if any(field.faults for field in form):
        raise _error(question, address, form, shared)
    every = partial(ask, explorer.records, question, address.given, profile=address.profile, datasets=address.datasets)
    answer = every() if explorer.static else every(most=MOST_ROWS)
    return page(explorer, Asked(answer, every), address, form, shared)


def paths(explorer: Explorer) -> Iterator[str]:
    """Yield the path of every question."""
    for name in explorer.kg.questions.names:
        yield question_path(name)


def _question(explorer: Explorer, parts: Sequence[str]) -> Question:
    questions, name = explorer.kg.questions, "/".join(parts)
    try:
        return questions.get(explorer.questions.iri(name) or name)
    except UnknownQuestionError as error:
        near = [(question_path(name), questions.get(name).summary) for name in error.candidates]
        raise PageNotFoundError(error.message, near or [("questions", texts()["nav"]["questions"])]) from error


def _shared(explorer: Explorer, question: Question, address: Address, form: Sequence[Field]) -> dict[str, Any]:
    """Return the values of the page that it has with and without an answer."""
    profiles = {PROFILE[name]: name for name in (EVERYTHING, "unhedged", "stated")}
    definitions = explorer.records.definitions(profiles)
    questions = explorer.kg.questions
    return {
        "question": question,
        "asking": address,
        "fields": form,
        "asked": [field for field in form if field.values and not field.faults],
        "command": command(question, address),
        "profiles": [(name, definitions.get(iri, "")) for iri, name in profiles.items()],
        "related": [questions.get(name) for name in question.related if name in questions.names],
    }


def _error(question: Question, address: Address, form: Sequence[Field], shared: Mapping[str, Any]) -> AddressError:
    """Return the error for values that are not valid, with the page that shows them in the form."""
    faults = [(field.name, fault) for field in form for fault in field.faults]
    remedies = [
        fault.remedy or f"for {name}, try {' or '.join(f'{one.label} ({one.value})' for one in fault.near)}"
        for name, fault in faults
        if fault.remedy or fault.near
    ]
    kind = PageNotFoundError if all(fault.unknown for _, fault in faults) else BadAddressError
    return kind(
        "; ".join(f"the parameter {name}: {fault.message}" for name, fault in faults),
        remedy="; ".join(remedies),
        page=Resource(
            path=question_path(question.name),
            title=question.summary,
            description=question.summary,
            template="question.html",
            values={**shared, "answer": None},
            query=address.query,
        ),
    )


VIEW = View(resource, paths)

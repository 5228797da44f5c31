"""From a question and a reader's words to an answer.

Resolves the words, binds them, asks the engine, and gathers what an answer needs to be
read and cited. Does not know how the answer is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pyoxigraph import NamedNode

from cakg.answers import Answer, Asked, Scope
from cakg.citations import behind
from cakg.engine import Engine, Term
from cakg.errors import BadValueError
from cakg.names import definitions, labels, plain, value
from cakg.questions import PROFILE as PARAMETER
from cakg.questions import Question
from cakg.vocabulary import PROFILE, STATUS, shorten

EVERYTHING = "everything"


def ask(engine: Engine, question: Question, given: Mapping[str, Sequence[str]], scope: Scope) -> Answer:
    """Answer *question* with each parameter in *given* held to one of its values, seen through the profile of *scope*.

    Raises the error of the first value that fits nothing, with what would fit.
    """
    words = {question.parameter(name).name: list(several) for name, several in given.items()}
    bound: dict[str, Sequence[Term]] = {
        name: [value(engine, question.parameter(name).type, word) for word in several]
        for name, several in words.items()
    }
    narrowed = scope.profile != EVERYTHING
    if question.has_profile:
        bound[PARAMETER] = [profile_term(scope.profile)]
    elif narrowed:
        raise BadValueError(f"{question.name} lists no statements that a profile could narrow", remedy="leave it out")
    sparql = question.bind(bound)
    solutions = engine.select(sparql)
    hidden = 0
    if narrowed:
        everything = engine.select(question.bind({**bound, PARAMETER: [profile_term(EVERYTHING)]}))
        hidden = max(0, len(everything.rows) - len(solutions.rows))
    silent = not (solutions.rows or hidden)
    iris = {term.value for row in solutions.rows for term in row if isinstance(term, NamedNode)}
    called = labels(engine, iris)
    meant = definitions(engine, [iri for iri in iris if iri.startswith(STATUS.iri)])
    return Answer(
        Asked(question, words, sparql),
        solutions,
        scope._replace(
            profile=scope.profile if question.has_profile else "",
            hidden=hidden,
            elsewhere=_elsewhere(engine, question, bound) if silent else (),
            without=_without(engine, question, bound) if silent and words else 0,
            meanings=tuple((called[iri], meant[iri]) for iri in sorted(meant)),
        ),
        called,
        behind(engine, solutions.rows),
    )


def _elsewhere(engine: Engine, question: Question, bound: Mapping[str, Sequence[Term]]) -> tuple[tuple[str, str], ...]:
    """Return for each parameter given its option and values like it for which the question has answers.

    Whoever asks who recognised "Crimea" is told of "annexation of Crimea", and does not take the emptiness of the
    one for silence on the other.
    """
    found = []
    for parameter in question.parameters:
        if parameter.name in bound and parameter.name in (column.name for column in question.columns):
            rest = {name: terms for name, terms in bound.items() if name != parameter.name}
            rows = engine.select(question.bind(rest)).dicts()
            others = {row[parameter.name].value for row in rows if isinstance(row.get(parameter.name), NamedNode)}
            called = labels(engine, {*others, *(term.value for term in bound[parameter.name])})
            asked = {word for term in bound[parameter.name] for word in plain(called.get(term.value, "")).split()}
            near = sorted(iri for iri in others if asked & set(plain(called[iri]).split()))
            if near:
                found.append((parameter.option, " or ".join(f"{called[iri]} ({shorten(iri)})" for iri in near[:6])))
    return tuple(found)


def _without(engine: Engine, question: Question, bound: Mapping[str, Sequence[Term]]) -> int:
    """Return how many rows there are when no parameter is given but the profile."""
    return len(engine.select(question.bind({name: terms for name, terms in bound.items() if name == PARAMETER})).rows)


def profile_term(name: str) -> NamedNode:
    """Return the profile called *name*; the three are settled, so this needs no graph."""
    local = name.removeprefix(PROFILE.iri).removeprefix("profile:")
    if local not in PROFILE.names:
        raise BadValueError(
            f"no profile is called {name!r}",
            remedy="everything (all that anybody says), unhedged (stated, judged or attributed) or stated",
        )
    return NamedNode(PROFILE[local])

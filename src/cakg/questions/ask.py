"""From a question and a reader's words to an answer.

Resolves the words, binds them, asks the engine, and gathers what an answer needs to be
read and cited. Does not know how the answer is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pyoxigraph import NamedNode

from cakg.errors import BadValueError
from cakg.model import corroboration as checked
from cakg.model.citations import behind
from cakg.model.names import definitions, labels, plain, value
from cakg.questions.answer import Answer, Asked, Scope
from cakg.questions.catalogue import PROFILE as PARAMETER
from cakg.questions.catalogue import Question
from cakg.store.protocol import Engine, Solutions, Term
from cakg.vocabulary import PROFILE, STATUS, VERDICT, shorten

EVERYTHING = "everything"


def ask(
    engine: Engine, question: Question, given: Mapping[str, Sequence[str]], scope: Scope, *, datasets: bool = False
) -> Answer:
    """Answer *question* with each parameter in *given* held to one of its values, seen through the profile of *scope*.

    Rows that only datasets back are left out and counted, unless *datasets* is true, the question is about
    datasets, or a value given is one.

    Raises the error of the first value that fits nothing, with what would fit.
    """
    parameters = {question.parameter(name): list(words) for name, words in given.items()}
    bound: dict[str, Sequence[Term]] = {
        one.name: [value(engine, one.type, word) for word in words] for one, words in parameters.items()
    }
    narrowed = scope.profile != EVERYTHING
    profile = {PARAMETER: [profile_term(scope.profile)]} if question.has_profile else {}
    if narrowed and not profile:
        raise BadValueError(f"{question.name} lists no statements that a profile could narrow", remedy="leave it out")

    known = {source.iri for source in scope.sources if source.dataset}
    named = any(isinstance(term, NamedNode) and term.value in known for terms in bound.values() for term in terms)
    datasets = datasets or named or question.of_datasets

    def rows(given: Mapping[str, Sequence[Term]]) -> tuple[Solutions, int]:
        found = engine.select(question.bind({**profile, **given}))
        kept = found if datasets else _of_articles(engine, found)
        return kept, len(found.rows) - len(kept.rows)

    found, only_data = rows(bound)
    hidden = len(rows({**bound, PARAMETER: [profile_term(EVERYTHING)]})[0].rows) - len(found.rows) if narrowed else 0
    elsewhere = []
    if not (found.rows or hidden):
        # Whoever asks who recognised "Crimea" is told of "annexation of Crimea", for which there are answers,
        # and does not take the emptiness of the one for silence on the other.
        for one in (one for one in parameters if one.name in found.variables):
            others = rows({name: terms for name, terms in bound.items() if name != one.name})[0].dicts()
            if near := _like(engine, bound[one.name], [row[one.name] for row in others if one.name in row]):
                elsewhere.append((one.option, near))
    iris = {term.value for row in found.rows for term in row if isinstance(term, NamedNode)}
    called = labels(engine, iris)
    sayings = behind(engine, found.rows)
    of_articles = any(not one.source.dataset for said in sayings for one in said)
    if of_articles and question.has_profile and "verdict" not in found.variables:
        found, verdicts = checked.with_column(engine, found, sayings)
        called = {**called, **verdicts}
    meant = definitions(engine, [iri for iri in called if iri.startswith((STATUS.iri, VERDICT.iri))])
    scope = scope._replace(
        profile=scope.profile if profile else "",
        hidden=hidden,
        only_data=only_data,
        elsewhere=tuple(elsewhere),
        without=len(rows({})[0].rows) if bound and not (found.rows or hidden) else 0,
        meanings=tuple((called[iri], meant[iri]) for iri in sorted(meant)),
    )
    asked = Asked(question, {one.name: words for one, words in parameters.items()}, question.bind({**profile, **bound}))
    return Answer(asked, found, scope, called, sayings)


def _of_articles(engine: Engine, found: Solutions) -> Solutions:
    """Return the rows but those that rest on datasets alone; a row that rests on no claim stays."""
    backed = zip(found.rows, behind(engine, found.rows), strict=True)
    kept = [row for row, said in backed if not said or not all(one.source.dataset for one in said)]
    return found._replace(rows=kept)


def _like(engine: Engine, given: Sequence[Term], others: Sequence[Term]) -> str:
    """Return those of *others* that share a word with a label of those *given*."""
    known = {term.value for term in others if isinstance(term, NamedNode)}
    called = labels(engine, known | {term.value for term in given if isinstance(term, NamedNode)})
    asked = {word for term in given for word in plain(called.get(term.value, "")).split()}
    near = sorted(iri for iri in known if asked & set(plain(called[iri]).split()))
    return " or ".join(f"{called[iri]} ({shorten(iri)})" for iri in near[:6])


def profile_term(name: str) -> NamedNode:
    """Return the profile called *name*; the three are settled, so this needs no graph."""
    local = name.removeprefix(PROFILE.iri).removeprefix("profile:")
    if local not in PROFILE.names:
        raise BadValueError(
            f"no profile is called {name!r}",
            remedy="everything (all that anybody says), unhedged (stated, judged or attributed) or stated",
        )
    return NamedNode(PROFILE[local])

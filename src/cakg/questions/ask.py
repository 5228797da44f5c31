"""Answers questions of the catalogue.

Resolves the values of parameters, runs the query, and finds the claims that support each row. Does not know how an
answer is written.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from cakg.errors import BadValueError
from cakg.model.claims import Labelled, values
from cakg.model.dates import period
from cakg.model.names import plain
from cakg.model.profiles import profile_term
from cakg.model.records import Records
from cakg.questions.answer import Answer, Asked, Scope
from cakg.questions.bounds import MOST_GROUPS, MOST_NEARBY, MoreThan, after_articles, first_rows, frequent, up_to
from cakg.questions.catalogue import THINGS, Question
from cakg.questions.marks import PROFILE
from cakg.questions.rows import Entry, Rows
from cakg.store.protocol import Term
from cakg.store.rows import solutions
from cakg.vocabulary import CAKG, STMT, XSD, expand

EVERYTHING = "everything"
_TRUTH = {"yes": True, "true": True, "no": False, "false": False}
_DATED = "dated"
"""The parameter that selects rows with a date (the default) or without one."""
LAST_DAY = "until"
"""The parameter for which a month or a year means its last day."""


class _Extent(NamedTuple):
    """Which rows are found."""

    datasets: bool
    """Whether those found only in datasets are too."""
    most: int | None
    """How many at most; None for all."""


def ask(  # noqa: PLR0913 - all but three are optional
    records: Records,
    question: Question,
    given: Mapping[str, Sequence[str]],
    *,
    profile: str = EVERYTHING,
    datasets: bool = False,
    most: int | None = None,
) -> Answer:
    """Answer *question* with statements of *profile*; each parameter in *given* matches any of its values.

    A parameter without values is ignored. Rows whose claims are all by datasets are left out and counted, unless
    *datasets* is true, the question is about datasets, or a given value is a dataset.

    With *most*, the query computes no more rows than that, and the numbers of other rows are counted no further. The
    engine chooses the rows; the answer says that there are more.

    Raises an error for the first value that is not valid or names nothing, with suggestions.
    """
    named = {question.parameter(name).name: list(texts) for name, texts in given.items()}
    words = {name: texts for name, texts in named.items() if texts}
    bound: dict[str, Sequence[Term]] = {
        name: [term_of(records, question.parameter(name).type, word, last=name == LAST_DAY) for word in texts]
        for name, texts in words.items()
    }
    restricted = profile != EVERYTHING
    if restricted and not question.has_profile:
        raise BadValueError(f"{question.name} lists no statements, so it has no profile", remedy="leave --profile out")
    fixed = {PROFILE: [profile_term(profile)]} if question.has_profile else {}
    bindings = {**fixed, **bound}
    of_datasets = {NamedNode(source.iri) for source in records.sources_with_passages if source.dataset}
    names_dataset = not of_datasets.isdisjoint(term for terms in bound.values() for term in terms)
    datasets = datasets or question.of_datasets or names_dataset

    extent = _Extent(datasets, most)
    rows = select(records, question, bindings, datasets=datasets, most=most)
    hidden = 0
    if restricted and not rows.is_cut:
        everything = {**bound, PROFILE: [profile_term(EVERYTHING)]}
        number = _count(records, question, everything, _Extent(datasets, most and most + len(rows.entries)))
        hidden = up_to(int(number) - len(rows.entries), most)
    scope = Scope(profile if fixed else "", hidden)
    if undated := _undated(records, question, bindings, extent):
        others = {name: texts for name, texts in words.items() if not _is_time(question, name)}
        scope = scope._replace(undated=undated, undated_given={**others, _DATED: ["no"]})
    groups, number = _on_groups(records, question, bindings, rows, extent)
    if number:
        labels = {name: list(records.labels(iris).values()) for name, iris in groups.items()}
        scope = scope._replace(about_groups=number, groups_given={**words, **labels})
    if not (rows.entries or hidden) and bound:
        alternatives, found = _alternatives(records, question, bindings, bound.keys(), extent)
        number = found if len(bound) == 1 else _count(records, question, fixed, extent)
        scope = scope._replace(alternatives=alternatives, unfiltered_count=number)
    often = _frequent(records, question, bindings, datasets=datasets)
    limit = None if most is None else len(rows.entries) + most + 1
    counting = "" if rows.is_cut else question.bind_count(bindings, None, often, limit)
    if most is not None and rows.left_out is None and records.has_more_dataset_rows_than(most):
        counting = ""  # counting would read them all
    asked = Asked(question, words, question.bind(bindings, None, often), counting, datasets, most)
    return Answer(records, asked, rows, scope)


def select(
    records: Records,
    question: Question,
    given: Mapping[str, Sequence[Term]],
    *,
    datasets: bool,
    most: int | None = None,
) -> Rows:
    """Return the rows of *question*; without *datasets* only rows with a claim of an article, or without any claim.

    With *most*, the query has at most so many rows, which the engine chooses.
    """
    often = _frequent(records, question, given, datasets=datasets)
    sparql = question.bind(given, None if datasets else records.articles, often)
    rows = _rows(records, question, sparql, most)
    if datasets:
        return rows
    if question.can_select_articles:
        return rows._replace(left_out=None)
    kept = _of_articles(records, rows)
    if rows.is_cut and len(kept) < len(rows.entries) and any(column.name == "claim" for column in question.columns):
        # So many rows may all be by datasets. Those of articles are selected in the query.
        rows = _rows(records, question, sparql, most, _not_by_datasets(records))._replace(is_cut=True)
        kept = _of_articles(records, rows)
    return rows._replace(entries=kept, left_out=len(rows.entries) - len(kept))


def _frequent(
    records: Records, question: Question, given: Mapping[str, Sequence[Term]], *, datasets: bool
) -> frozenset[str]:
    """Return the parameters whose values engines should not start from, because they are in too many triples."""
    found = frequent(records.engine, given, question.filtered_if_frequent)
    names = frozenset[str]() if datasets else question.after_articles_if_frequent.intersection(given)
    return found | after_articles(records, given, names)


def _of_articles(records: Records, rows: Rows) -> list[Entry]:
    """Return the rows with a claim of an article, or without any claim."""
    articles = records.of_articles(claim for entry in rows.entries for claim in entry.claims)
    return [entry for entry in rows.entries if not entry.claims or not articles.isdisjoint(entry.claims)]


def _not_by_datasets(records: Records) -> str:
    """Return the pattern of a ``?claim`` whose source is not a dataset."""
    datasets = ", ".join(str(NamedNode(source.iri)) for source in records.sources.values() if source.dataset)
    return f"?claim cakg:source ?work . FILTER (?work NOT IN ({datasets}))"


def _rows(records: Records, question: Question, sparql: str, most: int | None, only: str = "") -> Rows:
    hidden = [column.name for column in question.columns if column.hidden or column.holds_claims]
    if most is None:
        return Rows.of(solutions(records.engine, sparql), hidden)
    found = solutions(records.engine, first_rows(sparql, most + 1, only))
    if len(found.rows) <= most:
        return Rows.of(found, hidden)
    return Rows.of(found._replace(rows=found.rows[:most]), hidden)._replace(is_cut=True)


def _count(records: Records, question: Question, given: Mapping[str, Sequence[Term]], extent: _Extent) -> int:
    """Return the number of rows of :func:`select`, up to *most*."""
    if not (extent.datasets or question.can_select_articles):
        rows = select(records, question, given, datasets=extent.datasets, most=extent.most)
        return MoreThan(len(rows.entries) + 1) if rows.is_cut else len(rows.entries)
    often = _frequent(records, question, given, datasets=extent.datasets)
    limit = None if extent.most is None else extent.most + 1
    sparql = question.bind_count(given, None if extent.datasets else records.articles, often, limit)
    [[number]] = records.engine.select(sparql).rows
    return up_to(int(number.value) if number else 0, extent.most)


def _undated(records: Records, question: Question, given: Mapping[str, Sequence[Term]], extent: _Extent) -> int:
    """Return the number of rows without a date that match everything except the time; 0 if *question* includes them."""
    if _DATED in given or _DATED not in {parameter.name for parameter in question.parameters}:
        return 0
    others = {name: terms for name, terms in given.items() if not _is_time(question, name)}
    return _count(records, question, {**others, _DATED: [Literal(False)]}, extent)


def _on_groups(
    records: Records,
    question: Question,
    given: Mapping[str, Sequence[Term]],
    rows: Rows,
    extent: _Extent,
) -> tuple[dict[str, set[str]], int]:
    """Return for each parameter the groups of its values, and how many more statements are about these groups.

    Statements that are in *rows* do not count.
    """
    things = {
        name: terms for name, terms in given.items() if name != PROFILE and question.parameter(name).type in THINGS
    }
    of_thing = records.groups_of(term.value for terms in things.values() for term in terms)
    groups = {
        name: {group for term in terms for group in of_thing.get(term.value, ())} for name, terms in things.items()
    }
    groups = {name: found for name, found in groups.items() if found}
    if not groups:
        return {}, 0
    most, limit = (MOST_NEARBY, MOST_GROUPS) if extent.most else (None, None)
    wider = {name: [NamedNode(group) for group in sorted(those)[:limit]] for name, those in groups.items()}
    searched_all = all(len(wider[name]) == len(those) for name, those in groups.items())
    found = select(records, question, {**given, **wider}, datasets=extent.datasets, most=most)
    known = {entry.statement for entry in rows.entries}
    fresh = {entry.statement for entry in found.entries if entry.statement} - known
    involved = _involved(records, fresh, set[str]().union(*groups.values()))
    number = MoreThan(len(fresh) + 1) if fresh and (found.is_cut or not searched_all) else len(fresh)
    return {name: those & involved or those for name, those in groups.items()}, number


def _involved(records: Records, statements: Collection[str], things: Collection[str]) -> set[str]:
    """Return those of *things* that are involved in any of *statements*."""
    found = set[str]()
    for one in records.properties(statements, [CAKG.involves]).values():
        found.update(values(one, CAKG.involves))
    return found.intersection(things)


def _is_time(question: Question, name: str) -> bool:
    """Return whether the parameter *name* is a date, a period or a year."""
    return any(one.name == name and one.type in ("date", "period", "year") for one in question.parameters)


def _alternatives(
    records: Records,
    question: Question,
    given: Mapping[str, Sequence[Term]],
    names: Collection[str],
    extent: _Extent,
) -> tuple[dict[str, list[Labelled]], int]:
    """Return parameters, each with values that share a word with the given ones and have rows.

    For example, a question about "Crimea" without rows suggests "annexation of Crimea", which has rows. The number
    is that of the rows without the last of the parameters.
    """
    found, number = {}, 0
    for name in names:
        others_given = {one: given[one] for one in given if one != name}
        most = extent.most and MOST_NEARBY
        rows = select(records, question, others_given, datasets=extent.datasets, most=most)
        number = MoreThan(len(rows.entries) + 1) if rows.is_cut else len(rows.entries)
        others: list[Term | None] = []
        if name in rows.columns:
            others = [entry.terms[rows.columns.index(name)] for entry in rows.entries]
        elif question.parameter(name).type in THINGS:
            about = records.properties({entry.statement for entry in rows.entries if entry.statement}, [CAKG.involves])
            others = [NamedNode(thing) for one in about.values() for thing in values(one, CAKG.involves)]
        if similar := _similar(records, given[name], others):
            found[name] = similar
    return found, number


def _similar(records: Records, given: Sequence[Term], others: Sequence[Term | None]) -> list[Labelled]:
    """Return at most six of *others* that share a word with the label of a *given* term."""
    known = {term.value for term in others if isinstance(term, NamedNode)}
    labels = records.labels(known | {term.value for term in given if isinstance(term, NamedNode)})
    asked = {word for term in given for word in plain(labels.get(term.value, "")).split()}
    similar = sorted(iri for iri in known if asked & set(plain(labels[iri]).split()))
    return [Labelled(iri, labels[iri]) for iri in similar[:6]]


def term_of(records: Records, kind: str, text: str, *, last: bool = False) -> Term:
    """Return *text* as a term for a parameter of type *kind*.

    Names are resolved by :meth:`cakg.model.names.Names.resolve`. For a date, a month or a year means its first day, or
    with *last* its last. A period stays a text, which queries compare with the beginning of dates. Raises
    :class:`BadValueError` for a value of the wrong form.
    """
    if kind == "text":
        return Literal(text)
    if kind == "year":
        if not re.fullmatch(r"[12]\d{3}", text.strip(), re.ASCII):
            raise BadValueError(f"{text!r} is not a year", remedy="a year is written 2022, without a month")
        return Literal(int(text))
    if kind == "date":
        return Literal(period(text)[last].isoformat(), datatype=NamedNode(XSD.date))
    if kind == "period":
        period(text)
        return Literal(text.strip())
    if kind == "boolean":
        if (word := text.strip().casefold()) not in _TRUTH:
            raise BadValueError(f"{text!r} is neither yes nor no", remedy="give yes or no")
        return Literal(_TRUTH[word])
    if kind == "thing_or_statement":
        things, statements = records.names("thing"), records.names("statement")
        is_statement = (expand(text) or text).startswith(STMT.iri) or (
            not things.iris_named(text) and statements.iris_named(text)
        )
        kind = "statement" if is_statement else "thing"
    return NamedNode(records.names(kind).resolve(text))

"""What a page with an engine needs to ask a question itself: the query in parts, its parameters and its columns."""

from __future__ import annotations

from typing import Any

from cakg.model.names import names_query
from cakg.model.records import ARTICLE_CLAIMS
from cakg.questions.ask import LAST_DAY
from cakg.questions.catalogue import Question
from cakg.questions.marks import PROFILE
from cakg.vocabulary import PREFIXES
from cakg.web.answers.fields import PATTERNS
from cakg.web.explorer import Explorer
from cakg.web.texts import texts

_PLAIN = frozenset({"text", "boolean", *PATTERNS})
"""The types of parameters whose values are no names."""


def data(explorer: Explorer, question: Question) -> dict[str, Any]:
    """Return the data for ``asking.js``.

    The query is in parts (see :meth:`Question.parts`), for rows of articles and for all rows. For each parameter whose
    values are names, there are the queries that find all names.
    """
    records = explorer.records
    parameters: dict[str, dict[str, Any]] = {
        one.name: {"type": one.type, "last": one.name == LAST_DAY, "names": _names(one.type)}
        for one in question.parameters
    }
    if question.has_profile:
        parameters[PROFILE] = {"type": PROFILE, "last": False, "names": _names(PROFILE)}
    return {
        "texts": {**texts()["querying"], **texts()["asking"]},
        "prefixes": PREFIXES,
        "parameters": parameters,
        "articles": question.parts(records.articles),
        "everything": question.parts(),
        "article_claims": "" if question.can_select_articles else ARTICLE_CLAIMS,
        "of_datasets": question.of_datasets,
        "datasets": [one.iri for one in records.sources_with_passages if one.dataset],
        "hidden": [column.name for column in question.columns if column.hidden or column.holds_claims],
        "claims": [column.name for column in question.columns if column.holds_claims],
    }


def _names(kind: str) -> list[str]:
    """Return the queries for the names of the type *kind*; none for a type whose values are no names."""
    if kind in _PLAIN:
        return []
    return [names_query(one) for one in (("thing", "statement") if kind == "thing_or_statement" else (kind,))]

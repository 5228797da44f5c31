"""The questions whose answers list rows of a dataset."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from cakg.errors import CakgError
from cakg.model.records import Records
from cakg.questions.ask import select
from cakg.questions.catalogue import Question
from cakg.store.rows import texts

MOST_CLAIMS = 50_000
"""If datasets make more claims, no question is asked: the answers may be too large to make for a list."""
_CLAIMS = f"""SELECT ?claim ?source WHERE {{
  ?source a cakg:Dataset . ?claim cakg:source ?source ; a cakg:Claim
}} LIMIT {MOST_CLAIMS + 1}"""


def asked_rows(records: Records, questions: Iterable[Question]) -> Mapping[str, list[tuple[Question, int]]]:
    """Return the questions about datasets that list rows of each dataset, by its IRI, and how many rows of it.

    They are asked without parameters. Those with the most rows come first.
    """
    found = texts(records.engine, _CLAIMS)
    sources = {row["claim"]: row["source"] for row in found} if len(found) <= MOST_CLAIMS else {}
    listed: dict[str, list[tuple[Question, int]]] = {}
    for question in questions if sources else ():
        if question.of_datasets and not question.uncited:
            for source, number in _counts(records, question, sources).items():
                listed.setdefault(source, []).append((question, number))
    return {source: sorted(those, key=lambda one: (-one[1], one[0].name)) for source, those in listed.items()}


def _counts(records: Records, question: Question, sources: Mapping[str, str]) -> Counter[str]:
    """Return how many rows of the answer cite each dataset."""
    try:
        entries = select(records, question, {}, datasets=True).entries
    except CakgError:
        return Counter()  # the page of the question says what is wrong
    return Counter(source for entry in entries for source in {sources[one] for one in entry.claims if one in sources})

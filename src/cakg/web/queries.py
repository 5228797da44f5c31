"""The data for the page of free queries, as a script that assigns it: examples, terms, and what is on the map."""

from __future__ import annotations

import json
from itertools import groupby

from cakg.harmless import visible_data
from cakg.network.style import styles
from cakg.questions.catalogue import Question
from cakg.vocabulary import STATUS, local
from cakg.web.explorer import Explorer
from cakg.web.places import placed


def script(explorer: Explorer) -> bytes:
    """Return the script: the questions by theme, the terms of the ontology, and the things that are on the map.

    A term has the path of its page, its prefixed name, its label and its kind; a status its certainty and its label.
    """
    questions = sorted(explorer.kg.questions.all(), key=lambda one: one.theme)
    examples = [
        [theme.replace("-", " "), [[one.summary, _shown(one)] for one in those]]
        for theme, those in groupby(questions, key=lambda one: one.theme)
    ]
    terms = [[path, one.name, one.label, one.kind] for path, one in explorer.terms.items()]
    found = visible_data(
        {"examples": examples, "terms": terms, "statuses": _statuses(explorer), "placed": placed(explorer)}
    )
    return f"window.cakgQueries={json.dumps(found, ensure_ascii=False, separators=(',', ':'))};\n".encode()


def _statuses(explorer: Explorer) -> dict[str, tuple[str, str]]:
    """Return the certainty and the label of each status, by its prefixed name."""
    look = styles(explorer.records.engine)
    statuses = [one for one in explorer.terms.values() if one.iri.startswith(STATUS.iri)]
    return {one.name: (look.certainty(local(one.iri)), one.label) for one in statuses}


def _shown(question: Question) -> str:
    """Return the query of a question with its summary as its only header."""
    lines = [line for line in question.sparql.splitlines() if not line.startswith("#+")]
    return "\n".join([f"# {question.summary}", *lines]).strip()

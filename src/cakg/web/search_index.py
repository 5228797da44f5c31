"""The index of names, as a script that assigns it: for suggestions, and for the search of the static site.

It has what :mod:`cakg.pages.find` searches, except statements found only in datasets, which have no pages. The script
``find.js`` searches it in the same way.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from cakg.harmless import visible, visible_data
from cakg.model.names import KINDS, Names
from cakg.network.style import styles
from cakg.pages.find import all_names, covered
from cakg.questions.catalogue import Question
from cakg.store.rows import grouped
from cakg.vocabulary import CAKG, DCTERMS, RDF, local, shorten
from cakg.web.addresses import Slugs, slug
from cakg.web.explorer import Explorer
from cakg.web.texts import texts

MOST = 10_000
"""The greatest number of things and statements in an index; a graph with more has none."""
LONGEST = 300
"""The greatest length of a text in it."""
_ROLES = (CAKG.status, RDF.predicate, CAKG.involves)
_TERMS = ("theme", "mode", "status", "verdict", "profile")
"""The types of parameters whose values are closed lists."""


def script(explorer: Explorer) -> bytes:
    """Return the script; it assigns null if the graph has too many names."""
    found = None
    if len(explorer.things.iris) + len(explorer.statements.iris) <= MOST:
        found = visible_data(_index(explorer))
    return f"window.cakgIndex={json.dumps(found, ensure_ascii=False, separators=(',', ':'))};\n".encode()


def _index(explorer: Explorer) -> dict[str, Any]:
    """Return the rows of the index, by kind; the rows refer to one another by their places."""
    records = explorer.records
    names = all_names(records)
    things, kinds = _things(explorer, names)
    return {
        "kinds": kinds,
        "things": things,
        "sources": _sources(explorer, names),
        **_statements(explorer, names),
        "questions": _questions(explorer.kg.questions.all()),
        "terms": {kind: _terms(records.names(kind)) for kind in _TERMS},
        "covered": covered(records),
        "texts": texts()["search"],
    }


def _things(explorer: Explorer, names: dict[str, list[str]]) -> tuple[list[list[Any]], list[str]]:
    """Return the things, each as slug, label, definition, name for a field, place of its kind, other names."""
    records, known = explorer.records, explorer.records.names()
    iris = list(explorer.things.iris.values())
    labels, definitions = records.labels(iris), records.definitions(iris)
    kinds = [kind.lower() for kind in KINDS]
    kind_of = {named.iri: kinds.index(named.kind) for named in known.named}
    rows = [
        [
            name,
            _short(labels[iri]),
            _short(definitions.get(iri, "")),
            _given(known, iri, labels[iri]),
            kind_of[iri],
            _others(names, iri, labels[iri]),
        ]
        for name, iri in _by_iri(explorer.things)
    ]
    return rows, kinds


def _sources(explorer: Explorer, names: dict[str, list[str]]) -> list[list[Any]]:
    """Return the sources, each as slug, label, definition, name for a field, places of its publishers, other names."""
    records, known = explorer.records, explorer.records.names("source")
    iris = list(explorer.sources.iris.values())
    labels, definitions = records.labels(iris), records.definitions(iris)
    published = records.properties(iris, [DCTERMS.publisher])
    places = {iri: place for place, (_, iri) in enumerate(_by_iri(explorer.things))}
    return [
        [
            name,
            _short(labels[iri]),
            _short(definitions.get(iri, "")),
            _given(known, iri, labels[iri]),
            [places[one.value] for one in published[iri].get(DCTERMS.publisher, ()) if one.value in places],
            _others(names, iri, labels[iri]),
        ]
        for name, iri in _by_iri(explorer.sources)
    ]


def _statements(explorer: Explorer, names: dict[str, list[str]]) -> dict[str, list[list[Any]]]:
    """Return the statements: slug, label, name for a field, places of status, predicate and things, other names.

    Also the statuses: certainty, label, meaning; and the predicates: name, label, name for a field, other names.
    """
    records = explorer.records
    status_of, predicate_of, involved_in = (_values(explorer, role) for role in _ROLES)
    found = [(name, iri) for name, iri in _by_iri(explorer.statements) if iri in predicate_of]
    labels = records.labels(iri for _, iri in found)
    statuses = sorted({status_of[iri][0] for _, iri in found})
    predicates = sorted({*(predicate_of[iri][0] for _, iri in found), *records.names("predicate").iris})
    called, meanings = records.labels([*statuses, *predicates]), records.definitions(statuses)
    things = {iri: place for place, (_, iri) in enumerate(_by_iri(explorer.things))}
    look = styles(records.engine)
    known, known_predicates = records.names("statement"), records.names("predicate")

    def row(name: str, iri: str) -> list[Any]:
        places = statuses.index(status_of[iri][0]), predicates.index(predicate_of[iri][0])
        involved = sorted(things[end] for end in involved_in.get(iri, ()) if end in things)
        given, others = _given(known, iri, labels[iri]), _others(names, iri, labels[iri])
        return [name, _short(labels[iri]), given, *places, involved, others]

    return {
        "statements": [row(name, iri) for name, iri in found],
        "statuses": [[look.certainty(local(iri)), called[iri], meanings.get(iri, "")] for iri in statuses],
        "predicates": [
            [
                local(iri),
                _short(called[iri]),
                _given(known_predicates, iri, called[iri]),
                _others(names, iri, called[iri]),
            ]
            for iri in predicates
        ],
    }


def _values(explorer: Explorer, role: str) -> dict[str, list[str]]:
    """Return the values of a property by node."""
    query = f"SELECT ?node ?value WHERE {{ ?node <{role}> ?value }} ORDER BY ?node ?value"
    return grouped(explorer.kg.engine, query)


def _questions(questions: Iterable[Question]) -> list[list[str]]:
    """Return the questions, each as slug, summary, and the different words to search for: main words, then others.

    Other words are looked at only if no main word of any question begins with the word that is searched for.
    """
    rows = [(one, dict.fromkeys(one.head.split()), dict.fromkeys(one.details.split())) for one in questions]
    main = {word for _, head, _ in rows for word in head}
    return [
        [slug(one.name, ""), one.summary, " ".join(head), " ".join(word for word in details if word not in main)]
        for one, head, details in rows
    ]


def _terms(names: Names) -> list[list[Any]]:
    """Return the values of a closed list, each as the name for a field and its other names."""
    found: dict[str, list[str]] = {}
    for named in names.named:
        found.setdefault(named.iri, []).append(named.text)
    return [[_given(names, iri, first) or first, others] for iri, (first, *others) in found.items()]


def _by_iri(slugs: Slugs) -> Sequence[tuple[str, str]]:
    """Return slugs and IRIs in the order of the IRIs, which decides between equal results."""
    return sorted(slugs.iris.items(), key=lambda one: one[1])


def _given(names: Names, iri: str, label: str) -> str:
    """Return the prefixed name with which a field must name *iri*; empty if its label is enough."""
    unique = len(label) <= LONGEST and visible(label) == label and names.iris_named(label) == [iri]
    return "" if unique else shorten(iri)


def _others(names: dict[str, list[str]], iri: str, label: str) -> list[str]:
    """Return the names of *iri* other than its label."""
    return [_short(name) for name in names.get(iri, ()) if name != label]


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 2]} …"

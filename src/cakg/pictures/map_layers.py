"""Layers of a map from the rows of answers, such as the votes of states on one resolution.

Statements about a group do not colour its members. :mod:`cakg.pictures.colouring` sets the colours.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from pyoxigraph import NamedNode

from cakg.model.claims import Properties, Statement, first, values
from cakg.model.dates import parsed
from cakg.model.phrases import is_in, listed
from cakg.model.records import Records
from cakg.model.sources import Source
from cakg.network.style import Styles
from cakg.pictures.colouring import (
    fact_of,
    graded,
    is_mutual,
    legend,
    with_ends,
    without_common_qualifiers,
    without_common_status,
)
from cakg.pictures.layer import Fact, Layer
from cakg.questions.catalogue import Question
from cakg.questions.rows import Entry as Row
from cakg.vocabulary import DCTERMS, ID, SKOS, local

KINDS = ("choice", "amount", "tie")
"""The order of layers on a map: votes, figures, then other statements about states."""


def rows_on_article_subjects(records: Records, entries: Sequence[Row]) -> list[Row]:
    """Return the rows on subjects that also occur in an article; all rows if there are none.

    If an article mentions how one state voted, for example, the votes of all states on that resolution are kept.
    """
    articles = [entry for entry in entries if entry.statement and not records.article_claims.isdisjoint(entry.claims)]
    known = records.statements(entry.statement for entry in articles)
    about = {_subject(records, known[entry.statement], _things(entry)) for entry in articles}
    return [entry for entry in entries if entry in articles or about & _things(entry)] if articles else [*entries]


def layers(
    records: Records,
    question: Question,
    entries: Sequence[Row],
    states: Collection[str],
    styles: Styles,
) -> list[Layer]:
    """Return the layers of the rows of *question*; empty if the rows name no state.

    Votes are sorted from the newest. Other layers are sorted by their number of different answers, then of statements.
    """
    known = records.statements(entry.statement for entry in entries)
    groups: dict[tuple[str, str, str], dict[str, Fact]] = defaultdict(dict)
    for entry in entries:
        one = known[entry.statement]
        kind, fact = fact_of(one, styles)
        about = "" if kind == "amount" else _subject(records, one, _things(entry))
        groups[kind, "" if kind == "choice" else one.predicate.iri, about][one.iri] = fact
    named = {iri for key, group in groups.items() for iri in (*key[1:], *_ends(group.values())) if iri}
    properties = records.properties({key[2] for key in groups if key[2]}, (DCTERMS.title, SKOS.altLabel))
    names = records.labels(named)
    found = []
    for key in sorted(groups, key=lambda key: _layer_order(key, groups[key].values())):
        facts, note, more = list(groups[key].values()), _identification_note(key, groups[key].values(), names), ""
        if key[0] == "amount":
            facts, note = without_common_status(graded(facts))
        elif key[0] == "tie":
            facts, more = without_common_qualifiers(facts)
        of, shared = _by_state(key[0], facts, states)
        if key[0] == "amount" and not shared:  # show the ends of each figure
            of = {state: tuple(map(with_ends, those)) for state, those in of.items()}
        if of:
            found.append(
                Layer(
                    key=" ".join([question.name, *(local(iri) for iri in key[1:] if iri)]),
                    kind=key[0],
                    question=question,
                    title=_title(question.title, key, facts, names, properties) + more,
                    note=note,
                    legend=legend(facts, of.values()),
                    answers=of,
                    shared=shared,
                    off_map=_off_map(key[0], facts, states, names),
                    sources=tuple(sorted({source.short_name for source in _sources(facts)})),
                    names=names,
                )
            )
    return _with_parts_after_wholes(found)


def _with_parts_after_wholes(found: Sequence[Layer]) -> list[Layer]:
    """Return the layers; one whose statements are all in another layer comes right after that layer."""
    made = {layer.key: {one.iri for one in layer.statements} for layer in found}
    within = {one: next((more for more in made if made[one] < made[more]), "") for one in made}
    return [
        layer
        for first in found
        if not within[first.key]
        for layer in (first, *(one for one in found if within[one.key] == first.key))
    ]


def _identification_note(key: tuple[str, str, str], facts: Iterable[Fact], names: Mapping[str, str]) -> str:
    """Return a note on things that editors identified with the subject; an empty text if there are none."""
    if key[0] != "choice":
        return ""
    others = sorted({names[fact.statement.object] for fact in facts if fact.statement.object != key[2]})
    return f"Includes statements about {listed(others)}, which the editors identified as the same." if others else ""


def _things(entry: Row) -> set[str]:
    """Return the things in the columns of a row."""
    return {term.value for term in entry.terms if isinstance(term, NamedNode) and term.value.startswith(ID.iri)}


def _subject(records: Records, one: Statement, cells: set[str]) -> str:
    """Return the subject of a row: the object of its statement, or what an editors' note identifies it with."""
    named = cells.intersection(records.identified.get(one.object, ())) if one.object not in cells else ()
    return min(named, default=one.object)


def _sources(facts: Iterable[Fact]) -> set[Source]:
    return {claim.passage.source for fact in facts for claim in fact.statement.claims}


def _ends(facts: Iterable[Fact]) -> set[str]:
    return {iri for fact in facts for iri in (fact.statement.subject, fact.statement.object)}


def _layer_order(key: tuple[str, str, str], facts: Collection[Fact]) -> tuple[Any, ...]:
    """Return the sort key of a layer: votes by date, others by number of different answers, then of facts."""
    day = parsed(_most_precisely_dated(facts).latest)
    newest = -day.toordinal() if day else 0
    return KINDS.index(key[0]), newest * (key[0] == "choice"), -len({fact.entry for fact in facts}), -len(facts), key


def _most_precisely_dated(facts: Iterable[Fact]) -> Statement:
    """Return the statement with the most precise date."""

    def length(one: Statement) -> tuple[int, str]:
        start, end = parsed(one.earliest), parsed(one.latest)
        return (end - start).days if start and end else 10**6, one.iri

    return min((fact.statement for fact in facts), key=length)


def _by_state(
    kind: str, facts: Sequence[Fact], states: Collection[str]
) -> tuple[dict[str, tuple[Fact, ...]], tuple[str, ...]]:
    """Return the facts of each state, and the states that are part of all facts, which have no answer of their own.

    A mutual figure, such as one of trade, belongs to both ends of its statement. All others belong to the subject: a
    figure on deliveries belongs to the supplier, not to the recipient.
    """
    on_map = set(states)
    ends = [_answered_by(kind, fact.statement) & on_map for fact in facts]
    common = set.intersection(*ends) if kind == "amount" and len(facts) > 1 else set()
    shared = common if all(here - common for here in ends) else set()
    found: dict[str, list[Fact]] = defaultdict(list)
    for fact, here in zip(facts, ends, strict=True):
        for state in here - shared:
            found[state].append(fact)
    return {state: tuple(found[state]) for state in sorted(found)}, tuple(sorted(shared))


def _answered_by(kind: str, one: Statement) -> set[str]:
    """Return the things that a statement is an answer of: its subject, and for a mutual figure also its object."""
    return {one.subject, one.object} if kind == "amount" and is_mutual(one) else {one.subject}


def _off_map(
    kind: str, facts: Iterable[Fact], states: Collection[str], names: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    """Return the names and answers of things that are not on the map, such as groups and unions."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for fact in facts:
        for end in _answered_by(kind, fact.statement) - set(states):
            found[names[end]][fact.entry.label] = None
    return tuple((name, " and ".join(found[name])) for name in sorted(found))


def _title(
    question: str,
    key: tuple[str, str, str],
    facts: Sequence[Fact],
    names: Mapping[str, str],
    properties: Mapping[str, Properties],
) -> str:
    """Return the title of a layer: its predicate with dots for the state; for a vote, the resolution and the day."""
    kind, predicate, thing = key
    if kind == "choice":
        title = first(properties[thing], DCTERMS.title)
        short = min(values(properties[thing], SKOS.altLabel), key=len, default=names[thing])
        name = f"{short}: {title}" if title else names[thing]
        when = _most_precisely_dated(facts).when
        return name if is_in(when, name) else f"{name} ({when})"
    subjects, objects = ({fact.statement.subject for fact in facts}, {fact.statement.object for fact in facts})
    if kind == "amount" and len(subjects) == 1 and len(facts) > 1:
        [subject] = subjects
        mutual = all(is_mutual(fact.statement) for fact in facts)
        return f"{question} with {names[subject]}" if mutual else f"{names[subject]} {names[predicate]} …"
    thing = thing or (objects.pop() if len(objects) == 1 else "")
    return f"… {names[predicate]} {names[thing] if thing else '…'}"

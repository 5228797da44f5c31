"""What the rows of an answer say of each state, as colours of a map.

Knows how rows fall into layers: how states voted on one resolution, what they think of one war. Does not know where a
state lies; what is said of a group is not spread over its members.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from pyoxigraph import NamedNode

from cakg.model.claims import Statement, first, values
from cakg.model.dates import MONTHS, parsed
from cakg.model.phrases import is_in, listed
from cakg.model.records import Records
from cakg.model.sources import Source
from cakg.network.style import Styles
from cakg.pictures.layer import Entry, Fact, Layer
from cakg.questions.catalogue import Question
from cakg.questions.rows import Entry as Row
from cakg.vocabulary import CAKG, DCTERMS, ID, SKOS, STATUS, local

_UNHEDGED = {STATUS.stated, STATUS.judged, STATUS.attributed}
SEVERAL = "several answers"
_NO_FIGURE = "no figure"
SORTS = ("choice", "amount", "tie")
"""Votes first, then figures, then what else is said of states, which is the order in which a map offers them."""

_FAINT, _STRONG = (226, 236, 186), (96, 168, 112)  # green: a faint blue would look like the sea
_BLANK, _SEVERAL, _ANY = "#cfc9be", "#b3a5cc", "#a9a29a"
_MONTH = re.compile(r"\b(" + "|".join(month[:3] for month in MONTHS) + r")[a-z]*")
_DANGLING = re.compile(r" (?:on|from|of|in)$")
"""A choice stands without what it was about: who abstained on something abstained."""


def spoken(records: Records, entries: Sequence[Row]) -> list[Row]:
    """Return those of an answer's rows that are on a matter of which an article speaks; all where no article does.

    Who said of one state how it voted leads to the votes of all states on that resolution.
    """
    articles = [entry for entry in entries if entry.statement and not records.article_claims.isdisjoint(entry.claims)]
    known = records.statements(entry.statement for entry in articles)
    about = {_about(records, known[entry.statement], _things(entry)) for entry in articles}
    return [entry for entry in entries if entry in articles or about & _things(entry)] if articles else [*entries]


def layers(
    records: Records,
    question: Question,
    entries: Sequence[Row],
    states: Collection[str],
    styles: Styles,
) -> list[Layer]:
    """Return the layers of rows that answer *question*; none when the rows name no state.

    Votes come newest first; of what else is said the most telling comes first.
    """
    known = records.statements(entry.statement for entry in entries)
    groups: dict[tuple[str, str, str], dict[str, Fact]] = defaultdict(dict)
    for entry in entries:
        one = known[entry.statement]
        sort, fact = _fact(one, styles)
        about = "" if sort == "amount" else _about(records, one, _things(entry))
        groups[sort, "" if sort == "choice" else one.predicate.iri, about][one.iri] = fact
    named = {iri for key, group in groups.items() for iri in (*key[1:], *_ends(group.values())) if iri}
    titled = records.properties({key[2] for key in groups if key[2]}, (DCTERMS.title, SKOS.altLabel))
    called = records.labels(named)
    found = []
    for key in sorted(groups, key=lambda key: _telling(key, groups[key].values())):
        facts, note, more = list(groups[key].values()), _taken_for(key, groups[key].values(), called), ""
        if key[0] == "amount":
            facts, note = _without_common_status(_graded(facts))
        elif key[0] == "tie":
            facts, more = _without_common_qualifiers(facts)
        of, shared = _by_state(key[0], facts, states)
        if key[0] == "amount" and not shared:  # which two states a figure is about
            of = {state: tuple(map(_with_ends, those)) for state, those in of.items()}
        if of:
            found.append(
                Layer(
                    key=" ".join([question.name, *(local(iri) for iri in key[1:] if iri)]),
                    sort=key[0],
                    question=question,
                    title=_title(key, facts, called, titled) + more,
                    note=note,
                    legend=_legend(facts, of.values()),
                    answers=of,
                    shared=shared,
                    beside=_beside(key[0], facts, states, called),
                    sources=tuple(sorted({source.short for source in _sources(facts)})),
                    names=called,
                )
            )
    # A layer that another holds whole comes right after it.
    made = {layer.key: {one.iri for one in layer.statements} for layer in found}
    within = {one: next((more for more in made if made[one] < made[more]), "") for one in made}
    return [
        layer
        for first in found
        if not within[first.key]
        for layer in (first, *(one for one in found if within[one.key] == first.key))
    ]


def _taken_for(key: tuple[str, str, str], facts: Iterable[Fact], called: Mapping[str, str]) -> str:
    """Return what a reader has to know where a source speaks of the matter under another name."""
    if key[0] != "choice":
        return ""
    names = sorted({called[fact.statement.object] for fact in facts if fact.statement.object != key[2]})
    return f"This includes what is said of {listed(names)}, which the editors identify with it." if names else ""


def _things(entry: Row) -> set[str]:
    """Return the things in the columns of a row."""
    return {term.value for term in entry.terms if isinstance(term, NamedNode) and term.value.startswith(ID.iri)}


def _about(records: Records, one: Statement, cells: set[str]) -> str:
    """Return what a row is about: the statement's object, or in its place what a note of ours takes that for."""
    named = cells.intersection(records.identified.get(one.object, ())) if one.object not in cells else ()
    return min(named, default=one.object)


def _sources(facts: Iterable[Fact]) -> set[Source]:
    return {claim.passage.source for fact in facts for claim in fact.statement.claims}


def _ends(facts: Iterable[Fact]) -> set[str]:
    return {iri for fact in facts for iri in (fact.statement.subject, fact.statement.object)}


def _fact(one: Statement, styles: Styles) -> tuple[str, Fact]:
    """Return the sort of a statement, and what a map shows of it."""
    status = "" if one.status.iri in _UNHEDGED else one.status.label
    period = _MONTH.sub(r"\1", one.when).replace(" to ", "–") if one.earliest != one.latest else ""
    if one.trait(CAKG.oneOf):
        choice = _DANGLING.sub("", one.predicate.label)
        look = styles.predicates.get(one.predicate.name)
        entry = Entry(f"{choice}, {status}" if status else choice, look.colour if look else _ANY, bool(status))
        order = sorted(styles.predicates, reverse=True).index(one.predicate.name) if look else len(styles.predicates)
        return "choice", Fact(one, entry, order + bool(status) / 2, (choice, period, status))
    if one.trait(CAKG.oneAmount):
        contested = one.status.iri in (STATUS.contested, STATUS.denied)
        value = f"{one.amount or _NO_FIGURE}{f', {status}' if contested else ''}"
        number = float(first(one.properties, CAKG.atLeast) or first(one.properties, CAKG.atMost) or 0)
        colour = "" if one.amount else _BLANK
        return "amount", Fact(one, Entry(value, colour, contested), number, (one.amount or _NO_FIGURE, period, status))
    certainty = styles.certainty(one.status.name)
    look, place = styles.lines[certainty], list(styles.lines).index(certainty)
    colour = _hex((part + 255) // 2 for part in bytes.fromhex(look.colour[1:]))  # an area is half as strong as a line
    dotted = one.status.iri == STATUS.contested
    return "tie", Fact(one, Entry(look.label, colour, dotted), place, (one.status.label, period))


def _telling(key: tuple[str, str, str], facts: Collection[Fact]) -> tuple[Any, ...]:
    """Return what sorts layers: votes from the newest, others by how many different answers and facts they have."""
    day = parsed(_dated(facts).latest)
    newest = -day.toordinal() if day else 0
    return SORTS.index(key[0]), newest * (key[0] == "choice"), -len({fact.entry for fact in facts}), -len(facts), key


def _dated(facts: Iterable[Fact]) -> Statement:
    """Return the statement whose date is the most precise."""

    def length(one: Statement) -> tuple[int, str]:
        start, end = parsed(one.earliest), parsed(one.latest)
        return (end - start).days if start and end else 10**6, one.iri

    return min((fact.statement for fact in facts), key=length)


def _by_state(
    sort: str, facts: Sequence[Fact], states: Collection[str]
) -> tuple[dict[str, tuple[Fact, ...]], tuple[str, ...]]:
    """Return the facts of each state, and the states that all facts are about: these give none of the answers.

    A figure that holds both ways, such as one of trade, is about both ends of its statement, everything else about
    the subject: who increases deliveries is not who receives them.
    """
    on_map = set(states)
    ends = [_answering(sort, fact.statement) & on_map for fact in facts]
    common = set.intersection(*ends) if sort == "amount" and len(facts) > 1 else set()
    shared = common if all(here - common for here in ends) else set()
    found: dict[str, list[Fact]] = defaultdict(list)
    for fact, here in zip(facts, ends, strict=True):
        for state in here - shared:
            found[state].append(fact)
    return {state: tuple(found[state]) for state in sorted(found)}, tuple(sorted(shared))


def _answering(sort: str, one: Statement) -> set[str]:
    """Return what a statement is an answer of: its subject, and of a figure that holds both ways its object too."""
    return {one.subject, one.object} if sort == "amount" and _mutual(one) else {one.subject}


def _mutual(one: Statement) -> bool:
    return local(one.trait(CAKG.drawnAs)) == "line"


def _with_ends(fact: Fact) -> Fact:
    value, *more = fact.words
    between = " – " if _mutual(fact.statement) else " → "
    return fact._replace(words=(value, between.join(fact.statement.ends), *more))


def _beside(
    sort: str, facts: Iterable[Fact], states: Collection[str], called: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    """Return what has an answer and is not on the map: a group is not its members, and a union is no state."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for fact in facts:
        for end in _answering(sort, fact.statement) - set(states):
            found[called[end]][fact.entry.label] = None
    return tuple((name, " and ".join(found[name])) for name in sorted(found))


def _title(
    key: tuple[str, str, str],
    facts: Sequence[Fact],
    called: Mapping[str, str],
    titled: Mapping[str, Mapping[str, list[Any]]],
) -> str:
    """Return what the layer asks, with dots where a state stands; of a vote what it was on, and the day."""
    sort, predicate, thing = key
    if sort == "choice":
        title = first(titled[thing], DCTERMS.title)
        short = min(values(titled[thing], SKOS.altLabel), key=len, default=called[thing])
        name = f"{short}: {title}" if title else called[thing]
        when = _dated(facts).when
        return name if is_in(when, name) else f"{name} ({when})"
    subjects, objects = ({fact.statement.subject for fact in facts}, {fact.statement.object for fact in facts})
    if sort == "amount" and len(subjects) == 1 and len(facts) > 1:
        return f"{called[subjects.pop()]} {called[predicate]} …"
    thing = thing or (objects.pop() if len(objects) == 1 else "")
    return f"… {called[predicate]} {called[thing] if thing else '…'}"


def _without_common_qualifiers(facts: Sequence[Fact]) -> tuple[list[Fact], str]:
    """Return facts with their qualifiers as words, and those that all share, to go on from the title."""
    each = [[str(one) for one in fact.statement.qualifiers] for fact in facts]
    common = [one for one in each[0] if all(one in others for others in each)]
    found = [
        fact._replace(words=(*fact.words, *(one for one in own if one not in common)))
        for fact, own in zip(facts, each, strict=True)
    ]
    return found, f" ({'; '.join(common)})" if common else ""


def _without_common_status(facts: Sequence[Fact]) -> tuple[list[Fact], str]:
    """Return figures, and what a reader has to know of all of them: a status that all have is said once, there."""
    periods = {fact.statement.when for fact in facts if fact.statement.amount}
    notes = ["The figures cover different spans of time: do not compare them."] if len(periods) > 1 else []
    statuses = {fact.words[-1] for fact in facts}
    if len(statuses) == 1 and len(facts) > 1 and (status := statuses.pop()):
        notes.append(f"Status of every figure: {status}.")
        facts = [fact._replace(words=fact.words[:-1]) for fact in facts]
    return list(facts), " ".join(notes)


def _graded(facts: Iterable[Fact]) -> list[Fact]:
    """Return figures with their colours, the darker the larger; what has no figure has a colour already."""
    found = list(facts)
    values = sorted({(fact.order, fact.entry.label) for fact in found if not fact.entry.colour})

    def colour(fact: Fact) -> str:
        share = values.index((fact.order, fact.entry.label)) / max(len(values) - 1, 1)
        return _hex(round(low + (high - low) * share) for low, high in zip(_FAINT, _STRONG, strict=True))

    return [
        fact if fact.entry.colour else fact._replace(entry=fact.entry._replace(colour=colour(fact))) for fact in found
    ]


def _legend(facts: Iterable[Fact], by_state: Iterable[Sequence[Fact]]) -> tuple[Entry, ...]:
    """Return each answer once, in order; where a state has different ones, that too."""
    entries = dict.fromkeys(fact.entry for fact in sorted(facts, key=lambda fact: (fact.order, fact.entry)))
    several = any(len({fact.entry for fact in each}) > 1 for each in by_state)
    return (*entries, *([Entry(SEVERAL, _SEVERAL, dotted=True)] if several else []))


def _hex(colour: Iterable[int]) -> str:
    return f"#{bytes(colour).hex()}"

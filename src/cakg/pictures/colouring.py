"""What a question's answers say of each state, as colours of a map.

Knows how answers fall into layers: how states voted on one resolution, what they think of one
war. Does not know where a state lies; what is said of a group is not spread over its members.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from cakg.errors import BadValueError
from cakg.model.claims import Statement, first
from cakg.model.dates import MONTHS
from cakg.model.records import Records
from cakg.network.style import Styles
from cakg.questions.catalogue import Question
from cakg.store.rows import texts
from cakg.vocabulary import CAKG, STATUS, local

_UNHEDGED = {STATUS.stated, STATUS.judged, STATUS.attributed}
MIXED = "several answers"
_NO_FIGURE = "no figure"
SORTS = ("choice", "amount", "tie")
"""Votes first, then figures, then what else is said of states, which is the order in which a map offers them."""

_COLOURS = ("#f0b95c", "#86b4d8", "#7cc4a8", "#d9a5c3", "#b9b3dd", "#e29b70")
_FAINT, _STRONG = (226, 236, 186), (96, 168, 112)  # green: a faint blue would look like the sea
_BLANK, _MIXED = "#cfc9be", "#b3a5cc"
_MONTH = re.compile(r"\b(" + "|".join(month[:3] for month in MONTHS) + r")[a-z]*")
_DANGLING = re.compile(r" (?:on|from|of|in)$")
"""A choice stands without what it was about: who abstained on something abstained."""
_PROJECTION = re.compile(r"^SELECT (?:DISTINCT )?", re.MULTILINE)


class _Fact(NamedTuple):
    """One statement as a map cares for it; *value* is what its state answers, *order* sorts values."""

    statement: Statement
    layer: tuple[str, str, str]
    """Its sort, and the predicate and object that the statements of a layer share, each possibly empty."""
    value: str
    order: float
    words: tuple[str, ...]
    """What is written on a state: the figure with its period, how it voted, or what becomes of the claim."""
    colour: str = ""
    """The colour of what is as certain as it is; empty for a vote or a figure."""


def layers(
    records: Records,
    question: Question,
    edges: Mapping[str, Mapping[str, Any]],
    states: Collection[str],
    styles: Styles,
) -> list[dict[str, Any]]:
    """Return the layers of a question, the most telling first; none when its answers name no state.

    *edges* are the statements to draw, by IRI, as :func:`cakg.network.build.build` describes them. A
    layer has ``key``, ``sort``, ``question``, ``title``, ``note``, ``legend``, ``answers`` (by state: its
    place in the legend, the words to write on it, its statements) and ``beside`` (of whom else it speaks).
    """
    facts = _facts(records, question, edges, styles)
    named = {iri for fact in facts for iri in (fact.statement.subject, fact.statement.object, *fact.layer[1:]) if iri}
    called = records.labels(named)
    groups: dict[tuple[str, str, str], list[_Fact]] = defaultdict(list)
    for fact in facts:
        groups[fact.layer].append(fact)
    found = [(layer, group, _by_state(group, states)) for layer, group in groups.items()]
    return [
        {
            "key": " ".join([question.name, *(local(iri) for iri in layer[1:] if iri)]),
            "sort": layer[0],
            "question": question.summary,
            "title": _title(layer, group, called),
            "note": _note(group),
            **_legend(layer[0], of),
            # Of whom else it speaks: a group is not its members, and a union is no state.
            "beside": sorted({called[iri] for iri in {fact.statement.subject for fact in group} - set(states)}),
        }
        for layer, group, of in sorted(found, key=_telling)
        if of
    ]


def _telling(found: tuple[tuple[str, str, str], list[_Fact], dict[str, list[_Fact]]]) -> tuple[int, int, int, Any]:
    """Return what puts the most telling layer first: votes, then more different answers, then more states."""
    layer, _, of = found
    return SORTS.index(layer[0]), -len({fact.value for facts in of.values() for fact in facts}), -len(of), layer


def _facts(records: Records, question: Question, edges: Mapping[str, Mapping[str, Any]], styles: Styles) -> list[_Fact]:
    """Return the statements among *edges* that the question's answers rest on."""
    if "?statement " not in question.sparql:
        raise BadValueError(f"{question.name} lists no statements, so no state can be coloured by it")
    sparql = question.bind({})
    if all(column.name != "statement" for column in question.columns):
        sparql = _PROJECTION.sub("SELECT DISTINCT ?statement ", sparql, count=1)
    named = {row["statement"] for row in texts(records.engine, sparql) if "statement" in row}
    found = records.statements(named & edges.keys())
    return [_fact(one, edges[iri]["predicateLabel"], styles) for iri, one in found.items()]


def _fact(one: Statement, predicate: str, styles: Styles) -> _Fact:
    if one.trait(CAKG.oneOf) and one.status.iri in _UNHEDGED:
        choice = _DANGLING.sub("", predicate)
        return _Fact(one, ("choice", "", one.object), choice, 0, (choice,))
    if one.trait(CAKG.oneAmount):
        value = one.amount or _NO_FIGURE
        order = first(one.properties, CAKG.atLeast) or first(one.properties, CAKG.atMost)
        period = _MONTH.sub(r"\1", one.when).replace(" to ", "–")
        return _Fact(one, ("amount", one.predicate.iri, ""), value, float(order or 0), (value, period))
    certainty = styles.certainty(one.status.name)
    look, place = styles.lines[certainty], list(styles.lines).index(certainty)
    colour = _hex((part + 255) // 2 for part in bytes.fromhex(look.colour[1:]))  # an area is half as strong as a line
    return _Fact(one, ("tie", one.predicate.iri, one.object), look.label, place, (one.status.name,), colour)


def _by_state(group: list[_Fact], states: Collection[str]) -> dict[str, list[_Fact]]:
    """Return the statements by the state that they are about; one state that all share is none of the answers."""
    ends = [{fact.statement.subject, fact.statement.object} & set(states) for fact in group]
    common = set.intersection(*ends) if len(group) > 1 else set()
    found: dict[str, list[_Fact]] = defaultdict(list)
    for fact, here in zip(group, ends, strict=True):
        subject = {fact.statement.subject} & here if fact.layer[0] != "amount" else here
        for state in sorted(subject - common):
            found[state].append(fact)
    return found


def _title(layer: tuple[str, str, str], group: list[_Fact], called: Mapping[str, str]) -> str:
    """Return what the layer asks, with dots where a state stands."""
    _, predicate, thing = layer
    if not predicate:
        return called[thing]
    subjects, objects = ({fact.statement.subject for fact in group}, {fact.statement.object for fact in group})
    if len(subjects) == 1 and len(group) > 1:
        return f"{called[subjects.pop()]} {called[predicate]} …"
    return f"… {called[predicate]} {called[objects.pop()] if len(objects) == 1 else '…'}"


def _note(group: list[_Fact]) -> str:
    periods = {fact.statement.when for fact in group if fact.layer[0] == "amount" and fact.value != _NO_FIGURE}
    if len(periods) < 2:
        return ""
    return "The figures cover different spans of time: a darker state did not necessarily grow faster."


def _legend(sort: str, of: Mapping[str, list[_Fact]]) -> dict[str, Any]:
    """Return the legend of a layer and each state's place in it."""
    values = sorted({(fact.order, fact.value, fact.colour) for facts in of.values() for fact in facts})
    colours = {
        value: colour or _colour(sort, place, len(values), value) for place, (_, value, colour) in enumerate(values)
    }
    answers = {}
    for state, facts in sorted(of.items()):
        value = facts[0].value if len({fact.value for fact in facts}) == 1 else MIXED
        colours.setdefault(value, _MIXED)
        answers[state] = {
            "place": list(colours).index(value),
            "words": list(dict.fromkeys(fact.words for fact in facts)),
            "statements": [fact.statement.iri for fact in facts],
        }
    return {"legend": [{"label": value, "colour": colour} for value, colour in colours.items()], "answers": answers}


def _colour(sort: str, place: int, number: int, value: str) -> str:
    if sort == "choice":
        return _COLOURS[place % len(_COLOURS)]
    if value == _NO_FIGURE:
        return _BLANK
    share = place / max(number - 1, 1)
    return _hex(round(low + (high - low) * share) for low, high in zip(_FAINT, _STRONG, strict=True))


def _hex(colour: Iterable[int]) -> str:
    return f"#{bytes(colour).hex()}"

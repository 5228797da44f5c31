"""What a question's answers say of each state, as colours of a map.

Knows how answers fall into layers: how states voted on one resolution, what they think of one
war. Does not know where a state lies; what is said of a group is not spread over its members.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
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

    statement: str
    subject: str
    object: str
    layer: tuple[str, str, str]
    """Its sort, and the predicate and object that the statements of a layer share, each possibly empty."""
    value: str
    order: tuple[float, str]
    period: str
    status: str
    colour: str = ""
    """The colour of lines as certain as it is; empty for a vote or a figure."""


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
    called = records.labels({iri for fact in facts for iri in (fact.subject, fact.object, *fact.layer[1:]) if iri})
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
            "note": _note(layer, group),
            **_legend(layer[0], of),
            # Of whom else it speaks: a group is not its members, and a union is no state.
            "beside": sorted({called[fact.subject] for fact in group if fact.subject not in states}),
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
    units = records.labels({unit for one in found.values() for unit in one.values(CAKG.unit)})
    return [_fact(one, edges[iri], units, styles) for iri, one in found.items()]


def _fact(one: Statement, edge: Mapping[str, Any], units: Mapping[str, str], styles: Styles) -> _Fact:
    least, most, unit = (first(one.properties, role) for role in (CAKG.atLeast, CAKG.atMost, CAKG.unit))
    colour = ""
    if one.trait(CAKG.oneOf) and one.status.iri in _UNHEDGED:
        layer, value, order = ("choice", "", one.object), _DANGLING.sub("", edge["predicateLabel"]), 0.0
    elif one.trait(CAKG.oneAmount):
        layer, order = ("amount", one.predicate.iri, ""), float(least or most or 0)
        figure = least if least == most else f"at least {least}" if not most else f"{least} to {most}".strip()
        value = f"{figure} {units.get(unit, '')}".strip() or "no figure"
    else:
        kind = styles.certainty(one.status.name)
        layer, value = ("tie", one.predicate.iri, one.object), styles.lines[kind].label
        colour, order = styles.lines[kind].colour, float(list(styles.lines).index(kind))
    return _Fact(one.iri, one.subject, one.object, layer, value, (order, value), one.when, one.status.name, colour)


def _by_state(group: list[_Fact], states: Collection[str]) -> dict[str, list[_Fact]]:
    """Return the statements by the state that they are about; one state that all share is none of the answers."""
    ends = [{fact.subject, fact.object} & set(states) for fact in group]
    common = set.intersection(*ends) if len(group) > 1 else set()
    found: dict[str, list[_Fact]] = defaultdict(list)
    for fact, here in zip(group, ends, strict=True):
        subject = {fact.subject} & here if fact.layer[0] != "amount" else here
        for state in sorted(subject - common):
            found[state].append(fact)
    return found


def _title(layer: tuple[str, str, str], group: list[_Fact], called: Mapping[str, str]) -> str:
    """Return what the layer asks, with dots where a state stands."""
    _, predicate, thing = layer
    subjects, objects = ({fact.subject for fact in group}, {fact.object for fact in group})
    if not predicate:
        return called[thing]
    start = called[next(iter(subjects))] if len(subjects) == 1 and len(group) > 1 else "…"
    end = called[next(iter(objects))] if len(objects) == 1 and start == "…" else "…"
    return f"{start} {called[predicate]} {end}"


def _note(layer: tuple[str, str, str], group: list[_Fact]) -> str:
    periods = {fact.period for fact in group if fact.value != "no figure"}
    if layer[0] != "amount" or len(periods) < 2:
        return ""
    return "The figures cover different spans of time: a darker state did not necessarily grow faster."


def _legend(sort: str, of: Mapping[str, list[_Fact]]) -> dict[str, Any]:
    """Return the legend of a layer and each state's place in it."""
    orders = sorted({fact.order for facts in of.values() for fact in facts})
    mixed = any(len({fact.value for fact in facts}) > 1 for facts in of.values())
    lines = {fact.value: fact.colour for facts in of.values() for fact in facts}
    colours = {
        value: _mixed(lines[value]) if lines[value] else _colour(sort, place, len(orders), value)
        for place, (_, value) in enumerate(orders)
    }
    legend = [{"label": value, "colour": colour} for value, colour in colours.items()]
    place = {one["label"]: number for number, one in enumerate(legend)} | {MIXED: len(legend)}
    return {
        "legend": legend + [{"label": MIXED, "colour": _MIXED}] * mixed,
        "answers": {
            state: {
                "place": place[facts[0].value if len({fact.value for fact in facts}) == 1 else MIXED],
                "words": list(dict.fromkeys(_words(sort, fact) for fact in facts)),
                "statements": [fact.statement for fact in facts],
            }
            for state, facts in sorted(of.items())
        },
    }


def _words(sort: str, fact: _Fact) -> tuple[str, ...]:
    """Return what is written on a state: the figure with its period, how it voted, or what becomes of the claim."""
    period = _MONTH.sub(r"\1", fact.period).replace(" to ", "–")
    return (fact.value, period) if sort == "amount" else (fact.status if sort == "tie" else fact.value,)


def _colour(sort: str, place: int, number: int, value: str) -> str:
    if sort == "choice":
        return _COLOURS[place % len(_COLOURS)]
    if value == "no figure":
        return _BLANK
    share = place / max(number - 1, 1)
    return "#" + "".join(f"{round(low + (high - low) * share):02x}" for low, high in zip(_FAINT, _STRONG, strict=True))


def _mixed(colour: str) -> str:
    """Return a colour of lines as one of areas: half as strong."""
    return "#" + "".join(f"{(int(colour[place : place + 2], 16) + 255) // 2:02x}" for place in (1, 3, 5))

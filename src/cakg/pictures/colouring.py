"""Answers on a map: the label, colour and text of each statement.

:mod:`cakg.pictures.map_layers` groups the answers into layers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from cakg.model.claims import Statement, first
from cakg.model.dates import MONTHS
from cakg.network.style import Styles
from cakg.pictures.layer import Entry, Fact
from cakg.vocabulary import CAKG, STATUS, local

_UNHEDGED = {STATUS.stated, STATUS.judged, STATUS.attributed}
SEVERAL = "several answers"
_NO_FIGURE = "no figure"

_FAINT, _STRONG = (226, 236, 186), (96, 168, 112)  # green: a faint blue would look like the sea
_BLANK, _SEVERAL, _ANY = "#cfc9be", "#b3a5cc", "#a9a29a"
_MONTH = re.compile(r"\b(" + "|".join(month[:3] for month in MONTHS) + r")[a-z]*")
_FINAL_PREPOSITION = re.compile(r" (?:on|from|of|in)$")
"""The preposition at the end of a vote's label, which is cut off: "abstained on" becomes "abstained"."""


def fact_of(one: Statement, styles: Styles) -> tuple[str, Fact]:
    """Return the kind of layer that a statement belongs to, and the statement as a fact."""
    status = "" if one.status.iri in _UNHEDGED else one.status.label
    period = _MONTH.sub(r"\1", one.when).replace(" to ", "–") if one.earliest != one.latest else ""
    if one.trait(CAKG.oneOf):
        choice = _FINAL_PREPOSITION.sub("", one.predicate.label)
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
    colour = _hex((part + 255) // 2 for part in bytes.fromhex(look.colour[1:]))  # areas are half as saturated as lines
    dotted = one.status.iri == STATUS.contested
    return "tie", Fact(one, Entry(look.label, colour, dotted), place, (one.status.label, period))


def is_mutual(one: Statement) -> bool:
    """Return whether a statement holds in both directions, such as one of trade."""
    return local(one.trait(CAKG.drawnAs)) == "line"


def with_ends(fact: Fact) -> Fact:
    """Add the names of the two things to a figure about both."""
    value, *more = fact.words
    between = " – " if is_mutual(fact.statement) else " → "
    return fact._replace(words=(value, between.join(fact.statement.ends), *more))


def without_common_qualifiers(facts: Sequence[Fact]) -> tuple[list[Fact], str]:
    """Add qualifiers to the words of facts; return those that all facts share as text to append to the title."""
    each = [[str(one) for one in fact.statement.qualifiers] for fact in facts]
    common = [one for one in each[0] if all(one in others for others in each)]
    found = [
        fact._replace(words=(*fact.words, *(one for one in own if one not in common)))
        for fact, own in zip(facts, each, strict=True)
    ]
    return found, f" ({'; '.join(common)})" if common else ""


def without_common_status(facts: Sequence[Fact]) -> tuple[list[Fact], str]:
    """Return figures and a note on them; a status that all figures share is moved to the note."""
    periods = {fact.statement.when for fact in facts if fact.statement.amount}
    notes = ["The figures cover different periods: do not compare them."] if len(periods) > 1 else []
    statuses = {fact.words[-1] for fact in facts}
    if len(statuses) == 1 and len(facts) > 1 and (status := statuses.pop()):
        notes.append(f"All figures have the status: {status}.")
        facts = [fact._replace(words=fact.words[:-1]) for fact in facts]
    return list(facts), " ".join(notes)


def graded(facts: Iterable[Fact]) -> list[Fact]:
    """Add colours to figures, darker for larger ones; other facts have a colour already."""
    found = list(facts)
    values = sorted({(fact.order, fact.entry.label) for fact in found if not fact.entry.colour})

    def colour(fact: Fact) -> str:
        share = values.index((fact.order, fact.entry.label)) / max(len(values) - 1, 1)
        return _hex(round(low + (high - low) * share) for low, high in zip(_FAINT, _STRONG, strict=True))

    return [
        fact if fact.entry.colour else fact._replace(entry=fact.entry._replace(colour=colour(fact))) for fact in found
    ]


def legend(facts: Iterable[Fact], by_state: Iterable[Sequence[Fact]]) -> tuple[Entry, ...]:
    """Return the different answers in order, and an entry for "several answers" if a state needs it."""
    entries = dict.fromkeys(fact.entry for fact in sorted(facts, key=lambda fact: (fact.order, fact.entry)))
    several = any(len({fact.entry for fact in each}) > 1 for each in by_state)
    return (*entries, *([Entry(SEVERAL, _SEVERAL, dotted=True)] if several else []))


def _hex(colour: Iterable[int]) -> str:
    return f"#{bytes(colour).hex()}"

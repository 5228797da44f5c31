"""What a graph lacks: lists of statements, months, sentences and things that an editor works from.

Only statements of articles count; those found only in datasets are left out.
"""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from cakg.model.claims import Claim, Labelled, Statement, first
from cakg.model.dates import parsed, span
from cakg.model.records import Records
from cakg.model.selection import Selection, involved
from cakg.model.sources import Passage, Source
from cakg.pages.groups import by_weight
from cakg.pages.page import rows_of
from cakg.store.rows import texts
from cakg.vocabulary import ATTRIBUTION, CAKG, STATUS, VERDICT, shorten

LONGEST_PERIOD = timedelta(days=92)
"""A statement dated to a longer period than this, about three months, does not say in which month something was."""
_ANSWERS = {VERDICT.confirmed, VERDICT.confirmed_at_second_hand, VERDICT.contradicted}
_SENTENCES = """SELECT ?source (COUNT(DISTINCT ?passage) AS ?number) WHERE {
  VALUES ?work { cakg:Article cakg:Source } ?source a ?work . ?passage cakg:source ?source ; a cakg:Passage
} GROUP BY ?source"""
COLUMNS = ("list", "node", "label", "status", "statement", "statement_label", "sources", "passages", "note")
"""The columns of the table of gaps."""
_SEVERAL = " | "


class Item(NamedTuple):
    """One entry of a list."""

    node: Labelled
    """What is listed; a period has no IRI."""
    statement: Statement | None
    """The statement that is listed, or the only one about a thing; None for a period or a sentence."""
    passages: tuple[Passage, ...]
    """Where the articles say it."""
    note: str = ""
    """What else is known: the verdicts of datasets, the reason for having no claim, or the number of statements that
    are dated to a longer period with these months."""

    def as_json(self) -> dict[str, Any]:
        """Return the entry as a dictionary for JSON."""
        one = self.statement
        return {
            "node": shorten(self.node.iri) if self.node.iri else None,
            "label": self.node.label,
            "status": one.status.label if one else None,
            "statement": shorten(one.iri) if one else None,
            "passages": [place.label for place in self.passages],
            "note": self.note or None,
        }


class Gaps(NamedTuple):
    """One list of gaps."""

    name: str
    """Its name: one of those that :func:`gaps` returns."""
    items: tuple[Item, ...]
    number: int
    """How many of the *total* are gaps; a period is one entry, but may have several months."""
    total: int
    """How many there are of what is listed, gaps or not."""
    by_source: tuple[tuple[Source, int, int], ...] = ()
    """Each article with its number of gaps and of all that is listed; empty if the list is not about what they say."""
    period: str = ""
    """The period that was looked at, if the list is about time."""

    @property
    def rows(self) -> Iterator[list[str]]:
        """The entries as rows of a table with :data:`COLUMNS`."""
        for one in self.items:
            status, iri, label = (
                (one.statement.status.label, shorten(one.statement.iri), one.statement.label)
                if one.statement
                else ("", "", "")
            )
            sources = dict.fromkeys(place.source.short_name for place in one.passages)
            places = (place.label for place in one.passages)
            node = shorten(one.node.iri) if one.node.iri else ""
            joined = (_SEVERAL.join(sources), _SEVERAL.join(places))
            yield [self.name, node, one.node.label, status, iri, label, *joined, one.note]


def gaps(records: Records) -> dict[str, Gaps]:
    """Return all lists by name, in a fixed order.

    They are ``single-source``, ``unnamed``, ``unchecked``, ``unanswered``, ``months``, ``sentences`` and
    ``mentioned-once``.
    """
    things = involved(records, Selection())
    statements = by_weight(list(records.statements(things).values()))
    alone = {row["statement"] for row in rows_of(records, "only-one-source")}
    verdicts: dict[str, set[str]] = {}
    for those in records.verdicts.values():
        for one in those:
            verdicts.setdefault(one.statement, set()).add(one.verdict)

    def listed(name: str, included: Callable[[Statement], bool]) -> Gaps:
        items = tuple(_of_statement(one) for one in statements if included(one))
        counts = (Counter(_sources(those)) for those in (items, map(_of_statement, statements)))
        return Gaps(name, items, len(items), len(statements), _by_source(*counts))

    found = (
        listed("single-source", lambda one: one.iri in alone),
        listed("unnamed", lambda one: all(map(_is_anonymous, one.claims))),
        listed("unchecked", lambda one: one.iri not in verdicts),
        listed("unanswered", lambda one: one.iri in verdicts and not verdicts[one.iri] & _ANSWERS),
        _months(statements),
        _sentences(records),
        _mentioned_once(records, things, {one.iri: one for one in statements}),
    )
    return {one.name: one for one in found}


def only_mentioned(records: Records) -> int:
    """Return how many statements nobody affirms, denies or leaves open: parts of other statements, and conditions.

    No list counts them.
    """
    where = f"?statement cakg:status <{STATUS.unclaimed}>"
    [row] = texts(records.engine, f"SELECT (COUNT(DISTINCT ?statement) AS ?number) WHERE {{ {where} }}")
    return int(row["number"])


def _of_statement(one: Statement) -> Item:
    return Item(Labelled(one.iri, one.label), one, _passages(one), one.checked)


def _sources(items: Iterable[Item]) -> Iterator[Source]:
    """Yield the sources of each of *items*, each once for an entry."""
    for one in items:
        yield from {place.source for place in one.passages}


def _by_source(some: Mapping[Source, int], every: Mapping[Source, int]) -> tuple[tuple[Source, int, int], ...]:
    return tuple((source, some.get(source, 0), every[source]) for source in sorted(every))


def _passages(one: Statement) -> tuple[Passage, ...]:
    """Return the passages of articles with claims about a statement, each once."""
    return tuple(dict.fromkeys(claim.passage for claim in one.claims if not claim.passage.source.dataset))


def _is_anonymous(claim: Claim) -> bool:
    return first(claim.properties, CAKG.attribution) == ATTRIBUTION.anonymous


def _months(statements: Iterable[Statement]) -> Gaps:
    """Return the months to which no statement is dated, from the first to the last month to which one is.

    A statement is dated to each month of its period, if that is not longer than :data:`LONGEST_PERIOD`.
    """
    dated = [(start, end) for one in statements if (start := parsed(one.earliest)) and (end := parsed(one.latest))]
    exact = [(start, end) for start, end in dated if end - start <= LONGEST_PERIOD]
    covered = {month for start, end in exact for month in range(_month(start), _month(end) + 1)}
    every = range(min(covered), max(covered) + 1) if covered else range(0)
    empty = [month for month in every if month not in covered]
    runs: list[list[int]] = []
    for month in empty:
        if runs and month == runs[-1][-1] + 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    items = []
    for run in runs:
        start, end = _first_day(run[0]), _last_day(run[-1])
        longer = sum(one <= end and start <= other for one, other in dated)
        items.append(Item(Labelled("", span(start.isoformat(), end.isoformat())), None, (), str(longer)))
    period = span(_first_day(every[0]).isoformat(), _last_day(every[-1]).isoformat()) if every else ""
    return Gaps("months", tuple(items), len(empty), len(every), period=period)


def _month(one: date) -> int:
    return one.year * 12 + one.month - 1


def _first_day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def _last_day(month: int) -> date:
    first = _first_day(month)
    return first.replace(day=monthrange(first.year, first.month)[1])


def _sentences(records: Records) -> Gaps:
    """Return the sentences of articles without claims."""
    rows = rows_of(records, "sentences-without-claims")
    labels = records.labels(iri for row in rows for iri in (row["passage"], row["reason"]))
    places = records.passages(row["passage"] for row in rows)
    items = tuple(
        Item(Labelled(row["passage"], labels[row["passage"]]), None, (places[row["passage"]],), labels[row["reason"]])
        for row in rows
        if row["passage"] in places
    )
    found = {row["source"]: int(row["number"]) for row in texts(records.engine, _SENTENCES)}
    total = {records.sources[iri]: number for iri, number in found.items() if iri in records.sources}
    counts = Counter(one.passages[0].source for one in items)
    return Gaps("sentences", items, len(items), sum(total.values()), _by_source(counts, total))


def _mentioned_once(records: Records, things: dict[str, tuple[str, ...]], known: dict[str, Statement]) -> Gaps:
    """Return the things about which the articles make exactly one statement."""
    about = {thing: iri for iri, those in things.items() if iri in known for thing in those}
    counts = Counter(thing for iri, those in things.items() if iri in known for thing in those)
    labels = records.labels(counts)
    once = sorted((labels[thing], thing) for thing, number in counts.items() if number == 1)
    items = tuple(
        Item(Labelled(thing, label), known[about[thing]], _passages(known[about[thing]])) for label, thing in once
    )
    return Gaps("mentioned-once", items, len(items), len(counts))

"""Converts the answers of an endpoint about our things into triples.

The endpoint is a dataset like any other. If the description maps a property to a predicate of ours, a value that is one
of our things becomes a statement with a claim. Every other value becomes a ``cakg:Value``, which asserts nothing. Each
has a row with the item, its address and the day of the query.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple, TypeAlias

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Triple

from cakg.errors import BadValueError, BrokenFileError
from cakg.links.fetching import Answer, Description
from cakg.model import dates
from cakg.model.labels import labels
from cakg.store.protocol import Engine, Term
from cakg.store.reading import triples
from cakg.vocabulary import CAKG, PASSAGE, RDFS, SOURCE, STMT, VALUE, XSD, expand, local, with_prefixes

_Row: TypeAlias = Mapping[str, Term]
_KNOWN = {"9": 4, "10": 7, "11": 10}
"""How many characters of a date are known, by its precision in Wikidata. Less precise dates are rejected."""
_DATE_TYPES = {4: XSD.gYear, 7: XSD.gYearMonth, 10: XSD.date}


def labels_of(triples: Iterable[Triple]) -> dict[str, str]:
    """Return the label of each value and statement in *triples*, by its IRI."""
    return {
        one.subject.value: one.object.value
        for one in triples
        if one.predicate.value == RDFS.label
        and isinstance(one.subject, NamedNode)
        and isinstance(one.object, Literal)
        and one.subject.value.startswith((VALUE.iri, STMT.iri))
    }


def labels_in(path: Path) -> dict[str, str] | None:
    """Return the labels in an earlier output (see :func:`labels_of`); None if it is missing or cannot be read."""
    try:
        return labels_of(triples(path))
    except BrokenFileError:
        return None


def changes(before: dict[str, str], now: dict[str, str]) -> list[str]:
    """Return a line with the number of new and removed labels, then these labels, sorted."""
    new, gone = ([labels[iri] for iri in labels.keys() - others] for labels, others in ((now, before), (before, now)))
    lines = sorted([*((label, "+") for label in new), *((label, "-") for label in gone)])
    summary = f"since the last run: {len(new)} new, {len(gone)} removed"
    return [summary, *(f"  {sign} {label}" for label, sign in lines)]


def triples_of(
    engine: Engine, description: Description, answers: Sequence[Answer], things: Mapping[str, Sequence[str]]
) -> tuple[list[Triple], list[tuple[str, str, str]]]:
    """Return the triples of *answers*, and the rejected rows: query, reason, row.

    *things* has our things by their items. A row is rejected if its value is unknown, its date is less precise than a
    year, or the description does not map its property. Labels and predicates are those of *engine*. Raises the errors
    of :func:`author_of`.
    """
    names = labels(engine, (thing for ours in things.values() for thing in ours))
    writer = _RowWriter(description, author_of(description, engine), things, names)
    turtle, rejects = [_source(description, sorted(answer.day for answer in answers))], set()
    for answer in answers:
        for row in answer.found.dicts():
            try:
                turtle += writer.turtle(answer, row)
            except ValueError as error:
                rejects.add((answer.name, str(error), "; ".join(f"{name} {term}" for name, term in row.items())))
    return list(dict.fromkeys(_triples("\n".join(turtle)))), sorted(rejects)


class _RowWriter(NamedTuple):
    """Writes rows as Turtle. *things* has our things by their items, *names* their labels."""

    description: Description
    author: str
    things: Mapping[str, Sequence[str]]
    names: Mapping[str, str]

    def turtle(self, answer: Answer, row: _Row) -> Iterator[str]:
        """Yield the triples of one row as Turtle; raise ValueError with the reason if it is rejected."""
        item, property, (value, text) = _known(row, "item").value, _known(row, "property"), _value(row)
        (_, start), (_, end) = _period(row, "from"), _period(row, "until")
        if item not in self.things:
            raise ValueError("the item was not requested")
        if property.value not in self.description.properties:
            raise ValueError("the description does not map this property")
        mapping = self.description.properties[property.value]
        ours = self.things.get(value.value, ()) if mapping.predicate else ()
        if ours and max(start[0], end[0]) > answer.day:
            raise ValueError("it begins or ends after the day of the answer")
        bounds = {"cakg:earliest": start[0], "cakg:latest": min(end[1], answer.day) if ours else end[1]}
        dated = "".join(f" ; {bound} {_day(day)}" for bound, day in bounds.items() if day)
        shown = self.names[ours[0]] if len(ours) == 1 else text
        for thing in self.things[item]:
            passage = NamedNode(PASSAGE[f"{self.description.name}-{local(thing)}-{answer.name}"])
            record = Literal(f"{local(item)}, {answer.name}")
            yield (
                f"{passage} a cakg:Row ; cakg:source source:{self.description.name} ; cakg:record {record} ;"
                f" schema:url {NamedNode(item)} ; dcterms:date {_day(answer.day)} ."
            )
            label = mapping.label.format(thing=self.names[thing], value=shown) + _when(start, end)
            about = f"rdfs:label {Literal(label, language='en')}{dated}"
            if len(ours) == 1:
                name = _statement_name(thing, mapping.predicate, ours[0], start[0], end[1])
                yield (
                    f"stmt:{name} a cakg:Statement , rdf:Statement ; {about} ; rdf:subject {NamedNode(thing)} ;"
                    f" rdf:predicate {mapping.predicate} ; rdf:object {NamedNode(ours[0])} ."
                    f" claim:{self.description.name}-{name} a cakg:Claim ; cakg:affirms stmt:{name} ;"
                    f" cakg:mode mode:asserted ; cakg:speaker {self.author} ; cakg:passage {passage} ."
                )
            else:
                key = sha256(f"{property} {value} {start} {end}".encode()).hexdigest()[:8]
                yield (
                    f"value:{self.description.name}-{local(thing)}-{key} a cakg:Value ; {about} ;"
                    f" prov:wasDerivedFrom {passage} ; owl:annotatedSource {NamedNode(thing)} ;"
                    f" owl:annotatedProperty {property} ; owl:annotatedTarget {value} ."
                )


def _statement_name(thing: str, predicate: str, other: str, start: str, end: str) -> str:
    """Return the name of a statement: subject, predicate with hyphens, object, first and last day if known."""
    verb = re.sub("[A-Z]", lambda capital: f"-{capital[0].lower()}", predicate.partition(":")[2])
    return "-".join(filter(None, (local(thing), verb, local(other), start, end)))


def _triples(turtle: str) -> list[Triple]:
    return [quad.triple for quad in pyoxigraph.parse(with_prefixes(turtle), pyoxigraph.RdfFormat.TURTLE)]


def author_of(description: Description, engine: Engine) -> str:
    """Return the author of the source that *description* describes.

    Raises :class:`BadValueError` if the source or a predicate in the description is wrong.
    """
    for predicate in sorted({one.predicate for one in description.properties.values() if one.predicate}):
        if not expand(predicate) or not engine.ask(f"ASK {{ {predicate} a cakg:Predicate }}"):
            raise BadValueError(
                f"{predicate} is not a predicate of the ontology", remedy="ontology/predicates.ttl lists them"
            )
    try:
        found = _triples(description.source)
    except SyntaxError as error:
        raise BadValueError(f"the source of {description.name} is not Turtle: {error}") from error
    authors = [one.object for one in found if one.predicate.value == CAKG.author]
    if len(authors) != 1 or NamedNode(SOURCE[description.name]) not in [one.subject for one in found]:
        raise BadValueError(f"the source of {description.name} must be source:{description.name} with one cakg:author")
    return str(authors[0])


def _source(description: Description, days: Sequence[str]) -> str:
    """Return the source as Turtle, with the first and the last day of the queries."""
    when = f'"retrieved {dates.span(days[0], days[-1])}"@en'
    bounds = f"cakg:earliest {_day(days[0])} ; cakg:latest {_day(days[-1])}"
    return f"{description.source} source:{description.name} cakg:dateWording {when} ; {bounds} ."


def _known(row: _Row, name: str) -> Term:
    """Return the term in a column; raise ValueError if it is missing or marked as unknown."""
    term = row.get(name)
    if not isinstance(term, NamedNode | Literal) or "/.well-known/genid/" in term.value:
        raise ValueError(f"the {name} is unknown")
    return term


def _period(row: _Row, name: str) -> tuple[str, tuple[str, str]]:
    """Return a date with its known digits, and its first and last day; empty texts if there is no date."""
    if name not in row:
        return "", ("", "")
    found = re.match(r"\+?([0-9]{4}-[0-9]{2}-[0-9]{2})", row[name].value)
    precise = row.get(f"{name}Precision")
    if not found or not precise or precise.value not in _KNOWN:
        raise ValueError(f"the date in {name!r} is unknown or less precise than a year")
    known = found[1][: _KNOWN[precise.value]]
    try:
        first, last = dates.period(known)
    except BadValueError as error:
        raise ValueError(f"the date in {name!r} is no day of the calendar") from error
    return known, (first.isoformat(), last.isoformat())


def _value(row: _Row) -> tuple[Term, str]:
    """Return the value and its text for readers; a date has only its known digits."""
    value = _known(row, "value")
    if "valuePrecision" not in row:
        language = f" ({value.language})" if isinstance(value, Literal) and value.language else ""
        return value, row.get("valueLabel", value).value + language
    known, days = _period(row, "value")
    return Literal(known, datatype=NamedNode(_DATE_TYPES[len(known)])), dates.span(*days)


def _when(start: tuple[str, str], end: tuple[str, str]) -> str:
    """Return the period in words, with the known digits of each end; empty if neither is known."""
    if start == end:
        return f", {dates.span(*start)}" if start[0] else ""
    return "".join(f" {word} {dates.span(*day)}" for word, day in (("from", start), ("until", end)) if day[0])


def _day(text: str) -> str:
    return f'"{text}"^^xsd:date'

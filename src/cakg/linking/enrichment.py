"""What an endpoint says of our things, in our own model and kept apart from what editors wrote.

The endpoint is a dataset like any other. A value that is a thing of ours, by a property that the description makes a
predicate of ours, becomes a statement with a claim; any other becomes a ``cakg:Value``, which asserts nothing in the
graph. Each leads to its row: the item, its address, the day on which it was asked.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Triple

from cakg.asking import dates
from cakg.asking.names import labels
from cakg.engines.engine import Engine, Term
from cakg.engines.store import FORMATS
from cakg.errors import BadValueError
from cakg.linking.fetching import Answer, Description
from cakg.vocabulary import (
    CAKG,
    CLAIM,
    DCTERMS,
    MODE,
    OWL,
    PASSAGE,
    PROV,
    RDF,
    RDFS,
    SCHEMA,
    SOURCE,
    STMT,
    VALUE,
    XSD,
    expand,
    prefix_header,
)

YEAR, MONTH, DAY = 9, 10, 11
"""How precise a date is, as Wikidata counts; what is vaguer than a year is no date here."""
_DATATYPE = {4: XSD.gYear, 7: XSD.gYearMonth, 10: XSD.date}  # by how many characters of the date are known


class Aside(NamedTuple):
    """A row that nothing could be made of, and why."""

    query: str
    reason: str
    row: str


class Enrichment(NamedTuple):
    """What came, as triples, and the rows that were put aside."""

    triples: list[Triple]
    aside: list[Aside]

    @property
    def labels(self) -> dict[str, str]:
        """The label of each value and statement, by its IRI."""
        return _labels(self.triples)

    def about(self) -> int:
        """Return of how many things something came."""
        roles = (OWL.annotatedSource, RDF.subject)
        return len({triple.object for triple in self.triples if triple.predicate.value in roles})


def labels_in(path: Path) -> dict[str, str] | None:
    """Return the label of each value and statement in a file written before; None where there is none to read."""
    try:
        return _labels(quad.triple for quad in pyoxigraph.parse(path=path, format=FORMATS[path.suffix]))
    except (OSError, SyntaxError):
        return None


def _labels(triples: Iterable[Triple]) -> dict[str, str]:
    return {
        one.subject.value: one.object.value
        for one in triples
        if one.predicate.value == RDFS.label
        and isinstance(one.subject, NamedNode)
        and isinstance(one.object, Literal)
        and one.subject.value.startswith((VALUE.iri, STMT.iri))
    }


def enrich(
    engine: Engine, description: Description, answers: Sequence[Answer], things: Mapping[str, Sequence[str]]
) -> Enrichment:
    """Return what *answers* say about *things*, ours by item, with the labels and predicates that *engine* has.

    A row that says nothing that can be used (an unknown value, a date vaguer than a year, a property that the
    description does not know) is put aside. Raises :class:`BadValueError` when the description names a source or a
    predicate that is none.
    """
    for predicate in sorted({one.predicate for one in description.becomes.values() if one.predicate}):
        if not engine.ask(f"ASK {{ {NamedNode(expand(predicate) or predicate)} a cakg:Predicate }}"):
            raise BadValueError(f"{predicate} is no predicate of ours", remedy="ontology/cakg.ttl has them all")
    source, author = _source(description, sorted(answer.day for answer in answers))
    names = labels(engine, (thing for ours in things.values() for thing in ours))
    teller = _Teller(description, things, names, author)
    aside = []
    for answer in answers:
        for row in answer.found.dicts():
            try:
                teller.tell(answer, row)
            except ValueError as error:
                shown = "; ".join(f"{name} {term}" for name, term in row.items())
                aside.append(Aside(answer.name, str(error), shown))
    return Enrichment([*source, *dict.fromkeys(teller.triples)], sorted(set(aside)))


def _source(description: Description, days: Sequence[str]) -> tuple[list[Triple], str]:
    """Return the triples of the source, which speaks on the days on which it was asked, and its author."""
    iri = SOURCE[description.name]
    try:
        found = pyoxigraph.parse(prefix_header() + description.source, pyoxigraph.RdfFormat.TURTLE)
        triples = [quad.triple for quad in found]
    except SyntaxError as error:
        raise BadValueError(f"the source of {description.name} is not Turtle: {error}") from error
    authors = [
        one.object.value
        for one in triples
        if one.subject == NamedNode(iri) and one.predicate.value == CAKG.author and isinstance(one.object, NamedNode)
    ]
    if len(authors) != 1:
        raise BadValueError(f"the source of {description.name} must be source:{description.name} with one cakg:author")
    wording = Literal(f"as asked, {dates.span(days[0], days[-1])}", language="en")
    told = {CAKG.earliest: _day(days[0]), CAKG.latest: _day(days[-1]), CAKG.dateWording: wording}
    return [*triples, *(Triple(NamedNode(iri), NamedNode(name), term) for name, term in told.items())], authors[0]


class _Teller:
    """Turns row after row into triples."""

    def __init__(
        self, description: Description, things: Mapping[str, Sequence[str]], labels: Mapping[str, str], author: str
    ) -> None:
        self.description = description
        self.things = things
        self.labels = labels
        self.author = author
        self.triples: list[Triple] = []

    def tell(self, answer: Answer, row: dict[str, Term]) -> None:
        """Add what one row says; a ValueError says why it cannot be used."""
        item, property, value = (_known(row, name) for name in ("item", "property", "value"))
        becoming = self.description.becomes.get(property.value)
        if item.value not in self.things:
            raise ValueError("the item was not asked for")
        if becoming is None:
            raise ValueError("the description does not say what becomes of this property")
        earliest, latest = _bounds(row, "from")[0], _bounds(row, "until")[1]
        if "valuePrecision" in row:
            first, last = _bounds(row, "value")
            value, text = _as_precise(first, last), dates.span(first, last)
        else:
            text = row.get("valueLabel", value).value
            text += f" ({value.language})" if isinstance(value, Literal) and value.language else ""
        ours = self.things.get(value.value, ()) if becoming.predicate else ()
        for thing in self.things[item.value]:
            node = self._row(thing, item.value, answer)
            shown = self.labels[ours[0]] if len(ours) == 1 else text
            when = dates.span(earliest, latest) if earliest else f"until {dates.day(latest)}" if latest else ""
            label = becoming.label.format(thing=self.labels[thing], value=shown) + (f", {when}" if when else "")
            if len(ours) != 1:
                key = sha256(f"{property} {value} {earliest} {latest}".encode()).hexdigest()[:8]
                said = VALUE[f"{self.description.name}-{_local(thing)}-{key}"]
                roles = (OWL.annotatedSource, OWL.annotatedProperty, OWL.annotatedTarget)
                self._add(said, roles, (thing, property, value))
                self._add(said, (RDF.type, PROV.wasDerivedFrom), (CAKG.Value, node))
            elif latest > answer.day:
                raise ValueError("it would last beyond the day on which it was said")
            else:
                said = self._statement(thing, expand(becoming.predicate) or "", ours[0], node, (earliest, latest))
            self._add(said, (RDFS.label,), (Literal(label, language="en"),))
            for bound, day in ((CAKG.earliest, earliest), (CAKG.latest, latest)):
                if day:
                    self._add(said, (bound,), (_day(day),))

    def _statement(self, thing: str, predicate: str, other: str, row: str, bounds: tuple[str, str]) -> str:
        """Add a statement, named by what it says, and the source's claim that it is so."""
        verb = re.sub("[A-Z]", lambda capital: f"-{capital[0].lower()}", _local(predicate))
        name = "-".join(filter(None, (_local(thing), verb, _local(other), *bounds)))
        self._add(STMT[name], (RDF.type, RDF.type), (CAKG.Statement, RDF.Statement))
        self._add(STMT[name], (RDF.subject, RDF.predicate, RDF.object), (thing, predicate, other))
        said = (CAKG.affirms, CAKG.mode, CAKG.speaker, CAKG.passage)
        claim = CLAIM[f"{self.description.name}-{name}"]
        self._add(claim, (RDF.type, *said), (CAKG.Claim, STMT[name], MODE.asserted, self.author, row))
        return STMT[name]

    def _row(self, thing: str, item: str, answer: Answer) -> str:
        """Add the row: what a query brought of an item, and when."""
        row = PASSAGE[f"{self.description.name}-{_local(thing)}-{answer.name}"]
        roles = (RDF.type, CAKG.source, CAKG.record, SCHEMA.url, DCTERMS.date)
        record = Literal(f"{_local(item)}, {answer.name}")
        self._add(row, roles, (CAKG.Row, SOURCE[self.description.name], record, item, _day(answer.day)))
        return row

    def _add(self, subject: str, predicates: Sequence[str], objects: Sequence[str | Term]) -> None:
        for predicate, term in zip(predicates, objects, strict=True):
            node = NamedNode(term) if isinstance(term, str) else term
            self.triples.append(Triple(NamedNode(subject), NamedNode(predicate), node))


def _known(row: Mapping[str, Term], name: str) -> Term:
    """Return the term in a column; a source that has no value, or says that it does not know it, names none."""
    term = row.get(name)
    if not isinstance(term, NamedNode | Literal) or "/.well-known/genid/" in term.value:
        raise ValueError(f"the {name} is unknown")
    return term


def _bounds(row: Mapping[str, Term], name: str) -> tuple[str, str]:
    """Return the first and the last day that a date with its precision may mean; empty texts where there is none."""
    if name not in row:
        return "", ""
    found = re.match(r"\+?(\d{4})-(\d\d)-(\d\d)", row[name].value)
    precision = int(row[f"{name}Precision"].value) if f"{name}Precision" in row else 0
    if not found or precision not in (YEAR, MONTH, DAY):
        raise ValueError(f"the date in {name!r} is unknown or vaguer than a year")
    year, month, day = map(int, found.groups())
    if precision == DAY:
        return (only := date(year, month, day).isoformat()), only
    first, last = (month, month) if precision == MONTH else (1, 12)
    return date(year, first, 1).isoformat(), date(year, last, monthrange(year, last)[1]).isoformat()


def _as_precise(first: str, last: str) -> Literal:
    """Return the day, the month or the year that two bounds leave open as one literal."""
    known = 10 if first == last else 7 if first[:7] == last[:7] else 4
    return Literal(first[:known], datatype=NamedNode(_DATATYPE[known]))


def _day(text: str) -> Literal:
    return Literal(text, datatype=NamedNode(XSD.date))


def _local(iri: str) -> str:
    return iri[max(iri.rfind("/"), iri.rfind("#")) + 1 :]

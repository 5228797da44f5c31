"""All things of a graph in a list, with their names and the number of statements about each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from pyoxigraph import Literal

from cakg.model.names import KINDS, Name, plain
from cakg.model.records import IN_ARTICLES, Records
from cakg.store.rows import grouped, rows, texts
from cakg.vocabulary import shorten

_LABELS = """SELECT ?thing ?text WHERE {
  VALUES ?class { %s } ?thing a ?class ; rdfs:label|skos:prefLabel ?text
}"""
_MADE = """SELECT ?thing (COUNT(DISTINCT ?statement) AS ?number) WHERE {
  VALUES ?work { cakg:Article cakg:Source }
  ?article a ?work . ?claim cakg:source ?article ; cakg:speaker ?thing .
  ?claim cakg:affirms|cakg:denies|cakg:leavesOpen ?statement
} GROUP BY ?thing"""
_COUNTS = """SELECT ?thing (COUNT(DISTINCT ?statement) AS ?number) WHERE {
  %s ?statement cakg:involves ?thing ; cakg:status ?any
} GROUP BY ?thing"""
_SOURCES = f"""SELECT ?thing (COUNT(DISTINCT ?source) AS ?number) WHERE {{
  {IN_ARTICLES} ?statement cakg:involves ?thing ; cakg:affirmedBy|cakg:deniedBy|cakg:leftOpenBy ?any .
  ?any cakg:source ?source
}} GROUP BY ?thing"""
_AGENTS = "SELECT ?thing ?agent { ?agent cakg:actsFor ?thing } ORDER BY ?thing ?agent"


COLUMNS = ("thing", "iri", "kind", "label", "names", "definition", "statements", "made", "rows")
"""The columns of the table of things."""


class Thing(NamedTuple):
    """A thing in the list."""

    iri: str
    kind: str
    """What kind of thing it is: ``state``."""
    label: str
    definition: str
    """What it is, in a sentence; may be empty."""
    labels: tuple[Name, ...]
    """Its labels in other languages, without its other names: Russian first, then by language."""
    names: tuple[Name, ...]
    """All names except the label."""
    statements: int
    """The number of statements about it with a claim in an article."""
    made: int
    """The number of statements about which it makes a claim in an article."""
    rows: int
    """The number of statements about it that only datasets make."""
    sources: int
    """The number of sources that make a claim on one of the statements about it that are in articles."""
    related: int
    """The number of statements about it, its groups and its agents, and of those that it or they make, as a bound: a
    statement may count several times."""

    @property
    def words(self) -> str:
        """All its names in the form in which they are compared, each word after a space."""
        return " " + " ".join(dict.fromkeys(plain(str(one)) for one in (self.label, *self.names)))

    def is_called(self, text: str) -> bool:
        """Return whether each word of *text* begins a word of its names; an empty text fits every thing."""
        return all(f" {word}" in self.words for word in plain(text).split())

    def as_json(self) -> dict[str, Any]:
        """Return the thing as a dictionary for JSON."""
        fields = self._asdict()
        del fields["sources"], fields["related"]
        return {"thing": shorten(self.iri), **fields}


def things(records: Records) -> tuple[Thing, ...]:
    """Return all things that have a name, by kind and label. The number of queries does not depend on their number."""
    names = records.names()
    labels = _labels(records)
    called = records.labels(names.iris)
    definitions = records.definitions(names.iris)
    queries = (_COUNTS % IN_ARTICLES, _COUNTS % "", _MADE, _SOURCES)
    in_articles, everywhere, made, sources = (_counts(records, query) for query in queries)
    agents = grouped(records.engine, _AGENTS)
    found = []
    for iri in names.iris:
        label = called[iri]
        kind, others = names.names_of(iri, label)
        number = in_articles.get(iri, 0)
        acting = agents.get(iri, [])
        found.append(
            Thing(
                iri=iri,
                kind=kind,
                label=label,
                definition=definitions.get(iri, ""),
                labels=tuple(one for one in labels.get(iri, ()) if one.text != label),
                names=others,
                statements=number,
                made=made.get(iri, 0),
                rows=everywhere.get(iri, 0) - number,
                sources=sources.get(iri, 0),
                related=sum(in_articles.get(one, 0) for one in (iri, *records.groups.get(iri, ()), *acting))
                + sum(made.get(one, 0) for one in (iri, *acting)),
            )
        )
    order = [one.lower() for one in KINDS]
    return tuple(sorted(found, key=lambda one: (order.index(one.kind), plain(one.label), one.iri)))


def table(found: Iterable[Thing]) -> list[list[str | int]]:
    """Return things as a table; the first row has the names of the columns."""
    lines: list[list[str | int]] = [[*COLUMNS]]
    for one in found:
        names = " | ".join(f"{name} ({name.language})".removesuffix(" ()") for name in one.names)
        numbers = (one.statements, one.made, one.rows)
        lines.append([shorten(one.iri), one.iri, one.kind, one.label, names, one.definition, *numbers])
    return lines


def _labels(records: Records) -> dict[str, list[Name]]:
    found: dict[str, list[Name]] = {}
    classes = " ".join(f"cakg:{one}" for one in KINDS)
    for iri, text in rows(records.engine, _LABELS % classes):
        if iri and isinstance(text, Literal):
            found.setdefault(iri.value, []).append(Name(text.value, text.language or ""))

    def order(one: Name) -> tuple[bool, str, str]:
        return one.language != "ru", one.language, one.text

    return {iri: sorted(set(those), key=order) for iri, those in found.items()}


def _counts(records: Records, query: str) -> dict[str, int]:
    return {row["thing"]: int(row["number"]) for row in texts(records.engine, query) if "thing" in row}

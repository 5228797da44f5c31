"""Summarises what only datasets say about a thing: one line for each predicate, instead of thousands of statements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pyoxigraph import NamedNode

from cakg.model.claims import Labelled
from cakg.model.dates import years
from cakg.model.profiles import profile_term
from cakg.model.records import Records
from cakg.pages.page import PARTS, RowSummary
from cakg.store.rows import texts
from cakg.vocabulary import shorten

# This query takes seconds without a thing, so it is not a question of the catalogue.
_WHERE = """WHERE {
  VALUES ?thing { %s }
  {
    ?statement rdf:subject ?thing ; rdf:object ?other . BIND ("as subject" AS ?role)
  }
  UNION
  {
    ?statement rdf:object ?thing ; rdf:subject ?other ; rdf:predicate ?about .
    OPTIONAL { ?about cakg:mutual ?mutual }
    # A mutual statement reads the same from both ends.
    BIND (IF(COALESCE(?mutual, false), "as subject", "as object") AS ?role)
  }
  UNION
  {
    ?statement cakg:involves ?thing . FILTER NOT EXISTS { ?statement rdf:subject|rdf:object ?thing }
    BIND ("in another role" AS ?role)
  }
  UNION
  { ?spoken cakg:speaker ?thing . ?statement cakg:affirmedBy ?spoken . BIND ("as speaker" AS ?role) }
  ?statement cakg:inProfile ?profile ; rdf:predicate ?predicate ; cakg:affirmedBy ?claim .
  FILTER (?profile = %s && (!BOUND(?spoken) || ?spoken = ?claim))
  ?claim cakg:source ?source . ?source a cakg:Dataset .
  %s
}"""
_YEARS = """
  OPTIONAL { ?statement cakg:earliest ?earliest BIND (SUBSTR(STR(?earliest), 1, 4) AS ?from) }
  OPTIONAL { ?statement cakg:latest ?latest BIND (SUBSTR(STR(?latest), 1, 4) AS ?to) }
"""
_ROWS = f"""SELECT ?predicate ?role ?other ?source ?from ?to (COUNT(DISTINCT ?statement) AS ?number)
{_WHERE} GROUP BY ?predicate ?role ?other ?source ?from ?to"""
_NUMBERS = f"""SELECT ?predicate ?role ?other ?source (COUNT(DISTINCT ?statement) AS ?number)
{_WHERE} GROUP BY ?predicate ?role ?other ?source"""


def row_summaries(records: Records, iri: str, profile: str, *, named: bool = True) -> Iterator[RowSummary]:
    """Yield summaries of the rows of datasets about a thing or made by it, one per predicate and role.

    Unless *named*, the things at the other end are counted.
    """
    query, more = (_ROWS, _YEARS) if named else (_NUMBERS, "")
    found = texts(records.engine, query % (NamedNode(iri), profile_term(profile), more))
    parts = ("predicate", "other") if named else ("predicate",)
    labels = records.labels({row[part] for row in found for part in parts if part in row})
    sums: dict[tuple[int, str], tuple[dict[str, set[tuple[str, str]]], Counter[str]]] = {}
    for row in found:
        others, counts = sums.setdefault((PARTS.index(row["role"]), labels[row["predicate"]]), ({}, Counter()))
        if "other" in row:
            others.setdefault(row["other"], set()).add((row.get("from", ""), row.get("to", "")))
        counts[row["source"]] += int(row["number"])
    for (role, predicate), (others, counts) in sorted(sums.items(), key=lambda one: one[0]):
        sources = tuple(_counted(records, source, counts[source]) for source in sorted(counts))
        if not named:
            yield RowSummary(predicate, PARTS[role], (), sources, len(others))
            continue
        ends = sorted((labels[other], other) for other in others)
        dated = (Labelled(other, f"{label} ({years(others[other])})".removesuffix(" ()")) for label, other in ends)
        yield RowSummary(predicate, PARTS[role], tuple(dated), sources)


def _counted(records: Records, source: str, number: int) -> Labelled:
    """Return a dataset with its number of statements and its period as its label."""
    known = records.sources.get(source)
    name, covers = (known.short_name, known.covers) if known else (shorten(source), "")
    return Labelled(source, f"{name} ({', '.join(filter(None, (str(number), covers)))})")

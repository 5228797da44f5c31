"""The identifiers of our things in other lists, and the evidence of each link.

Reads the mappings of ``graph/links``. Does not match names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from cakg.store.protocol import Engine
from cakg.store.rows import texts, values_of
from cakg.vocabulary import CODE, SSSOM

_LISTS = """SELECT ?list ?label ?namespace ?address WHERE {
  ?list a skos:ConceptScheme ; rdfs:label ?label ; vann:preferredNamespaceUri ?namespace . FILTER (LANG(?label) = "en")
  OPTIONAL { ?list schema:url ?address }
}"""
_LINKS = """SELECT * WHERE {
  %s ?mapping a sssom:Mapping ; owl:annotatedSource ?thing ;
    owl:annotatedProperty ?match ; owl:annotatedTarget ?target ;
    sssom:mapping_justification ?justification ; sssom:author_label ?author ; dcterms:created ?date .
  OPTIONAL { ?mapping rdfs:comment ?remark }
  OPTIONAL { ?mapping sssom:object_source ?list }
  OPTIONAL { ?mapping sssom:object_label ?target_label }
  OPTIONAL {
    ?mapping rdfs:seeAlso ?evidence
    OPTIONAL { ?evidence rdfs:label ?evidence_label FILTER (LANG(?evidence_label) IN ("en", "")) }
  }
} ORDER BY ?mapping ?evidence ?evidence_label"""


class Link(NamedTuple):
    """A link of one of our things to another list. An empty *identifier* means: not found in the list.

    *match* is ``skos:exactMatch``, ``skos:closeMatch`` or ``owl:sameAs``, *list* the IRI of the list, *list_label* its
    name and *list_address* its address, *target_label* the name of the thing in that list, *remark* a sentence,
    *evidence* the addresses that confirm the link. A missing label, address or remark is empty.
    """

    mapping: str
    thing: str
    match: str
    target: str
    target_label: str
    list: str
    list_label: str
    list_address: str
    identifier: str
    justification: str
    author: str
    date: str
    remark: str
    evidence: tuple[str, ...]


def namespaces(engine: Engine) -> dict[str, str]:
    """Return the namespace of the identifiers of each list, by the list's IRI."""
    return {row["list"]: row["namespace"] for row in texts(engine, _LISTS)}


def links(engine: Engine, thing: str = "") -> list[Link]:
    """Return all links of the graph, or only those of one *thing*, sorted by mapping."""
    return [link for link, _ in links_with_labels(engine, thing)]


def links_with_labels(engine: Engine, thing: str = "") -> list[tuple[Link, Mapping[str, str]]]:
    """Return the :func:`links`, each with the labels of its evidence; an address without a label has an empty one."""
    only = f"VALUES ?thing {{ {values_of([thing])} }}" if thing else ""
    lists = {row["list"]: row for row in texts(engine, _LISTS)}
    rows: dict[str, dict[str, str]] = {}
    evidence: dict[str, dict[str, str]] = defaultdict(dict)
    for row in texts(engine, _LINKS % only):
        rows.setdefault(row["mapping"], row)
        if "evidence" in row:
            evidence[row["mapping"]].setdefault(row["evidence"], row.get("evidence_label", ""))
    found: list[tuple[Link, Mapping[str, str]]] = []
    for row in rows.values():
        target = row["target"]
        of = row.get("list") or next((one for one in lists if target.startswith(lists[one]["namespace"])), "")
        known = {"label": "", "namespace": "", "address": ""} | lists.get(of, {})
        own = evidence[row["mapping"]]
        link = Link(
            mapping=row["mapping"],
            thing=row["thing"],
            match=row["match"],
            target=target,
            target_label=row.get("target_label", ""),
            list=of,
            list_label=known["label"],
            list_address=known["address"],
            identifier="" if target == SSSOM["NoTermFound"] else target.removeprefix(known["namespace"]).strip("/"),
            justification=row["justification"],
            author=row["author"],
            date=row["date"],
            remark=row.get("remark", ""),
            evidence=tuple(own),
        )
        found.append((link, own))
    return found


def codes(engine: Engine, system: str) -> dict[str, str]:
    """Return our things by their codes in *system*: ``codes(engine, "fips")["TI"]`` is the IRI of Tajikistan.

    Systems are ``cameo``, ``cow``, ``fips``, ``gw``, ``iso2``, ``iso3``, ``isonum``, ``m49``, ``geonames`` and
    ``wikidata``; codes are texts with their leading zeros. Close matches are included: some codes of Russia also cover
    the Soviet Union. Codes of things that are not in the graph are missing.
    """
    return codes_by_system(engine).get(system, {})


def codes_by_system(engine: Engine) -> dict[str, dict[str, str]]:
    """Return the :func:`codes` of every system that has any."""
    found: dict[str, dict[str, str]] = {}
    for link in links(engine):
        if link.identifier:
            found.setdefault(link.list.removeprefix(CODE.iri), {})[link.identifier] = link.thing
    return found

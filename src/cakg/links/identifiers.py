"""The identifiers of our things in other lists, and the evidence of each link.

Reads the mappings of ``graph/links``. Does not match names.
"""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from cakg.store.protocol import Engine
from cakg.store.rows import texts
from cakg.vocabulary import CODE, SSSOM

_LISTS = """SELECT ?list ?label ?namespace WHERE {
  ?list a skos:ConceptScheme ; rdfs:label ?label ; vann:preferredNamespaceUri ?namespace . FILTER (LANG(?label) = "en")
}"""
_LINKS = """SELECT * WHERE {
  ?mapping a sssom:Mapping ; owl:annotatedSource ?thing ; owl:annotatedProperty ?match ; owl:annotatedTarget ?target ;
    sssom:mapping_justification ?justification ; sssom:author_label ?author ; dcterms:created ?date .
  OPTIONAL { ?mapping rdfs:comment ?remark }
  OPTIONAL { ?mapping sssom:object_source ?list }
  OPTIONAL { ?mapping sssom:object_label ?target_label }
} ORDER BY ?mapping"""
_EVIDENCE = "SELECT ?mapping ?evidence WHERE { ?mapping a sssom:Mapping ; rdfs:seeAlso ?evidence } ORDER BY ?evidence"


class Link(NamedTuple):
    """A link of one of our things to another list. An empty *identifier* means: not found in the list.

    *match* is ``skos:exactMatch``, ``skos:closeMatch`` or ``owl:sameAs``, *list* the IRI of the list and *list_label*
    its name, *target_label* the name of the thing in that list, *remark* a sentence, *evidence* the addresses that
    confirm the link. A missing label or remark is empty.
    """

    mapping: str
    thing: str
    match: str
    target: str
    target_label: str
    list: str
    list_label: str
    identifier: str
    justification: str
    author: str
    date: str
    remark: str
    evidence: tuple[str, ...]


def namespaces(engine: Engine) -> dict[str, str]:
    """Return the namespace of the identifiers of each list, by the list's IRI."""
    return {row["list"]: row["namespace"] for row in texts(engine, _LISTS)}


def links(engine: Engine) -> list[Link]:
    """Return all links of the graph, sorted by mapping."""
    lists = {row["list"]: row for row in texts(engine, _LISTS)}
    evidence: dict[str, list[str]] = defaultdict(list)
    for row in texts(engine, _EVIDENCE):
        evidence[row["mapping"]].append(row["evidence"])
    found = []
    for row in texts(engine, _LINKS):
        target = row["target"]
        of = row.get("list") or next((one for one in lists if target.startswith(lists[one]["namespace"])), "")
        known = lists.get(of, {"label": "", "namespace": ""})
        identifier = "" if target == SSSOM["NoTermFound"] else target.removeprefix(known["namespace"]).strip("/")
        fields = (
            {"remark": "", "target_label": ""}
            | row
            | {"list": of, "list_label": known["label"], "identifier": identifier}
        )
        found.append(Link(**fields, evidence=tuple(evidence[row["mapping"]])))
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

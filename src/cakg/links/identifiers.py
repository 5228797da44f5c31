"""Who our things are in the lists of others: identifiers, and on what each link rests.

Reads the mappings of ``graph/links``. Does not know what an identifier is used for, nor match any text.
"""

from __future__ import annotations

from typing import NamedTuple

from cakg.model.names import grouped, texts
from cakg.store.protocol import Engine
from cakg.vocabulary import CODE, SSSOM

_LISTS = """SELECT ?list ?label ?namespace WHERE {
  ?list a skos:ConceptScheme ; rdfs:label ?label ; vann:preferredNamespaceUri ?namespace . FILTER (LANG(?label) = "en")
}"""
_LINKS = """SELECT * WHERE {
  ?mapping a sssom:Mapping ; owl:annotatedSource ?thing ; owl:annotatedProperty ?match ; owl:annotatedTarget ?target ;
    sssom:mapping_justification ?justification ; sssom:author_label ?author ; dcterms:created ?date .
  OPTIONAL { ?mapping rdfs:comment ?remark }
  OPTIONAL { ?mapping sssom:object_source ?list }
} ORDER BY ?mapping"""
_EVIDENCE = "SELECT ?mapping ?evidence WHERE { ?mapping a sssom:Mapping ; rdfs:seeAlso ?evidence } ORDER BY ?evidence"


class Link(NamedTuple):
    """One thing of ours in one list of others; without an *identifier* it was looked for there and not found.

    *match* is ``skos:exactMatch``, ``skos:closeMatch`` or ``owl:sameAs``, *list* the IRI of the list and *list_label*
    its name, *remark* a sentence or nothing, *evidence* the addresses on which the link rests.
    """

    mapping: str
    thing: str
    match: str
    target: str
    list: str
    list_label: str
    identifier: str
    justification: str
    author: str
    date: str
    remark: str
    evidence: tuple[str, ...]


def namespaces(engine: Engine) -> dict[str, str]:
    """Return by the IRI of each list the namespace of its identifiers."""
    return {row["list"]: row["namespace"] for row in texts(engine, _LISTS)}


def links(engine: Engine) -> list[Link]:
    """Return every link of the graph, in one order."""
    lists = {row["list"]: row for row in texts(engine, _LISTS)}
    evidence = grouped(engine, _EVIDENCE)
    found = []
    for row in texts(engine, _LINKS):
        target = row["target"]
        of = row.get("list") or next((one for one in lists if target.startswith(lists[one]["namespace"])), "")
        known = lists.get(of, {"label": "", "namespace": ""})
        identifier = "" if target == SSSOM["NoTermFound"] else target.removeprefix(known["namespace"]).strip("/")
        fields = {"remark": ""} | row | {"list": of, "list_label": known["label"], "identifier": identifier}
        found.append(Link(**fields, evidence=tuple(evidence.get(row["mapping"], ()))))
    return found


def codes(engine: Engine, system: str) -> dict[str, str]:
    """Return the IRI of our thing by its code in *system*: ``codes(engine, "fips")["TI"]`` is Tajikistan.

    Systems are ``cameo``, ``cow``, ``fips``, ``gw``, ``iso2``, ``iso3``, ``isonum``, ``m49``, ``geonames`` and
    ``wikidata``; codes are texts, with the leading zeros that belong to them. Close matches count: data that
    begin in 1991 mean the Russian Federation by a number that covers the Soviet Union too. A code that is
    missing is of no thing of ours.
    """
    return {link.identifier: link.thing for link in links(engine) if link.list == CODE[system] and link.identifier}

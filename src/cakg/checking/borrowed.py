"""The terms of other vocabularies that cakg may use.

An allow-list: whoever needs one more vocabulary adds it here, with its terms. Those of the
large ones come from rdflib, which ships them; SEM and Web Annotation are not among them.
"""

from __future__ import annotations

from functools import cache

from cakg.vocabulary import PREFIXES

_LISTED_BY_RDFLIB = {
    "dcterms": "DCTERMS",
    "org": "ORG",
    "owl": "OWL",
    "prov": "PROV",
    "rdf": "RDF",
    "rdfs": "RDFS",
    "schema": "SDO",
    "skos": "SKOS",
    "vann": "VANN",
    "xsd": "XSD",
}

_LISTED_HERE = {
    "oa": "Annotation FragmentSelector Selector SpecificResource TextPositionSelector TextQuoteSelector TextualBody"
    " end exact hasBody hasSelector hasSource hasTarget motivatedBy prefix start suffix",
    "sem": "Actor Authority Core Event EventType Object Place Role Time Type View"
    " accordingTo eventType hasActor hasBeginTimeStamp hasEndTimeStamp hasPlace hasSubEvent hasTime hasTimeStamp"
    " subEventOf",
}


@cache
def terms() -> dict[str, frozenset[str]]:
    """Return the IRIs of every term of each vocabulary, by the vocabulary's namespace."""
    import rdflib  # takes a fifth of a second; only checks pay for it

    found = {}
    for prefix, name in _LISTED_BY_RDFLIB.items():
        found[PREFIXES[prefix]] = frozenset(map(str, dir(getattr(rdflib, name))))
    for prefix, names in _LISTED_HERE.items():
        namespace = PREFIXES[prefix]
        found[namespace] = frozenset(namespace + name for name in names.split())
    return found

"""What our things are called in the lists of others: codes, and on what each link rests.

Reads the mappings of ``graph/links``. Does not know what a code is used for, nor match any text.
"""

from __future__ import annotations

from cakg.asking.names import texts
from cakg.engines.engine import Engine
from cakg.vocabulary import CODE

_MAPPINGS = """
SELECT ?code ?thing WHERE {
  ?list a skos:ConceptScheme ; vann:preferredNamespaceUri ?namespace .
  ?mapping a sssom:Mapping ; owl:annotatedSource ?thing ; owl:annotatedProperty ?match ; owl:annotatedTarget ?target .
  FILTER (STRSTARTS(STR(?target), STR(?namespace)))
  BIND (REPLACE(STRAFTER(STR(?target), STR(?namespace)), "/$", "") AS ?code)
} ORDER BY ?code ?thing"""


def codes(engine: Engine, system: str) -> dict[str, str]:
    """Return the IRI of our thing by its code in *system*: ``codes(engine, "fips")["TI"]`` is Tajikistan.

    Systems are ``cameo``, ``cow``, ``fips``, ``gw``, ``iso2``, ``iso3``, ``isonum``, ``m49``, ``geonames`` and
    ``wikidata``; codes are texts, with the leading zeros that belong to them. Close matches count: data that
    begin in 1991 mean the Russian Federation by a number that covers the Soviet Union too. A code that is
    missing is of no thing of ours.
    """
    listed = _MAPPINGS.replace("?list a", f"VALUES ?list {{ <{CODE[system]}> }} ?list a")
    return {row["code"]: row["thing"] for row in texts(engine, listed)}

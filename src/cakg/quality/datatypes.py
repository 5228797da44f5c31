"""The datatypes and the terms of other vocabularies that files may use.

To allow more, add it here. The terms of large vocabularies come from rdflib; those of the others are listed here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from typing import NamedTuple

from cakg.vocabulary import PREFIXES, XSD


class Form(NamedTuple):
    """The written form of the literals of a datatype."""

    description: str
    pattern: str
    parse: Callable[[str], object] = str

    def fits(self, text: str) -> bool:
        """Return whether *text* has the form and is a valid value: 2022-02-31 is not."""
        if not re.fullmatch(self.pattern, text, re.ASCII):
            return False
        try:
            self.parse(text)
        except ValueError:
            return False
        return True


_DECIMAL = r"[+-]?(\d+(\.\d*)?|\.\d+)"
_DAY = r"\d{4}-\d\d-\d\d"
_TIME = r"T\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)?"

FORMS: dict[str, Form] = {
    XSD.anyURI: Form("an address without spaces", r"[^\s<>\"{}|\\^`]+"),
    XSD.boolean: Form("true or false", "true|false|0|1"),
    XSD.date: Form("a day of the calendar, as in 2022-03-31", _DAY, date.fromisoformat),
    XSD.dateTime: Form("a day and a time, as in 2022-03-31T18:00:00Z", _DAY + _TIME, datetime.fromisoformat),
    XSD.decimal: Form("a number, as in 2.5", _DECIMAL),
    XSD.double: Form("a number, as in 2.5e3", _DECIMAL + r"([eE][+-]?\d+)?|[+-]?INF|NaN"),
    XSD.gYear: Form("a year of four digits, as in 2022", r"-?\d{4}"),
    XSD.gYearMonth: Form("a year and a month, as in 2022-03", r"\d{4}-(0[1-9]|1[0-2])"),
    XSD.integer: Form("a whole number, as in 42", r"[+-]?\d+"),
    XSD.string: Form("any text", r"(?s:.*)"),
}
"""The form of each datatype, by its IRI."""

_IN_RDFLIB = "DCTERMS ORG OWL PROV RDF RDFS SCHEMA SKOS VANN XSD"
_NOT_IN_RDFLIB = {
    "oa": "Annotation FragmentSelector Selector SpecificResource TextPositionSelector TextQuoteSelector TextualBody"
    " end exact hasBody hasSelector hasSource hasTarget motivatedBy prefix start suffix",
    "sem": "Actor Authority Core Event EventType Object Place Role Time Type View"
    " accordingTo eventType hasActor hasBeginTimeStamp hasEndTimeStamp hasPlace hasSubEvent hasTime hasTimeStamp"
    " subEventOf",
    "semapv": "BackgroundKnowledgeBasedMatching LexicalMatching ManualMappingCuration MappingReview",
    "sssom": "Mapping NoTermFound author_label mapping_justification object_label object_source",
}


@cache
def terms() -> dict[str, frozenset[str]]:
    """Return the IRIs of the terms of each vocabulary, by its namespace."""
    import rdflib  # takes 0.2 s, so only checks import it

    found = {
        PREFIXES[prefix]: frozenset(PREFIXES[prefix] + name for name in _NOT_IN_RDFLIB[prefix].split())
        for prefix in _NOT_IN_RDFLIB
    }
    for name in _IN_RDFLIB.split():
        vocabulary = rdflib.SDO if name == "SCHEMA" else getattr(rdflib, name)
        found[PREFIXES[name.lower()]] = frozenset(map(str, dir(vocabulary)))
    return found

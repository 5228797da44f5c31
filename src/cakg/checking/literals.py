"""What a literal of each datatype may look like, before any library has mended it.

The datatypes listed here are those that cakg's files may use.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from cakg.vocabulary import XSD


@dataclass(frozen=True, slots=True)
class Form:
    """How literals of one datatype are written."""

    such_as: str
    pattern: str
    reads: Callable[[str], object] = str

    def fits(self, text: str) -> bool:
        """Tell whether *text* has the form, and is a value: February has no day 31."""
        if not re.fullmatch(self.pattern, text, re.ASCII):
            return False
        try:
            self.reads(text)
        except ValueError:
            return False
        return True


_DECIMAL = r"[+-]?(\d+(\.\d*)?|\.\d+)"
_DAY = r"\d{4}-\d\d-\d\d"

FORMS: dict[str, Form] = {
    XSD.anyURI: Form("an address without spaces", r"[^\s<>\"{}|\\^`]+"),
    XSD.boolean: Form("true or false", "true|false|0|1"),
    XSD.date: Form("a day of the calendar, as in 2022-03-31", _DAY, date.fromisoformat),
    XSD.dateTime: Form(
        "a day and a time, as in 2022-03-31T18:00:00Z",
        _DAY + r"T\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)?",
        datetime.fromisoformat,
    ),
    XSD.decimal: Form("a number, as in 2.5", _DECIMAL),
    XSD.double: Form("a number, as in 2.5e3", _DECIMAL + r"([eE][+-]?\d+)?|[+-]?INF|NaN"),
    XSD.gYear: Form("a year of four digits, as in 2022", r"-?\d{4}"),
    XSD.integer: Form("a whole number, as in 42", r"[+-]?\d+"),
    XSD.string: Form("any text", r"(?s:.*)"),
}
"""The form of each datatype, by its IRI."""

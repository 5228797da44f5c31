"""The written forms of literals that cakg takes, by datatype.

XML Schema allows more: dates with a time zone, years before 1 or after 9999. cakg compares dates as days of the
calendar and takes none of these. Does not know which property takes which datatype.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import NamedTuple

from cakg.harmless import shortened
from cakg.vocabulary import XSD, shorten

INTEGERS = frozenset(
    XSD.iri + name
    for name in """integer long int short byte nonNegativeInteger positiveInteger nonPositiveInteger negativeInteger
    unsignedLong unsignedInt unsignedShort unsignedByte""".split()  # noqa: SIM905
)
"""The datatypes of whole numbers."""
LONGEST = 60
"""How many characters of a literal a message shows."""
_DECIMAL = r"[+-]?(\d+(\.\d*)?|\.\d+)"
_DAY = r"\d{4}-\d\d-\d\d"
_TIME = r"T\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)?"
# The forms of XML Schema, which give a year, month and day to check against the calendar.
_YEAR = r"(?P<year>-?([1-9]\d{4,}|\d{4}))"
_MONTH = r"(?P<month>0[1-9]|1[0-2])"
_DATE = rf"{_YEAR}-{_MONTH}-(?P<day>0[1-9]|[12]\d|3[01])"
_ZONE = r"(Z|[+-]((0\d|1[0-3]):[0-5]\d|14:00))?"
_CLOCK = r"T(([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?|24:00:00(\.0+)?)"


class Form(NamedTuple):
    """The written form of the literals of a datatype."""

    description: str
    """What to write."""
    pattern: str
    """What cakg takes."""
    parse: Callable[[str], object] = str
    """Raises :class:`ValueError` for a text that has the form and no value."""
    valid: str = r"(?!)"
    """What is valid besides; nothing by default."""

    def fits(self, text: str) -> bool:
        """Return whether *text* has the form and is a valid value: 2022-02-31 is not."""
        if not re.fullmatch(self.pattern, text, re.ASCII):
            return False
        try:
            self.parse(text)
        except ValueError:
            return False
        return True

    def is_valid(self, text: str) -> bool:
        """Return whether *text* is valid in XML Schema, whether cakg takes it or not."""
        found = re.fullmatch(self.valid, text, re.ASCII)
        if self.fits(text) or not found:
            return self.fits(text)
        parts = found.groupdict()
        # The calendar repeats after 400 years; Python has no years before 1 or after 9999.
        year = (
            2000 + int(parts.get("year", "0")[-4:]) % 400 * (-1 if parts.get("year", "").startswith("-") else 1) % 400
        )
        try:
            date(year, int(parts.get("month") or 1), int(parts.get("day") or 1))
        except ValueError:
            return False
        return True


FORMS: dict[str, Form] = {
    XSD.anyURI: Form("an address without spaces", r"[^\s<>\"{}|\\^`]+", valid=r"(?s:.*)"),
    XSD.boolean: Form("true or false", "true|false|0|1"),
    XSD.date: Form(
        "a day of the calendar without a time zone, as in 2022-03-31", _DAY, date.fromisoformat, _DATE + _ZONE
    ),
    XSD.dateTime: Form(
        "a day and a time, as in 2022-03-31T18:00:00Z", _DAY + _TIME, datetime.fromisoformat, _DATE + _CLOCK + _ZONE
    ),
    XSD.decimal: Form("a number, as in 2.5", _DECIMAL),
    XSD.double: Form("a number, as in 2.5e3", _DECIMAL + r"([eE][+-]?\d+)?|[+-]?INF|NaN"),
    XSD.gYear: Form("a year of four digits, as in 2022", r"-?\d{4}", valid=_YEAR + _ZONE),
    XSD.gYearMonth: Form(
        "a year and a month, as in 2022-03", r"\d{4}-(0[1-9]|1[0-2])", valid=f"{_YEAR}-{_MONTH}{_ZONE}"
    ),
    XSD.integer: Form("a whole number, as in 42", r"[+-]?\d+"),
    XSD.string: Form("any text", r"(?s:.*)"),
}
"""The form of each datatype, by its IRI."""


def refusal(text: str, datatype: str) -> str:
    """Return why cakg does not take *text* as a literal of *datatype*, one of :data:`FORMS`; empty if it does."""
    form = FORMS[datatype]
    if form.fits(text):
        return ""
    shown = shortened(text, LONGEST)
    if form.is_valid(text):
        return f'"{shown}" is a valid {shorten(datatype)}, but cakg does not take it'
    return f'"{shown}" is not a valid {shorten(datatype)}'

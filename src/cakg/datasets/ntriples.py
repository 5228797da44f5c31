"""N-Triples as expressions over columns of text.

Every function takes and returns narwhals expressions, so that one mapping runs on all dataframes that narwhals
supports. Only features of its Spark backend are used. A triple with a null value is left out.
"""

from __future__ import annotations

from typing import TypeAlias

import narwhals as nw

from cakg.vocabulary import XSD

Text: TypeAlias = nw.Expr | str
"""The text of each row: an expression, such as ``nw.col("name")``, or one text for all rows."""

_LEAP_YEAR = r"(?:[12][0-9](?:0[48]|[2468][048]|[13579][26])|(?:1[26]|2[048])00)"
DAY = (
    r"^(?:[12][0-9]{3}(?:(?:0[13578]|1[02])(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)(?:0[1-9]|[12][0-9]|30)"
    rf"|02(?:0[1-9]|1[0-9]|2[0-8]))|{_LEAP_YEAR}0229)$"
)
"""The pattern of a day of the calendar, ``20240229``. Dates are not parsed, since engines differ on invalid ones."""

# The characters are written literally, since engines have different escapes for them.
_BEYOND_ASCII = "[\u00a1-\ud7ff\uf900-\ufdcf\ufdf0-\uffef]"
_CHARACTER = rf"(?:[A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{{2}}|{_BEYOND_ASCII})"
WEB_ADDRESS = rf"^https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?:[/?]{_CHARACTER}*)?(?:#{_CHARACTER}*)?$"
"""The pattern of an address on the web that is a valid IRI."""


def joined(*parts: Text) -> nw.Expr:
    """Return the joined parts; null if one of them is null."""
    return nw.concat_str(*(nw.lit(part) if isinstance(part, str) else part for part in parts))


def iri(*parts: Text) -> nw.Expr:
    """Return the IRI made of *parts*, which must have only characters that are valid in an IRI."""
    return joined("<", *parts, ">")


def web_address(text: nw.Expr) -> nw.Expr:
    """Return *text* as an IRI if it is an address on the web, else null."""
    return nw.when(text.str.contains(WEB_ADDRESS)).then(iri(text))


def literal(*parts: Text, language: str = "") -> nw.Expr:
    """Return a literal, plain or in a language."""
    return joined('"', _escaped(joined(*parts)), f'"@{language}' if language else '"')


def day(digits: nw.Expr) -> nw.Expr:
    """Return a day of eight digits, ``20240229``, as an xsd:date; see :data:`DAY`."""
    year, month, of_month = digits.str.slice(0, 4), digits.str.slice(4, 2), digits.str.slice(6, 2)
    return joined('"', year, "-", month, "-", of_month, f'"^^<{XSD.date}>')


def time(digits: nw.Expr) -> nw.Expr:
    """Return a time of fourteen digits in UTC, ``20240229143000``, as an xsd:dateTime."""
    of_day = [digits.str.slice(start, 2) for start in (8, 10, 12)]
    return joined(day(digits).str.slice(0, 11), "T", of_day[0], ":", of_day[1], ":", of_day[2], f'Z"^^<{XSD.dateTime}>')


def looked_up(column: nw.Expr, table: dict[str, str]) -> nw.Expr:
    """Return *column* with each value replaced by its value in *table*; null if it has none."""
    if not table:
        return nw.lit(None, dtype=nw.String)
    return column.replace_strict(list(table), list(table.values()), default=None, return_dtype=nw.String)


def node(subject: nw.Expr, *pairs: tuple[str, Text]) -> nw.Expr:
    """Return the triples of one node, given pairs of a predicate and a value: a term, or an IRI as plain text.

    If *subject* is null, the text is empty.
    """
    parts: list[Text] = []
    for predicate, value in pairs:
        if isinstance(value, str):
            parts += [subject, f" <{predicate}> <{value}> .\n"]
        else:
            parts.append(joined(subject, f" <{predicate}> ", value, " .\n").fill_null(""))
    return joined(*parts).fill_null("")


def _escaped(text: nw.Expr) -> nw.Expr:
    """Return *text* with the escapes of N-Triples."""
    for character, written in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r")):
        text = text.str.replace_all(character, written, literal=True)
    return text

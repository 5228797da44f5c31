"""Words of a search text, and the patterns that find them.

A word matches the beginning of a word; capitals, accents and punctuation do not matter. Does not know what is searched.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from cakg.model.names import plain

COMMON = frozenset(
    "a an and are by did do does for from had has have in is of on or s the to was were with".split()  # noqa: SIM905
)
"""Words too common to search for; they are used only if the text has no other words."""
_MARKS = ".,;:!?…()[]{}<>/\\|*#&+=~^%$@„"
_ACCENTED = (*range(0xC0, 0x250), *range(0x400, 0x530), *range(0x1E00, 0x1F00))
"""The code points of Latin and Cyrillic letters with accents."""


def words(text: str) -> list[str]:
    """Return the different words of *text* in comparable form, without the :data:`COMMON` ones if there are others."""
    found = [word for part in plain(text).split() if (word := part.strip(_MARKS))]
    return list(dict.fromkeys([word for word in found if word not in COMMON] or found))


def beginning(word: str) -> re.Pattern[str]:
    """Return the pattern that finds *word* at the beginning of a word, or as a whole number, in :func:`plain` text."""
    return re.compile(rf"(?<!\w){re.escape(word)}" + r"(?!\d)" * word[-1].isdigit())


def pattern(wanted: Iterable[str], *, inside: bool = False) -> str:
    """Return a SPARQL regular expression, for the flag ``i``, that finds any of the words at the beginning of a word.

    With *inside* it finds them inside words too. Accents do not matter. A number also matches the beginning of a longer
    number.
    """
    accented = _accented()
    choice = "|".join("".join(_letter(sign, accented.get(sign, "")) for sign in word) for word in wanted)
    return choice if inside else rf"(^|[\W_ʻʼ])({choice})"  # these signs, which are letters for \W, separate words too


def _letter(sign: str, variants: str) -> str:
    if variants:
        return f"[{sign}{variants}]"
    return sign if sign.isalnum() or sign in " _'" else f"[{sign}]" if sign not in "[]^\\" else "."


def _accented() -> dict[str, str]:
    """Return the accented variants of each letter."""
    found: dict[str, str] = {}
    for point in _ACCENTED:
        first, *rest = list(unicodedata.normalize("NFKD", chr(point).casefold()))
        if rest and all(map(unicodedata.combining, rest)):
            found[first] = found.get(first, "") + chr(point)
    return found

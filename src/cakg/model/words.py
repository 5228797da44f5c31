"""Words of a text that somebody looks for, and where they begin a word.

Knows how words are compared: as the beginning of a word, without capitals, accents and punctuation. Does not know what
is searched.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from cakg.model.names import plain

COMMON = frozenset(
    "a an and are by did do does for from had has have in is of on or s the to was were with".split()  # noqa: SIM905
)
"""Words that tell nothing apart; they count only where nothing else is given."""
_MARKS = ".,;:!?…()[]{}<>/\\|*#&+=~^%$@„"
_ACCENTED = (*range(0xC0, 0x250), *range(0x400, 0x530), *range(0x1E00, 0x1F00))
"""The code points of Latin and Cyrillic letters with accents."""


def words(text: str) -> list[str]:
    """Return the words of *text* as they are compared, each once, without the common ones if there are others."""
    found = [word for part in plain(text).split() if (word := part.strip(_MARKS))]
    return list(dict.fromkeys([word for word in found if word not in COMMON] or found))


def beginning(word: str) -> re.Pattern[str]:
    """Return what finds *word* as the beginning of a word, or as a whole number, in what :func:`plain` returned."""
    return re.compile(rf"(?<!\w){re.escape(word)}" + r"(?!\d)" * word[-1].isdigit())


def pattern(wanted: Iterable[str], *, inside: bool = False) -> str:
    """Return a regular expression of SPARQL, for the flag ``i``, for texts in which one of the words begins a word.

    With *inside*, for those too that have one inside a word. Accents do not matter. A text may match in which a longer
    number begins so.
    """
    accented = _accented()
    choice = "|".join("".join(_letter(sign, accented.get(sign, "")) for sign in word) for word in wanted)
    return choice if inside else rf"(^|\W)({choice})"


def _letter(sign: str, variants: str) -> str:
    if variants:
        return f"[{sign}{variants}]"
    return sign if sign.isalnum() or sign in " _'" else f"[{sign}]" if sign not in "[]^\\" else "."


def _accented() -> dict[str, str]:
    """Return the letters with an accent by the letter that they are compared as."""
    found: dict[str, str] = {}
    for point in _ACCENTED:
        first, *rest = list(unicodedata.normalize("NFKD", chr(point).casefold()))
        if rest and all(map(unicodedata.combining, rest)):
            found[first] = found.get(first, "") + chr(point)
    return found

"""The width of texts in images, estimated for the widest font that a reader may have, so that no text is cut off.

The widths are those of DejaVu Sans, which browsers use where Arial and its substitutes are missing. All numbers are
integers, so that the same text is always wrapped in the same way.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_CLASSES = {34: " ijlI.,:;'|‘’·/", 42: 'ftrJ()[]-!"', 80: "wDGHNOQUы", 105: "mMW@%—…жмфшщюЖМФШЩЮ"}
"""Characters by their width in hundredths of the font size; others are in :func:`_hundredths`."""
_KNOWN = {character: width for width, characters in _CLASSES.items() for character in characters}
_BOLD = 115
"""The width of a bold text in percent of the width of a normal one."""


def width(text: str, size: int, *, bold: bool = False) -> int:
    """Return the width of *text* in pixels at a font size in pixels, rounded up."""
    return -(-sum(map(_hundredths, text)) * size * (_BOLD if bold else 100) // 10_000)


@lru_cache(maxsize=4096)
def _hundredths(character: str) -> int:
    if character in _KNOWN:
        return _KNOWN[character]
    if unicodedata.east_asian_width(character) in ("W", "F"):
        return 100
    return 0 if unicodedata.combining(character) else 75 if character.isupper() else 65


def wrapped(text: str, room: int, size: int, *, bold: bool = False) -> list[str]:
    """Return *text* as lines that fit into *room* pixels; a longer word is broken. An empty text has no lines."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if not lines or width(longer, size, bold=bold) > room:
            lines += _pieces(word, room, size, bold=bold)
        else:
            lines[-1] = longer
    return lines


def _pieces(word: str, room: int, size: int, *, bold: bool) -> list[str]:
    """Return a word in pieces that fit into *room*, each with at least one character."""
    pieces, start, used = [], 0, 0
    for end, character in enumerate(word):
        used += _hundredths(character)
        if end > start and used * size * (_BOLD if bold else 100) > room * 10_000:
            pieces.append(word[start:end])
            start, used = end, _hundredths(character)
    return [*pieces, word[start:]]

"""Small pieces of English: a list of names, a number, a quotation, a name inside a sentence."""

from __future__ import annotations

from collections.abc import Sequence

_LONGEST = 15
"""How many digits a number may have; Python takes long for very long ones, or refuses them."""


def number(written: str) -> str:
    """Return a whole number with commas: ``200,000``; any other text is returned unchanged."""
    return f"{int(written):,}" if written.isdecimal() and len(written) <= _LONGEST else written


def whole(written: str) -> int:
    """Return a text as a whole number; 0 if it is empty or no whole number of at most 15 digits."""
    return int(written) if written.isdecimal() and len(written) <= _LONGEST else 0


def quoted(words: str) -> str:
    """Return words in quotation marks; an empty text stays empty."""
    return f"“{words}”" if words else ""


def is_in(words: str, text: str) -> bool:
    """Return whether *text* contains *words*, ignoring case. Empty *words* are in every text."""
    return words.casefold() in text.casefold()


def listed(names: Sequence[str]) -> str:
    """Return names as a list: ``Kazakhstan, Kyrgyzstan and Tajikistan``."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def in_sentence(name: str) -> str:
    """Return a label in the form for the middle of a sentence: ``the author of the comment``, ``Temur Umarov``."""
    article = name.partition(" ")[0] in ("The", "Those", "A", "An", "Some", "Unnamed")
    return name[:1].lower() + name[1:] if article else name

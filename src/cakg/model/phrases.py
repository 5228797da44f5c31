"""Small pieces of English: a list of names, a number, a quotation, a name inside a sentence.

Knows nothing of claims: :mod:`cakg.model.claims` says what they mean.
"""

from __future__ import annotations

from collections.abc import Sequence


def number(written: str) -> str:
    """Return a number as a reader writes it: ``200,000``; what is no whole number stays as it is."""
    return f"{int(written):,}" if written.isdecimal() else written


def quoted(words: str) -> str:
    """Return words in quotation marks; nothing without any."""
    return f"“{words}”" if words else ""


def is_in(words: str, text: str) -> bool:
    """Tell whether *text* contains *words*, upper and lower case alike; no words are in every text."""
    return words.casefold() in text.casefold()


def listed(names: Sequence[str]) -> str:
    """Return names as a list in words: ``Kazakhstan, Kyrgyzstan and Tajikistan``."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def in_sentence(name: str) -> str:
    """Return a label as it is written inside a sentence: ``the author of the comment``, but ``Temur Umarov``."""
    article = name.partition(" ")[0] in ("The", "Those", "A", "An", "Some", "Unnamed")
    return name[:1].lower() + name[1:] if article else name

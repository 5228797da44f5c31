"""The forms in which names and codes are compared: without case and accents, in Latin letters, by sound.

Knows no graph.
"""

from __future__ import annotations

import re

from cakg.model.names import plain

_FOLD = re.compile(
    "(?P<sh>shch)|(?P<j>dzh|dj|zh)|(?P<h>kh|x)|(?P<g>gh)|(?P<f>ph)|(?P<v>w)|(?P<k>q)|(?P<e>[iy]+e)|(?P<i>[iy]+)"
)
"""Different romanisations of the same sound; the name of the group replaces each of them."""
_STOP = {"the", "of", "and"}
_UNSEEN = re.compile("\\[\\w{1,3}\\]\\s*$|['’ʼ‘`´ʻʹ\u00ad\u200b-\u200f\u2060\ufeff]")
"""Text that is not part of a name: footnote marks, apostrophes, soft hyphens and other characters without width."""
SHORTEST = 4
"""Shorter words are abbreviations, which must match exactly: the Russian one for EU looks like the code of Spain."""


def code_form(text: str) -> str:
    """Return a code in comparable form: in capitals, without leading zeros and ``.0``."""
    return re.sub(r"^0+(?=\d)|(?<=\d)\.0$", "", text).upper()


def normal(text: str) -> str:
    """Return *text* in comparable form: without case, accents and punctuation; U.S. is one word."""
    spaced = re.sub(r"[\W_]+", " ", plain(_UNSEEN.sub("", text)))
    return re.sub(r"\b([^\W\d]) (?=[^\W\d]\b)", r"\1", spaced.strip())


def sound(text: str) -> str:
    """Return *text* in Latin letters, with one spelling for each sound that has several romanisations."""
    from anyascii import anyascii

    latin = re.sub(r"[^a-z0-9 ]", "", anyascii(text).lower())
    return re.sub(r"([a-z])\1+", r"\1", _FOLD.sub(lambda found: found.lastgroup or "", latin))


def tokens_of(words: str, *, ordered: bool = False) -> list[str]:
    """Return the words in Latin letters, sorted unless *ordered* is true or there are digits: 1/11 is not 11/1."""
    tokens = [token for token in sound(words).split() if token not in _STOP]
    return tokens if ordered or any(map(str.isdigit, words)) else sorted(tokens)


def spelling_keys(words: str) -> list[str]:
    """Return the keys that all spellings of a name share: its sorted words and, without digits, its joined words.

    A name of abbreviations has no key.
    """
    tokens = tokens_of(words, ordered=True)
    joint = " " if any(map(str.isdigit, words)) else ""
    keys = dict.fromkeys([" ".join(tokens_of(words)), joint.join(tokens)])
    return list(keys) if any(len(one) >= SHORTEST for one in tokens) else []


def initials(tokens: list[str]) -> str:
    """Return the first letters of the words, which similar names share. H counts as K, since spellings vary."""
    return " ".join(token[0] for token in tokens).replace("h", "k")

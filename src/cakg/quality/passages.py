"""Where in a text a passage is: the text as cakg counts it, and slices known by their hash.

The texts belong to their authors and are not here. A passage is four numbers and a
SHA-256; whoever has the text can find it again. Knows nothing of files or of the graph:
:mod:`~cakg.quality.texts` reads those.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Literal, NamedTuple

_PLAIN = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2039\u203a", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    }
)


def normalise(text: str) -> str:
    """Return *text* as passages count it.

    Unicode NFC; every run of white space one space, and none at the ends; typographic quotes
    and dashes as ASCII. Offsets are code points of the result, the end exclusive.
    """
    return " ".join(unicodedata.normalize("NFC", text).translate(_PLAIN).split())


def digest(text: str) -> str:
    """Return the SHA-256 of *text* in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


class Passage(NamedTuple):
    """One sentence of a source: where it stands and the hash that knows it again."""

    start: int
    end: int
    name: str
    sha256: str

    @property
    def length(self) -> int:
        """How many characters it has."""
        return self.end - self.start

    def is_at(self, text: str, start: int) -> bool:
        """Tell whether this very passage begins at *start* of a normalised text."""
        end = start + self.length
        return end <= len(text) and digest(text[start:end]) == self.sha256


class Located(NamedTuple):
    """What became of a passage: where it stands now, or the words in its place if it is *changed*."""

    passage: Passage
    state: Literal["found", "changed", "missing"]
    start: int = 0
    end: int = 0

    @property
    def shift(self) -> int:
        """By how many characters a found passage has moved."""
        return self.start - self.passage.start if self.state == "found" else 0


def locate(passages: Sequence[Passage], text: str) -> list[Located]:
    """Find each of *passages* in the normalised *text*, in the order in which they stand in the source.

    What stands between two found neighbours decides about those that are not found: nothing
    there, and they are missing; something, and they are changed. Where only some of several fit
    into what is there, the lengths decide which. A sentence that changed places is found.
    """
    located: list[Located] = []
    lost: list[Passage] = []
    reached = 0
    for passage, start in _starts(sorted(passages), text):
        if start is None:
            lost.append(passage)
            continue
        located += _between(lost, text, reached, start)
        located.append(Located(passage, "found", start, start + passage.length))
        reached = max(reached, start + passage.length)
        lost = []
    return [*located, *_between(lost, text, reached, len(text))]


def _starts(passages: Sequence[Passage], text: str) -> Iterator[tuple[Passage, int | None]]:
    """Yield where each passage begins: as near as can be to where the one before leads to expect it."""
    free = {at for at in range(len(text)) if at == 0 or not text[at - 1].isalnum()}
    shift = 0
    for passage in passages:
        expected = passage.start + shift
        found = (at for _, at in sorted((abs(at - expected), at) for at in free) if passage.is_at(text, at))
        start = next(found, None)
        if start is not None:
            free.remove(start)
            shift = start - passage.start
        yield passage, start


def _between(lost: Sequence[Passage], text: str, start: int, end: int) -> Iterator[Located]:
    """Say what became of *lost* neighbours, given that only text[start:end] is left for them.

    Those are changed whose lengths together come nearest to what is left; of very many, all.
    """
    left = text[start:end].strip()
    start = text.index(left, start)
    end = start + len(left)
    changed = lost if left else ()
    if changed and len(lost) <= 12:
        choices = (chosen for size in range(len(lost), 0, -1) for chosen in combinations(lost, size))
        changed = min(choices, key=lambda chosen: abs(sum(one.length + 1 for one in chosen) - 1 - len(left)))
    for passage in lost:
        if passage in changed:
            stop = end if passage == changed[-1] else min(end, start + passage.length)
            yield Located(passage, "changed", start, stop)
            start = min(end, stop + 1)
        else:
            yield Located(passage, "missing")

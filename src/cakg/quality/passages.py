"""Finds passages in a text: slices of the normalised text, identified by their hash.

The texts belong to their authors and are not here. A passage has offsets and a SHA-256, with which whoever has the
text can find it again. Does not read files or the graph; :mod:`~cakg.quality.texts` does.
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
    """Return *text* in the form in which the offsets of passages count.

    It is in Unicode NFC, with one space for every run of white space and none at the ends, and with ASCII quotes and
    dashes. Offsets are code points of the result, the end exclusive.
    """
    return " ".join(unicodedata.normalize("NFC", text).translate(_PLAIN).split())


def digest(text: str) -> str:
    """Return the SHA-256 of *text* in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


class Passage(NamedTuple):
    """One sentence of a source: its offsets and its hash."""

    start: int
    end: int
    name: str
    sha256: str

    @property
    def length(self) -> int:
        """How many characters it has."""
        return self.end - self.start

    def is_at(self, text: str, start: int) -> bool:
        """Return whether the passage begins at *start* of a normalised text."""
        end = start + self.length
        return end <= len(text) and digest(text[start:end]) == self.sha256


class Located(NamedTuple):
    """The state of a passage in a text, with its place there; the place of a *changed* one is that of other words."""

    passage: Passage
    state: Literal["found", "changed", "missing"]
    start: int = 0
    end: int = 0


def locate(passages: Sequence[Passage], text: str) -> list[Located]:
    """Return the state of each of *passages* in the normalised *text*, in the order of the source.

    Passages that are not found are missing if nothing is between their found neighbours, else they are changed. If
    only some of them fit there, the lengths decide which. A sentence in another place is found.
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
    """Yield where each passage begins, as near as possible to the place that the one before it suggests."""
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
    """Yield the state of *lost* neighbours, for which only text[start:end] is left.

    Those whose lengths together are nearest to what is left are changed; of very many, all are.
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

"""Finds passages in a text: slices of the normalised text, identified by their hash.

The texts belong to their authors and are not part of cakg. The graph has only offsets and SHA-256 hashes of passages,
which locate them in a text. Does not read files or the graph; :mod:`~cakg.quality.texts` does.
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
    """Return *text* in the normal form to which the offsets of passages refer.

    The normal form is Unicode NFC, with ASCII quotes and dashes, single spaces in place of white space, and no spaces
    at the ends. Offsets count code points; the end is exclusive.
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
    """The state of a passage in a text, with its place; for a *changed* one, the place of the words found instead."""

    passage: Passage
    state: Literal["found", "changed", "missing"]
    start: int = 0
    end: int = 0


def locate(passages: Sequence[Passage], text: str) -> list[Located]:
    """Return the state of each of *passages* in the normalised *text*, in the order of the source.

    A passage that is not found is missing if there is no text between its neighbours, otherwise changed. If there is
    room for only some of several passages, their lengths decide which are changed. A passage in another place counts as
    found.
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
    """Yield the start of each passage, as near as possible to the expected one; None if it is not found."""
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
    """Yield the state of adjacent *lost* passages; only text[start:end] is left between the passages found.

    The lost passages whose total length is closest to the length of that text count as changed, the others as missing.
    If more than twelve are lost, all count as changed.
    """
    left = text[start:end].strip()
    start = text.index(left, start)
    end = start + len(left)
    changed = lost if left else ()
    if changed and len(lost) <= 12:
        choices = (choice for size in range(len(lost), 0, -1) for choice in combinations(lost, size))
        changed = min(choices, key=lambda choice: abs(sum(one.length + 1 for one in choice) - 1 - len(left)))
    for passage in lost:
        if passage in changed:
            stop = end if passage == changed[-1] else min(end, start + passage.length)
            yield Located(passage, "changed", start, stop)
            start = min(end, stop + 1)
        else:
            yield Located(passage, "missing")

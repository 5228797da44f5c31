"""Where in a text a passage is: the text as cakg counts it, and slices known by their hash.

The texts belong to their authors and are not here. A passage is four numbers and a
SHA-256; whoever has the text can find it again. Knows nothing of files or of the graph:
:mod:`cakg.checking.texts` reads those.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

_PLAIN = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2039\u203a", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    }
)

TRY_ALL_UP_TO = 12
"""So many neighbouring passages that are not found are told apart by length; beyond it, all count as changed."""


def normalise(text: str) -> str:
    """Return *text* as passages count it.

    Unicode NFC; every run of white space one space, and none at the ends; typographic quotes
    and dashes as ASCII. Offsets are code points of the result, the end exclusive.
    """
    return " ".join(unicodedata.normalize("NFC", text).translate(_PLAIN).split())


def digest(text: str) -> str:
    """Return the SHA-256 of *text* in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True, order=True)
class Passage:
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
        return 0 <= start < end <= len(text) and digest(text[start:end]) == self.sha256


@dataclass(frozen=True, slots=True)
class Located:
    """What became of a passage in a text.

    *start* is where it stands now; for one that is *changed*, where its changed wording does.
    A passage that is *missing* has none.
    """

    passage: Passage
    state: Literal["found", "changed", "missing"]
    start: int | None = None
    end: int | None = None

    @property
    def shift(self) -> int:
        """By how many characters a found passage has moved."""
        return 0 if self.start is None else self.start - self.passage.start


def locate(passages: Sequence[Passage], text: str) -> list[Located]:
    """Find each of *passages* in the normalised *text*, in the order in which they stand in the source.

    What stands between two found neighbours decides about those that are not found: nothing
    there, and they are missing; something, and they are changed. Where only some of several fit
    into what is there, the lengths decide which. A sentence that changed places is found.
    """
    ordered = sorted(passages)
    places = _places(text)
    starts = _starts(ordered, text, places)
    located: list[Located] = []
    lost: list[Passage] = []
    reached = 0
    for passage, start in zip(ordered, starts, strict=True):
        if start is None:
            lost.append(passage)
            continue
        located += _between(lost, text, reached, start)
        reached = start + passage.length
        located.append(Located(passage, "found", start, reached))
        lost = []
    located += _between(lost, text, reached, len(text))
    return [_anywhere(one, text, places) if one.state == "missing" else one for one in located]


def share_found(passages: Sequence[Passage], text: str) -> float:
    """Return what part of *passages* is somewhere in the normalised *text*: 0 for none, 1 for all."""
    starts = _starts(sorted(passages), text, _places(text))
    return sum(start is not None for start in starts) / len(starts) if starts else 0.0


def _places(text: str) -> list[int]:
    """Return the offsets at which a sentence may begin: wherever no letter or digit stands before."""
    return [at for at in range(len(text)) if at == 0 or not text[at - 1].isalnum()]


def _starts(ordered: Sequence[Passage], text: str, places: Sequence[int]) -> list[int | None]:
    """Return where each passage begins: where the one before leads to expect it, else anywhere after that."""
    starts: list[int | None] = []
    shift = reached = 0
    for passage in ordered:
        start = next(_candidates(passage, text, shift, reached, places), None)
        starts.append(start)
        if start is not None:
            shift = start - passage.start
            reached = start + passage.length
    return starts


def _candidates(passage: Passage, text: str, shift: int, reached: int, places: Sequence[int]) -> Iterator[int]:
    expected = passage.start + shift
    if expected >= reached and passage.is_at(text, expected):
        yield expected
    near = sorted((at for at in places if at >= reached), key=lambda at: abs(at - expected))
    yield from (at for at in near if passage.is_at(text, at))


def _anywhere(lost: Located, text: str, places: Sequence[int]) -> Located:
    """Return the passage where it stands out of its order, or *lost* as it is."""
    start = next(_candidates(lost.passage, text, 0, 0, places), None)
    return lost if start is None else Located(lost.passage, "found", start, start + lost.passage.length)


def _between(lost: Sequence[Passage], text: str, start: int, end: int) -> Iterator[Located]:
    """Say what became of *lost* neighbours, given that only text[start:end] is left for them."""
    start += len(text[start:end]) - len(text[start:end].lstrip())
    end = start + len(text[start:end].rstrip())
    kept = _kept(lost, end - start)
    after = start
    for passage in lost:
        if passage not in kept:
            yield Located(passage, "missing")
        elif passage is kept[-1]:
            yield Located(passage, "changed", after, end)
        else:
            yield Located(passage, "changed", after, min(end, after + passage.length))
            after = min(end, after + passage.length + 1)


def _kept(lost: Sequence[Passage], room: int) -> Sequence[Passage]:
    """Return those of *lost* whose lengths together come nearest to *room*; the most of them where two do."""
    if room <= 0 or len(lost) > TRY_ALL_UP_TO:
        return lost if room > 0 else ()
    choices = (chosen for size in range(len(lost), 0, -1) for chosen in combinations(lost, size))
    return min(choices, key=lambda chosen: abs(_length(chosen) - room), default=())


def _length(passages: Sequence[Passage]) -> int:
    return sum(passage.length for passage in passages) + len(passages) - 1

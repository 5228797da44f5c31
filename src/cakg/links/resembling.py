"""Finds the things with names that resemble a text, for a person who decides. Matches nothing by itself."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from cakg.links.matching import Fits, Matcher, Meaning
from cakg.links.spelling import SHORTEST, normal, tokens_of

_LEAST = 82
"""How similar a name must be as a whole, in per cent."""
_MOST_SIMILAR = 10
"""How many similar names are looked at."""
_MOST_WORDS = 30
"""How many words of a text are looked at for names among them."""
_LONGEST_PART = 8
"""How many words such a name may have."""
_SHORTEST_PART = 3
"""How many characters it has at least: shorter ones are mostly other words."""


class Resembling:
    """Finds things of one graph by the names that a matcher has collected."""

    def __init__(self, matcher: Matcher) -> None:
        self._exact: dict[str, list[Meaning]] = {}
        self._whole: dict[str, list[Meaning]] = defaultdict(list)
        for words, meanings in matcher.exact.items():
            if own := [one for one in meanings if one.target in matcher.kinds]:
                self._exact[words] = own
                self._whole[" ".join(tokens_of(words, ordered=True))] += own

    def find(self, text: str, fits: Fits) -> list[Meaning]:
        """Return the things that *fits* with a name that resembles *text* as a whole, then those with a name in it.

        For ``World rade Organization`` the WTO, for ``Astana city`` Astana. All are in doubt: the words that differ may
        be what counts.
        """
        best: dict[str, Meaning] = {}
        for one in (*self._similar(text), *self._parts(text)):
            if fits(one.target):
                best.setdefault(one.target, one)
        return list(best.values())

    def _similar(self, text: str) -> Iterator[Meaning]:
        """Yield the things with the names most similar to *text*, if they have the same numbers."""
        from rapidfuzz import fuzz, process

        spelt = " ".join(tokens_of(normal(text), ordered=True))
        numbers = re.findall(r"\d+", spelt)
        if len(spelt) <= SHORTEST:
            return
        found = process.extract(spelt, self._whole.keys(), scorer=fuzz.ratio, score_cutoff=_LEAST, limit=_MOST_SIMILAR)
        for name, score, _ in found:
            if re.findall(r"\d+", name) == numbers:
                for one in self._whole[name]:
                    yield _doubtful(one, "similar", round(score * 0.6), "similar only as a whole")

    def _parts(self, text: str) -> Iterator[Meaning]:
        """Yield the things with a name among the words of *text*, the longest first."""
        words = normal(text).split()[:_MOST_WORDS]
        seen: set[int] = set()
        for length in range(min(_LONGEST_PART, len(words) - 1), 0, -1):
            for start in range(len(words) - length + 1):
                places = range(start, start + length)
                part = " ".join(words[start : start + length])
                if len(part) < _SHORTEST_PART or not seen.isdisjoint(places):
                    continue
                found = self._exact.get(part, [])
                for one in found:
                    yield _doubtful(one, "part", 30, "a name with other words")
                seen.update(places if found else ())


def _doubtful(meaning: Meaning, how: str, score: int, doubt: str) -> Meaning:
    return Meaning(meaning.target, f"{how}: {meaning.how.partition(': ')[2]}", score, doubt)

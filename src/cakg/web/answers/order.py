"""The order of the rows of an answer by one of its columns: numbers and dates as such, texts as readers expect.

Empty cells come last in both directions. Rows with equal cells keep their order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeAlias

from pyoxigraph import Literal

from cakg.model.names import plain
from cakg.questions.answer import WHEN, Answer

Key: TypeAlias = tuple[tuple[int, float, str], ...]
"""What cells are compared by. An empty cell has an empty key."""

EMPTY = -1
"""The rank of an empty cell."""
_ORDERED_BY = {WHEN: ("earliest", "latest"), "amount": ("at_least", "at_most")}
"""The columns that give the order of a column in words, if the answer has them."""
_DIGITS = re.compile(r"(\d+)", re.ASCII)


class Ranks:
    """The ranks of the rows of an answer by each of its columns."""

    def __init__(self, answer: Answer) -> None:
        self._columns = answer.columns
        self._terms = answer.terms
        self._values = [[*row.values()] for row in answer.rows]

    def by(self, column: str) -> list[int]:
        """Return the place of each row's cell among the different cells of *column*, from 0; :data:`EMPTY` for none.

        The time in words is ordered by its dates, and the amount in words by its numbers.
        """
        names = [name for name in _ORDERED_BY.get(column, ()) if name in self._columns] or [column]
        places = [self._columns.index(name) for name in names]
        keys = [next(filter(None, (self._key(number, place) for place in places)), ()) for number in self._numbers]
        if column in self._columns and column not in names:  # an amount that a source gives only in words
            last = self._columns.index(column)
            keys = [key or self._key(number, last) for number, key in zip(self._numbers, keys, strict=True)]
        known = {key: place for place, key in enumerate(sorted({key for key in keys if key}))}
        return [known[key] if key else EMPTY for key in keys]

    @property
    def _numbers(self) -> range:
        return range(len(self._terms))

    def _key(self, row: int, place: int) -> Key:
        """Return the key of a cell: numbers by size and before texts, numbers in texts by size too."""
        value = self._values[row][place]
        if value is None or value == "":
            return ()
        if isinstance(self._terms[row][place], Literal) and isinstance(value, int | float):
            return ((0, value, ""),)
        parts = _DIGITS.split(plain(str(value)))
        # Digits are compared by their number first: some texts have more digits than a number may have.
        return tuple(
            (1, len(digits), digits) if place % 2 and (digits := part.lstrip("0") or "0") else (2, 0, part)
            for place, part in enumerate(parts)
            if part
        ) or ((2, 0, str(value)),)


def order(ranked: Sequence[int], *, descending: bool = False) -> list[int]:
    """Return the places of rows with these ranks in their order."""
    filled = [place for place, rank in enumerate(ranked) if rank != EMPTY]
    empty = [place for place, rank in enumerate(ranked) if rank == EMPTY]
    return sorted(filled, key=ranked.__getitem__, reverse=descending) + empty

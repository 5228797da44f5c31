"""The rows of an answer, each with its statement and supporting claims; merges similar rows for readers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from cakg.model.phrases import listed
from cakg.questions.catalogue import is_claim_column
from cakg.store.protocol import Row, Solutions


class Entry(NamedTuple):
    """One row of an answer: its cells, and its supporting claims and its statement, as IRIs."""

    terms: Row
    claims: tuple[str, ...]
    statement: str = ""
    """Empty if the row is not about a statement."""


class Rows(NamedTuple):
    """The rows of an answer."""

    columns: tuple[str, ...]
    entries: list[Entry]
    left_out: int | None = 0
    """The number of rows left out because they are found only in datasets; None if they were not counted."""
    more: int = 0
    """The number of further rows that are not in the answer."""
    is_cut: bool = False
    """Whether there are still more rows, which were not computed; then a row may have more claims too."""

    @classmethod
    def of(cls, found: Solutions, hidden: Collection[str]) -> Rows:
        """Return *found* without the *hidden* columns; rows that differ only in their claims are merged."""
        names = found.variables
        cited = [place for place, name in enumerate(names) if is_claim_column(name)]
        kept = [place for place, name in enumerate(names) if name not in hidden]
        about = names.index("statement") if "statement" in names else None
        merged: dict[tuple[Row, str], dict[str, None]] = {}
        for row in found.rows:
            statement = term.value if about is not None and (term := row[about]) else ""
            claims = merged.setdefault((tuple(row[place] for place in kept), statement), {})
            claims |= {term.value: None for place in cited if (term := row[place])}
        entries = [Entry(terms, tuple(sorted(claims)), statement) for (terms, statement), claims in merged.items()]
        return cls(tuple(names[place] for place in kept), entries)

    def at(self, places: Sequence[int]) -> Rows:
        """Return the rows at *places*, in this order; the others are counted in *more*."""
        entries = [self.entries[place] for place in places]
        return self._replace(entries=entries, more=self.more + len(self.entries) - len(entries))


def merged(rows: list[list[str]], thing_columns: Collection[int], headers: Sequence[str]) -> list[list[str]]:
    """Merge rows that differ only in one of *thing_columns* and in the passage.

    Of several possible columns, the one that merges the most rows is used.
    """
    passage = headers.index("passage") if "passage" in headers else -1

    def by(column: int) -> list[list[list[str]]]:
        groups: dict[tuple[str, ...], list[list[str]]] = {}
        for row in rows:
            key = tuple(cell for place, cell in enumerate(row) if place not in (column, passage))
            groups.setdefault(key, []).append(row)
        return list(groups.values())

    best = min(((len(found := by(column)), column, found) for column in sorted(thing_columns)), default=None)
    if best is None or best[0] == len(rows):
        return rows
    _, column, groups = best
    return [
        [
            listed(list(dict.fromkeys(cells))) if place == column else _places(cells) if place == passage else cells[0]
            for place, cells in enumerate(zip(*group, strict=True))
        ]
        for group in groups
    ]


def _places(passages: Sequence[str]) -> str:
    """Return the passages as text; of more than two, the first and the number of others."""
    different = list(dict.fromkeys(passages))
    return "; ".join(different) if len(different) < 3 else f"{different[0]} and {len(different) - 1} more"

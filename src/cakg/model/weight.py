"""The order of statements on a page, which is the same whether they are loaded with their claims or not."""

from __future__ import annotations

from typing import TypeAlias

Weight: TypeAlias = tuple[bool, bool, int, bool, str, str]
"""The sort key of a statement: that of :func:`weight`, its label and its IRI."""


def weight(*, contested: bool, answered: bool, sources: int, has_amount: bool) -> tuple[bool, bool, int, bool]:
    """Return the beginning of the sort key, before label and IRI.

    Contested statements come first, then those with a claim that a dataset confirms or contradicts, then those of
    more sources, then those with an amount.
    """
    return not contested, not answered, -sources, not has_amount

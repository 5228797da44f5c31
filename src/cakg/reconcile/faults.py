"""The errors of the reconciliation service."""

from __future__ import annotations

from collections.abc import Sequence

from cakg.errors import CakgError

REMEDY = "the specification is at https://reconciliation-api.github.io/specs/0.2/"
_SHOWN = 10
"""How many faults a message lists."""


class BadRequestError(CakgError):
    """A request has the wrong form, or names a type or a property that does not exist."""


class TooLargeError(CakgError):
    """A request has more queries, identifiers or properties than are answered at once."""


class NotFoundError(CakgError):
    """There is nothing at this address, or no thing with this identifier."""


def check(faults: Sequence[str], what: str) -> None:
    """Raise :class:`BadRequestError` that lists *faults* of *what*, if there are any."""
    if faults:
        more = [f"and {len(faults) - _SHOWN:,} more"] if len(faults) > _SHOWN else []
        raise BadRequestError("\n    ".join([f"{what}:", *faults[:_SHOWN], *more]), remedy=REMEDY)

"""The limits of free queries."""

from __future__ import annotations

from typing import NamedTuple

from cakg.store.limits import MIB


class Bounds(NamedTuple):
    """The limits of the free queries of an endpoint."""

    seconds: float = 10.0
    """How long a query may take if the request does not say."""
    most_seconds: float = 60.0
    """The longest time that a request may ask for."""
    memory: int = 512 * MIB
    """How many bytes a worker may use beyond the graph."""
    answer: int = 64 * MIB
    """How many bytes an answer may have."""
    quick: int = 4
    """How many quick queries run at a time."""
    slow: int = 4
    """How many slow queries run at a time."""
    waiting: int = 64
    """How many queries may wait."""

    def seconds_of(self, wanted: str) -> float:
        """Return how long a query may take that asks for *wanted* seconds.

        Raises ValueError if *wanted* is not a number of seconds.
        """
        seconds = float(wanted)
        if not 0 < seconds < float("inf"):
            raise ValueError(wanted)
        return min(seconds, self.most_seconds)

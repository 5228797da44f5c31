"""The limits of a query. A hostile query or endpoint must not use all memory or run without end."""

from __future__ import annotations

from typing import NamedTuple

MIB = 1 << 20


class Limits(NamedTuple):
    """The limits of one query; every view that asks several queries has them for each."""

    seconds: float = 60.0
    """How long a query may take, in seconds. A query that takes longer is ended."""
    answer: int = 64 * MIB
    """The largest answer of an endpoint that is read, in bytes."""
    memory: int = 1024 * MIB
    """How much memory a query in a process of its own may use beyond the graph, in bytes."""
    depth: int = 100
    """How deeply a query may be nested, in open brackets. The parser of the engine fails at about 700."""
    result: int = 0
    """The largest result of a query in a process of its own, in bytes; 0 for any size."""


DEFAULT_LIMITS = Limits()


def in_seconds(duration: float) -> str:
    """Return ``1 second``, ``2.5 seconds``."""
    return f"{duration:g} second{'s' if duration != 1 else ''}"

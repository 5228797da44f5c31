"""Ends a query whose result nobody waits for any more."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from cakg.errors import CakgError


class QueryStoppedError(CakgError):
    """A query was stopped before it had a result."""

    def __init__(self) -> None:
        super().__init__("the query was stopped")


class Stopper:
    """Ends a query from another thread, when nobody waits for its result any more."""

    def __init__(self) -> None:
        self.stopped = False
        """Whether :meth:`stop` was called."""
        self._lock = threading.Lock()
        self._end: Callable[[], object] | None = None

    def stop(self) -> None:
        """End the process that works on the query, and each that begins later."""
        with self._lock:
            self.stopped = True
            if self._end:
                self._end()

    @contextmanager
    def ending(self, end: Callable[[], object]) -> Iterator[None]:
        """Let :meth:`stop` call *end*, which may not raise, in this block."""
        with self._lock:
            self._end = end
            if self.stopped:
                end()
        try:
            yield
        finally:
            with self._lock:
                self._end = None

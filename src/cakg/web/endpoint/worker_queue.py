"""The workers that are free, and the queries that wait for one."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress

from cakg.errors import CakgError
from cakg.web.endpoint.workers import Worker


class BusyError(CakgError):
    """Too many queries run and wait; the same query may be answered later."""

    def __init__(self, message: str, *, remedy: str = "try again in a few seconds") -> None:
        super().__init__(message, remedy=remedy)


class WorkerQueue:
    """Gives each free worker to the query that has waited longest."""

    def __init__(self) -> None:
        self._free: deque[Worker] = deque()
        self._waiting: deque[tuple[float, asyncio.Future[Worker]]] = deque()

    def __len__(self) -> int:
        """Return how many queries wait."""
        return len(self._waiting)

    async def take(self) -> Worker:
        """Return a worker as soon as one is free. Raises :class:`BusyError` if :meth:`refuse` is called before."""
        if self._free and not self._waiting:
            return self._free.popleft()
        loop = asyncio.get_running_loop()
        place: tuple[float, asyncio.Future[Worker]] = loop.time(), loop.create_future()
        self._waiting.append(place)
        try:
            return await place[1]
        except asyncio.CancelledError:
            if not place[1].cancelled() and not place[1].exception():
                self.give(place[1].result())
            with suppress(ValueError):
                self._waiting.remove(place)
            raise

    def give(self, worker: Worker) -> None:
        """Give *worker* to the next query, or keep it for one that comes."""
        while self._waiting:
            _, waiting = self._waiting.popleft()
            if not waiting.done():
                waiting.set_result(worker)
                return
        self._free.append(worker)

    def refuse(self, message: str, seconds: float = 0) -> None:
        """Refuse all queries that have waited for so many *seconds* or longer."""
        since = asyncio.get_running_loop().time() - seconds
        while self._waiting and self._waiting[0][0] <= since:
            _, waiting = self._waiting.popleft()
            if not waiting.done():
                waiting.set_exception(BusyError(message))

    def close(self) -> None:
        """End the workers that are free."""
        while self._free:
            self._free.pop().end()

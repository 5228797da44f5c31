"""The reconciliation service over HTTP: :mod:`cakg.reconcile` answers, and this reads the requests."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from cakg.errors import CakgError
from cakg.reconcile.faults import NotFoundError, TooLargeError
from cakg.reconcile.preview import POLICY
from cakg.reconcile.service import Reconciliation
from cakg.web.cache import Answer, answer, encoded
from cakg.web.explorer import Explorer
from cakg.web.forms import FORM, RequestError, media_type, pairs, text_of
from cakg.web.services import Request

_HEADERS = (("Vary", "Accept-Encoding"), ("X-Content-Type-Options", "nosniff"))
_WAIT = "5"
"""The seconds after which a client may try again."""
_THREADS = 2
"""One for the batches of one client, and one so that others need not wait for them."""
_MOST_WAITING = 16
"""How many requests may wait or be answered."""
_DATA = "default-src 'none'; sandbox"


class Reconciling:
    """Answers requests of the Reconciliation Service API 0.2 about the graph of *explorer*."""

    methods = ("GET", "HEAD", "POST")
    longest_body = 2 << 20

    def __init__(self, explorer: Explorer) -> None:
        self._explorer = explorer
        self._threads = ThreadPoolExecutor(_THREADS, "cakg-reconcile")
        self._waiting = 0

    async def prepare(self) -> None:
        """Do nothing: the first request makes the service, since few servers are asked for it."""

    async def answer(self, request: Request) -> Answer:
        """Return the answer, or an error with its status. A request that still waits is forgotten with its client."""
        if self._waiting >= _MOST_WAITING:
            return _error(503, "too many requests are waiting\n    try again in a few seconds", ("Retry-After", _WAIT))
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, self._answer, request)
        except CakgError as error:
            return _error(_status(error), str(error))
        finally:
            self._waiting -= 1

    def close(self) -> None:
        """End the threads when they have finished their answers."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _answer(self, request: Request) -> Answer:
        given = pairs(request.parameters, "address")
        if request.method == "POST":
            if media_type(request) != FORM:
                raise RequestError(415, "the media type of the body is not that of a form", remedy=f"send {FORM}")
            for name, values in pairs(text_of(request), "body").items():
                given.setdefault(name, []).extend(values)
        explorer = self._explorer
        found = explorer.once("reconcile", lambda: Reconciliation(explorer.records, explorer.things.iris))
        content = found.answer(request.path, given, base=request.address.rpartition("/")[0])
        policy = POLICY if content.media_type.startswith("text/html") else _DATA
        return answer(content.body, content.media_type, [*_HEADERS, ("Content-Security-Policy", policy)])


def _status(error: CakgError) -> int:
    if isinstance(error, RequestError):
        return error.status
    return 404 if isinstance(error, NotFoundError) else 413 if isinstance(error, TooLargeError) else 400


def _error(status: int, message: str, *more: tuple[str, str]) -> Answer:
    headers = [("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store"), *_HEADERS, *more]
    return Answer(status, encoded([*headers, ("Content-Security-Policy", _DATA)]), f"{message}\n".encode())

"""What programs ask the server besides pages: services that take bodies and other methods than GET.

Reads their requests, lets them answer, and ends that when the client leaves.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping
from typing import Any, NamedTuple, Protocol

from starlette.types import Receive

from cakg.web.cache import Answer, encoded
from cakg.web.responses import refusal

_STEP = 0.05
"""The seconds between two looks at the clients that wait; they are watched from the second on."""
SLOWEST_BODY = 30.0
"""The seconds within which a client must send a body."""


class Request(NamedTuple):
    """A request for a service."""

    method: str
    path: str
    """The path below the service: empty, or ``suggest/entity``."""
    parameters: str
    """The parameters in the address, undecoded."""
    headers: Mapping[bytes, bytes]
    body: bytes
    address: str
    """The address of the service, as the client has called it."""

    @property
    def accept(self) -> str:
        """The formats that the client accepts."""
        return self.headers.get(b"accept", b"").decode("latin-1")


class Service(Protocol):
    """Answers requests below one path."""

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods that it takes."""

    @property
    def longest_body(self) -> int:
        """How many bytes a body may have."""

    async def prepare(self) -> None:
        """Start what takes time to start."""

    async def answer(self, request: Request) -> Answer | None:
        """Return the answer; None if there is a page at this address. Is cancelled when the client leaves."""

    def close(self) -> None:
        """End what it has started."""


async def answered(service: Service, request: Request, receive: Receive, clients: Clients) -> Answer | None:
    """Return the answer of *service*, which gets the body too; None if there is a page at this address.

    Raises :class:`GoneError` when the client leaves before it has the answer.
    """
    if request.method == "OPTIONS":
        return _options(service)
    if request.method not in service.methods:
        return refusal(405, "method_of_service", ("Allow", ", ".join(service.methods)))
    if b"content-encoding" in request.headers:
        return refusal(415, "encoding", ("Connection", "close"))
    body: bytes | None = b""
    if b"content-length" in request.headers or b"transfer-encoding" in request.headers:
        try:
            async with asyncio.timeout(SLOWEST_BODY):
                body = await _body(receive, request, service.longest_body)
        except TimeoutError:
            return refusal(408, "slow_body", ("Connection", "close"))
        if body is None:
            return refusal(413, "body_of_service", ("Connection", "close"))
        request = request._replace(body=body)
    return await clients.result(service.answer(request), receive)


class Clients:
    """Looks whether the clients of answers that take a while are still there: one timer for all of them."""

    def __init__(self) -> None:
        self._new: set[_Client] = set()
        self._timer: asyncio.TimerHandle | None = None

    async def result(self, answering: Awaitable[Answer | None], receive: Receive) -> Answer | None:
        """Return what *answering* returns. Raises :class:`GoneError` when the client leaves before."""
        client = _Client(asyncio.current_task(), receive)
        self._new.add(client)
        if not self._timer:
            self._timer = asyncio.get_running_loop().call_later(_STEP, self._look)
        try:
            return await answering
        except asyncio.CancelledError:
            if client.has_left:
                raise GoneError from None
            raise
        finally:
            self._new.discard(client)
            if client.watching:
                client.watching.cancel()

    def _look(self) -> None:
        """Watch the clients that were there at the last look."""
        for client in [one for one in self._new if one.was_seen]:
            self._new.discard(client)
            client.watching = asyncio.ensure_future(client.watch())
        for client in self._new:
            client.was_seen = True
        self._timer = asyncio.get_running_loop().call_later(_STEP, self._look) if self._new else None


class _Client:
    """One that waits for the answer that *task* makes."""

    def __init__(self, task: asyncio.Task[Any] | None, receive: Receive) -> None:
        self._task = task
        self._receive = receive
        self.was_seen = False
        self.watching: asyncio.Future[None] | None = None
        self.has_left = False

    async def watch(self) -> None:
        """End the answer when the client leaves."""
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self.has_left = True
        if self._task:
            self._task.cancel()


class GoneError(Exception):
    """The client has left."""


async def _body(receive: Receive, request: Request, most: int) -> bytes | None:
    """Return the body of a request; None if it is larger than *most* bytes."""
    if int(request.headers.get(b"content-length", b"0")) > most:
        return None
    content = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise GoneError
        content += message.get("body", b"")
        if len(content) > most:
            return None
        if not message.get("more_body"):
            return bytes(content)


def _options(service: Service) -> Answer:
    """Return the answer to a browser that asks whether a page of another site may send a request."""
    methods = ", ".join(service.methods)
    headers = [
        ("Allow", f"{methods}, OPTIONS"),
        ("Access-Control-Allow-Methods", methods),
        ("Access-Control-Allow-Headers", "Accept, Content-Type"),
        ("Access-Control-Max-Age", "86400"),
    ]
    return Answer(204, encoded(headers), b"")

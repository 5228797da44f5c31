"""Reads requests from one connection: limits them in size, number and time, which uvicorn does not.

Knows uvicorn. Does not know what is answered: :mod:`cakg.web.app`.
"""

from __future__ import annotations

import asyncio
from typing import Any, NoReturn

import httptools
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

WANTED = "cakg.wanted"
"""In the scope of a request whose answer is costly: nothing more is done for it once the client has closed its end."""
LONGEST_ADDRESS = 8_000
LARGEST_HEADERS = 16_000
SLOWEST_HEADERS = 10.0
"""The seconds within which a client must send the head of a request."""
SLOWEST_PIECE = 30.0
"""The seconds within which a client must take the quarter of a megabyte that is sent at once."""
_WAIT = b"5"
"""The seconds after which a client may try again that was one too many."""
MOST_WAITING = 20
"""How many requests a client may send before it has the answer to the first."""
_LITTLE = 16_000
"""The bytes of a piece that waits for the next."""
_REFUSED_POLITELY = 100
"""How many connections more are told that there are too many; others are closed at once."""
_REFUSALS = {
    400: "An HTTP/1.1 request has one header Host.",
    503: "Too many clients are connected. Try again in a few seconds.",
    414: "The address is too long.",
    431: "The headers are too large.",
    408: "The request took too long to arrive.",
}


class _Joined:
    """A connection that sends in one piece what is written in several: the head of an answer and its content.

    Each piece that is sent costs as much time as all else that is done for a request.
    """

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._pieces: list[bytes] = []

    def write(self, data: bytes) -> None:
        """Send *data* soon, with what is written before; at once if it is much, so that slow clients slow it down."""
        if not self._pieces:
            self._loop.call_soon(self._send)
        self._pieces.append(data)
        if len(data) > _LITTLE:
            self._send()

    def close(self) -> None:
        """Close the connection when everything is sent."""
        self._send()
        self._transport.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def _send(self) -> None:
        pieces, self._pieces = self._pieces, []
        if pieces:
            self._transport.write(b"".join(pieces))


class Protocol(HttpToolsProtocol):
    """Limits the head of a request in size and time; uvicorn limits neither."""

    _in_head = True
    """Whether a head is being read, or the first is awaited."""
    _head = 0
    _headers_size = 0
    _refusal = 0
    """The status of the error for the request that is being read; 0 if the parser finds it."""
    _waiting: asyncio.TimerHandle | None = None
    _sending: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Accept a connection, unless there are too many."""
        super().connection_made(_Joined(transport, self.loop))  # type: ignore[arg-type]
        self._await_head()
        if self.limit_concurrency and len(self.connections) > self.limit_concurrency + _REFUSED_POLITELY:
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._stop_waiting()
        self._stop_sending()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Wait until the client has taken what has been sent, for some time."""
        super().pause_writing()
        self._sending = self._sending or self.loop.call_later(SLOWEST_PIECE, self.transport.abort)

    def resume_writing(self) -> None:
        """Send more."""
        self._stop_sending()
        super().resume_writing()

    def eof_received(self) -> bool:  # type: ignore[override]
        """Return whether the connection stays open: a client that sends no more gets the answers that it waits for.

        An answer that is only :data:`WANTED` by a client that stays ends with it.
        """
        stays = self._answering and not self.cycle.scope.get(WANTED)
        if stays:
            self.cycle.keep_alive = False
        return stays

    def data_received(self, data: bytes) -> None:
        """Read a part of a request; refuse it when its head has become too large, though it is not complete."""
        self._read(data)
        if self._in_head and not self.transport.is_closing():
            if not self._waiting:  # not before, since most heads arrive whole
                self._await_head()
            self._head += len(data)
            if self._head > LONGEST_ADDRESS + LARGEST_HEADERS:
                self._refuse(431, _REFUSALS[431])

    def _read(self, data: bytes) -> None:
        """Read a part of a request. What asks for another protocol is read again without that."""
        self._unset_keepalive_if_required()
        while True:
            try:
                self.parser.feed_data(data)
            except httptools.HttpParserError:
                self.send_400_response("Invalid HTTP request received.")
            except httptools.HttpParserUpgrade as found:
                if self._upgrades:
                    data = self._without_upgrade() + data[found.args[0] :]
                    continue
            return

    @property
    def _upgrades(self) -> bool:
        """Whether the request asks for another protocol, as some clients do for HTTP/2. Its body is not read then."""
        return bool(self.parser.should_upgrade() and self.parser.get_method() != b"CONNECT")

    def _without_upgrade(self) -> bytes:
        """Return the head of the request without what asks for another protocol, and begin to read anew."""
        first = b"%s %s HTTP/%s" % (self.parser.get_method(), self.url, self.parser.get_http_version().encode())
        kept = [b"%s: %s" % one for one in self.headers if one[0] != b"upgrade"]
        self.parser = httptools.HttpRequestParser(self)
        self.parser.set_dangerous_leniencies(lenient_data_after_close=True)  # as uvicorn does
        return b"\r\n".join([first, *kept, b"", b""])

    def on_message_begin(self) -> None:
        """Begin a request."""
        if len(self.pipeline) >= MOST_WAITING:
            raise ValueError("too many requests wait for an answer")
        super().on_message_begin()
        self._in_head = True
        self._head = self._headers_size = 0

    def on_url(self, url: bytes) -> None:
        """Read a part of the address."""
        super().on_url(url)
        if len(self.url) > LONGEST_ADDRESS:
            self._refuse_request(414)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Read a header."""
        super().on_header(name, value)
        self._headers_size += len(name) + len(value)
        if self._headers_size > LARGEST_HEADERS:
            self._refuse_request(431)

    def on_headers_complete(self) -> None:
        """Answer the request, unless there are too many, or it does not say to which host it goes."""
        if self._upgrades:
            return
        self._in_head = False
        self._stop_waiting()
        hosts = sum(name == b"host" for name, _ in self.headers)
        if hosts > 1 or (not hosts and self.parser.get_http_version() == "1.1"):
            self._refuse_request(400)
        if self.limit_concurrency and len(self.connections) >= self.limit_concurrency:
            self._refuse_request(503)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Let the answer know that it has the whole body."""
        if not self._upgrades:
            super().on_message_complete()

    def on_response_complete(self) -> None:
        """Close the connection if the client still sends the request, which nobody reads."""
        if not self.pipeline and self.cycle.more_body:
            self.transport.close()
        super().on_response_complete()

    def send_400_response(self, msg: str) -> None:
        """Send the error for a request that cannot be read or is too large."""
        self._refuse(self._refusal or 400, _REFUSALS[self._refusal] if self._refusal else msg)

    def _refuse_request(self, status: int) -> NoReturn:
        """End reading a request, with an error of this status."""
        self._refusal = status
        raise ValueError(_REFUSALS[status])

    def _refuse(self, status: int, text: str) -> None:
        self._stop_waiting()
        if self._answering:  # the text would be taken for the answer to the request before
            self.transport.abort()
            return
        content = f"{text}\n".encode()
        head = b"content-type: text/plain; charset=utf-8\r\nx-content-type-options: nosniff\r\n"
        head += b"retry-after: %s\r\n" % _WAIT if status == 503 else b""
        head += b"content-length: %d\r\nconnection: close\r\n\r\n" % len(content)
        if self.parser.get_method() == b"HEAD":
            content = b""
        self.transport.write(STATUS_LINE[status] + head + content)
        self.transport.close()

    @property
    def _answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _await_head(self) -> None:
        self._waiting = self.loop.call_later(SLOWEST_HEADERS, self._too_slow)

    def _stop_waiting(self) -> None:
        if self._waiting:
            self._waiting.cancel()
            self._waiting = None

    def _too_slow(self) -> None:
        if not self.transport.is_closing():
            self._refuse(408, _REFUSALS[408])

    def _stop_sending(self) -> None:
        if self._sending:
            self._sending.cancel()
            self._sending = None

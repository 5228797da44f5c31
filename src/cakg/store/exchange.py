"""Sends one request to an endpoint and returns all of the reply, or raises a :class:`Fault`.

Knows HTTP: deadlines, limits, redirects, compression. Does not know SPARQL. By itself, urllib would follow redirects to
other hosts, open files and read answers of any size, and its time limit would start again with every byte.
"""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Iterator
from email.message import Message
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit
from urllib.request import AbstractHTTPHandler, BaseHandler, OpenerDirector, ProxyHandler, Request, UnknownHandler

from cakg.errors import EndpointError
from cakg.harmless import shortened
from cakg.store.address import Address
from cakg.store.faults import ASK_FOR_LESS, CHECK_ADDRESS, TRY_LATER, Fault
from cakg.store.limits import MIB, Limits, in_seconds

REDIRECTS = frozenset({301, 302, 303, 307, 308})
MOST_REDIRECTS = 5
_CHUNK = 1 << 16
LONGEST_ERROR = 1 << 16
"""How much of an error page is read."""
_PACKED = {"identity": 0, "": 0, "gzip": zlib.MAX_WBITS | 16, "x-gzip": zlib.MAX_WBITS | 16, "deflate": zlib.MAX_WBITS}
"""The encodings that can be unpacked, with the parameter of zlib; 0 for text that is not packed."""
_MOST_AT_ONCE = 1 << 30
"""More bytes than a piece can be unpacked to; zlib takes no larger limit on some machines."""
_LONGEST = 1_000_000.0
"""The longest time, in seconds, that a socket can wait on every machine; it is eleven days."""
_TWO_LENGTHS = "returned an answer with two different lengths"


class Reply(NamedTuple):
    """The reply to a request, with all of its body."""

    status: int
    reason: str
    headers: Message
    body: bytes
    whole: bool
    """Whether HTTP told where the body ends. Otherwise the end of the connection ended it, perhaps too early."""


class Exchange:
    """Sends requests to *address* within *limits*, whose time all of them share.

    The time does not cover the lookup of a host name, and each address of a host is tried for as long.
    """

    def __init__(self, address: Address, limits: Limits) -> None:
        self.address = address
        self.limits = limits
        self.place = address
        """The address that answered; another one than *address* after a redirect."""
        self.left = min(limits.seconds, _LONGEST)

    def send(self, request: Request) -> Reply:
        """Return the reply to *request*; raise :class:`Fault` if there is none or it is not complete."""
        start = time.monotonic()
        deadline = start + self.left
        self.place = self.address
        opener = OpenerDirector()
        for handler in (ProxyHandler(), UnknownHandler(), _Connections(deadline), _Redirects(self)):
            opener.add_handler(handler)
        try:
            _remaining(deadline)
            with opener.open(request, timeout=self.left) as response:
                return self._reply(response)
        except TimeoutError as error:
            raise self._late() from error
        except (OSError, http.client.HTTPException, ValueError, zlib.error) as error:
            reason = getattr(error, "reason", error)
            raise self._late() if isinstance(reason, TimeoutError) else _fault(reason, request) from error
        finally:
            self.left -= time.monotonic() - start

    def _late(self) -> Fault:
        return Fault(f"did not answer completely within {in_seconds(self.limits.seconds)}", _longer(ASK_FOR_LESS))

    def _reply(self, response: http.client.HTTPResponse) -> Reply:
        headers, body = response.headers, bytearray()
        whole = response.length is not None or response.chunked
        good = response.status < 300
        most = self.limits.answer if good else LONGEST_ERROR
        if good and ((response.length or 0) > most or len({*headers.get_all("Content-Length", [])}) > 1):
            raise self._too_large() if (response.length or 0) > most else Fault(_TWO_LENGTHS, TRY_LATER)
        try:
            for piece in _pieces(response, most):
                body += piece
                if len(body) > most:
                    break
        except (OSError, http.client.HTTPException, zlib.error):
            if good:  # otherwise the status says enough
                raise
        if good and len(body) > most:
            raise self._too_large()
        return Reply(response.status, response.reason, headers, bytes(body), whole)

    def _too_large(self) -> Fault:
        size = f"returned an answer of more than {self.limits.answer / MIB:g} MiB"
        return Fault(size, "ask for less, such as with a LIMIT; or read more with --max-answer MIB")


def _longer(remedy: str) -> str:
    return f"{remedy}; or wait longer with --timeout SECONDS"


def _remaining(deadline: float) -> float:
    """Return the seconds until *deadline*; raise TimeoutError if there are none."""
    if (left := deadline - time.monotonic()) <= 0:
        raise TimeoutError
    return left


class _UntilDeadline(io.RawIOBase):
    """Reads from *sock* until *deadline*, however little arrives at a time."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket, deadline: float) -> None:
        self.raw, self.sock, self.deadline = raw, sock, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self.sock.settimeout(_remaining(self.deadline))
        return self.raw.readinto(buffer)

    def close(self) -> None:
        self.raw.close()
        super().close()


class _Connections(AbstractHTTPHandler):
    """Opens connections that end at *deadline*."""

    def __init__(self, deadline: float) -> None:
        super().__init__()

        class Response(http.client.HTTPResponse):
            def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
                super().__init__(sock, *args, **kwargs)
                self.fp = io.BufferedReader(_UntilDeadline(self.fp.detach(), sock, deadline), _CHUNK)

        def connection(kind: type[http.client.HTTPConnection]) -> Callable[..., http.client.HTTPConnection]:
            def connect(host: str, timeout: float, **how: Any) -> http.client.HTTPConnection:
                made = kind(host, timeout=min(timeout, _remaining(deadline)), **how)
                made.response_class = Response
                return made

            return connect

        self._plain, self._secure = connection(http.client.HTTPConnection), connection(http.client.HTTPSConnection)

    def http_open(self, request: Request) -> http.client.HTTPResponse:
        return self.do_open(self._plain, request)

    def https_open(self, request: Request) -> http.client.HTTPResponse:
        return self.do_open(self._secure, request, context=_certificates())

    http_request = https_request = AbstractHTTPHandler.do_request_


@cache
def _certificates() -> ssl.SSLContext:
    return ssl.create_default_context()


class _Redirects(BaseHandler):
    """Follows redirects on the same server. A POST stays one, except after 303: without its body it has no query."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self.count = 0

    def http_response(self, request: Request, response: http.client.HTTPResponse) -> Any:
        target = response.headers.get("Location")
        if response.status not in REDIRECTS or not target:
            return response
        response.close()
        here = Address.parse(request.full_url.partition("?")[0])
        try:
            there = Address.parse(urljoin(request.full_url, target.strip()))
        except (EndpointError, ValueError) as error:
            raise Fault(f"redirects to '{shortened(target)}', which cakg does not open", CHECK_ADDRESS) from error
        if elsewhere := here.leads_elsewhere(there):
            remedy = "cakg follows redirects on the same server only; if you trust the other address, use it instead"
            raise Fault(f"redirects to {elsewhere}: {there.shown}", remedy)
        self.count += 1
        if self.count > MOST_REDIRECTS:
            raise Fault(f"redirects more than {MOST_REDIRECTS} times")
        self.exchange.place = there
        data = None if response.status == 303 else request.data
        headers = {name: value for name, value in request.headers.items() if data or name != "Content-type"}
        return self.parent.open(Request(there.url, data, headers), timeout=request.timeout)

    https_response = http_response


def _pieces(response: http.client.HTTPResponse, most: int) -> Iterator[bytes]:
    """Yield the unpacked body in pieces, each at most one byte longer than *most*."""
    packed = response.headers.get("Content-Encoding", "identity").strip().lower()
    if packed not in _PACKED:
        what = f"returned an answer packed with {shortened(packed)}, which cakg did not ask for"
        raise Fault(what, "its operators must send it unpacked or with gzip")
    window = _PACKED[packed]
    unpack = zlib.decompressobj(window) if window else None
    while piece := response.read1(_CHUNK):
        yield unpack.decompress(piece, min(most, _MOST_AT_ONCE) + 1) if unpack else piece
        if unpack and unpack.unused_data:
            raise zlib.error("data after the end")
    if response.length or (unpack and not unpack.eof):
        raise http.client.IncompleteRead(b"")


def _fault(error: Any, request: Request) -> Fault:
    """Return what *error* of the connection means."""
    for kind, what, remedy in _CAUSES:
        if isinstance(error, kind):
            said = shortened(getattr(error, "verify_message", "") or getattr(error, "reason", "") or str(error))
            return Fault(what.format(said or kind.__name__), remedy)
    reason = "its host name is unknown" if isinstance(error, socket.gaierror) else shortened(str(error))
    reason = reason or type(error).__name__
    if urlsplit(request.full_url).netloc != request.host:
        remedy = "check http_proxy, https_proxy and no_proxy in the environment"
        return Fault(f"cannot be reached through the proxy {shortened(request.host)}: {reason}", remedy)
    return Fault(f"cannot be reached: {reason}", CHECK_ADDRESS)


_TOO_EARLY = "closed the connection before the answer was complete"
_CAUSES: tuple[tuple[type[Exception], str, str], ...] = (
    (http.client.RemoteDisconnected, "closed the connection without an answer", TRY_LATER),
    (http.client.IncompleteRead, _TOO_EARLY, TRY_LATER),
    (ConnectionResetError, _TOO_EARLY, TRY_LATER),
    (BrokenPipeError, _TOO_EARLY, TRY_LATER),
    (zlib.error, "returned an answer that cannot be unpacked", TRY_LATER),
    (
        ssl.SSLCertVerificationError,
        "has a certificate that cannot be verified: {}",
        "if you trust it all the same, set SSL_CERT_FILE to a file with its certificate",
    ),
    (ssl.SSLError, "cannot be reached over HTTPS: {}", "check whether its address begins with http://"),
    (http.client.HTTPException, "does not answer as an HTTP server: {}", CHECK_ADDRESS),
)
"""The errors of a connection and what they mean, special ones first."""

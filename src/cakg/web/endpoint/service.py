"""The SPARQL endpoint as a service of the server: a request in, an answer or an error with its status out."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Callable
from functools import cache
from hashlib import sha256

from cakg.errors import CakgError
from cakg.web.cache import Answer, Headers, encoded
from cakg.web.endpoint.description import Description
from cakg.web.endpoint.frames import EXAMPLES, TRIPLE_FORMATS
from cakg.web.endpoint.pool import NoFormatError, Pool, UnreadableError
from cakg.web.endpoint.requests import LONGEST_BODY, NOT_ACCEPTABLE, asked, wants_page
from cakg.web.endpoint.worker_queue import BusyError
from cakg.web.forms import RequestError
from cakg.web.negotiation import best, compressed
from cakg.web.services import Request

_WAIT = "5"
"""The seconds after which a client may try again."""
_HEADERS = (
    ("Cache-Control", "no-cache"),
    ("Vary", "Accept, Accept-Encoding"),
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'"),
)
_SMALL, _LARGE = 1_000, 200_000
"""Answers with fewer bytes are not compressed; those with more are compressed and hashed in a thread."""
_SLOW_BODY = 50_000
"""Bodies with more bytes are read in a thread."""


class Endpoint:
    """Answers requests of the SPARQL 1.1 Protocol with *pool*, and describes itself with *description*."""

    methods = ("GET", "HEAD", "POST")
    longest_body = LONGEST_BODY

    def __init__(self, pool: Pool, description: Description) -> None:
        self._pool = pool
        self._description = description

    async def prepare(self) -> None:
        """Start the processes that answer queries."""
        await self._pool.prepare()

    async def answer(self, request: Request) -> Answer | None:
        """Return the answer; None for a browser, which gets the page for queries."""
        try:
            if request.path:
                return await self._examples(request)
            if wants_page(request, self._pool.bounds):
                return None
            bounds = self._pool.bounds
            large = len(request.body) > _SLOW_BODY
            query = await asyncio.to_thread(asked, request, bounds) if large else asked(request, bounds)
            if query is None:
                return await self._described(request, ("text/html", *TRIPLE_FORMATS), self._description.service)
            result = await self._pool.answer(query)
        except CakgError as error:
            return _failed(error)
        return await _content(result.content, query.triples if result.triples else query.rows, request)

    def close(self) -> None:
        """End all queries."""
        self._pool.close()

    async def _examples(self, request: Request) -> Answer | None:
        """Return the examples, which are the only thing below the endpoint."""
        if request.path != EXAMPLES:
            raise RequestError(404, f"there is nothing at {request.address}/{request.path}")
        return await self._described(request, tuple(TRIPLE_FORMATS), self._description.examples)

    async def _described(
        self, request: Request, media_types: tuple[str, ...], describe: Callable[[str, str], bytes]
    ) -> Answer | None:
        """Return a description in one of *media_types*; None if the client would rather have a page."""
        chosen = best(request.accept, media_types)
        if not chosen:
            raise RequestError(406, NOT_ACCEPTABLE)
        if chosen not in TRIPLE_FORMATS:
            return None
        content = await asyncio.to_thread(describe, request.address, chosen)
        return await _content(content, chosen, request)


async def _content(content: bytes, media_type: str, request: Request) -> Answer:
    pack = len(content) > _SMALL and compressed(request.headers.get(b"accept-encoding", b"").decode("latin-1"))
    if len(content) > _LARGE:
        return await asyncio.to_thread(_made, content, media_type, pack=pack)
    return _made(content, media_type, pack=pack)


def _made(content: bytes, media_type: str, *, pack: bool) -> Answer:
    packed = gzip.compress(content, 1, mtime=0) if pack else b""
    return Answer(200, _headers(media_type), content, packed, sha256(content).hexdigest()[:32])


@cache
def _headers(media_type: str) -> Headers:
    shown = f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
    return encoded([("Content-Type", shown), *_HEADERS])


def _failed(error: CakgError) -> Answer:
    """Return the answer for an error: it is the fault of the request, unless the server is full or broken."""
    if isinstance(error, UnreadableError):
        return _error(500, str(error))
    if isinstance(error, BusyError):
        return _error(503, str(error), ("Retry-After", _WAIT))
    if isinstance(error, NoFormatError):
        return _error(406, NOT_ACCEPTABLE)
    return _error(error.status if isinstance(error, RequestError) else 400, str(error))


def _error(status: int, message: str, *headers: tuple[str, str]) -> Answer:
    fixed = (("Content-Type", "text/plain; charset=utf-8"), *_HEADERS[1:], ("Cache-Control", "no-store"))
    return Answer(status, encoded([*fixed, *headers]), f"{message}\n".encode())

"""Runs the server: on standard input and output, over HTTP, or for one call."""

from __future__ import annotations

import asyncio
import io
import logging
import os
import signal
import socket
import sys
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any

import anyio
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cakg.graph import KnowledgeGraph
from cakg.harmless import visible
from cakg.mcp import server
from cakg.web import serving
from cakg.web.protocol import WANTED

PATH = "/mcp"
"""The path at which the server answers over HTTP."""
SLOWEST_BODY = 10.0
"""The seconds within which a client must send the whole of a request."""
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
_ALL_NETWORKS = ("0.0.0.0", "::", "")


def call(kg: KnowledgeGraph, tool: str, given: dict[str, Any], *, longest: float) -> str:
    """Return the text that a client gets from a tool, called with the parameters *given*."""
    _log_to_stderr()
    return asyncio.run(server.call(server.server(kg, longest=longest), tool, given))


def stdio(kg: KnowledgeGraph, *, longest: float) -> None:
    """Answer messages on standard input until it is closed, or until SIGINT or SIGTERM ends this process."""
    _log_to_stderr()
    if isinstance(sys.stdout, io.TextIOWrapper):
        # What is printed goes to standard error while the server runs; what a buffer keeps would go to the client.
        sys.stdout.reconfigure(line_buffering=True)
    for one in (signal.SIGINT, signal.SIGTERM):
        # A thread waits for standard input and cannot be stopped; processes of queries end with this one.
        signal.signal(one, lambda *_: os._exit(0))
    try:
        asyncio.run(server.serve_stdio(server.server(kg, longest=longest)))
    except* BrokenPipeError:  # the client has gone
        os._exit(0)


def http(
    kg: KnowledgeGraph, bound: socket.socket, hosts: Sequence[str], *, longest: float, started: Callable[[str], object]
) -> None:
    """Answer requests until SIGINT or SIGTERM; *started* is called with the address when the server answers."""
    _log_to_stderr()
    app, running = server.http_app(server.server(kg, longest=longest), path=PATH, hosts=hosts)
    gate = _Gate(app, running)
    address = serving.address(bound, PATH).rstrip("/")
    serving.run(gate, bound, started=lambda: started(address), besides=gate.open)


def hosts_of(host: str, more: Sequence[str]) -> list[str]:
    """Return the names that the header ``Host`` of a request may have: of this machine, *host* and *more*.

    Other names are refused, because a website could lead its own name to this machine (DNS rebinding).
    """
    own = [] if host in _ALL_NETWORKS else [f"[{host}]" if ":" in host else host]
    return list(dict.fromkeys([*_LOOPBACK, *own, *more]))


class _Gate:
    """Passes on requests for messages only, once the application runs, and not from clients that send too slowly."""

    def __init__(self, app: ASGIApp, running: AbstractAsyncContextManager[None]) -> None:
        self._app = app
        self._running = running
        self._opened = asyncio.Event()

    async def open(self) -> None:
        """Run the application until cancelled."""
        async with self._running:
            self._opened.set()
            await asyncio.Event().wait()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, unless the client leaves before."""
        scope[WANTED] = True
        client = _Client(receive)
        answer: ASGIApp = self._app
        if scope["path"] != PATH:
            answer = PlainTextResponse(f"Send messages to {PATH}.\n", 404)
        elif scope["method"] != "POST":  # there are no streams to open and no sessions to end
            answer = PlainTextResponse("Only POST is answered.\n", 405, {"Allow": "POST"})
        else:
            try:
                await client.arrive()
            except TimeoutError:
                answer = PlainTextResponse("The request took too long to arrive.\n", 408, {"Connection": "close"})
        await self._opened.wait()
        async with anyio.create_task_group() as both:
            both.start_soon(client.cancel_when_gone, both.cancel_scope)
            await answer(scope, client.receive, send)
            both.cancel_scope.cancel()


class _Client:
    """The client of a request: what it has sent, and whether it is still there."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._messages: deque[Message] = deque()
        self._gone = anyio.Event()

    async def arrive(self) -> None:
        """Wait for the body, until it is too large; raise TimeoutError if that takes too long."""
        size, more = 0, True
        async with asyncio.timeout(SLOWEST_BODY):
            while more and size <= server.LARGEST_BODY:
                self._messages.append(await self._receive())
                size += len(self._messages[-1].get("body", b""))
                more = self._messages[-1].get("more_body", False)

    async def receive(self) -> Message:
        """Return the next part of the body that has arrived, then that the client has left."""
        if not self._messages:
            await self._gone.wait()
            return {"type": "http.disconnect"}
        return self._messages.popleft()

    async def cancel_when_gone(self, scope: anyio.CancelScope) -> None:
        """Cancel *scope* when the client leaves, since nobody would get the answer."""
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._gone.set()
        scope.cancel()


class _Formatter(logging.Formatter):
    """Shows harmful characters as escapes: messages may contain what clients sent."""

    def format(self, record: logging.LogRecord) -> str:
        return visible(super().format(record))


def _log_to_stderr() -> None:
    """Write warnings to standard error, in lines that are safe in a terminal."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Formatter("%(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])

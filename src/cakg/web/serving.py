"""Runs the server: its socket, its limits on requests and connections, and how it ends.

Knows uvicorn. Does not know what is answered: :mod:`cakg.web.app`, :mod:`cakg.mcp`.
"""

from __future__ import annotations

import asyncio
import errno
import signal
import socket
from collections.abc import Callable, Coroutine
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from cakg.errors import CakgError
from cakg.web.memory import give_back
from cakg.web.protocol import Protocol

MOST_CONNECTIONS = 500
SLOWEST_READING = 30
"""The seconds after which a client that takes no bytes of an answer is disconnected; on Linux only."""
_IDLE = 10
_LAST_ANSWERS = 30
"""The seconds that running answers have when the server ends."""


class ServeError(CakgError):
    """The server cannot listen at its address."""


def listening(host: str, port: int) -> socket.socket:
    """Return a socket bound to *host* and *port*; port 0 means any free one. Raises :class:`ServeError`."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (OSError, UnicodeError) as error:
        remedy = "use --host 127.0.0.1 for this machine only, or --host 0.0.0.0 for all its networks"
        raise ServeError(f"the host {host!r} is not known", remedy=remedy) from error
    bound = socket.socket(family, kind, protocol)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if hasattr(socket, "TCP_USER_TIMEOUT"):  # its connections take it over
            bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, SLOWEST_READING * 1000)
        bound.bind(address)
    except OSError as error:
        bound.close()
        raise _cannot_listen(host, port, error) from error
    return bound


def _cannot_listen(host: str, port: int, error: OSError) -> ServeError:
    if error.errno == errno.EADDRINUSE:
        what = f"another program listens at port {port} of {host}"
        return ServeError(what, remedy=f"use another port, such as --port {port + 1 if port < 65535 else 8000}")
    if error.errno in (errno.EACCES, errno.EPERM):
        what = f"port {port} is only for the administrator of this machine"
        return ServeError(what, remedy="use a port from 1024, and a proxy in front of it")
    if error.errno == errno.EADDRNOTAVAIL:
        remedy = "use --host 127.0.0.1 for this machine only, or --host 0.0.0.0 for all its networks"
        return ServeError(f"this machine has no address {host}", remedy=remedy)
    return ServeError(f"the server cannot listen at port {port} of {host}: {error.strerror or error}")


def address(bound: socket.socket, root_path: str) -> str:
    """Return the address of the home page, for a browser on this machine."""
    host, port = bound.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{shown}:{port}{root_path}/"


def run(
    app: ASGIApp,
    bound: socket.socket,
    *,
    started: Callable[[], object],
    besides: Callable[[], Coroutine[Any, Any, None]],
) -> None:
    """Answer requests until SIGINT or SIGTERM; then finish the running answers and return.

    *started* is called when the server answers. *besides* runs while it answers, and is cancelled then.
    """
    config = uvicorn.Config(
        app,
        http=Protocol,
        ws="none",
        lifespan="off",
        loop="asyncio",
        log_config=None,
        log_level="error",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=MOST_CONNECTIONS,
        timeout_keep_alive=_IDLE,
        timeout_graceful_shutdown=_LAST_ANSWERS,
    )
    for one in (signal.SIGINT, signal.SIGTERM):
        # When it has ended, uvicorn raises the signal again, which would end this process with an error.
        signal.signal(one, lambda *_: None)
    bound.setblocking(False)
    asyncio.run(_run(_Server(config, started), bound, besides))


async def _run(server: uvicorn.Server, bound: socket.socket, besides: Callable[[], Coroutine[Any, Any, None]]) -> None:
    tasks = [asyncio.create_task(one) for one in (besides(), give_back())]
    try:
        await server.serve([bound])
    finally:
        for one in tasks:
            one.cancel()
        await asyncio.wait(tasks)


class _Server(uvicorn.Server):
    """Says when it answers."""

    def __init__(self, config: uvicorn.Config, started: Callable[[], object]) -> None:
        super().__init__(config)
        self._say_started = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._say_started()

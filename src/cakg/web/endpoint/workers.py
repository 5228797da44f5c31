"""Starts the process that holds the graph, and takes workers from it."""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import cast

from cakg.paths import Folders
from cakg.store.local import LocalStore
from cakg.store.transfer import python_line, write_store
from cakg.web.endpoint.forking import READY
from cakg.web.endpoint.forking import __name__ as FORKING
from cakg.web.endpoint.frames import HEAD, QUERY, Query, framed, packed

_SLOW = 12
"""How nice a process is to others while it answers a slow query: it gets a tenth of what they get."""
_LONGEST_START = 600.0
"""The seconds within which the graph must be loaded."""
_PROCESSOR_TIME = 2
"""The clock of a process on Linux that counts what it has used: see clock_getcpuclockid(3)."""


class Worker(asyncio.Protocol):
    """A process that answers one query after the other, and the connection to it."""

    def __init__(self, alive: int) -> None:
        self.process = 0
        """Its number in the system."""
        self.answered = 0
        """How many queries it has answered."""
        self.is_spent = False
        """Whether it should get no more, since it keeps much memory."""
        self._alive = alive  # the process ends when this pipe is closed
        self.has_ended = False
        """Whether its connection is closed."""
        self._content = bytearray()
        self._waiting: asyncio.Future[tuple[int, bytes]] | None = None
        self._transport: asyncio.Transport | None = None

    def ask(self, query: Query) -> asyncio.Future[tuple[int, bytes]]:
        """Send a query, and return where the kind and the content of its answer will be.

        There will be a ConnectionError instead if the process ends before.
        """
        self._waiting = asyncio.get_running_loop().create_future()
        if self.has_ended or not self._transport:
            self._waiting.set_exception(ConnectionError("the process has ended"))
        else:
            self._transport.write(framed(QUERY, packed(query)))
        return self._waiting

    def give_up(self, error: Exception) -> None:
        """Raise *error* instead of the answer, unless it is there."""
        if self._waiting and not self._waiting.done():
            self._waiting.set_exception(error)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the connection."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Read a part of an answer."""
        self._content += data
        if len(self._content) < HEAD.size:
            return
        kind, self.is_spent, length = HEAD.unpack_from(self._content)
        if len(self._content) == HEAD.size + length and self._waiting and not self._waiting.done():
            self.answered += 1
            self._waiting.set_result((kind, bytes(self._content[HEAD.size :])))
            self._content = bytearray()

    def connection_lost(self, exc: Exception | None) -> None:
        """Say that no answer will come."""
        self.has_ended = True
        self.give_up(exc or ConnectionError("the process has ended"))

    @property
    def used(self) -> float:
        """The seconds of processor time that it has used; on other systems than Linux, of time in general."""
        try:
            return time.clock_gettime(~self.process << 3 | _PROCESSOR_TIME)
        except (OSError, AttributeError, OverflowError):
            return time.monotonic()

    def yield_to_others(self, *, always: bool = False) -> None:
        """Let other processes run before this one; with *always*, on Linux, it runs only when no other wants to."""
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.process, _SLOW)
            if always and sys.platform == "linux":
                os.sched_setscheduler(self.process, os.SCHED_IDLE, os.sched_param(0))

    def end(self) -> None:
        """End the process, also while it works."""
        if self.process and not self.has_ended:  # when it has ended, another process may have its number
            with suppress(ProcessLookupError):
                os.kill(self.process, signal.SIGKILL)
        if self._transport:
            self._transport.abort()
        if self._alive >= 0:
            os.close(self._alive)
            self._alive = -1


class Workers:
    """The workers for *store*, the graph of *folders* and the files *data*; *memory* is what each may use besides."""

    def __init__(self, store: LocalStore, folders: Folders, data: Sequence[Path], memory: int) -> None:
        self._store = store
        self._settings = (tuple(folders), tuple(data), memory)
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._making = asyncio.Lock()
        self._closed = False

    async def make(self) -> Worker:
        """Return a new worker. Raises OSError if the process that makes them cannot be started, or ends.

        It must not be cancelled: the number of its worker would be taken for that of the next.
        """
        async with self._making:
            try:
                if not self._closed and (not self._process or self._process.poll() is not None):
                    self._end()
                    try:
                        await asyncio.to_thread(self._start)
                    except BaseException:
                        self._end()
                        raise
                if self._closed or not self._control:
                    raise ConnectionError("no more workers are made")
                return await self._made(self._control)
            finally:
                if self._closed:
                    self._end()

    def close(self) -> None:
        """End the process that makes workers; they go on until their connections are closed.

        What is being made fails then, and closes the connection itself: the loop still reads from it.
        """
        self._closed = True
        if not self._making.locked():
            self._end()
        elif self._process:
            self._process.kill()
            self._process.wait()

    async def _made(self, control: socket.socket) -> Worker:
        ours, theirs = socket.socketpair()
        alive, kept = os.pipe()
        worker = Worker(kept)
        try:
            with theirs, os.fdopen(alive):
                socket.send_fds(control, [b"f"], [theirs.fileno(), alive])
            loop = asyncio.get_running_loop()
            worker.process = int.from_bytes(await loop.sock_recv(control, 8), "little")
            if not worker.process:
                raise ConnectionError("the process that makes workers has ended")
            await loop.create_connection(lambda: worker, sock=ours)
        except BaseException:
            worker.end()
            ours.close()
            raise
        return worker

    def _end(self) -> None:
        if self._control:
            self._control.close()
            self._control = None
        process, self._process = self._process, None
        if process:
            process.kill()
            process.communicate()

    def _start(self) -> None:
        control, theirs = socket.socketpair()
        with theirs:
            line = [*python_line(FORKING), str(theirs.fileno())]
            process = subprocess.Popen(line, stdin=subprocess.PIPE, pass_fds=[theirs.fileno()])
        self._control, self._process = control, process
        assert process.stdin
        write_store(self._store, process.stdin)
        pickle.dump(self._settings, process.stdin)
        process.stdin.flush()
        control.settimeout(_LONGEST_START)
        if control.recv(len(READY)) != READY:
            raise ConnectionError("the process that makes workers does not start")
        control.setblocking(False)

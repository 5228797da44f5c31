"""Sends a server any bytes, and checks what holds for every answer and of its processes before and after."""

from __future__ import annotations

import socket
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from tests.web.server import Server

REFUSED_LATER = 503
_WAIT = 20


class Answered(NamedTuple):
    """What came back for a request: the status, the headers in small letters, and the body."""

    status: int
    headers: dict[str, str]
    body: bytes


def exchange(server: Server, request: bytes) -> bytes:
    """Return everything that the server sends until it closes the connection; it may do so before it has read all.

    After a second without an answer the client says that it sends no more, since the request may lack its end. A server
    that does nothing for twenty seconds is a fault.
    """
    received = bytearray()
    with socket.create_connection(("127.0.0.1", server.port), timeout=1) as connection:
        with suppress(ConnectionError):
            connection.sendall(request)
        with suppress(ConnectionError):
            try:
                _receive(connection, received)
            except TimeoutError:
                connection.shutdown(socket.SHUT_WR)
                connection.settimeout(_WAIT)
                _receive(connection, received)
    return bytes(received)


def _receive(connection: socket.socket, received: bytearray) -> None:
    while piece := connection.recv(1 << 20):
        received += piece


def read(received: bytes, *, head: bool = False) -> Answered | None:
    """Return the last answer in *received*, after checking each; None for a connection that was closed without one.

    *head* says that no answer has a body. Answers are what RFC 9112 demands: each has exactly the body that it
    declares, a 503 says when to come again, no other status says that the server failed, and errors are texts or pages
    without a trace of the program.
    """
    last = None
    while received:
        start, separator, rest = received.partition(b"\r\n\r\n")
        assert separator, received[:500]
        line, *fields = start.decode("latin-1").split("\r\n")
        version, status, *_ = line.split(" ", 2)
        assert version == "HTTP/1.1", line
        named = [(name.lower(), value.strip()) for name, _, value in (field.partition(":") for field in fields)]
        headers = dict(named)
        assert Counter(name for name, _ in named)["content-length"] <= 1, named
        code = int(status)
        if code == 100:
            received = rest
            continue
        bodiless = head or code in (204, 304)
        length = 0 if bodiless else int(headers["content-length"])
        assert len(rest) >= length, (line, len(rest), length)
        last = Answered(code, headers, rest[:length])
        check(last)
        received = rest[length:]
    return last


def check(found: Answered) -> None:
    """Check the status of an answer, and the text of an error."""
    assert found.status < 500 or found.status == REFUSED_LATER, found
    assert found.status != REFUSED_LATER or int(found.headers["retry-after"]) > 0, found
    if found.status >= 400:
        kind = found.headers.get("content-type", "")
        assert kind.startswith(("text/plain", "text/html")), found
        assert b"Traceback" not in found.body, found
        assert b'File "' not in found.body, found
    assert not any(character in value for value in found.headers.values() for character in "\r\n\0"), found


class Listener:
    """A listener on this machine that no request may reach; *address* is what requests name."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.setblocking(False)
        self.port: int = self._socket.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}/"

    def was_reached(self) -> bool:
        """Return whether somebody has connected."""
        try:
            self._socket.accept()[0].close()
        except BlockingIOError:
            return False
        return True

    def close(self) -> None:
        """End listening."""
        self._socket.close()


class Use(NamedTuple):
    """What the processes of a server use."""

    processes: int
    descriptors: int
    memory: int
    """The bytes of the server itself that are in memory."""


def processes(server: Server) -> list[int]:
    """Return the processes of a server: itself, and all that it and these have started."""
    found, waiting = [server.process.pid], [server.process.pid]
    while waiting:
        try:
            tasks = [*Path(f"/proc/{waiting.pop()}/task").glob("*/children")]
            children = [int(one) for task in tasks for one in task.read_text(encoding="ascii").split()]
        except OSError:
            continue
        found += children
        waiting += children
    return found


def use(server: Server) -> Use:
    """Return what a server uses when it has nothing to do: when looks for one and a half seconds find the same."""
    last, same = None, 0
    for _ in range(100):
        mine = processes(server)
        descriptors = sum(len(_descriptors(one)) for one in mine)
        now = Use(len(mine), descriptors, _memory(server.process.pid))
        same = same + 1 if last and last[:2] == now[:2] else 0
        if same == 5:
            return now
        last = now
        time.sleep(0.3)
    raise AssertionError("the processes of the server do not come to rest", last)


def foreign_connections(server: Server) -> list[str]:
    """Return the TCP and UDP sockets of a server and its processes that are not those of its own port."""
    inodes = {name[8:-1] for one in processes(server) for name in _descriptors(one) if name.startswith("socket:[")}
    found = []
    for table in ("tcp", "tcp6", "udp", "udp6"):
        for line in Path(f"/proc/{server.process.pid}/net/{table}").read_text(encoding="ascii").splitlines()[1:]:
            _, local, remote, *_ = fields = line.split()
            if fields[9] in inodes and int(local.rpartition(":")[2], 16) != server.port:
                found.append(f"{table} {local} {remote}")
    return found


def _descriptors(process: int) -> list[str]:
    found = []
    with suppress(OSError):  # the process has ended
        for one in Path(f"/proc/{process}/fd").iterdir():
            with suppress(OSError):  # it has just been closed
                found.append(str(one.readlink()))
    return found


def _memory(process: int) -> int:
    lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) << 10 for line in lines if line.startswith("VmRSS:"))

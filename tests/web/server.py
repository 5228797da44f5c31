"""A server of the explorer in a process of its own, and what it answers."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from typing import IO, Any, NamedTuple, TypeVar

Value = TypeVar("Value")


def finished(work: Coroutine[Any, Any, Value]) -> Value:
    """Return what a coroutine returns, in a thread of its own: Playwright keeps an event loop in that of the tests."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


class Reply(NamedTuple):
    """What the server answers."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The content as text."""
        return self.body.decode()

    def json(self) -> Any:
        """Return the content, which is JSON."""
        return json.loads(self.body)


class Server:
    """A server in a process of its own. *before* is Python that runs first."""

    def __init__(self, *options: str, before: str = "") -> None:
        line = [sys.executable, "-c", f"{before}\nfrom cakg.cli import run\nrun()", "serve", "--port", "0", *options]
        self.process = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert self.process.stdout
        assert self.process.stderr
        self.out: IO[str] = self.process.stdout
        self.address = self.out.readline().strip()
        self.messages: list[str] = []
        self._reader = threading.Thread(target=self._read, args=(self.process.stderr,), daemon=True)
        self._reader.start()
        found = re.fullmatch(r"http://127\.0\.0\.1:(\d+)(.*)", self.address)
        assert found, (self.address, self.end())
        self.port = int(found[1])

    def get(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Reply:
        """Send a request; underscores in the names of headers stand for hyphens."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, named)
            found = connection.getresponse()
            return Reply(found.status, {name.lower(): value for name, value in found.getheaders()}, found.read())
        finally:
            connection.close()

    def send(self, data: bytes) -> bytes:
        """Send bytes and return everything that comes back until the connection is closed."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=60) as connection:
            connection.sendall(data)
            return b"".join(iter(lambda: connection.recv(65536), b""))

    def wait_for(self, what: Callable[[], bool]) -> None:
        """Wait until *what* is true."""
        for _ in range(300):
            if what():
                return
            time.sleep(0.1)
        raise AssertionError("\n".join(self.messages))

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """End the server and return its exit code."""
        self.process.send_signal(how)
        code = self.process.wait(30)
        self._reader.join(10)
        self.out.close()
        return code

    def _read(self, errors: IO[str]) -> None:
        with errors:
            self.messages += errors

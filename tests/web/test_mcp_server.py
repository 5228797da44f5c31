"""The server for language models as a process: standard input and output, HTTP, who may ask, and how it ends."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from tests.web.server import finished

mcp = pytest.importorskip("mcp", reason="the extra mcp is not installed")

from cakg.mcp.server import MOST_AT_ONCE  # noqa: E402 - needs the extra

ROOT = str(Path(__file__).resolve().parents[2] / "src")
RUN = "import sys; sys.path.insert(0, {!r}); {}; from cakg.cli import run; run()"
HEADERS = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n_ ?o }"


def message(number: int, method: str, **given: Any) -> bytes:
    """Return a request of the protocol as a line."""
    return json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": given}).encode() + b"\n"


INITIALIZE = message(
    1, "initialize", protocolVersion="2025-06-18", capabilities={}, clientInfo={"name": "test", "version": "1"}
)


def line(*options: str, before: str = "pass") -> list[str]:
    """Return the command that starts a server; *before* is Python that runs first."""
    return [sys.executable, "-c", RUN.format(ROOT, before), "mcp", *options]


# ---- Standard input and output -------------------------------------------------------


def test_a_client_starts_the_server() -> None:
    """The SDK's own client, with a query, which needs another process."""

    async def asked() -> tuple[str, Any]:
        command, *arguments = line()
        cache = {"CAKG_CACHE": os.environ["CAKG_CACHE"]}  # the client passes on little of the environment
        async with mcp.Client(mcp.StdioServerParameters(command=command, args=arguments, env=cache)) as client:
            found = await client.call_tool("query", {"sparql": "ASK { ?s cakg:status status:contested }"})
            return client.server_info.name, found.structured_content

    name, found = finished(asked())
    assert name == "cakg"
    assert found["answer"] is True


@pytest.mark.parametrize("end", ["input", "SIGINT", "SIGTERM"])
def test_standard_output_has_only_messages(end: str) -> None:
    """Whatever else is printed goes to standard error; the server ends without an error, also while a query runs."""
    before = "import cakg.mcp.asking as a; old = a.questions; a.questions = lambda *g: print('noise') or old(*g)"
    with subprocess.Popen(
        line(before=before), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as server:
        assert server.stdin
        assert server.stdout
        server.stdin.write(b"not a message\n" + INITIALIZE)
        server.stdin.write(message(2, "tools/call", name="questions", arguments={"words": "accused"}))
        server.stdin.flush()
        found = {one["id"]: one for one in (json.loads(server.stdout.readline()) for _ in range(2))}
        assert "who-is-accused" in found[2]["result"]["content"][0]["text"]
        server.stdin.write(message(3, "tools/call", name="query", arguments={"sparql": ENDLESS, "timeout": 60}))
        server.stdin.flush()
        if end == "input":
            server.stdin.close()
        else:
            server.send_signal(getattr(signal, end))
        rest = server.stdout.read()
        assert server.wait(20) == 0
        assert all("error" in json.loads(one) for one in rest.splitlines())  # the query has no result
        assert server.stderr
        errors = server.stderr.read().decode()
    assert "Traceback" not in errors


# ---- Queries that nobody waits for ---------------------------------------------------


def workers() -> set[int]:
    """Return the processes below this one that work on queries."""
    found: set[int] = set()
    waiting = [os.getpid()]
    while waiting:
        process = Path(f"/proc/{waiting.pop()}")
        with suppress(OSError):  # it has just ended
            children = [int(one) for task in process.glob("task/*/children") for one in task.read_text().split()]
            waiting += children
            found |= {one for one in children if b"cakg.store.worker" in Path(f"/proc/{one}/cmdline").read_bytes()}
    return found


async def until(what: Callable[[], bool]) -> None:
    """Wait until *what* is true, for a part of the time that a query may take."""
    for _ in range(300):
        if what():
            return
        await asyncio.sleep(0.1)
    raise AssertionError(workers())


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are counted on Linux only")
@pytest.mark.parametrize("way", ["stdio", "auto", "legacy"])
def test_a_query_ends_when_nobody_waits_for_it(start: Callable[..., Server], way: str) -> None:
    """Each place for queries is taken and cancelled; then there are free places. Older clients over HTTP only leave."""
    given = {"sparql": ENDLESS, "timeout": 3000}
    command, *arguments = line("--timeout", "3000")
    stdio = mcp.StdioServerParameters(command=command, args=arguments, env={"CAKG_CACHE": os.environ["CAKG_CACHE"]})
    place = stdio if way == "stdio" else start("--timeout", "3000").address
    more = {} if way == "stdio" else {"mode": way}

    async def asked() -> None:
        async with mcp.Client(place, **more) as client:
            calls = [asyncio.create_task(client.call_tool("query", given)) for _ in range(MOST_AT_ONCE + 2)]
            await until(lambda: len(workers()) == MOST_AT_ONCE)
            for one in calls:
                one.cancel()
            await asyncio.gather(*calls, return_exceptions=True)
            if way != "legacy":
                await until(lambda: not workers())
                assert (await client.call_tool("query", {"sparql": "ASK {}"})).structured_content["answer"] is True
        await until(lambda: not workers())
        if way == "legacy":
            async with mcp.Client(place, **more) as client:
                assert (await client.call_tool("query", {"sparql": "ASK {}"})).structured_content["answer"] is True

    assert not workers()
    finished(asked())


# ---- HTTP --------------------------------------------------------------------------


class Reply(NamedTuple):
    """What the server answers."""

    status: int
    headers: dict[str, str]
    body: bytes


class Server:
    """A server over HTTP in a process of its own."""

    def __init__(self, *options: str, before: str = "pass") -> None:
        self.process = subprocess.Popen(
            line("--http", "--port", "0", *options, before=before),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout
        self.address = self.process.stdout.readline().strip()
        found = re.fullmatch(r"http://127\.0\.0\.1:(\d+)/mcp", self.address)
        assert found, self.end()
        self.port = int(found[1])

    def send(self, body: bytes = INITIALIZE, method: str = "POST", path: str = "/mcp", **headers: str) -> Reply:
        """Send a request."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, HEADERS | headers)
            found = connection.getresponse()
            return Reply(found.status, {name.lower(): value for name, value in found.getheaders()}, found.read())
        finally:
            connection.close()

    def end(self) -> tuple[int, str]:
        """End the server and return its exit code and what it printed after its address."""
        self.process.terminate()
        out, errors = self.process.communicate(timeout=30)
        return self.process.returncode, out + errors


@pytest.fixture(scope="module")
def start() -> Iterator[Callable[..., Server]]:
    """Start a server with options, and end it after the tests."""
    with ExitStack() as stack:

        def started(*options: str, before: str = "pass") -> Server:
            server = Server(*options, before=before)
            stack.callback(lambda: server.process.poll() is None and server.end())
            return server

        yield started


@pytest.fixture(scope="module")
def server(start: Callable[..., Server]) -> Server:
    """A server that answers, also for a proxy, and does not wait long."""
    before = "import cakg.mcp.serving as s; s.SLOWEST_BODY = 0.3"
    return start("--allow-host", "graph.example.org", before=before)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_clients_of_both_kinds_are_answered(server: Server, mode: str) -> None:
    """Those of the newest protocol, and older ones, which begin with a handshake."""

    async def asked() -> list[Any]:
        async with mcp.Client(server.address, mode=mode) as client:
            calls = (client.call_tool("about", {"name": name, "limit": 1}) for name in ("Kazakhstan", "Russia"))
            return await asyncio.gather(*calls)

    assert [one.structured_content["name"] for one in finished(asked())] == ["id:kazakhstan", "id:russia"]


@pytest.mark.parametrize(
    "headers, status",
    [
        ({}, 200),
        ({"Host": "localhost:1234"}, 200),
        ({"Host": "graph.example.org", "Origin": "https://graph.example.org"}, 200),
        ({"Host": "evil.example"}, 421),
        ({"Host": "evil.example:80"}, 421),
        ({"Host": "127.0.0.1.evil.example"}, 421),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Content-Type": "text/plain"}, 400),
    ],
    ids=str,
)
def test_other_websites_cannot_ask(server: Server, headers: dict[str, str], status: int) -> None:
    """A page in the browser of the same machine sends its own host or origin, and cannot send JSON unasked."""
    found = server.send(**headers)

    assert found.status == status
    assert "access-control-allow-origin" not in found.headers


@pytest.mark.parametrize(
    "given, status",
    [
        ({"body": b"x" * 1_100_000}, 413),
        ({"body": b"{"}, 400),
        ({"body": b"[" * 100_000}, 400),
        ({"method": "GET", "body": b""}, 405),
        ({"method": "DELETE", "body": b""}, 405),
        ({"path": "/"}, 404),
    ],
    ids=["large", "broken", "nested", "GET", "DELETE", "elsewhere"],
)
def test_what_is_no_message_is_refused(server: Server, given: dict[str, Any], status: int) -> None:
    """The server answers the next one as before."""
    assert server.send(**given).status == status
    assert server.send().status == 200


def test_a_slow_body_is_not_awaited(server: Server) -> None:
    """The client is told so, and the connection is closed."""
    head = "".join(f"{name}: {value}\r\n" for name, value in HEADERS.items())
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        connection.sendall(
            f"POST /mcp HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n{head}Content-Length: 100\r\n\r\n{{".encode()
        )
        assert b"".join(iter(lambda: connection.recv(1000), b"")).startswith(b"HTTP/1.1 408 ")


def test_the_server_ends_without_an_error(start: Callable[..., Server]) -> None:
    """Though a client is connected; what clients sent is shown without control characters."""
    server = start()
    assert server.send(Host="evil\x1b[31m\x85.example").status in (400, 421)
    with socket.create_connection(("127.0.0.1", server.port), timeout=60):
        code, printed = server.end()

    assert code == 0
    assert "Traceback" not in printed
    assert "\x1b" not in printed
    assert "\x85" not in printed

"""Hostile servers: what arrives over HTTP is complete, limited in size and time, and from the right server."""

from __future__ import annotations

import gzip
import logging
import re
import socket
import threading
import urllib.request
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import chain, repeat

import pytest

from cakg.errors import BadValueError, CakgError, EndpointError, QuerySyntaxError
from cakg.store.limits import MIB, Limits
from cakg.store.remote import RemoteStore
from cakg.store.requests import LONG

pytestmark = pytest.mark.slow

ROWS = b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"uri","value":"urn:a"}}]}}'
ANY = "SELECT ?s WHERE { ?s ?p ?o }"
LINES = b"<urn:a> <urn:p> <urn:b> .\n"


def reply(body: bytes = ROWS, *headers: str, status: str = "200 OK", length: bool = True) -> list[bytes]:
    """Return a reply over HTTP; JSON unless *headers* have another type."""
    lines = [f"HTTP/1.1 {status}", *(headers or ("Content-Type: application/json",))]
    lines += [f"Content-Length: {len(body)}"] if length else []
    return ["\r\n".join([*lines, "", ""]).encode("latin-1"), body]


JSON = "Content-Type: application/json"
CHUNKED = "Transfer-Encoding: chunked"


def chunks(*parts: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + end


TLS = b"\x16\x03"  # the first bytes of a handshake
Replies = Callable[[bytes], Iterable[bytes]]


class Server:
    """Answers each request with what *replies* yields for it, then waits for *hold* and closes the connection."""

    def __init__(self, replies: Replies, hold: float, pause: float) -> None:
        self.replies, self.hold, self.pause = replies, hold, pause
        self.requests: list[bytes] = []
        self.stopping = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.threads = [threading.Thread(target=self._accept)]
        self.threads[0].start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                with connection, suppress(OSError):
                    self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head and not head.startswith(TLS) and (read := connection.recv(1 << 16)):
            head += read
        self.requests.append(head)
        for piece in self.replies(head):
            connection.sendall(piece)
            if self.stopping.wait(self.pause):
                return
        self.stopping.wait(self.hold)
        connection.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        self.stopping.set()
        self.listener.shutdown(socket.SHUT_RDWR)
        self.threads[0].join()
        self.listener.close()


@pytest.fixture
def ask(monkeypatch) -> Iterator[Callable[..., tuple[object, Server]]]:
    """Return a function that starts a server and asks it one query; it returns the answer or the error."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    servers = []

    def made(
        replies: list[bytes] | Replies,
        sparql: str = ANY,
        *,
        timeout: float = 20.0,
        hold: float = 0.0,
        pause: float = 0.0,
        scheme: str = "http",
        answer: int = MIB,
    ) -> tuple[object, Server]:
        server = Server(replies if callable(replies) else lambda _: replies, hold, pause)
        servers.append(server)
        limits = Limits(seconds=timeout, answer=answer)
        store = RemoteStore(f"{scheme}://u:secret@127.0.0.1:{server.port}/q?k=v", limits=limits, sleep=lambda _: None)
        try:
            return store.query(sparql), server
        except CakgError as error:
            said.append(str(error))
            return error, server

    said: list[str] = []
    yield made
    assert "secret" not in "".join(said)
    assert "".join(said).replace("\n", "").isprintable()
    for server in servers:
        server.close()


PACKED = gzip.compress(ROWS)
PACKER = zlib.compressobj(9, zlib.DEFLATED, 31)
BOMB = PACKER.compress(bytes(1 << 26)) + PACKER.flush()


@pytest.mark.parametrize(
    "sent",
    [
        reply(),
        reply(length=False),
        [b"HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n", ROWS],
        [reply(b"", JSON, CHUNKED, length=False)[0] + chunks(ROWS[:9], ROWS[9:])],
        reply(ROWS, JSON, f"Content-Length: {len(ROWS)}"),
        [b"HTTP/1.1 100 Continue\r\n\r\n" * 3, *reply()],
        reply(PACKED, JSON, "Content-Encoding: GZip"),
        reply(zlib.compress(ROWS), JSON, "Content-Encoding: deflate"),
    ],
)
def test_every_usual_form_of_http_is_read(sent, ask):
    found, server = ask(sent)
    assert found.variables == ("s",)
    assert b"GET /q?k=v&query=" in server.requests[0]
    assert b"Authorization: Basic " in server.requests[0]


@pytest.mark.parametrize(
    "sent, problem",
    [
        ([], "closed the connection without an answer"),
        (reply(ROWS[:-1], JSON, f"Content-Length: {len(ROWS)}", length=False), "before the answer was complete"),
        ([reply(b"", JSON, CHUNKED, length=False)[0] + chunks(ROWS, end=b"")], "before the answer was complete"),
        ([reply(b"", JSON, CHUNKED, length=False)[0] + b"zz\r\n"], "before the answer was complete"),
        ([reply(b"", JSON, CHUNKED, length=False)[0] + b"-5\r\n" + ROWS], "before the answer was complete"),
        (reply(ROWS, JSON, "Content-Length: 5"), "two different lengths"),
        (reply(ROWS, JSON, f"Content-Length: {1 << 60}", length=False), "more than 1 MiB"),
        (reply(b" " * (MIB + 1)), "more than 1 MiB"),
        (reply(b" " * (MIB + 1), JSON, length=False), "more than 1 MiB"),
        (reply(BOMB, JSON, "Content-Encoding: gzip"), "more than 1 MiB"),
        (reply(PACKED[:-5], JSON, "Content-Encoding: gzip"), "before the answer was complete"),
        (reply(PACKED + b"x", JSON, "Content-Encoding: gzip"), "cannot be unpacked"),
        (reply(ROWS, JSON, "Content-Encoding: gzip"), "cannot be unpacked"),
        (reply(ROWS, JSON, "Content-Encoding: br\x1b"), "packed with br.u001b, which cakg did not ask for"),
        ([b"SSH-2.0-OpenSSH\r\n"], "does not answer as an HTTP server: SSH-2.0-OpenSSH"),
        ([b"<html>"], "does not answer as an HTTP server"),
        ([b"HTTP/1.1 99999 x\r\n\r\n"], "does not answer as an HTTP server"),
        ([b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 101], "more than 100 headers"),
        ([b"HTTP/1.1 200 OK\r\nX: " + b"y" * (1 << 17)], "does not answer as an HTTP server"),
        (reply(b"", status="204 No Content"), "204 No Content, which is not a complete answer"),
        (reply(status="206 Partial Content"), "206 Partial Content, which is not a complete answer"),
        (reply(b"", status="302 Found"), "returned 302 Found"),
        (
            reply(BOMB, JSON, "Content-Encoding: gzip", status="500 O\x1bops"),
            "failed to answer .* returned 500 O.u001bops$",
        ),
        (
            reply(b"cut", JSON, "Content-Length: 99", status="403 No", length=False),
            "refuses the request: .*403 No: cut",
        ),
        (reply(b"<b>Password?</b>", status="401 No"), "does not accept the user name and the password: .*Password?"),
        (reply(b"Query timed out", status="400 Bad"), "ended the query because it took too long"),
        (reply(b"Query timed out", status="503 Busy"), "ended the query because it took too long"),
        (reply(LINES, "Content-Type: text/tab-separated-values", length=False), "without its length"),
    ],
)
def test_everything_else_is_reported_as_what_it_is(sent, problem, ask):
    error, server = ask(sent)
    assert isinstance(error, EndpointError)
    assert error.message.startswith(f"http://127.0.0.1:{server.port}/q ")
    assert re.search(problem, error.message)
    assert len(server.requests) == 1


def test_lines_are_read_if_their_end_is_known(ask):
    """Turtle that is cut at the end of a line is valid."""
    turtle, query = "Content-Type: text/turtle", "CONSTRUCT WHERE { ?s ?p ?o }"
    assert len(ask(reply(LINES, turtle), query)[0]) == 1
    assert len(ask([reply(b"", turtle, CHUNKED, length=False)[0] + chunks(LINES)], query)[0]) == 1
    assert "without its length" in str(ask(reply(LINES, turtle, length=False), query)[0])


def test_limits_may_be_huge(ask):
    found, server = ask(reply(PACKED, JSON, "Content-Encoding: gzip"), timeout=1e300, answer=1 << 999)
    assert found.rows
    store = RemoteStore(f"http://127.0.0.1:{server.port}/q", limits=Limits(seconds=1e-300))
    with pytest.raises(EndpointError, match="within 1e-300 seconds"):
        store.query(ANY)


# ---- Time -------------------------------------------------------------------------


def endless(piece: bytes, *first: bytes) -> Replies:
    return lambda _: chain(first, repeat(piece))


@pytest.mark.parametrize(
    "sent, how",
    [
        ([], {"hold": 30}),
        ([b"HTTP/1.1 200 OK\r\n"], {"hold": 30}),
        (endless(b"y", b"HTTP/1.1 200 OK\r\nX: "), {"pause": 0.05}),
        (endless(b"HTTP/1.1 100 Continue\r\n\r\n" * 99), {}),
        (endless(b" ", *reply(b"", length=False)), {"pause": 0.05}),
        (endless(b"X: y\r\n" * 99, reply(b"", JSON, CHUNKED, length=False)[0] + chunks(ROWS, end=b"0\r\n")), {}),
        (endless(b"", b"HTTP/1.1 302 Found\r\nLocation: /q\r\n\r\n"), {"hold": 30}),
        ([], {"hold": 30, "scheme": "https"}),
    ],
    ids=["nothing", "half a head", "slow head", "100 flood", "slow body", "trailer flood", "redirects", "no handshake"],
)
def test_every_delay_ends_at_the_timeout(sent, how, ask):
    error, _ = ask(sent, timeout=0.3, **how)
    assert "did not answer completely within 0.3 seconds" in str(error)
    assert "--timeout" in error.remedy


def test_the_time_is_for_all_tries(ask):
    """Three answers of 503 after 0.2 seconds each do not fit into half a second."""
    error, _ = ask(reply(b"", status="503 Busy"), timeout=0.5, pause=0.15)
    assert "did not answer completely within 0.5 seconds" in str(error)


# ---- Redirects ----------------------------------------------------------------------


def redirecting(status: int, target: str) -> Replies:
    """Redirect every request, except one for /new."""
    head = f"HTTP/1.1 {status} Moved\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n".encode("latin-1")
    return lambda request: reply() if b"/new" in request.splitlines()[0] else [head]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("long", [False, True])
def test_a_redirect_on_the_server_is_followed_and_reported(status, long, ask, caplog):
    with caplog.at_level(logging.WARNING):
        found, server = ask(redirecting(status, "/new?a=b"), ANY + " " * LONG * long)

    assert found.variables == ("s",)
    method = b"POST" if long and status != 303 else b"GET"
    assert server.requests[1].startswith(method + b" /new?a=b HTTP/1.1\r\n")
    assert (b"Content-Type: application/x-www-form" in server.requests[1]) == (method == b"POST")
    assert b"Authorization: Basic" in server.requests[1]
    assert caplog.messages == [f"http://127.0.0.1:{server.port}/q redirects to http://127.0.0.1:{server.port}/new"]


@pytest.mark.parametrize(
    "target, problem",
    [
        ("http://example.org/new", "redirects to another host: http://example.org/new$"),
        ("//example.org/new", "another host"),
        ("http://localhost/new", "another host"),
        ("http://127.0.0.1@example.org/new", "another host: http://example.org/new$"),
        ("http://127.0.0.1:9/new", "another port"),
        ("https://127.0.0.1/new", "another scheme or port"),
        ("file:///etc/passwd", "'file:///etc/passwd', which cakg does not open"),
        ("ftp://127.0.0.1/new", "which cakg does not open"),
        ("javascript:alert(1)", "which cakg does not open"),
        ("http://example.org\\@127.0.0.1/new", "which cakg does not open"),
        ("http://[::1", "which cakg does not open"),
        ("/new\x1b[31m", r"'/new.u001b\[31m', which cakg does not open"),
        ("/again", "redirects more than 5 times"),
        ("#part", "redirects more than 5 times"),
    ],
)
def test_other_redirects_are_refused(target, problem, ask):
    error, server = ask(redirecting(302, target))
    assert isinstance(error, EndpointError)
    assert re.search(problem, error.message)
    assert len(server.requests) == (6 if "more than" in problem else 1)


# ---- Connections ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "proxy, problem",
    [
        ("http://user:secret@127.0.0.1:9", "through the proxy 127.0.0.1:9: .*refused"),
        ("ftp://127.0.0.1:9", "through the proxy 127.0.0.1:9"),
    ],
)
def test_a_proxy_that_does_not_work_is_named(proxy, problem, monkeypatch):
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("http_proxy", proxy)
    with pytest.raises(EndpointError, match=problem) as raised:
        RemoteStore("http://example.org/q").query(ANY)
    assert "secret" not in str(raised.value)
    assert "no_proxy" in raised.value.remedy


def test_https_to_a_server_without_it_is_reported(ask):
    error, _ = ask(reply(), scheme="https")
    assert "cannot be reached over HTTPS: " in str(error)


def test_the_opener_of_other_programs_stays_the_same(ask):
    before = vars(urllib.request)["_opener"]
    ask(reply())
    assert vars(urllib.request)["_opener"] is before


@pytest.mark.parametrize("contact", ["a\nb: c", "имя@example.org", "\x1b"])
def test_a_contact_that_cannot_be_sent_is_refused(contact):
    with pytest.raises(BadValueError, match="cannot be sent"):
        RemoteStore("http://h/q", contact=contact)


@pytest.mark.parametrize(
    "sparql",
    [
        "PREFIX : <http://h/load#> SELECT ?s WHERE { ?s :add ?o }",
        "# DELETE\nBASE <http://h/#insert> PREFIX move: <urn:x> # a\nselect ?s WHERE { ?s ?p 'DROP # a' }",
        'DEFINE sql:select-option "order" SELECT ?s WHERE { ?s ?p ?o }',
    ],
)
def test_words_of_updates_in_queries_do_no_harm(sparql, ask):
    assert ask(reply(), sparql)[0].variables == ("s",)


@pytest.mark.parametrize(
    "sparql",
    [
        "INSERT DATA {}",
        "# SELECT\nDELETE WHERE {}",
        "PREFIX a: <urn:SELECT> CLEAR ALL",
        "",
        "SELEC ?s",
        "{",
        "SELECT '\ud800'",
    ],
)
def test_what_is_no_query_is_not_sent(sparql, ask):
    error, server = ask(reply(), sparql)
    assert isinstance(error, QuerySyntaxError)
    assert server.requests == []

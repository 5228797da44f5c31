"""The server as a process: addresses, headers, limits, changed files, and how it ends."""

from __future__ import annotations

import ctypes
import gzip
import json
import re
import shlex
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from tests.web.server import Server

from cakg.cli import main
from cakg.store.local import LocalStore
from cakg.store.serialise import serialise
from cakg.vocabulary import with_prefixes
from cakg.web.cache import Cache, answer
from cakg.web.explorer import Explorer
from cakg.web.responses import Answers

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytest.importorskip("uvicorn", reason="the extra serve is not installed")

TURTLE = {"Accept": "text/turtle"}
SMALL = """
id:aland a cakg:State ; rdfs:label "Aland"@en .
id:bland a cakg:State ; rdfs:label "Bland"@en .
source:paper a cakg:Article ; rdfs:label "A paper"@en ; cakg:shortName "Paper" ; dcterms:title "A paper" ;
    cakg:author id:writer ; cakg:earliest "2022-12-26"^^xsd:date ; cakg:latest "2022-12-26"^^xsd:date .
id:writer a cakg:Person ; rdfs:label "Writer"@en .
passage:paper-1 a cakg:Passage ; cakg:source source:paper ; cakg:paragraph 1 ; cakg:sentence 1 .
stmt:support a cakg:Statement , rdf:Statement ; rdfs:label "Support of Aland for Bland"@en ; rdf:subject id:aland ;
    rdf:predicate cakg:supports ; rdf:object id:bland .
claim:paper-1 a cakg:Claim ; cakg:affirms stmt:support ; cakg:mode mode:asserted ; cakg:speaker id:writer ;
    cakg:passage passage:paper-1 .
"""
SLOW = """
import time
from cakg.web.explorer import Explorer

found = Explorer.resource

def slow(self, path, given=None):
    print("made", path, flush=True)
    time.sleep(1)
    return found(self, path, given)

Explorer.resource = slow
"""
"""Makes every page take a second, and prints which pages are made."""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The folder of a small graph."""
    (tmp_path / "graph").mkdir()
    (tmp_path / "graph/all.ttl").write_text(with_prefixes(SMALL), encoding="utf-8")
    return tmp_path


# ---- Pages and formats -------------------------------------------------------


def test_a_page_is_served_with_its_tag_and_compressed(server: Server) -> None:
    """A browser that has the page gets no content; the compressed content is the same."""
    page = server.get("/thing/csto")
    packed = server.get("/thing/csto", Accept_Encoding="gzip, br")

    assert page.status == 200
    assert "<h1>" in page.text
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == page.body
    assert packed.headers["etag"] != page.headers["etag"]
    assert {"Accept", "Accept-Encoding"} == {*page.headers["vary"].split(", ")}
    for tag in (page.headers["etag"], f'W/"x", {packed.headers["etag"]}', "*"):
        unchanged = server.get("/thing/csto", If_None_Match=tag)
        assert (unchanged.status, unchanged.body) == (304, b"")
        assert unchanged.headers["etag"] == page.headers["etag"]
    assert server.get("/thing/csto", If_None_Match='"other"').status == 200


@pytest.mark.parametrize("path", ["/", "/thing/csto", "/thing/csto.ttl", "/assets/site.css", "/healthz", "/nothing"])
def test_head_is_get_without_content(server: Server, path: str) -> None:
    """The headers are the same."""
    got, head = server.get(path), server.get(path, "HEAD")

    assert (head.status, head.body) == (got.status, b"")
    assert head.headers | {"date": ""} == got.headers | {"date": ""}
    assert int(head.headers["content-length"]) == len(got.body)


@pytest.mark.parametrize(
    "path,accept,kind",
    [
        ("/thing/csto", "text/turtle", "text/turtle; charset=utf-8"),
        ("/thing/csto", "application/json, text/html;q=0.5", "application/json"),
        ("/thing/csto", "application/ld+json", "application/ld+json"),
        ("/thing/csto", "*/*", "text/html; charset=utf-8"),
        ("/thing/csto.nt", "text/html", "application/n-triples"),
        ("/thing/csto.html", "text/turtle", "text/html; charset=utf-8"),
        ("/index.html", "*/*", "text/html; charset=utf-8"),
        ("/question/forecasts", "*/*", "text/html; charset=utf-8"),
        ("/question/forecasts", "text/turtle", "text/turtle; charset=utf-8"),
        ("/source/fiia-2023", "text/turtle", "text/turtle; charset=utf-8"),
    ],
)
def test_the_extension_decides_or_else_accept(server: Server, path: str, accept: str, kind: str) -> None:
    """The second time, from the cache, too."""
    for _ in range(2):
        found = server.get(path, Accept=accept)

        assert (found.status, found.headers["content-type"]) == (200, kind)
        assert ("Accept," in found.headers["vary"]) is ("." not in path)


def test_what_is_not_acceptable_is_told_what_there_is(server: Server) -> None:
    """Also if the page is in the cache already."""
    for _ in range(2):
        found = server.get("/thing/csto", Accept="image/png")

        assert found.status == 406
        assert "text/turtle  csto.ttl" in found.text
        server.get("/thing/csto")


@pytest.mark.parametrize(
    "path,accept,location",
    [
        ("/id/csto", "*/*", "../thing/csto"),
        ("/id/csto", "text/turtle", "../thing/csto.ttl"),
        ("/id/csto.json", "text/html", "../thing/csto.json"),
        ("/id/csto?profile=stated", "*/*", "../thing/csto?profile=stated"),
        (
            "/stmt/supply-of-attack-drones-tajikistan-russia",
            "*/*",
            "../statement/supply-of-attack-drones-tajikistan-russia",
        ),
        (
            "/claim/asia-plus-2022-11-1-denial",
            "text/html",
            "../statement/supply-of-attack-drones-tajikistan-russia#claim-asia-plus-2022-11-1-denial",
        ),
        (
            "/claim/asia-plus-2022-11-1-denial",
            "text/turtle",
            "../statement/supply-of-attack-drones-tajikistan-russia.ttl",
        ),
    ],
)
def test_an_iri_leads_to_its_page(server: Server, path: str, accept: str, location: str) -> None:
    """As 303: the page describes the node and is not the node."""
    found = server.get(path, Accept=accept)

    assert (found.status, found.headers["location"], found.headers["vary"]) == (303, location, "Accept")


@pytest.mark.parametrize("path", ["/id/kazakstan", "/thing/kazakstan", "/stmt/nothing", "/claim/nothing", "/passage/x"])
def test_an_unknown_name_is_not_found(server: Server, path: str) -> None:
    """The page suggests what was probably meant, if anything is similar."""
    found = server.get(path)

    assert found.status == 404
    assert any(f'href="{near}"' in found.text for near in ("kazakhstan", "../thing/kazakhstan")) is (
        "kazakstan" in path
    )
    assert server.get(path, Accept="text/turtle").headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize("path", ["/things/", "/thing/csto/?profile=stated"])
def test_a_slash_at_the_end_is_taken_off(server: Server, path: str) -> None:
    """Relative links would be wrong there."""
    found = server.get(path)

    assert found.status == 308
    assert found.headers["location"] == path.strip("/").replace("/?", "?").replace("thing/", "../").replace(
        "things", "../things"
    )


# ---- Bad requests ------------------------------------------------------------


@pytest.mark.parametrize(
    "path,status",
    [
        ("/thing/../thing/csto", 400),
        ("/thing/%2e%2e/%2e%2e/etc/passwd", 400),
        ("/..%2f..%2fetc/passwd", 400),
        ("//example.org/", 400),
        ("/thing//csto", 400),
        ("/thing/csto%00", 400),
        ("/thing/%0d%0aX-Header:%20x", 400),
        ("/thing\\csto", 400),
        ("/thing/%5c..", 400),
        ("/thing/%ff%fe", 400),
        ("/thing/%ed%a0%80", 400),
        ("/assets/../app.py", 400),
        ("/assets/nothing.css", 404),
        ("/assets/", 308),
        ("/thing/%D0%9A", 404),
        ("/" + "a" * 499, 404),
        ("/" + "a" * 600, 414),
        ("/" + "%D0%90" * 2000, 414),
        ("/thing/csto?nothing=1", 404),
        ("/thing/csto?profile=nothing", 400),
        ("/thing/csto?profile=%ff", 400),
        ("/thing/csto?profile=%00", 400),
        ("/thing/csto?" + "a&" * 3000, 400),
        ("/thing/csto?" + "a=1&" * 300, 400),
        ("/thing/csto?" + "a" * 9000, 414),
        ("*", 400),
        ("http://example.org/thing/csto", 200),
    ],
)
def test_an_odd_address_is_an_error_that_says_why(server: Server, path: str, status: int) -> None:
    """No traceback, and no content of other files."""
    start = server.send(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())

    assert int(start.split()[1]) == status
    assert b"Traceback" not in start
    assert b"root:" not in start


@pytest.mark.parametrize(
    "path,accept,kind",
    [
        ("/thing/csto.json?profile=%00", "text/html", "text/plain; charset=utf-8"),
        ("/question/forecasts.csv?thing=%ff", "*/*", "text/plain; charset=utf-8"),
        ("/thing/csto?profile=%00", "application/json", "text/plain; charset=utf-8"),
        ("/thing/csto?profile=%00", "text/html", "text/html; charset=utf-8"),
    ],
)
def test_programs_get_errors_as_text(server: Server, path: str, accept: str, kind: str) -> None:
    """Also for parameters that cannot be read."""
    found = server.get(path, Accept=accept)

    assert (found.status, found.headers["content-type"]) == (400, kind)


@pytest.mark.parametrize("odd", ["X: a\x00b", "Content-Length: -1", "Content-Length: abc", "X" * 30_000 + ": x"])
def test_a_refused_head_has_no_content(server: Server, odd: str) -> None:
    """A client would take it for the start of the next answer."""
    head, _, content = server.send(f"HEAD /thing/csto HTTP/1.1\r\nHost: x\r\n{odd}\r\n\r\n".encode()).partition(
        b"\r\n\r\n"
    )

    assert int(head.split()[1]) in (400, 431)
    assert content == b""


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"])
def test_pages_are_only_read(server: Server, method: str) -> None:
    """Other methods are refused, with the allowed ones."""
    found = server.get("/thing/csto", method)

    assert (found.status, found.headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    "head,status",
    [
        (b"Content-Length: 9999999999\r\n", 413),
        (b"Transfer-Encoding: chunked\r\n", 413),
        (b"X-Large: " + b"x" * 20_000 + b"\r\n", 431),
        (b"X-Many: x\r\n" * 3000, 431),
        (b"X-Endless: " + b"x" * 40_000, 431),
        (b"Content-Length: x\r\n", 400),
        (b"\0\0\0: x\r\n", 400),
        (b"Host: y\r\n", 400),
    ],
)
def test_bodies_and_large_headers_are_refused(server: Server, head: bytes, status: int) -> None:
    """The answer comes before the body, and closes the connection."""
    found = server.send(b"GET /thing/csto HTTP/1.1\r\nHost: x\r\n" + head + b"\r\n")

    assert int(found.split()[1]) == status
    assert b"connection: close" in found


def test_a_request_names_one_host(server: Server) -> None:
    """One of HTTP/1.0 need not."""
    for version, status in ((b"1.1", 400), (b"1.0", 200)):
        assert int(server.send(b"GET /healthz HTTP/%s\r\nConnection: close\r\n\r\n" % version).split()[1]) == status


@pytest.mark.parametrize("method", ["POST", "OPTIONS"])
def test_nobody_stays_by_sending_what_nobody_reads(server: Server, method: str) -> None:
    """The connection ends with the answer, however long the body is to become."""
    found = server.send(f"{method} /.well-known/void HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\nx".encode())

    assert int(found.split()[1]) == (405 if method == "POST" else 204)


def test_what_is_not_http_is_refused(server: Server) -> None:
    """The server goes on."""
    assert b" 400 " in server.send(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 TLS\r\n\r\n")
    assert server.get("/healthz").status == 200


def test_every_answer_has_the_headers_of_safety(server: Server) -> None:
    """No script in a page, no other host, no frame, no guessing of types; nothing else can run."""
    for path in ("/", "/thing/csto", "/thing/csto.json", "/nothing", "/assets/site.css", "/thing//x", "/id/csto"):
        found = server.get(path)
        policy = found.headers["content-security-policy"]

        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe-inline" not in policy or not found.headers.get("content-type", "").startswith("text/html")
        assert found.headers["x-content-type-options"] == "nosniff"
        assert found.headers["referrer-policy"] == "no-referrer"
        assert "server" not in found.headers


@pytest.mark.browser
def test_the_policy_of_a_picture_allows_its_scripts_and_no_others(server: Server, browser: Browser) -> None:
    """A page of a picture brings its scripts along; the header has their hashes, as the page has."""
    page = browser.new_page()
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    for path in ("network", "timeline", "thing/csto", ""):
        page.goto(f"{server.address}{path}")
    page.close()

    assert "script-src 'sha256-" in server.get("/network").headers["content-security-policy"]
    assert troubles == []


def test_health_tells_version_and_content(server: Server, explorer: Explorer) -> None:
    """A monitor sees which graph is served."""
    told = json.loads(server.get("/healthz").body)

    assert told["ok"] is True
    assert (told["version"], told["content"]) == (explorer.kg.version, explorer.kg.content_hash)


def test_a_fault_is_one_error_page_without_details(explorer: Explorer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The details are reported once, for whoever runs the server."""

    def fail(*_: object) -> None:
        raise ZeroDivisionError("a secret")

    reports: list[str] = []
    answers = Answers(explorer, reports.append)
    monkeypatch.setattr(explorer, "resource", fail)
    found, _ = answers.page("thing/csto", "", "text/html")

    assert found.status == 500
    assert b"secret" not in found.body
    assert len(reports) == 1
    assert "ZeroDivisionError: a secret" in reports[0]
    assert b"secret" not in answers.page("thing/csto.json", "", "")[0].body


# ---- Start, end, and many requests -------------------------------------------


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_the_end_waits_for_running_answers(start: Callable[..., Server], small: Path, how: signal.Signals) -> None:
    """They are complete, and the exit code is 0; of requests for one page only one is made."""
    slow = start("--graph", str(small), before=SLOW)
    with ThreadPoolExecutor(8) as pool:
        running = [pool.submit(slow.get, "/thing/aland") for _ in range(8)]
        assert slow.out.readline() == "made thing/aland\n"
        assert slow.end(how) == 0
        replies = [one.result() for one in running]

    assert {one.status for one in replies} == {200}
    assert all("Aland" in one.text for one in replies)


def test_concurrent_requests_for_a_page_make_it_once(start: Callable[..., Server], small: Path) -> None:
    """And later ones have it from the cache."""
    slow = start("--graph", str(small), before=SLOW)
    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(slow.get, ["/thing/aland"] * 8))
    replies.append(slow.get("/thing/aland"))
    slow.get("/thing/bland")

    assert len({one.body for one in replies}) == 1
    assert [slow.out.readline() for _ in range(2)] == ["made thing/aland\n", "made thing/bland\n"]


def test_too_many_pages_at_a_time_are_refused(start: Callable[..., Server], small: Path) -> None:
    """They may be asked for again; pages that are kept, and those that are being made, are sent meanwhile."""
    slow = start("--graph", str(small), before=f"{SLOW}\nfrom cakg.web import app\napp.MOST_MAKING = 2")
    assert slow.get("/thing/aland").status == 200
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(slow.get, f"/search?q={number // 2}") for number in range(6)]
        slow.wait_for(lambda: any(one.done() for one in asked))
        assert slow.get("/thing/aland").status == 200
        replies = [one.result() for one in asked]
    refused = [one for one in replies if one.status == 503]

    assert sorted(one.status for one in replies) == [200] * 4 + [503] * 2
    assert all(one.headers["retry-after"] and "Too many pages" in one.text for one in refused)


def test_too_many_and_too_slow_connections_are_refused(start: Callable[..., Server], small: Path) -> None:
    """Others are answered again when they are gone."""
    limits = "from cakg.web import protocol, serving\nserving.MOST_CONNECTIONS = 5\nprotocol.SLOWEST_HEADERS = 2"
    limited = start("--graph", str(small), before=limits)
    held = [socket.create_connection(("127.0.0.1", limited.port)) for _ in range(5)]
    limited.wait_for(lambda: limited.get("/healthz").status == 503)
    assert int(limited.get("/healthz").headers["retry-after"]) > 0
    held[0].sendall(b"GET / HTTP/1.1\r\nX-Slow: ")
    limited.wait_for(lambda: limited.get("/healthz").status == 200)

    assert b" 408 " in held[0].recv(1000)
    for one in held:
        one.close()


def test_waiting_requests_for_a_page_get_their_own_formats(start: Callable[..., Server], small: Path) -> None:
    """Both prefer a format that the page lacks; only one of them accepts another."""
    slow = start("--graph", str(small), before=SLOW)
    accepts = ["text/turtle, application/json;q=0.5", "text/turtle", "text/turtle, text/csv;q=0.5"]
    with ThreadPoolExecutor(3) as pool:
        replies = list(pool.map(lambda accept: slow.get("/things", Accept=accept), accepts))

    kinds = [(one.status, one.headers["content-type"].partition(";")[0]) for one in replies]
    assert kinds == [(200, "application/json"), (406, "text/plain"), (200, "text/csv")]


def test_a_client_that_sends_no_more_gets_its_answer(start: Callable[..., Server], small: Path) -> None:
    """It has closed its half of the connection."""
    slow = start("--graph", str(small), before=SLOW)
    with socket.create_connection(("127.0.0.1", slow.port), timeout=20) as connection:
        connection.sendall(b"GET /thing/aland HTTP/1.1\r\nHost: x\r\n\r\n")
        connection.shutdown(socket.SHUT_WR)
        reply = b"".join(iter(lambda: connection.recv(65536), b""))

    assert reply.startswith(b"HTTP/1.1 200 ")
    assert reply.rstrip().endswith(b"</html>")


def test_too_many_requests_without_waiting_are_not_kept(server: Server) -> None:
    """The connection is closed; a few are answered in order, and an error is never sent before their answers."""
    one = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    with suppress(ConnectionResetError):
        assert server.send(one * 5000).count(b"HTTP/1.1 ") < 100
    with suppress(ConnectionResetError):
        assert b" 400 " not in server.send(one + b"nonsense\r\n\r\n")

    answers = server.send(one * 5 + b"GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert re.findall(rb"HTTP/1.1 (\d+)", answers) == [b"200"] * 5 + [b"404"]


def test_answers_that_clients_do_not_take_fill_no_memory(start: Callable[..., Server], small: Path) -> None:
    """Other large answers are refused until they are gone; small ones are sent, and the same one to anybody."""
    limits = """
from cakg.web import protocol, sending
from cakg.web.cache import answer
from cakg.web.responses import Answers

sending.MOST_HELD = 50 << 20
protocol.SLOWEST_PIECE = 2
large = {}

def page(self, path, query, accept):
    return large.setdefault(path, answer(b" " * (40 << 20), "image/png")), ""

Answers.page = page
"""
    limited = start("--graph", str(small), before=limits)
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect(("127.0.0.1", limited.port))
        connection.sendall(b"GET /one HTTP/1.1\r\nHost: x\r\n\r\n")
        assert connection.recv(12) == b"HTTP/1.1 200"
        refused = limited.get("/other")

        assert refused.status == 503
        assert int(refused.headers["retry-after"]) > 0
        assert len(limited.get("/one").body) == 40 << 20
        assert limited.get("/healthz").status == 200
        limited.wait_for(lambda: limited.get("/other").status == 200)


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="only glibc keeps free memory")
def test_memory_of_answers_is_given_back(start: Callable[..., Server], small: Path) -> None:
    """Also if it lies between what is still in use."""
    fill = """
from cakg.web import memory
from cakg.web.cache import answer
from cakg.web.responses import Answers

memory.EVERY = 0.2
kept = []

def page(self, path, query, accept):
    pieces = [bytes(1000) for _ in range(100_000)]
    kept.extend(pieces[::500])
    return answer(b"", "text/plain"), ""

Answers.page = page
"""
    filled = start("--graph", str(small), before=fill)
    before = _memory(filled)
    assert filled.get("/one").status == 200
    filled.wait_for(lambda: _memory(filled) < before + (20 << 20))


def _memory(server: Server) -> int:
    lines = Path(f"/proc/{server.process.pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) << 10 for line in lines if line.startswith("VmRSS:"))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux notices it")
def test_clients_that_take_no_answer_are_disconnected(start: Callable[..., Server], small: Path) -> None:
    """They would keep others out."""
    limits = "from cakg.web import serving\nserving.MOST_CONNECTIONS = 2\nserving.SLOWEST_READING = 1"
    limited = start("--graph", str(small), before=limits)
    size = len(limited.get("/network").body)
    with socket.create_connection(("127.0.0.1", limited.port)) as held:
        held.sendall(b"GET /network HTTP/1.1\r\nHost: x\r\n\r\n" * 20)
        limited.wait_for(lambda: limited.get("/healthz").status == 503)
        limited.wait_for(lambda: limited.get("/healthz").status == 200)

    assert size * 20 > 10 << 20  # more than the buffers of the system take


@pytest.mark.parametrize(
    "options,message",
    [
        (["--port", "65536"], "is not a port"),
        (["--port", "1.5"], "is not a port"),
        (["--host", "a..b"], "the host 'a..b' is not known"),
        (["--host", "192.0.2.1"], "this machine has no address 192.0.2.1"),
        (["--root-path", "a//b"], "is not a path"),
        (["--base", "ftp://example.org"], "is not the address of a folder"),
        (["--base", "https://example.org/?x"], "is not the address of a folder"),
        (["--graph", "/nowhere"], "/nowhere: does not exist"),
        (["--graph", "http://127.0.0.1:9/query"], "http://127.0.0.1:9/query"),
    ],
)
def test_what_cannot_be_served_is_an_error(
    options: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command ends before it answers, and says what would work."""
    assert main(["serve", "--port", "0", *options]) == 2
    assert message in " ".join(capsys.readouterr().err.split())


def test_a_port_in_use_is_an_error(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    """It suggests another one."""
    assert main(["serve", "--port", str(server.port)]) == 2
    error = capsys.readouterr().err
    assert f"another program listens at port {server.port}" in error
    assert f"--port {server.port + 1}" in error


@pytest.mark.slow
def test_the_commands_of_the_documentation_work(start: Callable[..., Server]) -> None:
    """Each server starts, and answers what the page asks with curl."""
    page = (Path(__file__).parents[2] / "docs/web.md").read_text(encoding="utf-8")
    lines = [shlex.split(line) for line in re.findall(r"^(?:cakg serve|curl) ?.*$", page, re.MULTILINE)]
    servers = [start(*words[2:]) for words in lines if words[0] == "cakg"]
    asked = [words for words in lines if words[0] == "curl"]

    assert (len(servers), len(asked)) == (2, 3)
    for words in asked:
        headers = dict(words[place + 1].split(": ") for place, word in enumerate(words) if word == "-H")
        found = servers[0].get(urlsplit(words[-1]).path, **headers)
        assert found.status == (303 if "-L" in words else 200)


# ---- Changes, proxies, endpoints, the log ------------------------------------


@pytest.mark.slow
def test_changed_files_are_read_again_without_a_failed_request(start: Callable[..., Server], small: Path) -> None:
    """A fault is reported once, and the old pages stay until it is gone."""
    changing = start("--graph", str(small), before="import cakg.web.reloading as it\nit.EVERY = 0.2")
    file = small / "graph/all.ttl"
    statuses: set[int] = set()
    stopped = threading.Event()

    def ask() -> None:
        while not stopped.is_set():
            statuses.add(changing.get("/thing/aland").status)
            time.sleep(0.02)

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        for label in ("Beland", "Celand"):
            before = changing.get("/healthz").body
            text = with_prefixes(SMALL.replace('"Aland"', f'"{label}"'))
            file.write_text(text, encoding="utf-8")
            changing.wait_for(lambda label=label: label in changing.get("/thing/aland").text)  # type: ignore[misc]
            assert changing.get("/healthz").body != before
            file.write_text(text + "<", encoding="utf-8")
            changing.wait_for(lambda: "all.ttl" in "".join(changing.messages))
            time.sleep(1)
            assert "".join(changing.messages).count("the graph has changed, but cannot be read") == 1
            changing.messages.clear()
            assert label in changing.get("/thing/aland").text
    finally:
        stopped.set()
        asking.join()

    assert statuses == {200}


@pytest.mark.slow
def test_an_endpoint_is_shown_like_files(
    start: Callable[..., Server], small: Path, endpoint_of: Callable[[bytes], str]
) -> None:
    """The pages are the same bytes, if neither server has a page for free queries."""
    from cakg.paths import at

    of_files = start("--graph", str(small), "--no-free-queries")
    address = endpoint_of(serialise(LocalStore.open(at(small)), "ntriples"))
    of_endpoint = start("--graph", address)

    for path in ("/", "/thing/aland", "/statement/support", "/thing/aland.ttl", "/healthz"):
        assert of_endpoint.get(path).body == of_files.get(path).body


def test_pages_work_below_a_path(start: Callable[..., Server], small: Path) -> None:
    """Whether the proxy takes the path off or not; the home page has a slash at its end."""
    below = start("--graph", str(small), "--root-path", "a/b", "--base", "https://example.org/a/b")

    assert below.address.endswith("/a/b/")
    assert below.get("/a/b/thing/aland").body == below.get("/thing/aland").body
    assert below.get("/a/b").headers["location"] == "b/"
    assert below.get("/a/bc").status == 404
    assert '<link rel="canonical" href="https://example.org/a/b/thing/aland">' in below.get("/thing/aland").text
    assert "<loc>https://example.org/a/b/thing/aland</loc>" in below.get("/sitemap.xml").text


def test_the_log_has_no_parameters_unless_asked(start: Callable[..., Server], small: Path) -> None:
    """And no characters that a terminal obeys."""
    usual = start("--graph", str(small))
    asked = start("--graph", str(small), "--access-log", "queries")
    none = start("--graph", str(small), "--access-log", "off")
    for one in (usual, asked, none):
        one.get("/thing/aland?profile=stated")
        one.send(b"GET /x\xff%1b[31m?y\xff HTTP/1.0\r\n\r\n")
        assert one.end() == 0

    assert usual.messages[0].split()[2:5] == ["GET", "/thing/aland", "200"]
    assert "profile" not in "".join(usual.messages)
    assert "/thing/aland?profile=stated 200" in asked.messages[0]
    assert all(line.isascii() and line.rstrip("\n").isprintable() for line in usual.messages + asked.messages)
    assert none.messages == []


# ---- The cache ---------------------------------------------------------------


def test_the_cache_is_limited_in_bytes() -> None:
    """Keys count, and the answers that were not used for the longest time go first."""
    cache = Cache(100_000)
    for number in range(1000):
        cache.get(("0", "", "html"))
        cache.add((str(number), "x" * 2000, "html") if number else ("0", "", "html"), answer(b"x" * 1000, "text/html"))
        assert cache.bytes <= 100_000

    assert cache.get(("0", "", "html"))
    assert cache.get(("999", "x" * 2000, "html"))
    assert not cache.get(("1", "x" * 2000, "html"))
    cache.add(("large", "", "html"), answer(bytes(range(256)) * 200, "application/gzip"))
    assert not cache.get(("large", "", "html"))

"""The reconciliation service over HTTP: what it answers is tested in tests/reconcile."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest
from tests.web.server import Reply, Server

pytest.importorskip("uvicorn", reason="the extra serve is not installed")
pytest.importorskip("rapidfuzz", reason="the extra data is not installed")

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def server(start: Callable[..., Server]) -> Server:
    """A server of the shipped graph."""
    return start()


def reconciled(server: Server, *names: str) -> Reply:
    """Send a batch of names, as OpenRefine does."""
    batch = {f"q{place}": {"query": name} for place, name in enumerate(names)}
    return server.get("/reconcile", "POST", urlencode({"queries": json.dumps(batch)}).encode(), **FORM)


def test_the_manifest_names_addresses_that_answer(server: Server) -> None:
    """They are those by which the client has called the server."""
    reply = server.get("/reconcile")
    manifest = reply.json()

    assert reply.headers["access-control-allow-origin"] == "*"
    assert manifest["versions"] == ["0.2"]
    for kind in ("entity", "type", "property"):
        place = manifest["suggest"][kind]
        path = f"{place['service_url']}{place['service_path']}".removeprefix(server.address.rstrip("/"))
        assert server.get(f"{path}?prefix=a").json()["result"]
    page = server.get(manifest["view"]["url"].replace("{{id}}", "csto").removeprefix(server.address.rstrip("/")))
    assert page.status == 200


def test_a_batch_is_matched(server: Server) -> None:
    """Names in several scripts and spellings find their things; an unknown name finds nothing that matches."""
    found = reconciled(server, "Казахстан", "Tadjikistan", "Atlantis").json()

    assert [one["match"] for one in found["q0"]["result"]][:1] == [True]
    assert found["q0"]["result"][0]["id"] == "kazakhstan"
    assert found["q1"]["result"][0]["id"] == "tajikistan"
    assert not any(one["match"] for one in found["q2"]["result"])


def test_a_preview_can_be_shown_in_a_frame(server: Server) -> None:
    """It is a page for a frame of another program, and runs nothing."""
    reply = server.get("/reconcile/preview?id=csto")

    assert reply.headers["content-type"].startswith("text/html")
    assert "frame-ancestors" not in reply.headers["content-security-policy"]
    assert "script-src" not in reply.headers["content-security-policy"]
    assert "default-src 'none'" in reply.headers["content-security-policy"]


@pytest.mark.parametrize(
    "path, body, headers, status",
    [
        ("/reconcile", b"queries=%7B", FORM, 400),
        ("/reconcile", b"queries=%FF", FORM, 400),
        ("/reconcile", b"{}", {"Content-Type": "application/json"}, 415),
        ("/reconcile/nothing", b"", {}, 404),
        ("/reconcile/preview?id=nothing", b"", {}, 404),
        ("/reconcile/suggest/entity", b"", {}, 400),
    ],
)
def test_errors_are_text_with_a_status(
    server: Server, path: str, body: bytes, headers: dict[str, str], status: int
) -> None:
    """What is wrong, and what would work."""
    reply = server.get(path, "POST" if body else "GET", body or None, **headers)

    assert reply.status == status
    assert reply.headers["content-type"] == "text/plain; charset=utf-8"
    assert "Traceback" not in reply.text


def test_more_batches_than_can_wait_are_refused(start: Callable[..., Server]) -> None:
    """The client knows when to come again; the others are answered."""
    busy = start(before="from cakg.web import reconciling\nreconciling._MOST_WAITING = 1")
    names = [f"Kazakhstan {number}" for number in range(300)]
    with ThreadPoolExecutor(4) as threads:
        replies = [one.result() for one in [threads.submit(reconciled, busy, *names) for _ in range(8)]]

    assert {one.status for one in replies} == {200, 503}
    assert all(int(one.headers["retry-after"]) > 0 for one in replies if one.status == 503)
    assert reconciled(busy, "Kazakhstan").status == 200

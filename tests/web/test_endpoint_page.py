"""The page about the endpoint, docs/endpoint.md: its commands, its Python and R, and its configuration of nginx."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

import pytest
from tests.conftest import _free_port, _wait_for
from tests.web.server import Server
from tests.web.test_endpoint import RUNAWAY, settled, workers

import shown

pytest.importorskip("uvicorn", reason="the extra serve is not installed")

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = (DOCS / "endpoint.md").read_text(encoding="utf-8")
SHOWN = "http://127.0.0.1:8000/"
"""The address of the server on the page."""


def blocks(language: str) -> list[str]:
    """Return the blocks of the page in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


COMMANDS = [
    found for block in blocks("console") for found in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)
]


@pytest.mark.parametrize("command, output", COMMANDS)
def test_a_command_prints_what_the_page_shows(server: Server, command: str, output: str) -> None:
    """Each asks the server with curl."""
    if shutil.which("curl") is None:
        pytest.skip("needs curl: apt-get install curl")
    line = ["sh", "-c", command.replace(SHOWN, server.address)]
    printed = subprocess.run(line, capture_output=True, text=True, check=True).stdout

    assert printed.replace("\r\n", "\n").replace(server.address, SHOWN) == output


def test_the_python_of_the_page_runs(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    """Each block gets something from the server."""
    pytest.importorskip("pandas")
    names: dict[str, object] = {}
    exec(compile("\n".join(shown.python(PAGE)).replace(SHOWN, server.address), "endpoint.md", "exec"), names)

    for name in ("votes", "statuses", "rows", "names"):
        assert len(names[name]) > 1, name  # type: ignore[arg-type]
    assert "Tajikistan" in capsys.readouterr().out


def test_the_r_of_the_page_runs(server: Server) -> None:
    """Both ways give a data frame."""
    if shutil.which("Rscript") is None:
        pytest.skip("needs R: apt-get install r-base-core")
    script = "".join(blocks("r")).replace(SHOWN, server.address) + "cat(nrow(votes) > 1, nrow(statuses) > 1)"
    done = subprocess.run(["Rscript", "-e", script], capture_output=True, text=True, check=True)

    assert done.stdout == "TRUE TRUE"


# ---- Behind nginx ----------------------------------------------------------------------


class Front:
    """A server behind nginx."""

    def __init__(self, server: Server, port: int) -> None:
        self.server = server
        self.port = port
        self.address = f"http://127.0.0.1:{port}/cakg/"

    def status(self, path: str, method: str = "GET", body: bytes | None = None) -> int:
        """Return the status of an answer."""
        return self.get(path, method, body)[0]

    def get(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> tuple[int, bytes]:
        """Return the status of an answer, and its content."""
        request = Request(self.address + path, body, headers, method=method)
        try:
            with urlopen(request, timeout=60) as found:
                return found.status, found.read()
        except HTTPError as error:
            with error:
                return error.code, error.read()


@pytest.fixture(scope="module")
def front(start: Callable[..., Server], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """A server of the shipped graph behind nginx, which has the configuration of the page, but no TLS."""
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if nginx is None:
        pytest.skip("needs nginx: apt-get install nginx-light")
    port = _free_port()
    server = start("--root-path", "/cakg", "--base", f"http://127.0.0.1:{port}/cakg/")
    folder = tmp_path_factory.mktemp("nginx")
    (site,) = blocks("nginx")
    site = re.sub(r" *ssl_.*\n", "", site).replace("listen 443 ssl", f"listen 127.0.0.1:{port}")
    site = site.replace("127.0.0.1:8000", f"127.0.0.1:{server.port}")
    places = "".join(
        f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off;\npid {folder}/pid;\nerror_log {folder}/errors;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{places}{site}}}\n"
    )
    line = [nginx, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "errors")]
    with subprocess.Popen(line, stderr=subprocess.DEVNULL) as process:
        _wait_for(port, process)
        yield Front(server, port)
        process.terminate()


def test_requests_pass_the_proxy(front: Front) -> None:
    """Pages and queries with each method, and addresses are those of the proxy."""
    query = f"sparql?query={quote('ASK {}')}"

    assert front.status("") == front.status("thing/csto") == front.status(query) == front.status(query, "HEAD") == 200
    assert front.status("sparql", "OPTIONS") == 204
    assert front.status("sparql", "POST", b"query=ASK%20%7B%7D") == 200
    assert front.address.encode() + b"sparql>" in front.get("sparql", Accept="text/turtle")[1]
    assert front.status("sparql", "POST", b"x" * (2 << 20)) == 413


def test_a_large_answer_passes_the_proxy(front: Front) -> None:
    """All of it, more than the proxy would keep in memory."""
    body = f"query={quote('SELECT * { VALUES ?again { 1 2 3 } ?s ?p ?o }')}".encode()
    direct = front.server.get("/cakg/sparql", "POST", body, Content_Type="application/x-www-form-urlencoded")

    assert len(direct.body) > 20 << 20
    assert front.get("sparql", "POST", body) == (200, direct.body)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are counted on Linux only")
def test_a_query_ends_when_the_client_of_the_proxy_leaves(front: Front) -> None:
    """The proxy closes its connection too."""
    before = settled(front.server)
    with socket.create_connection(("127.0.0.1", front.port)) as client:
        client.sendall(f"GET /cakg/sparql?timeout=50&query={quote(RUNAWAY)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        front.server.wait_for(lambda: len(workers(front.server)) > before)
    front.server.wait_for(lambda: len(workers(front.server)) == before)
    assert front.status(f"sparql?query={quote('ASK {}')}") == 200


def test_the_proxy_limits_how_often_a_client_asks(front: Front) -> None:
    """More than a few queries at once are refused by it, and they do not reach the server."""
    with ThreadPoolExecutor(60) as threads:
        found = {*threads.map(front.status, [f"sparql?query={quote('ASK {}')}"] * 60)}
    assert found == {200, 429}

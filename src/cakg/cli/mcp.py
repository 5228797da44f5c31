"""``cakg mcp``: the graph for programs that use language models."""

from __future__ import annotations

import gc
import json
import re
import sys
from argparse import ArgumentTypeError, Namespace
from typing import Any

from cakg.cli.arguments import UsageError, command, graph_from, option, without_middle
from cakg.cli.output import print_message, print_text
from cakg.cli.web import HOST, port
from cakg.errors import require


def host_name(text: str) -> str:
    """Return *text* as the name of a host, without a port."""
    if re.fullmatch(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]", text):
        return text.lower()
    raise ArgumentTypeError(f"{text[:80]!r} is not the name of a host, such as graph.example.org")


def parameters_given(text: str) -> dict[str, Any]:
    """Return *text*, a JSON object, as the parameters of a tool."""
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise UsageError(
            f"cakg mcp: the parameters are not a JSON object: {without_middle(text)}",
            remedy="""cakg mcp --call find '{"text": "drone"}'""",
        )
    return found


@command(
    option("--http", action="store_true", help="answer over HTTP (streamable HTTP), at the path /mcp"),
    option(
        "--port", metavar="N", type=port, default=8000, help="with --http: the port (default: 8000); 0 for any free one"
    ),
    HOST,
    option(
        "--allow-host",
        metavar="NAME",
        type=host_name,
        action="append",
        default=[],
        help="with --http: also answer requests to this host name, such as that of a proxy; may be repeated",
    ),
    option(
        "--call",
        metavar=("TOOL", "JSON"),
        nargs=2,
        help="only call a tool, with its parameters as a JSON object, and print the text that a model gets",
    ),
    examples='cakg mcp\ncakg mcp --http --port 8001\ncakg mcp --call about \'{"name": "Kazakhstan", "limit": 3}\'',
    note="Without --http, a client starts this command and writes to its standard input.\n"
    "--timeout limits each query of a client. Ctrl-C ends the server.",
)
def mcp(given: Namespace) -> int:
    """Serve the graph to language models, with the Model Context Protocol: find, about, ask, query, compare, cite."""
    for module, library in (("mcp.server", "the MCP SDK"), ("uvicorn", "uvicorn"), ("httptools", "httptools")):
        require(module, "cakg mcp", library, "mcp")
    from cakg.mcp import serving
    from cakg.web.serving import listening

    only = [name for name in ("--port", "--host", "--allow-host") if any(word.startswith(name) for word in given.line)]
    if only and not given.http:
        raise UsageError(f"cakg mcp: {only[0]} is only for --http", remedy=f"add --http, or leave out {only[0]}")
    if given.call:
        if given.http:
            raise UsageError("cakg mcp: --call serves nothing, so it has no --http", remedy="leave one of them out")
        tool, parameters = given.call[0], parameters_given(given.call[1])
        print_text(serving.call(graph_from(given), tool, parameters, longest=given.timeout))
        return 0
    if not given.http:
        kg = graph_from(given)
        if sys.stdin.isatty():
            print_message("cakg mcp waits for messages of a client; Ctrl-C ends it. See `cakg mcp --help`.")
        _keep_garbage_low()
        serving.stdio(kg, longest=given.timeout)
        return 0
    with listening(given.host, given.port) as bound:
        kg = graph_from(given)
        _keep_garbage_low()
        hosts = serving.hosts_of(given.host, given.allow_host)
        serving.http(kg, bound, hosts, longest=given.timeout, started=print_text)
    return 0


def _keep_garbage_low() -> None:
    gc.freeze()
    gc.set_threshold(10_000)  # a command never collects; here garbage would stay

"""``cakg serve`` and ``cakg site``: the graph as pages, from a server or as files."""

from __future__ import annotations

import gc
import re
import sys
from argparse import ArgumentTypeError, Namespace
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from cakg.cli.arguments import UsageError, command, graph_from, grouped, maximum, option
from cakg.cli.folder import make_folder, reporting
from cakg.cli.output import print_message, print_text
from cakg.errors import require
from cakg.graph import KnowledgeGraph, files
from cakg.tables import counted


def port(text: str) -> int:
    """Return *text* as the number of a port; 0 means any free one."""
    if re.fullmatch("[0-9]{1,5}", text) and int(text) < 65536:
        return int(text)
    raise ArgumentTypeError(f"{text[:50]!r} is not a port: a whole number from 0 to 65535")


def prefix(text: str) -> str:
    """Return *text* as the path below which pages are served: empty, or with a slash at its start only."""
    path = f"/{text.strip('/')}" if text.strip("/") else ""
    if re.fullmatch(r"(/[A-Za-z0-9_~-][A-Za-z0-9_.~-]*)*", path):
        return path
    raise ArgumentTypeError(f"{text[:50]!r} is not a path such as /cakg")


def web_address(text: str) -> str:
    """Return *text* as the address of a folder on the web, with a slash at its end; empty if it is empty."""
    try:
        parts = urlsplit(text)
        valid = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        valid = False
    if not text:
        return ""
    if not valid or parts.query or parts.fragment or parts.username or not re.fullmatch(r"[!#-;=?-\[\]_a-z~%]+", text):
        raise ArgumentTypeError(f"{text[:80]!r} is not the address of a folder, such as https://example.org/cakg/")
    return text.rstrip("/") + "/"


HOST = option("--host", metavar="ADDRESS", default="127.0.0.1", help="the address to listen on (default: 127.0.0.1)")
BASE = option(
    "--base", metavar="URL", type=web_address, default="", help="the address at which the pages will be published"
)


@command(
    option("--port", metavar="N", type=port, default=8000, help="the port (default: 8000); 0 for any free one"),
    HOST,
    option(
        "--root-path", metavar="PATH", type=prefix, default="", help="the path below which a proxy serves the pages"
    ),
    BASE,
    option(
        "--access-log",
        choices=("paths", "queries", "off"),
        default="paths",
        help="print a line for each request: without its parameters (paths, the default), with them (queries), or none",
    ),
    option("--no-free-queries", action="store_true", help="no SPARQL endpoint: only pages and questions"),
    option("--no-cors", action="store_true", help="pages of other sites may not read the answers"),
    *grouped(
        "limits of SPARQL queries",
        maximum("--query-timeout", "SECONDS", 10, "end a query after this time"),
        maximum("--query-memory", "MIB", 512, "end a query that needs more memory beyond the graph"),
    ),
    examples="cakg serve\ncakg serve --port 8001 --graph mygraph/",
    note="Changed files are read again while the server runs. Ctrl-C ends it.",
)
def serve(given: Namespace) -> int:
    """Serve the graph as pages for a browser, until it is stopped with Ctrl-C."""
    for module, library in (("starlette", "Starlette"), ("uvicorn", "uvicorn"), ("httptools", "httptools")):
        require(module, "cakg serve", library, "serve")
    from cakg.store.limits import MIB
    from cakg.web import serving
    from cakg.web.access_log import AccessLog
    from cakg.web.app import App
    from cakg.web.bounds import Bounds
    from cakg.web.explorer import Explorer
    from cakg.web.offered import services
    from cakg.web.reloading import Reloading

    log = None if given.access_log == "off" else AccessLog(queries=given.access_log == "queries")
    with serving.listening(given.host, given.port) as bound:
        bounds = Bounds(
            seconds=given.query_timeout,
            most_seconds=max(Bounds().most_seconds, given.query_timeout),
            memory=int(given.query_memory * MIB),
        )
        limits = None if given.no_free_queries else bounds
        where, data = serving.address(bound, given.root_path), files(given.data)
        reloading = Reloading(lambda: Explorer(graph_from(given), base=given.base, endpoint=limits), given.graph, data)
        explorer = reloading.open()
        gc.freeze()
        gc.set_threshold(10_000)  # a command never collects; here garbage would stay
        app = App(
            explorer,
            serving=lambda shown: services(shown, data, limits, print_message),
            cors=not given.no_cors,
            root_path=given.root_path,
            log=log,
            report=print_message,
        )
        serving.run(
            app,
            bound,
            started=lambda: print_text(where),
            besides=lambda: app.beside(reloading.run(app.show, print_message)),
        )
    if log:
        log.flush()
    return 0


@command(
    option("directory", metavar="DIR", help="the directory of the site: new, empty or an older site"),
    BASE,
    option("--sparql", action="store_true", help="include an engine, so that the pages answer queries in the browser"),
    option(
        "--engine",
        metavar="FILE",
        default="",
        help="with --sparql: the archive of the npm package oxigraph; by default npm fetches it",
    ),
    examples="cakg site site/\ncakg site site/ --base https://example.org/cakg/\ncakg site site/ --sparql",
)
def site(given: Namespace) -> int:
    """Write the graph as pages into a directory, for a static host or for opening from disk.

    A site that cakg wrote there before is replaced.
    """
    from cakg.web.explorer import Explorer
    from cakg.web.site import is_site, write

    if given.engine and not given.sparql:
        raise UsageError("cakg site: --engine is only for --sparql", remedy="add --sparql, or leave out --engine")
    target, kg = Path(given.directory), graph_from(given)
    explorer = Explorer(kg, base=given.base, static=True, engine=_engine(given, kg))
    with reporting(target):
        number = make_folder(
            target, lambda folder: write(explorer, folder, _show_progress), kind="site", is_older=is_site
        )
    print_text(f"{given.directory}: {counted(number, 'page')}; open {given.directory}/index.html")
    return 0


def _engine(given: Namespace, kg: KnowledgeGraph) -> Mapping[str, bytes]:
    """Return the scripts of the engine that the options ask for; none without ``--sparql``."""
    if not given.sparql:
        return {}
    from cakg.web import engine

    return engine.scripts(engine.archive(Path(given.engine) if given.engine else None), kg)


def _show_progress(done: int, number: int) -> None:
    """Show in a terminal how many of the pages are written."""
    if sys.stderr.isatty() and (done % 100 == 0 or done == number):
        end = "\r\033[K" if done == number else ""
        print(f"\r\033[K{done} of {number} pages{end}", end="", file=sys.stderr, flush=True)

"""The server as an ASGI application: refuses what is no request for a page, and sends answers from its cache.

All other answers are made in threads, each once, however many requests wait for it: :mod:`cakg.web.responses`.
"""

from __future__ import annotations

import asyncio
import re
import time
import traceback
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from json import dumps
from typing import Any, TypeAlias, TypeVar
from urllib.parse import unquote

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from cakg import __version__
from cakg.web.apart import Apart, needs_much
from cakg.web.cache import Answer, Cache
from cakg.web.endpoint.elsewhere import Elsewhere
from cakg.web.explorer import Explorer
from cakg.web.negotiation import accepted, compressed, wishes
from cakg.web.openapi.document import content
from cakg.web.protocol import WANTED
from cakg.web.resources import MEDIA_TYPES, BadAddressError
from cakg.web.responses import Answers, parameters, redirection, refusal
from cakg.web.sending import Sending
from cakg.web.services import Clients, GoneError, Service, answered
from cakg.web.services import Request as Asked
from cakg.web.texts import texts

CACHE = 6 << 20
"""The bytes of answers that are kept: all thing pages of the shipped graph need 6 MB, and another page takes 10 ms."""
LONGEST = 500
"""How many characters the path of a page may have."""
MOST_MAKING = 24
"""How many pages may be made or wait for it: more would wait long, and so would all that come after them."""
_WAIT = "10"
"""The seconds after which a client may ask again for what cannot be sent now."""
_THREADS = 2
"""Threads share one processor most of the time, and the memory of each that is free is of no use to the others."""
_PLAIN = re.compile(rb"(?:/[A-Za-z0-9_~-][A-Za-z0-9_.~-]*)*/?")
"""The paths of all pages, as they are sent."""
_FORMATS = tuple(format for format in MEDIA_TYPES if "." not in format)
_HOST = re.compile(r"(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")
_PAGE = MEDIA_TYPES["html"].encode()
_OPEN = (b"access-control-allow-origin", b"*")
_LAST_QUERIES = 70.0
"""The seconds after which the services of an old graph end; their last queries end with their own time."""
_MALFORMED = re.compile(r"[\x00-\x1f\x7f\\]|//|/\.{1,2}(?:/|$)|^[^/]")

Log: TypeAlias = Callable[[Scope, int, int, float], object]
"""Is called with each request, the status and the bytes of the answer, and the time when it began."""
Report: TypeAlias = Callable[[str], object]
"""Is called with the text of each fault."""
Serving: TypeAlias = Callable[[Explorer], Mapping[str, Service]]
"""Returns the services of a graph."""
_Made = TypeVar("_Made")


class State:
    """One state of the graph, with its services, its cache and the answers that are being made."""

    def __init__(self, explorer: Explorer, services: Mapping[str, Service], report: Report) -> None:
        self.answers = Answers(explorer, report)
        self.apart = Apart(self.answers, report)
        self.services = services
        self.cache = Cache(CACHE)
        self.running: dict[tuple[str, str, tuple[float, ...]], asyncio.Future[Answer]] = {}
        self._users = 0
        self._is_old = False

    def __enter__(self) -> None:
        """Keep the processes of this state while an answer is made."""
        self._users += 1

    def __exit__(self, *_: object) -> None:
        """Let them end if the state is old and nothing else needs them."""
        self._users -= 1
        self._close_if_unused()

    def retire(self) -> None:
        """End what runs in other processes when the answers that are being made are finished."""
        self._is_old = True
        self._close_if_unused()

    def _close_if_unused(self) -> None:
        if self._is_old and not self._users:
            self.close()

    def close(self) -> None:
        """End what runs in other processes."""
        self.apart.close()
        for one in self.services.values():
            one.close()

    def cached(self, path: str, query: str, accept: str) -> Answer | None:
        """Return the answer for a page if it is in the cache, otherwise None."""
        found = self.cache.get((path, query, ""))
        if found and found.formats:
            chosen = accepted(accept, found.formats)
            return self.cache.get((path, query, chosen)) if chosen else None
        return found

    def keep(self, path: str, query: str, chosen: str, one: Answer) -> None:
        """Keep an answer. *chosen* is the format that ``Accept`` has chosen; empty if the address decides alone."""
        if one.status == 200:
            if chosen:
                self.cache.add((path, query, ""), Answer(200, (), b"", formats=one.formats))
            self.cache.add((path, query, chosen), one)


class App:
    """The application. :meth:`show` exchanges the graph; requests that have begun keep the old one.

    *serving* returns the services of a graph, by the first part of their paths. With *cors*, pages of other sites may
    read every answer that is no page.
    """

    def __init__(  # noqa: PLR0913 - all but one are optional
        self,
        explorer: Explorer,
        *,
        serving: Serving = lambda _explorer: {},
        cors: bool = True,
        root_path: str = "",
        log: Log | None = None,
        report: Report,
    ) -> None:
        self._root = root_path.encode()
        self._log = log
        self._report = report
        self._threads = ThreadPoolExecutor(_THREADS, "cakg-page")
        self._thread_apart = ThreadPoolExecutor(1, "cakg-apart")
        self._sending = Sending()
        self._clients = Clients()
        self._serving = serving
        self._cors = cors
        self._state = State(explorer, serving(explorer), report)
        self._routes = Starlette(
            routes=[
                Route("/healthz", self._health),
                Route("/robots.txt", partial(self._fixed, Answers.robots)),
                Route("/sitemap.xml", partial(self._fixed, Answers.sitemap)),
                Route("/openapi.json", partial(self._fixed, self._described)),
                Route("/assets/{name}", partial(self._fixed, Answers.file)),
                Route("/{path:path}", self._page),
            ]
        )

    @property
    def explorer(self) -> Explorer:
        """The pages of the current state of the graph."""
        return self._state.answers.explorer

    def show(self, explorer: Explorer) -> None:
        """Answer from now on with the pages of *explorer*. The services of the old graph end with their last answer."""
        old, self._state = self._state, State(explorer, self._serving(explorer), self._report)
        old.retire()
        asyncio.get_running_loop().call_later(_LAST_QUERIES, old.close)
        self._preparing = asyncio.ensure_future(self.prepare())

    async def beside(self, reloading: Coroutine[Any, Any, None]) -> None:
        """Start the services and run *reloading*; when that ends, end what runs in other processes."""
        try:
            await asyncio.gather(self.prepare(), reloading)
        finally:
            self.close()

    async def prepare(self) -> None:
        """Start what takes time to start, so that no request has to wait for it."""
        for one in self._state.services.values():
            try:
                await one.prepare()
            except Exception:  # pages do not need it, and the first request tries again
                self._report(traceback.format_exc())

    def close(self) -> None:
        """End what runs in other processes."""
        self._state.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        scope["began"] = time.perf_counter()
        headers: dict[bytes, bytes] = dict(scope["headers"])
        raw: bytes = scope["raw_path"]
        if self._root and (raw == self._root or raw.startswith(self._root + b"/")):
            raw = raw[len(self._root) :]
        name, _, below = raw[1:].decode("latin-1").partition("/")
        state = self._state
        if (service := state.services.get(name)) and raw != f"/{name}/".encode():
            with state:
                await self._served(service, (name, below), scope, receive, send)
            return
        found = self._refused(scope, headers, raw)
        if found is None and not scope["query_string"]:
            accept = headers.get(b"accept", b"").decode("latin-1")
            found = self._state.cached(raw[1:].decode("latin-1"), "", accept)
        if found is None:
            scope["path"] = unquote(raw.decode("latin-1"))
            await self._routes(scope, receive, send)
        else:
            await self.send(found, scope, headers, send)

    async def _served(
        self, service: Service, path: tuple[str, str], scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Let *service* answer a request, or show the page at its address."""
        scope[WANTED] = True
        headers: dict[bytes, bytes] = dict(scope["headers"])
        name, below = path
        address = (self.explorer.base or _address(scope, headers, self._root.decode())) + name
        query = scope["query_string"].decode("latin-1")
        try:
            asked = Asked(scope["method"], below, query, headers, b"", address)
            found = await answered(service, asked, receive, self._clients)
        except GoneError:
            return
        except Exception:
            self._report(traceback.format_exc())
            found = self._state.answers.error(name, 500, texts()["server"]["fault"], plain=True)
        if found:
            await self.send(found, scope, headers, send)
        else:
            scope["path"] = f"/{name}"
            await self._routes(scope, receive, send)

    async def send(self, found: Answer, scope: Scope, headers: dict[bytes, bytes], send: Send) -> None:
        """Send an answer in the form that the request takes, or only that the content is unchanged."""
        if self._sending.is_full(found):
            found = refusal(503, "busy", ("Retry-After", _WAIT))
        packed = compressed(headers.get(b"accept-encoding", b"").decode("latin-1"))
        start, body, unchanged = found.packed if packed else found.plain
        known = headers.get(b"if-none-match") if scope["method"] in ("GET", "HEAD") else None
        if known is not None and found.is_known(known.decode("latin-1")):
            start, body = unchanged, {"type": "http.response.body", "body": b""}
        if self._cors and (b"content-type", _PAGE) not in start["headers"]:
            start = {**start, "headers": (*start["headers"], _OPEN)}
        content = body["body"]
        await self._sending.send(found, start, content, send)
        if self._log:
            self._log(scope, start["status"], len(content), scope["began"])

    def _refused(self, scope: Scope, headers: dict[bytes, bytes], raw: bytes) -> Answer | None:
        """Return the answer to what is no request for a page; None if it may be one."""
        if headers.get(b"content-length", b"0") != b"0" or b"transfer-encoding" in headers:
            return refusal(413, "body", ("Connection", "close"))
        if scope["method"] not in ("GET", "HEAD"):
            return refusal(405, "method", ("Allow", "GET, HEAD"))
        if len(raw) > LONGEST:
            return refusal(414, "too_long")
        if not _PLAIN.fullmatch(raw):
            return refusal(400, "malformed") if _is_malformed(raw) else None
        if raw.endswith(b"/") and raw != b"/":
            return _elsewhere(f"../{raw.split(b'/')[-2].decode()}", scope)
        return None if raw else _elsewhere(f"{self._root.decode().rpartition('/')[2]}/", scope)

    # ---- Routes -----------------------------------------------------------------

    async def _page(self, request: Request) -> Response:
        path, accept, state = request.path_params["path"], request.headers.get("accept", ""), self._state
        try:
            query = parameters(request.scope["query_string"].decode("latin-1"))
        except BadAddressError as error:
            malformed = error  # the name error exists only here
            return _Reply(self, await self._in_thread(lambda: state.answers.malformed(path, accept, malformed)))
        if found := state.cached(path, query, accept):
            return _Reply(self, found)
        key = (path, query, wishes(accept))
        if key not in state.running:
            if len(state.running) >= MOST_MAKING:
                return _Reply(self, refusal(503, "making", ("Retry-After", _WAIT)))
            state.running[key] = asyncio.ensure_future(self._made(state, path, query, accept))
            state.running[key].add_done_callback(lambda _: state.running.pop(key))
        return _Reply(self, await asyncio.shield(state.running[key]))

    async def _made(self, state: State, path: str, query: str, accept: str) -> Answer:
        if needs_much(path, accepted(accept, _FORMATS)):
            making = self._in_thread(lambda: state.apart.page(path, query, accept), self._thread_apart)
        else:
            making = self._in_thread(lambda: state.answers.page(path, query, accept))
        with state:
            found, chosen = await making
        state.keep(path, query, chosen, found)
        return found

    async def _fixed(self, make: Callable[..., Answer], request: Request) -> Response:
        """Answer with what *make* returns for the answers of the graph and the parts of the path."""
        state, path = self._state, request.scope["path"][1:]
        with state:
            if needs_much(path, ""):
                found = await self._in_thread(lambda: state.apart.file(path.rpartition("/")[2]), self._thread_apart)
            else:
                found = await self._in_thread(lambda: make(state.answers, *request.path_params.values()))
        state.keep(path, "", "", found)
        return _Reply(self, found)

    def _described(self, answers: Answers) -> Answer:
        """Return the description of all addresses, for programs."""
        offered = [name for name, one in self._state.services.items() if not isinstance(one, Elsewhere)]
        return answers.made("openapi.json", lambda: content(answers.explorer, offered))

    async def _health(self, _request: Request) -> Response:
        kg = self.explorer.kg
        told = {"ok": True, "program": __version__, "version": kg.version, "content": kg.content_hash}
        headers = (
            (b"content-type", b"application/json"),
            (b"cache-control", b"no-store"),
            (b"x-content-type-options", b"nosniff"),
        )
        return _Reply(self, Answer(200, headers, dumps(told).encode()))

    async def _in_thread(self, work: Callable[[], _Made], threads: ThreadPoolExecutor | None = None) -> _Made:
        return await asyncio.get_running_loop().run_in_executor(threads or self._threads, work)


class _Reply(Response):
    """An answer as Starlette's routes return it."""

    def __init__(self, app: App, found: Answer) -> None:
        self._app = app
        self._found = found

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        await self._app.send(self._found, scope, dict(scope["headers"]), send)


def _is_malformed(raw: bytes) -> bool:
    """Return whether a path has characters or parts that no path of a page has, also as escapes."""
    try:
        return bool(_MALFORMED.search(unquote(raw.decode("ascii"), errors="strict")))
    except UnicodeError:
        return True


def _address(scope: Scope, headers: dict[bytes, bytes], root: str) -> str:
    """Return the address of the home page, as the client has called it."""
    host = headers.get(b"host", b"").decode("latin-1")
    return f"{scope['scheme']}://{host if _HOST.fullmatch(host) else 'localhost'}{root}/"


def _elsewhere(location: str, scope: Scope) -> Answer:
    """Return the answer that leads to *location*, with the same parameters."""
    query = scope["query_string"].decode("latin-1")
    return redirection(f"{location}{'?' if query else ''}{query}")

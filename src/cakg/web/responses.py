"""Answers requests for pages: finds the page, chooses its format, and makes the content, or an error that says why.

Knows headers and media types. Does not know connections: :mod:`cakg.web.app` has the cache and sends the answers.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from functools import cache
from urllib.parse import parse_qsl, urlencode

from cakg.errors import (
    AmbiguousThingError,
    BadValueError,
    CakgError,
    EndpointError,
    UnknownParameterError,
    UnknownQuestionError,
    UnknownThingError,
)
from cakg.harmless import visible
from cakg.web.addresses import Links
from cakg.web.assets import asset, names
from cakg.web.cache import Answer, answer, encoded
from cakg.web.explorer import Explorer
from cakg.web.indexing import robots, sitemap
from cakg.web.iris import place_of
from cakg.web.negotiation import accepted, media_type, split
from cakg.web.render import POLICY, Renderer
from cakg.web.resources import FORMAT_NAMES, MEDIA_TYPES, AddressError, BadAddressError, PageNotFoundError, Resource
from cakg.web.texts import texts

_MOST_PARAMETERS = 200
_INERT = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
"""The policy of contents that are no pages: an image that is opened by itself can do nothing."""
_ALWAYS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)
_NOT_FOUND = (PageNotFoundError, UnknownThingError, UnknownQuestionError, AmbiguousThingError)
_BAD = (BadAddressError, BadValueError, UnknownParameterError)


def parameters(query: str) -> str:
    """Return the parameters of an address in a fixed order, without empty ones.

    Raises :class:`BadAddressError` for too many parameters, escapes that are not UTF-8 and control characters.
    """
    try:
        pairs = parse_qsl(query, errors="strict", max_num_fields=_MOST_PARAMETERS)
    except ValueError as error:
        what = "its escapes are not UTF-8" if isinstance(error, UnicodeError) else "it has too many parameters"
        raise BadAddressError(f"the address cannot be read: {what}") from error
    for name, value in pairs:
        if any(ord(character) < 32 and character not in "\t\r\n" for character in name + value):
            raise BadAddressError(f"the parameter {visible(name)} contains control characters")
    return urlencode(sorted(pairs, key=lambda pair: pair[0]))


class Answers:
    """Answers the requests about one state of a graph. *report* is called with each error that is a fault of ours."""

    def __init__(self, explorer: Explorer, report: Callable[[str], object]) -> None:
        self.explorer = explorer
        self.renderer = Renderer(explorer)
        self._report = report

    def page(self, path: str, query: str, accept: str) -> tuple[Answer, str]:
        """Return the answer to a request for *path*, and the format that it was chosen by; empty if by the extension.

        *query* is as :func:`parameters` returns it. The answer to an address that leads nowhere, or to a page that
        fails, is an error.
        """
        name, format = split(path)
        try:
            return self._found(name, query, format, accept)
        except Exception as error:
            return self._failed(path, error, plain=_is_plain(format, accept)), ""

    def malformed(self, path: str, accept: str, error: BadAddressError) -> Answer:
        """Return the error for a request for *path* with parameters that cannot be read."""
        return self._failed(path, error, plain=_is_plain(split(path)[1], accept))

    def file(self, name: str) -> Answer:
        """Return a file that pages load."""
        if name not in names(self.explorer):
            return self.error(f"assets/{name}", 404, f"there is no file {name!r}")
        return self.made(f"assets/{name}", lambda: asset(self.explorer, name))

    def robots(self) -> Answer:
        """Return what programs that read all pages may read."""
        return _content(robots(self.explorer.base, everything=False), "txt")

    def sitemap(self) -> Answer:
        """Return the addresses of all pages; an error if the server does not know its address."""
        if not self.explorer.base:
            return self.error("sitemap.xml", 404, texts()["server"]["no_base"])
        return self.made("sitemap.xml", lambda: sitemap(self.explorer))

    def made(self, path: str, make: Callable[[], bytes]) -> Answer:
        """Return what *make* returns as the file at *path*; if it fails, the error as text."""
        try:
            return _content(make(), path.rpartition(".")[2])
        except Exception as error:
            return self._failed(path, error, plain=True)

    def error(
        self, path: str, status: int, message: str, near: Sequence[tuple[str, str]] = (), *, plain: bool = False
    ) -> Answer:
        """Return the page of an error, or with *plain* its text."""
        words = texts()["page"]
        titles = {400: words["bad_address"], 404: words["not_found"]}
        title = titles.get(status) or texts()["server"]["failed"]
        if plain:
            return plain_text(
                status, visible("\n".join([message, *(f"    {where}  {label}" for where, label in near)]))
            )
        return _page_of_error(status, self.renderer.error(path, title, message, tuple(near)))

    def _found(self, name: str, query: str, format: str, accept: str) -> tuple[Answer, str]:
        place = place_of(self.explorer, name)
        given: dict[str, list[str]] = {}
        for key, value in parse_qsl(query):
            given.setdefault(key, []).append(value)
        resource = self.explorer.resource(place.path if place else name, given)
        formats = ("html", *resource.writers)
        chosen = format or accepted(accept, formats)
        if not chosen:
            return _not_acceptable(name, formats), ""
        if chosen not in formats:
            shown = FORMAT_NAMES.get(chosen, chosen)
            raise PageNotFoundError(
                f"this page is not available as {shown}", remedy=f"it is available as {', '.join(formats)}"
            )
        if place and place.path != name:
            extension = format or (chosen if chosen != "html" else "")
            to = Links(name, static=False).to(place.path, extension, place.anchor if chosen == "html" else "", given)
            return redirection(to, 303), ""
        if chosen == "html":
            made = _content(self.renderer.html(resource).encode(), "html", formats, resource, negotiated=not format)
        else:
            made = _content(resource.writers[chosen](), chosen, formats, resource, negotiated=not format)
        return made, "" if format else chosen

    def _failed(self, path: str, error: Exception, *, plain: bool) -> Answer:
        """Return the error page for *error*; details of a fault are reported and not shown."""
        if isinstance(error, (*_NOT_FOUND, *_BAD)):
            status = 404 if isinstance(error, _NOT_FOUND) else 400
            if isinstance(error, AddressError) and error.page and not plain:
                return _page_of_error(status, self.renderer.html(error.page))
            near = error.near if isinstance(error, AddressError) else ()
            return self.error(path, status, str(error), near, plain=plain)
        words = texts()["server"]
        if isinstance(error, EndpointError):
            self._report(str(error))
            return self.error(path, 502, words["endpoint"], plain=plain)
        known = isinstance(error, CakgError)
        self._report(f"{visible(path)}: {error if known else ''.join(traceback.format_exception(error))}")
        return self.error(path, 500, words["fault"], plain=plain)


def _is_plain(format: str, accept: str) -> bool:
    """Return whether the error of an address with the extension *format* is text; otherwise it is a page."""
    return format not in ("", "html") or not accepted(accept, ("html",))


def redirection(location: str, status: int = 308) -> Answer:
    """Return the answer that leads to another address; *location* is relative to the requested one."""
    headers = [("Location", location), ("Cache-Control", "no-cache"), ("Vary", "Accept"), *_safe("txt")]
    return Answer(status, encoded(headers), b"")


def _page_of_error(status: int, html: str) -> Answer:
    headers = [("Content-Type", MEDIA_TYPES["html"]), ("Cache-Control", "no-store"), *_safe("html")]
    return Answer(status, encoded(headers), html.encode())


@cache
def refusal(status: int, text: str, *headers: tuple[str, str]) -> Answer:
    """Return the error for a request that is none for a page; *text* is the name of its text."""
    return plain_text(status, texts()["server"][text], *headers)


def _not_acceptable(path: str, formats: Sequence[str]) -> Answer:
    """Return the error for a request that accepts none of *formats*: it lists them."""
    name = path.rpartition("/")[2] or "index"
    lines = [f"{media_type(format)}  {name}{'' if format == 'html' else '.' + format}" for format in formats]
    return plain_text(406, "\n".join([texts()["server"]["not_acceptable"], *lines]), ("Vary", "Accept"))


def plain_text(status: int, text: str, *headers: tuple[str, str]) -> Answer:
    """Return an error as text, for programs."""
    fixed = [("Content-Type", MEDIA_TYPES["txt"]), ("Cache-Control", "no-store"), *_safe("txt")]
    return Answer(status, encoded([*fixed, *headers]), f"{text}\n".encode())


def _content(
    body: bytes,
    format: str,
    formats: tuple[str, ...] = (),
    resource: Resource | None = None,
    *,
    negotiated: bool = False,
) -> Answer:
    vary = "Accept, Accept-Encoding" if negotiated else "Accept-Encoding"
    headers = [("Vary", vary), *_safe(format, resource.policy if resource else "")]
    if negotiated and resource and format != "html":
        name = resource.path.rpartition("/")[2] or "index"
        headers.append(("Content-Location", f"{name}.{format}"))
    return answer(body, MEDIA_TYPES[format], headers, formats if negotiated else ())


def _safe(format: str, policy: str = "") -> list[tuple[str, str]]:
    """Return the headers of safety for a content; *policy* is that of a page with scripts of its own."""
    allowed = f"{policy or POLICY}; frame-ancestors 'none'" if format == "html" else _INERT
    return [("Content-Security-Policy", allowed), *_ALWAYS]

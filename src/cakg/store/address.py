"""The address of a SPARQL endpoint: which ones are allowed, and how one is shown.

Does not open connections.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote, unquote, urlsplit, urlunsplit

from cakg.errors import EndpointError
from cakg.harmless import shortened

PORTS = {"http": 80, "https": 443}
"""The schemes that are allowed, with their usual ports."""
_REMEDY = "use the address of a SPARQL query service, such as https://example.org/sparql"
_FORBIDDEN = re.compile(r'[\x00-\x20\x7f-\xa0<>"{}|\\^`\ud800-\udfff]')
_KEPT = "/:@!$&'()*+,;=~%?[]"
"""The characters of a path or a query that need no escape, and the sign that begins one."""


@dataclass(frozen=True)
class Address:
    """The address of an endpoint, in ASCII, without name and password; a fragment is left out."""

    scheme: str
    host: str
    port: int
    path: str
    query: str
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)

    @classmethod
    def parse(cls, text: str) -> Address:
        """Return the HTTP or HTTPS address in *text*; raise :class:`EndpointError` if it is not one."""
        text = text.strip()
        scheme, _, rest = text.partition(":")
        scheme = scheme.lower()
        shown = shown_address(text)
        if scheme not in PORTS:
            raise _error(shown, "an endpoint is opened over HTTP or HTTPS only")
        if found := _FORBIDDEN.search(text):
            raise _error(shown, f"the character {found[0]!r} cannot be part of an address")
        if not rest.startswith("//"):
            raise _error(shown, "// is missing after the scheme")
        try:
            parts = urlsplit(text)
            host = (parts.hostname or "").rstrip(".").encode("idna").decode()
        except ValueError as error:
            raise _error(shown, "the host is not valid") from error
        if not re.fullmatch("[a-z0-9_.:-]{1,253}", host):
            raise _error(shown, "the host is not valid" if host else "it has no host")
        try:
            port = PORTS[scheme] if parts.port is None else parts.port
        except ValueError:
            port = 0
        if not port:
            raise _error(shown, "a port is a number from 1 to 65535")
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(scheme, host, port, quote(parts.path, _KEPT), quote(parts.query, _KEPT), user, password)

    @classmethod
    def of_endpoint(cls, text: str) -> Address:
        """Return the address in *text*, to which a query can be added; raise :class:`EndpointError` otherwise."""
        found = cls.parse(text)
        if "query" in dict(found.parameters):
            raise _error(found.shown, "it already contains a query", "leave out query=")
        return found

    @property
    def url(self) -> str:
        """The address without name and password."""
        return urlunsplit((self.scheme, self._place, self.path, self.query, ""))

    @property
    def base(self) -> str:
        """The address without its parameters."""
        return urlunsplit((self.scheme, self._place, self.path, "", ""))

    @property
    def shown(self) -> str:
        """The address without its parameters, which may contain a key; safe to print, and not too long."""
        return shortened(self.base)

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """The parameters of the address, which each request repeats."""
        return parse_qsl(self.query, keep_blank_values=True)

    @property
    def _place(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    def leads_elsewhere(self, target: Address) -> str:
        """Return in words why a redirect to *target* is refused; empty if it stays on this server.

        The same host may answer over HTTPS instead of HTTP, each on its usual port.
        """
        if target.host != self.host:
            return "another host"
        here, there = (self.scheme, self.port), (target.scheme, target.port)
        if here == there or (here == ("http", PORTS["http"]) and there == ("https", PORTS["https"])):
            return ""
        return "another port" if self.scheme == target.scheme else "another scheme or port"


def shown_address(text: str) -> str:
    """Return an address as it was given, safe to print and without name and password."""
    return shortened(re.sub("//.*@", "//", text))


def _error(shown: str, reason: str, remedy: str = _REMEDY) -> EndpointError:
    return EndpointError(f"{shown or 'an empty text'} is not the address of an endpoint: {reason}", remedy=remedy)

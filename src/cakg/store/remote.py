"""A graph behind any endpoint for SPARQL 1.1 over HTTP.

The only module that uses SPARQLWrapper, which is imported for the first query. Sends a user agent, sets a timeout,
waits when the endpoint asks for it, and rejects incomplete answers.
"""

from __future__ import annotations

import http.client
import json
import re
import time
import urllib.error
import warnings
from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import pyoxigraph

from cakg.errors import EndpointError, QuerySyntaxError
from cakg.store.limits import DEFAULT_LIMITS, Limits
from cakg.store.protocol import Engine, Result, Solutions
from cakg.store.syntax import NOT_A_QUERY, READ_ONLY
from cakg.vocabulary import BASE, with_prefixes

LONG = 1500  # characters of a query that fit into a URL on every server
PASSING = frozenset({429, 502, 503, 504})  # errors after which another try may succeed
TRIES = 4
LONGEST_PAUSE = 60.0
CHUNK = 1 << 16
_ADDRESS = "check that this is the address of a SPARQL query service; many end in /query or /sparql"
_COMMENT = re.compile(r"(?:^|\s)#.*$", re.MULTILINE)


@dataclass(eq=False)
class RemoteStore(Engine):
    """A graph behind a SPARQL endpoint.

    *limits* apply to each query. *contact* is an address for those who run the endpoint. *sleep*
    and *clock* are for tests.
    """

    endpoint: str
    _: KW_ONLY
    limits: Limits = DEFAULT_LIMITS
    contact: str = ""
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.time

    def query(self, sparql: str) -> Result:
        """Answer any query; see :meth:`Engine.query`.

        Raises :class:`EndpointError` if there is no complete answer.
        """
        request = self._request(with_prefixes(sparql))
        attempt = 0
        while True:
            attempt += 1
            try:
                return self._read(*self._send(request))
            except urllib.error.HTTPError as error:
                with error:
                    self._wait_or_raise(error, attempt)

    def _request(self, sparql: str) -> Any:
        from SPARQLWrapper import GET, JSON, POST, TURTLE, SPARQLWrapper

        wrapper = SPARQLWrapper(self.endpoint, agent=_agent(self.contact))
        wrapper.setOnlyConneg(True)
        wrapper.setTimeout(max(1, round(self.limits.seconds)))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # the endpoint reports the same problems more clearly
            wrapper.setQuery(_COMMENT.sub("", sparql))  # in a comment, a word like "move" looks like an update to it
        wrapper.queryString = sparql
        if wrapper.isSparqlUpdateRequest():
            raise QuerySyntaxError(NOT_A_QUERY, remedy=READ_ONLY)
        wrapper.setReturnFormat(JSON if wrapper.queryType in ("SELECT", "ASK") else TURTLE)
        wrapper.setMethod(POST if len(sparql) > LONG else GET)
        return wrapper

    def _send(self, request: Any) -> tuple[bytes, str]:
        """Return the body of the answer and its media type. An HTTPError is raised, since a later try may succeed."""
        from SPARQLWrapper.SPARQLExceptions import QueryBadFormed, SPARQLWrapperException

        deadline = time.monotonic() + self.limits.seconds
        try:
            with request.query().response as response:
                return self._body(response, deadline), response.headers.get_content_type()
        except QueryBadFormed as error:
            raise QuerySyntaxError(f"{self.endpoint} does not accept the query: {_server_message(error)}") from error
        except SPARQLWrapperException as error:
            raise self._failure(f"refuses the query: {_server_message(error)}") from error
        except urllib.error.HTTPError:
            raise
        except http.client.IncompleteRead as error:
            raise self._failure("closed the connection before the answer was complete") from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            reason = getattr(error, "reason", error)
            if isinstance(reason, TimeoutError):
                late = f"did not answer completely within {self.limits.seconds:g} seconds"
                raise self._failure(late, "limit the query, or try again later") from error
            raise self._failure(f"cannot be reached: {reason or type(error).__name__}") from error

    def _body(self, response: http.client.HTTPResponse, deadline: float) -> bytes:
        """Return all of *response*. The timeout of the socket is not enough: it starts again with every chunk."""
        body = bytearray()
        while chunk := response.read1(CHUNK):
            body += chunk
            if time.monotonic() > deadline:
                raise TimeoutError
        if response.length:
            raise http.client.IncompleteRead(bytes(body))
        return bytes(body)

    def _read(self, body: bytes, media_type: str) -> Result:
        """Return the parsed *body*; raise if it is cut off, even if the status was 200."""
        results = pyoxigraph.QueryResultsFormat.from_media_type(media_type)
        triples = pyoxigraph.RdfFormat.from_media_type(media_type)
        try:
            if results is not None:
                found = pyoxigraph.parse_query_results(body, results)
                if isinstance(found, pyoxigraph.QuerySolutions):
                    return Solutions.of(found)
                if results == pyoxigraph.QueryResultsFormat.JSON:
                    json.loads(body)  # the parser does not read beyond the answer
                return bool(found)
            if triples is not None:
                quads = pyoxigraph.parse(body, triples)
                return list(dict.fromkeys(quad.triple for quad in quads))
        except (SyntaxError, ValueError) as error:
            raise self._failure(f"returned invalid {media_type}: {error}") from error
        raise self._failure(f"returned {media_type}, which is not an answer to a query")

    def _wait_or_raise(self, error: urllib.error.HTTPError, attempt: int) -> None:
        pause = self._pause(error, attempt)
        if error.code not in PASSING or attempt == TRIES or pause > LONGEST_PAUSE:
            again = f"; it asks clients to wait {pause:.0f} seconds" if pause > LONGEST_PAUSE else ""
            raise self._failure(f"returned {error.code} {error.reason}{again}") from error
        self.sleep(pause)

    def _pause(self, error: urllib.error.HTTPError, attempt: int) -> float:
        """Return the seconds to wait: from Retry-After, in either form, else twice as many for each attempt."""
        retry_after = (error.headers.get("Retry-After") or "").strip()
        if retry_after.isdigit():
            return float(retry_after)
        try:
            return max(0.0, parsedate_to_datetime(retry_after).timestamp() - self.clock())
        except ValueError:
            return float(2 ** (attempt - 1))

    def _failure(self, what: str, remedy: str = _ADDRESS) -> EndpointError:
        return EndpointError(f"{self.endpoint} {what}", remedy=remedy)


def _agent(contact: str) -> str:
    try:
        release = version("cakg")
    except PackageNotFoundError:  # run from a checkout that was never installed
        release = "unreleased"
    return f"cakg/{release} (+{BASE}{f'; {contact}' if contact else ''})"


def _server_message(error: Exception) -> str:
    """Return the first line of the endpoint's answer, without the bytes literal that SPARQLWrapper makes of it."""
    _, _, response = str(error).partition("Response:\n")
    text = response.strip()
    if text[:2] in ("b'", 'b"'):
        text = text[2:-1].encode("latin-1", "replace").decode("unicode_escape", "replace")
    return text.splitlines()[0][:300] if text else str(error).partition(".")[0]

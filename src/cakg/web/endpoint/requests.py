"""Reads a request of the SPARQL 1.1 Protocol: the query, its dataset, its time, and the formats that it accepts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from cakg.web.bounds import Bounds
from cakg.web.endpoint.frames import ROW_FORMATS, TRIPLE_FORMATS, Query
from cakg.web.forms import FORM, RequestError, media_type, pairs, text_of
from cakg.web.negotiation import best
from cakg.web.services import Request

LONGEST_BODY = 1 << 20
"""How many bytes a request may send."""
_QUERY = "application/sparql-query"
_OF_PAGE = ("default-graph-uri", "timeout")
"""The parameters that have a field in the page for queries, beside the query."""
NOT_ACCEPTABLE = f"answers are available as {', '.join([*ROW_FORMATS, *TRIPLE_FORMATS])}"
"""The error for a request that accepts none of the formats."""


def asked(request: Request, bounds: Bounds) -> Query | None:
    """Return the query of a request; None if it has none and asks for the description of the service.

    Raises :class:`RequestError`.
    """
    given = _read(request)
    if request.method != "POST" and not given:
        return None
    _check(request.method, given)
    rows, triples = best(request.accept, tuple(ROW_FORMATS)), best(request.accept, tuple(TRIPLE_FORMATS))
    if not rows and not triples:
        raise RequestError(406, NOT_ACCEPTABLE)
    return Query(
        text=given["query"][0],
        rows=rows,
        triples=triples,
        seconds=_seconds(given.get("timeout", []), bounds),
        largest=bounds.answer,
        base=request.address,
        default_graphs=tuple(given.get("default-graph-uri", ())),
        named_graphs=tuple(given.get("named-graph-uri", ())),
    )


def wants_page(request: Request, bounds: Bounds) -> bool:
    """Return whether a browser opens a link to a query, and so gets the page that shows it instead of the result.

    The page has fields for one graph and the time. Raises :class:`RequestError`.
    """
    formats = (*ROW_FORMATS, *TRIPLE_FORMATS, "text/html")
    if request.method == "POST" or best(request.accept, formats) != "text/html":
        return False
    given = _read(request)
    if "query" not in given or given.keys() - {"query", *_OF_PAGE} or any(len(values) > 1 for values in given.values()):
        return False
    _check(request.method, given)
    _seconds(given.get("timeout", ()), bounds)
    return True


def _read(request: Request) -> dict[str, list[str]]:
    """Return the parameters of the address and those of the body, in which a query may stand alone."""
    if request.method != "POST":
        return pairs(request.parameters, "address")
    kind = media_type(request)
    if kind not in (FORM, _QUERY):
        remedy = f"send {_QUERY}, or {FORM} with the parameter query"
        raise RequestError(415, f"the media type of the body is {kind or 'not named'}", remedy=remedy)
    given = pairs(request.parameters, "address")
    body = {"query": [text_of(request)]} if kind == _QUERY else pairs(text_of(request), "body")
    for name, values in body.items():
        given.setdefault(name, []).extend(values)
    return given


def _check(method: str, given: Mapping[str, Sequence[str]]) -> None:
    """Raise the error for parameters that a query does not have."""
    changes = [name for name in ("update", "using-graph-uri", "using-named-graph-uri") if name in given]
    if changes:
        raise RequestError(403 if method == "POST" else 400, f"{changes[0]} is for updates, and the graph is read-only")
    number = len(given.get("query", ()))
    if number != 1:
        what = "there is no query" if not number else f"there are {number} queries"
        raise RequestError(400, what, remedy="send one query, as the parameter query or as the body")
    for name in ("default-graph-uri", "named-graph-uri"):
        for iri in given.get(name, ()):
            if not _is_iri(iri):
                raise RequestError(400, f"{name} {iri[:200]!r} is not an absolute IRI")


def _is_iri(text: str) -> bool:
    try:
        return bool(urlsplit(text).scheme) and not any(sign in text for sign in '<>"{}|^`\\ ') and text.isprintable()
    except ValueError:
        return False


def _seconds(given: Sequence[str], bounds: Bounds) -> float:
    """Return the time of the query; no more than the endpoint allows."""
    if not given:
        return bounds.seconds
    try:
        return bounds.seconds_of(given[-1])
    except ValueError:
        remedy = f"give seconds, such as timeout=5; at most {bounds.most_seconds:g} count"
        raise RequestError(400, f"timeout {given[-1][:50]!r} is not a number of seconds", remedy=remedy) from None

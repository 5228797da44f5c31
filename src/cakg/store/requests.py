"""Requests of the SPARQL 1.1 Protocol and of the Graph Store Protocol, as urllib sends them.

The only module that uses SPARQLWrapper, which is imported for the first request. Does not send anything.
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import IO
from urllib.parse import urlencode
from urllib.request import Request

from cakg.store.address import Address
from cakg.store.answers import ROWS
from cakg.vocabulary import BASE

LONG = 1500
"""How many characters of a query fit into a URL on every server."""


def query_request(address: Address, sparql: str, form: str, contact: str = "") -> Request:
    """Return the request for a query of the *form* SELECT, ASK, CONSTRUCT or DESCRIBE."""
    from SPARQLWrapper import GET, JSON, POST, TURTLE, SPARQLWrapper

    method = POST if len(sparql) > LONG else GET
    wrapper = SPARQLWrapper(address.base if method == GET else address.url, agent=agent(contact))
    for name, value in address.parameters if method == GET else ():
        wrapper.addParameter(name, value)
    if address.user:
        wrapper.setCredentials(address.user, address.password)
    wrapper.setOnlyConneg(True)
    wrapper.setMethod(method)
    wrapper.setReturnFormat(JSON if form in ROWS else TURTLE)
    # Its own search for the form takes "load" in an IRI for an update. Its way to send follows any redirect.
    wrapper.queryString, wrapper.queryType = sparql, form
    request: Request = wrapper._createRequest()
    return request


def update_request(address: Address, sparql: str) -> Request:
    """Return the request for an update, without credentials."""
    from SPARQLWrapper import INSERT, POST, POSTDIRECTLY, SPARQLWrapper

    wrapper = SPARQLWrapper(address.url, agent=agent())
    wrapper.setMethod(POST)
    wrapper.setRequestMethod(POSTDIRECTLY)
    wrapper.queryString, wrapper.queryType = sparql, INSERT  # any form of update gives the same request
    request: Request = wrapper._createRequest()
    return request


def graph_request(
    address: Address, method: str, graph: str, triples: bytes | IO[bytes] = b"", size: int | None = None
) -> Request:
    """Return the request of the Graph Store Protocol that sends *triples*, in N-Triples, to *graph*.

    *method* is ``POST``, which adds them, ``PUT``, which replaces the graph by them, or ``GET``, which reads the graph.
    *size* is the number of bytes in a file with triples. An empty *graph* is the default graph. There are no
    credentials.
    """
    named = urlencode({"graph": graph}) if graph else "default"
    place = f"{address.url}{'&' if address.query else '?'}{named}"
    headers = {"User-Agent": agent(), "Accept" if method == "GET" else "Content-Type": "application/n-triples"}
    if size is not None:
        headers["Content-Length"] = str(size)
    return Request(place, None if method == "GET" else triples, headers, method=method)


def agent(contact: str = "") -> str:
    """Return the user agent, with *contact* for those who run an endpoint."""
    try:
        release = version("cakg")
    except PackageNotFoundError:  # run from a checkout that was never installed
        release = "unreleased"
    return f"cakg/{release} (+{BASE}{f'; {contact}' if contact else ''})"

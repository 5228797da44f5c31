"""Changes the graphs of a SPARQL store: adds triples, drops a graph, moves one to the place of another.

Triples are added by the Graph Store Protocol or by INSERT DATA. Does not know why.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from urllib.request import Request

from cakg.harmless import shortened
from cakg.store.address import Address
from cakg.store.batches import Batch, Triples
from cakg.store.exchange import Exchange, Reply
from cakg.store.faults import ASK_FOR_LESS, TRY_LATER, Fault, explanation, needs_much
from cakg.store.limits import Limits
from cakg.store.login import PASSWORD, USER, Login
from cakg.store.places import Places
from cakg.store.requests import graph_request, update_request
from cakg.store.retrying import PASSING, Retrying

SMALLER = "send smaller batches with --batch, or wait longer with --timeout SECONDS"
_UNDONE = frozenset({429, 503})
"""The statuses that say that nothing was done, so that another try does nothing twice."""
_LARGE = re.compile(r"too (?:large|long|big|many)|body (?:size )?limit|exceed|limit of \d+", re.IGNORECASE)
_FORBIDDEN = re.compile(r"permission|not (?:allowed|authori[sz]ed|permitted)|read[- ]?only|forbidden", re.IGNORECASE)
_STATUSES = {
    404: ("takes no triples at this address", "give its addresses with --update URL or --graph-store URL"),
    405: ("takes no triples at this address", "give its addresses with --update URL or --graph-store URL"),
    415: ("does not accept triples as SPARQL 1.1 defines it", "try --by update or --by graph-store"),
    429: ("gets too many requests", TRY_LATER),
    502: ("is not available at present", TRY_LATER),
    503: ("is not available at present", TRY_LATER),
    504: ("is not available at present, or needs too long", SMALLER),
    507: ("has no space left", "free space in the store"),
}


_BY_ROWS = "DEFINE sql:log-enable 3"
"""Lets Virtuoso end a transaction with each row. One of a million triples would exceed its limit, 50 MB of log."""


_NOTHING = "DROP SILENT GRAPH <https://w3id.org/cakg/graph/unfinished->"
"""An update that changes nothing."""


class TooLarge(Fault):
    """A store refuses a request because of its size."""


class Updater:
    """Changes the graphs of the store at *places*; each request may take the time in *limits*.

    With *by_graph_store*, triples are sent by the Graph Store Protocol, otherwise by SPARQL Update. *retrying* waits
    for a store that is busy. All methods raise :class:`Fault` if the store does not do it.
    """

    def __init__(
        self, places: Places, login: Login, limits: Limits, retrying: Retrying, *, by_graph_store: bool
    ) -> None:
        self.places, self.login, self.limits, self.retrying = places, login, limits, retrying
        self.by_graph_store = by_graph_store
        self.server = ""
        """What the store says that it is, after the first request; empty if it does not."""
        self._asked = False
        self.updates = places.update is not None
        """Whether the store takes SPARQL Update."""

    @property
    def is_virtuoso(self) -> bool:
        """Whether the store says that it is Virtuoso; false before the first request."""
        return "virtuoso" in self.server.lower()

    @property
    def address(self) -> Address:
        """The address to which triples are sent."""
        found = self.places.graph_store if self.by_graph_store else self.places.update
        assert found is not None, "the caller checks this"
        return found

    def add(self, batch: Batch, graph: str, *, replace: bool = False) -> None:
        """Add *batch* to *graph*, an IRI or empty for the default graph; with *replace*, it replaces the graph.

        Sending the same batch again changes nothing. Raises :class:`TooLarge` if the store takes less at once.
        """
        if self.by_graph_store:
            method = "PUT" if replace else "POST"
            self._send(self.address, lambda: graph_request(self.address, method, graph, batch.data))
            return
        inside = batch.data.decode()
        text = f"INSERT DATA {{ GRAPH <{graph}> {{\n{inside}}} }}" if graph else f"INSERT DATA {{\n{inside}}}"
        self._send(self.address, lambda: update_request(self.address, text))

    def add_all(self, triples: Triples, graph: str, *, times: int) -> None:
        """Add all *triples* to *graph* in one request of the Graph Store Protocol."""
        self._send(
            self.address,
            lambda: graph_request(self.address, "POST", graph, size=triples.size, triples=triples.open()),
            times=times,
        )

    def read(self, graph: str, *, times: int) -> bytes:
        """Return the triples of *graph* in N-Triples, by the Graph Store Protocol."""
        return self._send(self.address, lambda: graph_request(self.address, "GET", graph), times=times).body

    def run(self, sparql: str, *, times: int) -> None:
        """Run the update *sparql*, once."""
        self._update(sparql, times=times, passing=_UNDONE)

    def drop(self, graph: str, *, times: int = 1) -> None:
        """Remove the graph with the IRI *graph*, if it is there; it may take *times* as long as another request."""
        self._update(f"DROP SILENT GRAPH <{graph}>", times=times)

    def move(self, graph: str, target: str, *, times: int) -> None:
        """Replace *target*, an IRI or empty for the default graph, by *graph*, which is then gone.

        It may take *times* as long as another request. Most stores show readers the old graph until it is done;
        Virtuoso shows a part of the graph meanwhile. To write only the differences would be faster, but Oxigraph needs
        a time for this that grows with the square of the number of triples that were deleted before.
        """
        place = f"GRAPH <{target}>" if target else "DEFAULT"
        self._update(f"MOVE GRAPH <{graph}> TO {place}", times=times, passing=_UNDONE)

    def _update(self, sparql: str, *, times: int = 1, passing: Collection[int] = PASSING) -> None:
        address = self.places.update
        assert address is not None, "the caller checks this"
        if not self._asked:  # a small request first: the answer says what the store is
            self._asked = True
            self._send(address, lambda: update_request(address, _NOTHING))
        if self.is_virtuoso:
            sparql = f"{_BY_ROWS} {sparql}"
        self._send(address, lambda: update_request(address, sparql), times=times, passing=passing)

    def _send(
        self, address: Address, make: Callable[[], Request], *, times: int = 1, passing: Collection[int] = PASSING
    ) -> Reply:
        limits = self.limits._replace(seconds=self.limits.seconds * times, answer=self.limits.answer * times)
        exchange = Exchange(address, limits)
        try:
            reply, again = self.retrying.reply(lambda: self.login.send(exchange, make()), _is_large, passing)
        except Fault as fault:
            late = fault.remedy.startswith(ASK_FOR_LESS)
            raise Fault(f"{address.shown} {fault.what}", SMALLER if late else fault.remedy) from fault
        self.server = reply.headers.get("Server", self.server)
        if reply.status >= 300:
            raise self._fault(address, reply, again)
        return reply

    def _fault(self, address: Address, reply: Reply, again: str) -> Fault:
        said = _said(reply)
        if reply.status == 401:
            what, remedy = "needs a user name and a password", f"set {USER} and {PASSWORD} in the environment"
            if self.login:
                what, remedy = "does not accept the user name and the password", f"check {USER} and {PASSWORD}"
        elif reply.status == 403 or _FORBIDDEN.search(said):
            what = "does not allow this user to change the graph"
            remedy = f"name a user who may, with {USER} and {PASSWORD}, or ask its operators"
        elif _is_large(reply):
            what, remedy = "refuses a request of this size", SMALLER
        else:
            what, remedy = _STATUSES.get(reply.status, ("refuses the request", "correct what its message names"))
        explained = f": {said}" if said else ""
        kind = TooLarge if _is_large(reply) else Fault
        return kind(
            f"{address.shown} {what}{again}: it returned {reply.status} {shortened(reply.reason)}".rstrip() + explained,
            remedy,
        )


def _said(reply: Reply) -> str:
    return explanation(reply.body, reply.headers.get_content_type(), "", skip=reply.reason)


def _is_large(reply: Reply) -> bool:
    """Return whether a store refuses a request because it is too large."""
    if reply.status == 413:
        return True
    said = _said(reply) if reply.status in (400, 500) else ""
    return bool(said) and not _FORBIDDEN.search(said) and (needs_much(said) or _LARGE.search(said) is not None)

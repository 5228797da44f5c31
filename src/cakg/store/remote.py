"""A graph behind any endpoint for SPARQL 1.1 over HTTP.

Sends a user agent, waits when the endpoint asks for it, and rejects incomplete answers.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass, field
from urllib.request import Request

from cakg.errors import BadValueError, EndpointError, QuerySyntaxError
from cakg.harmless import is_text, shortened
from cakg.store.address import Address
from cakg.store.answers import result_of
from cakg.store.exchange import Exchange, Reply
from cakg.store.faults import TRY_LATER, Fault, explanation, is_late, needs_much, of_status
from cakg.store.limits import DEFAULT_LIMITS, Limits
from cakg.store.login import Login
from cakg.store.protocol import Engine, Result, Solutions
from cakg.store.requests import query_request
from cakg.store.retrying import Retrying
from cakg.store.scan import columns, query_form
from cakg.vocabulary import with_prefixes


@dataclass(eq=False)
class RemoteStore(Engine):
    """A graph behind a SPARQL endpoint.

    *endpoint* is an HTTP or HTTPS address. A user name and a password in it are removed and never shown.
    *limits* apply to each query. The time is for all tries and redirects together, without the pauses between tries.
    *contact* is an address for those who run the endpoint. *login* is sent if the endpoint asks for one. *sleep* and
    *clock* are for tests.

    Raises :class:`EndpointError` if the address is not one of HTTP or HTTPS.
    """

    endpoint: str
    _: KW_ONLY
    limits: Limits = DEFAULT_LIMITS
    contact: str = ""
    login: Login = field(default_factory=Login)
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.time

    def __post_init__(self) -> None:
        self._address = Address.of_endpoint(self.endpoint)
        self.endpoint = self._address.url
        self._moved: str = ""
        if not (self.contact.isascii() and self.contact.isprintable()):
            remedy = "give an e-mail address or a web address, in ASCII"
            raise BadValueError(f"the contact {self.contact!r} cannot be sent", remedy=remedy)

    @property
    def shown(self) -> str:
        """The address without name, password and parameters, for everybody to read."""
        return self._address.shown

    def query(self, sparql: str) -> Result:
        """Answer any query; see :meth:`Engine.query`.

        Raises :class:`EndpointError` if there is no complete answer.
        """
        sparql = with_prefixes(sparql)
        form = query_form(sparql)
        if not is_text(sparql):
            raise QuerySyntaxError("the query is not Unicode: it has half of a surrogate pair")
        exchange = Exchange(self._address, self.limits)
        try:
            reply = self._reply(exchange, query_request(self._address, sparql, form, self.contact), sparql)
            return _with_columns(result_of(reply, form, sparql, self.limits), columns(sparql))
        except Fault as fault:
            place = exchange.place.shown
            via = f", which redirects to {place}," if place != self._address.shown else ""
            raise EndpointError(f"{self._address.shown}{via} {fault.what}", remedy=fault.remedy) from fault

    def _reply(self, exchange: Exchange, request: Request, sparql: str) -> Reply:
        """Return a reply with a status of success; try again if the endpoint is busy."""

        def send() -> Reply:
            reply = self.login.send(exchange, request)
            if exchange.place.shown not in (self._address.shown, self._moved):
                self._moved = exchange.place.shown
                self._tell(f"redirects to {self._moved}")
            return reply

        def said(reply: Reply) -> str:
            return explanation(reply.body, reply.headers.get_content_type(), sparql, skip=reply.reason)

        def is_hopeless(reply: Reply) -> bool:
            return is_late(said(reply)) or needs_much(said(reply))

        reply, again = Retrying(self._tell, self.sleep, self.clock).reply(send, is_hopeless)
        if reply.status < 300:
            return reply
        if reply.status == 400 and not is_hopeless(reply):
            problem = said(reply) or f"400 {reply.reason}"
            raise QuerySyntaxError(
                f"{self._address.shown} does not accept the query: {problem}",
                remedy="check the query; some endpoints take only a part of SPARQL 1.1",
            )
        raise of_status(reply.status, reply.reason, said(reply), again=again, named=bool(self._address.user))

    def _tell(self, what: str) -> None:
        """Log a warning, which goes to standard error unless the program says otherwise."""
        from logging import getLogger

        getLogger("cakg").warning("%s %s", self._address.shown, what)


def _with_columns(found: Result, wanted: tuple[str, ...] | None) -> Result:
    """Return rows with the columns that the query names, in its order; raise :class:`Fault` if they have others."""
    if not wanted or not isinstance(found, Solutions) or found.variables == wanted:
        return found
    if sorted(found.variables) != sorted(wanted):
        named = [shortened(", ".join(names)) or "none" for names in (found.variables, wanted)]
        raise Fault(f"answered another query: it returned the columns {named[0]} instead of {named[1]}", TRY_LATER)
    order = [found.variables.index(name) for name in wanted]
    return Solutions(wanted, [tuple(row[place] for place in order) for row in found.rows])

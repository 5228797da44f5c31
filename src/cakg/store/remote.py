"""A graph behind any endpoint for SPARQL 1.1 over HTTP.

The only module that uses SPARQLWrapper, which is imported for the first query. Sends a user agent, waits when the
endpoint asks for it, and rejects incomplete answers.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from importlib.metadata import PackageNotFoundError, version
from urllib.request import Request

from cakg.errors import BadValueError, EndpointError, QuerySyntaxError
from cakg.harmless import is_text, shortened
from cakg.store.address import Address
from cakg.store.answers import ROWS, result_of
from cakg.store.exchange import Exchange, Reply
from cakg.store.faults import TRY_LATER, Fault, explanation, is_late, needs_much, of_status, seconds_to_wait
from cakg.store.limits import DEFAULT_LIMITS, Limits
from cakg.store.protocol import Engine, Result, Solutions
from cakg.store.scan import columns, query_form
from cakg.vocabulary import BASE, with_prefixes

LONG = 1500  # characters of a query that fit into a URL on every server
PASSING = frozenset({429, 502, 503, 504})  # errors after which another try may succeed
TRIES = 4
LONGEST_PAUSE = 60.0
LONG_PAUSE = 5.0  # seconds after which users wonder what happens


@dataclass(eq=False)
class RemoteStore(Engine):
    """A graph behind a SPARQL endpoint.

    *endpoint* is an HTTP or HTTPS address. A user name and a password in it are removed and never shown.
    *limits* apply to each query. The time is for all tries and redirects together, without the pauses between tries.
    *contact* is an address for those who run the endpoint. *sleep* and *clock* are for tests.

    Raises :class:`EndpointError` if the address is not one of HTTP or HTTPS.
    """

    endpoint: str
    _: KW_ONLY
    limits: Limits = DEFAULT_LIMITS
    contact: str = ""
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
            reply = self._reply(exchange, self._request(sparql, form), sparql)
            return _with_columns(result_of(reply, form, sparql, self.limits), columns(sparql))
        except Fault as fault:
            place = exchange.place.shown
            via = f", which redirects to {place}," if place != self._address.shown else ""
            raise EndpointError(f"{self._address.shown}{via} {fault.what}", remedy=fault.remedy) from fault

    def _request(self, sparql: str, form: str) -> Request:
        from SPARQLWrapper import GET, JSON, POST, TURTLE, SPARQLWrapper

        method = POST if len(sparql) > LONG else GET
        place = self._address.base if method == GET else self._address.url
        wrapper = SPARQLWrapper(place, agent=_agent(self.contact))
        for name, value in self._address.parameters if method == GET else ():
            wrapper.addParameter(name, value)
        if self._address.user:
            wrapper.setCredentials(self._address.user, self._address.password)
        wrapper.setOnlyConneg(True)
        wrapper.setMethod(method)
        wrapper.setReturnFormat(JSON if form in ROWS else TURTLE)
        # Its own search for the form takes "load" in an IRI for an update. Its way to send follows any redirect.
        wrapper.queryString, wrapper.queryType = sparql, form
        request: Request = wrapper._createRequest()
        return request

    def _reply(self, exchange: Exchange, request: Request, sparql: str) -> Reply:
        """Return a reply with a status of success; try again if the endpoint is busy."""
        for attempt in range(1, TRIES + 1):
            reply = exchange.send(request)
            if exchange.place.shown not in (self._address.shown, self._moved):
                self._moved = exchange.place.shown
                self._tell(f"redirects to {self._moved}")
            if reply.status < 300:
                return reply
            said = explanation(reply.body, reply.headers.get_content_type(), sparql, skip=reply.reason)
            hopeless = is_late(said) or needs_much(said)
            if reply.status == 400 and not hopeless:
                problem = said or f"400 {reply.reason}"
                raise QuerySyntaxError(
                    f"{self._address.shown} does not accept the query: {problem}",
                    remedy="check the query; some endpoints take only a part of SPARQL 1.1",
                )
            asked = seconds_to_wait(reply.headers.get_all("Retry-After", []), self.clock())
            pause = float(2 ** (attempt - 1)) if asked is None else asked
            if reply.status not in PASSING or hopeless or attempt == TRIES or pause > LONGEST_PAUSE:
                break
            if pause > LONG_PAUSE:
                self._tell(f"asks clients to wait {_duration(pause)}")
            self.sleep(pause)
        again = f" and asks clients to wait {_duration(pause)}" if pause > LONGEST_PAUSE else ""
        raise of_status(reply.status, reply.reason, said, again=again, named=bool(self._address.user))

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


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} seconds" if seconds <= 86_400 else "more than a day"


def _agent(contact: str) -> str:
    try:
        release = version("cakg")
    except PackageNotFoundError:  # run from a checkout that was never installed
        release = "unreleased"
    return f"cakg/{release} (+{BASE}{f'; {contact}' if contact else ''})"

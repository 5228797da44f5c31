"""``cakg publish``: puts the graph into a SPARQL store."""

from __future__ import annotations

import os
import sys
import time
from argparse import Namespace
from typing import cast

from cakg.cli.arguments import UsageError, command, graph_from, grouped, limits_from, maximum, option
from cakg.cli.output import print_message, print_text
from cakg.graph import is_address
from cakg.questions.catalogue import quoted
from cakg.store.limits import MIB
from cakg.store.local import LocalStore
from cakg.tables import counted
from cakg.vocabulary import GRAPH


@command(
    option("url", metavar="URL", help="the address of the store's query service"),
    option(
        "--into",
        metavar="IRI",
        default=GRAPH,
        help=f"the named graph that is replaced (default: {GRAPH}); default: the default graph of the store",
    ),
    option(
        "--by",
        choices=("graph-store", "update"),
        default="",
        help="how triples are sent; by default as the Graph Store Protocol if there is an address for it",
    ),
    *grouped(
        "addresses, where they cannot be guessed from URL",
        option("--update", metavar="URL", default="", help="the SPARQL update service"),
        option("--graph-store", metavar="URL", default="", help="the graph store"),
    ),
    *grouped("limits", maximum("--batch", "MIB", 8, "send at most this much in a request")),
    examples="""\
cakg publish http://127.0.0.1:7878
cakg publish https://example.org/sparql --into https://example.org/cakg
cakg publish http://127.0.0.1/ds --update http://127.0.0.1/ds/update""",
    note="CAKG_USER and CAKG_PASSWORD in the environment are the user name and password.\n"
    "--timeout is the time for one batch. docs/publish.md explains stores and errors.",
)
def publish(given: Namespace) -> int:
    """Put the graph, with derived triples, into a SPARQL 1.1 store, and compare what the store has at the end.

    Readers see the old graph until the new one is complete, if the store allows it. After an error, the same command
    continues or starts again. If the store has the same triples already, nothing is sent.
    """
    from cakg.store.address import Address
    from cakg.store.login import Login
    from cakg.store.places import Places
    from cakg.store.plan import Plan, Progress
    from cakg.store.publishing import publish as put

    if given.graph and is_address(given.graph):
        raise UsageError(
            "cakg publish: --graph is an endpoint", remedy="give a directory, or a store of `cakg build`, to publish"
        )
    named = Address.of_endpoint(given.url)
    login = Login.of(os.environ, named.user, named.password)
    places = Places.of(given.url, update=given.update, graph_store=given.graph_store, named=bool(login))
    kg = graph_from(given)
    by_graph_store = given.by == "graph-store" or (not given.by and places.graph_store is not None)
    if not (places.graph_store if by_graph_store else places.update):
        missing = "graph-store" if by_graph_store else "update"
        raise UsageError(f"cakg publish: --by {missing} needs an address", remedy=f"give --{missing} URL")
    plan = Plan(places, _graph(given.into), by_graph_store, int(given.batch * MIB), limits_from(given))
    start, line = time.monotonic(), _Line()
    done = put(cast("LocalStore", kg.engine), plan, login, Progress(line.say, line.done))
    sent = f"{done.sent:,} sent in {time.monotonic() - start:.0f} s" if done.changed else "all there already"
    print_text(f"{counted(done.triples, 'triple')}, {sent}; open the graph with --graph {quoted(plan.address)}")
    if done.left:
        print_message(done.left)
    return 1 if done.left else 0


def _graph(text: str) -> str:
    """Return the IRI of the graph; an empty text for ``default``."""
    from pyoxigraph import NamedNode

    if text == "default":
        return ""
    try:
        return NamedNode(text).value
    except ValueError as error:
        raise UsageError(
            f"cakg publish: --into {text!r} is not an IRI", remedy=f"write it as {GRAPH}, or default"
        ) from error


class _Line:
    """Shows steps, and in a terminal the number of triples sent, on standard error."""

    def __init__(self) -> None:
        self._open = False

    def say(self, text: str) -> None:
        """Show a step on a line of its own."""
        self._clear()
        print_message(text)

    def done(self, number: int, total: int) -> None:
        """Replace the numbers in the last line."""
        if sys.stderr.isatty():
            print(f"\r\033[K{number:,} of {total:,} triples", end="", file=sys.stderr, flush=True)
            self._open = number < total
            if not self._open:
                print("\r\033[K", end="", file=sys.stderr, flush=True)

    def _clear(self) -> None:
        if self._open:
            print(file=sys.stderr)
            self._open = False

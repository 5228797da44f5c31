"""Puts a graph into a SPARQL store: beside the old one, then in its place, and compares what the store has.

A run that was interrupted leaves triples in a graph of their own. Its name follows from the triples and their order, so
the next run with the same graph finds them there and continues; with another graph it removes them.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256

from cakg.errors import CakgError, EndpointError
from cakg.store.at_once import is_able, replace_at_once
from cakg.store.batches import Batch, Triples, triples_of
from cakg.store.faults import Fault
from cakg.store.limits import MIB
from cakg.store.local import LocalStore
from cakg.store.login import Login
from cakg.store.plan import Plan, Progress, Published
from cakg.store.protocol import Engine, text_of
from cakg.store.remote import RemoteStore
from cakg.store.retrying import Retrying
from cakg.store.tallies import Tallies, pattern
from cakg.store.updating import TooLarge, Updater
from cakg.tables import counted
from cakg.vocabulary import CAKG, GRAPH

_SHOWN = 5
"""How many differences a message lists."""
_LEFTOVER = re.compile("[0-9a-f]{16}")
_LOCAL = ("localhost", "::1")


class PublishError(EndpointError):
    """A graph was not published, or not completely; the message says what the store has now."""


def publish(store: LocalStore, plan: Plan, login: Login, progress: Progress) -> Published:
    """Make the graph in a SPARQL store equal to *store*, with its derived triples.

    Nothing is sent if it is equal already. Raises :class:`PublishError` if the store does not take it, is slow or ends.
    """
    with triples_of(store.store) as triples:
        return _Run(store, triples, plan, login, progress).run()


class _Run:
    def __init__(self, store: LocalStore, triples: Triples, plan: Plan, login: Login, progress: Progress) -> None:
        self.triples, self.plan, self.progress = triples, plan, progress
        self.content = _content_hash(store, "")
        self.times = 1 + triples.size // plan.batch
        """How often the time of a request is given to one that concerns the whole graph."""
        whole = plan.limits._replace(seconds=plan.limits.seconds * self.times)
        self.engine = RemoteStore(plan.places.query.url, limits=whole, login=replace(login))
        retrying = Retrying(lambda what: progress.say(f"{self.updater.address.shown} {what}"))
        self.updater = Updater(plan.places, login, plan.limits, retrying, by_graph_store=plan.by_graph_store)
        self.size = plan.batch
        self.sent = 0
        self.warned = False
        key = sha256(f"{triples.digest} {plan.graph}".encode()).hexdigest()[:16]
        self.beside = f"{plan.graph or GRAPH}/unfinished-{key}"
        """The graph that takes the triples, until it is complete."""

    def run(self) -> Published:
        named = f"<{self.plan.graph}>" if self.plan.graph else "the default graph"
        if self._is_equal(self.plan.graph):
            self.progress.say(f"{named} has these triples already")
            left = ""
            try:
                self._remove_leftovers(keep="")
            except PublishError as error:
                left = f"triples of an interrupted run are still in the store: {error.message.splitlines()[0]}"
            return Published(len(self.triples), 0, changed=False, left=left)
        if self.updater.updates:
            self._remove_leftovers(keep=self.beside)
            if not self._put_at_once(named):
                self._fill_beside()
                self._put_in_place(named)
        else:
            self._replace(named)
        return Published(len(self.triples), self.sent)

    def _put_at_once(self, named: str) -> bool:
        """Replace the published graph in one request, if the store can; return whether it was replaced."""
        if self._count(self.beside):
            return False
        self._prepare()
        if not is_able(self.updater):
            return False
        is_empty = not self._count(self.plan.graph)
        self.progress.say(f"{'adds' if is_empty else 'changes'} {named} in one request")
        try:
            sent = replace_at_once(self.updater, self.triples, self.plan.graph, is_empty=is_empty, times=self.times)
        except Fault as fault:
            if not self._is_equal_after_all():
                remedy = f"{fault.remedy}; then run the command again"
                raise PublishError(f"{fault.what}\n{self._state()}", remedy=remedy) from fault
            sent = len(self.triples)
        if sent is None:
            return False
        self.sent = sent
        self._check(named)
        return True

    def _fill_beside(self) -> None:
        """Fill the graph beside the published one, from where an earlier run ended."""
        there = self._count(self.beside)
        if there > len(self.triples):
            self._remove_leftovers(keep="")
            there = 0
        if there:
            self.progress.say(f"an earlier run left {counted(there, 'triple')} in the store; continues after them")
        self._send(self.beside, after=there)
        found = Tallies.of(self.engine, self.beside)
        if found != self.triples.tallies:
            with suppress(Fault):
                self.updater.drop(self.beside)
            raise self._different(found, "the unfinished graph was removed; the published graph is unchanged")

    def _put_in_place(self, named: str) -> None:
        if self.updater.is_virtuoso:
            self.progress.say(f"replaces {named}; Virtuoso shows readers a part of it meanwhile")
        else:
            self.progress.say(f"replaces {named}")
        try:
            self.updater.move(self.beside, self.plan.graph, times=self.times)
        except Fault as fault:
            if not self._is_equal_after_all():
                raise PublishError(f"{fault.what}\n{self._state()}", remedy=self._next(fault.remedy)) from fault
        self._check(named)

    def _replace(self, named: str) -> None:
        """Replace the published graph in the store that cannot move one."""
        self.progress.say(f"replaces {named}; without an update service, readers see a part of it meanwhile")
        self._send(self.plan.graph, after=0, replace_first=True)
        self._check(named)

    def _send(self, graph: str, *, after: int, replace_first: bool = False) -> None:
        for batch in self.triples.batches(self.plan.batch, after=after):
            waiting = batch.parts(self.size)
            while waiting:
                one = waiting[0]
                try:
                    self.updater.add(one, graph, replace=replace_first and not one.first)
                except TooLarge as fault:
                    if one.number == 1:
                        raise self._refused(fault, one) from fault
                    self.size = len(one.data) // 2
                    waiting = [part for each in waiting for part in each.parts(self.size)]
                    self.progress.say(f"the store takes no {_size(len(one.data))} at once; sends {_size(self.size)}")
                    continue
                except Fault as fault:
                    raise self._refused(fault, one) from fault
                del waiting[0]
                self.sent += one.number
                self.progress.done(one.first + one.number, len(self.triples))

    def _refused(self, fault: Fault, batch: Batch) -> PublishError:
        """Return the error for a *batch* that the store did not take, or not in time."""
        which = f"triples {batch.first + 1:,} to {batch.first + batch.number:,} of {len(self.triples):,} were not added"
        return PublishError(f"{fault.what}\n{which}; {self._state()}", remedy=self._next(fault.remedy))

    def _next(self, remedy: str) -> str:
        """Return *remedy* with what the next run does."""
        goes_on = "continues from there" if self.updater.updates else "starts again"
        return f"{remedy}; then run the command again: it {goes_on}, and counts nothing twice"

    def _state(self) -> str:
        """Return in words what the store has now."""
        try:
            published = counted(self._count(self.plan.graph), "triple")
            if not self.updater.updates:
                return f"the published graph is incomplete: it has {published}"
            beside = self._count(self.beside)
        except CakgError:
            return "the store does not say what it has now"
        return f"{counted(beside, 'triple')} beside the published graph, which has {published}"

    def _check(self, named: str) -> None:
        """Raise :class:`PublishError` if the published graph is not equal."""
        found = Tallies.of(self.engine, self.plan.graph)
        if found != self.triples.tallies:
            raise self._different(found, f"{named} is not complete")
        if (content := _content_hash(self.engine, self.plan.graph)) != self.content:
            raise PublishError(
                f"{self.plan.places.query.shown} has the content hash {content or 'of no graph'} in {named},"
                f" not {self.content}",
                remedy="another program may be writing to it: run the command again, which starts again",
            )

    def _different(self, found: Tallies, state: str) -> PublishError:
        differences = list(self.triples.tallies.differences(found))
        more = f"\nand {len(differences) - _SHOWN} more" if len(differences) > _SHOWN else ""
        return PublishError(
            f"{self.plan.places.query.shown} has {found.total:,} of {counted(len(self.triples), 'triple')}; {state}\n"
            + "\n".join(differences[:_SHOWN])
            + more,
            remedy="another program may be writing to it: run the command again, which starts again. If the same is"
            " missing again, the store changes values or leaves them out, and cannot hold this graph",
        )

    def _is_equal_after_all(self) -> bool:
        """Return whether the published graph is equal, and only the answer of the store was lost."""
        with suppress(CakgError):
            return self._is_equal(self.plan.graph)
        return False

    def _is_equal(self, graph: str) -> bool:
        """Return whether *graph* in the store has the same triples, as far as counts and content hash tell."""
        if _content_hash(self.engine, graph) != self.content:
            return False
        return Tallies.of(self.engine, graph) == self.triples.tallies

    def _count(self, graph: str) -> int:
        [row] = self.engine.select(f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern(graph)} }}").dicts()
        return int(row["n"].value)

    def _remove_leftovers(self, *, keep: str) -> None:
        """Remove the unfinished graphs of earlier runs, except *keep*."""
        if not self.updater.updates:
            return
        start = f"{self.plan.graph or GRAPH}/unfinished-"
        found = self.engine.select(
            f'SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ ?s ?p ?o }} FILTER (STRSTARTS(STR(?g), "{start}")) }}'
        )
        for [graph] in found.rows:
            if graph is not None and graph.value != keep and _LEFTOVER.fullmatch(graph.value[len(start) :]):
                self.progress.say("removes what an earlier run with other triples left")
                self._drop(graph.value)

    def _prepare(self) -> None:
        """Ask for a small change first: it shows whether the store takes changes, without sending triples."""
        self._drop(self.beside)
        self._warn()
        if self.updater.is_virtuoso and not self.plan.graph:
            raise PublishError(
                f"{self.updater.address.shown} is Virtuoso, whose default graph cannot be replaced; nothing was sent",
                remedy="leave out --into, or name a graph with --into IRI",
            )

    def _drop(self, graph: str) -> None:
        try:
            self.updater.drop(graph, times=self.times)
        except Fault as fault:
            raise PublishError(f"{fault.what}\n{self._state()}", remedy=fault.remedy) from fault

    def _warn(self) -> None:
        """Tell once if the password is sent without encryption to another machine."""
        address = self.updater.address
        local = address.host in _LOCAL or address.host.startswith("127.")
        if self.updater.login.sends_password and address.scheme == "http" and not local and not self.warned:
            self.warned = True
            self.progress.say(f"the password is sent to {address.host} without encryption; an https address avoids it")


def _content_hash(engine: Engine, graph: str) -> str:
    """Return the content hash that *graph* in *engine* states; empty if it has none, or several."""
    inside = f"<{GRAPH}> <{CAKG.contentHash}> ?hash"
    rows = engine.select(f"SELECT ?hash WHERE {{ {f'GRAPH <{graph}> {{ {inside} }}' if graph else inside} }}").rows
    return text_of(rows[0][0]) if len(rows) == 1 else ""


def _size(data: int) -> str:
    return f"{data / MIB:.1f} MiB" if data >= MIB else f"{data / 1024:.0f} KiB"

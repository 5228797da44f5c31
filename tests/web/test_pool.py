"""The processes that answer free queries, under load and when clients leave."""

from __future__ import annotations

import asyncio
import json
import os
import pickle
import random
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from tests.web.server import finished

from cakg.errors import QuerySyntaxError
from cakg.paths import shipped
from cakg.store import syntax
from cakg.store.limits import MIB
from cakg.store.local import LocalStore
from cakg.web.bounds import Bounds
from cakg.web.endpoint.frames import ERROR, Query
from cakg.web.endpoint.pool import Pool
from cakg.web.endpoint.workers import Worker

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are counted on Linux only")

COUNT = Query('SELECT ("%d" AS ?n) { ?a ?b ?c } LIMIT 1')
RUNAWAY = Query("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", seconds=60)
LARGE = Query("SELECT (GROUP_CONCAT(STR(?c)) AS ?t) { { SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 900000 } }", seconds=60)


@pytest.fixture(scope="module")
def store() -> LocalStore:
    """The shipped graph."""
    return LocalStore.open(shipped())


def within(store: LocalStore, work: Callable[[Pool], Awaitable[None]], **bounds: int) -> list[str]:
    """Let *work* use a pool, and return the faults that this reports."""
    faults: list[str] = []

    async def run() -> None:
        pool = Pool(store, shipped(), (), Bounds(**bounds), faults.append)
        try:
            await pool.prepare()
            await work(pool)
        finally:
            pool.close()

    finished(run())
    return faults


async def value(pool: Pool, number: int) -> int:
    """Return the number that the answer to a query has, which should be *number*."""
    result = await pool.answer(COUNT._replace(text=COUNT.text % number))
    return int(json.loads(result.content)["results"]["bindings"][0]["n"]["value"])


def running(pool: Pool) -> set[int]:
    """Return the processes that work for a pool."""
    assert pool._workers._process
    parent = pool._workers._process.pid
    return {int(one) for one in Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii").split()}


async def settled(pool: Pool, number: int) -> set[int]:
    """Return the processes that work for a pool when there are *number* of them."""
    for _ in range(300):
        if len(found := running(pool)) == number:
            return found
        await asyncio.sleep(0.05)
    raise AssertionError(running(pool))


def known(pool: Pool) -> list[Worker]:
    """Return the workers that are free."""
    return [*pool._queue._free]


def test_each_of_many_queries_gets_its_own_answer(store: LocalStore) -> None:
    """Thousands of queries, sixteen at a time: none fails, and none gets the answer to another."""

    async def client(pool: Pool, first: int) -> None:
        for number in range(first, first + 300):
            assert await value(pool, number) == number

    async def work(pool: Pool) -> None:
        await asyncio.gather(*(client(pool, 1000 * place) for place in range(16)))

    assert within(store, work) == []


def test_what_is_wrong_with_a_query_is_found_within_its_limits(
    store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not in the process of the server: the parser reads the query again, which may take long."""

    def here(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(syntax, "explain", here)

    async def work(pool: Pool) -> None:
        for text, words in (
            ("SELCT * {}", "did you mean SELECT"),
            ("ASK { BIND(1 AS ?x).SERVICE <x:x> {} }", "another endpoint"),
        ):
            with pytest.raises(QuerySyntaxError, match=words):
                await pool.answer(Query(text))

    assert within(store, work) == []


class _Harmful:
    """Makes a folder when a pickle of it is read."""

    def __init__(self, place: Path) -> None:
        self._place = place

    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, (str(self._place),)


def test_what_a_worker_says_is_data(store: LocalStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that somebody has taken over cannot run anything in the server."""

    def ask(*_: object) -> asyncio.Future[tuple[int, bytes]]:
        said: asyncio.Future[tuple[int, bytes]] = asyncio.get_running_loop().create_future()
        said.set_result((ERROR, pickle.dumps(_Harmful(tmp_path / "harm"))))
        return said

    async def work(pool: Pool) -> None:
        monkeypatch.setattr(Worker, "ask", ask)
        with pytest.raises(ValueError, match="decode"):
            await pool.answer(COUNT)

    within(store, work)
    assert not (tmp_path / "harm").exists()


def test_clients_that_leave_at_any_moment_leave_nothing(store: LocalStore) -> None:
    """Queries are cancelled while they wait, while they run and while a process is made for them."""
    choose = random.Random(3)

    async def client(pool: Pool, number: int) -> None:
        asking = asyncio.ensure_future(pool.answer(RUNAWAY) if number % 3 else value(pool, number))
        await asyncio.sleep(choose.random() / 3)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)

    async def work(pool: Pool) -> None:
        opened = len([*Path("/proc/self/fd").iterdir()])
        for _ in range(6):
            await asyncio.gather(*(client(pool, number) for number in range(20)))
        assert {one.process for one in known(pool)} <= running(pool)
        assert await value(pool, 7) == 7
        await settled(pool, pool.bounds.quick)
        assert {one.process for one in known(pool)} == running(pool)
        assert len([*Path("/proc/self/fd").iterdir()]) == opened

    assert within(store, work, quick=2) == []


def test_a_process_that_died_unused_fails_no_query(store: LocalStore) -> None:
    """Others take its place."""

    async def work(pool: Pool) -> None:
        old = await settled(pool, 2)
        for process in old:
            os.kill(process, signal.SIGKILL)
        while not all(worker.has_ended for worker in known(pool)):
            await asyncio.sleep(0.01)
        assert [await value(pool, number) for number in range(5)] == [*range(5)]
        assert not await settled(pool, 2) & old

    assert within(store, work, quick=2) == []


def test_a_process_that_keeps_much_memory_is_replaced(store: LocalStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next query has the whole memory again; a process that keeps little stays."""
    monkeypatch.setattr("cakg.web.endpoint.pool.QUICK", 60)  # after a slow query, every process is replaced
    monkeypatch.setattr("cakg.web.endpoint.pool._LONGEST_QUICK", 60)

    async def work(pool: Pool) -> None:
        old = await settled(pool, 1)
        assert await value(pool, 1) == 1
        assert await settled(pool, 1) == old
        assert (await pool.answer(LARGE)).content
        assert await value(pool, 2) == 2
        assert not await settled(pool, 1) & old

    assert within(store, work, quick=1, memory=400 * MIB) == []


@pytest.mark.parametrize("moment", ["before", "loading", "making"])
def test_a_pool_that_is_closed_while_it_starts_leaves_nothing(store: LocalStore, moment: str) -> None:
    """As when the graph changes twice: the next pool answers, and no process is left of the first."""

    async def close_early(pool: Pool) -> None:
        starting = [asyncio.ensure_future(pool.prepare())]
        if moment == "loading":
            while not pool._workers._process:
                await asyncio.sleep(0.001)
        elif moment == "making":
            await starting[0]
            starting += [asyncio.ensure_future(pool._workers.make()) for _ in range(3)]
            await asyncio.sleep(0)
        pool.close()
        for one in await asyncio.gather(*starting, return_exceptions=True):
            if isinstance(one, Worker):
                one.end()

    async def run() -> None:
        pool = Pool(store, shipped(), (), Bounds(quick=2), faults.append)
        await close_early(pool)
        following = Pool(store, shipped(), (), Bounds(quick=2), faults.append)
        try:
            async with asyncio.timeout(60):
                assert await value(following, 7) == 7
            assert len(forking()) == 1
        finally:
            following.close()
        assert not forking()

    faults: list[str] = []
    finished(run())
    assert not faults


def forking() -> list[bytes]:
    """Return the processes of this one that hold a graph for queries."""
    found = []
    for one in Path("/proc/self/task").glob("*/children"):
        for process in one.read_text(encoding="ascii").split():
            line = Path(f"/proc/{process}/cmdline").read_bytes()
            found += [line] if b"endpoint.forking" in line else []
    return found

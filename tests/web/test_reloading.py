"""Changed graphs are noticed, whenever they change."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.web.server import finished

import cakg
from cakg.vocabulary import ID, with_prefixes
from cakg.web import reloading
from cakg.web.explorer import Explorer
from cakg.web.reloading import Reloading

LABELS = ("Aland", "Bland", "Celand")


def write(graph: Path, label: str) -> None:
    """Write a graph of one state to its only file."""
    (graph / "all.ttl").write_text(
        with_prefixes(f'id:state a cakg:State ; rdfs:label "{label}"@en .'), encoding="utf-8"
    )


def label(explorer: Explorer) -> str:
    """Return the label of the state."""
    return explorer.records.labels([ID["state"]])[ID["state"]]


def shown_after(opener: Callable[[], Explorer], graph: Path, last: Callable[[list[str]], bool]) -> list[str]:
    """Open a graph and return the labels that are shown until the *last*, beginning with the first."""

    async def run() -> list[str]:
        changing = Reloading(opener, str(graph))
        found = [label(changing.open())]
        faults: list[str] = []
        task = asyncio.create_task(changing.run(lambda explorer: found.append(label(explorer)), faults.append))
        async with asyncio.timeout(60):
            while not last(found):
                await asyncio.sleep(0.01)
        task.cancel()
        assert not faults
        return found

    return finished(run())


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at graphs often."""
    monkeypatch.setattr(reloading, "EVERY", 0.01)


def test_a_change_while_the_graph_is_opened_is_shown(tmp_path: Path) -> None:
    """The first time and each time after a change: the file is new when it has been read and nothing has looked yet."""
    later = list(LABELS)
    write(tmp_path, later.pop(0))

    def opened() -> Explorer:
        kg = cakg.open(tmp_path)
        if later:
            write(tmp_path, later.pop(0))
        return Explorer(kg)

    assert shown_after(opened, tmp_path, lambda found: found[-1] == LABELS[-1]) == [*LABELS]


def test_a_folder_that_is_added_is_noticed(tmp_path: Path) -> None:
    """A directory without the folder ``graph`` is the graph itself, until it has one."""
    write(tmp_path, "Aland")

    def opened() -> Explorer:
        kg = cakg.open(tmp_path)
        if not (tmp_path / "graph").exists():
            (tmp_path / "new").mkdir()
            write(tmp_path / "new", "Bland")
            (tmp_path / "new").rename(tmp_path / "graph")
        return Explorer(kg)

    assert shown_after(opened, tmp_path, lambda found: found[-1] == "Bland")[0] == "Aland"

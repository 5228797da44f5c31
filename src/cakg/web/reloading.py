"""Opens a graph, notices when it has changed, and opens it again, while the server answers with the old one.

A graph of files has changed when one of them has another time or size. An endpoint is asked for its version.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

from cakg import paths
from cakg.errors import EndpointError
from cakg.graph import is_address
from cakg.model.records import Records
from cakg.store.manifest import is_store
from cakg.web.explorer import Explorer

Opener: TypeAlias = Callable[[], Explorer]
"""Opens the graph as the command line gave it, and returns its pages."""
State: TypeAlias = object
"""Two equal states mean that the graph has not changed."""

EVERY = 1.0
"""The seconds between two looks at files."""
EVERY_ENDPOINT = 60.0
"""The seconds between two questions to an endpoint."""
EVERY_UNKNOWN = 600.0
"""After so many seconds the graph of an endpoint without content hash counts as changed."""


class Reloading:
    """Opens the graph at *graph*, a path or an address, with the files *data*, by means of *opener*."""

    def __init__(self, opener: Opener, graph: str | None, data: Sequence[Path] = ()) -> None:
        self._opener = opener
        self._graph = graph
        self._data = data
        self._remote = graph is not None and is_address(graph)
        self._explorer: Explorer | None = None
        self._tried: State = None
        """What the graph was like just before it was opened the last time."""

    def open(self) -> Explorer:
        """Return the pages of the graph as it is now; raise the error of a graph that cannot be read."""
        return self._opened(None if self._remote else self._state())

    async def run(self, show: Callable[[Explorer], object], report: Callable[[str], object]) -> None:
        """Call *show* with the pages of the changed graph after each change, until cancelled.

        If the changed graph cannot be opened, *report* is called with the error, once for each change.
        """
        before = self._tried
        while True:
            await asyncio.sleep(EVERY_ENDPOINT if self._remote else EVERY)
            with suppress(EndpointError):  # it may answer the next time
                now = await asyncio.to_thread(self._state)
                # A program may be writing the files: wait until they stay the same for one turn.
                complete, before = self._remote or now == before, now
                if now != self._tried and complete:
                    try:
                        show(await asyncio.to_thread(self._opened, now))
                    except Exception as error:
                        report(f"the graph has changed, but cannot be read; the pages show the old one:\n{error}")

    def _opened(self, state: State) -> Explorer:
        """Return the pages of the graph. *state* was read before, so that the next look finds a change meanwhile.

        What every page needs is read here. The state of an endpoint is what the pages have read of it.
        """
        self._tried = state
        explorer = self._opener()
        _ = explorer.kg.content_hash, explorer.records.sources, explorer.kg.questions
        if self._remote:
            self._tried = _version(explorer.kg.records)
        self._explorer = explorer
        return explorer

    def _state(self) -> State:
        """Return the state of the graph: times and sizes of its files, or the version of the endpoint."""
        if self._remote:
            assert self._explorer
            return _version(Records(self._explorer.kg.engine))
        if self._graph is None:
            return _files([*paths.shipped(), *self._data])
        place = Path(self._graph)
        return _files([place, paths.shipped().queries] if is_store(place) else [*paths.inside(place), *self._data])


def _version(records: Records) -> State:
    return records.version, records.content_hash or time.monotonic() // EVERY_UNKNOWN


def _files(places: Sequence[Path]) -> State:
    """Return time and size of each file in *places*, and in the folders there."""
    found: dict[str, tuple[int, int, int]] = {}
    for place in places:
        _look(str(place), found)
    return found


def _look(path: str, found: dict[str, tuple[int, int, int]]) -> None:
    try:
        status = os.stat(path)  # noqa: PTH116 - much faster than Path, and done every second
        found[path] = status.st_mtime_ns, status.st_size, status.st_ino
        with os.scandir(path) as entries:
            for entry in entries:
                if not entry.name.startswith("."):
                    _look(entry.path, found)
    except OSError:
        return  # a file, or one that has just gone

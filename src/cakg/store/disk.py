"""The graph in a store on disk: builds it, and opens it for reading."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pyoxigraph
from pyoxigraph import DefaultGraph, RdfFormat

from cakg.errors import BrokenFileError, CakgError
from cakg.store import entered as entered_triples
from cakg.store import manifest
from cakg.store.content import add_content_hash
from cakg.store.entered import Entered
from cakg.store.loading import run_rules
from cakg.store.local import LocalStore
from cakg.store.odd_triples import leave_out
from cakg.store.reading import load

_SHARE = 0.5
"""The share of the free memory in which triples are derived."""
_PER_BYTE = {".nt": 10, ".gz": 300}
"""Bytes of memory for each byte of a file, derived triples included, by its extension: about 360 for a triple."""
_OTHERS = 40
_UNKNOWN = 2 << 30
"""The free memory, in bytes, where the system does not tell it."""
_STORAGE = ("IO error", "Corruption")
"""How the messages of errors of the store begin. Errors of the files that are loaded begin otherwise."""


class DiskStore(LocalStore):
    """A graph in a store that ``cakg build`` made."""

    def __init__(self, path: Path) -> None:
        """Open the store; raise :class:`GraphFolderError` if it cannot be used (see :func:`manifest.check`)."""
        self.note = manifest.check(path)
        """That the inputs of the store have changed since it was built; otherwise empty."""
        try:
            super().__init__(pyoxigraph.Store.read_only(str(path)), path)
        except (OSError, RuntimeError) as error:
            raise manifest.damaged(path, str(error)) from error

    def _error(self, sparql: str, error: Exception) -> CakgError:
        """Return what *error* means: the query is at fault, or the store is damaged."""
        if (path := self.path) and is_storage_error(error):
            return manifest.damaged(path, str(error))
        return super()._error(sparql, error)


class Built(NamedTuple):
    """The result of a build."""

    content: str
    """The content hash."""
    triples: int
    """The number of triples, with derived ones."""
    blank_nodes: bool
    """Whether triples with blank nodes were entered."""


class Way(NamedTuple):
    """A way to build a store."""

    low_memory: bool
    """Whether triples go to the disk as they are loaded or derived, which is slower."""
    reason: str
    """Which way, and why, in one sentence without a final dot."""


def way(inputs: Iterable[Path], *, low_memory: bool) -> Way:
    """Return the way to build a store from *inputs*: in memory, unless that may need more than half of what is free.

    With *low_memory* it is always on disk.
    """
    if low_memory:
        return Way(low_memory=True, reason="triples are derived on disk, as --low-memory asks")
    wanted, free = needed(inputs), free_memory()
    sizes = f"{_gib(wanted)} of the {_gib(free)} GiB of free memory"
    if wanted > _SHARE * free:
        reason = f"triples are derived on disk, which is slower: in memory they may need {sizes}, more than half"
        return Way(low_memory=True, reason=reason)
    return Way(low_memory=False, reason=f"triples are derived in memory, where they may need {sizes}")


def build(
    path: Path, inputs: Sequence[Path], rules: Sequence[Path], step: Callable[[Path], object], *, low_memory: bool
) -> Built:
    """Make a store in the empty directory *path* with the triples of *inputs* and those that *rules* derive.

    Triples are derived in memory and then written, which is much faster. With *low_memory*, they go to the disk as they
    are loaded or derived. *step* is called with each file before it is loaded, and with each rule before it is run.
    Raises OSError if the store cannot be written. The manifest is still missing.
    """

    def announced(one: Path) -> Path:
        step(one)
        return one

    derive = _derived_on_disk if low_memory else _derived_in_memory
    entered = Entered()
    content = derive(path, map(announced, inputs), map(announced, rules), entered)
    store = pyoxigraph.Store(str(path))
    store.optimize()  # without this a question takes ten times as long
    entered.write(path / entered_triples.NAME)
    return Built(content, len(store), entered.blank_nodes)


def _derived_in_memory(path: Path, inputs: Iterable[Path], rules: Iterable[Path], entered: Entered) -> str:
    """Write a store from triples derived in memory; return the content hash, and add the hashes to *entered*."""
    store, written = pyoxigraph.Store(), path.with_name("triples")
    load(store, inputs)
    content = add_content_hash(store, entered)
    leave_out(store)
    run_rules(store, rules)
    store.dump(str(written), format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
    del store  # loading needs memory too
    pyoxigraph.Store(str(path)).bulk_load(path=str(written), format=RdfFormat.N_TRIPLES, lenient=True)
    written.unlink()
    return content


def _derived_on_disk(path: Path, inputs: Iterable[Path], rules: Iterable[Path], entered: Entered) -> str:
    """Write a store as triples are loaded and derived; return the content hash, and add the hashes to *entered*."""
    store = pyoxigraph.Store(str(path))
    try:
        load(store, inputs)
    except BrokenFileError as error:
        for fault in error.faults:
            if fault.problem.startswith(_STORAGE):  # not the file is at fault, but the disk of the store
                raise OSError(fault.problem) from error
        raise
    content = add_content_hash(store, entered)
    leave_out(store)
    store.optimize()  # without this the rules take five times as long
    run_rules(store, rules, at_once=False)
    return content


def is_storage_error(error: BaseException | None) -> bool:
    """Return whether *error* comes from the files of a store."""
    return isinstance(error, OSError | RuntimeError) and str(error).startswith(_STORAGE)


def _gib(size: int) -> str:
    """Return a number of bytes in GiB, with one decimal."""
    return f"{size / 2**30:.1f}"


def needed(inputs: Iterable[Path]) -> int:
    """Return an estimate of the memory, in bytes, for the triples of *inputs* with the derived ones."""
    total = 0
    for path in inputs:
        with suppress(OSError):  # loading reports it
            total += path.stat().st_size * _PER_BYTE.get(path.suffix.lower(), _OTHERS)
    return total


def free_memory() -> int:
    """Return the memory, in bytes, that this process may still use."""
    found = []
    with suppress(OSError, ValueError):
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        found += [int(line.split()[1]) << 10 for line in lines if line.startswith("MemAvailable:")]
    for name in ("memory.max", "memory/memory.limit_in_bytes"):  # of a container
        with suppress(OSError, ValueError):
            found.append(int(Path("/sys/fs/cgroup", name).read_text(encoding="ascii")))
    if sys.platform != "win32":
        import resource

        limit = resource.getrlimit(resource.RLIMIT_AS)[0]
        found += [limit] if limit != resource.RLIM_INFINITY else []
        with suppress(OSError, ValueError):
            found.append(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    return min(found, default=_UNKNOWN)

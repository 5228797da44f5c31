"""Starts another Python process, and gives it a store."""

from __future__ import annotations

import sys
from itertools import takewhile
from pathlib import Path
from typing import IO

import pyoxigraph
from pyoxigraph import RdfFormat

from cakg.store.disk import DiskStore
from cakg.store.local import LocalStore

_END = b"# end\n"
"""The line after the triples of a store."""


def python_line(module: str) -> list[str]:
    """Return the command that starts a new Python process, which calls the function ``main`` of *module*."""
    root = str(Path(__file__).resolve().parents[2])
    return [sys.executable, "-c", f"import sys; sys.path.insert(0, {root!r}); from {module} import main; main()"]


def write_store(store: LocalStore, pipe: IO[bytes]) -> None:
    """Write *store* to a pipe to another process, which reads it with :func:`read_store`."""
    import pickle

    pickle.dump(store.path, pipe)
    if store.path is None:
        store.store.dump(pipe, format=RdfFormat.N_QUADS)  # line by line, since it needs no memory for all
    pipe.write(_END)


def read_store(pipe: IO[bytes]) -> LocalStore:
    """Return the store that :func:`write_store` writes."""
    import pickle

    path: Path | None = pickle.load(pipe)
    triples = b"".join(takewhile(lambda line: line not in (_END, b""), iter(pipe.readline, None)))
    if path:
        return DiskStore(path)
    store = pyoxigraph.Store()
    # It was valid there, and checking it again would take five times as long; bulk_load would rename blank nodes.
    store.bulk_extend(pyoxigraph.parse(triples, RdfFormat.N_QUADS, lenient=True))
    return LocalStore(store)

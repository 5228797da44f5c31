"""Graphs with what the rules derive, kept in the user's cache directory between runs.

A kept graph is found by the content of everything that it was made of, so a changed byte asks for another one. It is
used only when it is, to the byte, what was written; otherwise it is made anew. Whatever goes wrong with the cache,
the graph is made in memory, and no error is shown.
"""

from __future__ import annotations

import os
import re
import time
import zlib
from collections.abc import Sequence
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

import pyoxigraph

from cakg.files import writing
from cakg.paths import Folders, cache_folder
from cakg.store import content, local
from cakg.store.local import LocalStore

LARGEST = 100_000_000  # bytes of input; what is kept takes some 2.3 times as many, and `cakg build` is for more
KEPT = 500_000_000  # bytes of kept graphs, those that were used last
ABANDONED = 3600.0  # seconds after which a partial file has no writer any more
_NAMES = re.compile(r"[0-9a-f]{40}\.nt|(\.[0-9a-f]{40}\.nt\.\d+\.partial)")


def open_cached(folders: Folders, data: Sequence[Path] = (), *, rules: bool = True) -> LocalStore:
    """Return what :meth:`LocalStore.open` returns: from the cache, or made and kept there for the next time.

    The environment's ``CAKG_CACHE`` names the directory of the cache; ``off`` means none.
    """
    inputs = [*folders.triples(), *data, *(folders.rules() if rules else ())]
    place = _place()
    key = _key(inputs) if place else ""
    if place and key and (kept := _read(place / f"{key}.nt", key)):
        return kept
    made = LocalStore.open(folders, data, rules=rules)
    if place and key and _key(inputs) == key:  # no file changed between the two readings
        _write(place / f"{key}.nt", key, made)
    return made


def _place() -> Path | None:
    """Return the directory of kept graphs; None when the user wants none, or has no home."""
    named = os.environ.get("CAKG_CACHE", "")
    folder = Path(named).absolute() if named else cache_folder()
    return folder / "graphs" if named != "off" and folder.is_absolute() else None


def _key(inputs: Sequence[Path]) -> str:
    """Return what tells a graph made of *inputs* from all others; empty when they are too large or unreadable.

    Of a name only the ending counts, which says how the file is read. The code that makes the graph counts as well: a
    version number does not tell two states of a checkout apart.
    """
    digest = blake2b(pyoxigraph.__version__.encode(), digest_size=20)
    try:
        if sum(path.stat().st_size for path in inputs) > LARGEST:
            return ""
        for path in (*map(Path, (__file__, content.__file__, local.__file__)), *inputs):
            data = path.read_bytes()
            digest.update(f"\n{path.suffix} {len(data)}\n".encode())
            digest.update(data)
    except OSError:
        return ""
    return digest.hexdigest()


def _read(path: Path, key: str) -> LocalStore | None:
    """Return the graph kept at *path*; None when none is there or it is not what was written."""
    with suppress(OSError):
        os.utime(path)  # so that it counts as used; a directory that nobody may write to can be read all the same
    with suppress(Exception):
        data = path.read_bytes()
        end = data.index(b"\n") + 1
        if data[:end] == _seal(key, memoryview(data)[end:]):
            store = pyoxigraph.Store()
            store.load(data, format=pyoxigraph.RdfFormat.N_TRIPLES, lenient=True)  # it was valid when it was made
            return LocalStore(store)
    return None


def _write(path: Path, key: str, made: LocalStore) -> None:
    """Keep a graph at *path*, where another process may just have put the same."""
    with suppress(Exception):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        graph = pyoxigraph.DefaultGraph()
        triples = made.store.dump(format=pyoxigraph.RdfFormat.N_TRIPLES, from_graph=graph) or b""
        with writing(path) as file:
            file.write(_seal(key, triples))
            file.write(triples)
        _sweep(path.parent)


def _seal(key: str, triples: bytes | memoryview) -> bytes:
    """Return the first line of a kept graph: a comment that holds its key and a checksum of all that follows."""
    return f"# cakg {key} {zlib.crc32(triples):08x}\n".encode()


def _sweep(place: Path) -> None:
    """Remove what was not used for longest, beyond ``KEPT`` bytes, and what killed processes left."""
    ours = [(path.stat(), path, name[1]) for path in place.iterdir() if (name := _NAMES.fullmatch(path.name))]
    room = KEPT
    for status, path, partial in sorted(ours, key=lambda one: one[0].st_mtime, reverse=True):
        if partial and status.st_mtime > time.time() - ABANDONED:
            continue
        room -= status.st_size
        if partial or room < 0:
            path.unlink(missing_ok=True)

"""Keeps loaded graphs, with the derived triples, in the user's cache directory between runs.

The key of a cached graph is a hash of all files that it was made from, so a changed file gives another key. A checksum
shows whether the cached file is intact; if it is not, the graph is loaded again. An error of the cache is never shown:
the graph is then loaded into memory.
"""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Sequence
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

import pyoxigraph

from cakg.extensions import rdf_format
from cakg.files import writing
from cakg.paths import Folders, cache_folder
from cakg.store.local import LocalStore

LARGEST = 100_000_000  # bytes of input; cached they need some 2.3 times as many. For more there is `cakg build`.
KEPT = 500_000_000  # bytes of cached graphs; the least recently used ones are removed first
_CODE = (
    "blank_nodes cache content entered jsonld literals loading nesting odd_triples rdfxml reading scan serialise"
    " unpacking"
)
"""The modules of this package that decide what a loaded graph contains."""
_NAME = re.compile(r"[0-9a-f]{40}\.nt")


def open_cached(folders: Folders, data: Sequence[Path] = (), *, rules: bool = True) -> LocalStore:
    """Open a graph like :meth:`LocalStore.open`, from the cache if it is there; otherwise add it to the cache.

    The environment variable ``CAKG_CACHE`` names the directory of the cache; ``off`` means no cache.
    """
    inputs = [*folders.triples(), *data, *(folders.rules() if rules else ())]
    place = _place()
    key = _key(inputs) if place else ""
    if place and key and (kept := _read(place / f"{key}.nt", key)):
        return kept
    made = LocalStore.open(folders, data, rules=rules)
    if place and key and _key(inputs) == key:  # no file changed while the graph was loaded
        _write(place / f"{key}.nt", key, made)
    return made


def _place() -> Path | None:
    """Return the directory of cached graphs; None if the cache is off or there is no home directory."""
    named = os.environ.get("CAKG_CACHE", "")
    folder = Path(named).absolute() if named else cache_folder()
    return folder / "graphs" if named != "off" and folder.is_absolute() else None


def _key(inputs: Sequence[Path]) -> str:
    """Return the key of the graph made from *inputs*; empty if they are too large or cannot be read.

    The key depends on the content of the files and on their formats, which their names decide. It also depends on the
    code that loads graphs, since two states of a checkout may have the same version number.
    """
    digest = blake2b(pyoxigraph.__version__.encode(), digest_size=20)
    try:
        if not all(path.is_file() for path in inputs) or sum(path.stat().st_size for path in inputs) > LARGEST:
            return ""
        for path in (*(Path(__file__).with_name(f"{name}.py") for name in _CODE.split()), *inputs):
            data = path.read_bytes()
            digest.update(f"\n{rdf_format(path)} {len(data)}\n".encode())
            digest.update(data)
    except OSError:
        return ""
    return digest.hexdigest()


def _read(path: Path, key: str) -> LocalStore | None:
    """Return the graph cached at *path*; None if there is none, or it is damaged."""
    if not _is_ours(path):
        return None
    with suppress(OSError):
        os.utime(path)  # marks it as used; this fails in a read-only directory, which can still be read
    with suppress(Exception):
        data = path.read_bytes()
        end = data.index(b"\n") + 1
        if data[:end] == _seal(key, memoryview(data)[end:]):
            store = pyoxigraph.Store()
            store.load(data, format=pyoxigraph.RdfFormat.N_TRIPLES, lenient=True)  # it was valid when it was written
            return LocalStore(store)
    return None


def _write(path: Path, key: str, made: LocalStore) -> None:
    """Write a graph to *path*; another process may have just written the same one."""
    with suppress(Exception):
        if os.path.lexists(path) and not _is_ours(path):
            return
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        graph = pyoxigraph.DefaultGraph()
        triples = made.store.dump(format=pyoxigraph.RdfFormat.N_TRIPLES, from_graph=graph) or b""
        with writing(path) as file:
            file.write(_seal(key, triples))
            file.write(triples)
        _sweep(path.parent)


def _is_ours(path: Path) -> bool:
    """Return whether *path* is a file itself: reading a device or a pipe may not end, a link may lead anywhere."""
    return path.is_file() and not path.is_symlink()


def _seal(key: str, triples: bytes | memoryview) -> bytes:
    """Return the first line of a cached graph: a comment with its key and a checksum of the other lines."""
    return f"# cakg {key} {zlib.crc32(triples):08x}\n".encode()


def _sweep(place: Path) -> None:
    """Remove the least recently used graphs beyond ``KEPT`` bytes."""
    ours = [(path.stat(), path) for path in place.iterdir() if _NAME.fullmatch(path.name)]
    room = KEPT
    for status, path in sorted(ours, key=lambda one: one[0].st_mtime, reverse=True):
        room -= status.st_size
        if room < 0:
            path.unlink(missing_ok=True)

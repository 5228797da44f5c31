"""The manifest of a store on disk: what it was made from, by which versions, and the sizes of its files.

It is written last, so a store without it is unfinished or was made by another program. It is next to the files of
RocksDB, which ignores it. The content of tables is not checked here: RocksDB checks each block that it reads.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph

from cakg.errors import GraphFolderError
from cakg.files import sync
from cakg.paths import Folders, shipped
from cakg.unfinished import is_partial

NAME = "cakg-store.json"
FORMAT = 1
BUILD_AGAIN = "remove it and run `cakg build` again"
_READ_WHOLE = 32_000_000
"""Inputs up to this size, in bytes, are compared by content; larger ones by size and date."""
_SMALL = 1_000_000
_CHANGING = ("LOG", "LOCK", NAME)
"""Files, or beginnings of their names, that may change when a store is opened."""


def is_store(path: Path) -> bool:
    """Return whether the directory *path* is a store on disk, of any kind and in any state."""
    try:
        names = [one.name for one in path.iterdir()]
    except OSError:
        return False
    return any(name in (NAME, "CURRENT") or name.startswith("MANIFEST-") for name in names)


class Made(NamedTuple):
    """What a store was made from."""

    folders: Folders
    data: Sequence[Path]
    """The files of ``--data`` and those added later."""
    facts: Mapping[str, Any]
    """The version of cakg, the content hash, the number of triples, and whether some have blank nodes."""
    key: str
    """A hash of the state of all these files."""
    rules: str
    """A hash of the rules; empty if the store does not know which of its triples were entered."""


def write(store: Path, folders: Folders, data: Sequence[Path], facts: Mapping[str, object]) -> None:
    """Write the manifest of the complete and closed *store*, with *facts*, after all its files are on the disk."""
    made = Made(folders, [path.absolute() for path in data], facts, _key(folders, data), _rules_key(folders))
    _write(store, made)


def write_with_more(store: Path, made: Made, more: Sequence[Path], facts: Mapping[str, object]) -> None:
    """Write the manifest of the complete and closed *store* like :func:`write`, after files were added to one.

    *made* is what it was made from before, *more* are the files added. If other inputs have changed since, the new
    manifest says so too.
    """
    folders, data = made.folders, [*made.data]
    inside = {path.absolute() for path in folders.triples()}
    data += [path.absolute() for path in more if path.absolute() not in (*inside, *data)]
    unchanged = _exist(folders, data) and _key(folders, made.data, {path.absolute() for path in more}) == made.key
    _write(store, made._replace(data=data, facts=facts, key=_key(folders, data) if unchanged else made.key))


def _write(store: Path, made: Made) -> None:
    import json  # slow to import, and most commands do not need it

    files = _files(store)
    for path in files:
        sync(path)
    inputs = {
        "folders": None if made.folders == shipped() else [str(folder.absolute()) for folder in made.folders],
        "data": list(map(str, made.data)),
        "key": made.key,
        "rules": made.rules,
    }
    manifest = {"format": FORMAT, "pyoxigraph": pyoxigraph.__version__, **made.facts, "inputs": inputs}
    manifest["files"] = {path.name: _facts(path) for path in files}
    (store / NAME).write_text(json.dumps(manifest, indent=1) + "\n", encoding="ascii")
    for path in (store / NAME, store):
        sync(path)


def check(store: Path) -> str:
    """Return a note if the inputs of *store* have changed since it was built; otherwise an empty text.

    Raises :class:`GraphFolderError` if the store is incomplete, damaged, outdated or of another program.
    """
    made = read(store)
    if not _exist(made.folders, made.data) or _key(made.folders, made.data) == made.key:
        return ""
    return f"{store}: the files that this store was built from have changed since; {BUILD_AGAIN} for current answers"


def has_rules_of(made: Made) -> bool:
    """Return whether the rules are still those with which a store was made."""
    return _rules_key(made.folders) == made.rules


def read(store: Path) -> Made:
    """Return what *store* was made from.

    Raises :class:`GraphFolderError` if the store is incomplete, damaged, outdated or of another program.
    """
    import json  # slow to import, and most commands do not need it

    try:
        manifest = json.loads((store / NAME).read_bytes())
        form, made_by, files = manifest["format"], str(manifest["pyoxigraph"]), dict(manifest["files"])
        inputs = dict(manifest["inputs"])
        folders = shipped() if inputs["folders"] is None else Folders(*map(Path, inputs["folders"]))
        own = ("format", "pyoxigraph", "files", "inputs")
        facts = {name: value for name, value in manifest.items() if name not in own}
        made = Made(
            folders, [Path(name) for name in inputs["data"]], facts, inputs["key"], str(inputs.get("rules", ""))
        )
    except FileNotFoundError as error:
        raise _without_manifest(store) from error
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise damaged(store, f"{NAME} cannot be read") from error
    if form != FORMAT:
        raise GraphFolderError(f"{store}: is a store in the format {form!r}, not {FORMAT}", remedy=BUILD_AGAIN)
    if _series(made_by) != _series(pyoxigraph.__version__):
        versions = f"pyoxigraph {made_by}, not {pyoxigraph.__version__}"
        raise GraphFolderError(f"{store}: is a store of {versions}", remedy=BUILD_AGAIN)
    for name, facts in files.items():
        if not (store / name).is_file():
            raise damaged(store, f"the file {name} is missing")
        if _facts(store / name) != facts:
            raise damaged(store, f"the file {name} has changed")
    return made


def damaged(store: Path, what: str) -> GraphFolderError:
    """Return the error for a damaged *store*."""
    return GraphFolderError(f"{store}: the store is damaged: {what}", remedy=BUILD_AGAIN)


def _without_manifest(store: Path) -> GraphFolderError:
    if is_partial(store):
        return GraphFolderError(f"{store}: `cakg build` has not finished this store", remedy=BUILD_AGAIN)
    return GraphFolderError(
        f"{store}: is not a finished store of `cakg build`: {NAME} is missing",
        remedy=f"if it is a store of cakg, {BUILD_AGAIN}; serve a store of another program with `oxigraph"
        " serve-read-only --location DIR` and give the address of the service instead",
    )


def _files(store: Path) -> list[Path]:
    return sorted(path for path in store.iterdir() if not path.name.startswith(_CHANGING))


def _facts(path: Path) -> list[int | str]:
    """Return the size of a file and, for a file other than a table, the hash of its content."""
    size = path.stat().st_size
    return [
        size,
        "" if size > _SMALL or path.suffix == ".sst" else blake2b(path.read_bytes(), digest_size=16).hexdigest(),
    ]


def _series(version: str) -> list[str]:
    """Return the part of a version that decides the format of stores: two numbers, since the first is 0."""
    return version.split(".")[:2]


def _exist(folders: Folders, data: Iterable[Path]) -> bool:
    return folders.graph.is_dir() and all(path.is_file() for path in data)


def _key(folders: Folders, data: Iterable[Path], without: Collection[Path] = ()) -> str:
    """Return a hash that changes when the inputs change, other than the files *without*."""
    paths = [path for path in (*folders.triples(), *folders.rules(), *data) if path.absolute() not in without]
    sizes = [path.stat() for path in paths]
    digest = blake2b(digest_size=20)
    for path, status in zip(paths, sizes, strict=True):
        digest.update(f"\n{path.name!a} {status.st_size} ".encode())
        small = sum(one.st_size for one in sizes) <= _READ_WHOLE
        digest.update(path.read_bytes() if small else str(status.st_mtime_ns).encode())
    return digest.hexdigest()


def _rules_key(folders: Folders) -> str:
    digest = blake2b(digest_size=20)
    for path in folders.rules():
        text = path.read_bytes()
        digest.update(f"\n{path.name!a} {len(text)} ".encode() + text)
    return digest.hexdigest()

"""Unfinished output: its names and locks, and the removal of what killed processes left.

Each unfinished file has a random name and is locked by the process that writes it. The system releases the lock when
that process ends, however it ends, so an unlocked file is abandoned. Process ids and ages would not show this: ids
repeat in containers, and a large file takes long. Where the system has no locks, nothing is removed.
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

if sys.platform != "win32":
    import fcntl

_NAME = re.compile(r"\..*\.cakg-[0-9a-f]{16}\.partial", re.DOTALL)
_LONGEST = 40
"""How many characters of the final name are in an unfinished one: file systems limit the length of names."""


def create(target: Path) -> tuple[Path, BinaryIO]:
    """Create a new locked file next to *target*, and return its path and the open file.

    Abandoned files in the same folder are removed first.
    """
    sweep(target.parent)
    while True:
        path = _name(target)
        file = path.open("xb")
        # Another process may have found the file before it was locked, and removed it.
        if lock(file) is not False and os.fstat(file.fileno()).st_nlink:
            return path, file
        file.close()


def keep(target: Path) -> tuple[Path, BinaryIO]:
    """Give the file *target* a second name next to it, or copy it; return that path and the open, locked file."""
    path = _name(target)
    with suppress(OSError):  # some file systems have no second names: then the file is copied
        os.link(target, path)
        file = _open(path)
        if lock(file) is not False and path.exists():
            return path, file
        file.close()
    path, file = create(target)
    try:
        from shutil import copy2  # slow to import, and most commands do not need it

        copy2(target, path)
    except OSError:
        path.unlink()
        file.close()
        raise
    return path, file


def lock(file: BinaryIO) -> bool | None:
    """Lock *file* until it is closed, and return True; False if another process has locked it; None without locks."""
    if sys.platform == "win32":
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # some network file systems have no locks
        return None
    return True


@contextmanager
def folder(target: Path) -> Iterator[Path]:
    """Create a new folder next to *target*, for a folder of that name; remove it at the end.

    *target* is built inside it and then moved. A locked file with a similar name protects it meanwhile.
    """
    path, file = create(target)
    place = _folder_of(path)
    try:
        (place / target.name).mkdir(parents=True)
        yield place
    finally:
        _remove_tree(place)
        path.unlink(missing_ok=True)
        file.close()


def is_partial(path: Path) -> bool:
    """Return whether *path* is an unfinished folder or in one."""
    return any(_NAME.fullmatch(f"{part.removesuffix('.folder')}.partial") for part in path.absolute().parts)


def in_progress(target: Path) -> bool:
    """Return whether a live process is building the folder *target*; False if the system has no locks."""
    return any((_folder_of(path) / target.name).is_dir() and _locked(path) for path in _unfinished(target.parent))


def sweep(place: Path) -> None:
    """Remove unfinished files and folders in *place* that no live process is writing."""
    for path in _unfinished(place):
        with suppress(OSError), _open(path) as file:  # another user's cannot be opened
            if lock(file):
                _remove_tree(_folder_of(path))
                path.unlink()


def settle(place: Path, seconds: float) -> None:
    """Wait until no live process is writing in *place*, but at most *seconds*; remove what the others left."""
    end = time.monotonic() + seconds
    sweep(place)
    while _unfinished(place) and time.monotonic() < end:
        time.sleep(0.05)
        sweep(place)


def _unfinished(place: Path) -> list[Path]:
    with suppress(OSError), os.scandir(place) as entries:
        return [place / entry.name for entry in entries if _NAME.fullmatch(entry.name)]
    return []


def _locked(path: Path) -> bool:
    with suppress(OSError), _open(path) as file:
        return lock(file) is False
    return False


def _open(path: Path) -> BinaryIO:
    """Open an existing file; for writing if possible, since network file systems need this for locks."""
    try:
        return path.open("r+b")
    except PermissionError:
        return path.open("rb")


def _name(target: Path) -> Path:
    return target.with_name(f".{target.name[:_LONGEST]}.cakg-{os.urandom(8).hex()}.partial")


def _folder_of(path: Path) -> Path:
    return path.with_suffix(".folder")


def _remove_tree(folder: Path) -> None:
    from shutil import rmtree  # slow to import, and most commands do not need it

    rmtree(folder, ignore_errors=True)

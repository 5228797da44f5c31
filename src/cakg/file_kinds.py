"""Says what a path leads to. Unlike in pathlib, a path that the system cannot use is no error: it leads nowhere."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path


def is_folder(path: Path) -> bool:
    """Return whether *path* is a folder; False also for a name that is too long for the system."""
    with suppress(OSError):
        return path.is_dir()
    return False


def is_file(path: Path) -> bool:
    """Return whether *path* is a file; False also for a name that is too long for the system."""
    with suppress(OSError):
        return path.is_file()
    return False


def exists(path: Path) -> bool:
    """Return whether *path* is there; False also for a name that is too long for the system."""
    with suppress(OSError):
        return path.exists()
    return False


def same(one: Path, other: Path) -> bool:
    """Return whether two paths lead to the same file; False also for a loop of links."""
    with suppress(OSError, RuntimeError):
        return one.resolve() == other.resolve()
    return False

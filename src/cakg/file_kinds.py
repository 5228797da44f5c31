"""Says what a path leads to. Unlike in pathlib, a path that the system cannot use is no error: it leads nowhere.

Reads small texts whole, also from a pipe or a device, which may never end.
"""

from __future__ import annotations

import errno
import io
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

LARGEST_TEXT = 64 << 20
"""How many bytes a query or an article may have."""


def text_of(file: BinaryIO) -> str:
    """Return the UTF-8 text of *file*, with line feeds alone as the ends of lines and without a byte order mark.

    Raises OSError if it has more than :data:`LARGEST_TEXT` bytes, and UnicodeDecodeError.
    """
    data = file.read(LARGEST_TEXT + 1)
    if len(data) > LARGEST_TEXT:
        raise OSError(errno.EFBIG, f"it is larger than {LARGEST_TEXT >> 20} MiB")
    return io.IncrementalNewlineDecoder(None, translate=True).decode(data.decode("utf-8-sig"), final=True)


def read_text(path: Path) -> str:
    """Return the text of the file *path*; see :func:`text_of`."""
    with path.open("rb") as file:
        return text_of(file)


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

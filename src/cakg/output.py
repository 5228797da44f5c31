"""Files written whole or not at all.

The only place that writes what a user asked for. Does not know what it writes.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Mapping
from pathlib import Path

from cakg.errors import OutputError

STDOUT = Path("-")


def write_whole(path: Path, data: bytes) -> None:
    """Write *data* to *path*, or to standard output when *path* is ``-``.

    A file is written beside its place and then moved there, so a failure leaves what stood
    there before; it raises :class:`OutputError`. A device or a pipe is written to directly.
    A reader that closes our standard output is no error of ours: BrokenPipeError passes through.
    """
    try:
        if path == STDOUT:
            sys.stdout.flush()
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
        elif path.exists() and not path.is_file() and not path.is_dir():
            path.write_bytes(data)
        else:
            _replace(path.resolve(), data)
    except BrokenPipeError:
        raise
    except OSError as error:
        if path == STDOUT:
            abandon_stdout()
        where = "standard output" if path == STDOUT else str(path)
        raise OutputError(f"{where}: cannot be written: {_reason(path, error)}", remedy=_remedy(path)) from error


def abandon_stdout() -> None:
    """Let what standard output could not take go: Python would try once more as it ends, and fail once more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def write_all(files: Mapping[Path, bytes]) -> None:
    """Write several files; when one of them fails, those written before it are taken away again."""
    written: list[Path] = []
    try:
        for path, data in files.items():
            write_whole(path, data)
            written.append(path)
    except OutputError:
        for path in written:
            path.unlink(missing_ok=True)
        raise


def _replace(target: Path, data: bytes) -> None:
    if target.is_dir():
        raise IsADirectoryError(f"{target} is a directory")
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        with partial.open("xb") as file:
            file.write(data)
        if target.exists():
            partial.chmod(stat.S_IMODE(target.stat().st_mode))
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def _reason(path: Path, error: OSError) -> str:
    if path.is_dir():
        return "a directory has that name"
    if not path.parent.is_dir():
        return f"there is no directory {path.parent}"
    return error.strerror or str(error)


def _remedy(path: Path) -> str:
    return "" if path == STDOUT else "name another file with -o FILE, or -o - for standard output"

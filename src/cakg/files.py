"""Files written whole or not at all.

The only place that writes what a user asked for. Does not know what it writes.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from cakg.errors import OutputError

STDOUT = Path("-")


def write_whole(path: Path, data: bytes) -> None:
    """Write *data* to *path* as :func:`writing` does."""
    with writing(path) as file:
        file.write(data)


@contextmanager
def writing(path: Path) -> Iterator[BinaryIO]:
    """Open *path*, or standard output when *path* is ``-``, for what has to be written whole or not at all.

    A file is written beside its place and moved there when the block ends well; a failure or an interrupt leaves
    what stood there before. What cannot be written raises :class:`OutputError`; the block must not let any other
    OSError out. A device or a pipe is written to directly. A reader that closes our standard output is no error of
    ours: BrokenPipeError passes through.
    """
    try:
        if path == STDOUT:
            sys.stdout.flush()
            yield sys.stdout.buffer
            sys.stdout.buffer.flush()
        else:
            direct = path.exists() and not path.is_file() and not path.is_dir()
            with path.open("wb") if direct else _replacing(path.resolve()) as file:
                yield file
    except BrokenPipeError:
        raise
    except OSError as error:
        if path == STDOUT:
            abandon_stdout()
            raise OutputError(f"standard output: cannot be written: {error.strerror or error}") from error
        remedy = "name another file with -o FILE, or -o - for standard output"
        raise OutputError(f"{path}: cannot be written: {_reason(path, error)}", remedy=remedy) from error


def abandon_stdout() -> None:
    """Let what standard output could not take go: Python would try once more as it ends, and fail once more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def make_folder(path: Path, problem: str, remedy: str) -> None:
    """Make the folder *path* unless it is there; :class:`OutputError` tells the *problem* and the *remedy*."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{path}: {problem}: {error.strerror}", remedy=remedy) from error


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


@contextmanager
def _replacing(target: Path) -> Iterator[BinaryIO]:
    if target.is_dir():
        raise IsADirectoryError(f"{target} is a directory")
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        with partial.open("xb") as file:
            yield file
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

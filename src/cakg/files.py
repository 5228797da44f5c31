"""Writes output files completely or not at all.

All output that a user asks for is written here. Does not know what the files contain.
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
from cakg.harmless import standard_output

STDOUT = Path("-")


def write_whole(path: Path, data: bytes) -> None:
    """Write *data* to *path* as :func:`writing` does."""
    with writing(path) as file:
        file.write(data)


@contextmanager
def writing(path: Path) -> Iterator[BinaryIO]:
    """Open *path* for writing, or standard output if *path* is ``-``.

    The data goes to a temporary file in the same directory, which replaces *path* when the block ends without an
    error. A failure or an interrupt leaves the old file as it was. A device or a pipe is written to directly.

    Raises :class:`OutputError` if the file cannot be written. Every OSError from the block is reported in this way,
    so the block must handle its own. BrokenPipeError passes through: the reader of standard output has closed it.
    """
    try:
        if path == STDOUT:
            sys.stdout.flush()
            yield standard_output()
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
        remedy = "use another file with -o FILE, or -o - for standard output"
        raise OutputError(f"{path}: cannot be written: {_reason(path, error)}", remedy=remedy) from error


def abandon_stdout() -> None:
    """Discard output that standard output did not accept: Python would try to write it again at exit, and fail."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def make_folder(path: Path, problem: str, remedy: str) -> None:
    """Create the folder *path* if it is missing; raise :class:`OutputError` with *problem* and *remedy* on failure."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{path}: {problem}: {error.strerror}", remedy=remedy) from error


def write_all(files: Mapping[Path, bytes]) -> None:
    """Write several files; if one fails, delete those already written."""
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

"""Writes output files completely or not at all.

All output that a user asks for is written here. Does not know what the files contain.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from cakg import unfinished
from cakg.errors import OutputError
from cakg.file_kinds import exists
from cakg.harmless import standard_output

STDOUT = Path("-")
_REMEDIES = {
    errno.ENOSPC: "free disk space, or use another disk",
    errno.EDQUOT: "free some of your disk quota, or use another disk",
    errno.EFBIG: "raise the limit on file sizes, which `ulimit -f` shows",
}
"""What to do about some causes; the store on disk reports them only as text."""


def write_whole(path: Path, data: bytes) -> None:
    """Write *data* to *path* as :func:`writing` does."""
    with writing(path) as file:
        file.write(data)


def write_all(files: Mapping[Path, bytes | None]) -> None:
    """Write several files, or none if one fails; None removes the file."""
    with all_or_none() as outputs:
        for path, data in files.items():
            if data is None:
                outputs.remove(path)
            else:
                with outputs.writing(path) as file:
                    file.write(data)


@contextmanager
def writing(path: Path) -> Iterator[BinaryIO]:
    """Open *path* for writing, or standard output if *path* is ``-``.

    The data goes to a temporary file in the same directory, which replaces *path* when the block ends without an
    error. A failure or an interrupt leaves the old file as it was. A device or a pipe is written to directly.

    Raises :class:`OutputError` if the file cannot be written. Every OSError from the block is reported in this way,
    so the block must handle its own. BrokenPipeError passes through: the reader of standard output has closed it.
    """
    with all_or_none() as outputs, outputs.writing(path) as file:
        yield file


@contextmanager
def all_or_none() -> Iterator[Outputs]:
    """Return :class:`Outputs`, which replace the old files when the block ends without an error."""
    outputs = Outputs()
    try:
        yield outputs
        outputs.finish()
    finally:
        outputs.discard()


class Outputs:
    """Several outputs that belong together: all old files stay until all new ones are completely written."""

    def __init__(self) -> None:
        self._files: dict[Path, tuple[Path, BinaryIO]] = {}
        self._kept: list[tuple[Path, BinaryIO]] = []
        self._removed: list[Path] = []

    @contextmanager
    def writing(self, path: Path) -> Iterator[BinaryIO]:
        """Open *path*; see :func:`writing`. The file is in its place after :meth:`finish`."""
        with reporting(path):
            if path == STDOUT:
                sys.stdout.flush()
                yield standard_output()
                sys.stdout.buffer.flush()
            elif is_device(path):
                with path.open("wb") as file:
                    yield file
            else:
                temporary = self._create(path)
                yield temporary
                temporary.flush()
                os.fsync(temporary.fileno())

    def remove(self, path: Path) -> None:
        """Remove the file *path*, if it is there, when the others are in their places."""
        if exists(path):
            self._removed.append(path)

    def finish(self) -> None:
        """Put all files into their places; if that fails for one, restore the old files of the others."""
        new: list[tuple[Path, tuple[Path, BinaryIO] | None]] = [*self._files.items()]
        new += [(path, None) for path in self._removed]
        done: list[tuple[Path, Path | None]] = []
        try:
            for target, written in new:
                with reporting(target):
                    done.append((target, self._keep(target) if len(new) > 1 else None))
                    if written:
                        _move(*written, target)
                    else:
                        target.unlink(missing_ok=True)
        except BaseException:
            for target, old in done if len(new) > 1 else ():
                with suppress(OSError):
                    old.replace(target) if old else target.unlink()
            raise
        for folder in {target.parent for target in self._files}:
            sync(folder)

    def discard(self) -> None:
        """Remove all temporary files."""
        for temporary, file in [*self._files.values(), *self._kept]:
            with suppress(OSError):  # closing may fail as writing did
                file.close()
            temporary.unlink(missing_ok=True)

    def _create(self, path: Path) -> BinaryIO:
        target = path.resolve()
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, "a directory has that name")
        if target in self._files:
            raise OSError(errno.EEXIST, "two outputs would be the same file")
        self._files[target] = unfinished.create(target)
        return self._files[target][1]

    def _keep(self, target: Path) -> Path | None:
        """Return a second, temporary name of the old file *target*; None if there is no old file."""
        if not target.exists():
            return None
        self._kept.append(unfinished.keep(target))
        return self._kept[-1][0]


def _move(temporary: Path, file: BinaryIO, target: Path) -> None:
    if target.exists():
        temporary.chmod(stat.S_IMODE(target.stat().st_mode))
    if sys.platform == "win32":
        file.close()
    temporary.replace(target)


@contextmanager
def reporting(path: Path) -> Iterator[None]:
    """Report each OSError as :class:`OutputError` for *path*, except BrokenPipeError."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        if path == STDOUT:
            abandon_stdout()
            raise OutputError(f"standard output: cannot be written: {error.strerror or error}") from error
        remedy = remedy_for(error, "use another file with -o FILE, or -o - for standard output")
        raise OutputError(f"{path}: cannot be written: {reason(path, error)}", remedy=remedy) from error


def is_device(path: Path) -> bool:
    """Return whether *path* is a device or a pipe, which is written to directly; raise OSError for an unusable path."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return False
    except ValueError as error:  # a null character
        raise OSError(errno.EINVAL, str(error)) from error
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def abandon_stdout() -> None:
    """Discard output that standard output did not accept: Python would try to write it again at exit, and fail."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def make_folder(path: Path, problem: str, remedy: str) -> None:
    """Create the folder *path* if it is missing; raise :class:`OutputError` with *problem* and *remedy* on failure."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{path}: {problem}: {error.strerror}", remedy=remedy) from error


def sync(path: Path) -> None:
    """Wait until the file or folder *path* is on the disk, if the system can tell."""
    with suppress(OSError):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def exchange(one: Path, other: Path) -> bool:
    """Exchange the names of two folders in one step, and return whether this system can do that.

    Whenever the process is killed, each name leads to one of them. Raises OSError if the system can, but not for them.
    """
    if not sys.platform.startswith("linux"):
        return False
    import ctypes  # slow to import, and few commands need it

    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    here, swap = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
    if rename(here, os.fsencode(one), here, os.fsencode(other), swap) == 0:
        return True
    code = ctypes.get_errno()
    if code in (errno.EINVAL, errno.ENOSYS, errno.EPERM):  # some file systems cannot
        return False
    raise OSError(code, os.strerror(code))


def reason(path: Path, error: OSError) -> str:
    """Return in words why *path* cannot be written."""
    if error.errno in (errno.ENOENT, errno.ENOTDIR) and not path.parent.is_dir():
        return f"there is no directory {path.parent}"
    return error.strerror or str(error)


def remedy_for(error: OSError, otherwise: str) -> str:
    """Return what to do about *error*: by its cause, or else *otherwise*."""
    if "file descriptors" in str(error):  # in words of the engine
        return "raise the limit on open files, which `ulimit -n` shows"
    causes = (remedy for code, remedy in _REMEDIES.items() if error.errno == code or os.strerror(code) in str(error))
    return next(causes, otherwise)

"""``cakg build``: builds a store on disk, for graphs larger than memory."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Thread

from cakg import __version__, unfinished
from cakg.errors import GraphFolderError, OutputError
from cakg.files import reason, remedy_for, sync
from cakg.harmless import visible
from cakg.paths import Folders
from cakg.store import disk, manifest

_NEW = "give a new directory"


def build(target: Path, folders: Folders, data: Sequence[Path], *, low_memory: bool = False) -> int:
    """Build the store in a temporary folder, move it to *target* when complete, and return its number of triples."""
    inputs, rules = [*folders.triples(), *data], folders.rules()
    step = _Progress(len(inputs) + len(rules)).begin

    def make(store: Path) -> int:
        made = disk.build(store, inputs, rules, step, low_memory=low_memory)
        manifest.write(store, folders, data, {"cakg": __version__, **made._asdict()})
        return made.triples

    try:
        place = _free(target)
        with unfinished.folder(place) as folder:
            made = _interruptible(lambda: make(folder / place.name), folder)
            _move(folder / place.name, place, target)
    except KeyboardInterrupt:
        print("\ninterrupted: the unfinished store was removed", file=sys.stderr, flush=True)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
        raise
    except OSError as error:
        if error.filename in map(str, [*inputs, *rules]):
            raise GraphFolderError(f"{error.filename}: cannot be read: {error.strerror}") from error
        why = reason(target, error)
        if why.startswith("IO error: "):  # of the store: where, then what
            why = why.rpartition(": ")[2]
        remedy = remedy_for(error, "use another directory")
        raise OutputError(f"{target}: cannot be written: {why}", remedy=remedy) from error
    return made


def _free(target: Path) -> Path:
    """Return the full path of *target*; raise an error unless a store can be moved there."""
    try:
        place = target.resolve()
    except RuntimeError as error:  # how pathlib reports a loop of links
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP)) from error
    mounted, parent = place.is_mount(), place.parent.is_dir()
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        what = "already exists and is not empty" if place.is_dir() else "is a file, not a directory"
        raise OutputError(f"{target}: {what}", remedy=f"{_NEW}, or remove this one")
    if mounted:
        raise OutputError(f"{target}: a file system is mounted there", remedy=f"{_NEW} in it, such as {target}/store")
    if not parent:
        raise OutputError(f"{target}: there is no directory {place.parent}", remedy="create it first")
    if unfinished.in_progress(place):
        raise OutputError(f"{target}: another build of this store is running", remedy=f"wait for it, or {_NEW}")
    return place


def _move(made: Path, place: Path, target: Path) -> None:
    try:
        if place.exists():
            made.chmod(place.stat().st_mode & 0o7777)
            place.rmdir()
        made.rename(place)
    except OSError as error:
        if place.exists():
            raise OutputError(
                f"{target}: another program has just written to it, perhaps another build of the same store",
                remedy=f"use that store, or {_NEW}",
            ) from error
        raise
    sync(place.parent)


def _interruptible(work: Callable[[], int], folder: Path) -> int:
    """Return the result of *work*; Ctrl-C ends it at once, also during a rule, and removes *folder*."""
    done: list[int] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            done.append(work())
        except BaseException as error:
            failed.append(error)

    # The engine does not react to Ctrl-C, so it runs in a thread of its own while the main thread waits.
    worker = Thread(target=run, daemon=True)
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, signal.default_int_handler)
    try:
        worker.start()
        while worker.is_alive():
            worker.join(0.1)
    except KeyboardInterrupt:
        _remove(folder)
        raise
    if failed:
        raise failed[0]
    return done[0]


class _Progress:
    """Shows the current file or rule and the time since the start, if standard error is a terminal."""

    def __init__(self, total: int) -> None:
        self.total, self.number, self.start = total, 0, time.monotonic()

    def begin(self, path: Path) -> None:
        """Replace the line of the previous step with that of the next."""
        self.number += 1
        if sys.stderr.isatty():
            seconds = time.monotonic() - self.start
            print(
                f"\r\033[K{self.number}/{self.total}, {seconds:.0f} s: {visible(path.name)}",
                end="",
                file=sys.stderr,
                flush=True,
            )
            print("\r\033[K" if self.number == self.total else "", end="", file=sys.stderr, flush=True)


def _remove(folder: Path) -> None:
    """Remove *folder* repeatedly until it stays removed: the other thread may still write to it."""
    checks_gone = 0
    for _ in range(100):
        checks_gone = 0 if folder.exists() else checks_gone + 1
        if checks_gone == 5:
            return
        shutil.rmtree(folder, ignore_errors=True)
        time.sleep(0.05)

"""Makes a folder completely or not at all: in a temporary folder next to its place, to which it is moved at the end."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import TypeVar

from cakg import unfinished
from cakg.errors import OutputError
from cakg.files import exchange, reason, remedy_for, sync

Made = TypeVar("Made")
NEW = "give a new directory"
_STOPS = (signal.SIGINT, signal.SIGTERM)


def make_folder(
    target: Path, make: Callable[[Path], Made], *, kind: str, is_older: Callable[[Path], bool] = lambda _place: False
) -> Made:
    """Call *make* with an empty folder, move it to *target*, and return the result.

    *target* is new or empty, or a folder for which *is_older* is true, which is replaced. *kind* is what is made, for
    messages. Ctrl-C and SIGTERM end this process and leave nothing. Raises :class:`OutputError` for any other *target*,
    and OSError.
    """
    try:
        place = _free(target, kind, is_older)
        _hold_stops()
        with unfinished.folder(place) as folder:
            for stop in _STOPS:
                signal.signal(stop, signal.default_int_handler)
            _hold_stops(hold=False)
            made = make(folder / place.name)
            _move(folder / place.name, place, target, kind, is_older)
    except KeyboardInterrupt:
        print(f"\ninterrupted: the unfinished {kind} was removed", file=sys.stderr, flush=True)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
        raise
    finally:
        _hold_stops(hold=False)
    return made


@contextmanager
def reporting(target: Path) -> Iterator[None]:
    """Report each error of the system as :class:`OutputError` for the folder *target*."""
    try:
        yield
    except OSError as error:
        if error.errno is None:  # a fault of a template, which is no error of the system
            raise
        remedy = remedy_for(error, NEW)
        raise OutputError(f"{target}: cannot be written: {reason(target, error)}", remedy=remedy) from error


def _hold_stops(*, hold: bool = True) -> None:
    """Let Ctrl-C and SIGTERM wait, or no longer: one that came while the folder is created would leave it."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK if hold else signal.SIG_UNBLOCK, _STOPS)


def _free(target: Path, kind: str, is_older: Callable[[Path], bool]) -> Path:
    """Return the full path of *target*; raise an error unless a folder can be moved there."""
    try:
        place = target.resolve()
    except RuntimeError as error:  # how pathlib reports a loop of links
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP)) from error
    mounted, parent = place.is_mount(), place.parent.is_dir()
    if place.exists() and (not place.is_dir() or (any(place.iterdir()) and not is_older(place))):
        what = "already exists and is not empty" if place.is_dir() else "is a file, not a directory"
        raise OutputError(f"{target}: {what}", remedy=f"{NEW}, or remove this one")
    if mounted:
        raise OutputError(f"{target}: a file system is mounted there", remedy=f"{NEW} in it, such as {target}/{kind}")
    if not parent:
        raise OutputError(f"{target}: there is no directory {place.parent}", remedy="create it first")
    if unfinished.in_progress(place):
        raise OutputError(f"{target}: another build of this {kind} is running", remedy=f"wait for it, or {NEW}")
    return place


def _move(made: Path, place: Path, target: Path, kind: str, is_older: Callable[[Path], bool]) -> None:
    old = made.with_name("old")
    try:
        if place.exists():
            made.chmod(place.stat().st_mode & 0o7777)
            if is_older(place):
                if exchange(made, place):
                    sync(place.parent)
                    return
                place.rename(old)
            else:
                place.rmdir()
        made.rename(place)
    except OSError as error:
        if old.exists() and not place.exists():
            old.rename(place)
        elif place.exists():
            raise OutputError(
                f"{target}: another program has just written to it, perhaps another build of the same {kind}",
                remedy=f"use that {kind}, or {NEW}",
            ) from error
        raise
    sync(place.parent)


def interruptible(work: Callable[[], Made], folder: Path) -> Made:
    """Return the result of *work*, which the engine does; Ctrl-C ends it at once, also in a rule, and removes *folder*.

    The engine does not react to Ctrl-C, so it runs in a thread of its own while the main thread waits.
    """
    done: list[Made] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            done.append(work())
        except BaseException as error:
            failed.append(error)

    worker = Thread(target=run, daemon=True)
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


def _remove(folder: Path) -> None:
    """Remove *folder* repeatedly until it stays removed: the other thread may still write to it."""
    checks_gone = 0
    for _ in range(100):
        checks_gone = 0 if folder.exists() else checks_gone + 1
        if checks_gone == 5:
            return
        shutil.rmtree(folder, ignore_errors=True)
        time.sleep(0.05)

"""``cakg build``: builds a store on disk, for graphs larger than memory."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from threading import Thread

from cakg.errors import OutputError
from cakg.harmless import visible
from cakg.paths import Folders
from cakg.store.local import LocalStore


def build(target: Path, folders: Folders, data: Sequence[Path]) -> int:
    """Build the store in a temporary folder, move it to *target* when complete, and return its number of triples."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise OutputError(
            f"{target}: already exists and is not empty", remedy="give a new directory, or remove this one"
        )
    if not target.absolute().parent.is_dir():
        raise OutputError(f"{target}: there is no directory {target.absolute().parent}", remedy="create it first")
    partial = target.absolute().with_name(f".{target.name}.{os.getpid()}.partial")
    steps = len([*folders.triples(), *data, *folders.rules()])
    made: list[int] = []
    failed: list[Exception] = []

    def work() -> None:
        try:
            made.append(LocalStore.build(partial, folders, data, _Progress(steps).begin))
            if target.exists():
                target.rmdir()
            partial.rename(target)
        except Exception as error:
            failed.append(error)

    # The engine does not react to Ctrl-C, so it runs in a thread of its own while the main thread waits.
    worker = Thread(target=work, daemon=True)
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, signal.default_int_handler)
    try:
        worker.start()
        while worker.is_alive():
            worker.join(0.1)
    except KeyboardInterrupt:
        _remove(partial)
        print("\ninterrupted: the unfinished store was removed", file=sys.stderr, flush=True)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
    if failed:
        _remove(partial)
        if isinstance(failed[0], OSError):
            raise OutputError(
                f"{target}: cannot be written: {failed[0]}", remedy="check free disk space and permissions"
            ) from failed[0]
        raise failed[0]
    return made[0]


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

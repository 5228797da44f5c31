"""``cakg build``: a store on disk, for graphs larger than memory."""

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
from cakg.paths import Folders
from cakg.store.local import LocalStore


def build(target: Path, folders: Folders, data: Sequence[Path]) -> int:
    """Make the store beside *target*, move it there when it is whole, and return how many triples it has."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise OutputError(f"{target}: something is there already", remedy="name a new directory, or remove this one")
    if not target.absolute().parent.is_dir():
        raise OutputError(f"{target}: there is no directory {target.absolute().parent}", remedy="make it first")
    partial = target.absolute().with_name(f".{target.name}.{os.getpid()}.partial")
    steps = len([*folders.triples(), *data, *folders.rules()])
    made: list[int] = []
    failed: list[Exception] = []

    def work() -> None:
        try:
            made.append(LocalStore.build(partial, folders, data, _Steps(steps).begin))
            if target.exists():
                target.rmdir()
            partial.rename(target)
        except Exception as error:
            failed.append(error)

    # The engine does not notice Ctrl-C while it works, so it works beside the thread that does.
    worker = Thread(target=work, daemon=True)
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, signal.default_int_handler)
    try:
        worker.start()
        while worker.is_alive():
            worker.join(0.1)
    except KeyboardInterrupt:
        _remove(partial)
        print("\ninterrupted: nothing is left of the store", file=sys.stderr, flush=True)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
    if failed:
        _remove(partial)
        if isinstance(failed[0], OSError):
            raise OutputError(f"{target}: cannot be written: {failed[0]}", remedy="is there room?") from failed[0]
        raise failed[0]
    return made[0]


class _Steps:
    """Tells a terminal which file or rule has its turn, and since when; without a terminal, nothing."""

    def __init__(self, total: int) -> None:
        self.total, self.number, self.start = total, 0, time.monotonic()

    def begin(self, path: Path) -> None:
        """Show the next step on the line of the last one."""
        self.number += 1
        if sys.stderr.isatty():
            seconds = time.monotonic() - self.start
            print(
                f"\r\033[K{self.number}/{self.total}, {seconds:.0f} s: {path.name}", end="", file=sys.stderr, flush=True
            )
            print("\r\033[K" if self.number == self.total else "", end="", file=sys.stderr, flush=True)


def _remove(folder: Path) -> None:
    """Remove *folder* with what is in it, though somebody may still be writing there: until it stays away."""
    gone = 0
    for _ in range(100):
        gone = 0 if folder.exists() else gone + 1
        if gone == 5:
            return
        shutil.rmtree(folder, ignore_errors=True)
        time.sleep(0.05)

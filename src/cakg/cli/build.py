"""``cakg build``: builds a store on disk, for graphs larger than memory."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path

from cakg import __version__
from cakg.cli.folder import interruptible, make_folder
from cakg.errors import GraphFolderError, OutputError
from cakg.files import reason, remedy_for
from cakg.harmless import visible
from cakg.paths import Folders
from cakg.store import disk, manifest


def build(target: Path, folders: Folders, data: Sequence[Path], *, low_memory: bool = False) -> int:
    """Build the store in a temporary folder, move it to *target* when complete, and return its number of triples."""
    inputs, rules = [*folders.triples(), *data], folders.rules()
    step = _Progress(len(inputs) + len(rules)).begin

    def fill(store: Path) -> int:
        made = disk.build(store, inputs, rules, step, low_memory=low_memory)
        manifest.write(store, folders, data, {"cakg": __version__, **made._asdict()})
        return made.triples

    try:
        return make_folder(target, lambda store: interruptible(lambda: fill(store), store.parent), kind="store")
    except OSError as error:
        if error.filename in map(str, [*inputs, *rules]):
            raise GraphFolderError(f"{error.filename}: cannot be read: {error.strerror}") from error
        why = reason(target, error)
        if why.startswith("IO error: "):  # of the store: where, then what
            why = why.rpartition(": ")[2]
        remedy = remedy_for(error, "use another directory")
        raise OutputError(f"{target}: cannot be written: {why}", remedy=remedy) from error


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

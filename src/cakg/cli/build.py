"""``cakg build`` and ``cakg add``: build a store on disk, for large graphs, and add files to it."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path

from cakg import __version__
from cakg.cli.folder import interruptible, make_folder
from cakg.cli.output import print_message, print_text
from cakg.errors import BadValueError, GraphFolderError, OutputError
from cakg.file_kinds import exists
from cakg.files import reason, remedy_for
from cakg.harmless import visible
from cakg.paths import Folders
from cakg.store import disk, manifest
from cakg.tables import counted


def build(target: Path, folders: Folders, data: Sequence[Path], *, low_memory: bool = False) -> int:
    """Build the store in a temporary folder, move it to *target* when complete, and return its number of triples."""
    inputs, rules = [*folders.triples(), *data], folders.rules()
    step = _Progress(len(inputs) + len(rules)).begin
    way = disk.way(inputs, low_memory=low_memory)

    def fill(store: Path) -> int:
        print_message(way.reason)
        made = disk.build(store, inputs, rules, step, low_memory=way.low_memory)
        manifest.write(store, folders, data, {"cakg": __version__, **made._asdict()})
        return made.triples

    try:
        return make_folder(target, lambda store: interruptible(lambda: fill(store), store.parent), kind="store")
    except OSError as error:
        if error.filename in map(str, [*inputs, *rules]):
            raise GraphFolderError(f"{error.filename}: cannot be read: {error.strerror}") from error
        raise _unwritten(target, error, "use another directory") from error


def add(target: Path, files: Sequence[Path]) -> int:
    """Add *files* to the store *target*, print what was added, and return the exit code."""
    from cakg.store import adding

    if missing := [path for path in files if not exists(path)]:
        raise BadValueError(f"{missing[0]}: there is no such file", remedy="give files in RDF, such as article.ttl")
    addition = adding.plan(target, files)
    for path in addition.old:
        print_message(f"{path}: all its triples are in {target} already")
    if not addition.entered:
        return 0

    def is_read(place: Path) -> bool:
        return manifest.is_store(place) and manifest.read(place) == addition.made

    def fill(store: Path) -> int:
        return adding.write(store, target, addition, files, __version__)

    try:
        triples = make_folder(
            target, lambda store: interruptible(lambda: fill(store), store.parent), kind="store", is_older=is_read
        )
    except OSError as error:
        raise _unwritten(target, error, "free space next to the store, or build another one") from error
    entered, changes = len(addition.entered), addition.changes
    derived = len(changes.added) + addition.left_out - entered
    print_text(
        f"{target}: {counted(entered, 'triple')} added, {derived} more derived, {len(changes.removed)} no longer"
        f" derived; {triples} triples"
    )
    return 0


def _unwritten(target: Path, error: OSError, remedy: str) -> OutputError:
    why = reason(target, error)
    if why.startswith("IO error: "):  # of the store: where, then what
        why = why.rpartition(": ")[2]
    return OutputError(f"{target}: cannot be written: {why}", remedy=remedy_for(error, remedy))


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

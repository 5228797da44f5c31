"""What a worker of a Spark cluster does for one file: the same conversion as without a cluster. Does not use Spark."""

from __future__ import annotations

import hashlib
import socket
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import NamedTuple, TypeAlias

from cakg import unfinished
from cakg.datasets.convert import FileReport, NothingReadError, convert, convert_part
from cakg.datasets.recorded import Recorded
from cakg.datasets.registry import DATASETS
from cakg.errors import CakgError, OutputError
from cakg.file_kinds import is_file
from cakg.paths import PACKAGE, shipped
from cakg.store.protocol import Result


class Task(NamedTuple):
    """A file to convert, and its output or part of the output; both paths are absolute."""

    path: Path
    output: Path
    is_part: bool


class Plan(NamedTuple):
    """What all tasks of an import have in common."""

    dataset: str
    answers: Mapping[str, Result]
    """The answers of the graph that the mapping needs; see :mod:`cakg.datasets.recorded`."""
    sign: Path
    """A file in the folder of the output that the driver has locked. Without it, tasks stop."""


class ClusterError(CakgError):
    """The cluster cannot be reached, or a worker cannot take part; finished outputs were kept."""


class StoppedError(CakgError):
    """The import has ended, so this task did too; or the worker does not see that it goes on."""


_SHARE = "give files and -o on a path that all machines of the cluster share"
Outcome: TypeAlias = FileReport | NothingReadError | OutputError | ClusterError | StoppedError


@cache
def version() -> str:
    """Return the version of cakg with a hash of its code and its lists of codes, which determine the output.

    Development versions have the same number for long.
    """
    digest = hashlib.sha256()
    for path in [*sorted(PACKAGE.rglob("*.py")), *sorted((shipped().graph / "codes").glob("*.csv"))]:
        digest.update(path.read_bytes())
    return f"{import_module('cakg').__version__} ({digest.hexdigest()[:12]})"


def run(plan: Plan, task: Task) -> Outcome:
    """Convert the file of *task*, and return its report or why there is none.

    After an output that cannot be written, the other tasks stop, as an import without a cluster does.
    """
    try:
        _check(plan, task)
        return _convert(plan, task)
    except (NothingReadError, ClusterError, StoppedError) as error:
        return error
    except (OutputError, OSError) as error:
        with suppress(OSError):
            plan.sign.unlink()
        message, remedy = (error.message, error.remedy) if isinstance(error, OutputError) else (str(error), "")
        return OutputError(f"worker {socket.gethostname()}: {message}", remedy=remedy)


def _convert(plan: Plan, task: Task) -> FileReport:
    dataset = DATASETS[plan.dataset]
    mapping = dataset.mapping(Recorded(plan.answers))

    def advance(_: int) -> None:
        if not plan.sign.exists():
            raise StoppedError("stopped")

    if task.is_part:
        return convert_part(dataset, mapping, task.path, task.output, advance)
    [report] = convert(dataset, mapping, [task.path], task.output, advance)
    return report


def _check(plan: Plan, task: Task) -> None:
    """Raise :class:`ClusterError` if this worker does not have the files of the driver or does not see its locks."""
    folder = plan.sign.parent
    if not folder.is_dir():
        raise _unshared(f"has no directory {folder}")
    if not plan.sign.exists():
        raise StoppedError(f"worker {socket.gethostname()}: does not find {plan.sign}", remedy=_SHARE)
    if not is_file(task.path):
        raise _unshared(f"has no file {task.path}")
    with plan.sign.open("r+b") as file:
        if unfinished.lock(file):
            raise ClusterError(
                f"worker {socket.gethostname()}: its files in {folder} are not locked for other machines",
                remedy="mount it so that locks (flock) hold on all machines, or without locks",
            )


def _unshared(what: str) -> ClusterError:
    return ClusterError(f"worker {socket.gethostname()}: {what}", remedy=_SHARE)

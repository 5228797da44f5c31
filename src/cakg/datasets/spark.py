"""Converts files on a Spark cluster: one task for each file, which does what an import without a cluster does.

A task writes its own output, or its own part of a common output, completely or not at all. So a task that ran twice,
because its worker was lost, counts once and leaves the same bytes. The graph stays on this machine: workers get the
answers that the mapping needs.
"""

from __future__ import annotations

import pickle
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from cakg import unfinished
from cakg.datasets.convert import FileReport, NothingReadError, keep_inputs
from cakg.datasets.mapping import Dataset
from cakg.datasets.parts import join_parts
from cakg.datasets.recorded import Recording
from cakg.datasets.spark_cluster import Stop, cluster
from cakg.datasets.spark_task import ClusterError, Outcome, Plan, StoppedError, Task, version
from cakg.errors import OutputError
from cakg.files import reporting
from cakg.store.protocol import Engine

if TYPE_CHECKING:
    from pyspark import SparkContext

Result: TypeAlias = list[FileReport] | NothingReadError
_PATIENCE = 30
"""After how many seconds without any running task the user is told."""
_UNTIL_WORKERS_END = 10
_INSTALL = "install the same version of cakg, with its extra data, on all machines; PYSPARK_PYTHON names their Python"

_WRONG_PYTHON = re.compile(r"Cannot run program .*|\[PYTHON_VERSION_MISMATCH\].*")
_LAST_FAILURE = re.compile(
    r"Task (?P<task>\d+) in stage \S+ failed (?P<times>\d+) times, most recent failure: "
    r"Lost task \S+ in stage \S+ \(TID \d+\) \((?P<host>\S+) executor \S+\): (?P<cause>.*)"
)
"""What Spark says of the task that it gave up."""


class Progress:
    """What is told while a cluster works: :meth:`advance` after each *number* of files, and :meth:`wait` if none is."""

    def __init__(self, advance: Callable[[int], object], wait: Callable[[str], object]) -> None:
        self.advance, self.wait = advance, wait


def convert_on_cluster(
    master: str, dataset: Dataset, engine: Engine, jobs: Mapping[Path, Sequence[Path]], progress: Progress
) -> list[Result]:
    """Convert the files of each job, by output, and return for each job the reports on its files, or the error.

    All outputs are in one folder. Raises OutputError if a file cannot be written, ClusterError if the cluster cannot be
    used, and MissingLibraryError without pyspark. Finished outputs are kept then.
    """
    if not jobs:
        return []
    for output, paths in jobs.items():
        keep_inputs(dataset, paths, output)
    recording = Recording(engine)
    dataset.mapping(recording)

    def run(tasks: Sequence[Task], folder: Path) -> Sequence[FileReport | NothingReadError]:
        plan = Plan(dataset.name, recording.answers, folder)
        return _outcomes(master, plan, tasks, progress)

    if all(len(paths) == 1 for paths in jobs.values()):
        tasks = [Task(path.absolute(), output.absolute(), False) for output, [path] in jobs.items()]
        reports = run(tasks, tasks[0].output.parent)
        return [one if isinstance(one, NothingReadError) else [one] for one in reports]
    [(output, paths)] = jobs.items()
    return [_joined(dataset, paths, output, run)]


def _joined(
    dataset: Dataset,
    paths: Sequence[Path],
    output: Path,
    run: Callable[[Sequence[Task], Path], Sequence[FileReport | NothingReadError]],
) -> Result:
    """Convert *paths* to parts in a temporary folder next to *output*, and join them."""
    target = output.resolve()
    with _folder(target) as folder:
        tasks = [Task(path.absolute(), folder / f"{number}.nt", True) for number, path in enumerate(paths)]
        reports = run(tasks, folder)
        if failed := next((one for one in reports if isinstance(one, NothingReadError)), None):
            return failed
        read = [one for one in reports if isinstance(one, FileReport)]
        try:
            return join_parts(dataset, paths, [task.output for task in tasks], read, output)
        except NothingReadError as error:
            return error


@contextmanager
def _folder(target: Path) -> Iterator[Path]:
    """Create a folder for the parts of *target*, and remove it at the end."""
    with ExitStack() as stack:
        with reporting(target):
            place = stack.enter_context(unfinished.folder(target))
        yield place / target.name


def _outcomes(
    master: str, plan: Plan, tasks: Sequence[Task], progress: Progress
) -> Sequence[FileReport | NothingReadError]:
    """Run *tasks* and return what became of each; raise the first error that is not about the content of a file."""
    stop = Stop()
    with ThreadPoolExecutor(1) as thread:
        try:
            found = thread.submit(_connected, master, plan, tasks, progress, stop).result()
        except KeyboardInterrupt:
            stop.stop()
            raise
    for kind in (OutputError, ClusterError, StoppedError):
        for one in found:
            if isinstance(one, kind):
                raise one
    return [one for one in found if isinstance(one, FileReport | NothingReadError)]


def _connected(master: str, plan: Plan, tasks: Sequence[Task], progress: Progress, stop: Stop) -> Sequence[Outcome]:
    """Connect to the cluster, run *tasks* there, and see that nothing unfinished stays in the folder *plan.sign*."""
    folder, finished = plan.sign, False
    with _sign(folder, tasks[0].output):  # a folder that cannot be written to is reported before Java starts
        pass
    try:
        with cluster(master, stop) as context, _sign(folder, tasks[0].output) as sign:
            found = _run(context, plan._replace(sign=sign), tasks, progress)
        finished = True
    finally:
        # Tasks of lost workers end when they find that the sign is gone, or with their processes.
        unfinished.settle(folder, 0 if finished else _UNTIL_WORKERS_END)
    return found


@contextmanager
def _sign(folder: Path, output: Path) -> Iterator[Path]:
    """Create and lock a file in *folder*, which tells tasks that the import goes on; remove it at the end."""
    with reporting(output):
        path, file = unfinished.create(folder / "import")
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)
        file.close()


def _run(context: SparkContext, plan: Plan, tasks: Sequence[Task], progress: Progress) -> list[Outcome]:
    """Run *tasks*, the largest file first, and return their outcomes in the order of *tasks*."""
    from py4j.protocol import Py4JError

    order = sorted(range(len(tasks)), key=lambda number: -tasks[number].path.stat().st_size)
    sent = context.parallelize([(number, pickle.dumps(tasks[number])) for number in order], len(tasks))
    ended = threading.Event()
    watch = threading.Thread(target=_watch, args=(context, ended, progress), daemon=True)
    watch.start()
    try:
        found = sent.mapPartitions(_shipped(pickle.dumps(plan), version())).collect()
    except (Py4JError, OSError) as error:
        raise _explained(error, [tasks[number].path for number in order]) from error
    finally:
        ended.set()
        watch.join()
    outcomes: dict[int, Outcome] = {
        number: pickle.loads(one) if isinstance(one, bytes) else ClusterError(one, remedy=_INSTALL)
        for number, one in found
    }
    return [outcomes[number] for number in range(len(tasks))]


def _shipped(plan: bytes, wanted: str) -> Callable[[Iterable[tuple[int, bytes]]], Iterator[tuple[int, bytes | str]]]:
    """Return the function that workers run: outcomes as bytes, or as a text if this worker's cakg cannot take part.

    It is nested and knows only standard modules, so that Spark sends its code, which also runs where cakg is missing.
    """

    def run(numbered: Iterable[tuple[int, bytes]]) -> Iterator[tuple[int, bytes | str]]:
        import pickle
        import socket
        import sys
        from importlib import import_module

        where = f"worker {socket.gethostname()}: {sys.executable}"
        for number, task in numbered:
            try:
                there = import_module("cakg.datasets.spark_task")
            except ImportError as error:
                yield number, f"{where} cannot load cakg {wanted}: {error}"
                continue
            if there.version() != wanted:
                yield number, f"{where} has cakg {there.version()}, not {wanted}"
                continue
            yield number, pickle.dumps(there.run(pickle.loads(plan), pickle.loads(task)))

    return run


def _watch(context: SparkContext, ended: threading.Event, progress: Progress) -> None:
    """Report on the job until *ended*: each finished task, and once if no task runs for a while."""
    from py4j.protocol import Py4JError

    tracker, done, idle, told = context.statusTracker(), 0, 0.0, False
    every = 0.25
    while not ended.wait(every):
        try:
            stages = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
        except (Py4JError, OSError):  # the connection has ended, which the job reports
            return
        now = sum(stage.numCompletedTasks for stage in stages if stage)
        progress.advance(max(now - done, 0))
        done = max(done, now)
        idle = 0.0 if any(stage and stage.numActiveTasks for stage in stages) else idle + every
        if idle >= _PATIENCE and not told:
            told = True
            progress.wait(f"{context.master}: no worker has been free for {_PATIENCE} seconds; waiting for one")


def _explained(error: Exception, paths: Sequence[Path]) -> ClusterError:
    """Return in words why the job failed, given the files in the order of their tasks."""
    text = str(getattr(error, "java_exception", "") or error)
    if found := _WRONG_PYTHON.search(text):
        remedy = "PYSPARK_PYTHON must name, on all machines, a Python of the version that runs this command"
        return ClusterError(f"the workers cannot start Python: {found[0]}", remedy=remedy)
    raised = re.findall(r"^[\w.]+(?:Error|Exception)\b.*", text.partition("Traceback (most recent call last)")[2], re.M)
    what, cause = "Spark has ended the import", text.partition("\n")[0]
    if last := _LAST_FAILURE.search(text):
        what = f"{paths[int(last['task'])]}: given up after {last['times']} attempts, the last on {last['host']}"
        cause = last["cause"]
    remedy = "the logs of the workers say more; finished outputs were kept, and the next run continues"
    return ClusterError(f"{what}: {raised[0] if raised else cause}", remedy=remedy)

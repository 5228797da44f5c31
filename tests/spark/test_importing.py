"""Imports on a Spark cluster: the same bytes and messages as without it, also after faults, full disks and kills."""

from __future__ import annotations

import gzip
import os
import re
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.spark import cluster as clusters
from tests.spark.cluster import SOURCE, Cluster, opened, tree, until

from cakg.datasets.registry import DATASETS

pytestmark = [pytest.mark.spark, pytest.mark.skipif(bool(clusters.missing()), reason=clusters.missing())]

LAYOUT = DATASETS["gdelt-2"].layout
ROWS, FILES = 8_000, 5
LARGEST = 2_000_000
"""Of a file on a worker whose disk is full: an output has ten times as many bytes."""
ALL_WORKERS = "--conf spark.scheduler.minRegisteredResourcesRatio=1 --conf spark.cores.max={} pyspark-shell"
"""Spark waits for all workers, so that each gets a task."""


def rows(start: int) -> bytes:
    """Rows of an export of GDELT, whose codes other files have too; one in a thousand is rejected."""
    lines = []
    for number in range(start, start + ROWS):
        cells = {
            "GLOBALEVENTID": str(number),
            "SQLDATE": "20191332" if number % 1000 == 5 else "20191024",
            "EventCode": ("040", "042", "190", "999")[number % 4],
            "Actor1Code": f"A{number % 500 + start // 40}",
            "ActionGeo_CountryCode": ("KZ", "TI", "ZZ")[number % 3],
            "DATEADDED": "20191024143000",
            "SOURCEURL": f"https://news.example/{number}",
        }
        lines.append("\t".join(cells.get(column, "") for column in LAYOUT).encode() + b"\n")
    return b"".join(lines)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Files of rows, one of them gzipped."""
    folder = tmp_path_factory.mktemp("files")
    for number in range(FILES):
        content = rows(number * ROWS)
        name, content = (f"{number}.csv.gz", gzip.compress(content, 1)) if number == 2 else (f"{number}.csv", content)
        (folder / name).write_bytes(content)
    return [str(path) for path in sorted(folder.iterdir())]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A cluster; its processes end after the tests."""
    started = Cluster(tmp_path_factory.mktemp("cluster"))
    try:
        yield started
    finally:
        started.end_all()


@pytest.fixture
def cluster(running: Cluster) -> Cluster:
    """The cluster with two workers."""
    while len(running.daemons) < 3:
        running.worker()
    return running


@pytest.fixture
def command(shipped_store: str, tmp_path: Path) -> list[str]:
    """The command line of an import, up to its files; the test runs in a folder of its own."""
    return [sys.executable, "-m", "cakg", "link", "import", "gdelt-2", "--graph", shipped_store]


def environment(**more: str) -> dict[str, str]:
    """The environment of an import."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SPARK_", "PYSPARK_"))}
    return {**kept, "PYTHONPATH": str(SOURCE), "SPARK_LOCAL_IP": "127.0.0.1", **more}


def run(command: list[str], **more: str) -> tuple[int, str]:
    """Run a command, and return its exit code and its messages."""
    done = subprocess.run(command, env=environment(**more), capture_output=True, text=True)
    assert done.stdout == ""
    return done.returncode, without_waiting(done.stderr)


def without_waiting(said: str) -> str:
    """The messages of an import without that on waiting, which depends on what else this machine does."""
    return "".join(line for line in said.splitlines(keepends=True) if "no worker has been free" not in line)


def contents(folder: Path) -> dict[str, bytes]:
    """The files of a folder, unfinished ones too."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def broken(folder: Path, files: list[str]) -> list[str]:
    """*files* with three more: a gzip that is cut off, an empty file, and one without rows."""
    folder.mkdir()
    (folder / "cut.csv.gz").write_bytes(Path(files[2]).read_bytes()[:-50_000])
    (folder / "damaged.csv.gz").write_bytes(b"\x1f\x8b\x08\x00" + b"\xff" * 500)
    (folder / "empty.csv").touch()
    return [files[0], *map(str, sorted(folder.iterdir())), *files[1:3]]


def test_one_output_has_the_same_bytes_as_without_a_cluster(cluster, command, files, tmp_path):
    """Texts that several files share are written once; files that fail on a worker are rejected, with their reasons."""
    given = broken(tmp_path / "broken", files)
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()

    code, said = run([*command, *given, "-o", str(here / "out.nt")])
    assert (code, "damaged.csv.gz" in said, "empty.csv" in said, "cut.csv.gz" in said) == (1, True, True, True)
    found = run([*command, *given, "-o", str(there / "out.nt"), "--spark", cluster.master])

    assert found == (code, said.replace(str(here), str(there)))
    assert sorted(contents(there)) == ["out.nt", "out.nt.rejects.tsv"]
    assert contents(there) == contents(here)
    assert [path for path in there.iterdir() if path.name.startswith(".")] == []


def test_after_a_full_disk_on_one_worker_the_next_run_continues(cluster, command, files, tmp_path):
    """The error names worker and file; what is finished is kept, counts once, and nothing is partial.

    The next run needs no cluster.
    """
    here, there = tmp_path / "here", tmp_path / "there"
    code = run([*command, *files, "-o", f"{here}/"])[0]
    last = cluster.worker()
    resource.prlimit(last, resource.RLIMIT_FSIZE, (LARGEST, LARGEST))
    words = [*command, *files, "-o", f"{there}/"]
    try:
        failed = run([*words, "--spark", cluster.master], PYSPARK_SUBMIT_ARGS=ALL_WORKERS.format(3))
    finally:
        cluster.end(last)

    assert failed[0] == 2
    assert re.match(
        r"worker \S+: \S+\.nt: cannot be written: File too large .* `ulimit -f`", re.sub(r"\s+", " ", failed[1])
    )
    kept = contents(there)
    assert len([name for name in kept if name.endswith(".nt")]) < FILES
    assert {name: contents(here)[name] for name in kept} == kept

    again = run(words)

    assert contents(there) == contents(here)
    assert again[0] == code
    finished = len([name for name in kept if name.endswith(".nt")])
    plural = "" if finished == 1 else "s"
    assert (f"; {finished} file{plural} finished earlier" in again[1]) == bool(finished)


def test_a_worker_is_killed_in_the_middle_and_the_job_completes(cluster, command, files, tmp_path):
    """A worker ends with its executor and their Python, while that writes; counts, messages and bytes are the same."""
    here, there = tmp_path / "here", tmp_path / "there"
    expected = run([*command, *files, "-o", f"{here}/"])
    words = [*command, *files, "-o", f"{there}/", "--spark", cluster.master]
    workers = [daemon.pid for daemon in cluster.daemons[1:]]

    with subprocess.Popen(words, env=environment(), stderr=subprocess.PIPE, text=True) as importing:
        worker = until(lambda: stopped_in_the_middle(workers, there) or importing.poll() is not None, "a task writes")
        assert worker in workers, "the import ended before a worker could be killed"
        assert any("partial" in name for name in contents(there))
        cluster.end(worker)
        said = without_waiting(importing.communicate()[1])

    assert (importing.returncode, said) == (expected[0], expected[1].replace(str(here), str(there)))
    assert contents(there) == contents(here)


def stopped_in_the_middle(workers: list[int], folder: Path) -> int:
    """Stop a process that is writing an output in *folder*, and return its worker; 0 if there is none."""
    for worker in workers:
        for process in tree(worker):
            if writes(process, folder):
                os.kill(process, signal.SIGSTOP)
                if writes(process, folder):
                    return worker
                os.kill(process, signal.SIGCONT)
    return 0


def writes(process: int, folder: Path) -> bool:
    """Whether a process has an unfinished output in *folder* open."""
    return any(re.fullmatch(rf"{folder}/\.\d\.csv.*\.partial", path) for path in opened(process))


def test_an_interrupt_ends_the_tasks_and_leaves_no_partial_output(cluster, command, files, tmp_path):
    """Processes of the import end too, on all machines."""
    words = [*command, *files, "-o", str(tmp_path / "out.nt"), "--spark", cluster.master]
    workers = [daemon.pid for daemon in cluster.daemons[1:]]

    with subprocess.Popen(words, env=environment(), stderr=subprocess.PIPE, text=True) as importing:
        until(lambda: [*tmp_path.glob(".*.folder/out.nt/.*.nt.*.partial")] or importing.poll() is not None, "a task")
        started = tree(importing.pid)
        importing.send_signal(signal.SIGTERM)
        said = without_waiting(importing.communicate()[1])

    assert importing.returncode == 130
    assert said.startswith("interrupted: the unfinished output was removed")
    assert list(tmp_path.iterdir()) == []
    assert alive(started) == []
    until(lambda: all(len(alive(tree(worker))) == 1 for worker in workers), "executors have ended")


def alive(processes: list[int]) -> list[tuple[int, str]]:
    """Those of *processes* that have not ended, with their command lines."""
    return [(one, text) for one in processes if (text := line(one))]


def line(process: int) -> str:
    """The command line of a process; empty if it has ended."""
    try:
        return Path(f"/proc/{process}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


def test_a_worker_without_cakg_is_named(command, files, tmp_path):
    """The Python of the workers may lack cakg or a library."""
    bare = tmp_path / "python"
    bare.write_text(f'#!/bin/sh\nPYTHONPATH="{tmp_path}:$PYTHONPATH" exec {sys.executable} "$@"\n')
    bare.chmod(0o755)
    (tmp_path / "narwhals.py").write_text("raise ImportError('narwhals is broken here')\n")

    code, said = run(
        [*command, *files, "-o", str(tmp_path / "out.nt"), "--spark", "local[1]"], PYSPARK_PYTHON=str(bare)
    )

    said = re.sub(r"\s+", " ", said)
    assert code == 2
    assert "cannot load cakg 0." in said
    assert "narwhals is broken here install the same version of cakg" in said
    assert not (tmp_path / "out.nt").exists()


def test_a_worker_whose_python_does_not_exist_is_an_error(command, files, tmp_path):
    words = [*command, *files, "-o", str(tmp_path / "out.nt"), "--spark", "local[1]"]

    code, said = run(words, PYSPARK_PYTHON=str(tmp_path / "nothing"))

    assert code == 2
    assert re.sub(r"\s+", " ", said).startswith("the workers cannot start Python: Cannot run program")
    assert "PYSPARK_PYTHON must name" in said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "master, problem",
    [
        ("spark://127.0.0.1:1", "spark://127.0.0.1:1: cannot be reached: Connection refused"),
        ("spark://127.0.0.1:1,127.0.0.1:2", "cannot be reached: Connection refused"),
        ("spark://no-such-host.invalid:7077", "cannot be reached"),
        ("spark://127.0.0.1", "'spark://127.0.0.1' is not the master of a Spark cluster"),
        ("http://127.0.0.1:8080", "is not the master of a Spark cluster"),
    ],
)
def test_a_master_that_is_not_there_is_an_error_before_java_starts(command, files, tmp_path, master, problem):
    """Spark itself would try for a minute. The search path has no Java, so that a start would be another error."""
    code, said = run([*command, files[0], "-o", str(tmp_path / "out.nt"), "--spark", master], PATH=str(tmp_path))

    assert (code, problem in said) == (2, True)
    assert list(tmp_path.iterdir()) == []


def test_missing_java_is_an_error(command, files, tmp_path):
    words = [*command, files[0], "-o", str(tmp_path / "out.nt"), "--spark", "local[1]"]

    assert run(words, PATH=str(tmp_path), JAVA_HOME="")[1].startswith("--spark needs Java, and there is no java\n")
    code, said = run(words, JAVA_HOME=str(tmp_path))
    assert code == 2
    assert f"there is no {tmp_path}/bin/java" in re.sub(r"\s+", " ", said)


def test_a_java_that_does_not_start_is_an_error_with_its_message(command, files, tmp_path):
    """Such as one that is too old for Spark."""
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text("#!/bin/sh\necho 'java.lang.UnsupportedClassVersionError: class file version 61.0' >&2; exit 1\n")
    java.chmod(0o755)

    words = [*command, files[0], "-o", str(tmp_path / "out.nt"), "--spark", "local[1]"]
    code, said = run(words, JAVA_HOME=str(tmp_path))

    assert code == 2
    assert said.startswith("Spark could not be started: java.lang.UnsupportedClassVersionError")

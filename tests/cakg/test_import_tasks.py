"""What workers of a cluster do, without a cluster: parts that are joined, recorded answers, and checks of a worker."""

from __future__ import annotations

import pickle
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from cakg import unfinished
from cakg.cli import main
from cakg.datasets import spark_task
from cakg.datasets.convert import FileReport, NothingReadError, convert, convert_part, places_path, rejects_path
from cakg.datasets.mapping import Mapping
from cakg.datasets.parts import join_parts
from cakg.datasets.recorded import Recorded, Recording
from cakg.datasets.registry import DATASETS
from cakg.datasets.spark_task import ClusterError, Plan, StoppedError, Task, run
from cakg.errors import OutputError
from cakg.store.local import LocalStore

GDELT = DATASETS["gdelt-2"]
GOOD = {"GLOBALEVENTID": "1", "SQLDATE": "20191024", "EventCode": "040", "DATEADDED": "20191024143000"}


def row(**cells: str) -> bytes:
    """A row of an export of GDELT."""
    return "\t".join((GOOD | cells).get(column, "") for column in GDELT.layout).encode() + b"\n"


@pytest.fixture(scope="module")
def answers(shipped_graph: LocalStore) -> dict[str, object]:
    """What the graph answers to the mapping of GDELT."""
    recording = Recording(shipped_graph)
    GDELT.mapping(recording)
    return recording.answers


@pytest.fixture
def mapping(answers) -> Mapping:
    return GDELT.mapping(Recorded(answers))


@pytest.fixture
def paths(tmp_path: Path) -> list[Path]:
    """Files that share actors, codes and places, with rejected rows; one has no row that can be read."""
    contents = [
        row(Actor1Code="KAZ", ActionGeo_CountryCode="ZZ") + row(GLOBALEVENTID="2", Actor1Code="КАЗ") + b"half\n",
        b"half a row\n",
        row(GLOBALEVENTID="3", Actor1Code="AAA") + row(GLOBALEVENTID="4", Actor1Code="KAZ", EventCode="190"),
        row(GLOBALEVENTID="5", Actor1Code="AAA", ActionGeo_CountryCode="ZZ", SQLDATE="20191332"),
    ]
    made = [tmp_path / f"{number}.csv" for number in range(len(contents))]
    for path, content in zip(made, contents, strict=True):
        path.write_bytes(content)
    return made


def test_joined_parts_are_what_one_conversion_writes(mapping, paths, tmp_path):
    """Texts that are written once stay in the first part that has them, in both outputs."""
    whole, joined = tmp_path / "whole.nt", tmp_path / "joined.nt"
    expected = convert(GDELT, mapping, paths, whole)
    parts = [tmp_path / f"{number}.part" for number in range(len(paths))]
    reports = [convert_part(GDELT, mapping, path, part) for path, part in zip(paths, parts, strict=True)]

    assert join_parts(GDELT, paths, parts, reports, joined) == expected

    assert joined.read_bytes() == whole.read_bytes()
    assert rejects_path(GDELT, joined).read_bytes() == rejects_path(GDELT, whole).read_bytes()
    assert sum(part.stat().st_size for part in parts) > whole.stat().st_size, "the parts have nothing in common"


def test_parts_without_rows_are_an_error(mapping, paths, tmp_path):
    """As in one conversion, nothing is written then."""
    part, output = tmp_path / "part", tmp_path / "out.nt"
    reports = [convert_part(GDELT, mapping, paths[1], part)]

    with pytest.raises(NothingReadError) as joined:
        join_parts(GDELT, [paths[1]], [part], reports, output)
    with pytest.raises(NothingReadError) as whole:
        convert(GDELT, mapping, [paths[1]], output)

    assert str(joined.value) == str(whole.value)
    assert not output.exists()


def test_a_part_is_whole_or_missing(mapping, paths, tmp_path):
    """If the file of places cannot be written, there is no part either."""
    part = tmp_path / "part"
    places_path(part).symlink_to("/dev/full")

    with pytest.raises(OutputError, match="No space left"):
        convert_part(GDELT, mapping, paths[0], part)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["0.csv", "1.csv", "2.csv", "3.csv", "part.places"]


@pytest.mark.parametrize("name", DATASETS)
def test_recorded_answers_are_enough_for_the_mapping(name, shipped_graph):
    """Also after they were sent to another process, and whatever its seed of hashes."""
    recording = Recording(shipped_graph)
    mapping = DATASETS[name].mapping(recording)

    again = DATASETS[name].mapping(Recorded(pickle.loads(pickle.dumps(recording.answers))))

    assert [one[:2] for one in again.requirements] == [one[:2] for one in mapping.requirements]
    assert (again.wide, len(recording.answers) > 0) == (mapping.wide, True)


@pytest.fixture
def plan(answers, tmp_path: Path) -> Iterator[Plan]:
    """A plan whose sign is locked, by another process as far as locks can tell."""
    (tmp_path / "out").mkdir()
    sign, file = unfinished.create(tmp_path / "out" / "import")
    yield Plan(GDELT.name, answers, sign)
    file.close()


@pytest.fixture
def task(paths: list[Path], tmp_path: Path) -> Task:
    return Task(paths[0], tmp_path / "out" / "0.nt", is_part=False)


def left(plan: Plan) -> list[str]:
    """The names of the files in the folder of the output, apart from the sign."""
    return sorted(path.name for path in plan.sign.parent.iterdir() if path != plan.sign)


def test_a_task_reports_what_it_read(plan, task):
    report = pickle.loads(pickle.dumps(run(plan, task)))

    assert isinstance(report, FileReport)
    assert (report.rows, report.rejected) == (1, 2)
    assert left(plan) == ["0.nt", "0.nt.rejects.tsv"]


def test_a_worker_that_does_not_see_the_files_is_named(plan, task, tmp_path):
    """A file or a folder that only other machines have."""
    missing = tmp_path / "missing"

    for outcome, what in (
        (run(plan, task._replace(path=missing)), f"has no file {missing}"),
        (run(plan._replace(sign=missing / "sign"), task), f"has no directory {missing}"),
    ):
        assert isinstance(outcome, ClusterError)
        assert outcome.message.startswith("worker ")
        assert outcome.message.endswith(what)
        assert "share" in outcome.remedy


def test_locks_that_hold_on_one_machine_only_are_an_error(plan, task):
    """There, this worker would remove unfinished files of others. A lock of another machine can be taken then."""
    open_elsewhere = plan.sign.with_name("sign")
    open_elsewhere.touch()

    outcome = run(plan._replace(sign=open_elsewhere), task)

    assert isinstance(outcome, ClusterError)
    assert "are not locked for other machines" in outcome.message
    assert left(plan) == ["sign"]


def test_a_task_stops_when_the_import_has_ended(plan, task, monkeypatch):
    """Before it starts, and after each batch; nothing unfinished stays."""
    convert_ = spark_task.convert

    def ended_meanwhile(*words):
        plan.sign.unlink()
        return convert_(*words)

    monkeypatch.setattr(spark_task, "convert", ended_meanwhile)
    assert isinstance(run(plan, task), StoppedError)
    assert left(plan) == []
    assert isinstance(run(plan, task), StoppedError)
    assert left(plan) == []


def test_after_a_full_disk_the_other_tasks_stop(plan, task):
    """The error names the worker."""
    task.output.symlink_to("/dev/full")

    outcome = pickle.loads(pickle.dumps(run(plan, task)))

    assert isinstance(outcome, OutputError)
    assert outcome.message.startswith("worker ")
    assert "0.nt: cannot be written: No space left on device" in outcome.message
    assert outcome.remedy == "free disk space, or use another disk"
    assert isinstance(run(plan, task._replace(output=task.output.with_name("1.nt"))), StoppedError)
    assert left(plan) == ["0.nt"]


def test_a_full_disk_for_temporary_files_is_named(mapping, paths, tmp_path, monkeypatch):
    """Rejected rows wait in a temporary file, which may be on another disk than the output."""
    monkeypatch.setattr(tempfile, "TemporaryFile", partial(Path("/dev/full").open, "wb"))
    output = tmp_path / "out.nt"

    with pytest.raises(OutputError, match=f"^{tempfile.gettempdir()}: cannot be written: No space left on device"):
        convert(GDELT, mapping, paths, output)

    assert [path for path in tmp_path.iterdir() if path not in paths] == []


def imported(*words: str, before: str, after: str = "", folder: Path) -> tuple[int, str]:
    """Run an import with statements before and after it, and return its exit code and its messages."""
    line = ["link", "import", "gdelt-2", str(folder / "0.csv"), *words]
    program = f"import sys; {before}; from cakg.cli import main; code = main({line}); {after or 'pass'}; sys.exit(code)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    return done.returncode, done.stderr


def test_a_missing_pyspark_is_named(paths, tmp_path):
    words = ("-o", str(tmp_path / "out.nt"), "--spark", "local")

    assert imported(*words, before="sys.modules['pyspark'] = None", folder=tmp_path) == (
        2,
        "--spark needs pyspark, which is not installed\n"
        "    install the extra spark: in a checkout of cakg, pip install '.[spark]'\n",
    )
    assert not (tmp_path / "out.nt").exists()


def test_pyspark_is_not_imported_without_the_option(paths, tmp_path):
    after = "assert not any(name.startswith(('pyspark', 'py4j')) for name in sys.modules)"

    assert imported("-o", str(tmp_path / "out.nt"), before="pass", after=after, folder=tmp_path)[0] == 1


@pytest.mark.parametrize("output", ["-", "/dev/null"])
def test_a_cluster_needs_an_output_that_is_a_file(output, paths, capsys):
    """Workers cannot write to the standard output or a device of this machine."""
    assert main(["link", "import", "gdelt-2", str(paths[0]), "-o", output, "--spark", "local"]) == 2
    assert capsys.readouterr().err == ("--spark needs a file or a directory for its output\n    name one with -o\n")


@pytest.mark.parametrize(
    "output, problem",
    [
        ("0.csv", "0.csv: would be replaced by an output"),
        ("missing/out.nt", "cannot be written: there is no directory"),
    ],
)
def test_an_impossible_output_is_an_error_before_a_cluster_is_asked(output, problem, paths, capsys, tmp_path):
    """Without a cluster and Java, the output is still what is wrong."""
    words = ["link", "import", "gdelt-2", str(paths[0]), "-o", str(tmp_path / output), "--spark", "spark://127.0.0.1:1"]

    assert main(words) == 2
    assert problem in capsys.readouterr().err.replace("\n", " ")
    assert sorted(tmp_path.iterdir()) == paths

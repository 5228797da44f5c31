"""Broken files: every row is imported or reported with its place, and no output is partial."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
import time
import zipfile
from datetime import date
from pathlib import Path

import pyoxigraph
import pytest

from cakg.cli import main
from cakg.datasets.registry import DATASETS

pytestmark = pytest.mark.slow

LAYOUT = DATASETS["gdelt-2"].layout
GOOD = {"GLOBALEVENTID": "1", "SQLDATE": "20191024", "EventCode": "040", "DATEADDED": "20191024143000"}


def row(**cells: str) -> bytes:
    """A row of an export of GDELT."""
    return "\t".join((GOOD | cells).get(column, "") for column in LAYOUT).encode() + b"\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Run every test in its own folder and check that it leaves no temporary file."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], shipped_store: str):
    """Run an import and return its exit code and its messages."""

    def runs(*words: str, dataset: str = "gdelt-2") -> tuple[int, str]:
        code = main(["link", "import", dataset, *words, "--graph", shipped_store])
        assert [path for path in Path().rglob("*") if "partial" in path.name] == []
        return code, capsys.readouterr().err

    return runs


def events(path: str) -> list[str]:
    """The numbers of the events in an output, which must be N-Triples."""
    found = pyoxigraph.parse(path=path, format=pyoxigraph.RdfFormat.N_TRIPLES)
    return [
        triple.subject.value.rpartition("-")[2]
        for triple in found
        if triple.predicate.value.endswith("ontology#affirms")
    ]


BAD_ROWS = [
    (row(GLOBALEVENTID="2").replace(b"\t", b"", 1), "does not have 61 columns"),
    (row(GLOBALEVENTID="2")[:-1] + b"\tmore\n", "does not have 61 columns"),
    (row(GLOBALEVENTID="2", Actor1Name="Астана").decode().encode("cp1251"), "is not UTF-8"),
    (row(GLOBALEVENTID="2", SQLDATE="20221332"), "SQLDATE '20221332' is not a day"),
    (row(GLOBALEVENTID="2", SQLDATE="20190229"), "SQLDATE '20190229' is not a day"),
    (row(GLOBALEVENTID="2", SQLDATE="٢٠١٩١٠٢٤"), "SQLDATE '٢٠١٩١٠٢٤' is not a day"),
    (row(GLOBALEVENTID="2", SQLDATE=""), "SQLDATE '' is not a day"),
    (row(GLOBALEVENTID="two"), "GLOBALEVENTID 'two' is not a number"),
    (row(GLOBALEVENTID="2", DATEADDED="20191024250000"), "DATEADDED '20191024250000' is not a time"),
    (row(GLOBALEVENTID="2", EventCode="20"), "EventCode '20' is not an event code of three or four digits"),
    (row(GLOBALEVENTID="2", EventCode="---"), "EventCode '---' is not an event code of three or four digits"),
    (row(GLOBALEVENTID="2", Actor1Code="a>b"), "Actor1Code 'a>b' is not an actor code"),
    (row(GLOBALEVENTID="2", ActionGeo_CountryCode="K Z"), "ActionGeo_CountryCode 'K Z' is not a country code"),
    (b"half a row\n", "does not have 61 columns"),
]


@pytest.mark.parametrize("bad, reason", BAD_ROWS, ids=[reason for _, reason in BAD_ROWS])
def test_a_bad_row_is_rejected_and_the_others_are_imported(run, bad, reason):
    """A file next to the output has file, line, reason and the bytes of the row."""
    Path("in.csv").write_bytes(row() + bad + row(GLOBALEVENTID="3"))

    code, said = run("in.csv", "-o", "out.nt")

    assert (code, events("out.nt")) == (1, ["1", "3"])
    assert Path("out.nt.rejects.tsv").read_bytes() == f"in.csv\t2\t{reason}\t".encode() + bad
    assert "in.csv: 2 rows read, 1 rejected" in said
    assert "1 row, first on line 2" in said
    assert "rejected rows, with line and reason: out.nt.rejects.tsv" in said


def zipped(*contents: bytes) -> bytes:
    """A zip with some files."""
    with zipfile.ZipFile("some.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for number, content in enumerate(contents):
            archive.writestr(f"{number}.csv", content)
    return Path("some.zip").read_bytes()


@pytest.mark.parametrize(
    "content, problem",
    [
        (lambda: b"", "is empty"),
        (lambda: zipped(row() * 50)[:-40], "is damaged or cut off: File is not a zip file"),
        (lambda: gzip.compress(row())[:-12], "is cut off"),
        (lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\n", "is not a text file"),
        (lambda: row().decode().encode("utf-16"), "is UTF-16: save it as UTF-8"),
        (
            lambda: row().replace(b"\t", b","),
            "its first row has 61 columns separated by commas, not 61 separated by tabs",
        ),
        (lambda: b"<html>\n<body>moved</body>\n", "is a web page"),
    ],
    ids=["empty", "zip cut off", "gzip cut off", "picture", "UTF-16", "commas", "page"],
)
def test_an_unreadable_file_is_named_and_the_others_are_imported(run, content, problem):
    """If it is the only file, there is no output; among others it is rejected as a whole."""
    Path("bad.csv").write_bytes(content())
    Path("good.csv").write_bytes(row())

    code, said = run("bad.csv", "-o", "out.nt")
    assert (code, problem in said) == (2, True)
    assert not Path("out.nt").exists()

    code, said = run("bad.csv", "good.csv", "-o", "out.nt")
    assert (code, events("out.nt"), problem in said) == (1, ["1"], True)
    assert Path("out.nt.rejects.tsv").read_text().startswith(f"bad.csv\t0\t{problem}")


def test_the_rows_before_a_break_are_imported(run):
    """The rows of a gzip that is cut off are imported, and the report says that it is cut off."""
    rows = b"".join(row(GLOBALEVENTID=str(number), Actor1Name=os.urandom(300).hex()) for number in range(20_000))
    Path("in.csv.gz").write_bytes(gzip.compress(rows, 1)[:-2_000_000])

    code, said = run("in.csv.gz", "-o", "out.nt")

    kept = events("out.nt")
    assert code == 1
    assert kept == [str(number) for number in range(len(kept))]
    assert 0 < len(kept) < 20_000
    assert "is cut off" in said


@pytest.mark.parametrize(
    "pack",
    [lambda rows: rows, gzip.compress, lambda rows: zipped(*rows.splitlines(keepends=True))],
    ids=["plain", "gz", "zip"],
)
def test_the_format_of_a_file_is_recognised_by_its_bytes(run, pack):
    """Plain, gzipped or in a zip of several files: the same triples, also with a UTF-8 mark and Windows line ends."""
    Path("in.bin").write_bytes(pack(b"\xef\xbb\xbf" + row().replace(b"\n", b"\r\n") + row(GLOBALEVENTID="2")))

    assert run("in.bin", "-o", "out.nt")[0] == 0
    assert events("out.nt") == ["1", "2"]


def test_a_full_disk_is_an_error(run):
    """There is no traceback, and no file of rejected rows."""
    Path("in.csv").write_bytes(row() * 5000 + b"bad\n")

    code, said = run("in.csv", "-o", "/dev/full")

    assert code == 2
    assert said.startswith("/dev/full: cannot be written: No space left on device")
    assert [path.name for path in Path().iterdir()] == ["in.csv"]


@pytest.mark.parametrize("output", ["missing/out.nt", "in.csv/"])
def test_an_impossible_output_is_an_error(run, output):
    """A missing folder, or a file in the place of a folder."""
    Path("in.csv").write_bytes(row())

    code, said = run("in.csv", "-o", output)

    assert code == 2
    assert "cannot be" in said
    assert "Traceback" not in said


def test_a_failure_keeps_the_old_output(run):
    Path("out.nt").write_text("before")
    Path("in.csv").write_bytes(b"bad\n")

    assert run("in.csv", "-o", "out.nt")[0] == 2
    assert Path("out.nt").read_text() == "before"


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file that cannot be read")
def test_an_unreadable_file_is_not_an_unwritable_output(run):
    code, said = run("/proc/self/mem", "-o", "out.nt")

    assert code == 2
    assert "/proc/self/mem: cannot be read: Input/output error" in said
    assert not Path("out.nt").exists()


@pytest.mark.parametrize("name, output", [("in.csv", "in.csv"), ("a.nt.rejects.tsv", "a.nt"), ("in.csv", "./in.csv")])
def test_an_input_is_never_replaced(run, name, output):
    """Neither by the output nor by the file of rejected rows."""
    Path(name).write_bytes(row() + b"bad\n")

    code, said = run(name, "-o", output)
    assert code == 2
    assert f"{name}: would be replaced by an output" in said
    assert Path(name).read_bytes() == row() + b"bad\n"


def test_the_rejects_are_written_with_the_output_or_not_at_all(run):
    """An old file of rejected rows is removed only when the new output is there."""
    Path("in.csv").write_bytes(row() + b"bad\n")
    Path("out.nt").write_text("old")
    Path("out.nt.rejects.tsv").mkdir()
    code, said = run("in.csv", "-o", "out.nt")
    assert code == 2
    assert "out.nt.rejects.tsv: cannot be written: a directory has that name" in said
    assert Path("out.nt").read_text() == "old"

    Path("out.nt.rejects.tsv").rmdir()
    Path("out.nt.rejects.tsv").write_text("old")
    assert run("in.csv", "-o", "/dev/full")[0] == 2
    Path("in.csv").write_bytes(b"bad\n")
    assert run("in.csv", "-o", "out.nt")[0] == 2
    assert Path("out.nt.rejects.tsv").read_text() == "old"
    Path("in.csv").write_bytes(row())
    assert run("in.csv", "-o", "out.nt")[0] == 0
    assert sorted(path.name for path in Path().iterdir()) == ["in.csv", "out.nt"]


def test_an_interrupt_leaves_no_partial_output(here):
    """The temporary file is removed too."""
    Path("in.csv").write_bytes(row() * 300_000)
    importing = subprocess.Popen(
        [sys.executable, "-m", "cakg", "link", "import", "gdelt-2", "in.csv", "-o", "out.nt"], stderr=subprocess.PIPE
    )
    while importing.poll() is None and not list(here.glob(".out.nt.*.partial")):
        time.sleep(0.01)
    importing.send_signal(signal.SIGINT)
    said = importing.communicate()[1]

    assert importing.returncode == 130
    assert said.startswith(b"interrupted")
    assert [path.name for path in here.iterdir()] == ["in.csv"]


def test_a_folder_gets_an_output_for_each_file_and_finished_ones_are_kept(run):
    """A second run makes the outputs of missing and changed files."""
    for name in ("a", "b"):
        Path(f"{name}.csv").write_bytes(row())
    assert run("a.csv", "-o", "out/")[0] == 0
    first = Path("out/a.csv.nt").stat().st_mtime_ns

    code, said = run("a.csv", "b.csv", "-o", "out")
    assert (code, "1 file, 1 row read; 1 file finished earlier" in said) == (0, True)
    assert Path("out/a.csv.nt").stat().st_mtime_ns == first
    assert events("out/b.csv.nt") == ["1"]

    Path("a.csv").write_bytes(row(GLOBALEVENTID="5"))
    assert run("a.csv", "b.csv", "-o", "out")[0] == 0
    assert events("out/a.csv.nt") == ["5"]


def test_rejected_rows_stay_until_their_file_is_fixed(run):
    """A second run still exits with 1, and the import of the fixed file removes the file of rejected rows."""
    Path("a.csv").write_bytes(row() + b"bad\n")

    assert run("a.csv", "-o", "out/")[0] == 1
    assert run("a.csv", "-o", "out/")[0] == 1
    Path("a.csv").write_bytes(row())
    assert run("a.csv", "-o", "out/")[0] == 0
    assert [path.name for path in Path("out").iterdir()] == ["a.csv.nt"]


def test_two_files_of_the_same_name_cannot_go_into_one_folder(run):
    Path("sub").mkdir()
    for path in ("a.csv", "sub/a.csv"):
        Path(path).write_bytes(row())

    code, said = run("a.csv", "sub/a.csv", "-o", "out/")

    assert (code, "two files have the same name" in said) == (2, True)


def test_the_same_input_gives_the_same_bytes(run):
    rows = b"".join(row(GLOBALEVENTID=str(number), Actor1Code=f"A{number % 97}") for number in range(2000))
    Path("in.csv").write_bytes(rows)
    run("in.csv", "-o", "one.nt")
    run("in.csv", "-o", "two.nt")

    assert Path("one.nt").read_bytes() == Path("two.nt").read_bytes()


def test_an_output_begins_with_the_name_and_hash_of_its_file(run):
    Path("in.csv").write_bytes(row())
    run("in.csv", "-o", "out.nt")

    first = Path("out.nt").read_text().partition("\n")[0]
    assert first.startswith("# gdelt-2: in.csv, SHA-256 ")


@pytest.mark.parametrize(
    "words, wanted",
    [
        (["gdelt", "in.csv", "-o", "x.nt"], "did you mean gdelt-2"),
        (["gdelt-2", "nowhere.csv", "-o", "x.nt"], "nowhere.csv: no such file"),
        (["gdelt-2", ".", "-o", "x.nt"], "is a directory, not a file"),
        (["gdelt-2", "in.csv"], "required: -o/--output"),
    ],
)
def test_a_mistake_on_the_line_is_an_error(words, wanted, capsys):
    Path("in.csv").write_bytes(row())

    assert main(["link", "import", *words]) == 2
    assert wanted in capsys.readouterr().err


HEADER = b"ccode1,ccode2,year,atop_defense,atop_offense,atop_neutral,atop_nonagg,atop_consul\n"
PAIR = b"365,705,1995,1,0,0,0,0\n"


def test_the_columns_of_a_header_may_be_in_any_order_among_others(run):
    """The separator is that of the header: comma, semicolon or tab."""
    header = HEADER.replace(b"ccode1,ccode2", b"\xef\xbb\xbfextra;ccode2;ccode1").replace(b",", b";")
    Path("in.csv").write_bytes(header + b'"a;\nb";705;365;1995;1;0;0;0;0\n')

    assert run("in.csv", "-o", "out.nt", dataset="atop-5")[0] == 0


@pytest.mark.parametrize(
    "content, problem",
    [
        (HEADER.replace(b"year", b"jahr") + PAIR, "has no column year; it has ccode1, ccode2, jahr"),
        (HEADER, "0 rows read"),
        (b"", "is empty"),
    ],
)
def test_a_file_without_the_needed_columns_or_rows_is_an_error(run, content, problem):
    Path("in.csv").write_bytes(content)

    code, said = run("in.csv", "-o", "out.nt", dataset="atop-5")

    assert (code, problem in said) == (2, True)


@pytest.mark.parametrize(
    "bad, reason",
    [
        (b"365,705,1995\n", "does not have 8 columns"),
        (b"365,705,19x5,1,0,0,0,0\n", "year '19x5' "),
        (b"365,705,\xff,1,0,0,0,0\n", "is not UTF-8"),
    ],
)
def test_a_bad_row_below_a_header_is_rejected(run, bad, reason):
    Path("in.csv").write_bytes(HEADER + bad + PAIR)

    assert run("in.csv", "-o", "out.nt", dataset="atop-5")[0] == 1
    rejects = Path("out.nt.rejects.tsv").read_bytes()
    assert rejects.startswith(f"in.csv\t2\t{reason}".encode())
    assert rejects.endswith(b"\t" + bad)


def test_only_days_of_the_calendar_are_days(run):
    """Checks every day of four hundred years: exactly the days that Python accepts."""

    def is_day(digits: str) -> bool:
        try:
            return bool(date(int(digits[:4]), int(digits[4:6]), int(digits[6:])))
        except ValueError:
            return False

    days = [
        f"{year}{month:02}{day:02}"
        for year in range(1800, 2200)
        for month in range(14)
        for day in (0, 1, 28, 29, 30, 31, 32)
    ]
    Path("in.csv").write_bytes(b"".join(row(GLOBALEVENTID=day, SQLDATE=day) for day in days))

    assert run("in.csv", "-o", "out.nt")[0] == 1
    assert events("out.nt") == [day for day in days if is_day(day)]


def test_any_file_name_stays_on_one_line(run):
    """It breaks neither the comment of the output nor the file of rejected rows."""
    name = b"a\nb\xff.csv"
    Path(os.fsdecode(name)).write_bytes(row() + b"bad\n")

    assert run(os.fsdecode(name), "-o", "out.nt")[0] == 1
    assert events("out.nt") == ["1"]
    assert Path("out.nt.rejects.tsv").read_bytes().splitlines() == [
        b"a\\nb\\udcff.csv\t2\tdoes not have 61 columns\tbad",
    ]


@pytest.mark.parametrize("library", ["narwhals", "polars", "tqdm"])
def test_a_missing_library_is_named(library):
    """The message has the command that installs it, and comes before any file is read."""
    words = ["link", "import", "gdelt-2", "in.csv", "-o", "out.nt"]
    program = f"import sys; sys.modules[{library!r}] = None; from cakg.cli import main; sys.exit(main({words}))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    assert (done.returncode, done.stderr) == (
        2,
        f"importing needs {library}, which is not installed\n"
        "    install the extra data: in a checkout of cakg, pip install '.[data]'\n",
    )

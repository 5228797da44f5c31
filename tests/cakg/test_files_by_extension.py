"""The extension of an output file sets its format; unsuitable files are refused."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from cakg.cli import main
from cakg.errors import BadValueError
from cakg.extensions import EXTENSIONS, format_of

pytestmark = pytest.mark.slow

PAGE, SVG, PNG, ZIP, CSV = b"<!DOCTYPE html>", b"<svg", b"\x89PNG", b"PK", b"statement,"
QUERY = ["query", "SELECT ?s { ?s cakg:status status:contested }"]


@pytest.mark.parametrize(
    "line, file, start",
    [
        (["draw", "network"], "x.html", PAGE),
        (["draw", "network"], "X.SVG", SVG),
        pytest.param(["draw", "network"], "x.png", PNG, marks=pytest.mark.fonts),
        (["draw", "network"], "x.mmd", b"%% cakg draw network"),
        (["draw", "network"], "x.csv", CSV),
        (["draw", "network"], "x.xlsx", ZIP),
        (["draw", "timeline"], "x.htm", PAGE),
        (["draw", "timeline"], "x.svg", SVG),
        pytest.param(["draw", "timeline"], "x.png", PNG, marks=pytest.mark.fonts),
        (["draw", "timeline"], "x.csv", CSV),
        (["draw", "map"], "x.html", PAGE),
        (["draw", "map"], "x.svg", SVG),
        pytest.param(["draw", "map"], "x.png", PNG, marks=pytest.mark.fonts),
        (["draw", "map"], "x.xlsx", ZIP),
        (["path", "Tajikistan", "Ukraine"], "x.html", PAGE),
        (["path", "Tajikistan", "Ukraine"], "x.svg", SVG),
        pytest.param(["path", "Tajikistan", "Ukraine"], "x.png", PNG, marks=pytest.mark.fonts),
        (["path", "Tajikistan", "Ukraine"], "x.csv", CSV),
        (["path", "Tajikistan", "Ukraine"], "x.json", b"{"),
        (["path", "Tajikistan", "Ukraine"], "x.txt", b"Tajikistan to Ukraine"),
        (["compare", "summary", "comment"], "x.html", PAGE),
        (["compare", "summary", "comment"], "x.svg", SVG),
        pytest.param(["compare", "summary", "comment"], "x.png", PNG, marks=pytest.mark.fonts),
        (["compare", "summary", "comment"], "x.xlsx", ZIP),
        (["ask", "accusations"], "x.csv", CSV),
        (["ask", "accusations"], "x.xlsx", ZIP),
        (["ask", "accusations"], "x.json", b"{"),
        (["ask", "accusations"], "x.md", b"| statement |"),
        (QUERY, "x.csv", b"s\n"),
        (QUERY, "x.xlsx", ZIP),
        (["query", "CONSTRUCT { ?s a cakg:Topic } { ?s a cakg:Topic }"], "x.nt", b"<https"),
        (["find", "russia"], "x.json", b"{"),
        (["about", "Russia"], "x.txt", b"Russia ("),
        (["questions"], "x.json", b"["),
        (["network"], "x.json", b"{"),
        (["link", "codes", "Russia"], "x.csv", b"mapping,thing,"),
        (["export"], "x.ttl", b"#"),
        (["export"], "x.nt", b"#"),
        (["export"], "x.jsonld", b"{"),
        (["export"], "x.csv", b"claim,"),
        (["export"], "x.xlsx", ZIP),
        (["export"], "x.graphml", b"<?xml"),
        (["export"], "x.gexf", b"<?xml"),
        (["export"], "x.sssom.tsv", b"#"),
        (["export", "--format", "csv-network"], "x.csv", b"source,target"),
        (["draw", "network", "--format", "svg"], "x.svg", SVG),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else str(value),
)
def test_the_extension_sets_the_format(
    *, line: list[str], file: str, start: bytes, here: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Capitals do not matter. A command prints the name of the file, or nothing."""
    path = tmp_path / file

    assert main([*line, "-o", str(path), *here]) == 0

    assert path.read_bytes().startswith(start)
    assert capsys.readouterr().out.strip() in ("", str(path))


@pytest.mark.parametrize("line", [["ask", "accusations"], QUERY, ["about", "Russia"], ["export"]], ids=lambda it: it[0])
def test_a_file_has_what_would_be_printed(line: list[str], here: list[str], tmp_path: Path, capfdbinary) -> None:
    """File and standard output are the same, byte for byte."""
    format, ending = ("json", "json") if line[0] == "about" else ("csv", "csv")
    assert main([*line, "--format", format, "-o", "-", *here]) == 0
    printed = capfdbinary.readouterr().out

    assert main([*line, "-o", str(tmp_path / f"x.{ending}"), *here]) == 0

    assert (tmp_path / f"x.{ending}").read_bytes() == printed


@pytest.mark.parametrize(
    "line, start",
    [
        (["ask", "accusations"], b"statement"),
        (["path", "Tajikistan", "Ukraine"], PAGE),
        (["draw", "timeline"], PAGE),
        (["export"], b"#"),
    ],
    ids=lambda it: it[0] if isinstance(it, list) else "",
)
def test_standard_output_keeps_the_default(line: list[str], start: bytes, here: list[str], capfdbinary) -> None:
    assert main([*line, "-o", "-", *here]) == 0

    assert capfdbinary.readouterr().out.lstrip().startswith(start)


@pytest.mark.parametrize(
    "line, words",
    [
        (["draw", "network", "-o", "x.pdf"], "x.pdf: no output format .* use .html, .svg, .png, .mmd, .csv or .xlsx"),
        (["draw", "network", "-o", "network"], "network: no output format"),
        (["draw", "network", "--format", "svg", "-o", "x.png"], "says png, but --format says svg .* ends in .svg"),
        (["draw", "network", "--format", "svg", "-o", "x.pdf"], "x.pdf: no output format .* use .svg"),
        (["ask", "accusations", "-o", "x.svg"], "use .txt, .csv, .xlsx, .json or .md"),
        (["path", "Russia", "Ukraine", "-o", "x.ttl"], "use .txt, .json, .html, .svg"),
        (["export", "-o", "x.html"], "use .ttl, .nt, .jsonld, .trig, .csv"),
        (["export", "--format", "turtle", "-o", "x.csv"], "says csv or csv-network, but --format says turtle"),
        (["query", "ASK {}", "-o", "x.xlsx"], "yes or no cannot be written as xlsx"),
        (["draw", "map", "-o", "x.mmd"], "a map cannot be drawn as mermaid"),
    ],
    ids=lambda it: " ".join(it) if isinstance(it, list) else "",
)
def test_another_extension_is_refused(
    *,
    line: list[str],
    words: str,
    here: list[str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """The error names the possible extensions, and nothing is written."""
    monkeypatch.chdir(tmp_path)

    assert main([*line, *here]) == 2

    first, _, last = words.partition(" .* ")
    shown = " ".join(capsys.readouterr().err.split())
    assert first in shown
    assert last in shown
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "library, line", [("resvg_py", ["draw", "network", "-o", "x.png"]), ("openpyxl", ["export", "-o", "x.xlsx"])]
)
def test_a_missing_library_is_named_with_its_extra(
    *,
    library: str,
    line: list[str],
    here: list[str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """The error has the command that installs it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(__import__("sys").modules, library, None)

    assert main([*line, *here]) == 2

    shown = " ".join(capsys.readouterr().err.split())
    assert library.replace("_", "-") in shown
    assert "pip install '.[export]'" in shown
    assert list(tmp_path.iterdir()) == []


def test_a_device_takes_the_default(here: list[str], capfdbinary) -> None:
    """A device has no extension, and its name is not printed."""
    assert main(["ask", "accusations", "-o", "/dev/null", *here]) == 0
    assert capfdbinary.readouterr().out == b""


def test_every_format_has_its_extensions() -> None:
    """Each starts with a dot; formats that share one differ only by --format."""
    assert all(extension.startswith(".") for extensions in EXTENSIONS.values() for extension in extensions)
    assert format_of(Path("x.csv"), ["csv", "csv-network"], default="csv") == "csv"
    assert format_of(Path("x.csv"), ["csv", "csv-network"], given="csv-network", default="csv") == "csv-network"
    with pytest.raises(BadValueError, match="x.tar"):
        format_of(Path("x.tar"), ["csv"], default="csv")


def test_the_data_of_a_picture_are_its_statements_and_claims(here: list[str], capfdbinary) -> None:
    """There is a row for each claim, with the statement as the picture shows it."""
    assert main(["draw", "network", "--format", "csv", "--about", "drones", "-o", "-", *here]) == 0
    rows = list(csv.DictReader(io.StringIO(capfdbinary.readouterr().out.decode(), newline="")))

    assert [(row["polarity"], row["speaker"]) for row in rows] == [
        ("affirmed", "accusers whom the summary does not name"),
        ("denied", "Government of Tajikistan"),
    ]
    assert {row["status"] for row in rows} == {"contested"}
    assert {row["things"] for row in rows} == {"Russia | Tajikistan | attack drones"}
    assert all("paragraph 11, sentence 1" in row["citation"] for row in rows)


def test_an_answer_in_a_file_says_on_the_screen_what_it_rests_on(here: list[str], tmp_path: Path, capsys) -> None:
    assert main(["ask", "accusations", "-o", str(tmp_path / "a.csv"), *here]) == 0
    assert "Sources: Agency 2022" in capsys.readouterr().err
    assert main(["ask", "accusations", "-o", str(tmp_path / "a.json"), *here]) == 0
    assert len(json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["rows"]) == 2

"""A store on disk: built completely or not at all, and used like any graph."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cakg import unfinished
from cakg.cli import main
from cakg.errors import BrokenFileError
from cakg.graph import open as open_graph

pytestmark = pytest.mark.slow

TRIPLE = '<https://w3id.org/cakg/id/{}> <http://www.w3.org/2000/01/rdf-schema#label> "{}"@en .\n'


@pytest.fixture
def small(tmp_path: Path) -> str:
    """A graph folder with one statement for which rules derive something, and the shipped ontology."""
    graph = tmp_path / "graph"
    graph.mkdir()
    (graph / "a.nt").write_text(
        "".join(
            f"<https://w3id.org/cakg/{one}> <{two}> <https://w3id.org/cakg/{three}> .\n"
            for one, two, three in (
                ("stmt/s", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "ontology#Statement"),
                ("stmt/s", "http://www.w3.org/1999/02/22-rdf-syntax-ns#subject", "id/a"),
            )
        ),
        encoding="utf-8",
    )
    (tmp_path / "more.nt").write_text(TRIPLE.format("extra", "Extra"), encoding="utf-8")
    return str(tmp_path)


def test_a_store_has_loaded_and_derived_triples(small: str, capfd: pytest.CaptureFixture[str]) -> None:
    """Derived triples and those of --data are in it; --graph opens it."""
    store = f"{small}/store"
    assert main(["build", store, "--graph", small, "--data", f"{small}/more.nt"]) == 0
    assert capfd.readouterr().out.startswith(f"{store}: ")

    engine = open_graph(store).engine
    assert engine.ask("ASK { stmt:s cakg:status status:unclaimed . id:extra rdfs:label ?label }")


def test_only_an_empty_directory_can_become_a_store(small: str) -> None:
    """Existing files are not changed."""
    empty = Path(small, "empty")
    empty.mkdir()
    assert main(["build", str(empty), "--graph", small]) == 0
    before = sorted(empty.iterdir())
    assert main(["build", str(empty), "--graph", small]) == 2
    assert main(["build", f"{small}/more.nt", "--graph", small]) == 2
    assert main(["build", f"{small}/nowhere/store", "--graph", small]) == 2
    assert sorted(empty.iterdir()) == before


def test_a_broken_file_leaves_nothing(small: str, capsys: pytest.CaptureFixture[str]) -> None:
    """No part of a store is left; the error names the place."""
    Path(small, "broken.nt").write_text(TRIPLE.format("x", "X") + "<a\n", encoding="utf-8")
    before = sorted(Path(small).iterdir())
    assert (
        main(["build", f"{small}/store", "--graph", small, "--data", f"{small}/broken.nt"]) == BrokenFileError.exit_code
    )
    assert "broken.nt:2" in capsys.readouterr().err
    assert sorted(Path(small).iterdir()) == before


def test_an_interrupt_leaves_nothing(small: str) -> None:
    """Ctrl-C ends a build at once, also during a rule."""
    Path(small, "long.nt").write_text("".join(TRIPLE.format(n, n) for n in range(600_000)), encoding="utf-8")
    before = sorted(Path(small).iterdir())
    line = [sys.executable, "-m", "cakg", "build", f"{small}/store", "--graph", small, "--data", f"{small}/long.nt"]
    with subprocess.Popen(line, stderr=subprocess.PIPE) as process:
        while process.poll() is None and sorted(Path(small).iterdir()) == before:
            time.sleep(0.001)
        os.kill(process.pid, signal.SIGINT)
        _, error = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGINT
    assert b"store was removed" in error
    assert sorted(Path(small).iterdir()) == before


@pytest.mark.parametrize("options", [[], ["--low-memory"]])
def test_of_two_builds_one_wins_and_the_other_says_why(small: str, options: list[str]) -> None:
    """Either the other one is still running, or it has just finished."""
    Path(small, "long.nt").write_text("".join(TRIPLE.format(n, n) for n in range(2_000)), encoding="utf-8")
    before = sorted(path.name for path in Path(small).iterdir())
    line = [sys.executable, "-m", "cakg", "build", f"{small}/store", "--graph", small, "--data", f"{small}/long.nt"]
    running = [subprocess.Popen([*line, *options], stderr=subprocess.PIPE, text=True) for _ in range(3)]
    ends = [(process.communicate(timeout=120)[1], process.returncode) for process in running]

    assert sorted(code for _, code in ends) == [0, 2, 2]
    for message in (" ".join(text.split()) for text, code in ends if code):
        assert "another build of this store is running" in message or "has just written to it" in message
    assert open_graph(f"{small}/store").engine.ask("ASK { id:extra ?p ?o } ") is False
    assert sorted(path.name for path in Path(small).iterdir()) == sorted([*before, "store"])


def test_a_running_build_is_not_disturbed(small: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A second build into the same directory is refused at once; one next to it leaves the first alone."""
    target = Path(small, "store")
    with unfinished.folder(target) as place:
        (place / "store/table").write_bytes(b"x")
        assert main(["build", str(target), "--graph", small]) == 2
        assert "another build of this store is running" in " ".join(capsys.readouterr().err.split())
        assert main(["build", f"{small}/other", "--graph", small]) == 0
        assert (place / "store/table").read_bytes() == b"x"


def test_what_a_killed_build_left_is_removed_and_never_used(small: str) -> None:
    """Even if it looks like a store with other triples."""
    left = Path(small, ".store.cakg-0123456789abcdef.folder")
    assert main(["build", f"{small}/foreign", "--graph", small, "--data", f"{small}/more.nt"]) == 0
    left.mkdir()
    Path(small, "foreign").rename(left / "store")
    left.with_suffix(".partial").write_bytes(b"")

    assert main(["build", f"{small}/store", "--graph", small]) == 0
    assert not open_graph(f"{small}/store").engine.ask("ASK { id:extra ?p ?o }")
    assert sorted(path.name for path in Path(small).iterdir()) == ["graph", "more.nt", "store"]


@pytest.mark.parametrize(
    "name, message",
    [
        ("a" * 300, "cannot be written: File name too long"),
        ("loop", "cannot be written: Too many levels of symbolic links"),
        ("loop/store", "cannot be written: Too many levels of symbolic links"),
        ("more.nt", "is a file, not a directory"),
        ("more.nt/store", "there is no directory"),
        ("nowhere/store", "there is no directory"),
        (".", "already exists and is not empty"),
        (os.fsdecode(b"caf\xe9"), "cannot be written: The DB path is not valid UTF-8"),
    ],
)
def test_the_true_cause_is_reported(small: str, name: str, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path(small, "loop").symlink_to("loop")
    before = sorted(Path(small).rglob("*"))

    assert main(["build", f"{small}/{name}", "--graph", small]) == 2
    assert message in " ".join(capsys.readouterr().err.split())
    assert sorted(Path(small).rglob("*")) == before


@pytest.mark.parametrize("option", ["--graph", "--data"])
@pytest.mark.parametrize("name", ["a" * 300, "loop", "loop/x.nt", os.fsdecode(b"caf\xe9.nt")])
def test_an_input_with_an_unusable_name_is_reported(
    small: str, option: str, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path(small, "loop").symlink_to("loop")

    assert main(["build", f"{small}/store", option, f"{small}/{name}"]) == 2
    said = " ".join(capsys.readouterr().err.split())  # a long path may have been wrapped
    assert "does not exist" in said or "no such file" in said


def test_a_name_that_is_not_utf_8_is_read(small: str) -> None:
    odd = Path(small, os.fsdecode(b"caf\xe9.nt"))
    Path(small, "more.nt").rename(odd)

    assert main(["build", f"{small}/store", "--graph", small, "--data", str(odd)]) == 0
    assert open_graph(f"{small}/store").engine.ask("ASK { id:extra ?p ?o }")


def test_a_link_to_an_empty_directory_becomes_a_store(small: str) -> None:
    """The link stays, and the directory keeps its mode."""
    Path(small, "empty").mkdir(mode=0o750)
    Path(small, "link").symlink_to("empty")
    Path(small, "dangling").symlink_to("new")

    for name in ("link", "dangling"):
        assert main(["build", f"{small}/{name}", "--graph", small]) == 0
        assert Path(small, name).is_symlink()
        assert open_graph(f"{small}/{name}").engine.ask("ASK {}")
    assert Path(small, "empty").stat().st_mode & 0o777 == 0o750

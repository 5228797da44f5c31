"""Output files: all or none, old ones intact until then, nothing left of killed writers, and true causes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cakg import unfinished
from cakg.cli import main
from cakg.errors import OutputError
from cakg.files import all_or_none, write_all, write_whole, writing

LONG = "a" * 300 + ".nt"
KILLED = "import os, pathlib; pathlib.Path.replace = lambda *_: os.kill(os.getpid(), 9)\n"
WRITE = (
    "import sys; from pathlib import Path; from cakg.files import write_whole; write_whole(Path(sys.argv[1]), b'new')"
)


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


# ---- Several files -----------------------------------------------------------------


def _a_directory(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _a_loop(path: Path) -> None:
    path.unlink()
    path.symlink_to(path)


def _a_full_device(path: Path) -> None:
    path.unlink()
    path.symlink_to("/dev/full")


def _the_other_file(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.with_name("a"))


OBSTACLES = [_a_directory, _a_loop, _a_full_device, _the_other_file]


@pytest.mark.parametrize("obstacle", OBSTACLES)
@pytest.mark.parametrize("bad", ["a", "b"])
def test_if_one_of_several_files_fails_all_old_ones_stay(
    tmp_path: Path, bad: str, obstacle: Callable[[Path], None]
) -> None:
    """Whichever it is. Files that were not there are not there afterwards."""
    (tmp_path / "a").write_bytes(b"old a")
    (tmp_path / "b").write_bytes(b"old b")
    if obstacle is _the_other_file:
        bad = "b"
    obstacle(tmp_path / bad)
    before = {name: text for name, text in content(tmp_path).items() if name != bad}

    with pytest.raises(OutputError, match=f"{tmp_path}/{bad}: cannot be written"):
        write_all({tmp_path / "new": b"new", tmp_path / "a": b"new a", tmp_path / "b": b"x" * 100_000})

    assert {name: text for name, text in content(tmp_path).items() if name != bad} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


@pytest.mark.parametrize("failing", range(3))
@pytest.mark.parametrize("links", [True, False])
def test_a_failure_while_files_are_replaced_restores_the_old_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int, links: bool
) -> None:
    """Also on a file system where a file cannot have two names, and for a file that is to be removed."""
    for name in ("a", "b", "gone"):
        (tmp_path / name).write_bytes(f"old {name}".encode())
    replace, unlink = Path.replace, Path.unlink
    calls: list[Path] = []

    def fails(path: Path) -> None:
        calls.append(path)
        if len(calls) == failing + 1:
            raise PermissionError(1, "Operation not permitted")

    def replacing(path: Path, target: Path) -> Path:
        fails(target)
        return replace(path, target)

    def unlinking(path: Path, *, missing_ok: bool = False) -> None:
        if path.name == "gone":
            fails(path)
        unlink(path, missing_ok=missing_ok)

    def no_links(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "replace", replacing)
    monkeypatch.setattr(Path, "unlink", unlinking)
    if not links:
        monkeypatch.setattr(os, "link", no_links)
    with pytest.raises(OutputError, match="cannot be written: Operation not permitted"):
        write_all({tmp_path / "a": b"new", tmp_path / "b": b"new", tmp_path / "gone": None})

    assert content(tmp_path) == {name: f"old {name}".encode() for name in ("a", "b", "gone")}


def test_several_files_are_replaced_and_removed_together(tmp_path: Path) -> None:
    for name in ("a", "gone"):
        (tmp_path / name).write_bytes(b"old")
    with all_or_none() as outputs:
        outputs.remove(tmp_path / "gone")
        for name in ("a", "b"):
            with outputs.writing(tmp_path / name) as file:
                file.write(b"new")
        assert (tmp_path / "a").read_bytes() == b"old"

    assert content(tmp_path) == {"a": b"new", "b": b"new"}


@pytest.mark.slow
@pytest.mark.parametrize("obstacle", OBSTACLES[:3])
def test_a_network_in_two_tables_is_exported_whole_or_not_at_all(
    tmp_path: Path, here: list[str], obstacle: Callable[[Path], None], capsys: pytest.CaptureFixture[str]
) -> None:
    for bad, good in (("net.csv", "net-things.csv"), ("net-things.csv", "net.csv")):
        folder = tmp_path / bad
        folder.mkdir()
        for name in (bad, good):
            (folder / name).write_bytes(b"old")
        obstacle(folder / bad)

        assert main(["export", "--format", "csv-network", "-o", str(folder / "net.csv"), *here]) == 2
        assert f"{folder / bad}: cannot be written: " in " ".join(capsys.readouterr().err.split())
        assert (folder / good).read_bytes() == b"old"
        assert sorted(path.name for path in folder.iterdir()) == ["net-things.csv", "net.csv"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "line",
    [
        ["export", "--data", "{data}", "-o", "{data}"],
        ["export", "--graph", "{root}", "-o", "{link}"],
        ["query", "DESCRIBE <x:a>", "--data", "{data}", "-o", "{data}"],
        ["check", "--text", "{text}", "-o", "{text}"],
        ["check", "--text", "fiia-2023={text}", "-o", "{text}"],
    ],
)
def test_an_input_is_not_replaced(tmp_path: Path, line: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """The text of an article or a file of the graph may be the only one, also if a link leads to it."""
    named = {name: tmp_path / file for name, file in {"data": "a.ttl", "text": "a.txt", "link": "b.ttl"}.items()}
    for path in (named["data"], named["text"]):
        path.write_text("<x:a> <x:p> 1 .", encoding="utf-8")
    named["link"].symlink_to(named["data"])

    assert main([word.format(**named, root=tmp_path) for word in line]) == 2
    assert "is an input of this command, and would be replaced" in " ".join(capsys.readouterr().err.split())
    assert named["data"].read_text() == named["text"].read_text() == "<x:a> <x:p> 1 ."


# ---- Unfinished files -----------------------------------------------------------------


@pytest.mark.slow
def test_what_killed_writers_left_is_removed_by_the_next_one(tmp_path: Path) -> None:
    """It is never used, and files of others with similar names stay."""
    others = [".a.123.partial", "a.partial", ".b.cakg-1.partial", ".c.cakg-0123456789abcdef.partial.txt"]
    for name in others:
        (tmp_path / name).write_text("")
    for name in ("a", "b", "a"):
        line = [sys.executable, "-c", KILLED + WRITE, str(tmp_path / name)]
        assert subprocess.run(line).returncode == -9
        assert len([*tmp_path.iterdir()]) == len(others) + 1
    write_whole(tmp_path / "c", b"new")

    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*others, "c"])


@pytest.mark.slow
def test_what_another_process_is_writing_stays(tmp_path: Path) -> None:
    """Two writers of one file do not disturb each other; the last one wins."""
    script = (
        "import sys; from pathlib import Path; from cakg.files import writing\n"
        "with writing(Path(sys.argv[1])) as file:\n"
        "    file.write(b'other'); print('ready', flush=True); sys.stdin.readline()"
    )
    path = tmp_path / "a"
    with subprocess.Popen(
        [sys.executable, "-c", script, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdin
        assert other.stdout
        assert other.stdout.readline() == "ready\n"
        os.utime(next(tmp_path.iterdir()), (0, 0))
        write_whole(path, b"mine")
        assert path.read_bytes() == b"mine"
        assert len([*tmp_path.iterdir()]) == 2
        other.stdin.write("\n")

    assert other.returncode == 0
    assert content(tmp_path) == {"a": b"other"}


def test_an_unfinished_folder_is_removed_once_nobody_writes_it(tmp_path: Path) -> None:
    target = tmp_path / "store"
    with unfinished.folder(target) as place:
        (place / "store/table").write_bytes(b"x")
        unfinished.sweep(tmp_path)
        assert unfinished.in_progress(target)
        assert not unfinished.in_progress(tmp_path / "other")
        assert (place / "store/table").exists()
    assert [*tmp_path.iterdir()] == []

    place.mkdir()
    (place / "table").write_bytes(b"x")
    place.with_suffix(".partial").write_bytes(b"")
    assert not unfinished.in_progress(target)
    unfinished.sweep(tmp_path)
    assert [*tmp_path.iterdir()] == []


def test_without_locks_nothing_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some network file systems have none: another machine may be writing the file."""
    left = tmp_path / ".a.cakg-0123456789abcdef.partial"
    left.write_bytes(b"x")
    monkeypatch.setattr(unfinished, "lock", lambda _: None)
    left.with_suffix(".folder").mkdir()
    (left.with_suffix(".folder") / "store").mkdir()
    write_whole(tmp_path / "a", b"new")

    assert content(tmp_path) == {"a": b"new", left.name: b"x"}
    assert not unfinished.in_progress(tmp_path / "store")


# ---- Causes -----------------------------------------------------------------


@pytest.mark.parametrize(
    "name, cause",
    [
        (LONG, "File name too long"),
        ("loop.nt", "Too many levels of symbolic links"),
        ("loop/a.nt", "Too many levels of symbolic links"),
        ("file/a.nt", "there is no directory"),
        ("missing/a.nt", "there is no directory"),
        ("folder.nt", "a directory has that name"),
        ("full.nt", "No space left on device"),
    ],
)
def test_the_true_cause_is_reported(
    tmp_path: Path, name: str, cause: str, here: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "loop.nt").symlink_to("loop.nt")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "file").write_text("")
    (tmp_path / "folder.nt").mkdir()
    (tmp_path / "full.nt").symlink_to("/dev/full")
    before = sorted(tmp_path.rglob("*"))

    assert main(["export", "-o", str(tmp_path / name), *here]) == 2
    said = " ".join(capsys.readouterr().err.split())
    assert f"cannot be written: {cause}" in said
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("name", ["a" * 252 + ".nt", "é" * 126 + ".nt", os.fsdecode(b"caf\xe9.nt")])
def test_unusual_names_are_written(tmp_path: Path, name: str, here: list[str]) -> None:
    """The longest names that the system has, and names that are not UTF-8."""
    assert main(["export", "-o", str(tmp_path / name), *here]) == 0
    assert (tmp_path / name).stat().st_size > 1000
    assert len([*tmp_path.iterdir()]) == 1


def test_an_interrupt_leaves_the_old_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")

    def interrupted() -> None:
        with writing(tmp_path / "a") as file:
            file.write(b"new")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()

    assert content(tmp_path) == {"a": b"old"}

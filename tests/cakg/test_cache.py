"""Cached graphs: the same answers as without a cache, never outdated or damaged, and no error from the cache."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pyoxigraph
import pytest

from cakg.cli import main
from cakg.errors import BrokenFileError
from cakg.graph import open as open_graph
from cakg.paths import Folders, shipped
from cakg.store import cache as module
from cakg.store.cache import open_cached
from cakg.store.local import LocalStore

pytestmark = pytest.mark.slow

RULE = "CONSTRUCT { ?s <urn:derived> ?o } WHERE { ?s <urn:entered> ?o }"
ODD = r'<urn:a> <urn:entered> "two\nlines \"quoted\" \\ \t\u0001é"@en-GB , "01"^^<urn:own> , 01 , _:b , <urn:é> .'
OPEN = """
import sys
from pathlib import Path
from cakg.paths import Folders
from cakg.store.cache import open_cached
print("ready", flush=True)
sys.stdin.readline()
root = Path(sys.argv[1])
print(len(open_cached(Folders(root / "ontology", root / "graph", root / "queries")).store))
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The directory of cached graphs, which does not exist yet."""
    monkeypatch.setenv("CAKG_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "graphs"


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """A graph of a few unusual triples with one rule."""
    root = tmp_path / "source"
    for name, text in {
        "ontology/terms.ttl": "<urn:term> <urn:p> 1 .\n",
        "ontology/rules/10.rq": RULE,
        "graph/a.ttl": ODD,
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return Folders(root / "ontology", root / "graph", root / "queries")


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A list that grows by one with each graph loaded from files."""
    counted: list[int] = []
    make = LocalStore.open

    def counting(folders: Folders, data: Sequence[Path] = (), *, rules: bool = True) -> LocalStore:
        counted.append(1)
        return make(folders, data, rules=rules)

    monkeypatch.setattr(LocalStore, "open", counting)
    return counted


def triples(store: LocalStore) -> list[str]:
    """Return the sorted triples of *store*, with all blank nodes equal."""
    nodes = pyoxigraph.BlankNode
    return sorted(
        " ".join("_:b" if isinstance(term, nodes) else str(term) for term in quad.triple) for quad in store.store
    )


def kept(place: Path) -> list[str]:
    return sorted(path.name for path in place.iterdir()) if place.is_dir() else []


def test_a_graph_is_opened_from_the_cache(folders: Folders, place: Path, made: list[int]) -> None:
    """It has the same triples, with unusual literals and derived triples."""
    first, second = open_cached(folders), open_cached(folders)

    assert sum(made) == 1
    assert len(kept(place)) == 1
    assert triples(first) == triples(second)
    assert any("two\\nlines" in triple and "urn:derived" in triple for triple in triples(second))


def test_the_shipped_graph_is_the_same_from_the_cache(place: Path, shipped_graph: LocalStore, made: list[int]) -> None:
    open_cached(shipped())

    assert triples(open_cached(shipped())) == triples(shipped_graph)
    assert sum(made) == 1


@pytest.mark.parametrize("target", ["/dev/zero", "mine.txt"])
def test_a_link_in_the_cache_is_not_followed(folders: Folders, place: Path, tmp_path: Path, target: str) -> None:
    """Another user may have put it there; a device may never end."""
    mine = tmp_path / "mine.txt"
    mine.write_text("mine", encoding="utf-8")
    expected = triples(open_cached(folders))
    [name] = kept(place)
    (place / name).unlink()
    (place / name).symlink_to(tmp_path / target)

    assert triples(open_cached(folders)) == expected
    assert mine.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    "line",
    [
        ["ask", "who-is-accused", "--cite"],
        ["ask", "corroboration", "--format", "json"],
        ["about", "Kazakhstan"],
    ],
)
def test_commands_answer_the_same_with_and_without_the_cache(
    line: list[str], monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """The cache may be empty, filled or off."""
    answers = []
    for setting in (os.environ["CAKG_CACHE"], os.environ["CAKG_CACHE"], "off"):
        monkeypatch.setenv("CAKG_CACHE", setting)
        assert main(line) == 0
        answers.append(capfdbinary.readouterr().out)

    assert answers[0] == answers[1] == answers[2] != b""


@pytest.mark.parametrize("name", ["ontology/terms.ttl", "graph/a.ttl", "ontology/rules/10.rq"])
def test_a_changed_byte_gives_another_graph(folders: Folders, place: Path, name: str) -> None:
    """Length and date of the file do not matter. If the byte is changed back, the first cached graph is used again."""
    path = folders.ontology.parent / name
    before, date = path.read_bytes(), path.stat().st_mtime_ns
    old = triples(open_cached(folders))

    path.write_bytes(
        before.replace(b"urn:term", b"urn:tern").replace(b"urn:a", b"urn:z").replace(b"derived", b"deduced")
    )
    os.utime(path, ns=(date, date))
    new = triples(open_cached(folders))

    assert path.stat().st_size == len(before)
    assert new == triples(LocalStore.open(folders)) != old
    path.write_bytes(before)
    assert triples(open_cached(folders)) == old
    assert len(kept(place)) == 2


@pytest.mark.parametrize("name", ["graph/b.ttl", "graph/deep/b.nt", "ontology/rules/20.rq"])
def test_a_new_file_is_another_graph(folders: Folders, place: Path, name: str) -> None:
    open_cached(folders)
    path = folders.ontology.parent / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(RULE.replace("derived", "more") if name.endswith("rq") else "<urn:b> <urn:more> <urn:c> .\n")

    assert any("urn:more" in triple for triple in triples(open_cached(folders)))


def test_more_data_give_another_graph(folders: Folders, place: Path, tmp_path: Path, made: list[int]) -> None:
    """Each set of files has its own cached graph, even if only the format of a file is different."""
    more = tmp_path / "more.nt"
    more.write_text("<urn:x> <urn:entered> <urn:y> .\n")
    plain, larger = triples(open_cached(folders)), triples(open_cached(folders, [more]))

    assert len(larger) == len(plain) + 2
    assert triples(open_cached(folders, [more])) == larger
    assert triples(open_cached(folders)) == plain
    assert sum(made) == 2
    more.write_text("<urn:x> <urn:entered> <urn:z> .\n")
    assert any("urn:z" in triple for triple in triples(open_cached(folders, [more])))
    open_cached(folders, [more.rename(tmp_path / "more.ttl")])
    assert sum(made) == 4


def test_data_on_the_command_line_are_never_outdated(
    tmp_path: Path, place: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Each run uses the current content of the file."""
    graph, more = tmp_path / "graph", tmp_path / "more.nt"
    graph.mkdir()
    (graph / "a.ttl").write_text("<urn:a> <urn:p> 1 .")
    for name in ("first", "second", "first"):
        more.write_text(f"<urn:x> <urn:p> <urn:{name}> .\n")
        for _ in range(2):
            query = "SELECT ?o { <urn:x> <urn:p> ?o }"
            assert main(["query", query, "--graph", str(graph), "--data", str(more)]) == 0
            assert f"urn:{name}".encode() in capfdbinary.readouterr().out
    assert len(kept(place)) == 2


def test_the_format_of_a_packed_file_is_part_of_the_key(folders: Folders, place: Path, tmp_path: Path) -> None:
    """The same bytes are valid in one format and not in the other."""
    packed = gzip.compress(b"<urn:a> <urn:p> 1 .")
    for name in ("x.ttl.gz", "x.nt.gz"):
        (tmp_path / name).write_bytes(packed)

    assert open_cached(folders, [tmp_path / "x.ttl.gz"]).ask("ASK { <urn:a> <urn:p> 1 }")
    with pytest.raises(BrokenFileError, match=r"x\.nt\.gz:1"):
        open_cached(folders, [tmp_path / "x.nt.gz"])


def test_without_rules_is_another_graph(folders: Folders, place: Path) -> None:
    assert any("derived" in triple for triple in triples(open_cached(folders)))
    assert not any("derived" in triple for triple in triples(open_cached(folders, rules=False)))
    assert any("derived" in triple for triple in triples(open_cached(folders)))


def test_a_file_that_changes_while_it_is_read_is_not_cached(
    folders: Folders, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise the cached graph might not match the file."""
    make = LocalStore.open

    def meanwhile(*given: object, **named: object) -> LocalStore:
        (folders.graph / "a.ttl").write_text("<urn:new> <urn:entered> 1 .")
        return make(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(LocalStore, "open", meanwhile)
    open_cached(folders)
    assert kept(place) == []


def test_a_broken_file_is_told_as_always(folders: Folders, place: Path) -> None:
    (folders.graph / "b.ttl").write_text("<urn:a> <urn:p> .")

    for _ in range(2):
        with pytest.raises(BrokenFileError, match=r"b\.ttl:1"):
            open_cached(folders)
    assert kept(place) == []


def test_off_keeps_nothing(
    folders: Folders, place: Path, made: list[int], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    monkeypatch.setenv("CAKG_CACHE", "off")
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.rglob("*"))

    assert triples(open_cached(folders)) == triples(open_cached(folders))
    assert sum(made) == 2
    assert sorted(tmp_path.rglob("*")) == before


def test_the_directory_is_the_users_cache_directory(
    folders: Folders, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """``XDG_CACHE_HOME`` first, then the home; without both, nothing is written to the working directory."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CAKG_CACHE")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.delenv("HOME")
    open_cached(folders)
    assert not Path(".cache").exists()

    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    open_cached(folders)
    assert len(kept(tmp_path / "home/.cache/cakg/graphs")) == 1

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    open_cached(folders)
    assert len(kept(tmp_path / "xdg/cakg/graphs")) == 1


def _a_file_above(place: Path) -> None:
    place.parent.write_text("")


def _a_file_in_its_place(place: Path) -> None:
    place.parent.mkdir()
    place.write_text("")


def _a_device(place: Path) -> None:
    place.parent.mkdir()
    place.symlink_to("/dev/full")


@pytest.mark.parametrize("obstacle", [_a_file_above, _a_file_in_its_place, _a_device])
def test_where_nothing_can_be_written_memory_serves(
    folders: Folders, place: Path, made: list[int], obstacle: Callable[[Path], None]
) -> None:
    obstacle(place)

    assert triples(open_cached(folders)) == triples(open_cached(folders))
    assert sum(made) == 2


def test_a_directory_in_the_place_of_a_kept_graph_is_let_be(folders: Folders, place: Path, made: list[int]) -> None:
    open_cached(folders)
    [name] = kept(place)
    (place / name).unlink()
    (place / name).mkdir()

    assert triples(open_cached(folders)) == triples(open_cached(folders))
    assert sum(made) == 3
    assert kept(place) == [name]


def test_a_full_disk_leaves_an_answer_and_no_part_of_a_graph(folders: Folders, place: Path) -> None:
    limited = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))\n" + OPEN
    command = [sys.executable, "-B", "-c", limited, str(folders.graph.parent)]
    done = subprocess.run(command, input="\n", capture_output=True, text=True)

    assert (done.stdout, done.stderr) == (f"ready\n{len(triples(LocalStore.open(folders)))}\n", "")
    assert place.is_dir()
    assert kept(place) == []


def test_a_damaged_cached_graph_is_replaced(folders: Folders, place: Path, made: list[int]) -> None:
    """If it is cut off, changed, longer, empty or another graph's, the graph is loaded and cached again."""
    right = triples(open_cached(folders))
    [name] = kept(place)
    path = place / name
    whole = path.read_bytes()
    (folders.graph / "b.ttl").write_text("<urn:other> <urn:p> 1 .")
    open_cached(folders)
    (folders.graph / "b.ttl").unlink()
    [other] = set(kept(place)) - {name}
    damaged = [
        *(whole[:length] for length in [0, len(whole) - 1, *range(1, len(whole), 11)]),
        *(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in range(0, len(whole), 11)),
        whole + b"<urn:a> <urn:entered> <urn:more> .\n",
        whole[: len(whole) // 2] + bytes(len(whole) - len(whole) // 2),
        os.urandom(len(whole)),
        (place / other).read_bytes(),
    ]
    made.clear()

    for content in damaged:
        path.write_bytes(content)
        assert triples(open_cached(folders)) == right
    assert sum(made) == len(damaged)
    path.unlink()
    assert triples(open_cached(folders)) == right
    assert sum(made) == len(damaged) + 1
    assert triples(open_cached(folders)) == right
    assert sum(made) == len(damaged) + 1


def test_several_writers_leave_one_graph(folders: Folders, place: Path, made: list[int]) -> None:
    """Each of them answers queries, and one cached graph remains."""
    command = [sys.executable, "-c", OPEN, str(folders.graph.parent)]
    running = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    for process in running:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in running:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
    answers = {process.communicate(timeout=60) for process in running}

    right = triples(open_cached(folders))
    assert answers == {(f"{len(right)}\n", "")}
    assert sum(made) == 0
    assert len(kept(place)) == 1


def test_partial_files_of_killed_writers_are_removed(folders: Folders, place: Path) -> None:
    """The next writer removes them; other files always stay."""
    killed = "import os, pathlib; pathlib.Path.replace = lambda *_: os.kill(os.getpid(), 9)\n" + OPEN
    command = [sys.executable, "-c", killed, str(folders.graph.parent)]
    assert subprocess.run(command, input=b"\n", capture_output=True).returncode == -signal.SIGKILL
    [part] = kept(place)
    (place / "mine.partial").write_text("")

    open_cached(folders)
    assert part not in kept(place)
    assert "mine.partial" in kept(place)
    assert len(kept(place)) == 2


def test_the_least_recently_used_graph_is_removed(
    folders: Folders, place: Path, made: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading a graph counts as use."""
    open_cached(folders)
    [first] = kept(place)
    os.utime(place / first, (1, 1))
    open_cached(folders, rules=False)
    [second] = set(kept(place)) - {first}
    os.utime(place / second, (2, 2))
    open_cached(folders)
    monkeypatch.setattr(module, "KEPT", 2 * (place / first).stat().st_size + 10)
    (folders.graph / "b.ttl").write_text("<urn:c> <urn:p> 1 .")
    open_cached(folders, rules=False)

    assert first in kept(place)
    assert second not in kept(place)
    assert len(kept(place)) == 2


def test_what_is_very_large_is_not_kept(folders: Folders, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST", 50)
    open_cached(folders)
    assert kept(place) == []


def test_python_users_have_it_too(place: Path, made: list[int], tmp_path: Path) -> None:
    (tmp_path / "graph").mkdir()
    (tmp_path / "graph/a.ttl").write_text("<urn:a> <urn:p> 1 .")

    assert all(open_graph(tmp_path / "graph").query("ASK { <urn:a> <urn:p> 1 }") for _ in range(2))
    assert sum(made) == 1

"""A store on disk is complete and intact, or refused with the reason; it has the same triples however it is built."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path

import pyoxigraph
import pytest

from cakg.cli import main
from cakg.errors import GraphFolderError
from cakg.graph import open as open_graph
from cakg.store import disk, manifest
from cakg.store.disk import DiskStore
from cakg.store.local import LocalStore

pytestmark = pytest.mark.slow

RULE = "CONSTRUCT { ?s <urn:derived> ?o } WHERE { ?s <urn:entered> ?o }"
ALL = "SELECT ?s ?p ?o WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph of some thousand triples with one rule."""
    root = tmp_path_factory.mktemp("source")
    for name, text in {
        "ontology/terms.ttl": "<urn:term> <urn:p> 1 .\n",
        "ontology/rules/10.rq": RULE,
        "graph/a.ttl": "".join(
            f'<urn:a{number}> <urn:entered> "text {number * 7919}"@en .\n' for number in range(3000)
        ),
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def built(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of that graph. Do not change it."""
    store = tmp_path_factory.mktemp("built") / "store"
    assert main(["build", str(store), "--graph", str(source)]) == 0
    return store


@pytest.fixture
def store(built: Path, tmp_path: Path) -> Path:
    """A copy to change."""
    return Path(shutil.copytree(built, tmp_path / "store"))


def largest(store: Path) -> Path:
    return max(store.glob("*.sst"), key=lambda path: path.stat().st_size)


def test_the_manifest_says_what_is_in_the_store(built: Path, source: Path) -> None:
    """Versions, content hash, number of triples, and every file that is needed."""
    written = json.loads((built / manifest.NAME).read_bytes())
    kg = open_graph(built)

    assert written["triples"] == 2 * 3000 + 2
    assert written["content"] == kg.content_hash == open_graph(source).content_hash
    assert {"CURRENT", largest(built).name} < {*written["files"]}
    assert [path.name for path in built.parent.iterdir()] == ["store"]


def test_triples_derived_on_disk_and_in_memory_are_the_same(
    built: Path, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Little free memory has the same effect as the option."""
    answers = [DiskStore(built).query(ALL), open_graph(source).engine.query(ALL)]
    assert main(["build", f"{tmp_path}/low", "--low-memory", "--graph", str(source)]) == 0
    monkeypatch.setattr(disk, "free_memory", lambda: 1000)
    monkeypatch.setattr(LocalStore, "open", None)
    assert main(["build", f"{tmp_path}/little", "--graph", str(source)]) == 0
    answers += [DiskStore(tmp_path / name).query(ALL) for name in ("low", "little")]

    assert all(answer == answers[0] for answer in answers)


def test_another_program_can_serve_the_store(built: Path) -> None:
    """The manifest does not disturb it, and the store is unchanged afterwards."""
    oxigraph = Path(sysconfig.get_path("scripts")) / "oxigraph"
    line = [str(oxigraph), "query", "-l", str(built), "--query", "ASK { <urn:a1> <urn:derived> ?o }"]
    done = subprocess.run([*line, "--results-format", "csv"], capture_output=True, text=True, check=True)

    assert "true" in done.stdout
    assert DiskStore(built).ask("ASK { <urn:a1> <urn:derived> ?o }")


def _emptied(store: Path) -> None:
    for path in store.iterdir():
        os.truncate(path, 0)


def _replaced_by_a_directory(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _all_tables_changed(store: Path) -> None:
    for path in store.glob("*.sst"):
        path.write_bytes(bytes(path.stat().st_size))


DAMAGE: dict[str, Callable[[Path], object]] = {
    "a table is cut": lambda store: os.truncate(largest(store), 1000),
    "a table is one byte longer": lambda store: largest(store).write_bytes(largest(store).read_bytes() + b"x"),
    "a table is gone": lambda store: largest(store).unlink(),
    "a table is empty": lambda store: os.truncate(largest(store), 0),
    "a table is a directory": lambda store: _replaced_by_a_directory(largest(store)),
    "all tables are zeros": _all_tables_changed,
    "CURRENT is gone": lambda store: (store / "CURRENT").unlink(),
    "CURRENT is garbage": lambda store: (store / "CURRENT").write_bytes(os.urandom(16)),
    "CURRENT names another file": lambda store: (store / "CURRENT").write_text("MANIFEST-999999\n"),
    "the list of tables is garbage": lambda store: next(store.glob("MANIFEST-*")).write_bytes(b"x" * 1000),
    "all files are empty": _emptied,
    "the manifest is cut": lambda store: os.truncate(store / manifest.NAME, 300),
    "the manifest is garbage": lambda store: (store / manifest.NAME).write_bytes(b"\xff\xfe\0"),
    "the manifest is a list": lambda store: (store / manifest.NAME).write_text("[]"),
    "the manifest lacks parts": lambda store: (store / manifest.NAME).write_text('{"format": 1}'),
    "the manifest is a directory": lambda store: _replaced_by_a_directory(store / manifest.NAME),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_store_is_refused(
    store: Path, damage: Callable[[Path], object], capsys: pytest.CaptureFixture[str]
) -> None:
    """One sentence and the remedy."""
    damage(store)

    assert main(["query", "ASK {}", "--graph", str(store)]) == 2
    said = capsys.readouterr()
    assert f"{store}: the store is damaged: " in " ".join(said.err.split())
    assert "remove it and run `cakg build` again" in said.err
    assert said.out == ""


def test_damage_inside_a_table_is_noticed_by_the_query_that_reads_it(store: Path) -> None:
    """RocksDB checks each block. Other queries are answered."""
    for table in store.glob("*.sst"):
        content = bytearray(table.read_bytes())
        if len(content) > 10_000:
            content[len(content) // 3 : len(content) // 2] = bytes(len(content) // 2 - len(content) // 3)
            table.write_bytes(content)
    opened = DiskStore(store)

    assert opened.ask("ASK {}")
    with pytest.raises(GraphFolderError, match="the store is damaged: .*checksum"):
        opened.query("SELECT * { ?s ?p ?o . ?s ?q ?r }")


def test_a_wrong_query_of_an_intact_store_is_not_damage(built: Path) -> None:
    for query in ("SELECT", "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"):
        with pytest.raises(Exception, match=r"^(?!.*damaged)"):
            DiskStore(built).query(query)


@pytest.mark.parametrize(
    "change, message",
    [
        ({"format": 2}, "in the format 2, not 1"),
        ({"format": "new"}, "in the format 'new', not 1"),
        ({"pyoxigraph": "0.4.11"}, "of pyoxigraph 0.4.11, not"),
        ({"pyoxigraph": "1.5.0"}, "of pyoxigraph 1.5.0, not"),
    ],
)
def test_an_outdated_store_is_refused(store: Path, change: dict[str, object], message: str) -> None:
    place = store / manifest.NAME
    place.write_text(json.dumps(json.loads(place.read_bytes()) | change))

    with pytest.raises(GraphFolderError, match=message) as found:
        DiskStore(store)
    assert found.value.remedy == manifest.BUILD_AGAIN


def test_an_unfinished_store_is_refused(built: Path, tmp_path: Path) -> None:
    place = tmp_path / ".store.cakg-0123456789abcdef.folder" / "store"
    shutil.copytree(built, place)
    (place / manifest.NAME).unlink()

    with pytest.raises(GraphFolderError, match="`cakg build` has not finished this store"):
        open_graph(place)
    with pytest.raises(GraphFolderError, match="not a finished store"):
        open_graph(place.rename(tmp_path / "store"))


def test_a_store_of_another_program_is_refused(tmp_path: Path) -> None:
    """The remedy says how it can be used, and it stays as it was."""
    pyoxigraph.Store(str(tmp_path / "db")).add(
        pyoxigraph.Quad(*(pyoxigraph.NamedNode(f"urn:{name}") for name in "spo"))
    )
    (tmp_path / "leveldb").mkdir()
    (tmp_path / "leveldb/CURRENT").write_text("MANIFEST-000001\n")
    before = sorted(tmp_path.rglob("*"))

    for name in ("db", "leveldb"):
        with pytest.raises(GraphFolderError, match="not a finished store of `cakg build`") as found:
            open_graph(tmp_path / name)
        assert "oxigraph serve-read-only" in found.value.remedy
    assert sorted(tmp_path.rglob("*")) == before


def test_changed_inputs_are_mentioned(source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The store still answers. A copy of the input elsewhere, or inputs that are gone, say nothing."""
    mine, more, store = (tmp_path / name for name in ("mine", "more.nt", "store"))
    shutil.copytree(source, mine)
    more.write_text("<urn:x> <urn:entered> <urn:y> .\n")
    line = ["query", "ASK { <urn:x> ?p <urn:y> }", "--graph", str(store)]
    assert main(["build", str(store), "--graph", str(mine), "--data", str(more)]) == 0

    def said() -> str:
        capsys.readouterr()
        assert main(line) == 0
        return " ".join(capsys.readouterr().err.split())

    assert said() == ""
    for path in (more, mine / "graph/a.ttl", mine / "ontology/rules/10.rq"):
        before = path.read_bytes()
        path.write_bytes(before.replace(b"entered", b"Entered"))
        assert "have changed since" in said()
        path.write_bytes(before)
        assert said() == ""
    (mine / "graph/b.ttl").write_text("")
    assert "have changed since" in said()
    shutil.rmtree(mine)
    assert said() == ""


@pytest.mark.parametrize(
    "limit, size, options, reason, remedy",
    [
        ("FSIZE", 20_000, [], "File too large", "raise the limit on file sizes"),
        ("FSIZE", 20_000, ["--low-memory"], "File too large", "raise the limit on file sizes"),
        ("NOFILE", 40, [], "file descriptors", "raise the limit on open files"),
    ],
)
def test_a_limit_of_the_system_is_the_reason(
    *, limit: str, size: int, options: list[str], reason: str, remedy: str, source: Path, tmp_path: Path
) -> None:
    """Not the syntax of a file, wherever the triples are derived; nothing is left."""
    limited = (
        f"import resource, sys; resource.setrlimit(resource.RLIMIT_{limit}, ({size}, {size}))\n"
        "from cakg.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    line = ["build", str(tmp_path / "store"), "--graph", str(source), *options]
    done = subprocess.run([sys.executable, "-B", "-c", limited, *line], capture_output=True, text=True)

    assert done.returncode == 2
    assert f"{tmp_path}/store: cannot be written: " in " ".join(done.stderr.split())
    assert reason in " ".join(done.stderr.split())
    assert remedy in done.stderr
    assert "syntax" not in done.stderr
    assert [*tmp_path.iterdir()] == []

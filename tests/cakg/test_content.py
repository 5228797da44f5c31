"""The content hash: equal for equal triples, whatever their files, order or store."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import cakg
from cakg.cli import main
from cakg.graph import KnowledgeGraph
from cakg.store.serialise import serialise

pytestmark = pytest.mark.slow

FIRST = "<urn:a> <urn:p> <urn:b> , 1 , 2.50 , [ <urn:q> [ <urn:q> 3 ] ] ."
SECOND = '<urn:b> <urn:p> "two\\nlines"@en .'


@pytest.fixture
def hash_of(tmp_path: Path) -> Callable[..., str]:
    """Return the content hash of a graph, given the texts of its Turtle files."""
    number = iter(range(100))

    def make(*files: str, **options: bool) -> str:
        folder = tmp_path / str(next(number))
        folder.mkdir()
        for place, text in enumerate(files):
            (folder / f"{place}.ttl").write_text(text, encoding="utf-8")
        return cakg.open(folder, **options).content_hash

    return make


def test_the_hash_does_not_depend_on_how_the_triples_are_written(hash_of: Callable[..., str]) -> None:
    """Files, order, comments, prefixes, names of blank nodes, repetitions and rules do not matter."""
    plain = hash_of(FIRST, SECOND)

    assert len(plain) == 64
    assert hash_of(SECOND, FIRST) == hash_of(FIRST + "\n" + SECOND) == plain
    assert hash_of(f"# a comment\n@prefix u: <urn:> .\n{SECOND}\n{FIRST}\nu:a u:p u:b .") == plain
    other = "_:x <urn:q> 3 . _:y <urn:q> _:x . <urn:a> <urn:p> _:y , 2.5 , 1 , <urn:b> ."
    assert hash_of(other, SECOND) == plain
    assert hash_of(FIRST, SECOND, rules=False) == plain


@pytest.mark.parametrize("old, new", [("urn:b", "urn:c"), ("1", "7"), ("2.50", "2.51"), ("3", "4"), (", 1 ", "")])
def test_a_changed_triple_changes_the_hash(hash_of: Callable[..., str], old: str, new: str) -> None:
    """A different node, number or value in a blank node changes it, and so does a missing triple."""
    assert hash_of(FIRST.replace(old, new), SECOND) != hash_of(FIRST, SECOND)


def test_more_data_change_the_hash(small_folders, tmp_path: Path) -> None:
    """Triples of --data are part of the content."""
    more = tmp_path / "more.ttl"
    more.write_text(SECOND, encoding="utf-8")
    graph = small_folders.graph.parent

    assert cakg.open(graph, data=[more]).content_hash != cakg.open(graph).content_hash


def test_the_hash_is_the_same_in_memory_from_the_cache_and_on_disk(
    small_folders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same input has the same hash in each of them."""
    graph = str(small_folders.graph.parent)
    kept = [cakg.open(graph).content_hash for _ in range(2)]
    assert main(["build", str(tmp_path / "store"), "--graph", graph]) == 0
    monkeypatch.setenv("CAKG_CACHE", "off")

    assert {*kept, cakg.open(tmp_path / "store").content_hash, cakg.open(graph).content_hash} == {kept[0]}


def test_an_endpoint_has_the_hash_of_the_exported_graph(
    small: KnowledgeGraph, endpoint_of: Callable[[bytes], str]
) -> None:
    """The hash is exported with the triples; a store of another program has only the version."""
    exported = serialise(small.engine, "ntriples")
    bare = b"\n".join(line for line in exported.splitlines() if b"contentHash>" not in line or b"/graph>" not in line)

    assert cakg.open(endpoint_of(exported)).content_hash == small.content_hash
    elsewhere = cakg.open(endpoint_of(bare))
    assert (elsewhere.version, elsewhere.content_hash) == (small.version, "")
    assert elsewhere.footer().endswith(f" Graph {small.version}.")


def test_an_export_that_is_loaded_again_has_the_hash_of_its_own_content(small_folders, tmp_path: Path) -> None:
    """A hash in the data is not content; a graph exported without derived triples keeps its hash."""
    graph = str(small_folders.graph.parent)
    target = tmp_path / "again" / "graph"
    target.mkdir(parents=True)
    (tmp_path / "again" / "ontology").mkdir()
    exported = str(target / "all.ttl")
    assert main(["export", "--as-entered", "--graph", graph, "-o", exported]) == 0
    again = cakg.open(tmp_path / "again")

    assert again.content_hash == cakg.open(graph).content_hash
    assert len(again.query("SELECT ?hash { ?graph cakg:contentHash ?hash }").rows) == 1


def test_the_version_and_the_first_twelve_digits_are_shown(
    small_folders, small: KnowledgeGraph, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Footers, --version, pictures and networks show them; programs get all digits."""
    graph = ["--graph", str(small_folders.graph.parent)]
    seen = f"{small.version}, content {small.content_hash[:12]}"

    assert small.footer().endswith(f" Graph {seen}.")
    assert main(["--version", *graph]) == 0
    assert capfdbinary.readouterr().out.decode() == f"cakg {cakg.__version__}\ngraph {seen}\n"
    assert small.network().graph["version"] == seen
    assert f"Graph version {seen}." in small.draw("network")
    answer = json.loads(small.ask("accusations").json())
    assert (answer["graph_version"], answer["graph_content_hash"]) == (small.version, small.content_hash)


def test_the_graph_has_a_version_of_its_own(hash_of: Callable[..., str], tmp_path: Path) -> None:
    """If the graph states a version, it is used instead of the ontology's."""
    (tmp_path / "graph").mkdir()
    file = tmp_path / "graph" / "graph.ttl"
    file.write_text('<https://w3id.org/cakg/graph> <http://www.w3.org/2002/07/owl#versionInfo> "0.0.7" .')

    assert cakg.open(tmp_path).version == "0.0.7"
    file.write_text(SECOND)
    assert cakg.open(tmp_path).version == cakg.open().version

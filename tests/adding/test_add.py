"""``cakg add``: a store with files added is the store that a build with them makes; anything else changes nothing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pyoxigraph
import pytest

from cakg.cli import main
from cakg.paths import shipped
from cakg.store import entered, manifest
from cakg.store.disk import DiskStore
from cakg.vocabulary import with_prefixes

pytestmark = pytest.mark.slow

ARTICLE = """
source:new a cakg:Article ; rdfs:label "New"@en ; cakg:shortName "New 2024" ; cakg:author id:kassenova ;
    cakg:earliest "2024-01-01"^^xsd:date ; cakg:latest "2024-01-01"^^xsd:date .
passage:new-1-1 a cakg:Passage ; cakg:source source:new ; cakg:paragraph 1 ; cakg:sentence 1 .
claim:new-1-1 a cakg:Claim ; cakg:denies stmt:supply-of-attack-drones-tajikistan-russia ; cakg:mode mode:asserted ;
    cakg:speaker id:government-of-tajikistan ; cakg:passage passage:new-1-1 .
"""
FIRST_VOTE = """
id:new-state a cakg:State ; rdfs:label "New State"@en .
stmt:new-vote a cakg:Statement ; rdfs:label "New vote"@en ; rdf:subject id:new-state ;
    rdf:predicate cakg:votedFor ; rdf:object id:unga-68-262 .
passage:new-row a cakg:Row ; cakg:source source:voeten-unga ; cakg:record "new" .
claim:new-row a cakg:Claim ; cakg:affirms stmt:new-vote ; cakg:mode mode:asserted ; cakg:speaker id:erik-voeten ;
    cakg:passage passage:new-row .
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the shipped graph. Do not change it."""
    store = tmp_path_factory.mktemp("built") / "store"
    assert main(["build", str(store)]) == 0
    return store


@pytest.fixture
def store(built: Path, tmp_path: Path) -> Path:
    """A copy to change."""
    return Path(shutil.copytree(built, tmp_path / "store"))


def _file(folder: Path, text: str, name: str = "new.ttl") -> str:
    path = folder / name
    path.write_text(with_prefixes(text), encoding="utf-8")
    return str(path)


def _triples(store: Path) -> set[pyoxigraph.Triple]:
    return {quad.triple for quad in DiskStore(store).store}


def _bytes(store: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in store.iterdir() if not path.name.startswith(("LOG", "LOCK"))}


def test_a_store_with_a_file_added_is_the_one_built_with_it(
    store: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """All triples, the content hash and their number; and it is as valid."""
    file, other = _file(tmp_path, ARTICLE), tmp_path / "other"
    before = _triples(store)
    assert main(["add", str(store), file]) == 0
    said = capfd.readouterr().out
    assert main(["build", str(other), "--data", file]) == 0

    assert _triples(store) == _triples(other)
    assert before - _triples(store)  # such as the old content hash
    assert "15 triples added" in said
    made, wanted = manifest.read(store), manifest.read(other)
    assert made == wanted
    assert made.facts["triples"] == len(_triples(store))
    assert manifest.check(store) == ""
    assert len(entered.Entered.read(store / entered.NAME)) == len(entered.Entered.read(other / entered.NAME))


def test_the_first_vote_of_a_state_changes_all_roll_calls(store: Path, tmp_path: Path) -> None:
    """The state is unrecorded in every other one, as after a build."""
    file, other = _file(tmp_path, FIRST_VOTE), tmp_path / "other"
    before = _triples(store)

    assert main(["add", str(store), file]) == 0
    assert main(["build", str(other), "--data", file]) == 0

    assert _triples(store) == _triples(other)
    new = [one for one in _triples(store) - before if str(one.predicate).endswith("#unrecordedIn>")]
    assert len(new) > 20
    assert {str(one.subject) for one in new} == {"<https://w3id.org/cakg/id/new-state>"}


def test_adding_file_by_file_is_the_same_as_at_once(store: Path, tmp_path: Path) -> None:
    """In any order, a claim before its passage too."""
    blocks = ARTICLE.strip().split(" .\n")
    files = [_file(tmp_path, f"{block.removesuffix(' .')} .", f"{number}.ttl") for number, block in enumerate(blocks)]
    at_once = Path(shutil.copytree(store, tmp_path / "at-once"))
    for file in reversed(files):
        assert main(["add", str(store), file]) == 0
    assert main(["add", str(at_once), *files]) == 0

    assert _triples(store) == _triples(at_once)
    assert manifest.read(store).facts == manifest.read(at_once).facts


def test_a_file_that_is_there_already_changes_nothing(
    store: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """It is named. The same holds for a file of the graph from which the store was built."""
    file, known = _file(tmp_path, ARTICLE), str(shipped().graph / "articles/fiia-2023.ttl")
    assert main(["add", str(store), file]) == 0
    before = _bytes(store)
    capfd.readouterr()
    assert main(["add", str(store), file, known]) == 0

    assert _bytes(store) == before
    said = " ".join(capfd.readouterr().err.split())
    assert f"{file}: all its triples are in {store} already" in said
    assert f"{known}: all its triples are in {store} already" in said


def test_odd_triples_are_left_out_and_counted(store: Path, tmp_path: Path) -> None:
    """As in a build: they are part of the content, but not of the graph."""
    file, other = (
        _file(tmp_path, ARTICLE + 'claim:new-1-1 cakg:hedge "perhaps" ; cakg:condition 1 .'),
        tmp_path / "other",
    )
    assert main(["add", str(store), file]) == 0
    assert main(["build", str(other), "--data", file]) == 0

    assert _triples(store) == _triples(other)
    assert manifest.read(store).facts == manifest.read(other).facts


@pytest.mark.parametrize(
    "text, message",
    [
        ("<a", "new.ttl:"),
        ("[] a cakg:Claim .", "has blank nodes"),
        ("cakg:mine a owl:ObjectProperty .", "say which terms cakg:mine takes"),
        ("cakg:Mine rdfs:subClassOf cakg:Thing .", "all derived triples may depend on"),
    ],
)
def test_what_cannot_be_added_changes_nothing(
    text: str, message: str, store: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The error says what, and what would work; no other file is added either."""
    before = _bytes(store)
    good, bad = _file(tmp_path, ARTICLE, "good.ttl"), _file(tmp_path, text)
    assert main(["add", str(store), good, bad]) == 2

    said = " ".join(capfd.readouterr().err.split())
    assert message in said
    assert "Traceback" not in said
    assert _bytes(store) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["good.ttl", "new.ttl", "store"]


def _without_hashes(store: Path) -> None:
    (store / entered.NAME).unlink()


def _as_older_cakg(store: Path) -> None:
    found = json.loads((store / manifest.NAME).read_bytes())
    del found["inputs"]["rules"]
    (store / manifest.NAME).write_text(json.dumps(found))


def _with_other_rules(store: Path) -> None:
    found = json.loads((store / manifest.NAME).read_bytes())
    found["inputs"]["rules"] = "0"
    (store / manifest.NAME).write_text(json.dumps(found))


@pytest.mark.parametrize(
    "change, message",
    [
        (_without_hashes, f"the file {entered.NAME} is missing"),
        (_as_older_cakg, "was built by a version of cakg to whose stores nothing can be added"),
        (_with_other_rules, "was built with other rules"),
        (lambda store: (store / manifest.NAME).unlink(), "is not a finished store"),
    ],
)
def test_a_store_that_cannot_be_added_to_says_why(
    change: Callable[[Path], None], message: str, store: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """And is not changed."""
    change(store)
    before = _bytes(store)
    assert main(["add", str(store), _file(tmp_path, ARTICLE)]) == 2

    assert message in " ".join(capfd.readouterr().err.split())
    assert _bytes(store) == before


def test_files_and_directories_that_are_not_there(
    store: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The missing one is named."""
    assert main(["add", str(store), f"{tmp_path}/none.ttl"]) == 2
    assert "none.ttl: there is no such file" in " ".join(capfd.readouterr().err.split())
    assert main(["add", f"{tmp_path}/none", _file(tmp_path, ARTICLE)]) == 2
    assert "is not a finished store" in " ".join(capfd.readouterr().err.split())


def test_the_hashes_of_a_file_are_found_again(tmp_path: Path) -> None:
    """Whole hashes only: bytes of two neighbours together are not taken for one."""
    known, path = entered.Entered(), tmp_path / "hashes"
    hashes = [bytes([0, 0, *range(one, one + 6)]) for one in range(1, 250, 6)]
    for hashed in hashes:
        known.add(hashed)
    known.write(path)
    read = entered.Entered.read(path)

    assert len(read) == len(hashes)
    assert all(hashed in read for hashed in hashes)
    assert bytes([0, 0, *range(2, 8)]) not in read
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ValueError, match="length"):
        entered.Entered.read(path)

"""Layout: stored positions are kept, new things are placed around them, and nothing overlaps."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cakg.cli import main
from cakg.errors import BrokenFileError, GraphFolderError
from cakg.graph import KnowledgeGraph
from cakg.network.positions import FILE, stored, table
from cakg.paths import Folders, shipped
from cakg.pictures.compose import compose
from cakg.pictures.layout import Plan, placed, positions
from cakg.pictures.relayout import relayout
from cakg.vocabulary import ID, expand

pytestmark = pytest.mark.slow

NAMES = [f"t{number:02}" for number in range(24)]
BOXES = dict.fromkeys(NAMES, (90.0, 40.0))
TIES = [(one, other) for one, other in itertools.pairwise(NAMES)] + [("t00", name) for name in NAMES[5:12]]


def overlaps(centres: dict[str, tuple[int, int]], boxes: dict[str, tuple[float, float]]) -> list[tuple[str, str]]:
    return [
        (one, other)
        for one, other in itertools.combinations(centres, 2)
        if abs(centres[one][0] - centres[other][0]) < (boxes[one][0] + boxes[other][0]) / 2
        and abs(centres[one][1] - centres[other][1]) < (boxes[one][1] + boxes[other][1]) / 2
    ]


def test_stored_positions_are_kept() -> None:
    """Repeated layouts give the same positions."""
    found = positions(BOXES, TIES)

    assert placed(BOXES, NAMES, TIES, found) == found


def test_new_things_move_no_others() -> None:
    """Things without stored positions are placed near their neighbours without overlaps."""
    found = positions({name: BOXES[name] for name in NAMES[2:]}, TIES)

    joined = placed(BOXES, NAMES, TIES, found)

    assert {name: joined[name] for name in NAMES[2:]} == found
    assert overlaps(joined, BOXES) == []


def test_distant_things_are_moved_together() -> None:
    """Things with distant stored positions are moved together and keep their sides."""
    together = placed({"a": (90, 40), "b": (90, 40)}, ["a", "b"], [("a", "b")], {"a": (-900, -700), "b": (900, 700)})

    assert together["a"][0] < together["b"][0] < 300
    assert together["a"][1] < together["b"][1] < 300


def test_many_things_are_placed_around_the_first() -> None:
    """With 400 things, none overlap, the first ones do not move, and neighbours are close."""
    names = [f"n{number:03}" for number in range(400)]
    boxes = dict.fromkeys(names, (80.0, 30.0))
    ties = [(names[number // 3], names[number]) for number in range(1, 400)]
    first = names[:30]

    alone = placed({name: boxes[name] for name in first}, first, ties, {})
    everything = placed(boxes, first, ties, {})

    assert {name: everything[name] for name in first} == alone
    assert overlaps(everything, boxes) == []
    assert len(everything) == 400


def test_more_trials_are_no_worse_and_repeatable() -> None:
    """The layout is deterministic, and the best of several trials is taken."""
    assert positions(BOXES, TIES, Plan(trials=2)) == positions(BOXES, TIES, Plan(trials=2))
    assert overlaps(positions(BOXES, TIES, Plan(trials=2)), BOXES) == []


@pytest.mark.parametrize("boxes", [{}, {"a": (90.0, 40.0)}])
def test_no_box_and_one_box_are_placed(boxes: dict[str, tuple[float, float]]) -> None:
    """No boxes give no positions; a single box is at the origin."""
    assert placed(boxes, list(boxes), [], {}) == dict.fromkeys(boxes, (0, 0))


def test_positions_do_not_depend_on_the_process() -> None:
    """Hash seed, locale and time zone change no coordinate."""
    script = (
        "import json; from cakg.pictures.layout import placed;"
        f"boxes = {BOXES!r}; boxes |= {{f'x{{n}}': (70, 30) for n in range(200)}};"
        f"ties = {TIES!r} + [(f'x{{n}}', f't{{n % 24:02}}') for n in range(200)];"
        f"print(json.dumps(placed(boxes, {NAMES!r}, ties, {{}}), sort_keys=True))"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", script], capture_output=True, check=True, text=True, env={**os.environ, **more}
        ).stdout
        for more in (
            {"PYTHONHASHSEED": "1", "TZ": "Asia/Almaty", "LC_ALL": "C"},
            {"PYTHONHASHSEED": "2", "TZ": "UTC", "LC_ALL": "C.UTF-8"},
        )
    }

    assert len(said) == 1
    assert len(json.loads(said.pop())) == 224


def test_relayout_stores_positions_for_the_next_drawing(
    small_folders: Folders, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command stores positions with the graph, and later pictures use them."""
    graph = tmp_path / "graph"
    graph.mkdir()
    (graph / "all.ttl").write_bytes((small_folders.graph / "all.ttl").read_bytes())
    page, here = tmp_path / "x.svg", ["--graph", str(tmp_path), "--format", "svg"]

    assert main(["draw", "network", "--relayout", *here, "-o", str(page)]) == 0
    assert "positions.csv" in capsys.readouterr().err
    places = stored(graph)
    (graph / FILE).write_bytes(table({thing: (x + 5, y + 5) for thing, (x, y) in places.items()}))
    assert main(["draw", "network", *here, "-o", str(tmp_path / "y.svg")]) == 0

    assert places[ID["russia"]] != (0, 0)
    before = (graph / FILE).read_bytes()
    assert main(["draw", "network", "--relayout", *here, "-o", str(tmp_path)]) == 2
    assert (graph / FILE).read_bytes() == before
    assert page.read_text(encoding="utf-8") != (tmp_path / "y.svg").read_text(encoding="utf-8")


def test_positions_cannot_be_stored_for_an_endpoint(capsys: pytest.CaptureFixture[str]) -> None:
    """The command is refused, since only a graph of files can store them."""
    line = ["draw", "network", "--relayout", "--graph", "http://127.0.0.1:9/sparql", "-o", "x.svg", "--format", "svg"]

    assert main(line) == 2
    assert "is not a directory of files" in capsys.readouterr().err


def test_positions_are_text(tmp_path: Path) -> None:
    """A byte order mark is no part of the first name; another encoding than Unicode is refused."""
    path = tmp_path / FILE
    path.write_text("thing,x,y\nid:russia,1,2\n", encoding="utf-8-sig")
    assert stored(tmp_path) == {expand("id:russia"): (1, 2)}
    path.write_bytes("thing,x,y\nZoé,1,2\n".encode("latin-1"))
    with pytest.raises(BrokenFileError, match=rf"{FILE}:2: is not UTF-8"):
        stored(tmp_path)


@pytest.mark.parametrize("row", ["id:russia,1", "id:russia,one,2", "id:russia,1,2,3"])
def test_a_faulty_line_of_positions_is_named(tmp_path: Path, row: str) -> None:
    """A faulty line raises an error with file, line number and format."""
    (tmp_path / "positions.csv").write_text(f"thing,x,y\n{row}\n", encoding="utf-8")

    with pytest.raises(GraphFolderError, match=r"positions\.csv:2: .* is not the position of a thing"):
        stored(tmp_path)


def test_a_position_of_a_missing_thing_is_ignored(small: KnowledgeGraph, tmp_path: Path) -> None:
    """Positions of things that are not in the graph are ignored."""
    (tmp_path / FILE).write_bytes(table({ID["gone"]: (1, 2), ID["russia"]: (3, 4)}))
    graph = KnowledgeGraph(small.engine, small.folders._replace(graph=tmp_path)).network()

    assert ID["gone"] not in graph
    assert (graph.nodes[ID["russia"]]["x"], graph.nodes[ID["russia"]]["y"]) == (3, 4)


def test_the_shipped_picture_has_stored_positions_without_overlaps() -> None:
    """All things of the two articles have stored positions, and labels do not overlap."""
    import cakg

    kg = cakg.open()
    picture = compose(kg.network(sources=["asia-plus-2022", "fiia-2023"]), more=1000)
    places = stored(shipped().graph)

    assert {thing.iri: (thing.x, thing.y) for thing in picture.things} == {
        thing.iri: places.get(thing.iri) for thing in picture.things
    }
    centres = {thing.iri: (thing.x, thing.y + round(thing.box[1] / 2) - thing.radius) for thing in picture.things}
    assert overlaps(centres, {thing.iri: thing.box for thing in picture.things}) == []


def test_a_second_relayout_gives_the_same_file(small: KnowledgeGraph, tmp_path: Path) -> None:
    """The command ignores stored positions, so that repeating it gives the same file."""
    kg = KnowledgeGraph(small.engine, small.folders._replace(graph=tmp_path))

    first = table(relayout(kg.records))
    (tmp_path / FILE).write_bytes(first)

    assert table(relayout(kg.records)) == first

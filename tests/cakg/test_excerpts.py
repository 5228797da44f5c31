"""Pictures of paths and comparisons have the same content as their text output."""

from __future__ import annotations

import html
import re
import shlex
from pathlib import Path

import networkx
import pytest

from cakg.cli import main
from cakg.graph import KnowledgeGraph
from cakg.graph import open as open_graph
from cakg.network.build import sources_of
from cakg.network.merge import ties
from cakg.paths import Folders
from cakg.pictures.excerpts import comparison_drawing, comparison_network, path_network
from cakg.vocabulary import ID, STMT

PAIRS = [("Tajikistan", "Ukraine"), ("attack drones", "Ukraine"), ("Russian influence", "Ukraine")]


@pytest.mark.parametrize("start,end", PAIRS)
def test_a_picture_of_paths_has_their_things_and_statements(small: KnowledgeGraph, start: str, end: str) -> None:
    """The picture has all things and statements of the text, and a shortest path of the same length."""
    found = small.path(start, end)

    part = path_network(small.network(), found)

    statements = {one.iri for path in found.paths for step in path.steps for one in step.statements}
    assert {edge["statement"] for *_, edge in part.edges(data=True)} == statements
    assert {part.nodes[thing]["label"] for thing in part} == {thing for path in found.paths for thing in path.things}
    between = small.thing(start), small.thing(end)
    assert networkx.shortest_path_length(part.to_undirected(), *between) == len(found.paths[0].steps)


@pytest.mark.parametrize("start,end", PAIRS)
def test_a_picture_of_paths_draws_every_step(small: KnowledgeGraph, start: str, end: str) -> None:
    """Topics and judgements are drawn if a path passes through them."""
    part = path_network(small.network(), small.path(start, end))

    assert {tie.statement for tie in ties(part)} == {edge["statement"] for *_, edge in part.edges(data=True)}


def test_an_edge_of_a_path_has_the_direction_of_its_statement(small: KnowledgeGraph) -> None:
    """Edges of the subject keep direction and role; other edges have no arrow."""
    part = path_network(small.network(), small.path("Tajikistan", "Russia"))
    across = path_network(small.network(), small.path("attack drones", "Russia"))

    [edge] = [edge for one, other, edge in part.edges(data=True) if "drones" in edge["statement"]]
    assert part.has_edge(ID["tajikistan"], ID["russia"], STMT["drones"])
    assert (edge["role"], edge.get("drawnAs") == "line") == ("object", False)
    [(_, _, plain)] = across.edges(data=True)
    assert (plain["role"], plain["drawnAs"]) == ("involved", "line")


def test_a_picture_of_paths_reads_from_left_to_right(small: KnowledgeGraph) -> None:
    """The start is on the left, the end on the right, with one column per step."""
    found = small.path("attack drones", "Ukraine")
    part = path_network(small.network(), found)

    for route in found.routes:
        columns = [part.nodes[thing]["x"] for thing in route]
        assert columns == sorted(set(columns))
        assert columns[0] == 0
    assert len({(facts["x"], facts["y"]) for _, facts in part.nodes(data=True)}) == len(part)


def test_where_there_is_no_way_there_is_no_picture(small: KnowledgeGraph) -> None:
    part = path_network(small.network(), small.path("Tajikistan", "id:georgia"))

    assert len(part) == 0
    assert part.graph["selection"] == "the shortest paths from Tajikistan to Georgia"


def test_each_statement_of_a_comparison_is_marked_by_its_sources(small: KnowledgeGraph) -> None:
    """Agreement, disagreement and statements of only one source have different marks."""
    found = small.compare("Agency 2022", "Institute 2023")

    part, marks = comparison_network(small.network(), found)

    by_name = {iri.rsplit("/", 1)[-1]: edge["mark"] for *_, iri, edge in part.edges(keys=True, data=True)}
    assert by_name["support-tajikistan"] == "both sources, in agreement"
    assert by_name["falling"] == by_name["rising"] == "one source, the other disagrees"
    [points] = {edge["points"] for *_, iri, edge in part.edges(keys=True, data=True) if iri.endswith("/attack")}
    assert points.startswith("Disagree: The region moves away from Russia. (editor: One sees")
    assert by_name["drones"] == "Agency 2022 only"
    assert by_name["abstention"] == "Institute 2023 only"
    assert set(by_name.values()) <= set(marks)
    assert part.graph["selection"] == "Agency 2022 and Institute 2023 side by side"


@pytest.mark.slow
def test_only_claims_of_both_sources_are_marked_as_both() -> None:
    """In the shipped graph, every shared or matched statement has the claims of both sources."""
    kg = open_graph()
    found = kg.compare("asia-plus-2022", "fiia-2023")

    part, _ = comparison_network(kg.network(sources=["asia-plus-2022", "fiia-2023"]), found)

    marked = [edge for *_, edge in part.edges(data=True) if not edge["mark"].endswith(" only")]
    assert [edge for edge in marked if edge["mark"].startswith("both")]
    for edge in marked:
        if edge["mark"].startswith("both"):
            assert set(sources_of(edge)) == {found.one, found.other}, edge["label"]
        sides = [line for line in edge["points"].splitlines() if line.startswith("- ")]
        for name in (found.one, found.other):
            assert any(line.startswith(f"- {name} ") for line in sides), (edge["label"], name)


def test_an_excerpt_names_the_selection_of_the_whole(small: KnowledgeGraph) -> None:
    """The picture names a profile that hides statements."""
    part = path_network(small.network(profile="unhedged"), small.path("Tajikistan", "Russia", profile="unhedged"))

    assert part.graph["selection"] == "the shortest paths from Tajikistan to Russia, profile unhedged"


@pytest.mark.parametrize("words", [["path", "Tajikistan", "Ukraine"], ["compare", "Agency 2022", "Institute 2023"]])
def test_a_path_and_a_comparison_are_drawn_to_a_file(
    words: list[str], small_folders: Folders, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """The command writes the page and prints its path; the page names the command."""
    file = tmp_path / "it.html"

    assert main([*words, "--graph", str(small_folders.graph.parent), "-o", str(file)]) == 0

    assert capfdbinary.readouterr().out.decode() == f"{file}\n"
    page = file.read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert " and ".join(words[1:]) in page
    [command] = re.findall('<code id="command">(.*)</code>', page)
    again = ["cakg", *words, "--graph", str(small_folders.graph.parent), "-o", f"{words[0]}.html"]
    assert shlex.split(html.unescape(command)) == again


@pytest.mark.parametrize("words", [["Tajikistan", "id:georgia"], ["Tajikistan", "Dushanbe"]])
def test_a_page_says_that_there_is_no_path(
    words: list[str], small_folders: Folders, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Without a path, the command prints the answer and draws nothing."""
    graph = ["--graph", str(small_folders.graph.parent)]
    assert main(["path", *words, *graph]) == 0
    [said, *_] = capfdbinary.readouterr().out.decode().splitlines()

    assert main(["path", *words, *graph, "-o", "-"]) == 0

    assert f"<h1>{said}</h1>" in capfdbinary.readouterr().out.decode()


def test_the_table_of_a_comparison_says_who_makes_each_statement(small: KnowledgeGraph) -> None:
    """The table has the mark of each statement."""
    found = small.compare("Agency 2022", "Institute 2023")
    rows = comparison_drawing(small.network(), found).rows()
    said = {str(row[0]): row[-1] for row in rows[1:]}

    assert rows[0][-1] == "said_by"
    assert said["stmt:drones"] == "Agency 2022 only"
    assert said["stmt:support-tajikistan"] == "both sources, in agreement"


@pytest.mark.slow
def test_a_picture_of_paths_names_only_sources_of_its_statements() -> None:
    """Iran and Ukraine are connected through the drones, by one article."""
    kg = open_graph()
    svg = kg.draw_path("Iran", "Ukraine", format="svg")

    assert "ASIA-Plus 2022" in svg
    assert "FIIA" not in svg
    assert "Iranian attack drones → Iran: " in svg

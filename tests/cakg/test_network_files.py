"""Exported networks are complete, and their labels stay plain text."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx
import pytest

from cakg.cli import main
from cakg.errors import OutputError
from cakg.files import STDOUT
from cakg.graph import KnowledgeGraph
from cakg.network.export import files

HOSTILE = "</data><script>alert(1)</script> & \"quoted\", 'so'; javascript:alert(1)\n=1+1"

Edges = list[tuple[str, str, dict[str, Any]]]


@pytest.fixture
def network(small: KnowledgeGraph) -> networkx.MultiDiGraph[str]:
    """Return a network with a malicious label, and positions for some things."""
    graph = small.network()
    first, second, *_ = sorted(graph)
    graph.nodes[first].update(label=HOSTILE, x=-3, y=7)
    for _, _, edge in graph.out_edges(second, data=True):
        edge["label"] = HOSTILE
    return graph


def edges(graph: Any, *, without: tuple[str, ...] = ()) -> Edges:
    """Return the sorted edges, without attributes added by a format."""
    found = [
        (one, other, {name: value for name, value in edge.items() if name not in without})
        for one, other, edge in graph.edges(data=True)
    ]
    return sorted(found, key=lambda each: (each[0], each[1], each[2]["statement"]))


def read(reader: Callable[..., Any], network: networkx.MultiDiGraph[str], format: str) -> Any:
    [data] = files(network, format, Path("network")).values()
    return reader(io.BytesIO(data))


def test_graphml_is_complete(network: networkx.MultiDiGraph[str]) -> None:
    """Things, edges and attributes are all written, and each edge has a unique key."""
    back = read(lambda data: networkx.read_graphml(data, force_multigraph=True), network, "graphml")

    assert dict(back.nodes(data=True)) == dict(network.nodes(data=True))
    assert edges(back) == edges(network)
    assert {name: back.graph[name] for name in network.graph} == network.graph
    assert len({key for _, _, key in back.edges(keys=True)}) == network.number_of_edges()


def test_gexf_is_complete_and_has_the_style_of_pictures(network: networkx.MultiDiGraph[str]) -> None:
    """Colours and positions are in Gephi's form; everything else is unchanged."""
    back = read(networkx.read_gexf, network, "gexf")
    viz = {thing: facts.pop("viz") for thing, facts in back.nodes(data=True)}

    assert dict(back.nodes(data=True)) == dict(network.nodes(data=True))
    assert edges(back, without=("id", "viz")) == edges(network)
    assert len({edge["id"] for _, _, edge in back.edges(data=True)}) == network.number_of_edges()
    assert viz[min(network)]["position"] == {"x": -3.0, "y": -7.0, "z": 0.0}


def test_two_tables_are_complete(network: networkx.MultiDiGraph[str]) -> None:
    """A cell has the text of an attribute, and is empty if there is none."""
    tables = files(network, "csv-network", Path("network.csv"), raw=True)
    things, ties = (list(csv.DictReader(io.StringIO(data.decode(), newline=""))) for data in tables.values())

    assert [path.name for path in tables] == ["network-things.csv", "network.csv"]
    whole = {(row.pop("graphVersion"), row.pop("graphLicence")) for row in (*things, *ties)}
    assert whole == {(network.graph["version"], network.graph["licence"])}
    assert {row.pop("id"): full(row) for row in things} == {
        thing: texts(facts) for thing, facts in network.nodes(data=True)
    }
    assert len({row.pop("id") for row in ties}) == network.number_of_edges()
    back = networkx.MultiDiGraph()
    back.add_edges_from((row.pop("source"), row.pop("target"), full(row)) for row in ties)
    assert edges(back) == [(one, other, texts(edge)) for one, other, edge in edges(network)]


def full(row: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in row.items() if value}


def texts(facts: dict[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in facts.items()}


@pytest.mark.parametrize("format", ["graphml", "gexf", "csv-network"])
def test_the_order_of_a_network_does_not_change_the_file(network: networkx.MultiDiGraph[str], format: str) -> None:
    """The order of adding things and edges does not change the file."""
    other_way = networkx.MultiDiGraph(**network.graph)
    other_way.add_nodes_from(reversed(list(network.nodes(data=True))))
    other_way.add_edges_from(reversed(list(network.edges(data=True, keys=True))))

    assert files(other_way, format, Path("x")) == files(network, format, Path("x"))


@pytest.mark.parametrize("format", ["graphml", "gexf", "csv-network"])
def test_an_empty_network_is_a_file_too(small: KnowledgeGraph, format: str) -> None:
    """An empty selection gives a valid file without edges."""
    empty = small.network(about="id:georgia")

    written = files(empty, format, Path("x.csv"))

    assert all(written.values())
    if format != "csv-network":
        reader = {"graphml": networkx.read_graphml, "gexf": networkx.read_gexf}[format]
        assert list(read(reader, empty, format)) == list(empty)


def test_two_files_do_not_fit_into_a_stream(network: networkx.MultiDiGraph[str]) -> None:
    """The two tables cannot both be written to standard output."""
    with pytest.raises(OutputError, match="two files"):
        files(network, "csv-network", STDOUT)


def test_no_table_is_left_if_one_cannot_be_written(
    here: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """If the file of edges cannot be written, the file of things is removed again."""
    (tmp_path / "network.csv").mkdir()

    assert main(["export", "--format", "csv-network", "-o", str(tmp_path / "network.csv"), *here]) == 2

    assert "a directory has that name" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".csv"] == ["network.csv"]


def test_the_same_options_apply_to_every_export(here: list[str], tmp_path: Path) -> None:
    """Turtle and the table of claims keep the claims of selected statements; networks keep their edges."""
    sizes = {}
    for ending in ("ttl", "csv", "graphml"):
        for name, more in (("all", []), ("some", ["--about", "drones"])):
            path = tmp_path / f"{name}.{ending}"
            assert main(["export", "-o", str(path), *more, *here]) == 0
            sizes[name] = path.read_text(encoding="utf-8")
        assert "drones" in sizes["some"]
        assert len(sizes["some"]) < len(sizes["all"])
    assert "stmt:drones" in (tmp_path / "some.ttl").read_text(encoding="utf-8")


def test_a_selection_needs_derived_triples(here: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """A selection uses derived triples, so it is refused for a graph as entered."""
    assert main(["export", "--as-entered", "--theme", "security", "-o", "x.ttl", *here]) == 2
    assert "leave out --as-entered" in capsys.readouterr().err

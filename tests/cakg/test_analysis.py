"""Measures of a network: their values, projections and warnings."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable

import networkx
import pytest

from cakg.cli import main
from cakg.graph import KnowledgeGraph
from cakg.network.metrics import Measure, analyse, unhedged
from cakg.paths import Folders
from cakg.store.local import LocalStore

pytestmark = pytest.mark.slow


def tie(graph: networkx.MultiDiGraph[str], one: str, other: str, *, sources: int = 1, status: str = "stated") -> None:
    """Add a statement that connects two states."""
    for thing in (one, other):
        graph.add_node(thing, label=thing.upper(), kind="State", statements=1)
    name = f"s{graph.number_of_edges()}"
    facts = {"statement": name, "label": name, "predicate": "p", "role": "object", "independentSources": sources}
    graph.add_edge(one, other, key=name, status=status, **facts)


def found(measure: Measure) -> dict[str, float]:
    return {figure.name: figure.value for figure in measure.figures}


@pytest.fixture
def star() -> networkx.MultiDiGraph[str]:
    """Return a network of a hub with three neighbours, and one denied tie."""
    graph: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    tie(graph, "hub", "a", sources=2)
    tie(graph, "hub", "a", sources=1)
    tie(graph, "b", "hub", sources=1)
    tie(graph, "hub", "c", sources=1)
    tie(graph, "a", "b", status="denied")
    graph.add_node("region", label="REGION", kind="Group", statements=0, members="a b")
    return graph


def test_degree_counts_others_not_statements(star: networkx.MultiDiGraph[str]) -> None:
    """Two statements between a pair are one tie; denied statements are none."""
    degree = analyse(star).measures[0]

    assert found(degree) == {"HUB": 3, "A": 1, "B": 1, "C": 1}
    assert "tied to 3 of 3 others, by 4 statements" in degree.figures[0].meaning


def test_a_figure_with_few_sources_has_a_warning(star: networkx.MultiDiGraph[str]) -> None:
    """The hub has one firm tie of three and gets a warning; a neighbour with only a firm tie gets none."""
    warnings = {figure.name: figure.warning for figure in analyse(star).measures[0].figures}

    assert warnings["HUB"] == "2 of 3 ties rest on one independent source or only on hedged claims"
    assert warnings["A"] == ""


def test_a_warning_is_explained_once(star: networkx.MultiDiGraph[str]) -> None:
    """The warning is explained once, and each figure has its number of ties."""
    text = " ".join(analyse(star).table().split())

    assert text.count("(!)") > 2
    assert text.count("rest on one independent source") == 1


def test_betweenness_is_the_share_of_shortest_paths(star: networkx.MultiDiGraph[str]) -> None:
    """All paths between the outer three pass through the hub."""
    assert found(analyse(star).measures[1]) == {"HUB": 1.0}


def test_brokers_connect_states_of_different_groups(star: networkx.MultiDiGraph[str]) -> None:
    """The hub connects two pairs of states of different groups."""
    assert found(analyse(star).measures[2]) == {"HUB": 2}


def test_communities_have_more_ties_inside_than_outside() -> None:
    """Two triangles with one tie between them are two communities."""
    graph: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    for one, other in ("ab", "bc", "ca", "xy", "yz", "zx", "ax"):
        tie(graph, one, other)

    communities = analyse(graph).measures[3]

    assert found(communities) == {"modularity": 0.357, "around A": 3, "around X": 3}
    assert "A, B, C" in communities.figures[1].meaning


def test_removed_hedged_statements_are_counted() -> None:
    """Removed statements and things are counted and named, with the things that lose ties."""
    everything: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    tie(everything, "a", "b")
    firm = everything.copy()
    tie(everything, "a", "c", status="hedged")

    measure = unhedged(everything, firm)

    assert found(measure) == {"statements": -1, "things": -1, "ties": -1, "A": -1, "C": -1}
    assert measure.figures[1].meaning == "1 of 3 removed (for example C); 0 added; now 2"


def test_an_empty_network_has_no_figures() -> None:
    """An empty network gives no figures and no error."""
    analysis = analyse(networkx.MultiDiGraph())

    assert all(measure.figures == () for measure in analysis.measures)
    assert "no figures" in analysis.table()


def test_undated_statements_count_on_both_days(graph_of: Callable[[str], LocalStore], small_folders: Folders) -> None:
    """A statement of only the second day is added; one without dates counts on both."""
    engine = graph_of("""
        id:a a cakg:State . id:b a cakg:State . id:c a cakg:State . id:writer a cakg:Person .
        source:one a cakg:Article ; cakg:author id:writer .
        passage:p a cakg:Passage ; cakg:source source:one .
        stmt:undated a cakg:Statement ; rdf:subject id:a ; rdf:predicate cakg:supplied ; rdf:object id:b .
        stmt:visit a cakg:Statement ; rdf:subject id:a ; rdf:predicate cakg:visited ; rdf:object id:c ;
            cakg:earliest "2022-03-01"^^xsd:date ; cakg:latest "2022-03-31"^^xsd:date .
        claim:c a cakg:Claim ; cakg:affirms stmt:undated , stmt:visit ; cakg:mode mode:asserted ;
            cakg:speaker id:writer ; cakg:passage passage:p .
    """)
    kg = KnowledgeGraph(engine, small_folders)

    changes = kg.analysis(changes=("2022-01-01", "2022-03-10")).measures[-1]

    assert found(changes)["statements"] == 1
    assert "1 statement without dates counts on both days" in changes.meaning


def test_the_command_has_the_same_content_as_text_and_json(
    small_folders: Folders, capsys: pytest.CaptureFixture[str]
) -> None:
    """The text has the sentence of each figure and the projection of each measure."""
    here = ["--graph", str(small_folders.graph.parent)]
    assert main(["network", *here]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert main(["network", "--format", "json", *here]) == 0
    measures = json.loads(capsys.readouterr().out)["measures"]

    assert [measure["title"].upper() in text for measure in measures] == [True] * 5
    assert all(figure["meaning"] in text for measure in measures for figure in measure["figures"])
    assert all(measure["projection"] for measure in measures)


@pytest.mark.parametrize(
    "line,words",
    [
        (["network", "--changes", "2022-01-01", "soon"], "a date is written 2022-03-02"),
        (["network", "--theme", "sport"], "no theme is called 'sport'"),
    ],
)
def test_invalid_arguments_are_errors(line: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Invalid dates and themes raise errors."""
    assert main(line) == 2
    assert words in " ".join(capsys.readouterr().err.split())


def test_hash_seeds_do_not_change_figures(small_folders: Folders) -> None:
    """The text does not depend on the order of sets in a process."""
    command = [sys.executable, "-m", "cakg", "network", "--graph", str(small_folders.graph.parent)]
    said = {
        subprocess.run(command, capture_output=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed}).stdout
        for seed in ("0", "1", "2")
    }

    assert len(said) == 1

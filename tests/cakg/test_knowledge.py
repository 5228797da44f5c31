"""A graph opened in Python."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import networkx as nx
import pytest
import rdflib

import cakg
from cakg.errors import BadValueError, GraphFolderError, UnknownThingError
from cakg.graph import KnowledgeGraph
from cakg.paths import Folders
from cakg.store.serialise import serialise

pytestmark = pytest.mark.slow


def test_a_directory_is_completed_by_shipped_folders(small_folders: Folders) -> None:
    """A directory with graph and questions gets the shipped ontology."""
    kg = cakg.open(small_folders.graph.parent)
    assert kg.questions.names == ["what-happened", "accusations"]
    assert [source.short_name for source in kg.sources] == ["Institute 2023", "Agency 2022"]


def test_more_files_are_loaded_before_the_rules_run(small_folders: Folders, tmp_path: Path) -> None:
    """A claim in a file of the user changes the status of a statement."""
    more = tmp_path / "more.nt"
    base = "https://w3id.org/cakg/"
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    more.write_text(
        f"<{base}claim/mine> <{rdf}type> <{base}ontology#Claim> .\n"
        f"<{base}claim/mine> <{base}ontology#denies> <{base}stmt/attack> .\n"
        f"<{base}claim/mine> <{base}ontology#mode> <{base}mode/asserted> .\n"
        f"<{base}claim/mine> <{base}ontology#speaker> <{base}id/scholar> .\n"
        f"<{base}claim/mine> <{base}ontology#passage> <{base}passage/comment-4-1> .\n",
        encoding="utf-8",
    )
    ask = "ASK { stmt:attack cakg:status status:contested }"
    assert cakg.open(small_folders.graph.parent).query(ask) is False
    assert cakg.open(small_folders.graph.parent, data=[more]).query(ask) is True


def test_a_missing_file_is_an_error(small_folders: Folders) -> None:
    """The error names the file."""
    with pytest.raises(GraphFolderError, match=r"none\.ttl: no such file"):
        cakg.open(small_folders.graph.parent, data=["none.ttl"])


def test_an_endpoint_answers_the_same_questions(
    small: KnowledgeGraph, small_folders: Folders, endpoint_of: Callable[[bytes], str]
) -> None:
    """Rows, labels and citations are the same."""
    address = endpoint_of(serialise(small.engine, "ntriples"))
    far = KnowledgeGraph(cakg.open(address).engine, small_folders)
    assert far.ask("accusations").table(cite=True) == small.ask("accusations").table(cite=True)
    assert far.about("Tajikistan").table() == small.about("Tajikistan").table()
    assert far.compare("summary", "comment").table() == small.compare("summary", "comment").table()
    assert far.path("Ukraine", "drones").table() == small.path("Ukraine", "drones").table()
    assert far.find("russia").table() == small.find("russia").table()


def test_an_endpoint_takes_no_files() -> None:
    """Files cannot be added to an endpoint."""
    with pytest.raises(BadValueError, match="no files can be added"):
        cakg.open("http://127.0.0.1:9/query", data=[__file__])


def test_a_query_knows_cakgs_prefixes(small: KnowledgeGraph) -> None:
    """A declaration in the query itself is kept."""
    found = small.query("SELECT ?s { ?s cakg:status status:contested }")
    assert isinstance(found, cakg.Table)
    assert found.rows == [{"s": "https://w3id.org/cakg/stmt/drones"}]
    assert small.query("PREFIX status: <x:> ASK { ?s cakg:status status:contested }") is False


def test_graphs_of_other_libraries(small: KnowledgeGraph) -> None:
    """A networkx multigraph and an rdflib graph."""
    assert isinstance(small.network(), nx.MultiDiGraph)
    graph = small.to_rdflib()
    assert isinstance(graph, rdflib.Graph)
    assert len(graph) == len(small.engine.construct("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"))


@pytest.mark.parametrize("line", ["ask accusations", "query ASK{}", "find russia", "about Russia"])
def test_asking_imports_nothing_heavy(small_folders: Folders, line: str) -> None:
    """Modules for pictures, exports and endpoints are not imported."""
    heavy = "rdflib networkx pyvis SPARQLWrapper pandas IPython jinja2 dataclasses difflib json csv"
    heavy += " gzip shutil ssl xml zipfile"
    script = (
        "import sys; from cakg.cli import main; code = main(sys.argv[1:]);"
        f" loaded = [name for name in {heavy.split()!r} if name in sys.modules];"
        " print(loaded, file=sys.stderr); sys.exit(code or bool(loaded))"
    )
    words = [*line.split(), "--graph", str(small_folders.graph.parent)]
    done = subprocess.run([sys.executable, "-c", script, *words], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "[]\n")


@pytest.mark.parametrize(
    "picture, format, start",
    [
        ("network", "html", "<!DOCTYPE html>"),
        ("network", "svg", "<svg"),
        ("network", "mermaid", "%% cakg draw network --about id:tajikistan -o network.mmd\n"),
        ("timeline", "html", "<!DOCTYPE html>"),
        ("map", "html", "<!DOCTYPE html>"),
    ],
)
def test_a_picture_names_the_command_that_draws_it(
    small: KnowledgeGraph, picture: str, format: str, start: str
) -> None:
    """Every picture in every format names the command with the same selection."""
    drawn = small.draw(picture, format=format, about="Tajikistan")

    assert drawn.startswith(start)
    assert f"cakg draw {picture} " in drawn
    assert " --about id:tajikistan -o " in drawn


def test_a_path_and_a_comparison_can_be_drawn(small: KnowledgeGraph) -> None:
    """The page names its command, with the profile."""
    ways = small.draw_path("Tajikistan", "Ukraine", profile="unhedged")

    assert "cakg path Tajikistan Ukraine --profile unhedged -o path.html" in ways
    assert "cakg compare" in small.draw_comparison("Agency 2022", "Institute 2023")


def test_an_unknown_picture_is_refused(small: KnowledgeGraph) -> None:
    """The error lists the pictures."""
    with pytest.raises(BadValueError, match="network, timeline, map"):
        small.draw("timetable")


def test_a_question_can_be_asked_as_an_object(small: KnowledgeGraph) -> None:
    """A Question gives the same answer as its name."""
    assert small.ask(small.questions.get("accusations")).rows == small.ask("accusations").rows


def test_a_network_takes_names_and_dates_as_people_write_them(small: KnowledgeGraph) -> None:
    """An alias, one or several themes, a date as text; an unknown name is an error with candidates."""
    network = small.network(about="Dushanbe", themes=["security", "diplomacy"], until="2023-01-31")

    assert network.nodes[small.thing("Tajikistan")]["about"] == 1
    assert network.graph["selection"].startswith("about Tajikistan, theme security or diplomacy")
    with pytest.raises(UnknownThingError, match="Atlantis"):
        small.network(about="Atlantis")
    with pytest.raises(BadValueError, match="'soon' is not a date"):
        small.network(since="soon")


@pytest.mark.parametrize("make", [KnowledgeGraph.network, KnowledgeGraph.analysis, KnowledgeGraph.timeline])
def test_an_unknown_field_of_a_selection_is_named(small: KnowledgeGraph, make: Callable[..., object]) -> None:
    """The error lists the fields, such as themes for theme."""
    with pytest.raises(BadValueError, match="no field 'theme'") as raised:
        make(small, theme="security")
    assert "themes" in raised.value.remedy

"""Licences: rows of datasets have the dataset's, everything else has the graph's, and none is invented."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import networkx
import pyoxigraph
import pytest

import cakg
from cakg.cli import main
from cakg.graph import KnowledgeGraph
from cakg.paths import Folders

pytestmark = pytest.mark.slow

BASE = "https://w3id.org/cakg/"
DATASETS = """
    id:a a cakg:State ; rdfs:label "A"@en . id:b a cakg:State ; rdfs:label "B"@en .
    id:maker a cakg:Person ; rdfs:label "Mary Maker"@en .
    source:open a cakg:Dataset ; rdfs:label "Open data"@en ; cakg:shortName "Open 2020" ; cakg:author id:maker ;
        dcterms:title "Open data"@en ; dcterms:license <https://licences.example/open> ;
        dcterms:rights "Name us."@en ; dcterms:bibliographicCitation "Maker (2020): Open data." .
    source:words a cakg:Dataset ; rdfs:label "Words"@en ; cakg:shortName "Words 2021" ; cakg:author id:maker ;
        dcterms:title "Words"@en ; dcterms:rights "Free to use with citation."@en .
    source:silent a cakg:Dataset ; rdfs:label "Silent"@en ; cakg:shortName "Silent 2022" ; cakg:author id:maker ;
        dcterms:title "Silent"@en .
    source:paper a cakg:Article ; rdfs:label "The Paper"@en ; cakg:shortName "Paper 2022" ; cakg:author id:maker ;
        dcterms:title "A paper" .
    passage:open-1 a cakg:Row ; cakg:source source:open ; cakg:record "row 1" .
    passage:words-1 a cakg:Row ; cakg:source source:words ; cakg:record "row 1" .
    passage:silent-1 a cakg:Row ; cakg:source source:silent ; cakg:record "row 1" .
    passage:paper-1-1 a cakg:Passage ; cakg:source source:paper ; cakg:paragraph 1 ; cakg:sentence 1 .
    stmt:visit a cakg:Statement , rdf:Statement ; rdfs:label "Visit of A to B"@en ;
        rdf:subject id:a ; rdf:predicate cakg:visited ; rdf:object id:b .
    stmt:supply a cakg:Statement , rdf:Statement ; rdfs:label "Supply from A to B"@en ;
        rdf:subject id:a ; rdf:predicate cakg:supplied ; rdf:object id:b .
    claim:open a cakg:Claim ; cakg:affirms stmt:visit ; cakg:mode mode:asserted ; cakg:speaker id:maker ;
        cakg:passage passage:open-1 .
    claim:words a cakg:Claim ; cakg:affirms stmt:visit ; cakg:mode mode:asserted ; cakg:speaker id:maker ;
        cakg:passage passage:words-1 .
    claim:silent a cakg:Claim ; cakg:affirms stmt:visit ; cakg:mode mode:asserted ; cakg:speaker id:maker ;
        cakg:passage passage:silent-1 .
    claim:paper a cakg:Claim ; cakg:affirms stmt:supply ; cakg:mode mode:asserted ; cakg:speaker id:maker ;
        cakg:passage passage:paper-1-1 .
"""
NAMES = '<https://licences.example/open> rdfs:label "Open Licence 1"@en .'
LICENSED = f"""{NAMES}
    <{BASE}graph> rdfs:label "The graph"@en ; owl:versionInfo "7" ; dcterms:license <https://licences.example/ours> ;
        dcterms:rights "It covers claims about articles."@en .
"""


@pytest.fixture
def kg_of(folder_of: Callable[[str], Folders]) -> Callable[[str], KnowledgeGraph]:
    """Open a graph of the datasets above and more Turtle."""
    return lambda more: cakg.open(folder_of(DATASETS + more).graph.parent)


def test_a_cited_row_of_a_dataset_names_citation_and_licence(kg_of: Callable[[str], KnowledgeGraph]) -> None:
    """If the dataset states no licence, the citation says so; a sentence of an article has neither."""
    answer = kg_of(NAMES).ask("everything-about", thing="A", datasets=True)
    ends = {text.partition(", row 1. ")[2] or text for text in answer.citations()}

    assert ends == {
        "Dataset: Maker (2020): Open data. Licence: Open Licence 1. Name us.",
        "No licence stated. Free to use with citation.",
        "No licence stated.",
        "Mary Maker, “A paper”, undated, paragraph 1, sentence 1.",
    }
    rows = list(csv.DictReader(io.StringIO(answer.csv(cite=True))))
    assert {row["passage"] for row in rows if "Open Licence 1" in row["citation"]} == {"Open 2020, row 1"}


def test_footers_and_json_name_the_licence_of_each_dataset_shown(kg_of: Callable[[str], KnowledgeGraph]) -> None:
    """This holds for answers, pages of things, and pictures."""
    kg = kg_of(NAMES)
    answer = kg.ask("everything-about", thing="A", datasets=True)
    sources = (
        "Open 2020 (undated, licence Open Licence 1), Paper 2022 (undated), Silent 2022 (undated, no licence stated),"
        " Words 2021 (undated, no licence stated: “Free to use with citation”)"
    )

    assert f"Sources: {sources}." in answer.footer()
    assert f"Sources: {sources}." in kg.footer()
    assert "(undated, licence Open Licence 1)" in kg.draw("network", datasets=True)
    assert {one["source"]: one.get("licence") for one in json.loads(answer.json())["sources"]} == {
        "Open 2020": "Open Licence 1",
        "Paper 2022": None,
        "Silent 2022": "no licence stated",
        "Words 2021": "no licence stated",
    }


def test_a_licence_without_a_name_is_its_address(kg_of: Callable[[str], KnowledgeGraph]) -> None:
    """Its address is shown."""
    assert "licence https://licences.example/open)" in kg_of("").footer()


@pytest.mark.parametrize("format", ["turtle", "ntriples"])
@pytest.mark.parametrize("chosen", [{}, {"about": "A", "datasets": True}])
def test_triples_have_licences_in_comments(
    kg_of: Callable[[str], KnowledgeGraph], format: str, chosen: dict[str, object]
) -> None:
    """Graph, scope of its licence, and each dataset with citation and licence."""
    kg = kg_of(LICENSED)
    header = [line for line in kg.export(format, **chosen).decode().splitlines() if line.startswith("#")]

    assert header == [
        f"# The graph, version 7, content hash {kg.content_hash}",
        "# Licence: https://licences.example/ours. It covers claims about articles.",
        "# Dataset Open 2020: Maker (2020): Open data. Licence: Open Licence 1. Name us.",
        "# Dataset Silent 2022: Mary Maker, “Silent”, undated. No licence stated.",
        "# Dataset Words 2021: Mary Maker, “Words”, undated. No licence stated. Free to use with citation.",
    ]


def test_a_dataset_whose_rows_are_left_out_is_not_named(kg_of: Callable[[str], KnowledgeGraph]) -> None:
    """The header names only datasets in the file."""
    text = kg_of(LICENSED).export("turtle", about="A").decode()

    assert "# The graph, version 7" in text
    assert "# Dataset" not in text


def test_a_graph_that_states_no_licence_gets_none(kg_of: Callable[[str], KnowledgeGraph]) -> None:
    """A user's graph does not get the licence of the shipped graph."""
    kg = kg_of("")

    assert "# No licence stated.\n" in kg.export("turtle").decode()
    assert "#license: https://w3id.org/sssom/license/unspecified\n" in kg.export("sssom").decode()
    assert {row["licence"] for row in csv.DictReader(io.StringIO(kg.export("csv", datasets=True).decode()))} == {
        "https://licences.example/open",
        "no licence stated",
    }


@pytest.mark.parametrize("chosen", [{}, {"about": "A", "datasets": True}])
def test_json_ld_has_licences_as_triples(kg_of: Callable[[str], KnowledgeGraph], chosen: dict[str, object]) -> None:
    """It has no comments, so it has the nodes of the graph, the datasets and the licences."""
    kg = kg_of(LICENSED)
    triples = {
        (quad.subject.value, quad.predicate.value, quad.object.value)
        for quad in pyoxigraph.parse(kg.export("jsonld", **chosen), pyoxigraph.RdfFormat.JSON_LD)
        if not isinstance(quad.subject, pyoxigraph.BlankNode)
    }

    terms = "http://purl.org/dc/terms/"
    assert {
        (f"{BASE}graph", "http://www.w3.org/2002/07/owl#versionInfo", "7"),
        (f"{BASE}graph", f"{BASE}ontology#contentHash", kg.content_hash),
        (f"{BASE}graph", f"{terms}license", "https://licences.example/ours"),
        (f"{BASE}graph", f"{terms}rights", "It covers claims about articles."),
        (f"{BASE}source/open", f"{terms}license", "https://licences.example/open"),
        (f"{BASE}source/open", f"{terms}bibliographicCitation", "Maker (2020): Open data."),
        ("https://licences.example/open", "http://www.w3.org/2000/01/rdf-schema#label", "Open Licence 1"),
    } <= triples


def test_each_row_of_the_table_of_claims_has_its_licence(kg_of: Callable[[str], KnowledgeGraph]) -> None:
    """A table has no header for the whole, so every row has it."""
    kg = kg_of(LICENSED)
    rows = csv.DictReader(io.StringIO(kg.export("csv", datasets=True).decode()))

    assert {row["claim"]: (row["licence"], row["rights"], row["citation"]) for row in rows} == {
        "claim:open": ("Open Licence 1", "Name us.", "Maker (2020): Open data."),
        "claim:paper": ("https://licences.example/ours", "", "Mary Maker, “A paper”, undated."),
        "claim:silent": ("no licence stated", "", "Mary Maker, “Silent”, undated."),
        "claim:words": ("no licence stated", "Free to use with citation.", "Mary Maker, “Words”, undated."),
    }
    rows = csv.DictReader(io.StringIO(kg.export("csv", datasets=True).decode()))
    assert {row["graph"] for row in rows} == {f"7, content {kg.content_hash[:12]}"}


def test_networks_have_licences_of_the_whole_and_of_each_edge(
    kg_of: Callable[[str], KnowledgeGraph], tmp_path: Path
) -> None:
    """GraphML and GEXF have them in the head and in the edges, the two tables in every row."""
    kg = kg_of(LICENSED)
    graph = str(kg.folders.graph.parent)
    for format, ending in (("graphml", "graphml"), ("gexf", "gexf"), ("csv-network", "csv")):
        path = str(tmp_path / f"network.{ending}")
        assert main(["export", "--format", format, "--datasets", "--graph", graph, "-o", path]) == 0

    back = networkx.read_graphml(tmp_path / "network.graphml", force_multigraph=True)
    assert back.graph["rights"].splitlines() == kg.network(datasets=True).graph["rights"].splitlines()
    assert back.graph["contentHash"] == kg.content_hash
    assert "Dataset Open 2020: Maker (2020): Open data. Licence: Open Licence 1. Name us." in back.graph["rights"]
    assert kg.content_hash in (tmp_path / "network.gexf").read_text(encoding="utf-8")
    with (tmp_path / "network.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["label"]: row for row in csv.DictReader(file)}
    assert {row["graphLicence"] for row in rows.values()} == {"https://licences.example/ours"}
    assert {row["graphVersion"] for row in rows.values()} == {f"7, content {kg.content_hash[:12]}"}
    assert rows["Supply from A to B"]["datasetTerms"] == ""
    assert rows["Visit of A to B"]["datasetTerms"].startswith("Dataset Open 2020: Maker (2020): Open data. Licence: ")


def test_links_have_a_licence_and_its_scope(kg_of: Callable[[str], KnowledgeGraph]) -> None:
    """SSSOM has the licence of the graph, its version and its content hash."""
    kg = kg_of(LICENSED)
    header = kg.export("sssom").decode()

    assert "#license: https://licences.example/ours\n" in header
    assert f'#mapping_set_version: "7, content {kg.content_hash[:12]}"\n' in header
    assert "It covers claims about articles." in header


def test_every_shipped_dataset_has_citation_and_rights() -> None:
    """A dataset without a licence has its makers' words."""
    datasets = [source for source in cakg.open().sources if source.dataset]

    assert datasets
    assert [one.short_name for one in datasets if not (one.bibliographic and (one.licence or one.rights))] == []
    assert [one.licence for one in datasets if one.licence.startswith("http")] == []

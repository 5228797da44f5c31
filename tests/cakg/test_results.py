"""Plain values for free queries, and the representation of a graph."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

import cakg
from cakg.graph import KnowledgeGraph
from cakg.paths import Folders
from cakg.store.local import LocalStore
from cakg.store.protocol import Solutions

XSD = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "


@pytest.mark.parametrize(
    "term, value",
    [
        ("id:russia", "https://w3id.org/cakg/id/russia"),
        ('"Россия"@ru', "Россия"),
        ('"plain"', "plain"),
        ("7", 7),
        ('"-3"^^xsd:long', -3),
        ("2.50", Decimal("2.5")),
        ("1.5e3", 1500.0),
        ("true", True),
        ('"2022-03-02"^^xsd:date', date(2022, 3, 2)),
        ('"2022-03-02T10:00:00Z"^^xsd:dateTime', datetime(2022, 3, 2, 10, tzinfo=UTC)),
        ('"2022"^^xsd:gYear', "2022"),
        ('"soon"^^xsd:date', "soon"),
        ('"1_000"^^xsd:integer', "1_000"),
        ('"perhaps"^^xsd:boolean', "perhaps"),
        ('"12.5."^^xsd:decimal', "12.5."),
        ('"7"^^<urn:own>', "7"),
    ],
)
def test_a_term_is_a_plain_value(small: KnowledgeGraph, term: str, value: object) -> None:
    """It has the type that Python users expect; an invalid literal is text."""
    [row] = small.query(f"{XSD} SELECT ?value ?none {{ VALUES ?value {{ {term} }} }}").rows

    assert row == {"value": value, "none": None}
    assert type(row["value"]) is type(value)


def test_rows_are_dictionaries_in_the_order_of_the_query(small: KnowledgeGraph) -> None:
    """A table has a length, can be looped over and indexed."""
    table = small.query(
        "SELECT ?s ?label { ?s a cakg:State ; rdfs:label ?label FILTER (LANG(?label) = 'en') } ORDER BY ?s"
    )

    assert isinstance(table, cakg.Table)
    assert table.columns == ("s", "label")
    assert [row["label"] for row in table] == ["Georgia", "Kazakhstan", "Russia", "Tajikistan", "Ukraine"]
    assert (len(table), table[1]) == (5, table.rows[1])
    assert repr(table) == "<Table: 5 rows of s, label>"
    assert "Kazakhstan" in table.table()


def test_a_truth_value_and_triples_are_plain(small: KnowledgeGraph) -> None:
    """ASK gives a bool, CONSTRUCT gives tuples of texts and numbers."""
    assert small.query("ASK { id:russia a cakg:State }") is True
    [triple] = small.query("CONSTRUCT { ?s cakg:paragraph ?n } { ?s cakg:paragraph ?n FILTER (?n = 11) }")
    assert triple == (
        "https://w3id.org/cakg/passage/summary-11-1",
        "https://w3id.org/cakg/ontology#paragraph",
        11,
    )


def test_a_blank_node_is_a_text(graph_of: Callable[[str], LocalStore], small_folders: Folders) -> None:
    kg = KnowledgeGraph(graph_of("[] dcterms:extent 77 ."), small_folders)
    [row] = kg.query("SELECT ?s { ?s dcterms:extent 77 }").rows
    assert row["s"].startswith("_:")


def test_the_engine_keeps_the_terms(small: KnowledgeGraph) -> None:
    """Datatypes and languages are kept."""
    found = small.engine.query('SELECT ?l { id:russia rdfs:label ?l FILTER (LANG(?l) = "ru") }')
    assert isinstance(found, Solutions)
    [[label]] = found.rows
    assert label.language == "ru"


def test_a_table_is_a_data_frame(small: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has the columns of the query, also without rows; without pandas the error says how to install it."""
    pytest.importorskip("pandas")
    frame = small.query("SELECT ?s ?n { ?s cakg:paragraph ?n } ORDER BY ?n").to_dataframe()
    assert list(frame["n"]) == [1, 2, 4, 11]
    assert list(small.query("SELECT ?a ?b { ?a a id:none }").to_dataframe().columns) == ["a", "b"]
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(cakg.CakgError, match=r"pip install '\.\[data\]'"):
        small.query("SELECT ?a {}").to_dataframe()


def test_a_notebook_shows_a_table_and_its_length(small: KnowledgeGraph) -> None:
    """Text is escaped; of very many rows only the first are shown, and all are counted."""
    page = small.query('SELECT ("<b>1</b>" AS ?text) ?none {}')._repr_html_()
    assert "&lt;b&gt;1&lt;/b&gt;" in page
    assert "1 row<" in page
    many = small.query("SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 500")._repr_html_()
    assert many.count("<tr>") == 201
    assert "500 rows, of which the first 200 are shown" in many


def test_a_graph_has_a_readable_representation(small: KnowledgeGraph) -> None:
    """It has version, content hash and number of sources; a notebook lists the sources."""
    assert repr(small) == (
        f"<KnowledgeGraph {small.version}, content {small.content_hash[:12]}: 2 articles and 0 datasets>"
    )
    page = small._repr_html_()
    assert page
    assert "Institute 2023" in page
    assert small.content_hash[:12] in page


def test_the_representation_of_an_endpoint_sends_no_query() -> None:
    """Showing a variable must not wait for an endpoint."""
    far = cakg.open("http://127.0.0.1:9/query")
    assert repr(far) == "<KnowledgeGraph at http://127.0.0.1:9/query>"
    assert far._repr_html_() is None

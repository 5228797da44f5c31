"""The store in this process: loading, rules, and errors of files and queries."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph
import pytest

from cakg.errors import BrokenFileError, GraphFolderError, QuerySyntaxError
from cakg.paths import Folders, at, shipped
from cakg.store.local import LocalStore
from cakg.vocabulary import ID

COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"


@pytest.fixture
def folders(tmp_path):
    """Three empty folders."""
    for name in ("ontology/rules", "graph", "queries"):
        (tmp_path / name).mkdir(parents=True)
    return Folders(tmp_path / "ontology", tmp_path / "graph", tmp_path / "queries")


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_every_turtle_file_of_ontology_and_graph_is_loaded(folders):
    """Files in both folders, at any depth, are loaded; queries are not."""
    write(folders.ontology / "terms.ttl", "<urn:a> <urn:p> 1 .")
    write(folders.graph / "statements/economy.ttl", "<urn:b> <urn:p> 2 .")
    write(folders.queries / "stray.ttl", "<urn:c> <urn:p> 3 .")

    rows = LocalStore.open(folders).select("SELECT ?s WHERE { ?s <urn:p> ?o } ORDER BY ?s").rows

    assert [row[0].value for row in rows] == ["urn:a", "urn:b"]


def test_ntriples_of_both_folders_are_loaded(folders):
    """N-Triples made by importers are part of the graph; no RDF file is left out."""
    write(folders.graph / "datasets/votes.nt", "<urn:a> <urn:p> <urn:b> .")
    write(folders.ontology / "more.nt", "<urn:c> <urn:p> <urn:d> .")

    rows = LocalStore.open(folders).select("SELECT ?s WHERE { ?s <urn:p> ?o } ORDER BY ?s").rows
    assert [row[0].value for row in rows] == ["urn:a", "urn:c"]


def test_rules_run_in_order_of_name_and_see_what_earlier_ones_derived(folders):
    write(folders.graph / "g.ttl", "<urn:a> <urn:p0> <urn:b> .")
    for number in (2, 1):  # written in the wrong order
        rule = f"CONSTRUCT {{ ?s <urn:p{number}> ?o }} WHERE {{ ?s <urn:p{number - 1}> ?o }}"
        write(folders.ontology / f"rules/{number}0-step.rq", rule)

    assert LocalStore.open(folders).ask("ASK { <urn:a> <urn:p2> <urn:b> }")


def test_without_rules_nothing_is_derived(folders):
    write(folders.graph / "g.ttl", "<urn:a> <urn:p0> <urn:b> .")
    write(folders.ontology / "rules/10.rq", "CONSTRUCT { ?s <urn:p1> ?o } WHERE { ?s <urn:p0> ?o }")

    assert not LocalStore.open(folders, rules=False).ask("ASK { <urn:a> <urn:p1> <urn:b> }")


def test_every_broken_file_is_named_with_its_line(folders):
    """Two broken files give two places in one error; the valid file gives none."""
    write(folders.graph / "first.ttl", "<urn:a> <urn:p> 1 .\n<urn:a> <urn:p> .\n")
    write(folders.graph / "second.ttl", "\n\nunknown:a <urn:p> 1 .\n")
    write(folders.graph / "sound.ttl", "<urn:a> <urn:p> 1 .\n")

    with pytest.raises(BrokenFileError) as caught:
        LocalStore.open(folders)

    places = [(Path(fault.path).name, fault.line) for fault in caught.value.faults]
    assert places == [("first.ttl", 2), ("second.ttl", 3)]
    assert f"{folders.graph / 'first.ttl'}:2: " in str(caught.value)


def test_a_file_that_is_not_utf_8_is_named(folders):
    (folders.graph / "latin.ttl").write_bytes('<urn:a> <urn:p> "é" .'.encode("latin-1"))

    with pytest.raises(BrokenFileError, match=r"latin\.ttl:1: .*UTF-8"):
        LocalStore.open(folders)


def test_a_missing_data_file_is_named(folders, tmp_path):
    with pytest.raises(BrokenFileError, match=r"missing\.nt: No such file"):
        LocalStore.open(folders, data=[tmp_path / "missing.nt"])


def test_more_data_of_every_format_are_loaded(folders, tmp_path):
    """The extension decides the format."""
    write(tmp_path / "a.ttl", "<urn:a> <urn:p> 1 .")
    write(tmp_path / "a.nt", '<urn:b> <urn:p> "2" .\n')
    write(tmp_path / "a.jsonld", '{"@id": "urn:c", "urn:p": 3}')
    write(
        tmp_path / "a.rdf",
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:u="urn:">'
        '<rdf:Description rdf:about="urn:d"><u:p>4</u:p></rdf:Description></rdf:RDF>',
    )

    store = LocalStore.open(folders, data=[tmp_path / f"a.{ending}" for ending in ("ttl", "nt", "jsonld", "rdf")])

    assert len(store.select("SELECT ?s WHERE { ?s <urn:p> ?o }").rows) == 4


def test_a_data_file_of_an_unknown_kind_is_refused(folders, tmp_path):
    with pytest.raises(BrokenFileError, match=r"table\.csv: .* one of \.ttl, .*\.nt, .*\.jsonld, .*\.rdf"):
        LocalStore.open(folders, data=[write(tmp_path / "table.csv", "a,b")])


def test_named_graphs_are_refused(folders, tmp_path):
    """Triples in a named graph would never be found, so they are an error."""
    data = write(tmp_path / "named.jsonld", '{"@id": "urn:g", "@graph": [{"@id": "urn:a", "urn:p": 1}]}')

    with pytest.raises(BrokenFileError, match="named graphs"):
        LocalStore.open(folders, data=[data])


def test_a_rule_that_is_not_sparql_is_named(folders):
    write(folders.ontology / "rules/10-bad.rq", "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p }")

    with pytest.raises(BrokenFileError, match=r"10-bad\.rq: .*line 1, column 38"):
        LocalStore.open(folders)


@pytest.mark.parametrize(
    "text, problem",
    [
        ("CONSTRUCT { ?s <x:p> 1 } WHERE { ?s ?p ?o FILTER (<x:f>(?o)) }", "custom function <x:f> is not supported"),
        ("CONSTRUCT { ?s <x:p> \udce9 } WHERE { ?s ?p ?o }", "not UTF-8"),
    ],
)
def test_a_rule_that_cannot_be_run_is_named(folders, text, problem):
    (folders.ontology / "rules/10-bad.rq").write_bytes(text.encode(errors="surrogateescape"))

    with pytest.raises(BrokenFileError, match=rf"10-bad\.rq.*{problem}"):
        LocalStore.open(folders)


def test_a_rule_may_end_like_any_query(folders):
    """An update cannot have a limit, but a query can."""
    write(folders.ontology / "rules/10-one.rq", "CONSTRUCT { <x:a> <x:p> ?s } WHERE { ?s ?p ?o } ORDER BY ?s LIMIT 1")

    assert len(LocalStore.open(folders).construct("CONSTRUCT WHERE { <x:a> <x:p> ?s }")) == 1


def test_a_rule_that_is_no_construct_is_named(folders):
    write(folders.ontology / "rules/10-select.rq", "SELECT * WHERE { ?s ?p ?o }")

    with pytest.raises(BrokenFileError, match=r"10-select\.rq: a rule must be a CONSTRUCT query"):
        LocalStore.open(folders)


@pytest.fixture
def store(folders):
    """Two things, one of which has a label."""
    write(folders.graph / "g.ttl", f'<{ID["a"]}> <urn:p> 1 ; <urn:label> "A"@en . <{ID["b"]}> <urn:p> 2 .')
    return LocalStore.open(folders)


def test_unbound_variables_are_none_in_rows_and_absent_from_dictionaries(store):
    found = store.select("SELECT ?s ?label WHERE { ?s <urn:p> ?n OPTIONAL { ?s <urn:label> ?label } } ORDER BY ?s")

    assert found.variables == ("s", "label")
    assert [row[1] for row in found.rows] == [pyoxigraph.Literal("A", language="en"), None]
    assert found.dicts()[1] == {"s": pyoxigraph.NamedNode(ID["b"])}


def test_each_form_of_query_gives_its_kind_of_answer(store):
    assert store.query("ASK { ?s <urn:p> 1 }") is True
    assert store.query("ASK { ?s <urn:p> 3 }") is False
    constructed = store.construct("CONSTRUCT { ?s <urn:q> 1 } WHERE { ?s <urn:p> ?o }")
    assert {triple.subject.value for triple in constructed} == {ID["a"], ID["b"]}


def test_constructed_triples_come_once(store):
    assert len(store.construct("CONSTRUCT { <urn:x> <urn:q> 1 } WHERE { ?s <urn:p> ?o }")) == 1


def test_prefixes_of_ours_need_no_declaration(store):
    assert store.ask("ASK { id:a ?p ?o }")


@pytest.mark.parametrize("method, sparql", [("select", "ASK { ?s ?p ?o }"), ("ask", COUNT), ("construct", COUNT)])
def test_the_wrong_form_of_query_is_an_error(store, method, sparql):
    with pytest.raises(QuerySyntaxError, match="the query is not"):
        getattr(store, method)(sparql)


def test_a_syntax_error_has_its_place(store):
    """The message has line and column, and shows the line with a mark below the place."""
    with pytest.raises(QuerySyntaxError) as caught:
        store.query("SELECT ?s WHERE {\n  ?s nope:p ?o\n}")

    assert "line 2, column 12: the prefix nope: is not declared" in caught.value.message
    assert caught.value.remedy.splitlines()[0] == "  ?s nope:p ?o"
    assert caught.value.remedy.endswith(" " * 11 + "^")


def test_a_query_that_ends_too_early_shows_its_last_line(store):
    """Empty lines at the end are not shown."""
    with pytest.raises(QuerySyntaxError, match="line 2, column 11: it ends too early") as caught:
        store.query("SELECT ?s WHERE {\n  ?s ?p ?o\n\n\n")

    assert caught.value.remedy.splitlines()[0] == "  ?s ?p ?o"


@pytest.mark.parametrize("sparql", ["INSERT DATA { <urn:a> <urn:p> 1 }", "DELETE WHERE { ?s ?p ?o }", " \n", ""])
def test_only_queries_are_accepted(store, sparql):
    """An update changes nothing; updates and empty texts are errors with a remedy."""
    before = len(store.store)

    with pytest.raises(QuerySyntaxError, match="begin with SELECT, ASK, CONSTRUCT or DESCRIBE"):
        store.query(sparql)
    assert len(store.store) == before


def test_a_folder_of_turtle_is_the_graph_of_the_shipped_ontology(tmp_path):
    write(tmp_path / "mine.ttl", "<urn:a> <urn:p> 1 .")

    assert at(tmp_path) == Folders(shipped().ontology, tmp_path, shipped().queries)


def test_folders_that_are_missing_are_the_shipped_ones(tmp_path):
    write(tmp_path / "graph/mine.ttl", "<urn:a> <urn:p> 1 .")
    (tmp_path / "queries").mkdir()

    assert at(tmp_path) == Folders(shipped().ontology, tmp_path / "graph", tmp_path / "queries")


def test_a_directory_without_a_graph_is_refused(tmp_path):
    with pytest.raises(GraphFolderError, match="the directory has no graph"):
        at(tmp_path)


def test_a_missing_directory_is_refused(tmp_path):
    with pytest.raises(GraphFolderError, match="does not exist"):
        at(tmp_path / "nowhere")


def test_a_file_in_place_of_a_directory_is_refused(tmp_path):
    with pytest.raises(GraphFolderError, match="is a file, not a directory"):
        at(write(tmp_path / "graph.ttl", ""))

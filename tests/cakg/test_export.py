"""Exports: every triple, sorted, in standard formats."""

from __future__ import annotations

import csv
import gzip
import io
import os
import subprocess
import sys
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from rdflib.compare import isomorphic

from cakg.cli import main
from cakg.errors import BadValueError, OutputError
from cakg.files import STDOUT, write_whole
from cakg.graph import KnowledgeGraph
from cakg.graph import open as open_graph
from cakg.model.claims_table import COLUMNS
from cakg.paths import shipped
from cakg.store.local import LocalStore
from cakg.vocabulary import CAKG, CLAIM, ID, PASSAGE, SOURCE, STMT

pytestmark = pytest.mark.slow

ACCUSATION = """
    id:a a cakg:State ; rdfs:label "A"@en , "А"@ru .
    id:b a cakg:State ; rdfs:label "B"@en .
    id:writer a cakg:Person ; rdfs:label "The writer, \\"W\\""@en .
    source:paper a cakg:Article ; rdfs:label "The Paper"@en ; cakg:author id:writer ; cakg:shortName "Paper 2022" .
    passage:paper-1-2 a cakg:Passage ; cakg:source source:paper ; cakg:paragraph 1 ; cakg:sentence 2 .
    stmt:supply a cakg:Statement , rdf:Statement ; rdfs:label "Supply from A to B"@en ;
        rdf:subject id:a ; rdf:predicate cakg:supplied ; rdf:object id:b ; cakg:latest "2022-12-26"^^xsd:date .
    stmt:visit a cakg:Statement , rdf:Statement ; rdfs:label "Visit of A to B"@en ;
        rdf:subject id:a ; rdf:predicate cakg:visited ; rdf:object id:b ; cakg:atLeast 51 .
    claim:two a cakg:Claim ; cakg:affirms stmt:visit , stmt:supply ; cakg:mode mode:alleged ;
        cakg:hedge hedge:reported ; cakg:wording "reportedly"@en ;
        cakg:speaker id:writer ; cakg:passage passage:paper-1-2 .
    claim:denial a cakg:Claim ; cakg:denies stmt:supply ; cakg:mode mode:asserted ;
        cakg:speaker id:a ; cakg:passage passage:paper-1-2 .
"""


@pytest.fixture
def kg_of(folder_of):
    """Open a graph of a few lines of Turtle."""
    return lambda turtle: open_graph(folder_of(turtle).graph.parent)


RDFLIB_NAMES = {"turtle": "turtle", "ntriples": "nt", "jsonld": "json-ld"}


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's JSON-LD uses it
@pytest.mark.parametrize("format", RDFLIB_NAMES)
def test_every_format_read_again_by_rdflib_is_the_same_graph(format, kg_of):
    """Turtle, N-Triples and JSON-LD have exactly the triples of the engine."""
    kg = kg_of(ACCUSATION)

    read = rdflib.Graph().parse(data=kg.export(format), format=RDFLIB_NAMES[format])

    assert len(read) == len(kg.engine.store)
    assert isomorphic(read, kg.to_rdflib())


@pytest.mark.parametrize(
    "format, syntax",
    [
        ("turtle", pyoxigraph.RdfFormat.TURTLE),
        ("ntriples", pyoxigraph.RdfFormat.N_TRIPLES),
        ("jsonld", pyoxigraph.RdfFormat.JSON_LD),
    ],
)
def test_every_format_read_again_by_oxigraph_is_the_same_graph(format, syntax, kg_of):
    kg = kg_of(ACCUSATION)

    read = {quad.triple for quad in pyoxigraph.parse(kg.export(format), syntax)}

    assert read == {quad.triple for quad in kg.engine.store}


def test_derived_triples_are_exported(kg_of):
    """A denied accusation is exported as contested."""
    graph = kg_of(ACCUSATION).to_rdflib()

    statuses = set(graph.objects(rdflib.URIRef(STMT["supply"]), rdflib.URIRef(CAKG.status)))
    assert len(statuses) == 1


def test_rdflib_gets_literals_as_written(kg_of):
    """By default rdflib would turn this invalid boolean into false."""
    graph = kg_of('id:x cakg:once "yes"^^xsd:boolean .').to_rdflib()

    [written] = graph.objects(rdflib.URIRef(ID["x"]))
    assert str(written) == "yes"


def test_rdflib_gets_our_prefixes_and_no_others(kg_of):
    prefixes = dict(kg_of(ACCUSATION).to_rdflib().namespaces())

    assert str(prefixes["stmt"]) == STMT.iri
    assert "brick" not in prefixes  # one of those that rdflib binds by itself


def test_turtle_is_written_with_prefixes_and_types_first(kg_of):
    text = kg_of(ACCUSATION).export("turtle").decode()

    assert "\nclaim:denial a cakg:Claim ;" in text
    assert "@prefix claim: <https://w3id.org/cakg/claim/> ." in text


def test_turtle_declares_only_prefixes_that_it_uses():
    store = pyoxigraph.Store()
    store.add(pyoxigraph.Quad(*(pyoxigraph.NamedNode(iri) for iri in (STMT["a"], CAKG.refines, STMT["b"]))))

    lines = KnowledgeGraph(LocalStore(store), shipped()).export("turtle").decode().splitlines()

    assert {line.split()[1] for line in lines if line.startswith("@prefix")} == {"cakg:", "stmt:"}


def test_the_table_of_claims_has_one_row_per_claim(kg_of):
    """A claim about two statements is one row with both of them."""
    rows = list(csv.DictReader(io.StringIO(kg_of(ACCUSATION).export("csv").decode(), newline="")))

    assert [row["claim"] for row in rows] == ["claim:denial", "claim:two"]
    denial, two = rows
    assert list(two) == list(COLUMNS)
    assert two["affirms"] == "Supply from A to B <stmt:supply> | Visit of A to B <stmt:visit>"
    assert two["denies"] == ""
    assert denial["denies"] == "Supply from A to B <stmt:supply>"
    assert (two["mode"], two["hedge"], two["wording"]) == ("alleged", "reported", "reportedly")
    assert (two["source"], two["paragraph"], two["sentence"]) == ("The Paper <source:paper>", "1", "2")
    assert two["speaker"] == 'The writer, "W" <id:writer>'
    assert denial["attribution"] == "named"


def test_a_table_without_claims_has_its_heading(kg_of):
    assert kg_of("id:a a cakg:State .").export("csv").decode().splitlines() == [",".join(COLUMNS)]


def test_an_unknown_format_is_refused(kg_of):
    with pytest.raises(BadValueError, match="turtle, ntriples, jsonld, trig, csv"):
        kg_of("").export("pdf")


PRINT_ALL = """
import sys

import cakg

kg = cakg.open(sys.argv[1])
for format in ("turtle", "ntriples", "jsonld", "csv"):
    sys.stdout.buffer.write(kg.export(format))
"""


def test_the_same_graph_gives_the_same_bytes(folder_of):
    """Hash seed, time zone and locale do not matter, also for blank nodes."""
    graph = folder_of(ACCUSATION + '[] cakg:paragraph 1 , 2 ; rdfs:seeAlso [ rdfs:label "ё"@ru ] .').graph
    surroundings = [
        {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "2", "TZ": "Asia/Dushanbe", "LC_ALL": "C.UTF-8"},
        {"PYTHONHASHSEED": "3", "TZ": "America/New_York", "LC_ALL": "POSIX", "PYTHONUTF8": "0"},
    ]

    written = {
        subprocess.run(
            [sys.executable, "-c", PRINT_ALL, graph], env={**os.environ, **extra}, capture_output=True, check=True
        ).stdout
        for extra in surroundings
    }

    assert len(written) == 1
    assert len(written.pop()) > 1000


def test_a_file_is_replaced_whole(tmp_path):
    path = tmp_path / "out.ttl"
    path.write_bytes(b"before")

    write_whole(path, b"after")

    assert path.read_bytes() == b"after"
    assert [entry.name for entry in tmp_path.iterdir()] == ["out.ttl"]


def test_a_failure_leaves_the_old_file(tmp_path, monkeypatch):
    """If the disk is full, the file that was there before is unchanged."""
    path = tmp_path / "out.ttl"
    path.write_bytes(b"before")

    def no_space(self, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", no_space)
    with pytest.raises(OutputError, match="No space left on device"):
        write_whole(path, b"after")

    assert path.read_bytes() == b"before"
    assert [entry.name for entry in tmp_path.iterdir()] == ["out.ttl"]


def test_a_full_device_is_reported():
    with pytest.raises(OutputError, match="/dev/full: cannot be written: No space left"):
        write_whole(Path("/dev/full"), b"x" * 100_000)


def test_a_directory_in_the_place_of_the_file_is_reported(tmp_path):
    with pytest.raises(OutputError, match="a directory has that name"):
        write_whole(tmp_path, b"x")


def test_a_missing_directory_is_reported(tmp_path):
    with pytest.raises(OutputError, match=f"there is no directory {tmp_path / 'no'}"):
        write_whole(tmp_path / "no" / "out.ttl", b"x")


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "file")

    write_whole(tmp_path / "link", b"x")

    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_bytes() == b"x"


def test_the_mode_of_a_file_is_kept(tmp_path):
    path = tmp_path / "out.ttl"
    path.write_bytes(b"before")
    path.chmod(0o640)

    write_whole(path, b"after")

    assert path.stat().st_mode & 0o777 == 0o640


def test_a_hyphen_is_standard_output(capfdbinary):
    write_whole(STDOUT, "ё".encode())

    assert capfdbinary.readouterr().out == "ё".encode()


@pytest.mark.parametrize("name", [CLAIM["denial"], SOURCE["paper"]])
def test_ntriples_name_everything_in_full(name, kg_of):
    assert f"<{name}>" in kg_of(ACCUSATION).export("ntriples").decode()


def test_a_table_of_claims_leaves_out_datasets(kg_of):
    """An export of triples has them, unless there is a selection."""
    kg = kg_of(
        ACCUSATION
        + """
        source:rows a cakg:Dataset ; rdfs:label "Rows"@en ; cakg:author id:writer ; cakg:shortName "Rows 2020" .
        passage:rows-1 a cakg:Row ; cakg:source source:rows ; cakg:record "1" .
        stmt:vote a cakg:Statement , rdf:Statement ; rdfs:label "Vote"@en ;
            rdf:subject id:b ; rdf:predicate cakg:visited ; rdf:object id:a .
        claim:row a cakg:Claim ; cakg:affirms stmt:vote ; cakg:mode mode:asserted ; cakg:speaker id:writer ;
            cakg:passage passage:rows-1 .
        claim:seen a cakg:Claim ; cakg:affirms stmt:visit ; cakg:mode mode:asserted ; cakg:speaker id:writer ;
            cakg:passage passage:rows-1 .
        """
    )

    def claims(**chosen: object) -> list[str]:
        rows = csv.DictReader(io.StringIO(kg.export("csv", **chosen).decode(), newline=""))
        return [row["claim"] for row in rows]

    assert claims() == ["claim:denial", "claim:seen", "claim:two"]
    assert claims(datasets=True) == ["claim:denial", "claim:row", "claim:seen", "claim:two"]
    assert "claim:row a cakg:Claim" in kg.export("turtle").decode()
    assert "claim:row a cakg:Claim" not in kg.export("turtle", about="A", themes="security").decode()


@pytest.mark.parametrize("name", ["all.ttl", "ALL.NT", "all.jsonld", "all.trig", "all.trig.gz"])
def test_every_format_of_triples_is_read_again_as_the_same_graph(name, folder_of, tmp_path):
    """Loaded as more data, and as a graph of its own, an export as entered has the same triples and content hash."""
    here = folder_of(ACCUSATION).graph.parent
    kg, path = open_graph(here, rules=False), tmp_path / "own" / name
    path.parent.mkdir()
    written = kg.export({".TTL": "turtle", ".NT": "ntriples", ".JSONLD": "jsonld"}.get(path.suffix.upper(), "trig"))
    path.write_bytes(gzip.compress(written) if path.suffix == ".gz" else written)

    for again in (open_graph(path.parent, rules=False), open_graph(here, [path], rules=False)):
        assert again.content_hash == kg.content_hash
        assert {quad.triple for quad in again.engine.store} == {quad.triple for quad in kg.engine.store}


def test_trig_has_a_graph_for_each_source(kg_of):
    """Passages and claims are in the graph of their source, statements and things in none."""
    kg = kg_of(ACCUSATION)
    quads = list(pyoxigraph.parse(kg.export("trig"), pyoxigraph.RdfFormat.TRIG))
    graphs = {quad.subject.value: str(quad.graph_name) for quad in quads}

    assert graphs[CLAIM["denial"]] == graphs[f"{PASSAGE.iri}paper-1-2"] == f"<{SOURCE['paper']}>"
    assert graphs[STMT["supply"]] == graphs[ID["a"]] == graphs[SOURCE["paper"]] == "DEFAULT"
    assert len(quads) == len({quad.triple for quad in quads}) == len(kg.engine.store)


@pytest.mark.parametrize("format", ["turtle", "ntriples", "jsonld", "trig"])
def test_datasets_never_make_an_export_smaller(format, kg_of):
    """All triples are exported anyway, so the option that includes datasets changes nothing."""
    kg = kg_of(ACCUSATION + "mapping:m a cakg:Mapping .")

    assert kg.export(format, datasets=True) == kg.export(format)


def test_the_command_takes_datasets_with_triples_as_entered(folder_of, tmp_path):
    here = str(folder_of(ACCUSATION).graph.parent)

    for name in ("one.trig", "other.trig"):
        options = ["--datasets"] if name == "one.trig" else []
        assert main(["export", "--graph", here, "--as-entered", *options, "-o", str(tmp_path / name)]) == 0
    assert (tmp_path / "one.trig").read_bytes() == (tmp_path / "other.trig").read_bytes()

"""The graph as tables: columns, keys, counts, equality with records, and the directory of Parquet files."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import cakg
from cakg.cli import main
from cakg.columnar import package
from cakg.columnar.finishing import DTYPES, full, short
from cakg.columnar.folder import is_tables
from cakg.columnar.layout import BY_NAME, TABLES
from cakg.columnar.schema import Column, Table
from cakg.errors import MissingLibraryError
from cakg.graph import KnowledgeGraph
from cakg.vocabulary import ID, STMT, shorten, with_prefixes

REFERENCES = [(table, column) for table in TABLES for column in table.foreign]


@pytest.fixture(scope="module")
def tables(shipped_kg: KnowledgeGraph) -> dict[str, pl.DataFrame]:
    """Every table of the shipped graph."""
    return dict(shipped_kg.tables())


def shortened(values: Any) -> list[str]:
    return [shorten(value) for value in values]


# ---- Columns and keys ------------------------------------------------------------


def test_the_layout_names_keys_and_tables_that_exist() -> None:
    """A column refers to a table that one column identifies."""
    assert len(BY_NAME) == len(TABLES)
    for table in TABLES:
        names = [column.name for column in table.columns]
        assert len(names) == len({*names})
        assert {*table.key} <= {*names}
        assert all(BY_NAME[column.refers].is_of_nodes for column in table.foreign)
        assert all(one.text and not one.text.endswith(".") for one in table.columns)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_table_has_its_columns_and_is_sorted_by_its_key(tables: dict[str, pl.DataFrame], table: Table) -> None:
    """Keys are complete and different. No text is empty, except the language of a name without one."""
    found = tables[table.name]
    keys = found.select(table.key)

    assert found.height
    assert found.schema == {column.name: DTYPES[column.type] for column in table.columns}
    assert keys.null_count().sum_horizontal()[0] == 0
    assert not keys.is_duplicated().any()
    assert keys.equals(keys.sort(table.key))
    texts = [column.name for column in table.columns if column.type == "string" and column.name != "language"]
    assert not any((found[name] == "").any() for name in texts)


@pytest.mark.parametrize("table,column", REFERENCES, ids=lambda one: one.name)
def test_every_reference_leads_to_a_row(tables: dict[str, pl.DataFrame], table: Table, column: Column) -> None:
    referred = tables[column.refers][BY_NAME[column.refers].key[0]]
    missing = (
        tables[table.name]
        .select(pl.col(column.name).drop_nulls())
        .filter(~pl.col(column.name).is_in(referred.implode()))
    )
    assert missing.to_series().to_list() == []


@pytest.mark.parametrize(
    "iri",
    [
        *(
            ID["kazakhstan"],
            ID["a.b-c_1"],
            ID["a."],
            ID["-a"],
            ID["Қазақстан"],
            ID["a%20b"],
            ID["a/b"],
            ID[""],
            ID["a\n"],
        ),
        *("urn:x", "https://example.org/x", "https://w3id.org/cakg/unknown/x", "javascript:alert(1)", "some text", ""),
        *(cakg.vocabulary.CAKG.affirms, "http://www.wikidata.org/entity/Q1", "a#b#c", "https://w3id.org/cakg/id/a#b"),
    ],
)
def test_nodes_are_shortened_as_everywhere(iri: str) -> None:
    """And the short form leads back to the IRI."""
    assert short(pl.Series([iri])).to_list() == [shorten(iri)]
    assert full(shorten(iri)) == iri


# ---- Content ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "table,pattern",
    [
        ("claims", "?key a cakg:Claim"),
        ("statements", "?key cakg:status ?status ; rdf:predicate ?predicate"),
        ("claims_statements", "?a cakg:affirmedBy|cakg:deniedBy|cakg:leftOpenBy ?b"),
        ("involves", "?a cakg:involves ?b"),
        ("roles", "{ VALUES ?p { rdf:subject rdf:object } } UNION { ?p a cakg:Qualifier } ?a ?p ?b"),
        ("refinements", "?a cakg:refines ?b"),
        ("conflicts", "?a cakg:differsInValue|cakg:differsInTime|cakg:inTensionWith ?b"),
        ("causal_steps", "?a cakg:causalStep ?b"),
        ("verdicts", "?key cakg:verdict ?verdict"),
        ("passages", "?key a ?class . FILTER (?class IN (cakg:Passage, cakg:Row))"),
        ("sources", "?key cakg:shortName ?name"),
        ("source_agents", "VALUES ?p { cakg:author dcterms:publisher } ?a ?p ?b ; cakg:shortName ?name"),
        ("things", "?class rdfs:subClassOf cakg:Thing . ?key a ?class"),
        ("identifiers", "?key a sssom:Mapping"),
        ("notes", "?a cakg:annotates ?b"),
        ("comparisons", "?key a cakg:Comparison"),
        ("compared", "?a cakg:compares|cakg:comparesStatement ?b"),
        ("claim_roles", "?a cakg:condition|cakg:unless|cakg:reportedBy ?b"),
    ],
)
def test_a_table_has_as_many_rows_as_the_graph(
    shipped_kg: KnowledgeGraph, tables: dict[str, pl.DataFrame], table: str, pattern: str
) -> None:
    count = "(COUNT(DISTINCT ?key) AS ?rows)" if "?key" in pattern else "(COUNT(*) AS ?rows)"
    found = shipped_kg.query(f"SELECT {count} WHERE {{ {pattern} }}")
    assert isinstance(found, cakg.Table)
    assert tables[table].height == found[0]["rows"] > 0


@pytest.mark.slow
def test_statements_are_those_of_records(shipped_kg: KnowledgeGraph, tables: dict[str, pl.DataFrame]) -> None:
    """With the same labels, status, theme, dates and claims."""
    own = {row["statement"]: row for row in tables["statements"].to_dicts()}
    claims: dict[str, set[tuple[str, str, bool]]] = {}
    for one in tables["claims_statements"].to_dicts():
        claims.setdefault(one["statement"], set()).add((one["claim"], one["polarity"], one["direct"]))
    records = shipped_kg.records.statements(full(statement) for statement in own)

    assert sorted(own) == sorted(shortened(records))
    for iri, record in records.items():
        row = own[shorten(iri)]
        assert (row["label"] or shorten(iri)) == record.label
        for name, value in (("subject", record.subject), ("object", record.object)):
            assert row[name] == shorten(value)
        for name, node in (("predicate", record.predicate), ("status", record.status), ("theme", record.theme)):
            assert row[name] == shorten(node.iri)
        for name, day in (("earliest", record.earliest), ("latest", record.latest)):
            assert str(row[name] or "") == day
        profiles = {one.rpartition("/")[2] for one in record.values(cakg.vocabulary.CAKG.inProfile)}
        assert {name for name in ("everything", "unhedged", "stated") if row[f"in_{name}"]} == profiles
        assert claims.get(shorten(iri), set()) == {
            (shorten(claim.iri), claim.polarity, claim.statements.get(iri) == claim.polarity) for claim in record.claims
        }


@pytest.mark.slow
def test_claims_are_those_of_records(shipped_kg: KnowledgeGraph, tables: dict[str, pl.DataFrame]) -> None:
    """With the same speaker, mode, hedge, words and place."""
    records = shipped_kg.records.claims(shipped_kg.records.all_claims)
    passages = {row["passage"]: row for row in tables["passages"].to_dicts()}

    assert tables["claims"]["claim"].to_list() == sorted(shortened(records))
    for row in tables["claims"].to_dicts():
        claim = records[full(row["claim"])]
        place = claim.passage
        assert (row["mode"], row["speaker"]) == (shorten(claim.mode.iri), shorten(claim.speaker.iri))
        assert (row["hedge"] or "", row["wording"] or "") == (claim.hedge and shorten(claim.hedge), claim.wording)
        assert (row["passage"], row["source"]) == (shorten(place.iri), shorten(place.source.iri))
        found = passages[row["passage"]]
        assert (found["label"], found["source"]) == (place.label, row["source"])
        assert (found["paragraph"] or 0, found["sentence"] or 0) == (place.paragraph, place.sentence)
        assert (found["record"] or "") == place.record


@pytest.mark.slow
def test_an_endpoint_and_a_store_give_the_same_tables(
    shipped_kg: KnowledgeGraph,
    tables: dict[str, pl.DataFrame],
    endpoint_of: Callable[[bytes], str],
    tmp_path: Path,
) -> None:
    assert main(["build", str(tmp_path / "store")]) == 0
    for place in (endpoint_of(shipped_kg.export("ntriples")), tmp_path / "store"):
        found = cakg.open(place).tables()
        for name, frame in tables.items():
            assert_frame_equal(found[name], frame)


def test_nodes_of_other_programs_are_written_in_full(small_folders: Any, tmp_path: Path) -> None:
    """Texts stay as they are; a thing that the graph does not describe has a row with only its key."""
    path = tmp_path / "mine.ttl"
    turtle = """
    <https://example.org/a?b="c"> a cakg:Person ; rdfs:label "O'Brien, \\"X\\"\\n\\u202e\\t,;"@en , "  "@ru .
    stmt:mine a cakg:Statement , rdf:Statement ; rdfs:label "Mine"@en ; rdf:subject <https://example.org/a> ;
        rdf:predicate <https://example.org/p> ; rdf:object id:russia ; cakg:atLeast 2.5 ; cakg:unit <urn:x> .
    claim:mine a cakg:Claim ; cakg:affirms stmt:mine ; cakg:mode mode:asserted ; cakg:speaker id:nobody-knows ;
        cakg:wording "NULL" ; cakg:passage passage:comment-2-3 .
    """.replace('?b="c"', "?b=%22c%22")
    path.write_text(with_prefixes(turtle), encoding="utf-8")
    found = cakg.open(small_folders.graph.parent, data=[path]).tables()

    [thing] = found["things"].filter(pl.col("thing").str.starts_with("<")).to_dicts()
    assert (thing["thing"], thing["label"]) == ("<https://example.org/a?b=%22c%22>", 'O\'Brien, "X"\n\u202e\t,;')
    [statement] = found["statements"].filter(statement="stmt:mine").to_dicts()
    assert (statement["subject"], statement["at_least"], statement["unit"]) == (
        "<https://example.org/a>",
        2.5,
        "<urn:x>",
    )
    assert found["claims"].filter(claim="claim:mine")["wording"].to_list() == ["NULL"]
    [speaker] = found["things"].filter(thing="id:nobody-knows").to_dicts()
    assert {name for name, value in speaker.items() if value is not None} == {"thing"}
    assert found["predicates"].filter(predicate="<https://example.org/p>").height == 1
    for table, column in REFERENCES:
        referred = found[column.refers][BY_NAME[column.refers].key[0]]
        assert {*found[table.name][column.name].drop_nulls()} <= {*referred}, (table.name, column.name)


def test_a_table_is_built_when_it_is_used(small: KnowledgeGraph) -> None:
    """And an unknown name is a KeyError."""
    found = small.tables()

    assert list(found) == list(BY_NAME)
    assert len(found) == len(TABLES)
    assert found["claims"] is found["claims"]
    assert STMT["drones"] not in found["statements"]["statement"]
    assert "stmt:drones" in found["statements"]["statement"]
    with pytest.raises(KeyError):
        found["nothing"]


# ---- The directory ---------------------------------------------------------------


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def export(here: list[str], tmp_path: Path) -> Callable[..., int]:
    """Export the small graph to a place, ``tables`` in *tmp_path* by default."""

    def run(*more: str, to: Path = tmp_path / "tables") -> int:
        return main(["export", "--format", "parquet", *here, *more, "-o", str(to)])

    return run


def test_the_description_fits_the_files(
    export: Callable[..., int], tmp_path: Path, small: KnowledgeGraph, capsys: pytest.CaptureFixture[str]
) -> None:
    """It has columns, keys, sizes and hashes; each file names the graph."""
    assert export() == 0
    folder = tmp_path / "tables"
    assert f"{len(TABLES)} tables, described in {folder}/datapackage.json" in capsys.readouterr().out
    found = json.loads((folder / "datapackage.json").read_bytes())

    assert found["contentHash"] == small.content_hash
    assert [one["name"] for one in found["resources"]] == list(BY_NAME)
    assert {one.name for one in folder.iterdir()} == {"datapackage.json", *(one["path"] for one in found["resources"])}
    for one in found["resources"]:
        data, table = (folder / one["path"]).read_bytes(), BY_NAME[one["name"]]
        frame = pl.read_parquet(folder / one["path"])
        assert (one["bytes"], one["hash"]) == (len(data), f"sha256:{sha256(data).hexdigest()}")
        assert one["rowCount"] == frame.height
        assert [field["name"] for field in one["schema"]["fields"]] == frame.columns
        assert one["schema"]["primaryKey"] == list(table.key)
        assert len(one["schema"].get("foreignKeys", ())) == len(table.foreign)
        assert frame.equals(small.tables()[one["name"]])
        assert pl.read_parquet_metadata(folder / one["path"])["cakg:contentHash"] == small.content_hash


def test_the_description_of_the_shipped_graph_has_its_rights(shipped_kg: KnowledgeGraph) -> None:
    written = {table.name: package.Written(0, 0, "") for table in TABLES}
    found = json.loads(package.descriptor(shipped_kg.records, written, "cakg 1"))

    assert found["licenses"] == [{"path": "https://creativecommons.org/licenses/by/4.0/", "title": "CC BY 4.0"}]
    assert found["version"] == shipped_kg.version
    assert len(found["sources"]) == len(shipped_kg.sources)
    assert "rows of datasets" in found["description"]


@pytest.mark.slow
def test_the_same_graph_gives_the_same_bytes(here: list[str], tmp_path: Path) -> None:
    """Whatever the number of threads, the hash seed, the locale and the time zone."""
    folders = []
    for seed, threads, zone in (("1", "1", "UTC"), ("2", "4", "Asia/Almaty")):
        folders.append(tmp_path / seed)
        more = {"PYTHONHASHSEED": seed, "POLARS_MAX_THREADS": threads, "TZ": zone, "CAKG_CACHE": "off"}
        line = [sys.executable, "-m", "cakg", "export", "--format", "parquet", *here, "-o", str(folders[-1])]
        subprocess.run(line, env=os.environ | more, check=True, capture_output=True)

    assert contents(folders[0]) == contents(folders[1])


def test_older_tables_are_replaced(export: Callable[..., int], tmp_path: Path) -> None:
    folder, extra = tmp_path / "tables", tmp_path / "more.ttl"
    extra.write_text(with_prefixes('id:new a cakg:State ; rdfs:label "New"@en .'), encoding="utf-8")
    assert export() == 0
    old = contents(folder)
    assert export("--data", str(extra)) == 0

    assert contents(folder).keys() == old.keys()
    assert "id:new" in pl.read_parquet(folder / "things.parquet")["thing"]
    assert export() == 0
    assert contents(folder) == old
    assert [one.name for one in tmp_path.iterdir() if one.suffix != ".ttl"] == ["tables"]


@pytest.mark.parametrize("name", ["notes.txt", "datapackage.json", "mine.parquet"])
def test_any_other_directory_is_left_as_it_is(
    export: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """Also if it is a package of another program, or has a file beside the tables."""
    folder = tmp_path / "tables"
    folder.mkdir()
    if name == "mine.parquet":
        assert export() == 0
    (folder / name).write_text('{"name": "mine", "resources": []}')
    before = contents(folder)

    assert export() == 2
    shown = " ".join(capsys.readouterr().err.split())
    assert shown.endswith(f"{folder}: already exists and is not empty give a new directory, or remove this one")
    assert contents(folder) == before
    assert [one.name for one in tmp_path.iterdir()] == ["tables"]


def test_an_empty_directory_is_filled_and_a_file_is_not_replaced(
    export: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "tables").mkdir()
    (tmp_path / "file").write_text("x")

    assert export() == 0
    assert is_tables(tmp_path / "tables")
    assert export(to=tmp_path / "file") == 2
    assert "is a file, not a directory" in " ".join(capsys.readouterr().err.split())
    assert (tmp_path / "file").read_text() == "x"


@pytest.mark.slow
def test_a_full_disk_leaves_the_older_tables(export: Callable[..., int], here: list[str], tmp_path: Path) -> None:
    """The limit on the size of files stands for the disk."""
    assert export() == 0
    before = contents(tmp_path / "tables")
    line = [sys.executable, "-m", "cakg", "export", "--format", "parquet", *here, "-o", str(tmp_path / "tables")]
    done = subprocess.run(
        line,
        env=os.environ | {"CAKG_CACHE": "off"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000)),
        capture_output=True,
        text=True,
    )

    assert done.returncode == 2
    assert "cannot be written: File too large\n    raise the limit on file sizes" in done.stderr
    assert contents(tmp_path / "tables") == before
    assert [one.name for one in tmp_path.iterdir()] == ["tables"]


@pytest.mark.parametrize(
    "words,problem",
    [
        (["-o", "-"], "is a directory of files"),
        (["-o", "tables.csv"], "the extension says csv"),
        (["--theme", "security", "-o", "tables"], "always have the whole graph"),
        (["--as-entered", "-o", "tables"], "always have the whole graph"),
        (["--raw", "-o", "tables"], "--raw is only for CSV"),
        (["-o", "nowhere/tables"], "there is no directory"),
    ],
)
def test_what_cannot_be_exported_as_tables(
    here: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: list[str], problem: str
) -> None:
    """Each is an error, and nothing is written."""
    with TemporaryDirectory() as folder:
        monkeypatch.chdir(folder)
        assert main(["export", "--format", "parquet", *here, *words]) == 2
        assert problem in capsys.readouterr().err
        assert not any(Path(folder).iterdir())
        monkeypatch.undo()


def test_the_extension_names_the_format(here: list[str], tmp_path: Path) -> None:
    assert main(["export", *here, "-o", str(tmp_path / "graph.parquet")]) == 0
    assert is_tables(tmp_path / "graph.parquet")


def test_without_polars_the_extra_is_named(
    export: Callable[..., int],
    small: KnowledgeGraph,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setitem(sys.modules, "polars", None)

    assert export() == 2
    assert "Parquet needs polars, which is not installed\n    install the extra data" in capsys.readouterr().err
    with pytest.raises(MissingLibraryError):
        small.tables()

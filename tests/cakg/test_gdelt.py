"""Rows of GDELT become reports, never events."""

from __future__ import annotations

import os
import re
from pathlib import Path

import narwhals as nw
import pandas as pd
import polars as pl
import pytest

import cakg
from cakg.cli import main
from cakg.datasets.registry import DATASETS
from cakg.graph import KnowledgeGraph

pytestmark = pytest.mark.slow

LAYOUT = DATASETS["gdelt-2"].layout
USUAL = {
    "GLOBALEVENTID": "7",
    "SQLDATE": "20191024",
    "Actor1Code": "KAZGOV",
    "Actor1Name": "ASTANA",
    "Actor1CountryCode": "KAZ",
    "Actor2Code": "FRA",
    "Actor2CountryCode": "FRA",
    "EventCode": "040",
    "EventRootCode": "04",
    "ActionGeo_CountryCode": "TX",
    "ActionGeo_FeatureID": "-2718",
    "DATEADDED": "20191024143000",
    "SOURCEURL": "https://news.example/a?b=%20c",
}


def row(**cells: str) -> str:
    """Return a row of an export: a standard row with other *cells*."""
    return "\t".join((USUAL | cells).get(column, "") for column in LAYOUT) + "\n"


TEXT = dict.fromkeys(LAYOUT, pl.String)
SOURCES = ["BBC Monitoring", 'https://a.example/"quoted"', "https://a.example/100%", "http://", "ftp://a.example/"]
FIPS = {"TI": "tajikistan", "TX": "turkmenistan", "RS": "russia", "AJ": "azerbaijan", "UP": "ukraine"}
ROWS = {
    "7": {},
    "8": {"EventCode": "190", "EventRootCode": "19"},
    "9": {"SQLDATE": "20181024"},
    "10": {"Actor2Code": "rus", "Actor2CountryCode": "RUS"},
    "11": {"Actor1Code": "", "Actor1CountryCode": "", "Actor2Code": "", "Actor2CountryCode": ""},
    "12": {"EventCode": "999", "ActionGeo_CountryCode": "OS"},
    "13": {"EventCode": "043"},
    "14": {"Actor2Code": "DEU"},
    **{f"2{number}": {"ActionGeo_CountryCode": fips} for number, fips in enumerate(FIPS)},
    **{f"3{number}": {"SOURCEURL": source} for number, source in enumerate(SOURCES)},
}


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The converted rows as a file."""
    folder = tmp_path_factory.mktemp("gdelt")
    (folder / "export.csv").write_text(
        "".join(row(GLOBALEVENTID=number, **cells) for number, cells in ROWS.items()), encoding="utf-8"
    )
    assert main(["link", "import", "gdelt-2", str(folder / "export.csv"), "-o", str(folder / "out.nt")]) == 0
    return folder / "out.nt"


@pytest.fixture(scope="module")
def kg(output: Path) -> KnowledgeGraph:
    """The graph with the rows in it."""
    return cakg.open(data=[output])


def values(kg: KnowledgeGraph, path: str, of: str | int = 7) -> list[str]:
    """Return the values at the end of *path* from a report, without the common part of IRIs."""
    start = f"stmt:gdelt-{of}" if isinstance(of, int) else of
    rows = kg.engine.select(f"SELECT ?value WHERE {{ {start} {path} ?value }} ORDER BY STR(?value)").rows
    return [value.value.removeprefix("https://w3id.org/cakg/") for (value,) in rows if value]


def test_a_row_is_a_report(kg):
    """It has the codes of the actors and of the kind, and the day; the place is one of our things."""
    assert values(kg, "rdf:subject") == ["actor/KAZGOV"]
    assert values(kg, "rdf:predicate") == ["ontology#reportedDoing"]
    assert values(kg, "rdf:object/rdfs:label") == ["CAMEO 040, Consult, not specified below"]
    assert values(kg, "cakg:to") == ["actor/FRA"]
    assert values(kg, "cakg:place") == ["id/turkmenistan"]
    assert values(kg, "cakg:earliest") == values(kg, "cakg:latest") == ["2019-10-24"]
    assert values(kg, "rdfs:label") == ["GDELT report 7, KAZGOV, FRA: Consult, not specified below"]
    assert values(kg, "rdfs:label", 11) == ["GDELT report 11: Consult, not specified below"]


@pytest.mark.parametrize("number", [7, 8])
def test_a_report_is_hedged(kg, number):
    """This is true of every kind of event; all rows have one origin, and there is no plain triple."""
    assert values(kg, "cakg:status", number) == ["status/hedged"]
    assert values(kg, "^cakg:affirms/cakg:origin", number) == ["source/gdelt-2"]
    assert values(kg, "cakg:inProfile", number) == ["profile/everything"]
    assert values(kg, "cakg:reportedDoing", "?anything") == []


def test_the_row_has_number_address_and_time(kg):
    """The day of the event may be long before the day of the row."""
    assert values(kg, "^cakg:affirms/cakg:passage/cakg:record", 9) == ["GLOBALEVENTID 9"]
    assert values(kg, "^cakg:affirms/cakg:passage/schema:url", 9) == ["https://news.example/a?b=%20c"]
    assert values(kg, "^cakg:affirms/cakg:passage/dcterms:created", 9) == ["2019-10-24T14:30:00Z"]
    assert values(kg, "cakg:earliest", 9) == ["2018-10-24"]


def test_an_actor_is_linked_to_the_state_of_its_code(kg):
    """This is true of both actors and of the place; other states are not linked."""
    assert values(kg, "cakg:involves", 10) == ["id/kazakhstan", "id/russia", "id/turkmenistan"]
    assert values(kg, "cakg:codedCountry", "<https://w3id.org/cakg/actor/FRA>") == []


@pytest.mark.parametrize("number, state", [*enumerate(FIPS.values(), 20)])
def test_the_codes_of_places_are_those_of_fips(kg, number, state):
    """In FIPS, TI is Tajikistan and RS is Russia. In ISO 3166, TI is no state and RS is Serbia."""
    assert values(kg, "cakg:place", number) == [f"id/{state}"]


def test_an_actor_without_a_code_is_unknown(kg):
    """Nothing is guessed from its name."""
    assert values(kg, "rdf:subject", 11) == ["actor/uncoded"]
    assert values(kg, "cakg:to", 11) == []


def test_unknown_codes_are_kept(kg):
    """Their labels are the codes."""
    assert values(kg, "rdf:object/rdfs:label", 12) == ["CAMEO 999"]
    assert values(kg, "cakg:place/rdfs:label", 12) == ["FIPS OS"]


@pytest.mark.parametrize("number, source", [*enumerate(SOURCES, 30)])
def test_a_source_without_an_address_is_part_of_the_record(kg, number, source):
    """A broadcast has no address, and a broken address is no valid IRI."""
    assert values(kg, "^cakg:affirms/cakg:passage/schema:url", number) == []
    assert values(kg, "^cakg:affirms/cakg:passage/cakg:record", number) == [f"GLOBALEVENTID {number}, {source}"]


def test_duplicates_have_the_same_key(kg):
    """Duplicates share day, actors, root of the kind and place."""
    same, again, other = (values(kg, "^cakg:affirms/cakg:passage/cakg:duplicateKey", number) for number in (7, 13, 14))

    assert same == again == ["20191024|KAZGOV|FRA|04|-2718"]
    assert other != same


def test_a_table_with_a_header_gives_the_same_reports(output, tmp_path):
    """It may have quotes, commas, an index and other cases; numbers may end in .0."""
    lines = [",".join(["", *LAYOUT]).lower()]
    for at, (number, more) in enumerate(ROWS.items()):
        cells = USUAL | {"GLOBALEVENTID": number} | more
        cells = cells | {name: cells[name] + ".0" for name in ("SQLDATE", "ActionGeo_FeatureID")}
        lines.append(",".join([str(at), *('"' + cells.get(name, "").replace('"', '""') + '"' for name in LAYOUT)]))
    (tmp_path / "export.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert main(["link", "import", "gdelt-2", str(tmp_path / "export.csv"), "-o", str(tmp_path / "out.nt")]) == 0

    assert (tmp_path / "out.nt").read_text().splitlines()[1:] == output.read_text().splitlines()[1:]


def test_a_table_of_few_columns_has_reports_without_the_others(tmp_path, capsys):
    """The import names the missing columns, and leaves out the key that needs one. A lost zero is no other code."""
    rows = "\n".join(
        f"{at},20191024,KAZ,,{code},20191024143000" for at, code in enumerate(["040", "831", "1011", "40"])
    )
    (tmp_path / "few.csv").write_text(f"GLOBALEVENTID,SQLDATE,Actor1Code,Actor2Code,EventCode,DATEADDED\n{rows}\n")
    assert main(["link", "import", "gdelt-2", str(tmp_path / "few.csv"), "-o", str(tmp_path / "out.nt")]) == 1
    said, triples = " ".join(capsys.readouterr().err.split()), (tmp_path / "out.nt").read_text()

    assert "has no column Actor1CountryCode, Actor2CountryCode, ActionGeo_CountryCode" in said
    assert "EventCode has lost its leading zero: read and write codes as text: 2 rows, first on line 3" in said
    assert "duplicateKey" not in triples
    assert triples.count("ontology#reportedDoing") == 2


def test_an_import_has_no_fault(output, capsys):
    """The checks find nothing in the imported rows."""
    main(["check", "--data", str(output)])
    said = capsys.readouterr()

    assert re.findall(r"(?:out\.nt|actor:|(?:claim|passage|stmt):gdelt).*", said.out + said.err) == []


def test_the_mapping_runs_on_another_engine():
    """Only expressions that narwhals knows for every engine are used; pandas gives the same triples as polars."""
    cells = [row(GLOBALEVENTID=number, **more).rstrip("\n").split("\t") for number, more in ROWS.items()]
    columns = {
        name: [cell or None for cell in column] for name, column in zip(LAYOUT, zip(*cells, strict=True), strict=True)
    }
    mapping = DATASETS["gdelt-2"].mapping(cakg.open().engine)

    def triples(table: object) -> list[list[str]]:
        frames = [
            one.rows.select(one.text.alias("text")).collect() for one in mapping.nodes(nw.from_native(table).lazy())
        ]
        return [sorted(filter(None, frame["text"].to_list())) for frame in frames]

    assert triples(pd.DataFrame(columns, dtype="string")) == triples(pl.DataFrame(columns, schema_overrides=TEXT))


@pytest.mark.shared
def test_the_real_export_is_imported_whole(tmp_path, capsys):
    """Every row of fifteen minutes of GDELT is read, and all are hedged."""
    beside = Path(__file__).resolve().parents[3] / "shared"
    export = Path(os.environ.get("CAKG_SHARED", beside)) / "data" / "gdelt" / "20191024143000.export.CSV"
    if not export.is_file():
        pytest.skip("the export is not here: name the folder above data/gdelt in CAKG_SHARED")
    output = tmp_path / "out.nt"

    assert main(["link", "import", "gdelt-2", str(export), "-o", str(output)]) == 0
    assert "2,111 rows read" in capsys.readouterr().err
    kg = cakg.open(data=[output])
    found = kg.engine.select(
        "SELECT ?status (COUNT(?s) AS ?n) WHERE { ?s rdf:predicate cakg:reportedDoing ; cakg:status ?status }"
        " GROUP BY ?status"
    ).rows
    assert [(status.value.rpartition("/")[2], count.value) for status, count in found] == [("hedged", "2111")]

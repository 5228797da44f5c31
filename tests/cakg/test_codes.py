"""The identifiers of our things, on the command line, in Python and as SSSOM."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from cakg.cli import main
from cakg.links.identifiers import codes
from cakg.paths import Folders, shipped
from cakg.store.local import LocalStore
from cakg.vocabulary import CODES, ID

MADE = """sssom:mapping_justification semapv:ManualMappingCuration ; sssom:author_label "we" ;
    dcterms:created "2026-11-22"^^xsd:date ; rdfs:seeAlso <https://list.example/2> , <https://list.example/1> ."""
GRAPH = f"""
    <https://list.example/1> rdfs:label "The list, first edition"@en .
    code:iso2 a skos:ConceptScheme ; rdfs:label "ISO two"@en ;
        vann:preferredNamespaceUri "https://w3id.org/cakg/code/iso2/" .
    code:isonum a skos:ConceptScheme ; rdfs:label "ISO three"@en ;
        vann:preferredNamespaceUri "https://w3id.org/cakg/code/isonum/" .
    code:geonames a skos:ConceptScheme ; rdfs:label "GeoNames"@en ;
        vann:preferredNamespaceUri "https://sws.geonames.org/" .
    id:afghanistan a cakg:State ; rdfs:label "Afghanistan"@en ; skos:altLabel "Kabul"@en .
    id:kabul a cakg:Place ; rdfs:label "Kabul"@en ; cakg:kind kind:city .
    id:mir a cakg:System ; rdfs:label "Mir"@en .
    id:plain a cakg:Topic ; rdfs:label "Plain"@en .
    mapping:a a sssom:Mapping ; owl:annotatedSource id:afghanistan ; owl:annotatedProperty skos:exactMatch ;
        owl:annotatedTarget isonum:004 ; {MADE}
    mapping:b a sssom:Mapping ; owl:annotatedSource id:afghanistan ; owl:annotatedProperty skos:closeMatch ;
        owl:annotatedTarget <https://sws.geonames.org/1149361/> ;
        rdfs:comment "It says \\"land\\",\\tnot state."@en ; {MADE}
    mapping:c a sssom:Mapping ; owl:annotatedSource id:mir ; owl:annotatedProperty skos:exactMatch ;
        owl:annotatedTarget sssom:NoTermFound ; sssom:object_source code:iso2 ; rdfs:comment "Not there."@en ; {MADE}
"""


@pytest.fixture
def here(folder_of: Callable[[str], Folders]) -> list[str]:
    """Return the options that select the graph of these tests."""
    return ["--graph", str(folder_of(GRAPH).graph)]


@pytest.mark.parametrize(
    "system, found",
    [
        ("isonum", {"004": ID["afghanistan"]}),
        ("geonames", {"1149361": ID["afghanistan"]}),
        ("iso2", {}),
        ("cow", {}),
    ],
)
def test_a_code_has_our_thing(graph_of: Callable[[str], LocalStore], system: str, found: dict[str, str]) -> None:
    """Leading zeros are part of a code, close matches are included, and an unsuccessful search gives no code."""
    assert codes(graph_of(GRAPH), system) == found


def test_rules_derive_the_match_and_the_list_of_a_code(graph_of: Callable[[str], LocalStore]) -> None:
    """An unsuccessful search derives nothing."""
    engine = graph_of(GRAPH)

    assert engine.ask('ASK { id:afghanistan skos:exactMatch isonum:004 . isonum:004 skos:notation "004" }')
    assert engine.ask('ASK { isonum:004 skos:inScheme code:isonum ; rdfs:label "ISO three 004"@en }')
    assert engine.ask("ASK { id:afghanistan skos:closeMatch <https://sws.geonames.org/1149361/> }")
    assert not engine.ask("ASK { id:mir skos:exactMatch ?anything }")


def test_the_identifiers_of_a_thing_are_shown_with_their_evidence(
    here: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Each row has the kind of match and the remark; the numbered evidence is below."""
    assert main(["link", "codes", "Afghanistan", *here]) == 0
    shown = " ".join(capsys.readouterr().out.split())

    for part in ("ISO three 004 exact [1] [2]", "GeoNames 1149361 close", "not state", "The list, first edition"):
        assert part in shown


def test_an_unsuccessful_search_is_shown(here: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["link", "codes", "Mir", *here]) == 0
    assert "ISO two none found [1] [2] Not there." in " ".join(capsys.readouterr().out.split())


def test_a_thing_without_links_has_a_message(here: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["link", "codes", "Plain", *here]) == 0
    assert "has no identifiers" in capsys.readouterr().out


def test_a_city_and_its_government_are_different_things(here: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """They have different identifiers, so the name is ambiguous."""
    assert main(["link", "codes", "Kabul", *here]) == 2
    assert "id:afghanistan" in (said := capsys.readouterr().err)
    assert "id:kabul" in said


def test_identifiers_are_shown_as_json_and_csv(here: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Both have the evidence of each link too."""
    assert main(["link", "codes", "id:afghanistan", "--format", "json", *here]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert main(["link", "codes", "id:afghanistan", "--format", "csv", *here]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))

    assert shown["thing"] == ID["afghanistan"]
    assert [link["identifier"] for link in shown["links"]] == [row["identifier"] for row in rows] == ["1149361", "004"]
    assert shown["links"][0]["evidence"] == rows[0]["evidence"].split() == [f"https://list.example/{n}" for n in (1, 2)]


def test_sssom_keeps_every_link_whole(here: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Each mapping is a row, remarks keep quotes and tabs, and the header declares every prefix."""
    assert main(["export", "--format", "sssom", "-o", "-", *here]) == 0
    text = capsys.readouterr().out
    header, rows = [], []
    for line in text.splitlines():
        (header if line.startswith("#") else rows).append(line)
    table = list(csv.DictReader(rows, delimiter="\t"))

    assert [row["object_id"] for row in table] == ["isonum:004", "geonames:1149361/", "sssom:NoTermFound"]
    assert table[1]["comment"] == 'It says "land",\tnot state.'
    assert table[0]["see_also"] == "https://list.example/1|https://list.example/2"
    used = {cell.partition(":")[0] for row in table for name, cell in row.items() if name.endswith(("_id", "_source"))}
    assert used <= {line.strip("# ").partition(":")[0] for line in header}


def test_sssom_has_no_selection(here: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "--format", "sssom", "--about", "Mir", "-o", "-", *here]) == 2
    assert "whole" in capsys.readouterr().err


@pytest.mark.slow
def test_the_shipped_links_are_valid_sssom(shipped_store: str, tmp_path: Path) -> None:
    """The SSSOM project's own validator says so."""
    beside = shipped().graph.parent / ".venv" / "sssom" / "bin" / "sssom"
    validator = beside if beside.exists() else shutil.which("sssom")
    if validator is None:
        pytest.skip("the SSSOM validator is not here: make sssom")
    table = tmp_path / "links.sssom.tsv"
    assert main(["export", "--format", "sssom", "-o", str(table), "--graph", shipped_store]) == 0

    done = subprocess.run([validator, "validate", table], capture_output=True, text=True)

    assert (done.returncode, done.stderr) == (0, "")


@pytest.fixture(scope="module")
def identifiers() -> Path:
    """The identifiers with their evidence, from which the links were made."""
    beside = Path(__file__).resolve().parents[3] / "shared"
    folder = Path(os.environ.get("CAKG_SHARED", beside)) / "data" / "ids"
    if not folder.is_dir():
        pytest.skip("the identifiers are not here: name the folder above data/ids in CAKG_SHARED")
    return folder


@pytest.mark.shared
def test_the_codes_of_states_agree_with_the_crosswalk(shipped_graph: LocalStore, identifiers: Path) -> None:
    """Codes of three digits have their leading zeros."""
    columns = {
        **{"cameo": "cameo", "cow": "cow_num", "fips": "fips_gdelt", "gw": "gw_num", "iso2": "iso2", "iso3": "iso3"},
        **{"isonum": "iso_num", "m49": "m49", "geonames": "geonames", "wikidata": "wikidata"},
    }
    mine = {system: codes(shipped_graph, system) for system in columns}
    with (identifiers / "country_crosswalk.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            things = {
                mine[system].get(row[column].zfill(3) if system in ("isonum", "m49") else row[column])
                for system, column in columns.items()
            }
            assert len(things) == 1, row["name_en"]
    assert set(CODES) < set(columns)


@pytest.mark.shared
def test_unverified_items_are_not_linked(shipped_graph: LocalStore, identifiers: Path) -> None:
    """Every linked item is in the evidence or in a crosswalk, and none is doubtful."""
    with (identifiers / "wikidata_qids.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    verified = {row["qid"] for row in rows if row["status"].startswith("verified")}
    with (identifiers / "country-codes.csv").open(encoding="utf-8") as file:
        verified |= {row["wikidata_id"].rpartition("/")[2] for row in csv.DictReader(file)}
    with (identifiers / "places_crosswalk.csv").open(encoding="utf-8") as file:
        verified |= {row["wikidata_natural_earth"] for row in csv.DictReader(file)}
    linked = set(codes(shipped_graph, "wikidata"))

    assert linked <= verified
    assert not linked & {"Q742023", "Q61513", "Q15966495", "Q15925436", "Q18112628", "Q104466893"}

"""A check finds every fault of a graph in one run and says what the graph covers."""

from __future__ import annotations

import json
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

from cakg.errors import GraphFolderError
from cakg.paths import Folders, shipped
from cakg.quality.checks import check, load
from cakg.quality.faults import Fault
from cakg.quality.passages import digest
from cakg.quality.report import Report
from cakg.vocabulary import PREFIXES

SENTENCE = "Nobody in the valley was surprised."
ARTICLE = f"""
source:valley
    a cakg:Article ;
    rdfs:label "Valley"@en ;
    cakg:shortName "Valley" ;
    dcterms:title "Valley" ;
    dcterms:language "en" ;
    dcterms:rights "theirs"@en ;
    cakg:earliest "2022-12-26"^^xsd:date ;
    cakg:latest "2022-12-26"^^xsd:date ;
    .

passage:valley-1-1
    a cakg:Passage ;
    cakg:source source:valley ;
    cakg:paragraph 1 ;
    cakg:sentence 1 ;
    cakg:start 0 ;
    cakg:end {len(SENTENCE)} ;
    cakg:sha256 "{digest(SENTENCE)}" ;
    .

claim:valley-1-1
    a cakg:Claim ;
    cakg:denies stmt:surprise ;
    cakg:mode mode:asserted ;
    cakg:speaker id:valley ;
    cakg:passage passage:valley-1-1 ;
    .
"""
THING = """
id:valley
    a cakg:Group ;
    rdfs:label "Valley"@en , "Долина"@ru ;
    skos:definition "Those who live in the valley."@en ;
    .

stmt:surprise
    a cakg:Statement , rdf:Statement ;
    rdfs:label "Surprise of the valley"@en ;
    rdf:subject id:valley ;
    rdf:predicate cakg:level ;
    rdf:object level:high ;
    .
"""


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """A sound graph of one sentence beside the shipped ontology and checks."""
    found = Folders(tmp_path / "ontology", tmp_path / "graph", tmp_path / "queries")
    copytree(shipped().ontology, found.ontology, ignore=ignore_patterns("rules"))
    copytree(shipped().queries / "checks", found.queries / "checks")
    found.graph.mkdir()
    write(found, "article.ttl", ARTICLE)
    write(found, "thing.ttl", THING)
    return found


def write(folders: Folders, name: str, turtle: str) -> None:
    """Write a graph file with the prefixes that it uses, one a line, in their order."""
    used = sorted(prefix for prefix in PREFIXES if f"{prefix}:" in turtle)
    header = "".join(f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n" for prefix in used)
    (folders.graph / name).write_text(header + turtle, encoding="utf-8")


def test_a_sound_graph_has_no_fault(folders: Folders) -> None:
    """Nothing is reported, and the coverage is there."""
    report = check(folders)

    assert report.faults == ()
    assert report.ok
    assert report.text().endswith("no fault found\n")


def test_every_fault_is_reported_in_one_run(folders: Folders) -> None:
    """What files, queries, figures and texts each see is in one report, in the order of the files."""
    without_mode = ARTICLE.replace("    cakg:mode mode:asserted ;\n", "")
    write(folders, "article.ttl", without_mode.replace("sentence 1", "sentence 2"))
    write(folders, "thing.ttl", THING.replace("level:high", "level:hihg"))
    text = folders.graph.parent / "text.txt"
    text.write_text("Something else.", encoding="utf-8")
    report = check(folders, texts=[("valley", text)])

    assert not report.ok
    assert [(fault.place.rpartition("/")[2].partition(":")[0], fault.problem) for fault in report.faults] == [
        ("text.txt", "the text is that of no article of the graph, not that of source:valley"),
        (
            "article.ttl",
            "passage:valley-1-1: there is no sentence, or no paragraph, of the number before (paragraph 1, sentence 2)",
        ),
        ("article.ttl", "claim:valley-1-1: a claim has no mode"),
        (
            "thing.ttl",
            "stmt:surprise: what is named in a role is neither a thing, a statement, a listed value nor a code"
            " (rdf:object, level:hihg)",
        ),
        ("thing.ttl", "level:hihg is not in the ontology"),
    ]


def test_what_a_broken_file_says_is_not_judged(folders: Folders) -> None:
    """No claim is called missing because its file cannot be parsed; every broken place is named."""
    write(folders, "article.ttl", ARTICLE.replace("cakg:end", "cakg:end ,").replace("denies", "denies ,"))
    write(folders, "thing.ttl", THING.replace("a cakg:Group", "cakg:Group"))
    report = check(folders)

    assert [fault.place.partition(":")[0] for fault in report.faults] == ["graph/article.ttl"] * 2 + ["graph/thing.ttl"]
    assert report.coverage is None
    assert report.text().endswith("3 faults; coverage is measured once every file can be parsed\n")
    assert json.loads(report.json())["coverage"] is None


def test_more_data_is_checked_too(folders: Folders, tmp_path: Path) -> None:
    """A file of the user's own is held to the same, and may refer to the graph."""
    data = tmp_path / "more.ttl"
    data.write_text(
        f"@prefix cakg: <{PREFIXES['cakg']}> .\n@prefix claim: <{PREFIXES['claim']}> .\n"
        f"@prefix stmt: <{PREFIXES['stmt']}> .\n\nclaim:more a cakg:Claim ; cakg:affirms stmt:surprise .\n",
        encoding="utf-8",
    )

    assert {(fault.place, fault.problem) for fault in check(folders, [data]).faults} == {
        (f"{data}:5", f"claim:more: a claim has no {what}") for what in ("mode", "passage", "speaker")
    }


def test_a_warning_is_no_failure(folders: Folders) -> None:
    """What may be right as it is is shown, and the graph is sound all the same."""
    write(folders, "more.ttl", THING[: THING.index("stmt:")].replace("alley", "alleys").replace("Долина", "Долины"))
    report = check(folders)

    assert [fault.severity for fault in report.faults] == ["warning"]
    assert report.ok
    assert "warning: id:valleys: nothing refers to a thing" in report.text()


def test_the_report_fits_a_terminal(folders: Folders) -> None:
    """Figures and lists stay within 80 columns, and long lists are cut with their length told."""
    text = check(folders).text()

    assert max(map(len, text.splitlines())) <= 80
    assert "cakg:level 1," in text
    assert " more" in text


def test_detail_lists_everything(folders: Folders) -> None:
    """Whoever wants all predicates gets them."""
    report = check(folders)
    assert report.coverage is not None

    assert all(name in report.text(detail=True) for name in report.coverage.predicates)


def test_the_report_is_json_too(folders: Folders, tmp_path: Path) -> None:
    """Programs get everything that was found."""
    text = tmp_path / "text.txt"
    text.write_text(SENTENCE, encoding="utf-8")
    report = json.loads(check(folders, texts=[(None, text)]).json())

    assert report["ok"] is True
    assert report["coverage"]["articles"] == [
        {
            "name": "source:valley",
            "short_name": "Valley",
            "sentences": [{"name": "passage:valley-1-1", "reason": "", "claims": 1, "statements": 1}],
        }
    ]
    assert report["coverage"]["predicates"]["cakg:level"] == 1
    (held,) = report["texts"]
    assert (held["path"], held["source"], held["notes"], held["faults"]) == (str(text), "source:valley", [], [])
    assert [(one["passage"]["name"], one["state"]) for one in held["located"]] == [("passage:valley-1-1", "found")]


def test_a_fault_says_where_what_and_what_would_work() -> None:
    """The remedy stands on a line of its own."""
    assert str(Fault("graph/a.ttl:1", "it is wrong", "mend it")) == "graph/a.ttl:1: it is wrong\n    mend it"
    assert str(Fault("graph/a.ttl", "look", severity="warning")) == "graph/a.ttl: warning: look"


def test_counts_agree_with_their_nouns() -> None:
    """One fault is not one faults."""
    one, two = Fault("a", "b"), Fault("a", "c")
    warning = Fault("a", "d", severity="warning")

    assert Report((one, warning)).text().splitlines()[-1].startswith("1 fault and 1 warning;")
    assert Report((one, two)).text().splitlines()[-1].startswith("2 faults;")


@pytest.mark.parametrize(
    "header",
    ["#+ problem: p\n#+ remedy: r\n", "#+ problem: p\n#+ remedy: r\n#+ severity: grave\n"],
    ids=["incomplete", "unknown severity"],
)
def test_a_check_without_its_header_is_refused(tmp_path: Path, header: str) -> None:
    """A finding that says neither what nor what to do helps nobody."""
    (tmp_path / "test.rq").write_text(header + "SELECT ?place ?what ?detail WHERE { ?place ?what ?detail }")

    with pytest.raises(GraphFolderError, match=r"test\.rq"):
        load(tmp_path)


def test_triples_that_a_program_wrote_are_held_to_the_same(folders: Folders) -> None:
    """N-Triples introduce things, two files may say the same of one, and a misspelt term or a bad date is found."""
    here, stmt, row = (f"<{PREFIXES[prefix]}" for prefix in ("id", "stmt", "cakg"))
    line = f"{stmt}surprise> {row}object> {here}dale> .\n"
    (folders.graph / "one.nt").write_text(f"{here}dale> {row}afirms> {stmt}surprise> .\n{line}", encoding="utf-8")
    date = '"20220101"^^<http://www.w3.org/2001/XMLSchema#date>'
    (folders.graph / "two.nt").write_text(f"{here}dale> {row}earliest> {date} .\n{line}", encoding="utf-8")
    write(folders, "use.ttl", "id:hill\n    a cakg:Group ;\n    cakg:concerns id:dale ;\n    .\n")

    found = {(fault.place, fault.problem) for fault in check(folders).faults}

    assert ("graph/one.nt", "cakg:afirms is not in the ontology") in found
    assert ("graph/two.nt", '"20220101" is not a valid xsd:date') in found
    assert not [place for place, problem in found if place.startswith("graph") and "introduced" in problem]

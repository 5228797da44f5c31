"""``cakg check`` reports every fault of a graph in one run, and the coverage of the graph."""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from shutil import copytree, ignore_patterns
from typing import Any

import pytest

from cakg.cli import main
from cakg.paths import shipped
from cakg.vocabulary import PREFIXES

pytestmark = pytest.mark.slow

Check = Callable[..., dict[str, Any]]

SENTENCE = "Nobody in the valley was surprised."
ARTICLE = f"""
source:valley
    a cakg:Article ;
    rdfs:label "Valley"@en ;
    cakg:shortName "Valley" ;
    cakg:author id:valley ;
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
    cakg:sha256 "{sha256(SENTENCE.encode()).hexdigest()}" ;
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
def root(tmp_path: Path) -> Path:
    """A sound graph of one sentence, with the shipped ontology and checks."""
    copytree(shipped().ontology, tmp_path / "ontology", ignore=ignore_patterns("rules"))
    copytree(shipped().queries / "checks", tmp_path / "queries/checks")
    (tmp_path / "graph").mkdir()
    write(tmp_path, "article.ttl", ARTICLE)
    write(tmp_path, "thing.ttl", THING)
    return tmp_path


@pytest.fixture
def shown(root: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Return the report as text."""

    def run(*options: str) -> str:
        main(["check", "--graph", str(root), *options])
        return capsys.readouterr().out

    return run


def write(root: Path, name: str, turtle: str) -> None:
    """Write a graph file with the prefixes that it uses, one per line, in order."""
    used = sorted(prefix for prefix in PREFIXES if re.search(rf"(?<!\w){prefix}:", turtle))
    header = "".join(f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n" for prefix in used)
    (root / "graph" / name).write_text(header + turtle, encoding="utf-8")


def test_a_sound_graph_has_no_fault(root: Path, check_report: Check, shown: Callable[..., str]) -> None:
    report = check_report(root)

    assert (report["ok"], report["faults"]) == (True, [])
    assert shown().endswith("no faults found\n")


def test_every_fault_is_reported_in_one_run(root: Path, check_report: Check) -> None:
    """The faults of files, queries and texts form one list, in the order of the files."""
    without_mode = ARTICLE.replace("    cakg:mode mode:asserted ;\n", "")
    write(root, "article.ttl", without_mode.replace("sentence 1", "sentence 2"))
    write(root, "thing.ttl", THING.replace("level:high", "level:hihg"))
    text = root / "text.txt"
    text.write_text("Something else.", encoding="utf-8")
    faults = check_report(root, "--text", f"valley={text}")["faults"]

    assert [(fault["place"].rpartition("/")[2].partition(":")[0], fault["problem"]) for fault in faults] == [
        ("text.txt", "this is not the text of source:valley or of another article of the graph"),
        (
            "article.ttl",
            "passage:valley-1-1: the sentence or paragraph before this one is missing (paragraph 1, sentence 2)",
        ),
        ("article.ttl", "claim:valley-1-1: a claim has no mode, so it does not count and is not shown"),
        (
            "thing.ttl",
            "stmt:surprise: a role of a statement is filled by something that is not a thing, a statement,"
            " a listed value or a code, so the statement is not on its page and not in networks"
            " (rdf:object, level:hihg)",
        ),
        ("thing.ttl", "level:hihg is not in the ontology"),
    ]


def test_the_content_of_a_broken_graph_is_not_checked(
    root: Path, check_report: Check, shown: Callable[..., str]
) -> None:
    """A claim in a file that cannot be parsed is not reported as missing; every syntax fault is listed."""
    write(root, "article.ttl", ARTICLE.replace("cakg:end", "cakg:end ,").replace("denies", "denies ,"))
    write(root, "thing.ttl", THING.replace("a cakg:Group", "cakg:Group"))
    report = check_report(root)
    files = [fault["place"].partition(":")[0] for fault in report["faults"]]

    assert files == ["graph/article.ttl"] * 2 + ["graph/thing.ttl"]
    assert report["coverage"] is None
    assert shown().endswith("3 faults; coverage is measured once every file can be parsed\n")


def test_further_data_is_checked_too(root: Path, check_report: Check) -> None:
    """A user's file may refer to the graph."""
    data = root / "more.ttl"
    data.write_text(
        f"@prefix cakg: <{PREFIXES['cakg']}> .\n@prefix claim: <{PREFIXES['claim']}> .\n"
        f"@prefix stmt: <{PREFIXES['stmt']}> .\n\nclaim:more a cakg:Claim ; cakg:affirms stmt:surprise .\n",
        encoding="utf-8",
    )
    faults = check_report(root, "--data", str(data))["faults"]

    assert {(fault["place"], fault["problem"]) for fault in faults} == {
        (f"{data}:5", f"claim:more: a claim has no {what}, so it does not count and is not shown")
        for what in ("mode", "passage", "speaker")
    }


def test_a_warning_is_no_failure(root: Path, check_report: Check, shown: Callable[..., str]) -> None:
    write(root, "more.ttl", THING[: THING.index("stmt:")].replace("alley", "alleys").replace("Долина", "Долины"))
    report = check_report(root)
    words = shown()

    assert [fault["severity"] for fault in report["faults"]] == ["warning"]
    assert report["ok"]
    assert "graph/more.ttl:6: warning: id:valleys: nothing refers to a thing\n    " in words
    assert words.endswith("1 warning found\n")


def test_the_report_fits_a_terminal(shown: Callable[..., str]) -> None:
    """No line is longer than 80 columns; long lists are cut, with their length."""
    text = shown()

    assert max(map(len, text.splitlines())) <= 80
    assert "cakg:level 1," in text
    assert " more" in text


def test_all_lists_everything(root: Path, check_report: Check, shown: Callable[..., str]) -> None:
    predicates = check_report(root)["coverage"]["predicates"]
    text = shown("--all")

    assert all(name in text for name in predicates)


def test_the_report_is_json_too(root: Path, check_report: Check) -> None:
    text = root / "text.txt"
    text.write_text(SENTENCE, encoding="utf-8")
    report = check_report(root, "--text", str(text))

    assert report["ok"] is True
    assert report["coverage"]["articles"] == [
        {
            "name": "source:valley",
            "short_name": "Valley",
            "sentences": [{"name": "passage:valley-1-1", "reason": "", "claims": 1, "statements": 1}],
        }
    ]
    assert report["coverage"]["predicates"]["cakg:level"] == 1
    (found,) = report["texts"]
    assert (found["path"], found["source"], found["notes"], found["faults"]) == (str(text), "source:valley", [], [])
    assert [(one["passage"]["name"], one["state"]) for one in found["located"]] == [("passage:valley-1-1", "found")]


def test_a_fault_has_a_place_a_problem_and_a_remedy(root: Path, shown: Callable[..., str]) -> None:
    """The remedy is on a line of its own; faults and warnings are counted."""
    write(root, "thing.ttl", THING.replace("level:high", "level:hihg"))
    write(root, "more.ttl", THING[: THING.index("stmt:")].replace("alley", "alleys").replace("Долина", "Долины"))
    text = shown()

    assert "graph/thing.ttl:20: level:hihg is not in the ontology\n    did you mean level:high?\n" in text
    assert text.endswith("2 faults and 1 warning found\n")


@pytest.mark.parametrize(
    "header",
    ["#+ problem: p\n#+ remedy: r\n", "#+ problem: p\n#+ remedy: r\n#+ severity: grave\n"],
    ids=["incomplete", "unknown severity"],
)
def test_a_check_without_its_header_is_refused(root: Path, header: str, capsys: pytest.CaptureFixture[str]) -> None:
    query = "SELECT ?place ?what ?detail WHERE { ?place ?what ?detail }"
    (root / "queries/checks/test.rq").write_text(header + query, encoding="utf-8")

    assert main(["check", "--graph", str(root)]) == 2
    assert "test.rq: the header of a check is incomplete" in capsys.readouterr().err.replace("\n", " ")


def test_a_check_that_is_no_select_is_refused(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    header = "#+ problem: a problem\n#+ remedy: a remedy\n#+ severity: fault\n"
    (root / "queries/checks/test.rq").write_text(f"{header}ASK {{ ?s ?p ?o }}", encoding="utf-8")

    assert main(["check", "--graph", str(root)]) == 2
    assert "test.rq: a check must be a SELECT query" in " ".join(capsys.readouterr().err.split())


def test_the_triples_of_a_program_are_checked_too(root: Path, check_report: Check) -> None:
    """N-Triples files may define the same thing twice; wrong terms and dates are faults."""
    here, stmt, own = (f"<{PREFIXES[prefix]}" for prefix in ("id", "stmt", "cakg"))
    line = f"{stmt}surprise> {own}object> {here}dale> .\n"
    (root / "graph/one.nt").write_text(f"{here}dale> {own}afirms> {stmt}surprise> .\n{line}", encoding="utf-8")
    date = '"20220101"^^<http://www.w3.org/2001/XMLSchema#date>'
    (root / "graph/two.nt").write_text(f"{here}dale> {own}earliest> {date} .\n{line}", encoding="utf-8")
    write(root, "use.ttl", "id:hill\n    a cakg:Group ;\n    cakg:concerns id:dale ;\n    .\n")

    found = {(fault["place"], fault["problem"]) for fault in check_report(root)["faults"]}

    assert ("graph/one.nt", "cakg:afirms is not in the ontology") in found
    assert ("graph/two.nt", '"20220101" is not a valid xsd:date') in found
    assert not [place for place, problem in found if place.startswith("graph") and "defined" in problem]


@pytest.mark.parametrize(
    "name, query, problem",
    [
        ("claims/mine", "SELECT ?s { ?s ?p ?o }", "claims/mine.rq: column t is listed in the header but not selected"),
        ("claims/mine", "SELECT ?s { ?s ?p ?o }", "claims/mine.rq: column s is selected but not listed"),
        ("claims/mine", "ASK { ?s ?p ?o }", "claims/mine.rq: a question must be a SELECT query"),
        ("claims/mine", "SELECT ?t { ?t ?p ?o }", "claims/mine.rq: the related question gone does not exist"),
        ("claims/mine", "SELECT ?t { ?t ?p ?o FILTER (<x:f>(?o)) }", "The custom function <x:f> is not supported"),
        ("claims/what_is_denied", "SELECT ?t { ?t ?p ?o }", "what_is_denied.rq: .*what-is-denied.rq has the same name"),
        ("mine", "SELECT ?t { ?t ?p ?o }", "questions/mine.rq: is not read as a question"),
        ("claims/more/mine", "SELECT ?t { ?t ?p ?o }", "claims/more/mine.rq: is not read as a question"),
    ],
)
def test_a_question_that_cannot_be_asked_is_a_fault(
    root: Path, shown: Callable[..., str], name: str, query: str, problem: str
) -> None:
    """What the other commands would refuse or leave out is reported."""
    header = "#+ summary: Which?\n#+ column t: it\n#+ cites: none; made up\n#+ related: gone\n"
    for one in (name, "claims/what-is-denied"):
        path = root / f"queries/questions/{one}.rq"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(header + (query if one == name else "SELECT ?t { ?t ?p ?o }"), encoding="utf-8")

    assert re.search(problem, shown().replace(f"{root}/", ""))


def test_a_question_without_claims_needs_a_reason(root: Path, shown: Callable[..., str]) -> None:
    """The fault names the file and the remedy."""
    question = (shipped().queries / "questions/claims/what-is-denied.rq").read_text(encoding="utf-8")
    path = root / "queries/questions/claims/what-is-denied.rq"
    path.parent.mkdir(parents=True)
    path.write_text("".join(line for line in question.splitlines(True) if "#+ column claim" not in line), "utf-8")

    assert "queries/questions/claims/what-is-denied.rq:1: no column contains claims: select ?claim" in shown()

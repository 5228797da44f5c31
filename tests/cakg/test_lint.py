"""Faults in the form of files are reported with their lines."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cakg.vocabulary import BASE, PREFIXES

ONTOLOGY = """@prefix cakg: <https://w3id.org/cakg/ontology#> .
@prefix mode: <https://w3id.org/cakg/mode/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

cakg:affirms a owl:ObjectProperty .
cakg:latest a owl:DatatypeProperty .
cakg:mode a owl:ObjectProperty .
mode:asserted a skos:Concept .
"""

Lint = Callable[..., list[dict[str, str]]]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with a small ontology, no graph and no query."""
    for name in ("ontology", "graph", "queries"):
        (tmp_path / name).mkdir()
    (tmp_path / "ontology/ontology.ttl").write_text(ONTOLOGY, encoding="utf-8")
    return tmp_path


@pytest.fixture
def lint(root: Path, check_report: Callable[..., dict[str, Any]]) -> Lint:
    """Return the faults of graph files with these texts, and of a query."""

    def run(*texts: str, query: str = "", options: tuple[str, ...] = ()) -> list[dict[str, str]]:
        for number, text in enumerate(texts):
            (root / f"graph/{number}.ttl").write_text(text, encoding="utf-8")
        if query:
            (root / "queries/test.rq").write_text(query, encoding="utf-8")
        faults: list[dict[str, str]] = check_report(root, *options)["faults"]
        return faults

    return run


def block(text: str) -> str:
    """Return *text* with the prefixes that it uses, all on one line before it."""
    used = sorted(prefix for prefix in PREFIXES if re.search(rf"(?<![\w-]){prefix}:", text))
    return "".join(f"@prefix {prefix}: <{PREFIXES[prefix]}> . " for prefix in used) + "\n" + text


SOUND = "claim:c cakg:mode mode:asserted ;\n    cakg:affirms stmt:s ;\n    .\n\nstmt:s cakg:latest 1 .\n"


def test_a_sound_file_has_no_fault(lint: Lint) -> None:
    assert lint(block(SOUND)) == []


@pytest.mark.parametrize(
    "written, datatype",
    [
        ("2022-02-29", "date"),
        ("2022-3-01", "date"),
        ("2022-03-01T00:00:00", "date"),
        ("20220301", "date"),
        ("2022-03-01T24:61:00", "dateTime"),
        ("about 50", "integer"),
        ("51.0", "integer"),
        ("", "integer"),
        ("1e3", "decimal"),
        ("1,5", "decimal"),
        ("yes", "boolean"),
        ("True", "boolean"),
        ("22", "gYear"),
        ("1.5.0", "double"),
        ("٣", "integer"),
    ],
)
def test_an_invalid_literal_is_a_fault(lint: Lint, written: str, datatype: str) -> None:
    """Literals are checked in the text of files, before a library can repair them."""
    (fault,) = lint(block(f'stmt:s cakg:latest\n    "{written}"^^xsd:{datatype} .'))

    assert fault["place"] == "graph/0.ttl:3"
    assert fault["problem"] == f'"{written}" is not a valid xsd:{datatype}'


@pytest.mark.parametrize(
    "written, datatype",
    [
        ("2022-03-01Z", "date"),
        ("2021-06-06+05:00", "date"),
        ("2021-06-06-14:00", "date"),
        ("-0044-03-15", "date"),
        ("0000-02-29", "date"),
        ("12022-03-01", "date"),
        ("12024-02-29Z", "date"),
        ("2022-03-01T24:00:00", "dateTime"),
        ("-0044-03-15T12:00:00", "dateTime"),
        ("2022-03-01T12:00:00.1234567", "dateTime"),
        ("2022Z", "gYear"),
        ("12022", "gYear"),
        ("2022-03Z", "gYearMonth"),
        ("-0044-03", "gYearMonth"),
        ("not an address", "anyURI"),
    ],
)
def test_a_valid_literal_that_cakg_does_not_take_is_called_valid(lint: Lint, written: str, datatype: str) -> None:
    """A message claims no more than the rule."""
    (fault,) = lint(block(f'stmt:s skos:note\n    "{written}"^^xsd:{datatype} .'))

    assert fault["problem"] == f'"{written}" is a valid xsd:{datatype}, but cakg does not take it'


@pytest.mark.parametrize("written", ["2021-06-06+15:00", "2021-06-06 Z", "02022-03-01", "2023-02-29Z", "-2023-02-29"])
def test_a_date_that_is_valid_nowhere_is_called_invalid(lint: Lint, written: str) -> None:
    (fault,) = lint(block(f'stmt:s skos:note "{written}"^^xsd:date .'))

    assert fault["problem"] == f'"{written}" is not a valid xsd:date'


@pytest.mark.parametrize(
    "written, datatype",
    [
        ("2024-02-29", "date"),
        ("2022-03-01T18:00:00Z", "dateTime"),
        ("007", "integer"),
        ("-4", "integer"),
        (".5", "decimal"),
        ("1.50", "decimal"),
        ("0", "boolean"),
        ("2022", "gYear"),
        ("1e3", "double"),
        ("https://example.org/", "anyURI"),
        ("two\nlines", "string"),
    ],
)
def test_a_valid_literal_is_no_fault(lint: Lint, written: str, datatype: str) -> None:
    """Every form that XML Schema and cakg allow is accepted."""
    assert lint(block(f'stmt:s cakg:latest """{written}"""^^xsd:{datatype} .')) == []


def test_an_unknown_datatype_is_a_fault(lint: Lint) -> None:
    (fault,) = lint(block('stmt:s cakg:latest "P1Y"^^xsd:duration .'))

    assert fault["problem"] == "xsd:duration is not a datatype that cakg uses"


def test_a_misspelt_term_gets_a_suggestion(lint: Lint) -> None:
    (fault,) = lint(block("claim:c\n    cakg:afirms stmt:s .\nstmt:s cakg:latest 1 ."))

    assert fault == {
        "place": "graph/0.ttl:3",
        "problem": "cakg:afirms is not in the ontology",
        "remedy": "did you mean cakg:affirms?",
        "severity": "fault",
    }


@pytest.mark.parametrize(
    "text, problem",
    [
        ("claim:c cakg:mode mode:asserting .", "mode:asserting is not in the ontology"),
        ("claim:c cakg:affirms stmt:other .", "stmt:other is not defined"),
        ("claim:c cakg:affirms <https://w3id.org/cakg/stmt/other> .", "stmt:other is not defined"),
        ("stmt:s rdfs:lable 1 .", "rdfs:lable is not a term of that vocabulary"),
        ("stmt:s <http://purl.org/vocab/bio/0.1/father> 1 .", "belongs to a vocabulary that cakg does not use"),
        ("stmt:s a <http://xmlns.com/foaf/0.1/Person> .", "belongs to a vocabulary that cakg does not use"),
        ("cakg:mode cakg:latest 1 . stmt:s cakg:latest 1 .", "cakg:mode is defined a second time"),
        ("stmt:s cakg:latest 1 . stmt:s cakg:affirms stmt:s .", "stmt:s is defined a second time"),
        ("stmt:s rdfs:seeAlso [] .", "a blank node"),
        ("stmt:s rdfs:seeAlso _:b .", "a blank node"),
        ("stmt:s rdfs:seeAlso ( 1 ) .", "a blank node"),
    ],
)
def test_a_wrong_name_is_a_fault(lint: Lint, text: str, problem: str) -> None:
    """Undefined terms, unknown vocabularies, second definitions and blank nodes are reported with their line."""
    (fault,) = lint(block(text))

    assert problem in fault["problem"]
    assert fault["place"] == "graph/0.ttl:2"


def test_a_subject_in_two_files_is_a_fault(lint: Lint) -> None:
    (fault,) = lint(block("stmt:s cakg:latest 1 ."), block("stmt:s cakg:latest 2 ."))

    assert fault["place"] == "graph/1.ttl:2"
    assert fault["remedy"] == "it is also defined at graph/0.ttl:2: keep one"


def test_an_address_as_an_object_is_no_term(lint: Lint) -> None:
    assert lint(block("stmt:s cakg:affirms <https://creativecommons.org/licenses/by/4.0/> .")) == []


@pytest.mark.parametrize(
    "header, problem",
    [
        (
            "@prefix stmt: <https://w3id.org/cakg/stmt/> .\n@prefix cakg: <https://w3id.org/cakg/ontology#> .",
            "cakg: comes after stmt:",
        ),
        (
            "@prefix cakg: <https://w3id.org/cakg/ontology#> .\n@prefix id: <https://w3id.org/cakg/id/> .\n"
            "@prefix stmt: <https://w3id.org/cakg/stmt/> .",
            "id: is not used",
        ),
        (
            "@prefix cakg: <https://w3id.org/cakg/ontology#> .\nPREFIX cakg: <https://w3id.org/cakg/ontology#>\n"
            "@prefix stmt: <https://w3id.org/cakg/stmt/> .",
            "cakg: comes after cakg:",
        ),
    ],
)
def test_prefixes_must_be_used_and_in_order(lint: Lint, header: str, problem: str) -> None:
    (fault,) = lint(f"{header}\nstmt:s cakg:latest 1 .")

    assert problem in fault["problem"]


def test_a_prefix_must_have_its_usual_namespace(lint: Lint) -> None:
    (fault,) = lint("@prefix stmt: <https://example.org/> .\nstmt:s <https://w3id.org/cakg/ontology#mode> stmt:s .")

    assert fault["problem"] == "stmt: is declared as <https://example.org/>"


def test_every_syntax_fault_is_reported_in_one_run(lint: Lint) -> None:
    """Each block of a broken file is parsed on its own."""
    text = "stmt:a cakg:latest 1 ;\n    cakg:mode\n    .\n\nstmt:b cakg:latest 2 .\n\nstmt:c cakg:latest foo:d .\n"

    assert [fault["place"] for fault in lint(block(text))] == ["graph/0.ttl:4", "graph/0.ttl:8"]


def test_a_missing_full_stop_is_one_fault(lint: Lint) -> None:
    """The block without its full stop is reported; the next one is not."""
    (fault,) = lint(block("stmt:a cakg:latest 1\n\nstmt:a cakg:latest 2 .\n"))

    assert (fault["place"], fault["problem"]) == ("graph/0.ttl:2", "unexpected end")


def test_an_undeclared_prefix_is_named(lint: Lint) -> None:
    fault = next(fault for fault in lint("foo:a a foo:B .") if "prefix" in fault["problem"])

    assert (fault["place"], fault["problem"]) == ("graph/0.ttl:1", "the prefix foo: has not been declared")


def test_an_undeclared_prefix_is_one_fault(lint: Lint) -> None:
    """A missing declaration does not make every name of the file unknown."""
    text = "stmt:a cakg:latest 1 .\n\nstmt:b cakg:latest 2 .\n"
    (fault,) = lint(f"@prefix stmt: <{PREFIXES['stmt']}> .\n{text}", block("claim:c cakg:affirms stmt:b ."))

    assert (fault["place"], fault["problem"]) == ("graph/0.ttl:2", "the prefix cakg: has not been declared")


def test_the_names_of_a_broken_file_are_checked_too(lint: Lint) -> None:
    """A syntax fault does not hide a misspelt term in another block."""
    problems = {fault["problem"] for fault in lint(block("claim:c cakg:afirms stmt:s .\nstmt:s cakg:mode .\n"))}

    assert "cakg:afirms is not in the ontology" in problems
    assert len(problems) == 2


@pytest.mark.parametrize("content, byte", [(b"\n\xff", "0xFF"), (b"\n# \xe9\n", "0xE9")])
def test_another_encoding_is_a_fault_with_its_line(root: Path, lint: Lint, content: bytes, byte: str) -> None:
    (root / "graph/test.ttl").write_bytes(content)

    (fault,) = lint()

    assert fault["place"] == "graph/test.ttl:2"
    assert fault["problem"] == f"is not UTF-8 at the byte {byte}: save the file as UTF-8, or correct it"


def test_a_directory_in_the_place_of_a_file_is_a_fault(root: Path, lint: Lint) -> None:
    """A file that cannot be read is reported with the other faults."""
    (root / "graph/odd.ttl").mkdir()

    (fault,) = lint()

    assert (fault["place"], fault["problem"]) == ("graph/odd.ttl", "is a directory, not a file")


@pytest.mark.parametrize("name, text", [("data.nt", "<https://a.example/> <b> ."), ("data.zip", "")])
def test_data_that_is_not_rdf_is_a_fault(root: Path, lint: Lint, name: str, text: str) -> None:
    (root / name).write_text(text, encoding="utf-8")

    (fault,) = lint(options=("--data", str(root / name)))

    assert fault["place"].startswith(str(root / name))


def test_n_triples_are_checked(root: Path, lint: Lint) -> None:
    """N-Triples need no prefixes, and their faults have no lines."""
    (root / "data.nt").write_text("<https://a.example/> <https://w3id.org/cakg/stmt/s> _:c .\n", encoding="utf-8")

    assert {(fault["place"], fault["problem"]) for fault in lint(options=("--data", str(root / "data.nt")))} == {
        (str(root / "data.nt"), "a blank node"),
        (str(root / "data.nt"), "stmt:s is not defined"),
    }


def test_names_in_comments_and_strings_are_ignored(lint: Lint) -> None:
    text = block('stmt:s cakg:latest "cakg:no # <https://w3id.org/cakg/no>" , """a\n"b" cakg:no""" .  # cakg:no\n')

    assert lint(text) == []


def test_the_names_of_a_query_are_checked(lint: Lint) -> None:
    """A misspelt term in a query would silently match nothing."""
    query = "PREFIX cakg: <https://w3id.org/cakg/ontology#>\nSELECT ?s WHERE {\n  ?s cakg:modes ?m FILTER (?s < ?m)\n}"
    (fault,) = lint(query=query)

    assert (fault["place"], fault["problem"]) == ("queries/test.rq:3", "cakg:modes is not in the ontology")
    assert fault["remedy"] == "did you mean cakg:mode?"


@pytest.mark.parametrize(
    "query, place, problem",
    [
        (
            "SELECT ?s\nWHERE { ?s ?p }",
            "queries/test.rq:2",
            "the query is not SPARQL: line 2, column 15: unexpected }",
        ),
        (
            "SELECT ?s WHERE { ?s a foo:B }",
            "queries/test.rq:1",
            "the query is not SPARQL: line 1, column 29: the prefix foo: is not declared",
        ),
    ],
)
def test_a_query_that_is_not_sparql_is_a_fault(lint: Lint, query: str, place: str, problem: str) -> None:
    found = {(fault["place"], fault["problem"]) for fault in lint(query=query)}

    assert (place, problem) in found


@pytest.mark.parametrize(
    "query, problem",
    [
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE"),
        ("ASK " + "{" * 5000 + "}" * 5000, "nested deeper than 100 levels"),
    ],
)
def test_a_query_that_is_dangerous_is_a_fault(lint: Lint, query: str, problem: str) -> None:
    """The check runs each query on an empty graph, so it must not reach other machines or crash."""
    assert [fault for fault in lint(query=query) if problem in fault["problem"]]


VOCABULARIES = sorted(prefix for prefix, iri in PREFIXES.items() if not iri.startswith(BASE) and prefix != "wd")
"""The prefixes of other vocabularies; ``wd:`` has items, which are things and not terms."""


@pytest.mark.parametrize("prefix", VOCABULARIES)
def test_the_terms_of_every_borrowed_vocabulary_are_known(lint: Lint, prefix: str) -> None:
    (fault,) = lint(block(f"stmt:s {prefix}:noSuchTerm 1 ."))

    assert fault["problem"] == f"{prefix}:noSuchTerm is not a term of that vocabulary"


@pytest.mark.parametrize("before", ["", "<urn:a> <urn:p> .\n\n"])
def test_what_would_crash_the_parser_is_a_fault(root: Path, lint: Lint, before: str) -> None:
    """Triple terms nested so deep are not parsed block by block either, after a syntax error."""
    deep = "<urn:a> <urn:p> " + "<<( <urn:a> <urn:p> " * 100_000
    (root / "graph/test.ttl").write_text(before + deep, encoding="utf-8")

    (fault,) = lint()

    assert (fault["place"], "more than 500 times" in fault["problem"]) == ("graph/test.ttl", True)


@pytest.mark.slow
def test_a_value_too_long_for_the_parser_is_a_fault(root: Path, lint: Lint) -> None:
    for name, before in (("one", ""), ("two", "<urn:a> <urn:p> .\n\n")):
        (root / f"graph/{name}.ttl").write_text(f'{before}<urn:a> <urn:p> "{"x" * (17 << 20)}" .', encoding="utf-8")

    places = [fault["place"] for fault in lint() if "more than 16 MiB" in fault["problem"]]

    assert places == ["graph/one.ttl", "graph/two.ttl:3"]


def test_lines_that_end_as_on_other_systems_are_counted(root: Path, lint: Lint) -> None:
    (root / "graph/test.ttl").write_bytes(b"# one\r# two\r\n<urn:a> a <urn:unknown> .\r")

    assert "graph/test.ttl:3" in {fault["place"] for fault in lint() if "urn:unknown" in fault["problem"]}

"""What every file must keep to is told with its place, before any library has mended it."""

from __future__ import annotations

from pathlib import Path

import pytest

from cakg.quality.datatypes import FORMS, terms
from cakg.quality.faults import Fault
from cakg.quality.lint import Written, faults
from cakg.quality.source_files import SourceFile, read
from cakg.vocabulary import BASE, PREFIXES, XSD

ONTOLOGY = """@prefix cakg: <https://w3id.org/cakg/ontology#> .
@prefix mode: <https://w3id.org/cakg/mode/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

cakg:affirms a owl:ObjectProperty .
cakg:latest a owl:DatatypeProperty .
cakg:mode a owl:ObjectProperty .
mode:asserted a skos:Concept .
"""


def turtle_file(folder: Path, text: str, name: str = "test.ttl") -> SourceFile:
    """Write *text* as a file and read it."""
    (folder / name).write_text(text, encoding="utf-8")
    return read(folder / name, name)


def found(folder: Path, *texts: str, query: str = "") -> list[Fault]:
    """Return the faults of graph files of these texts beside a small ontology, and of a query."""
    queries = []
    if query:
        (folder / "test.rq").write_text(query, encoding="utf-8")
        queries.append(read(folder / "test.rq", "test.rq"))
    ontology = [turtle_file(folder, ONTOLOGY, "ontology.ttl")]
    graph = [turtle_file(folder, text, f"{number}.ttl") for number, text in enumerate(texts)]
    return faults(Written(ontology, graph, data=[], queries=queries))


def block(text: str) -> str:
    """Return *text* below the prefixes that it uses, so that its first line is the same whatever they are."""
    used = sorted(prefix for prefix in PREFIXES if f"{prefix}:" in text)
    return "".join(f"@prefix {prefix}: <{PREFIXES[prefix]}> . " for prefix in used) + "\n" + text


SOUND = "claim:c cakg:mode mode:asserted ;\n    cakg:affirms stmt:s ;\n    .\n\nstmt:s cakg:latest 1 .\n"


def test_a_sound_file_has_no_fault(tmp_path: Path) -> None:
    """What is written as it should be is left in peace."""
    assert found(tmp_path, block(SOUND)) == []


@pytest.mark.parametrize(
    "written, datatype",
    [
        ("2022-02-29", "date"),
        ("2022-3-01", "date"),
        ("2022-03-01T00:00:00", "date"),
        ("2022-03-01Z", "date"),
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
        ("not an address", "anyURI"),
        ("1.5.0", "double"),
        ("٣", "integer"),
    ],
)
def test_a_literal_is_judged_as_it_is_written(tmp_path: Path, written: str, datatype: str) -> None:
    """No library gets to repair a literal before it is seen."""
    (fault,) = found(tmp_path, block(f'stmt:s cakg:latest\n    "{written}"^^xsd:{datatype} .'))

    assert (fault.place, fault.problem) == ("0.ttl:3", f'"{written}" is not a valid xsd:{datatype}')


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
def test_a_valid_literal_is_left_alone(written: str, datatype: str) -> None:
    """Every form that XML Schema allows, and that we use, is allowed."""
    assert FORMS[XSD[datatype]].fits(written)


def test_a_datatype_that_nobody_checks_is_refused(tmp_path: Path) -> None:
    """What cannot be judged is not let in."""
    (fault,) = found(tmp_path, block('stmt:s cakg:latest "P1Y"^^xsd:duration .'))

    assert fault.problem == "xsd:duration is not a datatype that we use"


def test_a_misspelt_term_is_reported_with_the_right_one(tmp_path: Path) -> None:
    """The report names the file, the line, and what was meant."""
    (fault,) = found(tmp_path, block("claim:c\n    cakg:afirms stmt:s .\nstmt:s cakg:latest 1 ."))

    assert str(fault) == "0.ttl:3: cakg:afirms is not in the ontology\n    did you mean cakg:affirms?"


@pytest.mark.parametrize(
    "text, problem",
    [
        ("claim:c cakg:mode mode:asserting .", "mode:asserting is not in the ontology"),
        ("claim:c cakg:affirms stmt:other .", "stmt:other is introduced nowhere"),
        ("claim:c cakg:affirms <https://w3id.org/cakg/stmt/other> .", "stmt:other is introduced nowhere"),
        ("stmt:s rdfs:lable 1 .", "rdfs:lable is not a term of that vocabulary"),
        ("stmt:s <http://purl.org/vocab/bio/0.1/father> 1 .", "is of a vocabulary that we do not use"),
        ("stmt:s a <http://xmlns.com/foaf/0.1/Person> .", "is of a vocabulary that we do not use"),
        ("cakg:mode cakg:latest 1 . stmt:s cakg:latest 1 .", "cakg:mode is introduced a second time"),
        ("stmt:s cakg:latest 1 . stmt:s cakg:affirms 2 .", "stmt:s is introduced a second time"),
        ("stmt:s cakg:latest [] .", "a blank node"),
        ("stmt:s cakg:latest _:b .", "a blank node"),
        ("stmt:s cakg:latest ( 1 ) .", "a blank node"),
    ],
)
def test_a_fault_of_a_name_is_found(tmp_path: Path, text: str, problem: str) -> None:
    """What is undefined, unknown, twice there or nameless is found on its line."""
    (fault,) = found(tmp_path, block(text))

    assert problem in fault.problem
    assert fault.place == "0.ttl:2"


def test_a_subject_has_one_file(tmp_path: Path) -> None:
    """The second block is reported, with the place of the first."""
    (fault,) = found(tmp_path, block("stmt:s cakg:latest 1 ."), block("stmt:s cakg:latest 2 ."))

    assert (fault.place, fault.remedy) == ("1.ttl:2", "it has a block at 0.ttl:2: keep one")


def test_a_link_elsewhere_is_no_term(tmp_path: Path) -> None:
    """Addresses and licences in the place of an object belong to nobody's vocabulary."""
    assert found(tmp_path, block("stmt:s cakg:affirms <https://creativecommons.org/licenses/by/4.0/> .")) == []


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
def test_prefixes_are_used_and_in_order(tmp_path: Path, header: str, problem: str) -> None:
    """A header tells a reader what the file is about, so nothing idle stands in it."""
    (fault,) = found(tmp_path, f"{header}\nstmt:s cakg:latest 1 .")

    assert problem in fault.problem


def test_a_prefix_means_the_same_everywhere(tmp_path: Path) -> None:
    """Another namespace under a usual prefix misleads every reader."""
    text = "@prefix stmt: <https://example.org/> .\nstmt:s <https://w3id.org/cakg/ontology#mode> 1 ."
    (fault,) = found(tmp_path, text)

    assert fault.problem == "stmt: stands for <https://example.org/>"


def test_every_fault_of_syntax_is_found_in_one_run(tmp_path: Path) -> None:
    """The blocks after a broken one are read too, each on its own."""
    text = "stmt:a cakg:latest 1 ;\n    cakg:mode\n    .\n\nstmt:b cakg:latest 2 .\n\nstmt:c cakg:latest foo:d .\n"
    places = [broken.place for broken in turtle_file(tmp_path, block(text)).broken]

    assert places == ["test.ttl:4", "test.ttl:8"]


def test_a_missing_full_stop_is_one_fault(tmp_path: Path) -> None:
    """The block that does not end is named, and the one after it is not blamed."""
    (broken,) = turtle_file(tmp_path, block("stmt:a cakg:latest 1\n\nstmt:b cakg:latest 2 .\n")).broken

    assert (broken.place, broken.problem) == ("test.ttl:2", "unexpected end")


def test_an_undeclared_prefix_is_named(tmp_path: Path) -> None:
    """The parser's words name the prefix."""
    (broken,) = turtle_file(tmp_path, "foo:a a foo:B .").broken

    assert (broken.place, broken.problem) == ("test.ttl:1", "the prefix foo: has not been declared")


def test_an_undeclared_prefix_is_one_fault(tmp_path: Path) -> None:
    """A line that is missing in the header does not make every name of the file unknown."""
    text = "stmt:a cakg:latest 1 .\n\nstmt:b cakg:latest 2 .\n"
    (fault,) = found(tmp_path, f"@prefix stmt: <{PREFIXES['stmt']}> .\n{text}", block("claim:c cakg:affirms stmt:b ."))

    assert str(fault).startswith("0.ttl:2: the prefix cakg: has not been declared")


def test_a_broken_file_is_judged_by_its_names_too(tmp_path: Path) -> None:
    """A fault of syntax does not hide a misspelt term in another block."""
    problems = {fault.problem for fault in found(tmp_path, block("claim:c cakg:afirms stmt:s .\nstmt:s cakg:mode .\n"))}

    assert "cakg:afirms is not in the ontology" in problems
    assert len(problems) == 2


@pytest.mark.parametrize("content, line", [(b"\n\xff", 2), (b"\n# \xe9\n", 2)])
def test_another_encoding_is_named_with_its_line(tmp_path: Path, content: bytes, line: int) -> None:
    """Every file is UTF-8."""
    path = tmp_path / "test.ttl"
    path.write_bytes(content)

    (broken,) = read(path, "test.ttl").broken

    assert (broken.place, broken.problem) == (f"test.ttl:{line}", "is not UTF-8")


def test_a_file_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    """More data that cannot be read is reported beside the rest."""
    (broken,) = read(tmp_path / "nowhere.ttl", "nowhere.ttl").broken

    assert (broken.place, broken.problem) == ("nowhere.ttl", "cannot be read: No such file or directory")


@pytest.mark.parametrize("name, text", [("data.nt", "<https://a.example/> <b> ."), ("data.zip", "")])
def test_other_data_is_parsed_strictly(tmp_path: Path, name: str, text: str) -> None:
    """What is no RDF is reported, whatever its extension."""
    (tmp_path / name).write_text(text, encoding="utf-8")

    assert len(read(tmp_path / name, name).broken) == 1


def test_other_data_gives_its_triples(tmp_path: Path) -> None:
    """N-Triples need no prefixes and no lines."""
    (tmp_path / "data.nt").write_text("<https://a.example/> <https://b.example/> _:c .\n", encoding="utf-8")

    assert len(read(tmp_path / "data.nt", "data.nt").triples) == 1


def test_names_in_comments_and_strings_are_no_names(tmp_path: Path) -> None:
    """Only what the parser sees as a name is one."""
    text = block('stmt:s cakg:latest "cakg:no # <https://w3id.org/cakg/no>" , """a\n"b" cakg:no""" .  # cakg:no\n')

    assert found(tmp_path, text) == []


def test_a_query_is_held_to_the_ontology(tmp_path: Path) -> None:
    """A misspelt term answers nothing and says nothing, so it is caught here."""
    query = "PREFIX cakg: <https://w3id.org/cakg/ontology#>\nSELECT ?s WHERE {\n  ?s cakg:modes ?m FILTER (?s < ?m)\n}"
    (fault,) = found(tmp_path, query=query)

    assert str(fault) == "test.rq:3: cakg:modes is not in the ontology\n    did you mean cakg:mode?"


@pytest.mark.parametrize(
    "query, place, problem",
    [
        (
            "SELECT ?s\nWHERE { ?s ?p }",
            "test.rq:2",
            "the query is not SPARQL: line 2, column 16: this was not expected here",
        ),
        (
            "SELECT ?s WHERE { ?s a foo:B }",
            "test.rq:1",
            "the query is not SPARQL: line 1, column 29: the prefix foo: is not declared",
        ),
    ],
)
def test_a_query_that_is_not_sparql_is_reported(tmp_path: Path, query: str, place: str, problem: str) -> None:
    """The report says where, in a few words."""
    (fault,) = found(tmp_path, query=query)

    assert (fault.place, fault.problem) == (place, problem)


VOCABULARIES = sorted(prefix for prefix, iri in PREFIXES.items() if not iri.startswith(BASE) and prefix != "wd")
"""The prefixes of others; behind ``wd:`` stand items, which are things and not terms."""


@pytest.mark.parametrize("prefix", VOCABULARIES)
def test_each_borrowed_vocabulary_lists_its_terms(prefix: str) -> None:
    """Every other namespace that our files use is known term by term."""
    known = terms()[PREFIXES[prefix]]

    assert known
    assert all(term.startswith(PREFIXES[prefix]) for term in known)

"""Headers, parameters and the catalogue of questions."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import Literal, NamedNode

from cakg.cli import main
from cakg.errors import BrokenFileError, GraphFolderError, UnknownParameterError, UnknownQuestionError
from cakg.questions.catalogue import TAKEN, Catalogue, Question, quoted, read

HEADER = """\
#+ summary: Who supplied what?
#+ parameter giver (state): who supplied it; example Tajikistan
#+ parameter year (year): when; example 2022
#+ column s: the statement
#+ cites: none; these supplies are made up
#+ view: table
#+ tags: arms, trade
"""
BODY = """
SELECT ?s WHERE {
  # parameter ?giver
  VALUES ?year { 2022 }  # parameter
  VALUES ?profile { <https://w3id.org/cakg/profile/everything> }  # parameter
  ?s <x:p> ?giver ; <x:y> ?year .
}
"""


def written(tmp_path: Path, text: str, name: str = "security/supplies.rq") -> Path:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def question(tmp_path: Path) -> Question:
    return read(written(tmp_path, HEADER + BODY))


def test_a_header_describes_a_question(question: Question) -> None:
    """Name and theme come from the path, everything else from the header."""
    assert (question.name, question.theme, question.view) == ("supplies", "security", "table")
    assert question.tags == ("arms", "trade")
    assert [(one.name, one.type, one.example, one.default) for one in question.parameters] == [
        ("giver", "state", "Tajikistan", ""),
        ("year", "year", "2022", "2022"),
    ]
    assert question.has_profile
    assert question.uncited == "these supplies are made up"


@pytest.mark.parametrize(
    "name, holds", [("claim", True), ("other_claim", True), ("claims", False), ("disclaim", False)]
)
def test_a_column_of_claims_is_known_by_its_name(tmp_path: Path, name: str, holds: bool) -> None:
    """A question that selects claims needs no reason for missing citations."""
    cites = "" if holds else "#+ cites: none; these supplies are made up\n"
    header = HEADER.replace("#+ cites: none; these supplies are made up\n", cites).replace(
        "column s:", f"column {name}:"
    )

    question = read(written(tmp_path, header + BODY))

    assert [column.holds_claims for column in question.columns] == [holds]
    assert bool(question.uncited) is not holds


def test_without_values_the_query_is_unchanged(question: Question) -> None:
    """A parameter without a value matches anything or keeps its default."""
    assert question.bind({}) == question.sparql


def test_a_value_replaces_the_marked_line(question: Question) -> None:
    """Other lines do not change; a default is replaced."""
    bound = question.bind({"giver": [NamedNode("x:tj"), NamedNode("x:kz")], "year": [Literal(2023)]})

    assert "  VALUES ?giver { <x:tj> <x:kz> }\n" in bound
    assert '  VALUES ?year { "2023"^^<http://www.w3.org/2001/XMLSchema#integer> }\n' in bound
    assert "profile/everything" in bound


@pytest.mark.parametrize(
    "text", ['" } ?a ?b ?c . { "', "} #", "x\ny", 'a\\"', "\\", "{ VALUES ?giver { <x:any> } }  # parameter"]
)
def test_no_value_can_change_the_query(question: Question, text: str) -> None:
    """A value stays one literal in one VALUES line, with any characters."""
    store = pyoxigraph.Store()
    store.add(pyoxigraph.Quad(NamedNode("x:s"), NamedNode("x:p"), Literal(text)))
    store.add(pyoxigraph.Quad(NamedNode("x:s"), NamedNode("x:y"), Literal(2022)))
    store.add(pyoxigraph.Quad(NamedNode("x:other"), NamedNode("x:p"), Literal("other")))
    store.add(pyoxigraph.Quad(NamedNode("x:other"), NamedNode("x:y"), Literal(2022)))

    found = store.query(question.bind({"giver": [Literal(text)]}))

    assert isinstance(found, pyoxigraph.QuerySolutions)
    assert [str(row["s"]) for row in found] == ["<x:s>"]


def test_an_unmarked_name_cannot_be_bound(question: Question) -> None:
    """The error lists the parameters."""
    with pytest.raises(UnknownParameterError) as caught:
        question.bind({"taker": [NamedNode("x:ru")]})
    assert caught.value.candidates == ("giver", "year")


def test_underscores_and_hyphens_name_the_same_parameter(tmp_path: Path) -> None:
    """The option of the command line and the argument in Python are the same parameter."""
    text = (HEADER + BODY).replace("giver", "who_gives")
    question = read(written(tmp_path, text))
    assert question.parameter("who-gives") is question.parameter("who_gives")
    assert question.parameter("who_gives").option == "--who-gives"


@pytest.mark.parametrize(
    "before, after, problem",
    [
        ("#+ summary: Who supplied what?\n", "", "no summary"),
        ("#+ column s: the statement\n", "", "no column"),
        ("(state)", "(country)", "'country'"),
        ("  # parameter ?giver\n", "", "giver is listed in the header but not marked"),
        ("#+ parameter year (year): when; example 2022\n", "", "parameter year is marked in the query but not listed"),
        ("#+ view: table", "#+ view: pie", "'pie'"),
        ("#+ tags: arms, trade", "#+ colour: red", "colour"),
        ("#+ tags: arms, trade", "#+ tags arms", "not a header line"),
        ("#+ cites: none; these supplies are made up\n", "", "no column contains claims"),
        ("none; these supplies are made up", "none;", "`#+ cites: none; REASON`"),
        ("none; these supplies", "some; these supplies", "`#+ cites: none; REASON`"),
        ("column s:", "column supplier_claim:", "column supplier_claim contains claims"),
    ],
)
def test_a_broken_header_says_what_is_wrong(tmp_path: Path, before: str, after: str, problem: str) -> None:
    """A difference between header and query is an error that names the file."""
    path = written(tmp_path, (HEADER + BODY).replace(before, after))
    with pytest.raises(BrokenFileError) as caught:
        read(path)
    assert problem in str(caught.value)
    assert str(path) in str(caught.value)


def test_every_fault_of_a_header_is_reported(tmp_path: Path) -> None:
    """All faults are in one error, with the missing citations."""
    text = (HEADER + BODY).replace("#+ summary: Who supplied what?\n", "").replace("#+ cites: none;", "#+ cites:")
    with pytest.raises(BrokenFileError) as caught:
        read(written(tmp_path, text))
    assert len(caught.value.faults) == 2


def test_a_catalogue_lists_by_theme_and_finds_by_word(tmp_path: Path) -> None:
    """Name, summary, tags and parameters are searched."""
    written(tmp_path, HEADER + BODY, "security/supplies.rq")
    written(tmp_path, HEADER.replace("arms, ", "").replace("supplied", "sold") + BODY, "economy/sales.rq")
    catalogue = Catalogue.load(tmp_path)
    assert catalogue.names == ["sales", "supplies"]
    assert [question.name for question in catalogue.all("ARMS")] == ["supplies"]
    assert [question.name for question in catalogue.all("giver")] == ["sales", "supplies"]


@pytest.mark.parametrize(
    "text, names",
    [
        ("supplied trade", ["supplies"]),
        ("trade supplied", ["supplies"]),
        ("economy", ["sales"]),
        ("sold Tajikistan", ["sales"]),
        ("statement", ["sales", "supplies"]),
        ("arms sold", []),
        ("?!", []),
        (" ", ["sales", "supplies"]),
    ],
)
def test_a_catalogue_finds_words_in_any_order(tmp_path: Path, text: str, names: list[str]) -> None:
    """Descriptions of parameters and columns are searched for words that are not elsewhere."""
    written(tmp_path, HEADER + BODY, "security/supplies.rq")
    written(tmp_path, HEADER.replace("arms, ", "").replace("supplied", "sold") + BODY, "economy/sales.rq")
    assert [question.name for question in Catalogue.load(tmp_path).all(text)] == names


def test_the_nearest_questions_have_most_of_the_words(tmp_path: Path) -> None:
    """Rare words count more than common ones."""
    written(tmp_path, HEADER + BODY, "security/supplies.rq")
    written(tmp_path, HEADER.replace("arms, ", "").replace("supplied", "sold") + BODY, "economy/sales.rq")
    catalogue = Catalogue.load(tmp_path)
    assert [one.name for one in catalogue.nearest("Who sold trade secrets?")] == ["sales", "supplies"]
    assert [one.name for one in catalogue.nearest("supplied trade")] == ["supplies", "sales"]
    assert catalogue.nearest("zebra") == []


@pytest.mark.parametrize("name", ["suplies", "supply", "who-supplies"])
def test_an_unknown_question_has_candidates(tmp_path: Path, name: str) -> None:
    """A misspelt name gets similar names."""
    written(tmp_path, HEADER + BODY)
    with pytest.raises(UnknownQuestionError) as caught:
        Catalogue.load(tmp_path).get(name)
    assert caught.value.candidates == ("supplies",)


def test_a_question_is_named_in_capitals_too(tmp_path: Path) -> None:
    """Underscores may replace hyphens."""
    written(tmp_path, HEADER + BODY)
    assert Catalogue.load(tmp_path).get("Supplies").name == "supplies"


@pytest.mark.parametrize("word, shown", [("drones", "drones"), ("Peach State", '"Peach State"'), ("it's", '"it\'s"')])
def test_a_word_is_quoted_as_a_reader_would(word: str, shown: str) -> None:
    """Double quotes are used, unless a shell would interpret characters inside them."""
    assert (quoted(word), quoted('say "no"')) == (shown, "'say \"no\"'")


@pytest.mark.parametrize("other", ["economy/supplies", "security/Supplies"])
def test_one_name_means_one_question(tmp_path: Path, other: str) -> None:
    """Two questions cannot have the same name, also if it is written in capitals."""
    written(tmp_path, HEADER + BODY, "security/supplies.rq")
    written(tmp_path, HEADER + BODY, f"{other}.rq")
    with pytest.raises(BrokenFileError, match="same name"):
        Catalogue.load(tmp_path)


@pytest.mark.parametrize("file", ["Who Supplied", "who_supplied", "WHO-SUPPLIED"])
def test_a_file_of_any_name_is_a_question_that_can_be_asked(tmp_path: Path, file: str) -> None:
    """The name of the question is that of its file, in lower case and with hyphens."""
    written(tmp_path, HEADER + BODY, f"security/{file}.rq")
    catalogue = Catalogue.load(tmp_path)
    assert catalogue.names == [catalogue.get(file).name] == ["who-supplied"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_question_may_be_written_by_any_editor(tmp_path: Path, question: Question, encoding: str) -> None:
    """Byte order marks and all line ends are understood."""
    path = tmp_path / "security/supplies.rq"
    path.write_bytes((HEADER + BODY).replace("\n", "\r\n").encode(encoding))
    assert read(path) == question


@pytest.mark.parametrize(
    "old, new, problem",
    [
        ("supplied it; example", "suppli\udce9 it; example", "not UTF-8 at the byte 0xE9"),
        ("#+ column s", "#+ parameter giver (thing): again\n#+ column s", "parameter giver is listed 2 times"),
        ("#+ column s", "#+ column s: again\n#+ column s", "column s is listed 2 times"),
        ("#+ column s", "#+ column cited: who\n#+ column s", "column cited has the name of a key of JSON"),
        ("giver", "graph", "parameter graph has the name of an option of `cakg ask`"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(tmp_path: Path, old: str, new: str, problem: str) -> None:
    """The problem is known when the file is read, not when the question is asked."""
    path = written(tmp_path, "")
    path.write_bytes((HEADER + BODY).replace(old, new).encode(errors="surrogateescape"))
    with pytest.raises(BrokenFileError, match=problem):
        read(path)


def test_the_options_of_ask_are_no_names_of_parameters(capsys: pytest.CaptureFixture[str]) -> None:
    """The catalogue knows all options that exist for every question."""
    main(["ask", "--help"])
    options = re.findall(r"(?<=--)[a-z]+(?:-[a-z]+)*(?=[ ,\n])", capsys.readouterr().out.partition("examples:")[0])
    assert {name.replace("-", "_") for name in options} == TAKEN


def test_a_folder_without_questions_says_so(tmp_path: Path) -> None:
    """A missing folder is not an empty catalogue."""
    with pytest.raises(GraphFolderError, match="no questions"):
        Catalogue.load(tmp_path / "nowhere")

"""Headers and parameters of questions, and the catalogue."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import Literal, NamedNode

from cakg.errors import BrokenFileError, GraphFolderError, UnknownParameterError, UnknownQuestionError
from cakg.questions.catalogue import Catalogue, Question, quoted, read

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


def test_a_header_describes_parameters_and_columns(question: Question) -> None:
    """Name and theme are from the path, everything else is from the header."""
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
def test_a_column_of_claims_is_recognised_by_its_name(tmp_path: Path, name: str, holds: bool) -> None:
    """A question with claims needs no reason for missing citations."""
    cites = "" if holds else "#+ cites: none; these supplies are made up\n"
    header = HEADER.replace("#+ cites: none; these supplies are made up\n", cites).replace(
        "column s:", f"column {name}:"
    )

    question = read(written(tmp_path, header + BODY))

    assert [column.holds_claims for column in question.columns] == [holds]
    assert bool(question.uncited) is not holds


def test_a_missing_parameter_leaves_the_query_unchanged(question: Question) -> None:
    """Without values the file is run as it is: unbound means any, and defaults stay."""
    assert question.bind({}) == question.sparql


def test_a_value_replaces_the_marked_line(question: Question) -> None:
    """Only the marked lines change, and a default is replaced."""
    bound = question.bind({"giver": [NamedNode("x:tj"), NamedNode("x:kz")], "year": [Literal(2023)]})

    assert "  VALUES ?giver { <x:tj> <x:kz> }\n" in bound
    assert '  VALUES ?year { "2023"^^<http://www.w3.org/2001/XMLSchema#integer> }\n' in bound
    assert "profile/everything" in bound


@pytest.mark.parametrize(
    "text", ['" } ?a ?b ?c . { "', "} #", "x\ny", 'a\\"', "\\", "{ VALUES ?giver { <x:any> } }  # parameter"]
)
def test_no_value_changes_the_query(question: Question, text: str) -> None:
    """A value stays one literal in one VALUES line, whatever it contains."""
    store = pyoxigraph.Store()
    store.add(pyoxigraph.Quad(NamedNode("x:s"), NamedNode("x:p"), Literal(text)))
    store.add(pyoxigraph.Quad(NamedNode("x:s"), NamedNode("x:y"), Literal(2022)))
    store.add(pyoxigraph.Quad(NamedNode("x:other"), NamedNode("x:p"), Literal("other")))
    store.add(pyoxigraph.Quad(NamedNode("x:other"), NamedNode("x:y"), Literal(2022)))

    found = store.query(question.bind({"giver": [Literal(text)]}))

    assert isinstance(found, pyoxigraph.QuerySolutions)
    assert [str(row["s"]) for row in found] == ["<x:s>"]


def test_an_unmarked_name_cannot_be_bound(question: Question) -> None:
    """The error lists the parameters of the file."""
    with pytest.raises(UnknownParameterError) as caught:
        question.bind({"taker": [NamedNode("x:ru")]})
    assert caught.value.candidates == ("giver", "year")


def test_underscores_and_hyphens_name_the_same_parameter(tmp_path: Path) -> None:
    """An option of the command line and an argument in Python are one parameter."""
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
        ("  # parameter ?giver\n", "", "giver is listed but marked nowhere"),
        ("#+ parameter year (year): when; example 2022\n", "", "?year as a parameter that the header does not list"),
        ("#+ view: table", "#+ view: pie", "'pie'"),
        ("#+ tags: arms, trade", "#+ colour: red", "colour"),
        ("#+ tags: arms, trade", "#+ tags arms", "a header line reads"),
        ("#+ cites: none; these supplies are made up\n", "", "no column holds claims"),
        ("none; these supplies are made up", "none;", "`#+ cites: none; REASON`"),
        ("none; these supplies", "some; these supplies", "`#+ cites: none; REASON`"),
        ("column s:", "column supplier_claim:", "column supplier_claim holds claims"),
    ],
)
def test_a_broken_header_is_an_error(tmp_path: Path, before: str, after: str, problem: str) -> None:
    """If header and query do not agree, the error names the file."""
    path = written(tmp_path, (HEADER + BODY).replace(before, after))
    with pytest.raises(BrokenFileError) as caught:
        read(path)
    assert problem in str(caught.value)
    assert str(path) in str(caught.value)


def test_every_fault_of_a_header_is_reported(tmp_path: Path) -> None:
    """All faults of a header are reported at once, also missing citations."""
    text = (HEADER + BODY).replace("#+ summary: Who supplied what?\n", "").replace("#+ cites: none;", "#+ cites:")
    with pytest.raises(BrokenFileError) as caught:
        read(written(tmp_path, text))
    assert len(caught.value.faults) == 2


def test_a_catalogue_is_sorted_by_theme_and_searched_by_word(tmp_path: Path) -> None:
    """Words are searched in name, summary, tags and parameters."""
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
    """First in name, summary and tags, then in the texts of parameters and columns."""
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
    """For a typing mistake the error suggests the intended name."""
    written(tmp_path, HEADER + BODY)
    with pytest.raises(UnknownQuestionError) as caught:
        Catalogue.load(tmp_path).get(name)
    assert caught.value.candidates == ("supplies",)


def test_a_question_may_be_named_in_capitals(tmp_path: Path) -> None:
    """Underscores replace hyphens, too."""
    written(tmp_path, HEADER + BODY)
    assert Catalogue.load(tmp_path).get("Supplies").name == "supplies"


@pytest.mark.parametrize("word, shown", [("drones", "drones"), ("Peach State", '"Peach State"'), ("it's", '"it\'s"')])
def test_words_of_a_command_are_quoted(word: str, shown: str) -> None:
    """In double quotes, unless a shell would interpret something inside."""
    assert (quoted(word), quoted('say "no"')) == (shown, "'say \"no\"'")


def test_one_name_means_one_question(tmp_path: Path) -> None:
    """Two themes cannot have a question of the same name."""
    written(tmp_path, HEADER + BODY, "security/supplies.rq")
    written(tmp_path, HEADER + BODY, "economy/supplies.rq")
    with pytest.raises(BrokenFileError, match="same name"):
        Catalogue.load(tmp_path)


def test_a_folder_without_questions_says_so(tmp_path: Path) -> None:
    """A missing folder is not an empty catalogue."""
    with pytest.raises(GraphFolderError, match="no questions"):
        Catalogue.load(tmp_path / "nowhere")

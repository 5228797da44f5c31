"""Answers: their rows, citations and notes, and what is shown if there are no rows."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable

import pytest

from cakg.errors import BadValueError, CakgError, UnknownParameterError, UnknownThingError
from cakg.graph import KnowledgeGraph
from cakg.questions.answer import Answer, Asked, Scope
from cakg.questions.rows import Rows
from cakg.store.local import LocalStore
from cakg.vocabulary import with_prefixes


def test_a_table_has_labels_status_and_footer(small: KnowledgeGraph) -> None:
    """It has no IRIs; the footer names sources with dates and the version of the graph."""
    text = small.ask("accusations").table()
    assert "https://" not in text
    assert "contested" in text
    assert "Sources: Agency 2022 (26 December 2022)" in text
    assert f"Graph {small.version}, content {small.content_hash[:12]}" in " ".join(text.split())
    assert max(map(len, text.splitlines())) <= 80


def test_an_accusation_and_its_denial_are_two_rows(small: KnowledgeGraph) -> None:
    """The polarity is a column."""
    assert [(row["polarity"], row["speaker"]) for row in small.ask("accusations").rows] == [
        ("affirmed", "accusers whom the summary does not name"),
        ("denied", "Government of Tajikistan"),
    ]


def test_citations_name_everybody_who_reports_a_claim(small: KnowledgeGraph) -> None:
    """A citation has publisher, title, date, address, place and the chain of speakers."""
    first, second = small.ask("accusations").citations()
    assert first == (
        "The Agency, “A summary”, 26 December 2022, https://agency.example/summary, paragraph 11, sentence 1."
        " Speaker: accusers whom the summary does not name, as reported by The Agency,"
        " which reports on a work by Ana Lyst."
    )
    assert second.endswith(
        "Speaker: Government of Tajikistan, as reported by The Agency, which reports on a work by Ana Lyst."
    )


def test_cited_rows_have_numbers(small: KnowledgeGraph) -> None:
    """The number after a passage is that of its citation."""
    text = small.ask("accusations").table(cite=True)
    assert [text.count(mark) for mark in ("11.1 [1]", "11.1 [2]", "\n[1] The Agency", "\n[2] The Agency")] == [1] * 4


def test_iris_follow_labels_if_asked_for(small: KnowledgeGraph) -> None:
    """A table then has both."""
    assert "Government of Tajikistan (id:tajik-government)" in small.ask("accusations").table(iri=True)


def test_csv_has_one_line_per_row(small: KnowledgeGraph) -> None:
    """IRIs and citations have columns of their own."""
    rows = list(csv.DictReader(io.StringIO(small.ask("accusations").csv(cite=True, iri=True))))
    assert [row["polarity"] for row in rows] == ["affirmed", "denied"]
    assert rows[0]["statement_iri"] == "https://w3id.org/cakg/stmt/drones"
    assert rows[1]["citation"].startswith("The Agency, “A summary”")


def test_a_column_of_citations_is_there_once(shipped_kg: KnowledgeGraph) -> None:
    """Also if the question selects one itself."""
    header = shipped_kg.ask("which-datasets").csv(cite=True, iri=True).partition("\n")[0].split(",")
    assert header.count("citation") == 1


def test_json_has_labels_and_iris(small: KnowledgeGraph) -> None:
    """JSON has everything that a table shows, and more."""
    content = json.loads(small.ask("accusations", thing="Dushanbe").json(cite=True))
    assert content["rows"][1]["speaker"] == {
        "label": "Government of Tajikistan",
        "iri": "https://w3id.org/cakg/id/tajik-government",
    }
    assert content["rows"][1]["citations"] == [2]
    assert content["given"] == {"thing": ["Dushanbe"]}
    assert content["sources"][0]["date"] == "26 December 2022"


def test_rows_of_json_have_their_claims_in_full(small: KnowledgeGraph) -> None:
    """Each row has all that is needed to quote it; the polarity is that about the statement of the row."""
    accusation, denial = json.loads(small.ask("accusations").json())["rows"]
    [found] = denial["cited"]
    assert accusation["status"]["label"] == "contested"
    assert [one["polarity"] for one in accusation["cited"]] == ["affirmed"]
    assert [found["claim"]] == denial["claim"]
    assert found["statements"] == {denial["about"]: "denied"}
    assert found["citation"] == small.ask("accusations").citations()[1]
    assert (found["polarity"], found["mode"], found["speaker"]) == ("denied", "asserted", "Government of Tajikistan")
    assert found["reported"].endswith("as reported by The Agency, which reports on a work by Ana Lyst")
    assert found["speaker_iri"] == denial["speaker"]["iri"]
    assert (found["passage"], found["passage_iri"]) == (denial["passage"]["label"], denial["passage"]["iri"])
    assert found["address"] == "https://agency.example/summary"


def test_rows_of_the_shipped_graph_have_all_their_claims(shipped_kg: KnowledgeGraph) -> None:
    """Those of every question, in JSON; a claim about the statement of its row has a polarity."""
    for name in shipped_kg.questions.names:
        content = json.loads(shipped_kg.ask(name).json())
        for row in content["rows"]:
            assert {"status", "cited"} <= row.keys(), name
            assert set(row["claim"]) == {one["claim"] for one in row["cited"]}, name
            assert all(one["polarity"] for one in row["cited"] if row.get("about") in one["statements"]), name


def test_silence_is_not_called_denial(small: KnowledgeGraph) -> None:
    """An empty answer differs from rows with denials."""
    answer = small.ask("accusations", thing="Kazakhstan")
    assert len(answer) == 0
    text = " ".join(answer.table().split())
    assert "No row matches --thing Kazakhstan. Without this option, there are 2 rows. This is not a denial" in text


def test_sources_are_called_silent_only_without_any_row(small: KnowledgeGraph) -> None:
    """The sources are silent on a question without any row."""
    asked = Asked(small.questions.get("accusations"), {}, "")
    empty = Answer(small.records, asked, Rows(("statement",), []), Scope())
    assert "The sources are silent" in empty.table()


@pytest.mark.parametrize(
    "scope, left_out, said",
    [
        (Scope("stated", 2), 0, "No row matches the profile stated, which hides 2 rows."),
        (Scope(), 1, "The articles are silent. 1 row found only in datasets matches: see them"),
        (Scope("stated", 2), 3, "\n\n3 rows found only in datasets match: "),
        (
            Scope(undated=2, undated_given={"thing": ["Iran"]}),
            0,
            "No row with a date matches. 2 rows without a date match:\n  cakg ask accusations --thing Iran\n",
        ),
        (Scope(about_groups=2, groups_given={"thing": ["Iran"]}), 3, "2 more statements are about groups that include"),
        (
            Scope(undated=1, undated_given={"thing": ["Iran"]}),
            3,
            "\n\n1 row without a date matches:\n  cakg ask accusations --thing Iran\n",
        ),
    ],
)
def test_rows_left_out_are_not_called_silence(small: KnowledgeGraph, scope: Scope, left_out: int, said: str) -> None:
    """Rows that are left out are counted, and the sources are not called silent."""
    asked = Asked(small.questions.get("accusations"), {}, "")
    text = Answer(small.records, asked, Rows(("statement",), [], left_out), scope).table()
    assert said in text
    assert "The sources are silent" not in text


def test_a_status_is_explained_below_the_table(small: KnowledgeGraph) -> None:
    """The legend has the definitions of the ontology; other formats have no legend."""
    answer = small.ask("accusations")
    assert "\ncontested: Some affirm it and some deny it.\n" in answer.table()
    assert "Some affirm it" not in answer.csv() + answer.json() + answer.markdown()


def test_an_unknown_thing_is_an_error_not_an_empty_answer(small: KnowledgeGraph) -> None:
    """A misspelt name must not look like silence."""
    with pytest.raises(UnknownThingError):
        small.ask("accusations", thing="Kazahstan")


def test_a_profile_says_how_many_rows_it_hides(small: KnowledgeGraph) -> None:
    """Rows hidden by a filter are counted, also if no rows are left."""
    answer = small.ask("accusations", profile="stated")
    assert (len(answer), answer.scope.hidden) == (0, 2)
    assert "No row matches the profile stated, which hides 2 rows." in answer.table()
    assert "silent" not in answer.table()


def test_a_profile_without_effect_is_refused(small: KnowledgeGraph) -> None:
    """The question lists no statements."""
    with pytest.raises(BadValueError, match="no statements"):
        small.ask("what-happened", profile="stated")


def test_an_unknown_profile_lists_the_known_ones(small: KnowledgeGraph) -> None:
    """The error lists the three profiles."""
    with pytest.raises(BadValueError, match="unhedged"):
        small.ask("accusations", profile="true")


def test_an_unknown_parameter_lists_the_known_ones(small: KnowledgeGraph) -> None:
    """Parameters have the same names in Python and on the command line."""
    with pytest.raises(UnknownParameterError, match="thing"):
        small.ask("accusations", person="Putin")


def test_several_values_mean_any_of_them(small: KnowledgeGraph) -> None:
    """A list of values matches rows with any of them."""
    assert len(small.ask("accusations", thing=["Kazakhstan", "Tajikistan"])) == 2


def test_a_value_replaces_a_default(small: KnowledgeGraph) -> None:
    """Without a value, the year in the file is used."""
    assert len(small.ask("what-happened")) == 1
    assert len(small.ask("what-happened", year=2023)) == 0


def test_a_data_frame_without_pandas_says_how_to_get_it(small: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names the extra that installs pandas."""
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(CakgError, match=r"pip install '\.\[data\]'"):
        small.ask("accusations").to_dataframe()


def test_a_cut_answer_hoists_only_what_a_parameter_restricts(small: KnowledgeGraph) -> None:
    """The first rows may share a value that the rows not shown do not have."""
    answer = small.ask("accusations")
    whole, cut = answer.table(width=60), answer.first(1).table(width=60)

    assert "Status: contested" not in whole
    assert answer.never_hoisted < answer.first(1).never_hoisted
    assert {"speaker", "checked"} <= answer.first(1).never_hoisted
    assert "thing" not in small.ask("accusations", thing="drones").first(1).never_hoisted
    assert "Speaker: " not in cut


def test_a_data_frame_has_the_columns_of_the_question(small: KnowledgeGraph) -> None:
    """The column of verdicts comes last."""
    pytest.importorskip("pandas")
    frame = small.ask("accusations").to_dataframe()
    assert list(frame.columns) == ["statement", "status", "polarity", "speaker", "passage", "checked"]
    assert list(frame["polarity"]) == ["affirmed", "denied"]


def test_rows_that_differ_only_in_a_thing_are_merged(shipped_kg: KnowledgeGraph) -> None:
    """One claim is about five states; tables with citations and other formats keep all rows."""
    answer = shipped_kg.ask("positions", toward="Western sanctions against Russia")

    assert len(answer) == 5
    assert "Kazakhstan, Kyrgyzstan, Tajikistan, Turkmenistan and Uzbekistan" in " ".join(answer.table().split())
    assert [len(shown.csv().splitlines()) for shown in (answer, answer.first(2))] == [6, 3]
    assert len(answer.readable(cite=True)[1]) == 5


def test_an_answer_cannot_be_cut_to_no_rows(small: KnowledgeGraph) -> None:
    """It would look as if the sources were silent."""
    with pytest.raises(BadValueError, match="cut to 0 rows"):
        small.ask("accusations").first(0)


def test_a_parameter_without_values_counts_as_left_out(small: KnowledgeGraph) -> None:
    assert len(small.ask("accusations", thing=[])) == len(small.ask("accusations"))


@pytest.mark.parametrize("value", ['"NaN"^^xsd:double', '"many"^^xsd:integer', '"INF"^^xsd:double'])
def test_a_number_that_json_cannot_write_is_a_text(
    graph_of: Callable[[str], LocalStore], small: KnowledgeGraph, value: str
) -> None:
    """A graph of another program may have an invalid number; the row is shown."""
    engine = graph_of((small.folders.graph / "all.ttl").read_text(encoding="utf-8"))
    engine.store.update(with_prefixes(f"INSERT DATA {{ stmt:drones cakg:atLeast {value} }}"))
    answer = KnowledgeGraph(engine, small.folders).ask("accusations")

    rows = json.loads(answer.json(), parse_constant=pytest.fail)["rows"]
    assert {row["at_least"] for row in rows} == {value.split('"')[1]}


@pytest.mark.parametrize("name", ["table", "markdown", "csv"])
def test_words_of_a_date_are_shown_if_no_row_has_a_day(
    graph_of: Callable[[str], LocalStore], small: KnowledgeGraph, name: str
) -> None:
    """A source may say when in words that give no day; then the words are a column of their own."""
    engine = graph_of((small.folders.graph / "all.ttl").read_text(encoding="utf-8"))
    engine.store.update(
        with_prefixes("INSERT { ?claim cakg:dateWording 'lately' } WHERE { ?claim cakg:affirms stmt:drones }")
    )
    answer = KnowledgeGraph(engine, small.folders).ask("accusations")

    assert not answer.has_time
    assert "lately" in getattr(answer, name)()
    assert "lately" in getattr(answer, name)(cite=True)


def test_statements_about_groups_are_counted_and_offered(shipped_kg: KnowledgeGraph) -> None:
    """They are not rows, but a command lists them."""
    empty = shipped_kg.ask("dependence-and-help", thing="Tajikistan")
    some = shipped_kg.ask("visits-and-meetings", who="Putin", whom="Tajikistan")

    assert not empty
    assert 'cakg ask dependence-and-help --thing "Central Asian governments"' in empty.table()
    assert len(shipped_kg.ask("dependence-and-help", thing=["Central Asian governments", "Central Asian states"])) >= 7
    assert '--who Putin --whom "Central Asian leaders"' in some.table()
    assert all("\n\n    cakg ask " in one.markdown() for one in (empty, some))
    assert json.loads(some.json())["statements_about_groups"] == some.scope.about_groups > 0


def test_an_answer_without_rows_suggests_similar_names(shipped_kg: KnowledgeGraph) -> None:
    """Names are suggested even if no column contains the thing."""
    answer = shipped_kg.ask("dependence-and-help", thing="id:central-asia")

    assert "Central Asian states (id:central-asian-states)" in " ".join(answer.table().split())


def test_a_table_names_related_questions(shipped_kg: KnowledgeGraph) -> None:
    """All related questions exist."""
    answer = shipped_kg.ask("trade-growth")
    for shown in (answer.table(), answer.markdown()):
        assert "See also: causes, signs-and-sequences, goods" in shown
    assert {name for one in shipped_kg.questions.all() for name in one.related} <= set(shipped_kg.questions.names)


@pytest.mark.parametrize("text", ["Decline of Russia's position in Central Asia", "stmt:decline-of-russian-position"])
def test_causes_can_be_asked_of_a_statement(shipped_kg: KnowledgeGraph, text: str) -> None:
    """The statement is given by its label or its name."""
    rows = shipped_kg.ask("causes", thing=text).rows

    assert {row["other"] for row in rows} == {"Decline of Russia's position in Central Asia"}
    assert "Russia's war in Ukraine" in {row["one"] for row in rows}

"""What datasets make of what is shown stands beside it."""

from __future__ import annotations

import csv
import io

import pytest

from cakg.graph import KnowledgeGraph
from cakg.model.corroboration import Verdict, in_full, in_short
from cakg.paths import shipped
from cakg.vocabulary import VERDICT


@pytest.fixture(scope="module")
def kg(shipped_graph) -> KnowledgeGraph:
    return KnowledgeGraph(shipped_graph, shipped())


def check(verdict: str, dataset: str = "Data") -> Verdict:
    return Verdict("claim", "statement", VERDICT[verdict], verdict.replace("-", " "), dataset)


def test_answers_are_shown_together_and_nothing_less_beside_them():
    """A confirmation hides no contradiction, and what answers nothing is shown only where nothing answers."""
    both = [check("contradicted"), check("confirmed"), check("outside-coverage")]

    assert [one.label for one in in_short(both)] == ["contradicted", "confirmed"]
    assert [one.label for one in in_short(both[2:])] == ["outside coverage"]
    assert in_short([]) == []


def test_in_full_each_verdict_names_its_datasets():
    found = [check("confirmed"), check("outside-coverage", "Old"), check("outside-coverage", "Older")]

    assert in_full(found) == "confirmed (Data); outside coverage (Old, Older)"


@pytest.mark.parametrize(
    "question, given, checked",
    [
        ("alliances-and-conflicts", {}, {"confirmed", "no record", "outside coverage", "related only", None}),
        ("who-recognised", {"object": "annexation of Crimea"}, {"related only"}),
        ("who-is-accused", {"thing": "drones"}, {None}),
        ("votes-on-a-resolution", {"resolution": "ES-11/1"}, {"confirmed at second hand"}),
    ],
)
def test_a_row_of_an_answer_says_what_datasets_make_of_it(kg, question, given, checked):
    """By its statement, or by the things that it shows; nothing where nothing was checked."""
    answer = kg.ask(question, **given)
    rows = [row for row in answer.rows if str(row.get("passage", "")).startswith(("FIIA", "ASIA"))]

    assert {row["checked"] for row in rows} == checked


def test_the_answer_on_corroboration_has_its_own_column(kg):
    """The verdict of one dataset is not repeated as the best of all."""
    assert "checked" not in kg.ask("corroboration", verdict="confirmed").columns


def test_about_and_the_table_of_claims_say_it_too(kg):
    page = kg.about("stmt:kyrgyzstan-in-conflict-with-tajikistan").table()
    rows = csv.DictReader(io.StringIO(kg.export("csv").decode()))
    checked = {row["claim"]: row["checked"] for row in rows}

    assert "checked: confirmed (UCDP/PRIO 2023)" in page
    assert checked["claim:fiia-2023-6-4-stayed-away"] == "confirmed-at-second-hand | outside-coverage"

"""Verdicts of datasets are shown with statements."""

from __future__ import annotations

import csv
import io

import pytest

from cakg.model.corroboration import Verdict, in_full, in_short
from cakg.vocabulary import VERDICT


def check(verdict: str, dataset: str = "Data") -> Verdict:
    return Verdict("claim", "statement", VERDICT[verdict], verdict.replace("-", " "), dataset)


def test_confirmations_and_contradictions_are_shown_without_weaker_verdicts():
    """A confirmation hides no contradiction; other verdicts are shown only if there is neither."""
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
def test_a_row_of_an_answer_has_the_verdicts_of_datasets(shipped_kg, question, given, checked):
    """They are found by statement or by things; the cell is empty if nothing was checked."""
    answer = shipped_kg.ask(question, **given)
    rows = [row for row in answer.rows if str(row.get("passage", "")).startswith(("FIIA", "ASIA"))]

    assert {row["checked"] for row in rows} == checked


def test_the_question_on_corroboration_has_its_own_column(shipped_kg):
    """It has no second column with the best verdict."""
    assert "checked" not in shipped_kg.ask("corroboration", verdict="confirmed").columns


def test_about_and_the_table_of_claims_say_it_too(shipped_kg):
    page = shipped_kg.about("stmt:kyrgyzstan-in-conflict-with-tajikistan").table()
    rows = csv.DictReader(io.StringIO(shipped_kg.export("csv").decode()))
    checked = {row["claim"]: row["checked"] for row in rows}

    assert "checked: confirmed (UCDP/PRIO 2023)" in page
    assert checked["claim:fiia-2023-6-4-stayed-away"] == "confirmed-at-second-hand | outside-coverage"

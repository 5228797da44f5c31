"""Pages of large answers: the rows computed, and what the answer says of the others."""

from __future__ import annotations

import json

import pytest
from pyoxigraph import NamedNode

from cakg import BadValueError, KnowledgeGraph
from cakg.cli import main
from cakg.questions.ask import select
from cakg.questions.bounds import MOST_ROWS, MoreThan, first_rows, up_to
from cakg.tables import counted

QUESTION = "connections"
LIMIT = 200


def test_a_limit_gives_some_rows_in_the_order_of_all(shipped_kg: KnowledgeGraph) -> None:
    every, some = shipped_kg.ask(QUESTION), shipped_kg.ask(QUESTION, limit=LIMIT)

    terms = [entry.terms for entry in every.entries]
    places = [terms.index(entry.terms) for entry in some.entries]
    assert 0 < len(some) <= LIMIT < len(every)
    assert places == sorted(set(places))
    assert some.is_cut
    assert not every.is_cut


def test_the_same_limit_gives_the_same_rows(shipped_kg: KnowledgeGraph) -> None:
    first, second = (shipped_kg.ask(QUESTION, limit=LIMIT).csv(iri=True) for _ in range(2))

    assert first == second


@pytest.mark.parametrize("more", [0, 1, MOST_ROWS])
def test_a_limit_that_suffices_changes_nothing(shipped_kg: KnowledgeGraph, more: int) -> None:
    query = shipped_kg.questions.get("causes").sparql
    every = shipped_kg.ask("causes")
    some = shipped_kg.ask("causes", limit=len(shipped_kg.engine.select(query).rows) + more)

    assert not some.is_cut
    assert some.table() == every.table()
    assert some.json() == every.json()


def test_a_cut_answer_says_that_there_are_more_rows(shipped_kg: KnowledgeGraph) -> None:
    answer = shipped_kg.ask(QUESTION, limit=LIMIT, thing="Russia")

    shown = " ".join(answer.first(5).table().split())
    assert f"5 of more than {len(answer)} rows (restrict them with --other, or use --all)" in shown
    content = json.loads(answer.json())
    assert content["more_rows"] is True
    assert content["rows_of_datasets_left_out"] is None
    assert "more_rows" not in json.loads(shipped_kg.ask(QUESTION, thing="Wagner", limit=MOST_ROWS).json())


def test_rows_of_large_datasets_are_not_counted(shipped_kg: KnowledgeGraph) -> None:
    few = shipped_kg.ask("everything-about", thing="Wagner", limit=MOST_ROWS)
    many = shipped_kg.ask("everything-about", thing="Wagner", limit=100)

    assert len(few) == len(many) < 100
    assert not few.leaves_uncounted
    assert many.leaves_uncounted
    assert json.loads(many.json())["rows_of_datasets_left_out"] is None
    assert "any found only in datasets, not counted (--datasets)" in " ".join(many.table().split())
    nothing = shipped_kg.ask("everything-about", thing="Wagner", limit=100, profile="stated")
    assert nothing.leaves_uncounted


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_is_at_least_one(shipped_kg: KnowledgeGraph, limit: int) -> None:
    with pytest.raises(BadValueError, match=f"cannot have {limit} rows"):
        shipped_kg.ask(QUESTION, limit=limit)


def test_the_command_line_computes_a_page_for_tables_and_all_rows_for_files(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cakg.cli.questions.MOST_COMPUTED", LIMIT)

    def printed(*options: str) -> str:
        assert main(["ask", QUESTION, *options]) == 0
        return capsys.readouterr().out

    every = json.loads(printed("--format", "json"))["rows"]
    assert len(every) > LIMIT
    assert "25 of more than" in printed()
    assert f"{len(every):,} rows" in " ".join(printed("--all").split())
    assert len(printed("--format", "csv").splitlines()) == len(every) + 1
    assert "of more than" not in printed("--limit", str(10 * len(every)))


def test_rows_of_datasets_do_not_hide_those_of_articles(shipped_kg: KnowledgeGraph) -> None:
    question = shipped_kg.questions.get("alliances-and-conflicts")
    unmarked = question._replace(sparql=question.sparql.replace("# articles ?claim; filter", ""))
    every = select(shipped_kg.records, unmarked, {}, datasets=False)

    some = select(shipped_kg.records, unmarked, {}, datasets=False, most=100)

    assert some.is_cut
    assert {entry.statement for entry in some.entries} == {entry.statement for entry in every.entries}


def test_other_rows_are_counted_up_to_the_limit(shipped_kg: KnowledgeGraph) -> None:
    exact = shipped_kg.ask("timeline", when="2022-03").scope.undated
    bounded = shipped_kg.ask("timeline", when="2022-03", limit=100)

    assert exact > 100
    assert bounded.scope.undated == 101
    assert "more than 100 without a date" in " ".join(bounded.table().split())


def test_a_number_above_the_limit_says_so() -> None:
    assert up_to(7, None) == up_to(7, 7) == 7
    assert f"{up_to(7, 7):,}" == "7"
    assert f"{up_to(20_001, 20_000):,}" == "more than 20,000"
    assert counted(MoreThan(20_001), "row") == "more than 20,000 rows"


def test_a_query_in_another_form_is_left_as_it_is() -> None:
    for query in ("SELECT ?a WHERE { ?a ?b ?c }", "SELECT ?a WHERE { ?a ?b ?c } ORDER BY ?a"):
        assert first_rows(query, 3) == query


@pytest.mark.slow
def test_filters_for_frequent_values_find_the_same_rows(shipped_kg: KnowledgeGraph) -> None:
    for question in shipped_kg.questions.all():
        for name in sorted(question.filtered_if_frequent):
            given = {name: [NamedNode(shipped_kg.thing("Russia"))]}
            queries = (question.bind(given, None, frequent) for frequent in ((), {name}))
            values, filtered = (shipped_kg.engine.select(query).rows for query in queries)
            assert filtered == values, (question.name, name)

"""The marks of a query: where values are inserted, and what is left out without them."""

from __future__ import annotations

import re

import pytest
from pyoxigraph import NamedNode

from cakg import BrokenFileError, KnowledgeGraph
from cakg.model import records
from cakg.model.frequency import more_than_articles, said_of
from cakg.paths import shipped
from cakg.questions import marks
from cakg.questions.catalogue import Catalogue, read
from cakg.vocabulary import ID

RUSSIA, WAGNER = (NamedNode(ID[name]) for name in ("russia", "wagner"))
ARTICLE = NamedNode("https://w3id.org/cakg/source/fiia-2023")
QUERY = """SELECT ?statement
WHERE {
  # articles ?claim
  # parameter ?thing; articles if frequent
  VALUES ?profile { profile:everything }  # parameter
  ?statement cakg:affirmedBy ?claim .
  ?statement cakg:involves ?thing .  # if ?thing
}
ORDER BY ?statement
"""
QUESTIONS = Catalogue.load(shipped().queries / "questions").all()


def test_a_line_is_left_out_unless_its_parameter_has_a_value() -> None:
    without, given = (marks.bound(QUERY, values, None, ()) for values in ({}, {"thing": [WAGNER]}))

    assert "cakg:involves" not in without
    assert "  ?statement cakg:involves ?thing .\n" in given
    assert f"  VALUES ?thing {{ {WAGNER} }}\n" in given


def test_a_frequent_value_is_a_filter_of_what_articles_say() -> None:
    values = {"thing": [WAGNER]}
    rare, often = (marks.bound(QUERY, values, [ARTICLE], names) for names in ((), {"thing"}))

    assert f"FILTER (?article IN ({ARTICLE}))" in rare
    assert f"VALUES ?article {{ {ARTICLE} }}" in often
    assert f"FILTER (?thing IN ({WAGNER}))" in often


def test_marks_that_always_make_a_filter() -> None:
    query = QUERY.replace("; articles if frequent", "; filter").replace(
        "# articles ?claim", "# articles ?claim; filter"
    )
    given, without = (marks.bound(query, values, [ARTICLE], ()) for values in ({"thing": [WAGNER]}, {}))

    assert f"FILTER (?thing IN ({WAGNER}))" in given
    assert f"FILTER (?article IN ({ARTICLE})) ?claim cakg:source ?article ." in without
    many = marks.bound(query, {}, [ARTICLE] * 51, ())
    assert "?claim cakg:source ?article . FILTER NOT EXISTS { ?article a cakg:Dataset }" in many


def test_the_parts_of_a_query_make_the_same_query() -> None:
    """As the page makes it, with values and without."""
    parts = marks.parts(QUERY, [ARTICLE])

    def text(part: str | tuple[str, ...], values: str) -> str:
        if isinstance(part, str):
            return part
        name, otherwise, *line = part
        return (line[0] if line else values) if name == "thing" and values else otherwise

    values = f"  VALUES ?thing {{ {WAGNER} }}"
    assert "".join(text(part, "") for part in parts) == marks.bound(QUERY, {}, [ARTICLE], ())
    given = "".join(text(part, values) for part in parts)
    assert given == marks.bound(QUERY, {"thing": [WAGNER]}, [ARTICLE], {"thing"}).replace(
        f"FILTER (?thing IN ({WAGNER}))", values.lstrip()
    )


def test_a_line_for_an_unknown_parameter_is_a_fault(tmp_path) -> None:
    path = tmp_path / "q.rq"
    header = "#+ summary: S\n#+ column statement: s\n#+ cites: none; a reason\n"
    path.write_text(header + QUERY.replace("# parameter ?thing; articles if frequent\n", ""), encoding="utf-8")

    with pytest.raises(BrokenFileError, match=r"no place is marked for \?thing, which `# if \?thing` needs"):
        read(path)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: one.name)
def test_no_other_line_of_a_group_needs_one_that_is_left_out(question) -> None:
    """Without its parameter, the variable of such a line would stand for anything in the same group."""
    groups: list[list[str]] = [[]]
    for line in question.sparql.partition("PREFIX")[2].splitlines():
        opened, closed = line.count("{"), line.count("}")
        if closed > opened:
            group = groups.pop()
            for name in marks.needed("".join(f"{one}\n" for one in group)):
                others = [one for one in group if f"# if ?{name}" not in one and not one.strip().startswith("#")]
                assert not [one for one in others if re.search(rf"\?{name}\b", one)]
        groups[-1].append(line)
        groups += [[] for _ in range(opened - closed)]
    assert len(groups) == 1


@pytest.fixture
def few(shipped_kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> KnowledgeGraph:
    """The shipped graph as if the rows of its datasets were very many."""
    monkeypatch.setattr(records, "_VERY_MANY", 1_000)
    return KnowledgeGraph(shipped_kg.engine, shipped())


def test_where_datasets_have_few_rows_no_query_starts_from_the_articles(shipped_kg: KnowledgeGraph) -> None:
    assert shipped_kg.records.few_claims == 0
    assert said_of(shipped_kg.records, [RUSSIA]) is None


def test_things_in_more_triples_than_the_articles_have_claims(few: KnowledgeGraph) -> None:
    assert 0 < few.records.few_claims < 1_000
    assert more_than_articles(few.records, [RUSSIA, WAGNER]) == {RUSSIA}
    about = few.engine.select(
        f"SELECT DISTINCT ?s {{ ?s cakg:involves {RUSSIA} ;"
        " cakg:affirmedBy|cakg:deniedBy|cakg:leftOpenBy ?c . ?c cakg:source ?a"
        " . ?a a cakg:Article }"
    ).rows
    said = said_of(few.records, [RUSSIA])
    assert said
    assert said == sorted(set(said))
    assert len(said) >= len(about) > 100


@pytest.mark.parametrize(
    "question", [one for one in QUESTIONS if one.after_articles_if_frequent], ids=lambda one: one.name
)
def test_starting_from_the_articles_changes_no_row(question, few: KnowledgeGraph, shipped_kg: KnowledgeGraph) -> None:
    values = {"theme": "diplomacy", "status": "stated"}
    for name in question.after_articles_if_frequent:
        given = {name: values.get(name, "Kazakhstan" if name == "state" else "Russia")}
        usual, other = (kg.ask(question, **given) for kg in (shipped_kg, few))
        assert other.json() == usual.json().replace(usual.sparql, other.sparql)
        assert len(usual)


def test_starting_from_the_articles_changes_no_page(few: KnowledgeGraph, shipped_kg: KnowledgeGraph) -> None:
    for one in ("Russia", "Kazakhstan"):
        assert few.about(one, limit=3).table() == shipped_kg.about(one, limit=3).table()
    assert few.path("Wagner", "Kyrgyzstan", limit=3).table() == shipped_kg.path("Wagner", "Kyrgyzstan", limit=3).table()

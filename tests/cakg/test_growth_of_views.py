"""Views that load only what they show: they have what the whole view has, and say how much is left out."""

from __future__ import annotations

import pytest

from cakg.graph import KnowledgeGraph
from cakg.model.names import Names
from cakg.model.selection import Selection, involved
from cakg.store.local import LocalStore


@pytest.mark.parametrize("options", [{}, {"profile": "stated"}, {"datasets": True}])
@pytest.mark.parametrize("thing", ["Kazakhstan", "Russia", "China", "Kassym-Jomart Tokayev", "Central Asia", "Wagner"])
def test_a_short_page_is_the_beginning_of_the_whole_page(
    shipped_kg: KnowledgeGraph, thing: str, options: dict[str, object]
) -> None:
    """Its sections, their order and the numbers of other statements are those of the page with everything."""
    whole = shipped_kg.about(thing, **options)  # type: ignore[arg-type]

    assert shipped_kg.about(thing, limit=2, **options) == whole.shortened(2)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "start, end", [("Iran", "Turkmenistan"), ("Russia", "Kazakhstan"), ("Georgia", "Mir"), ("Wagner", "oil")]
)
def test_a_path_with_a_limit_reads_as_the_whole_one(shipped_kg: KnowledgeGraph, start: str, end: str) -> None:
    """The text shows no more than that, and counts the other paths and statements."""
    whole, short = shipped_kg.path(start, end), shipped_kg.path(start, end, limit=3)

    assert whole.paths
    assert short.table() == whole.table()
    assert short.cited() == whole.cited()
    assert len(short.paths) + short.more == len(whole.paths)


def test_a_few_paths_between_things_in_many_triples_are_not_followed_by_longer_ones(
    shipped_kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says so; with all paths, they are searched."""
    monkeypatch.setattr("cakg.pages.path.MOST_TRIPLES", 5)
    whole, short = (shipped_kg.path("Wagner", "Kyrgyzstan", limit=limit) for limit in (None, 3))
    beside = shipped_kg.path("Russia", "Kazakhstan", limit=3)

    assert whole.has_longer
    assert whole.longer_paths
    assert not short.has_longer
    assert not short.longer_paths
    assert [path.things for path in short.paths] == [path.things for path in whole.paths[:3]]
    assert "Paths with one more step were not searched (--all): the things next to Wagner" in " ".join(
        short.table().split()
    )
    assert "not searched" not in whole.table() + beside.table()


def test_many_verdicts_are_read_for_the_statements_that_need_them(
    shipped_kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer and a page have the same verdicts as where all are read at once."""
    monkeypatch.setattr("cakg.model.records._MANY", 1)
    many = KnowledgeGraph(shipped_kg.engine, shipped_kg.folders)

    answer = many.ask("votes-on-a-resolution", state="Kazakhstan").table()
    assert answer == shipped_kg.ask("votes-on-a-resolution", state="Kazakhstan").table()
    assert many.about("Kazakhstan", limit=3).table() == shipped_kg.about("Kazakhstan", limit=3).table()
    assert "checked" in answer
    assert "verdicts" not in many.records.__dict__
    assert many.records.verdicts == shipped_kg.records.verdicts


def test_a_name_is_looked_up_as_it_is_found_among_all_names(shipped_graph: LocalStore) -> None:
    """Capitals and hyphens are no obstacle, and an ambiguous name stays ambiguous."""
    every = Names(shipped_graph).read()
    for named in every.named[::7]:
        for text in (named.text, named.text.lower(), named.text.upper(), named.iri):
            assert Names(shipped_graph).iris_named(text) == every.iris_named(text)
    assert Names(shipped_graph).names_of(every.named[0].iri, "") == every.names_of(every.named[0].iri, "")


def test_a_large_network_has_statements_between_the_things_with_the_most(shipped_kg: KnowledgeGraph) -> None:
    """The selection says how many there are; the same statements are chosen each time."""
    one, other = shipped_kg.network(most=50), shipped_kg.network(most=50)
    chosen = {key for *_, key in one.edges(keys=True)}
    number = len(involved(shipped_kg.records, Selection()))

    assert len(chosen) == 50
    assert chosen == {key for *_, key in other.edges(keys=True)}
    assert one.graph["selection"].startswith(f"50 of {number} statements, between the things with the most")


def test_a_network_within_the_limit_is_whole(shipped_kg: KnowledgeGraph) -> None:
    """Nothing is left out, and the selection does not mention a limit."""
    assert shipped_kg.network(most=2_000).graph == shipped_kg.network().graph

"""Paths between two things."""

from __future__ import annotations

import json

from cakg.graph import KnowledgeGraph
from cakg.pages.path import shortest
from cakg.paths import shipped
from cakg.store.local import LocalStore
from cakg.vocabulary import STMT


def test_one_statement_connects_directly(small: KnowledgeGraph) -> None:
    """The item of a supply is connected to the supplier; affirmation and denial are shown."""
    found = small.path("drones", "Tajikistan")
    assert [way.things for way in found.ways] == [("attack drones", "Tajikistan")]
    assert [claim.polarity for claim in found.ways[0].steps[0].statements[0].claims] == ["affirmed", "denied"]


def test_a_path_goes_through_statements(small: KnowledgeGraph) -> None:
    """Each step shows the statements that involve both ends."""
    found = small.path("Ukraine", "drones")
    assert [way.things for way in found.ways] == [("Ukraine", "Russia", "attack drones")]
    assert "Attack of Russia on Ukraine [stated]" in found.table()


def test_the_firmest_statement_comes_first_and_none_is_dropped_silently(small: KnowledgeGraph) -> None:
    """Statements that are not shown are counted."""
    text = small.path("Tajikistan", "Russia").table(statements=1)
    assert "[contested]" in text
    assert "[denied]" not in text
    assert "… and 1 more statement involving both" in text


def test_things_without_a_path_are_reported(small: KnowledgeGraph) -> None:
    """A missing connection is an answer, not an error."""
    assert small.path("Kazakhstan", "Russia").table() == "Nothing that articles say connects Kazakhstan with Russia."


def test_a_thing_has_no_path_to_itself(small: KnowledgeGraph) -> None:
    """It is neither a connection nor a missing one."""
    assert small.path("Russia", "Kremlin").ways == ()
    assert small.path("Russia", "Kremlin").table() == "Both names mean Russia."


def test_a_profile_removes_paths(small: KnowledgeGraph) -> None:
    """A contested supply is not in the profile "stated"."""
    assert small.path("drones", "Tajikistan", profile="stated").ways == ()


def test_paths_have_json(small: KnowledgeGraph) -> None:
    """Every step has its claims."""
    content = json.loads(small.path("drones", "Tajikistan").json())
    assert content["ways"][0]["steps"][0]["statements"][0]["status"] == "contested"


def test_every_shortest_path_is_found() -> None:
    """Longer ones are not included."""
    net = {"a": ["b", "c"], "b": ["a", "d"], "c": ["a", "d"], "d": ["b", "c", "e"], "e": ["d"]}
    assert shortest(net, "a", "d") == [("a", "b", "d"), ("a", "c", "d")]
    assert shortest(net, "a", "z") == []


def test_the_most_direct_statement_comes_first(shipped_graph: LocalStore) -> None:
    """The sights are in the statement about the military complex; an alliance with Russia is less direct."""
    found = KnowledgeGraph(shipped_graph, shipped()).path("Kyrgyzstan", "Russian military complex")

    first, *others = found.ways[0].steps[0].statements
    assert first.iri == STMT["delivery-growth-of-sights-kyrgyzstan-russia"]
    assert len(others) > 10


def test_the_most_direct_longer_paths_are_listed(shipped_graph: LocalStore) -> None:
    """From Iran to Ukraine through the accusation against Tajikistan, with the denial."""
    found = KnowledgeGraph(shipped_graph, shipped()).path("Iran", "Ukraine")
    statements = [one for way in found.longer for step in way.steps for one in step.statements]
    supply = next(one for one in statements if one.iri == STMT["supply-of-attack-drones-tajikistan-russia"])

    assert {len(way.steps) for way in found.longer} == {len(found.ways[0].steps) + 1}
    assert [claim.polarity for claim in supply.claims] == ["affirmed", "denied"]
    assert supply.label in found.table()

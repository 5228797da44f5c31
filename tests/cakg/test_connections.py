"""Paths between two things."""

from __future__ import annotations

import json

from cakg.graph import KnowledgeGraph
from cakg.pages.path import shortest
from cakg.vocabulary import STMT


def test_one_statement_connects_directly(small: KnowledgeGraph) -> None:
    """A supply connects its item with the supplier; both claims are shown."""
    found = small.path("drones", "Tajikistan")
    assert [path.things for path in found.paths] == [("attack drones", "Tajikistan")]
    assert [claim.polarity for claim in found.paths[0].steps[0].statements[0].claims] == ["affirmed", "denied"]


def test_a_path_goes_through_statements(small: KnowledgeGraph) -> None:
    """Each step shows the statements that involve both ends."""
    found = small.path("Ukraine", "drones")
    assert [path.things for path in found.paths] == [("Ukraine", "Russia", "attack drones")]
    assert "Attack of Russia on Ukraine [stated]" in found.table()


def test_the_firmest_statement_comes_first_and_the_rest_is_counted(small: KnowledgeGraph) -> None:
    """Statements that are not shown are counted."""
    text = small.path("Tajikistan", "Russia").table(statements=1)
    assert "[contested]" in text
    assert "[denied]" not in text
    assert "… 1 more statement involving both (--all)" in text


def test_things_without_a_path_have_a_message(small: KnowledgeGraph) -> None:
    """No connection is an answer."""
    assert small.path("Kazakhstan", "Russia").table() == "No statements of articles connect Kazakhstan with Russia."


def test_a_thing_has_no_path_to_itself(small: KnowledgeGraph) -> None:
    """If both names refer to the same thing, a message says so."""
    assert small.path("Russia", "Kremlin").paths == ()
    assert small.path("Russia", "Kremlin").table() == "Both names refer to Russia."


def test_a_profile_removes_paths(small: KnowledgeGraph) -> None:
    """A contested supply does not count in the profile stated."""
    assert small.path("drones", "Tajikistan", profile="stated").paths == ()


def test_paths_are_json_too(small: KnowledgeGraph) -> None:
    """JSON has the claims of every step."""
    content = json.loads(small.path("drones", "Tajikistan").json())
    assert content["paths"][0]["steps"][0]["statements"][0]["status"] == "contested"


def test_every_shortest_route_is_found() -> None:
    """Longer routes are not found."""
    net = {"a": ["b", "c"], "b": ["a", "d"], "c": ["a", "d"], "d": ["b", "c", "e"], "e": ["d"]}
    assert shortest(net, "a", "d") == [("a", "b", "d"), ("a", "c", "d")]
    assert shortest(net, "a", "z") == []


def test_the_most_direct_statement_comes_first(shipped_kg: KnowledgeGraph) -> None:
    """The first statement is from the sentence about the military complex; the more general ones come after it."""
    found = shipped_kg.path("Kyrgyzstan", "Russian military complex")

    first, *others = found.paths[0].steps[0].statements
    assert first.iri == STMT["delivery-growth-of-sights-kyrgyzstan-russia"]
    assert len(others) > 10


def test_the_most_direct_paths_with_one_more_step_are_added(shipped_kg: KnowledgeGraph) -> None:
    """A path from Iran to Ukraine leads through the supply of which Tajikistan is accused, with its denial."""
    found = shipped_kg.path("Iran", "Ukraine")
    statements = [one for path in found.longer_paths for step in path.steps for one in step.statements]
    supply = next(one for one in statements if one.iri == STMT["supply-of-attack-drones-tajikistan-russia"])

    assert {len(path.steps) for path in found.longer_paths} == {len(found.paths[0].steps) + 1}
    assert [claim.polarity for claim in supply.claims] == ["affirmed", "denied"]
    assert supply.label in found.table()

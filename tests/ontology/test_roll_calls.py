"""Tests of the rules that derive roll calls and counts of rows. Each runs on both engines."""

from __future__ import annotations

from itertools import count

import pytest

_NUMBERS = count()
SOURCES = """
cakg:votedFor a cakg:Predicate ; cakg:aspect aspect:event ; cakg:oneOf choice:vote ; cakg:inRollCall cakg:yesIn .
cakg:votedAgainst a cakg:Predicate ; cakg:aspect aspect:event ; cakg:oneOf choice:vote ; cakg:inRollCall cakg:noIn .
source:one a cakg:Dataset ; cakg:shortName "One" .
source:two a cakg:Dataset ; cakg:shortName "Two" .
source:empty a cakg:Dataset ; cakg:shortName "Empty" .
id:r1 a cakg:Event . id:r2 a cakg:Event .
"""
PROPERTIES = ("cakg:yesIn", "cakg:noIn", "cakg:unrecordedIn")


def vote(state: str, does: str, on: str, *, source: str = "one", day: str = "2001-05-17") -> str:
    """Return Turtle for a vote, and for the row of *source* that has it; without *source*, for an article's claim."""
    name = f"v{next(_NUMBERS)}"
    passage = f"passage:{name}" if source else "passage:paper"
    row = f'passage:{name} a cakg:Row ; cakg:source source:{source} ; cakg:record "{name}" .\n' if source else ""
    dated = f' ; cakg:earliest "{day}"^^xsd:date' if day else ""
    return (
        f"stmt:{name} a cakg:Statement ; rdf:subject id:{state} ; rdf:predicate cakg:{does} ; rdf:object id:{on}"
        f"{dated} .\n{row}claim:{name} a cakg:Claim ; cakg:affirms stmt:{name} ; cakg:mode mode:asserted ;"
        f" cakg:speaker id:writer ; cakg:passage {passage} .\n"
    )


@pytest.fixture
def calls(derived):
    """Derive from Turtle, and return the roll calls."""

    def run(*turtle: str) -> tuple[object, dict[tuple[str, str], set[tuple[str, str]]]]:
        graph = derived(SOURCES, *turtle)
        place = {}
        for call, source in graph.pairs("cakg:recordedIn"):
            place[call] = (source, *graph.values(call, "cakg:voteOn"))
        found: dict[tuple[str, str], set[tuple[str, str]]] = {one: set() for one in place.values()}
        for name in PROPERTIES:
            for state, call in graph.pairs(name):
                found[place[call]].add((state, name))
        return graph, found

    return run


def test_a_dataset_has_one_roll_call_for_each_resolution(calls):
    """It has the day and the states by how they voted."""
    graph, found = calls(vote("a", "votedFor", "r1"), vote("b", "votedAgainst", "r1"), vote("a", "votedFor", "r2"))

    assert found == {
        ("source:one", "id:r1"): {("id:a", "cakg:yesIn"), ("id:b", "cakg:noIn")},
        ("source:one", "id:r2"): {("id:a", "cakg:yesIn"), ("id:b", "cakg:unrecordedIn")},
    }
    assert {day for _, day in graph.pairs("cakg:voteDay")} == {"2001-05-17"}
    assert graph.values("source:one", "cakg:recordsVotesOf") == {"id:a", "id:b"}
    assert graph.pairs("cakg:sharedVoteOn") == set()


def test_datasets_have_roll_calls_of_their_own(calls):
    """If they have the same resolution, both say so; a state that only one of them has is unrecorded in the other."""
    graph, found = calls(
        vote("a", "votedFor", "r1"),
        vote("a", "votedAgainst", "r1", source="two"),
        vote("b", "votedFor", "r1", source="two"),
        vote("a", "votedFor", "r2"),
    )

    assert found["source:one", "id:r1"] == {("id:a", "cakg:yesIn"), ("id:b", "cakg:unrecordedIn")}
    assert found["source:two", "id:r1"] == {("id:a", "cakg:noIn"), ("id:b", "cakg:yesIn")}
    assert sorted(on for _, on in graph.pairs("cakg:sharedVoteOn")) == ["id:r1", "id:r1"]
    assert graph.values("source:one", "cakg:recordsVotesOf") == {"id:a"}


def test_a_vote_without_a_day_is_in_a_roll_call_without_one(calls):
    graph, found = calls(vote("a", "votedFor", "r1", day=""))

    assert found == {("source:one", "id:r1"): {("id:a", "cakg:yesIn")}}
    assert graph.pairs("cakg:voteDay") == set()


@pytest.mark.parametrize(
    "turtle",
    [vote("a", "votedFor", "r1", source=""), vote("a", "supplied", "r1")],
    ids=["of-an-article", "no-vote"],
)
def test_other_statements_make_no_roll_call(calls, turtle):
    assert calls(turtle)[1] == {}


def test_the_object_that_a_note_identifies_is_derived(derived):
    """A name that is only a text is not."""
    graph = derived(
        SOURCES,
        vote("a", "votedFor", "r1"),
        "note:n a cakg:Note ; cakg:annotates id:r1 ; cakg:identifiedAs id:r2 .\n",
        'note:t a cakg:Note ; cakg:annotates id:r1 ; cakg:identifiedAs "R/2"@en .\n',
    )

    assert {value for _, value in graph.pairs("cakg:identifiedObject")} == {"id:r2"}


def test_the_rows_of_a_dataset_are_counted(derived):
    graph = derived(SOURCES, vote("a", "votedFor", "r1"), vote("a", "votedFor", "r2"), vote("b", "votedFor", "r1"))

    assert dict(graph.pairs("cakg:rowCount")) == {"source:one": "3", "source:two": "0", "source:empty": "0"}

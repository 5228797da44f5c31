"""Composition of a picture: ties become lines, no statement is lost, and the result is legible."""

from __future__ import annotations

import itertools

import networkx
import pytest

from cakg.model.records import Records
from cakg.network.build import build
from cakg.network.style import Looks, styles_of
from cakg.pictures.compose import MOST_THINGS, Picture, compose
from cakg.pictures.layout import positions
from cakg.pictures.wording import wording
from cakg.store.local import LocalStore
from cakg.vocabulary import ID

FIVE = ("one", "two", "three", "four", "five")


def network(
    *ties: tuple[str, str, str], members: str = "", **facts: dict[str, str | int]
) -> networkx.MultiDiGraph[str]:
    """Return a network of ``(one, other, status)`` ties, one statement each."""
    graph: networkx.MultiDiGraph[str] = networkx.MultiDiGraph(selection="", sources="", version="")
    for thing in sorted({end for tie in ties for end in tie[:2]} | facts.keys()):
        graph.add_node(thing, label=thing, kind="State", statements=1)
        graph.nodes[thing].update(facts.get(thing, {}))
    if members:
        graph.add_node("group", label="group", kind="Group", statements=1, members=members)
    for number, (one, other, status) in enumerate(ties):
        predicate, _, said = status.rpartition(" ")
        graph.add_edge(
            one,
            other,
            key=f"s{number}",
            statement=f"s{number}",
            label=f"{one} {other}",
            predicate=predicate or "tied",
            role="object",
            status=said,
            claims="",
        )
    return graph


def ends(picture: Picture) -> list[tuple[str, str, str]]:
    return [(line.one, line.other, line.certainty) for line in picture.lines]


def test_statements_of_one_pair_share_a_line() -> None:
    """A hundred parallel edges become one line with arrows in both directions."""
    picture = compose(network(("a", "b", "stated"), ("a", "b", "judged"), ("b", "a", "attributed")))

    (line,) = picture.lines
    assert line.statements == ("s0", "s1", "s2")
    assert line.to_one
    assert line.to_other


def test_statements_of_another_theme_have_their_own_line() -> None:
    """Trade and votes between the same two things are separate lines."""
    graph = network(("a", "b", "stated"), ("a", "b", "stated"))
    graph.edges["a", "b", "s0"]["theme"], graph.edges["a", "b", "s1"]["theme"] = "economy", "diplomacy"

    assert [(line.theme, line.statements) for line in compose(graph).lines] == [
        ("diplomacy", ("s1",)),
        ("economy", ("s0",)),
    ]


def test_line_is_thicker_with_more_statements_and_with_more_sources() -> None:
    """A line from two sources is wider than one with two statements of a single source."""
    once, twice, by_two = (network(*[("a", "b", "stated")] * times) for times in (1, 2, 2))
    for graph, names in ((once, ["One"]), (twice, ["One", "One"]), (by_two, ["One", "Two"])):
        for number, name in enumerate(names):
            graph.edges["a", "b", f"s{number}"]["affirmedIn"] = name
    thin, thicker, thickest = (compose(graph).lines[0].width for graph in (once, twice, by_two))

    assert thin < thicker < thickest


def test_contested_statements_have_their_own_line() -> None:
    """A pair has one line per certainty, each with a different bend."""
    picture = compose(
        network(("a", "b", "stated"), ("a", "b", "contested"), ("a", "b", "denied"), ("a", "b", "hedged"))
    )

    assert [line.certainty for line in picture.lines] == ["unhedged", "hedged", "contested", "denied"]
    assert len({line.bend for line in picture.lines}) == 4


def test_equal_ties_of_all_members_become_a_line_of_the_group() -> None:
    """Five states that did not recognise something become one line with five statements."""
    alike = [(state, "annexation", "recognised denied") for state in FIVE]
    graph = network(*alike, ("one", "annexation", "discussed stated"), members=" ".join(FIVE))

    picture = compose(graph)

    assert ends(picture) == [("annexation", "group", "denied"), ("annexation", "one", "unhedged")]
    assert picture.lines[0].statements == ("s0", "s1", "s2", "s3", "s4")
    assert [one[:2] for one in picture.memberships] == [("group", "one")]


@pytest.mark.parametrize(
    "ties",
    [
        pytest.param([(state, "it", "recognised denied") for state in FIVE[1:]], id="one member missing"),
        pytest.param(
            [("one", "it", "recognised stated"), *((state, "it", "recognised denied") for state in FIVE[1:])],
            id="one member otherwise",
        ),
    ],
)
def test_ties_of_only_some_members_stay_with_them(ties: list[tuple[str, str, str]]) -> None:
    """If not all members have the tie, it is not moved to the group, which would claim more than the sources do."""
    picture = compose(network(*ties, members=" ".join(FIVE)))

    assert {frozenset((line.one, line.other)) for line in picture.lines} == {frozenset(tie[:2]) for tie in ties}


def test_judgements_topics_and_statements_about_one_thing_have_no_line() -> None:
    """Undrawn statements stay in the data but have no line."""
    graph = network(("a", "b", "stated"), ("topic", "a", "judged"), ("a", "a", "judged"), topic={"kind": "Topic"})
    graph.add_edge("a", "b", key="s9", **dict(graph.edges["a", "b", "s0"]) | {"statement": "s9", "drawnAs": "none"})

    picture = compose(graph)

    assert ends(picture) == [("a", "b", "unhedged")]
    assert picture.drawn == {"s0"}
    assert picture.statements == {"s0", "s1", "s2", "s9"}


def test_absences_from_different_votes_are_not_merged() -> None:
    """Ties are merged only if they differ in nothing but the member."""
    graph = network(*((state, "assembly", "absent stated") for state in FIVE), members=" ".join(FIVE))
    for number, state in enumerate(FIVE):
        graph.add_node(f"vote {number}", label=f"vote {number}", kind="Event", statements=1)
        graph.add_edge(state, f"vote {number}", f"s{number}", **graph.edges[state, "assembly", f"s{number}"])

    assert ("assembly", "group", "unhedged") not in ends(compose(graph))


def test_a_line_of_a_group_can_be_split() -> None:
    """A page whose filters hide a member draws the lines of the other members, not that of the group."""
    graph = network(*((state, "annexation", "recognised denied") for state in FIVE), members=" ".join(FIVE))

    picture = compose(graph, more=10)

    [line] = picture.lines
    assert {line.one, line.other} == {"annexation", "group"}
    assert len({part.bundle for part in line.parts}) == 1
    assert line.parts[0].bundle
    assert {tuple(sorted({one.one, one.other} - {"annexation"})) for _, one in picture.member_lines} == {
        (s,) for s in FIVE
    }
    assert {place for place, _ in picture.member_lines} == {0}


@pytest.mark.slow
def test_a_line_of_a_group_keeps_direction_and_role(shipped_graph: LocalStore) -> None:
    """Not recognising Donetsk as part of Russia draws no line from the five states to Russia."""
    graph = build(Records(shipped_graph))
    picture = compose(graph)
    looks = Looks(styles_of(graph))
    russia, states = (f"{ID.iri}{name}" for name in ("russia", "central-asian-states"))
    words = [wording(graph, one, looks) for one in picture.lines if {one.one, one.other} == {russia, states}]

    assert any("recognised (as part of)" in one.verbs for one in words)
    assert not any("recognised" in one.verbs.replace("recognised (as part of)", "") for one in words)
    assert any(one.name == "Russia → Central Asian states" and "is a partner of" in one.verbs for one in words)


@pytest.mark.slow
def test_a_thing_without_a_role_has_no_line(shipped_graph: LocalStore) -> None:
    """Russia's refusal to mobilise the CSTO for Armenia draws no line to Azerbaijan, which is only involved."""
    graph = build(Records(shipped_graph))
    picture = compose(graph, more=len(graph))

    [line] = [one for one in picture.lines if {one.one, one.other} == {f"{ID.iri}russia", f"{ID.iri}azerbaijan"}]
    words = wording(graph, line, Looks(styles_of(graph)))
    assert not line.to_one
    assert not line.to_other
    assert words.name == "Azerbaijan – Russia"
    assert "refused" not in words.hint
    assert "refusal to mobilise the CSTO for Armenia" in words.hint


def test_a_statement_about_a_statement_is_drawn_only_if_selected() -> None:
    """Statements about statements draw no line to the things of the inner statement."""
    graph = network(("a", "b", "stated"), ("c", "d", "stated"))
    graph.edges["c", "d", "s1"]["nearRole"] = "involved"

    assert ends(compose(graph)) == [("a", "b", "unhedged")]
    graph.nodes["c"]["about"] = 1
    assert ("c", "d", "unhedged") in ends(compose(graph))


def test_selected_topic_is_drawn() -> None:
    """Topics are drawn if the selection is about them; otherwise the picture would be empty."""
    picture = compose(network(("topic", "a", "judged"), topic={"kind": "Topic", "about": 1}))

    assert ends(picture) == [("a", "topic", "unhedged")]


def test_selected_and_contested_things_are_drawn_first() -> None:
    """With too many things, those with the fewest ties are left out and counted."""
    stars = [("hub", f"leaf {number:02}", "stated") for number in range(MOST_THINGS + 5)]
    picture = compose(network(*stars, ("x", "y", "contested"), ("z", "hub", "stated"), z={"about": 1}))

    drawn = {thing.iri for thing in picture.things}
    assert len(drawn) == MOST_THINGS
    assert {"x", "y", "z", "hub"} <= drawn
    assert picture.crowded_out == 9


def test_showing_all_things_keeps_the_first_picture() -> None:
    """Showing all things does not move those of the first picture."""
    graph = network(*(("hub", f"leaf {number:02}", "stated") for number in range(MOST_THINGS + 5)))
    first = {thing.iri: (thing.x, thing.y) for thing in compose(graph).things}
    wide = compose(graph, more=100)

    assert len(wide.things) == MOST_THINGS + 6
    assert wide.crowded_out == 0
    assert {thing.iri: (thing.x, thing.y) for thing in wide.things if thing.first} == first


def test_empty_network_is_an_empty_picture() -> None:
    """An empty selection is not an error."""
    picture = compose(network())

    assert (picture.things, picture.lines, picture.statements) == ((), (), frozenset())


def test_no_two_boxes_touch() -> None:
    """Shapes and labels never overlap, whatever the ties and the lengths of labels."""
    boxes = {f"box {number:02}": (40.0 + 13 * (number % 9), 30.0 + 8 * (number % 4)) for number in range(45)}
    names = sorted(boxes)
    ties = [(names[0], name) for name in names[1:20]] + [*itertools.pairwise(names[10:40])]

    centres = positions(boxes, ties)

    for one, other in itertools.combinations(names, 2):
        apart_x = abs(centres[one][0] - centres[other][0]) - (boxes[one][0] + boxes[other][0]) / 2
        apart_y = abs(centres[one][1] - centres[other][1]) - (boxes[one][1] + boxes[other][1]) / 2
        assert apart_x >= 0 or apart_y >= 0, (one, other)


def test_same_ties_in_another_order_give_the_same_positions() -> None:
    """The layout does not depend on the order of reading files."""
    boxes = dict.fromkeys("abcdefgh", (60.0, 40.0))
    ties = [*itertools.pairwise("abcdefgh"), ("a", "h"), ("b", "f")]

    again = positions(dict(reversed(boxes.items())), [(other, one) for one, other in reversed(ties)])

    assert positions(boxes, ties) == again


@pytest.mark.slow
def test_shipped_picture_is_small_and_has_all_contested_ties(shipped_graph: LocalStore) -> None:
    """The first picture contains all contested ties, and no more than the allowed number of things."""
    graph = build(Records(shipped_graph))
    picture = compose(graph)

    contested = {
        edge["statement"]
        for one, other, edge in graph.edges(data=True)
        if edge["status"] == "contested" and edge["drawnAs"] != "none" and one != other
    }
    assert 10 < len(picture.things) <= MOST_THINGS
    assert contested <= picture.drawn

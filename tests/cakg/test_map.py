"""The map: which answers colour which states, what is written on them, and the page as data."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest

from cakg.cli import main
from cakg.errors import BadValueError
from cakg.graph import KnowledgeGraph
from cakg.model.records import Records
from cakg.network.build import build
from cakg.network.style import styles
from cakg.paths import shipped
from cakg.pictures.boundaries import Boundaries
from cakg.pictures.colouring import layers
from cakg.questions.catalogue import Catalogue
from cakg.vocabulary import ID

pytestmark = pytest.mark.slow

STATES = [ID[name] for name in ("russia", "kazakhstan", "uzbekistan", "tajikistan")]

GRAPH = """
id:russia a cakg:State ; rdfs:label "Russia"@en .
id:kazakhstan a cakg:State ; rdfs:label "Kazakhstan"@en .
id:uzbekistan a cakg:State ; rdfs:label "Uzbekistan"@en .
id:tajikistan a cakg:State ; rdfs:label "Tajikistan"@en .
id:region a cakg:Group ; rdfs:label "The region"@en ; cakg:hasMember id:kazakhstan , id:uzbekistan .
id:war a cakg:Event ; rdfs:label "the war"@en .
id:vote a cakg:Event ; rdfs:label "the vote"@en .
id:writer a cakg:Person ; rdfs:label "The writer"@en .
id:other a cakg:Person ; rdfs:label "Another"@en .
source:one a cakg:Article ; rdfs:label "One"@en ; cakg:shortName "One" ; cakg:author id:writer .
passage:one a cakg:Passage ; cakg:source source:one ; cakg:paragraph 1 ; cakg:sentence 1 .
"""


def said(name: str, triple: str, *, denied: bool = False, more: str = "") -> str:
    subject, predicate, thing = triple.split()
    claim = (
        f"claim:{name} a cakg:Claim ; cakg:affirms stmt:{name} ; cakg:mode mode:asserted ; "
        "cakg:speaker id:writer ; cakg:passage passage:one ."
    )
    denial = (
        claim.replace(f"claim:{name}", f"claim:{name}-denied").replace("affirms", "denies").replace("writer", "other")
    )
    return (
        f'stmt:{name} a cakg:Statement , rdf:Statement ; rdfs:label "{name}"@en ; rdf:subject {subject} ;'
        f" rdf:predicate {predicate} ; rdf:object {thing} {more} .\n{claim}\n{denial if denied else ''}\n"
    )


def grew(name: str, percent: int, latest: str) -> str:
    span = f'cakg:earliest "2022-01-01"^^xsd:date ; cakg:latest "{latest}"^^xsd:date'
    amount = f"; cakg:atLeast {percent} ; cakg:atMost {percent} ; cakg:unit unit:percent ; {span}"
    return said(f"growth-{name}", f"id:russia cakg:tradeGrowth id:{name}", more=amount)


@pytest.fixture
def layers_of(graph_of):
    """Return the layers of a question, its states by their local names."""

    def found(turtle: str, question: str):
        engine = graph_of(GRAPH + turtle)
        edges = {edge["statement"]: edge for *_, edge in build(Records(engine)).edges(data=True)}
        asked = Catalogue.load(shipped().queries / "questions").get(question)
        made = layers(Records(engine), asked, edges, STATES, styles(engine))
        for layer in made:
            layer["answers"] = {
                iri.removeprefix(ID.iri): (layer["legend"][one["place"]]["label"], one["words"])
                for iri, one in layer["answers"].items()
            }
        return made

    return found


def test_votes_are_told_apart(layers_of):
    """How a state voted is its colour, and the resolution is what the layer is called."""
    votes = said("k", "id:kazakhstan cakg:abstainedOn id:vote") + said("u", "id:uzbekistan cakg:absentFrom id:vote")
    (layer,) = layers_of(votes, "votes-on-a-resolution")

    assert layer["title"] == "the vote"
    assert {state: label for state, (label, _) in layer["answers"].items()} == {
        "kazakhstan": "abstained",
        "uzbekistan": "was absent",
    }
    assert len({one["colour"] for one in layer["legend"]}) == 2


def test_figure_stands_with_its_period(layers_of):
    """Figures of different spans are not to be compared: each has its span, the layer warns, equal ones look alike."""
    growth = grew("kazakhstan", 10, "2022-10-31") + grew("uzbekistan", 40, "2022-09-30")
    (layer,) = layers_of(growth + grew("tajikistan", 40, "2022-08-31"), "trade-growth")

    assert layer["answers"] == {
        "kazakhstan": ("10 percent", [("10 percent", "Jan–Oct 2022")]),
        "tajikistan": ("40 percent", [("40 percent", "Jan–Aug 2022")]),
        "uzbekistan": ("40 percent", [("40 percent", "Jan–Sep 2022")]),
    }
    assert "different spans" in layer["note"]
    assert layer["title"] == "Russia grew in trade with …"


def test_equal_spans_need_no_warning(layers_of):
    """A warning that always stands is not read."""
    (layer,) = layers_of(grew("kazakhstan", 10, "2022-10-31") + grew("uzbekistan", 40, "2022-10-31"), "trade-growth")

    assert layer["note"] == ""


def test_group_is_not_spread_over_its_members(layers_of):
    """What is said of the region stands beside the map, and colours no state."""
    turtle = said("r", "id:region cakg:supports id:war") + said("t", "id:tajikistan cakg:supports id:war")
    (layer,) = layers_of(turtle, "positions")

    assert list(layer["answers"]) == ["tajikistan"]
    assert layer["beside"] == ["The region"]


def test_contested_answer_is_a_colour_of_its_own(layers_of):
    """One affirms and another denies: neither wins."""
    turtle = said("k", "id:kazakhstan cakg:supports id:war", denied=True)
    (layer,) = layers_of(turtle + said("t", "id:tajikistan cakg:supports id:war"), "positions")

    assert layer["answers"]["kazakhstan"][1] == [("contested",)]
    assert layer["answers"]["kazakhstan"][0] != layer["answers"]["tajikistan"][0]


def test_contested_vote_is_not_drawn_as_a_vote(layers_of):
    """How a state voted is drawn as such only where nobody denies it."""
    turtle = said("k", "id:kazakhstan cakg:abstainedOn id:vote", denied=True)
    (layer,) = layers_of(turtle, "votes-on-a-resolution")

    assert layer["answers"]["kazakhstan"][1] == [("contested",)]


def test_state_with_several_answers_shows_that(layers_of):
    """Two different figures for one state are neither added nor chosen among."""
    turtle = grew("kazakhstan", 10, "2022-10-31") + said(
        "again",
        "id:russia cakg:tradeGrowth id:kazakhstan",
        more='; cakg:atLeast 25 ; cakg:atMost 25 ; cakg:unit unit:percent ; cakg:latest "2022-12-31"^^xsd:date',
    )
    (layer,) = layers_of(turtle + grew("uzbekistan", 40, "2022-09-30"), "trade-growth")

    assert layer["answers"]["kazakhstan"][0] == "several answers"
    assert len(layer["answers"]["kazakhstan"][1]) == 2


def test_question_without_states_has_no_layer(layers_of):
    """An answer about nobody on the map colours nothing."""
    assert layers_of(said("r", "id:region cakg:supports id:war"), "positions") == []


def test_question_without_statements_is_refused(layers_of):
    """A list of sources cannot colour a state, and the error says so."""
    with pytest.raises(BadValueError, match="which-sources"):
        layers_of("", "which-sources")


def data_of(page: str) -> dict:
    return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)[1])


@pytest.fixture(scope="module")
def shipped_kg(shipped_graph) -> KnowledgeGraph:
    return KnowledgeGraph(shipped_graph, shipped())


def test_shipped_map_begins_with_the_votes(shipped_kg):
    """Votes, then figures, then positions; each layer has a key of its own and names statements of the page."""
    data = data_of(shipped_kg.draw("map", command="cakg draw map -o map.html"))
    found = data["map"]["layers"]

    assert [layer["sort"] for layer in found[:2]] == ["choice", "amount"]
    assert len({layer["key"] for layer in found}) == len(found)
    named = {
        data["things"][answer["thing"]]["label"]: data["statements"][answer["statements"][0]]["label"]
        for answer in found[0]["answers"]
    }
    assert named["Kazakhstan"].startswith("Abstention of Kazakhstan")


def test_one_question_is_the_title(shipped_kg):
    """A map of one question has that question's layers alone."""
    data = data_of(shipped_kg.draw("map", command="cakg draw map", question="trade-growth"))

    assert data["title"] == "By how much did trade or exports grow, between whom, and over which period?"
    assert {layer["question"] for layer in data["map"]["layers"]} == {data["title"]}


def test_lines_lead_from_one_point_to_another(shipped_kg):
    """A tie has two different ends that are drawn, and every state without an area is named."""
    data = data_of(shipped_kg.draw("map", command="cakg draw map"))
    drawn = data["map"]

    assert drawn["ties"]
    starts = {f"{spot['x']:.1f} {spot['y']:.1f}": spot["things"] for spot in drawn["spots"]}
    for tie in drawn["ties"]:
        first, _, second = re.fullmatch(r"M(.*)Q(\S+ \S+) (.*)", tie["path"]).groups()
        assert first != second
        assert [tie["things"][0] in starts[first], tie["things"][1] in starts[second]] == [True, True]
    assert drawn["pointsNote"].endswith("Not on this map: United States.")


def test_graph_without_boundaries_takes_the_shipped_ones(small):
    """Another graph of the same states needs no map of its own."""
    assert len(data_of(small.draw("map", command="cakg draw map"))["map"]["areas"]) > 50


def test_same_graph_gives_the_same_bytes(tmp_path):
    """Whatever the hash seed, the time zone and the locale."""
    pages = []
    for seed, zone, locale in (("0", "UTC", "C"), ("4711", "Asia/Almaty", "C.UTF-8")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale}
        for picture in ("map", "timeline"):
            command = [sys.executable, "-m", "cakg", "draw", picture, "-o", str(tmp_path / f"{seed}-{picture}.html")]
            subprocess.run(command, env=environment, check=True, capture_output=True)
        pages.append([(tmp_path / f"{seed}-{picture}.html").read_bytes() for picture in ("map", "timeline")])

    assert pages[0] == pages[1]


def test_every_view_question_of_the_map_names_its_statements():
    """A question that is best seen on a map has to say which statements it rests on."""
    catalogue = Catalogue.load(shipped().queries / "questions")
    seen = [question for question in catalogue.all() if question.view == "map"]

    assert seen
    assert all("?statement " in question.sparql for question in seen)
    assert Boundaries(shipped().graph / "boundaries").views


def test_page_that_cannot_hold_everything_keeps_what_colours_states(shipped_kg, monkeypatch):
    """Of a large graph the answers stay, and the page says how much it leaves out."""
    monkeypatch.setattr("cakg.pictures.map.MOST_STATEMENTS", 60)
    data = data_of(shipped_kg.draw("map", command="cakg draw map"))

    assert len(data["statements"]) == 60
    assert data["leftOut"]["statements"] > 100
    assert [answer["statements"] for answer in data["map"]["layers"][0]["answers"]] != []
    assert all(answer["statements"] for layer in data["map"]["layers"] for answer in layer["answers"])


@pytest.mark.parametrize("picture", ["map", "timeline"])
def test_nothing_selected_is_a_page_that_says_so(picture, tmp_path, capsys):
    """An empty selection is an answer: the page names it and the way back."""
    file = tmp_path / "empty.html"
    line = ["draw", picture, "--about", "Iran", "--theme", "migration", "-o", str(file)]

    assert main(line) == 0
    assert "no statement fits the selection (about Iran, theme migration)" in file.read_text(encoding="utf-8")


def test_unknown_question_leaves_no_file(tmp_path, capsys):
    """A misspelt question is an error with what was probably meant."""
    file = tmp_path / "map.html"

    assert main(["draw", "map", "--question", "trade-grow", "-o", str(file)]) == 2
    assert "trade-growth" in capsys.readouterr().err
    assert not file.exists()

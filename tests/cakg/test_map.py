"""Maps: the answers and colours of states, the texts on them, and the data of the page."""

from __future__ import annotations

import colorsys
import itertools
import json
import os
import re
import subprocess
import sys
from xml.etree import ElementTree

import pytest

from cakg.cli import main
from cakg.errors import AmbiguousThingError, BadValueError, GraphFolderError, UnknownParameterError
from cakg.graph import KnowledgeGraph
from cakg.model.records import Records
from cakg.network.style import styles
from cakg.paths import shipped
from cakg.pictures.boundaries import Boundaries
from cakg.pictures.map_layers import layers
from cakg.questions.ask import ask
from cakg.questions.catalogue import Catalogue
from cakg.store.local import LocalStore
from cakg.vocabulary import CAKG, ID, expand

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
    """Return the layers of a question, with states by their local names."""

    def found(turtle: str, question: str):
        engine = graph_of(GRAPH + turtle)
        asked = Catalogue.load(shipped().queries / "questions").get(question)
        entries = ask(Records(engine), asked, {}).entries
        return [
            {
                "title": layer.title,
                "note": layer.note,
                "legend": layer.legend,
                "beside": layer.off_map,
                "shared": [iri.removeprefix(ID.iri) for iri in layer.shared],
                "answers": {
                    iri.removeprefix(ID.iri): (
                        layer.legend[layer.place(facts)].label,
                        [tuple(filter(None, fact.words)) for fact in facts],
                    )
                    for iri, facts in layer.answers.items()
                },
                "lines": {iri.removeprefix(ID.iri): layer.lines(facts) for iri, facts in layer.answers.items()},
                "takeaway": layer.takeaway,
                "alternative": layer.alternative,
            }
            for layer in layers(Records(engine), asked, entries, STATES, styles(engine))
        ]

    return found


def test_votes_have_different_colours(layers_of):
    """The colour of a state is its vote, and the title of the layer is the resolution."""
    votes = said("k", "id:kazakhstan cakg:abstainedOn id:vote") + said("u", "id:uzbekistan cakg:absentFrom id:vote")
    (layer,) = layers_of(votes, "votes-on-a-resolution")

    assert layer["title"] == "the vote"
    assert {state: label for state, (label, _) in layer["answers"].items()} == {
        "kazakhstan": "abstained",
        "uzbekistan": "was absent",
    }
    assert len({one.colour for one in layer["legend"]}) == 2


def test_figure_is_shown_with_its_period(layers_of):
    """Figures of different periods have their periods and a warning; equal figures have the same colour."""
    growth = grew("kazakhstan", 10, "2022-10-31") + grew("uzbekistan", 40, "2022-09-30")
    (layer,) = layers_of(growth + grew("tajikistan", 40, "2022-08-31"), "trade-growth")

    assert layer["answers"] == {
        "kazakhstan": ("10 percent", [("10 percent", "Jan–Oct 2022")]),
        "tajikistan": ("40 percent", [("40 percent", "Jan–Aug 2022")]),
        "uzbekistan": ("40 percent", [("40 percent", "Jan–Sep 2022")]),
    }
    assert "different periods" in layer["note"]
    assert layer["title"] == "Trade growth with Russia"


def test_equal_spans_need_no_warning(layers_of):
    """Figures of one period get no warning."""
    (layer,) = layers_of(grew("kazakhstan", 10, "2022-10-31") + grew("uzbekistan", 40, "2022-10-31"), "trade-growth")

    assert layer["note"] == ""


def test_statement_about_a_group_does_not_colour_its_members(layers_of):
    """Statements about the region are listed beside the map and colour no state."""
    turtle = said("r", "id:region cakg:supports id:war") + said("t", "id:tajikistan cakg:supports id:war")
    (layer,) = layers_of(turtle, "positions")

    assert list(layer["answers"]) == ["tajikistan"]
    assert layer["beside"] == (("The region", "said without a hedge"),)


def test_contested_answer_has_its_own_colour(layers_of):
    """If one source affirms and another denies, the state is shown as contested."""
    turtle = said("k", "id:kazakhstan cakg:supports id:war", denied=True)
    (layer,) = layers_of(turtle + said("t", "id:tajikistan cakg:supports id:war"), "positions")

    assert layer["answers"]["kazakhstan"][1] == [("contested",)]
    assert layer["answers"]["kazakhstan"][0] != layer["answers"]["tajikistan"][0]


def test_contested_vote_is_not_drawn_as_a_vote(layers_of):
    """A vote that somebody denies is shown with its status, and stays in the layer of its resolution."""
    turtle = said("k", "id:kazakhstan cakg:abstainedOn id:vote", denied=True)
    (layer,) = layers_of(turtle + said("t", "id:tajikistan cakg:abstainedOn id:vote"), "votes-on-a-resolution")

    assert layer["answers"]["kazakhstan"] == ("abstained, contested", [("abstained", "contested")])
    assert layer["answers"]["tajikistan"] == ("abstained", [("abstained",)])
    assert {one.label: one.dotted for one in layer["legend"]} == {"abstained": False, "abstained, contested": True}


def test_state_with_several_answers_shows_all_of_them(layers_of):
    """Two different figures for one state are both shown, not added."""
    turtle = grew("kazakhstan", 10, "2022-10-31") + said(
        "again",
        "id:russia cakg:tradeGrowth id:kazakhstan",
        more='; cakg:atLeast 25 ; cakg:atMost 25 ; cakg:unit unit:percent ; cakg:latest "2022-12-31"^^xsd:date',
    )
    (layer,) = layers_of(turtle + grew("uzbekistan", 40, "2022-09-30"), "trade-growth")

    assert layer["answers"]["kazakhstan"][0] == "several answers"
    assert len(layer["answers"]["kazakhstan"][1]) == 2
    assert layer["lines"]["kazakhstan"] == ["25 percent", "10 percent"]
    assert layer["legend"][-1].dotted


def test_question_without_states_has_no_layer(layers_of):
    """Rows without a state of the map give no layer."""
    assert layers_of(said("r", "id:region cakg:supports id:war"), "positions") == []


@pytest.mark.parametrize("question", ["which-sources", "checked-and-unchecked"])
def test_question_without_statements_is_refused(shipped_kg, question):
    """A question without statements raises an error that names questions for maps."""
    with pytest.raises(BadValueError, match=question) as caught:
        shipped_kg.draw("map", question=question)

    assert "trade-growth" in caught.value.remedy


def data_of(page: str) -> dict:
    return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)[1])


def test_shipped_map_begins_with_the_votes(shipped_kg):
    """Layers come as votes, figures, positions; each has a unique key and refers to statements of the page."""
    data = data_of(shipped_kg.draw("map", command="cakg draw map -o map.html"))
    found = data["map"]["layers"]

    assert [group for group, _ in itertools.groupby(layer["group"] for layer in found)] == [
        "Votes on a resolution",
        "Trade growth",
        "Positions",
        "Who recognised",
    ]
    assert len({layer["key"] for layer in found}) == len(found)
    named = {
        data["things"][answer["thing"]]["label"]: data["statements"][answer["facts"][0]["statement"]]["label"]
        for answer in found[0]["answers"]
    }
    assert named["Kazakhstan"].startswith("Abstention of Kazakhstan")


def test_one_question_is_the_title(shipped_kg):
    """A map of one question has only the layers of that question."""
    data = data_of(shipped_kg.draw("map", command="cakg draw map", question="trade-growth"))

    assert data["title"] == "By how much did trade or exports grow, between whom, and over which period?"
    assert {layer["group"] for layer in data["map"]["layers"]} == {"Trade growth"}


def test_states_without_a_shape_are_named(shipped_kg):
    """The note on boundaries names the states of the page that are not on the map."""
    data = data_of(shipped_kg.draw("map", command="cakg draw map"))

    assert data["map"]["boundariesNote"].endswith("Not on this map: United States.")
    points = [place for spot in data["map"]["spots"] for place in spot["things"]]
    assert points
    assert "State" not in {data["things"][place]["kind"] for place in points}


def test_graph_without_boundaries_uses_the_shipped_ones(small):
    """A graph of the same states can use the shipped boundaries."""
    data = data_of(small.draw("map", command="cakg draw map"))

    assert len(data["map"]["areas"]) > 50
    assert data["title"] == "What the sources say about states"


def test_same_graph_gives_the_same_bytes(tmp_path):
    """Hash seed, time zone and locale do not change the page."""
    pages = []
    for seed, zone, locale in (("0", "UTC", "C"), ("4711", "Asia/Almaty", "C.UTF-8")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale}
        for picture in ("map", "timeline"):
            command = [sys.executable, "-m", "cakg", "draw", picture, "-o", str(tmp_path / f"{seed}-{picture}.html")]
            subprocess.run(command, env=environment, check=True, capture_output=True)
        pages.append([(tmp_path / f"{seed}-{picture}.html").read_bytes() for picture in ("map", "timeline")])

    assert pages[0] == pages[1]


def test_every_map_question_returns_statements():
    """Every question with the view "map" returns statements."""
    catalogue = Catalogue.load(shipped().queries / "questions")
    seen = [question for question in catalogue.all() if question.view == "map"]

    assert seen
    assert {question.name for question in seen} <= {name for name, _ in ASKED}
    assert all("?statement " in question.sparql for question in seen)
    assert Boundaries(shipped().graph / "boundaries").views


def test_full_page_keeps_statements_that_colour_states(shipped_kg, monkeypatch):
    """A page of a large graph keeps the answers, and states how much is left out."""
    monkeypatch.setattr("cakg.pictures.map.MOST_STATEMENTS", 60)
    data = data_of(shipped_kg.draw("map", command="cakg draw map"))

    assert len(data["statements"]) == 60
    assert data["leftOut"]["statements"] > 100
    assert data["map"]["layers"][0]["answers"] != []
    assert all(answer["facts"] for layer in data["map"]["layers"] for answer in layer["answers"])


@pytest.mark.parametrize("picture", ["map", "timeline"])
def test_empty_selection_gives_a_page_that_says_so(picture, tmp_path, capsys):
    """An empty selection gives a page that names it and the command without filters."""
    file = tmp_path / "empty.html"
    line = ["draw", picture, "--about", "Iran", "--theme", "migration", "-o", str(file)]

    assert main(line) == 0
    assert "no statement matches the selection (about Iran, theme migration)" in file.read_text(encoding="utf-8")


def test_unknown_question_leaves_no_file(tmp_path, capsys):
    """A misspelt question raises an error with a suggestion."""
    file = tmp_path / "map.html"

    assert main(["draw", "map", "--question", "trade-grow", "-o", str(file)]) == 2
    assert "trade-growth" in capsys.readouterr().err
    assert not file.exists()


# ---- The map and the table have the same answers --------------------------------

ASKED = [
    ("votes-on-a-resolution", {}),
    ("votes-on-a-resolution", {"resolution": "ES-11/1"}),
    ("votes-on-a-resolution", {"resolution": "General Assembly resolution of March 2022"}),
    ("votes-on-a-resolution", {"resolution": ["68/262", "ES-11/4"]}),
    ("votes-on-a-resolution", {"state": "Turkmenistan"}),
    ("votes-on-a-resolution", {"resolution": "ES-11/1", "state": "Turkmenistan"}),
    ("who-recognised", {}),
    ("who-recognised", {"object": "annexation of Crimea"}),
    ("positions", {}),
    ("positions", {"toward": "war in Ukraine"}),
    ("positions", {"who": "Kyrgyzstan"}),
    ("trade-growth", {}),
    ("trade-growth", {"state": "Uzbekistan"}),
    ("alliances-and-conflicts", {}),
]


def answered(kg: KnowledgeGraph, question: str, given: dict) -> set[tuple[str, str]]:
    """Return the pairs of state and statement in the table whose state is on the map."""
    answer = kg.ask(question, **given)
    states = Boundaries(shipped().graph / "boundaries").states
    known = kg.records.statements(entry.statement for entry in answer.entries)
    columns = [column.name for column in answer.question.columns if not (column.hidden or column.holds_claims)]
    found = set()
    for entry in answer.entries:
        one = known[entry.statement]
        asked = {"state", "who", "one"} & {*columns}
        mutual = {one.object} if one.trait(CAKG.drawnAs).endswith("/line") else set()
        cells = {entry.terms[columns.index(name)].value for name in asked} if asked else {one.subject} | mutual
        found |= {(state, entry.statement) for state in cells & states}
    return found


@pytest.mark.parametrize("question, given", ASKED, ids=str)
def test_map_and_table_have_the_same_answers(shipped_kg, question, given):
    """The map and the table have the same answers for each state."""
    data = data_of(shipped_kg.draw("map", question=question, **given))
    statements, things = ([expand(one["id"]) for one in data[name]] for name in ("statements", "things"))
    drawn = {
        (things[answer["thing"]], statements[fact["statement"]])
        for layer in data["map"]["layers"]
        for answer in layer["answers"]
        for fact in answer["facts"]
    }
    shared = {things[thing] for layer in data["map"]["layers"] for thing in layer["shared"]["things"]}
    expected = answered(shipped_kg, question, given)

    assert expected
    assert drawn <= expected
    assert {state for state, _ in expected - drawn} <= shared


def test_subject_of_a_layer_is_not_a_speaker(shipped_kg):
    """The subject of a row with speakers is that of its statement."""
    [layer] = data_of(shipped_kg.draw("map", question="sanctions"))["map"]["layers"]

    assert layer["title"] == "… adheres to Western sanctions against Russia"


def test_overview_has_all_votes_on_mentioned_resolutions(shipped_kg):
    """Without a question, the map has all votes on resolutions that an article mentions, and no others."""
    [whole] = data_of(shipped_kg.draw("map", question="votes-on-a-resolution", resolution="ES-11/1"))["map"]["layers"]
    layers = data_of(shipped_kg.draw("map"))["map"]["layers"]
    votes = {layer["title"]: layer for layer in layers if layer["group"] == whole["group"]}

    assert votes.keys() == {"General Assembly resolution of March 2022", whole["title"]}
    assert votes[whole["title"]]["takeaway"] == whole["takeaway"]
    assert "voted against (2)" in whole["takeaway"]
    assert "Compiled votes 2022–2023 and FIIA 2023" in whole["takeaway"]


def test_resolutions_are_listed_newest_first_with_title_and_day(shipped_kg):
    """A reader finds a resolution by its number, its title and its date."""
    layers = data_of(shipped_kg.draw("map", question="votes-on-a-resolution"))["map"]["layers"]
    titles = [layer["title"] for layer in layers]

    assert "ES-11/1: Aggression against Ukraine (2 March 2022)" in titles
    assert "68/262: Territorial integrity of Ukraine (27 March 2014)" in titles
    years = [int(re.search(r"\d{4}\)?$", title)[0].strip(")")) for title in titles]
    assert years == sorted(years, reverse=True)
    assert years[0] - years[-1] > 10


def test_title_of_a_resolution_is_a_name(shipped_kg):
    """A resolution is found by its title; an ambiguous title raises an error that lists the matches."""
    assert shipped_kg.thing("Aggression against Ukraine") == ID["unga-es-11-1"]
    with pytest.raises(AmbiguousThingError, match="several things have the name") as caught:
        shipped_kg.thing("Treaty on a Nuclear-Weapon-Free Zone in Central Asia")
    assert "id:unga-65-49" in caught.value.remedy


def test_state_with_several_statements_shows_their_number(shipped_kg):
    """A state with two statements on one vote shows their number; a state with one shows no number."""
    page = shipped_kg.draw("map", question="votes-on-a-resolution", resolution="ES-11/1", format="svg")
    written = {name[0]: name[1:] for name in names_in(page)}

    assert written["Turkmenistan"] == ["was absent", "2 statements"]
    assert written["Azerbaijan"] == ["was absent"]


def test_vote_of_an_unknown_day_shows_its_span(layers_of):
    """A vote dated only to a month gets no day."""
    when = '; cakg:earliest "2022-03-01"^^xsd:date ; cakg:latest "2022-03-31"^^xsd:date'
    (layer,) = layers_of(said("k", "id:kazakhstan cakg:abstainedOn id:vote", more=when), "votes-on-a-resolution")

    assert layer["lines"]["kazakhstan"] == ["abstained", "Mar 2022"]
    assert layer["title"] == "the vote (March 2022)"


def test_partner_common_to_all_figures_is_named_once(layers_of):
    """A partner common to all figures is named once; otherwise both partners are written."""
    growth = grew("kazakhstan", 10, "2022-10-31") + grew("uzbekistan", 40, "2022-10-31")
    (layer,) = layers_of(growth, "trade-growth")
    (alone,) = layers_of(grew("kazakhstan", 10, "2022-10-31"), "trade-growth")

    assert layer["shared"] == ["russia"]
    assert alone["shared"] == []
    assert alone["lines"] == {
        state: ["10 percent", "Russia – Kazakhstan", "Jan–Oct 2022"] for state in ("kazakhstan", "russia")
    }


def test_qualifiers_are_in_the_title_or_on_the_state(layers_of):
    """Qualifiers such as "as part of" are in the title if common to all, or else on the state."""
    turtle = said("k", "id:kazakhstan cakg:recognised id:war", more="; cakg:asPartOf id:russia ; cakg:within id:vote")
    other = said("t", "id:tajikistan cakg:recognised id:war", more="; cakg:asPartOf id:russia")
    (layer,) = layers_of(turtle + other, "who-recognised")

    assert layer["title"] == "… recognised the war (as part of: Russia)"
    assert layer["lines"] == {"kazakhstan": ["stated", "within: the vote"], "tajikistan": ["stated"]}


def test_layer_is_described_in_words(layers_of):
    """The takeaway counts states by answer and names the sources; the alternative text lists all names."""
    turtle = "".join(
        said(f"{name}-s", f"id:{name} cakg:supports id:war", denied=name == "kazakhstan")
        for name in ("kazakhstan", "tajikistan", "uzbekistan", "region")
    )
    (layer,) = layers_of(turtle, "positions")

    assert layer["takeaway"] == ("3 states: said without a hedge (2), contested (1). Sources: One.")
    assert layer["alternative"] == (
        "… supports the war. said without a hedge: Tajikistan and Uzbekistan; contested: one affirms, another denies:"
        " Kazakhstan; not on the map: The region (said without a hedge)."
    )


# ---- Colours -------------------------------------------------------------------


def channels(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))


def brightness(colour: str) -> float:
    """Return the relative luminance of a colour, as WCAG 2 defines it."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels(colour)]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    low, high = sorted((brightness(one), brightness(other)))
    return (high + 0.05) / (low + 0.05)


def test_votes_for_and_against_differ_in_brightness(shipped_kg):
    """Votes for and against are distinguishable without red and green, and have the colours of the ontology."""
    data = data_of(shipped_kg.draw("map", question="votes-on-a-resolution", resolution="ES-11/1"))
    colours = {entry["label"]: entry["colour"] for entry in data["map"]["layers"][0]["legend"]}
    declared = {style.label: style.colour for style in styles(shipped_kg.engine).predicates.values()}

    assert contrast(colours["voted for"], colours["voted against"]) > 3
    assert {*colours.values()} == {*declared.values()}


def test_amber_and_blue_are_only_for_certainty(shipped_kg):
    """On a map, blue and amber mean the same as for lines; votes and figures have other colours."""
    data = data_of(shipped_kg.draw("map"))
    certain = {look["label"]: look["colour"] for look in data["certainties"].values()}
    reserved = [
        colorsys.rgb_to_hsv(*channels(look["colour"]))[0]
        for name, look in data["certainties"].items()
        if name in ("unhedged", "hedged")
    ]
    for layer in data["map"]["layers"]:
        for entry in layer["legend"]:
            hue, strength, _ = colorsys.rgb_to_hsv(*channels(entry["colour"]))
            if entry["label"] in certain:
                assert hue == pytest.approx(colorsys.rgb_to_hsv(*channels(certain[entry["label"]]))[0], abs=0.01)
            else:
                assert strength < 0.2 or all(abs(hue - other) > 0.04 for other in reserved), entry


def test_text_on_an_answer_is_legible(shipped_kg):
    """Text has enough contrast on every colour."""
    for layer in data_of(shipped_kg.draw("map"))["map"]["layers"]:
        assert all(contrast(entry["colour"], entry["ink"]) > 3.9 for entry in layer["legend"])


# ---- Parameters on the command line --------------------------------------------


def test_draw_takes_the_parameters_of_the_question(tmp_path, capsys, shipped_kg):
    """Parameters are options, as for `ask`; the page is the same as from Python."""
    file = tmp_path / "map.html"
    line = ["draw", "map", "--question", "votes-on-a-resolution", "--resolution", "ES-11/1", "-o", str(file)]

    assert main(line) == 0
    written = file.read_text(encoding="utf-8")
    assert data_of(written)["command"] == (
        "cakg draw map --question votes-on-a-resolution --resolution ES-11/1 -o map.html"
    )
    assert written == shipped_kg.draw("map", question="votes-on-a-resolution", resolution="ES-11/1")


def test_parameter_named_like_an_option_uses_the_option(tmp_path):
    """If a parameter has the name of a general option, the option is used."""
    file = tmp_path / "map.html"

    assert main(["draw", "map", "--question", "positions", "--until", "2014", "-o", str(file)]) == 0
    assert data_of(file.read_text(encoding="utf-8"))["selection"] == "the rows of positions, until 2014-12-31"


def test_unknown_parameter_names_the_nearest(tmp_path, capsys, shipped_kg):
    """The error names a command that works, or in Python the possible parameters."""
    file = tmp_path / "map.html"
    line = ["draw", "map", "--question", "votes-on-a-resolution", "--resolutin", "ES-11/1", "-o", str(file)]

    assert main(line) == 2
    assert "--resolution ES-11/1" in capsys.readouterr().err
    assert not file.exists()
    with pytest.raises(UnknownParameterError, match="resolutin"):
        shipped_kg.draw("map", question="votes-on-a-resolution", resolutin="ES-11/1")
    with pytest.raises(BadValueError, match="has no parameter resolution"):
        shipped_kg.draw("map", resolution="ES-11/1")


# ---- The still image -----------------------------------------------------------

SVG = "{http://www.w3.org/2000/svg}"


def names_in(svg: str) -> list[list[str]]:
    """Return the texts on each state of an SVG: its name and the lines below it."""
    tree = ElementTree.fromstring(svg)
    groups = tree.iterfind(f".//{SVG}g[@class='name']")
    return [[text.text for text in group.iterfind(f"{SVG}text") if text.text] for group in groups]


def test_svg_is_complete(shipped_kg):
    """The image has title, takeaway, colours, names, legend, notes, sources and metadata."""
    drawn = shipped_kg.draw("map", question="votes-on-a-resolution", resolution="ES-11/1", format="svg")
    tree = ElementTree.fromstring(drawn)
    words = " ".join(text.text or "" for text in tree.iter(f"{SVG}text"))
    data = data_of(shipped_kg.draw("map", question="votes-on-a-resolution", resolution="ES-11/1"))
    [layer] = data["map"]["layers"]

    assert tree.find(f"{SVG}title").text == data["title"]
    assert tree.find(f"{SVG}desc").text == data["alternative"]
    assert tree.find(f"{SVG}metadata").text == (
        "cakg draw map --question votes-on-a-resolution --resolution ES-11/1 -o map.svg"
    )
    assert [data["takeaway"] in words, "Not on the map: United States (voted for)." in words] == [True, True]
    assert ["It is hatched because Russia" in words, "FIIA 2023 (undated" in words] == [True, True]
    assert all(entry["label"] in words for entry in layer["legend"])
    assert ["Russia", "voted against"] in names_in(drawn)
    fills = [path.get("fill") for path in tree.iterfind(f".//{SVG}path[@class='area']")]
    counted = {entry["colour"]: fills.count(entry["colour"]) for entry in layer["legend"]}
    assert counted[layer["legend"][0]["colour"]] == 4  # Afghanistan, Georgia, Ukraine, and Crimea with Ukraine
    assert "http" not in drawn.replace("http://www.w3.org/2000/svg", "")


def test_svg_escapes_hostile_names(graph_of):
    """Names with markup are escaped."""
    hostile = "</text><script>alert(1)</script>"
    store = graph_of(
        GRAPH.replace('rdfs:label "Kazakhstan"@en', f'rdfs:label "{hostile}"@en')
        + said("k", "id:kazakhstan cakg:abstainedOn id:vote")
    )
    drawn = KnowledgeGraph(store, shipped()).draw("map", question="votes-on-a-resolution", format="svg")

    assert [hostile, "abstained"] in names_in(drawn)
    assert ElementTree.fromstring(drawn).find(f".//{SVG}script") is None


# ---- Another region ------------------------------------------------------------

ISLANDS = """
id:north-isle a cakg:State ; rdfs:label "North Isle"@en .
id:south-isle a cakg:State ; rdfs:label "South Isle"@en .
id:pact a cakg:Event ; rdfs:label "the pact"@en .
id:writer a cakg:Person ; rdfs:label "The writer"@en .
source:one a cakg:Article ; rdfs:label "One"@en ; cakg:shortName "One" ; cakg:author id:writer .
passage:one a cakg:Passage ; cakg:source source:one ; cakg:paragraph 1 ; cakg:sentence 1 .
"""
SHEET = """
title = "The isles"
land = "isles.json"
width = 600
height = 400
boundaries = "The line between the isles is ours."
[projection]
parallels = [-10.0, 10.0]
origin = [0.0, 0.0]
centre = [300.0, 200.0]
scale = 600.0
"""


def isles(folder) -> None:
    """Write the boundaries of two states that meet at the equator."""
    land = folder / "boundaries"
    land.mkdir()
    (land / "map.toml").write_text(SHEET, encoding="utf-8")
    geometries = [
        {"type": "MultiPolygon", "properties": {"name": name, "thing": ID[thing]}, "arcs": [[arcs]]}
        for name, thing, arcs in (("North", "north-isle", [0, 1]), ("South", "south-isle", [2, -1]))
    ]
    arcs = [[[-10, 0], [20, 0]], [[10, 0], [0, 10], [-20, 0], [0, -10]], [[10, 0], [0, -10], [-20, 0], [0, 10]]]
    topology = {
        "transform": {"scale": [1, 1], "translate": [0, 0]},
        "objects": {"countries": {"geometries": geometries}},
        "arcs": arcs,
    }
    (land / "isles.json").write_text(json.dumps(topology), encoding="utf-8")
    rows = [f"{ID['north-isle']},0,5,the name", f"{ID['south-isle']},0,-5,the name"]
    (land / "points.csv").write_text("\n".join(["thing,longitude,latitude,stands_for", *rows]), encoding="utf-8")


@pytest.fixture
def isles_kg(folder_of) -> KnowledgeGraph:
    folders = folder_of(ISLANDS + said("n", "id:north-isle cakg:abstainedOn id:pact"))
    return KnowledgeGraph(LocalStore.open(folders), folders)


def test_map_of_another_region_has_its_own_texts(isles_kg):
    """Title, extent and notes come from the graph, not from the shipped map."""
    isles(isles_kg.folders.graph)
    page = isles_kg.draw("map")
    data = data_of(page)
    svg = isles_kg.draw("map", format="svg")

    assert data["title"] == "The isles"
    assert [data["map"]["views"], data["map"]["disputed"]] == [[], None]
    assert data["map"]["boundariesNote"] == "The line between the isles is ours."
    assert names_in(svg) == [["North Isle", "abstained"], ["South"]]
    for word in ("Crimea", "Ukraine", "Asia", "Natural Earth"):
        assert word not in json.dumps(data) + svg
    xs = [float(x) for x in re.findall(r'class="area" d="M([\d.]+) ', data["map"]["drawing"])]
    assert [150 < x < 450 for x in xs] == [True, True]


def test_states_outside_the_shipped_map_need_boundaries(isles_kg):
    """If no state of the graph is on the map, the error says what to do."""
    with pytest.raises(GraphFolderError, match="none of the states") as caught:
        isles_kg.draw("map")

    assert "boundaries" in caught.value.remedy


@pytest.mark.parametrize(
    "file, change, what",
    [
        ("map.toml", ("width = 600", ""), "'width' is missing"),
        ("map.toml", ("land = ", "land "), "Expected"),
        ("map.toml", ("isles.json", "gone.json"), "gone.json: No such file"),
        ("map.toml", ("[-10.0, 10.0]", "[10.0, 10.0]"), "division by zero"),
        ("isles.json", ("arcs", "lines"), "'arcs' is missing"),
        ("points.csv", (",0,5,", ",east,5,"), "east"),
    ],
)
def test_broken_boundaries_are_an_error(isles_kg, file, change, what):
    """Faulty boundaries raise an error that names the file and the README."""
    isles(isles_kg.folders.graph)
    path = isles_kg.folders.graph / "boundaries" / file
    path.write_text(path.read_text(encoding="utf-8").replace(*change), encoding="utf-8")
    with pytest.raises(GraphFolderError, match=re.escape(what)) as caught:
        isles_kg.draw("map")

    assert "boundaries" in str(caught.value)
    assert "README" in caught.value.remedy


def test_a_parameter_without_a_question_gets_a_command_that_works(capsys):
    """The error names both parts, and no file is written."""
    assert main(["draw", "map", "--resolution", "ES-11/1", "-o", "nowhere.html"]) == 2

    error = capsys.readouterr().err
    assert "--resolution is a parameter of a question" in error
    assert "cakg draw map --question votes-on-a-resolution --resolution ES-11/1 -o nowhere.html" in error


def test_a_directed_figure_belongs_only_to_its_subject(shipped_kg):
    """A directed figure belongs to its subject; a mutual one, such as trade, to both ends."""
    layers = {one["title"]: one for one in data_of(shipped_kg.draw("map"))["map"]["layers"]}
    [deliveries] = [one for title, one in layers.items() if "increased its deliveries to" in title]
    things = data_of(shipped_kg.draw("map"))["things"]

    assert {things[answer["thing"]]["label"] for answer in deliveries["answers"]} == {"Kyrgyzstan"}


def test_the_table_of_a_map_names_layer_and_answer(shipped_kg):
    """Rows of votes have the layer, the answer and the state."""
    rows = shipped_kg.map(question="votes-on-a-resolution", resolution="ES-11/1").rows()
    table = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]

    found = {(row["states"], row["answer"]) for row in table if row["states"]}
    assert ("Russia", "voted against") in found
    assert ("Uzbekistan", "was absent") in found
    assert {row["layer"] for row in table if row["states"]} == {"ES-11/1: Aggression against Ukraine (2 March 2022)"}


def test_an_image_names_only_the_sources_of_its_layer(shipped_kg):
    """An image names only the sources of its own layer."""
    svg = shipped_kg.draw("map", format="svg")

    assert "FIIA 2023 (" in svg
    assert "Compiled votes 2022–2023 (" in svg
    assert "ASIA-Plus 2022 (" not in svg

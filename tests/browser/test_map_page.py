"""The page of the map, in a browser: offline, coloured, switchable, clickable, and deaf to hostile labels."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from cakg.graph import KnowledgeGraph
from cakg.paths import shipped
from cakg.store.local import LocalStore

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

HOSTILE = [
    "</script><script>document.title='taken'</script>",
    "<img src=x onerror=\\\"document.title='taken'\\\">",
    '\\"><a href=\\"javascript:alert(1)\\">quoted</a>',
]


@pytest.fixture
def shipped_map(drawn: Callable[..., str]) -> str:
    return drawn("map")


@pytest.fixture
def votes_map(drawn: Callable[..., str]) -> str:
    return drawn("map", question="votes-on-a-resolution", resolution="ES-11/1")


def state(page: Page, name: str):
    return page.locator(f'#map path[role="button"][data-key="id:{name}"]')


def test_map_opens_offline_without_asking_for_anything(show: Callable[..., Page], shipped_map: str) -> None:
    """No request, no error, no violation of the policy; the states stand there with their votes."""
    page = show(shipped_map)

    assert page.locator("#map").count() == 1
    assert state(page, "kazakhstan").get_attribute("aria-label") == "Kazakhstan: abstained, 2 statements"
    assert page.locator("#map text", has_text="was absent").count() == 3
    assert page.troubles == []  # type: ignore[attr-defined]


def test_votes_have_two_colours(show: Callable[..., Page], shipped_map: str) -> None:
    """Who abstained looks alike and unlike who stayed away; a state without an answer has neither colour."""
    page = show(shipped_map)
    fills = {
        name: state(page, name).get_attribute("fill") for name in ("kazakhstan", "tajikistan", "uzbekistan", "iran")
    }

    assert fills["kazakhstan"] == fills["tajikistan"]
    assert len({fills["kazakhstan"], fills["uzbekistan"], fills["iran"]}) == 3


def test_figures_stand_with_their_periods(show: Callable[..., Page], shipped_map: str) -> None:
    """Five figures over five spans: each span is written on the map, and the page warns."""
    page = show(shipped_map)
    page.select_option("#layer", label="Russia grew in trade with …")

    written = page.locator("#map text").all_text_contents()
    for period in ("Jan–Oct 2022", "Jan–Jun 2022", "Jan–Aug 2022", "Jan–Mar 2022", "Jan–Sep 2022"):
        assert period in written
    assert "different spans" in page.locator("#asked").inner_text()


def test_reader_chooses_whose_crimea_is_drawn(show: Callable[..., Page], shipped_map: str) -> None:
    """Ukraine's as usual, apart, or Russia's: owner, border and words change, the hatching stays."""
    page = show(shipped_map)
    seen = []
    for view in ("un", "apart", "russia"):
        page.select_option("#whose", view)
        area, border = page.locator("#disputed"), page.locator("#disputed-border")
        assert area.get_attribute("fill") == "url(#hatch)"
        words = page.locator("#legend").inner_text()
        seen.append((area.get_attribute("data-owner"), border.get_attribute("stroke-dasharray"), words))

    assert [owner for owner, *_ in seen] == ["id:ukraine", "", "id:russia"]
    assert len({dashes for _, dashes, _ in seen}) == 3
    assert "68/262 of 27 March 2014" in seen[0][2]
    assert "this view gives it to neither" in seen[1][2]
    assert "as Russia has claimed" in seen[2][2]
    assert all("Natural Earth" in words for *_, words in seen)


def test_hatching_shows_on_every_answer(show: Callable[..., Page], votes_map: str) -> None:
    """Its lines are light on a dark answer and dark on a light one, whoever the area is drawn with."""
    page = show(votes_map)
    seen = {}
    for view in ("un", "apart", "russia"):
        page.select_option("#whose", view)
        fill = page.locator("#map path:has(+ #disputed)").get_attribute("fill")
        seen[fill] = page.locator("#hatch path").get_attribute("stroke")

    assert seen == {"#12997a": "#1c2530", "#e4e4e1": "#1c2530", "#5b1a10": "#ffffff"}


def test_whose_crimea_is_drawn_shows_without_the_legend(show: Callable[..., Page], shipped_map: str) -> None:
    """Beside an open panel, a line says whose view it is, and the land has the tint of one claimant or of neither."""
    page = show(shipped_map)
    state(page, "uzbekistan").focus()
    page.keyboard.press("Enter")
    land = page.locator("#map path:has(+ #disputed)")
    tints = {}
    for view, words in (("un", "as General Assembly"), ("apart", "given to neither side"), ("russia", "as Russia has")):
        page.select_option("#whose", view)
        line = page.locator("#whose-said")
        assert line.is_visible()
        assert words in line.inner_text()
        assert "hatched because" in line.inner_text()
        assert line.bounding_box()["height"] < 30
        tints[view] = land.get_attribute("fill")

    assert page.locator("#legend").is_hidden()
    assert len(set(tints.values())) == 3
    assert tints["un"] == state(page, "ukraine").get_attribute("fill")
    assert tints["russia"] == state(page, "russia").get_attribute("fill")
    assert state(page, "iran").get_attribute("fill") not in tints.values()


def test_state_tells_its_answer_and_who_says_so(show: Callable[..., Page], shipped_map: str) -> None:
    """A click on a state opens its answer with the claim behind it, then all that is said of it."""
    page = show(shipped_map)
    state(page, "kazakhstan").click(position={"x": 60, "y": 60}, force=True)

    panel = page.locator("#chosen")
    assert panel.locator("h2").inner_text() == "Kazakhstan"
    assert panel.locator(".answer").inner_text().endswith(": abstained, 2 statements")
    assert "FIIA 2023, paragraph 6, sentence 4" in panel.inner_text()


def test_everything_is_reached_by_keyboard(show: Callable[..., Page], shipped_map: str) -> None:
    """A state is a button: focus stays on it when it is pressed, and Escape closes what it opened."""
    page = show(shipped_map)
    state(page, "uzbekistan").focus()
    page.keyboard.press("Enter")

    assert page.locator("#chosen h2").inner_text() == "Uzbekistan"
    assert page.evaluate("document.activeElement.dataset.key") == "id:uzbekistan"
    page.keyboard.press("Escape")
    assert page.locator("#chosen").is_hidden()


def test_click_leaves_no_frame_and_a_key_marks_the_shape(show: Callable[..., Page], shipped_map: str) -> None:
    """The frame that a browser draws around a country never shows; who comes by keyboard sees a rim on its shape."""
    page = show(shipped_map)
    look = "[getComputedStyle(document.activeElement).outlineStyle, getComputedStyle(document.activeElement).stroke]"
    state(page, "kazakhstan").click(position={"x": 60, "y": 60}, force=True)
    pressed = page.evaluate(look)
    page.keyboard.press("Tab")

    assert pressed == ["none", "rgb(143, 127, 184)"]
    assert page.evaluate(look) == ["none", "rgb(0, 114, 178)"]


def test_facets_take_answers_away(show: Callable[..., Page], shipped_map: str) -> None:
    """Without the source that tells of the votes, no state has a colour."""
    page = show(shipped_map)
    page.locator('[data-facet="source"] summary').click()
    page.locator('[data-facet="source"] label', has_text="ASIA-Plus 2022").click()

    assert "hidden" in page.locator("#said").inner_text()
    assert state(page, "kazakhstan").get_attribute("aria-label") == "Kazakhstan"


def test_permalink_shows_the_same_again(show: Callable[..., Page], shipped_map: str) -> None:
    """Layer, view, points and what is chosen are in the address."""
    page = show(shipped_map)
    page.select_option("#layer", label="Russia grew in trade with …")
    page.select_option("#whose", "apart")
    page.uncheck("#points")
    state(page, "tajikistan").focus()
    page.keyboard.press("Enter")
    before, address = page.locator("#map").inner_html(), page.url
    page.goto("about:blank")
    page.goto(address)

    assert page.locator("#map").inner_html() == before
    assert page.locator("#chosen h2").inner_text() == "Tajikistan"


def test_image_has_the_map_and_its_legend(show: Callable[..., Page], shipped_map: str) -> None:
    """The PNG is the map above its legend, and it is not blank."""
    page = show(shipped_map)
    colours = page.evaluate(
        """async () => {
          const canvas = await cakg.now.png();
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          const seen = new Set();
          for (let at = 0; at < data.length; at += 404) seen.add(`${data[at]},${data[at + 1]},${data[at + 2]}`);
          return [seen.size, canvas.width];
        }"""
    )

    assert colours[0] > 20
    assert colours[1] >= 900
    assert page.troubles == []  # type: ignore[attr-defined]


def test_hostile_labels_stay_text(show: Callable[..., Page], graph_of: Callable[[str], LocalStore]) -> None:
    """Names that try to break out are drawn as they are, and nothing of them runs."""
    store = graph_of(
        f"""
        id:kazakhstan a cakg:State ; rdfs:label "{HOSTILE[0]}"@en .
        id:crimea a cakg:Place ; rdfs:label "{HOSTILE[1]}"@en .
        id:vote a cakg:Event ; rdfs:label "{HOSTILE[2]}"@en .
        id:writer a cakg:Person ; rdfs:label "{HOSTILE[1]}"@en .
        source:one a cakg:Article ; rdfs:label "One"@en ; cakg:shortName "{HOSTILE[0]}" ; cakg:author id:writer .
        passage:one a cakg:Passage ; cakg:source source:one ; cakg:paragraph 1 ; cakg:sentence 1 .
        stmt:a a cakg:Statement , rdf:Statement ; rdfs:label "{HOSTILE[2]}"@en ; rdf:subject id:kazakhstan ;
          rdf:predicate cakg:abstainedOn ; rdf:object id:vote ; cakg:place id:crimea .
        claim:a a cakg:Claim ; cakg:affirms stmt:a ; cakg:mode mode:asserted ; cakg:speaker id:writer ;
          cakg:passage passage:one .
        """
    )
    page = show(KnowledgeGraph(store, shipped()).draw("map", command="cakg draw map -o map.html"))
    title = page.title()
    state(page, "kazakhstan").focus()
    page.keyboard.press("Enter")

    assert page.locator("#chosen h2").text_content() == HOSTILE[0]
    assert HOSTILE[0] in page.locator("#map text").all_text_contents()
    assert page.title() == title
    assert page.locator("img, #map a, #map script").count() == 0
    assert page.troubles == []  # type: ignore[attr-defined]


def test_layers_stand_in_groups(show: Callable[..., Page], shipped_map: str) -> None:
    """The chooser has a group for each question, and each layer tells in a sentence what it shows."""
    page = show(shipped_map)
    groups = page.locator("#layer optgroup").evaluate_all("groups => groups.map((group) => group.label)")
    page.select_option("#layer", label="ES-11/1: Aggression against Ukraine (2 March 2022)")

    assert groups == ["Votes on a resolution", "Trade growth", "Positions", "Who recognised"]
    assert (
        page.locator("#asked")
        .inner_text()
        .startswith("13 states on ES-11/1: Aggression against Ukraine (2 March 2022): ")
    )
    assert state(page, "russia").get_attribute("aria-label") == "Russia: voted against"


def test_controls_take_one_row_on_a_phone(show: Callable[..., Page], shipped_map: str, votes_map: str) -> None:
    """At 390 pixels nothing wraps or sticks out, and the map fills what is below."""
    for text in (shipped_map, votes_map):
        page = show(text, width=390, height=844)
        box = page.locator("#controls").bounding_box()
        right = page.locator("#controls > :last-child").bounding_box()

        assert box["height"] < 45
        assert right["x"] + right["width"] <= 390
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        sheet, drawn = (page.locator(name).bounding_box() for name in ("#sheet", "#map"))
        assert drawn["height"] > sheet["height"] * 0.9
        centre = state(page, "uzbekistan").bounding_box()
        assert 0 < centre["x"] < 390


def test_state_of_several_statements_or_spans_is_written_so(show: Callable[..., Page], votes_map: str) -> None:
    """What two sources say is marked, and what one of them says alone after the other is filtered out is not."""
    page = show(votes_map)
    written = "() => [...document.querySelectorAll('#map .name')].map((name) => name.textContent)"
    before = page.evaluate(written)
    page.locator('[data-facet="source"] summary').click()
    page.locator('[data-facet="source"] label', has_text="Compiled votes").click()

    assert "Turkmenistanwas absent2 statements" in before
    assert "Azerbaijanwas absent" in before
    assert "Turkmenistanwas absent" in page.evaluate(written)


def test_contested_answer_has_dots(show: Callable[..., Page], graph_of: Callable[[str], LocalStore]) -> None:
    """A vote that another source denies has the colour of the vote under dots, and the legend says so."""
    claim = "cakg:mode mode:asserted ; cakg:speaker id:writer ; cakg:passage passage:one"
    store = graph_of(
        f"""
        id:kazakhstan a cakg:State ; rdfs:label "Kazakhstan"@en .
        id:uzbekistan a cakg:State ; rdfs:label "Uzbekistan"@en .
        id:vote a cakg:Event ; rdfs:label "the vote"@en .
        id:writer a cakg:Person ; rdfs:label "The writer"@en .
        source:one a cakg:Article ; rdfs:label "One"@en ; cakg:shortName "One" ; cakg:author id:writer .
        passage:one a cakg:Passage ; cakg:source source:one ; cakg:paragraph 1 ; cakg:sentence 1 .
        stmt:a a cakg:Statement , rdf:Statement ; rdfs:label "a"@en ; rdf:subject id:kazakhstan ;
          rdf:predicate cakg:abstainedOn ; rdf:object id:vote .
        stmt:b a cakg:Statement , rdf:Statement ; rdfs:label "b"@en ; rdf:subject id:uzbekistan ;
          rdf:predicate cakg:abstainedOn ; rdf:object id:vote .
        claim:a a cakg:Claim ; cakg:affirms stmt:a , stmt:b ; {claim} .
        claim:b a cakg:Claim ; cakg:denies stmt:a ; {claim.replace("id:writer", "id:vote")} .
        """
    )
    page = show(KnowledgeGraph(store, shipped()).draw("map", question="votes-on-a-resolution"))
    fills = [state(page, name).get_attribute("fill") for name in ("kazakhstan", "uzbekistan")]

    assert fills[0] == fills[1]
    assert page.locator("#map .dotted path").count() == 1
    assert page.locator("#map .dotted path").get_attribute("d") == state(page, "kazakhstan").get_attribute("d")
    assert state(page, "kazakhstan").get_attribute("aria-label") == "Kazakhstan: abstained, contested"
    assert "abstained, contested (dotted)" in page.locator("#legend").inner_text()


def test_still_is_a_drawing_of_its_own(show: Callable[..., Page], votes_map: str) -> None:
    """What export takes has a size, colours and fonts of its own, and changing it leaves the page as it is."""
    page = show(votes_map)
    found = page.evaluate(
        """() => {
          const still = cakg.now.view.still(cakg.now);
          const texts = [...still.querySelectorAll("text")].map((text) => text.textContent);
          const areas = [...document.querySelectorAll("#map .area")];
          const place = areas.findIndex((one) => one.dataset.key === "id:russia");
          const fill = still.querySelectorAll(".area")[place].getAttribute("fill");
          const told = [still.tagName, still.getAttribute("viewBox"), still.getAttribute("font-family"), fill, texts];
          still.replaceChildren();
          return told;
        }"""
    )

    assert found[:2] == ["svg", "0 0 1000 640"]
    assert "Arial" in found[2]
    assert found[3] == state(page, "russia").get_attribute("fill")
    assert "voted against" in found[4]
    assert page.locator("#map .area").count() > 50


def test_heading_counts_the_answers_that_filters_leave(show: Callable[..., Page], votes_map: str) -> None:
    """Neither what a hidden source says nor what is not on the map is counted with it."""
    page = show(votes_map)
    page.evaluate("cakg.now.set({ source: ['FIIA 2023'] })")

    told = page.locator("#asked").inner_text()
    assert told.startswith("The filters leave the answers of 5 states: abstained 3, was absent 2. This includes ")
    assert "United States (voted for)" not in page.locator("#legend").inner_text()
    page.evaluate("cakg.now.reset()")
    assert "United States (voted for)" in page.locator("#legend").inner_text()

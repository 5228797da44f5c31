"""The page of the map: layers, views of Crimea, colours, keyboard, and hostile labels."""

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


def test_map_opens_offline_without_a_request(show: Callable[..., Page], shipped_map: str) -> None:
    """No request, no error, no violation of the policy. States are labelled with their votes."""
    page = show(shipped_map)

    assert page.locator("#map").count() == 1
    assert state(page, "kazakhstan").get_attribute("aria-label") == "Kazakhstan: abstained, 2 statements"
    assert page.locator("#map text", has_text="was absent").count() == 3
    assert page.troubles == []  # type: ignore[attr-defined]


def test_votes_have_two_colours(show: Callable[..., Page], shipped_map: str) -> None:
    """One colour for abstentions, another for absence. A state without an answer has neither."""
    page = show(shipped_map)
    fills = {
        name: state(page, name).get_attribute("fill") for name in ("kazakhstan", "tajikistan", "uzbekistan", "iran")
    }

    assert fills["kazakhstan"] == fills["tajikistan"]
    assert len({fills["kazakhstan"], fills["uzbekistan"], fills["iran"]}) == 3


def test_figures_have_their_periods(show: Callable[..., Page], shipped_map: str) -> None:
    """The map shows the period of each of five figures, and the page warns that the periods differ."""
    page = show(shipped_map)
    page.select_option("#layer", label="Trade growth with Russia")

    written = page.locator("#map text").all_text_contents()
    for period in ("Jan–Oct 2022", "Jan–Jun 2022", "Jan–Aug 2022", "Jan–Mar 2022", "Jan–Sep 2022"):
        assert period in written
    assert "different periods" in page.locator("#asked").inner_text()


def test_reader_chooses_the_view_of_crimea(show: Callable[..., Page], shipped_map: str) -> None:
    """Part of Ukraine (the default), apart, or part of Russia. Owner, border and legend change; the hatching stays."""
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


def test_hatching_is_visible_on_every_colour(show: Callable[..., Page], votes_map: str) -> None:
    """Its lines are light on a dark colour and dark on a light one, in every view of Crimea."""
    page = show(votes_map)
    seen = {}
    for view in ("un", "apart", "russia"):
        page.select_option("#whose", view)
        fill = page.locator("#map path:has(+ #disputed)").get_attribute("fill")
        seen[fill] = page.locator("#hatch path").get_attribute("stroke")

    assert seen == {"#12997a": "#1c2530", "#e4e4e1": "#1c2530", "#5b1a10": "#ffffff"}


def test_view_of_crimea_is_named_without_the_legend(show: Callable[..., Page], shipped_map: str) -> None:
    """Beside an open panel, one line names the view. The area has the colour of one claimant or of neither."""
    page = show(shipped_map)
    state(page, "uzbekistan").focus()
    page.keyboard.press("Enter")
    land = page.locator("#map path:has(+ #disputed)")
    tints = {}
    for view, words in (
        ("un", "according to General"),
        ("apart", "part of neither side"),
        ("russia", "according to Russia"),
    ):
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


def test_state_shows_its_answer_and_claims(show: Callable[..., Page], shipped_map: str) -> None:
    """A click on a state opens its answer with the claim, then all statements about the state."""
    page = show(shipped_map)
    state(page, "kazakhstan").click(position={"x": 60, "y": 60}, force=True)

    panel = page.locator("#chosen")
    assert panel.locator("h2").inner_text() == "Kazakhstan"
    assert panel.locator(".answer").inner_text().endswith(": abstained, 2 statements")
    assert "FIIA 2023, paragraph 6, sentence 4" in panel.inner_text()


def test_state_opens_and_closes_by_keyboard(show: Callable[..., Page], shipped_map: str) -> None:
    """A state is a button. Pressing it keeps the focus on it, and Escape closes the panel."""
    page = show(shipped_map)
    state(page, "uzbekistan").focus()
    page.keyboard.press("Enter")

    assert page.locator("#chosen h2").inner_text() == "Uzbekistan"
    assert page.evaluate("document.activeElement.dataset.key") == "id:uzbekistan"
    page.keyboard.press("Escape")
    assert page.locator("#chosen").is_hidden()


def test_focus_outlines_the_shape_and_not_its_box(show: Callable[..., Page], shipped_map: str) -> None:
    """The browser's own rectangular outline never shows. Focus by keyboard draws an outline along the border."""
    page = show(shipped_map)
    look = "[getComputedStyle(document.activeElement).outlineStyle, getComputedStyle(document.activeElement).stroke]"
    state(page, "kazakhstan").click(position={"x": 60, "y": 60}, force=True)
    pressed = page.evaluate(look)
    page.keyboard.press("Tab")

    assert pressed == ["none", "rgb(143, 127, 184)"]
    assert page.evaluate(look) == ["none", "rgb(0, 114, 178)"]


def test_facet_removes_answers(show: Callable[..., Page], shipped_map: str) -> None:
    """With the source of the votes filtered out, a state has no answer."""
    page = show(shipped_map)
    page.locator('[data-facet="source"] summary').click()
    page.locator('[data-facet="source"] label', has_text="ASIA-Plus 2022").click()

    assert "hidden" in page.locator("#said").inner_text()
    assert state(page, "kazakhstan").get_attribute("aria-label") == "Kazakhstan"


def test_link_restores_the_map(show: Callable[..., Page], shipped_map: str) -> None:
    """The address holds the layer, the view, the points and the choice."""
    page = show(shipped_map)
    page.select_option("#layer", label="Trade growth with Russia")
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
    """The PNG has the map above its legend and is not blank."""
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
    """Labels with markup are shown as text, and no script in them runs."""
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


def test_layers_are_grouped(show: Callable[..., Page], shipped_map: str) -> None:
    """The list of layers has a group for each question, and a sentence says what a layer shows."""
    page = show(shipped_map)
    groups = page.locator("#layer optgroup").evaluate_all("groups => groups.map((group) => group.label)")
    page.select_option("#layer", label="ES-11/1: Aggression against Ukraine (2 March 2022)")

    assert groups == ["Votes on a resolution", "Trade growth", "Positions", "Who recognised"]
    assert page.locator("#asked").inner_text().startswith("13 states: voted for (3), ")
    assert state(page, "russia").get_attribute("aria-label") == "Russia: voted against"


def test_controls_take_one_row_on_a_phone(show: Callable[..., Page], shipped_map: str, votes_map: str) -> None:
    """At a width of 390 pixels nothing wraps or overflows, and the map fills the space below."""
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


def test_label_counts_the_statements_of_a_state(show: Callable[..., Page], votes_map: str) -> None:
    """A vote in two sources has a count. With one source filtered out, the count disappears."""
    page = show(votes_map)
    written = "() => [...document.querySelectorAll('#map .name')].map((name) => name.textContent)"
    before = page.evaluate(written)
    page.locator('[data-facet="source"] summary').click()
    page.locator('[data-facet="source"] label', has_text="Compiled votes").click()

    assert "Turkmenistanwas absent2 statements" in before
    assert "Azerbaijanwas absent" in before
    assert "Turkmenistanwas absent" in page.evaluate(written)


def test_contested_answer_is_dotted(show: Callable[..., Page], graph_of: Callable[[str], LocalStore]) -> None:
    """A vote that another claim denies has the colour of the vote and dots, and the legend explains them."""
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


def test_exported_drawing_is_independent_of_the_page(show: Callable[..., Page], votes_map: str) -> None:
    """It has its own size, colours and fonts, and changing it does not change the page."""
    page = show(votes_map)
    found = page.evaluate(
        """() => {
          const still = cakg.now.view.still(cakg.now);
          const texts = [...still.querySelectorAll("text")].map((text) => text.textContent);
          const areas = [...document.querySelectorAll("#map .area")];
          const place = areas.findIndex((one) => one.dataset.key === "id:russia");
          const fill = still.querySelectorAll(".area")[place].getAttribute("fill");
          const found = [still.tagName, still.getAttribute("viewBox"), still.getAttribute("font-family"), fill, texts];
          still.replaceChildren();
          return found;
        }"""
    )

    assert found[:2] == ["svg", "0 0 1000 640"]
    assert "Arial" in found[2]
    assert found[3] == state(page, "russia").get_attribute("fill")
    assert "voted against" in found[4]
    assert page.locator("#map .area").count() > 50


def test_heading_counts_answers_after_filters(show: Callable[..., Page], votes_map: str) -> None:
    """The heading and the legend leave out answers of hidden sources."""
    page = show(votes_map)
    page.evaluate("cakg.now.set({ source: ['FIIA 2023'] })")

    heading = page.locator("#asked").inner_text()
    assert heading.startswith("Answers that match the filters: 5 states: abstained (3), was absent (2). Includes ")
    assert "United States (voted for)" not in page.locator("#legend").inner_text()
    page.evaluate("cakg.now.reset()")
    assert "United States (voted for)" in page.locator("#legend").inner_text()

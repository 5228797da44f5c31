"""Features of all pictures: panel, links, search, filters, keys, phones, and statements not drawn."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from cakg.graph import KnowledgeGraph
from cakg.paths import shipped
from cakg.store.local import LocalStore

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

STATEMENTS = "() => cakg.now.data.statements"
SHOWN = "() => [...cakg.now.shown].map((place) => cakg.now.data.statements[place])"
PHONES = [(390, 844), (360, 640)]


def statements_of_russia(page: Page) -> list[dict[str, object]]:
    found: list[dict[str, object]] = page.evaluate(
        "() => cakg.now.about[cakg.now.thing.get('id:russia')].map((place) => cakg.now.data.statements[place])"
    )
    return found


def test_panel_of_a_thing_starts_with_a_summary(show: Callable[..., Page], drawn: Callable[..., str]) -> None:
    """Number of statements, sources, themes and contested statements; then the statements by importance."""
    page = show(drawn("network"), fragment="#thing=id:russia")
    about, panel = statements_of_russia(page), page.locator("#chosen")
    themes = Counter(one["theme"] for one in about)
    counts = panel.locator(".ways").first.locator("button").all_inner_texts()
    listed = panel.locator("ol > li")
    shown = listed.evaluate_all("items => items.map((item) => item.dataset.statement)")
    ranked = [one["id"] for one in sorted(about, key=lambda one: one["rank"])]  # type: ignore[arg-type,return-value]

    assert panel.locator(".counted").inner_text() == f"{len(about)} statements"
    assert sorted(counts) == sorted(f"{theme} {count}" for theme, count in themes.items())
    assert "Sources: " in panel.inner_text()
    assert "Supply of Iranian attack drones" in panel.locator(".named").first.inner_text()
    assert shown == ranked[:10]
    panel.get_by_role("button", name="Show more").click()
    assert listed.count() == 50
    assert listed.evaluate_all("items => items.map((item) => item.dataset.statement)") == ranked[:50]


def test_panel_is_filtered_by_theme_certainty_and_words(show: Callable[..., Page], drawn: Callable[..., str]) -> None:
    """A button keeps as many statements as it counts. A search keeps those with the words. Both combine."""
    page = show(drawn("network"), fragment="#thing=id:russia")
    panel, about = page.locator("#chosen"), statements_of_russia(page)
    button = panel.get_by_role("button", name="diplomacy")
    button.click()
    diplomacy = [one for one in about if one["theme"] == "diplomacy"]

    assert button.get_attribute("aria-pressed") == "true"
    assert panel.locator(".listed").inner_text() == f"{len(diplomacy)} of {len(about)} statements"
    assert all("diplomacy" in text for text in panel.locator("ol .status").all_inner_texts())
    panel.locator("#within").fill("Crimea recognition")
    found = panel.locator("ol .paraphrase").all_inner_texts()
    assert 0 < len(found) < 10
    assert all("Crimea" in text and "ecognition" in text for text in found)
    button.click()
    panel.locator("#within").fill("")
    assert panel.locator(".listed").inner_text() == ""
    panel.get_by_role("button", name="denied or doubted").click()
    assert {
        one.split()[-1] for one in panel.locator("ol li").evaluate_all("items => items.map((i) => i.className)")
    } == {"denied"}


def test_statement_named_in_the_summary_comes_first(show: Callable[..., Page], drawn: Callable[..., str]) -> None:
    """A click on a statement in the summary marks it and keeps the panel of the thing."""
    page = show(drawn("network"), fragment="#thing=id:russia")
    name = page.locator("#chosen .named").last.locator("button").nth(1)
    label = name.inner_text()
    name.click()

    assert page.locator("#chosen h2").inner_text() == "Russia"
    assert label in page.locator("#chosen ol li.on .paraphrase").inner_text()
    assert "on" in (page.locator("#chosen ol li").first.get_attribute("class") or "").split()


@pytest.mark.parametrize("scripts", [True, False])
def test_citation_links_to_the_article(show: Callable[..., Page], drawn: Callable[..., str], scripts: bool) -> None:
    """In panel and tables, a citation with paragraph and sentence opens the article in a new tab."""
    page = show(drawn("timeline"), scripts=scripts, fragment="#statement=stmt:trade-growth-russia-kazakhstan")
    where = "#chosen" if scripts else "#statements"
    link = page.locator(f"{where} a", has_text="ASIA-Plus 2022, paragraph 9, sentence 1").first

    assert (link.get_attribute("href") or "").startswith("https://")
    assert link.get_attribute("target") == "_blank"
    assert link.get_attribute("rel") == "noopener noreferrer"
    assert page.troubles == []  # type: ignore[attr-defined]


@pytest.mark.parametrize("scripts", [True, False])
def test_address_with_a_script_is_no_link(
    show: Callable[..., Page], graph_of: Callable[[str], LocalStore], scripts: bool
) -> None:
    """The citation is shown as text without a link."""
    store = graph_of(
        """
        id:a a cakg:State ; rdfs:label "Aland"@en . id:b a cakg:State ; rdfs:label "Beland"@en .
        id:writer a cakg:Person ; rdfs:label "Writer"@en .
        source:one a cakg:Article ; rdfs:label "One"@en ; cakg:shortName "One 2020" ; cakg:author id:writer ;
          schema:url "javascript:document.title='taken'"^^xsd:anyURI .
        passage:one a cakg:Passage ; cakg:source source:one ; cakg:paragraph 1 ; cakg:sentence 2 .
        stmt:a a cakg:Statement , rdf:Statement ; rdfs:label "Aid"@en ; rdf:subject id:a ;
          rdf:predicate cakg:supplied ; rdf:object id:b .
        claim:a a cakg:Claim ; cakg:affirms stmt:a ; cakg:mode mode:asserted ; cakg:speaker id:writer ;
          cakg:passage passage:one .
        """
    )
    page = show(KnowledgeGraph(store, shipped()).draw("network"), scripts=scripts, fragment="#thing=id:a")
    if scripts:
        page.evaluate("() => new Promise((done) => setTimeout(done, 61))")

    from playwright.sync_api import expect  # waits, unlike inner_text

    expect(page.locator("#statements")).to_contain_text("One 2020, paragraph 1, sentence 2")
    assert page.locator("a[href^='javascript']").count() == 0
    assert page.locator("main a[target], #tables a[target]").count() == 0
    if scripts:
        assert page.locator("#search").get_attribute("placeholder") == "Find"


@pytest.mark.parametrize("picture", ["network", "timeline", "map"])
def test_search_finds_statements(show: Callable[..., Page], drawn: Callable[..., str], picture: str) -> None:
    """If no thing has the words, statements are listed. Arrows and Enter choose one."""
    page = show(drawn(picture))
    page.locator("#search").fill("growth trade")
    options = page.locator("#found [role=option]").all_inner_texts()
    things = page.evaluate("cakg.now.matches('growth trade').map((place) => cakg.now.data.things[place].id)")

    assert len(options) > 2
    assert all("trade" in text and "statement: " in text for text in options)
    assert {"id:russia", "id:kazakhstan"} <= set(things)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert options[1].startswith(page.locator("#chosen .paraphrase").inner_text().partition(";")[0])
    assert page.evaluate("cakg.now.state.q") == ""


def test_search_dims_other_bars(show: Callable[..., Page], drawn: Callable[..., str]) -> None:
    """On the timeline, bars of statements without the words are dimmed."""
    page = show(drawn("timeline"))
    page.locator("#search").fill("growth trade")
    bars = page.eval_on_selector_all(
        "#timeline [data-statement]", "bars => bars.map((bar) => [bar.textContent, bar.getAttribute('opacity')])"
    )

    assert {text for text, opacity in bars if opacity == "1"}
    assert all(("rowth" in text and "trade" in text) == (opacity == "1") for text, opacity in bars)


def test_example_in_the_search_field_is_in_the_graph(show: Callable[..., Page], drawn: Callable[..., str]) -> None:
    """It is a thing of the page, with its name in another script."""
    page = show(drawn("timeline"))
    example = page.locator("#search").get_attribute("placeholder") or ""
    label, other = example.removeprefix("Find: ").removesuffix(" …").split(", ")
    (thing,) = page.evaluate("(label) => cakg.now.data.things.filter((thing) => thing.label === label)", label)

    assert other in thing["aliases"]
    assert not other.isascii()


def test_slider_counts_hidden_statements(show: Callable[..., Page], drawn: Callable[..., str]) -> None:
    """A text beside it counts the dated statements hidden, the undated ones, and those with an open end."""
    page = show(drawn("timeline"))
    said = page.locator("#time-hides")
    every = page.evaluate(STATEMENTS)
    undated = sum(not one["earliest"] and not one["latest"] for one in every)

    assert said.inner_text() == ""
    page.evaluate("cakg.now.set({ from: '2022-03', until: '2022-03' })")
    shown = page.evaluate(SHOWN)
    hidden = len(every) - len(shown)
    reaching = [
        one
        for one in shown
        if (one["earliest"] and not one["latest"] and one["earliest"][:7] < "2022-03")
        or (one["latest"] and not one["earliest"] and one["latest"][:7] > "2022-03")
    ]
    assert reaching
    assert said.inner_text() == (
        f"{hidden} dated statements hidden; {undated} undated shown;"
        f" {len(reaching)} shown because a start or end date is missing"
    )
    page.locator("#undated").uncheck()
    assert f"{undated} undated hidden" in said.inner_text()


def test_facet_works_with_arrows_and_enter(show: Callable[..., Page], drawn: Callable[..., str]) -> None:
    """Arrow down opens a facet and moves to its values. Enter ticks one."""
    page = show(drawn("timeline"))
    page.locator("[data-facet=theme] summary").focus()
    for key in ("ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)

    second = page.locator("[data-facet=theme] label").nth(1).inner_text().split()[0]
    assert page.evaluate("cakg.now.state.theme") == [second]
    for key in ("ArrowUp", "ArrowUp"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_filters_are_listed_and_removed_one_by_one(show: Callable[..., Page], drawn: Callable[..., str]) -> None:
    """Each filter is a button. Pressing it removes only that filter and keeps the focus in the list."""
    page = show(drawn("timeline"), fragment="#theme=diplomacy&theme=economy&status=denied&from=2022-03")
    chips = page.locator("#said .chip")

    assert chips.all_inner_texts() == [
        "Theme: diplomacy",
        "Theme: economy",
        "Status: denied",
        "Time: from March 2022",
    ]
    page.get_by_role("button", name="Remove the filter Status: denied").click()
    assert page.evaluate("[cakg.now.state.status, cakg.now.state.theme]") == [[], ["diplomacy", "economy"]]
    assert page.evaluate("document.activeElement.className") == "chip"
    page.get_by_role("button", name="Clear filters").click()
    assert page.locator("#said").inner_text() == ""


@pytest.mark.parametrize("picture,start", [("timeline", "stmt:"), ("map", "id:kazakhstan")])
def test_arrow_keys_move_in_the_picture(
    show: Callable[..., Page], drawn: Callable[..., str], picture: str, start: str
) -> None:
    """The nearest button in the direction of the arrow gets the focus. Enter chooses it."""
    page = show(drawn(picture))
    page.locator(f'#sheet [data-key*="{start}"]').first.focus()
    where = """() => { const at = document.activeElement;
      const { x, y, width, height } = (at.matches("g") ? at.firstElementChild : at).getBoundingClientRect();
      return [at.dataset.key, x + width / 2, y + height / 2]; }"""
    before = page.evaluate(where)
    for key, axis, sign in (("ArrowDown", 2, 1), ("ArrowUp", 2, -1), ("ArrowRight", 1, 1), ("ArrowLeft", 1, -1)):
        page.keyboard.press(key)
        after = page.evaluate(where)
        assert after[0] != before[0]
        assert (after[axis] - before[axis]) * sign > 0
        before = after
    page.keyboard.press("Enter")
    assert page.locator("#chosen").is_visible()
    assert page.evaluate("document.activeElement.dataset.key") == before[0]


@pytest.mark.parametrize("width,height", PHONES)
@pytest.mark.parametrize("picture", ["network", "timeline", "map"])
def test_controls_take_at_most_a_fifth_of_a_phone(
    show: Callable[..., Page], drawn: Callable[..., str], picture: str, width: int, height: int
) -> None:
    """This holds with a long takeaway and with filters. A button opens the other controls."""
    takeaway = '<p id="takeaway">' + "One sentence that says in words what the picture shows of all this. " * 3
    made = re.sub(r'<p id="takeaway">.*?</p>', "", drawn(picture)).replace("</h1>", f"</h1>{takeaway}</p>", 1)
    page = show(made, width=width, height=height)
    top = "document.querySelector('#stage').getBoundingClientRect().top"

    assert page.evaluate(top) <= height / 5
    page.evaluate("cakg.now.set({ theme: ['diplomacy', 'economy'], from: '2022-03' })")
    assert page.evaluate(top) <= height / 5
    assert page.evaluate("document.documentElement.scrollWidth") == width
    button = page.get_by_role("button", name="Filters (3)")
    assert not page.locator("#time-from").is_visible()
    button.click()
    for part in ("#time-from", "[data-facet=theme] summary", "#tools"):
        assert page.locator(part).is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#time-from").is_visible()


@pytest.mark.parametrize("size", PHONES)
@pytest.mark.parametrize("picture,at", [("timeline", "rect"), ("map", "circle")])
def test_panel_does_not_cover_the_tapped_element(
    show: Callable[..., Page], drawn: Callable[..., str], picture: str, at: str, size: tuple[int, int]
) -> None:
    """An element where the panel opens is scrolled into the free part."""
    page = show(drawn(picture), width=size[0], height=size[1])
    page.evaluate("document.querySelector('#sheet').scrollLeft += 100")
    low = """([at, height]) => { const parts = [...document.querySelectorAll(`#sheet [data-key] > ${at}`)];
      const found = parts.filter((part) => { const { top, bottom, left } = part.getBoundingClientRect();
        return top > height * 0.6 && bottom < height * 0.95 && left > 20 && left < innerWidth - 20; });
      return found[0]?.parentElement.dataset.key; }"""
    if picture == "map":  # a tall stage has no points further down
        low = low.replace("0.6", "0.5")
    key = page.evaluate(low, [at, size[1]])
    assert key
    tapped = page.locator(f'#sheet [data-key="{key}"]')
    tapped.focus()
    page.keyboard.press("Enter")
    box, free = tapped.locator(at).first.bounding_box(), page.evaluate("cakg.now.free().toJSON()")
    sheet = page.locator("#chosen").bounding_box()

    assert box is not None
    assert sheet is not None
    assert sheet["y"] == pytest.approx(free["bottom"], abs=1)
    assert free["top"] <= box["y"]
    assert box["y"] + box["height"] <= free["bottom"]


def test_statements_not_drawn_are_listed(show: Callable[..., Page], drawn: Callable[..., str]) -> None:
    """The list is closed at first, has a count, and follows the filters."""
    page = show(drawn("timeline"))
    listed = page.locator("#unplaced")
    undated = sum(not one["earliest"] and not one["latest"] for one in page.evaluate(STATEMENTS))

    assert listed.locator("summary").inner_text() == f"Not drawn: {undated} statements"
    assert not listed.locator("li").first.is_visible()
    listed.locator("summary").click()
    listed.locator("li").first.wait_for()
    assert listed.locator("li").count() == undated
    page.evaluate("cakg.now.set({ theme: ['diplomacy'] })")
    count = sum(not one["earliest"] and not one["latest"] for one in page.evaluate(SHOWN))
    assert listed.locator("li").count() == count < undated


def test_theme_without_dates_opens_as_a_table(show: Callable[..., Page], drawn: Callable[..., str]) -> None:
    """If no statement can be drawn, a table with the reason replaces the picture."""
    page = show(drawn("timeline"), fragment="#theme=description")
    instead = page.locator("#instead")
    shown = page.evaluate(SHOWN)

    assert instead.is_visible()
    assert instead.locator("tbody tr").count() == len(shown) > 0
    assert f"None of {len(shown)} statements can be drawn." in instead.inner_text()
    assert "They have no date" in instead.inner_text()
    assert page.evaluate("document.querySelector('#view').inert")
    instead.locator("tbody button").first.click()
    assert page.locator("#chosen").is_visible()
    page.evaluate("cakg.now.reset()")
    assert not instead.is_visible()
    assert not page.evaluate("document.querySelector('#view').inert")


def test_control_keeps_its_own_keys(show: Callable[..., Page], drawn: Callable[..., str]) -> None:
    """An arrow on a slider moves only the slider. Elsewhere it reaches the picture, as a digit always does."""
    page = show(drawn("network"))
    page.evaluate("() => { window.got = []; cakg.now.view.keys = (event) => got.push(event.key); }")
    page.locator("#time-from").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("2")
    assert page.evaluate("got") == ["2"]
    assert page.evaluate("cakg.now.state.from")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("ArrowRight")

    assert page.evaluate("got") == ["2", "ArrowRight"]


def test_takeaway_is_hidden_under_a_filter(show: Callable[..., Page], drawn: Callable[..., str]) -> None:
    """Its numbers are of the whole picture. Under a filter another sentence counts the hidden statements."""
    page = show(drawn("network"))

    assert page.locator("#takeaway").is_visible()
    page.evaluate("cakg.now.set({ theme: ['diplomacy'] })")
    assert not page.locator("#takeaway").is_visible()
    assert "statements hidden" in page.locator("#said").inner_text()

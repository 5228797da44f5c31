"""The page of a network: first picture, search, filters, panel, links, keyboard, export, and hostile labels."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import TYPE_CHECKING

import networkx
import pytest

from cakg.harmless import visible
from cakg.model.records import Records
from cakg.model.selection import Selection
from cakg.network.build import build
from cakg.pictures.network import network_page
from cakg.store.local import LocalStore

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser

HOSTILE = [
    "</script><script>document.title='taken'</script>",
    "<img src=x onerror=\"document.title='taken'\">",
    "javascript:document.title='taken'",
    '"><a href="http://example.org/">quoted</a>',
    "\u202etfel ot thgir",
]

BOXES = """() => Object.fromEntries(cakg.now.network.body.nodeIndices.map((id) => {
  const box = cakg.now.network.getBoundingBox(id);
  const low = cakg.now.network.canvasToDOM({ x: box.left, y: box.top });
  const high = cakg.now.network.canvasToDOM({ x: box.right, y: box.bottom });
  return [cakg.now.data.things[id].id, [low.x, low.y, high.x, high.y]];
}))"""

HIGHLIGHTED = """() => cakg.now.network.body.nodeIndices
  .filter((id) => cakg.now.network.body.nodes[id].options.opacity === 1).map((id) => cakg.now.data.things[id].id)"""

DRAWN = "() => cakg.now.network.body.nodeIndices.map((id) => cakg.now.data.things[id].id)"

LINES = """() => cakg.now.network.body.edgeIndices.map((id) => {
  const { hidden, width, color } = cakg.now.network.body.edges[id].options;
  return [id, hidden, width, color.color, color.opacity];
}).sort()"""


def network(*labels: str) -> networkx.MultiDiGraph[str]:
    """Return a network that connects the first thing with each other one. Every text in it is one of *labels*."""
    graph: networkx.MultiDiGraph[str] = networkx.MultiDiGraph(selection=labels[1], sources=labels[0], version="1")
    for number, label in enumerate(labels):
        graph.add_node(f"urn:{number}", label=label, kind="State", statements=1, definition=label)
    for number, label in enumerate(labels[1:], start=1):
        facts = {"statement": f"s{number}", "label": label, "predicate": "p", "role": "object", "theme": "security"}
        graph.add_edge("urn:0", f"urn:{number}", key=f"s{number}", **facts, status="contested", claims=label)
    return graph


def large(things: int, statements: int) -> networkx.MultiDiGraph[str]:
    """Return a network in which the first 37 things have all lines."""
    graph: networkx.MultiDiGraph[str] = networkx.MultiDiGraph(selection="", sources="One, 2022", version="1")
    for number in range(things):
        graph.add_node(f"urn:{number}", label=f"thing {number}", kind="State", statements=1)
    for number in range(statements):
        facts = {"statement": f"s{number}", "label": f"statement {number}", "predicate": "p", "role": "object"}
        one, other = f"urn:{number % 37}", f"urn:{(number * 7 + 1) % things}"
        graph.add_edge(one, other, key=f"s{number}", **facts, theme="security", status="stated", claims="")
    return graph


def panel(page: Page) -> Locator:
    return page.locator("#chosen")


def position_of(page: Page, thing: str) -> tuple[float, float]:
    """Return the position of a thing in the window."""
    stage = page.locator("#view").bounding_box()
    point = page.evaluate(
        "(id) => cakg.now.network.canvasToDOM(cakg.now.network.getPositions([id])[id])",
        page.evaluate("(id) => cakg.now.thing.get(id)", thing),
    )
    assert stage is not None
    return stage["x"] + point["x"], stage["y"] + point["y"]


def choose(page: Page, thing: str) -> None:
    page.mouse.click(*position_of(page, thing))
    panel(page).wait_for(state="visible")


def facet(page: Page, name: str, value: str) -> int:
    """Tick a value of a facet and return the count shown next to it."""
    details = page.locator(f"details[data-facet={name}]")
    details.locator("summary").click()
    label = details.locator("label", has_text=value).first
    count = int(label.locator(".number").inner_text())
    label.locator("input").check()
    page.keyboard.press("Escape")
    return count


def hidden(page: Page) -> int:
    """Return the number of hidden statements that the page gives."""
    said = page.locator("#said").inner_text()
    return int(said.split(" of ")[0]) if said else 0


def total(page: Page) -> int:
    return int(page.evaluate("cakg.now.data.statements.length"))


def rows(page: Page, table: str = "statements") -> Locator:
    """Return the rows of a table, after the timer of 60 ms with which the page fills it."""
    page.evaluate("() => new Promise((done) => setTimeout(done, 61))")
    return page.locator(f"#{table} tbody tr")


def test_page_opens_offline_without_a_request(show: Callable[..., Page], shipped_page: str) -> None:
    """No request, no error, no violation of the policy. A picture is drawn."""
    page = show(shipped_page)

    assert page.locator("#view canvas").count() == 1
    assert page.locator("#unable").count() == 0
    assert page.troubles == []  # type: ignore[attr-defined]
    colours = page.evaluate("""() => {
      const canvas = document.querySelector("#view canvas");
      const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      return new Set(new Uint32Array(pixels.data.buffer)).size;
    }""")
    assert colours > 50


@pytest.mark.parametrize("width,height", [(1280, 800), (1000, 700), (1920, 1080)])
def test_first_picture_fits_and_no_labels_overlap(
    show: Callable[..., Page], shipped_page: str, width: int, height: int
) -> None:
    """This holds in windows of three usual sizes."""
    page = show(shipped_page, width=width, height=height)
    boxes = page.evaluate(BOXES)
    stage = page.locator("#view").bounding_box()

    assert stage is not None
    for left, top, right, bottom in boxes.values():
        assert left >= 0
        assert top >= 0
        assert right <= stage["width"]
        assert bottom <= stage["height"]
    for (one, a), (other, b) in itertools.combinations(boxes.items(), 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1], (one, other)


@pytest.mark.parametrize("text", ["Токаев", "тоқаев", "TOKAEV", "kassym jomart"])
def test_search_finds_in_any_script_and_dims_the_rest(show: Callable[..., Page], shipped_page: str, text: str) -> None:
    """Any of Tokayev's names highlights him and lists him first, and Enter selects him."""
    page = show(shipped_page)
    page.get_by_role("combobox").fill(text)

    assert "id:kassym-jomart-tokayev" in page.evaluate(HIGHLIGHTED)
    assert "id:russia" not in page.evaluate(HIGHLIGHTED)
    assert "Tokayev" in page.get_by_role("option").first.inner_text()
    page.keyboard.press("Enter")
    assert panel(page).locator("h2").inner_text() == "Kassym-Jomart Tokayev"
    assert page.get_by_role("option").count() == 0


def test_search_without_a_match_says_so(show: Callable[..., Page], shipped_page: str) -> None:
    """An empty list would look like one that is still loading."""
    page = show(shipped_page)
    page.get_by_role("combobox").fill("Atlantis")

    assert page.locator("#found").inner_text() == "No thing or statement matches."


def test_keys_widen_the_neighbourhood_and_escape_resets_it(show: Callable[..., Page], shipped_page: str) -> None:
    """1, 2 and 3 highlight things within as many steps, each more than before. Escape highlights all."""
    page = show(shipped_page)
    choose(page, "id:iranian-attack-drones")
    reached = []
    for key in "123":
        page.keyboard.press(key)
        reached.append(set(page.evaluate(HIGHLIGHTED)))

    assert reached[0] == {"id:iranian-attack-drones", "id:tajikistan", "id:ukraine"}
    assert reached[0] < reached[1] < reached[2]
    page.keyboard.press("Escape")
    assert set(page.evaluate(HIGHLIGHTED)) == set(page.evaluate(DRAWN))
    assert not panel(page).is_visible()
    assert page.locator("#legend").is_visible()


@pytest.mark.parametrize(
    "name,value", [("kind", "person"), ("theme", "security"), ("status", "contested"), ("source", "FIIA 2023")]
)
def test_facet_keeps_as_many_statements_as_it_counts(
    show: Callable[..., Page], shipped_page: str, name: str, value: str
) -> None:
    """The page announces the number hidden, and a button shows all again."""
    page = show(shipped_page)
    everything = page.evaluate(LINES)
    count = facet(page, name, value)

    assert 0 < count < total(page)
    assert hidden(page) == total(page) - count
    assert page.evaluate("cakg.now.shown.size") == count
    assert len(page.evaluate(LINES)) < len(everything)
    assert page.locator("#said").get_attribute("aria-live") == "polite"
    page.get_by_role("button", name="Clear filters").click()
    assert hidden(page) == 0
    assert page.evaluate(LINES) == everything


def test_counts_of_facets_combine(show: Callable[..., Page], shipped_page: str) -> None:
    """After a theme is chosen, the counts of statuses are those within the theme."""
    page = show(shipped_page)
    in_theme = facet(page, "theme", "diplomacy")
    numbers = page.locator("details[data-facet=status] .number").all_text_contents()

    assert sum(map(int, numbers)) == in_theme
    denied = facet(page, "status", "denied")
    assert page.evaluate("cakg.now.shown.size") == denied


def test_slider_reaches_march_2022_by_keyboard(show: Callable[..., Page], shipped_page: str) -> None:
    """With both ends at one month, it keeps statements that may hold then, and undated ones unless they are hidden."""
    page = show(shipped_page)
    page.locator("#time-from").focus()
    page.keyboard.press("End")
    for slider in ("#time-from", "#time-until"):
        page.locator(slider).focus()
        while page.locator(slider).get_attribute("aria-valuetext") != "March 2022":
            page.keyboard.press("ArrowLeft")

    assert page.locator("#time-said").inner_text() == "March 2022"
    shown = "(place) => cakg.now.data.statements[place]"
    kept = page.evaluate(f"[...cakg.now.shown].map({shown})")
    undated = sum(not one["earliest"] and not one["latest"] for one in kept)
    assert undated > 0
    assert page.locator(".time label").inner_text().strip() == f"include undated ({undated})"
    page.locator("#undated").uncheck()
    left = page.evaluate("cakg.now.shown.size")
    assert f"{total(page) - left} of {total(page)} statements hidden" in page.locator("#said").inner_text()
    assert page.locator("#said .chip").all_inner_texts() == ["Time: March 2022", "only dated"]
    kept = page.evaluate(f"[...cakg.now.shown].map({shown})")
    assert any("resolution" in one["label"] for one in kept)
    for one in kept:
        assert one["earliest"] or one["latest"]
        assert one["earliest"][:7] <= "2022-03"
        assert not one["latest"] or one["latest"][:7] >= "2022-03"
    assert "Time: March 2022" in page.locator("#shown").inner_text()
    assert "--from 2022-03-01 --until 2022-03-31" in page.locator("#command").inner_text()


def test_panel_shows_every_claim_with_speaker_and_passage(show: Callable[..., Page], shipped_page: str) -> None:
    """The accusation about the drones and its denial, each with speaker, reporter, mode and passage."""
    page = show(shipped_page)
    choose(page, "id:iranian-attack-drones")
    item = panel(page).locator("li", has_text="Supply of Iranian attack drones")
    claims = item.locator(".claim").all_inner_texts()

    assert item.inner_text().startswith("contested · ")
    assert len(claims) == 2
    [affirmed] = [claim for claim in claims if claim.startswith("affirmed by those who accuse Tajikistan")]
    [denied] = [claim for claim in claims if claim.startswith("denied by Government of Tajikistan")]
    assert "(alleged, “accused of”)" in affirmed
    assert "(asserted)" in denied
    assert all(
        "as reported by ASIA-Plus" in claim and "ASIA-Plus 2022, paragraph 11, sentence 1" in claim for claim in claims
    )
    item.locator(".claim summary").first.click()
    assert "paragraph 11, sentence 1" in item.locator(".claim").first.inner_text()


def test_bundle_opens_into_its_statements(show: Callable[..., Page], shipped_page: str) -> None:
    """A chosen line of several statements is replaced by one line for each, and each can be chosen."""
    page = show(shipped_page)
    line = "id:central-asian-states~id:russia~diplomacy~denied"
    page.evaluate("(line) => cakg.now.choose({ line })", line)
    fan = page.evaluate("cakg.now.network.body.edgeIndices.filter((id) => String(id).startsWith('fan '))")

    panel(page).get_by_role("button", name="Show more").click()
    assert 1 < len(fan) <= panel(page).locator("li").count()
    assert line not in page.evaluate("cakg.now.network.body.edgeIndices")
    page.evaluate(
        "cakg.now.set({ statement: cakg.now.data.statements["
        "cakg.now.view.group(cakg.now.state.line).statements[1]].id })"
    )
    assert panel(page).locator("li.on").count() == 1
    page.keyboard.press("Escape")
    assert line in page.evaluate("cakg.now.network.body.edgeIndices")


def test_click_on_a_line_opens_its_statements(show: Callable[..., Page], shipped_page: str) -> None:
    """A click between the drones and Tajikistan opens the accusation."""
    page = show(shipped_page)
    (left, top), (right, bottom) = position_of(page, "id:iranian-attack-drones"), position_of(page, "id:tajikistan")
    page.mouse.click(left + (right - left) * 0.5, top + (bottom - top) * 0.5)

    assert "Tajikistan → Iranian attack drones" in panel(page).locator("h2").inner_text()
    assert panel(page).locator("li").count() == 1


def test_keys_work_in_the_picture_after_a_search(show: Callable[..., Page], shipped_page: str) -> None:
    """After Enter, digits set the number of steps. Escape leaves the field first, then clears the choice."""
    page = show(shipped_page)
    field = page.get_by_role("combobox")
    page.keyboard.press("3")
    assert page.evaluate("cakg.now.state.hops") == 1
    field.fill("Russia")
    field.press("Enter")
    page.keyboard.press("2")
    assert panel(page).locator("[aria-pressed=true]").inner_text() == "2"
    assert field.input_value() == ""
    field.focus()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") != "search"
    assert panel(page).locator("h2").inner_text() == "Russia"
    page.keyboard.press("Escape")
    assert not panel(page).is_visible()
    field.fill("Russia")
    field.press("Enter")
    page.keyboard.press("Escape")
    assert not panel(page).is_visible()
    page.keyboard.press("3")
    assert field.input_value() == ""
    assert page.evaluate("cakg.now.state.hops") == 2


def test_tooltip_names_the_line_or_thing_that_a_click_opens(show: Callable[..., Page], shipped_page: str) -> None:
    """Forty points of the picture are tried."""
    page = show(shipped_page)
    stage = page.locator("#view").bounding_box()
    assert stage is not None
    page.keyboard.press("Escape")
    hovered = """() => {
      const tip = document.querySelector(".vis-tooltip");
      const shown = tip?.checkVisibility({ visibilityProperty: true });
      return [shown ? tip.innerText : "", Object.keys(cakg.now.network.selectionHandler.hoverObj.edges)];
    }"""
    clicked = """() => {
      const panel = document.querySelector("#chosen");
      const found = [panel.checkVisibility() ? panel.querySelector("h2").innerText : "", cakg.now.state.line];
      cakg.now.choose();
      return found;
    }"""
    opened = 0
    for step in range(40):
        x = round(stage["x"] + stage["width"] * (0.2 + 0.015 * step))
        y = round(stage["y"] + stage["height"] * (0.2 + 0.37 * step % 0.6))
        page.mouse.move(x, y)
        name, thick = page.evaluate(hovered)
        page.mouse.click(x, y)
        chosen, line = page.evaluate(clicked)
        assert name.startswith(f"{chosen}: ") if chosen else not name, (step, name, chosen, thick)
        if line:
            opened += 1
            assert thick == [line]
    assert opened > 5


def test_tooltip_disappears_with_the_pointer_and_with_a_filter(show: Callable[..., Page], shipped_page: str) -> None:
    """A line under the pointer is thicker and has a tooltip, until the pointer leaves or a filter hides the line."""
    page = show(shipped_page)
    (left, top), (right, bottom) = position_of(page, "id:iranian-attack-drones"), position_of(page, "id:tajikistan")
    tip = page.locator(".vis-tooltip")
    width = """() => { const edge = Object.values(cakg.now.network.body.edges).find((one) => one.id.includes("drones")
      && one.id.includes("tajikistan")); return edge.getFormattingValues().width; }"""
    plain = page.evaluate(width)
    for leave in (lambda: page.mouse.move(2, 2), lambda: page.evaluate("cakg.now.set({ theme: ['migration'] })")):
        page.mouse.move((left + right) / 2, (top + bottom) / 2)
        tip.wait_for(state="visible")
        assert page.evaluate(width) > plain
        leave()
        assert not tip.is_visible()
        assert page.evaluate("Object.keys(cakg.now.network.selectionHandler.hoverObj.edges)") == []


def test_link_restores_everything(show: Callable[..., Page], shipped_page: str) -> None:
    """The link restores the choice, the filters, the range, the visible part and the colour scheme."""
    page = show(shipped_page)
    facet(page, "theme", "diplomacy")
    facet(page, "source", "FIIA 2023")
    page.locator("#time-until").focus()
    page.keyboard.press("ArrowLeft")
    page.locator("#undated").uncheck()
    page.evaluate("cakg.now.choose({ thing: 'id:russia' })")
    page.locator("#stage").click(position={"x": 3, "y": 3}, trial=True)
    page.keyboard.press("2")
    page.get_by_role("button", name="Zoom in", exact=True).click()
    page.get_by_role("button", name="Dark", exact=True).click()
    page.get_by_role("button", name="Link").click()
    link = page.locator("#link").input_value()
    again = show(shipped_page, fragment="#" + link.partition("#")[2])

    for what in (HIGHLIGHTED, DRAWN, LINES, "() => cakg.now.state", "() => cakg.now.network.getScale()"):
        assert again.evaluate(what) == page.evaluate(what), what
    assert again.evaluate("() => cakg.now.network.getViewPosition()") == pytest.approx(
        page.evaluate("() => cakg.now.network.getViewPosition()"), abs=0.1
    )
    for part in ("#said", "#chosen", "#shown", "#command"):
        assert again.locator(part).inner_text() == page.locator(part).inner_text()
    assert again.locator("html").get_attribute("data-look") == "dark"


def test_back_and_forward_restore_choices(show: Callable[..., Page], shipped_page: str) -> None:
    """The browser's own buttons undo and redo choices."""
    page = show(shipped_page)
    choose(page, "id:russia")
    page.evaluate("cakg.now.choose({ thing: 'id:kazakhstan' })")
    page.go_back()
    assert panel(page).locator("h2").inner_text() == "Russia"
    page.go_back()
    assert not panel(page).is_visible()
    page.go_forward()
    assert panel(page).locator("h2").inner_text() == "Russia"


def test_tables_list_what_the_picture_shows(show: Callable[..., Page], shipped_page: str) -> None:
    """The tables have every statement and thing, and filters apply to both."""
    page = show(shipped_page)

    assert rows(page).count() == total(page)
    drawn = {
        page.evaluate("(id) => cakg.now.data.things[cakg.now.thing.get(id)].label", id) for id in page.evaluate(DRAWN)
    }
    assert drawn <= set(page.locator("#things tbody th").all_inner_texts())
    count = facet(page, "status", "contested")
    assert rows(page).count() == count
    assert "hidden: status contested" in page.locator("#counted").inner_text()


def test_page_works_from_the_keyboard(show: Callable[..., Page], shipped_page: str) -> None:
    """The first Tab stop links to the tables. Choosing, steps, filters and search need no mouse."""
    page = show(shipped_page)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#tables"
    rows(page, "things").first.locator("button").focus()
    page.keyboard.press("Enter")
    assert panel(page).locator("h2").inner_text() == "Russia"
    assert page.evaluate("document.activeElement.id") == "chosen"
    page.keyboard.press("2")
    assert panel(page).locator("[aria-pressed=true]").inner_text() == "2"
    page.keyboard.press("Escape")
    assert not panel(page).is_visible()
    page.locator("details[data-facet=theme] summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert hidden(page) > 0
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent").startswith("Theme")
    page.get_by_role("combobox").focus()
    page.keyboard.type("Мир")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert panel(page).locator("h2").inner_text() == "Mir"


def test_link_to_the_tables_keeps_choice_and_filters(show: Callable[..., Page], shipped_page: str) -> None:
    """They stay in the page and in the link copied from there."""
    page = show(shipped_page, fragment="#thing=id:russia&theme=security")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert panel(page).locator("h2").inner_text() == "Russia"
    assert hidden(page) > 0
    assert page.evaluate("cakg.now.link()").endswith("#thing=id%3Arussia&theme=security")


def test_legend_explains_only_what_is_shown(show: Callable[..., Page], shipped_page: str) -> None:
    """It has no entry without a line or a shape. It names sources, filters, range and version."""
    page = show(shipped_page)
    legend, about = page.locator("#legend"), page.locator("#about")

    assert "contested" in legend.inner_text()
    assert "topic" not in legend.inner_text()
    facet(page, "status", "stated")
    assert "contested" not in legend.inner_text()
    for words in ("ASIA-Plus 2022 (26 December 2022)", "FIIA 2023", "status stated", "Time: any time", "version 0."):
        assert words in about.inner_text()
    assert "cakg draw network --status stated -o network.html" in about.inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_png_has_the_picture_and_its_legend(show: Callable[..., Page], shipped_page: str, scheme: str) -> None:
    """The legend is below the picture in the image. Saving makes no request."""
    page = show(shipped_page, scheme=scheme)
    page.locator("#save summary").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="PNG").click()

    assert download.value.suggested_filename.endswith(".png")
    assert download.value.path().read_bytes().startswith(b"\x89PNG")
    tall, below = page.evaluate("""async () => {
      const canvas = await cakg.now.png();
      const picture = document.querySelector("#view canvas");
      const top = 56 + Math.round(picture.height * canvas.width / picture.width);
      const pixels = canvas.getContext("2d").getImageData(0, top, canvas.width, canvas.height - top);
      return [canvas.height - top, new Set(new Uint32Array(pixels.data.buffer)).size];
    }""")
    assert tall > 150
    assert below > 20
    assert page.troubles == []  # type: ignore[attr-defined]


def test_colour_scheme_follows_the_system_and_the_switch(show: Callable[..., Page], shipped_page: str) -> None:
    """The page starts in the scheme of the system, and the buttons change it."""
    page = show(shipped_page, scheme="dark")
    background = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(background)
    page.get_by_role("button", name="Light", exact=True).click()
    assert page.evaluate(background) == "rgb(255, 255, 255)"
    page.get_by_role("button", name="Dark", exact=True).click()
    assert page.evaluate(background) == dark


def test_picture_is_drawn_in_the_chosen_colour_scheme(show: Callable[..., Page], shipped_page: str) -> None:
    """Labels become light on dark with the button and from a link."""
    page = show(shipped_page)
    ink = "cakg.now.network.body.nodes[cakg.now.thing.get('id:russia')].labelModule.fontOptions.color"
    assert page.evaluate(ink) == "#1c2530"
    page.get_by_role("button", name="Dark", exact=True).click()
    assert page.evaluate(ink) == "#e4e8ec"

    assert show(shipped_page, fragment="#look=dark").evaluate(ink) == "#e4e8ec"


def test_hostile_labels_stay_text(show: Callable[..., Page]) -> None:
    """A label with markup is shown as text. It runs no script, loads nothing and makes no link."""
    page = show(network_page(network(*HOSTILE), title=HOSTILE[0]))

    for number, label in enumerate(HOSTILE):
        thing = page.evaluate("(number) => cakg.now.data.things[number].id", number)
        x, y = position_of(page, thing)
        page.mouse.move(x, y)
        page.locator(".vis-tooltip").wait_for(state="visible")
        choose(page, thing)
        assert panel(page).locator("h2").text_content() == visible(label)
        page.keyboard.press("Escape")
        page.get_by_role("combobox").fill(visible(label)[:12])
        assert page.get_by_role("option").count() > 0
        page.keyboard.press("Escape")
        page.mouse.move(2, 2)
    rows(page)
    assert page.title() == HOSTILE[0]
    assert page.locator("img").count() == 0
    assert page.locator("a[href]:not([href='#tables'])").count() == 0
    assert page.troubles == []  # type: ignore[attr-defined]


def test_changed_script_is_blocked_and_the_page_says_so(show: Callable[..., Page], shipped_page: str) -> None:
    """The policy blocks a script that differs from the one written."""
    page = show(
        shipped_page.replace('"use strict";\nconst cakg', '"use strict";document.title="taken";\nconst cakg', 1)
    )

    assert page.title() != "taken"
    assert page.locator("#unable").is_visible()
    assert page.locator("#statements tbody tr").count() > 0


def test_page_without_scripts_has_the_tables(show: Callable[..., Page], shipped_page: str) -> None:
    """A sentence replaces the picture, and the tables are there."""
    page = show(shipped_page, scripts=False)

    assert "This browser does not run scripts" in page.locator("noscript").inner_text()
    assert page.locator("#statements tbody tr").first.is_visible()


def test_empty_selection_names_the_command_without_filters(
    show: Callable[..., Page], shipped_graph: LocalStore
) -> None:
    """The page says that no statement fits the selection."""
    graph = build(Records(shipped_graph), Selection(themes=("migration",), statuses=("contested",)))
    page = show(network_page(graph, command="cakg draw network --theme migration --status contested -o network.html"))

    said = page.locator("#empty").inner_text()
    assert "no statement matches the selection" in said
    assert "cakg draw network -o network.html" in said
    assert page.troubles == []  # type: ignore[attr-defined]


def test_filters_without_a_match_say_so(show: Callable[..., Page], shipped_page: str) -> None:
    """An empty picture would look like a fault."""
    page = show(shipped_page, fragment="#theme=migration&status=contested")

    assert "No statement matches all filters" in page.locator("#said").inner_text()
    page.get_by_role("button", name="Clear filters").click()
    assert hidden(page) == 0


def test_chosen_thing_is_added_to_the_first_picture(show: Callable[..., Page], shipped_page: str) -> None:
    """A thing left out of the first picture is found, drawn and highlighted. A button draws all things."""
    page = show(shipped_page)
    first = set(page.evaluate(DRAWN))
    page.get_by_role("combobox").fill("Крым")
    page.get_by_role("option", name="Crimea").first.click()

    assert set(page.evaluate(DRAWN)) - first
    page.keyboard.press("Escape")
    switch = page.locator("#all")
    everything = page.evaluate("JSON.parse(document.querySelector('#network').textContent).nodes.length")
    assert switch.inner_text() == f"Show all {everything} ({len(first)} shown)"
    switch.click()
    assert first < set(page.evaluate(DRAWN))
    assert switch.inner_text() == f"Show only {len(first)} ({everything} shown)"
    switch.click()
    assert set(page.evaluate(DRAWN)) == first


def test_large_network_says_how_much_it_leaves_out(show: Callable[..., Page]) -> None:
    """A page of 20,000 things holds only what a browser can draw, and gives the numbers."""
    page = show(network_page(large(20_000, 25_000)))

    assert page.locator("#view canvas").count() == 1
    assert "of 20000 things" in page.locator("#left-out").inner_text()
    assert "of 25000 statements" in page.locator("#left-out").inner_text()
    assert rows(page).count() == 400
    page.get_by_role("button", name="more").first.click()
    assert page.locator("#statements tbody tr").count() == 800
    assert page.troubles == []  # type: ignore[attr-defined]


def test_button_shows_the_whole_picture_again(show: Callable[..., Page], shipped_page: str) -> None:
    """It restores the scale after zooming in."""
    page = show(shipped_page)
    before = page.evaluate("cakg.now.network.getScale()")
    page.get_by_role("button", name="Zoom in", exact=True).click()
    assert page.evaluate("cakg.now.network.getScale()") > before
    page.get_by_role("button", name="Show the whole picture").click()
    assert page.evaluate("cakg.now.network.getScale()") == pytest.approx(before)

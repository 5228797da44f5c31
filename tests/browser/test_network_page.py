"""The page of a network, in a browser: offline, legible, clickable, and deaf to hostile labels."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import TYPE_CHECKING

import networkx
import pytest

from cakg.drawing import network_page
from cakg.network import build
from cakg.store import LocalStore
from cakg.vocabulary import ID

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

HOSTILE = [
    "</script><script>document.title='taken'</script>",
    "<img src=x onerror=\"document.title='taken'\">",
    "javascript:document.title='taken'",
    '"><a href="http://example.org/">quoted</a>',
    "\u202etfel ot thgir",
]

BOXES = """() => Object.fromEntries(cakg.nodes.getIds().map((id) => {
  const box = cakg.network.getBoundingBox(id);
  const low = cakg.network.canvasToDOM({ x: box.left, y: box.top });
  const high = cakg.network.canvasToDOM({ x: box.right, y: box.bottom });
  return [id, [low.x, low.y, high.x, high.y]];
}))"""


@pytest.fixture(scope="session")
def shipped_page(shipped_graph: LocalStore) -> str:
    return network_page(build(shipped_graph))


def hostile_page() -> str:
    """Return the page of a network in which every text tries to break out."""
    graph: networkx.MultiDiGraph[str] = networkx.MultiDiGraph(selection=HOSTILE[1], sources=HOSTILE[0], version="1")
    for number, label in enumerate(HOSTILE):
        graph.add_node(f"urn:{number}", label=label, kind="State", statements=1, definition=label)
    for number, label in enumerate(HOSTILE[1:], start=1):
        facts = {"statement": f"s{number}", "label": label, "predicate": "p", "role": "object", "theme": "security"}
        graph.add_edge("urn:0", f"urn:{number}", key=f"s{number}", **facts, status="contested", claims=label)
    return network_page(graph, title=HOSTILE[0])


def place_of(page: Page, thing: str) -> tuple[float, float]:
    """Return where a thing stands in the window."""
    stage = page.locator("#picture").bounding_box()
    point = page.evaluate("(id) => cakg.network.canvasToDOM(cakg.network.getPositions([id])[id])", thing)
    assert stage is not None
    return stage["x"] + point["x"], stage["y"] + point["y"]


def choose(page: Page, thing: str) -> None:
    page.mouse.click(*place_of(page, thing))
    page.locator("#chosen").wait_for(state="visible")


def choose_between(page: Page, one: str, other: str) -> None:
    """Click on the line between two things, away from both."""
    (left, top), (right, bottom) = place_of(page, one), place_of(page, other)
    page.mouse.click(left + (right - left) * 0.45, top + (bottom - top) * 0.45)
    page.locator("#chosen").wait_for(state="visible")


def test_page_opens_offline_without_asking_for_anything(show: Callable[..., Page], shipped_page: str) -> None:
    """No request, no error, no violation of the policy, and something is drawn."""
    page = show(shipped_page)

    assert page.locator("canvas").count() == 1
    assert page.locator("#unable").count() == 0
    assert page.troubles == []  # type: ignore[attr-defined]
    colours = page.evaluate("""() => {
      const canvas = document.querySelector("canvas");
      const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      return new Set(new Uint32Array(pixels.data.buffer)).size;
    }""")
    assert colours > 50


@pytest.mark.parametrize("width,height", [(1280, 800), (800, 600), (1920, 1080)])
def test_first_picture_fits_and_no_label_lies_on_another(
    show: Callable[..., Page], shipped_page: str, width: int, height: int
) -> None:
    """Readable without touching anything, in a window of any usual size."""
    page = show(shipped_page, width=width, height=height)
    boxes = page.evaluate(BOXES)
    stage = page.locator("#picture").bounding_box()

    assert stage is not None
    for left, top, right, bottom in boxes.values():
        assert left >= 0
        assert top >= 0
        assert right <= stage["width"]
        assert bottom <= stage["height"]
    for (one, a), (other, b) in itertools.combinations(boxes.items(), 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1], (one, other)


def test_thing_tells_its_statements_with_speakers_and_places(show: Callable[..., Page], shipped_page: str) -> None:
    """A click leads from the picture to who says what, and where in the text; Escape leads back."""
    page = show(shipped_page)
    choose(page, ID["tajikistan"])

    panel = page.locator("#chosen").inner_text()
    assert "Tajikistan" in panel
    assert "contested" in panel
    assert "ASIA-Plus 2022, paragraph 11, sentence 1" in panel
    assert not page.locator("#legend").is_visible()
    page.keyboard.press("Escape")
    assert page.locator("#legend").is_visible()
    assert not page.locator("#chosen").is_visible()


def test_line_tells_all_of_its_statements(show: Callable[..., Page], shipped_page: str) -> None:
    """The accusation about the drones opens with the denial beside it."""
    page = show(shipped_page)
    choose_between(page, ID["tajikistan"], ID["iranian-attack-drones"])

    (item,) = page.locator("#chosen li").all_inner_texts()
    assert "contested" in item
    assert "affirms: " in item
    assert "denies: " in item


def test_hostile_labels_are_read_and_do_nothing(show: Callable[..., Page]) -> None:
    """Whatever a label holds, it is shown letter by letter and runs, loads and links nothing."""
    page = show(hostile_page())

    for number, label in enumerate(HOSTILE):
        x, y = place_of(page, f"urn:{number}")
        page.mouse.move(x, y)
        page.locator(".vis-tooltip").wait_for(state="visible")
        choose(page, f"urn:{number}")
        assert page.locator("#chosen h2").text_content() == label
        page.keyboard.press("Escape")
        page.mouse.move(2, 2)
    assert page.title() == HOSTILE[0]
    assert page.locator("img").count() == 0
    assert page.locator("a[href]:not([href='#table'])").count() == 0
    assert page.troubles == []  # type: ignore[attr-defined]


def test_changed_script_is_refused_and_the_page_says_so(show: Callable[..., Page], shipped_page: str) -> None:
    """The policy holds: a script that is not the one that was written does not run."""
    page = show(shipped_page.replace('"use strict";\n(function', '"use strict";document.title="taken";\n(function'))

    assert page.title() != "taken"
    assert page.locator("#unable").is_visible()


def test_page_without_scripts_says_the_same_in_words(show: Callable[..., Page], shipped_page: str) -> None:
    """The table and a sentence stand in for the picture."""
    page = show(shipped_page, scripts=False)

    assert "This browser runs no scripts" in page.locator("noscript").inner_text()
    assert page.locator("table tbody tr td").first.is_visible()


def test_whole_picture_comes_back(show: Callable[..., Page], shipped_page: str) -> None:
    """Whoever has zoomed in finds the way out."""
    page = show(shipped_page)
    before = page.evaluate("cakg.network.getScale()")
    page.get_by_role("button", name="Closer").click()
    assert page.evaluate("cakg.network.getScale()") > before
    page.get_by_role("button", name="whole picture").click()
    assert page.evaluate("cakg.network.getScale()") == pytest.approx(before)

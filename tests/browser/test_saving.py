"""Files saved from a page: an image with title, legend and sources, and the table of its claims."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(params=["network", "timeline", "map"])
def picture(request: pytest.FixtureRequest, drawn: Callable[..., str]) -> str:
    return drawn(request.param)


@pytest.fixture
def timeline(drawn: Callable[..., str]) -> str:
    return drawn("timeline")


def open_menu(page: Page) -> None:
    """Open the menu Save; on a phone it is behind the button Filters."""
    if not page.locator("#save").is_visible():
        page.locator("#open-filters").click()
    page.locator("#save summary").click()


def saved(page: Page, format: str) -> bytes:
    open_menu(page)
    with page.expect_download() as download:
        page.locator(f"#{format}").click()
    assert download.value.suggested_filename.endswith(f".{format}")
    assert not page.locator(f"#{format}").is_visible()
    return download.value.path().read_bytes()


def words(svg: bytes) -> str:
    return " ".join(" ".join(ElementTree.fromstring(svg).itertext()).split())


def test_svg_has_title_legend_selection_and_sources(show: Callable[..., Page], picture: str) -> None:
    """It also has version and command, and refers to no other file."""
    page = show(picture)
    svg = saved(page, "svg")
    root, text = ElementTree.fromstring(svg), words(svg)

    assert root.findtext(f"{SVG}title") == page.title()
    for heading in page.evaluate(
        "cakg.now.view.legend(cakg.now).flatMap((one) => one.entries.map((each) => each.label))"
    ):
        assert " ".join(heading.split()) in text
    for part in (
        "Selection: statements of articles",
        "Sources: ASIA-Plus 2022 (26 December 2022);",
        "Graph version 0.",
    ):
        assert part in text
    assert page.locator("#command").inner_text() in text
    attributes = {(name.rpartition("}")[2], value) for element in root.iter() for name, value in element.items()}
    assert {name for name, _ in attributes}.isdisjoint({"tabindex", "aria-label", "data-key", "style"})
    assert [value for name, value in attributes if name == "href" and not value.startswith("data:image/png")] == []
    assert not [value for _, value in attributes if "var(" in value or "light-dark" in value]
    assert page.troubles == []  # type: ignore[attr-defined]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_png_is_of_print_size(show: Callable[..., Page], picture: str, scheme: str) -> None:
    """170 mm at 300 dots per inch, with the background of the page."""
    page = show(picture, scheme=scheme)

    png = saved(page, "png")
    width, background = page.evaluate("""async () => {
      const canvas = await cakg.now.png();
      return [canvas.width, [...canvas.getContext("2d").getImageData(2, 2, 1, 1).data]];
    }""")

    assert png.startswith(b"\x89PNG")
    assert width == 2008
    assert background == ([255, 255, 255, 255] if scheme == "light" else [20, 24, 29, 255])
    assert page.troubles == []  # type: ignore[attr-defined]


def test_image_is_the_same_from_a_phone(show: Callable[..., Page], timeline: str) -> None:
    """The size of the window does not change the image."""
    assert saved(show(timeline, width=390), "svg") == saved(show(timeline), "svg")


def test_saved_files_follow_the_filters(show: Callable[..., Page], timeline: str) -> None:
    """The image has the visible bars and the number hidden. The table has their claims, each with its citation."""
    page = show(timeline)
    page.locator('[data-facet="status"] summary').click()
    page.locator('[data-facet="status"] label', has_text="contested").click()
    page.keyboard.press("Escape")

    svg = saved(page, "svg")
    rows = list(csv.DictReader(io.StringIO(saved(page, "csv").decode(), newline="")))

    assert "Contested: Supply of Iranian attack drones" in words(svg)
    assert "Putin's visit" not in words(svg)
    assert " hidden: status contested" in words(svg)
    assert {row["status"] for row in rows} == {"contested"}
    assert len({row["statement"] for row in rows}) == page.evaluate("cakg.now.shown.size")
    supply = [row for row in rows if row["label"] == "Supply of Iranian attack drones from Tajikistan to Russia"]
    assert [row["polarity"] for row in supply] == ["affirmed", "denied"]
    assert all("paragraph 11, sentence 1" in row["citation"] for row in supply)
    assert all("Tajikistan" in row["things"].split(" | ") for row in supply)


def test_menu_closes_with_escape_and_with_a_click_elsewhere(show: Callable[..., Page], timeline: str) -> None:
    """Escape returns the focus to the menu's button and leaves the panel open."""
    page = show(timeline)
    page.locator("#timeline [data-statement]").first.focus()
    page.keyboard.press("Enter")
    page.locator("#save summary").click()
    page.locator("#png").focus()
    page.keyboard.press("Escape")

    assert not page.locator("#png").is_visible()
    assert page.evaluate("document.activeElement.parentElement.id") == "save"
    assert page.locator("#chosen").is_visible()
    page.locator("#save summary").click()
    page.locator("h1").click()
    assert not page.locator("#png").is_visible()


@pytest.mark.parametrize("width", [1400, 390])
def test_menu_lies_within_the_window(show: Callable[..., Page], timeline: str, width: int) -> None:
    page = show(timeline, width=width)
    open_menu(page)

    for name in ("svg", "png", "csv"):
        box = page.locator(f"#{name}").bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width

"""Displays in a notebook: several on one page, each independent of the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from IPython.core.formatters import DisplayFormatter

from cakg.graph import KnowledgeGraph

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

NOTEBOOK = """<!DOCTYPE html>
<html lang="en" style="color-scheme: light dark"><head><meta charset="utf-8"><title>Notebook</title></head>
<body style="font: 14px sans-serif">{}<p id="view">A cell of the reader's own</p></body></html>"""


def notebook(*displays: object) -> str:
    """Return a page with *displays* one below the other, formatted by IPython."""
    formatter = DisplayFormatter()
    return NOTEBOOK.format("".join(f"<section>{formatter.format(one)[0]['text/html']}</section>" for one in displays))


def test_two_networks_on_one_page_do_not_clash(show: Callable[..., Page], shipped_kg: KnowledgeGraph) -> None:
    """Each draws its own picture. Neither adds a global name or a style sheet to the notebook."""
    one, other = shipped_kg.network(about="Tajikistan"), shipped_kg.network(about="Kazakhstan")

    page = show(notebook(one, other), height=1400)

    for name, frame in zip(("Tajikistan", "Kazakhstan"), page.frames[1:], strict=True):
        frame.locator("#view canvas").wait_for()
        assert name in frame.locator("h1").inner_text()
    assert len(page.frames) == 3
    assert page.evaluate("[typeof vis, typeof cakg, document.styleSheets.length]") == ["undefined", "undefined", 0]
    assert page.locator("#view").inner_text() == "A cell of the reader's own"
    assert page.troubles == []  # type: ignore[attr-defined]


def test_choice_in_one_network_changes_neither_the_other_nor_the_address(
    show: Callable[..., Page], shipped_kg: KnowledgeGraph
) -> None:
    page = show(notebook(shipped_kg.network(about="Tajikistan"), shipped_kg.network(about="Kazakhstan")), height=1400)
    frames = page.frames[1:]
    for frame in frames:
        frame.locator("#view canvas").wait_for()
    before = page.url

    frames[0].evaluate("cakg.now.choose({thing: 'id:russia'})")

    frames[0].locator("#chosen").wait_for(state="visible")
    assert frames[1].locator("#chosen").is_hidden()
    assert page.url == before
    assert page.troubles == []  # type: ignore[attr-defined]


def test_a_network_cannot_reach_the_notebook(show: Callable[..., Page], shipped_kg: KnowledgeGraph) -> None:
    """A script in the frame cannot read the page around it."""
    page = show(notebook(shipped_kg.network(about="Tajikistan")))

    reached = page.frames[1].evaluate(
        "() => { try { return parent.document.title } catch (error) { return error.name } }"
    )

    assert reached == "SecurityError"


def test_network_in_a_notebook_saves_a_picture_and_has_no_link(
    show: Callable[..., Page], shipped_kg: KnowledgeGraph
) -> None:
    """A frame has no address to share; its picture with the legend can be saved."""
    page = show(notebook(shipped_kg.network(about="Tajikistan")), height=1000)
    frame = page.frames[1]
    frame.locator("#view canvas").wait_for()

    assert frame.locator("#copy").is_hidden()
    frame.locator("#save summary").click()
    with page.expect_download() as saved:
        frame.locator("#png").click()
    assert saved.value.suggested_filename.startswith("tajikistan")
    assert saved.value.suggested_filename.endswith(".png")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_tables_take_the_colours_of_the_notebook(
    show: Callable[..., Page], shipped_kg: KnowledgeGraph, scheme: str
) -> None:
    """All text of a display has the colour of the text around it."""
    page = show(
        notebook(
            shipped_kg.ask("who-is-accused", thing="drones"),
            shipped_kg.about("Tajikistan"),
            shipped_kg.path("Iran", "Turkmenistan"),
            shipped_kg.compare("asia-plus-2022", "fiia-2023"),
            shipped_kg.find("drone"),
        )
    )
    page.emulate_media(color_scheme=scheme)

    colours = page.evaluate(
        "() => [...new Set([...document.querySelectorAll('body *')].map((one) => getComputedStyle(one).color))]"
    )
    assert colours == [page.evaluate("getComputedStyle(document.body).color")]
    assert page.troubles == []  # type: ignore[attr-defined]


def test_details_open_without_scripts(show: Callable[..., Page], shipped_kg: KnowledgeGraph) -> None:
    page = show(notebook(shipped_kg.ask("who-is-accused", thing="drones")), scripts=False)
    citation = page.get_by_text("paragraph 11, sentence 1").first

    assert not citation.is_visible()
    page.get_by_text("Citations: 2").click()
    assert citation.is_visible()

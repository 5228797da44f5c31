"""Audits by axe-core.

Pages of a few things are audited in every state. They have every kind of element, which the first test checks, and
take a tenth of the time of the whole pages.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

PICTURES = ["network", "timeline", "map"]
SMALL = ("Iranian attack drones", "Crimea", "deviations from Moscow's line")

KINDS = """() => [...new Set([...document.querySelectorAll('*')].map((one) => {
  const { color, backgroundColor } = getComputedStyle(one);
  const look = one.closest('svg') ? [] : [color, backgroundColor];
  return [one.tagName, ...[...one.classList].sort(), one.getAttribute('role'), ...look].join(' ');
}))]"""

SETTLED = "() => new Promise((done) => setTimeout(done, 61))"
"""Ends after the timer of 60 ms with which a page fills its tables."""

SHORTEN_TABLES = "document.querySelectorAll('#tables tr:nth-child(n + 40)').forEach((row) => row.remove())"


@pytest.mark.parametrize("picture", PICTURES)
def test_whole_page_has_no_violation(
    show: Callable[..., Page], drawn: Callable[..., str], violations: Callable[[Page], object], picture: str
) -> None:
    """A small page has every kind of element that the whole page has, and the whole picture passes the audit."""
    small = show(drawn(picture, about=SMALL))
    small.evaluate(SETTLED)
    kinds = set(small.evaluate(KINDS))
    page = show(drawn(picture))
    page.evaluate(SETTLED)

    assert set(page.evaluate(KINDS)) - kinds == set()
    page.evaluate(SHORTEN_TABLES)
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("picture", PICTURES)
def test_page_has_no_violation(
    show: Callable[..., Page],
    drawn: Callable[..., str],
    violations: Callable[[Page], object],
    picture: str,
    scheme: str,
) -> None:
    """The page passes as it opens, its tables included, and with a filter and a thing chosen."""
    text = drawn(picture, about=SMALL)
    page = show(text, scheme=scheme)
    page.evaluate("document.querySelector('#tables').style.contentVisibility = 'visible'")
    page.evaluate(SETTLED)
    assert violations(page) == []

    page = show(text, scheme=scheme, fragment="#thing=id:tajikistan&theme=security")
    assert page.locator("#chosen").is_visible()
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("fragment", ["#theme=description", "#thing=id:russia&theme=diplomacy"])
@pytest.mark.parametrize("size", [(1280, 800), (390, 844)])
def test_table_panel_and_menus_have_no_violation(
    show: Callable[..., Page],
    drawn: Callable[..., str],
    violations: Callable[[Page], object],
    *,
    scheme: str,
    fragment: str,
    size: tuple[int, int],
) -> None:
    """A table in place of the picture and the panel of a thing pass, with a menu or search results open too."""
    text = drawn("timeline", about=SMALL)
    page = show(text, scheme=scheme, fragment=fragment, width=size[0], height=size[1])
    assert page.locator("#chosen" if "thing" in fragment else "#instead").is_visible()
    assert violations(page) == []

    if size[0] < 700:
        page.locator("#open-filters").click()
    page.locator("[data-facet=status] summary").click()
    assert page.locator("[data-facet=status] label").first.is_visible()
    assert violations(page) == []

    page.keyboard.press("Escape")
    page.locator("#search").fill("crimea")
    page.keyboard.press("ArrowDown")
    assert page.get_by_role("option").first.is_visible()
    assert violations(page) == []

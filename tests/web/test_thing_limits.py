"""The scripts of the pages of things in the static site, opened from disk: they do what the server does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cakg.web.assets import asset
from cakg.web.explorer import Explorer
from cakg.web.render import Renderer

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PAGES = ("thing/tajikistan", "thing/tajikistan/by-source", "thing/russia", "things", "things/state")
SCRIPTS = ("site.css", "shared.js", "words.js", "profiles.js", "things.js")
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def folder(explorer: Explorer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with some pages of the static site."""
    site = Explorer(explorer.kg, static=True)
    renderer, root = Renderer(site), tmp_path_factory.mktemp("site")
    for path in PAGES:
        file = root / f"{path}.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(renderer.html(site.resource(path)), encoding="utf-8")
    (root / "assets").mkdir()
    for name in SCRIPTS:
        (root / "assets" / name).write_bytes(asset(site, name))
    return root


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """Return a tab without network, which fails on an error of a script."""
    context = browser.new_context(offline=True)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


def labels(page: Page) -> list[str]:
    """Return the labels of the statements that are shown."""
    found = page.locator("article.statement:not([hidden]) > p > :first-child").all_inner_texts()
    return sorted(text.strip() for text in found)


def on_server(explorer: Explorer, path: str, query: str) -> tuple[list[str], str, int]:
    """Return the labels of the statements that the server shows, what it says of others, the number of sections."""
    name, _, value = query.partition("=")
    values = explorer.resource(path, {name: [value]}).values
    html = Renderer(explorer).html(explorer.resource(path, {name: [value]}))
    message = re.search(r'id="limits"[^>]*><span>(.*?)</span>', html)
    shown = [group.statements[0].label for block in values["blocks"] for _, groups in block.parts for group in groups]
    return sorted(shown), message[1] if message else "", len(values["blocks"])


@pytest.mark.parametrize("query", ["profile=stated", "profile=unhedged", "status=contested", "status=denied"])
@pytest.mark.parametrize("path", ["thing/tajikistan", "thing/tajikistan/by-source"])
def test_a_limit_in_the_address_does_the_same_as_on_the_server(
    tab: Page, folder: Path, explorer: Explorer, path: str, query: str
) -> None:
    """The same statements are shown, and the page says the same about the others."""
    tab.goto(f"{(folder / path).as_uri()}.html?{query}")
    shown, message, blocks = on_server(explorer, path, query)
    assert labels(tab) == shown
    assert tab.locator("#limits span").inner_text() == message
    headings = tab.locator("section.block:not([hidden]) h2").all_inner_texts()
    assert len(headings) == blocks


def test_the_own_voice_of_a_source_has_only_its_claims(tab: Page, folder: Path, explorer: Explorer) -> None:
    """Statuses are hidden, since they depend on what others say."""
    tab.goto(f"{(folder / 'thing/tajikistan').as_uri()}.html?told-by=asia-plus-2022")
    page = explorer.resource("thing/tajikistan", {"told-by": ["asia-plus-2022"]}).values["it"]
    assert tab.locator("#limits span").inner_text().startswith("As told by ASIA-Plus 2022. ")
    assert f" {page.number} of " in tab.locator("#limits span").inner_text()
    assert not tab.locator(".statement .status:visible").count()
    shown = tab.locator(".statement:visible .claim:visible").all_inner_texts()
    assert shown
    assert all("ASIA-Plus 2022" in text for text in shown)
    assert not any("Government of Tajikistan" in text or "accuse Tajikistan" in text for text in shown)


def test_limits_are_kept_by_links_and_can_be_removed(tab: Page, folder: Path) -> None:
    """A reader who limits the page chooses a link, goes to the sections by source, and shows everything again."""
    tab.goto(f"{(folder / 'thing/tajikistan').as_uri()}.html")
    assert not tab.locator("#limits").is_visible()
    every = labels(tab)
    with tab.expect_navigation():
        tab.locator("[data-limit='profile=stated']").click()
    assert tab.url.endswith("tajikistan.html?profile=stated")
    assert tab.locator("nav.limits [aria-current]").inner_text().startswith("Stated")
    few = labels(tab)
    with tab.expect_navigation():
        tab.locator("nav.switch a", has_text="by source").click()
    assert tab.url.endswith("by-source.html?profile=stated")
    assert set(labels(tab)) == set(few)
    with tab.expect_navigation():
        tab.locator("#limits a").click()
    assert not tab.locator("#limits").is_visible()
    tab.goto(f"{(folder / 'thing/tajikistan').as_uri()}.html")
    assert labels(tab) == every


def test_an_unknown_limit_is_named(tab: Page, folder: Path) -> None:
    """Everything is shown, and the page says so."""
    tab.goto(f"{(folder / 'thing/tajikistan').as_uri()}.html?told-by=nobody")
    assert "everything is shown" in tab.locator("#limits span").inner_text()
    assert labels(tab)


def test_a_long_page_says_how_many_statements_it_hides_in_all(tab: Page, folder: Path, explorer: Explorer) -> None:
    """The numbers include the statements on other pages of its sections."""
    tab.goto(f"{(folder / 'thing/russia').as_uri()}.html?profile=stated")
    page = explorer.resource("thing/russia", {"profile": ["stated"]}).values["it"]
    text = tab.locator("#limits span").inner_text()
    assert text == f"Stated. Shown: {page.number} of {page.number + page.hidden} statements. Hidden: {page.hidden}."


def test_the_list_of_things_is_limited_while_typing(tab: Page, folder: Path, explorer: Explorer) -> None:
    """It finds what the server finds, and an address with words opens the limited list."""
    for words in ("каз", "Қаз", "united st", "rep of", "zzz"):
        tab.goto(f"{(folder / 'things').as_uri()}.html")
        tab.locator("[name=q]").last.fill(words)
        shown = tab.locator("tbody tr:visible th").all_inner_texts()
        lists = explorer.resource("things", {"q": [words]}).values["lists"]
        assert [text.strip() for text in shown] == [one.label for part in lists for one in part.things]
        tab.goto(f"{(folder / 'things/state').as_uri()}.html?q={words}")
        lists = explorer.resource("things/state", {"q": [words]}).values["lists"]
        states = [one.label for part in lists for one in part.things]
        assert [text.strip() for text in tab.locator("tbody tr:visible th").all_inner_texts()] == states
        assert f"{len(states)} of " in tab.locator("#found").inner_text()

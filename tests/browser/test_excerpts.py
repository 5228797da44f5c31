"""The pages of a way and of two sources side by side, in a browser."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

import pytest

from cakg.cli import main

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

POINT = "one of them, on a point where they disagree"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., str]:
    """Run a command and return the page that it writes; each command runs only once."""
    folder = tmp_path_factory.mktemp("pages")

    @cache
    def run(*words: str) -> str:
        file = folder / "page.html"
        assert main([*words, "-o", str(file)]) == 0
        return file.read_text(encoding="utf-8")

    return run


@pytest.fixture
def open_page(show: Callable[..., Page], written: Callable[..., str]) -> Callable[..., Page]:
    """Open the page that a command writes, and wait for its picture."""

    def opened(*words: str) -> Page:
        page = show(written(*words))
        page.locator("#view canvas").wait_for()
        return page

    return opened


def test_the_legend_of_two_sources_tells_who_adds_what(open_page: Callable[..., Page]) -> None:
    """Colours tell the source, dashes how firmly it is said, and no request is made."""
    page = open_page("compare", "asia-plus-2022", "fiia-2023")

    legend = page.locator("#legend").inner_text()
    for entry in ("ASIA-Plus 2022 alone", "FIIA 2023 alone", "both, agreeing", "where they disagree", "denied"):
        assert entry in legend
    assert page.troubles == []  # type: ignore[attr-defined]


def test_two_sources_have_lines_of_their_own_colours(open_page: Callable[..., Page]) -> None:
    """A line has one colour for whoever adds it, whatever its dashes."""
    page = open_page("compare", "asia-plus-2022", "fiia-2023")

    colours: dict[str, set[str]] = {}
    for line in page.evaluate(
        "JSON.parse(document.getElementById('network').textContent).edges.filter((e) => !e.member)"
    ):
        colours.setdefault(line["looks"][0], set()).add(line["color"])
    assert {"ASIA-Plus 2022 alone", "FIIA 2023 alone", "both, agreeing", POINT} <= colours.keys()
    assert all(len(found) == 1 for found in colours.values())
    assert len(set.union(*colours.values())) == len(colours)


def test_what_one_source_adds_can_be_shown_alone(open_page: Callable[..., Page]) -> None:
    """The facet leaves the statements of one source, and the panel says by whom each is said."""
    page = open_page("compare", "asia-plus-2022", "fiia-2023")

    page.evaluate("cakg.now.set({ mark: ['FIIA 2023 alone'] })")
    page.evaluate("cakg.now.choose({ thing: 'id:tajikistan' })")

    told = page.locator("#chosen .status").all_inner_texts()
    assert told
    assert all("said by FIIA 2023 alone" in text for text in told)
    assert "hidden" in page.locator("#said").inner_text()


def test_a_statement_tells_what_an_editor_finds_of_it(open_page: Callable[..., Page]) -> None:
    """The proposition on which two sources agree or disagree stands with its reason below the claims."""
    page = open_page("compare", "asia-plus-2022", "fiia-2023")

    page.evaluate("cakg.now.choose({ statement: 'stmt:periodic-support-in-un-votes' })")

    [point] = page.locator("#chosen .point").all_inner_texts()
    assert point.startswith("Disagree: Central Asian states side with Russia in votes at the United Nations. (editor: ")


def test_a_way_is_drawn_with_every_claim_on_it(open_page: Callable[..., Page]) -> None:
    """Choosing a line of the way tells who says so and where."""
    page = open_page("path", "Iran", "Kyrgyzstan")

    page.evaluate(
        """cakg.now.choose({ line: JSON.parse(document.getElementById('network').textContent).edges
          .find((line) => ['tajikistan', 'drones', 'security'].every((part) => line.id.includes(part))).id })"""
    )

    panel = page.locator("#chosen").inner_text()
    assert "Supply of Iranian attack drones from Tajikistan to Russia" in panel
    assert "Government of Tajikistan" in panel
    assert "ASIA-Plus 2022, paragraph 11, sentence 1" in panel
    assert page.locator("#command").inner_text() == "cakg path Iran Kyrgyzstan -o path.html"
    assert page.troubles == []  # type: ignore[attr-defined]

"""The pages of a path and of a comparison of two sources."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

import pytest

from cakg.cli import main

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

POINT = "one source, the other disagrees"


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


def test_legend_of_a_comparison_explains_colours_and_dashes(open_page: Callable[..., Page]) -> None:
    """A colour stands for the source and dashes for the certainty. The page makes no request."""
    page = open_page("compare", "asia-plus-2022", "fiia-2023")

    legend = page.locator("#legend").inner_text()
    for entry in (
        "ASIA-Plus 2022 only",
        "FIIA 2023 only",
        "both sources, in agreement",
        "the other disagrees",
        "denied",
    ):
        assert entry in legend
    assert page.troubles == []  # type: ignore[attr-defined]


def test_each_source_has_lines_of_one_colour(open_page: Callable[..., Page]) -> None:
    """The colour of a line depends on its source only, not on its dashes."""
    page = open_page("compare", "asia-plus-2022", "fiia-2023")

    colours: dict[str, set[str]] = {}
    for line in page.evaluate(
        "JSON.parse(document.getElementById('network').textContent).edges.filter((e) => !e.member)"
    ):
        colours.setdefault(line["looks"][0], set()).add(line["color"])
    assert {"ASIA-Plus 2022 only", "FIIA 2023 only", "both sources, in agreement", POINT} <= colours.keys()
    assert all(len(found) == 1 for found in colours.values())
    assert len(set.union(*colours.values())) == len(colours)


def test_filter_shows_the_statements_of_one_source(open_page: Callable[..., Page]) -> None:
    """The panel names the source of each statement."""
    page = open_page("compare", "asia-plus-2022", "fiia-2023")

    page.evaluate("cakg.now.set({ mark: ['FIIA 2023 only'] })")
    page.evaluate("cakg.now.choose({ thing: 'id:tajikistan' })")

    shown = page.locator("#chosen .status").all_inner_texts()
    assert shown
    assert all("said by FIIA 2023 only" in text for text in shown)
    assert "hidden" in page.locator("#said").inner_text()


def test_statement_shows_the_comparison_by_an_editor(open_page: Callable[..., Page]) -> None:
    """The proposition on which the sources agree or disagree follows the claims, with the editor's reason."""
    page = open_page("compare", "asia-plus-2022", "fiia-2023")

    page.evaluate("cakg.now.choose({ statement: 'stmt:periodic-support-in-un-votes' })")

    [point] = page.locator("#chosen .point").all_inner_texts()
    assert point.startswith("Disagree: Central Asian states side with Russia in votes at the United Nations. (editor: ")


def test_line_of_a_path_shows_its_claims(open_page: Callable[..., Page]) -> None:
    """A chosen line shows the speaker and the passage of each claim."""
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

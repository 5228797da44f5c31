"""The pages of a way and of two sources side by side, in a browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cakg.cli import main

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

POINT = "one source, on a point where they disagree"


@pytest.fixture
def drawn(show: Callable[..., Page], tmp_path: Path) -> Callable[..., Page]:
    """Run a command, open the page that it writes, and wait for the picture."""

    def run(*words: str) -> Page:
        file = tmp_path / "drawn.html"
        assert main([*words, "-o", str(file)]) == 0
        page = show(file.read_text(encoding="utf-8"))
        page.locator("#view canvas").wait_for()
        return page

    return run


def test_the_legend_of_two_sources_tells_who_adds_what(drawn: Callable[..., Page]) -> None:
    """Colours tell the source, dashes how firmly it is said, and no request is made."""
    page = drawn("compare", "asia-plus-2022", "fiia-2023")

    legend = page.locator("#legend").inner_text()
    for entry in (
        "only ASIA-Plus 2022",
        "only FIIA 2023",
        "both sources, in agreement",
        "where they disagree",
        "denied",
    ):
        assert entry in legend
    assert page.troubles == []  # type: ignore[attr-defined]


def test_two_sources_have_lines_of_their_own_colours(drawn: Callable[..., Page]) -> None:
    """A line has one colour for whoever adds it, whatever its dashes."""
    page = drawn("compare", "asia-plus-2022", "fiia-2023")

    colours: dict[str, set[str]] = {}
    for line in page.evaluate(
        "JSON.parse(document.getElementById('network').textContent).edges.filter((e) => !e.member)"
    ):
        colours.setdefault(line["looks"][0], set()).add(line["color"])
    assert {"only ASIA-Plus 2022", "only FIIA 2023", "both sources, in agreement", POINT} <= colours.keys()
    assert all(len(found) == 1 for found in colours.values())
    assert len(set.union(*colours.values())) == len(colours)


def test_what_one_source_adds_can_be_shown_alone(drawn: Callable[..., Page]) -> None:
    """The facet leaves the statements of one source, and the panel says by whom each is said."""
    page = drawn("compare", "asia-plus-2022", "fiia-2023")

    page.evaluate("cakg.now.set({ mark: ['only FIIA 2023'] })")
    page.evaluate("cakg.now.choose({ thing: 'id:tajikistan' })")

    told = page.locator("#chosen .status").all_inner_texts()
    assert told
    assert all("said by only FIIA 2023" in text for text in told)
    assert "hidden" in page.locator("#said").inner_text()


def test_a_statement_tells_what_an_editor_finds_of_it(drawn: Callable[..., Page]) -> None:
    """The proposition on which two sources agree or disagree stands with its reason below the claims."""
    page = drawn("compare", "asia-plus-2022", "fiia-2023")

    page.evaluate("cakg.now.choose({ statement: 'stmt:periodic-support-in-un-votes' })")

    [point] = page.locator("#chosen .point").all_inner_texts()
    assert point.startswith("Disagree: Central Asian states side with Russia in votes at the United Nations. (editor: ")


def test_a_way_is_drawn_with_every_claim_on_it(drawn: Callable[..., Page]) -> None:
    """Choosing a line of the way tells who says so and where."""
    page = drawn("path", "Iran", "Kyrgyzstan")

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

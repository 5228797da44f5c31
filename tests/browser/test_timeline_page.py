"""The page of the timeline: ends of bars, labels, lanes, filters and links."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from cakg.graph import KnowledgeGraph
from cakg.paths import shipped
from cakg.store.local import LocalStore

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


@pytest.fixture
def shipped_timeline(drawn: Callable[..., str]) -> str:
    return drawn("timeline")


def bar(page: Page, statement: str):
    return page.locator(f'#timeline [data-statement="stmt:{statement}"]').first


def test_timeline_opens_offline_without_a_request(show: Callable[..., Page], shipped_timeline: str) -> None:
    """No request, no error, no violation of the policy. Bars are drawn."""
    page = show(shipped_timeline)

    assert page.locator("#timeline [data-statement]").count() > 50
    assert page.troubles == []  # type: ignore[attr-defined]


def test_ends_of_a_bar_show_how_they_are_known(show: Callable[..., Page], shipped_timeline: str) -> None:
    """An event fades at both ends, a measure is solid between caps, and an unknown end has an arrow."""
    page = show(shipped_timeline)
    measure = bar(page, "trade-growth-russia-kazakhstan")
    event = page.locator('#timeline [data-starts="soft"][data-ends="soft"]').first
    ongoing = page.locator('#timeline [data-starts="soft"][data-ends="open"]').first

    assert measure.locator("rect").get_attribute("fill").startswith("#")
    assert measure.locator("path").count() == 1
    assert event.locator("rect").first.get_attribute("fill").endswith("-both)")
    assert event.locator("path").count() == 0
    assert ongoing.locator("rect").first.get_attribute("fill").endswith("-out)")
    assert ongoing.locator("path").count() == 1


def test_denied_statement_does_not_look_affirmed(show: Callable[..., Page], shipped_timeline: str) -> None:
    """Its label starts with the status and its bar has gaps. An unhedged statement has neither."""
    page = show(shipped_timeline)
    shown = page.evaluate(
        """() => [...document.querySelectorAll("#timeline [data-statement]")].map((bar) => {
          const one = cakg.now.data.statements[cakg.now.statement.get(bar.dataset.statement)];
          const gaps = !!bar.querySelector('[fill="url(#gaps)"]');
          return [one.certainty, one.status, bar.querySelector("text").textContent, gaps];
        })"""
    )

    assert {certainty for certainty, *_ in shown} == {"unhedged", "hedged", "contested", "denied"}
    for certainty, status, label, gaps in shown:
        assert label.lower().startswith(f"{status}: ") is (certainty != "unhedged")
        assert gaps is (certainty == "denied")
    assert "What the sources say" in page.title()


def test_axis_breaks_where_it_is_shortened(show: Callable[..., Page], shipped_timeline: str) -> None:
    """A zigzag marks each break, in the header, in the picture and in the legend."""
    page = show(shipped_timeline)

    assert page.locator("#timeline-head .break").count() >= 2
    assert page.locator("#timeline .break").count() == page.locator("#timeline-head .break").count()
    assert "zigzag" in page.locator("#legend").inner_text()


def test_labels_do_not_overlap(show: Callable[..., Page], shipped_timeline: str) -> None:
    """Labels in one row do not overlap, for each kind of lanes."""
    page = show(shipped_timeline)
    for lanes in ("theme", "thing", "source"):
        page.select_option("#lanes", lanes)
        boxes = page.eval_on_selector_all(
            "#timeline [data-statement] text",
            "texts => texts.map((text) => text.getBBox()).map((box) => [box.x, box.y, box.width])",
        )
        rows: dict[float, list[tuple[float, float]]] = {}
        for x, y, wide in boxes:
            rows.setdefault(y, []).append((x, x + wide))
        for row in rows.values():
            ordered = sorted(row)
            assert all(end < start for (_, end), (start, _) in itertools.pairwise(ordered))


@pytest.mark.parametrize("width", [1400, 768, 390])
def test_labels_are_complete_and_apart_in_every_window(
    show: Callable[..., Page], shipped_timeline: str, width: int
) -> None:
    """No label is cut, leaves the drawing, or overlaps another label or bar. Nothing scrolls sideways."""
    page = show(shipped_timeline, width=width)
    for lanes in ("theme", "thing", "source"):
        page.select_option("#lanes", lanes)
        found = page.evaluate(
            """() => [...document.querySelectorAll("#timeline [data-statement]")].map((bar) => {
              const one = cakg.now.data.statements[cakg.now.statement.get(bar.dataset.statement)];
              const box = ({ x, y, width, height }) => [x, y + 2, x + width, y + height - 2];
              const [text, rect] = [bar.querySelector("text"), bar.querySelector("rect")];
              return [text.textContent.endsWith(one.label), [box(text.getBBox()), box(rect.getBBox())]];
            })"""
        )
        right = page.evaluate("document.querySelector('#timeline').viewBox.baseVal.width")

        assert all(whole for whole, _ in found)
        boxes = [(number, *box) for number, (_, pair) in enumerate(found) for box in pair]
        assert all(box[1] >= 0 and box[3] <= right for box in boxes)
        for one, other in itertools.combinations(boxes, 2):
            apart = one[3] <= other[1] or other[3] <= one[1] or one[4] <= other[2] or other[4] <= one[2]
            assert one[0] == other[0] or apart, (found[one[0]], found[other[0]])
    assert page.evaluate("document.querySelector('#sheet').scrollWidth <= document.querySelector('#sheet').clientWidth")


def test_undated_statement_is_listed(show: Callable[..., Page], shipped_timeline: str) -> None:
    """A statement without a date is in a list, and can be chosen there."""
    page = show(shipped_timeline)
    page.locator("#unplaced summary").click()
    first = page.locator("#unplaced button", has_text="Denied: ").first
    name = first.inner_text()
    first.click()

    assert page.locator("#chosen .paraphrase").inner_text() == name.removeprefix("Denied: ")
    assert page.locator("#chosen .status").inner_text().startswith("denied")
    page.uncheck("#undated")
    assert page.locator("#unplaced").is_hidden()


def test_bar_opens_its_claim(show: Callable[..., Page], shipped_timeline: str) -> None:
    """A bar is a button for the keyboard. The panel shows its claim with hedge and citation."""
    page = show(shipped_timeline)
    bar(page, "trade-growth-russia-kazakhstan").focus()
    page.keyboard.press("Enter")

    panel = page.locator("#chosen").inner_text()
    assert "January to October 2022" in panel
    assert "“reportedly”" in panel
    assert "ASIA-Plus 2022, paragraph 9, sentence 1" in panel.replace("\n", " ")


def test_focus_outlines_the_bar_and_not_its_box(show: Callable[..., Page], shipped_timeline: str) -> None:
    """The browser's own outline of label and bar never shows. Focus by keyboard outlines the bar."""
    page = show(shipped_timeline)
    look = """() => {
      const at = document.activeElement;
      const rim = (part) => getComputedStyle(part).stroke;
      return [getComputedStyle(at).outlineStyle, rim(at.querySelector("rect")), rim(at.querySelector("text"))];
    }"""
    page.locator("#timeline [data-statement] rect").nth(8).click()
    pressed = page.evaluate(look)
    page.keyboard.press("Tab")
    outline, rim, around_text = page.evaluate(look)

    assert (pressed[0], outline, around_text) == ("none", "none", "none")
    assert rim == "rgb(0, 114, 178)"


def test_slider_and_facet_narrow_the_bars(show: Callable[..., Page], shipped_timeline: str) -> None:
    """March 2022 keeps statements that may hold then. A source keeps its own statements."""
    page = show(shipped_timeline)
    everything = page.locator("#timeline [data-statement]").count()
    page.evaluate("cakg.now.set({ from: '2022-03', until: '2022-03' })")
    march = page.locator("#timeline [data-statement]").count()
    page.locator('[data-facet="source"] summary').click()
    page.locator('[data-facet="source"] label', has_text="FIIA 2023").click()

    assert 0 < page.locator("#timeline [data-statement]").count() < march < everything
    assert "hidden" in page.locator("#said").inner_text()


def test_link_restores_the_timeline(show: Callable[..., Page], shipped_timeline: str) -> None:
    """The address holds lanes, range and the chosen statement."""
    page = show(shipped_timeline)
    page.select_option("#lanes", "thing")
    page.evaluate("cakg.now.set({ from: '2022-03' })")
    bar(page, "trade-growth-russia-kazakhstan").focus()
    page.keyboard.press("Enter")
    before, address = page.locator("#timeline").inner_html(), page.url
    page.goto("about:blank")
    page.goto(address)

    assert page.locator("#timeline").inner_html() == before
    assert page.locator("#chosen .paraphrase").inner_text() == "Growth of Russia's trade with Kazakhstan; 10 percent"


def test_hostile_labels_stay_text(show: Callable[..., Page], graph_of: Callable[[str], LocalStore]) -> None:
    """Labels with markup are shown as text in lanes and bars."""
    hostile = "</script><img src=x onerror=document.title='taken'>"
    store = graph_of(
        f"""
        id:kazakhstan a cakg:State ; rdfs:label "{hostile}"@en .
        id:vote a cakg:Event ; rdfs:label "vote"@en .
        id:writer a cakg:Person ; rdfs:label "{hostile}"@en .
        source:one a cakg:Article ; rdfs:label "One"@en ; cakg:shortName "{hostile}" ; cakg:author id:writer .
        passage:one a cakg:Passage ; cakg:source source:one ; cakg:paragraph 1 ; cakg:sentence 1 .
        stmt:a a cakg:Statement , rdf:Statement ; rdfs:label "{hostile}"@en ; rdf:subject id:kazakhstan ;
          rdf:predicate cakg:abstainedOn ; rdf:object id:vote ; cakg:latest "2022-03-31"^^xsd:date .
        claim:a a cakg:Claim ; cakg:affirms stmt:a ; cakg:mode mode:asserted ; cakg:speaker id:writer ;
          cakg:passage passage:one .
        """
    )
    page = show(KnowledgeGraph(store, shipped()).draw("timeline", command="cakg draw timeline -o timeline.html"))
    page.select_option("#lanes", "thing")

    assert hostile in page.locator("#timeline [data-statement]").first.locator("text").text_content()
    assert page.title() == "What the sources say, by date"
    assert page.locator("img").count() == 0
    assert page.troubles == []  # type: ignore[attr-defined]

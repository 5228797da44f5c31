"""Pages and displays of a graph whose texts and addresses are all hostile: nothing runs, nothing is requested."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from IPython.core.formatters import DisplayFormatter

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from tests.conftest import Hostile

pytestmark = pytest.mark.browser

NOTEBOOK = "<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>Notebook</title></head><body>{}</body>"
FOUND = """() => {
  const all = [...document.querySelectorAll("*")];
  return [
    ...all.flatMap((one) => one.getAttributeNames().filter((name) => name.startsWith("on"))),
    ...all.map((one) => one.localName).filter((name) => ["img", "object", "embed", "form", "base", "x"].includes(name)),
    ...all.map((one) => one.getAttribute("href")).filter((one) => one && !/^(#|data:,$|https?:)/.test(one)),
    document.title,
  ];
}"""
"""The event handlers, elements and links that only a text of the graph could have made; and the title."""


def drawings(hostile: Hostile) -> dict[str, Callable[[], str]]:
    kg = hostile.kg
    command = "cakg draw </code><script>document.title='taken'</script> --about \x1b\u202e\udcff"
    return {
        "network": lambda: kg.draw("network", command=command),
        "timeline": lambda: kg.draw("timeline", command=command),
        "map": lambda: kg.draw("map", command=command),
        "path": lambda: kg.draw_path("id:t6", "id:t9", command=command),
        "comparison": lambda: kg.draw_comparison("source:s6", "source:s9", command=command),
    }


@pytest.mark.parametrize("picture", ["network", "timeline", "map", "path", "comparison"])
def test_a_page_runs_nothing_of_the_graph(show: Callable[..., Page], hostile: Hostile, picture: str) -> None:
    """Also after every thing and statement was chosen, which fills the panel."""
    page = show(drawings(hostile)[picture]())
    page.locator("#legend").wait_for(state="attached")

    for kind in ("thing", "statement"):
        ids = page.evaluate(f"JSON.parse(document.getElementById('data').textContent).{kind}s.map((one) => one.id)")
        assert ids
        for one in ids:
            page.evaluate("([kind, id]) => cakg.now.choose({[kind]: id})", [kind, one])
            assert page.locator("#chosen").is_visible()

    [title] = page.evaluate(FOUND)
    assert title not in ("taken", "1")
    assert page.troubles == []  # type: ignore[attr-defined]


def test_a_notebook_runs_nothing_of_the_graph(show: Callable[..., Page], hostile: Hostile) -> None:
    """Every display on one page; pictures are in frames that share nothing with the notebook."""
    kg, formatter = hostile.kg, DisplayFormatter()
    objects = [
        kg,
        kg.ask("who-is-accused"),
        kg.about("id:kazakhstan"),
        kg.about("stmt:m9"),
        kg.path("id:t6", "id:t9"),
        kg.compare("source:s6", "source:s9"),
        kg.find("script"),
        kg.query("SELECT ?s ?l { ?s rdfs:label ?l }"),
        kg.network(),
        kg.timeline(),
        kg.map(),
    ]
    shown = [formatter.format(one)[0] for one in objects]
    assert {kind for data in shown for kind in data} == {"text/html", "text/plain"}

    page = show(NOTEBOOK.format("".join(f"<section>{data['text/html']}</section>" for data in shown)), height=3000)

    assert page.evaluate(FOUND) == ["Notebook"]
    assert (
        page.evaluate("[...document.querySelectorAll('iframe')].map((one) => one.sandbox.value)")
        == ["allow-scripts allow-downloads"] * 3
    )
    for frame in page.frames[1:]:
        frame.locator("#legend").wait_for(state="attached")
        assert frame.evaluate("self.origin") == "null"
        [title] = frame.evaluate(FOUND)
        assert title not in ("taken", "1")
    assert page.evaluate("document.querySelectorAll('script, [id], a').length") == 0
    assert page.troubles == []  # type: ignore[attr-defined]

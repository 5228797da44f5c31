"""The network under filters: where its things and lines are, and what its lines say."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from cakg.model.records import Records
from cakg.model.selection import Selection
from cakg.network.build import build
from cakg.pictures.network import network_page
from cakg.store.local import LocalStore

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


CROSSED = """() => {
  const { network } = cakg.now;
  const shown = (item) => !item.options.hidden;
  const nodes = network.body.nodeIndices.map((id) => network.body.nodes[id]).filter(shown);
  const lines = network.body.edgeIndices.map((id) => network.body.edges[id]).filter(shown);
  const crossed = lines.flatMap((line) => {
    const points = Array.from({ length: 99 }, (_, n) => line.edgeType.getPoint((n + 1) / 100));
    return nodes
      .filter((node) => node !== line.from && node !== line.to)
      .filter(({ x, y, options }) => points.some((point) => Math.hypot(point.x - x, point.y - y) < options.size))
      .map((node) => `${line.id} crosses ${node.options.label}`);
  });
  return { lines: lines.length, things: nodes.length, crossed };
}"""
FACETS = """() => [...document.querySelectorAll('[data-facet]')].flatMap((facet) =>
  [...facet.querySelectorAll('label')].map((label) =>
    [facet.dataset.facet, label.textContent.replace(/[\\d\\s]+$/, '').trim()]))"""
TITLES = "[...cakg.now.view.still(cakg.now).querySelectorAll('path > title')].map((title) => title.textContent)"
NONE: dict[str, list[str]] = {"kind": [], "theme": [], "status": [], "source": []}


def test_no_line_crosses_a_thing_under_any_single_filter(show: Callable[..., Page], shipped_page: str) -> None:
    """Positions and lines are computed again for each filter."""
    page = show(shipped_page)
    facets = [(key, value.removesuffix(" 2022").removesuffix(" 2023")) for key, value in page.evaluate(FACETS)]
    values = page.evaluate("cakg.now.data.statements.flatMap((s) => s.claims.map((c) => c.source))")
    chosen = [{}, *({key: [value]} for key, value in facets if key != "source"), *({"source": [s]} for s in {*values})]
    assert len(chosen) > 20
    drawn = 0
    for filters in chosen:
        page.evaluate("(filters) => cakg.now.set(filters)", NONE | filters)
        found = page.evaluate(CROSSED)
        assert found["crossed"] == [], filters
        drawn += found["lines"]
    assert drawn > 500


def test_few_lines_cross_a_thing_under_combined_filters(show: Callable[..., Page], shipped_page: str) -> None:
    """At most 2% of the lines over fifty combinations."""
    page = show(shipped_page)
    facets = [(key, value) for key, value in page.evaluate(FACETS) if key != "source"]
    chance = random.Random(2022)
    drawn = crossed = 0
    for _ in range(50):
        filters: dict[str, list[str]] = {}
        for key, value in chance.sample(facets, 3):
            filters.setdefault(key, []).append(value)
        page.evaluate("(filters) => cakg.now.set(filters)", NONE | filters)
        found = page.evaluate(CROSSED)
        drawn, crossed = drawn + found["lines"], crossed + len(found["crossed"])
    assert drawn > 300
    assert crossed <= 0.02 * drawn


def test_filter_shows_things_missing_from_the_first_picture(show: Callable[..., Page], shipped_page: str) -> None:
    """A filter by theme shows the things of that theme, even those with few lines."""
    page = show(shipped_page)
    usual = set(page.evaluate("cakg.now.network.body.nodeIndices"))

    page.evaluate("cakg.now.set({ theme: ['security'] })")

    shown = set(page.evaluate("cakg.now.network.body.nodeIndices"))
    assert shown - usual
    assert page.evaluate(CROSSED)["lines"] > 10


def test_arrow_keys_move_between_things(show: Callable[..., Page], shipped_page: str) -> None:
    """An arrow moves to the nearest thing in its direction and announces its name. Enter opens it."""
    page = show(shipped_page)
    page.locator("#view canvas").focus()

    page.keyboard.press("ArrowRight")
    first = page.locator(".heard").inner_text()
    page.keyboard.press("ArrowLeft")
    second = page.locator(".heard").inner_text()
    page.keyboard.press("Enter")

    assert first.startswith("Russia: ")
    assert second
    assert second != first
    assert page.locator("#chosen h2").inner_text() == second.rpartition(": ")[0]


def test_title_of_a_line_has_direction_verb_and_status(show: Callable[..., Page], shipped_page: str) -> None:
    """It names both things in order, the status and the verb."""
    page = show(shipped_page)
    page.evaluate("cakg.now.set({ status: ['contested'] })")
    titles = {title.partition(":")[0]: title for title in page.evaluate(TITLES)}

    assert titles["Tajikistan → Russia"].startswith("Tajikistan → Russia: supplied (contested; 1 statement)")
    assert "(contested; " in titles["Tajikistan → Iranian attack drones"]


WRONG_LINES = """() => {
  const edges = new Map(JSON.parse(document.getElementById('network').textContent).edges.map((one) => [one.id, one]));
  const { network, shown, view } = cakg.now;
  const there = network.body.edgeIndices.map((id) => edges.get(id)).filter((one) => one && !one.member);
  const drawn = there.map((one) => [one, view.group(one.id)]);
  return drawn.flatMap(([one, { statements, name }]) => [
    ...statements.filter((place) => !shown.has(place)).map(() => `${one.id} has a hidden statement`),
    ...(one.bundles || [])
      .filter((bundle) => bundle.some((place) => statements.includes(place)))
      .filter((bundle) => !bundle.every((place) => statements.includes(place)))
      .map(() => `${one.id} has part of a group`),
    ...(name.includes('⇄') && new Set(statements.map((place) => one.directions[one.statements.indexOf(place)])).size < 2
      ? [`${one.id} has both directions`] : []),
  ]);
}"""


def test_line_shows_only_statements_that_pass_the_filter(show: Callable[..., Page], shipped_graph: LocalStore) -> None:
    """It has no verb or arrow of a hidden statement, and no group whose members are hidden in part."""
    records = Records(shipped_graph)
    page = show(network_page(build(records, Selection(datasets=True))))
    sources = {name for names in page.evaluate("cakg.now.data.statements.map(cakg.sourcesOf)") for name in names}
    assert len(sources) > 5
    for source in sorted(sources):
        page.evaluate("(source) => cakg.now.set({ source: [source] })", source)
        assert page.evaluate(WRONG_LINES) == [], source
    page.evaluate("cakg.now.set({ source: ['FIIA 2023'] })")
    titles = {title.partition(":")[0]: title for title in page.evaluate(TITLES)}
    assert "pact" not in titles["Azerbaijan – Russia"]
    assert "refusal to mobilise" in titles["Azerbaijan – Russia"]

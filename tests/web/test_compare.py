"""The comparison of two sources, and the pages on which to choose them."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from urllib.parse import urljoin

import pytest

from cakg.graph import KnowledgeGraph
from cakg.store.local import LocalStore
from cakg.web.explorer import Explorer
from cakg.web.render import Renderer
from cakg.web.resources import PageNotFoundError
from cakg.web.views import compare

ARTICLES = ("asia-plus-2022", "fiia-2023")
PAIR = "compare/asia-plus-2022/fiia-2023"


@pytest.fixture(scope="module")
def static(explorer) -> Explorer:
    """Return the explorer of the shipped graph, as the static site has it."""
    return Explorer(explorer.kg, static=True)


def test_the_order_of_the_sources_in_the_address_does_not_matter(explorer):
    assert explorer.resource("compare/fiia-2023/asia-plus-2022").path == explorer.resource(PAIR).path == PAIR


def test_the_page_shows_every_point_with_who_matched_it_and_both_passages(explorer, html):
    page = html(PAIR)
    found = explorer.kg.compare(*ARTICLES)

    assert found.points
    for point in found.points:
        matched = point.matched[:1].upper() + point.matched[1:]
        assert matched.partition("'")[0] in page
        for one in point.claims:
            assert f">{one.claim.passage.label}</a>" in page
    assert page.count('<article class="point">') == len(found.points)


def test_what_only_one_source_says_is_folded_by_theme_with_its_number(explorer, html):
    page = html(PAIR)
    found = explorer.kg.compare(*ARTICLES)

    for name, alone in ((found.one, found.only_one), (found.other, found.only_other)):
        assert f"Only in {name} ({len(alone)})" in page
        themes = {one.theme.label for one in alone}
        for theme in themes:
            number = sum(one.theme.label == theme for one in alone)
            assert f"<summary>{theme[:1].upper()}{theme[1:]} ({number})</summary>" in page


def test_json_and_csv_are_complete(explorer):
    writers = explorer.resource(PAIR).writers
    found = explorer.kg.compare(*ARTICLES)
    content = json.loads(writers["json"]())
    rows = list(csv.DictReader(io.StringIO(writers["csv"]().decode())))

    assert len(content["only_one"]) == len(found.only_one)
    assert len(content["points"]) == len(found.points)
    only = {row["statement"] for row in rows if row["relation"] == f"Only in {found.other}"}
    assert {row["side"] for row in rows if row["relation"] == f"Only in {found.other}"} == {"2"}
    assert len(only) == len(found.only_other)


def test_the_server_compares_datasets_too_and_the_static_site_only_articles(explorer, static):
    on_server = json.loads(explorer.resource("compare").writers["json"]())
    in_files = json.loads(static.resource("compare").writers["json"]())

    assert [one["path"] for one in in_files] == [PAIR]
    assert len(on_server) == 28
    assert "Voeten 2020" in Renderer(explorer).html(explorer.resource("compare/fiia-2023/voeten-unga"))


def linked(html: Callable[..., str], path: str) -> set[str]:
    """Return the paths to which the page at *path* links."""
    found = re.findall(r'href="([^"]*)"', html(path))
    return {urljoin(f"https://example.org/{path}", link).removeprefix("https://example.org/") for link in found}


def test_the_choice_leads_to_every_pair_in_two_steps(explorer, html):
    pairs = {one["path"] for one in json.loads(explorer.resource("compare").writers["json"]())}
    first = linked(html, "compare")
    names = {name for path in pairs for name in path.split("/")[1:]}

    assert PAIR in first
    assert {f"compare/{name}" for name in names} <= first
    assert {path for path in pairs if "fiia-2023" in path} <= linked(html, "compare/fiia-2023")


def test_the_static_site_has_every_pair_of_articles(static):
    assert list(compare.VIEW.paths(static)) == ["compare", *(f"compare/{name}" for name in ARTICLES), PAIR]
    assert f'href="{PAIR}.html"' in Renderer(static).html(static.resource("compare"))


@pytest.mark.parametrize(
    "path, problem, near",
    [
        ("compare/fiia/asia-plus-2022", "no source is called 'fiia'", "compare/fiia-2023"),
        ("compare/fiia-2023/fiia-2023", "both names refer to FIIA 2023", "compare/fiia-2023"),
        ("compare/fiia-2023/carnegie-2022", "no claims of Umarov 2022", "compare/fiia-2023"),
        ("compare/carnegie-2022", "no claims of Umarov 2022", "compare"),
        ("compare/a/b/c", "a comparison is of two sources", "compare"),
    ],
)
def test_an_address_of_no_comparison_is_an_error_with_what_would_work(explorer, path, problem, near):
    with pytest.raises(PageNotFoundError, match=problem) as error:
        explorer.resource(path)

    assert near in dict(error.value.near)
    assert explorer.resource(near).path == near


def test_a_graph_with_one_article_has_nothing_to_compare(folder_of):
    folders = folder_of('id:a a cakg:State ; rdfs:label "A"@en .')
    explorer = Explorer(KnowledgeGraph(LocalStore.open(folders), folders), static=True)

    assert list(explorer.resource("compare").writers) == ["json", "csv"]
    assert "fewer than two sources" in Renderer(explorer).html(explorer.resource("compare"))
    assert list(compare.VIEW.paths(explorer)) == ["compare"]


def test_a_comparison_of_hostile_sources_has_no_markup_of_them(hostile):
    explorer = Explorer(hostile.kg)
    one, other, *_ = explorer.sources.iris

    page = Renderer(explorer).html(explorer.resource(f"compare/{one}/{other}"))

    assert "<script>document" not in page
    assert 'href="javascript:' not in page

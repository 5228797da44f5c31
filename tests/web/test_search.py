"""The search on the server, the index of names, and the same search and suggestions in a browser."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from cakg.graph import KnowledgeGraph
from cakg.model.names import plain
from cakg.model.words import COMMON, words
from cakg.paths import shipped
from cakg.store.local import LocalStore
from cakg.vocabulary import expand
from cakg.web import search_index, site
from cakg.web.explorer import Explorer
from cakg.web.render import Renderer
from cakg.web.resources import BadAddressError, PageNotFoundError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

FOLDER = resources.files("cakg").joinpath("templates/web")
ALPHABETS = [range(0x20, 0x345), range(0x346, 0x700), range(0x10A0, 0x1380), range(0x1E00, 0x1F00)]
"""Latin, Greek, Cyrillic, Armenian, Hebrew, Arabic, Georgian, Ethiopic."""
ASKED = [
    *("Вагнер", "Қазақстан", "Тоҷикистон", "Кыргызстан", "o'zbekiston", "O‘ZBEKISTON", "ОДКБ", "тоқаев", "putin"),
    *("drones", "ES-11/1 kazakhstan", "trade growth", "supplied drones", "wagner turkmenistan", "(Putin), Vladimir"),
    *("kazakstan", "xyzzy", "kazakstan votes", "droons kazakstan", "ukraine influence", "ussia", "Nazarbaev", "5"),
    *("id:csto", "csto", "source:fiia-2023", "https://w3id.org/cakg/id/csto", "cakg:supplied", "umarov", "fiia"),
    *("the", "who accused", "reason", "hedge", "naïve", "..", "«Вагнер»", "Central Asia 2022", "what causes"),
]
HOSTILE = """
id:hostile a cakg:Topic ; rdfs:label "<script>taken()</script> \\u202Egnp \\"x\\""@en .
id:long a cakg:Topic ; rdfs:label "%s"@en .
id:nameless a cakg:State .
id:one a cakg:State ; rdfs:label "Georgia"@en .
id:other a cakg:Place ; rdfs:label "Georgia"@en .
""" % ("long " * 20_000)


def explorer_of(engine: LocalStore, *, static: bool = False) -> Explorer:
    return Explorer(KnowledgeGraph(engine, shipped()), static=static)


def index_of(explorer: Explorer) -> Any:
    text = search_index.script(explorer).decode()
    assert (text[:18], text[-2:]) == ("window.cakgIndex={", ";\n") or text == "window.cakgIndex=null;\n"
    return json.loads(text[17:-2])


# ---- The page of the server -----------------------------------------------------


@pytest.mark.parametrize(
    "text, path",
    [
        ("Вагнер", "thing/wagner"),
        ("Қазақстан", "thing/kazakhstan"),
        ("o'zbekiston", "thing/uzbekistan"),
        ("fiia", "source/fiia-2023"),
        ("accused", "question/who-is-accused"),
    ],
)
def test_results_link_to_pages(html: Callable[..., str], text: str, path: str) -> None:
    """Things, sources and questions are found by their names in any script."""
    assert f'href="{path}"' in html("search", q=[text])


def test_statements_have_their_status(explorer: Explorer, html: Callable[..., str]) -> None:
    """All results are links to pages of statements."""
    page, found = html("search", q=["supplied drones"]), explorer.kg.find("supplied drones").statements
    assert found
    assert all(f'href="{explorer.path_of(expand(one.name) or "")}">' in page for one in found)
    assert page.count('<span class="status') >= len(found)


def test_rows_of_datasets_are_listed_last(html: Callable[..., str]) -> None:
    """They have pages on the server, so they are links."""
    page = html("search", q=["ES-11/1"])
    assert page.index('href="thing/unga-es-11-1"') < page.index("Statements found only in datasets")
    assert page.count('href="statement/') > 3


def test_a_misspelt_word_is_named_and_a_better_one_offered(html: Callable[..., str]) -> None:
    """The results have the other words."""
    page = html("search", q=["kazakstan votes"])
    assert "No name contains “kazakstan”." in page
    assert 'href="search?q=kazakhstan+votes"' in page
    assert 'href="thing/votes-at-the-un"' in page


def test_long_lists_are_folded(explorer: Explorer, html: Callable[..., str]) -> None:
    """The first results of a kind are visible, the others are in a folded part."""
    found = explorer.kg.find("central asia")
    page = html("search", q=["central asia"])
    assert len(found.statements) > 20
    assert page.count("<details>") == 2
    assert page.count('href="statement/') == len(found.statements)


@pytest.mark.parametrize("given", [{}, {"q": [""]}, {"q": [" "]}, {"q": [".."]}, {"q": ["🙂"]}, {"q": ["\0"]}])
def test_a_search_without_words_leads_on(html: Callable[..., str], given: dict[str, list[str]]) -> None:
    """It says what can be searched, and leads to the lists."""
    page = html("search", **given)
    assert 'href="things"' in page
    assert "any language and script" in page


def test_text_is_escaped_everywhere(html: Callable[..., str]) -> None:
    """What was searched for is in the title, in the field and in the message."""
    page = html("search", q=["<script>x</script> \"' \u202e"])
    assert "<script>x" not in page
    assert "\u202e" not in page


def test_bad_addresses_are_errors(explorer: Explorer) -> None:
    """Long texts, several texts, other parameters and further parts."""
    for given in ({"q": ["x" * 201]}, {"q": ["a", "b"]}):
        with pytest.raises(BadAddressError):
            explorer.resource("search", given)
    for path, more in (("search", {"p": ["1"]}), ("search/more", {})):
        with pytest.raises(PageNotFoundError):
            explorer.resource(path, more)


def test_results_as_json(explorer: Explorer) -> None:
    """They are those of ``cakg find``; without a text there are none."""
    found = json.loads(explorer.resource("search", {"q": ["Вагнер"]}).writers["json"]())
    assert found["things"][0]["name"] == "id:wagner"
    assert found == json.loads(explorer.kg.find("Вагнер").json())
    assert json.loads(explorer.resource("search").writers["json"]())["things"] == []


# ---- The index ------------------------------------------------------------------


@pytest.fixture(scope="module")
def index(explorer: Explorer) -> Any:
    """Return the index of the shipped graph."""
    return index_of(explorer)


def test_the_index_is_small_and_always_the_same(explorer: Explorer) -> None:
    """Every page may load it."""
    made = search_index.script(explorer)
    assert len(made) < 150_000
    assert made == search_index.script(Explorer(explorer.kg))


def test_every_row_of_the_index_has_a_page(explorer: Explorer, index: Any) -> None:
    """All things, sources, questions and statements of articles are in it."""
    assert {row[0] for row in index["things"]} == set(explorer.things.iris)
    assert {row[0] for row in index["sources"]} == set(explorer.sources.iris)
    assert {row[0] for row in index["statements"]} == set(explorer.statements.iris)
    assert {row[0] for row in index["questions"]} == set(explorer.kg.questions.names)


@pytest.mark.parametrize("kind, rows", [("thing", "things"), ("source", "sources"), ("statement", "statements")])
def test_what_a_field_is_filled_with_names_the_node(explorer: Explorer, index: Any, kind: str, rows: str) -> None:
    """It is the label if that is enough, else the short IRI."""
    names = explorer.records.names(kind)
    given = 3 if kind != "statement" else 2
    for row in index[rows]:
        assert explorer.path_of(names.resolve(row[given] or row[1])) == f"{kind}/{row[0]}"


def test_closed_lists_are_in_the_index(explorer: Explorer, index: Any) -> None:
    """Each value can be resolved by the name that a field is filled with."""
    for kind, rows in index["terms"].items():
        assert rows
        assert len({explorer.records.names(kind).resolve(given) for given, _ in rows}) == len(rows)


def test_a_large_graph_has_no_index(explorer: Explorer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The script is there, since pages link to it."""
    monkeypatch.setattr(search_index, "MOST", 10)
    assert index_of(Explorer(explorer.kg)) is None


def test_odd_names_are_visible_and_short(graph_of: Callable[[str], LocalStore]) -> None:
    """Ambiguous, long and hostile labels are filled in as short IRIs; a thing without a label is left out."""
    index = index_of(explorer_of(graph_of(HOSTILE)))
    given = {row[0]: row[3] for row in index["things"]}
    assert given == {name: f"id:{name}" for name in ("hostile", "long", "one", "other")}
    assert max(len(row[1]) for row in index["things"]) == search_index.LONGEST
    assert "\u202e" not in search_index.script(explorer_of(graph_of(HOSTILE))).decode()


def test_a_graph_without_content_has_an_index(graph_of: Callable[[str], LocalStore]) -> None:
    """It has only questions and lists of the ontology."""
    explorer = explorer_of(graph_of(""))
    index = index_of(explorer)
    assert (index["things"], index["statements"]) == ([], [])
    assert index["questions"]
    assert 'role="search"' in Renderer(explorer).html(explorer.resource("search", {"q": ["x"]}))


# ---- The same search in a browser -----------------------------------------------


@pytest.fixture(scope="module")
def scripts(browser: Browser, explorer: Explorer) -> Iterator[Page]:
    """Return an empty page with the scripts of the search and the index."""
    page = browser.new_context(offline=True).new_page()
    for name in ("words.js", "find.js"):
        page.add_script_tag(content=FOLDER.joinpath(name).read_text(encoding="utf-8"))
    page.add_script_tag(content=search_index.script(explorer).decode())
    yield page
    page.context.close()


@pytest.mark.browser
def test_names_are_compared_alike(scripts: Page, explorer: Explorer) -> None:
    """Python and JavaScript give the same form and the same words for all names, and for all letters of alphabets."""
    names = {named.text for kind in ("thing", "source", "statement") for named in explorer.records.names(kind).named}
    letters = [f"a{chr(point)}b" for points in ALPHABETS for point in points]
    texts = [
        *sorted(names),
        *letters,
        *ASKED,
        *COMMON,
        " ".join(sorted(COMMON)),
        *(f"{mark}x{mark}" for mark in ".,;:!?…()[]{}<>/\\|*#&+=~^%$@„"),
    ]
    both = scripts.evaluate("texts => texts.map(text => [cakg.plain(text), cakg.words(text)])", texts)
    assert {text: made for text, made in zip(texts, both, strict=True) if made != [plain(text), words(text)]} == {}


SEARCH = """asked => asked.map(text => {
  const found = cakg.find(cakgIndex, text);
  const slugs = kind => found[kind].map(entry => entry.slug);
  return {
    things: slugs("things"), sources: slugs("sources"), statements: slugs("statements"), questions: slugs("questions"),
    matched: [...found.things, ...found.sources].map(entry => found.matched(entry)),
    partial: found.partial, missing: found.missing, similar: found.similar,
  };
})"""


def in_python(explorer: Explorer, text: str) -> dict[str, Any]:
    """Return the results of the server in the form of :data:`SEARCH`."""
    found = explorer.kg.find(text)
    kinds = {
        kind: [one.name.partition(":")[2] for one in getattr(found, kind)]
        for kind in ("things", "sources", "statements")
    }
    return {
        **kinds,
        "questions": [one.name for one in found.questions],
        "matched": [one.matched for one in (*found.things, *found.sources)],
        "partial": found.partial,
        "missing": list(found.missing),
        "similar": list(found.similar),
    }


@pytest.mark.browser
def test_the_browser_finds_what_the_server_finds(scripts: Page, explorer: Explorer) -> None:
    """The same results in the same order, and the same suggestions for missing words."""
    asked = [text for text in ASKED if words(text)]
    found = scripts.evaluate(SEARCH, asked)
    assert dict(zip(asked, found, strict=True)) == {text: in_python(explorer, text) for text in asked}


@pytest.mark.browser
@pytest.mark.slow
def test_names_are_found_alike(scripts: Page, explorer: Explorer) -> None:
    """Search for one in twenty names of things."""
    asked = sorted({named.text for named in explorer.records.names().named})[::20]
    found = scripts.evaluate(SEARCH, asked)
    assert dict(zip(asked, found, strict=True)) == {text: in_python(explorer, text) for text in asked}


# ---- Suggestions ----------------------------------------------------------------


class Part(Explorer):
    """The explorer of a site with only a few pages."""

    def paths(self) -> Iterator[str]:
        yield from ("search", "thing/wagner", "thing/csto")


@pytest.fixture(scope="module")
def files(explorer: Explorer, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the address of a folder with a part of the static site, and with a page that has fields for names."""
    folder = tmp_path_factory.mktemp("site")
    part = Part(explorer.kg, static=True)
    site.write(part, folder)
    page = (folder / "search.html").read_text(encoding="utf-8")
    fields = (
        '<form><input data-suggest="state" aria-label="State"><input data-suggest="theme" aria-label="Theme"></form>'
    )
    (folder / "fields.html").write_text(page.replace("<h1>", fields + "<h1>"), encoding="utf-8")
    return folder.as_uri()


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    """Return the address of a server in a process of its own."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
    line = [sys.executable, "-m", "cakg", "serve", "--port", str(port)]
    with subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                assert server.poll() is None, "the server ended before it answered"
                time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
        server.terminate()


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """Return a tab; at the end no script may have failed, and no other host may have been asked."""
    context = browser.new_context()
    page, troubles = context.new_page(), []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda message: troubles.append(message.text))
    page.on(
        "request",
        lambda request: request.url.startswith(("file:", "http://127.0.0.1:")) or troubles.append(request.url),
    )
    yield page
    context.close()
    assert troubles == []


def typed(page: Page, text: str, field: str = "header [name=q]") -> tuple[Locator, Locator]:
    """Type into a field, wait for suggestions; return the field and the options."""
    found = page.locator(field)
    found.click()
    found.press_sequentially(text)
    options = page.locator("[role=listbox]:visible [role=option]")
    options.first.wait_for()
    return found, options


def until(page: Page, address: str) -> None:
    page.wait_for_url(address, timeout=20_000)


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("place, extension", [("files", ".html"), ("served", "")])
def test_a_name_is_chosen_with_keys(tab: Page, request: pytest.FixtureRequest, place: str, extension: str) -> None:
    """Type a Russian name into the field of the header, choose the first suggestion, arrive at its page."""
    root = request.getfixturevalue(place)
    tab.goto(f"{root}/thing/csto{extension}")
    field, options = typed(tab, "Вагнер")
    assert "Wagner" in options.first.inner_text()
    assert field.get_attribute("aria-activedescendant") is None
    field.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    assert options.first.get_attribute("aria-selected") == "true"
    field.press("Enter")
    until(tab, f"{root}/thing/wagner{extension}")
    assert tab.locator("h1").inner_text() == "Wagner"


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("place, extension", [("files", ".html"), ("served", "")])
def test_enter_without_a_choice_searches(tab: Page, request: pytest.FixtureRequest, place: str, extension: str) -> None:
    """Escape closes the suggestions and keeps the text; Enter lists all results, the same from server and files."""
    root = request.getfixturevalue(place)
    tab.goto(f"{root}/thing/csto{extension}")
    field, options = typed(tab, "kazakhstan")
    field.press("Escape")
    assert field.get_attribute("aria-expanded") == "false"
    assert (options.count(), field.input_value()) == (0, "kazakhstan")
    field.press("Enter")
    until(tab, f"{root}/search{extension}?q=kazakhstan")
    tab.locator(".results").first.wait_for()
    assert tab.title().startswith("Search: kazakhstan")
    assert tab.locator("header [name=q]").input_value() == "kazakhstan"
    assert tab.locator(".results a").first.get_attribute("href") in {"thing/kazakhstan", "thing/kazakhstan.html"}
    assert tab.locator("h2").all_inner_texts()[:1] == [f"Things {tab.locator('section').first.locator('li').count()}"]


@pytest.mark.browser
def test_keys_move_through_the_suggestions_and_back_to_the_text(tab: Page, files: str) -> None:
    """Up from the text leads to the last one; a click chooses too."""
    tab.goto(f"{files}/thing/csto.html")
    field, options = typed(tab, "trade")
    last = options.count() - 1
    field.press("ArrowUp")
    assert field.get_attribute("aria-activedescendant") == options.nth(last).get_attribute("id")
    field.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") is None
    assert tab.locator("[role=status]").first.inner_text() == f"{last + 1} suggestions"
    field.fill("")
    field.press_sequentially("ваг")
    options.filter(has_text="Wagner").first.click()
    until(tab, f"{files}/thing/wagner.html")


@pytest.mark.browser
def test_a_better_spelling_is_suggested(tab: Page, files: str) -> None:
    """Choosing it searches for it."""
    tab.goto(f"{files}/thing/csto.html")
    field, options = typed(tab, "kazakstan")
    assert options.all_inner_texts() == ["kazakhstan"]
    field.press("ArrowDown")
    field.press("Enter")
    until(tab, f"{files}/search.html?q=kazakhstan")


@pytest.mark.browser
def test_fields_for_names_are_filled_in(tab: Page, files: str) -> None:
    """They suggest names of their type only; a short list is shown without any text."""
    tab.goto(f"{files}/fields.html")
    field, options = typed(tab, "қазақ", "[data-suggest=state]")
    assert options.count() == 1
    field.press("ArrowDown")
    field.press("Enter")
    assert field.input_value() == "Kazakhstan"
    assert not tab.locator("[role=listbox]:visible").count()
    theme = tab.locator("[data-suggest=theme]")
    theme.click()
    theme.press("ArrowDown")
    options.first.wait_for()
    assert options.count() > 5
    theme.press("Enter")
    assert theme.input_value()


@pytest.mark.browser
def test_suggestions_are_accessible(
    browser: Browser, files: str, violations: Callable[[Page], list[tuple[str, list[str]]]]
) -> None:
    """axe finds nothing on the page with an open list, and a narrow window does not scroll sideways."""
    with browser.new_context(viewport={"width": 360, "height": 700}) as context:
        page = context.new_page()
        page.goto(f"{files}/search.html")
        typed(page, "central asia")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.browser
def test_the_static_search_without_scripts(browser: Browser, files: str) -> None:
    """The page says that a search needs scripts, and leads to the lists."""
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{files}/search.html?q=wagner")
        assert "browser does not run it" in page.locator("main").inner_text()
        assert page.locator("main a[href='things.html']").is_visible()


@pytest.mark.browser
def test_hostile_names_are_inert_in_suggestions(
    tab: Page, graph_of: Callable[[str], LocalStore], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A label is text; its controls are visible."""
    explorer = explorer_of(graph_of(HOSTILE), static=True)
    monkeypatch.setattr(explorer, "paths", lambda: iter(["search"]))
    site.write(explorer, tmp_path)
    tab.goto(f"{tmp_path.as_uri()}/search.html?q=script")
    assert "\\u202egnp" in tab.locator(".results").inner_text()
    tab.goto(f"{tmp_path.as_uri()}/search.html")
    _, options = typed(tab, "scr")
    assert "<script>taken()</script>" in options.first.inner_text()

"""Images of networks, timelines and maps in pages, places on the map, and the interactive pages."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from xml.etree import ElementTree

import pytest
from markupsafe import escape

from cakg.cli import COMMANDS
from cakg.errors import CakgError
from cakg.graph import KnowledgeGraph
from cakg.network.build import build
from cakg.pages import about
from cakg.paths import Folders, shipped
from cakg.pictures.html import page
from cakg.pictures.network import network_content, network_page
from cakg.store.local import LocalStore
from cakg.vocabulary import ID, STMT
from cakg.web import pictures
from cakg.web.addresses import Links
from cakg.web.assets import asset
from cakg.web.explorer import Explorer
from cakg.web.images import in_both_schemes
from cakg.web.places import place
from cakg.web.render import Renderer
from cakg.web.resources import PageNotFoundError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SVG = "{http://www.w3.org/2000/svg}"
NAMES = ("network", "timeline", "map")

SOURCE = """
passage:one a cakg:Passage ; cakg:source source:one ; cakg:paragraph 1 ; cakg:sentence 1 .
source:one a cakg:Article ; cakg:shortName "One 2020" ; dcterms:title "One"@en .
"""

SMALL = (
    SOURCE
    + """
id:a a cakg:State ; rdfs:label "</text><script>alert(1)</script>"@en .
id:b a cakg:State ; rdfs:label "Bee"@en .
id:c a cakg:State ; rdfs:label "Cee"@en .
stmt:ab a cakg:Statement , rdf:Statement ; rdfs:label "A helps B"@en ;
  rdf:subject id:a ; rdf:predicate cakg:supplied ; rdf:object id:b ;
  cakg:earliest "2022-03-01"^^xsd:date ; cakg:latest "2022-03-31"^^xsd:date .
stmt:bc a cakg:Statement , rdf:Statement ; rdfs:label "B helps C"@en ;
  rdf:subject id:b ; rdf:predicate cakg:supplied ; rdf:object id:c ; cakg:latest "2021-03-31"^^xsd:date .
claim:1 a cakg:Claim ; cakg:affirms stmt:ab , stmt:bc ; cakg:mode mode:asserted ; cakg:speaker id:c ;
  cakg:passage passage:one ; cakg:source source:one .
"""
)
AB, BC = STMT["ab"], STMT["bc"]


@pytest.fixture
def small(graph_of: Callable[[str], LocalStore]) -> Explorer:
    """Return the explorer of a graph with two statements between three states."""
    return Explorer(KnowledgeGraph(graph_of(SMALL), shipped()))


@pytest.fixture(scope="module")
def statements(explorer: Explorer) -> Callable[[str], list[str]]:
    """Return a function that returns the statements on the page of a thing of the shipped graph."""

    def of(name: str) -> list[str]:
        found = about.thing(explorer.records, ID[name], profile="everything", datasets=False)
        return [one.iri for one in found.statements]

    return of


def texts_in(image: bytes) -> str:
    return " ".join("".join(one.itertext()) for one in ElementTree.fromstring(image).iter(f"{SVG}text"))


# ---- Images ------------------------------------------------------------------


def test_image_of_a_network_has_only_the_given_statements(small: Explorer) -> None:
    """It names the things of the statements and counts them; a hostile label is text."""
    image = pictures.network_svg(small, [AB])

    assert "Bee" in texts_in(image)
    assert "Cee" not in texts_in(image)
    assert "Drawn: 1 of 1 statement" in texts_in(image)
    assert b"<script" not in image


def test_image_names_what_it_is_about(small: Explorer) -> None:
    assert "Bee: who is connected" in texts_in(pictures.network_svg(small, [AB, BC], ID["b"]))
    assert "Bee: what the sources say" in texts_in(pictures.timeline_svg(small, [AB, BC], ID["b"]))


def test_thing_without_a_role_does_not_disturb(small: Explorer) -> None:
    """The page of a speaker has statements that do not involve the speaker."""
    assert b"<svg" in pictures.network_svg(small, [AB], ID["nobody"])


def test_images_draw_only_what_is_worth_it(small: Explorer) -> None:
    """An image needs two statements, dated ones in a timeline, and a network three connected things."""
    assert pictures.drawable(small, [AB, BC]) == ("network", "timeline")
    assert pictures.drawable(small, [AB]) == ()
    assert pictures.drawable(small, []) == ()


def test_one_statement_about_three_things_has_no_image(explorer_of: Callable[[str], Explorer]) -> None:
    """The statement in words says the same. With a second statement, the network is drawn."""
    more = """
    stmt:ab rdfs:label "A helps B with C"@en ; cakg:item id:c .
    stmt:ba a cakg:Statement , rdf:Statement ; rdfs:label "B helps A"@en ;
      rdf:subject id:b ; rdf:predicate cakg:supplied ; rdf:object id:a .
    claim:2 a cakg:Claim ; cakg:affirms stmt:ba ; cakg:mode mode:asserted ; cakg:speaker id:c ;
      cakg:passage passage:one ; cakg:source source:one .
    """
    found = explorer_of(SMALL + more)

    assert pictures.drawable(found, [AB]) == ()
    assert pictures.drawable(found, [STMT["ba"], STMT["ba"]]) == ()
    assert pictures.drawable(found, [AB, STMT["ba"]]) == ("network",)


def test_crowded_images_say_what_is_left_out(
    explorer: Explorer, statements: Callable[[str], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "MOST_STATEMENTS", 30)
    monkeypatch.setattr(pictures, "MOST_BARS", 3)
    given = statements("russia")

    assert f"the 30 most important of the {len(set(given))} statements" in texts_in(
        pictures.network_svg(explorer, given)
    )
    assert "Not drawn for lack of room" in texts_in(pictures.timeline_svg(explorer, given))


def test_image_of_many_separate_pairs_has_lines(graph_of: Callable[[str], LocalStore]) -> None:
    """Each thing that is drawn has a tie to another one, although most things are left out."""
    pairs = "".join(
        f"""id:a{number} a cakg:State . id:b{number} a cakg:State .
        stmt:s{number} a cakg:Statement , rdf:Statement ;
          rdf:subject id:a{number} ; rdf:predicate cakg:supplied ; rdf:object id:b{number} .
        claim:c{number} a cakg:Claim ; cakg:affirms stmt:s{number} ; cakg:mode mode:asserted ; cakg:speaker id:a0 ;
          cakg:passage passage:one ; cakg:source source:one .
        """
        for number in range(40)
    )
    explorer = Explorer(KnowledgeGraph(graph_of(SOURCE + pairs), shipped()))
    image = pictures.network_svg(explorer, [STMT[f"s{number}"] for number in range(40)])

    assert f"Drawn: {pictures.MOST_THINGS // 2} of 40 statements" in texts_in(image)


@pytest.mark.parametrize("name", ["russia", "kazakhstan", "tajikistan"])
def test_image_of_a_network_is_small_and_legible(
    explorer: Explorer, statements: Callable[[str], list[str]], name: str
) -> None:
    """At a width of 700 pixels, its text of 14 pixels is at least 11 pixels high."""
    image = pictures.network_svg(explorer, statements(name), ID[name])
    root = ElementTree.fromstring(image)

    assert len(image) < 35_000
    assert int(root.attrib["width"]) < 700 * 14 / 11
    assert root.attrib["viewBox"].split()[2:] == [root.attrib["width"], root.attrib["height"]]


@pytest.mark.parametrize("draw", [pictures.network_svg, pictures.timeline_svg])
def test_each_colour_of_an_image_has_a_dark_counterpart(
    explorer: Explorer, statements: Callable[[str], list[str]], draw: Callable[..., bytes]
) -> None:
    image = draw(explorer, statements("tajikistan")).decode()
    (dark,) = re.findall(r"<style>@media\(prefers-color-scheme:dark\)\{(.*)\}</style>", image)
    colours = set(re.findall(r' (?:fill|stroke|stop-color)="(#[0-9a-f]{6})"', image))

    assert colours > {"#1c2530", "#ffffff"}
    assert all(f'"{colour}"]' in dark for colour in colours)
    assert '[fill="#ffffff"]{fill:#14181d}' in dark
    assert "http" not in image.replace("http://www.w3.org/2000/svg", "")


def test_label_cannot_add_a_colour() -> None:
    """Quotes of labels are escaped, so that only attributes are taken for colours."""
    image = in_both_schemes('<svg viewBox="0 0 1 1"><text> fill=&#34;#123456&#34;</text></svg>')

    assert b'[fill="#123456"]' not in image


def test_same_statements_give_the_same_image(explorer: Explorer, statements: Callable[[str], list[str]]) -> None:
    given = statements("tajikistan")

    assert pictures.network_svg(explorer, given) == pictures.network_svg(explorer, given[::-1])


def test_map_shows_the_answers_of_a_question(explorer: Explorer) -> None:
    """The parameters of the question restrict it; the parameters of every question are taken too."""
    image = pictures.map_svg(explorer, "votes-on-a-resolution", {"resolution": ["ES-11/1"], "datasets": ["yes"]})

    assert "abstained" in texts_in(image)
    assert "Crimea is drawn with Ukraine" in texts_in(image)
    assert len(image) < 60_000
    with pytest.raises(CakgError):
        pictures.map_svg(explorer, "who-recognised", {"profile": ["nonsense"]})


# ---- Places ------------------------------------------------------------------


def test_state_has_an_area_and_an_event_a_point(explorer: Explorer) -> None:
    state, event = (place(explorer, ID[name]) for name in ("kazakhstan", "protests-in-kazakhstan-2022"))

    assert state
    assert event
    assert state.area.startswith("M")
    assert not event.area
    for one in (state, event):
        left, top, wide, high = map(int, one.view.split())
        assert left <= one.x <= left + wide <= one.size[0]
        assert top <= one.y <= top + high <= one.size[1]
        assert any("Crimea is drawn with Ukraine" in note for note in one.notes)


def test_the_area_of_a_state_is_that_of_the_default_view(explorer: Explorer) -> None:
    """Crimea belongs to the area of Ukraine, as the map draws it, and not to that of Russia."""
    land = explorer.boundaries
    assert land
    crimea = next(one.path for one in land.areas if one.name == land.disputed)
    ukraine, russia = (place(explorer, ID[name]) for name in ("ukraine", "russia"))

    assert ukraine
    assert russia
    assert crimea in ukraine.area
    assert crimea not in russia.area


def test_thing_without_a_place_has_none(explorer: Explorer) -> None:
    assert place(explorer, ID["csto"]) is None


def test_map_of_all_pages_is_small(explorer: Explorer) -> None:
    image = asset(explorer, "map.svg")

    assert "Kazakhstan" in texts_in(image)
    assert len(image) < 60_000


def test_broken_boundaries_leave_pages_without_places(
    folder_of: Callable[[str], Folders], graph_of: Callable[[str], LocalStore]
) -> None:
    """The pages of things stay; the page of the map says that there is none."""
    folders = folder_of(SMALL)
    (folders.graph / "boundaries").mkdir()
    explorer = Explorer(KnowledgeGraph(graph_of(SMALL), folders))

    assert place(explorer, ID["kazakhstan"]) is None
    assert ElementTree.fromstring(asset(explorer, "map.svg")).tag == f"{SVG}svg"
    assert "There is no map." in Renderer(explorer).html(explorer.resource("map"))


# ---- Interactive pages -------------------------------------------------------


def data_of(page: str) -> Any:
    (data,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', page)
    return json.loads(data)


@pytest.mark.parametrize("name", NAMES)
def test_interactive_page_links_to_existing_pages(explorer: Explorer, html: Callable[..., str], name: str) -> None:
    """Things, statements, sources and passages link to pages of the explorer, and the page states its policy."""
    page, resource = html(name), explorer.resource(name)
    data = data_of(page)
    linked = [one["page"] for part in ("things", "statements", "citations") for one in data[part] if "page" in one]

    assert data["things"][0]["page"].startswith("thing/")
    assert any("#passage-" in link for link in linked)
    pages = {"thing": explorer.things, "statement": explorer.statements, "source": explorer.sources}
    for kind, _, name_of_page in {link.partition("#")[0].partition("/") for link in linked}:
        assert pages[kind].iri(name_of_page)
    assert escape(resource.policy) in page
    assert "iri" not in data["things"][0]
    assert not {"'unsafe-inline'", "'self'"} & set(resource.policy.partition("script-src")[2].partition(";")[0].split())


def test_static_page_links_to_files(explorer: Explorer) -> None:
    static = Explorer(explorer.kg, static=True)
    data = data_of(Renderer(static).html(static.resource("network")))

    assert data["statements"][0]["page"].endswith(".html")
    assert 'href="index.html"' in Renderer(static).html(static.resource("timeline"))


def test_page_of_a_command_has_no_links_to_the_explorer(explorer: Explorer) -> None:
    data = data_of(explorer.kg.draw("timeline"))

    assert not [one for part in ("things", "statements", "citations", "sources") for one in data[part] if "page" in one]


def test_page_without_pyvis_is_the_same(small: Explorer) -> None:
    """pyvis and our own renderer write the same page."""
    graph = build(small.records)

    assert network_page(graph, command="c") == page(network_content(graph, command="c"))


def test_page_about_a_thing_has_only_its_statements(small: Explorer) -> None:
    data = data_of(Renderer(small).html(small.resource("network", {"about": ["a"]})))

    assert [one["label"] for one in data["statements"]] == ["A helps B"]


@pytest.mark.parametrize("path", ["network/csto", "map/x/y"])
def test_picture_has_no_other_pages(explorer: Explorer, path: str) -> None:
    with pytest.raises(PageNotFoundError):
        explorer.resource(path)


def test_unknown_thing_of_a_picture_is_not_found(explorer: Explorer) -> None:
    with pytest.raises(PageNotFoundError) as caught:
        explorer.resource("timeline", {"about": ["kazakstan"]})

    assert ("thing/kazakhstan", "Kazakhstan") in caught.value.near


@pytest.mark.parametrize("name", NAMES)
def test_other_formats_of_a_picture(explorer: Explorer, name: str) -> None:
    writers = explorer.resource(name).writers

    assert b"prefers-color-scheme" in writers["svg"]()
    assert writers["csv"]().startswith(b"statement,")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("about", ["", "csto"])
def test_json_has_the_statements_of_the_page(explorer: Explorer, name: str, about: str) -> None:
    """JSON and CSV have the statements of the page, in the form that other pages have."""
    resource = explorer.resource(name, {"about": [about]} if about else {})
    found = json.loads(resource.writers["json"]())
    rows = csv.DictReader(io.StringIO(resource.writers["csv"]().decode()))
    of_thing = json.loads(explorer.resource("thing/csto").writers["json"]())
    statements = {one["statement"]: one for one in found["statements"]}
    known = {one["statement"]: one for part in of_thing["sections"] for one in part["statements"]}

    assert found["title"] == resource.title
    assert found["about"] == (ID["csto"] if about else None)
    assert list(statements) == list(dict.fromkeys(row["statement"] for row in rows))
    assert {one["id"] for one in data_of(Renderer(explorer).html(resource))["statements"]} == statements.keys()
    common = statements.keys() & known.keys()
    assert common
    assert all(statements[one] == known[one] for one in common)


def test_links_to_pictures_name_the_thing(explorer: Explorer, small: Explorer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The state is in the fragment. For a graph that is too large for one page, the server draws the part."""
    links = Links("thing/csto", static=False)

    assert pictures.network_link(explorer, links, ID["csto"]) == "../network#around=id%3Acsto"
    assert pictures.timeline_link(explorer, links, ID["csto"]) == "../timeline#thing=id%3Acsto"
    monkeypatch.setattr(pictures, "MOST_ON_A_PAGE", 1)
    assert pictures.network_link(small, links, ID["b"]) == "../network?about=b#around=id%3Ab"


COMMAND = re.compile(rf"(?<![\w-])--\w|\bcakg ({'|'.join(COMMANDS)})\b|\bkg\.\w")
"""An option or a command, of the command line or of Python."""


def words_of(page: str) -> Iterator[str]:
    """Yield all texts of a page: those of its data, and those of its HTML, which include attributes."""
    yield re.sub(r"<style>.*?</style>|<script.*?</script>", "", page, flags=re.DOTALL)
    waiting = [json.loads(data) for data in re.findall(r'<script type="application/json".*?>(.*?)</script>', page)]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict | list):
            waiting.extend(one.values() if isinstance(one, dict) else one)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("about", ["", "csto", "russia"])
def test_page_of_the_explorer_names_no_command(
    explorer: Explorer, html: Callable[..., str], name: str, about: str
) -> None:
    """A reader of a web page has no command line; neither the page nor the image mentions it."""
    given = {"about": [about]} if about else {}
    image = explorer.resource(name, given).writers["svg"]().decode()

    assert [text for text in words_of(html(name, **given)) if COMMAND.search(text)] == []
    assert not COMMAND.search(texts_in(image.encode()))
    assert "<metadata>" not in image


@pytest.mark.parametrize("name", NAMES)
def test_page_of_a_command_names_it(explorer: Explorer, name: str) -> None:
    """The same texts name the command in a file that it wrote."""
    assert f"cakg draw {name}" in next(words_of(explorer.kg.draw(name)))
    assert any(COMMAND.search(text) for text in words_of(explorer.kg.draw(name)))


def test_page_of_little_or_too_much_names_no_command(
    small: Explorer, explorer: Explorer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page without statements, and one that leaves some out, lead to the pages of things."""
    nothing = KnowledgeGraph(small.kg.engine, small.kg.folders)
    monkeypatch.setattr("cakg.pictures.timeline.MOST_STATEMENTS", 2)
    crowded = Renderer(explorer).html(explorer.resource("timeline"))
    empty = Renderer(Explorer(nothing)).html(Explorer(nothing).resource("network", {"about": ["c"]}))

    assert "Left out to limit the size of the page" in crowded
    for page_of in (crowded, empty):
        assert [text for text in words_of(page_of) if COMMAND.search(text)] == []
    assert '<a href="things">The page of each thing' in crowded


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("static", [False, True])
def test_page_has_the_frame_of_other_pages(explorer: Explorer, name: str, *, static: bool) -> None:
    """Its title ends with the name of the site, and its menu leads where that of other pages leads, and home."""
    shown = Explorer(explorer.kg, static=static, base="https://example.org/x/")
    own, other = (Renderer(shown).html(shown.resource(path)) for path in (name, "things"))
    menu, usual = (re.search(r"<nav.*?</nav>", one, re.DOTALL)[0] for one in (own, other))  # type: ignore[index]
    home = "index.html" if static else "./"

    assert re.search(r"<title>.+ · Central Asia knowledge graph</title>", own)
    assert {*re.findall('href="(.*?)"', usual), home} < {*re.findall('href="(.*?)"', menu)}
    assert len(re.findall('aria-current="page"', menu)) == 1
    assert f'<link rel="canonical" href="https://example.org/x/{name}{".html" if static else ""}">' in own
    once = static and name != "network"
    assert all((f">{format}</a>" in own) != once for format in ("JSON", "CSV"))
    assert ">SVG</a>" in own
    assert ('<a href="network.html">The page of the network has the statements' in own) == once
    assert "How to cite this page" in own
    assert "Licence" in own


def test_long_hostile_title_is_text_and_short_in_the_tab(explorer_of: Callable[[str], Explorer]) -> None:
    label = "</title><script>alert(1)</script>{0}" + "x" * 5_000
    explorer = explorer_of(SMALL.replace('"Bee"', f'"{label}"'))
    written = Renderer(explorer).html(explorer.resource("timeline", {"about": ["b"]}))
    (title,) = re.findall("<title>(.*?)</title>", written)

    assert title.startswith("&lt;/title&gt;&lt;script&gt;")
    assert title.endswith("… · Central Asia knowledge graph")
    assert len(title) < 300
    assert "<script>alert" not in written


# ---- In a browser ------------------------------------------------------------

CHAIN = SOURCE + "".join(
    f"""
claim:c{number} a cakg:Claim ; cakg:affirms stmt:s{number} ; cakg:mode mode:asserted ; cakg:speaker id:n0 ;
  cakg:passage passage:one ; cakg:source source:one .
id:n{number} a cakg:State ; rdfs:label "Node {number}"@en .
stmt:s{number} a cakg:Statement , rdf:Statement ; rdfs:label "Supply {number}"@en ;
  rdf:subject id:n{number} ; rdf:predicate cakg:supplied ; rdf:object id:n{number + 1} .
"""
    for number in range(6)
)


@pytest.fixture
def chain(graph_of: Callable[[str], LocalStore], tmp_path: Path) -> Path:
    """The page of the network of seven things in a row, as a file of the static site."""
    explorer = Explorer(
        KnowledgeGraph(graph_of(CHAIN + 'id:n6 a cakg:State ; rdfs:label "Node 6"@en .'), shipped()), static=True
    )
    file = tmp_path / "network.html"
    file.write_text(Renderer(explorer).html(explorer.resource("network")), encoding="utf-8")
    return file


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A tab without network. ``page.troubles`` lists errors and violations of the policy."""
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.troubles = []  # type: ignore[attr-defined]
    page.on("console", lambda message: page.troubles.append(message.text))  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.troubles.append(str(error)))  # type: ignore[attr-defined]
    yield page
    context.close()


def shown(tab: Page) -> str:
    """Return the numbers of the nodes that the network shows."""
    ids = "cakg.now.network.body.nodeIndices.map((place) => cakg.now.data.things[place].id.slice(-1)).sort().join('')"
    return str(tab.evaluate(ids))


@pytest.mark.browser
def test_selecting_a_thing_adds_its_neighbours(tab: Page, chain: Path) -> None:
    """By click and by keyboard; the address keeps what is shown, and Back returns to it."""
    tab.goto(f"{chain.as_uri()}#around=id%3An1")
    assert shown(tab) == "012"

    where = "cakg.now.network.canvasToDOM(cakg.now.network.getPosition(cakg.now.thing.get('id:{}')))"
    tab.locator("#view canvas").click(position=tab.evaluate(where.format("n2")))
    assert shown(tab) == "0123"
    assert tab.evaluate("cakg.now.state.thing") == "id:n2"

    to_the_right = tab.evaluate(where.format("n3"))["x"] > tab.evaluate(where.format("n2"))["x"]
    tab.locator("#view canvas").focus()
    tab.keyboard.press("ArrowRight" if to_the_right else "ArrowLeft")
    assert tab.locator(".heard").inner_text() == "Node 3: 2 statements; select it to add its neighbours"
    tab.keyboard.press("Enter")
    assert shown(tab) == "01234"

    tab.reload()
    assert shown(tab) == "01234"
    tab.go_back()
    assert shown(tab) == "0123"
    assert tab.troubles == []  # type: ignore[attr-defined]


@pytest.mark.browser
def test_button_shows_and_hides_neighbours(tab: Page, chain: Path) -> None:
    """The panel of a thing has it; without any such thing, the whole network is shown again."""
    tab.goto(f"{chain.as_uri()}#thing=id%3An3")
    assert shown(tab) == "0123456"
    button = tab.locator("#neighbours")
    assert button.inner_text() == "Show only its neighbours"

    button.press("Enter")
    assert shown(tab) == "234"
    assert button.get_attribute("aria-pressed") == "true"
    assert not tab.locator("#takeaway").is_visible()
    tab.locator("#all").click()
    assert shown(tab) == "0123456"
    assert "around" not in tab.url


@pytest.mark.browser
def test_unknown_things_in_the_address_show_the_whole_network(tab: Page, chain: Path) -> None:
    tab.goto(f"{chain.as_uri()}#around=id%3Anobody&around=%3Cscript%3E")

    assert shown(tab) == "0123456"
    assert tab.troubles == []  # type: ignore[attr-defined]


@pytest.mark.browser
def test_names_in_the_panel_link_to_pages(tab: Page, chain: Path) -> None:
    tab.goto(f"{chain.as_uri()}#thing=id%3An3")

    assert tab.locator("#chosen h2 a").get_attribute("href") == "thing/n3.html"
    assert tab.locator("#chosen .paraphrase a").first.get_attribute("href") in (
        "statement/s2.html",
        "statement/s3.html",
    )


@pytest.mark.browser
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("width", [1400, 768, 390])
def test_menu_is_reached_with_the_keyboard(
    tab: Page, html: Callable[..., str], tmp_path: Path, name: str, width: int
) -> None:
    """Also in a small window, where it scrolls; the window itself does not scroll sideways."""
    file = tmp_path / "page.html"
    file.write_text(html(name), encoding="utf-8")
    tab.set_viewport_size({"width": width, "height": 844})
    tab.goto(file.as_uri())
    links = tab.locator("#menu a")
    seen = "(link) => { const { left, right } = link.getBoundingClientRect(); return left >= 0 && right <= innerWidth }"

    assert tab.locator("#menu [aria-current]").evaluate(seen)
    tab.keyboard.press("Tab")  # the link to the tables
    for number in range(links.count()):
        tab.keyboard.press("Tab")
        assert links.nth(number).evaluate("(link) => link === document.activeElement")
        tab.wait_for_function(seen, arg=links.nth(number).element_handle())
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert tab.locator("#menu").bounding_box()["height"] < (40 if width != 768 else 68)  # type: ignore[index]


@pytest.mark.browser
@pytest.mark.parametrize("name", NAMES)
def test_scripts_name_no_command_in_the_explorer(
    tab: Page, html: Callable[..., str], tmp_path: Path, name: str
) -> None:
    """Filters rewrite the texts on the selection, and a saved image has them too."""
    file = tmp_path / "page.html"
    file.write_text(html(name), encoding="utf-8")
    tab.goto(f"{file.as_uri()}#theme=security&source=FIIA+2023&from=2022-01&status=stated")
    with tab.expect_download() as saved:
        tab.locator("#svg").evaluate("(button) => button.click()")
    image = Path(saved.value.path()).read_bytes()

    assert "Filters: theme security" in tab.locator("#shown").inner_text()
    for text in (tab.locator("body").inner_text(), texts_in(image)):
        assert not COMMAND.search(text)
    assert "connected" in saved.value.suggested_filename or "what-" in saved.value.suggested_filename
    assert "knowledge" not in saved.value.suggested_filename
    assert tab.troubles == []  # type: ignore[attr-defined]


@pytest.mark.browser
@pytest.mark.parametrize("width", [1400, 390])
def test_no_line_of_a_table_begins_with_a_separator(
    tab: Page, html: Callable[..., str], tmp_path: Path, width: int
) -> None:
    """An amount is below its statement, whose name may fill the line."""
    file = tmp_path / "page.html"
    file.write_text(html("network"), encoding="utf-8")
    tab.set_viewport_size({"width": width, "height": 844})
    tab.goto(file.as_uri())
    tab.wait_for_function("document.querySelector('#statements tbody button')")
    lines = [
        line
        for cell in tab.locator("#statements tbody :is(th, .involved)").all_inner_texts()
        for line in cell.splitlines()
    ]

    assert "238 persons" in lines
    assert [line for line in lines if line.strip().startswith((";", "·", ","))] == []


@pytest.mark.browser
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1400, 390])
def test_frame_of_a_picture_has_no_violation(
    tab: Page,
    html: Callable[..., str],
    violations: Callable[[Page], object],
    tmp_path: Path,
    *,
    name: str,
    scheme: Literal["light", "dark"],
    width: int,
) -> None:
    """axe finds nothing in the menu and the footer, in both colour schemes."""
    file = tmp_path / "page.html"
    file.write_text(html(name, about=["csto"]), encoding="utf-8")
    tab.emulate_media(color_scheme=scheme)
    tab.set_viewport_size({"width": width, "height": 844})
    tab.goto(file.as_uri())

    assert tab.locator("#menu").is_visible()
    assert violations(tab) == []

"""The look of all pages: templates, texts, stylesheet, and every kind of page in a browser."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Mapping
from html.parser import HTMLParser
from importlib import resources
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING, Any

import pytest
from jinja2 import nodes

import cakg
from cakg.graph import KnowledgeGraph
from cakg.model.rights import Rights
from cakg.paths import shipped
from cakg.web.assets import stylesheet
from cakg.web.explorer import _VIEWS, Explorer
from cakg.web.render import Renderer, environment
from cakg.web.resources import Resource
from cakg.web.texts import texts

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FOLDER = Path(str(resources.files("cakg").joinpath("templates/web")))
TEMPLATES = sorted(path.name for path in FOLDER.glob("*.html"))
CSS = stylesheet().decode()

TYPICAL = (
    "thing/tajikistan",
    "statement/tajikistan-supports-russian-war-in-ukraine",
    "source/fiia-2023",
    "question/what-is-denied?f.status=denied",
    "search?q=вагнер",
)
"""Pages with more to show than the first of their kind."""

SPOKEN = {"alt", "aria-description", "aria-label", "content", "label", "placeholder", "title"}
"""The attributes that readers see or hear."""


FROM_THE_GRAPH = {"languages"}
"""Sections whose keys are values of the graph."""


# ---- Templates and texts --------------------------------------------------------


class Words(HTMLParser):
    """Collects the words in the text of a template and in the attributes that readers see or hear."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        for name, value in attrs:
            if name in SPOKEN and not (tag == "meta" and named.get("name") in {"viewport", "color-scheme", "robots"}):
                self.handle_data(value or "")

    def handle_data(self, data: str) -> None:
        self.found += re.findall(r"[^\W\d_]{2,}", data)


def parsed(name: str) -> nodes.Template:
    return environment().parse((FOLDER / name).read_text(encoding="utf-8"))


def own_words(name: str) -> list[str]:
    """Return the words of a template outside of ``{{ }}`` and ``{% %}``, and texts that expressions in it write."""
    source = (FOLDER / name).read_text(encoding="utf-8")
    # A space in place of each expression, so that tags are read whole; code and names of data are for programs.
    source = re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", " ", source, flags=re.DOTALL)
    reader = Words()
    reader.feed(re.sub(r"<code>.*?</code>|\bdata-[\w-]+(?==)", " ", source, flags=re.DOTALL))
    tree = parsed(name)
    compared = {one for each in tree.find_all((nodes.Compare, nodes.Getitem)) for one in each.find_all(nodes.Const)}
    written = {one for each in tree.find_all(nodes.Output) for one in each.find_all(nodes.Const)} - compared
    texts = [one.value for one in written if isinstance(one.value, str)]
    return reader.found + [text for text in texts if re.search(r"[^\W\d_]{2,} [^\W\d_]{2,}", text)]


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_has_no_words_of_its_own(name: str) -> None:
    """A translation replaces one file, so no words of the interface are elsewhere."""
    assert own_words(name) == []


def test_words_in_a_template_are_found() -> None:
    """The reader of templates finds words in texts, in attributes and in expressions."""
    reader = Words()
    reader.feed('<p title="more of it">See also</p><meta name="viewport" content="width=device-width">')
    assert reader.found == ["more", "of", "it", "See", "also"]


def used_texts() -> tuple[set[tuple[str, str]], set[str]]:
    """Return the sections and keys that templates name, and the sections from which they take any key."""
    named, whole = set(), set()
    for name in TEMPLATES:
        tree = parsed(name)
        for one in tree.find_all((nodes.Getattr, nodes.Getitem)):
            section = one.node
            if isinstance(section, nodes.Getattr) and section.node == nodes.Name("t", "load"):
                key = one.attr if isinstance(one, nodes.Getattr) else getattr(one.arg, "value", None)
                if isinstance(key, str):
                    named.add((section.attr, key))
                else:
                    whole.add(section.attr)
    return named, whole


def test_every_text_that_templates_use_exists() -> None:
    """Jinja writes nothing for a text that does not exist, so a misspelt one would not be noticed."""
    named, whole = used_texts()
    words = texts()

    assert {f"{section}.{key}" for section, key in named if key not in words.get(section, {})} == set()
    assert whole <= words.keys()


def test_every_text_is_used() -> None:
    """A template or script names the key, or a string in a module or template is the key or a part of it."""
    named, whole = used_texts()
    scripts = "".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.js"))
    code = "".join(path.read_text(encoding="utf-8") for path in Path(cakg.__file__).parent.rglob("*.py"))
    strings = set(re.findall(r'"([\w -]+)"', code))
    strings |= {
        one.value for name in TEMPLATES for one in parsed(name).find_all(nodes.Const) if isinstance(one.value, str)
    }
    joined = {part for part in strings if part.startswith("_") or part.endswith("_")}

    def used(section: str, key: str) -> bool:
        whole_key = {key, key.replace("_", " ")} | {
            key.removeprefix(part).removesuffix(part).replace("_", " ") for part in joined if section in whole
        }
        return (section, key) in named or bool(whole_key & strings) or bool(re.search(rf"\.{key}\b", scripts))

    unused = {
        f"{section}.{key}"
        for section, keys in texts().items()
        for key in keys
        if section not in FROM_THE_GRAPH and not used(section, key)
    }
    assert unused == set()


def test_stylesheet_is_short_and_names_colours_once() -> None:
    """It has under 400 lines, loads nothing, and all colours are variables with a light and a dark value."""
    variables = re.compile(r"^:root \{\n.*?\n\}", re.MULTILINE | re.DOTALL)
    head, rest = "\n".join(variables.findall(CSS)), variables.sub("", CSS)

    assert len(CSS.splitlines()) < 400
    assert not re.search(r"@import|url\(", CSS)
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgb|hsl|light-dark", rest)
    assert all("light-dark(" in line for line in re.findall(r"--\w+: .*#.*", head))


# ---- Head and footer ------------------------------------------------------------


def page_of(description: str, **more: Any) -> Resource:
    return Resource(
        **{
            "path": "thing/x",
            "title": "X",
            "description": description,
            "template": "error.html",
            "values": {"message": ""},
        }
        | more
    )


def test_description_is_cut_at_a_word(explorer: Explorer) -> None:
    """Previews get at most 200 characters and no half word; the page itself shows the whole text."""
    text = " ".join(["Word"] * 100)
    html = Renderer(explorer).html(page_of(text, values={"message": text}))
    shown = re.findall(r'<meta name="description" property="og:description" content="(.*)">', html)

    assert len(shown) == 1
    assert len(shown[0]) <= 200
    assert shown[0].endswith("Word…")
    assert text in html


def test_head_and_footer_name_the_published_address(explorer: Explorer) -> None:
    """A page has a canonical address, its own and a citation; if the site has no address, it shows its path."""
    published = Explorer(explorer.kg, base="https://example.org/cakg", static=True)
    html = Renderer(published).html(page_of("", query={"profile": ["unhedged"]}))

    assert '<link rel="canonical" href="https://example.org/cakg/thing/x.html">' in html
    assert '<meta property="og:url" content="https://example.org/cakg/thing/x.html">' in html
    assert ">https://example.org/cakg/thing/x.html?profile=unhedged</a>" in html
    assert f", “X”. {Rights(explorer.records).name}, version {explorer.records.edition}, https://example.org/" in html
    assert "description" not in html

    unknown = Renderer(Explorer(explorer.kg)).html(page_of("", query={"profile": ["unhedged"]}))
    assert ">thing/x?profile=unhedged</a>" in unknown
    assert "canonical" not in unknown


def test_error_page_has_no_address_and_no_citation(explorer: Explorer) -> None:
    """Nobody should cite or index a page that does not exist."""
    published = Explorer(explorer.kg, base="https://example.org/")
    html = Renderer(published).error("thing/<b>", "Page not found", "there is no <b>", (("thing/csto", "CSTO"),))

    assert "canonical" not in html
    assert texts()["page"]["cite"] not in html
    assert "There is no &lt;b&gt;" in html
    assert '<a href="csto">CSTO</a>' in html


def test_legend_explains_each_status_of_the_page(html: Callable[..., str], explorer: Explorer) -> None:
    """The meaning of every status on a page can be read without a pointer, and each is listed once."""
    page = explorer.resource("thing/tajikistan").values["it"]
    legend = html("thing/tajikistan").partition('<aside class="legend"')[2].partition("</aside>")[0]

    assert legend
    assert set(re.findall(r"<dd>(.*)</dd>", legend)) == {one.meaning for one in page.statements}
    assert '<aside class="legend"' not in html("questions")


# ---- In a browser ---------------------------------------------------------------


@pytest.fixture(scope="module")
def served(explorer: Explorer) -> Iterator[str]:
    """Return the address of a server of the shipped graph on this machine."""
    uvicorn = pytest.importorskip("uvicorn")
    from cakg.web.app import App

    faults: list[str] = []
    app = App(explorer, report=faults.append)
    server = uvicorn.Server(uvicorn.Config(app, port=0, lifespan="off", log_level="critical"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}/"
    server.should_exit = True
    thread.join()
    assert faults == []


@pytest.fixture(scope="module")
def kinds(explorer: Explorer) -> Mapping[str, str]:
    """Return a path for each kind of page: a typical page, or the first in the static site."""
    paths = list(explorer.paths())
    first = {path.partition("/")[0]: path for path in reversed(paths)}
    assert {path.partition("?")[0] for path in TYPICAL} <= set(paths)
    return first | {re.split("[/?]", path)[0]: path for path in TYPICAL}


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open an address. ``page.troubles`` lists errors, messages of the console, and requests to other hosts."""
    context = browser.new_context()
    page = context.new_page()
    page.troubles = []  # type: ignore[attr-defined]

    def show(address: str, *, width: int = 1280, height: int = 800, scheme: str = "light") -> Page:
        host = address.partition("//")[2].partition("/")[0]
        page.on("console", lambda message: page.troubles.append(message.text))  # type: ignore[attr-defined]
        page.on("pageerror", lambda error: page.troubles.append(str(error)))  # type: ignore[attr-defined]
        page.on(
            "request",
            lambda one: one.url.startswith((f"http://{host}/", "data:")) or page.troubles.append(one.url),  # type: ignore[attr-defined]
        )
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.goto(address)
        return page

    yield show
    context.close()


WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

SHORTEN = """() => document.querySelectorAll(':is(ul, ol, tbody, section, main) > :nth-child(n + 10)')
  .forEach((one) => one.remove())"""
"""Leaves nine of similar elements, since axe needs seconds for hundreds."""


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("kind", _VIEWS)
def test_kind_of_page_looks_sound(
    kind: str,
    kinds: Mapping[str, str],
    served: str,
    opened: Callable[..., Page],
    violations: Callable[[Page], list[tuple[str, list[str]]]],
) -> None:
    """No violation in light and dark, wide and narrow; no sideways scrolling; nothing from another host."""
    if kind not in kinds:
        pytest.skip(f"no page of the kind {kind} in the static site")
    page = opened(served + kinds[kind], width=360)
    assert page.evaluate(WIDER) == 0
    page.set_viewport_size({"width": 1280, "height": 800})
    assert page.evaluate(WIDER) == 0

    page.evaluate(SHORTEN)
    assert violations(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme="dark")
    assert violations(page) == []
    assert page.troubles == []  # type: ignore[attr-defined]


@pytest.mark.browser
def test_error_page_has_no_violation(
    served: str, opened: Callable[..., Page], violations: Callable[[Page], object]
) -> None:
    """A page that does not exist suggests others, and passes the audit."""
    page = opened(served + "thing/tajikistann", width=360)

    assert page.get_by_role("link", name="Tajikistan", exact=True).is_visible()
    assert page.evaluate(WIDER) == 0
    assert violations(page) == []


@pytest.mark.browser
def test_keyboard_reaches_header_and_content(served: str, opened: Callable[..., Page]) -> None:
    """Tab goes through the header in its order with a visible focus; the skip link goes past it."""
    page = opened(served + "thing/tajikistan")
    focused = "(document.activeElement.innerText || document.activeElement.name)"
    visible = "getComputedStyle(document.activeElement).outlineStyle !== 'none'"
    reached = []
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.append(page.evaluate(focused))
        assert page.evaluate(visible)
        assert page.evaluate("document.activeElement.getBoundingClientRect().top >= 0")
    names = texts()["nav"]
    sections = page.locator("body > header nav a").all_inner_texts()
    assert reached == [texts()["site"]["skip"], texts()["site"]["name"], "q", names["go"], *sections]

    page.goto(served + "thing/tajikistan")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.browser
def test_denied_statement_looks_denied(served: str, opened: Callable[..., Page]) -> None:
    """Its label is struck out, and its chip differs from that of a fact in colour, border and sign."""
    page = opened(served + "thing/tajikistan")
    look = """(name) => {
      const box = document.querySelector(`article.statement.${name}`), chip = box.querySelector('.status');
      const { color, borderStyle } = getComputedStyle(chip);
      const line = getComputedStyle(box.querySelector('a')).textDecorationLine;
      return [line.includes('line-through'), color, borderStyle, getComputedStyle(chip, '::before').content];
    }"""
    denied, stated = page.evaluate(look, "denied"), page.evaluate(look, "unhedged")

    assert denied[0]
    assert not stated[0]
    assert all(one != other for one, other in zip(denied, stated, strict=True))


@pytest.mark.browser
def test_printed_page_has_no_navigation(served: str, opened: Callable[..., Page]) -> None:
    """Paper shows the statements with their passages, how to cite them and the legend; no forms, no navigation."""
    page = opened(served + "thing/tajikistan")
    page.emulate_media(media="print")

    assert not page.locator("body > header nav").is_visible()
    assert not page.locator("form").first.is_visible()
    assert page.locator(".legend").is_visible()
    assert page.locator("footer").is_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('article.statement')).breakInside") == "avoid"


ODD = f"""
id:long a cakg:Topic ; rdfs:label "{"x" * 400}"@en ; skos:definition "A topic."@en .
id:arabic a cakg:State ; rdfs:label "طاجيكستان"@ar .
stmt:s a cakg:Statement ; rdfs:label "قضية"@ar ; rdf:subject id:arabic ; rdf:predicate cakg:supplied ;
  rdf:object id:long ; cakg:earliest "2022-01-01"^^xsd:date ; cakg:latest "2022-12-31"^^xsd:date .
id:writer a cakg:Person ; rdfs:label "Writer"@en .
source:one a cakg:Article ; rdfs:label "One"@en ; cakg:shortName "One" ; cakg:author id:writer .
passage:p a cakg:Passage ; cakg:source source:one ; cakg:paragraph 1 ; cakg:sentence 1 .
claim:c a cakg:Claim ; cakg:affirms stmt:s ; cakg:mode mode:asserted ; cakg:speaker id:writer ;
  cakg:passage passage:p .
"""


@pytest.mark.browser
def test_odd_names_keep_the_page_in_order(
    graph_of: Callable[[str], Any], opened: Callable[..., Page], tmp_path: Path
) -> None:
    """A very long word wraps, and what follows a name written from right to left stays to its right."""
    explorer = Explorer(KnowledgeGraph(graph_of(ODD), shipped()), static=True)
    renderer = Renderer(explorer)
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "site.css").write_text(CSS, encoding="utf-8")
    (tmp_path / "thing").mkdir()
    for name in ("long", "arabic"):
        file = tmp_path / "thing" / f"{name}.html"
        file.write_text(renderer.html(explorer.resource(f"thing/{name}")), encoding="utf-8")

    page = opened((tmp_path / "thing" / "long.html").as_uri(), width=360)
    assert page.evaluate(WIDER) == 0

    page = opened((tmp_path / "thing" / "arabic.html").as_uri())
    # Digits after Arabic letters would be written to the left of them.
    left = "(css) => document.querySelector(css).getBoundingClientRect().left"
    name, time = (page.evaluate(left, f"article > p > {one}") for one in ("a", ".facts"))
    assert name < time

"""Pages and images of networks are safe, described in words, and reproducible."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from html.parser import HTMLParser
from xml.etree import ElementTree

import networkx
import pytest

from cakg.harmless import visible
from cakg.model.records import Records
from cakg.network.build import build
from cakg.pictures.network import MOST_STATEMENTS, network_page
from cakg.pictures.svg import network_svg
from cakg.store.local import LocalStore

pytestmark = pytest.mark.slow

HOSTILE = [
    "</script><script>document.title='taken'</script>",
    "<img src=x onerror=\"document.title='taken'\">",
    "javascript:document.title='taken'",
    '" onmouseover="document.title=\'taken\'" href="http://example.org/',
    "{{ 7 * 7 }}<!--<script>",
    "\u202etfel-ot-thgir\u202c",
]


def network(*labels: str) -> networkx.MultiDiGraph[str]:
    """Return a network in which the first thing has a statement of the same name with every other thing."""
    graph: networkx.MultiDiGraph[str] = networkx.MultiDiGraph(selection="theme x", sources="One, 2022", version="1.2.3")
    for number, label in enumerate(labels):
        graph.add_node(f"urn:{number}", label=label, kind="State", statements=1, definition=label)
        if number:
            graph.add_edge(
                "urn:0",
                f"urn:{number}",
                key=f"s{number}",
                statement=f"s{number}",
                label=label,
                predicate="tied",
                role="object",
                theme="diplomacy",
                status="stated",
                claims=f"affirms: {label}",
            )
    return graph


class Page(HTMLParser):
    """A parsed page: elements with attributes, text and scripts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.text: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        in_script = self.cdata_elem == "script"
        (self.scripts if in_script else self.text).append(data)

    @property
    def policy(self) -> str:
        metas = (attributes for tag, attributes in self.elements if tag == "meta")
        return next(str(meta["content"]) for meta in metas if meta.get("http-equiv") == "Content-Security-Policy")


def test_policy_allows_only_the_scripts_of_the_page() -> None:
    """Both scripts are allowed by their hashes; nothing else can run or be fetched."""
    page = Page(network_page(network("a", "b")))
    _, _, *scripts = page.scripts  # the first two are data, which is not executed

    hashes = {
        "'sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() + "'" for script in scripts
    }
    directives = dict(directive.strip().split(" ", 1) for directive in page.policy.split(";"))
    assert len(hashes) == 2
    assert set(directives["script-src"].split()) == hashes
    assert directives["default-src"] == "'none'"
    assert "connect-src" not in directives


def test_page_names_no_other_address() -> None:
    """No element loads anything from outside the page."""
    page = Page(network_page(network(*HOSTILE)))
    targets = [
        attributes[name]
        for _, attributes in page.elements
        for name in ("src", "href", "action", "srcset", "data")
        if name in attributes
    ]

    assert set(targets) == {"data:,", "#tables"}
    assert "sourceMappingURL" not in network_page(network("a", "b"))


def test_labels_are_text_and_make_no_element() -> None:
    """Malicious labels add no elements or event handlers to the page."""
    harmless = Page(network_page(network(*(f"label {number}" for number in range(len(HOSTILE))))))
    hostile = Page(network_page(network(*HOSTILE)))

    assert [tag for tag, _ in hostile.elements] == [tag for tag, _ in harmless.elements]
    assert not [name for _, attributes in hostile.elements for name in attributes if name.startswith("on")]
    assert HOSTILE[1] in "".join(hostile.text)


def test_title_and_command_are_text_too() -> None:
    """Titles and commands are escaped like labels."""
    page = Page(network_page(network("a", "b"), title=HOSTILE[0], command=HOSTILE[1]))

    assert "img" not in [tag for tag, _ in page.elements]
    assert len(page.scripts) == 4


def test_page_names_selection_sources_version_and_command() -> None:
    """The page contains selection, sources, version and command."""
    text = " ".join(" ".join(Page(network_page(network("a", "b"), command="cakg draw network")).text).split())

    assert "Selection: theme x." in text
    assert "One, 2022" in text
    assert "Graph version 1.2.3." in text
    assert "Made with cakg draw network" in text


def test_large_network_is_cut_to_the_size_of_a_page() -> None:
    """Drawn statements are kept first, and the page counts those left out."""
    graph = network("a", "b")
    for number in range(MOST_STATEMENTS):
        graph.add_edge("urn:0", "urn:0", key=f"x{number}", **graph.edges["urn:0", "urn:1", "s1"])
        graph.edges["urn:0", "urn:0", f"x{number}"]["statement"] = f"x{number}"

    text = "".join(Page(network_page(graph)).text)
    assert f"0 of 2 things and 1 of {MOST_STATEMENTS + 1} statements" in text


def test_table_has_all_statements_of_the_picture() -> None:
    """Without scripts, the page still has every statement with status and claims."""
    page = Page(network_page(network("a", "b", "c")))

    cells = [text for text in page.text if text.startswith("affirms: ")]
    assert cells == ["affirms: b", "affirms: c"]
    assert "noscript" in [tag for tag, _ in page.elements]


def test_empty_selection_gives_a_page_that_says_so() -> None:
    """An empty page names its selection and the command without filters."""
    page = Page(network_page(network()))

    assert not page.scripts
    assert "no statement matches the selection (theme x)" in "".join(page.text)


def test_statement_about_one_thing_is_only_in_the_table() -> None:
    """Statements about only one thing have no line but are in the tables."""
    graph = network("a")
    graph.add_edge("urn:0", "urn:0", key="s", statement="s", label="Fall of a", predicate="p", role="subject")
    graph.edges["urn:0", "urn:0", "s"].update(status="judged", claims="")

    assert "Fall of a" in "".join(Page(network_page(graph)).text)


@pytest.mark.parametrize("label", HOSTILE)
def test_svg_is_well_formed_and_runs_nothing(label: str) -> None:
    """An image with malicious labels contains only shapes and text."""
    root = ElementTree.fromstring(network_svg(network(label, label, "b"), title=label))

    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert tags <= {"svg", "title", "desc", "rect", "g", "path", "polygon", "circle", "text"}
    assert not [name for element in root.iter() for name in element.attrib if name.startswith("on") or "href" in name]
    assert root.findtext("{http://www.w3.org/2000/svg}title") == visible(label)


def test_empty_svg_says_so() -> None:
    """An empty image states that nothing matches."""
    graph = network()
    graph.graph["sources"] = ""

    text = " ".join(" ".join(ElementTree.fromstring(network_svg(graph)).itertext()).split())
    assert "No source matches the selection." in text


def test_svg_draws_every_thing_of_the_picture(shipped_graph: LocalStore) -> None:
    """Everything is inside the frame, with at most the allowed number of things."""
    root = ElementTree.fromstring(network_svg(build(Records(shipped_graph)), most=12))
    left, top, width, height = map(int, root.attrib["viewBox"].split())

    texts = [element for element in root.iter() if element.get("text-anchor") == "middle"]
    assert len({text.get("x") for text in texts}) <= 12 <= len(texts)
    assert all(left < int(text.attrib["x"]) < left + width for text in texts)
    assert all(top < int(text.attrib["y"]) < top + height for text in texts)


def test_same_graph_gives_the_same_bytes_everywhere(printed_everywhere: Callable[[str], set[str]]) -> None:
    """Hash seed, time zone and locale do not change the output."""
    script = (
        "import hashlib, cakg\n"
        "from cakg.pictures.network import MOST_STATEMENTS, network_page\n"
        "from cakg.pictures.svg import network_svg\n"
        "graph = cakg.open().network()\n"
        "print(hashlib.sha256((network_page(graph) + network_svg(graph)).encode()).hexdigest())\n"
    )
    made = printed_everywhere(script)
    assert len(made) == 1
    assert re.fullmatch(r"[0-9a-f]{64}\n", made.pop())

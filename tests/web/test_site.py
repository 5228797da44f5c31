"""The static site: its links, its files, and what happens to the folder."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections import defaultdict
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest

import cakg
from cakg.cli import main
from cakg.graph import KnowledgeGraph
from cakg.paths import Folders, shipped
from cakg.store.local import LocalStore
from cakg.unfinished import lock
from cakg.vocabulary import with_prefixes
from cakg.web.explorer import Explorer
from cakg.web.resources import MEDIA_TYPES
from cakg.web.site import MARKER, SiteError, write

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SMALL = """
id:aland a cakg:State ; rdfs:label "Aland"@en .
id:con a cakg:State ; rdfs:label "Con"@en .
id:Aland a cakg:State ; rdfs:label "Aland with a capital"@en .
<https://w3id.org/cakg/id/../../x> a cakg:State ; rdfs:label "Dots"@en .
<https://w3id.org/cakg/id/%D0%B6%2F?a=b> a cakg:State ; rdfs:label "Escapes"@en .
<https://example.org/elsewhere> a cakg:State ; rdfs:label "Elsewhere"@en .
"""


_PICTURES = ("network.html", "timeline.html", "map.html")


class _Page(HTMLParser):
    """What a page links to, what it loads, and its anchors."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.policy = ""
        self.inline: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.links += [given[name] for name in ("href", "src", "action", "data-index") if name in given]
        self.ids += [given["id"]] if "id" in given else []
        self.inline += [name for name in given if name == "style" or name.startswith("on")]
        self.inline += [tag] if tag == "style" else []
        if given.get("http-equiv") == "Content-Security-Policy":
            self.policy = given["content"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the shipped graph, below a path of its host; the test processes share it."""
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared
    target = shared / "host" / "below" / "site"
    with (shared / "site.lock").open("wb") as file:
        while lock(file) is False:
            time.sleep(0.1)
        if not target.exists():
            target.parent.mkdir(parents=True)
            assert main(["site", str(target), "--base", "https://example.org/below/site"]) == 0
    return target


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The folder of a small graph, with names that are no names of files."""
    folder = tmp_path / "small"
    (folder / "graph").mkdir(parents=True)
    (folder / "graph/all.ttl").write_text(with_prefixes(SMALL), encoding="utf-8")
    return folder


def faults(site: Path, base: str = "") -> dict[str, list[str]]:
    """Return the broken links and missing anchors of a site, each with pages that have them.

    A link is broken if it leads to no file below the site.
    """
    pages = {
        path.relative_to(site).as_posix(): _Page(path.read_text(encoding="utf-8")) for path in site.rglob("*.html")
    }
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    found: dict[str, list[str]] = defaultdict(list)
    for name, page in pages.items():
        for link in page.links:
            if fault := _fault(name, link, pages, files, base):
                found[f"{link}: {fault}"].append(name)
        for one in {one for one in page.ids if page.ids.count(one) > 1}:
            found[f"the anchor {one} is there twice"].append(name)
    return found


def _fault(name: str, link: str, pages: dict[str, _Page], files: set[str], base: str) -> str:
    parts = urlsplit(link)
    if base and link.startswith(base):
        target = link.removeprefix(base) or "index.html"
        return "" if target in files else "leads to no file"
    if parts.scheme or parts.netloc:
        return "" if parts.scheme in ("http", "https", "data") else "has an odd scheme"
    path = unquote(parts.path)
    if name == "404.html" and base:
        root = urlsplit(base).path
        if path and not path.startswith(root):
            return "does not begin at the root"
        target = path.removeprefix(root) or name
    else:
        target = os.path.normpath(Path(name).parent / path) if path else name
    if target not in files:
        return "leads to no file"
    of_picture = target in _PICTURES and "=" in parts.fragment  # says what the picture shows
    if parts.fragment and not of_picture and target in pages and unquote(parts.fragment) not in pages[target].ids:
        return "has no such anchor"
    return ""


@pytest.mark.slow
def test_no_link_of_the_site_is_broken(site: Path) -> None:
    """Every link leads to a file of the site, every anchor is there once."""
    assert len(list(site.rglob("*.html"))) > 300
    assert faults(site, "https://example.org/below/site/") == {}


def test_no_link_of_a_hostile_graph_is_broken(hostile: object, tmp_path: Path) -> None:
    """Whatever its labels and addresses are."""
    from tests.conftest import Hostile

    assert isinstance(hostile, Hostile)
    (tmp_path / "site").mkdir()
    write(Explorer(hostile.kg, static=True), tmp_path / "site")

    assert faults(tmp_path / "site") == {}
    names = [path.name for path in tmp_path.rglob("*")]
    assert all(re.fullmatch(r"[A-Za-z0-9_.-]{1,200}", name) for name in names)


@pytest.mark.slow
def test_every_page_forbids_other_hosts_and_scripts_of_its_own(site: Path) -> None:
    """The policy is in the page, since files have no headers; nothing in the page needs an exception."""
    for path in site.rglob("*.html"):
        page = _Page(path.read_text(encoding="utf-8"))

        assert "default-src 'none'" in page.policy, path
        if "unsafe-inline" not in page.policy:
            assert page.inline == [], path


@pytest.mark.slow
def test_names_of_files_are_safe_on_every_system(site: Path, small: Path, tmp_path: Path) -> None:
    """No two differ only in capitals; none is long, hidden, or the name of a device."""
    target = tmp_path / "site"
    assert main(["site", str(target), "--graph", str(small)]) == 0
    assert len(list((target / "thing").glob("*.html"))) == 6
    for folder in (site, target):
        names = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]

        assert len({name.casefold() for name in names}) == len(names)
        assert all(re.fullmatch(r"[A-Za-z0-9_./-]+", name) for name in names)
        assert not any(part.startswith((".", "-")) or len(part) > 200 for name in names for part in name.split("/"))
        assert not {"con.html", "aux.html", "nul.html"} & {name.rpartition("/")[2] for name in names}


def test_paths_that_a_system_cannot_keep_apart_are_an_error(small: Path, tmp_path: Path) -> None:
    """Otherwise one page would replace the other where capitals do not matter."""
    explorer = Explorer(cakg.open(small), static=True)
    explorer.paths = lambda: iter(["things", "Things"])  # type: ignore[method-assign]

    with pytest.raises(SiteError, match="would be the same file"):
        write(explorer, tmp_path)


@pytest.mark.slow
def test_the_site_has_the_pages_of_the_server(site: Path, shipped_kg: KnowledgeGraph) -> None:
    """Each page in its formats, and nothing else."""
    explorer = Explorer(shipped_kg, static=True)
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    paths = list(explorer.paths())

    assert len(set(paths)) == len(paths)
    for path in [*paths[:5], *paths[5::40]]:
        formats = ("html", *explorer.resource(path).writers)
        assert {f"{path or 'index'}.{format}" for format in formats} <= files
    known = {f"{path or 'index'}.{format}" for path in paths for format in MEDIA_TYPES}
    others = {name for name in files if name not in known and not name.startswith("assets/")}
    assert others == {"404.html", "robots.txt", "sitemap.xml", MARKER}


@pytest.mark.slow
def test_addresses_are_canonical_with_a_base(site: Path) -> None:
    """The sitemap has the same addresses; without a base there are none."""
    sitemap = (site / "sitemap.xml").read_text(encoding="utf-8")
    pages = [path for path in site.rglob("*.html") if path.name != "404.html"]

    assert sitemap.count("<loc>") == len(pages)
    for path in pages:
        text = path.read_text(encoding="utf-8")
        if canonical := re.search(r'<link rel="canonical" href="([^"]*)">', text):
            assert f"<loc>{canonical[1]}</loc>" in sitemap
    assert "Sitemap: https://example.org/below/site/sitemap.xml" in (site / "robots.txt").read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_same_graph_makes_the_same_bytes(small: Path, tmp_path: Path, hostile: object) -> None:
    """In every process, whatever the order of its sets and its time zone."""
    for seed, zone in (("1", "UTC"), ("2", "Asia/Almaty")):
        line = [sys.executable, "-m", "cakg", "site", str(tmp_path / seed), *hostile.options]  # type: ignore[attr-defined]
        subprocess.run(
            line, check=True, env=os.environ | {"PYTHONHASHSEED": seed, "TZ": zone}, stdout=subprocess.DEVNULL
        )
    one, other = (
        {path.relative_to(tmp_path / seed): path.read_bytes() for path in (tmp_path / seed).rglob("*.*")}
        for seed in ("1", "2")
    )

    assert one.keys() == other.keys()
    assert [path for path in one if one[path] != other[path]] == []


# ---- The folder --------------------------------------------------------------


def test_an_older_site_is_replaced_whole(small: Path, tmp_path: Path) -> None:
    """No page of the older graph stays."""
    target = tmp_path / "site"
    assert main(["site", str(target), "--graph", str(small)]) == 0
    (small / "graph/all.ttl").write_text(with_prefixes('id:new a cakg:State ; rdfs:label "New"@en .'))
    assert main(["site", str(target), "--graph", str(small)]) == 0

    assert [path.name for path in (target / "thing").glob("*.html")] == ["new.html"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["site", "small"]


@pytest.mark.parametrize(
    "name,message",
    [
        ("filled", "already exists and is not empty"),
        ("filled/file", "is a file, not a directory"),
        ("filled/file/x", "there is no directory"),
        ("nowhere/site", "there is no directory"),
        ("marked", "already exists and is not empty"),
        ("a" * 300, "File name too long"),
    ],
)
def test_no_other_folder_is_replaced(
    small: Path, tmp_path: Path, name: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also not one with a file that only has the name of the marker."""
    for folder, file in (("filled", "file"), ("marked", MARKER)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / file).write_text("[1]")
    before = sorted(tmp_path.rglob("*"))

    assert main(["site", str(tmp_path / name), "--graph", str(small)]) == 2
    assert message in " ".join(capsys.readouterr().err.split())
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_leaves_the_older_site(tmp_path: Path, small: Path, how: signal.Signals) -> None:
    """And nothing else."""
    target = tmp_path / "site"
    assert main(["site", str(target), "--graph", str(small)]) == 0
    before = sorted(tmp_path.rglob("*"))
    with subprocess.Popen([sys.executable, "-m", "cakg", "site", str(target)], stderr=subprocess.PIPE) as process:
        for _ in range(400):
            if any(tmp_path.glob(".site*.folder/site/thing/*.html")):
                break
            time.sleep(0.02)
        process.send_signal(how)
        _, error = process.communicate(timeout=60)

    assert process.returncode == -signal.SIGINT
    assert b"the unfinished site was removed" in error
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits of Linux")
def test_a_full_disk_leaves_nothing(tmp_path: Path, small: Path) -> None:
    """The error says what to do."""
    script = (
        "import resource, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "from cakg.cli import main\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "sys.exit(main(sys.argv[1:]))"
    )
    before = sorted(tmp_path.rglob("*"))
    done = subprocess.run(
        [sys.executable, "-c", script, "site", str(tmp_path / "site"), "--graph", str(small)],
        env=os.environ | {"CAKG_CACHE": "off"},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 2
    assert "cannot be written: File too large" in " ".join(done.stderr.split())
    assert sorted(tmp_path.rglob("*")) == before


# ---- In a browser ------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.slow
def test_pages_open_from_disk_without_a_network(site: Path, browser: Browser) -> None:
    """A page, a link, and back to the home page: no request but for files of the site, and no message."""
    page = browser.new_context(offline=True).new_page()
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on(
        "request",
        lambda request: request.url.startswith((site.as_uri(), "data:")) or troubles.append(request.url),
    )
    page.goto((site / "thing/csto.html").as_uri())
    assert page.evaluate("getComputedStyle(document.body).maxWidth !== null && document.styleSheets.length") == 1
    with page.expect_navigation():
        page.locator("main a[href^='../statement/']").first.click()
    assert page.url.startswith((site / "statement").as_uri())
    with page.expect_navigation():
        page.locator("header a.brand").click()
    assert page.url == (site / "index.html").as_uri()
    assert troubles == []
    page.context.close()


def test_odd_names_of_questions_and_a_graph_without_map_make_a_whole_site(tmp_path: Path) -> None:
    """Names that files cannot have everywhere are replaced; the page of the map says that there is none."""
    query = """#+ summary: Which things are there?
#+ column thing: a thing
#+ view: VIEW
#+ cites: none; it lists things

PREFIX cakg: <https://w3id.org/cakg/ontology#>

SELECT ?thing WHERE { ?thing a cakg:State }
"""
    names = ["con", "things.v2", 'a"><b>', "ж" * 100, "plain"]
    for name in names:
        file = tmp_path / f"graph/queries/questions/own/{name}.rq"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(query.replace("VIEW", "map" if name == "plain" else "table"), encoding="utf-8")
    (tmp_path / "graph/graph").mkdir()
    states = 'id:aland a cakg:State ; rdfs:label "Aland"@en .'
    (tmp_path / "graph/graph/all.ttl").write_text(with_prefixes(states), encoding="utf-8")
    folders = Folders(shipped().ontology, tmp_path / "graph/graph", tmp_path / "graph/queries")
    explorer = Explorer(KnowledgeGraph(LocalStore.open(folders), folders), static=True)
    (tmp_path / "site").mkdir()
    write(explorer, tmp_path / "site")

    assert faults(tmp_path / "site") == {}
    pages = [path.stem for path in (tmp_path / "site/question").glob("*.html")]
    assert len(pages) == len(names)
    assert "plain" in pages
    assert all(re.fullmatch(r"[a-z0-9_-]{1,60}", page) and page != "con" for page in pages)
    assert "There is no map." in (tmp_path / "site/map.html").read_text(encoding="utf-8")

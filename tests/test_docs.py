"""The README and the documentation: commands have the outputs shown, and the pages are complete."""

from __future__ import annotations

import csv
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

import cakg
import shown
from cakg.cli import main
from cakg.paths import shipped
from cakg.questions.catalogue import Catalogue

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = shown.pages()
TEXTS = {page.relative_to(ROOT).as_posix(): page.read_text(encoding="utf-8") for page in PAGES}
_INCOMPLETE = re.compile(r"…|\b[A-Z]{4,}\b|^cakg (ask|build|draw|publish|query|serve|site|link \w+)$|^cakg mcp\b")
"""What marks a command that cannot be run as it is written: a placeholder, or no arguments where some are needed."""
OPENS_ELSEWHERE = {"cakg link enrich --from wikidata -o wikidata.ttl"}
IN_TEXT = [
    # A whole site takes half a minute.
    pytest.param(page, command, marks=[pytest.mark.pages] if command.startswith("cakg site ") else [])
    for page, text in TEXTS.items()
    for command in dict.fromkeys(re.findall(r"`(cakg [^`]*)`", text))
    if not (_INCOMPLETE.search(command) or command in OPENS_ELSEWHERE)
]
"""The commands within lines that can be run as they are written."""
PRINTED = {
    "README.md": ("Tajikistan", "Kazakhstan", "paragraph 6, sentence 4"),
    "docs/getting-started.md": ("Tajikistan",),
    "docs/python.md": (),
}
"""Some of what the Python of each page prints."""
ELSEWHERE = {"docs/endpoint.md", "docs/parquet.md"}
"""Pages whose Python needs more: tests/web/test_endpoint_page.py and tests/queries/test_parquet_page.py run it."""
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Callable[[list[str]], str]:
    """Run cakg and return what it prints."""

    def printed(words: list[str]) -> str:
        assert main(words) == 0
        return capfdbinary.readouterr().out.decode()

    return printed


@pytest.mark.slow
@pytest.mark.parametrize("page", TEXTS)
def test_commands_print_what_a_page_shows(
    page: str, run: Callable[[list[str]], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commands run in the order of the page. `make examples` rewrites the outputs."""
    if "$ cakg mcp" in TEXTS[page]:
        pytest.importorskip("mcp", reason="the extra mcp is not installed")
    monkeypatch.chdir(tmp_path)
    shown.write_files(TEXTS[page], tmp_path)
    for one in shown.commands(TEXTS[page]):
        printed = one.printed(run)
        if one.output:
            assert shown.without_hash(printed) == shown.without_hash(one.output), one.command


@pytest.mark.slow
@pytest.mark.parametrize("page", [page for page, text in TEXTS.items() if shown.python(text) and page not in ELSEWHERE])
def test_the_python_of_a_page_runs(
    page: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The blocks run in the order of the page."""
    pytest.importorskip("pandas")
    monkeypatch.chdir(tmp_path)
    exec(compile("\n".join(shown.python(TEXTS[page])), page, "exec"), {})

    printed = capsys.readouterr().out
    assert [text for text in PRINTED[page] if text not in printed] == []


@pytest.mark.slow
@pytest.mark.parametrize("page,command", IN_TEXT)
def test_a_command_within_a_line_runs(
    page: str, command: str, run: Callable[[list[str]], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It prints something, or writes what it says it writes."""
    monkeypatch.chdir(tmp_path)
    shown.write_files(TEXTS[page], tmp_path)
    before = set(tmp_path.iterdir())

    assert run(shlex.split(command)[1:]) or set(tmp_path.iterdir()) - before


def test_outputs_are_rewritten() -> None:
    """Only the outputs of cakg's commands are rewritten."""
    page = "# A\n```console\n$ make demo\nold\n$ cakg a | head -n 1\nold\n$ cakg b\n```\n```text\n$ cakg c\nold\n```\n"
    new = shown.rewritten(page, lambda words: f"{words[0]} 1\n{words[0]} 2\n")

    assert new == page.replace("$ cakg a | head -n 1\nold", "$ cakg a | head -n 1\na 1")
    assert [one.words for one in shown.commands(page)] == [["a"], ["b"]]


@pytest.mark.slow
def test_the_table_of_names_is_matched_as_documented(run: Callable[[list[str]], str], tmp_path: Path) -> None:
    """A person, a state and an organisation; Moscow is ambiguous; the last one is not in the graph."""
    shown.write_files(TEXTS["docs/links-and-datasets.md"], tmp_path)
    printed = run(["link", "table", str(tmp_path / "names.csv"), "--column", "name"])
    rows = list(csv.DictReader(printed.splitlines()))

    assert [row["cakg_kind"] for row in rows] == ["person", "state", "organisation", "", ""]
    assert "id:moscow" in rows[3]["cakg_candidates"]
    assert "id:russia" in rows[3]["cakg_candidates"]
    assert rows[4]["cakg_how"] == "not found"


def test_the_readme_runs_the_makefile_targets() -> None:
    """The two commands are targets of the Makefile."""
    targets = re.findall(r"^(\w+):", MAKEFILE, re.MULTILINE)

    assert {"demo", "test"} <= set(targets)
    assert re.findall(r"^\$ make (\w+)$", TEXTS["README.md"], re.MULTILINE) == ["demo", "test"]


@pytest.mark.slow
def test_the_picture_is_drawn_from_the_graph_as_it_is(tmp_path: Path) -> None:
    """If this fails, run `make picture`."""
    (line,) = re.findall(r"^picture:.*\n\t\$\(BIN\)/cakg (.*) -o docs/network\.svg$", MAKEFILE, re.MULTILINE)
    assert main([*shlex.split(line), "-o", str(tmp_path / "network.svg")]) == 0

    drawn, kept = (path / "network.svg" for path in (tmp_path, ROOT / "docs"))
    assert shown.without_hash(drawn.read_text(encoding="utf-8")) == shown.without_hash(kept.read_text(encoding="utf-8"))


# ---- The built pages ---------------------------------------------------------


def build(docs: Path, target: Path) -> subprocess.CompletedProcess[str]:
    """Build the pages as `make docs` does."""
    [line] = re.findall(r"python -m sphinx (.*) -d \S+ docs \S+$", MAKEFILE, re.MULTILINE)
    command = [sys.executable, "-m", "sphinx", *line.split(), "-d", str(target / "doctrees"), str(docs), str(target)]
    return subprocess.run(command, capture_output=True, text=True)


def copied(target: Path) -> Path:
    """Copy what builds the pages to *target*, without the pages."""
    shutil.copytree(DOCS, target, ignore=shutil.ignore_patterns("_build", "__pycache__", "*.md", "*.svg"))
    return target


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built pages."""
    pytest.importorskip("sphinx", reason="make docs installs it")
    target = tmp_path_factory.mktemp("site")
    done = build(DOCS, target)
    assert done.returncode == 0, done.stderr
    return target


class _Loaded(HTMLParser):
    """What a page loads: scripts, styles, images, frames."""

    _ATTRIBUTES = ("src", "srcset", "data", "poster", "background")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids |= {given["id"]} if "id" in given else set()
        self.found += [given[name] for name in self._ATTRIBUTES if name in given and tag != "meta"]
        if tag == "link":
            self.found.append(given.get("href", ""))
        self.found += re.findall(r"url\(([^)]*)\)", given.get("style", ""))


def loaded(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield each file of the site with what it loads."""
    for page in folder.rglob("*.html"):
        yield from ((page.name, address) for address in _Loaded(page.read_text(encoding="utf-8")).found)
    for sheet in folder.rglob("*.css"):
        for address in re.findall(r"(?:url\(|@import)\s*['\"]?([^'\")]*)", sheet.read_text(encoding="utf-8")):
            yield sheet.name, address
    for script in folder.rglob("*.js"):
        for address in re.findall(r"(?:fetch|import|importScripts)\(\s*['\"]([^'\"]*)", script.read_text("utf-8")):
            yield script.name, address


@pytest.mark.slow
def test_no_page_loads_anything_from_another_host(site: Path) -> None:
    """The documentation opens offline and sends no request."""
    found = list(loaded(site))

    assert len(found) > 100
    assert [(file, address) for file, address in found if re.match(r"\s*(\w+:)?//", address)] == []


@pytest.mark.slow
def test_every_question_term_command_and_public_name_is_documented(site: Path) -> None:
    """The pages are generated from the files and the parsers, so none is missing."""
    from generate import commands, terms

    questions = Catalogue.load(shipped().queries / "questions").names
    ids = {name: _Loaded((site / f"{name}.html").read_text(encoding="utf-8")).ids for name in _GENERATED}

    assert {f"question-{name}" for name in questions} <= ids["questions"]
    assert {terms.anchor(one.iri).lower() for one in terms.read()} <= {one.lower() for one in ids["terms"]}
    assert {f"cakg-{name.replace(' ', '-')}" for name in commands.parsers()} <= ids["command-line"]
    listed = re.findall(r"^\.\. auto\w+:: (cakg\.\S+)\n(?:   :members: (.*))?", TEXTS["docs/python.md"], re.MULTILINE)
    names = {f"{name}.{one}" for name, members in listed for one in re.findall(r"\w+", members)}
    assert len(names) > 150
    assert names | {name for name, _ in listed} <= ids["python"]


_GENERATED = ("questions", "terms", "command-line", "python")


@pytest.mark.slow
def test_every_question_names_its_file_and_every_file_is_there(site: Path) -> None:
    """The links to the queries lead to copies of them."""
    page = (site / "questions.html").read_text(encoding="utf-8")
    files = {path.name: path for path in (shipped().queries / "questions").rglob("*.rq")}
    linked = {Path(link).name: site / link for link in re.findall(r'href="(_downloads/[^"]*\.rq)"', page)}

    assert linked.keys() == files.keys()
    assert all(linked[name].read_bytes() == path.read_bytes() for name, path in files.items())


@pytest.mark.slow
def test_the_pages_contain_no_path_of_this_machine(site: Path) -> None:
    """The same files make the same pages anywhere."""
    named = [page.name for page in site.rglob("*.html") if str(ROOT) in page.read_text(encoding="utf-8")]
    assert named == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "text,problem",
    [
        ("[x](nowhere.md)", "nowhere"),
        ("[x](index.md#nowhere)", "nowhere"),
        ("[x](../nowhere.txt)", "nowhere"),
        ("[x](#nowhere)", "nowhere"),
        ("```{eval-rst}\n:class:`Nowhere`\n```", "Nowhere"),
        ("![x](nowhere.svg)", "nowhere"),
    ],
)
def test_a_broken_link_or_reference_fails_the_build(tmp_path: Path, text: str, problem: str) -> None:
    """The link may be to a page, a heading, a file, a class or an image."""
    pytest.importorskip("sphinx", reason="make docs installs it")
    docs = copied(tmp_path / "docs")
    (docs / "index.md").write_text(f"# A\n\n{text}\n", encoding="utf-8")
    done = build(docs, tmp_path / "site")

    assert done.returncode != 0
    assert problem in done.stderr


@pytest.mark.slow
def test_links_to_files_of_the_repository_open_their_pages(tmp_path: Path) -> None:
    """If no page shows a file, the link opens a copy of it."""
    pytest.importorskip("sphinx", reason="make docs installs it")
    docs = copied(tmp_path / "docs")
    (docs / "index.md").write_text("# A\n\n[x](../graph/README.md#b) [y](../y.ttl)\n\n```{toctree}\nb\n```\n")
    (docs / "b.md").write_text("<!-- generate: file graph/README.md -->\n")
    (tmp_path / "graph").mkdir()
    (tmp_path / "graph" / "README.md").write_text("# B\n\n[z](../y.ttl)\n\n```mermaid\nflowchart\n```\n")
    (tmp_path / "y.ttl").write_text("")
    done = build(docs, tmp_path / "site")
    pages = {name: (tmp_path / "site" / f"{name}.html").read_text(encoding="utf-8") for name in ("index", "b")}

    assert done.returncode == 0, done.stderr
    assert 'href="b.html#b"' in pages["index"]
    assert all(re.search(r'href="_downloads/\w+/y\.ttl"', page) for page in pages.values())
    assert "flowchart" not in pages["b"]


def test_the_template_of_a_question_is_a_question(tmp_path: Path) -> None:
    """The question in CONTRIBUTING.md can be asked as it is, and its parameter restricts the rows."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    [template] = re.findall(r"^```sparql\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    file = tmp_path / "claims" / "template.rq"
    file.parent.mkdir()
    file.write_text(template, encoding="utf-8")
    question = Catalogue.load(tmp_path).get("template")

    rows = cakg.open().ask(question).rows
    assert {row["accused"] for row in rows} == {"Tajikistan"}
    assert not cakg.open().ask(question, thing="Kazakhstan").rows


@pytest.mark.slow
@pytest.mark.skipif(not (ROOT / ".venv/bin/cakg").exists(), reason="no .venv: make test creates it")
def test_the_demo_is_short_and_begins_with_the_picture() -> None:
    """`make demo` prints at most 80 lines: the picture's path, one answer with citations, and what to try next."""
    command = ["make", "--no-print-directory", "--old-file", ".venv/.installed", "demo"]
    lines = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True).stdout.splitlines()

    assert len(lines) <= 80
    assert (ROOT / "cakg-network.html").as_posix() in " ".join(lines[:4])
    assert any(line.startswith("[1] ") for line in lines)
    assert "Try next" in "\n".join(lines[-8:])

"""Every command on a graph whose texts are all hostile: its output is well-formed and harmless."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

from cakg.cli import main
from cakg.harmless import in_spreadsheet, visible

pytestmark = pytest.mark.slow

if TYPE_CHECKING:
    from tests.conftest import Hostile

ELEMENTS = frozenset(
    [
        "svg",
        "title",
        "desc",
        "metadata",
        "rect",
        "text",
        "path",
        "g",
        "polygon",
        "circle",
        "defs",
        "clipPath",
        "pattern",
        "linearGradient",
        "stop",
    ]
)


def check_text(text: str) -> None:
    assert visible(text) == text


def check_json(text: str) -> None:
    check_text(text)
    json.loads(text)


def check_csv(text: str) -> None:
    check_text(text)
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    assert {len(row) for row in rows} == {len(header)}
    assert [
        cell for row in (header, *rows) for cell in row if not cell.startswith("'") and in_spreadsheet(cell) != cell
    ] == []


def check_html(text: str) -> None:
    """Check all but the scripts, which are cakg's own; the browser tests open the pages."""
    check_text(re.sub("<script>.*?</script>", "", text, flags=re.DOTALL))


def check_xml(text: str) -> None:
    check_text(text)
    ElementTree.fromstring(text)


def check_svg(text: str) -> None:
    check_text(text)
    elements = list(ElementTree.fromstring(text).iter())
    assert {one.tag.rpartition("}")[2] for one in elements} <= ELEMENTS
    assert [name for one in elements for name in one.attrib if name.startswith("on") or "href" in name] == []


def check_mermaid(text: str) -> None:
    check_text(text)
    assert [line for line in text.splitlines() if line.startswith(("click", "end"))] == []


def check_markdown(text: str) -> None:
    check_text(text)
    assert not re.search(r"(?<!\\)\]\(|<(?!https?://)|(?<!<)https?://|www\.", text)


CHECKS = {name.removeprefix("check_"): check for name, check in globals().items() if name.startswith("check_")}
ask, one = ["ask", "who-is-accused", "--all", "--cite", "--iri"], "id:t0"
COMMANDS: list[tuple[str, Sequence[str]]] = [
    ("text", ["about", "id:kazakhstan", "--all"]),
    ("text", ["about", "id:kazakhstan", "--all", "--by", "source"]),
    ("json", ["about", "id:kazakhstan", "--format", "json"]),
    ("text", ["find", "x"]),
    ("json", ["find", "x", "--format", "json"]),
    ("text", ["path", one, "id:t1", "--all"]),
    *((format, ["path", one, "id:t1", "--format", format]) for format in ("json", "svg", "csv", "html")),
    ("text", ["compare", "source:s0", "source:s1", "--all"]),
    *((format, ["compare", "source:s0", "source:s1", "--format", format]) for format in ("json", "svg", "csv", "html")),
    *((format, [*ask, "--format", format]) for format in ("table", "csv", "json", "markdown")),
    ("table", ["query", "SELECT * { ?s ?p ?o }"]),
    ("csv", ["query", "SELECT * { ?s rdfs:label ?o }", "--format", "csv"]),
    ("json", ["query", "SELECT * { ?s rdfs:label ?o }", "--format", "json"]),
    ("markdown", ["query", "SELECT * { ?s rdfs:label ?o }", "--format", "markdown"]),
    *((format, ["draw", "network", "--format", format, "-o", "-"]) for format in ("html", "svg", "csv", "mermaid")),
    *((format, ["draw", "timeline", "--format", format, "-o", "-"]) for format in ("html", "svg", "csv")),
    *((format, ["draw", "map", "--format", format, "-o", "-"]) for format in ("html", "svg", "csv")),
    *((format, ["export", "--format", format, "-o", "-"]) for format in ("csv", "graphml", "gexf")),
    ("text", ["network"]),
    ("text", ["link", "codes", one]),
    ("text", ["questions"]),
]


@pytest.mark.parametrize(
    "format, command", COMMANDS, ids=lambda value: " ".join(value) if isinstance(value, list) else ""
)
def test_output_is_harmless(
    format: str, command: Sequence[str], hostile: Hostile, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """No control or invisible character, no formula, no link, no element of a label."""
    assert main([*command, *hostile.options]) == 0
    out, err = (data.decode() for data in capfdbinary.readouterr())
    check: Callable[[str], None] = CHECKS.get({"graphml": "xml", "gexf": "xml"}.get(format, format), check_text)
    check(out)
    check_text(err)


def test_texts_in_python_are_harmless(hostile: Hostile) -> None:
    """A text is printed in a terminal as it is, and a name does not begin a new line of it."""
    kg = hostile.kg
    page = kg.about("id:kazakhstan")
    objects = (kg.ask("who-is-accused"), page, page.by_source(), kg.about("stmt:m2"), kg.path("id:t2", "id:t3"))
    for one in (*objects, kg.compare("source:s2", "source:s3"), kg.find("x"), kg.query("SELECT * { ?s ?p ?o }")):
        text = one.table()  # type: ignore[union-attr]
        check_text(text)
        assert [line for line in text.splitlines() if line.startswith("lines")] == []

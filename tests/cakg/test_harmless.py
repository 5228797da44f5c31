"""Text from outside in a terminal, a spreadsheet, JSON and Markdown."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import unicodedata
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cakg import tables
from cakg.files import STDOUT, write_whole
from cakg.harmless import in_markdown, in_spreadsheet, visible, visible_in_json


@pytest.mark.parametrize(
    "text, shown",
    [
        ("a\x1b[31mb\x07", "a\\u001b[31mb\\u0007"),
        ("\x9b1m \x7f \0", "\\u009b1m \\u007f \\u0000"),
        ("one\rtwo", "one\\u000dtwo"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("pay\u200bpal \u2066x\u2069", "pay\\u200bpal \\u2066x\\u2069"),
        ("Казах\u200dстан", "Казах\\u200dстан"),
        ("a\u2028b\u2029c\x85d", "a\\u2028b\\u2029c\\u0085d"),
        ("\ufeffx\xad", "\\ufeffx\\u00ad"),
        ("x\U000e0041\U000e007f", "x\\U000e0041\\U000e007f"),
        ("\ufffe\ufdd0\U0010ffff", "\\ufffe\\ufdd0\\U0010ffff"),
        ("caf\udce9 \ud800", "caf\\xe9 \\ud800"),
        ("\u3164\u115f\u2063", "\\u3164\\u115f\\u2063"),
        ("a\ufe0f ☺\ufe0f\ufe0f\U000e0100", "a\\ufe0f ☺\ufe0f\\ufe0f\\U000e0100"),
    ],
)
def test_harmful_characters_are_shown(text: str, shown: str) -> None:
    """Each is an escape, so that a reader sees it; doing it again changes nothing."""
    assert visible(text) == shown
    assert visible(shown) == shown


@pytest.mark.parametrize(
    "text",
    [
        "one\ntwo\tthree\r\nfour",
        "می‌خواهم نامه‌ای بنویسم",
        "SMS‌ها",
        "क्‍ष",
        "العربية\u200f (1)",
        "👨‍👩‍👧 ❤️‍🔥 1️⃣ 🏳️‍🌈 ☎️",
        "ไทย\u200bไทย",
        "葛\U000e0100",
        "Қазақстан, Тоҷикистон, Oʻzbekiston, Кыргызстан, «№ 5»",
        "a\u00a0b\u202f%\u3000─ ✓ \ue000",
    ],
)
def test_ordinary_text_of_any_script_is_left_alone(text: str) -> None:
    """Joiners, marks and selectors stay where a script or an emoji needs them."""
    assert visible(text) == text


@given(st.text(st.characters(codec=None), max_size=40))
def test_nothing_without_a_glyph_is_left(text: str) -> None:
    """No control or surrogate is left in any text, and JSON means the same as before."""
    left = {unicodedata.category(sign) for sign in visible(text) if sign not in "\n\t\r"}
    assert left.isdisjoint({"Cc", "Cs", "Zl", "Zp"})
    assert "\r" not in visible(text).replace("\r\n", "")
    assert json.loads(visible_in_json(json.dumps(text, ensure_ascii=False))) == text
    visible_in_json(json.dumps(text, ensure_ascii=False)).encode()


def test_json_is_escaped_and_lossless() -> None:
    """Letters stay readable."""
    text = "Қ\x9b\u202e\U000e0041\ud800\\"
    assert tables.json([text]) == '[\n  "Қ\\u009b\\u202e\\udb40\\udc41\\ud800\\\\"\n]\n'
    assert json.loads(tables.json([text])) == [text]


FORMULAS = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1)",
    "\tx",
    "\nx",
    " =1",
    "\xa0=1",
    '"=1',
    "'=1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "﹦1",
    "-",
    "=5",
    "-5 km",
    "-1-2",
    "-0044-03-15",
    "+7 (495) a",
    "-A1",
    "=\u200b1",
]
NUMBERS = [
    "-5",
    "+7 %",
    "-1.5e3",
    "-1,234.5",
    "-1 234,5",
    "-1\xa0234",
    "+.5",
    "-12%",
    "-5.",
    "+992 37 221",
    "-INF",
    " -5",
    "5",
    "",
    "2022-03-02",
    "a=b",
    "a-b",
    "x@y",
    "text; -5",
    "N/A",
    "(−5)",
    "1; 2",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_formulas_are_text_in_a_spreadsheet(text: str) -> None:
    """An apostrophe goes before them; the headers are no exception."""
    assert in_spreadsheet(text) == f"'{visible(text)}"
    [header, row] = csv.reader(io.StringIO(tables.csv([[text], [text]]), newline=""))
    assert header == row == [f"'{visible(text)}"]


@pytest.mark.parametrize("text", NUMBERS)
def test_numbers_and_other_texts_are_unchanged_in_a_spreadsheet(text: str) -> None:
    assert in_spreadsheet(text) == text


def test_a_formula_after_a_semicolon_is_text() -> None:
    """Programs in languages with decimal commas split lines there, whatever the quotes say."""
    assert in_spreadsheet("a;=1;b\n@c\t+d;-5;e") == "a;'=1;b\n'@c\t'+d;-5;e"
    assert in_spreadsheet("\r\n=1") == "'\r\n'=1"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_raw_csv_is_lossless(newline: str) -> None:
    """Every version of Python puts a lone carriage return into quotes."""
    rows = [[*FORMULAS, *NUMBERS, "a\rb", "a\nb", "\x1b\0", "x\n"], ["", -5, 1.5, None]]
    written = tables.csv(rows, newline=newline, raw=True)
    back = list(csv.reader(io.StringIO(written, newline="")))
    assert back == [[("" if one is None else str(one)) for one in row] for row in rows]
    assert written.endswith(newline)


def test_numbers_of_any_type_are_unchanged() -> None:
    assert tables.csv([[-5, -1.5, True, None]]) == "-5,-1.5,True,\n"


MARKUP = r"""[x](javascript:alert(1))¦![x](http://evil.example/a.png)¦<img src=x onerror=alert(1)>¦[x]: http://e.com
<http://evil.example>¦http://evil.example/a¦HTTPS://EVIL.COM¦www.evil.com¦www.1and1.com¦ftp://e.com¦a@evil.com
mailto:a@evil.com¦//evil.com¦//localhost/x¦evil.com¦1.evil.com¦пример.рф¦@user¦foo@bar.баз¦git@github.com:x
&lt;script&gt;¦&#60;b&#62;¦http&#58;//evil.com¦`code`¦\`x\`¦a|b¦\|x¦a\\|b¦a\¦$x$¦# head¦- item¦+ item¦* item¦1. item
12) item¦> quote¦---¦===¦```x¦~~~¦~~del~~¦**b**¦_e_¦[^1]: note¦<!-- c -->¦<script>alert(1)</script>¦</td></table>
{{ 7*7 }}¦(label)=¦{raw} html¦% comment¦:::{x}¦    code¦![¦|¦||¦e.g. R&D 5.5¦Agency 2022 11.1 [1]""".replace("\n", "¦")
TEXTS = [*MARKUP.split("¦"), "two\nlines\n# head", "\x1b[31m \u202e"]


class Rendered(HTMLParser):
    """The tags and the text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data

    def words(self) -> list[str]:
        return self.text.replace("\u2060", "").split()


def rendered(markdown: str) -> Rendered:
    """Return Markdown as a renderer with tables and raw HTML shows it, with automatic links if linkify is there."""
    from markdown_it import MarkdownIt

    rules = ["table", "strikethrough", *(["linkify"] if find_spec("linkify_it") else [])]
    return Rendered(MarkdownIt("commonmark", {"linkify": "linkify" in rules}).enable(rules).render(markdown))


@pytest.mark.parametrize("text", TEXTS)
def test_markup_is_text_in_markdown(text: str) -> None:
    """In a cell, a paragraph and an item of a list."""
    pytest.importorskip("markdown_it")
    words = visible(text).split()

    cell = rendered(tables.markdown([text, "k"], [[text, "z"]]))
    assert cell.tags == ["table", "thead", "tr", "th", "th", "tbody", "tr", "td", "td"]
    assert cell.words() == [*words, "k", *words, "z"]
    on_a_line = " ".join(words)
    for markdown, tags in ((in_markdown(on_a_line), ["p"]), (f"1. {in_markdown(on_a_line)}", ["ol", "li"])):
        assert (rendered(markdown).tags, rendered(markdown).words()) == (tags, words)
    assert rendered(in_markdown(text)).words() == words
    assert set(rendered(in_markdown(text)).tags) <= {"p", "pre", "code"}


@pytest.mark.parametrize("text", [one for one in TEXTS if "//" in one or "." in one or "@" in one])
def test_no_address_is_left_for_renderers_that_make_links(text: str) -> None:
    """GitHub makes links of what looks like a web address, a domain or an e-mail address."""
    assert not re.search(r"//|[^\W\d_]\.\w|\w\.[^\W\d_]|@\w", in_markdown(text))


def test_only_given_web_addresses_are_links() -> None:
    text = "A, “[b](http://evil.example)”, https://a.example/x?y=1&z=(2), javascript:alert(1), paragraph 1."
    links = ["https://a.example/x?y=1&z=(2)", "javascript:alert(1)", "", "http://a b", "http://<x>"]

    written = in_markdown(text, links)

    assert written.count("<") == 1
    assert "<https://a.example/x?y=1&z=(2)>" in written


def test_a_terminal_gets_no_control_character_in_any_format(monkeypatch: pytest.MonkeyPatch) -> None:
    """Formats for programs are unchanged in files and pipes only."""
    master, slave = os.openpty()
    with os.fdopen(slave, "w", encoding="utf-8") as terminal:
        monkeypatch.setattr("sys.stdout", terminal)
        write_whole(STDOUT, '"\x1b]0;x\x07 Қ\u202e\n"'.encode() + b"\xff\x9b")
    shown = os.read(master, 1000)
    os.close(master)
    assert shown.decode().splitlines() == ['"\\u001b]0;x\\u0007 Қ\\u202e', '"\\xff\\x9b']


def test_a_pipe_gets_formats_for_programs_unchanged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "out"
    with file.open("w") as out:
        monkeypatch.setattr("sys.stdout", out)
        write_whole(STDOUT, b"\x1b\xff")
    assert file.read_bytes() == b"\x1b\xff"

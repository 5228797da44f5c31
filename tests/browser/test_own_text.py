"""A reader's own copy of a text, dropped on the page of its source: found, changed and missing passages.

All texts are made up, except those of the articles, for which the machine needs the files.
"""

from __future__ import annotations

import random
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import cakg
from cakg.graph import KnowledgeGraph
from cakg.paths import Folders, shipped
from cakg.quality.passages import Passage, digest, locate, normalise
from cakg.store.local import LocalStore
from cakg.vocabulary import with_prefixes
from cakg.web.assets import ASSETS, MADE, asset
from cakg.web.explorer import Explorer
from cakg.web.render import Renderer

if TYPE_CHECKING:
    from playwright.sync_api import Browser, FileChooser, Page

pytestmark = pytest.mark.browser

SENTENCES = (
    "The river rose in spring.",
    "“Nobody was surprised” – said a farmer\u00a0near the mill.",
    "The cafe\u0301 by the bridge \U0001f309 stayed open, and its owner’s\tdog slept.",
    "A hill stands over the town; it has <b>no</b> name & needs none.",
    "Ауылда жаңа көпір салынды, «ескісі» қалды.",
    "The old bridge held.",
)
TEXT = "\r\n".join(SENTENCES)
OTHER = "Sheep graze on the hill. Nobody counts them. The shepherd left in autumn, and has not come back since."


def passages_of(sentences: Sequence[str]) -> list[Passage]:
    """Return the passages of a text of *sentences*, named by their number."""
    found, start = [], 0
    for number, sentence in enumerate(map(normalise, sentences), 1):
        found.append(Passage(start, start + len(sentence), f"p{number}", digest(sentence)))
        start += len(sentence) + 1
    return found


def turtle(sentences: Sequence[str]) -> str:
    """Return a graph with an article of *sentences*, each with a claim, and a passage without a place."""
    whole = normalise(" ".join(sentences))
    parts = [
        f"""id:town a cakg:Place ; rdfs:label "Town"@en . id:writer a cakg:Person ; rdfs:label "A writer"@en .
source:river a cakg:Article ; cakg:shortName "River" ; dcterms:title "The river"@en ; cakg:author id:writer ;
  cakg:textLength {len(whole)} ; cakg:textSha256 "{digest(whole)}" .
passage:unplaced a cakg:Passage ; cakg:source source:river ; cakg:paragraph 2 ; cakg:sentence 1 ;
  cakg:noClaimReason reason:byline ."""
    ]
    for number, one in enumerate(passages_of(sentences), 1):
        parts.append(f"""
passage:{one.name} a cakg:Passage ; cakg:source source:river ; cakg:paragraph 1 ; cakg:sentence {number} ;
  cakg:start {one.start} ; cakg:end {one.end} ; cakg:sha256 "{one.sha256}" .
stmt:s{number} a cakg:Statement , rdf:Statement ; rdfs:label "Statement {number}"@en ; rdf:subject id:town ;
  rdf:predicate cakg:supports ; rdf:object id:writer .
claim:c{number} a cakg:Claim ; cakg:affirms stmt:s{number} ; cakg:mode mode:asserted ; cakg:speaker id:writer ;
  cakg:passage passage:{one.name} .""")
    return "\n".join(parts)


def write_page(kg: KnowledgeGraph, path: str, folder: Path) -> Path:
    """Write one page of the static site and the files that it loads; return its place."""
    explorer = Explorer(kg, static=True)
    for name in (*ASSETS, *MADE):
        (folder / "assets").mkdir(parents=True, exist_ok=True)
        (folder / "assets" / name).write_bytes(asset(explorer, name))
    file = folder / f"{path}.html"
    file.parent.mkdir(exist_ok=True)
    file.write_text(Renderer(explorer).html(explorer.resource(path)), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the made-up article."""
    folder = tmp_path_factory.mktemp("own-text")
    (folder / "graph").mkdir()
    (folder / "graph/test.ttl").write_text(with_prefixes(turtle(SENTENCES)), encoding="utf-8")
    folders = Folders(shipped().ontology, folder / "graph", shipped().queries)
    return write_page(KnowledgeGraph(LocalStore.open(folders), folders), "source/river", folder / "site")


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    """A tab without a network."""
    page = browser.new_context(offline=True, viewport={"width": 1280, "height": 800}).new_page()
    page.troubles = []  # type: ignore[attr-defined]
    page.on("console", lambda message: page.troubles.append(message.text))  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.troubles.append(str(error)))  # type: ignore[attr-defined]
    page.on("request", lambda request: page.troubles.append(request.url))  # type: ignore[attr-defined]
    yield page
    page.context.close()


@pytest.fixture
def shown(tab: Page, page_file: Path) -> Page:
    """The page of the made-up article, from disk, with the requests after it was loaded."""
    tab.goto(page_file.as_uri())
    tab.troubles.clear()  # type: ignore[attr-defined]
    return tab


def outcome(page: Page) -> str:
    """Return the result of the check, when it has ended."""
    for _ in range(400):
        text = page.inner_text("#own-text [role=status]")
        if text and "…" not in text:
            return text
        time.sleep(0.02)
    pytest.fail(f"the check did not end: {text}")


def choose(page: Page, content: bytes | str, name: str = "text.txt") -> str:
    """Choose a file and return the result of the check."""
    data = content.encode() if isinstance(content, str) else content
    page.set_input_files("#own-text input", files=[{"name": name, "mimeType": "text/plain", "buffer": data}])
    return outcome(page)


def states(page: Page) -> dict[str, str]:
    """Return the state of each passage that has one, by its place."""
    found = page.eval_on_selector_all(
        ".sentence",
        "all => all.map(one => [one.parentElement.querySelector('.place').textContent.trim(), one.className])",
    )
    return {place: state.removeprefix("sentence ") for place, state in found}


def test_whole_text(shown: Page) -> None:
    """Each sentence is highlighted next to its claims; nothing leaves the browser."""
    text = choose(shown, TEXT)

    assert text.startswith("6 of 6 passages")
    assert "The whole text is the one that the graph describes." in text
    assert shown.eval_on_selector_all(".sentence mark", "all => all.map(one => one.textContent)") == [
        normalise(sentence) for sentence in SENTENCES
    ]
    assert shown.inner_text("#passage-p4").count("Statement 4") == 1
    assert set(states(shown).values()) == {"found"}
    assert shown.troubles == []  # type: ignore[attr-defined]


def test_one_changed_letter(shown: Page) -> None:
    """The page says which passage has changed, and verifies the others."""
    text = choose(shown, TEXT.replace("hill stands", "hill stamds"))

    assert text.startswith("5 of 6 passages")
    assert "Changed passages (1): 1.4" in shown.inner_text("#own-text ul")
    assert states(shown)["1.4"] == "changed"
    assert "stamds" in shown.inner_text("#passage-p4 mark")


def test_missing_sentence(shown: Page) -> None:
    """The page says which passage is missing."""
    choose(shown, TEXT.replace(SENTENCES[2], ""))

    assert states(shown) == dict.fromkeys(["1.1", "1.2", "1.4", "1.5", "1.6"], "found") | {"1.3": "missing"}
    assert "Missing passages (1): 1.3" in shown.inner_text("#own-text ul")


def test_headline_before_the_text(shown: Page) -> None:
    """Lines before and after the text change no passage."""
    text = choose(shown, f"\ufeffTHE RIVER\nBy a writer, 1 May\n\n{TEXT}\n\nShare this")

    assert text.startswith("6 of 6 passages")
    assert "The rest of the text differs" in text
    assert "begin later" in text
    assert "Characters: 29" in text


def test_removal(shown: Page) -> None:
    """A button removes the sentences, and then they are nowhere in the page."""
    choose(shown, TEXT)
    shown.click("#own-text button")

    assert "surprised" not in shown.content()
    assert states(shown) == {}
    assert shown.inner_text("#own-text [role=status]") == ""
    assert shown.evaluate("document.activeElement.type") == "file"
    assert choose(shown, TEXT).startswith("6 of 6")


def test_marks_keep_markup_inert(shown: Page) -> None:
    """Markup in a text is shown as text."""
    choose(shown, TEXT)

    assert "<b>no</b>" in shown.inner_text("#passage-p4 mark")
    assert shown.locator("#passage-p4 mark b").count() == 0


@pytest.mark.parametrize(
    "content, message",
    [
        (OTHER, "the text of something else"),
        (b"", "no text"),
        (b" \n\xc2\xa0\t", "no text"),
        (TEXT.encode("utf-16"), "not in UTF-8"),
        (TEXT.encode("cp1251", "replace"), "not in UTF-8"),
        (b"a\x00b", "not a text file"),
        (b"%PDF-1.7\n\xe2\xe3", "Save it as plain text"),
        (b"PK\x03\x04\x14\x00\x06\x00", "Save it as plain text"),
        (b"{\\rtf1 text}", "Save it as plain text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "Save it as plain text"),
        ("<!DOCTYPE html><p>" + TEXT, "Save it as plain text"),
        (b"x" * 5_000_001, "larger than 5 MB"),
    ],
    ids=["other", "empty", "blank", "utf-16", "cp1251", "binary", "pdf", "docx", "rtf", "doc", "html", "huge"],
)
def test_unsuitable_file(shown: Page, content: bytes | str, message: str) -> None:
    """The page says what is wrong with a file, and shows no sentence, nor those of an earlier file."""
    choose(shown, TEXT)

    assert message in choose(shown, content)
    assert states(shown) == {}
    assert not shown.is_visible("#own-text button")
    assert shown.troubles == []  # type: ignore[attr-defined]


DROP = """(texts) => {
  const data = new DataTransfer();
  for (const text of texts) data.items.add(new File([text], "text.txt"));
  const over = new DragEvent("dragover", { dataTransfer: data, bubbles: true, cancelable: true });
  const dropped = new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
  document.querySelector("h1").dispatchEvent(over);
  document.querySelector("h1").dispatchEvent(dropped);
  return [over.defaultPrevented, dropped.defaultPrevented];
}"""


def test_drop(shown: Page) -> None:
    """A file may be dropped anywhere on the page; several are refused."""
    assert shown.evaluate(DROP, [TEXT]) == [True, True]
    assert outcome(shown).startswith("6 of 6")

    shown.evaluate(DROP, [TEXT, OTHER])
    assert "one file" in outcome(shown)


def test_keyboard(shown: Page) -> None:
    """A file can be chosen with the keyboard alone."""
    choosers: list[FileChooser] = []
    shown.on("filechooser", lambda chooser: choosers.append(chooser))  # noqa: PLW0108
    shown.focus("h1 ~ dl a >> nth=-1")
    for _ in range(40):
        shown.keyboard.press("Tab")
        if shown.evaluate("document.activeElement.type") == "file":
            break
    shown.keyboard.press("Enter")
    for _ in range(400):
        if choosers:
            break
        shown.evaluate("() => new Promise((done) => setTimeout(done, 20))")

    choosers[0].set_files(files=[{"name": "text.txt", "mimeType": "text/plain", "buffer": TEXT.encode()}])
    assert outcome(shown).startswith("6 of 6")


def test_without_hashes(shown: Page) -> None:
    """Where the browser computes no hashes, the page says so."""
    shown.evaluate("Object.defineProperty(globalThis, 'crypto', { value: {} })")

    assert "https, from localhost or from disk" in choose(shown, TEXT)


def test_copying(shown: Page) -> None:
    """A button copies a citation, or selects it where the clipboard is out of reach."""
    citation = shown.inner_text(".copy pre >> nth=0")
    shown.evaluate("() => { navigator.clipboard.writeText = async (text) => (globalThis.copied = text); }")
    shown.click(".copy button >> nth=0")

    assert shown.evaluate("globalThis.copied") == citation
    assert "The river" in citation

    shown.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('refused')); }")
    shown.click(".copy button >> nth=0")
    assert shown.evaluate("getSelection().toString()").strip() == citation


# ---- The same result as in Python ---------------------------------------------


@pytest.fixture
def passages(shown: Page) -> Callable[..., object]:
    """Call a function of the script of the page."""
    return lambda name, *given: shown.evaluate(f"(given) => Passages.{name}(...given)", list(given))


TEXTS = (
    *SENTENCES,
    TEXT,
    OTHER,
    "",
    " ",
    "\u00a0 a \u00a0",
    "\ufeffa\ufeff b",
    "a\x1c\x1d\x1e\x1fb\x85c\u180ed\u200be",
    "‘a’ ‚b‛ ‹c› “d” „e‟ «f»",
    "a‐b‑c‒d–e—f―g−h",
    "e\u0301 \u1100\u1161\u11a8 \u0344 \u212b \u2126 \ufb01 \u0958",
    "\U0001f469\u200d\U0001f33e \U0001d15e \U00020000",
    "a\r\n\r\nb\rc\n\td\x0b\x0ce",
)


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_normal_form(passages: Callable[..., object], text: str) -> None:
    """The page normalises a text and computes its hash as Python does."""
    assert passages("normalise", text) == normalise(text)
    assert passages("digest", text) == digest(text)


def test_every_character(passages: Callable[..., object]) -> None:
    """Each character that Python knows is treated the same, between letters and after a letter with an accent."""
    known = [chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) not in ("Cn", "Cs")]
    for at in range(0, len(known), 20_000):
        text = "".join(f"x{one}y " for one in known[at : at + 20_000])
        assert passages("digest", passages("normalise", text)) == digest(normalise(text)), at


LOCATE = """async ([passages, text]) => (await Passages.locate(passages, text)).map(
  (one) => [one.passage.name, one.state, one.start, one.end])"""


def altered(sentences: Sequence[str], chance: random.Random) -> str:
    """Return a text of *sentences* with some left out, changed, repeated, added or in another order."""
    found = list(sentences)
    for _ in range(chance.randrange(4)):
        at = chance.randrange(len(found)) if found else 0
        kind = chance.randrange(6)
        if kind == 0 and found:
            found.pop(at)
        elif kind == 1 and found:
            found[at] = found[at][: len(found[at]) // 2] + "Ж" + found[at][len(found[at]) // 2 + 1 :]
        elif kind == 2 and found:
            found[at] = f"{found[at]} {found[at]}"
        elif kind == 3:
            found.insert(at, chance.choice([OTHER, "Short.", "\U0001f600 x"]))
        elif kind == 4:
            chance.shuffle(found)
        else:
            found = found[: at + 1]
    return " ".join(found)


def test_places_as_in_python(shown: Page) -> None:
    """The state and place of each passage are the same as in Python, for many altered texts."""
    chance = random.Random(7)
    kinds = set()
    for _ in range(150):
        sentences = [chance.choice(SENTENCES) for _ in range(chance.randrange(1, 8))]
        sought, text = passages_of(sentences), normalise(altered(sentences, chance))
        expected = [[one.passage.name, one.state, one.start, one.end] for one in locate(sought, text)]
        kinds |= {state for _, state, *_ in expected}
        assert shown.evaluate(LOCATE, [[one._asdict() for one in sought], text]) == expected, (sentences, text)
    assert kinds == {"found", "changed", "missing"}


def test_many_lost_passages(shown: Page) -> None:
    """More than twelve lost passages in a row all count as changed, and lengths decide about fewer."""
    sentences = [f"Sentence {number} of the book{'.' * number}" for number in range(14)]
    for text in ("Something else stands here.", "x" * 40, ""):
        for number in (12, 13, 14):
            sought = passages_of(sentences[:number])
            expected = [[one.passage.name, one.state, one.start, one.end] for one in locate(sought, text)]
            assert shown.evaluate(LOCATE, [[one._asdict() for one in sought], text]) == expected


# ---- The texts of the articles ------------------------------------------------


@pytest.mark.shared
@pytest.mark.parametrize("name", ["asia-plus-2022", "fiia-2023"])
def test_articles(tab: Page, tmp_path: Path, shipped_text: Callable[[str], Path], name: str) -> None:
    """The text of each article is verified completely on its page, also with a headline."""
    content = shipped_text(name).read_text(encoding="utf-8-sig")
    tab.goto(write_page(cakg.open(), f"source/{name}", tmp_path).as_uri())
    number = tab.locator("li[data-sha256]").count()
    text = choose(tab, content)

    assert text.startswith(f"{number} of {number} passages")
    assert "The whole text is the one that the graph describes." in text
    assert choose(tab, f"Headline\n{content}").startswith(f"{number} of {number} passages")

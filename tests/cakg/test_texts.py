"""Checks of the texts of articles: verified, changed, missing, or of another article."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from cakg.cli import main
from cakg.paths import shipped
from cakg.vocabulary import PREFIXES, with_prefixes

RIVER = ("The river rose in spring.", "Apparently nobody in the valley was surprised.", "The old bridge held.")
HILL = ("A hill stands over the town.", "Sheep graze on it.", "It has no name.", "It needs none.")
SHIPPED_TEXTS = ("asia-plus-2022", "fiia-2023")

CheckText = Callable[..., dict[str, Any]]


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def source(name: str, sentences: tuple[str, ...]) -> str:
    """Return the Turtle of a source whose text is *sentences* in one paragraph."""
    text = " ".join(sentences)
    lines = [f'source:{name} a cakg:Article ; cakg:textLength {len(text)} ; cakg:textSha256 "{digest(text)}" .']
    start = 0
    for number, sentence in enumerate(sentences, 1):
        end = start + len(sentence)
        lines.append(
            f"passage:{name}-1-{number} a cakg:Passage ; cakg:source source:{name} ; cakg:paragraph 1 ;"
            f' cakg:sentence {number} ; cakg:start {start} ; cakg:end {end} ; cakg:sha256 "{digest(sentence)}" .'
        )
        start = end + 1
    return "\n".join(lines)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A graph with the passages of two sources, without an ontology and checks."""
    for name in ("ontology", "graph", "queries"):
        (tmp_path / name).mkdir()
    (tmp_path / "graph/test.ttl").write_text(
        with_prefixes(source("river", RIVER) + source("hill", HILL)), encoding="utf-8"
    )
    return tmp_path


@pytest.fixture
def check_text(root: Path, check_report: Callable[..., dict[str, Any]]) -> CheckText:
    """Check a text against the two sources and further Turtle."""

    def run(text: str, name: str = "", more: str = "") -> dict[str, Any]:
        path = root / "text.txt"
        path.write_text(text, encoding="utf-8")
        (root / "graph/more.ttl").write_text(with_prefixes(more), encoding="utf-8")
        option = f"{name}={path}" if name else str(path)
        (report,) = check_report(root, "--text", option)["texts"]
        found: dict[str, Any] = report
        return found

    return run


def problems(report: dict[str, Any]) -> list[str]:
    """Return the problems of the faults of a report."""
    return [fault["problem"] for fault in report["faults"]]


@pytest.mark.parametrize("name", ["", "river", "source:river", PREFIXES["source"] + "river"])
def test_a_text_is_verified(check_text: CheckText, name: str) -> None:
    """The source is recognised by its passages, or named in any form."""
    report = check_text("\ufeff  " + "\u00a0 ".join(RIVER) + "\n", name)

    assert report["source"] == "source:river"
    assert [one["state"] for one in report["located"]] == ["found"] * 3
    assert (report["faults"], report["notes"]) == ([], [])


def test_a_changed_character_is_reported_with_its_passage(check_text: CheckText) -> None:
    assert problems(check_text(" ".join(RIVER).replace("valley", "valleys"))) == [
        "passage:river-1-2 is changed: the text has other characters at 26-73"
    ]


def test_a_missing_sentence_is_reported_with_its_predecessor(check_text: CheckText) -> None:
    """A missing passage is not counted as moved."""
    report = check_text(f"{RIVER[0]} {RIVER[2]}")

    assert problems(report) == ["passage:river-1-2 is missing after passage:river-1-1"]
    assert report["notes"] == ["1 passage moved, the first, passage:river-1-3, by -47 characters"]


def test_the_text_of_another_article_is_recognised(check_text: CheckText) -> None:
    report = check_text(" ".join(HILL), "river")

    assert problems(report) == ["this is the text of source:hill, not of source:river"]
    assert "passage:river-1-1" in report["faults"][0]["remedy"]


@pytest.mark.parametrize(
    "name, problem",
    [
        ("river", "this is not the text of source:river or of another article of the graph"),
        ("", "this is not the text of an article of the graph"),
    ],
)
def test_an_unknown_text_belongs_to_no_source(check_text: CheckText, name: str, problem: str) -> None:
    report = check_text("Something else. And more of it.", name)

    assert problems(report) == [problem]
    assert (report["source"], report["located"]) == ("", [])


def test_moved_passages_are_one_note(check_text: CheckText) -> None:
    """A headline before the text is no fault."""
    report = check_text("Floods! " + " ".join(RIVER))

    assert report["faults"] == []
    assert report["notes"] == [
        "3 passages moved, the first, passage:river-1-1, by +8 characters",
        "all passages are found; the rest of the text differs",
    ]


@pytest.mark.parametrize("wording", ["apparently", "Apparently", "nobody \u2026 surprised", "nobody ... surprised"])
def test_a_wording_in_its_passage_is_no_fault(check_text: CheckText, wording: str) -> None:
    """Case does not matter, and dots replace omitted words."""
    claim = f'claim:c cakg:passage passage:river-1-2 ; cakg:wording "{wording}"@en .'

    assert problems(check_text(" ".join(RIVER), more=claim)) == []


@pytest.mark.parametrize("wording", ["reportedly", "parent", "surprised ... nobody"])
def test_a_wording_outside_its_passage_is_a_fault(check_text: CheckText, wording: str) -> None:
    """The words must be in the passage as whole words and in this order."""
    claim = f'claim:c cakg:passage passage:river-1-2 ; cakg:wording "{wording}"@en .'
    (fault,) = check_text(" ".join(RIVER), more=claim)["faults"]

    assert fault["place"] == "graph/more.ttl:1"
    assert fault["problem"] == f'the wording "{wording}" of claim:c is not in passage:river-1-2'


def test_a_copy_of_the_text_is_a_fault(check_text: CheckText) -> None:
    """Ten words in a row are a copy, regardless of case and punctuation; nine are not."""
    copy = "nobody in the valley was surprised, the old bridge held"
    nine = copy.removeprefix("nobody ")
    more = f'stmt:s rdfs:label "{copy}"@en . stmt:t rdfs:label "{nine}"@en .'
    (fault,) = check_text(" ".join(RIVER), more=more)["faults"]

    assert fault["problem"] == "rdfs:label of stmt:s repeats 10 words of the text in a row"


def test_a_title_may_repeat_the_text(check_text: CheckText) -> None:
    title = 'source:river dcterms:title "Nobody in the valley was surprised, the old bridge held"@en .'

    assert check_text(" ".join(RIVER), more=title)["faults"] == []


def test_an_unknown_source_gets_suggestions(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "text.txt").write_text("Text.", encoding="utf-8")

    assert main(["check", "--graph", str(root), "--text", f"rivers={root / 'text.txt'}"]) == 2
    assert "did you mean source:river" in capsys.readouterr().err


@pytest.mark.parametrize("content", [b"", b" \n", b"\xff\xfe\x00", None], ids=["empty", "blank", "UTF-16", "missing"])
def test_a_file_without_a_text_is_refused(
    root: Path, capsys: pytest.CaptureFixture[str], content: bytes | None
) -> None:
    """The message names the file."""
    if content is not None:
        (root / "text.txt").write_bytes(content)

    assert main(["check", "--graph", str(root), "--text", str(root / "text.txt")]) == 2
    assert "text.txt:" in capsys.readouterr().err


# ---- The texts of the shipped articles, which are not part of the project ------


@pytest.fixture(scope="module")
def graph() -> str:
    """The folder of the shipped graph."""
    return str(shipped().graph.parent)


@pytest.mark.shared
@pytest.mark.parametrize("name", SHIPPED_TEXTS)
def test_every_passage_of_a_shipped_article_is_verified(
    name: str, graph: str, check_report: Callable[..., dict[str, Any]], shipped_text: Callable[[str], Path]
) -> None:
    """Each passage is where the graph says, each wording is in its passage, and nothing is copied."""
    (report,) = check_report(Path(graph), "--text", f"{name}={shipped_text(name)}")["texts"]

    assert (report["faults"], report["notes"]) == ([], [])
    assert {one["state"] for one in report["located"]} == {"found"}


@pytest.mark.shared
@pytest.mark.parametrize("name", SHIPPED_TEXTS)
def test_every_changed_sentence_of_a_shipped_article_is_named(
    name: str,
    graph: str,
    check_report: Callable[..., dict[str, Any]],
    shipped_text: Callable[[str], Path],
    tmp_path: Path,
) -> None:
    """A passage with one other character is reported, and no other."""
    path = shipped_text(name)
    (whole,) = check_report(Path(graph), "--text", f"{name}={path}")["texts"]
    text = " ".join(path.read_text(encoding="utf-8-sig").split())
    changed = [one["passage"] for one in whole["located"][:: max(1, len(whole["located"]) // 12)]]
    options = []
    for number, passage in enumerate(changed):
        at = (passage["start"] + passage["end"]) // 2
        copy = tmp_path / f"changed-{number}.txt"
        copy.write_text(text[:at] + "#" + text[at + 1 :], encoding="utf-8")
        options += ["--text", str(copy)]
    reports = check_report(Path(graph), *options)["texts"]

    for passage, report in zip(changed, reports, strict=True):
        assert [one["passage"] for one in report["located"] if one["state"] != "found"] == [passage]


@pytest.mark.shared
@pytest.mark.parametrize("name", SHIPPED_TEXTS)
def test_the_shipped_articles_are_distinguished(
    name: str, graph: str, check_report: Callable[..., dict[str, Any]], shipped_text: Callable[[str], Path]
) -> None:
    """The text of one article under the name of the other is recognised."""
    (other,) = {*SHIPPED_TEXTS} - {name}
    (report,) = check_report(Path(graph), "--text", f"{other}={shipped_text(name)}")["texts"]

    assert problems(report)[0] == f"this is the text of source:{name}, not of source:{other}"

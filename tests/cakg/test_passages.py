"""Passages are found in a text, or reported as changed or missing."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from cakg.vocabulary import with_prefixes

SENTENCES = (
    "The river rose in spring.",
    "Nobody in the valley was surprised.",
    "The old bridge held.",
    "Some say that it will hold again.",
    "Rain is expected.",
)
TEXT = " ".join(SENTENCES)

Locate = Callable[..., list[dict[str, Any]]]


def passages(sentences: tuple[str, ...]) -> str:
    """Return the passages of a text that consists of *sentences*, as Turtle."""
    lines, start = ["source:a a cakg:Article ."], 0
    for number, sentence in enumerate(sentences, 1):
        end, digest = start + len(sentence), sha256(sentence.encode()).hexdigest()
        lines.append(
            f"passage:{number} a cakg:Passage ; cakg:source source:a ;"
            f' cakg:start {start} ; cakg:end {end} ; cakg:sha256 "{digest}" .'
        )
        start = end + 1
    return "\n".join(lines)


@pytest.fixture
def locate(tmp_path: Path, check_report: Callable[..., dict[str, Any]]) -> Locate:
    """Return the places of the passages of *sentences* in a text."""

    def run(text: str, sentences: tuple[str, ...] = SENTENCES) -> list[dict[str, Any]]:
        for name in ("ontology", "graph", "queries"):
            (tmp_path / name).mkdir(exist_ok=True)
        (tmp_path / "graph/test.ttl").write_text(with_prefixes(passages(sentences)), encoding="utf-8")
        (tmp_path / "text.txt").write_text(text, encoding="utf-8")
        (report,) = check_report(tmp_path, "--text", f"a={tmp_path / 'text.txt'}")["texts"]
        located: list[dict[str, Any]] = report["located"]
        return located

    return run


def states(located: list[dict[str, Any]]) -> list[tuple[str, str, int]]:
    """Return the passages that are changed, missing or moved, with the distance of moves in characters."""
    found = []
    for one in located:
        moved = one["start"] - one["passage"]["start"] if one["state"] == "found" else 0
        if one["state"] != "found" or moved:
            found.append((one["passage"]["name"], one["state"], moved))
    return found


@pytest.mark.parametrize(
    "written, normalised",
    [
        ("  two  spaces\n\nand\u00a0lines\t\r\n", "two spaces and lines"),
        ("\u2018single\u2019 \u201cdouble\u201d \u00abуголки\u00bb", '\'single\' "double" "уголки"'),
        ("em\u2014dash, en\u2013dash, minus \u2212", "em-dash, en-dash, minus -"),
        ("cafe\u0301", "caf\u00e9"),
        ("Қазақстан", "Қазақстан"),
        ("wait\u2026", "wait\u2026"),
    ],
)
def test_a_text_is_normalised_before_it_is_searched(locate: Locate, written: str, normalised: str) -> None:
    """Variants of white space, quotes, dashes and composed letters are equal."""
    assert states(locate(written, (normalised,))) == []
    assert states(locate(normalised, (normalised,))) == []


def test_offsets_count_code_points(locate: Locate) -> None:
    """A letter outside the basic plane is one character, not two."""
    _, second = locate("\U0001f30d b c", ("\U0001f30d", "b c"))

    assert (second["state"], second["start"], second["end"]) == ("found", 2, 5)


def test_every_passage_of_the_original_text_is_found(locate: Locate) -> None:
    assert states(locate(TEXT)) == []


@pytest.mark.parametrize("at, number", [(0, 1), (30, 2), (len(TEXT) - 2, 5)])
def test_one_other_character_changes_its_passage_only(locate: Locate, at: int, number: int) -> None:
    assert states(locate(TEXT[:at] + "#" + TEXT[at + 1 :])) == [(f"passage:{number}", "changed", 0)]


def test_a_dropped_character_moves_what_follows(locate: Locate) -> None:
    assert states(locate(TEXT.replace("Nobody", "Nobdy"))) == [
        ("passage:2", "changed", 0),
        ("passage:3", "found", -1),
        ("passage:4", "found", -1),
        ("passage:5", "found", -1),
    ]


def test_the_offsets_of_a_changed_passage_are_those_of_its_replacement(locate: Locate) -> None:
    text = TEXT.replace(SENTENCES[1], "Nobody was.")
    changed = locate(text)[1]

    assert text[changed["start"] : changed["end"]] == "Nobody was."


@pytest.mark.parametrize("number", range(len(SENTENCES)))
def test_a_left_out_sentence_is_missing(locate: Locate, number: int) -> None:
    left = " ".join(sentence for at, sentence in enumerate(SENTENCES) if at != number)
    found = states(locate(left))

    assert [name for name, state, _ in found if state != "found"] == [f"passage:{number + 1}"]
    assert {state for _, state, _ in found} <= {"missing", "found"}


def test_the_length_tells_a_changed_passage_from_a_missing_neighbour(locate: Locate) -> None:
    text = TEXT.replace(f"{SENTENCES[1]} {SENTENCES[2]}", "Nobody in the valley was astonished.")

    assert states(locate(text))[:2] == [("passage:2", "changed", 0), ("passage:3", "missing", 0)]


def test_a_headline_moves_all_passages_alike(locate: Locate) -> None:
    assert [(state, moved) for _, state, moved in states(locate(f"Floods. {TEXT}"))] == [("found", 8)] * 5


def test_a_sentence_in_another_place_is_found(locate: Locate) -> None:
    found = locate(" ".join([SENTENCES[1], SENTENCES[0], *SENTENCES[2:]]))

    assert {one["state"] for one in found} == {"found"}


def test_a_long_rewritten_stretch_is_changed(locate: Locate) -> None:
    """The search does not try every combination of many passages."""
    kept = tuple(f"Kept {number}." for number in range(20))
    lost = tuple(f"Sentence {number}." for number in range(40))
    found = locate(f"{' '.join(kept)} Rewritten from the first word to the last.", kept + lost)

    assert [one["state"] for one in found] == ["found"] * 20 + ["changed"] * 40


def test_a_repeated_sentence_is_missing_when_one_of_the_two_is(locate: Locate) -> None:
    found = locate("It held. Rain fell.", ("It held.", "Rain fell.", "It held."))

    assert [one["state"] for one in found] == ["found", "found", "missing"]

"""A passage is found again in a text, or what became of it is told."""

from __future__ import annotations

import pytest

from cakg.quality.passages import Located, Passage, digest, locate, normalise

SENTENCES = (
    "The river rose in spring.",
    "Nobody in the valley was surprised.",
    "The old bridge held.",
    "Some say that it will hold again.",
    "Rain is expected.",
)
TEXT = " ".join(SENTENCES)


def passages_of(*sentences: str) -> list[Passage]:
    """Return the passages that one text, cut into *sentences*, has."""
    found, start = [], 0
    for number, sentence in enumerate(sentences, 1):
        found.append(Passage(start, start + len(sentence), f"passage:{number}", digest(sentence)))
        start += len(sentence) + 1
    return found


def states(text: str) -> list[tuple[str, str, int]]:
    """Return what became of the sentences above in *text*, as far as something did."""
    return [
        (one.passage.name, one.state, one.shift)
        for one in locate(passages_of(*SENTENCES), text)
        if one.state != "found" or one.shift
    ]


@pytest.mark.parametrize(
    "written, counted",
    [
        ("  two  spaces\n\nand\u00a0lines\t\r\n", "two spaces and lines"),
        ("\u2018single\u2019 \u201cdouble\u201d \u00abуголки\u00bb", '\'single\' "double" "уголки"'),
        ("em\u2014dash, en\u2013dash, minus \u2212", "em-dash, en-dash, minus -"),
        ("cafe\u0301", "caf\u00e9"),
        ("Қазақстан", "Қазақстан"),
        ("wait\u2026", "wait\u2026"),
        ("", ""),
    ],
)
def test_text_is_counted_in_one_form(written: str, counted: str) -> None:
    """White space, quotes, dashes and composed letters are one whatever the file has."""
    assert counted == normalise(written)
    assert counted == normalise(counted)


def test_offsets_count_code_points() -> None:
    """A letter outside the basic plane is one character, not two."""
    passage = Passage(2, 5, "passage:1", digest("b c"))

    assert passage.is_at("\U0001f30d b c", 2)


def test_a_whole_text_has_every_passage_in_its_place() -> None:
    """Nothing is reported of the text that the passages were cut from."""
    assert states(TEXT) == []


@pytest.mark.parametrize("at", [0, 30, len(TEXT) - 2])
def test_one_changed_character_is_told_from_a_missing_sentence(at: int) -> None:
    """The sentence with the changed character is changed, and the others stand."""
    changed = TEXT[:at] + "#" + TEXT[at + 1 :]
    (hit,) = [passage.name for passage in passages_of(*SENTENCES) if passage.start <= at < passage.end]

    assert states(changed) == [(hit, "changed", 0)]


def test_a_dropped_character_moves_what_follows() -> None:
    """The rest is found by its hash, however far it has moved."""
    assert states(TEXT.replace("Nobody", "Nobdy")) == [
        ("passage:2", "changed", 0),
        ("passage:3", "found", -1),
        ("passage:4", "found", -1),
        ("passage:5", "found", -1),
    ]


def test_a_changed_sentence_is_shown_where_it_stands_now() -> None:
    """The offsets of a changed passage are those of the words in its place."""
    text = TEXT.replace(SENTENCES[1], "Nobody was.")
    changed = locate(passages_of(*SENTENCES), text)[1]

    assert text[changed.start : changed.end] == "Nobody was."


@pytest.mark.parametrize("number", range(len(SENTENCES)))
def test_a_missing_sentence_is_missing(number: int) -> None:
    """Where the neighbours meet, nothing is left of the sentence between them."""
    left = " ".join(sentence for at, sentence in enumerate(SENTENCES) if at != number)
    missing = [name for name, state, _ in states(left) if state != "found"]

    assert missing == [f"passage:{number + 1}"]
    assert {state for _, state, _ in states(left)} <= {"missing", "found"}


def test_of_two_lost_neighbours_the_length_tells_which_is_missing() -> None:
    """One changed and one missing side by side are not taken for each other."""
    text = TEXT.replace(f"{SENTENCES[1]} {SENTENCES[2]}", "Nobody in the valley was astonished.")

    assert states(text)[:2] == [("passage:2", "changed", 0), ("passage:3", "missing", 0)]


def test_a_headline_moves_everything_alike() -> None:
    """What stands before the text is no fault of the passages."""
    assert {(state, shift) for _, state, shift in states(f"Floods. {TEXT}")} == {("found", 8)}


def test_a_sentence_that_changed_places_is_found() -> None:
    """A sentence out of its order has moved; it is not missing."""
    moved = " ".join([SENTENCES[1], SENTENCES[0], *SENTENCES[2:]])

    assert {state for _, state, _ in states(moved)} == {"found"}


def test_another_text_has_no_passage() -> None:
    """Of a text that shares no sentence, no passage is found, and each is accounted for."""
    located = locate(passages_of(*SENTENCES), "Something else entirely. And more of it.")

    assert "found" not in {one.state for one in located}
    assert [one.passage.name for one in located] == [f"passage:{number}" for number in range(1, 6)]


def test_many_lost_neighbours_are_all_changed() -> None:
    """A long stretch that was rewritten is not tried in every combination."""
    sentences = [f"Sentence {number}." for number in range(40)]
    located = locate(passages_of(*sentences), "Rewritten from the first word to the last.")

    assert {one.state for one in located} == {"changed"}


def test_an_empty_text_has_nothing() -> None:
    """Every passage is missing where there is no text."""
    assert [one.state for one in locate(passages_of("A."), "")] == ["missing"]


def test_a_sentence_that_is_there_twice_is_missing_when_one_is() -> None:
    """Its twin is not taken for it."""
    located = locate(passages_of("It held.", "Rain fell.", "It held."), "It held. Rain fell.")

    assert [one.state for one in located] == ["found", "found", "missing"]


def test_a_missing_passage_has_not_moved() -> None:
    """What is not there has no shift."""
    assert Located(passages_of("A.")[0], "missing").shift == 0

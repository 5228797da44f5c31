"""The wrapping of texts in images."""

from __future__ import annotations

from itertools import pairwise

import pytest

from cakg.pictures.text_width import width, wrapped

TEXTS = [
    "Cooperation between the United Nations and the Council of Europe",
    "WHO SUPPLIES WHOM WITH MWMWMW",
    "Голосование Генеральной Ассамблеи ООН, ЩЖЮ",
    "投票 决议 中亚",
    "x" * 500,
    "a " * 200,
]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("bold", [False, True])
def test_each_line_fits(text: str, *, bold: bool) -> None:
    lines = wrapped(text, 200, 14, bold=bold)

    assert all(width(line, 14, bold=bold) <= 200 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert " ".join(lines).split() == text.split() or len(text.split()) == 1


def test_lines_are_filled() -> None:
    """A word starts a new line only if the line before has no room for it."""
    lines = wrapped(TEXTS[0], 200, 14)

    for line, following in pairwise(lines):
        assert width(f"{line} {following.split()[0]}", 14) > 200


def test_empty_text_has_no_lines_and_room_for_nothing_breaks_every_word() -> None:
    assert wrapped(" ", 200, 14) == []
    assert wrapped("ab c", 1, 14) == ["a", "b", "c"]
    assert width("", 14) == 0
    assert width("e\u0301", 20) == width("e", 20)

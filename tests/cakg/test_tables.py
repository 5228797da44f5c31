"""Tables for 80 columns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cakg import tables

WORDS = "Supply of attack drones from Tajikistan to Russia"


def test_a_narrow_table_is_a_grid() -> None:
    """Cells that fit take one line, without empty lines between rows."""
    assert tables.render(["state", "vote"], [["Kazakhstan", "abstained"], ["Uzbekistan", "absent"]]) == (
        "state       vote\n──────────  ─────────\nKazakhstan  abstained\nUzbekistan  absent"
    )


def test_a_long_cell_is_wrapped_and_rows_are_separated() -> None:
    """Nothing is cut: all words of a long cell are shown."""
    text = tables.render(["statement", "status"], [[WORDS * 2, "denied"], ["short", "stated"]], width=50)
    assert max(map(len, text.splitlines())) <= 50
    assert "\n\nshort" in text
    assert text.split().count("drones") == 2


def test_too_many_columns_become_records() -> None:
    """Eight wide columns would be too narrow to read; each row becomes a record with aligned values."""
    headers = ["statement", "status", "polarity", "mode", "speaker", "passage", "earliest", "latest"]
    row = [WORDS, "contested", "denied", "asserted", "Government of Tajikistan", "Agency 2022 11.1", "", "2022-12-26"]
    text = tables.render(headers, [row, ["Supply", "stated", "affirmed", "judged", "X", "Y", "", "Z"]])
    assert text.splitlines()[:4] == [
        f"1  {WORDS}",
        "   status: contested · polarity: denied · mode: asserted ·",
        "           speaker: Government of Tajikistan · passage: Agency 2022 11.1 ·",
        "           latest: 2022-12-26",
    ]
    assert "\n\n2  Supply" in text
    assert "earliest" not in text


def test_an_empty_column_is_left_out() -> None:
    """A column without values takes no room."""
    assert tables.render(["state", "hedge"], [["Kazakhstan", ""]]) == "state\n──────────\nKazakhstan"


@given(
    st.lists(st.lists(st.text(alphabet="abc дҷ-", max_size=60), min_size=3, max_size=3), min_size=1, max_size=6),
    st.integers(min_value=40, max_value=120),
)
def test_no_word_is_lost_and_no_line_too_long(rows: list[list[str]], width: int) -> None:
    """Every word is shown, and only a word longer than the table makes a line longer."""
    text = tables.render(["one", "two", "three"], rows, width=width)
    words = sorted(word for row in rows for cell in row for word in cell.split())
    shown = text.split()
    assert [word for word in words if word not in shown] == []
    longest = max((len(word) for word in words), default=0)
    assert max(map(len, text.splitlines())) <= max(width, longest + 12, 45)


def test_words_kept_together_are_not_broken() -> None:
    """A passage stays on one line, with ordinary spaces."""
    lines = tables.wrap_hanging(f"some words before {tables.non_breaking('Agency 2022 11.1')}", "- ", 30)
    assert lines == ["- some words before", "  Agency 2022 11.1"]


@pytest.mark.parametrize("cell, shown", [("a|b", "a\\|b"), ("<b>", "&lt;b>"), ("a\\", "a\\\\")])
def test_markup_is_escaped_in_markdown(cell: str, shown: str) -> None:
    """Labels are text in Markdown too."""
    assert tables.markdown(["x"], [[cell]]) == f"| x |\n| --- |\n| {shown} |"


def test_constant_columns_of_a_wide_table_are_listed_above_it() -> None:
    """Some columns must stay in the rows."""
    resolution = "General Assembly resolution of March 2022"
    rows = [[resolution, state, WORDS, "stated"] for state in ("Kazakhstan", "Kyrgyzstan")]
    text = tables.render(["resolution", "state", "vote", "status"], rows, never_hoisted=("status",))
    assert text.startswith("Resolution: General Assembly resolution of March 2022\n")
    assert text.count("stated") == 2
    assert text.startswith(f"Vote: {WORDS}\n", text.index("\n") + 1)


def test_a_long_value_is_not_repeated() -> None:
    """A later record refers to the earlier one."""
    why = "because of what an editor found " * 4
    rows = [[name, text, "short"] for name, text in (("one", why), ("two", why[::-1]), ("three", why))]
    text = tables.render(["what", "why", "more"], rows, width=24)

    assert text.split().count("editor") == 4
    assert "why: as in 1" in text
    assert text.count("as in") == 1

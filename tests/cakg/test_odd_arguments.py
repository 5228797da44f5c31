"""Odd values on the command line: no traceback, and a message with what is wrong and what would work."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from cakg.cli import main
from cakg.errors import BadValueError
from cakg.graph import KnowledgeGraph
from cakg.harmless import visible

LONG, HUGE, BYTES = "a" * 300, "a" * 100_000, "caf\udce9"


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    "command, what",
    [
        (["about", BYTES], "the value of THING is not UTF-8: caf\\xe9"),
        (["find", BYTES], "the value of TEXT is not UTF-8"),
        (["query", BYTES], "the value of SPARQL is not UTF-8"),
        (["ask", BYTES], "there is no question"),
        ([BYTES], "cakg has no command"),
        (["about", "\x1b[31m\u202e"], "nothing in the graph has the name '\\x1b[31m\\u202e'"),
        (["about", ""], "nothing in the graph has the name ''"),
        (["about", LONG], LONG),
        (["about", HUGE], "(100,0"),
        (["about", "Georgia", "--limit", HUGE], "(100,002 characters) is not a whole number"),
        *(
            (["about", "Georgia", "--limit", one], "whole number")
            for one in ("", "0", "-1", "1.0", "1_0", "²", "٣", "1e3")
        ),
        *((["network", "--hops", one], "whole number") for one in ("", "0", "+5", " 5", "9" * 400)),
        *(
            (["network", "--timeout", one], "is not a number")
            for one in ("", "0", "inf", "nan", "1_0", "-1", "9" * 400)
        ),
        *(
            (["network", "--from", one], "is not a date")
            for one in ("", "today", "2022-13", "2022-02-30", "٢٠٢٢", "0000")
        ),
        *((["draw", "map", "--until", one, "-o", "x.svg"], "is not a date") for one in ("20220101", "2022-W05", HUGE)),
        *((["network", "--changes", *two], "is not a date") for two in (("", "2022"), ("2022", ""), ("2022", " "))),
        (["about", "Tajikistan", "--graph", LONG], "does not exist"),
        (["about", "Tajikistan", "--data", LONG], "no such file"),
        (["about", "Tajikistan", "-o", f"{LONG}.txt"], "File name too long"),
        (["about", "Georgia", "--data", BYTES], "caf\\xe9: no such file"),
        (["export", "--raw", "-o", "x.ttl"], "--raw is only for CSV"),
        (["query", "/dev/zero"], "/dev/zero: cannot be read as a query file: it is larger than 64 MiB"),
        (["check", "--text", "/dev/zero"], "/dev/zero: cannot be read: it is larger than 64 MiB"),
    ],
)
def test_an_odd_value_is_refused_in_words(
    command: Sequence[str], what: str, here: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """The message is short, and its characters are harmless; nothing is written."""
    options = [] if "--graph" in command or command == [BYTES] else here
    assert main([*command, *options]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert what in err.replace("\n", " ") or what in err
    assert visible(err) == err
    assert len(err.splitlines()) > 1
    assert len(err) < 10_000
    assert list(Path().iterdir()) == []


def test_a_file_name_need_not_be_utf_8(here: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    """Linux allows any bytes in names of files."""
    Path(f"{BYTES}.rq").write_text("ASK {}", encoding="utf-8")

    assert main(["query", f"{BYTES}.rq", "-o", f"{BYTES}.txt", *here]) == 0

    assert capfd.readouterr().out == "caf\\xe9.txt\n"
    assert Path(f"{BYTES}.txt").read_text(encoding="utf-8") == "yes\n"


@pytest.mark.parametrize("dates", [("", "2022"), ("2022", "")])
def test_changes_need_two_dates_in_python_too(dates: tuple[str, str], small: KnowledgeGraph) -> None:
    with pytest.raises(BadValueError, match="is not a date"):
        small.analysis(changes=dates)

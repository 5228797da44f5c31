"""Errors say where and what the problem is, and what to do."""

from __future__ import annotations

import inspect

import pytest

from cakg import errors
from cakg.errors import (
    AmbiguousThingError,
    BrokenFile,
    BrokenFileError,
    CakgError,
    MissingLibraryError,
    UnknownParameterError,
    UnknownQuestionError,
    UnknownThingError,
    did_you_mean,
    require,
)


def test_every_error_is_a_cakg_error_and_ends_the_command_with_2():
    kinds = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, Exception)]

    assert len(kinds) > 5
    assert all(issubclass(kind, CakgError) and kind.exit_code == 2 for kind in kinds)


def test_what_would_work_stands_on_a_line_of_its_own():
    assert str(CakgError("no such file", remedy="name another")) == "no such file\n    name another"
    assert str(CakgError("no such file")) == "no such file"


@pytest.mark.parametrize(
    "candidates, text",
    [
        ((), ""),
        (("a",), "did you mean a?"),
        (("a", "b"), "did you mean a or b?"),
        (("a", "b", "c"), "did you mean a, b or c?"),
    ],
)
def test_candidates_are_offered(candidates, text):
    assert did_you_mean(candidates) == text


@pytest.mark.parametrize("error", [UnknownQuestionError("x"), UnknownThingError("x")], ids=["question", "thing"])
def test_without_candidates_a_command_that_lists_them_is_named(error):
    assert "`cakg " in error.remedy


def test_an_ambiguous_name_shows_all_it_may_be():
    error = AmbiguousThingError("Georgia", ["Georgia (state)", "Georgia (person)"])

    assert "Georgia (state), Georgia (person)" in str(error)
    assert error.candidates == ("Georgia (state)", "Georgia (person)")


def test_the_parameters_of_a_question_are_named():
    assert "Parameters: state, year." in str(UnknownParameterError("votes", "stat", ["year", "state"]))
    assert "takes no parameters" in str(UnknownParameterError("votes", "stat"))


def test_every_broken_file_has_a_line():
    error = BrokenFileError([BrokenFile("a.ttl", 3, "no point"), BrokenFile("b.ttl", 0, "no such file")])

    assert error.message == "a.ttl:3: no point\nb.ttl: no such file"
    assert [fault.path for fault in error.faults] == ["a.ttl", "b.ttl"]


def test_a_library_that_cannot_be_loaded_is_not_called_missing(monkeypatch, tmp_path):
    """Its own words say what it lacks."""
    (tmp_path / "broken_library.py").write_text("raise ImportError('failed to map segment')")
    monkeypatch.syspath_prepend(tmp_path)

    with pytest.raises(CakgError, match="needs Broken, which cannot be loaded: failed to map segment"):
        require("broken_library", "PNG", "Broken", "export")
    with pytest.raises(MissingLibraryError):
        require("no_such_library", "PNG", "None", "export")

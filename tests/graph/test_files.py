"""The published graph is sound, file by file."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from cakg.paths import shipped
from cakg.quality.checks import check
from cakg.quality.report import Report

pytestmark = pytest.mark.slow

ROOT = shipped().graph.parent
FILES = [
    path.relative_to(ROOT).as_posix()
    for folder in (shipped().ontology, shipped().graph, shipped().queries)
    for path in sorted([*folder.rglob("*.ttl"), *folder.rglob("*.rq")])
]


@cache
def report() -> Report:
    """Return what a check of the shipped graph finds."""
    return check(shipped())


@pytest.mark.parametrize("name", FILES)
def test_a_file_has_no_fault(name: str) -> None:
    """Nothing in the file is a fault, by any check; what fails names its line and what would work."""
    assert [str(fault) for fault in report().faults if fault.place.partition(":")[0] == name] == []


def test_nothing_else_is_at_fault() -> None:
    """What belongs to no one file, such as the coverage, is sound too."""
    assert [str(fault) for fault in report().faults if fault.place.partition(":")[0] not in FILES] == []


def test_every_sentence_is_accounted_for() -> None:
    """Each article has all its sentences, and each of these claims or a reason."""
    coverage = report().coverage
    assert coverage is not None

    sentences = {article.name: len(article.sentences) for article in coverage.articles}
    assert (sentences["source:asia-plus-2022"], sentences["source:fiia-2023"]) == (36, 51)
    silent = [sentence for article in coverage.articles for sentence in article.without_claims]
    ours = ("passage:asia-plus-2022-", "passage:fiia-2023-")
    assert len([sentence for sentence in silent if sentence.name.startswith(ours)]) <= 12
    assert all(sentence.reason for sentence in silent)


@pytest.mark.parametrize("name", FILES)
def test_a_file_ends_in_one_newline(name: str) -> None:
    """Files are UTF-8, with Unix line ends and no white space left over."""
    text = Path(ROOT, name).read_bytes().decode()

    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert [line for line in text.split("\n") if line != line.rstrip()] == []

"""Every file of the shipped graph passes the checks."""

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
    """Return the report of a check of the shipped graph."""
    return check(shipped())


@pytest.mark.parametrize("name", FILES)
def test_a_file_has_no_fault(name: str) -> None:
    """No check finds a fault in the file."""
    assert [str(fault) for fault in report().faults if fault.place.partition(":")[0] == name] == []


def test_no_fault_belongs_to_another_place() -> None:
    """There are no faults without a file either, such as missing coverage."""
    assert [str(fault) for fault in report().faults if fault.place.partition(":")[0] not in FILES] == []


def test_every_sentence_has_claims_or_a_reason() -> None:
    """Each article has all its sentences, and each sentence has claims or a reason for having none."""
    coverage = report().coverage
    assert coverage is not None

    sentences = {article.name: len(article.sentences) for article in coverage.articles}
    assert (sentences["source:asia-plus-2022"], sentences["source:fiia-2023"]) == (36, 51)
    without_claims = [sentence for article in coverage.articles for sentence in article.without_claims]
    ours = ("passage:asia-plus-2022-", "passage:fiia-2023-")
    assert len([sentence for sentence in without_claims if sentence.name.startswith(ours)]) <= 12
    assert all(sentence.reason for sentence in without_claims)


@pytest.mark.parametrize("name", FILES)
def test_a_file_ends_in_one_newline(name: str) -> None:
    """Files are UTF-8, with Unix line ends and no trailing white space."""
    text = Path(ROOT, name).read_bytes().decode()

    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert [line for line in text.split("\n") if line != line.rstrip()] == []

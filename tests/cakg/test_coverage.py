"""The counts of sentences, claims, predicates and topics."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cakg.cli import main
from cakg.vocabulary import with_prefixes

ONTOLOGY = """
    cakg:Article rdfs:subClassOf cakg:Source .
    cakg:supplied a cakg:Predicate .
    cakg:visited a cakg:Predicate .
    source:a a cakg:Article ; cakg:shortName "A 2022" .
"""
ARTICLE = """
    passage:a-1 a cakg:Passage ; cakg:source source:a ; cakg:start 1 .
    passage:a-2 a cakg:Passage ; cakg:source source:a ; cakg:start 2 .
    passage:a-3 a cakg:Passage ; cakg:source source:a ; cakg:start 3 ; cakg:noClaimReason reason:byline .
    claim:a-1 a cakg:Claim ; cakg:passage passage:a-1 ; cakg:affirms stmt:s , stmt:t , stmt:u .
    claim:more a cakg:Claim ; cakg:passage passage:a-1 ; cakg:denies stmt:s .
    claim:a-2 a cakg:Claim ; cakg:passage passage:a-2 ; cakg:affirms stmt:s .
"""


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], Path]:
    """Write a graph of a few lines and return its folder, which has no checks and no rules."""

    def run(turtle: str) -> Path:
        for name in ("ontology", "graph", "queries"):
            (tmp_path / name).mkdir()
        (tmp_path / "graph/test.ttl").write_text(with_prefixes(ONTOLOGY + turtle), encoding="utf-8")
        return tmp_path

    return run


def test_the_sentences_of_an_article_are_counted(
    write: Callable[[str], Path], check_report: Callable[..., dict[str, Any]]
) -> None:
    """A statement counts once for each sentence that makes it."""
    (article,) = check_report(write(ARTICLE))["coverage"]["articles"]

    assert (article["name"], article["short_name"]) == ("source:a", "A 2022")
    assert [tuple(sentence.values()) for sentence in article["sentences"]] == [
        ("passage:a-1", "", 2, 3),
        ("passage:a-2", "", 1, 1),
        ("passage:a-3", "reason:byline", 0, 0),
    ]


def test_the_report_sums_up_an_article(write: Callable[[str], Path], capsys: pytest.CaptureFixture[str]) -> None:
    """The mean and the maximum are those of the sentences with claims."""
    main(["check", "--graph", str(write(ARTICLE))])
    lines = capsys.readouterr().out.splitlines()

    assert ["A", "2022", "3", "2", "1", "3", "2.0", "3"] in [line.split() for line in lines]
    assert "without claims (reason:byline): passage:a-3" in lines


def test_predicates_and_topics_are_listed_by_use(
    write: Callable[[str], Path], check_report: Callable[..., dict[str, Any]]
) -> None:
    """The most used come first, and unused ones are listed too."""
    turtle = """id:t a cakg:Topic . id:u a cakg:Topic .
        stmt:s a cakg:Statement ; rdf:subject id:t ; rdf:predicate cakg:visited ; cakg:respect id:t .
        stmt:t a cakg:Statement ; rdf:subject id:a ; rdf:predicate cakg:visited ; rdf:object id:u .
        stmt:u a cakg:Statement ; rdf:subject id:u ."""
    coverage = check_report(write(turtle))["coverage"]

    assert [*coverage["predicates"].items()] == [("cakg:visited", 2), ("cakg:supplied", 0)]
    assert [*coverage["topics"].items()] == [("id:u", 2), ("id:t", 1)]


def test_a_graph_without_articles_has_a_coverage(
    write: Callable[[str], Path], check_report: Callable[..., dict[str, Any]]
) -> None:
    coverage = check_report(write(""))["coverage"]

    assert (coverage["articles"], coverage["topics"]) == ([], {})

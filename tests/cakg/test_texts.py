"""A text is held against the graph: verified, changed, missing, or another's."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pyoxigraph
import pytest

from cakg.errors import BadValueError, UnknownThingError
from cakg.paths import shipped
from cakg.quality.checks import check
from cakg.quality.passages import digest
from cakg.quality.texts import TextReport, verify
from cakg.store.local import LocalStore
from cakg.vocabulary import PREFIXES

HEADER = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
RIVER = ("The river rose in spring.", "Apparently nobody in the valley was surprised.", "The old bridge held.")
HILL = ("A hill stands over the town.", "Sheep graze on it.", "It has no name.", "It needs none.")
SHIPPED_TEXTS = ("asia-plus-2022", "fiia-2023")

Hold = Callable[..., TextReport]


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
def hold(tmp_path: Path) -> Hold:
    """Hold a text against two sources and whatever more Turtle is given."""

    def held(text: str, name: str | None = None, more: str = "") -> TextReport:
        store = pyoxigraph.Store()
        turtle = HEADER + source("river", RIVER) + source("hill", HILL) + more
        store.load(turtle.encode(), pyoxigraph.RdfFormat.TURTLE)
        path = tmp_path / "text.txt"
        path.write_text(text, encoding="utf-8")
        (report,) = verify(LocalStore(store), [(name, path)], {"claim:c": "graph/articles/river.ttl:7"})
        return report

    return held


def problems(report: TextReport) -> list[str]:
    """Return what the faults of a report say."""
    return [fault.problem for fault in report.faults]


@pytest.mark.parametrize("name", [None, "river", "source:river", PREFIXES["source"] + "river"])
def test_a_text_is_verified(hold: Hold, name: str | None) -> None:
    """A text is known by its passages; naming its source in any form does as well."""
    report = hold("\ufeff  " + "\u00a0 ".join(RIVER) + "\n", name)

    assert (report.source, report.found, len(report.located)) == ("source:river", 3, 3)
    assert (report.faults, report.notes) == ((), ())


def test_a_changed_character_is_reported_at_its_passage(hold: Hold) -> None:
    """One other character is enough, and the passage is named."""
    assert problems(hold(" ".join(RIVER).replace("valley", "valleys"))) == [
        "passage:river-1-2 is changed: other characters stand at 26-73"
    ]


def test_a_missing_sentence_is_reported_as_missing(hold: Hold) -> None:
    """The neighbours meet, and the report says after which."""
    assert problems(hold(f"{RIVER[0]} {RIVER[2]}")) == [
        "passage:river-1-2 is missing: nothing stands in its place after passage:river-1-1"
    ]


def test_the_text_of_another_article_is_recognised(hold: Hold) -> None:
    """Whoever gives the wrong file is told whose text it is."""
    report = hold(" ".join(HILL), "river")

    assert problems(report) == ["the text is that of source:hill, not that of source:river"]
    assert "passage:river-1-1" in report.faults[0].remedy


@pytest.mark.parametrize(
    "name, problem",
    [
        ("river", "the text is that of no article of the graph, not that of source:river"),
        (None, "the text is that of no article of the graph"),
    ],
)
def test_the_text_of_no_article_is_told(hold: Hold, name: str | None, problem: str) -> None:
    """A text that the graph knows nothing of is not forced onto the nearest source."""
    report = hold("Something else. And more of it.", name)

    assert problems(report) == [problem]
    assert (report.source, report.located) == ("", ())


def test_what_has_moved_is_noted_once(hold: Hold) -> None:
    """A headline is no fault, and one note is enough for all that it moves."""
    report = hold("Floods! " + " ".join(RIVER))

    assert report.faults == ()
    assert report.notes == (
        "3 moved, the first of them, passage:river-1-1, by +8 characters",
        "every passage stands; the text as a whole differs",
    )


@pytest.mark.parametrize("wording", ["apparently", "Apparently", "nobody \u2026 surprised", "nobody ... surprised"])
def test_a_wording_stands_in_its_passage(hold: Hold, wording: str) -> None:
    """Capitals do not matter, and dots stand for what is left out."""
    claim = f'claim:c cakg:passage passage:river-1-2 ; cakg:wording "{wording}"@en .'

    assert problems(hold(" ".join(RIVER), None, claim)) == []


@pytest.mark.parametrize("wording", ["reportedly", "parent", "surprised ... nobody"])
def test_a_wording_from_elsewhere_is_reported_at_its_claim(hold: Hold, wording: str) -> None:
    """Words that the passage has not, or only inside others, are nobody's hedge."""
    claim = f'claim:c cakg:passage passage:river-1-2 ; cakg:wording "{wording}"@en .'
    (fault,) = hold(" ".join(RIVER), None, claim).faults

    assert fault.place == "graph/articles/river.ttl:7"
    assert fault.problem == f'the wording "{wording}" of claim:c is not in passage:river-1-2'


def test_what_repeats_the_text_is_reported(hold: Hold) -> None:
    """Ten words in a row are a quotation, whatever the capitals and stops between them."""
    copy = "nobody in the valley was surprised, the old bridge held"
    nine = copy.removeprefix("nobody ")
    (fault,) = hold(" ".join(RIVER), None, f'stmt:s rdfs:label "{copy}"@en . stmt:t rdfs:label "{nine}"@en .').faults

    assert fault.problem == "rdfs:label of stmt:s repeats 10 words of the text in a row"


def test_a_title_may_repeat_the_text(hold: Hold) -> None:
    """A title is cited, wherever its words come from."""
    title = 'source:river dcterms:title "Nobody in the valley was surprised, the old bridge held"@en .'

    assert hold(" ".join(RIVER), None, title).faults == ()


def test_an_unknown_source_gets_candidates(hold: Hold) -> None:
    """Whoever mistypes a source is shown the one that is meant."""
    with pytest.raises(UnknownThingError, match="did you mean source:river"):
        hold("Text.", "rivers")


@pytest.mark.parametrize("content", [b"", b" \n", b"\xff\xfe\x00"])
def test_a_file_that_is_no_text_is_refused(tmp_path: Path, content: bytes) -> None:
    """An empty file or one in another encoding cannot be held against anything."""
    path = tmp_path / "text.txt"
    path.write_bytes(content)

    with pytest.raises(BadValueError, match=r"text\.txt"):
        verify(LocalStore(pyoxigraph.Store()), [(None, path)], {})


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """The message names the file."""
    with pytest.raises(BadValueError, match="nowhere"):
        verify(LocalStore(pyoxigraph.Store()), [(None, tmp_path / "nowhere.txt")], {})


# ---- The texts of the shipped articles, for whoever has them -------------------


def shipped_text(name: str) -> Path:
    """Return the file of an article's text; skip the test where there is none."""
    beside = Path(__file__).resolve().parents[3] / "shared" / "articles"
    path = Path(os.environ.get("CAKG_TEXTS", beside)) / f"{name}.txt"
    if not path.is_file():
        pytest.skip(f"no text of {name}: CAKG_TEXTS names the folder that holds it")
    return path


@pytest.fixture(scope="module")
def entered() -> LocalStore:
    """The shipped graph as it was entered."""
    return LocalStore.open(shipped(), rules=False)


@pytest.mark.shared
@pytest.mark.parametrize("name", SHIPPED_TEXTS)
def test_every_passage_of_a_shipped_article_is_verified(name: str) -> None:
    """Each passage is where the graph says, each wording in it, and nothing is copied."""
    report = check(shipped(), (), [(name, shipped_text(name))]).texts[0]

    assert [str(fault) for fault in report.faults] == []
    assert report.notes == ()
    assert report.found == len(report.located) > 0


@pytest.mark.shared
@pytest.mark.parametrize("name", SHIPPED_TEXTS)
def test_every_changed_sentence_of_a_shipped_article_is_named(name: str, entered: LocalStore, tmp_path: Path) -> None:
    """Whichever sentence has one other character, that one is reported, and no other."""
    path = shipped_text(name)
    (whole,) = verify(entered, [(name, path)], {})
    text = " ".join(path.read_text(encoding="utf-8-sig").split())
    copy = tmp_path / "changed.txt"
    for one in whole.located[:: max(1, len(whole.located) // 12)]:
        at = one.passage.start + one.passage.length // 2
        copy.write_text(text[:at] + "#" + text[at + 1 :], encoding="utf-8")
        (report,) = verify(entered, [(None, copy)], {})

        assert [other.passage.name for other in report.located if other.state != "found"] == [one.passage.name]


@pytest.mark.shared
@pytest.mark.parametrize("name", SHIPPED_TEXTS)
def test_the_shipped_articles_are_not_taken_for_each_other(name: str, entered: LocalStore) -> None:
    """The text of the one under the name of the other is recognised."""
    (other,) = {*SHIPPED_TEXTS} - {name}
    (report,) = verify(entered, [(other, shipped_text(name))], {})

    assert problems(report)[0] == f"the text is that of source:{name}, not that of source:{other}"

"""Finding things, statements and questions by words in their names."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest

from cakg.errors import BadValueError
from cakg.graph import KnowledgeGraph
from cakg.model.words import beginning, pattern, words
from cakg.pages.find import find
from cakg.questions.catalogue import Catalogue
from cakg.store.local import LocalStore


def names(kg: KnowledgeGraph, text: str, kind: str = "statements") -> list[str]:
    return [one.name for one in getattr(kg.find(text), kind)]


@pytest.mark.parametrize(
    "text, found",
    [
        ("drones", ["stmt:drones"]),
        ("DRONE", ["stmt:drones"]),
        ("Russia drones", ["stmt:drones"]),
        ("drones, from Tajikistan", ["stmt:drones"]),
        ("supplied drones", ["stmt:drones"]),
        ("supplied Тоҷикистон", ["stmt:drones"]),
        ("Dushanbe Kremlin", ["stmt:drones", "stmt:support-tajikistan"]),
        ("Dushanbe", []),
        ("Kazakhstan ES-11/1", ["stmt:abstention"]),
        ("abstained", ["stmt:abstention"]),
    ],
)
def test_a_statement_is_found_by_words_of_its_parts(small: KnowledgeGraph, text: str, found: list[str]) -> None:
    """Words may be in its label, its predicate or its things. If a thing has all the words, only the thing is found."""
    assert names(small, text) == found
    assert small.find(text).partial is False


@pytest.mark.parametrize(
    "text, found",
    [
        ("Dushanbe", ["id:tajikistan"]),
        ("тоҷик", ["id:tajikistan"]),
        ("March 2022 resolution", ["id:es-11-1"]),
        ("es-11-1", ["id:es-11-1"]),
        ("id:es-11-1", ["id:es-11-1"]),
        ("ussia", ["id:russia", "id:influence"]),
        ("the states", ["id:region"]),
    ],
)
def test_a_thing_is_found_by_beginnings_of_words(small: KnowledgeGraph, text: str, found: list[str]) -> None:
    """If no word begins with the text, it may be inside a word. The last part of an IRI is a name too."""
    assert names(small, text, "things") == found


def test_a_source_is_found_by_its_publisher(small: KnowledgeGraph) -> None:
    """Its title and its short name are searched too."""
    assert names(small, "Institute", "sources") == ["source:comment"]
    assert names(small, "agency 2022", "sources") == ["source:summary"]


def test_a_word_that_no_name_has_is_named(small: KnowledgeGraph) -> None:
    """Results have the other words; a command with the nearest spelling is suggested."""
    found = small.find("supplied droons")
    assert (found.missing, found.similar, found.partial) == (("droons",), ("supplied drones",), True)
    assert [one.name for one in found.statements] == ["stmt:drones"]
    text = found.table()
    assert "No match in names for 'droons'. These names have the other words:" in text
    assert 'Did you mean this?\n  cakg find "supplied drones"\n' in text


def test_a_word_that_only_a_term_has_is_missing(small: KnowledgeGraph) -> None:
    """Terms of the ontology, such as hedges, are no results, so their words do not count as found."""
    found = small.find("drones allegedly hedge")
    assert found.missing == ("allegedly", "hedge")
    assert [one.name for one in found.things] == ["id:drones"]


def test_words_that_no_name_has_together_give_partial_results(small: KnowledgeGraph) -> None:
    """Each word is in some name, but no statement has both."""
    found = small.find("Ukraine influence")
    assert (found.missing, found.partial) == ((), True)
    assert {one.name for one in found.things} == {"id:ukraine", "id:influence"}
    assert {one.name for one in found.statements} == {"stmt:attack", "stmt:falling", "stmt:rising"}
    assert found.table().startswith("No name has all the words of 'Ukraine influence'. These names have some of them:")


def test_an_unknown_name_is_not_called_silence(small: KnowledgeGraph) -> None:
    """A spelling mistake says nothing about the sources."""
    found = small.find("drnes")
    assert not found
    text = " ".join(found.table().split())
    assert "not the words of the articles. Did you mean this? cakg find drones" in text
    assert json.loads(found.json())["missing"] == ["drnes"]


@pytest.mark.parametrize("text", ["", " ", "''", "?!"])
def test_an_empty_search_is_refused(small: KnowledgeGraph, text: str) -> None:
    """The error gives an example."""
    with pytest.raises(BadValueError, match="text to find is empty"):
        small.find(text)


@pytest.mark.parametrize(
    "text", ["naïve", "naive", "NAIVE", "ёлка", "елка", "a.b", "c++", '"quoted"', "back\\slash", "[x]"]
)
def test_accents_and_punctuation_do_not_matter(graph_of: Callable[[str], LocalStore], text: str) -> None:
    """A word is found with any characters, and cannot change the query."""
    engine = graph_of("""
        id:one a cakg:Topic ; rdfs:label "A naïve a.b c++ [x] back\\\\slash \\"quoted\\" Ёлка"@en .
        id:other a cakg:Topic ; rdfs:label "Other"@en .""")
    kg = KnowledgeGraph(engine, None)  # type: ignore[arg-type]
    assert [one.name for one in find(kg.records, Catalogue({}), text).things] == ["id:one"]


def test_common_words_count_only_alone() -> None:
    """In a sentence, common words are ignored."""
    assert words("Who recognised the annexation of Crimea?") == ["who", "recognised", "annexation", "crimea"]
    assert words("of the") == ["of", "the"]


def test_a_number_is_matched_whole() -> None:
    """1 does not match 11."""
    assert beginning("1").search("es 11/1")
    assert not beginning("1").search("es 11/2")
    assert re.search(pattern(["ab"]), "Тоҷ ʻáb_")

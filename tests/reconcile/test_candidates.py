"""Candidates for names: what is certain is a match, and everything else stays a candidate with a reason."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from cakg.links.countries import country_labels
from cakg.reconcile.service import Reconciliation

Ask: TypeAlias = Callable[..., list[dict[str, Any]]]


def found(candidates: list[dict[str, Any]]) -> list[tuple[str, bool, int]]:
    """Return identifier, match and score of each candidate."""
    return [(one["id"], one["match"], one["score"]) for one in candidates]


def features(candidate: dict[str, Any]) -> dict[str, Any]:
    return {one["id"]: one["value"] for one in candidate["features"]}


@pytest.mark.parametrize(
    "name, thing",
    [
        ("Kazakhstan", "kazakhstan"),
        ("Қазақстан", "kazakhstan"),
        ("Kasachstan", "kazakhstan"),
        ("kazakhstan", "kazakhstan"),
        ("id:kazakhstan", "kazakhstan"),
        ("KAZ", "kazakhstan"),
        ("Q232", "kazakhstan"),
        ("www.wikidata.org/wiki/Q232", "kazakhstan"),
        ("http://www.wikidata.org/entity/Q232/", "kazakhstan"),
        ("C.S.T.O.", "treaty-organisation"),
        ("treaty-organisation", "treaty-organisation"),
        ("Collective Security Treaty Organisation", "treaty-organisation"),
    ],
)
def test_a_certain_name_is_a_match(ask: Ask, name: str, thing: str) -> None:
    """Any script, spelling, code and identifier will do; the reason is in the description."""
    [candidate] = ask(name)
    assert candidate["id"] == thing
    assert candidate["match"] is True
    assert 75 < candidate["score"] <= 100
    assert ": " in candidate["description"]


def test_a_candidate_is_described(ask: Ask) -> None:
    """It has its label, its types, the reason, and what it is."""
    [candidate] = ask("Астана", type="cakg:State")
    assert candidate["name"] == "Kazakhstan"
    assert candidate["type"] == [{"id": "cakg:State", "name": "state"}]
    assert candidate["description"] == "Alias: Астана@ru. A state of Central Asia."
    assert features(candidate) == {
        "name_score": 100,
        "name_certain": True,
        "name_meanings": 1,
        "identifiers_equal": 0,
        "identifiers_different": 0,
        "properties_equal": 0,
    }


def test_an_ambiguous_name_stays_ambiguous(ask: Ask) -> None:
    """Both meanings are candidates, and neither is a match."""
    candidates = ask("Astana")
    assert found(candidates) == [("astana", False, 100), ("kazakhstan", False, 100)]
    assert all("one of 2 meanings" in one["description"] for one in candidates)
    assert [features(one)["name_meanings"] for one in candidates] == [2, 2]


def test_a_type_decides_between_meanings(ask: Ask) -> None:
    """A class, a kind, several types, an IRI or the bare name of a class restrict the things."""
    assert found(ask("Astana", type="kind:city")) == [("astana", True, 100)]
    assert found(ask("Astana", type=["State"], type_strict="should")) == [("kazakhstan", True, 100)]
    assert found(ask("Astana", type="https://w3id.org/cakg/ontology#Place")) == [("astana", True, 100)]
    assert len(ask("Astana", type=["cakg:State", "cakg:Place"])) == 2
    assert ask("Astana", type=["cakg:State", "kind:city"], type_strict="all") == []
    assert ask("Kazakhstan", type="cakg:Person") == []
    assert len(ask("Astana", type="")) == 2


def test_the_name_of_a_thing_of_another_type_is_in_doubt(ask: Ask) -> None:
    """It is not another spelling of a name, however similar; a person may still decide so."""
    assert found(ask("Almati")) == [("almati", True, 100)]
    [candidate] = ask("Almati", type="kind:city")
    assert candidate["id"] == "almaty"
    assert candidate["match"] is False
    assert candidate["score"] <= 60


def test_names_with_different_numbers_are_not_similar(ask: Ask) -> None:
    """The number is what tells decisions apart."""
    assert [one["id"] for one in ask("Decison 12/34 on trad")] == ["decision"]
    assert ask("Decison 12/35 on trad") == []


@pytest.mark.parametrize(
    "name, thing, most",
    [
        ("Smith", "adam-smith", 100),
        ("John Smith", "adam-smith", 60),
        ("Kazakhstani", "kazakhstan", 60),
        ("Collective Security", "treaty-organisation", 40),
        ("CSTO summit", "treaty-organisation", 30),
        ("Collective ecurity Treaty Organization", "treaty-organisation", 60),
        ("Kazakh SSR in 1940", "kazakhstan", 30),
        ("705", "kazakhstan", 60),
    ],
)
def test_a_doubtful_name_is_a_candidate_with_a_low_score(ask: Ask, name: str, thing: str, most: int) -> None:
    """A surname, another ending, a part of a name or a code of an unknown list does not make a match."""
    [candidate] = ask(name)
    assert candidate["id"] == thing
    assert candidate["score"] <= most
    assert candidate["match"] is (most == 100)


@pytest.mark.parametrize(
    "name", ["Iraq", "Georgia", "Tatooine", "Motion 1/705", "", "  ", "?!", "K" * 5000, "CSTO " * 100, "\ud800", "\0"]
)
def test_a_name_of_nothing_in_the_graph_has_no_candidates(ask: Ask, name: str) -> None:
    """A state outside the graph is not taken for one with a similar name, and odd texts do no harm."""
    assert ask(name, properties=[{"pid": "type", "v": "nothing"}]) == []


def test_an_equal_identifier_decides(ask: Ask) -> None:
    """It decides between meanings, about a doubtful or unknown name, and without a name, in any usual form."""
    forms: list[Any] = ["Q1520", "wd:Q1520", "https://www.wikidata.org/wiki/Q1520", {"id": "Q1520", "name": "x"}]
    for value in forms:
        first, second = ask("Astana", properties=[{"pid": "wikidata", "v": value}])
        assert found([first, second]) == [("astana", True, 100), ("kazakhstan", False, 0)]
        assert first["description"].startswith("Equal: Wikidata")
        assert second["description"].startswith("Different: Wikidata is Q232")
    for value in (705, 705.0, "705", ["1", "705"]):
        assert found(ask("Turkestan Krai", properties=[{"pid": "cow", "v": value}])) == [("kazakhstan", True, 100)]
    assert found(ask(properties=[{"pid": "iso3", "v": "kaz"}])) == [("kazakhstan", True, 100)]


def test_a_different_identifier_excludes(ask: Ask) -> None:
    """The thing stays visible with score 0 and the reason; a thing without an identifier in the list is not touched."""
    assert found(ask("Kazakhstan", properties=[{"pid": "wikidata", "v": "Q1"}])) == [("kazakhstan", False, 0)]
    assert found(ask("Astana", properties=[{"pid": "iso2", "v": "XX"}])) == [
        ("astana", True, 100),
        ("kazakhstan", False, 0),
    ]
    assert found(ask("CSTO", properties=[{"pid": "wikidata", "v": "Q1"}])) == [("treaty-organisation", True, 100)]


def test_contradictory_evidence_decides_nothing(ask: Ask) -> None:
    """A name and an identifier of two things, or identifiers of two things, give candidates without a match."""
    candidates = ask("Kazakhstan", properties=[{"pid": "wikidata", "v": "Q813"}])
    assert found(candidates) == [("kyrgyzstan", False, 60), ("kazakhstan", False, 0)]
    assert "the name means something else" in candidates[0]["description"]
    candidates = ask("Kazakhstan", properties=[{"pid": "cow", "v": "705"}, {"pid": "iso3", "v": "KGZ"}])
    assert found(candidates) == [("kazakhstan", False, 50), ("kyrgyzstan", False, 50)]
    assert found(ask("Iraq", properties=[{"pid": "iso3", "v": "KAZ"}])) == [("kazakhstan", False, 60)]


def test_other_properties_decide_only_between_meanings(ask: Ask) -> None:
    """A kind or a name in another language separates namesakes; a different one excludes nothing."""
    assert found(ask("Verny")) == [("almaty", False, 100), ("verny", False, 100)]
    assert found(ask("Verny", properties=[{"pid": "type", "v": "city"}])) == [
        ("almaty", True, 100),
        ("verny", False, 100),
    ]
    assert found(ask("Verny", properties=[{"pid": "type", "v": "place"}]))[0] == ("almaty", False, 100)
    assert found(ask("Almaty", properties=[{"pid": "type", "v": "state"}])) == [("almaty", True, 100)]
    assert found(ask(properties=[{"pid": "names-kk", "v": "қазақстан"}])) == [("kazakhstan", False, 60)]


def test_a_meaning_outside_the_graph_is_named(ask: Ask) -> None:
    """It is no candidate, so the reason of the others names it."""
    for name in ("Verny", "KG"):
        assert "not in the graph" not in ask(name)[0]["description"]
    [candidate] = ask("Iraq", properties=[{"pid": "iso3", "v": "KAZ"}])
    assert "the name may also mean Iraq (IQ), which is not in the graph" in candidate["description"]


def test_blank_values_are_no_evidence(ask: Ask) -> None:
    """A table has empty cells."""
    for value in ("", " ", None, [], [""]):
        assert found(ask("Kazakhstan", properties=[{"pid": "wikidata", "v": value}])) == [("kazakhstan", True, 100)]


def test_the_limit_is_kept(ask: Ask) -> None:
    """The best candidates come first."""
    assert len(ask("Astana", limit=1)) == 1
    assert [one["id"] for one in ask("Astana", limit=1.0, properties=[{"pid": "iso2", "v": "KZ"}])] == ["kazakhstan"]


def test_every_name_of_the_shipped_graph_finds_its_thing(shipped_service: Reconciliation) -> None:
    """The thing is among the candidates of each of its names, and of its identifier, and at most one is a match."""
    named = [(one.text, one.iri) for one in shipped_service.records.names().named]
    asked = [*named, *shipped_service.ids.items()]
    identifiers = {iri: name for name, iri in shipped_service.ids.items()}
    for start in range(0, len(asked), 1000):
        part = asked[start : start + 1000]
        queries = json.dumps({str(number): {"query": text, "limit": 50} for number, (text, _) in enumerate(part)})
        answers = shipped_service.reconcile(queries)
        for number, (text, iri) in enumerate(part):
            candidates = answers[str(number)]["result"]
            assert identifiers[iri] in [one["id"] for one in candidates], text
            assert sum(one["match"] for one in candidates) <= 1
            assert [one["score"] for one in candidates] == sorted((one["score"] for one in candidates), reverse=True)


def misspelt(text: str, chance: random.Random) -> str:
    """Return a text without one of its letters."""
    place = chance.randrange(1, len(text))
    return text[:place] + text[place + 1 :]


def test_a_thousand_messy_names_get_their_thing_and_no_wrong_match(shipped_service: Reconciliation) -> None:
    """Nine of ten misspelt names have the thing among their candidates, and none is matched to another one."""
    chance, ids = random.Random(14), shipped_service.ids
    # Without a digit, the number of a resolution is that of another one.
    named = [one for one in shipped_service.records.names().named if re.fullmatch(r"\D{8,}", one.text)]
    chosen = chance.choices(named, k=1000)
    queries = {str(number): {"query": misspelt(one.text, chance)} for number, one in enumerate(chosen)}
    answers = shipped_service.reconcile(json.dumps(queries))
    having = 0
    for number, one in enumerate(chosen):
        candidates = answers[str(number)]["result"]
        having += any(ids[candidate["id"]] == one.iri for candidate in candidates)
        assert all(ids[candidate["id"]] == one.iri for candidate in candidates if candidate["match"]), queries[
            str(number)
        ]
    assert having > 900


def test_a_misspelt_name_of_another_state_matches_nothing(shipped_service: Reconciliation) -> None:
    """The matcher knows the states that the graph does not have."""
    chance = random.Random(14)
    ours = {one.text for one in shipped_service.records.names().named}
    names = [name for name in country_labels().values() if name not in ours and len(name) > 5]
    queries = {name: {"query": misspelt(name, chance)} for name in names}
    answers = shipped_service.reconcile(json.dumps(queries))
    assert len(queries) > 150
    assert not [name for name, answer in answers.items() if any(one["match"] for one in answer["result"])]

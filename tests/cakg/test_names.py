"""From names to things and back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pyoxigraph import Literal, NamedNode

from cakg.errors import AmbiguousThingError, BadValueError, UnknownThingError
from cakg.model.labels import definitions, labels
from cakg.model.names import Names, plain
from cakg.model.records import Records
from cakg.questions.ask import term_of
from cakg.store.local import LocalStore
from cakg.store.protocol import Engine
from cakg.vocabulary import ID, PASSAGE, SOURCE, STATUS, STMT, THEME


@pytest.mark.parametrize(
    "text",
    [
        "Tajikistan",
        "tajikistan",
        " TAJIKISTAN ",
        "Таджикистан",
        "тоҷикистон",
        "Dushanbe",
        "id:tajikistan",
        "https://w3id.org/cakg/id/tajikistan",
        "<https://w3id.org/cakg/id/tajikistan>",
    ],
)
def test_a_thing_has_many_names(small_engine: Engine, text: str) -> None:
    """Labels and aliases in any script, IRIs and prefixed names all lead to it."""
    assert Names(small_engine).resolve(text) == ID["tajikistan"]


@pytest.mark.parametrize("text", ["ES-11/1", "es 11/1", "es‑11/1", "es-11-1"])
def test_an_identifier_may_be_spelt_with_any_hyphen(small_engine: Engine, text: str) -> None:
    """Hyphens, spaces and capitals do not matter, the last part of the IRI does as well."""
    assert Names(small_engine).resolve(text) == ID["es-11-1"]


def test_a_city_and_what_sources_call_by_its_name_are_two_things(graph_of: Callable[[str], LocalStore]) -> None:
    """Moscow may be the state or the city, as in a table of names; each goes by its IRI, or by a name of its own."""
    names = Names(
        graph_of("""
            id:russia a cakg:State ; rdfs:label "Russia"@en ; skos:altLabel "Moscow"@en .
            id:moscow a cakg:Place ; rdfs:label "Moscow"@en ; cakg:kind kind:city .
            id:donetsk a cakg:Place ; rdfs:label "Donetsk"@en ; cakg:kind kind:city .""")
    )

    with pytest.raises(AmbiguousThingError) as caught:
        names.resolve("Moscow")
    assert caught.value.candidates == ("Moscow (id:moscow)", "Russia (id:russia)")
    assert [names.resolve(text) for text in ("id:moscow", "Donetsk")] == [ID["moscow"], ID["donetsk"]]


def test_one_name_of_two_things_asks_which(small_engine: Engine) -> None:
    """Nothing is guessed: both are named, by what would tell them apart."""
    with pytest.raises(AmbiguousThingError) as caught:
        Names(small_engine).resolve("Georgia")
    assert caught.value.candidates == ("Georgia (id:georgia)", "Georgia (id:georgia-in-america)")
    assert Names(small_engine).resolve("id:georgia") == ID["georgia"]


@pytest.mark.parametrize(
    "text, meant",
    [("Tajikstan", "id:tajikistan"), ("drone", "id:drones"), ("Kazahstan", "id:kazakhstan"), ("Lyst", "id:analyst")],
)
def test_an_unknown_name_has_candidates(small_engine: Engine, text: str, meant: str) -> None:
    """A slip and a part of a name both lead to what was meant."""
    with pytest.raises(UnknownThingError) as caught:
        Names(small_engine).resolve(text)
    assert any(meant in candidate for candidate in caught.value.candidates)


def test_a_name_like_nothing_says_how_to_search(small_engine: Engine) -> None:
    """Without a candidate the remedy is another command."""
    with pytest.raises(UnknownThingError) as caught:
        Names(small_engine).resolve("Xanadu Quux")
    assert "cakg find" in caught.value.remedy


@pytest.mark.parametrize(
    "kind, text, iri",
    [
        ("source", "Agency 2022", SOURCE["summary"]),
        ("source", "a comment", SOURCE["comment"]),
        ("source", "summary", SOURCE["summary"]),
        ("theme", "security", THEME["security"]),
        ("status", "Contested", STATUS.contested),
        ("predicate", "supplied", "https://w3id.org/cakg/ontology#supplied"),
        ("state", "Astana", ID["kazakhstan"]),
    ],
)
def test_every_type_of_value_is_found_by_its_names(small_engine: Engine, kind: str, text: str, iri: str) -> None:
    """Sources, closed lists and predicates are named as things are."""
    assert term_of(Records(small_engine), kind, text) == NamedNode(iri)


def test_what_is_no_state_is_refused_as_one(small_engine: Engine) -> None:
    """A thing of another kind is recognised and said to be one."""
    with pytest.raises(UnknownThingError) as caught:
        term_of(Records(small_engine), "state", "attack drones")
    assert "attack drones (id:drones) is a thing, not a state" in str(caught.value)


@pytest.mark.parametrize(
    "text, said",
    [
        (
            "Attack of Russia on Ukraine",
            "it is about Russia (id:russia), Ukraine (id:ukraine); to show the statement: cakg about",
        ),
        ("stmt:attack", "is a statement, not a thing"),
        ("Institute 2023", "to show its statements: cakg ask as-told-by --source comment"),
    ],
)
def test_what_is_no_thing_is_said_to_be_what_it_is(small_engine: Engine, text: str, said: str) -> None:
    """A statement or a source that `find` shows is recognised where a thing is wanted."""
    with pytest.raises(UnknownThingError) as caught:
        term_of(Records(small_engine), "thing", text)
    assert said in str(caught.value)


@pytest.mark.parametrize("text", ["Institute", "The Institute", "The Institute's"])
def test_a_source_is_named_by_its_publisher_or_by_what_no_other_has(small_engine: Engine, text: str) -> None:
    """There are few sources, so a part of a name is enough; one that several have is not."""
    assert term_of(Records(small_engine), "source", text) == NamedNode(SOURCE["comment"])
    with pytest.raises(UnknownThingError, match="no source is called '2022'"):
        term_of(Records(small_engine), "source", "2022")


def test_a_value_of_a_closed_list_is_answered_with_the_list(small_engine: Engine) -> None:
    """Whoever does not know the themes gets them."""
    with pytest.raises(UnknownThingError) as caught:
        term_of(Records(small_engine), "theme", "qqq")
    assert "security (theme:security)" in str(caught.value)


def test_dates_and_years_are_literals(small_engine: Engine) -> None:
    """They carry the datatypes that the graph uses."""
    assert str(term_of(Records(small_engine), "date", "2022-03-02")) == (
        '"2022-03-02"^^<http://www.w3.org/2001/XMLSchema#date>'
    )
    assert term_of(Records(small_engine), "year", "2022") == Literal(2022)
    assert term_of(Records(small_engine), "text", 'a "b"') == Literal('a "b"')
    assert term_of(Records(small_engine), "period", " 2022-03 ") == Literal("2022-03")
    assert [term_of(Records(small_engine), "boolean", word) for word in ("Yes", "no")] == [
        Literal(True),
        Literal(False),
    ]


@pytest.mark.parametrize("last, day", [(False, "2022-03-01"), (True, "2022-03-31")])
def test_a_month_given_as_a_date_is_its_first_or_last_day(small_engine: Engine, last: bool, day: str) -> None:
    """A question that takes a day takes a month or a year too."""
    assert term_of(Records(small_engine), "date", "2022-03", last=last).value == day


def test_what_is_neither_yes_nor_no_is_refused(small_engine: Engine) -> None:
    """The error says what to give."""
    with pytest.raises(BadValueError, match="give yes or no"):
        term_of(Records(small_engine), "boolean", "perhaps")


@pytest.mark.parametrize(
    "kind, text",
    [("period", "2022-3"), ("date", "2022-13-01"), ("date", "2022-02-30"), ("date", "yesterday"), ("year", "22")],
)
def test_a_malformed_value_says_how_it_is_written(small_engine: Engine, kind: str, text: str) -> None:
    """A date that no calendar has is refused here, not by an engine later."""
    with pytest.raises(BadValueError, match="is written 2022"):
        term_of(Records(small_engine), kind, text)


def test_labels_are_english_and_passages_short(small_engine: Engine) -> None:
    """What has no label keeps its shortened IRI."""
    assert labels(small_engine, [ID["kazakhstan"], PASSAGE["summary-11-1"], STMT["nothing"]]) == {
        ID["kazakhstan"]: "Kazakhstan",
        PASSAGE["summary-11-1"]: "Agency 2022 11.1",
        STMT["nothing"]: "stmt:nothing",
    }


def test_definitions_are_left_out_where_there_are_none(small_engine: Engine) -> None:
    """Nothing stands in for a missing line."""
    assert definitions(small_engine, [ID["tajikistan"], ID["russia"]]) == {ID["tajikistan"]: "A landlocked state."}


def test_plain_text_has_no_accents_capitals_or_quotes() -> None:
    """Names are compared by what readers type."""
    assert plain("“Kassym‑Jomart  TOKAYEV’s”") == "kassym jomart tokayev s"
    assert plain("Ёлка й") == plain("елка и")

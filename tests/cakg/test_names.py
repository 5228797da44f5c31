"""Resolving names."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from cakg.errors import AmbiguousThingError, BadValueError, UnknownThingError
from cakg.model.labels import definitions, labels
from cakg.model.names import Names, plain
from cakg.model.records import Records
from cakg.questions.ask import term_of
from cakg.store.local import LocalStore
from cakg.store.protocol import Engine
from cakg.vocabulary import CAKG, ID, PASSAGE, RDF, SOURCE, STATUS, STMT, THEME


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
    """Labels and aliases in any script, IRIs and prefixed names."""
    assert Names(small_engine).resolve(text) == ID["tajikistan"]


@pytest.mark.parametrize("text", ["ES-11/1", "es 11/1", "es‑11/1", "es-11-1"])
def test_an_identifier_may_be_spelt_with_any_hyphen(small_engine: Engine, text: str) -> None:
    """Hyphens, spaces and capitals do not matter; the last part of the IRI works too."""
    assert Names(small_engine).resolve(text) == ID["es-11-1"]


def test_a_city_and_a_state_called_by_its_name_are_two_things(graph_of: Callable[[str], LocalStore]) -> None:
    """Moscow may be the state or the city; each can be named by its IRI or by a unique name."""
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


def test_an_ambiguous_name_is_an_error(small_engine: Engine) -> None:
    """The error lists both things with their IRIs."""
    with pytest.raises(AmbiguousThingError) as caught:
        Names(small_engine).resolve("Georgia")
    assert caught.value.candidates == ("Georgia (id:georgia)", "Georgia (id:georgia-in-america)")
    assert Names(small_engine).resolve("id:georgia") == ID["georgia"]


@pytest.mark.parametrize(
    "text, meant",
    [("Tajikstan", "id:tajikistan"), ("drone", "id:drones"), ("Kazahstan", "id:kazakhstan"), ("Lyst", "id:analyst")],
)
def test_an_unknown_name_has_candidates(small_engine: Engine, text: str, meant: str) -> None:
    """Typing mistakes and parts of names have candidates."""
    with pytest.raises(UnknownThingError) as caught:
        Names(small_engine).resolve(text)
    assert any(meant in candidate for candidate in caught.value.candidates)


def test_a_name_without_candidates_says_how_to_search(small_engine: Engine) -> None:
    """The remedy is another command."""
    with pytest.raises(UnknownThingError) as caught:
        Names(small_engine).resolve("Xanadu Quux")
    assert "cakg find" in caught.value.remedy


@pytest.mark.parametrize("text", ["http://example.org/t", "<http://example.org/t>"])
def test_a_thing_without_a_label_is_not_called_unknown(text: str) -> None:
    """Its IRI is right; what it lacks is a name to show."""
    store = Store()
    store.add(Quad(NamedNode("http://example.org/t"), NamedNode(RDF.type), NamedNode(CAKG.Group)))
    with pytest.raises(UnknownThingError, match="<http://example.org/t> has no label, so it cannot be shown"):
        Names(LocalStore(store)).resolve(text)
    with pytest.raises(UnknownThingError, match="nothing in the graph has the name"):
        Names(LocalStore(store)).resolve(text.replace("/t", "/ t"))


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
    """Sources, values of closed lists and predicates have names like things."""
    assert term_of(Records(small_engine), kind, text) == NamedNode(iri)


def test_another_thing_is_refused_as_a_state(small_engine: Engine) -> None:
    """The error says that it is a thing of another kind."""
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
def test_a_statement_or_source_is_recognised_where_a_thing_is_expected(
    small_engine: Engine, text: str, said: str
) -> None:
    """`find` shows statements and sources too, so the error says what it is."""
    with pytest.raises(UnknownThingError) as caught:
        term_of(Records(small_engine), "thing", text)
    assert said in str(caught.value)


@pytest.mark.parametrize("text", ["Institute", "The Institute", "The Institute's"])
def test_a_source_is_named_by_its_publisher_or_a_unique_part(small_engine: Engine, text: str) -> None:
    """There are few sources, so a part of a name is enough if it is unique."""
    assert term_of(Records(small_engine), "source", text) == NamedNode(SOURCE["comment"])
    with pytest.raises(UnknownThingError, match="no source is called '2022'"):
        term_of(Records(small_engine), "source", "2022")


def test_an_unknown_value_of_a_closed_list_gets_the_list(small_engine: Engine) -> None:
    """The error lists the themes."""
    with pytest.raises(UnknownThingError) as caught:
        term_of(Records(small_engine), "theme", "qqq")
    assert "security (theme:security)" in str(caught.value)


def test_dates_and_years_are_literals(small_engine: Engine) -> None:
    """They have the datatypes of the graph."""
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
    """A parameter for a day also takes a month or a year."""
    assert term_of(Records(small_engine), "date", "2022-03", last=last).value == day


def test_a_value_other_than_yes_or_no_is_refused(small_engine: Engine) -> None:
    """The error has the valid values."""
    with pytest.raises(BadValueError, match="give yes or no"):
        term_of(Records(small_engine), "boolean", "perhaps")


@pytest.mark.parametrize(
    "kind, text",
    [("period", "2022-3"), ("date", "2022-13-01"), ("date", "2022-02-30"), ("date", "yesterday"), ("year", "22")],
)
def test_a_malformed_value_has_a_remedy(small_engine: Engine, kind: str, text: str) -> None:
    """A date that is not in the calendar is refused before the query."""
    with pytest.raises(BadValueError, match="is written 2022"):
        term_of(Records(small_engine), kind, text)


def test_labels_are_english_and_passages_short(small_engine: Engine) -> None:
    """Without a label, the shortened IRI is used."""
    assert labels(small_engine, [ID["kazakhstan"], PASSAGE["summary-11-1"], STMT["nothing"]]) == {
        ID["kazakhstan"]: "Kazakhstan",
        PASSAGE["summary-11-1"]: "Agency 2022 11.1",
        STMT["nothing"]: "stmt:nothing",
    }


def test_definitions_are_left_out_where_there_are_none(small_engine: Engine) -> None:
    """A missing definition is not replaced."""
    assert definitions(small_engine, [ID["tajikistan"], ID["russia"]]) == {ID["tajikistan"]: "A landlocked state."}


def test_plain_text_has_no_accents_capitals_or_quotes() -> None:
    """Names are compared without them, whatever the quotation marks of the language."""
    assert plain("“Kassym‑Jomart  TOKAYEV’s”") == "kassym jomart tokayev s"
    assert plain("„Wagner“ ‹Wagner› ‚Wagner‘") == "wagner wagner wagner"
    assert plain("Ёлка й") == plain("елка и")
    assert plain("Oʻzbekiston") == plain("O'zbekiston") == plain("O‘ZBEKISTON") == "o zbekiston"

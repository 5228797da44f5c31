"""The vocabulary in Python and the ontology in Turtle are equal."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph
import pytest

from cakg import vocabulary
from cakg.paths import shipped
from cakg.store.local import LocalStore
from cakg.vocabulary import (
    CAKG,
    CORR,
    RELATION,
    STMT,
    ClosedNamespace,
    expand,
    shorten,
    with_prefixes,
)

CLOSED_LISTS = [
    "aspect",
    "commitment",
    "collection-method",
    "hedge",
    "intensity",
    "membership",
    "mode",
    "obligation",
    "profile",
    "reason",
    "relation",
    "attribution",
    "status",
    "verdict",
]


@pytest.fixture(scope="module")
def ontology():
    """The ontology as entered."""
    folders = shipped()
    store = pyoxigraph.Store()
    for path in sorted(folders.ontology.glob("*.ttl")):
        store.load(path=path, format=pyoxigraph.RdfFormat.TURTLE)
    return LocalStore(store)


def test_the_terms_of_the_model_are_those_of_the_ontology(ontology):
    """Classes and properties of the model are in both; predicates of the subject matter are only in the ontology."""
    rows = ontology.select("""
        SELECT DISTINCT ?term WHERE {
          ?term a ?type .
          FILTER (STRSTARTS(STR(?term), STR(cakg:)))
          FILTER NOT EXISTS { VALUES ?subjectMatter { cakg:Predicate cakg:LinkPredicate } ?term a ?subjectMatter }
        }""").rows

    assert {CAKG.iri + name for name in CAKG.names} == {row[0].value for row in rows}


def test_the_steps_of_corroboration_are_those_of_the_ontology(ontology):
    rows = ontology.select("SELECT ?term WHERE { ?term a ?type . FILTER (STRSTARTS(STR(?term), STR(corr:))) }").rows

    assert {CORR.iri + name for name in CORR.names} == {row[0].value for row in rows}


def test_no_question_and_no_program_reads_the_steps_of_corroboration():
    readers = [*shipped().queries.glob("questions/**/*.rq"), *Path(vocabulary.__file__).parent.rglob("*.py")]

    assert len(readers) > 100
    assert [path.name for path in readers if re.search(r"\bcorr:|\bCORR\.(?!iri)", path.read_text("utf-8"))] == []


@pytest.mark.parametrize("name", CLOSED_LISTS)
def test_a_closed_list_is_the_one_of_the_ontology(name, ontology):
    rows = ontology.select(
        f"SELECT ?term WHERE {{ ?term a skos:Concept FILTER (STRSTARTS(STR(?term), STR({name}:))) }}"
    ).rows
    listed = getattr(vocabulary, name.upper().replace("-", "_"))

    assert {listed.iri + member for member in listed.names} == {row[0].value for row in rows}


def test_a_misspelt_term_fails_at_once():
    with pytest.raises(AttributeError, match=r"cakg:afirms is not in the vocabulary; did you mean affirms\?"):
        _ = CAKG.afirms


def test_a_term_like_no_other_fails_without_a_suggestion():
    with pytest.raises(AttributeError, match="not in the vocabulary$"):
        _ = CAKG.zzz


def test_a_hyphen_is_an_underscore_in_an_attribute():
    assert RELATION.disagree == RELATION["disagree"] == "https://w3id.org/cakg/relation/disagree"


def test_no_term_hides_an_attribute_of_python():
    """A term named like a method or a keyword could not be written as an attribute."""
    names = [namespace for namespace in vars(vocabulary).values() if isinstance(namespace, ClosedNamespace)]

    for namespace in names:
        for name in namespace.names:
            attribute = name.replace("-", "_")
            assert getattr(namespace, attribute) == namespace.iri + name
            assert attribute.isidentifier()


@pytest.mark.parametrize(
    "iri, name",
    [
        (CAKG.affirms, "cakg:affirms"),
        (STMT["supply-of-drones"], "stmt:supply-of-drones"),
        (STMT["es-11.1"], "stmt:es-11.1"),
    ],
)
def test_an_iri_is_shortened_and_expanded_again(iri, name):
    assert shorten(iri) == name
    assert expand(name) == iri


@pytest.mark.parametrize(
    "iri", ["https://example.org/a", STMT["a/b"], STMT["-a"], STMT["a."], STMT["a b"], STMT[""], STMT["чай"], "urn:a"]
)
def test_an_iri_without_a_prefix_is_not_shortened(iri):
    """Printed names can be pasted into a query, so names that would need an escape are not shortened."""
    assert shorten(iri) == f"<{iri}>"


@pytest.mark.parametrize("text", ["Kazakhstan", "nope:a", "stmt:", "stmt:a b", "https://w3id.org/cakg/id/a"])
def test_what_is_no_prefixed_name_is_not_expanded(text):
    assert expand(text) is None


def test_prefixes_are_added_where_used_and_keep_the_line_numbers():
    sparql = "SELECT ?s\nWHERE { ?s a cakg:Claim }"

    assert with_prefixes(sparql) == f"PREFIX cakg: <{CAKG.iri}> {sparql}"

"""No content of a graph ends a command in a traceback; what cakg leaves out is counted and reported.

The fuzz test changes a few triples of the small graph and runs every view. For a long run by hand:
``CAKG_FUZZ=2000 pytest tests/cakg/test_odd_content.py -k fuzz`` tries so many graphs, different ones each time.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, Triple

from cakg.cli import main
from cakg.columnar.layout import TABLES
from cakg.errors import CakgError
from cakg.graph import KnowledgeGraph
from cakg.network.export import files as network_files
from cakg.paths import Folders, shipped
from cakg.quality.checks import check, load
from cakg.questions.formats import Options, write_result
from cakg.store.loading import run_rules
from cakg.store.local import LocalStore
from cakg.store.odd_triples import leave_out, odd_triples
from cakg.vocabulary import ID, RDF, XSD, expand, with_prefixes

LONG_RUN = int(os.environ.get("CAKG_FUZZ", "0"))

# ---- Odd terms and graphs --------------------------------------------------------

IRIS = [
    *(NamedNode(ID[name]) for name in ("russia", "unknown", "a%20b", "Қазақстан", "a" * 5000)),
    *(NamedNode(iri) for iri in ("javascript:alert(1)", "urn:x", "https://example.org/x", RDF.subject)),
    *(NamedNode(expand(name) or "") for name in ("stmt:drones", "claim:denial", "source:essay", "status:denied")),
]
LITERALS = [
    *map(
        Literal, ("some text", "", "²", "٣", "a\x1b[31m\x07\x00b\u202e", "word " * 200_000, ID["russia"], 2, -3, True)
    ),
    Literal("слово", language="ru"),
    *(
        Literal(text, datatype=NamedNode(datatype))
        for datatype, texts in {
            XSD.date: "2022-13-45 99999-01-01 -0044-03-15 2021-06-06+05:00 20220301 2022-W01-1 2022",
            XSD.dateTime: "2022-03-01T10:00:00Z",
            XSD.gYear: "2022",
            XSD.gYearMonth: "2022-03",
            XSD.integer: f"abc {'9' * 5000}",
            XSD.decimal: f"1{'0' * 400}.5",
            XSD.double: "NaN INF 1e400",
            "https://example.org/datatype": "x",
        }.items()
        for text in texts.split()
    ),
]
BLANK = BlankNode("b")
TRIPLE = Triple(NamedNode(ID["russia"]), NamedNode(RDF.type), Triple(BLANK, NamedNode(RDF.type), Literal("x")))
TERMS = [*IRIS, *LITERALS, BLANK, TRIPLE]
"""Terms that are odd for most properties."""


@cache
def entered(folder: Path) -> tuple[Triple, ...]:
    """Return the triples of the Turtle files of a folder."""
    return tuple(quad.triple for path in sorted(folder.glob("*.ttl")) for quad in pyoxigraph.parse(path=path))


def changed(draw: st.DrawFn, triples: tuple[Triple, ...]) -> list[Triple]:
    """Return the triples with one to four of them changed: another term, a copy, a cycle, a gap."""
    found = list(triples)
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(found) - 1))
        one, other = found[place], draw(st.sampled_from(found))
        term: Any = draw(st.sampled_from(TERMS))
        node = term if isinstance(term, NamedNode | BlankNode) else other.subject
        ways = [
            [Triple(one.subject, one.predicate, term)],
            [one, Triple(one.subject, one.predicate, term)],
            [one, Triple(one.subject, one.predicate, other.object)],
            [Triple(one.subject, one.predicate, one.subject)],
            [Triple(node, one.predicate, one.object)],
            [one, Triple(one.subject, other.predicate, other.object)],
            [],
        ]
        found[place : place + 1] = draw(st.sampled_from(ways))
    return found


def opened(triples: list[Triple], folders: Folders, *, foreign: bool) -> KnowledgeGraph:
    """Return a graph of these triples; a *foreign* one has odd triples too, as the store of another program may."""
    store = Store()
    store.extend(Quad(*triple) for triple in (*entered(folders.ontology), *triples))
    if not foreign:
        leave_out(store)
    run_rules(store, folders.rules())
    return KnowledgeGraph(LocalStore(store), folders)


def views(kg: KnowledgeGraph) -> Iterator[Callable[[], object]]:
    """Yield every way to look at a graph; a long run draws pages too."""

    def page(name: str) -> object:
        found = kg.about(name, datasets=True)
        return found.table(), found.by_source().json(), kg.footer("", found.cites)

    def answer(question: str) -> object:
        found = kg.ask(question, datasets=True)
        return found.table(cite=True), found.json(cite=True), found.csv(iri=True), found.markdown()

    def everything() -> object:
        rows, triples = kg.engine.query("SELECT * { ?s ?p ?o }"), kg.engine.query("DESCRIBE id:russia stmt:drones")
        written = [write_result(kg.records, rows, one, Options()) for one in ("table", "csv", "json")]
        return written, write_result(kg.records, triples, None, Options()), kg.query("SELECT * { ?s ?p ?o }")

    def tables() -> None:
        found = kg.tables()
        for table, column in ((one, column) for one in TABLES for column in one.foreign):
            [key] = (one.key[0] for one in TABLES if one.name == column.refers)
            missing = {*found[table.name][column.name].drop_nulls()} - {*found[column.refers][key]}
            assert not missing, (table.name, column.name, missing)

    for question in kg.questions.names:
        yield lambda question=question: answer(question)
    for name in ("Tajikistan", "id:scholar", "id:influence", "stmt:drones"):
        yield lambda name=name: page(name)
    yield lambda: (kg.find("Russia").table(), kg.find("attack dron").json(), kg.find("nothing").table())
    yield lambda: kg.path("Kazakhstan", "id:ukraine", datasets=True).table()
    yield lambda: kg.compare("source:summary", "source:comment").table()
    yield lambda: kg.analysis(changes=["2021", "2023"], datasets=True).table()
    yield lambda: [kg.draw(picture, format="csv", since="2022-01") for picture in ("network", "timeline", "map")]
    yield lambda: [kg.export(one, datasets=True) for one in ("csv", "turtle", "sssom")]
    yield lambda: kg.export("jsonld")
    yield lambda: [network_files(kg.network(), one, Path("n.csv")) for one in ("graphml", "gexf", "csv-network")]
    yield tables
    yield everything
    yield lambda: (kg.to_rdflib(), kg.records.claims(kg.records.all_claims), kg.records.articles)
    for picture in ("network", "timeline", "map") if LONG_RUN else ("timeline",):
        yield lambda picture=picture: (kg.draw(picture), kg.draw(picture, format="svg"))


CHECKS = load(shipped().queries / "checks")


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@settings(
    max_examples=LONG_RUN or 4,
    derandomize=not LONG_RUN,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data(), foreign=st.booleans())
def test_fuzz(small_folders: Folders, data: st.DataObject, foreign: bool) -> None:
    """Every view of a graph with odd triples is shown, or ends with an error that says what to do."""
    triples = changed(data.draw, entered(small_folders.graph))
    folders = small_folders._replace(queries=shipped().queries) if LONG_RUN else small_folders
    kg = opened(triples, folders, foreign=foreign)
    for view in views(kg):
        problem = "none"
        try:
            view()
        except CakgError as error:  # such as: nothing in the graph has this name
            problem = error.message
        assert problem
    for one in CHECKS if LONG_RUN else CHECKS[::9]:
        list(one.run(LocalStore(kg.engine.store), {}))  # type: ignore[attr-defined]


# ---- What is odd -----------------------------------------------------------------


@pytest.mark.parametrize(
    "turtle, words",
    [
        ('source:x a cakg:Article ; dcterms:publisher "The Agency" .', '"The Agency" is not an IRI'),
        ("source:x cakg:author [] .", "a blank node is not an IRI"),
        ("source:x cakg:author <<( id:a id:b id:c )>> .", "a triple term is not an IRI"),
        ('stmt:x rdf:subject "Russia"@en ; a cakg:Statement .', '"Russia"@en is not an IRI'),
        ("stmt:x cakg:item 5 .", '"5"^^xsd:integer is not an IRI'),
        ("[] a cakg:State .", "its subject is a blank node"),
        ("id:x a cakg:State ; rdfs:label id:y .", "id:y is not a literal"),
        ("source:x cakg:shortName <urn:x> .", "<urn:x> is not a literal"),
        ('stmt:x cakg:earliest "2022"^^xsd:gYear .', '"2022"^^xsd:gYear is not an xsd:date'),
        ('stmt:x cakg:latest "2022-03-01" .', '"2022-03-01" is not an xsd:date'),
        ('stmt:x cakg:latest "2022-02-30"^^xsd:date .', '"2022-02-30" is not a valid xsd:date'),
        ('stmt:x cakg:latest "-0044-03-15"^^xsd:date .', "is a valid xsd:date, but cakg does not take it"),
        ("passage:x cakg:paragraph 1.5 .", "is not a number that cakg takes"),
        ('passage:x cakg:sentence "²"^^xsd:integer .', "is not a number that cakg takes"),
        (f"stmt:x cakg:atLeast {'9' * 5000} .", "is not a number that cakg takes"),
        ('stmt:x cakg:atMost "NaN"^^xsd:double .', "is not a number that cakg takes"),
    ],
)
def test_a_triple_with_a_term_of_another_kind_is_left_out(turtle: str, words: str) -> None:
    """The message says what is wrong with it, in a few words."""
    store = Store()
    store.extend(Quad(*triple) for triple in entered(shipped().ontology))
    store.load(with_prefixes(turtle).encode(), RdfFormat.TURTLE)
    (odd,) = odd_triples(store)
    leave_out(store)

    assert words in odd.problem
    assert len(odd.problem) < 200
    assert Quad(*odd.triple) not in store
    assert odd_triples(store) == []


@pytest.mark.parametrize(
    "turtle",
    [
        '<urn:x> dcterms:publisher "The Agency" .',
        "<urn:x> rdfs:label <urn:y> ; rdf:subject [] .",
        "[] a owl:Restriction ; rdfs:label <urn:y> .",
        '<urn:x> a skos:Concept ; dcterms:title "T" ; dcterms:extent [] .',
        'stmt:x cakg:atLeast "5"^^xsd:int ; cakg:moreThan 2.5 ; cakg:recordYears 3 .',
        "id:x a cakg:State ; rdfs:label 5 .",
    ],
)
def test_other_triples_are_kept(turtle: str) -> None:
    """What is no part of the model is not cakg's business."""
    store = Store()
    store.extend(Quad(*triple) for triple in entered(shipped().ontology))
    store.load(with_prefixes(turtle).encode(), RdfFormat.TURTLE)

    assert odd_triples(store) == []


def test_the_shipped_graph_has_no_odd_triple(shipped_kg: KnowledgeGraph) -> None:
    assert shipped_kg.records.left_out == 0


# ---- What commands and the check say ---------------------------------------------

ODD = """
id:agency a cakg:Organisation ; rdfs:label "Agency"@en .
source:mine a cakg:Article ; rdfs:label "Mine"@en ; cakg:shortName "Mine" ; dcterms:publisher "The Agency" .
source:summary
    dcterms:publisher [] .
[] a cakg:State ; rdfs:label "Nowhere"@en .
"""


@pytest.fixture
def odd(small_folders: Folders, tmp_path: Path) -> list[str]:
    """The options that open the small graph with odd triples."""
    path = tmp_path / "odd.ttl"
    path.write_text(with_prefixes(ODD), encoding="utf-8")
    return ["--graph", str(small_folders.graph.parent), "--data", str(path)]


@pytest.mark.parametrize(
    "command",
    [
        ["ask", "accusations"],
        ["about", "Tajikistan"],
        ["find", "Russia"],
        ["compare", "source:summary", "source:comment"],
        ["network"],
        ["query", "SELECT * { ?s dcterms:publisher ?o }"],
        ["export", "--format", "csv", "-o", "-"],
        ["draw", "timeline", "--format", "csv", "-o", "-"],
        ["link", "codes", "Russia"],
    ],
    ids=lambda command: command[0],
)
def test_a_command_says_how_many_triples_are_left_out(
    odd: list[str], command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """And how to list them."""
    assert main([*command, *odd]) == 0

    shown = capsys.readouterr().err
    assert shown.startswith("4 triples left out, ")
    assert f"cakg check {' '.join(odd)}" in shown


def test_json_and_python_have_the_number(odd: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    main(["ask", "accusations", "--format", "json", *odd])

    assert json.loads(capsys.readouterr().out)["triples_left_out"] == 4


def test_the_check_lists_them_with_what_follows(odd: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """With file and line; and what is missing without them is reported too."""
    assert main(["check", *odd, "--format", "json"]) == 1

    faults = {
        (one["place"].rpartition("/")[2], one["problem"]) for one in json.loads(capsys.readouterr().out)["faults"]
    }
    left_out = "so cakg leaves the triple out"
    nobody = f"is not an IRI, {left_out}; citations name no publisher"
    subject = "its subject is a blank node, which cannot be cited"
    assert {
        ("odd.ttl:3", f'source:mine dcterms:publisher: "The Agency" {nobody}'),
        ("odd.ttl:5", f"source:summary dcterms:publisher: a blank node {nobody}"),
        ("odd.ttl", f"a blank node rdf:type: {subject}, {left_out}; the node has a class less"),
    } <= faults


def test_the_check_says_what_follows_from_a_source_without_author(small_folders: Folders, tmp_path: Path) -> None:
    """Its claims affirm a statement, but the statement counts as unclaimed."""
    path = tmp_path / "mine.ttl"
    mine = """source:t a cakg:Article ; rdfs:label "My source"@en .
        passage:t a cakg:Passage ; cakg:source source:t .
        claim:t a cakg:Claim ; cakg:affirms stmt:attack ; cakg:mode mode:asserted ; cakg:speaker id:analyst ;
            cakg:passage passage:t ."""
    path.write_text(with_prefixes(mine), encoding="utf-8")

    shown = check(small_folders._replace(queries=shipped().queries), [path]).text()
    assert "source:t: a cited source has an incomplete citation (cakg:author, so its speakers count as" in shown
    assert "(cakg:shortName, so its claims are not shown; without an author too, they do not count)" in shown

"""What every question of the catalogue keeps to, each on the shipped graph.

Rows have to be equal on Oxigraph, on rdflib and over HTTP: what only one engine answers so is no answer.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import Literal, NamedNode
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.algebra import traverse
from rdflib.plugins.sparql.parserutils import CompValue

from cakg.export import serialise, to_rdflib
from cakg.model.names import value
from cakg.paths import shipped
from cakg.questions.answer import Scope
from cakg.questions.ask import ask
from cakg.questions.catalogue import PROFILE, START, Catalogue, Question
from cakg.store.local import LocalStore
from cakg.store.protocol import Engine, Row, Term
from cakg.store.remote import RemoteStore
from cakg.vocabulary import BASE, PREFIXES, XSD

FOLDER = shipped().queries / "questions"
CATALOGUE = Catalogue.load(FOLDER)
NAMES = CATALOGUE.names
ASKED_FOR = [
    *("votes-on-a-resolution", "who-recognised", "positions", "who-is-accused", "trade-growth", "timeline", "causes"),
    *("forecasts", "what-should-be-done", "sources-agree", "sources-disagree", "only-one-source"),
    *("sentences-without-claims", "who-speaks-through-whom"),
]
ENTERED = frozenset({"claim", "comparison", "id", "note", "passage", "source", "stmt"})
"""What editors add to: a question that names one of these asks of one thing, which a parameter should do."""

each_question = pytest.mark.parametrize("name", NAMES)


@pytest.fixture
def engine(shipped_graph: LocalStore) -> Engine:
    return shipped_graph


@pytest.fixture(scope="session")
def lingua_franca(shipped_graph: LocalStore) -> rdflib.Graph:
    """Return the same graph, derived triples included, on the other engine; loading it takes a while."""
    return to_rdflib(shipped_graph)


@pytest.fixture(scope="session")
def served(shipped_graph: LocalStore, endpoint_of: Callable[[bytes], str]) -> Engine:
    """Return the same graph behind a real endpoint on this machine, loaded from an export."""
    return RemoteStore(endpoint_of(serialise(shipped_graph, "ntriples")))


@pytest.fixture
def question(name: str) -> Question:
    return CATALOGUE.get(name)


def body(question: Question) -> str:
    """Return the query without its header, its comments and its prefixes."""
    lines = [line for line in question.sparql.splitlines() if not line.startswith(("#", "PREFIX"))]
    return "\n".join(re.sub(r"(^|\s)#.*", "", line) for line in lines)


def terms(text: str) -> set[str]:
    """Return the prefixed names in *text*."""
    return set(re.findall(r"(?<![\w:#?])[a-z]+:[A-Za-z][\w-]*", text))


def as_oxigraph(term: rdflib.term.Identifier | None) -> Term | None:
    """Return an rdflib term as the same term of the other library."""
    if term is None:
        return None
    if isinstance(term, rdflib.URIRef):
        return NamedNode(str(term))
    assert isinstance(term, rdflib.Literal)
    if term.language:
        return Literal(str(term), language=term.language)
    return Literal(str(term), datatype=NamedNode(str(term.datatype)) if term.datatype else None)


def shape(question: Question) -> str:
    """Return the query with a mark in the place of every term, so that questions of one shape are equal."""
    marked = re.sub(r"\"[^\"]*\"|(?<![\w:#?])[a-z]+:[A-Za-z][\w-]*", "_", body(question))
    return re.sub(r"(?:_ )+_", "_", " ".join(marked.split()))


def test_what_an_analyst_would_ask_is_there() -> None:
    """The catalogue has the questions that others refer to by name, and enough of them in enough themes."""
    assert set(ASKED_FOR) <= set(NAMES)
    assert len(NAMES) >= 34
    assert len({CATALOGUE.get(name).theme for name in NAMES}) >= 6


@each_question
def test_header_is_complete(question: Question) -> None:
    """A reader learns the question, what may be fixed in it with an example, and what each column means."""
    assert question.summary.endswith("?")
    assert question.tags
    assert all(parameter.text and parameter.example for parameter in question.parameters)
    assert all(column.text for column in question.columns)


@each_question
def test_announced_columns_are_those_selected(question: Question) -> None:
    """The header lists what the query returns, in the same order, and few enough to read."""
    selected = [str(variable) for variable in prepareQuery(question.sparql).algebra["PV"]]

    assert selected == [column.name for column in question.columns]
    assert len([column for column in question.columns if not column.holds_claims]) <= 7


@each_question
def test_uses_only_what_the_graph_defines(question: Question, engine: Engine) -> None:
    """A misspelt term answers nothing and says nothing, so it is caught here."""
    ours = {term for term in terms(body(question)) if PREFIXES[term.partition(":")[0]].startswith(BASE)}
    defined = {
        term
        for term in ours
        if engine.ask(f"ASK {{ <{PREFIXES[term.partition(':')[0]]}{term.partition(':')[2]}> ?p ?o }}")
    }

    assert ours == defined


@each_question
def test_names_no_single_thing(question: Question) -> None:
    """What a question is about is a parameter of it, so that it can be asked of any graph; its default may be one."""
    defaults = terms("\n".join(line for line in question.sparql.splitlines() if line.endswith("# parameter")))

    assert {term.partition(":")[0] for term in terms(body(question)) - defaults} & ENTERED == set()


@each_question
def test_declares_the_prefixes_that_it_uses(question: Question) -> None:
    """Pasted into an endpoint the file runs as it is, and declares nothing in vain."""
    declared = dict(re.findall(r"^PREFIX (\w+): <(.*)>$", question.sparql, re.MULTILINE))

    assert declared == {prefix: PREFIXES[prefix] for prefix in sorted(declared)}
    assert set(declared) == {term.partition(":")[0] for term in terms(body(question))}
    assert list(declared) == sorted(declared)


@each_question
def test_is_portable(question: Question) -> None:
    """No named graph, no other endpoint, and no function that SPARQL 1.1 lacks."""
    kinds: set[str] = set()
    functions: set[str] = set()

    def note(node: object) -> None:
        if isinstance(node, CompValue):
            kinds.add(node.name)
            if node.name == "Function":
                functions.add(str(node.iri))

    traverse(prepareQuery(question.sparql).algebra, visitPre=note)
    assert kinds & {"Graph", "ServiceGraphPattern"} == set()
    assert functions <= {XSD.integer}


@each_question
def test_has_an_answer(question: Question, engine: Engine) -> None:
    """A question that the shipped graph cannot answer is none that it should offer."""
    assert engine.select(question.sparql).rows


@each_question
def test_rows_are_ordered_for_certain(question: Question, engine: Engine) -> None:
    """The order leaves nothing to the engine: no row comes twice, and every column counts in it."""
    rows = engine.select(question.sparql).rows
    order = question.sparql.rpartition("ORDER BY")[2]

    assert max(Counter(rows).values()) == 1
    if "SELECT DISTINCT" in question.sparql:
        assert {column.name for column in question.columns if f"?{column.name}" not in order} <= _follow(question, rows)


def _follow(question: Question, rows: list[Row]) -> set[str]:
    """Return the columns whose value the columns in the order settle."""
    order = question.sparql.rpartition("ORDER BY")[2]
    names = [column.name for column in question.columns]
    counted = [place for place, name in enumerate(names) if f"?{name}" in order]
    settled = len({tuple(row[place] for place in counted) for row in rows}) == len(rows)
    return set(names) if settled else set()


@each_question
def test_rows_are_equal_on_both_engines(question: Question, engine: Engine, lingua_franca: rdflib.Graph) -> None:
    """Oxigraph and rdflib give the same rows in the same order.

    A question that compares each state with each is asked of one pair: rdflib would take minutes for all.
    """
    states = [parameter for parameter in question.parameters if parameter.type == "state"]
    pair = {one.name: [value(engine, "state", one.example)] for one in states} if len(states) == 2 else {}
    sparql = question.bind(pair)
    found = [tuple(as_oxigraph(term) for term in row) for row in lingua_franca.query(sparql)]

    assert found == engine.select(sparql).rows


@each_question
def test_rows_are_equal_over_http(question: Question, engine: Engine, served: Engine) -> None:
    """An endpoint that holds an export of the graph gives the same rows in the same order."""
    assert served.select(question.sparql).rows == engine.select(question.sparql).rows


@pytest.mark.parametrize(
    "name, parameter", [(name, parameter.name) for name in NAMES for parameter in CATALOGUE.get(name).parameters]
)
def test_the_example_of_a_parameter_has_an_answer(question: Question, parameter: str, engine: Engine) -> None:
    """Whoever tries a parameter with the example beside it sees rows, and fewer than without it."""
    example = next(one.example for one in question.parameters if one.name == parameter)

    answer = ask(engine, question, {parameter: [example]}, Scope("", (), "everything"))

    assert 0 < len(answer) <= len(engine.select(question.sparql).rows)


@each_question
def test_a_profile_only_takes_rows_away(question: Question, engine: Engine) -> None:
    """Seen through a narrower profile an answer loses rows and gains none."""
    if not question.has_profile:
        pytest.skip("lists no statements, or reads no status")
    wide, narrow, narrowest = (
        len(engine.select(question.bind({PROFILE: [NamedNode(PREFIXES["profile"] + profile)]})).rows)
        for profile in ("everything", "unhedged", "stated")
    )

    assert wide >= narrow >= narrowest


def test_no_two_questions_differ_only_in_their_terms() -> None:
    """Two such questions would be one question with a parameter."""
    shapes = Counter(shape(CATALOGUE.get(name)) for name in NAMES)

    assert [text for text, times in shapes.items() if times > 1] == []


@pytest.mark.parametrize("name", ["who-recognised", "positions", "who-is-accused", "timeline"])
def test_denials_are_rows(question: Question, engine: Engine) -> None:
    """What the sources deny stands in the answer, and says so."""
    polarity = [column.name for column in question.columns].index("polarity")

    assert any(row[polarity] == Literal("denied") for row in engine.select(question.sparql).rows)


def test_conditions_that_only_suffice_together_say_so(engine: Engine) -> None:
    """Each is a row that tells how many there are, so that nobody takes one of them for enough."""
    terms = [
        str(row["terms"].value) for row in engine.select(CATALOGUE.get("forecasts").sparql).dicts() if "terms" in row
    ]
    joint = [term for term in terms if "all of" in term]

    assert {"if all of: 1 of 3", "if all of: 3 of 3", "unless all of: 2 of 3"} <= set(joint)
    assert [term for term in terms if term not in joint and term not in ("if", "unless")] == []


@pytest.mark.parametrize("year, found", [("2022", True), ("2023", True), ("2024", False), ("2035", False)])
def test_a_state_goes_on_only_as_far_as_its_source_can_know(year: str, found: bool, engine: Engine) -> None:
    """Nobody says that anything held after the newest source."""
    assert bool(ask(engine, CATALOGUE.get("timeline"), {"year": [year]}, Scope("", (), "everything"))) is found


def test_a_reader_begins_with_five_questions() -> None:
    """More would be no beginning."""
    assert len([name for name in NAMES if START in CATALOGUE.get(name).tags]) == 5


@pytest.mark.parametrize("word", ["decline", "predict", "who said", "why", "how much"])
def test_questions_are_found_by_common_words(word: str) -> None:
    """A reader's first word leads somewhere."""
    assert CATALOGUE.all(word)


def test_folder_holds_nothing_else() -> None:
    """Every file under the questions is one, named so that it can be typed."""
    files = [path for path in FOLDER.rglob("*") if path.is_file()]

    assert len(files) == len(NAMES)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*\.rq", path.name) for path in files)
    assert {path.parent.parent for path in files} == {Path(FOLDER)}

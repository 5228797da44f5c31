"""Requirements on every question of the catalogue, tested on the shipped graph.

Rows must be equal in memory, on disk, over HTTP, on rdflib and on Virtuoso: `make engines`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
import rdflib
from pyoxigraph import Literal, NamedNode
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.algebra import traverse
from rdflib.plugins.sparql.parserutils import CompValue

from cakg.cli.build import build
from cakg.model.records import Records
from cakg.paths import shipped
from cakg.questions.ask import ask, term_of
from cakg.questions.catalogue import START, Catalogue, Column, Question
from cakg.questions.marks import PROFILE
from cakg.store.disk import DiskStore
from cakg.store.local import LocalStore
from cakg.store.protocol import Engine, Row, Term
from cakg.store.remote import RemoteStore
from cakg.store.serialise import serialise, to_rdflib
from cakg.vocabulary import BASE, CAKG, CLAIM, ID, PREFIXES, STMT, XSD, with_prefixes

pytestmark = pytest.mark.slow

FOLDER = shipped().queries / "questions"
CATALOGUE = Catalogue.load(FOLDER)
NAMES = CATALOGUE.names
CITING = [name for name in NAMES if not CATALOGUE.get(name).uncited]
EXPECTED = [
    *("votes-on-a-resolution", "who-recognised", "positions", "who-is-accused", "trade-growth", "timeline", "causes"),
    *("forecasts", "what-should-be-done", "sources-agree", "sources-disagree", "only-one-source"),
    *("sentences-without-claims", "who-speaks-through-whom"),
]
EDITED_PREFIXES = frozenset({"claim", "comparison", "id", "note", "passage", "source", "stmt"})
"""Prefixes of the nodes that editors add. A question must not name such a node; it needs a parameter instead."""

each_question = pytest.mark.parametrize("name", NAMES)


@pytest.fixture
def engine(shipped_graph: LocalStore) -> Engine:
    return shipped_graph


@pytest.fixture(scope="session")
def rows_of(shipped_graph: LocalStore) -> Callable[[Question], list[Row]]:
    """Return the rows of a question; each question is asked only once."""
    return cache(lambda question: shipped_graph.select(question.sparql).rows)


@pytest.fixture(scope="session")
def claims(shipped_graph: LocalStore) -> Claims:
    return Claims(shipped_graph)


@pytest.fixture(scope="session")
def served(shipped_graph: LocalStore, endpoint_of: Callable[[bytes], str]) -> Engine:
    """Return the shipped graph, exported and served by a SPARQL endpoint on this machine."""
    return RemoteStore(endpoint_of(serialise(shipped_graph, "ntriples")))


@pytest.fixture(scope="session")
def on_rdflib(shipped_graph: LocalStore) -> rdflib.Graph:
    """Return the shipped graph with its derived triples, on rdflib."""
    return to_rdflib(shipped_graph)


@pytest.fixture(scope="session")
def on_virtuoso(shipped_graph: LocalStore, virtuoso_of: Callable[[bytes], str]) -> Engine:
    """Return the shipped graph with its derived triples, on Virtuoso."""
    return RemoteStore(virtuoso_of(serialise(shipped_graph, "ntriples")))


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
    """Return an rdflib term as a pyoxigraph term."""
    if term is None:
        return None
    if isinstance(term, rdflib.URIRef):
        return NamedNode(str(term))
    assert isinstance(term, rdflib.Literal)
    if term.language:
        return Literal(str(term), language=term.language)
    return Literal(str(term), datatype=NamedNode(str(term.datatype)) if term.datatype else None)


def as_asked(question: Question, engine: Engine, **words: str) -> str:
    """Return the query that `cakg ask` sends: about articles, in a profile, with values for parameters."""
    records = Records(engine)
    profile = {PROFILE: [NamedNode(PREFIXES["profile"] + "everything")]} if question.has_profile else {}
    given = {name: [term_of(records, question.parameter(name).type, word)] for name, word in words.items()}
    return question.bind({**profile, **given}, records.articles)


def shape(question: Question) -> str:
    """Return the query with every term replaced by a mark, so that questions of the same shape are equal."""
    marked = re.sub(r"\"[^\"]*\"|(?<![\w:#?])[a-z]+:[A-Za-z][\w-]*", "_", body(question))
    return re.sub(r"(?:_ )+_", "_", " ".join(marked.split()))


class ClaimColumns(NamedTuple):
    """The columns that show each part of a claim, in order of preference."""

    statement: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    """Columns with parts of a statement of the claim, for rows that do not show the statement itself."""
    polarity: tuple[str, ...] = ()
    speaker: tuple[str, ...] = ()
    passage: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    commitment: tuple[str, ...] = ()
    wording: tuple[str, ...] = ()
    condition: tuple[str, ...] = ()


CLAIM_COLUMNS = {
    "claim": ClaimColumns(
        statement=("statement", "point"),
        parts=(
            *("cause", "link", "effect", "who", "aim", "one", "other", "tie", "intensity", "as", "degree", "state"),
            *("position", "toward", "vote", "recognised", "as_part_of", "thing", "called", "by", "what", "to_whom"),
            *("attitude", "topic", "judged", "whom"),
        ),
        polarity=("polarity",),
        speaker=("speaker", "voice", "urged_by"),
        passage=("passage", "row"),
        source=("source",),
        commitment=("firmness",),
        wording=("wording", "hedge"),
        condition=("condition",),
    ),
    "other_claim": ClaimColumns(
        statement=("other_statement", "statement"),
        polarity=("other_polarity", "polarity"),
        speaker=("others",),
        passage=("other_passage", "other_row"),
    ),
    "dataset_claim": ClaimColumns(statement=("found",), passage=("row",)),
    "request_claim": ClaimColumns(parts=("requester", "requested_by", "statement")),
    "approval_claim": ClaimColumns(parts=("approved_by",)),
}
POLARITIES = {"affirmed": "affirmedBy", "denied": "deniedBy", "left open": "leftOpenBy"}


class Claims:
    """The content of each claim of the graph, to compare with the rows that cite it."""

    def __init__(self, engine: Engine) -> None:
        self.all = {row["claim"] for row in engine.select("SELECT ?claim WHERE { ?claim a cakg:Claim }").dicts()}
        self._claims = _properties(engine, "?claim a cakg:Claim . ?claim ?property ?value", "claim")
        self._statements = _properties(engine, "?statement a cakg:Statement ; ?property ?value", "statement")
        self._statements_of: dict[tuple[Term, str], set[Term]] = defaultdict(set)
        for polarity, name in POLARITIES.items():
            for row in engine.select(f"SELECT * WHERE {{ ?statement cakg:{name} ?claim }}").dicts():
                self._statements_of[row["claim"], polarity].add(row["statement"])

    def match(self, row: Mapping[str, Term], column: str) -> bool:
        """Return whether the claim in *column* says what *row* shows."""
        claim, columns = row[column], CLAIM_COLUMNS[column]
        values = self._claims[claim]
        return self._match_statement(row, claim, columns) and all(
            row[names[0]] in values[CAKG[role]] | (values[CAKG.unless] if role == "condition" else set())
            for role in ("speaker", "passage", "source", "commitment", "wording", "condition")
            if (names := [name for name in getattr(columns, role) if name in row])
        )

    def _match_statement(self, row: Mapping[str, Term], claim: Term, columns: ClaimColumns) -> bool:
        polarities = [row[name].value for name in columns.polarity if name in row][:1] or POLARITIES
        statements = set().union(*(self._statements_of[claim, polarity] for polarity in polarities))
        for statement in (row[name] for name in columns.statement if name in row):
            return statement in statements or not statement.value.startswith(STMT.iri)
        # A row of a chain of effects has only its two ends; the claim is about one of the steps.
        names = () if row.get("reached") == Literal("in steps") else columns.parts
        parts = {term for name in names if isinstance(term := row.get(name), NamedNode)}
        return any(parts <= set().union(*self._statements[statement].values()) for statement in statements)


def _properties(engine: Engine, pattern: str, variable: str) -> dict[Term, dict[str, set[Term]]]:
    """Return the values of each property of each match of *variable* in *pattern*."""
    found: dict[Term, dict[str, set[Term]]] = defaultdict(lambda: defaultdict(set))
    for row in engine.select(f"SELECT * WHERE {{ {pattern} }}").dicts():
        found[row[variable]][row["property"].value].add(row["value"])
    return found


def test_catalogue_has_the_expected_questions() -> None:
    """The catalogue has the questions that documents refer to, and enough questions in enough themes."""
    assert set(EXPECTED) <= set(NAMES)
    assert len(NAMES) >= 34
    assert len({CATALOGUE.get(name).theme for name in NAMES}) >= 6


@each_question
def test_header_is_complete(question: Question) -> None:
    """The header has the question, its parameters with an example each, and its columns with a text each."""
    assert question.summary.endswith("?")
    assert question.tags
    assert all(parameter.text and parameter.example for parameter in question.parameters)
    assert all(column.text for column in question.columns)


@each_question
def test_header_lists_the_selected_columns(question: Question) -> None:
    """The header lists the columns of the query in the same order, and at most seven are shown."""
    selected = [str(variable) for variable in prepareQuery(question.sparql).algebra["PV"]]

    assert selected == [column.name for column in question.columns]
    assert len([column for column in question.columns if not (column.holds_claims or column.hidden)]) <= 7


@each_question
def test_selects_claims_or_explains_why_not(question: Question) -> None:
    """A question selects the claims that its answer cites, or says in `cites` why there are none."""
    selected = map(str, prepareQuery(question.sparql).algebra["PV"])

    assert bool(question.uncited) is not any(Column(name, "").holds_claims for name in selected)


@pytest.mark.parametrize("name", CITING)
def test_a_row_agrees_with_its_claims(question: Question, engine: Engine, claims: Claims) -> None:
    """Each claim in a row has the statement, speaker, words and passage that the row shows."""
    columns = {column.name for column in question.columns if column.holds_claims}
    rows = engine.select(question.sparql).dicts()

    assert [row for row in rows if "claim" not in row] == []
    assert {row[name] for row in rows for name in columns & row.keys()} <= claims.all
    assert [row for row in rows for name in columns & row.keys() if not claims.match(row, name)] == []


@each_question
def test_uses_only_what_the_graph_defines(question: Question, engine: Engine) -> None:
    """A misspelt term would give no rows and no error."""
    ours = {term for term in terms(body(question)) if PREFIXES[term.partition(":")[0]].startswith(BASE)}
    defined = {
        term
        for term in ours
        if engine.ask(f"ASK {{ <{PREFIXES[term.partition(':')[0]]}{term.partition(':')[2]}> ?p ?o }}")
    }

    assert ours == defined


@each_question
def test_names_no_node_of_the_graph(question: Question) -> None:
    """A question names no node of the graph except as the default of a parameter, so that it works on any graph."""
    defaults = terms("\n".join(line for line in question.sparql.splitlines() if line.endswith("# parameter")))

    assert {term.partition(":")[0] for term in terms(body(question)) - defaults} & EDITED_PREFIXES == set()


@each_question
def test_declares_the_prefixes_that_it_uses(question: Question) -> None:
    """The file runs unchanged on an endpoint, and every declared prefix is used."""
    declared = dict(re.findall(r"^PREFIX (\w+): <(.*)>$", question.sparql, re.MULTILINE))

    assert declared == {prefix: PREFIXES[prefix] for prefix in sorted(declared)}
    assert set(declared) == {term.partition(":")[0] for term in terms(body(question))}
    assert list(declared) == sorted(declared)


@each_question
def test_is_portable(question: Question) -> None:
    """The query uses no named graph, no other endpoint and no function outside SPARQL 1.1."""
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
def test_has_an_answer(question: Question, rows_of: Callable[[Question], list[Row]]) -> None:
    """The shipped graph has an answer to each of its questions."""
    assert rows_of(question)


@each_question
def test_the_order_of_rows_is_total(question: Question, rows_of: Callable[[Question], list[Row]]) -> None:
    """No row is repeated, and the order depends on every column, so that it is the same on every engine."""
    rows = rows_of(question)
    order = question.sparql.rpartition("ORDER BY")[2]

    assert max(Counter(rows).values()) == 1
    if "SELECT DISTINCT" in question.sparql:
        assert {column.name for column in question.columns if f"?{column.name}" not in order} <= _determined(
            question, rows
        )


def _determined(question: Question, rows: list[Row]) -> set[str]:
    """Return all columns if the columns in the order already determine the row, else none."""
    order = question.sparql.rpartition("ORDER BY")[2]
    names = [column.name for column in question.columns]
    ordered = [place for place, name in enumerate(names) if f"?{name}" in order]
    determined = len({tuple(row[place] for place in ordered) for row in rows}) == len(rows)
    return set(names) if determined else set()


@pytest.mark.engines
@pytest.mark.parametrize("restricted", [False, True], ids=["as in the file", "as asked"])
@each_question
def test_rows_are_equal_on_rdflib(
    question: Question, restricted: bool, shipped_graph: LocalStore, on_rdflib: rdflib.Graph
) -> None:
    """rdflib answers the query of the file, and the one that `cakg ask` makes of it."""
    sparql = as_asked(question, shipped_graph) if restricted else question.sparql
    found = [tuple(as_oxigraph(term) for term in row) for row in on_rdflib.query(sparql)]

    assert found == shipped_graph.select(sparql).rows


@pytest.mark.virtuoso
@each_question
def test_rows_are_equal_on_virtuoso(question: Question, shipped_graph: LocalStore, on_virtuoso: Engine) -> None:
    """Virtuoso answers the query of the file, and those that `cakg ask` makes of it."""
    assert on_virtuoso.select(question.sparql).rows == shipped_graph.select(question.sparql).rows
    for parameters in ({}, *({one.name: one.example} for one in question.parameters)):
        sparql = as_asked(question, shipped_graph, **parameters)
        assert on_virtuoso.select(sparql).rows == shipped_graph.select(sparql).rows, parameters


@pytest.mark.engines
@each_question
def test_rows_are_equal_over_http(question: Question, rows_of: Callable[[Question], list[Row]], served: Engine) -> None:
    """An endpoint with an export of the graph gives the same rows in the same order."""
    assert served.select(question.sparql).rows == rows_of(question)


@pytest.mark.engines
def test_rows_are_equal_on_disk(shipped_graph: LocalStore, tmp_path: Path) -> None:
    """A store that `cakg build` makes gives the same rows in the same order."""
    build(tmp_path / "store", shipped(), [])
    store = DiskStore(tmp_path / "store")
    for question in CATALOGUE.all():
        assert store.select(question.sparql).rows == shipped_graph.select(question.sparql).rows, question.name


@pytest.mark.parametrize(
    "name, parameter", [(name, parameter.name) for name in NAMES for parameter in CATALOGUE.get(name).parameters]
)
def test_the_example_of_a_parameter_has_an_answer(
    question: Question, parameter: str, engine: Engine, rows_of: Callable[[Question], list[Row]]
) -> None:
    """The example of a parameter gives rows, and no more than without the parameter."""
    example = next(one.example for one in question.parameters if one.name == parameter)

    answer = ask(Records(engine), question, {parameter: [example]})

    assert 0 < len(answer) <= len(rows_of(question))


@each_question
def test_a_narrower_profile_adds_no_rows(question: Question, engine: Engine) -> None:
    """A narrower profile gives the same number of rows or fewer."""
    if not question.has_profile:
        pytest.skip("the question has no profile")
    wide, narrow, narrowest = (
        len(engine.select(question.bind({PROFILE: [NamedNode(PREFIXES["profile"] + profile)]})).rows)
        for profile in ("everything", "unhedged", "stated")
    )

    assert wide >= narrow >= narrowest


def test_no_two_questions_differ_only_in_their_terms() -> None:
    """Questions that differ only in terms should be one question with a parameter."""
    shapes = Counter(shape(CATALOGUE.get(name)) for name in NAMES)

    assert [text for text, times in shapes.items() if times > 1] == []


@pytest.mark.parametrize("name", ["who-recognised", "positions", "who-is-accused", "timeline"])
def test_denials_are_rows(question: Question, engine: Engine) -> None:
    """Denied statements are in the answer, marked as denied."""
    polarity = [column.name for column in question.columns].index("polarity")

    assert any(row[polarity] == Literal("denied") for row in engine.select(question.sparql).rows)


def test_joint_conditions_are_in_one_row(engine: Engine) -> None:
    """Conditions that must all hold are in one row, so that none of them looks sufficient."""
    rows = ask(Records(engine), CATALOGUE.get("forecasts"), {}).rows
    conditions = [str(row["condition"]) for row in rows if row["condition"]]

    assert {text.count("; ") for text in conditions if text.startswith("unless all of these hold: ")} == {2}
    assert {text.count("; ") for text in conditions if text.startswith("if all of these hold: ")} == {2}
    assert {text.count("; ") for text in conditions if text.startswith("if this holds: ")} == {0}


ONE_SOURCE = """
source:s cakg:shortName "S 2023" ; cakg:author id:author .
passage:p cakg:source source:s .
claim:one a cakg:Claim ; cakg:mode mode:asserted ; cakg:speaker id:author ; cakg:passage passage:p .
claim:two a cakg:Claim ; cakg:mode mode:asserted ; cakg:speaker id:author ; cakg:passage passage:p .
claim:conditional a cakg:Claim ; cakg:mode mode:asserted ; cakg:speaker id:author ; cakg:passage passage:p ;
    cakg:condition stmt:something .
"""


def test_a_chain_cites_the_claims_that_affirm_its_steps(graph_of: Callable[[str], LocalStore]) -> None:
    """A direct effect cites one step, a later effect all steps; a conditional claim affirms no step."""
    engine = graph_of(f"""{ONE_SOURCE}
        stmt:ab a cakg:Statement ; rdf:subject id:a ; rdf:predicate cakg:ledTo ; rdf:object id:b .
        stmt:bc a cakg:Statement ; rdf:subject id:c ; rdf:predicate cakg:requires ; rdf:object id:b .
        claim:one cakg:affirms stmt:ab .
        claim:two cakg:affirms stmt:bc .
        claim:conditional cakg:affirms stmt:bc .
    """)

    rows = engine.select(CATALOGUE.get("consequences").sparql).dicts()

    assert [tuple(row[name].value for name in ("cause", "effect", "claim")) for row in rows] == [
        (ID["a"], ID["b"], CLAIM["one"]),
        (ID["a"], ID["c"], CLAIM["one"]),
        (ID["a"], ID["c"], CLAIM["two"]),
        (ID["b"], ID["c"], CLAIM["two"]),
    ]


@pytest.mark.parametrize("asked, requesters", [("affirms", {ID["a"]}), ("denies", set())])
def test_a_requester_needs_a_claim_that_affirms_the_request(
    asked: str, requesters: set[str], graph_of: Callable[[str], LocalStore]
) -> None:
    """A request that is only denied has no requester."""
    engine = graph_of(f"""{ONE_SOURCE}
        id:b a cakg:State .
        stmt:deed a cakg:Statement ; rdf:subject id:c ; rdf:predicate cakg:intervenedIn ; rdf:object id:b .
        stmt:request a cakg:Statement ; rdf:subject id:a ; rdf:predicate cakg:asked ; cakg:content stmt:deed .
        claim:one cakg:affirms stmt:deed .
        claim:two cakg:{asked} stmt:request .
    """)

    for name, column in (("at-whose-request", "requester"), ("interventions", "requested_by")):
        rows = engine.select(CATALOGUE.get(name).sparql).dicts()
        assert {row[column].value for row in rows if column in row} == requesters
        assert {row["request_claim"].value for row in rows if column in row} == {CLAIM["two"] for _ in requesters}


def test_an_open_end_extends_to_the_date_of_the_source(engine: Engine) -> None:
    """No statement holds after the date of the newest source."""
    records = Records(engine)
    articles = engine.select(with_prefixes("SELECT ?day { ?article a cakg:Article ; cakg:latest ?day }")).dicts()
    newest = max(int(article["day"].value[:4]) for article in articles)

    def holds(year: int) -> bool:
        return bool(ask(records, CATALOGUE.get("timeline"), {"when": [str(year)]}))

    assert (holds(2022), holds(2023)) == (True, True)
    assert (holds(newest + 1), holds(newest + 12)) == (False, False)


DATED = """
stmt:open a cakg:Statement ; rdf:subject id:a ; rdf:predicate cakg:attacked ; rdf:object id:b ;
    cakg:latest "2022-12-26"^^xsd:date .
stmt:march a cakg:Statement ; rdf:subject id:a ; rdf:predicate cakg:visited ; rdf:object id:b ;
    cakg:earliest "2022-03-01"^^xsd:date ; cakg:latest "2022-03-31"^^xsd:date .
stmt:day a cakg:Statement ; rdf:subject id:a ; rdf:predicate cakg:deported ; rdf:object id:b ;
    cakg:earliest "2022-03-05"^^xsd:date ; cakg:latest "2022-03-05"^^xsd:date .
stmt:never a cakg:Statement ; rdf:subject id:a ; rdf:predicate cakg:metWith ; rdf:object id:b .
claim:one cakg:affirms stmt:open , stmt:march , stmt:day , stmt:never .
id:a a cakg:State ; rdfs:label "A"@en . id:b a cakg:State ; rdfs:label "B"@en .
source:s a cakg:Article .
"""


@pytest.mark.parametrize(
    "given, found",
    [
        ({}, "open march day"),
        ({"when": "2022"}, "open march day"),
        ({"when": "2022-03"}, "open march day"),
        ({"when": "2022-03-02"}, "open march"),
        ({"when": "2022-03-05"}, "open march day"),
        ({"when": "2022-04"}, "open"),
        ({"when": "2021"}, ""),
        ({"dated": "no"}, "never"),
        ({"dated": "no", "when": "2022"}, ""),
    ],
    ids=str,
)
def test_a_timeline_takes_a_day_a_month_or_a_year(
    given: dict[str, str], found: str, graph_of: Callable[[str], LocalStore]
) -> None:
    """Dated statements are found by period, undated ones on request."""
    records = Records(graph_of(ONE_SOURCE + DATED))
    answer = ask(records, CATALOGUE.get("timeline"), {name: [text] for name, text in given.items()})

    assert {row[2] for row in answer.terms} == {NamedNode(STMT[name]) for name in found.split()}


def test_a_timeline_offers_undated_statements(graph_of: Callable[[str], LocalStore]) -> None:
    """Statements without a date are counted, and the sources are not called silent if there are any."""
    records = Records(graph_of(ONE_SOURCE + DATED))
    timeline = CATALOGUE.get("timeline")
    nothing = ask(records, timeline, {"thing": ["id:a"], "when": ["1999"]})

    assert (len(nothing), nothing.scope.undated) == (0, 1)
    assert (
        "No row with a date matches. 1 row without a date matches:\n  cakg ask timeline --thing id:a --dated no\n"
        in (nothing.table())
    )
    assert "silent" not in nothing.table()
    assert "3 rows. Rows not shown: 1 without a date (--dated no). " in ask(records, timeline, {}).footer()
    assert ask(records, timeline, {"dated": ["no"]}).scope.undated == 0


def test_five_questions_are_marked_as_a_start() -> None:
    """The list of questions begins with five that have the tag `start here`."""
    assert len([name for name in NAMES if START in CATALOGUE.get(name).tags]) == 5


@pytest.mark.parametrize("word", ["decline", "predict", "who said", "why", "how much"])
def test_questions_are_found_by_common_words(word: str) -> None:
    """The usual words of a reader find a question."""
    assert CATALOGUE.all(word)


def test_folder_has_only_question_files() -> None:
    """Every file in the folder is a question, and its name has only lower-case letters and hyphens."""
    files = [path for path in FOLDER.rglob("*") if path.is_file()]

    assert len(files) == len(NAMES)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*\.rq", path.name) for path in files)
    assert {path.parent.parent for path in files} == {Path(FOLDER)}

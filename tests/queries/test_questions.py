"""What every question of the catalogue keeps to, each on the shipped graph.

Rows have to be equal on Oxigraph, on rdflib and over HTTP: what only one engine answers so is no answer.
"""

from __future__ import annotations

import re
import shutil
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

from cakg.model.records import Records
from cakg.paths import shipped
from cakg.questions.ask import ask, term_of
from cakg.questions.catalogue import PROFILE, START, Catalogue, Column, Question
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
def rows_of(shipped_graph: LocalStore) -> Callable[[Question], list[Row]]:
    """Return the rows of a question; each question is asked only once."""
    return cache(lambda question: shipped_graph.select(question.sparql).rows)


@pytest.fixture(scope="session")
def said(shipped_graph: LocalStore) -> Said:
    return Said(shipped_graph)


@pytest.fixture(scope="session")
def sampled_graph(tmp_path_factory: pytest.TempPathFactory) -> LocalStore:
    """The articles whole, and of each dataset one roll call, alliance or conflict in ten: all take rdflib minutes."""
    folder = tmp_path_factory.mktemp("sampled") / "graph"
    shutil.copytree(shipped().graph, folder, ignore=shutil.ignore_patterns("*.py", "boundaries"))
    for path in folder.glob("datasets/*.nt"):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        rows = sorted({line.split(" ", 1)[0] for line in lines if "/passage/" in line.split(" ", 1)[0]})
        records = sorted({row.rpartition("-")[0] for row in rows})
        kept = {row for row in rows if row.rpartition("-")[0] in records[::10]}
        claims = {line.split(" ", 1)[0] for line in lines if line.rstrip(" .\n").rpartition(" ")[2] in kept}
        said = {line.rstrip(" .\n").rpartition(" ")[2] for line in lines if line.split(" ", 1)[0] in claims}
        wanted = kept | claims | {node for node in said if "/stmt/" in node}
        others = ("/passage/", "/claim/", "/stmt/")
        path.write_text(
            "".join(
                line
                for line in lines
                if (subject := line.split(" ", 1)[0]) in wanted or not any(part in subject for part in others)
            ),
            encoding="utf-8",
        )
    return LocalStore.open(shipped()._replace(graph=folder))


@pytest.fixture(scope="session")
def on_rdflib(sampled_graph: LocalStore) -> rdflib.Graph:
    """The sampled graph, derived triples included, on the other engine."""
    return to_rdflib(sampled_graph)


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


class Shown(NamedTuple):
    """Which columns show what the claims of a column say: of several, the first that a row has."""

    statement: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    """What one of the claim's statements has among its parts, where the row shows no statement itself."""
    polarity: tuple[str, ...] = ()
    speaker: tuple[str, ...] = ()
    passage: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    commitment: tuple[str, ...] = ()
    wording: tuple[str, ...] = ()
    condition: tuple[str, ...] = ()


SHOWN = {
    "claim": Shown(
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
    "other_claim": Shown(
        statement=("other_statement", "statement"),
        polarity=("their_word", "polarity"),
        speaker=("others",),
        passage=("other_passage", "other_row"),
    ),
    "dataset_claim": Shown(statement=("found",), passage=("row",)),
    "request_claim": Shown(parts=("requester", "requested_by", "statement")),
    "approval_claim": Shown(parts=("approved_by",)),
}
POLARITIES = {"affirmed": "affirmedBy", "denied": "deniedBy", "left open": "leftOpenBy"}


class Said:
    """What each claim of the graph says, to hold rows against."""

    def __init__(self, engine: Engine) -> None:
        self.claims = {row["claim"] for row in engine.select("SELECT ?claim WHERE { ?claim a cakg:Claim }").dicts()}
        self._of_claims = _described(engine, "?claim a cakg:Claim . ?claim ?how ?value", "claim")
        self._of_statements = _described(engine, "?statement a cakg:Statement ; ?how ?value", "statement")
        self._about: dict[tuple[Term, str], set[Term]] = defaultdict(set)
        for polarity, way in POLARITIES.items():
            for row in engine.select(f"SELECT * WHERE {{ ?statement cakg:{way} ?claim }}").dicts():
                self._about[row["claim"], polarity].add(row["statement"])

    def fits(self, row: Mapping[str, Term], column: str) -> bool:
        """Tell whether the claim in *column* says what *row* shows of it."""
        claim, shown = row[column], SHOWN[column]
        told = self._of_claims[claim]
        return self._fits_statement(row, claim, shown) and all(
            row[seen[0]] in told[CAKG[role]] | (told[CAKG.unless] if role == "condition" else set())
            for role in ("speaker", "passage", "source", "commitment", "wording", "condition")
            if (seen := [name for name in getattr(shown, role) if name in row])
        )

    def _fits_statement(self, row: Mapping[str, Term], claim: Term, shown: Shown) -> bool:
        polarities = [row[name].value for name in shown.polarity if name in row][:1] or POLARITIES
        about = set().union(*(self._about[claim, polarity] for polarity in polarities))
        for statement in (row[name] for name in shown.statement if name in row):
            return statement in about or not statement.value.startswith(STMT.iri)
        # A chain of effects shows its ends alone, and each of its steps has a claim.
        names = () if row.get("reached") == Literal("in steps") else shown.parts
        parts = {term for name in names if isinstance(term := row.get(name), NamedNode)}
        return any(parts <= set().union(*self._of_statements[statement].values()) for statement in about)


def _described(engine: Engine, pattern: str, what: str) -> dict[Term, dict[str, set[Term]]]:
    """Return the values of each property of each thing that *pattern* matches."""
    found: dict[Term, dict[str, set[Term]]] = defaultdict(lambda: defaultdict(set))
    for row in engine.select(f"SELECT * WHERE {{ {pattern} }}").dicts():
        found[row[what]][row["how"].value].add(row["value"])
    return found


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
    assert len([column for column in question.columns if not (column.holds_claims or column.hidden)]) <= 7


@each_question
def test_claims_are_selected_or_their_absence_explained(question: Question) -> None:
    """What an answer cites is in its rows; a question without claims tells a reader why there is nothing to cite."""
    selected = map(str, prepareQuery(question.sparql).algebra["PV"])

    assert bool(question.uncited) is not any(Column(name, "").holds_claims for name in selected)


@pytest.mark.parametrize("name", CITING)
def test_a_row_shows_what_its_claims_say(question: Question, engine: Engine, said: Said) -> None:
    """A row cites no claim but one that says what the row shows: so of whom, in these words, and at that place."""
    claims = {column.name for column in question.columns if column.holds_claims}
    rows = engine.select(question.sparql).dicts()

    assert [row for row in rows if "claim" not in row] == []
    assert {row[name] for row in rows for name in claims & row.keys()} <= said.claims
    assert [row for row in rows for name in claims & row.keys() if not said.fits(row, name)] == []


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
def test_has_an_answer(question: Question, rows_of: Callable[[Question], list[Row]]) -> None:
    """A question that the shipped graph cannot answer is none that it should offer."""
    assert rows_of(question)


@each_question
def test_rows_are_ordered_for_certain(question: Question, rows_of: Callable[[Question], list[Row]]) -> None:
    """The order leaves nothing to the engine: no row comes twice, and every column counts in it."""
    rows = rows_of(question)
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
def test_rows_are_equal_on_both_engines(question: Question, sampled_graph: LocalStore, on_rdflib: rdflib.Graph) -> None:
    """Oxigraph and rdflib give the same rows in the same order.

    A question that compares each state with each is asked of one pair: rdflib would take minutes for all.
    """
    states = [parameter for parameter in question.parameters if parameter.type == "state"]
    pair = (
        {one.name: [term_of(Records(sampled_graph), "state", one.example)] for one in states}
        if len(states) == 2
        else {}
    )
    sparql = question.bind(pair)
    found = [tuple(as_oxigraph(term) for term in row) for row in on_rdflib.query(sparql)]

    assert found == sampled_graph.select(sparql).rows


@each_question
def test_rows_are_equal_over_http(question: Question, rows_of: Callable[[Question], list[Row]], served: Engine) -> None:
    """An endpoint that holds an export of the graph gives the same rows in the same order."""
    assert served.select(question.sparql).rows == rows_of(question)


@pytest.mark.parametrize(
    "name, parameter", [(name, parameter.name) for name in NAMES for parameter in CATALOGUE.get(name).parameters]
)
def test_the_example_of_a_parameter_has_an_answer(
    question: Question, parameter: str, engine: Engine, rows_of: Callable[[Question], list[Row]]
) -> None:
    """Whoever tries a parameter with the example beside it sees rows, and fewer than without it."""
    example = next(one.example for one in question.parameters if one.name == parameter)

    answer = ask(Records(engine), question, {parameter: [example]})

    assert 0 < len(answer) <= len(rows_of(question))


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


def test_conditions_that_only_suffice_together_stand_together(engine: Engine) -> None:
    """All of them are in the one row of their claim, so that nobody takes one of them for enough."""
    rows = ask(Records(engine), CATALOGUE.get("forecasts"), {}).rows
    conditions = [str(row["condition"]) for row in rows if row["condition"]]

    assert {text.count(" and ") for text in conditions if text.startswith("unless")} == {2}
    assert {0, 2} <= {text.count(" and ") for text in conditions if text.startswith("if")}


ONE_SOURCE = """
source:s cakg:shortName "S 2023" ; cakg:author id:author .
passage:p cakg:source source:s .
claim:one a cakg:Claim ; cakg:mode mode:asserted ; cakg:speaker id:author ; cakg:passage passage:p .
claim:two a cakg:Claim ; cakg:mode mode:asserted ; cakg:speaker id:author ; cakg:passage passage:p .
claim:conditional a cakg:Claim ; cakg:mode mode:asserted ; cakg:speaker id:author ; cakg:passage passage:p ;
    cakg:condition stmt:something .
"""


def test_a_chain_rests_on_the_claims_that_affirm_its_steps(graph_of: Callable[[str], LocalStore]) -> None:
    """What follows at once rests on one step, what follows from that on both; a condition affirms no step."""
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
def test_only_who_is_said_to_have_asked_is_shown_as_asking(
    asked: str, requesters: set[str], graph_of: Callable[[str], LocalStore]
) -> None:
    """A request that somebody denies and nobody affirms makes nobody a requester."""
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


def test_a_state_goes_on_only_as_far_as_its_source_can_know(engine: Engine) -> None:
    """Nobody says that anything held after the newest source."""
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
    """What can have happened then is found; what has no date is found when that is asked for."""
    records = Records(graph_of(ONE_SOURCE + DATED))
    answer = ask(records, CATALOGUE.get("timeline"), {name: [text] for name, text in given.items()})

    assert {row[2] for row in answer.terms} == {NamedNode(STMT[name]) for name in found.split()}


def test_a_timeline_offers_what_has_no_date(graph_of: Callable[[str], LocalStore]) -> None:
    """Statements without a date are counted, and sources that make such a statement are not called silent."""
    records = Records(graph_of(ONE_SOURCE + DATED))
    timeline = CATALOGUE.get("timeline")
    nothing = ask(records, timeline, {"thing": ["id:a"], "when": ["1999"]})

    assert (len(nothing), nothing.scope.undated) == (0, 1)
    assert "No row with a date fits, but 1 row without a date fits:\n  cakg ask timeline --thing id:a --dated no\n" in (
        nothing.table()
    )
    assert "silent" not in nothing.table()
    assert "3 rows, and 1 without a date (--dated no); " in ask(records, timeline, {}).footer()
    assert ask(records, timeline, {"dated": ["no"]}).scope.undated == 0


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

"""Building a network: no statement or thing is lost, and selections are applied."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import networkx
import pytest

from cakg.errors import BadValueError
from cakg.model.records import Records
from cakg.model.selection import Selection
from cakg.network.build import build
from cakg.store.local import LocalStore
from cakg.store.remote import RemoteStore
from cakg.store.serialise import serialise
from cakg.vocabulary import CAKG, ID, STMT

pytestmark = pytest.mark.slow

GRAPH = """
id:russia a cakg:State ; rdfs:label "Россия"@ru , "Russia"@en .
id:tajikistan a cakg:State ; rdfs:label "Tajikistan"@en ; skos:definition "A state."@en .
id:kazakhstan a cakg:State ; rdfs:label "Қазақстан"@kk .
id:drones a cakg:Object .
id:party a cakg:Organisation ; rdfs:label "The party"@en .
id:region a cakg:Group ; rdfs:label "The region"@en ; cakg:hasMember id:tajikistan , id:kazakhstan .
id:influence a cakg:Topic ; rdfs:label "Influence of Russia"@en ; cakg:concerns id:russia .
id:writer a cakg:Person ; rdfs:label "The writer"@en .
id:scholar a cakg:Person ; rdfs:label "The scholar"@en .
id:accusers a cakg:Group , cakg:Unnamed ; rdfs:label "Unnamed accusers"@en .

source:one a cakg:Article ; cakg:shortName "One 2022" ; cakg:author id:writer ;
    cakg:earliest "2022-12-26"^^xsd:date ; cakg:latest "2022-12-26"^^xsd:date .
source:two a cakg:Article ; cakg:shortName "Two 2023" ; cakg:author id:scholar ;
    cakg:earliest "2023-01-01"^^xsd:date ; cakg:latest "2023-01-31"^^xsd:date ;
    cakg:dateWording "undated, about January 2023" .
passage:one-11-1 a cakg:Passage ; cakg:source source:one ; cakg:paragraph 11 ; cakg:sentence 1 .
passage:one-2-1 a cakg:Passage ; cakg:source source:one ; cakg:paragraph 2 ; cakg:sentence 1 .
passage:two-2-3 a cakg:Passage ; cakg:source source:two ; cakg:paragraph 2 ; cakg:sentence 3 .

stmt:supply a cakg:Statement ; rdfs:label "Supply of drones"@en ;
    rdf:subject id:tajikistan ; rdf:predicate cakg:supplied ; rdf:object id:russia ; cakg:item id:drones .
claim:accusation a cakg:Claim ; cakg:affirms stmt:supply ; cakg:mode mode:alleged ;
    cakg:speaker id:accusers ; cakg:passage passage:one-11-1 .
claim:denial a cakg:Claim ; cakg:denies stmt:supply ; cakg:mode mode:asserted ;
    cakg:speaker id:tajikistan ; cakg:passage passage:one-11-1 .

stmt:listing a cakg:Statement ; rdfs:label "Listing of the party as terrorist"@en ;
    rdf:subject id:russia ; rdf:predicate cakg:designatedTerrorist ; rdf:object id:party ;
    cakg:earliest "2022-03-01"^^xsd:date ; cakg:latest "2022-03-31"^^xsd:date .
stmt:request a cakg:Statement ; rdfs:label "Request to list the party"@en ;
    rdf:subject id:tajikistan ; rdf:predicate cakg:asked ; rdf:object id:russia ; cakg:content stmt:listing .
claim:listing a cakg:Claim ; cakg:affirms stmt:listing , stmt:request ; cakg:mode mode:asserted ;
    cakg:speaker id:writer ; cakg:passage passage:one-2-1 .

stmt:visit a cakg:Statement ; rdfs:label "Visit to Kazakhstan"@en ;
    rdf:subject id:russia ; rdf:predicate cakg:visited ; rdf:object id:kazakhstan ;
    cakg:earliest "2022-06-01"^^xsd:date .
stmt:effect a cakg:Statement ; rdfs:label "Visit to Kazakhstan as a cause of the listing"@en ;
    rdf:subject stmt:visit ; rdf:predicate cakg:ledTo ; rdf:object stmt:listing .
stmt:fall a cakg:Statement ; rdfs:label "Fall of Russian influence"@en ;
    rdf:subject id:influence ; rdf:predicate cakg:trend ; rdf:object trend:falling .
stmt:kazakh-fall a cakg:Statement ; rdfs:label "Fall of Kazakhstan"@en ;
    rdf:subject id:kazakhstan ; rdf:predicate cakg:trend ; rdf:object trend:falling .
claim:scholarly a cakg:Claim ; cakg:affirms stmt:visit , stmt:effect , stmt:fall , stmt:kazakh-fall ;
    cakg:mode mode:judged ; cakg:hedge hedge:reported ; cakg:wording "reportedly"@en ;
    cakg:speaker id:scholar ; cakg:passage passage:two-2-3 .
"""


@pytest.fixture
def engine(graph_of: Callable[[str], LocalStore]) -> LocalStore:
    return graph_of(GRAPH)


def ends(graph: networkx.MultiDiGraph[str], statement: str) -> set[tuple[str, str]]:
    """Return the edges of a statement, by the local names of their ends."""
    return {
        (one.removeprefix(ID.iri), other.removeprefix(ID.iri))
        for one, other, key in graph.edges(keys=True)
        if key == STMT[statement]
    }


def statements(graph: networkx.MultiDiGraph[str]) -> set[str]:
    return {key.removeprefix(STMT.iri) for _, _, key in graph.edges(keys=True)}


@pytest.mark.parametrize(
    "statement,expected",
    [
        pytest.param("supply", {("tajikistan", "russia"), ("tajikistan", "drones")}, id="a qualifier"),
        pytest.param("request", {("tajikistan", "russia"), ("tajikistan", "party")}, id="a statement within"),
        pytest.param("effect", {("russia", "kazakhstan"), ("russia", "party")}, id="a statement as subject"),
        pytest.param("fall", {("influence", "russia")}, id="what a topic concerns"),
        pytest.param("kazakh-fall", {("kazakhstan", "kazakhstan")}, id="one thing alone"),
    ],
)
def test_no_statement_loses_a_thing(engine: LocalStore, statement: str, expected: set[tuple[str, str]]) -> None:
    """There is an edge from the subject to every other thing of the statement."""
    assert ends(build(Records(engine)), statement) == expected


def test_edge_names_the_sources_that_affirm_and_deny(engine: LocalStore) -> None:
    """A contested statement names the sources that affirm and deny it, and each claim has speaker, mode and passage."""
    edge = build(Records(engine)).edges[ID["tajikistan"], ID["drones"], STMT["supply"]]

    assert edge["status"] == "contested"
    assert (edge["label"], edge["predicate"], edge["role"]) == ("Supply of drones", CAKG.iri + "supplied", "item")
    assert (edge["affirmedIn"], edge["deniedIn"]) == ("One 2022", "One 2022")
    assert "leftOpenIn" not in edge
    assert edge["claims"].splitlines() == [
        "affirmed by unnamed accusers, as reported by The writer (alleged): One 2022 11.1",
        "denied by Tajikistan, as reported by The writer (asserted): One 2022 11.1",
    ]


def test_claim_keeps_the_words_of_its_hedge(engine: LocalStore) -> None:
    """Hedges of claims are in the attributes, for readers outside cakg."""
    edge = build(Records(engine)).edges[ID["russia"], ID["kazakhstan"], STMT["visit"]]

    assert edge["status"] == "hedged"
    assert edge["claims"] == "affirmed by the scholar (judged, “reportedly”): Two 2023 2.3"


def test_thing_has_label_kind_and_number_of_statements(engine: LocalStore) -> None:
    """The English name is preferred, then any other, then the shortened IRI; a definition is optional."""
    nodes = build(Records(engine)).nodes

    assert nodes[ID["russia"]] == {"label": "Russia", "kind": "State", "statements": 6}
    assert nodes[ID["tajikistan"]]["definition"] == "A state."
    assert nodes[ID["kazakhstan"]]["label"] == "Қазақстан"
    assert nodes[ID["drones"]]["label"] == "id:drones"


def test_label_cannot_change_the_direction_of_text(graph_of: Callable[[str], LocalStore]) -> None:
    """Direction marks and characters forbidden in XML are shown as escapes."""
    graph = build(Records(graph_of(GRAPH.replace('"The party"@en', r'"The \u202Eytrap\u0001\n\tof\u2067 all"@en'))))

    assert graph.nodes[ID["party"]]["label"] == r"The \u202eytrap\u0001 of\u2067 all"


def test_network_names_its_sources_with_their_dates(engine: LocalStore) -> None:
    """A source without an exact date is described in its own words."""
    assert build(Records(engine)).graph["sources"].splitlines() == [
        "One 2022 (26 December 2022)",
        "Two 2023 (undated, about January 2023)",
    ]


@pytest.mark.parametrize(
    "selection,kept",
    [
        pytest.param(Selection(themes=("security",)), {"supply"}, id="theme"),
        pytest.param(Selection(statuses=("contested",)), {"supply"}, id="status"),
        pytest.param(Selection(sources=("one",)), {"supply", "listing", "request"}, id="source"),
        pytest.param(Selection(profile="unhedged"), {"listing", "request"}, id="profile"),
        pytest.param(Selection(about=(ID["drones"],)), {"supply"}, id="about"),
        pytest.param(
            Selection(about=(ID["kazakhstan"],)), {"visit", "effect", "kazakh-fall"}, id="about, as one of several"
        ),
        pytest.param(
            Selection(about=(ID["drones"],), hops=2),
            {"supply", "listing", "request", "visit", "effect", "fall"},
            id="two hops",
        ),
        pytest.param(
            Selection(since=date(2022, 4, 1)),
            {"supply", "request", "visit", "effect", "fall", "kazakh-fall"},
            id="since: over before",
        ),
        pytest.param(
            Selection(until=date(2022, 5, 31)),
            {"supply", "request", "listing", "effect", "fall", "kazakh-fall"},
            id="until: begun after",
        ),
        pytest.param(
            Selection(since=date(2022, 3, 31), until=date(2022, 6, 1)),
            {"supply", "request", "listing", "visit", "effect", "fall", "kazakh-fall"},
            id="the first and the last day count",
        ),
        pytest.param(Selection(themes=("security",), statuses=("stated",)), set(), id="nothing"),
    ],
)
def test_selection_keeps_matching_statements(engine: LocalStore, selection: Selection, kept: set[str]) -> None:
    """Each field of a selection narrows the network; statements without dates match any time span."""
    assert statements(build(Records(engine), selection)) == kept


def test_selected_thing_without_statements_is_kept(engine: LocalStore) -> None:
    """A network about a thing without statements still contains the thing."""
    graph = build(Records(engine), Selection(about=(ID["drones"],), profile="stated"))

    assert list(graph) == [ID["drones"]]
    assert graph.nodes[ID["drones"]]["about"] == 1


@pytest.mark.parametrize(
    "fields,problem",
    [
        ({"hops": 0}, "0 is not a number of hops"),
        ({"since": date(2023, 1, 1), "until": date(2022, 1, 1)}, "2023-01-01"),
        ({"statuses": ("rumoured",)}, "status:rumoured"),
        ({"profile": "all"}, "no profile is called 'all'"),
    ],
)
def test_invalid_selection_is_refused(fields: dict[str, object], problem: str) -> None:
    """An invalid value raises an error with a valid alternative."""
    with pytest.raises(BadValueError, match=problem) as raised:
        Selection(**fields)  # type: ignore[arg-type]
    assert raised.value.remedy


def test_selection_is_described_in_words() -> None:
    """The network describes its selection in words."""
    selection = Selection(about=(ID["a"],), hops=2, themes=("security",), since=date(2022, 1, 1))

    assert (
        selection.in_words({ID["a"]: "Tajikistan"}) == "about Tajikistan within 2 hops, theme security, from 2022-01-01"
    )
    assert Selection().in_words({}) == "everything"


@pytest.mark.parametrize("write", [networkx.write_graphml, networkx.write_gexf])
def test_networkx_can_write_the_network(
    engine: LocalStore, write: Callable[[networkx.MultiDiGraph[str], io.BytesIO], None]
) -> None:
    """There are no None, lists or records, which networkx' writers reject."""
    written = io.BytesIO()
    write(build(Records(engine)), written)
    assert "Supply of drones" in written.getvalue().decode()


def test_shipped_network_has_every_statement_of_the_profile(shipped_graph: LocalStore) -> None:
    """Every claim of the graph is in the network."""
    asked = f"SELECT ?s WHERE {{ ?s <{CAKG.inProfile}> <https://w3id.org/cakg/profile/everything> }}"
    expected = {row["s"].value for row in shipped_graph.select(asked).dicts()}

    assert {key for _, _, key in build(Records(shipped_graph), Selection(datasets=True)).edges(keys=True)} == expected


def test_statements_found_only_in_datasets_are_left_out_and_counted(graph_of: Callable[[str], LocalStore]) -> None:
    """Statements made only by datasets are left out, unless datasets or one of them are selected."""
    engine = graph_of(f"""{GRAPH}
        source:votes a cakg:Dataset ; cakg:shortName "Votes 2020" ; cakg:author id:scholar .
        passage:votes-1 a cakg:Row ; cakg:source source:votes ; cakg:record "1" .
        stmt:vote a cakg:Statement ; rdfs:label "Vote"@en ; cakg:latest "2019-12-31"^^xsd:date ;
            rdf:subject id:kazakhstan ; rdf:predicate cakg:supplied ; rdf:object id:russia .
        claim:vote a cakg:Claim ; cakg:affirms stmt:vote , stmt:visit ; cakg:mode mode:asserted ;
            cakg:speaker id:scholar ; cakg:passage passage:votes-1 .
    """)
    articles = build(Records(engine))

    assert {"visit", "supply"} <= statements(articles)
    assert "vote" not in statements(articles)
    left = "1 statement made only by datasets is left out (--datasets includes it)"
    assert articles.graph["selection"] == f"statements of articles; {left}"
    assert statements(build(Records(engine), Selection(sources=("votes",)))) == {"vote", "visit"}
    assert "vote" in statements(build(Records(engine), Selection(datasets=True)))
    for away in (Selection(about=(ID["drones"],)), Selection(since=date(2020, 1, 1))):
        assert "datasets" not in build(Records(engine), away).graph["selection"]


def test_network_is_the_same_over_http(shipped_graph: LocalStore, endpoint_of: Callable[[bytes], str]) -> None:
    """A remote endpoint gives the same things and edges in the same order."""
    remote = RemoteStore(endpoint_of(serialise(shipped_graph, "ntriples")))
    here, there = build(Records(shipped_graph)), build(Records(remote))

    assert list(here.nodes(data=True)) == list(there.nodes(data=True))
    assert list(here.edges(keys=True, data=True)) == list(there.edges(keys=True, data=True))
    assert here.graph == there.graph

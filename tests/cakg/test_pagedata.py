"""The data of a page: every claim, in separate fields."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cakg.model.records import Records
from cakg.network.build import build
from cakg.pages.page import by_weight
from cakg.pictures.data import Caption, page_data
from cakg.store.local import LocalStore
from cakg.vocabulary import ID, STMT

DRONES = STMT["supply-of-attack-drones-tajikistan-russia"]


def test_statement_has_every_claim_in_parts(shipped_graph: LocalStore) -> None:
    """Affirmations and denials have speaker, intermediary, mode and passage."""
    data = page_data(build(Records(shipped_graph)), caption=Caption("t"), command="c")
    (drones,) = [one for one in data["statements"] if one["iri"] == DRONES]

    assert drones["status"] == "contested"
    assert [(claim["does"], claim["words"][claim["words"].index(" (") + 1 :]) for claim in drones["claims"]] == [
        ("affirmed", "(alleged, “accused of”)"),
        ("denied", "(asserted)"),
    ]
    assert all(claim["words"].startswith("by ") for claim in drones["claims"])
    citations = [data["citations"][claim["cites"]] for claim in drones["claims"]]
    assert {one["place"] for one in citations} == {"ASIA-Plus 2022, paragraph 11, sentence 1"}
    assert all("paragraph 11, sentence 1" in one["text"] for one in citations)
    assert {data["things"][place]["id"] for place in drones["things"]} == {
        "id:iranian-attack-drones",
        "id:russia",
        "id:tajikistan",
    }


def test_thing_has_its_other_names_in_every_script(shipped_graph: LocalStore) -> None:
    """Searching the page and searching the graph find the same things."""
    data = page_data(build(Records(shipped_graph)), caption=Caption("t"), command="c")
    (tokayev,) = [one for one in data["things"] if one["iri"] == ID["kassym-jomart-tokayev"]]

    assert {"Токаев", "Тоқаев", "Tokaev"} <= set(tokayev["aliases"])
    assert tokayev["label"] not in tokayev["aliases"]


def test_network_without_records_keeps_its_claims(shipped_graph: LocalStore) -> None:
    """A modified copy of a network keeps its claims."""
    data = page_data(build(Records(shipped_graph)).copy(), caption=Caption("t"), command="c")
    (drones,) = [one for one in data["statements"] if one["iri"] == DRONES]

    affirmed, denied = (claim["line"] for claim in drones["claims"])
    assert affirmed.startswith("affirmed by those who accuse Tajikistan")
    assert "(alleged, “accused of”): ASIA-Plus" in affirmed
    assert denied.startswith("denied by Government of Tajikistan")
    assert "(asserted): ASIA-Plus" in denied
    assert drones["sources"] == ["ASIA-Plus 2022"]
    assert data["sources"][0]["name"].startswith("ASIA-Plus 2022 (")


def test_statements_left_out_are_counted(shipped_graph: LocalStore) -> None:
    """A page with fewer statements than selected states the difference."""
    graph = build(Records(shipped_graph))
    everything = page_data(graph, caption=Caption("t"), command="c")
    data = page_data(graph, caption=Caption("t"), command="c", first=[DRONES], most=1)

    assert [one["iri"] for one in data["statements"]] == [DRONES]
    assert len(data["things"]) == 3
    assert data["leftOut"] == {
        "things": len(everything["things"]) - 3,
        "statements": len(everything["statements"]) - 1,
    }


def test_a_statement_has_amount_degree_and_qualifiers(shipped_graph: LocalStore) -> None:
    """Labels include qualifiers, with and without records."""
    records = Records(shipped_graph)
    network = build(records)
    for graph in (network, network.copy()):
        data = page_data(graph, caption=Caption("t"), command="c")
        details = {one["iri"]: one["more"] for one in data["statements"]}
        assert details[STMT["trade-growth-russia-tajikistan"]] == "more than 22 percent"


def test_citations_have_no_duplicates_and_addresses_are_with_sources(shipped_graph: LocalStore) -> None:
    """Each claim cites one citation; there are no duplicates, and addresses are stored with sources."""
    data = page_data(build(Records(shipped_graph)), caption=Caption("t"), command="c")
    citations = data["citations"]
    cited = {claim["cites"] for one in data["statements"] for claim in one["claims"] if "cites" in claim}

    assert cited == set(range(len(citations)))
    assert len({(one["place"], one["text"]) for one in citations}) == len(citations)
    for one in citations:
        assert one["place"].startswith(f"{data['sources'][one['source']]['name']}, paragraph ")
        assert "address" not in one
    assert all(source["address"].startswith("https://") for source in data["sources"])


@pytest.mark.parametrize(
    "address,kept", [("HTTPS://example.org/a", True), ("javascript:alert(1)", False), (" https://example.org", False)]
)
def test_only_web_addresses_are_kept(graph_of: Callable[[str], LocalStore], address: str, kept: bool) -> None:
    """Addresses that a browser could execute are left out."""
    store = graph_of(
        f"""
        id:a a cakg:State ; rdfs:label "A"@en . id:b a cakg:State ; rdfs:label "B"@en .
        source:one a cakg:Article ; cakg:shortName "One" ; schema:url "{address}"^^xsd:anyURI .
        passage:one a cakg:Passage ; cakg:source source:one ; cakg:paragraph 1 ; cakg:sentence 2 .
        stmt:a a cakg:Statement , rdf:Statement ; rdfs:label "S"@en ; rdf:subject id:a ; rdf:predicate cakg:supplied ;
          rdf:object id:b .
        claim:a a cakg:Claim ; cakg:affirms stmt:a ; cakg:mode mode:asserted ; cakg:speaker id:a ;
          cakg:passage passage:one .
        """
    )
    data = page_data(build(Records(store)), caption=Caption("t"), command="c")

    assert data["sources"][0]["address"] == (address if kept else "")
    assert data["citations"][0]["place"] == "One, paragraph 1, sentence 2"


def test_rank_is_the_order_of_a_page_about_a_thing(shipped_graph: LocalStore) -> None:
    """The panel has the order of a thing's page; without records, contested statements come first."""
    records = Records(shipped_graph)
    network = build(records)
    data = page_data(network, caption=Caption("t"), command="c")
    ranked = [one["iri"] for one in sorted(data["statements"], key=lambda one: one["rank"])]

    assert ranked == [one.iri for one in by_weight(list(records.statements(ranked).values()))]
    data = page_data(network.copy(), caption=Caption("t"), command="c")
    first = min(data["statements"], key=lambda one: one["rank"])
    assert first["status"] == "contested"

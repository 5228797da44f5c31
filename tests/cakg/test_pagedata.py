"""The data of a page have all claims, in parts."""

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
    """Speaker, reporter, manner and passage, for affirmations and denials."""
    data = page_data(build(Records(shipped_graph)), caption=Caption("t"), command="c")
    (drones,) = [one for one in data["statements"] if one["iri"] == DRONES]

    assert drones["status"] == "contested"
    assert [(claim["does"], claim["words"].partition(" by ")[0]) for claim in drones["claims"]] == [
        ("affirmed", "(alleged, “accused of”)"),
        ("denied", "(asserted)"),
    ]
    citations = [data["citations"][claim["cites"]] for claim in drones["claims"]]
    assert {one["place"] for one in citations} == {"ASIA-Plus 2022, paragraph 11, sentence 1"}
    assert all("paragraph 11, sentence 1" in one["text"] for one in citations)
    assert {data["things"][place]["id"] for place in drones["things"]} == {
        "id:iranian-attack-drones",
        "id:russia",
        "id:tajikistan",
    }


def test_thing_has_its_names_in_every_script(shipped_graph: LocalStore) -> None:
    """So a search in the page finds the same as a search in the graph."""
    data = page_data(build(Records(shipped_graph)), caption=Caption("t"), command="c")
    (tokayev,) = [one for one in data["things"] if one["iri"] == ID["kassym-jomart-tokayev"]]

    assert {"Токаев", "Тоқаев", "Tokaev"} <= set(tokayev["aliases"])
    assert tokayev["label"] not in tokayev["aliases"]


def test_network_without_an_engine_has_its_own_claims(shipped_graph: LocalStore) -> None:
    """A copy changed by a user still has the claims."""
    data = page_data(build(Records(shipped_graph)).copy(), caption=Caption("t"), command="c")
    (drones,) = [one for one in data["statements"] if one["iri"] == DRONES]

    assert [claim["line"].partition(" by ")[0] for claim in drones["claims"]] == [
        "affirmed (alleged, “accused of”)",
        "denied (asserted)",
    ]
    assert drones["sources"] == ["ASIA-Plus 2022"]
    assert data["sources"][0]["name"].startswith("ASIA-Plus 2022 (")


def test_left_out_statements_are_counted(shipped_graph: LocalStore) -> None:
    """A page with fewer statements than selected has their number."""
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
    """With records and without, so a page has everything that an answer has."""
    records = Records(shipped_graph)
    network = build(records)
    for graph in (network, network.copy()):
        data = page_data(graph, caption=Caption("t"), command="c")
        told = {one["iri"]: one["more"] for one in data["statements"]}
        assert told[STMT["trade-growth-russia-tajikistan"]] == "more than 22 percent"


def test_each_citation_is_there_once_with_the_address_of_its_source(shipped_graph: LocalStore) -> None:
    """Every claim refers to an entry with the place; no entry is repeated, and sources have addresses."""
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
def test_only_the_address_of_a_web_page_is_kept(
    graph_of: Callable[[str], LocalStore], address: str, kept: bool
) -> None:
    """An address that a browser would run, or would interpret in another way, is left out."""
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
    """A panel has the order of the page of a thing; without records, contested statements come first."""
    records = Records(shipped_graph)
    network = build(records)
    data = page_data(network, caption=Caption("t"), command="c")
    ranked = [one["iri"] for one in sorted(data["statements"], key=lambda one: one["rank"])]

    assert ranked == [one.iri for one in by_weight(list(records.statements(ranked).values()))]
    data = page_data(network.copy(), caption=Caption("t"), command="c")
    first = min(data["statements"], key=lambda one: one["rank"])
    assert first["status"] == "contested"

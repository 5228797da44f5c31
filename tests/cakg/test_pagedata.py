"""What a page carries is everything that is said, part by part."""

from __future__ import annotations

from cakg.model.records import Records
from cakg.network.build import build
from cakg.pictures.data import Caption, page_data
from cakg.store.local import LocalStore
from cakg.vocabulary import ID, STMT

DRONES = STMT["supply-of-attack-drones-tajikistan-russia"]


def test_statement_has_every_claim_in_parts(shipped_graph: LocalStore) -> None:
    """Who says it, through whom, how firmly and where, for affirmation and denial alike."""
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


def test_thing_has_its_other_names_in_every_script(shipped_graph: LocalStore) -> None:
    """A search in the page finds what a search in the graph finds."""
    data = page_data(build(Records(shipped_graph)), caption=Caption("t"), command="c")
    (tokayev,) = [one for one in data["things"] if one["iri"] == ID["kassym-jomart-tokayev"]]

    assert {"Токаев", "Тоқаев", "Tokaev"} <= set(tokayev["aliases"])
    assert tokayev["label"] not in tokayev["aliases"]


def test_network_without_an_engine_tells_its_own_lines(shipped_graph: LocalStore) -> None:
    """A copy that a user has changed still says who says what."""
    data = page_data(build(Records(shipped_graph)).copy(), caption=Caption("t"), command="c")
    (drones,) = [one for one in data["statements"] if one["iri"] == DRONES]

    assert [claim["line"].partition(" by ")[0] for claim in drones["claims"]] == [
        "affirmed (alleged, “accused of”)",
        "denied (asserted)",
    ]
    assert drones["sources"] == ["ASIA-Plus 2022"]
    assert data["sources"][0]["name"].startswith("ASIA-Plus 2022 (")


def test_what_is_not_kept_is_counted(shipped_graph: LocalStore) -> None:
    """A page that holds less than was selected knows by how much."""
    graph = build(Records(shipped_graph))
    everything = page_data(graph, caption=Caption("t"), command="c")
    data = page_data(graph, caption=Caption("t"), command="c", first=[DRONES], most=1)

    assert [one["iri"] for one in data["statements"]] == [DRONES]
    assert len(data["things"]) == 3
    assert data["leftOut"] == {
        "things": len(everything["things"]) - 3,
        "statements": len(everything["statements"]) - 1,
    }


def test_a_statement_carries_amount_degree_and_qualifiers(shipped_graph: LocalStore) -> None:
    """With records and without, so that no page says less than an answer."""
    records = Records(shipped_graph)
    network = build(records)
    for graph in (network, network.copy()):
        data = page_data(graph, caption=Caption("t"), command="c")
        told = {one["iri"]: one["more"] for one in data["statements"]}
        assert told[STMT["trade-growth-russia-tajikistan"]] == "more than 22 percent"

"""What the shipped datasets make of the articles: no comfort that their rows do not give."""

from __future__ import annotations

import pytest

from cakg.store.local import LocalStore

ANSWERS = ("confirmed", "confirmed-at-second-hand", "contradicted")


def verdicts(graph: LocalStore, pattern: str) -> set[tuple[str, ...]]:
    """Return statement, dataset and verdict, by their last parts, of the corroborations that *pattern* matches."""
    rows = graph.select(
        f"""SELECT DISTINCT ?statement ?dataset ?verdict WHERE {{
          ?check cakg:ofStatement ?statement ; cakg:against ?dataset ; cakg:verdict ?verdict . {pattern}
        }}"""
    ).rows
    return {tuple(term.value.rpartition("/")[2] for term in row if term) for row in rows}


def test_the_votes_of_march_2022_are_confirmed_at_second_hand(shipped_graph: LocalStore) -> None:
    """All five, by a compilation; the tables of the records themselves end before."""
    found = verdicts(shipped_graph, "?statement rdf:object id:resolution-of-march-2022 ; cakg:earliest ?day .")

    assert len({statement for statement, *_ in found}) == 5
    assert {(dataset, verdict) for _, dataset, verdict in found} == {
        ("es11-votes", "confirmed-at-second-hand"),
        ("undl-votes", "outside-coverage"),
        ("voeten-unga", "outside-coverage"),
    }


@pytest.mark.parametrize(
    "pattern",
    [
        "?statement rdf:predicate cakg:recognised .",
        "?statement rdf:predicate cakg:supports .",
        "?statement rdf:predicate cakg:classedAs .",
        "VALUES ?statement { stmt:russian-war-against-georgia stmt:russian-invasion }",
        "VALUES ?statement { stmt:armenia-in-conflict-with-azerbaijan stmt:intensifying-conflict }",
    ],
)
def test_what_is_near_the_point_answers_nothing(shipped_graph: LocalStore, pattern: str) -> None:
    """A vote is no recognition, no support and no neutrality; sides as coded are not those of a war as it is known."""
    found = {verdict for *_, verdict in verdicts(shipped_graph, pattern)}

    assert "related-only" in found
    assert found & set(ANSWERS) == set()


def test_the_resolution_of_spring_2008_precedes_the_war(shipped_graph: LocalStore) -> None:
    """Resolution 62/249 is context for support of the war, and the reason says that it came before."""
    why = shipped_graph.select(
        "SELECT DISTINCT ?why WHERE { ?check cakg:ofStatement stmt:support-for-war-against-georgia ; skos:note ?why }"
    ).rows

    assert why
    assert all("before the war" in row[0].value for row in why if row[0])


def test_further_allies_are_no_contradiction_and_2018_is_not_2023(shipped_graph: LocalStore) -> None:
    """ATOP ends before the claim, has pacts of others too, and adds no source to the claim."""
    found = verdicts(shipped_graph, "?statement rdf:predicate cakg:alliedWith .")
    counted = shipped_graph.select(
        "SELECT ?n WHERE { stmt:kyrgyzstan-allied-with-russia cakg:independentSources ?n }"
    ).rows

    assert {verdict for *_, verdict in found} == {"outside-coverage"}
    assert [row[0].value for row in counted if row[0]] == ["1"]


def test_a_missing_row_of_a_table_without_absences_stays_unknown(shipped_graph: LocalStore) -> None:
    """Voeten's copy has no row of three states on 68/262; the Digital Library marks them absent."""
    found = verdicts(shipped_graph, "?statement rdf:object id:annexation-of-crimea .")

    assert {verdict for _, dataset, verdict in found if dataset == "undl-votes"} == {"related-only"}
    assert sorted(verdict for _, dataset, verdict in found if dataset == "voeten-unga") == [
        *["no-record"] * 3,
        *["related-only"] * 2,
    ]


def test_every_bearing_is_used_where_its_dataset_has_rows(shipped_graph: LocalStore) -> None:
    """An entry whose statement or thing is misspelt would say nothing."""
    unused = shipped_graph.select(
        """SELECT DISTINCT ?relevance WHERE {
          ?relevance cakg:relevantTo ?statement ; cakg:against ?dataset . ?dataset corr:records ?anything .
          FILTER NOT EXISTS { ?check cakg:ofStatement ?statement ; cakg:against ?dataset ; cakg:verdict ?verdict }
        }"""
    ).rows

    assert unused == []

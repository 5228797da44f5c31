"""Verdicts of the shipped datasets on the claims of the articles."""

from __future__ import annotations

import pytest

from cakg.store.local import LocalStore

ANSWERS = ("confirmed", "confirmed-at-second-hand", "contradicted")


def verdicts(graph: LocalStore, pattern: str) -> set[tuple[str, ...]]:
    """Return the local names of statement, dataset and verdict for each corroboration that matches *pattern*."""
    rows = graph.select(
        f"""SELECT DISTINCT ?statement ?dataset ?verdict WHERE {{
          ?check cakg:ofStatement ?statement ; cakg:against ?dataset ; cakg:verdict ?verdict . {pattern}
        }}"""
    ).rows
    return {tuple(term.value.rpartition("/")[2] for term in row if term) for row in rows}


def test_the_votes_of_march_2022_are_confirmed_at_second_hand(shipped_graph: LocalStore) -> None:
    """The compilation confirms all five votes; the tables of the records end before 2022."""
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
def test_related_rows_answer_no_claim(shipped_graph: LocalStore, pattern: str) -> None:
    """A vote is not recognition, support or neutrality; a dataset and the articles name other sides of a conflict."""
    found = {verdict for *_, verdict in verdicts(shipped_graph, pattern)}

    assert "related-only" in found
    assert found & set(ANSWERS) == set()


def test_the_resolution_of_spring_2008_precedes_the_war(shipped_graph: LocalStore) -> None:
    """The note on resolution 62/249 says that it was voted on before the war."""
    why = shipped_graph.select(
        "SELECT DISTINCT ?why WHERE { ?check cakg:ofStatement stmt:support-for-war-against-georgia ; skos:note ?why }"
    ).rows

    assert why
    assert all("before the war" in row[0].value for row in why if row[0])


def test_pacts_with_others_do_not_contradict_an_alliance(shipped_graph: LocalStore) -> None:
    """ATOP ends before the claim and also has other pacts, so it neither answers the claim nor counts as a source."""
    found = verdicts(shipped_graph, "?statement rdf:predicate cakg:alliedWith .")
    counted = shipped_graph.select(
        "SELECT ?n WHERE { stmt:kyrgyzstan-allied-with-russia cakg:independentSources ?n }"
    ).rows

    assert {verdict for *_, verdict in found} == {"outside-coverage"}
    assert [row[0].value for row in counted if row[0]] == ["1"]


def test_a_missing_row_is_unknown_without_marked_absences(shipped_graph: LocalStore) -> None:
    """Voeten's copy has no rows for three states on 68/262; the Digital Library marks them as absent."""
    found = verdicts(shipped_graph, "?statement rdf:object id:annexation-of-crimea .")

    assert {verdict for _, dataset, verdict in found if dataset == "undl-votes"} == {"related-only"}
    assert sorted(verdict for _, dataset, verdict in found if dataset == "voeten-unga") == [
        *["no-record"] * 3,
        *["related-only"] * 2,
    ]


def test_every_relevance_is_used(shipped_graph: LocalStore) -> None:
    """A relevance with a misspelt statement or thing would have no effect."""
    unused = shipped_graph.select(
        """SELECT DISTINCT ?relevance WHERE {
          ?relevance cakg:relevantTo ?statement ; cakg:against ?dataset . ?dataset corr:records ?anything .
          FILTER NOT EXISTS { ?check cakg:ofStatement ?statement ; cakg:against ?dataset ; cakg:verdict ?verdict }
        }"""
    ).rows

    assert unused == []

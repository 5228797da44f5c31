"""Records: the number of queries does not depend on the number of statements, and a row cites its own claims."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cakg.graph import KnowledgeGraph
from cakg.paths import Folders, shipped
from cakg.store.local import LocalStore
from cakg.store.protocol import Engine, Result


class Counting(Engine):
    """An engine that counts the queries that it passes on."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.queries = 0

    def query(self, sparql: str) -> Result:
        self.queries += 1
        return self.engine.query(sparql)


def counted(engine: Engine, folders: Folders, use: Callable[[KnowledgeGraph], object]) -> int:
    """Return the number of queries of one use of a new graph."""
    counting = Counting(engine)
    use(KnowledgeGraph(counting, folders))
    return counting.queries


def about(thing: str) -> Callable[[KnowledgeGraph], object]:
    """Return the page of a thing as the command prints it."""

    def use(kg: KnowledgeGraph) -> object:
        page = kg.about(thing)
        return page.table(), page.json(), kg.footer("everything", page.cites)

    return use


def test_a_page_takes_at_most_twenty_queries(shipped_graph: LocalStore) -> None:
    """The page of a state has names, statements, claims, groups, agents, notes and rows of datasets."""
    assert counted(shipped_graph, shipped(), about("Kazakhstan")) <= 20


def test_an_answer_takes_at_most_fifteen_queries(shipped_graph: LocalStore) -> None:
    """The question, labels, and the claims of its rows."""
    used = counted(shipped_graph, shipped(), lambda kg: kg.ask("who-is-accused").table(cite=True))

    assert used <= 15


SUPPLIES = """
id:a a cakg:State ; rdfs:label "A"@en .
id:w a cakg:Person ; rdfs:label "W"@en .
source:x a cakg:Article ; cakg:shortName "X" ; cakg:author id:w .
"""


def supplies(number: int) -> str:
    """Return Turtle with this number of states, each supplied by A in a sentence of its own."""
    return SUPPLIES + "".join(
        f"""
        id:b{one} a cakg:State ; rdfs:label "B{one}"@en .
        stmt:s{one} a cakg:Statement , rdf:Statement ; rdfs:label "Supply {one}"@en ;
            rdf:subject id:a ; rdf:predicate cakg:supplied ; rdf:object id:b{one} .
        passage:p{one} a cakg:Passage ; cakg:source source:x ; cakg:paragraph {one} ; cakg:sentence 1 .
        claim:c{one} a cakg:Claim ; cakg:affirms stmt:s{one} ; cakg:mode mode:asserted ; cakg:speaker id:w ;
            cakg:passage passage:p{one} .
        """
        for one in range(1, number + 1)
    )


@pytest.mark.parametrize(
    "use",
    [
        about("A"),
        lambda kg: kg.ask("everything-about", thing="A").json(cite=True),
        lambda kg: kg.path("A", "B1").table(),
        lambda kg: kg.network(about="A"),
        lambda kg: kg.export("csv"),
    ],
    ids=["about", "ask", "path", "network", "export"],
)
def test_the_number_of_queries_does_not_grow(
    folder_of: Callable[[str], Folders], use: Callable[[KnowledgeGraph], object]
) -> None:
    """Forty statements take as many queries as two."""
    few, many = (
        counted(LocalStore.open(folders), folders, use) for folders in (folder_of(supplies(2)), folder_of(supplies(40)))
    )

    assert many == few


def test_a_denial_is_cited_with_the_speaker_who_denies(shipped_kg: KnowledgeGraph) -> None:
    """The speaker of a denied recognition is not Russia, which recognised it."""
    answer = shipped_kg.ask("who-recognised", object="Donetsk People's Republic")
    denials = [row for row in answer.rows if row["polarity"] == "denied"]

    assert denials
    assert not any("Speaker: Russia" in citation for citation in answer.citations())


def test_rows_that_differ_only_in_their_claim_are_one_row(graph_of: Callable[[str], LocalStore]) -> None:
    """Two claims of one speaker in one sentence are one row that cites both."""
    engine = graph_of(
        supplies(1)
        + """claim:again a cakg:Claim ; cakg:affirms stmt:s1 ; cakg:mode mode:asserted ; cakg:speaker id:w ;
            cakg:passage passage:p1 ."""
    )
    answer = KnowledgeGraph(engine, shipped()).ask("everything-about", thing="B1")

    assert [len(claims) for claims in answer.claims] == [2]
    assert "claim" not in answer.columns

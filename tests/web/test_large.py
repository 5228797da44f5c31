"""Large and odd graphs: pages are limited, and no page fails."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.web.test_site import faults

from cakg.cli import main
from cakg.model.records import Records
from cakg.model.selection import Selection, involved
from cakg.pages.related import neighbours
from cakg.store.rows import texts
from cakg.vocabulary import CAKG, ID, RDF, STMT, with_prefixes
from cakg.web import interactive, pictures
from cakg.web.addresses import Links
from cakg.web.explorer import Explorer
from cakg.web.render import Renderer

ARTICLE = """
id:writer a cakg:Person ; rdfs:label "Writer"@en .
source:s a cakg:Article ; cakg:shortName "S 2022" ; cakg:author id:writer .
passage:s-1 a cakg:Passage ; cakg:source source:s ; cakg:paragraph 1 ; cakg:sentence 1 .
"""
CLAIM = "a cakg:Claim ; cakg:mode mode:asserted ; cakg:speaker id:writer ; cakg:passage passage:s-1 ; cakg:affirms"
ODD = """
id:ruritania a cakg:State ; rdfs:label "Ruritania"@en ; skos:broader id:b ; cakg:hasMember id:b .
id:b a cakg:State ; rdfs:label "Bee"@en ; skos:broader id:ruritania ; cakg:hasMember id:ruritania .
id:unlabelled a cakg:State .
source:one a cakg:Article ; cakg:shortName "One" ; cakg:reportsOn source:two .
source:two a cakg:Article ; cakg:shortName "Two" ; cakg:reportsOn source:one .
source:nameless a cakg:Article .
stmt:whole a cakg:Statement , rdf:Statement ; rdfs:label "Whole {} %s"@en ; rdf:subject id:ruritania ;
    rdf:predicate cakg:supports ; rdf:object id:unlabelled ; cakg:refines stmt:no-subject .
stmt:no-subject a cakg:Statement , rdf:Statement ; rdfs:label "No subject"@en ; rdf:predicate cakg:supports ;
    rdf:object id:b ; cakg:refines stmt:whole .
stmt:no-predicate a cakg:Statement , rdf:Statement ; rdfs:label "No predicate"@en ; rdf:subject id:ruritania ;
    rdf:object id:b .
"""
DATASET = """
id:maker a cakg:Organisation ; rdfs:label "Maker"@en .
id:a a cakg:State ; rdfs:label "Aa"@en . id:b a cakg:State ; rdfs:label "Bee"@en .
source:d a cakg:Dataset ; cakg:shortName "Data 2020" ; cakg:author id:maker .
passage:d-1 a cakg:Row ; cakg:source source:d ; cakg:record "1" .
stmt:r a cakg:Statement , rdf:Statement ; rdfs:label "Row"@en ; rdf:subject id:a ; rdf:predicate cakg:alliedWith ;
    rdf:object id:b .
claim:r a cakg:Claim ; cakg:affirms stmt:r ; cakg:mode mode:asserted ; cakg:speaker id:maker ;
    cakg:passage passage:d-1 .
"""


def ties(number: int) -> str:
    """Return an article that says of one thing that it supports others."""
    made = [
        f'id:t{one} a cakg:State ; rdfs:label "Thing {one}"@en .\n'
        f'stmt:s{one} a cakg:Statement , rdf:Statement ; rdfs:label "Tie {one}"@en ; rdf:subject id:t0 ;'
        f" rdf:predicate cakg:supports ; rdf:object id:t{one} .\n"
        f"claim:c{one} {CLAIM} stmt:s{one} .\n"
        for one in range(1, number + 1)
    ]
    return ARTICLE + 'id:t0 a cakg:State ; rdfs:label "Hub"@en .\n' + "".join(made)


@pytest.mark.slow
@pytest.mark.parametrize("turtle", ["", DATASET, ARTICLE + ODD + f"claim:c {CLAIM} stmt:whole , stmt:no-predicate ."])
def test_site_of_an_odd_graph_is_whole(tmp_path: Path, turtle: str) -> None:
    """An empty graph, one without articles, and one with incomplete nodes: every page is there, no link is broken."""
    (tmp_path / "graph").mkdir()
    (tmp_path / "graph" / "all.ttl").write_text(with_prefixes(turtle), encoding="utf-8")

    assert main(["site", str(tmp_path / "site"), "--graph", str(tmp_path)]) == 0

    assert faults(tmp_path / "site") == {}


def test_statement_without_a_record_has_no_page(explorer_of: Callable[[str], Explorer]) -> None:
    explorer = explorer_of(ARTICLE + ODD + f"claim:c {CLAIM} stmt:whole , stmt:no-predicate .")

    assert explorer.path_of(STMT["whole"]) == "statement/whole"
    assert explorer.path_of(STMT["no-predicate"]) == ""


def test_graph_without_boundaries_has_a_page_that_says_so(explorer_of: Callable[[str], Explorer]) -> None:
    explorer = explorer_of(ties(2))
    resource = explorer.resource("map")

    assert "There is no map." in Renderer(explorer).html(resource)
    assert dict(resource.writers) == {}


def test_interactive_page_of_many_statements_has_the_most_important(
    explorer_of: Callable[[str], Explorer], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says how many there are; the file of all statements stays whole; the static site has no links into it."""
    monkeypatch.setattr(interactive, "MOST_ON_A_PAGE", 3)
    monkeypatch.setattr(pictures, "MOST_ON_A_PAGE", 3)
    served = explorer_of(ties(7))
    explorer = Explorer(served.kg)
    page = Renderer(explorer).html(explorer.resource("network"))

    assert sum(f"Tie {number}" in page for number in range(1, 8)) == 3
    assert "the 3 most important of 7 statements" in page
    assert sum(f"Tie {number}".encode() in explorer.resource("network").writers["csv"]() for number in range(1, 8)) == 7
    assert "about=t1" in pictures.network_link(explorer, Links("thing/t1", static=False), ID["t1"])
    static = Explorer(served.kg, static=True)
    assert pictures.network_link(static, Links("thing/t1", static=True), ID["t1"]) == ""
    assert "#around" not in Renderer(static).html(static.resource("thing/t0"))


def test_blank_names_are_no_names(explorer_of: Callable[[str], Explorer]) -> None:
    """A heading is never empty."""
    blank = (
        ties(1).replace('"S 2022"', '"  " ; dcterms:title " "').replace('"Tie 1"', '" "').replace('"Thing 1"', '"\\t"')
    )
    explorer = explorer_of(blank)
    titles = [explorer.resource(path).title for path in ("source/s", "statement/s1")]

    assert titles == ["source:s", "stmt:s1 [stated]"]
    assert explorer.records.labels([ID["t1"]]) == {ID["t1"]: "id:t1"}


def test_examples_that_a_graph_lacks_are_not_offered(
    explorer: Explorer, explorer_of: Callable[[str], Explorer]
) -> None:
    """A link to them would lead to an error."""
    small = explorer_of(ties(2))

    assert "thing=Russia" in Renderer(explorer).html(explorer.resource("question/motives"))
    assert "thing=Russia" not in Renderer(small).html(small.resource("question/motives"))


def test_properties_are_those_that_a_description_has(explorer: Explorer) -> None:
    """Whatever the numbers of nodes and properties are."""
    records = Records(explorer.kg.engine)
    nodes, roles = list(explorer.statements.iris.values())[:40], [RDF.subject, CAKG.status, CAKG.involves]
    whole = records.describe(nodes)

    for number in (1, 2, 40):
        for some in (roles[:1], roles):
            found = records.properties(nodes[:number], some)
            assert {iri: {role: set(those) for role, those in found[iri].items()} for iri in nodes[:number]} == {
                iri: {role: set(those) for role, those in whole[iri].items() if role in some} for iri in nodes[:number]
            }


def test_given_statements_are_those_that_all_have(explorer: Explorer) -> None:
    """Whether an engine begins with the articles or with the statements given."""
    every = involved(explorer.kg.records, Selection())
    rows = [row["statement"] for row in texts(explorer.kg.engine, "SELECT ?statement { ?statement cakg:status ?any }")]
    some = [*list(every)[:50], *rows[:50]]

    assert involved(explorer.kg.records, Selection(), some) == {iri: every[iri] for iri in sorted(some) if iri in every}


def test_only_statements_are_neighbours(explorer_of: Callable[[str], Explorer]) -> None:
    records = explorer_of(ties(2) + "stmt:s1 cakg:refines stmt:s2 ; cakg:inTensionWith id:t1 .").records

    assert neighbours(records, STMT["s1"])["general"] == {STMT["s2"]}
    assert neighbours(records, STMT["s2"])["specific"] == {STMT["s1"]}
    assert neighbours(records, STMT["s1"])["tension"] == set()

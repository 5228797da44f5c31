"""The home page."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from pyoxigraph import NamedNode

from cakg.graph import KnowledgeGraph
from cakg.pages.gaps import only_mentioned
from cakg.paths import shipped
from cakg.store.local import LocalStore
from cakg.vocabulary import ID
from cakg.web.explorer import Explorer
from cakg.web.render import Renderer
from cakg.web.texts import texts
from cakg.web.views.home import ASKED

SMALL = """
id:aland a cakg:State ; rdfs:label "Aland"@en .
id:bland a cakg:State ; rdfs:label "Bland"@en .
id:writer a cakg:Person ; rdfs:label "Writer"@en .
id:paper a cakg:Organisation ; rdfs:label "The Paper"@en .
source:paper a cakg:Article ; rdfs:label "A paper"@en ; cakg:shortName "Paper 2022" ; dcterms:title "The <title>" ;
    cakg:author id:writer ; dcterms:publisher id:paper ; dcterms:language "ru" ;
    cakg:earliest "2022-12-01"^^xsd:date ; cakg:latest "2022-12-31"^^xsd:date .
passage:paper-1 a cakg:Passage ; cakg:source source:paper ; cakg:paragraph 1 ; cakg:sentence 1 .
passage:paper-2 a cakg:Passage ; cakg:source source:paper ; cakg:paragraph 1 ; cakg:sentence 2 .
stmt:support a cakg:Statement , rdf:Statement ; rdfs:label "Support of Aland for Bland"@en ; rdf:subject id:aland ;
    rdf:predicate cakg:supports ; rdf:object id:bland .
claim:one a cakg:Claim ; cakg:affirms stmt:support ; cakg:mode mode:asserted ; cakg:speaker id:writer ;
    cakg:passage passage:paper-1 .
claim:two a cakg:Claim ; cakg:denies stmt:support ; cakg:mode mode:asserted ; cakg:speaker id:bland ;
    cakg:passage passage:paper-1 .
"""


def home(engine: LocalStore, *, static: bool = False) -> str:
    explorer = Explorer(KnowledgeGraph(engine, shipped()), static=static)
    return Renderer(explorer).html(explorer.resource(""))


def test_each_question_is_asked_with_the_number_of_its_rows(explorer: Explorer, html: Callable[..., str]) -> None:
    """The links have the parameters."""
    page = html("")
    for text, (name, given) in ASKED.items():
        number = len(explorer.kg.ask(name, **given))  # type: ignore[arg-type]
        assert f"{texts()['home']['questions'][text]}</a> <small>{number} row" in page
    assert 'href="question/votes-on-a-resolution?resolution=ES-11%2F1"' in page


def test_a_file_links_to_a_facet(explorer: Explorer) -> None:
    """The file has all rows. A facet selects among them the rows that the parameter would give."""
    static = Explorer(explorer.kg, static=True)
    page = Renderer(static).html(static.resource(""))
    assert 'href="question/votes-on-a-resolution.html?f.resolution=unga-es-11-1"' in page
    answer = explorer.kg.ask("votes-on-a-resolution")
    assert len(static.resource("question/votes-on-a-resolution").values["table"].rows) == len(answer)
    place = answer.columns.index("resolution")
    chosen = [row for row in answer.terms if row[place] == NamedNode(ID["unga-es-11-1"])]
    assert len(chosen) == len(explorer.kg.ask("votes-on-a-resolution", resolution="ES-11/1"))


def test_sources_and_limits_are_those_of_the_graph(explorer: Explorer, html: Callable[..., str]) -> None:
    """Every source is a link with its size, and the page says how few articles there are."""
    page = html("")
    for source in explorer.kg.sources:
        assert f'href="{explorer.path_of(source.iri)}"' in page
    articles = sum(not source.dataset for source in explorer.kg.sources)
    assert f"only {articles} articles" in page
    assert "All articles are in English" in page


def test_a_contested_statement_has_its_claims(graph_of: Callable[[str], LocalStore]) -> None:
    """The page of any graph has what is in the graph."""
    page = home(graph_of(SMALL))
    assert 'href="statement/support">Support of Aland for Bland</a>' in page
    assert "denied by" in page
    assert "The &lt;title&gt;" in page
    assert "Writer, The Paper, December 2022" in page
    assert "2 sentences<" in page
    assert "Nothing in it is later than December 2022." in page
    assert "All articles are in Russian" in page


@pytest.mark.parametrize("static", [False, True])
def test_an_empty_graph_has_a_home_page(graph_of: Callable[[str], LocalStore], static: bool) -> None:
    """Parts without content are left out."""
    page = home(graph_of(""), static=static)
    assert 'role="search"' in page
    for heading in ("asked", "contested", "picture", "articles", "datasets"):
        assert f">{texts()['home'][heading]}<" not in page


def test_the_home_page_as_json(explorer: Explorer) -> None:
    """Counts, sources and version."""
    found = json.loads(explorer.resource("").writers["json"]())
    assert found["version"] == explorer.kg.version
    claims = explorer.records.claims(explorer.records.article_claims).values()
    made = {one for claim in claims for one in claim.statements}
    assert found["counts"]["statements"] >= len(made)
    assert found["counts"]["statements"] + only_mentioned(explorer.records) == len(explorer.statements.iris)
    assert {one["iri"] for one in found["sources"]} == {source.iri for source in explorer.kg.sources}

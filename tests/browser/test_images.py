"""Images as a browser shows them: no text leaves the image, whatever the letters."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from cakg.graph import KnowledgeGraph
from cakg.paths import shipped
from cakg.pictures.svg import network_svg
from cakg.store.local import LocalStore

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LONG = "WHOEVER MOVES MOST WEAPONS ЖЕЛЕЗНЫЕ ДОРОГИ from the regions to the West and to www " * 3
GRAPH = f"""
id:russia a cakg:State ; rdfs:label "Russia"@en .
id:kazakhstan a cakg:State ; rdfs:label "Kazakhstan"@en .
id:vote a cakg:Event ; rdfs:label "{LONG}"@en .
id:writer a cakg:Person ; rdfs:label "The writer"@en .
source:one a cakg:Article ; rdfs:label "{LONG}"@en ; cakg:shortName "{LONG}" ; cakg:author id:writer .
passage:one a cakg:Passage ; cakg:source source:one ; cakg:paragraph 1 ; cakg:sentence 1 .
stmt:r a cakg:Statement , rdf:Statement ; rdfs:label "{LONG}"@en ; cakg:latest "2022-03-02"^^xsd:date ;
  rdf:subject id:russia ; rdf:predicate cakg:votedAgainst ; rdf:object id:vote .
stmt:k a cakg:Statement , rdf:Statement ; rdfs:label "Abstention"@en ; cakg:latest "2022-03-02"^^xsd:date ;
  rdf:subject id:kazakhstan ; rdf:predicate cakg:abstainedOn ; rdf:object id:vote .
claim:1 a cakg:Claim ; cakg:affirms stmt:r , stmt:k ; cakg:mode mode:asserted ; cakg:speaker id:writer ;
  cakg:passage passage:one ; cakg:source source:one .
"""
OUTSIDE = """() => {
  const view = document.querySelector("svg").viewBox.baseVal;
  return [...document.querySelectorAll("svg > text, svg > g text")]
    .filter((text) => !text.closest("#map"))
    .filter((text) => {
      const { x, width } = text.getBBox();
      return x < view.x || x + width > view.x + view.width;
    })
    .map((text) => text.textContent);
}"""


@pytest.fixture
def kg(graph_of: Callable[[str], LocalStore]) -> KnowledgeGraph:
    """The knowledge graph of two votes with long names."""
    return KnowledgeGraph(graph_of(GRAPH), shipped())


@pytest.mark.parametrize("picture", ["network", "timeline", "map"])
def test_no_text_leaves_an_image(show: Callable[..., Page], kg: KnowledgeGraph, picture: str) -> None:
    image = show(kg.draw(picture, format="svg"))

    assert "WHOEVER" in image.evaluate("document.documentElement.textContent")
    assert image.evaluate(OUTSIDE) == []


def test_long_title_of_a_network_is_wrapped(show: Callable[..., Page], kg: KnowledgeGraph) -> None:
    image = show(network_svg(kg.network(), title=LONG))

    assert image.locator("svg > text[font-weight=bold]").count() > 2
    assert image.evaluate(OUTSIDE) == []

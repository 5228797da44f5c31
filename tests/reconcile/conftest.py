"""A reconciliation service over a few things, and one over the shipped graph."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from cakg.graph import KnowledgeGraph
from cakg.paths import Folders, shipped
from cakg.reconcile.service import Reconciliation
from cakg.store.local import LocalStore
from cakg.vocabulary import ID, with_prefixes
from cakg.web.addresses import Slugs

BASE = "https://graph.example/here/"

THINGS = """
id:kazakhstan a cakg:State ; rdfs:label "Kazakhstan"@en , "Қазақстан"@kk , "Казахстан"@ru ;
    skos:altLabel "Astana"@en , "Астана"@ru , "Kazakh SSR"@en ; skos:definition "A state of Central Asia."@en .
id:kyrgyzstan a cakg:State ; rdfs:label "Kyrgyzstan"@en , "Кыргызстан"@ky .
id:astana a cakg:Place ; cakg:kind kind:city ; rdfs:label "Astana"@en , "Астана"@ru .
id:almaty a cakg:Place ; cakg:kind kind:city ; rdfs:label "Almaty"@en ; skos:altLabel "Verny"@en .
id:verny a cakg:Place ; cakg:kind kind:region ; rdfs:label "Verny"@en .
id:almati a cakg:System ; rdfs:label "Almati"@en .
id:decision a cakg:Event ; rdfs:label "Decision 12/34 on trade"@en .
id:treaty-organisation a cakg:Organisation ; cakg:kind kind:military-alliance ;
    rdfs:label "Collective Security Treaty Organization"@en ; skos:altLabel "CSTO"@en .
id:adam-smith a cakg:Person ; rdfs:label "Adam Smith"@en ; skos:altLabel "Smith"@en .
id:odd a cakg:Topic ; cakg:kind cakg:Topic , cakg:Thing ; skos:definition "<b>\u202eodd</b>"@en ;
    rdfs:label "<script>alert(1)</script> & more"@en .
<https://elsewhere.example/Thing/1> a cakg:Object ; rdfs:label "A far object"@en .
"""
MAPPING = """
mapping:{name} a sssom:Mapping , owl:Axiom ; owl:annotatedSource id:{thing} ; owl:annotatedProperty skos:exactMatch ;
    owl:annotatedTarget {target} ; sssom:mapping_justification semapv:ManualMappingCuration ;
    sssom:author_label "The editors" ; dcterms:created "2026-11-22"^^xsd:date .
"""
TARGETS = {
    "kazakhstan": ["wd:Q232", "iso2:KZ", "iso3:KAZ", "cow:705"],
    "kyrgyzstan": ["wd:Q813", "iso3:KGZ", "cow:703"],
    "astana": ["wd:Q1520"],
    "almaty": ["wd:Q35493"],
}

Ask: TypeAlias = Callable[..., list[dict[str, Any]]]


def folders(root: Any, turtle: str) -> Folders:
    """Return folders with the shipped ontology and lists, and a graph of a few lines."""
    graph = root / "graph"
    graph.mkdir()
    (graph / "all.ttl").write_text(with_prefixes(turtle), encoding="utf-8")
    shutil.copy(shipped().graph / "links" / "systems.ttl", graph)
    return Folders(shipped().ontology, graph, shipped().queries)


def service_of(kg: KnowledgeGraph) -> Reconciliation:
    """Return the service over a graph, with the identifiers that the pages of the explorer have."""
    return Reconciliation(kg.records, Slugs(sorted(kg.records.names().iris), ID.iri).iris)


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Reconciliation:
    """The service over the few things above."""
    mappings = (
        MAPPING.format(name=f"{thing}-{number}", thing=thing, target=target)
        for thing, targets in TARGETS.items()
        for number, target in enumerate(targets)
    )
    place = folders(tmp_path_factory.mktemp("reconcile"), THINGS + "".join(mappings))
    return service_of(KnowledgeGraph(LocalStore.open(place), place))


@pytest.fixture(scope="session")
def shipped_service(shipped_kg: KnowledgeGraph) -> Reconciliation:
    """The service over the shipped graph."""
    return service_of(shipped_kg)


@pytest.fixture
def get(service: Reconciliation) -> Callable[..., Any]:
    """Return the JSON of an answer of the service over the few things."""

    def get(path: str = "", **parameters: Any) -> Any:
        texts = {name: one if isinstance(one, str) else json.dumps(one) for name, one in parameters.items()}
        content = service.answer(path, {name: [text] for name, text in texts.items()}, base=BASE)
        assert content.media_type == "application/json"
        return json.loads(content.body)

    return get


@pytest.fixture
def ask(get: Callable[..., Any]) -> Ask:
    """Return the candidates for one query."""

    def ask(query: str = "", **fields: Any) -> list[dict[str, Any]]:
        asked = {"query": query, **fields} if query else fields
        found: list[dict[str, Any]] = get(queries={"q": asked})["q"]["result"]
        return found

    return ask

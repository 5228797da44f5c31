"""A small vocabulary for tests of the rules, and fixtures that run the rules on both engines."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query

from cakg.paths import shipped
from cakg.store.loading import run_rules
from cakg.vocabulary import shorten, with_prefixes

VOCABULARY = """
cakg:State rdfs:subClassOf cakg:Thing .
cakg:Object rdfs:subClassOf cakg:Thing .
cakg:Topic rdfs:subClassOf cakg:Thing .
cakg:Group rdfs:subClassOf cakg:Thing .

cakg:item a cakg:Qualifier .
cakg:place a cakg:Qualifier .
cakg:content a cakg:Qualifier .
cakg:degree a cakg:Qualifier .

cakg:supplied a cakg:Predicate ; cakg:aspect aspect:event .
cakg:annexed a cakg:Predicate ; cakg:aspect aspect:event ; cakg:once true .
cakg:abstainedOn a cakg:Predicate ; cakg:aspect aspect:event ; cakg:oneOf choice:vote .
cakg:absentFrom a cakg:Predicate ; cakg:aspect aspect:event ; cakg:oneOf choice:vote .
cakg:partnerOf a cakg:Predicate ; cakg:aspect aspect:state .
cakg:supports a cakg:Predicate ; cakg:aspect aspect:state ; cakg:contrary cakg:opposes .
cakg:opposes a cakg:Predicate ; cakg:aspect aspect:state ; cakg:contrary cakg:supports .
cakg:trend a cakg:Predicate ; cakg:aspect aspect:state ; cakg:oneObject true .
cakg:tradeGrowth a cakg:Predicate ; cakg:aspect aspect:measure ; cakg:oneAmount true .
cakg:ledTo a cakg:LinkPredicate ; cakg:aspect aspect:event ; cakg:causal true .
cakg:requires a cakg:LinkPredicate ; cakg:aspect aspect:state ; cakg:causal true .
cakg:followed a cakg:LinkPredicate ; cakg:aspect aspect:event .
trend:rising cakg:contrary trend:falling .
trend:falling cakg:contrary trend:rising .

id:a a cakg:State .
id:b a cakg:State .
id:c a cakg:State .
id:drones a cakg:Object .
id:influence a cakg:Topic .
id:soft-power a cakg:Topic ; skos:broader id:influence ; cakg:concerns id:a .
id:accusers a cakg:Group , cakg:Unnamed .

source:paper cakg:author id:writer ; cakg:shortName "The Paper 2022" ; cakg:earliest "2022-12-26"^^xsd:date .
source:agency cakg:author id:agent ; cakg:reportsOn source:paper ; cakg:shortName "The Agency 2022" ;
    cakg:earliest "2022-12-27"^^xsd:date .
source:institute cakg:author id:fellow ; cakg:shortName "The Institute 2023" ; cakg:earliest "2023-01-01"^^xsd:date .
passage:paper a cakg:Passage ; cakg:source source:paper ; cakg:paragraph 11 ; cakg:sentence 1 .
passage:agency a cakg:Passage ; cakg:source source:agency ; cakg:paragraph 2 ; cakg:sentence 3 .
passage:institute a cakg:Passage ; cakg:source source:institute ; cakg:paragraph 4 ; cakg:sentence 5 .
"""


@dataclass(frozen=True)
class Derived:
    """A graph after the rules have run. Terms are written and returned as prefixed names."""

    store: pyoxigraph.Store

    def has(self, triple: str) -> bool:
        """Return whether the graph contains *triple*, written in Turtle."""
        return bool(self.store.query(with_prefixes(f"ASK {{ {triple} }}")))

    def values(self, subject: str, predicate: str) -> set[str]:
        """Return the objects of *subject* and *predicate*: IRIs as prefixed names, literals as text."""
        rows = self.store.query(with_prefixes(f"SELECT ?value {{ {subject} {predicate} ?value }}"))
        return {_name(row["value"]) for row in rows}

    def pairs(self, predicate: str) -> set[tuple[str, str]]:
        """Return the subject and object of every triple with *predicate*."""
        rows = self.store.query(with_prefixes(f"SELECT ?subject ?object {{ ?subject {predicate} ?object }}"))
        return {(_name(row["subject"]), _name(row["object"])) for row in rows}

    def commitments(self) -> set[str]:
        """Return the commitments of all claims."""
        return {commitment for _, commitment in self.pairs("cakg:commitment")}


@pytest.fixture(scope="session")
def rules() -> list[Path]:
    """The rules, in the order in which they run."""
    return shipped().rules()


@pytest.fixture(scope="session")
def prepared(rules: list[Path]) -> list[Query]:
    """The rules parsed by rdflib, once for all tests because parsing takes longer than running."""
    return [prepareQuery(rule.read_text(encoding="utf-8")) for rule in rules]


@pytest.fixture
def derived(rules: list[Path], prepared: list[Query]) -> Callable[..., Derived]:
    """Run the rules on Turtle and the small vocabulary. Both engines must derive the same triples."""

    def run(*turtle: str) -> Derived:
        text = with_prefixes(VOCABULARY + "".join(turtle))
        store = pyoxigraph.Store()
        store.load(text.encode(), format=pyoxigraph.RdfFormat.TURTLE)
        run_rules(store, rules)
        assert {str(quad.triple) for quad in store} == _derived_by_rdflib(text, prepared)
        return Derived(store)

    return run


def _derived_by_rdflib(text: str, rules: Iterable[Query]) -> set[str]:
    graph = rdflib.Graph(bind_namespaces="none").parse(data=text, format="turtle")
    for rule in rules:
        for triple in list(graph.query(rule)):
            graph.add(triple)
    plain = graph.serialize(format="nt", encoding="utf-8")
    return {str(triple) for triple in pyoxigraph.parse(plain, format=pyoxigraph.RdfFormat.N_TRIPLES)}


def _name(term: object) -> str:
    return shorten(term.value) if isinstance(term, pyoxigraph.NamedNode) else term.value

"""A small graph for tests: two sources that agree, differ and deny.

It is read with the real ontology and the real rules, so a change there shows here.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from cakg.graph import KnowledgeGraph
from cakg.paths import Folders, shipped
from cakg.store.local import LocalStore
from cakg.store.protocol import Engine
from cakg.vocabulary import with_prefixes

THINGS = """
id:russia a cakg:State ; rdfs:label "Russia"@en , "Россия"@ru ; skos:altLabel "Kremlin"@en , "Moscow"@en .
id:tajikistan a cakg:State ; rdfs:label "Tajikistan"@en , "Таджикистан"@ru , "Тоҷикистон"@tg ;
    skos:altLabel "Dushanbe"@en ; skos:definition "A landlocked state."@en .
id:kazakhstan a cakg:State ; rdfs:label "Kazakhstan"@en , "Қазақстан"@kk ; skos:altLabel "Astana"@en .
id:georgia a cakg:State ; rdfs:label "Georgia"@en .
id:georgia-in-america a cakg:Place ; rdfs:label "Georgia"@en ; skos:altLabel "Peach State"@en .
id:ukraine a cakg:State ; rdfs:label "Ukraine"@en .
id:region a cakg:Group ; rdfs:label "the five states"@en ; cakg:hasMember id:tajikistan , id:kazakhstan .
id:drones a cakg:Object ; rdfs:label "attack drones"@en .
id:influence a cakg:Topic ; rdfs:label "Russian influence"@en ; cakg:concerns id:russia .
id:es-11-1 a cakg:Event ; rdfs:label "General Assembly resolution of March 2022"@en ; skos:altLabel "ES-11/1" .
id:tajik-government a cakg:Organisation ; rdfs:label "Government of Tajikistan"@en ; cakg:actsFor id:tajikistan .
id:accusers a cakg:Group , cakg:Unnamed ; rdfs:label "accusers whom the summary does not name"@en .
id:agency a cakg:Organisation ; rdfs:label "The Agency"@en .
id:institute a cakg:Organisation ; rdfs:label "The Institute"@en .
id:agency-writer a cakg:Person , cakg:Unnamed ; rdfs:label "the writer of the summary"@en .
id:analyst a cakg:Person ; rdfs:label "Ana Lyst"@en .
id:scholar a cakg:Person ; rdfs:label "Sam Scholar"@en .
source:summary a cakg:Article ; rdfs:label "The Agency's summary"@en ; cakg:shortName "Agency 2022" ;
    dcterms:title "A summary" ; cakg:author id:agency-writer ; dcterms:publisher id:agency ;
    cakg:earliest "2022-12-26"^^xsd:date ; cakg:latest "2022-12-26"^^xsd:date ;
    schema:url <https://agency.example/summary> ; cakg:reportsOn source:essay .
source:essay a cakg:Article ; rdfs:label "The essay"@en ; cakg:shortName "Essay 2022" ; cakg:author id:analyst ;
    cakg:earliest "2022-12-01"^^xsd:date ; cakg:latest "2022-12-31"^^xsd:date ;
    cakg:dateWording "about 23 December 2022" .
source:comment a cakg:Article ; rdfs:label "The Institute's comment"@en ; cakg:shortName "Institute 2023" ;
    dcterms:title "A comment" ; cakg:author id:scholar ; dcterms:publisher id:institute ;
    cakg:earliest "2023-01-01"^^xsd:date ; cakg:latest "2023-01-31"^^xsd:date ;
    cakg:dateWording "undated, about January 2023" ; schema:url <https://institute.example/comment> .
passage:summary-1-1 a cakg:Passage ; cakg:source source:summary ; cakg:paragraph 1 ; cakg:sentence 1 .
passage:summary-11-1 a cakg:Passage ; cakg:source source:summary ; cakg:paragraph 11 ; cakg:sentence 1 .
passage:comment-2-3 a cakg:Passage ; cakg:source source:comment ; cakg:paragraph 2 ; cakg:sentence 3 .
passage:comment-4-1 a cakg:Passage ; cakg:source source:comment ; cakg:paragraph 4 ; cakg:sentence 1 .
"""

STATEMENTS = """
stmt:drones a cakg:Statement , rdf:Statement ; rdfs:label "Supply of attack drones from Tajikistan to Russia"@en ;
    rdf:subject id:tajikistan ; rdf:predicate cakg:supplied ; rdf:object id:russia ; cakg:item id:drones .
stmt:support-tajikistan a cakg:Statement , rdf:Statement ; rdfs:label "Support of Tajikistan for Russia"@en ;
    rdf:subject id:tajikistan ; rdf:predicate cakg:supports ; rdf:object id:russia .
stmt:falling a cakg:Statement , rdf:Statement ; rdfs:label "Fall of Russian influence"@en ;
    rdf:subject id:influence ; rdf:predicate cakg:trend ; rdf:object trend:falling .
stmt:rising a cakg:Statement , rdf:Statement ; rdfs:label "Rise of Russian influence"@en ;
    rdf:subject id:influence ; rdf:predicate cakg:trend ; rdf:object trend:rising .
stmt:abstention a cakg:Statement , rdf:Statement ; rdfs:label "Abstention of Kazakhstan"@en ;
    rdf:subject id:kazakhstan ; rdf:predicate cakg:abstainedOn ; rdf:object id:es-11-1 ;
    cakg:earliest "2022-03-01"^^xsd:date ; cakg:latest "2022-03-31"^^xsd:date .
stmt:region-distances a cakg:Statement , rdf:Statement ; rdfs:label "Distance of the five states from Russia"@en ;
    rdf:subject id:region ; rdf:predicate cakg:distancesFrom ; rdf:object id:russia .
stmt:attack a cakg:Statement , rdf:Statement ; rdfs:label "Attack of Russia on Ukraine"@en ;
    rdf:subject id:russia ; rdf:predicate cakg:attacked ; rdf:object id:ukraine .
"""

CLAIMS = """
claim:accusation a cakg:Claim ; cakg:affirms stmt:drones ; cakg:mode mode:alleged ; cakg:speaker id:accusers ;
    cakg:passage passage:summary-11-1 .
claim:denial a cakg:Claim ; cakg:denies stmt:drones ; cakg:mode mode:asserted ; cakg:speaker id:tajik-government ;
    cakg:passage passage:summary-11-1 .
claim:no-support-in-summary a cakg:Claim ; cakg:denies stmt:support-tajikistan ; cakg:mode mode:asserted ;
    cakg:speaker id:analyst ; cakg:passage passage:summary-1-1 .
claim:no-support-in-comment a cakg:Claim ; cakg:denies stmt:support-tajikistan ; cakg:mode mode:asserted ;
    cakg:speaker id:scholar ; cakg:passage passage:comment-2-3 .
claim:falling a cakg:Claim ; cakg:affirms stmt:falling ; cakg:mode mode:judged ; cakg:hedge hedge:reported ;
    cakg:wording "reportedly"@en ; cakg:speaker id:analyst ; cakg:passage passage:summary-1-1 .
claim:rising a cakg:Claim ; cakg:affirms stmt:rising ; cakg:mode mode:judged ; cakg:speaker id:scholar ;
    cakg:passage passage:comment-4-1 .
claim:abstention a cakg:Claim ; cakg:affirms stmt:abstention ; cakg:mode mode:asserted ; cakg:speaker id:scholar ;
    cakg:passage passage:comment-2-3 .
claim:distance a cakg:Claim ; cakg:affirms stmt:region-distances ; cakg:mode mode:asserted ; cakg:speaker id:analyst ;
    cakg:passage passage:summary-1-1 .
claim:attack a cakg:Claim ; cakg:affirms stmt:attack ; cakg:mode mode:asserted ; cakg:speaker id:scholar ;
    cakg:passage passage:comment-4-1 .
comparison:moves a cakg:Comparison ; cakg:compares claim:distance , claim:attack ; cakg:relation relation:disagree ;
    rdfs:label "Who moves away from whom"@en ; cakg:proposition "The region moves away from Russia."@en ;
    skos:note "One sees the region move, the other Russia."@en ;
    dcterms:creator "the editors" ; dcterms:date "2026-11-21"^^xsd:date .
"""

ACCUSATIONS = """\
#+ summary: Who is accused of what, and who denies it?
#+ parameter thing (thing): who or what the accusation involves; example Tajikistan
#+ column statement: what is alleged
#+ column status: where the claims together leave it
#+ column polarity: affirmed or denied
#+ column speaker: whose word it is
#+ column passage: where the source says it
#+ column claim: the claim that the row rests on; hidden in tables
#+ view: table
#+ tags: accusations

PREFIX cakg: <https://w3id.org/cakg/ontology#>
PREFIX mode: <https://w3id.org/cakg/mode/>
PREFIX profile: <https://w3id.org/cakg/profile/>

SELECT DISTINCT ?statement ?status ?polarity ?speaker ?passage ?claim
WHERE {
  # parameter ?thing
  VALUES ?profile { profile:everything }  # parameter
  ?accusation cakg:mode mode:alleged ; cakg:affirms ?statement .
  ?statement cakg:inProfile ?profile ; cakg:status ?status ; cakg:involves ?thing .
  { ?claim cakg:affirms ?statement . BIND ("affirmed" AS ?polarity) }
  UNION
  { ?claim cakg:denies ?statement . BIND ("denied" AS ?polarity) }
  ?claim cakg:speaker ?speaker ; cakg:passage ?passage .
}
ORDER BY ?statement ?polarity ?claim
"""

YEAR = """\
#+ summary: What happened in a year?
#+ parameter year (year): the year; example 2022
#+ column statement: what happened
#+ column earliest: the first day on which it may have happened
#+ column claim: the claim that the row rests on; hidden in tables
#+ view: timeline

PREFIX cakg: <https://w3id.org/cakg/ontology#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

SELECT ?statement ?earliest ?claim
WHERE {
  VALUES ?year { 2022 }  # parameter
  ?statement cakg:earliest ?earliest ; a cakg:Statement ; cakg:affirmedBy|cakg:deniedBy|cakg:leftOpenBy ?claim .
  FILTER (YEAR(?earliest) = ?year)
}
ORDER BY ?earliest ?statement ?claim
"""


@pytest.fixture(scope="session")
def small_folders(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    root: Path = tmp_path_factory.mktemp("small")
    for place, text in {
        "graph/all.ttl": with_prefixes(THINGS + STATEMENTS + CLAIMS),
        "queries/questions/security/accusations.rq": ACCUSATIONS,
        "queries/questions/description/what-happened.rq": YEAR,
    }.items():
        (root / place).parent.mkdir(parents=True, exist_ok=True)
        (root / place).write_text(text, encoding="utf-8")
    return Folders(shipped().ontology, root / "graph", root / "queries")


@pytest.fixture(scope="session")
def small_engine(small_folders: Folders) -> Engine:
    return LocalStore.open(small_folders)


@pytest.fixture
def small(small_engine: Engine, small_folders: Folders) -> KnowledgeGraph:
    return KnowledgeGraph(small_engine, small_folders)


@pytest.fixture
def here(small_folders: Folders) -> list[str]:
    """The options that open the small graph."""
    return ["--graph", str(small_folders.graph.parent)]

"""The files of a graph, and its descriptions in VoID and DCAT, whose counts are made again here with rdflib."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import pyoxigraph
import pytest
import rdflib
from rdflib import DCAT, DCTERMS, OWL, RDF, SKOS, VOID, URIRef

import cakg
from cakg.graph import KnowledgeGraph
from cakg.paths import Folders, shipped
from cakg.store.local import LocalStore
from cakg.store.remote import RemoteStore
from cakg.store.serialise import write_triples
from cakg.vocabulary import BASE, GRAPH
from cakg.web import downloads
from cakg.web.explorer import Explorer
from cakg.web.render import Renderer
from cakg.web.resources import PageNotFoundError
from cakg.web.views.downloads import VIEW

WHOLE = URIRef(GRAPH)
SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")
MATCHES = {SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch, OWL.sameAs}
SMALL = """
<https://w3id.org/cakg/graph> rdfs:label "Small"@en ; owl:versionInfo "7" ; dcterms:created "2026-01-02"^^xsd:date ;
    dcterms:license <https://example.org/licence> .
<https://example.org/licence> rdfs:label "a licence"@en .
id:a a cakg:State ; rdfs:label "A"@en ; skos:exactMatch wd:Q1 ; skos:closeMatch <https://sws.geonames.org/12/> .
id:b a cakg:State ; rdfs:label "B"@en ; skos:exactMatch wd:Q2 .
id:p a cakg:Person ; rdfs:label "an author"@en .
<urn:x> rdfs:label "no entity of ours"@en .
source:cakg a cakg:Article ; cakg:shortName "One" ; cakg:author id:p ; cakg:earliest "2022-12-01"^^xsd:date .
source:rows a cakg:Dataset ; cakg:shortName "Rows" ; dcterms:rights "Cite us."@en ;
    dcterms:bibliographicCitation "The makers: Rows." ; cakg:coversFrom "2020-01-01"^^xsd:date .
passage:one a cakg:Passage ; cakg:source source:cakg ; cakg:paragraph 1 ; cakg:sentence 1 .
passage:row a cakg:Row , cakg:Passage ; cakg:source source:rows ; cakg:record "r1" .
stmt:s a cakg:Statement , rdf:Statement ; rdfs:label "s"@en ; rdf:subject id:a ; rdf:predicate cakg:supports ;
    rdf:object id:b .
claim:one a cakg:Claim ; cakg:affirms stmt:s ; cakg:mode mode:asserted ; cakg:speaker id:p ; cakg:passage passage:one .
claim:row a cakg:Claim ; cakg:affirms stmt:s ; cakg:mode mode:asserted ; cakg:speaker source:rows ;
    cakg:passage passage:row .
"""


@pytest.fixture
def small(folder_of: Callable[[str], Folders]) -> Explorer:
    """Return the explorer of a small graph with an article, a dataset and links, published at an address."""
    folders = folder_of(SMALL)
    return Explorer(KnowledgeGraph(LocalStore.open(folders), folders), base="https://example.org/graph")


def content(explorer: Explorer, name: str) -> bytes:
    """Return the content of a file, unpacked: ``downloads/cakg.ttl.gz``."""
    path, _, format = name.partition(".")
    found = explorer.resource(path).writers[format]()
    return gzip.decompress(found) if format.endswith(".gz") else found


def described(explorer: Explorer, name: str) -> rdflib.Graph:
    """Return the description ``void`` or ``dcat`` as a graph."""
    return rdflib.Graph().parse(data=content(explorer, f"downloads/{name}.ttl"), format="turtle")


def counts(graph: rdflib.Graph) -> dict[object, int]:
    """Return the counts of VoID, made without SPARQL."""
    entities = {s for s in graph.subjects() if isinstance(s, URIRef) and s.startswith(BASE)}
    found: Counter[object] = Counter(
        {
            VOID.triples: len(graph),
            VOID.entities: len(entities),
            VOID.distinctSubjects: len(set(graph.subjects())),
            VOID.distinctObjects: len(set(graph.objects())),
            VOID.properties: len(set(graph.predicates())),
            VOID.classes: len(set(graph.objects(None, RDF.type))),
        }
    )
    for _, p, o in graph:
        found["property", p] += 1
        if p in MATCHES:
            found["links", p, re.sub(r"[^/#]+[/#]?$", "", o)] += 1
        if p == RDF.type:
            found["class", o] += 1
    return dict(found)


def counts_in(void: rdflib.Graph) -> dict[object, int]:
    """Return the counts that a description states."""
    found: dict[object, int] = {
        role: void.value(WHOLE, role).toPython()
        for role in (
            VOID.triples,
            VOID.entities,
            VOID.distinctSubjects,
            VOID.distinctObjects,
            VOID.properties,
            VOID.classes,
        )
    }
    for part in void.objects(WHOLE, VOID.propertyPartition):
        found["property", void.value(part, VOID.property)] = void.value(part, VOID.triples).toPython()
    for part in void.objects(WHOLE, VOID.classPartition):
        found["class", void.value(part, VOID["class"])] = void.value(part, VOID.entities).toPython()
    for part in void.objects(WHOLE, VOID.subset):
        target = str(void.value(void.value(part, VOID.objectsTarget), VOID.uriSpace))
        found["links", void.value(part, VOID.linkPredicate), target] = void.value(part, VOID.triples).toPython()
    return found


def test_the_counts_of_void_are_those_of_the_graph(small):
    graph = rdflib.Graph().parse(data=content(small, "downloads/cakg.nt.gz"), format="nt")
    void = described(small, "void")

    assert counts_in(void) == counts(graph)
    assert ("links", SKOS.exactMatch, "http://www.wikidata.org/entity/") in counts_in(void)
    assert ("links", SKOS.closeMatch, "https://sws.geonames.org/") in counts_in(void)


@pytest.mark.slow
def test_the_counts_of_void_are_those_of_the_shipped_graph(explorer):
    graph = explorer.kg.to_rdflib()

    assert counts_in(described(explorer, "void")) == counts(graph)


@pytest.mark.parametrize("name", ["void", "dcat"])
def test_rdflib_makes_the_same_description(small, name):
    """The queries are portable SPARQL 1.1."""
    query = shipped().description(name).read_text(encoding="utf-8")
    graph = small.kg.to_rdflib()

    found = graph.query(query).graph

    assert found is not None
    assert set(found) == set(rdflib.Graph().parse(data=write_triples(small.kg.engine.construct(query), "ntriples")))


@pytest.mark.virtuoso
def test_virtuoso_makes_the_same_description(small, virtuoso_of):
    """Virtuoso counts its own triples too; what it says of our classes and links is the same."""
    engine = RemoteStore(virtuoso_of(content(small, "downloads/cakg.nt.gz")))
    queries = {name: shipped().description(name).read_text(encoding="utf-8") for name in ("void", "dcat")}
    theirs, ours = (
        {name: set(one.construct(query)) for name, query in queries.items()} for one in (engine, small.kg.engine)
    )
    parts = {one for one in ours["void"] if "#links-" in str(one.subject) or "#class-" in str(one.subject)}

    assert theirs["dcat"] == ours["dcat"]
    assert len(parts) > 20
    assert parts <= theirs["void"]


def test_a_graph_behind_an_endpoint_has_its_descriptions(small, endpoint_of):
    behind = Explorer(cakg.open(endpoint_of(content(small, "downloads/cakg.nt.gz"))), base=small.base)

    assert list(VIEW.paths(behind)) == ["downloads", "downloads/void", "downloads/dcat"]
    assert counts_in(described(behind, "void")) == counts_in(described(small, "void"))
    assert "behind an endpoint" in Renderer(behind).html(behind.resource("downloads"))


def test_void_has_the_licence_the_version_and_the_dates_that_the_graph_states(small):
    void = described(small, "void")

    assert void.value(WHOLE, DCTERMS.license) == URIRef("https://example.org/licence")
    assert str(void.value(WHOLE, OWL.versionInfo)) == "7"
    assert str(void.value(WHOLE, DCTERMS.created)) == "2026-01-02"
    assert void.value(WHOLE, DCTERMS.issued) is None
    assert set(map(str, void.objects(WHOLE, VOID.dataDump))) == {
        f"https://example.org/graph/downloads/cakg.{format}.gz" for format in ("ttl", "nt", "trig")
    }


def test_dcat_has_every_file_with_its_size_and_checksum(small):
    dcat = described(small, "dcat")
    files = {
        f"{small.base}{path}.{format}": writer()
        for path in VIEW.paths(small)
        if path.rpartition("/")[2] not in ("downloads", "void", "dcat")
        for format, writer in small.resource(path).writers.items()
    }
    found = {
        str(dcat.value(one, DCAT.downloadURL)): (
            int(dcat.value(one, DCAT.byteSize)),
            str(dcat.value(dcat.value(one, SPDX.checksum), SPDX.checksumValue)),
        )
        for one in dcat.subjects(RDF.type, DCAT.Distribution)
    }

    assert found == {address: (len(one), sha256(one).hexdigest()) for address, one in files.items()}


def test_dcat_has_a_part_for_each_source_with_its_terms(small):
    dcat = described(small, "dcat")
    parts = {str(dcat.value(one, DCTERMS.title)): one for one in dcat.subjects(DCTERMS.isPartOf, WHOLE)}

    assert parts.keys() == {"One", "Rows"}
    assert dcat.value(parts["One"], DCTERMS.license) == URIRef("https://example.org/licence")
    assert dcat.value(parts["Rows"], DCTERMS.license) is None
    assert str(dcat.value(parts["Rows"], DCTERMS.bibliographicCitation)) == "The makers: Rows."
    assert len(list(dcat.objects(parts["Rows"], DCAT.distribution))) == 2


def test_without_an_address_no_address_of_a_file_is_made_up(small):
    unpublished = Explorer(small.kg)

    assert not list(described(unpublished, "dcat").triples((None, DCAT.downloadURL, None)))
    assert not list(described(unpublished, "void").triples((None, VOID.dataDump, None)))


def test_the_page_lists_every_file_with_size_and_checksum(small):
    page = Renderer(small).html(small.resource("downloads"))
    rows = json.loads(small.resource("downloads").writers["json"]())
    sums = small.resource("downloads").writers["txt"]().decode()

    assert {row["file"].rpartition("/")[0] for row in rows} == {"downloads"}
    for row in rows:
        path, _, format = row["file"].partition(".")
        found = small.resource(path).writers[format]()
        assert (row["bytes"], row["sha256"]) == (len(found), sha256(found).hexdigest())
        assert f'href="{row["file"]}"' in page
        assert row["sha256"] in page
        assert f"{row['sha256']}  {row['file']}\n" in sums


def test_the_same_graph_gives_the_same_bytes(small):
    again = Explorer(KnowledgeGraph(small.kg.engine, small.kg.folders), base=small.base)

    assert small.resource("downloads").writers["json"]() == again.resource("downloads").writers["json"]()
    assert small.resource("downloads/cakg").writers["ttl.gz"]()[4:8] == bytes(4)  # no time of packing


def test_the_files_are_made_once_for_all_requests(small):
    """Several readers may ask for the first time at once."""
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(downloads.downloads, [small] * 4))

    assert all(one is found[0] for one in found)
    assert found[0]["cakg"].files


def test_the_whole_graph_is_the_same_in_every_format(small):
    triples = set(small.kg.engine.construct("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"))
    formats = {"ttl": pyoxigraph.RdfFormat.TURTLE, "nt": pyoxigraph.RdfFormat.N_TRIPLES}

    for extension, format in formats.items():
        found = {quad.triple for quad in pyoxigraph.parse(content(small, f"downloads/cakg.{extension}.gz"), format)}
        assert found == triples
    quads = list(pyoxigraph.parse(content(small, "downloads/cakg.trig.gz"), pyoxigraph.RdfFormat.TRIG))
    assert {quad.triple for quad in quads} == triples
    graphs = {quad.graph_name.value for quad in quads if isinstance(quad.graph_name, pyoxigraph.NamedNode)}
    assert graphs == {f"{BASE}source/cakg", f"{BASE}source/rows"}


def test_the_part_of_a_source_is_what_the_command_exports(small):
    assert content(small, "downloads/rows.ttl.gz") == small.kg.export("turtle", sources="Rows")


def test_a_source_named_like_another_download_gets_another_name(small):
    assert "downloads/cakg-source" in list(VIEW.paths(small))
    assert content(small, "downloads/cakg-source.ttl") == small.kg.export("turtle", sources="One")


def test_a_part_of_a_dataset_shows_its_terms_and_citation(small):
    page = Renderer(small).html(small.resource("downloads/rows"))

    assert "The makers: Rows." in page
    assert "No licence stated. Cite us." in page


def test_a_graph_that_is_too_large_has_only_descriptions(small, monkeypatch):
    monkeypatch.setattr(downloads, "MOST_TRIPLES", 0)

    page = Renderer(small).html(small.resource("downloads"))

    assert list(VIEW.paths(small)) == ["downloads", "downloads/void", "downloads/dcat"]
    assert "too large" in page
    assert "cakg.ttl.gz" not in page


def test_an_unknown_download_is_an_error_with_similar_ones(small):
    with pytest.raises(PageNotFoundError, match="no download 'cakgg'") as error:
        small.resource("downloads/cakgg")

    assert "downloads/cakg" in dict(error.value.near)


@pytest.mark.slow
def test_the_downloads_of_the_shipped_graph_are_small(explorer):
    rows = json.loads(explorer.resource("downloads").writers["json"]())

    assert sum(row["bytes"] for row in rows) < 12_000_000
    assert {"downloads/cakg.ttl.gz", "downloads/fiia-2023.ttl", "downloads/void.ttl"} <= {row["file"] for row in rows}


def test_downloads_of_a_hostile_graph_have_no_markup_of_it(hostile):
    explorer = Explorer(hostile.kg)

    for path in [*VIEW.paths(explorer)][:4]:
        page = Renderer(explorer).html(explorer.resource(path))
        assert "<script>document" not in page
        assert 'href="javascript:' not in page

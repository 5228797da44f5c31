"""The page of the ontology and the pages of its terms."""

from __future__ import annotations

import json
import re

import pyoxigraph
import pytest

from cakg.graph import KnowledgeGraph
from cakg.paths import Folders, shipped
from cakg.store.local import LocalStore
from cakg.vocabulary import CAKG, MODE, STATUS, with_prefixes
from cakg.web.explorer import Explorer
from cakg.web.render import Renderer
from cakg.web.resources import PageNotFoundError


def test_every_term_has_an_anchor_in_the_page_of_the_ontology_and_a_page(explorer, html):
    page = html("ontology")
    anchors = re.findall(r' id="([^"]*)"', page)

    assert len(anchors) == len(set(anchors))
    for path, term in explorer.terms.items():
        name = term.iri.removeprefix(CAKG.iri) if term.iri.startswith(CAKG.iri) else term.name.replace(":", "-")
        assert name in anchors
        assert f'href="{path}"' in page


def test_no_two_terms_have_files_that_differ_only_in_capitals(explorer):
    paths = [path.casefold() for path in explorer.terms]

    assert len(paths) == len(set(paths))
    assert {"term/cakg/place", "term/cakg/class-place"} <= set(paths)


def test_the_header_of_the_ontology_is_shown(html):
    page = html("ontology")

    for text in ("Ontology of the Central Asia knowledge graph", "0.2.0", "CC BY 4.0", "ontology.ttl"):
        assert text in page


def test_a_predicate_lists_the_statements_that_use_it(explorer, html):
    page = html("term/cakg/abstainedOn")
    query = "SELECT ?s WHERE { ?s a cakg:Statement ; rdf:predicate cakg:abstainedOn }"
    statements = [row[0].value for row in explorer.kg.engine.select(query).rows]
    paths = [path for iri in statements if (path := explorer.path_of(iri))]

    assert paths
    assert all(f'href="../../{path}"' in page for path in paths)
    assert f": {len(statements):,} times" in page


def test_a_mode_lists_the_statements_of_its_claims(explorer, html):
    page = html("term/mode/alleged")
    query = f"SELECT ?s WHERE {{ ?c cakg:mode <{MODE.alleged}> ; cakg:affirms|cakg:denies ?s }}"
    statements = {row[0].value for row in explorer.kg.engine.select(query).rows}

    assert statements
    assert all(f'href="../../{explorer.path_of(iri)}"' in page for iri in statements)


def test_the_labels_of_a_term_are_in_all_languages(html):
    page = html("term/status/contested")

    assert '<span lang="en">contested</span>' in page
    assert '<span lang="ru">оспаривается</span>' in page


def test_a_list_has_its_values_and_a_theme_its_predicates(html):
    assert 'href="../../term/status/doubted"' in html("term/list/status")
    assert 'href="../../term/cakg/supplied"' in html("term/theme/security")


@pytest.mark.parametrize("extension, syntax", [("ttl", "TURTLE"), ("nt", "N_TRIPLES"), ("jsonld", "JSON_LD")])
def test_a_term_has_its_triples_in_every_format(explorer, extension, syntax):
    content = explorer.resource("term/status/contested").writers[extension]()
    triples = list(pyoxigraph.parse(content, format=getattr(pyoxigraph.RdfFormat, syntax)))

    assert {one.subject.value for one in triples} == {STATUS.contested}
    assert len(triples) == len(explorer.kg.query(f"SELECT ?p ?o WHERE {{ <{STATUS.contested}> ?p ?o }}").rows)


def test_the_json_of_a_term_says_where_it_is_used(explorer):
    found = json.loads(explorer.resource("term/status/contested").writers["json"]())

    assert found["labels"]["ru"] == "оспаривается"
    assert [one["property"] for one in found["used_as_value"]] == ["cakg:status"]
    assert found["statements"]["number"] == found["used_as_value"][0]["nodes"]


def test_the_ontology_as_turtle_has_every_term_and_the_header(explorer):
    content = explorer.resource("ontology").writers["ttl"]()
    subjects = {one.subject.value for one in pyoxigraph.parse(content, format=pyoxigraph.RdfFormat.TURTLE)}

    assert subjects >= {term.iri for term in explorer.terms.values()}
    assert CAKG.iri.removesuffix("#") in subjects


def test_a_class_is_found_by_its_name_alone(explorer):
    assert explorer.resource("term/cakg/Claim").path == "term/cakg/class-Claim"


@pytest.mark.parametrize(
    "path, near",
    [
        ("term/status/contestd", "term/status/contested"),
        ("term/cakg/afirms", "term/cakg/affirms"),
        ("term", "ontology"),
        ("term/a/b/zzzzzzzz", "ontology"),
    ],
)
def test_an_unknown_term_is_an_error_with_similar_ones(explorer, path, near):
    with pytest.raises(PageNotFoundError, match="the ontology has no term") as error:
        explorer.resource(path)

    assert (near == "ontology" and path == "term") or near in dict(error.value.near)


def test_the_terms_of_another_ontology_have_pages_too(tmp_path):
    for name in ("ontology", "graph"):
        (tmp_path / name).mkdir()
    for file in shipped().ontology.glob("*.ttl"):
        (tmp_path / "ontology" / file.name).write_bytes(file.read_bytes())
    (tmp_path / "ontology/own.ttl").write_text(
        with_prefixes("""
<http://example.org/own#lent> a owl:ObjectProperty , cakg:Predicate ; rdfs:label "<script>lent</script>"@en ;
    skos:definition "A party lent something."@en .
"""),
        encoding="utf-8",
    )
    folders = Folders(tmp_path / "ontology", tmp_path / "graph", shipped().queries)
    explorer = Explorer(KnowledgeGraph(LocalStore.open(folders), folders))
    path = explorer.path_of("http://example.org/own#lent")

    assert re.fullmatch("term/other/lent-[0-9a-f]{10}", path)
    for one in (path, "ontology"):
        page = Renderer(explorer).html(explorer.resource(one))
        assert "A party lent something." in page
        assert "<script>lent" not in page


def test_a_status_links_to_its_term(explorer):
    assert explorer.path_of(STATUS.contested) == "term/status/contested"


def test_a_term_is_described_without_names_of_properties(html):
    """A reader who does not know the model sees words; the formats for programs have the names."""
    page = html("term/cakg/abstainedOn")

    for text in ("Appearance in pictures", "Can happen only once", "<dd>yes</dd>", "what a dataset records</a>: "):
        assert text in page
    assert re.search(r"<li>As <[^>]+>predicate</[^>]+>: [0-9]+ times</li>", page)
    assert ">true<" not in page
    affirms = html("term/cakg/affirms")
    assert re.search(r"<dt><bdi>Property of</bdi></dt>\s*<dd>.*claim", affirms)
    assert "whole number" in html("term/cakg/paragraph")


@pytest.mark.parametrize("path", ["term/status/contested", "statement/supply-of-attack-drones-tajikistan-russia"])
def test_the_meaning_of_a_status_is_on_a_page_once(html, path):
    """Neither the legend nor anything else repeats what the page begins with."""
    shown = re.sub(r' title="[^"]*"', "", html(path).partition("<body>")[2])

    assert shown.count("Some affirm it and some deny it.") == 1

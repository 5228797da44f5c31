"""What is derived after adding to a graph is what all rules derive from the whole: every triple, none more or less.

``CAKG_SEED=7`` in the environment adds other parts of the graph, ``CAKG_ROUNDS=50`` more of them.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterable

import pyoxigraph
import pytest
from pyoxigraph import Literal, NamedNode, Triple
from tests.adding.deriving import derived_at_once, derived_by_adding

from cakg.errors import GraphFolderError
from cakg.vocabulary import CAKG, CLAIM, ID, NOTE, PASSAGE, RDF, SOURCE, STMT, with_prefixes

pytestmark = pytest.mark.engines
"""Runs all rules many times, for half a minute each."""

SEED = os.environ.get("CAKG_SEED", "1")
ROUNDS = int(os.environ.get("CAKG_ROUNDS", "2"))
OF_ARTICLES = tuple(namespace.iri for namespace in (CLAIM, NOTE, PASSAGE, SOURCE, STMT, ID))

Part = Callable[[random.Random, dict[str, list[Triple]]], list[Triple]]


def _article(chance: random.Random, nodes: dict[str, list[Triple]]) -> list[Triple]:
    name = chance.choice(("asia-plus-2022", "fiia-2023"))
    return [one for node, triples in nodes.items() if name in node and "/id/" not in node for one in triples]


def _whole_nodes(chance: random.Random, nodes: dict[str, list[Triple]]) -> list[Triple]:
    return [one for node in chance.sample(sorted(nodes), chance.choice((1, 5, 40))) for one in nodes[node]]


def _single_triples(chance: random.Random, nodes: dict[str, list[Triple]]) -> list[Triple]:
    return chance.sample([one for triples in nodes.values() for one in triples], chance.choice((1, 10, 200)))


def _mixed_claims(chance: random.Random, nodes: dict[str, list[Triple]]) -> list[Triple]:
    """New claims that affirm, deny or leave open statements at random, in any mode, on behalf of anybody."""
    claims = [node for node in sorted(nodes) if node.startswith(CLAIM.iri)]
    statements = [node for node in sorted(nodes) if node.startswith(STMT.iri)]
    found = []
    for number in range(chance.choice((1, 5, 30))):
        claim = NamedNode(f"{CLAIM.iri}random-{number}")
        for triple in nodes[chance.choice(claims)]:
            about = triple.predicate.value in (CAKG.affirms, CAKG.denies, CAKG.leavesOpen)
            other = NamedNode(chance.choice(statements)) if about else triple.object
            predicate = chance.choice((CAKG.affirms, CAKG.denies, CAKG.leavesOpen)) if about else triple.predicate.value
            found.append(Triple(claim, NamedNode(predicate), other))
    return found


def _statements_alike(chance: random.Random, nodes: dict[str, list[Triple]]) -> list[Triple]:
    """New statements that are like others, with more or fewer details, which refine each other, or conflict."""
    statements = [node for node in sorted(nodes) if node.startswith(STMT.iri)]
    found = []
    for number in range(chance.choice((1, 5, 30))):
        node = chance.choice(statements)
        new = NamedNode(f"{chance.choice((STMT.iri, STMT.iri + '0'))}random-{number}")
        triples = nodes[node]
        if chance.random() < 0.5:
            keep = (RDF.type, RDF.subject, RDF.predicate, RDF.object)
            triples = [one for one in triples if one.predicate.value in keep or chance.random() < 0.3]
        found += [Triple(new, one.predicate, one.object) for one in triples]
        claim = NamedNode(f"{CLAIM.iri}random-{number}")
        other = nodes[chance.choice([one for one in sorted(nodes) if one.startswith(CLAIM.iri)])]
        found += [
            Triple(claim, one.predicate, new if one.predicate.value in (CAKG.affirms, CAKG.denies) else one.object)
            for one in other
        ]
    return found


def _rows(chance: random.Random, nodes: dict[str, list[Triple]]) -> list[Triple]:
    """Passages, claims or statements of datasets, or some of their triples."""
    found = _whole_nodes(chance, nodes)
    return found if chance.random() < 0.5 else chance.sample(found, max(1, len(found) // 3))


PARTS: dict[str, Part] = {
    "article": _article,
    "nodes": _whole_nodes,
    "triples": _single_triples,
    "claims": _mixed_claims,
    "statements": _statements_alike,
}


def _nodes(triples: Iterable[Triple], *, of_datasets: bool = False) -> dict[str, list[Triple]]:
    """Return the triples of each node that an article may have, by its IRI; or those of rows of datasets."""
    found: dict[str, list[Triple]] = {}
    rows = {one.subject for one in triples if one.predicate.value == RDF.type and one.object == NamedNode(CAKG.Row)}
    of_rows = {one.subject for one in triples if one.predicate.value == CAKG.passage and one.object in rows}
    about = {one.object for one in triples if one.predicate.value == CAKG.affirms and one.subject in of_rows}
    data = {one.subject for one in triples if one.predicate.value == RDF.type and one.object == NamedNode(CAKG.Dataset)}
    for one in triples:
        own = one.subject in rows | of_rows | about
        if str(one.subject)[1:].startswith(OF_ARTICLES) and one.subject not in data and own == of_datasets:
            found.setdefault(one.subject.value, []).append(one)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("number", range(2 * ROUNDS))
def test_adding_rows_of_datasets_derives_the_same_or_is_refused(number: int, shipped_triples: list[Triple]) -> None:
    """It is refused if the dataset records something new, or covers other days: all claims may depend on that."""
    chance = random.Random(f"rows {number} {SEED}")
    added = _rows(chance, _nodes(shipped_triples, of_datasets=True))
    before = set(shipped_triples) - set(added)
    refusals = []
    try:
        found = derived_by_adding(before, added)
    except GraphFolderError as error:
        refusals.append(str(error))
        found = derived_at_once({*before, *added})
    assert found == derived_at_once({*before, *added})
    assert all("corr:records" in one or "cakg:covers" in one for one in refusals)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(ROUNDS))
@pytest.mark.parametrize("part", PARTS)
def test_adding_derives_the_same_as_running_all_rules(part: str, number: int, shipped_triples: list[Triple]) -> None:
    """For articles, whole nodes, single triples, and made-up claims and statements."""
    chance = random.Random(f"{part} {number} {SEED}")
    added = PARTS[part](chance, _nodes(shipped_triples))
    before = set(shipped_triples) - set(added)

    found = derived_by_adding(before, added)

    wanted = derived_at_once({*before, *added})
    assert sorted(map(str, wanted - found)) == []
    assert sorted(map(str, found - wanted)) == []


@pytest.mark.parametrize("part", ["nodes", "claims"])
def test_adding_to_the_graph_as_it_is_derives_the_same(part: str, shipped_triples: list[Triple]) -> None:
    """A few nodes, which is what the fast tests have time for."""
    chance = random.Random(f"fast {part} {SEED}")
    added = PARTS[part](chance, _nodes(shipped_triples))
    before = set(shipped_triples) - set(added)

    assert derived_by_adding(before, added) == derived_at_once({*before, *added})


GRAPH = """
id:writer a cakg:Person ; rdfs:label "The writer"@en .
id:other a cakg:Person ; rdfs:label "Another writer"@en .
source:s a cakg:Article ; cakg:shortName "S" ; cakg:author id:writer .
source:o a cakg:Article ; cakg:shortName "O" ; cakg:author id:other .
passage:s a cakg:Passage ; cakg:source source:s ; cakg:paragraph 1 ; cakg:sentence 1 .
passage:o a cakg:Passage ; cakg:source source:o ; cakg:paragraph 1 ; cakg:sentence 1 .
cakg:visited cakg:aspect aspect:event .
cakg:location a cakg:Qualifier .
cakg:Place rdfs:subClassOf cakg:Thing .
id:a a cakg:Place . id:b a cakg:Place .
stmt:visit a cakg:Statement ; rdf:subject id:a ; rdf:predicate cakg:visited ; rdf:object id:b .
stmt:visit-there a cakg:Statement ; rdf:subject id:a ; rdf:predicate cakg:visited ; rdf:object id:b ;
    cakg:location id:a .
claim:s a cakg:Claim ; cakg:affirms stmt:visit-there ; cakg:mode mode:asserted ; cakg:speaker id:writer ;
    cakg:passage passage:s .
"""
DENIAL = """
claim:o a cakg:Claim ; cakg:denies stmt:visit ; cakg:mode mode:asserted ; cakg:speaker id:other ;
    cakg:passage passage:o .
"""


def _parsed(text: str) -> list[Triple]:
    return [quad.triple for quad in pyoxigraph.parse(with_prefixes(text), pyoxigraph.RdfFormat.TURTLE)]


@pytest.mark.parametrize(
    "added, gone, new",
    [
        (DENIAL, "stmt:visit-there cakg:status status:stated", "stmt:visit-there cakg:status status:contested"),
        (
            "claim:s cakg:hedge id:hedge .",
            "stmt:visit cakg:status status:stated",
            "stmt:visit cakg:status status:hedged",
        ),
        (
            "stmt:a-visit a cakg:Statement ; rdf:subject id:a ; rdf:predicate cakg:visited ; rdf:object id:b .",
            "stmt:visit-there cakg:refines stmt:visit",
            "stmt:visit-there cakg:refines stmt:a-visit",
        ),
        (
            "stmt:visit cakg:location id:b .",
            "stmt:visit-there cakg:refines stmt:visit",
            "stmt:visit cakg:status status:unclaimed",
        ),
        ("source:s cakg:reportsOn source:o .", "claim:s cakg:origin source:s", "claim:s cakg:origin source:o"),
    ],
)
def test_what_no_longer_holds_is_removed(added: str, gone: str, new: str) -> None:
    """A status, the statement that another refines, and the origin of a claim change."""
    before, more = _parsed(GRAPH), _parsed(added)
    (removed,), (found,) = _parsed(f"{gone} ."), _parsed(f"{new} .")
    result = derived_by_adding(before, more)

    assert result == derived_at_once([*before, *more])
    assert removed not in result
    assert found in result
    assert removed in derived_at_once(before)


@pytest.mark.parametrize(
    "added",
    [
        "id:new a cakg:Qualifier .",
        "cakg:Place2 rdfs:subClassOf cakg:Thing .",
        "cakg:visited cakg:oneOf id:choice .",
    ],
)
def test_terms_of_the_ontology_cannot_be_added(added: str) -> None:
    """What is derived about any node may depend on them. Nothing is guessed."""
    with pytest.raises(GraphFolderError, match="all derived triples may depend on"):
        derived_by_adding(_parsed(GRAPH), _parsed(added))


def test_a_derived_triple_that_is_entered_too_stays() -> None:
    """It is not removed when no rule derives it any more."""
    entered = Triple(NamedNode(STMT.iri + "visit-there"), NamedNode(CAKG.refines), NamedNode(STMT.iri + "visit"))
    before = [*_parsed(GRAPH), entered]
    more = _parsed("stmt:a-visit a cakg:Statement ; rdf:subject id:a ; rdf:predicate cakg:visited ; rdf:object id:b .")

    result = derived_by_adding(before, more)
    assert entered in result
    assert result == derived_at_once([*before, *more])


def test_a_literal_in_place_of_a_thing_does_no_harm() -> None:
    """Odd triples are left out before the rules run; those of nodes that are not of the model are not."""
    odd = Triple(NamedNode("urn:x"), NamedNode(RDF.predicate), Literal("visited"))
    more = [odd, Triple(NamedNode("urn:x"), NamedNode(RDF.subject), Literal("x"))]
    before = _parsed(GRAPH)

    assert derived_by_adding(before, more) == derived_at_once([*before, *more])

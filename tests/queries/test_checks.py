"""Every check finds its fault, and nothing in the corrected lines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph
import pytest

from cakg.paths import shipped
from cakg.quality.checks import load
from cakg.store.local import LocalStore
from cakg.vocabulary import shorten, with_prefixes

FOLDER = shipped().queries / "checks"
FILES = sorted(FOLDER.glob("*.rq"))
CHECKS = {check.name: check for check in load(FOLDER)}

ONTOLOGY = """
    cakg:State rdfs:subClassOf cakg:Thing .
    cakg:Topic rdfs:subClassOf cakg:Thing .
    cakg:Article rdfs:subClassOf cakg:Source .
    cakg:LinkPredicate rdfs:subClassOf cakg:Predicate .
    cakg:supplied a cakg:Predicate .
    cakg:item a cakg:Qualifier .
"""


@dataclass(frozen=True)
class Case:
    """Lines of Turtle with a fault, the same lines corrected, and the place that the check should report."""

    check: str
    place: str
    faulty: str
    sound: str


def sentences(without_claims: int, with_claims: int) -> str:
    """Return passages without claims and passages with one claim, in these numbers."""
    names = [f"passage:p{number}" for number in range(without_claims + with_claims)]
    passages = "".join(f"{name} a cakg:Passage .\n" for name in names)
    return passages + "".join(f"claim:c cakg:passage {name} .\n" for name in names[:with_claims])


def numbered(*numbers: tuple[int, int], gap: int = 1) -> str:
    """Return passages with these paragraphs and sentences, ten characters long, *gap* apart; passage:p is the last."""
    names = [*(f"passage:before{at}" for at in range(1, len(numbers))), "passage:p"]
    return "".join(
        f"{name} cakg:source source:a ; cakg:paragraph {paragraph} ; cakg:sentence {sentence} ;"
        f" cakg:start {at * (10 + gap)} ; cakg:end {at * (10 + gap) + 10} .\n"
        for at, (name, (paragraph, sentence)) in enumerate(zip(names, numbers, strict=True))
    )


def statements(uses: int, others: int) -> str:
    """Return *uses* statements with one predicate, and *others* with a different predicate each."""
    predicates = ["cakg:supplied"] * uses + [f"cakg:p{number}" for number in range(others)]
    return "".join(f"stmt:s{at} a cakg:Statement ; rdf:predicate {one} .\n" for at, one in enumerate(predicates))


def mappings(*triples: str) -> str:
    """Return a mapping for each triple such as ``id:a exactMatch iso2:KZ``; the first is mapping:m."""
    return "".join(
        f"mapping:m{'m' * at} owl:annotatedSource {thing} ; owl:annotatedProperty skos:{match} ;"
        f" owl:annotatedTarget {target} .\n"
        for at, (thing, match, target) in enumerate(triple.split() for triple in triples)
    )


MAPPING_PARTS = """owl:annotatedSource id:a ; owl:annotatedTarget iso2:KZ ; dcterms:created "2026-11-22"^^xsd:date ;
    sssom:mapping_justification semapv:ManualMappingCuration ; sssom:author_label "we" """
MAPPING = f"""mapping:m a sssom:Mapping ; {MAPPING_PARTS} ; owl:annotatedProperty skos:closeMatch ;
    rdfs:comment "The list counts the state before it too."@en ."""

CASES = [
    Case(
        "claim-without-passage",
        "claim:c",
        "claim:c a cakg:Claim .",
        "claim:c a cakg:Claim ; cakg:passage passage:p .",
    ),
    Case(
        "claim-about-no-statement",
        "claim:c",
        "claim:c a cakg:Claim ; cakg:condition stmt:s .",
        "claim:c a cakg:Claim ; cakg:condition stmt:s . stmt:s a cakg:Statement .",
    ),
    Case(
        "work-that-reports-on-itself",
        "source:a",
        "source:a cakg:reportsOn source:b . source:b cakg:reportsOn source:c . source:c cakg:reportsOn source:a .",
        "source:a cakg:reportsOn source:b . source:b cakg:reportsOn source:c .",
    ),
    Case(
        "work-that-reports-on-itself",
        "source:a",
        "source:a cakg:reportsOn source:a .",
        "source:a cakg:reportsOn source:b .",
    ),
    Case(
        "statement-about-itself",
        "stmt:s",
        "stmt:s rdf:subject stmt:s .",
        "stmt:s rdf:subject stmt:t .",
    ),
    Case(
        "statement-about-itself",
        "stmt:s",
        "stmt:s rdf:subject stmt:t . stmt:t cakg:content stmt:s .",
        "stmt:s rdf:subject stmt:t . stmt:t cakg:content stmt:u .",
    ),
    *(
        Case("node-with-two-values", "stmt:s", f"stmt:s {faulty} .", f"stmt:s {sound} .")
        for faulty, sound in [
            ("a cakg:Statement ; rdf:subject id:a , id:b", "a cakg:Statement ; rdf:subject id:a"),
            ("a cakg:Statement ; cakg:atLeast 1 , 2", "a cakg:Statement ; cakg:atLeast 1 ; cakg:atMost 2"),
            ("a cakg:Passage ; cakg:sentence 1 , 2", "a cakg:Passage ; cakg:paragraph 1 ; cakg:sentence 2"),
            (
                'cakg:shortName "A" , "B" . passage:p cakg:source stmt:s',
                'cakg:shortName "A" . passage:p cakg:source stmt:s',
            ),
        ]
    ),
    Case(
        "source-without-class",
        "source:a",
        "passage:p cakg:source source:a .",
        "passage:p cakg:source source:a . source:a a cakg:Article .",
    ),
    Case(
        "incomplete-source",
        "source:work",
        "passage:p cakg:source source:a . source:a cakg:reportsOn source:work .",
        "passage:p cakg:source source:a . source:a cakg:reportsOn source:work . source:work cakg:author id:w .",
    ),
    Case(
        "incomplete-passage",
        "passage:p",
        "claim:c cakg:passage passage:p .",
        "claim:c cakg:passage passage:p . passage:p cakg:source source:a .",
    ),
    Case(
        "claim-without-speaker",
        "claim:c",
        "claim:c a cakg:Claim .",
        "claim:c a cakg:Claim ; cakg:speaker id:a .",
    ),
    Case(
        "claim-without-mode",
        "claim:c",
        "claim:c a cakg:Claim .",
        "claim:c a cakg:Claim ; cakg:mode mode:asserted .",
    ),
    Case(
        "claim-without-statement",
        "claim:c",
        "claim:c a cakg:Claim ; cakg:condition stmt:s .",
        "claim:c a cakg:Claim ; cakg:leavesOpen stmt:s .",
    ),
    Case(
        "claim-with-two-values",
        "claim:c",
        "claim:c a cakg:Claim ; cakg:mode mode:asserted , mode:judged .",
        "claim:c a cakg:Claim ; cakg:mode mode:judged ; cakg:affirms stmt:s , stmt:t .",
    ),
    Case(
        "hedge-without-wording",
        "claim:c",
        "claim:c cakg:hedge hedge:reported .",
        'claim:c cakg:hedge hedge:reported ; cakg:wording "reportedly"@en .',
    ),
    Case(
        "wording-too-long",
        "claim:c",
        'claim:c a cakg:Claim ; cakg:wording "it is said by some people in this place"@en .',
        'claim:c a cakg:Claim ; cakg:wording "it is said by some people in ... this place"@en .',
    ),
    Case(
        "wording-too-long",
        "claim:c",
        'claim:c a cakg:Claim ; cakg:dateWording "some day in the second half of last year"@en .',
        'claim:c a cakg:Claim ; cakg:dateWording "in the second half of last year"@en .',
    ),
    Case(
        "wording-too-long",
        "claim:c",
        f'claim:c a cakg:Claim ; cakg:wording "{"so" * 41}"@en .',
        f'claim:c a cakg:Claim ; cakg:wording "{"so" * 40}"@en .',
    ),
    Case(
        "earliest-after-latest",
        "stmt:s",
        'stmt:s cakg:earliest "2022-03-02"^^xsd:date ; cakg:latest "2022-03-01"^^xsd:date .',
        'stmt:s cakg:earliest "2022-03-01"^^xsd:date ; cakg:latest "2022-03-01"^^xsd:date .',
    ),
    *(
        Case(
            "dated-after-its-source",
            "stmt:s",
            f"""{claim} cakg:mode mode:asserted .
                stmt:s {bound} "2022-12-27"^^xsd:date .""",
            f"""{claim} {twin} .
                stmt:s {bound} "2022-12-{day}"^^xsd:date .""",
        )
        for claim in [
            """passage:p cakg:source source:a . source:a cakg:latest "2022-12-26"^^xsd:date .
               claim:c cakg:denies stmt:s ; cakg:passage passage:p ;"""
        ]
        for bound in ("cakg:earliest", "cakg:latest")
        for twin, day in [
            ("cakg:mode mode:asserted", 26),
            ("cakg:mode mode:forecast", 27),
            ("cakg:mode mode:judged ; cakg:unless stmt:t", 27),
        ]
    ),
    Case(
        "statement-nobody-claims",
        "stmt:s",
        "stmt:s a cakg:Statement . note:n cakg:annotates stmt:s .",
        "stmt:s a cakg:Statement . stmt:t rdf:object stmt:s .",
    ),
    Case(
        "passage-without-claim-or-reason",
        "passage:p",
        "passage:p a cakg:Passage .",
        "passage:p a cakg:Passage ; cakg:noClaimReason reason:question .",
    ),
    Case(
        "passage-without-claim-or-reason",
        "passage:p",
        "passage:p a cakg:Row . value:v a cakg:Value .",
        "passage:p a cakg:Row . value:v a cakg:Value ; prov:wasDerivedFrom passage:p .",
    ),
    *(
        Case(
            "too-many-sentences-without-claims", "cakg:noClaimReason", sentences(many, others), sentences(fewer, others)
        )
        for many, others, fewer in [(13, 0, 12), (16, 90, 14)]
    ),
    *(
        Case("sentence-after-a-gap", "passage:p", numbered(*faulty), numbered(*sound))
        for faulty, sound in [
            ([(1, 1), (1, 3)], [(1, 1), (1, 2)]),
            ([(1, 1), (2, 2)], [(1, 1), (2, 1)]),
            ([(1, 1), (3, 1)], [(1, 2), (2, 1)]),
            ([(1, 2)], [(1, 1)]),
            ([(2, 1)], [(1, 1)]),
        ]
    ),
    *(
        Case("sentences-out-of-order", "passage:p", numbered(*faulty), numbered((1, 1), (1, 2), (2, 1)))
        for faulty in [[(1, 1), (1, 1)], [(1, 2), (1, 1)], [(2, 1), (1, 1)]]
    ),
    Case("text-in-no-passage", "passage:p", numbered((1, 1), (1, 2), gap=2), numbered((1, 1), (1, 2), gap=1)),
    Case(
        "text-in-no-passage",
        "passage:p",
        "source:a cakg:textLength 40 . " + numbered((1, 1), (1, 2), (1, 3)),
        "source:a cakg:textLength 32 . " + numbered((1, 1), (1, 2), (1, 3)),
    ),
    *(
        Case("predicate-of-too-many-statements", "cakg:supplied", statements(6, 44), sound)
        for sound in (statements(5, 45), statements(6, 43), "cakg:supplied cakg:position true . " + statements(6, 44))
    ),
    Case(
        "topic-used-once",
        "id:t",
        "id:t a cakg:Topic . stmt:s a cakg:Statement ; rdf:subject id:t .",
        "id:t a cakg:Topic ; skos:broader id:u . stmt:s a cakg:Statement ; rdf:subject id:t .",
    ),
    Case(
        "topic-used-once",
        "id:t",
        "id:t a cakg:Topic . stmt:s a cakg:Statement ; rdf:subject id:t ; rdf:object id:t .",
        "id:t a cakg:Topic . stmt:s a cakg:Statement ; rdf:subject id:t . stmt:u a cakg:Statement ; cakg:by id:t .",
    ),
    Case(
        "thing-nobody-mentions",
        "id:a",
        "id:a a cakg:State .",
        "id:a a cakg:State . stmt:s rdf:subject id:a .",
    ),
    Case(
        "thing-nobody-mentions",
        "id:a",
        "id:a a cakg:State . mapping:m owl:annotatedSource id:a .",
        "id:a a cakg:State ; cakg:kind kind:city . mapping:m owl:annotatedSource id:a .",
    ),
    Case(
        "two-things-with-one-label",
        "id:a",
        'id:a a cakg:State ; rdfs:label "Georgia"@en . id:b a cakg:Topic ; rdfs:label "Georgia"@en .',
        'id:a a cakg:State ; rdfs:label "Georgia"@en . id:b a cakg:State ; rdfs:label "Georgia"@de .',
    ),
    Case(
        "one-name-for-two-things",
        "id:b",
        'id:a a cakg:State ; rdfs:label "Moscow"@en . id:b a cakg:State ; skos:altLabel "Moscow"@en .',
        'id:a a cakg:State ; rdfs:label "Moscow"@en . id:b a cakg:State ; skos:altLabel "Kremlin"@en .',
    ),
    Case(
        "one-name-for-two-things",
        "id:a",
        'id:a a cakg:State ; skos:altLabel "Moscow"@en . id:b a cakg:State ; skos:altLabel "Moscow"@en .',
        'id:a a cakg:State ; skos:altLabel "Moscow"@en . id:b a cakg:State ; skos:altLabel "Kremlin"@en .',
    ),
    Case(
        "one-name-for-two-things",
        "id:b",
        """id:a a cakg:State ; rdfs:label "Moscow"@en ; cakg:kind kind:city ; cakg:concerns id:d .
           id:b a cakg:State ; skos:altLabel "Moscow"@en ; cakg:actsFor id:c .""",
        """id:a a cakg:State ; rdfs:label "Moscow"@en ; cakg:kind kind:city ; cakg:concerns id:c .
           id:b a cakg:State ; skos:altLabel "Moscow"@en ; cakg:actsFor id:c .""",
    ),
    Case(
        "one-name-for-two-things",
        "id:a",
        """id:a a cakg:State ; skos:altLabel "Kiev"@en ; cakg:kind kind:city ; cakg:concerns id:d .
           id:b a cakg:State ; skos:altLabel "Kiev"@en .""",
        """id:a a cakg:State ; skos:altLabel "Kiev"@en ; cakg:kind kind:city ; cakg:concerns id:b .
           id:b a cakg:State ; skos:altLabel "Kiev"@en .""",
    ),
    *(
        Case("incomplete-mapping", "mapping:m", f"mapping:m a sssom:Mapping ; {faulty} .", MAPPING)
        for faulty in (
            "owl:annotatedSource id:a ; owl:annotatedTarget iso2:KZ",
            f"{MAPPING_PARTS} ; owl:annotatedProperty skos:exactMatch",
            f"{MAPPING_PARTS} ; owl:annotatedProperty skos:closeMatch ; rdfs:seeAlso <https://list.example/>",
        )
    ),
    *(
        Case("one-identifier-for-two-things", "mapping:m", mappings(*faulty), mappings(*sound))
        for faulty, sound in [
            (
                ("id:a exactMatch iso2:B", "id:b exactMatch iso2:B"),
                ("id:a exactMatch iso2:A", "id:b closeMatch iso2:A"),
            ),
            (
                ("id:a exactMatch iso2:B", "id:a exactMatch iso2:C"),
                ("id:a exactMatch iso2:A", "id:a exactMatch iso3:A"),
            ),
        ]
    ),
    Case(
        "two-statements-alike",
        "stmt:s",
        """stmt:s rdf:subject id:a ; rdf:predicate cakg:supplied ; rdf:object id:b ; rdfs:label "one"@en .
           stmt:t rdf:subject id:a ; rdf:predicate cakg:supplied ; rdf:object id:b ; rdfs:label "other"@en .""",
        """stmt:s rdf:subject id:a ; rdf:predicate cakg:supplied ; rdf:object id:b ; cakg:item id:c .
           stmt:t rdf:subject id:a ; rdf:predicate cakg:supplied ; rdf:object id:b .""",
    ),
    Case(
        "two-statements-with-one-label",
        "stmt:s",
        'stmt:s a cakg:Statement ; rdfs:label "Visit"@en . stmt:t a cakg:Statement ; rdfs:label "Visit"@en .',
        'stmt:s a cakg:Statement ; rdfs:label "Visit"@en . stmt:t a cakg:Statement ; rdfs:label "Talk"@en .',
    ),
    Case(
        "label-that-is-a-sentence",
        "stmt:s",
        'stmt:s a cakg:Statement ; rdfs:label "Drones were supplied."@en .',
        'stmt:s a cakg:Statement ; rdfs:label "Supply of drones"@en .',
    ),
    Case(
        "label-that-is-a-sentence",
        "stmt:s",
        f'stmt:s a cakg:Statement ; rdfs:label "{"x" * 101}"@en .',
        f'stmt:s a cakg:Statement ; rdfs:label "{"x" * 100}"@en .',
    ),
    Case(
        "plain-triple-typed-by-hand",
        "id:a",
        "id:a cakg:supplied id:b .",
        "stmt:s rdf:subject id:a ; rdf:predicate cakg:supplied ; rdf:object id:b .",
    ),
    Case(
        "plain-triple-typed-by-hand",
        "stmt:s",
        "cakg:ledTo a cakg:LinkPredicate . stmt:s cakg:ledTo stmt:t .",
        "cakg:ledTo a cakg:LinkPredicate ; cakg:contrary cakg:prevented .",
    ),
    *(
        Case("derived-property-typed-by-hand", place, faulty, sound)
        for place, faulty, sound in [
            ("stmt:s", "stmt:s cakg:status status:stated .", "stmt:s cakg:refines stmt:t ."),
            ("claim:c", "claim:c a cakg:Claim ; cakg:source source:a .", "passage:p cakg:source source:a ."),
            ("passage:p", 'passage:p a cakg:Passage ; rdfs:label "p"@en .', "passage:p a cakg:Passage ."),
        ]
    ),
    Case(
        "passages-that-overlap",
        "passage:p",
        """passage:p cakg:source source:a ; cakg:start 0 ; cakg:end 10 .
           passage:q cakg:source source:a ; cakg:start 9 ; cakg:end 20 .""",
        """passage:p cakg:source source:a ; cakg:start 0 ; cakg:end 10 .
           passage:q cakg:source source:a ; cakg:start 10 ; cakg:end 20 .
           passage:r cakg:source source:b ; cakg:start 0 ; cakg:end 10 .""",
    ),
    Case(
        "passage-without-extent",
        "passage:p",
        "passage:p cakg:start 5 ; cakg:end 5 .",
        "passage:p cakg:start 5 ; cakg:end 6 .",
    ),
    Case(
        "incomplete-passage",
        "passage:p",
        """passage:p a cakg:Passage ; cakg:source source:a ; cakg:paragraph 1 ; cakg:sentence 1 ;
               cakg:start 0 ; cakg:end 9 .""",
        """passage:p a cakg:Passage ; cakg:source source:a ; cakg:paragraph 1 ; cakg:sentence 1 ;
               cakg:start 0 ; cakg:end 9 ; cakg:sha256 "00" .""",
    ),
    Case(
        "passage-with-claims-and-a-reason",
        "passage:p",
        "passage:p cakg:noClaimReason reason:byline . claim:c cakg:passage passage:p .",
        "passage:p cakg:noClaimReason reason:byline . claim:c cakg:passage passage:q .",
    ),
    Case(
        "amount-without-unit",
        "stmt:s",
        "stmt:s cakg:atLeast 51 .",
        "stmt:s cakg:atLeast 51 ; cakg:unit unit:person .",
    ),
    Case(
        "least-above-most",
        "stmt:s",
        "stmt:s cakg:atLeast 11 ; cakg:atMost 10.5 .",
        "stmt:s cakg:atLeast 10 ; cakg:atMost 10.0 .",
    ),
    *(
        Case("incomplete-statement", "stmt:s", f"stmt:s a cakg:Statement ; {part} .", f"{whole} ; a cakg:Statement .")
        for whole in ['stmt:s rdf:subject id:a ; rdf:predicate cakg:item ; rdf:object id:b ; rdfs:label "Supply"@en']
        for part in [
            'rdf:subject id:a ; rdf:predicate cakg:item ; rdfs:label "Supply"@en',
            'rdf:subject id:a ; rdf:predicate cakg:item ; rdf:object id:b ; rdfs:label "Поставка"@ru',
        ]
    ),
    *(
        Case("node-of-another-class", place, f"{place} rdfs:label 1 .", f"{place} a {classes} .")
        for place, classes in [
            ("claim:c", "cakg:Claim"),
            ("id:a", "cakg:State , cakg:Unnamed"),
            ("passage:p", "cakg:Passage"),
            ("passage:p", "cakg:Row"),
            ("source:a", "cakg:Article"),
            ("stmt:s", "cakg:Statement , rdf:Statement"),
        ]
    ),
    Case("node-of-another-class", "stmt:s", "stmt:s a rdf:Statement .", "stmt:s a rdf:Statement , cakg:Statement ."),
    Case("node-of-another-class", "id:a", "id:a a cakg:Unnamed .", "id:a a cakg:Topic ."),
    Case("number-in-place-of-a-thing", "stmt:s", "stmt:s rdf:object 9 .", "stmt:s rdf:object id:b ; cakg:atLeast 9 ."),
    Case("number-in-place-of-a-thing", "stmt:s", 'stmt:s cakg:item "drones"@en .', "stmt:s cakg:item id:drones ."),
    Case(
        "undeclared-predicate",
        "stmt:s",
        "stmt:s a cakg:Statement ; rdf:predicate cakg:item .",
        "stmt:s a cakg:Statement ; rdf:predicate cakg:supplied .",
    ),
    Case(
        "undeclared-qualifier",
        "stmt:s",
        "stmt:s a cakg:Statement ; cakg:speaker id:a .",
        "stmt:s a cakg:Statement ; cakg:item id:a ; cakg:refines stmt:t .",
    ),
    Case(
        "incomplete-predicate",
        "cakg:supplied",
        "cakg:supplied cakg:aspect aspect:event ; cakg:drawnAs style:arrow .",
        "cakg:supplied cakg:aspect aspect:event ; cakg:drawnAs style:arrow ; cakg:theme theme:security .",
    ),
    Case(
        "incomplete-predicate",
        "cakg:votedFor",
        "cakg:votedFor cakg:oneOf choice:vote .",
        "cakg:votedFor cakg:oneOf choice:vote ; cakg:inRollCall cakg:yesIn .",
    ),
    *(
        Case("incomplete-term", place, faulty, f"{faulty} {place} {rest} .")
        for place, faulty, rest in [
            (
                "cakg:held",
                """cakg:held a owl:ObjectProperty ; rdfs:label "held"@en , "удерживал"@ru ;
                   skos:definition "Held it."@en ; rdfs:isDefinedBy <https://w3id.org/cakg/ontology> .""",
                'skos:example "Somebody."@en',
            ),
            (
                "mode:asserted",
                """mode:asserted a skos:Concept ; rdfs:label "asserted"@en ;
                   skos:definition "As a fact."@en ; rdfs:isDefinedBy <https://w3id.org/cakg/ontology> .""",
                'rdfs:label "утверждается"@ru',
            ),
        ]
    ),
    Case(
        "incomplete-term",
        "cakg:one",
        """cakg:one a owl:Class . cakg:two a owl:Class ; rdfs:label "two"@en , "два"@ru ; skos:definition "Two."@en ;
               skos:example "Two."@en ; rdfs:isDefinedBy <https://w3id.org/cakg/ontology> .""",
        "cakg:one rdfs:subClassOf cakg:two .",
    ),
    Case(
        "incomplete-term",
        "skos:example",
        "skos:example a owl:AnnotationProperty ; rdfs:isDefinedBy <https://w3id.org/cakg/ontology> .",
        "skos:example a owl:AnnotationProperty ; rdfs:isDefinedBy <http://www.w3.org/2004/02/skos/core> .",
    ),
    Case(
        "incomplete-thing",
        "id:a",
        'id:a a cakg:State ; rdfs:label "A"@en ; skos:definition "A state."@en .',
        'id:a a cakg:State ; rdfs:label "A"@en , "А"@ru ; skos:definition "A state."@en .',
    ),
    Case("thing-of-two-classes", "id:a", "id:a a cakg:State , cakg:Topic .", "id:a a cakg:State , cakg:Unnamed ."),
    *(
        Case("role-of-no-thing", "stmt:s", "stmt:s rdf:object id:a .", f"stmt:s rdf:object id:a . id:a a {kind} .")
        for kind in ("cakg:State", "cakg:Statement", "skos:Concept")
    ),
    Case(
        "affirmed-and-denied-by-one-claim",
        "claim:c",
        "claim:c cakg:affirms stmt:s ; cakg:denies stmt:s .",
        "claim:c cakg:affirms stmt:s ; cakg:denies stmt:t .",
    ),
    Case(
        "affirmed-and-denied-by-one-claim",
        "claim:c",
        "claim:c cakg:denies stmt:s ; cakg:leavesOpen stmt:s .",
        "claim:c cakg:denies stmt:s . claim:d cakg:leavesOpen stmt:s .",
    ),
    Case(
        "unnamed-speaker-at-two-places",
        "id:u",
        """id:u a cakg:Unnamed . claim:c cakg:speaker id:u ; cakg:passage passage:p .
           claim:d cakg:speaker id:u ; cakg:passage passage:q .""",
        """id:u a cakg:Unnamed . claim:c cakg:speaker id:u ; cakg:passage passage:p .
           claim:d cakg:speaker id:u ; cakg:passage passage:q . source:a cakg:author id:u .""",
    ),
    Case(
        "value-of-another-list",
        "claim:c",
        "claim:c cakg:mode status:judged . status:judged skos:inScheme list:status .",
        "claim:c cakg:mode mode:judged . mode:judged skos:inScheme list:mode .",
    ),
    Case(
        "value-of-another-datatype",
        "stmt:s",
        'stmt:s cakg:earliest "2022"^^xsd:gYear .',
        'stmt:s cakg:earliest "2022-01-01"^^xsd:date ; cakg:atLeast 10 ; cakg:atMost 10.5 .',
    ),
    Case(
        "contrary-one-way",
        "trend:rising",
        "trend:rising cakg:contrary trend:falling .",
        "trend:rising cakg:contrary trend:falling . trend:falling cakg:contrary trend:rising .",
    ),
    Case(
        "incomplete-note",
        "note:n",
        'note:n a cakg:Note ; cakg:annotates id:a ; skos:note "Known."@en ; dcterms:creator "we" ; dcterms:date 1 .',
        """note:n a cakg:Note ; cakg:annotates id:a ; skos:note "Known."@en ; dcterms:creator "we" ; dcterms:date 1 ;
               cakg:basis basis:text .""",
    ),
    Case(
        "incomplete-relevance",
        "relevance:b",
        """relevance:b a cakg:Relevance ; cakg:relevantTo stmt:s ; cakg:against source:a ;
               cakg:matchPredicate cakg:votedFor .""",
        """relevance:b a cakg:Relevance ; cakg:relevantTo stmt:s ; cakg:against source:a ;
               cakg:matchPredicate cakg:votedFor ; rdfs:label "b"@en ; skos:note "Near."@en ;
               dcterms:creator "we" ; dcterms:date 1 .""",
    ),
    Case(
        "relevance-given-twice",
        "relevance:a",
        """relevance:a a cakg:Relevance ; cakg:relevantTo stmt:s ; cakg:against source:a .
           relevance:b a cakg:Relevance ; cakg:relevantTo stmt:s , stmt:t ; cakg:against source:a .""",
        """relevance:a a cakg:Relevance ; cakg:relevantTo stmt:s ; cakg:against source:a .
           relevance:b a cakg:Relevance ; cakg:relevantTo stmt:s ; cakg:against source:b .""",
    ),
    *(
        Case(
            "incomplete-comparison",
            "comparison:c",
            f"comparison:c a cakg:Comparison ; {faulty} .",
            """comparison:c a cakg:Comparison ; cakg:compares claim:c , claim:d ; cakg:relation relation:agree ;
                   cakg:proposition "It is so."@en ;
                   rdfs:label "c"@en ; skos:note "Same."@en ; dcterms:creator "we" ; dcterms:date 1 .""",
        )
        for faulty in (
            "cakg:compares claim:c , claim:d ; cakg:relation relation:agree",
            """cakg:compares claim:c ; cakg:relation relation:agree ; cakg:proposition "It is so."@en ;
               rdfs:label "c"@en ; skos:note "Same."@en ; dcterms:creator "we" ; dcterms:date 1""",
            """cakg:compares claim:c , claim:d ; cakg:relation relation:agree ;
               rdfs:label "c"@en ; skos:note "Same."@en ; dcterms:creator "we" ; dcterms:date 1""",
            """cakg:compares claim:c , claim:d ; cakg:relation relation:agree ; cakg:proposition "Is it so?"@en ;
               rdfs:label "c"@en ; skos:note "Same."@en ; dcterms:creator "we" ; dcterms:date 1""",
            """cakg:compares claim:c , claim:d ; cakg:relation relation:agree ; cakg:proposition "It is. It was."@en ;
               rdfs:label "c"@en ; skos:note "Same."@en ; dcterms:creator "we" ; dcterms:date 1""",
            """cakg:compares claim:c , claim:d ; cakg:relation relation:agree ; cakg:proposition "It is so."@en ;
               cakg:comparesStatement stmt:other ;
               rdfs:label "c"@en ; skos:note "Same."@en ; dcterms:creator "we" ; dcterms:date 1""",
        )
    ),
    *(
        Case("incomplete-source", "source:a", f"{start} {faulty} .", f"{start} {sound} .")
        for start in [
            """passage:p cakg:source source:a . source:a rdfs:label "a"@en ; cakg:shortName "A" ; dcterms:title "A" ;
               cakg:author id:a ; dcterms:language "en" ; cakg:earliest "2023-01-01"^^xsd:date ; """
        ]
        for faulty, sound in [
            (
                'cakg:latest "2023-01-01"^^xsd:date',
                'cakg:latest "2023-01-01"^^xsd:date ; dcterms:rights "theirs"@en',
            ),
            (
                'dcterms:rights "theirs"@en ; cakg:latest "2023-01-31"^^xsd:date',
                'dcterms:rights "theirs"@en ; cakg:latest "2023-01-31"^^xsd:date ; cakg:dateWording "January"@en',
            ),
        ]
    ),
]
ABOUT_NODES = [case for case in CASES if not case.place.startswith(("cakg:", "mode:", "skos:", "trend:"))]
IDS = [f"{case.check}-{number}" for number, case in enumerate(CASES)]


def places(check: str, turtle: str) -> set[str]:
    """Return the places that a check reports in a graph of these lines of Turtle."""
    store = pyoxigraph.Store()
    store.load(with_prefixes(ONTOLOGY + turtle).encode(), pyoxigraph.RdfFormat.TURTLE)
    rows = LocalStore(store).select(CHECKS[check].sparql).rows
    return {shorten(place.value) for place, *_ in rows if place is not None}


def renamed(turtle: str) -> str:
    """Return the same lines about other nodes, with other labels."""
    nodes = re.sub(r"\b((?:id|stmt|claim|passage|source|note|comparison|mapping|relevance):\w+)", r"\1-twin", turtle)
    return re.sub(r'"([A-Z]\w+)"@', r'"\1 again"@', nodes)


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_a_check_reports_the_place_of_a_fault(case: Case) -> None:
    """The check reports the node that an editor has to correct."""
    assert case.place in places(case.check, case.faulty)


@pytest.mark.parametrize("case", ABOUT_NODES, ids=lambda case: case.check)
def test_a_check_reports_only_the_faulty_node(case: Case) -> None:
    """A correct node does not hide the fault of another, and is not reported itself."""
    found = places(case.check, case.faulty + renamed(case.sound))

    assert case.place in found
    assert renamed(case.place) not in found


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_a_check_accepts_the_corrected_lines(case: Case) -> None:
    """The corrected lines have no fault."""
    assert case.place not in places(case.check, case.sound)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_check_has_a_case(path: Path) -> None:
    """Each check has at least one fault that it is tested with."""
    assert path.stem in {case.check for case in CASES}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_check_returns_the_same_columns(path: Path) -> None:
    """Every check returns the place, the missing or conflicting part, and details."""
    columns = LocalStore(pyoxigraph.Store()).select(CHECKS[path.stem].sparql).variables

    assert columns == ("place", "what", "detail")

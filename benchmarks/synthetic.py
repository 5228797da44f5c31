"""Generates a graph of any size: things connected by statements, with a claim for every ten of them.

Some things are tied to many, most to few, as in networks of states and organisations.
"""

from __future__ import annotations

import random
from pathlib import Path

from cakg.vocabulary import PREFIXES

KINDS = ("State", "Organisation", "Person", "Group", "Place", "Event", "Object")
PREDICATES = ("visited", "supplied", "supports", "attacked", "alliedWith")
SUBJECTS = ("military", "trade", "energy", "border", "water")
STATEMENTS_A_CLAIM = 10


def write(folder: Path, things: int, ties: int) -> Path:
    """Write a graph with this number of *things* and *ties* into *folder*, and return it; it is always the same."""
    chance = random.Random(1)
    lines = [f"@prefix {name}: <{iri}> ." for name, iri in PREFIXES.items()]
    for number in range(things):
        kind = KINDS[number % len(KINDS)]
        lines.append(
            f'id:t{number} a cakg:{kind} ; rdfs:label "{SUBJECTS[number % 5].title()} {kind.lower()} {number}"@en .'
        )
    lines.append('id:writer a cakg:Person ; rdfs:label "The writer"@en .')
    lines.append('source:s a cakg:Article ; cakg:shortName "Source 2022" ; cakg:author id:writer .')
    for number, (one, other) in enumerate(_ties(chance, things, ties)):
        predicate = PREDICATES[number % len(PREDICATES)]
        lines.append(
            f'stmt:s{number} a cakg:Statement , rdf:Statement ; rdfs:label "{predicate} {one} {other}"@en ;'
            f" rdf:subject id:t{one} ; rdf:predicate cakg:{predicate} ; rdf:object id:t{other} ."
        )
        if number % STATEMENTS_A_CLAIM == 0:
            place = number // STATEMENTS_A_CLAIM
            affirmed = " , ".join(f"stmt:s{one}" for one in range(number, min(number + STATEMENTS_A_CLAIM, ties)))
            lines.append(
                f"passage:p{place} a cakg:Passage ; cakg:source source:s ; cakg:paragraph {place} ; cakg:sentence 1 ."
            )
            lines.append(
                f"claim:c{place} a cakg:Claim ; cakg:affirms {affirmed} ; cakg:mode mode:asserted ;"
                f" cakg:speaker id:writer ; cakg:passage passage:p{place} ."
            )
    (folder / "graph").mkdir(parents=True, exist_ok=True)
    (folder / "graph" / "all.ttl").write_text("\n".join([*lines, ""]), encoding="utf-8")
    return folder


def _ties(chance: random.Random, things: int, ties: int) -> list[tuple[int, int]]:
    """Return different pairs; things with more ties are more likely to get another."""
    ends = [0]
    found: dict[tuple[int, int], None] = {}
    for number in range(1, things):
        other = chance.choice(ends)
        found[number, other] = None
        ends += [number, other]
    while len(found) < ties:
        one, other = chance.choice(ends), chance.randrange(things)
        if one != other and (other, one) not in found:
            found[one, other] = None
            ends += [one, other]
    return list(found)[:ties]

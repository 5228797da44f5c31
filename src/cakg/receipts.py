"""Which claims stand behind each row of an answer.

A question lists passages, statements, speakers or claims as it needs them; from what a row
shows, this finds the claims that it rests on. Does not know questions by name.
"""

from __future__ import annotations

from collections.abc import Sequence

from pyoxigraph import NamedNode

from cakg.citations import Saying, sayings
from cakg.engine import Engine, Row
from cakg.names import values_of
from cakg.vocabulary import CLAIM, PASSAGE, STMT, prefix_header


def behind(engine: Engine, rows: Sequence[Row]) -> list[list[Saying]]:
    """Return for each row the claims that it rests on, in a fixed order; an empty list where it shows none.

    A claim in the row is taken as it is. Otherwise they are the claims at its passages, those about its
    statements where both are shown, and of its speakers where it shows one.
    """
    cells = [{term.value for term in row if isinstance(term, NamedNode)} for row in rows]
    shown = set().union(*cells)
    at = _claims(engine, "?claim cakg:passage ?of", [iri for iri in shown if iri.startswith(PASSAGE.iri)])
    about = _claims(
        engine,
        "?of cakg:affirmedBy|cakg:deniedBy|cakg:leftOpenBy ?claim",
        [iri for iri in shown if iri.startswith(STMT.iri)],
    )
    speaker = _speakers(engine, set().union(*at.values(), *about.values()))
    chosen = [_chosen(row, at, about, speaker) for row in cells]
    known = sayings(engine, set().union(*chosen))
    return [[known[claim] for claim in sorted(claims) if claim in known] for claims in chosen]


def _chosen(row: set[str], at: dict[str, set[str]], about: dict[str, set[str]], speaker: dict[str, str]) -> set[str]:
    """Return the claims that one row's IRIs lead to, the narrowest set that is not empty."""
    own = {iri for iri in row if iri.startswith(CLAIM.iri)}
    here = set().union(*(at.get(iri, set()) for iri in row))
    of_it = set().union(*(about.get(iri, set()) for iri in row))
    claims = own or here & of_it or here or of_it
    return {claim for claim in claims if speaker.get(claim) in row} or claims


def _claims(engine: Engine, pattern: str, iris: Sequence[str]) -> dict[str, set[str]]:
    if not iris:
        return {}
    found = engine.select(
        f"{prefix_header('cakg')} SELECT ?of ?claim WHERE {{ VALUES ?of {{ {values_of(sorted(iris))} }} {pattern} }}"
    )
    claims: dict[str, set[str]] = {}
    for of, claim in found.rows:
        if of is not None and claim is not None:
            claims.setdefault(of.value, set()).add(claim.value)
    return claims


def _speakers(engine: Engine, claims: set[str]) -> dict[str, str]:
    if not claims:
        return {}
    found = engine.select(
        f"{prefix_header('cakg')} SELECT ?claim ?speaker"
        f" WHERE {{ VALUES ?claim {{ {values_of(sorted(claims))} }} ?claim cakg:speaker ?speaker }}"
    )
    return {claim.value: who.value for claim, who in found.rows if claim is not None and who is not None}

"""The page of a statement: its claims by polarity, conflicts, verdicts of datasets, related statements and notes.

Finds what is on the page. Does not decide how it looks.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from pyoxigraph import NamedNode

from cakg.errors import UnknownThingError
from cakg.model.claims import Claim, Labelled, Properties, Statement, first, values
from cakg.model.corroboration import Verdict
from cakg.model.labels import best_text
from cakg.model.notes import Note, Notes
from cakg.model.phrases import whole
from cakg.model.records import Records
from cakg.pages.groups import by_weight
from cakg.pages.points import PointClaim, compared_statements, side
from cakg.pages.related import CONFLICTS, neighbours
from cakg.store.rows import texts, values_of
from cakg.vocabulary import CAKG, COMMITMENT, RDFS, RELATION, SKOS, shorten

MOST_ROWS = 5
"""How many statements of a dataset are listed for a verdict; the others are counted."""
POLARITIES = ("affirmed", "denied", "left open")

_COMPARISONS = "SELECT DISTINCT ?comparison WHERE { VALUES ?claim { %s } ?comparison cakg:compares ?claim }"
_NEVER_IN_CONFLICT = {COMMITMENT.conditional, COMMITMENT.urged}
"""The commitments of claims that neither agree nor disagree with others: see the question sources-disagree."""


class StatedClaim(NamedTuple):
    """A claim about a statement."""

    claim: Claim
    inherited: tuple[Labelled, ...]
    """The related statements that the claim is about; empty if it is about the statement itself.

    Affirming a specific statement affirms a more general one, and denying the general one denies the specific.
    """
    repeated: bool
    """Whether it is also listed under an earlier polarity: one claim may affirm and deny a statement."""

    def as_json(self) -> dict[str, Any]:
        """Return the claim as a dictionary for JSON."""
        through = {"about": [shorten(one.iri) for one in self.inherited]} if self.inherited else {}
        return {**self.claim.as_json(), "reported": self.claim.via or None, **through}


class Check(NamedTuple):
    """The verdict of a dataset on claims about the statement, with one reason and one set of rows."""

    verdict: Verdict
    """The verdict on the first of the claims."""
    meaning: str
    """The definition of the verdict."""
    claims: tuple[Claim, ...]
    nodes: tuple[str, ...]
    """The IRIs of the comparisons, one for each claim."""
    rows: tuple[Statement, ...]
    """The statements of the dataset that the verdict rests on, at most :data:`MOST_ROWS`."""
    number: int
    """The number of statements that it rests on."""

    def as_json(self) -> dict[str, Any]:
        """Return the verdict as a dictionary for JSON."""
        return {
            "claims": [shorten(claim.iri) for claim in self.claims],
            "dataset": self.verdict.dataset,
            "verdict": self.verdict.label,
            "why": self.verdict.why,
            "rests_on": [_named(one) for one in self.rows],
            "number": self.number,
        }


class Compared(NamedTuple):
    """An editor's judgement that claims agree or disagree on a proposition."""

    iri: str
    title: str
    agree: bool
    proposition: str
    reason: str
    claims: tuple[PointClaim, ...]
    """All claims that are compared, with the statements that they are about."""

    def as_json(self) -> dict[str, Any]:
        """Return the comparison as a dictionary for JSON."""
        relation = "agree" if self.agree else "disagree"
        return {"comparison": shorten(self.iri), "relation": relation, **self._asdict(), "agree": self.agree}


class StatementPage(NamedTuple):
    """A statement with everything that is known about it."""

    statement: Statement
    labels: Mapping[str, str]
    """The labels of subject, object, hedges and other values, by IRI."""
    meanings: Mapping[str, str]
    """The definitions of modes and hedges, by IRI."""
    claims: Mapping[str, tuple[StatedClaim, ...]]
    """The claims by polarity, one of :data:`POLARITIES`."""
    related: Mapping[str, tuple[Statement, ...]]
    """Related statements: ``general``, ``specific``, ``causes``, ``effects``, ``parts``, ``part_of``, and those in
    conflict: ``value``, ``time``, ``tension``."""
    comparisons: tuple[Compared, ...]
    checks: tuple[Check, ...]
    notes: tuple[Note, ...]

    @property
    def disputed(self) -> bool:
        """Whether it is both affirmed and denied by claims that are neither conditional nor urged."""
        return all(
            any(first(each.claim.properties, CAKG.commitment) not in _NEVER_IN_CONFLICT for each in self.claims[how])
            for how in POLARITIES[:2]
        )

    @property
    def conflicts(self) -> bool:
        """Whether there is anything to say about conflicts."""
        others = any(self.related[how] for how in CONFLICTS) or any(not one.agree for one in self.comparisons)
        return self.disputed or others

    @property
    def agreements(self) -> list[Compared]:
        """The agreements that editors found."""
        return [one for one in self.comparisons if one.agree]

    @property
    def has_related(self) -> bool:
        """Whether there are related statements other than those in conflict."""
        return any(those for how, those in self.related.items() if how not in CONFLICTS)

    @property
    def ends(self) -> list[tuple[str, str, str]]:
        """Role, IRI and label of subject, predicate and object."""
        one = self.statement
        parts = (("subject", one.subject), ("predicate", one.predicate.iri), ("object", one.object))
        return [(role, iri, self.labels.get(iri, iri)) for role, iri in parts if iri]

    def as_json(self) -> dict[str, Any]:
        """Return the page as a dictionary for JSON."""
        one = self.statement
        parts = {"subject": one.subject, "predicate": one.predicate.iri, "object": one.object}
        dates = {"earliest": one.earliest or None, "latest": one.latest or None}
        grouped = {how.replace(" ", "_"): those for how, those in self.claims.items()}
        return {
            **one.as_json(),
            "iri": one.iri,
            "meaning": one.meaning,
            **{role: {"iri": iri, "label": self.labels.get(iri, iri)} for role, iri in parts.items()},
            **dates,
            "independent_sources": whole(first(one.properties, CAKG.independentSources)),
            "claims": grouped,
            "affirmed_and_denied": self.disputed,
            "comparisons": self.comparisons,
            "verdicts": self.checks,
            "related": {how: [_named(each) for each in those] for how, those in self.related.items()},
            "notes": self.notes,
        }


def page(records: Records, iri: str) -> StatementPage:
    """Return the page of a statement; raise an error if it does not exist."""
    if iri not in (found := records.statements([iri])):
        raise UnknownThingError(shorten(iri))
    one = found[iri]
    near = neighbours(records, iri)
    others = records.statements(set[str]().union(*near.values()))
    part_of = [others[each] for each in near["part_of"] if each in others]
    causal = [each for each in part_of if each.trait(CAKG.causal) == "true"]
    near["causes"] = {each.iri for each in causal if each.object == iri}
    near["effects"] = {each.iri for each in causal if each.subject == iri}
    near["part_of"] -= near["causes"] | near["effects"]
    stated: dict[str, tuple[StatedClaim, ...]] = {}
    for how in POLARITIES:
        stated[how] = _stated(records, one, how, {each.claim.iri for those in stated.values() for each in those})
    manners = {value for claim in one.claims for value in (claim.mode.iri, claim.hedge) if value}
    ends = {one.subject, one.predicate.iri, one.object}
    return StatementPage(
        statement=one,
        labels=records.labels(manners | {end for end in ends if "://" in end}),
        meanings=records.definitions(manners),
        claims=stated,
        related={how: by_weight([others[each] for each in near[how] if each in others]) for how in near},
        comparisons=_compared(records, one),
        checks=_checks(records, one),
        notes=Notes(records).about(iri),
    )


def _stated(records: Records, one: Statement, polarity: str, listed: Collection[str]) -> tuple[StatedClaim, ...]:
    """Return the claims with one polarity; *listed* are those listed under an earlier one, by IRI."""
    claims = [claim for claim in one.claims if claim.polarity == polarity]
    inherited = {
        claim.iri: {iri for iri, how in claim.statements.items() if how == polarity}
        for claim in claims
        if one.iri not in claim.statements
    }
    # A claim may name other statements too. Those that are linked by refines explain why it is listed here.
    linked = {*one.values(CAKG.refines), *_refining(records, one.iri)} if inherited else set()
    labels = records.labels(iri for those in inherited.values() for iri in those)

    def through(claim: Claim) -> tuple[Labelled, ...]:
        those = inherited.get(claim.iri, set())
        return tuple(Labelled(iri, labels[iri]) for iri in sorted(those & linked or those))

    return tuple(StatedClaim(claim, through(claim), claim.iri in listed) for claim in claims)


def _refining(records: Records, iri: str) -> list[str]:
    found = texts(records.engine, f"SELECT ?other WHERE {{ ?other cakg:refines {NamedNode(iri)} }} ORDER BY ?other")
    return [row["other"] for row in found]


def _compared(records: Records, it: Statement) -> tuple[Compared, ...]:
    """Return the comparisons by editors of claims about *it*, disagreements first.

    Those that are about other statements of these claims are left out.
    """
    found = texts(records.engine, _COMPARISONS % values_of(claim.iri for claim in it.claims)) if it.claims else []
    described = {
        iri: one
        for iri, one in records.describe(row["comparison"] for row in found).items()
        if any(_concerns(one, claim, it.iri) for claim in it.claims)
    }
    compared = records.claims(claim for one in described.values() for claim in values(one, CAKG.compares))
    about = records.statements(statement for claim in compared.values() for statement in claim.statements)

    def sides(one: Properties) -> tuple[PointClaim, ...]:
        known = (compared[iri] for iri in values(one, CAKG.compares) if iri in compared)
        named = values(one, CAKG.comparesStatement)
        return tuple(
            each for claim in sorted(known, key=lambda claim: claim.order) for each in side(claim, about, named)
        )

    comparisons = [
        Compared(
            iri=iri,
            title=best_text(one.get(RDFS.label, ())) or shorten(iri),
            agree=RELATION.agree in values(one, CAKG.relation),
            proposition=best_text(one.get(CAKG.proposition, ())),
            reason=best_text(one.get(SKOS.note, ())),
            claims=sides(one),
        )
        for iri, one in described.items()
    ]
    return tuple(sorted(comparisons, key=lambda one: (one.agree, one.title, one.iri)))


def _concerns(comparison: Properties, claim: Claim, iri: str) -> bool:
    """Return whether a comparison compares *claim* for what it says about the statement with this IRI.

    A claim that is listed under the statement only because it is about a related one counts as a whole.
    """
    about = compared_statements(claim, values(comparison, CAKG.comparesStatement))
    return claim.iri in values(comparison, CAKG.compares) and (iri in about or iri not in claim.statements)


def _checks(records: Records, one: Statement) -> tuple[Check, ...]:
    """Return the verdicts of datasets on claims about the statement, confirmations and contradictions first."""
    found = [
        (claim, verdict)
        for claim in one.claims
        for verdict in records.verdicts.get(claim.iri, ())
        if verdict.statement == one.iri
    ]
    evidence = {iri: values(each, CAKG.restsOn) for iri, each in records.describe(v.check for _, v in found).items()}
    rows = records.statements(row for those in evidence.values() for row in those[:MOST_ROWS])
    meanings = records.definitions(verdict.verdict for _, verdict in found)
    groups: dict[tuple[object, ...], list[tuple[Claim, Verdict]]] = {}
    for claim, verdict in sorted(found, key=lambda each: (each[1].rank, each[0].order)):
        same = (verdict.verdict, verdict.source, verdict.why, *evidence[verdict.check])
        groups.setdefault(same, []).append((claim, verdict))
    return tuple(
        Check(
            verdict=verdict,
            meaning=meanings.get(verdict.verdict, ""),
            claims=tuple({claim.iri: claim for claim, _ in those}.values()),
            nodes=tuple(dict.fromkeys(each.check for _, each in those)),
            rows=tuple(rows[row] for row in evidence[verdict.check][:MOST_ROWS] if row in rows),
            number=len(evidence[verdict.check]),
        )
        for those in groups.values()
        for _, verdict in those[:1]
    )


def _named(one: Statement) -> dict[str, str]:
    return {"statement": shorten(one.iri), "label": one.label, "status": one.status.label}

"""The sections at the beginning of the page of a thing: the most important statements, and how many others there are.

Only the statements that are shown are loaded with their claims. A few properties of all statements about the thing
decide their order, and queries count the statements about groups and agents, and those that the thing makes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from typing import NamedTuple

from pyoxigraph import NamedNode

from cakg.model.claims import Properties, Statement, amount, first, values
from cakg.model.frequency import said_of
from cakg.model.labels import best_text
from cakg.model.phrases import in_sentence
from cakg.model.profiles import profile_term
from cakg.model.records import Records
from cakg.model.weight import Weight, weight
from cakg.pages.groups import by_weight
from cakg.pages.page import (
    ABOUT_AGENTS,
    ABOUT_GROUPS,
    ABOUT_IT,
    MADE_BY_IT,
    TOLERANCE,
    Section,
    first_statements,
)
from cakg.questions.ask import EVERYTHING
from cakg.store.protocol import Term
from cakg.store.rows import rows, texts, values_of
from cakg.vocabulary import CAKG, RDF, RDFS, STATUS, VERDICT, shorten

_CLAIM = "?claim cakg:speaker ?by ; cakg:passage ?passage ; cakg:mode ?mode ; cakg:source ?source ."
_OF_ARTICLES = "?source a ?work . FILTER (?work IN (cakg:Article, cakg:Source))"
_STATEMENT = "?statement cakg:inProfile ?profile ; cakg:status ?status ; rdf:predicate ?predicate ."
_AMOUNTS = {CAKG.moreThan, CAKG.atLeast, CAKG.lessThan, CAKG.atMost, CAKG.recordYears}
_KEPT = (CAKG.status, RDF.predicate, RDFS.label, *sorted(_AMOUNTS))
_ANSWERS = (VERDICT.confirmed, VERDICT.confirmed_at_second_hand, VERDICT.contradicted)

_PROPERTIES = f"""SELECT ?statement ?property ?value WHERE {{
  <statements> ?statement cakg:involves <thing> ; ?property ?value .
  FILTER (?property IN ({", ".join(f"<{one}>" for one in _KEPT)}) || ?value IN (<thing>, <profile>))
}}"""
_CLAIMS = f"""SELECT DISTINCT ?statement ?claim ?source WHERE {{
  <statements> ?statement cakg:involves <thing> ; cakg:affirmedBy|cakg:deniedBy|cakg:leftOpenBy ?claim . {_CLAIM}
}}"""
_ANSWERED = """SELECT DISTINCT ?statement WHERE {
  ?statement cakg:involves <thing> . ?check cakg:ofStatement ?statement ; cakg:verdict ?verdict .
  ?check cakg:against ?against . ?against cakg:shortName ?dataset . FILTER (?verdict IN (<answers>))
}"""
_LISTED = f"?statement cakg:affirmedBy|cakg:deniedBy|cakg:leftOpenBy ?claim . {_CLAIM}"
_ABOUT = f"?statement cakg:involves ?node . {_STATEMENT} {_LISTED}"
_AGENTS = "SELECT ?agent WHERE { ?agent cakg:actsFor <thing> }"
_PARTS = {
    ABOUT_GROUPS: f"?node cakg:hasMember <thing> . {_ABOUT}",
    ABOUT_AGENTS: f"?node cakg:actsFor <thing> . {_ABOUT}",
    MADE_BY_IT: "VALUES ?node { <nodes> } ?claim cakg:speaker ?node ; cakg:commitment ?firmness ;"
    " cakg:affirms|cakg:denies|cakg:leavesOpen ?statement ; cakg:passage ?passage ; cakg:mode ?mode ;"
    f" cakg:source ?source . {_STATEMENT}",
}
"""The statements of the other sections, each in a query of its own: Oxigraph is slow with their UNION."""

_MOST_SPOKEN = 60
"""Up to so many statements of a speaker are loaded to see whether all of them are shown."""


class _Known(NamedTuple):
    """What decides the place of a statement on a page, without its claims in full."""

    iri: str
    properties: Properties
    claims: frozenset[str]
    part: int
    """0 if the thing is the subject, 1 the object, 2 in another role, 3 if it has no role of its own."""
    weight: Weight
    """The sort key."""

    @property
    def alike(self) -> tuple[object, ...]:
        """What statements that are listed as one have in common."""
        return first(self.properties, RDF.predicate), first(self.properties, CAKG.status), self.claims


def sections(records: Records, iri: str, each: int, *, profile: str, datasets: bool) -> list[Section] | None:
    """Return the sections of the page of a thing as :meth:`Page.shortened` does, each with at most *each* statements.

    Returns None if no statement is about the thing itself: the page then shows statements about groups or agents, and
    has to be loaded as a whole.
    """
    known, wanted = _direct(records, iri, profile, datasets=datasets), profile_term(profile).value
    if not any(wanted in values(one.properties, CAKG.inProfile) for one in known):
        return None
    predicates = records.describe({first(one.properties, RDF.predicate) for one in known})
    theme_of = {predicate: first(one, CAKG.theme) for predicate, one in predicates.items()}
    others = _elsewhere(records, iri, profile, {one.iri for one in known}, datasets=datasets)
    labels = records.labels({iri, *(node for _, node in others), *filter(None, theme_of.values())})
    themes: dict[str, list[_Known]] = defaultdict(list)
    for one in known:
        theme = theme_of[first(one.properties, RDF.predicate)]
        themes[labels.get(theme, "")].append(one)

    def of_theme(theme: str) -> tuple[object, ...]:
        those = themes[theme]
        return min(one.part for one in those) > 1, min(one.weight for one in those)[:3], -len(those), theme

    ranked: dict[str, list[_Known]] = {}
    for theme in sorted(themes, key=of_theme):  # the order does not depend on the profile
        if those := [one for one in themes[theme] if wanted in values(one.properties, CAKG.inProfile)]:
            ranked[theme] = sorted(those, key=lambda one: (one.part, one.weight))
    chosen = {theme: _first(those, each + TOLERANCE + 1) for theme, those in ranked.items()}
    spoken = {
        node: those
        for (relation, node), those in others.items()
        if relation == MADE_BY_IT and len(those) <= _MOST_SPOKEN
    }
    direct = {one.iri for those in chosen.values() for one in those}
    loaded = records.statements(direct.union(*spoken.values()))
    found = []
    for theme, those in ranked.items():
        own = any(one.part < 2 for one in those)
        kept = first_statements([loaded[one.iri] for one in chosen[theme]], each if own else max(each - 2, 1), own=own)
        first_theme = theme_of[first(those[0].properties, RDF.predicate)]
        found.append(Section(theme or "other", "", kept, len(those) - len(kept), ABOUT_IT, first_theme))
    made = {node: _made(loaded, those, node, iri) for node, those in spoken.items()}
    return found + _others(others, labels, made)


def hidden(records: Records, iri: str, profile: str, *, datasets: bool) -> int:
    """Return how many statements of the page of a thing are not in *profile*."""
    if profile == EVERYTHING:
        return 0
    known, wanted = _direct(records, iri, profile, datasets=datasets), profile_term(profile).value
    direct = {one.iri: wanted in values(one.properties, CAKG.inProfile) for one in known}
    every, kept = (
        set[str]().union(*_elsewhere(records, iri, each, set(), datasets=datasets).values())
        for each in (EVERYTHING, profile)
    )
    return len(every.union(direct)) - len(kept.union(one for one in direct if direct[one]))


def _direct(records: Records, iri: str, profile: str, *, datasets: bool) -> list[_Known]:
    """Return the statements of all profiles about the thing itself."""
    node, wanted, engine = NamedNode(iri), str(profile_term(profile)), records.engine
    said = None if datasets else said_of(records, [node])
    given = "" if said is None else f"VALUES ?statement {{ {values_of(said)} }}"

    def asked(query: str) -> str:
        return query.replace("<statements>", given).replace("<thing>", str(node))

    properties: dict[str, dict[str, list[Term]]] = defaultdict(dict)
    for statement, role, value in rows(engine, asked(_PROPERTIES).replace("<profile>", wanted)):
        if statement and role and value:
            properties[statement.value].setdefault(role.value, []).append(value)
    claims: dict[str, set[str]] = defaultdict(set)
    sources: dict[str, set[str]] = defaultdict(set)
    for row in texts(engine, asked(_CLAIMS)):
        if row["source"] in records.sources:
            claims[row["statement"]].add(row["claim"])
            sources[row["statement"]].add(row["source"])
    answers = ", ".join(str(NamedNode(one)) for one in _ANSWERS)
    answered = {row["statement"] for row in texts(engine, asked(_ANSWERED).replace("<answers>", answers))}
    articles = {one.iri for one in records.sources.values() if not one.dataset}

    def known(statement: str, one: Properties) -> _Known:
        first_parts = weight(
            contested=first(one, CAKG.status) == STATUS.contested,
            answered=statement in answered,
            sources=len(sources[statement]),
            has_amount=bool(one.keys() & _AMOUNTS and amount(one, "")),
        )
        key = (*first_parts, best_text(one.get(RDFS.label, ())) or shorten(statement), statement)
        return _Known(statement, one, frozenset(claims[statement]), _part(one, iri), key)

    return [
        known(statement, one)
        for statement, one in properties.items()
        if {CAKG.status, RDF.predicate} <= one.keys()
        and (sources[statement] if datasets else not articles.isdisjoint(sources[statement]))
    ]


def _part(one: Mapping[str, Iterable[Term]], iri: str) -> int:
    roles = {role for role, those in one.items() if role != CAKG.involves and iri in (term.value for term in those)}
    return 0 if RDF.subject in roles else 1 if RDF.object in roles else 2 if roles else 3


def _first(ranked: Iterable[_Known], number: int) -> list[_Known]:
    """Return the statements that belong to the first *number* groups of statements that are alike, or to more."""
    alike: dict[tuple[object, ...], list[_Known]] = defaultdict(list)
    for one in ranked:
        alike[one.alike].append(one)
    kept = {one.iri for those in list(alike.values())[:number] for one in those}
    return [one for one in ranked if one.iri in kept]


def _elsewhere(
    records: Records, iri: str, profile: str, direct: Set[str], *, datasets: bool
) -> dict[tuple[str, str], set[str]]:
    """Return the statements about each group and agent, without those in *direct*, and those that each speaker makes.

    The keys are the relation to the thing and the IRI of the group, agent or speaker.
    """
    thing = str(NamedNode(iri))
    agents = [row["agent"] for row in texts(records.engine, _AGENTS.replace("<thing>", thing))]
    chosen = f"FILTER (?profile = {profile_term(profile)})" + ("" if datasets else f" {_OF_ARTICLES}")
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for relation, part in _PARTS.items():
        if relation == ABOUT_AGENTS and not agents:
            continue
        where = part.replace("<thing>", thing).replace("<nodes>", values_of([iri, *agents]))
        for row in texts(records.engine, f"SELECT DISTINCT ?node ?statement WHERE {{ {where} {chosen} }}"):
            if relation == MADE_BY_IT or row["statement"] not in direct:
                found[relation, row["node"]].add(row["statement"])
    return found


def _made(loaded: Mapping[str, Statement], statements: Iterable[str], speaker: str, iri: str) -> tuple[Statement, ...]:
    """Return the statements that a speaker makes if they are about the thing and so few that a short page has them."""
    made = by_weight(
        loaded[one]._replace(claims=tuple(claim for claim in loaded[one].claims if claim.speaker.iri == speaker))
        for one in statements
        if one in loaded
    )
    return first_statements(made, 0, own=any(iri in (one.subject, one.object) for one in made))


def _others(
    others: Mapping[tuple[str, str], Set[str]], labels: Mapping[str, str], made: Mapping[str, tuple[Statement, ...]]
) -> list[Section]:
    """Return sections for groups, agents and speakers; those with one heading in a row are one.

    They have no statements, except those of speakers in *made*.
    """
    found: list[Section] = []
    for relation in _PARTS:
        for node in sorted(node for kind, node in others if kind == relation):
            shown = made.get(node, ()) if relation == MADE_BY_IT else ()
            one = Section(
                _heading(relation, labels[node]), "", shown, len(others[relation, node]) - len(shown), relation, node
            )
            if found and found[-1].heading == one.heading:
                more = found[-1].more + one.more + len(one.statements)
                found[-1] = found[-1]._replace(more=more)
            else:
                found.append(one)
    return found


def _heading(relation: str, label: str) -> str:
    if relation == ABOUT_GROUPS:
        return f"about {label} as a group"
    return f"about {label}, acting for it" if relation == ABOUT_AGENTS else f"made by {in_sentence(label)}"

"""The sections at the beginning of the page of a thing: the most important statements, and how many others there are.

Only the statements that are shown are loaded with their claims. A few properties of all statements about the thing
decide their order, and queries count the statements about groups and agents, and those that the thing makes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from cakg.model.claims import Properties, Statement, amount, first, values
from cakg.model.labels import best_text
from cakg.model.phrases import in_sentence
from cakg.model.profiles import profile_term
from cakg.model.records import Records
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
from cakg.store.rows import rows, texts
from cakg.vocabulary import CAKG, RDF, RDFS, STATUS, VERDICT, shorten

_CLAIM = "?claim cakg:speaker ?by ; cakg:passage ?passage ; cakg:mode ?mode ; cakg:source ?source ."
_OF_ARTICLES = "?source a ?work . FILTER (?work IN (cakg:Article, cakg:Source))"
_STATEMENT = "?statement cakg:inProfile ?profile ; cakg:status ?status ; rdf:predicate ?predicate ."
_PROFILE = "FILTER (?profile = <profile>)"
_AMOUNTS = (CAKG.moreThan, CAKG.atLeast, CAKG.lessThan, CAKG.atMost, CAKG.recordYears)
_KEPT = (CAKG.status, RDF.predicate, RDFS.label, RDF.subject, RDF.object, CAKG.inProfile, *_AMOUNTS)
_ANSWERS = (VERDICT.confirmed, VERDICT.confirmed_at_second_hand, VERDICT.contradicted)

_PROPERTIES = f"""SELECT ?statement ?property ?value WHERE {{
  ?statement cakg:involves <thing> ; ?property ?value .
  FILTER (?property IN ({", ".join(f"<{one}>" for one in _KEPT)}) || ?value = <thing>)
}}"""
_CLAIMS = f"""SELECT DISTINCT ?statement ?claim ?source WHERE {{
  ?statement cakg:involves <thing> ; cakg:affirmedBy|cakg:deniedBy|cakg:leftOpenBy ?claim . {_CLAIM}
}}"""
_ANSWERED = """SELECT DISTINCT ?statement WHERE {
  ?statement cakg:involves <thing> .
  ?check cakg:ofStatement ?statement ; cakg:verdict ?verdict ; cakg:against ?against . ?against cakg:shortName ?dataset . FILTER (?verdict IN (<answers>))
}"""
_LISTED = f"?statement cakg:affirmedBy|cakg:deniedBy|cakg:leftOpenBy ?claim . {_CLAIM}"
_ABOUT = f"?statement cakg:involves ?node . {_STATEMENT} {_LISTED}"
_ELSE = "FILTER NOT EXISTS { ?statement cakg:involves <thing> }"
_GROUPS = f"?node cakg:hasMember <thing> . {_ABOUT}"
_AGENTS = f"?node cakg:actsFor <thing> . {_ABOUT}"
_SPOKEN = (
    "?claim cakg:speaker ?node ; cakg:commitment ?firmness ; cakg:affirms|cakg:denies|cakg:leavesOpen ?statement ;"
    f" cakg:passage ?passage ; cakg:mode ?mode ; cakg:source ?source . {_STATEMENT}"
)
_BY_IT = "VALUES ?node { <thing> } " + _SPOKEN
_BY_AGENTS = f"?node cakg:actsFor <thing> . {_SPOKEN}"
_COUNT = "SELECT ?relation ?node (COUNT(DISTINCT ?statement) AS ?number) WHERE { <union> } GROUP BY ?relation ?node"


_MOST_SPOKEN = 60
"""Up to so many statements of a speaker are loaded to see whether all of them are shown."""
_MOST_ROWS = 10_000


class _Known(NamedTuple):
    """What decides the place of a statement on a page, without its claims in full."""

    iri: str
    properties: Properties
    claims: frozenset[str]
    sources: frozenset[str]
    answered: bool
    part: int
    """0 if the thing is the subject, 1 the object, 2 in another role, 3 if it has no role of its own."""

    @property
    def weight(self) -> tuple[bool, bool, int, bool, str, str]:
        """The sort key: that of :attr:`cakg.model.claims.Statement.weight`."""
        one = self.properties
        label = best_text(one.get(RDFS.label, ())) or shorten(self.iri)
        contested = first(one, CAKG.status) == STATUS.contested
        return (not contested, not self.answered, -len(self.sources), not amount(one, ""), label, self.iri)

    @property
    def alike(self) -> tuple[object, ...]:
        """What statements that are listed as one have in common."""
        return first(self.properties, RDF.predicate), first(self.properties, CAKG.status), self.claims


def sections(records: Records, iri: str, each: int, *, profile: str, datasets: bool) -> list[Section] | None:
    """Return the sections of the page of a thing as :meth:`Page.shortened` does, each with at most *each* statements.

    Returns None if no statement is about the thing itself: the page then shows statements about groups or agents, and
    has to be loaded as a whole.
    """
    known, wanted = _direct(records, iri, datasets=datasets), profile_term(profile).value
    if not any(wanted in values(one.properties, CAKG.inProfile) for one in known):
        return None
    predicates = records.describe({first(one.properties, RDF.predicate) for one in known})
    theme_of = {predicate: first(one, CAKG.theme) for predicate, one in predicates.items()}
    counts = _counts(records, iri, profile, datasets=datasets)
    others = {node for _, node in counts}
    labels = records.labels({iri, *others, *filter(None, theme_of.values())})
    themes: dict[str, list[_Known]] = defaultdict(list)
    for one in known:
        theme = theme_of[first(one.properties, RDF.predicate)]
        themes[labels.get(theme, "")].append(one)

    def weight(theme: str) -> tuple[object, ...]:
        those = themes[theme]
        return min(one.part for one in those) > 1, min(one.weight for one in those)[:3], -len(those), theme

    ranked: dict[str, list[_Known]] = {}
    for theme in sorted(themes, key=weight):  # the order does not depend on the profile
        if those := [one for one in themes[theme] if wanted in values(one.properties, CAKG.inProfile)]:
            ranked[theme] = sorted(those, key=lambda one: (one.part, one.weight))
    chosen = {theme: _first(those, each + TOLERANCE + 1) for theme, those in ranked.items()}
    spoken = _few_spoken(records, iri, counts, profile, datasets=datasets)
    direct = {one.iri for those in chosen.values() for one in those}
    loaded = records.statements(direct.union(*spoken.values()))
    found = []
    for theme, those in ranked.items():
        own = any(one.part < 2 for one in those)
        kept = first_statements([loaded[one.iri] for one in chosen[theme]], each if own else max(each - 2, 1), own=own)
        first_theme = theme_of[first(those[0].properties, RDF.predicate)]
        found.append(Section(theme or "other", "", kept, len(those) - len(kept), ABOUT_IT, first_theme))
    made = {node: _made(loaded, those, node, iri) for node, those in spoken.items()}
    return found + _others(counts, labels, made)


def hidden(records: Records, iri: str, profile: str, *, datasets: bool) -> int:
    """Return how many statements of the page of a thing are not in *profile*."""
    if profile == EVERYTHING:
        return 0
    numbers = []
    for one in (EVERYTHING, profile):
        patterns = (
            f"?statement cakg:involves <thing> . {_STATEMENT} {_LISTED}",
            _GROUPS,
            _AGENTS,
            _BY_IT,
            _BY_AGENTS,
        )
        where = _union(patterns, iri, one, datasets=datasets)
        [row] = texts(records.engine, f"SELECT (COUNT(DISTINCT ?statement) AS ?number) WHERE {{ {where} }}")
        numbers.append(int(row["number"]))
    return numbers[0] - numbers[1]


def _direct(records: Records, iri: str, *, datasets: bool) -> list[_Known]:
    """Return the statements of all profiles about the thing itself."""
    thing, engine = str(NamedNode(iri)), records.engine
    properties: dict[str, dict[str, list[Term]]] = defaultdict(dict)
    for statement, role, value in rows(engine, _PROPERTIES.replace("<thing>", thing)):
        if statement and role and value:
            properties[statement.value].setdefault(role.value, []).append(value)
    claims: dict[str, set[str]] = defaultdict(set)
    sources: dict[str, set[str]] = defaultdict(set)
    for row in texts(engine, _CLAIMS.replace("<thing>", thing)):
        if row["source"] in records.sources:
            claims[row["statement"]].add(row["claim"])
            sources[row["statement"]].add(row["source"])
    answers = ", ".join(str(NamedNode(one)) for one in _ANSWERS)
    query = _ANSWERED.replace("<thing>", thing).replace("<answers>", answers)
    answered = {row["statement"] for row in texts(engine, query)}
    articles = {one.iri for one in records.sources.values() if not one.dataset}
    return [
        _Known(
            statement,
            one,
            frozenset(claims[statement]),
            frozenset(sources[statement]),
            statement in answered,
            _part(one, iri),
        )
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


def _counts(records: Records, iri: str, profile: str, *, datasets: bool) -> dict[tuple[str, str], int]:
    """Return how many statements are about each group and agent but not about the thing, and how many each makes.

    The keys are the relation to the thing and the IRI of the group, agent or speaker.
    """
    parts = (
        (ABOUT_GROUPS, f"{_GROUPS} {_ELSE}"),
        (ABOUT_AGENTS, f"{_AGENTS} {_ELSE}"),
        (MADE_BY_IT, _BY_IT),
        (MADE_BY_IT, _BY_AGENTS),
    )
    where = _union(
        (f"{part} BIND ({Literal(name)} AS ?relation)" for name, part in parts), iri, profile, datasets=datasets
    )
    found = texts(records.engine, _COUNT.replace("<union>", where))
    return {(row["relation"], row["node"]): int(row["number"]) for row in found if "node" in row}


def _few_spoken(
    records: Records, iri: str, counts: Mapping[tuple[str, str], int], profile: str, *, datasets: bool
) -> dict[str, set[str]]:
    """Return the statements of each speaker who makes so few that all of them may be shown."""
    few = {node for (relation, node), number in counts.items() if relation == MADE_BY_IT and number <= _MOST_SPOKEN}
    found: dict[str, set[str]] = {node: set() for node in few}
    if few:
        where = _union((_BY_IT, _BY_AGENTS), iri, profile, datasets=datasets)
        for row in texts(records.engine, f"SELECT DISTINCT ?node ?statement WHERE {{ {where} }} LIMIT {_MOST_ROWS}"):
            if row["node"] in few:
                found[row["node"]].add(row["statement"])
    return found


def _made(loaded: Mapping[str, Statement], statements: Iterable[str], speaker: str, iri: str) -> tuple[Statement, ...]:
    """Return the statements that a speaker makes if they are about the thing and so few that a short page has them."""
    made = by_weight(
        loaded[one]._replace(claims=tuple(claim for claim in loaded[one].claims if claim.speaker.iri == speaker))
        for one in statements
        if one in loaded
    )
    return first_statements(made, 0, own=any(iri in (one.subject, one.object) for one in made))


def _union(patterns: Iterable[str], iri: str, profile: str, *, datasets: bool) -> str:
    chosen = _PROFILE.replace("<profile>", str(profile_term(profile))) + ("" if datasets else f" {_OF_ARTICLES}")
    thing = str(NamedNode(iri))
    return " UNION ".join(f"{{ {pattern.replace('<thing>', thing)} {chosen} }}" for pattern in patterns)


def _others(
    counts: Mapping[tuple[str, str], int], labels: Mapping[str, str], made: Mapping[str, tuple[Statement, ...]]
) -> list[Section]:
    """Return sections for groups, agents and speakers; those with one heading in a row are one.

    They have no statements, except those of speakers in *made*.
    """
    headings = {
        ABOUT_GROUPS: lambda label: f"about {label} as a group",
        ABOUT_AGENTS: lambda label: f"about {label}, acting for it",
        MADE_BY_IT: lambda label: f"made by {in_sentence(label)}",
    }
    found: list[Section] = []
    for relation, heading in headings.items():
        for node in sorted(node for kind, node in counts if kind == relation):
            shown = made.get(node, ()) if relation == MADE_BY_IT else ()
            one = Section(heading(labels[node]), "", shown, counts[relation, node] - len(shown), relation, node)
            if found and found[-1].heading == one.heading:
                more = found[-1].more + one.more + len(one.statements)
                found[-1] = found[-1]._replace(more=more)
            else:
                found.append(one)
    return found

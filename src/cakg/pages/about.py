"""The page of a thing or of a statement.

Decides which statements are on a page; questions of the catalogue find them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import NamedNode

from cakg.errors import UnknownThingError
from cakg.model.claims import Statement
from cakg.model.dates import years
from cakg.model.profiles import profile_term
from cakg.model.records import Records
from cakg.pages.page import Page, RowSummary, Section, by_weight, rows_of, shipped_question
from cakg.questions.ask import select
from cakg.store.rows import texts
from cakg.vocabulary import CAKG, RDF, shorten

_PARTS = ("as subject", "as object", "in another role", "as speaker")
_INVOLVED = "within a topic or another statement"
"""The heading for statements in which the thing has no role of its own."""

_AGENTS = "SELECT ?agent WHERE { ?agent cakg:actsFor %s }"

# This query takes seconds without a thing, so it is not a question of the catalogue.
_ROWS = """SELECT ?predicate ?role ?other ?source ?from ?to (COUNT(DISTINCT ?statement) AS ?number) WHERE {
  VALUES ?thing { %s }
  {
    ?statement rdf:subject ?thing ; rdf:object ?other . BIND ("as subject" AS ?role)
  }
  UNION
  {
    ?statement rdf:object ?thing ; rdf:subject ?other ; rdf:predicate ?about .
    OPTIONAL { ?about cakg:mutual ?mutual }
    # A mutual statement reads the same from both ends.
    BIND (IF(COALESCE(?mutual, false), "as subject", "as object") AS ?role)
  }
  UNION
  {
    ?statement cakg:involves ?thing . FILTER NOT EXISTS { ?statement rdf:subject|rdf:object ?thing }
    BIND ("in another role" AS ?role)
  }
  UNION
  { ?spoken cakg:speaker ?thing . ?statement cakg:affirmedBy ?spoken . BIND ("as speaker" AS ?role) }
  ?statement cakg:inProfile ?profile ; rdf:predicate ?predicate ; cakg:affirmedBy ?claim .
  FILTER (?profile = %s && (!BOUND(?spoken) || ?spoken = ?claim))
  ?claim cakg:source ?source . ?source a cakg:Dataset .
  OPTIONAL { ?statement cakg:earliest ?earliest BIND (SUBSTR(STR(?earliest), 1, 4) AS ?from) }
  OPTIONAL { ?statement cakg:latest ?latest BIND (SUBSTR(STR(?latest), 1, 4) AS ?to) }
} GROUP BY ?predicate ?role ?other ?source ?from ?to"""

_NEIGHBOURS = """SELECT DISTINCT ?to ?from ?other WHERE {
  { %(iri)s ?to ?other } UNION { ?other ?from %(iri)s } ?other a cakg:Statement
} ORDER BY ?other"""
_BOTH = ("to", "from")
_RELATED: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("statements that are part of it", ("to",), ()),
    ("statements that it is part of", ("from",), ()),
    ("less specific statements that it refines", ("to",), (CAKG.refines,)),
    ("more specific statements that refine it", ("from",), (CAKG.refines,)),
    ("statements that differ from it in value", _BOTH, (CAKG.differsInValue,)),
    ("statements that differ from it in time", _BOTH, (CAKG.differsInTime,)),
    ("statements in tension with it", _BOTH, (CAKG.inTensionWith,)),
)
"""Headings, directions and properties.

The first two entries, without properties, are for all properties that make
one statement part of another.
"""


def thing(records: Records, iri: str, *, profile: str, datasets: bool) -> Page:
    """Return the page of a thing: statements of *profile* about it, its groups and its agents, and those it makes.

    Without *datasets*, statements found only in datasets are summarised.
    """
    agents = [row["agent"] for row in texts(records.engine, _AGENTS % NamedNode(iri))]

    def rows(question: str, parameter: str, iris: Iterable[str]) -> list[dict[str, str]]:
        given = {"profile": [profile_term(profile)], parameter: [NamedNode(one) for one in iris]}
        found = select(records, shipped_question(question), given, datasets=datasets)
        return [
            {name: term.value for name, term in zip(found.columns, entry.terms, strict=True) if term}
            for entry in found.entries
        ]

    about = {row["statement"] for row in rows("everything-about", "thing", [iri, *agents])}
    group_rows = rows("said-of-its-groups", "state", [iri])
    spoken = rows("words-of-a-speaker", "speaker", [iri, *agents])
    found = records.statements({*about, *(row["statement"] for row in (*group_rows, *spoken))})
    about &= found.keys()  # an incomplete statement has no record
    group_rows, spoken = ([row for row in those if row["statement"] in found] for those in (group_rows, spoken))
    direct = {one for one in about if iri in found[one].values(CAKG.involves)}
    labels = records.labels([iri, *agents, *(row["group"] for row in group_rows)])

    sections = _by_theme([found[one] for one in sorted(direct)], iri)
    for group in sorted({row["group"] for row in group_rows}):
        fresh = {row["statement"] for row in group_rows if row["group"] == group} - direct
        sections += _section(f"about {labels[group]} as a group", fresh, found, about_others=True)
    for agent in sorted(agents):
        fresh = {one for one in about - direct if agent in found[one].values(CAKG.involves)}
        sections += _section(f"about {labels[agent]}, acting for it", fresh, found, about_others=True)
    for speaker in sorted({row["speaker"] for row in spoken}):
        made = []
        for one in {row["statement"] for row in spoken if row["speaker"] == speaker}:
            own = tuple(claim for claim in found[one].claims if claim.speaker.iri == speaker)
            made.append(found[one]._replace(claims=own))
        sections.append(Section(f"made by {labels[speaker]}", "", by_weight(made), about_others=True))
    kind, names = records.names().names_of(iri, labels[iri])
    return Page(
        iri=iri,
        label=labels[iri],
        kind=kind,
        definition=records.definitions([iri]).get(iri, ""),
        names=names,
        notes=tuple(_notes(records, iri)),
        sections=tuple(sections),
        rows=() if datasets else tuple(_row_summaries(records, iri, profile)),
        profile=profile,
    )


def statement(records: Records, iri: str) -> Page:
    """Return the page of a statement: its claims and related statements; raise an error if it does not exist."""
    if not records.statements([iri]):
        raise UnknownThingError(shorten(iri))
    links: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in texts(records.engine, _NEIGHBOURS % {"iri": NamedNode(iri)}):
        direction = "to" if "to" in row else "from"
        links[direction, row[direction]].add(row["other"])
    parts = (RDF.subject, RDF.object, *records.qualifiers)
    related = [
        (heading, set[str]().union(*(links[direction, role] for direction in directions for role in roles or parts)))
        for heading, directions, roles in _RELATED
    ]
    found = records.statements({iri}.union(*(others for _, others in related)))
    sections = [Section("claims about it", "", (found[iri],))]
    for heading, others in related:
        sections += _section(heading, others & found.keys(), found)
    return Page(iri, found[iri].label, "statement", _parts(found[iri]), (), (), tuple(sections))


def _section(
    heading: str, iris: Iterable[str], found: Mapping[str, Statement], *, about_others: bool = False
) -> list[Section]:
    """Return a list with a section of these statements; an empty list if there are none."""
    statements = by_weight([found[iri] for iri in iris])
    return [Section(heading, "", statements, about_others=about_others)] if statements else []


def _by_theme(statements: Iterable[Statement], iri: str) -> list[Section]:
    """Return sections by theme and by the role of the thing *iri* in the statements.

    Themes in which it is a subject or object come first, ordered by their most important statement.
    """
    groups: dict[str, dict[int, list[Statement]]] = {}
    for one in statements:
        roles = {role for role in one.properties if role != CAKG.involves and iri in one.values(role)}
        part = 0 if one.subject == iri else 1 if one.object == iri else 2 if roles else 3
        groups.setdefault(one.theme.label, {}).setdefault(part, []).append(one)

    def weight(theme: str) -> tuple[bool, tuple[object, ...], int, str]:
        parts = groups[theme]
        first = min(one.weight for those in parts.values() for one in those)
        return min(parts) > 1, first[:3], -sum(map(len, parts.values())), theme

    return [
        Section(theme or "other", (*_PARTS[:3], _INVOLVED)[role], by_weight(groups[theme][role]))
        for theme in sorted(groups, key=weight)
        for role in sorted(groups[theme])
    ]


def _row_summaries(records: Records, iri: str, profile: str) -> Iterator[RowSummary]:
    """Yield summaries of the rows of datasets about a thing or made by it, one per predicate and role."""
    found = texts(records.engine, _ROWS % (NamedNode(iri), profile_term(profile)))
    labels = records.labels({row[part] for row in found for part in ("predicate", "other") if part in row})
    sums: dict[tuple[int, str], tuple[dict[str, set[tuple[str, str]]], Counter[str]]] = {}
    for row in found:
        others, counts = sums.setdefault((_PARTS.index(row["role"]), labels[row["predicate"]]), ({}, Counter()))
        if "other" in row:
            others.setdefault(labels[row["other"]], set()).add((row.get("from", ""), row.get("to", "")))
        counts[row["source"]] += int(row["number"])
    for (role, predicate), (others, counts) in sorted(sums.items(), key=lambda one: one[0]):
        known = ((records.sources[source], counts[source]) for source in sorted(counts))
        datasets = (
            f"{source.short_name} ({f'{number}, {source.covers}'.removesuffix(', ')})" for source, number in known
        )
        named = (f"{name} ({years(others[name])})".removesuffix(" ()") for name in sorted(others))
        yield RowSummary(predicate, _PARTS[role], tuple(named), tuple(datasets))


def _notes(records: Records, iri: str) -> Iterator[str]:
    """Yield the editors' notes on a thing, and those that identify something else with it."""
    rows = rows_of(records, "our-identifications")
    here = [row for row in rows if iri in (row["about"], row.get("identified_as"))]
    labels = records.labels(
        row[part] for row in here for part in ("about", "identified_as") if "://" in row.get(part, "")
    )
    for row in here:
        meant = row.get("identified_as", "")
        if row["about"] != iri:
            yield f"{row['reason']} (note on {labels[row['about']]}, identified with this)"
        else:
            yield row["reason"] + (f" (identified with {labels.get(meant, meant)})" if meant else "")


def _parts(one: Statement) -> str:
    """Return subject, predicate, object, amount and qualifiers of a statement as text."""
    subject, target = (end or "?" for end in one.ends)
    amount = [f"amount: {one.amount}"] if one.amount else []
    return "; ".join([f"{subject} – {one.predicate.label} – {target}", *amount, *map(str, one.qualifiers)])

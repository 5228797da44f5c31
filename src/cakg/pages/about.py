"""Everything said about one thing, about its groups as such, and by it; or about one statement and what it is beside.

Knows which statements belong together. What each of them says and who says it is
:mod:`cakg.model.said`'s matter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pyoxigraph import NamedNode

from cakg import tables
from cakg.errors import UnknownThingError
from cakg.model.citations import IN_ARTICLES, Source, sources
from cakg.model.names import Names, definitions, grouped, labels, texts
from cakg.model.said import Told, key, told
from cakg.notebook import displayed
from cakg.questions.ask import profile_term
from cakg.store.protocol import Engine
from cakg.vocabulary import CAKG, RDF, shorten

_ROLES = {RDF.subject: "as subject", RDF.object: "as object", CAKG.speaker: "said by it"}
_ROLE_ORDER = ("as subject", "as object", "in another role", "said by it")
MOST_NAMED = 6
"""So many are named of what stands at the other end of a dataset's statements."""
_OTHERS = (
    ("said of {} as such", "?other cakg:hasMember ?thing ."),
    ("said of {}, acting for it", "?other cakg:actsFor ?thing ."),
)
_PART = "{ VALUES ?role { rdf:subject rdf:object } } UNION { ?role a cakg:Qualifier } ?other a cakg:Statement ."
_BESIDE = (
    ("statements that it has as a part", f"{_PART} ?statement ?role ?other ."),
    ("statements that have it as a part", f"{_PART} ?other ?role ?statement ."),
    ("less specific statements that it refines", "?statement cakg:refines ?other ."),
    ("more specific statements that refine it", "?other cakg:refines ?statement ."),
    ("statements that differ from it in value", "?statement cakg:differsInValue|^cakg:differsInValue ?other ."),
    ("statements that differ from it in time", "?statement cakg:differsInTime|^cakg:differsInTime ?other ."),
    ("statements in tension with it", "?statement cakg:inTensionWith|^cakg:inTensionWith ?other ."),
)


class Section(NamedTuple):
    """Statements that belong together, and why."""

    heading: str
    part: str
    statements: tuple[Told, ...]


class Rows(NamedTuple):
    """What the rows of datasets say with one predicate, summed up."""

    tie: str
    role: str
    others: tuple[str, ...]
    """What stands at the other end, by name; empty where the thing is neither subject nor object."""
    sources: tuple[str, ...]
    """Each dataset with the number of its statements and the span of its data: ``COW IGO 3 (8, 1991 to 2014)``."""

    def lines(self, width: int) -> list[str]:
        """Return the sum to read: ``abstained on … : Voeten 2020 (12)``."""
        more = len(self.others) - MOST_NAMED
        named = ", ".join(self.others[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
        text = f"{self.tie} ({self.role})"
        text = {"as subject": f"{self.tie} {named}", "as object": f"{self.tie} it: {named}"}.get(self.role, text)
        return tables.hanging(f"{text} – {', '.join(map(tables.together, self.sources))}", "  - ", width)


@displayed
class Dossier(NamedTuple):
    """All that the graph holds on one thing, or on one statement."""

    iri: str
    label: str
    kind: str
    definition: str
    names: tuple[str, ...]
    notes: tuple[str, ...]
    sections: tuple[Section, ...]
    rows: tuple[Rows, ...] = ()
    """What only datasets say, summed up, where it does not stand in the sections."""

    def rests_on(self, source: Source) -> bool:
        """Tell whether something here is said by *source*."""
        told = {word.saying.source for section in self.sections for one in section.statements for word in one.words}
        return source in told or any(name.startswith(f"{source.short} (") for row in self.rows for name in row.sources)

    def table(self, *, width: int = tables.WIDTH) -> str:
        """Return the dossier to read: who it is, every section with its statements and their claims, the statuses."""
        lines = tables.hanging(f"{self.label} ({tables.together(f'{shorten(self.iri)}, {self.kind}')})", "", width)
        also = "also " + ", ".join(self.names) if self.names else ""
        for text in (self.definition, also, *(f"our note: {note}" for note in self.notes)):
            lines += tables.hanging(text, "  ", width) if text else []
        heading = ""
        for section in self.sections:
            if section.heading != heading:
                heading = section.heading
                lines += ["", heading[:1].upper() + heading[1:]]
            if section.part:
                lines.append(f"  {section.part}")
            for statement in section.statements:
                lines += statement.lines("    ", width)
        lines += key((one for section in self.sections for one in section.statements), width)
        if self.rows:
            lines += ["", "In rows of datasets, each at some time in its span; --datasets shows when"]
            lines += [line for one in self.rows for line in one.lines(width)]
        if not (self.sections or self.rows):
            lines += ["", "The sources are silent about it. Silence is not denial."]
        return "\n".join(lines)

    def json(self) -> str:
        """Return the dossier as JSON."""
        return tables.json(self)


def thing(engine: Engine, iri: str, *, profile: str, datasets: bool) -> Dossier:
    """Return everything within *profile* that is said about a thing, about its groups and its agents, and by it.

    Without *datasets*, what only they say is summed up.
    """
    view = f"VALUES ?thing {{ {NamedNode(iri)} }} ?statement cakg:inProfile ?profile ."
    view += f" FILTER (?profile = {profile_term(profile)})"
    within = view if datasets else IN_ARTICLES + view
    roles: dict[str, str] = {}
    for row in texts(
        engine,
        f"""SELECT DISTINCT ?statement ?role WHERE {{ {within} ?statement cakg:involves ?thing .
          OPTIONAL {{ VALUES ?role {{ rdf:subject rdf:object }} ?statement ?role ?thing }}
        }}""",
    ):
        role = _ROLES.get(row.get("role", ""), "in another role")
        roles[row["statement"]] = min(role, roles.get(row["statement"], role), key=_ROLE_ORDER.index)
    sections = _by_theme(told(engine, roles), roles)
    for heading, pattern in _OTHERS:
        query = f"SELECT DISTINCT ?other ?statement WHERE {{ {within} {pattern} ?statement cakg:involves ?other }}"
        found = grouped(engine, f"{query} ORDER BY ?other ?statement")
        called = labels(engine, found)
        for other, statements in found.items():
            if fresh := told(engine, set(statements) - roles.keys()):
                sections.append(Section(heading.format(called[other]), "", tuple(fresh.values())))
    spoken = grouped(
        engine,
        f"""SELECT DISTINCT ?speaker ?statement WHERE {{ {within} ?speaker cakg:actsFor? ?thing .
          ?claim cakg:speaker ?speaker ; cakg:affirms|cakg:denies|cakg:leavesOpen ?statement .
        }} ORDER BY ?speaker ?statement""",
    )
    for speaker, name in labels(engine, spoken).items():
        said = [
            one._replace(words=tuple(word for word in one.words if word.saying.speaker == name))
            for one in told(engine, spoken[speaker]).values()
        ]
        sections.append(Section(f"said by {name}", "", _sorted(said)))
    kind, names = Names(engine).names_of(iri)
    return Dossier(
        iri=iri,
        label=labels(engine, [iri])[iri],
        kind=kind,
        definition=definitions(engine, [iri]).get(iri, ""),
        names=names,
        notes=tuple(_notes(engine, iri)),
        sections=tuple(sections),
        rows=() if datasets else tuple(_rows(engine, view)),
    )


def statement(engine: Engine, iri: str) -> Dossier:
    """Return what is said of one statement and what it stands beside; raise when the graph has no such statement."""
    found = told(engine, [iri])
    if not found:
        raise UnknownThingError(shorten(iri))
    sections = [Section("who says so", "", (found[iri],))]
    for heading, pattern in _BESIDE:
        values = f"VALUES ?statement {{ {NamedNode(iri)} }}"
        rows = texts(engine, f"SELECT DISTINCT ?other WHERE {{ {values} {pattern} }} ORDER BY ?other")
        if others := told(engine, [row["other"] for row in rows]):
            sections.append(Section(heading, "", tuple(others.values())))
    return Dossier(iri, found[iri].label, "statement", _parts(engine, iri), (), (), tuple(sections))


def _by_theme(statements: dict[str, Told], roles: dict[str, str]) -> list[Section]:
    groups: dict[tuple[str, int], list[Told]] = {}
    size: dict[str, int] = {}
    for iri, one in statements.items():
        groups.setdefault((one.theme, _ROLE_ORDER.index(roles[iri])), []).append(one)
        size[one.theme] = size.get(one.theme, 0) + 1
    order = sorted(groups, key=lambda group: (-size[group[0]], *group))
    return [Section(theme or "other", _ROLE_ORDER[role], _sorted(groups[theme, role])) for theme, role in order]


def _rows(engine: Engine, view: str) -> Iterator[Rows]:
    """Yield what the rows of datasets say of ``?thing``, or whose own they are, by predicate and role."""
    found = texts(
        engine,
        f"""SELECT ?tie ?role ?other ?source (COUNT(DISTINCT ?statement) AS ?number) WHERE {{
          {{
            ?statement cakg:involves ?thing ; cakg:affirmedBy ?claim .
            OPTIONAL {{ VALUES ?end {{ rdf:subject rdf:object }} ?statement ?end ?thing }}
            # What holds both ways reads the same from either end.
            BIND (IF(?end = rdf:object && EXISTS {{ ?statement rdf:predicate/cakg:mutual true }}, rdf:subject, ?end)
              AS ?role)
          }}
          UNION
          {{ ?claim cakg:speaker ?thing . ?statement cakg:affirmedBy ?claim . BIND (cakg:speaker AS ?role) }}
          {view}
          ?claim cakg:source ?source . ?source a cakg:Dataset .
          ?statement rdf:subject ?subject ; rdf:predicate ?tie ; rdf:object ?object .
          BIND (IF(?end = rdf:subject, ?object, IF(?end = rdf:object, ?subject, ?nobody)) AS ?other)
        }} GROUP BY ?tie ?role ?other ?source""",
    )
    called = labels(engine, {row[part] for row in found for part in ("tie", "other") if part in row})
    known = sources(engine)
    sums: dict[tuple[str, str], tuple[set[str], Counter[str]]] = {}
    for row in found:
        role = _ROLES.get(row.get("role", ""), "in another role")
        others, counts = sums.setdefault((role, called[row["tie"]]), (set(), Counter()))
        others |= {called[row["other"]]} if "other" in row else set()
        counts[row["source"]] += int(row["number"])
    for (role, tie), (others, counts) in sorted(sums.items(), key=lambda one: (_ROLE_ORDER.index(one[0][0]), one[0])):
        said = ((known[iri], f"{counts[iri]}, {known[iri].covers}".removesuffix(", ")) for iri in sorted(counts))
        yield Rows(tie, role, tuple(sorted(others)), tuple(f"{source.short} ({what})" for source, what in said))


def _notes(engine: Engine, thing: str) -> list[str]:
    rows = texts(
        engine,
        f"""SELECT ?text ?as ?one WHERE {{
          {{ ?note cakg:annotates {NamedNode(thing)} . OPTIONAL {{ ?note cakg:identifiedAs ?as }} }}
          UNION
          {{ ?note cakg:identifiedAs {NamedNode(thing)} ; cakg:annotates ?one }}
          ?note skos:note ?text .
        }} ORDER BY ?note ?text ?as ?one""",
    )
    called = labels(engine, {row[part] for row in rows for part in ("as", "one") if "://" in row.get(part, "")})
    found = []
    for row in rows:
        beside = [f"identified as {called.get(row['as'], row['as'])}"] if "as" in row else []
        beside += [f"on {called[row['one']]}, identified as this"] if "one" in row else []
        found.append(row["text"] + "".join(f" ({what})" for what in beside))
    return found


def _parts(engine: Engine, statement: str) -> str:
    """Return subject, predicate and object, then the qualifiers and amounts with their names."""
    rows = engine.select(
        f"""SELECT ?role ?value WHERE {{
          {{ VALUES ?role {{ rdf:subject rdf:predicate rdf:object }} }} UNION {{ ?role a cakg:Qualifier }} UNION
          {{ VALUES ?role {{ cakg:atLeast cakg:atMost cakg:unit cakg:recordYears }} }}
          {NamedNode(statement)} ?role ?value .
        }} ORDER BY ?role ?value"""
    ).dicts()
    called = labels(engine, {term.value for row in rows for term in row.values() if isinstance(term, NamedNode)})
    core: dict[str, str] = {}
    rest = []
    for role, text in ((row["role"].value, called.get(row["value"].value, row["value"].value)) for row in rows):
        if role in (RDF.subject, RDF.predicate, RDF.object):
            core[role] = text
        else:
            rest.append(f"{called[role]}: {text}")
    return "; ".join([" – ".join(core.get(role, "?") for role in (RDF.subject, RDF.predicate, RDF.object)), *rest])


def _sorted(statements: Iterable[Told]) -> tuple[Told, ...]:
    return tuple(sorted(statements, key=lambda one: (one.label, one.iri)))

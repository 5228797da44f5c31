"""Everything said about one thing, about its groups as such, and by it.

Knows which statements belong together around a thing. What each of them says and who says
it is :mod:`cakg.said`'s matter.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from pyoxigraph import NamedNode

from cakg import tables
from cakg.asking import profile_term
from cakg.engine import Engine
from cakg.names import Names, definitions, labels
from cakg.notebook import displayed
from cakg.said import Told, key, told
from cakg.vocabulary import RDF, prefix_header, shorten

_ROLES = {RDF.subject: "as subject", RDF.object: "as object"}
_ROLE_ORDER = ("as subject", "as object", "in another role")
_OTHERS = (
    ("said of {} as such", "?other cakg:hasMember ?thing ."),
    ("said of {}, acting for it", "?other cakg:actsFor ?thing ."),
)


class Section(NamedTuple):
    """Statements that belong together, and why."""

    heading: str
    part: str
    statements: tuple[Told, ...]


@displayed
class Dossier(NamedTuple):
    """All that the graph holds on one thing."""

    iri: str
    label: str
    kind: str
    definition: str
    names: tuple[str, ...]
    notes: tuple[str, ...]
    sections: tuple[Section, ...]

    def table(self, *, width: int = tables.WIDTH) -> str:
        """Return the dossier to read: who it is, every section with its statements and their claims, the statuses."""
        lines = tables.hanging(f"{self.label} ({tables.together(f'{shorten(self.iri)}, {self.kind}')})", "", width)
        lines += tables.hanging(self.definition, "  ", width) if self.definition else []
        lines += tables.hanging("also " + ", ".join(self.names), "  ", width) if self.names else []
        for note in self.notes:
            lines += tables.hanging(f"our note: {note}", "  ", width)
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
        if not self.sections:
            lines += ["", "The sources are silent about it. Silence is not denial."]
        return "\n".join(lines)

    def json(self) -> str:
        """Return the dossier as JSON."""
        import json

        content = {
            **self._asdict(),
            "iri": self.iri,
            "sections": [
                {**section._asdict(), "statements": [statement.as_json() for statement in section.statements]}
                for section in self.sections
            ],
        }
        return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def dossier(engine: Engine, thing: str, *, profile: str) -> Dossier:
    """Return everything within *profile* that is said about *thing*, about its groups and its agents, and by it."""
    own = _involving(engine, thing, profile)
    sections = _by_theme(told(engine, own), own)
    seen = set(own)
    for heading, pattern in _OTHERS:
        for other, statements in _through(engine, thing, profile, pattern).items():
            fresh = told(engine, set(statements) - seen)
            if fresh:
                name = labels(engine, [other])[other]
                sections.append(Section(heading.format(name), "", tuple(fresh.values())))
    sections += _by_it(engine, thing, profile)
    kind, names = Names(engine).names_of(thing)
    return Dossier(
        iri=thing,
        label=labels(engine, [thing])[thing],
        kind=kind,
        definition=definitions(engine, [thing]).get(thing, ""),
        names=names,
        notes=tuple(_notes(engine, thing)),
        sections=tuple(sections),
    )


def _involving(engine: Engine, thing: str, profile: str) -> dict[str, str]:
    """Return the statements that involve *thing*, each with the role in which they do."""
    rows = engine.select(
        f"""{prefix_header("cakg", "rdf")}SELECT DISTINCT ?statement ?role WHERE {{
          VALUES ?thing {{ {NamedNode(thing)} }}
          ?statement cakg:involves ?thing ; cakg:inProfile {profile_term(profile)} .
          OPTIONAL {{ VALUES ?role {{ rdf:subject rdf:object }} ?statement ?role ?thing }}
        }}"""
    ).dicts()
    roles: dict[str, str] = {}
    for row in rows:
        role = _ROLES.get(row["role"].value if "role" in row else "", "in another role")
        known = roles.get(row["statement"].value, role)
        roles[row["statement"].value] = min(role, known, key=_ROLE_ORDER.index)
    return roles


def _by_theme(statements: dict[str, Told], roles: dict[str, str]) -> list[Section]:
    groups: dict[tuple[str, int], list[Told]] = {}
    for iri, statement in statements.items():
        groups.setdefault((statement.theme, _ROLE_ORDER.index(roles[iri])), []).append(statement)
    size: dict[str, int] = {}
    for (theme, _), found in groups.items():
        size[theme] = size.get(theme, 0) + len(found)
    order = sorted(groups, key=lambda group: (-size[group[0]], *group))
    return [Section(theme or "other", _ROLE_ORDER[role], _sorted(groups[theme, role])) for theme, role in order]


def _through(engine: Engine, thing: str, profile: str, pattern: str) -> dict[str, list[str]]:
    """Return the statements about each thing that *pattern* ties to *thing*."""
    rows = engine.select(
        f"""{prefix_header("cakg")}SELECT DISTINCT ?other ?statement WHERE {{
          VALUES ?thing {{ {NamedNode(thing)} }}
          {pattern}
          ?statement cakg:involves ?other ; cakg:inProfile {profile_term(profile)} .
        }} ORDER BY ?other ?statement"""
    ).rows
    found: dict[str, list[str]] = {}
    for other, statement in rows:
        if other is not None and statement is not None:
            found.setdefault(other.value, []).append(statement.value)
    return found


def _by_it(engine: Engine, thing: str, profile: str) -> list[Section]:
    """Return what *thing*, or who acts for it, says itself."""
    rows = engine.select(
        f"""{prefix_header("cakg")}SELECT DISTINCT ?speaker ?statement WHERE {{
          VALUES ?thing {{ {NamedNode(thing)} }}
          ?speaker cakg:actsFor? ?thing .
          ?claim cakg:speaker ?speaker ; cakg:affirms|cakg:denies|cakg:leavesOpen ?statement .
          ?statement cakg:inProfile {profile_term(profile)} .
        }} ORDER BY ?speaker ?statement"""
    ).rows
    spoken: dict[str, set[str]] = {}
    for speaker, statement in rows:
        if speaker is not None and statement is not None:
            spoken.setdefault(speaker.value, set()).add(statement.value)
    called = labels(engine, spoken)
    return [
        Section(f"said by {called[speaker]}", "", _sorted(_of(called[speaker], told(engine, statements).values())))
        for speaker, statements in spoken.items()
    ]


def _of(speaker: str, statements: Iterable[Told]) -> list[Told]:
    """Return the statements with the claims of *speaker* alone."""
    return [
        one._replace(words=tuple(word for word in one.words if word.saying.speaker == speaker)) for one in statements
    ]


def _notes(engine: Engine, thing: str) -> list[str]:
    rows = engine.select(
        f"""{prefix_header("cakg", "skos")}SELECT ?note ?text ?as WHERE {{
          ?note cakg:annotates {NamedNode(thing)} ; skos:note ?text .
          OPTIONAL {{ ?note cakg:identifiedAs ?as }}
        }} ORDER BY ?note ?text ?as"""
    ).dicts()
    things = [row["as"].value for row in rows if isinstance(row.get("as"), NamedNode)]
    # A literal is shown as it stands: what it names is in no graph.
    called = labels(engine, things)
    shown = [called.get(row["as"].value, row["as"].value) if "as" in row else "" for row in rows]
    return [
        row["text"].value + (f" (identified as {name})" if name else "") for row, name in zip(rows, shown, strict=True)
    ]


def _sorted(statements: Iterable[Told]) -> tuple[Told, ...]:
    return tuple(sorted(statements, key=lambda one: (one.label, one.iri)))

"""The page of a thing or of a statement.

Decides which statements are on a page; questions of the catalogue find them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pyoxigraph import NamedNode

from cakg.errors import BadValueError, UnknownThingError
from cakg.model.claims import Statement
from cakg.model.notes import Notes
from cakg.model.phrases import in_sentence
from cakg.model.profiles import profile_term
from cakg.model.records import Records
from cakg.model.sources import Source
from cakg.pages import beginning
from cakg.pages.groups import by_weight
from cakg.pages.identifiers import identifiers
from cakg.pages.page import (
    ABOUT_AGENTS,
    ABOUT_GROUPS,
    ABOUT_IT,
    MADE_BY_IT,
    PARTS,
    Page,
    Section,
    shipped_question,
)
from cakg.pages.related import neighbours
from cakg.pages.restrict import as_told_by, in_profile
from cakg.pages.rows import row_summaries
from cakg.pages.works import works
from cakg.questions.ask import EVERYTHING, select
from cakg.store.rows import texts
from cakg.vocabulary import CAKG, STATUS, shorten

_INVOLVED = "within a topic or another statement"
"""The heading for statements in which the thing has no role of its own."""

_AGENTS = "SELECT ?agent WHERE { ?agent cakg:actsFor %s }"

_RELATED = {
    "parts": "statements that are part of it",
    "part_of": "statements that it is part of",
    "general": "less specific statements that it refines",
    "specific": "more specific statements that refine it",
    "value": "statements that differ from it in value",
    "time": "statements that differ from it in time",
    "tension": "statements in tension with it",
}
"""The headings of related statements; see :func:`cakg.pages.related.neighbours`."""


def thing(
    records: Records, iri: str, *, profile: str = EVERYTHING, datasets: bool = False, told_by: Source | None = None
) -> Page:
    """Return the page of a thing: statements of *profile* about it, its groups and its agents, and those it makes.

    With a source *told_by*, the page has only what its author says in their own voice. A profile reads statuses and
    this does not, so giving both is an error. Without *datasets*, statements found only in datasets are summarised.
    """
    page = everything(records, iri, datasets=datasets or bool(told_by and told_by.dataset))
    found = limited(records, page, profile=profile, told_by=told_by)
    return found._replace(rows=()) if datasets else found


def short(records: Records, iri: str, limit: int, *, profile: str = EVERYTHING, datasets: bool = False) -> Page:
    """Return the page of a thing as :meth:`Page.shortened` makes it, but load only the statements that it shows."""
    records.definitions([iri, *(STATUS[name] for name in STATUS.names)])  # with one query, for all that follows
    found = beginning.sections(records, iri, limit, profile=profile, datasets=datasets)
    if found is None:
        return thing(records, iri, profile=profile, datasets=datasets).shortened(limit)
    return _head(records, iri)._replace(
        sections=tuple(found),
        rows=() if datasets else tuple(row_summaries(records, iri, profile, named=False)),
        profile=profile,
        hidden=beginning.hidden(records, iri, profile, datasets=datasets),
    )


def limited(records: Records, page: Page, *, profile: str = EVERYTHING, told_by: Source | None = None) -> Page:
    """Return *page*, which has everything about a thing, limited to a profile or to the own voice of a source."""
    if told_by and profile != EVERYTHING:
        raise BadValueError("a profile and a source cannot both limit a page", remedy="give only one of them")
    if told_by:
        return as_told_by(page, told_by)
    return in_profile(page, profile)._replace(rows=tuple(row_summaries(records, page.iri, profile)))


def everything(records: Records, iri: str, *, datasets: bool = False) -> Page:
    """Return the page of a thing with the statements of all profiles, without the summaries of datasets."""
    agents = [row["agent"] for row in texts(records.engine, _AGENTS % NamedNode(iri))]

    def rows(question: str, parameter: str, iris: Iterable[str]) -> list[dict[str, str]]:
        given = {"profile": [profile_term(EVERYTHING)], parameter: [NamedNode(one) for one in iris]}
        found = select(records, shipped_question(question), given, datasets=datasets)
        return [
            {name: term.value for name, term in zip(found.columns, entry.terms, strict=True) if term}
            for entry in found.entries
        ]

    about = {row["statement"] for row in rows("everything-about", "thing", [iri, *agents])}
    group_rows = rows("said-of-its-groups", "state", [iri])
    spoken = rows("words-of-a-speaker", "speaker", [iri, *agents])
    records.definitions([iri, *(STATUS[name] for name in STATUS.names)])  # with one query, for all that follows
    found = records.statements({*about, *(row["statement"] for row in (*group_rows, *spoken))})
    about &= found.keys()  # an incomplete statement has no record
    group_rows, spoken = ([row for row in those if row["statement"] in found] for those in (group_rows, spoken))
    direct = {one for one in about if iri in found[one].values(CAKG.involves)}
    labels = records.labels([iri, *agents, *(row["group"] for row in group_rows)])

    sections = _by_theme([found[one] for one in sorted(direct)], iri)
    for group in sorted({row["group"] for row in group_rows}):
        fresh = {row["statement"] for row in group_rows if row["group"] == group} - direct
        sections += _section(f"about {labels[group]} as a group", fresh, found, ABOUT_GROUPS, group)
    for agent in sorted(agents):
        fresh = {one for one in about - direct if agent in found[one].values(CAKG.involves)}
        sections += _section(f"about {labels[agent]}, acting for it", fresh, found, ABOUT_AGENTS, agent)
    for speaker in sorted({row["speaker"] for row in spoken}):
        made = []
        for one in {row["statement"] for row in spoken if row["speaker"] == speaker}:
            own = tuple(claim for claim in found[one].claims if claim.speaker.iri == speaker)
            made.append(found[one]._replace(claims=own))
        sections.append(Section(f"made by {in_sentence(labels[speaker])}", "", by_weight(made), 0, MADE_BY_IT, speaker))
    return _head(records, iri)._replace(sections=tuple(sections))


def _head(records: Records, iri: str) -> Page:
    """Return the page of a thing without its statements."""
    [label] = records.labels([iri]).values()
    kind, names = records.names().names_of(iri, label)
    notes = Notes(records)
    return Page(
        iri=iri,
        label=label,
        kind=kind,
        definition=records.definitions([iri]).get(iri, ""),
        names=names,
        notes=(
            *(note.text for note in notes.about(iri) if note.reason),
            *(note.text_elsewhere for note in notes.identified_with(iri) if note.reason),
        ),
        sections=(),
        identifiers=identifiers(records, iri),
        works=works(records, iri),
    )


def statement(records: Records, iri: str) -> Page:
    """Return the page of a statement: its claims and related statements; raise an error if it does not exist."""
    if not records.statements([iri]):
        raise UnknownThingError(shorten(iri))
    near = neighbours(records, iri)
    found = records.statements({iri}.union(*near.values()))
    sections = [Section("claims about it", "", (found[iri],))]
    for how, heading in _RELATED.items():
        sections += _section(heading, near[how] & found.keys(), found)
    return Page(iri, found[iri].label, "statement", _parts(found[iri]), (), (), tuple(sections))


def _section(
    heading: str, iris: Iterable[str], found: Mapping[str, Statement], relation: str = ABOUT_IT, for_: str = ""
) -> list[Section]:
    """Return a list with a section of these statements; an empty list if there are none."""
    statements = by_weight([found[iri] for iri in iris])
    return [Section(heading, "", statements, 0, relation, for_)] if statements else []


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
        Section(theme or "other", (*PARTS[:3], _INVOLVED)[role], by_weight(those), 0, ABOUT_IT, those[0].theme.iri)
        for theme in sorted(groups, key=weight)
        for role, those in sorted(groups[theme].items())
    ]


def _parts(one: Statement) -> str:
    """Return subject, predicate, object, amount and qualifiers of a statement as text."""
    subject, target = (end or "?" for end in one.ends)
    amount = [f"amount: {one.amount}"] if one.amount else []
    return "; ".join([f"{subject} – {one.predicate.label} – {target}", *amount, *map(str, one.qualifiers)])

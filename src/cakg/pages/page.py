"""A page about a thing or a statement: a list of sections, each a list of statements with their claims.

Shows a page as text and JSON. Does not decide which statements are on it: :mod:`cakg.pages.about` does.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple

from cakg import tables
from cakg.model.claims import Labelled, Statement, legend
from cakg.model.names import Name
from cakg.model.records import Records
from cakg.model.sources import Source
from cakg.notebook import displayed
from cakg.pages.groups import by_weight, group_similar
from cakg.pages.identifiers import Identifier
from cakg.pages.summary import Tally, tallies
from cakg.pages.works import AUTHOR, PUBLISHER, Work
from cakg.paths import shipped
from cakg.questions.ask import EVERYTHING
from cakg.questions.catalogue import Catalogue, Question
from cakg.store.rows import texts
from cakg.tables import counted
from cakg.vocabulary import shorten

TOLERANCE = 2
"""By how many statements a section may exceed its limit, since leaving out so few saves no space."""
MOST_IN_A_SECTION = 3
"""How many statements of a theme a short page shows."""
ABOUT_IT, ABOUT_GROUPS, ABOUT_AGENTS, MADE_BY_IT = "about it", "about its groups", "about its agents", "made by it"
"""How the statements of a section are related to the thing of the page. Its agents are those who act for it."""
PARTS = ("as subject", "as object", "in another role", "as speaker")
"""The roles of a thing in statements."""


class Section(NamedTuple):
    """Statements under one heading."""

    heading: str
    """The heading of the section."""
    part: str
    """The role of the thing in the statements: ``as subject``; empty if there are no parts by role."""
    statements: tuple[Statement, ...]
    """The statements under it."""
    more: int = 0
    """The number of further statements, which are not in the section."""
    relation: str = ABOUT_IT
    """How the statements are related to the thing of the page: ``about it``, ``about its groups``, ``about its agents``
    or ``made by it``."""
    iri: str = ""
    """The theme, group, agent, speaker or source that the section is for, as an IRI; empty if there is none."""

    @property
    def about_others(self) -> bool:
        """Whether the statements are about a group or an agent of the thing, or made by it."""
        return self.relation != ABOUT_IT


class RowSummary(NamedTuple):
    """A summary of rows of datasets with one predicate."""

    predicate: str
    """The predicate in words."""
    role: str
    """The role of the thing: ``as subject``, ``as object``, or another."""
    others: tuple[Labelled, ...]
    """The things at the other end, with years; empty if the thing of the page is neither subject nor object."""
    sources: tuple[Labelled, ...]
    """Each dataset with its number of statements and its period: ``COW IGO 3 (8, 1991 to 2014)``."""
    more: int = 0
    """The number of further things that are not named."""

    def lines(self, width: int) -> list[str]:
        """Return the summary as lines: ``abstained on … – Voeten 2020 (12)``."""
        datasets = ", ".join(tables.non_breaking(one.label) for one in self.sources)
        return tables.wrap_hanging(f"{self.text} – {datasets}", "  - ", width)

    @property
    def text(self) -> str:
        """The predicate and the things at the other end, or their number."""
        named = ", ".join(one.label for one in self.others) or f"{self.more}"
        text = f"{self.predicate} ({self.role})"
        return {"as subject": f"{self.predicate} {named}", "as object": f"{self.predicate} it: {named}"}.get(
            self.role, text
        )


@displayed
class Page(NamedTuple):
    """All statements about a thing, or a statement with its claims and related statements."""

    iri: str
    """The IRI of the thing or of the statement."""
    label: str
    """Its label."""
    kind: str
    """What kind of thing it is, such as ``state``; ``statement`` for a statement."""
    definition: str
    """What it is, in a sentence; for a statement its parts."""
    names: tuple[Name, ...]
    """Its other names, in all languages."""
    notes: tuple[str, ...]
    """Notes of the editors about it."""
    sections: tuple[Section, ...]
    """Its statements under headings."""
    rows: tuple[RowSummary, ...] = ()
    """Summaries of rows found only in datasets, unless they are in the sections."""
    profile: str = EVERYTHING
    """The profile of the statements."""
    told_by: str = ""
    """The source whose own claims the page is limited to, by its short name; empty if it is not limited."""
    hidden: int = 0
    """The number of statements that the profile hides, or that the source of *told_by* does not make."""
    identifiers: tuple[Identifier, ...] = ()
    """Its identifiers in other lists; empty for a statement."""
    works: tuple[Work, ...] = ()
    """The sources that it wrote or published; empty for a statement."""

    def shortened(self, each: int = MOST_IN_A_SECTION) -> Page:
        """Return the page with only the most important statements.

        A section has at most *each* statements, two fewer if the thing is neither subject nor object in them.
        Statements about groups or agents, statements made by the thing, and rows of datasets are only counted. If
        there are no others, statements about groups or agents and those made by the thing are shown.
        """
        found = []
        only_others = all(section.about_others for section in self.sections)
        for (heading, about_others), group in groupby(self.sections, key=lambda one: (one.heading, one.about_others)):
            alike = list(group)
            statements = [statement for section in alike for statement in section.statements]
            own = any(self.iri in (one.subject, one.object) for one in statements)
            fewer = each if own or only_others else max(each - 2, 1)
            most = 0 if about_others and not only_others else fewer
            kept = first_statements(statements, most, own=own)
            first = alike[0]
            found.append(Section(heading, "", kept, len(statements) - len(kept), first.relation, first.iri))
        rows = tuple(row._replace(others=(), more=len(row.others)) for row in self.rows)
        return self._replace(sections=tuple(found), rows=rows)

    def by_source(self) -> Page:
        """Return the page with one section per source instead of per theme, with the claims of that source.

        Sections about groups and agents, and of statements that the thing makes, have one part per source instead.
        """
        found: dict[tuple[str, str, str, Source], dict[str, Statement]] = {}
        for section in self.sections:
            about = ("", "") if section.relation == ABOUT_IT else (section.heading, section.iri)
            for one in section.statements:
                for claim in one.claims:
                    place = found.setdefault((section.relation, *about, claim.passage.source), {})
                    known = place.setdefault(one.iri, one._replace(claims=()))
                    place[one.iri] = known._replace(claims=(*known.claims, claim))
        order = [ABOUT_IT, *dict.fromkeys(section.relation for section in self.sections)]
        return self._replace(
            sections=tuple(
                Section(heading, source.named_with_date, by_weight(those.values()), 0, relation, iri)
                if heading
                else Section(source.named_with_date, "", by_weight(those.values()), 0, relation, source.iri)
                for (relation, heading, iri, source), those in sorted(
                    found.items(), key=lambda one: (order.index(one[0][0]), *one[0][1:3], one[0][3].named_with_date)
                )
            )
        )

    @property
    def statements(self) -> list[Statement]:
        """The statements of all sections."""
        return [one for section in self.sections for one in section.statements]

    @property
    def number(self) -> int:
        """The number of different statements in the sections; one may be in several."""
        return len({one.iri for one in self.statements})

    @property
    def summary(self) -> tuple[Tally, ...]:
        """The number of statements by relation to the thing and by status."""
        return tallies((section.relation, one) for section in self.sections for one in section.statements)

    @property
    def silence(self) -> str:
        """The text shown if the page has no statements."""
        if self.told_by:
            return f"{self.told_by} makes no statement about {self.label} in its own voice. Others may."
        if self.profile == EVERYTHING:
            return f"No statement in the graph is about {self.label}, or made by it. This is not a denial."
        return f"No statement matches the profile {self.profile}. Others may be hidden: use --profile everything."

    @property
    def limits(self) -> str:
        """What the page is limited to, and how many statements that hides; empty if it is not limited."""
        if self.profile == EVERYTHING and not self.told_by:
            return ""
        limit = f"Only what {self.told_by} says in its own voice" if self.told_by else f"Profile {self.profile}"
        return f"{limit}: {counted(self.hidden, 'other statement')} hidden."

    @property
    def cited(self) -> frozenset[str]:
        """The IRIs of the sources that make a claim on the page."""
        speaking = {claim.passage.source.iri for one in self.statements for claim in one.claims}
        return frozenset(speaking.union(one.iri for row in self.rows if row.others for one in row.sources))

    def cites(self, source: Source) -> bool:
        """Return whether *source* makes a claim on the page."""
        return source.iri in self.cited

    def table(self, *, width: int = tables.WIDTH) -> str:
        """Return the page as text: names, definition and notes, sections with statements and claims, and a legend."""
        lines = tables.wrap_hanging(
            f"{self.label} ({tables.non_breaking(f'{shorten(self.iri)}, {self.kind}')})", "", width
        )
        also = "Also known as: " + ", ".join(map(str, self.names)) if self.names else ""
        notes = (f"Editors' note: {note}" for note in self.notes)
        for text in (self.definition, also, *self._works_in_words, *notes):
            lines += tables.wrap_hanging(text, "  ", width) if text else []
        heading = ""
        for section in (one for one in self.sections if one.statements):
            if section.heading != heading:
                heading = section.heading
                lines += ["", tables.on_a_line(heading[:1].upper() + heading[1:])]
            lines += [tables.on_a_line(f"  {section.part}")] if section.part else []
            for similar in group_similar(section.statements):
                lines += similar.lines("    ", width)
            lines += [f"    … {counted(section.more, 'more statement')} (--all)"] if section.more else []
        if unseen := [f"{one.heading} ({one.more})" for one in self.sections if not one.statements]:
            lines += ["", *tables.wrap_hanging(f"More statements (--all): {'; '.join(unseen)}.", "", width)]
        lines += legend(self.statements, width)
        if self.rows:
            lines += ["", *self._lines_of_rows(width)]
        if not (self.sections or self.rows):
            lines += ["", *tables.wrap_hanging(self.silence, "", width)]
        if more := sum(section.more for section in self.sections):
            shown = len(self.statements)
            lines += [
                "",
                f"{shown} of {counted(shown + more, 'statement')}; --all shows all of them and the rows of datasets",
            ]
        lines += ["", *tables.wrap_hanging(self.limits, "", width)] if self.limits else []
        return "\n".join(lines)

    @property
    def _works_in_words(self) -> list[str]:
        roles = {role: "; ".join(one.text for one in self.works if one.role == role) for role in (AUTHOR, PUBLISHER)}
        return [f"{role.capitalize()} of: {named}" for role, named in roles.items() if named]

    def as_json(self) -> dict[str, Any]:
        """Return the page as a dictionary for JSON, with the summary before the sections."""
        fields = self._asdict()
        last = {name: fields.pop(name) for name in ("sections", "rows")}
        return {**fields, "statements": self.number, "summary": self.summary, **last}

    def json(self) -> str:
        """Return the page as JSON."""
        return tables.json(self)

    def _lines_of_rows(self, width: int) -> list[str]:
        """Return the summaries of rows of datasets: by thing, with years; on a short page only numbers."""
        heading = "In datasets, for the years that they cover"
        if any(row.others for row in self.rows):
            return [
                f"{heading} (--datasets lists each statement)",
                *(line for one in self.rows for line in one.lines(width)),
            ]
        return tables.wrap_hanging(f"{heading} (--all): {', '.join(one.text for one in self.rows)}.", "", width)


def first_statements(statements: Iterable[Statement], most: int, *, own: bool) -> tuple[Statement, ...]:
    """Return the first *most* of *statements*; those listed as one count once. If few more are *own*, all are kept."""
    groups = group_similar(statements)
    most = len(groups) if own and len(groups) <= most + TOLERANCE else most
    return tuple(one for group in groups[:most] for one in group.statements)


def rows_of(records: Records, question: str) -> list[dict[str, str]]:
    """Return all rows of a shipped question as texts, including rows found only in datasets."""
    return texts(records.engine, shipped_question(question).bind({}))


@cache
def shipped_question(name: str) -> Question:
    """Return a question shipped with cakg, regardless of the questions of the open graph."""
    return Catalogue.load(shipped().queries / "questions").get(name)

"""A page about a thing or a statement: a list of sections, each a list of statements with their claims.

Shows a page as text and JSON. Does not decide which statements are on it: :mod:`cakg.pages.about` does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import groupby
from typing import NamedTuple

from cakg import tables
from cakg.model.claims import Statement, legend
from cakg.model.records import Records
from cakg.model.sources import Source
from cakg.notebook import displayed
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
    about_others: bool = False
    """Whether the statements are about a group or an agent of the thing, or made by it."""


class StatementGroup(NamedTuple):
    """Statements that differ only in their subject or only in their object, listed as one."""

    statements: tuple[Statement, ...]
    end: int
    """0 if they differ in the subject, 1 if in the object."""

    def lines(self, indent: str, width: int) -> list[str]:
        """Return the lines of the first statement, which also name the things of the others."""
        one, *others = self.statements
        return one.lines(indent, width, [other.ends[self.end] for other in others])


class RowSummary(NamedTuple):
    """A summary of rows of datasets with one predicate."""

    predicate: str
    """The predicate in words."""
    role: str
    """The role of the thing: ``as subject``, ``as object``, or another."""
    others: tuple[str, ...]
    """The things at the other end; empty if the thing of the page is neither subject nor object."""
    sources: tuple[str, ...]
    """Each dataset with its number of statements and its period: ``COW IGO 3 (8, 1991 to 2014)``."""
    more: int = 0
    """The number of further things that are not named."""

    def lines(self, width: int) -> list[str]:
        """Return the summary as lines: ``abstained on … – Voeten 2020 (12)``."""
        return tables.wrap_hanging(f"{self.text} – {', '.join(map(tables.non_breaking, self.sources))}", "  - ", width)

    @property
    def text(self) -> str:
        """The predicate and the things at the other end, or their number."""
        named = ", ".join(self.others) or f"{self.more}"
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
    names: tuple[str, ...]
    """Its other names, in all languages."""
    notes: tuple[str, ...]
    """Notes of the editors about it."""
    sections: tuple[Section, ...]
    """Its statements under headings."""
    rows: tuple[RowSummary, ...] = ()
    """Summaries of rows found only in datasets, unless they are in the sections."""
    profile: str = EVERYTHING
    """The profile of the statements."""

    def shortened(self, each: int = MOST_IN_A_SECTION) -> Page:
        """Return the page with only the most important statements.

        A section has at most *each* statements, two fewer if the thing is neither subject nor object in them.
        Statements about groups or agents, statements made by the thing, and rows of datasets are only counted. If
        there are no others, statements about groups or agents and those made by the thing are shown.
        """
        found = []
        only_others = all(section.about_others for section in self.sections)
        for (heading, about_others), group in groupby(self.sections, key=lambda one: (one.heading, one.about_others)):
            statements = [statement for section in group for statement in section.statements]
            own = any(self.iri in (one.subject, one.object) for one in statements)
            fewer = each if own or only_others else max(each - 2, 1)
            most = 0 if about_others and not only_others else fewer
            groups = group_similar(statements)
            most = len(groups) if own and len(groups) <= most + TOLERANCE else most
            kept = [one for group in groups[:most] for one in group.statements]
            found.append(Section(heading, "", tuple(kept), len(statements) - len(kept), about_others))
        rows = tuple(row._replace(others=(), more=len(row.others)) for row in self.rows)
        return self._replace(sections=tuple(found), rows=rows)

    def by_source(self) -> Page:
        """Return the page with one section per source instead of per theme, with the claims of that source."""
        found: dict[str, dict[str, Statement]] = {}
        for one in by_weight(self.statements):
            for claim in one.claims:
                section = found.setdefault(claim.passage.source.named_with_date, {})
                known = section.setdefault(one.iri, one._replace(claims=()))
                if claim not in known.claims:  # a statement made by the thing about itself is in two sections
                    section[one.iri] = known._replace(claims=(*known.claims, claim))
        return self._replace(sections=tuple(Section(name, "", tuple(found[name].values())) for name in sorted(found)))

    @property
    def statements(self) -> list[Statement]:
        """The statements of all sections."""
        return [one for section in self.sections for one in section.statements]

    @property
    def silence(self) -> str:
        """The text shown if the page has no statements."""
        if self.profile == EVERYTHING:
            return f"No statement in the graph is about {self.label}, or made by it. This is not a denial."
        return f"No statement matches the profile {self.profile}. Others may be hidden: use --profile everything."

    def cites(self, source: Source) -> bool:
        """Return whether *source* makes a claim on the page."""
        speaking = {claim.passage.source for one in self.statements for claim in one.claims}
        named = (name for row in self.rows if row.others for name in row.sources)
        return source in speaking or any(name.startswith(f"{source.short_name} (") for name in named)

    def table(self, *, width: int = tables.WIDTH) -> str:
        """Return the page as text: names, definition and notes, sections with statements and claims, and a legend."""
        lines = tables.wrap_hanging(
            f"{self.label} ({tables.non_breaking(f'{shorten(self.iri)}, {self.kind}')})", "", width
        )
        also = "Also known as: " + ", ".join(self.names) if self.names else ""
        for text in (self.definition, also, *(f"Editors' note: {note}" for note in self.notes)):
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
        return "\n".join(lines)

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


def rows_of(records: Records, question: str) -> list[dict[str, str]]:
    """Return all rows of a shipped question as texts, including rows found only in datasets."""
    return texts(records.engine, shipped_question(question).bind({}))


@cache
def shipped_question(name: str) -> Question:
    """Return a question shipped with cakg, regardless of the questions of the open graph."""
    return Catalogue.load(shipped().queries / "questions").get(name)


def group_similar(statements: Iterable[Statement]) -> list[StatementGroup]:
    """Group statements that differ only in their subject or only in their object; keep the order.

    Predicate, status, time, amount, qualifiers, verdicts and claims of a group are equal. A claim about five states at
    once is thus listed once.
    """
    every = list(statements)
    groups: dict[tuple[object, ...], list[Statement]] = {}
    for one in every:
        claims = tuple((claim.iri, claim.polarity) for claim in one.claims)
        same = (one.predicate, one.status, one.when, one.bounds, one.qualifiers, one.checked, claims)
        groups.setdefault((0, one.object, *same), []).append(one)
        groups.setdefault((1, one.subject, *same), []).append(one)
    found: dict[str, StatementGroup] = {}
    for (end, *_), members in sorted(groups.items(), key=lambda each: -len(each[1])):
        if not any(one.iri in found for one in members):
            found |= dict.fromkeys((one.iri for one in members), StatementGroup(tuple(members), 0 if end == 0 else 1))
    grouped = (found.get(one.iri) or StatementGroup((one,), 0) for one in every)
    return list({each.statements[0].iri: each for each in grouped}.values())


def by_weight(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Return *statements* in the order of a section: the most important first."""
    return tuple(sorted(statements, key=lambda one: one.weight))

"""A page about one thing or one statement: a list of sections, each a list of statements with their claims.

Knows how a page is shown. Does not know which statements belong on it: :mod:`cakg.pages.about` does.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from cakg import tables
from cakg.model.claims import Source, Statement, legend
from cakg.model.records import Records
from cakg.notebook import displayed
from cakg.paths import shipped
from cakg.questions.catalogue import Catalogue, Question
from cakg.store.rows import texts
from cakg.vocabulary import shorten

MOST_NAMED = 6
"""How many things a summary of a dataset's rows names."""


class Section(NamedTuple):
    """Statements that belong together, and why."""

    heading: str
    part: str
    """The part of the section: ``as subject``; empty where it has no parts."""
    statements: tuple[Statement, ...]


class RowSummary(NamedTuple):
    """What the rows of datasets record with one predicate."""

    tie: str
    role: str
    others: tuple[str, ...]
    """The names of the things at the other end; empty where the thing is neither subject nor object."""
    sources: tuple[str, ...]
    """Each dataset with the number of its statements and its period: ``COW IGO 3 (8, 1991 to 2014)``."""

    def lines(self, width: int) -> list[str]:
        """Return the summary to read: ``abstained on … : Voeten 2020 (12)``."""
        more = len(self.others) - MOST_NAMED
        named = ", ".join(self.others[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
        text = f"{self.tie} ({self.role})"
        text = {"as subject": f"{self.tie} {named}", "as object": f"{self.tie} it: {named}"}.get(self.role, text)
        return tables.wrap_hanging(f"{text} – {', '.join(map(tables.non_breaking, self.sources))}", "  - ", width)


@displayed
class Page(NamedTuple):
    """Everything that the graph holds on one thing, or on one statement."""

    iri: str
    label: str
    kind: str
    definition: str
    names: tuple[str, ...]
    notes: tuple[str, ...]
    sections: tuple[Section, ...]
    rows: tuple[RowSummary, ...] = ()
    """What only datasets say, summed up, where it is not in the sections."""

    @property
    def statements(self) -> list[Statement]:
        """The statements of all sections."""
        return [one for section in self.sections for one in section.statements]

    def rests_on(self, source: Source) -> bool:
        """Tell whether *source* makes a claim on the page."""
        speaking = {claim.passage.source for one in self.statements for claim in one.claims}
        return source in speaking or any(
            name.startswith(f"{source.short} (") for row in self.rows for name in row.sources
        )

    def table(self, *, width: int = tables.WIDTH) -> str:
        """Return the page to read: what it is about, every section with its statements and claims, the statuses."""
        lines = tables.wrap_hanging(
            f"{self.label} ({tables.non_breaking(f'{shorten(self.iri)}, {self.kind}')})", "", width
        )
        also = "also " + ", ".join(self.names) if self.names else ""
        for text in (self.definition, also, *(f"our note: {note}" for note in self.notes)):
            lines += tables.wrap_hanging(text, "  ", width) if text else []
        heading = ""
        for section in self.sections:
            if section.heading != heading:
                heading = section.heading
                lines += ["", heading[:1].upper() + heading[1:]]
            lines += [f"  {section.part}"] if section.part else []
            for statement in section.statements:
                lines += statement.lines("    ", width)
        lines += legend(self.statements, width)
        if self.rows:
            lines += ["", "In rows of datasets, each at some time in its span; --datasets shows when"]
            lines += [line for one in self.rows for line in one.lines(width)]
        if not (self.sections or self.rows):
            lines += ["", "The sources are silent about it. Silence is not denial."]
        return "\n".join(lines)

    def json(self) -> str:
        """Return the page as JSON."""
        return tables.json(self)


def rows_of(records: Records, question: str) -> list[dict[str, str]]:
    """Return all rows of a question that comes with cakg, what only datasets say included, as texts."""
    return texts(records.engine, shipped_question(question).bind({}))


@cache
def shipped_question(name: str) -> Question:
    """Return a question that comes with cakg, whichever questions come with the graph that is open."""
    return Catalogue.load(shipped().queries / "questions").get(name)


def by_label(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Return *statements* in the order in which a section lists them."""
    return tuple(sorted(statements, key=lambda one: (one.label, one.iri)))

"""A page about one thing or one statement: a list of sections, each a list of statements with their claims.

Knows how a page is shown. Does not know which statements belong on it: :mod:`cakg.pages.about` does.
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

MOST_BEYOND = 2
"""Up to how many further statements are shown rather than counted."""
MOST_IN_A_SECTION = 3
"""How many statements of a theme a short page shows."""


class Section(NamedTuple):
    """Statements that belong together, and why."""

    heading: str
    part: str
    """The part of the section: ``as subject``; empty where it has no parts."""
    statements: tuple[Statement, ...]
    more: int = 0
    """The number of further statements, which the section does not hold."""
    aside: bool = False
    """Whether the statements are of others: of a group of the thing, or said by it."""


class Alike(NamedTuple):
    """Statements that differ only in a thing, of which several are said at once."""

    statements: tuple[Statement, ...]
    end: int
    """Where they differ: 0 in the subject, 1 in the object."""

    def lines(self, indent: str, width: int) -> list[str]:
        """Return the first statement to read, and of which other things the same is said."""
        one, *others = self.statements
        return one.lines(indent, width, [other.ends[self.end] for other in others])


class RowSummary(NamedTuple):
    """What the rows of datasets record with one predicate."""

    tie: str
    role: str
    others: tuple[str, ...]
    """The names of the things at the other end; empty where the thing is neither subject nor object."""
    sources: tuple[str, ...]
    """Each dataset with the number of its statements and its period: ``COW IGO 3 (8, 1991 to 2014)``."""
    more: int = 0
    """The number of further things, which the summary does not name."""

    def lines(self, width: int) -> list[str]:
        """Return the summary to read: ``abstained on … : Voeten 2020 (12)``."""
        return tables.wrap_hanging(f"{self.text} – {', '.join(map(tables.non_breaking, self.sources))}", "  - ", width)

    @property
    def text(self) -> str:
        """The tie and the things at the other end, or how many they are."""
        named = ", ".join(self.others) or f"{self.more}"
        text = f"{self.tie} ({self.role})"
        return {"as subject": f"{self.tie} {named}", "as object": f"{self.tie} it: {named}"}.get(self.role, text)


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
    profile: str = EVERYTHING
    """The profile that the statements are within."""

    def short(self, each: int = MOST_IN_A_SECTION) -> Page:
        """Return the page with the most important statements, of others and of the rows of datasets only how many.

        A section holds at most *each* statements, two less where the thing is neither subject nor object.
        """
        found = []
        for (heading, aside), group in groupby(self.sections, key=lambda one: (one.heading, one.aside)):
            statements = [statement for section in group for statement in section.statements]
            own = any(self.iri in (one.subject, one.object) for one in statements)
            most = 0 if aside else each if own else max(each - 2, 1)
            groups = alike(statements)
            most = len(groups) if own and len(groups) <= most + MOST_BEYOND else most
            kept = [one for those in groups[:most] for one in those.statements]
            found.append(Section(heading, "", tuple(kept), len(statements) - len(kept), aside))
        rows = tuple(row._replace(others=(), more=len(row.others)) for row in self.rows)
        return self._replace(sections=tuple(found), rows=rows)

    def by_source(self) -> Page:
        """Return the page with a section for each source instead of each theme, and in it what that source says."""
        found: dict[str, dict[str, Statement]] = {}
        for one in by_weight(self.statements):
            for claim in one.claims:
                said = found.setdefault(claim.passage.source.named_with_date, {})
                known = said.setdefault(one.iri, one._replace(claims=()))
                if claim not in known.claims:  # what a thing says of itself is in two sections of the page
                    said[one.iri] = known._replace(claims=(*known.claims, claim))
        return self._replace(sections=tuple(Section(name, "", tuple(found[name].values())) for name in sorted(found)))

    @property
    def statements(self) -> list[Statement]:
        """The statements of all sections."""
        return [one for section in self.sections for one in section.statements]

    @property
    def silence(self) -> str:
        """What a page without statements says."""
        if self.profile == EVERYTHING:
            return "The sources are silent about it. Silence is not denial."
        return f"No statement under the profile {self.profile}; others may be hidden."

    def rests_on(self, source: Source) -> bool:
        """Tell whether *source* makes a claim on the page."""
        speaking = {claim.passage.source for one in self.statements for claim in one.claims}
        named = (name for row in self.rows if row.others for name in row.sources)
        return source in speaking or any(name.startswith(f"{source.short} (") for name in named)

    def table(self, *, width: int = tables.WIDTH) -> str:
        """Return the page to read: what it is about, every section with its statements and claims, the statuses."""
        lines = tables.wrap_hanging(
            f"{self.label} ({tables.non_breaking(f'{shorten(self.iri)}, {self.kind}')})", "", width
        )
        also = "also " + ", ".join(self.names) if self.names else ""
        for text in (self.definition, also, *(f"our note: {note}" for note in self.notes)):
            lines += tables.wrap_hanging(text, "  ", width) if text else []
        heading = ""
        for section in (one for one in self.sections if one.statements):
            if section.heading != heading:
                heading = section.heading
                lines += ["", heading[:1].upper() + heading[1:]]
            lines += [f"  {section.part}"] if section.part else []
            for those in alike(section.statements):
                lines += those.lines("    ", width)
            lines += [f"    … {counted(section.more, 'more statement')}"] if section.more else []
        if unseen := [f"{one.heading} ({one.more})" for one in self.sections if not one.statements]:
            lines += ["", *tables.wrap_hanging(f"Also {'; '.join(unseen)}.", "", width)]
        lines += legend(self.statements, width)
        if self.rows:
            lines += ["", *self._lines_of_rows(width)]
        if not (self.sections or self.rows):
            lines += ["", *tables.wrap_hanging(self.silence, "", width)]
        if more := sum(section.more for section in self.sections):
            shown = len(self.statements)
            lines += [
                "",
                f"{shown} of {counted(shown + more, 'statement')}; --all shows all, with the rows of datasets",
            ]
        return "\n".join(lines)

    def json(self) -> str:
        """Return the page as JSON."""
        return tables.json(self)

    def _lines_of_rows(self, width: int) -> list[str]:
        """Return what rows of datasets record: thing by thing with years, on a short page how many of each."""
        heading = "In rows of datasets"
        if any(row.others for row in self.rows):
            return [f"{heading}; --datasets shows each", *(line for one in self.rows for line in one.lines(width))]
        return tables.wrap_hanging(f"{heading} (--all): {', '.join(one.text for one in self.rows)}.", "", width)


def rows_of(records: Records, question: str) -> list[dict[str, str]]:
    """Return all rows of a question that comes with cakg, what only datasets say included, as texts."""
    return texts(records.engine, shipped_question(question).bind({}))


@cache
def shipped_question(name: str) -> Question:
    """Return a question that comes with cakg, whichever questions come with the graph that is open."""
    return Catalogue.load(shipped().queries / "questions").get(name)


def alike(statements: Iterable[Statement]) -> list[Alike]:
    """Return *statements* in their order, those together that differ only in their subject or only in their object.

    The claims, the predicate, the status, the time, the amount, the qualifiers and the verdicts are the same: what is
    said of five states at once is shown once.
    """
    every = list(statements)
    groups: dict[tuple[object, ...], list[Statement]] = {}
    for one in every:
        claims = tuple((claim.iri, claim.polarity) for claim in one.claims)
        same = (one.predicate, one.status, one.when, one.bounds, one.qualifiers, one.checked, claims)
        groups.setdefault((0, one.object, *same), []).append(one)
        groups.setdefault((1, one.subject, *same), []).append(one)
    found: dict[str, Alike] = {}
    for (end, *_), those in sorted(groups.items(), key=lambda each: -len(each[1])):
        if not any(one.iri in found for one in those):
            found |= dict.fromkeys((one.iri for one in those), Alike(tuple(those), 0 if end == 0 else 1))
    grouped = (found.get(one.iri) or Alike((one,), 0) for one in every)
    return list({each.statements[0].iri: each for each in grouped}.values())


def by_weight(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Return *statements* in the order in which a section lists them, the most important first."""
    return tuple(sorted(statements, key=lambda one: one.weight))

"""The sections of the page of a thing, cut into pages of limited length: a graph may say 5,000 things of a state.

The first page shows the beginning of every section; a section that does not fit there has pages of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from cakg.pages.groups import StatementGroup, group_similar
from cakg.pages.page import ABOUT_AGENTS, ABOUT_GROUPS, ABOUT_IT, MADE_BY_IT, Page, Section
from cakg.vocabulary import ID, SOURCE, THEME
from cakg.web.addresses import slug

MOST_LINES = 400
"""How many lines of statements and claims a page has; such a page has about 130 KB."""
MOST_CLAIMS = 10
"""How many claims are listed under a statement; its own page has all."""
MOST_SIMILAR = 30
"""How many similar statements are listed as one."""
MOST_BLOCKS = 60
"""How many sections the first page of a thing shows; the others have only a link."""

_NAMES = {ABOUT_GROUPS: "group", ABOUT_AGENTS: "agent", MADE_BY_IT: "speaker"}


class Entry(NamedTuple):
    """One statement, or several similar ones, with the part of the section in which it is listed."""

    part: str
    group: StatementGroup

    @property
    def lines(self) -> int:
        """About how many lines it takes."""
        claims = min(len(self.group.statements[0].claims), MOST_CLAIMS)
        return 1 + claims + len(self.group.statements) // 4


class Block:
    """A section of the page of a thing: a heading with *entries*, which may be only some of all its statements."""

    def __init__(self, name: str, first: Section, entries: Sequence[Entry], number: int) -> None:
        self.name = name
        """Its name in addresses: ``theme-security``."""
        self.heading = first.heading
        self.relation = first.relation
        self.iri = first.iri
        self.entries = tuple(entries)
        self.number = number
        """The number of statements of the whole section."""
        self.first_of_relation = False
        """Whether it is the first section with its relation to the thing."""

    @cached_property
    def lines(self) -> int:
        """About how many lines it takes."""
        return sum(one.lines for one in self.entries)

    @property
    def parts(self) -> list[tuple[str, list[StatementGroup]]]:
        """The statements by part."""
        return [(part, [one.group for one in those]) for part, those in groupby(self.entries, lambda one: one.part)]

    @property
    def shown(self) -> int:
        """The number of statements in it."""
        return sum(len(one.group.statements) for one in self.entries)

    @property
    def more(self) -> int:
        """The number of statements that are only on the pages of the section."""
        return self.number - self.shown

    def begin(self, lines: int) -> Block:
        """Return the beginning of the section, about so many *lines* but at least one entry."""
        return next(self._cut(lines)) if self.lines > lines else self

    def pages(self) -> list[Block]:
        """Return the section as pages of at most about :data:`MOST_LINES`."""
        return list(self._cut(MOST_LINES))

    def _cut(self, lines: int) -> Iterator[Block]:
        kept: list[Entry] = []
        used = 0
        for one in self.entries:
            if kept and used + one.lines > lines:
                yield self._with(kept)
                kept, used = [], 0
            kept.append(one)
            used += one.lines
        yield self._with(kept)

    def _with(self, entries: Sequence[Entry]) -> Block:
        first = Section(self.heading, "", (), 0, self.relation, self.iri)
        part = Block(self.name, first, entries, self.number)
        part.first_of_relation = self.first_of_relation
        return part


def blocks(page: Page) -> list[Block]:
    """Return the sections of *page*, those with the same heading as one."""
    found = []
    for (relation, iri, _), those in groupby(page.sections, lambda one: (one.relation, one.iri, one.heading)):
        sections = list(those)
        entries = [Entry(one.part, group) for one in sections for group in _limited(one)]
        found.append(Block(_name(relation, iri), sections[0], entries, sum(len(one.statements) for one in sections)))
        found[-1].first_of_relation = all(one.relation != relation for one in found[:-1])
    return found


def overview(found: Sequence[Block]) -> list[Block]:
    """Return the beginning of each block, so that all together have about :data:`MOST_LINES`.

    Short blocks are shown in full; the others share the rest equally. At most :data:`MOST_BLOCKS` are shown.
    """
    shown = found[:MOST_BLOCKS]
    begun: dict[str, Block] = {}
    room = MOST_LINES
    for left, one in zip(range(len(shown), 0, -1), sorted(shown, key=lambda each: each.lines), strict=True):
        begun[one.name] = one.begin(room // left)
        room -= begun[one.name].lines
    return [begun[one.name] for one in shown]


def _limited(section: Section) -> list[StatementGroup]:
    """Return the statements of a section as groups of similar ones, none of them too large."""
    return [
        group._replace(statements=group.statements[start : start + MOST_SIMILAR])
        for group in group_similar(section.statements)
        for start in range(0, len(group.statements), MOST_SIMILAR)
    ]


def _name(relation: str, iri: str) -> str:
    """Return the name of a section in addresses: ``theme-security``, ``source-fiia-2023``, ``group-the-region``."""
    if relation != ABOUT_IT:
        return f"{_NAMES[relation]}-{slug(iri, ID.iri)}"
    if iri.startswith(SOURCE.iri):
        return f"source-{slug(iri, SOURCE.iri)}"
    return f"theme-{slug(iri, THEME.iri)}" if iri else "theme-other"

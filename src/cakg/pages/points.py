"""Points on which claims meet: where two sources agree or disagree, or a statement is affirmed and denied.

Has the claims of both sides, and shows a point as text, JSON and rows of a table. Does not find points:
:mod:`cakg.pages.compare` and :mod:`cakg.pages.disagreements` do.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple, TypeAlias

from cakg import tables
from cakg.model.claims import Claim, Labelled, Statement
from cakg.model.phrases import in_sentence
from cakg.vocabulary import CAKG, shorten

COLUMNS = (
    *("relation", "title", "proposition", "matched", "side", "polarity", "statement", "label", "status", "speaker"),
    *("via", "manner", "source", "passage", "claim", "citation"),
)
"""The columns of the table of points."""

CONFLICTS = {
    "values differ (rule)": (CAKG.differsInValue, "the values differ"),
    "times differ (rule)": (CAKG.differsInTime, "the times differ"),
    "in tension (rule)": (CAKG.inTensionWith, "in tension, not in contradiction"),
}
"""The property and the words for each difference of two statements that the question ``sources-disagree`` names."""


class PointClaim(NamedTuple):
    """A claim on a point, with the statements of the point that it is about."""

    claim: Claim
    """The claim."""
    statements: tuple[Statement, ...]
    """The statements of the point that it is about."""

    @property
    def line(self) -> str:
        """The claim with its passage first: ``ASIA-Plus 2022 11.1: denied by … (asserted)``."""
        return f"{self.claim.passage.label}: {self.claim.summary}"

    def lines(self, indent: str, width: int) -> list[str]:
        """Return the claim as lines, with each of its statements and their polarity below it.

        The polarity is shown per statement: it does not apply to the proposition of an editor.
        """
        manner = f"by {in_sentence(self.claim.speaker.label)} ({self.claim.manner})"
        found = tables.wrap_hanging(f"{self.claim.passage.label}: {manner}", f"{indent}- ", width)
        for statement in self.statements:
            found += tables.wrap_hanging(f"{self.claim.polarity}: {statement.line}", f"{indent}  · ", width)
        return found

    def as_json(self) -> dict[str, Any]:
        """Return the claim in the structure of its JSON."""
        about = [
            {"statement": shorten(one.iri), "label": one.label, "status": one.status.label} for one in self.statements
        ]
        return {**self.claim.as_json(), "statements": about}


Side: TypeAlias = tuple[PointClaim, ...]
"""The claims on one side of a point."""


class Point(NamedTuple):
    """A subject on which two sources, or one source at two places, make claims."""

    relation: str
    """How the two sides are related: in a comparison ``agree``, ``disagree``, ``neither`` or ``within one source``."""
    title: str
    """The point in words."""
    matched: str
    """How the match was made: ``rule: …`` or ``editor: …``."""
    one: Side
    """The claims on the one side."""
    other: Side
    """The claims on the other side."""
    proposition: str = ""
    """An editor's sentence that both sources agree or disagree on; empty if a rule made the match."""

    @property
    def explanation(self) -> str:
        """The proposition, if any, and how the point was matched."""
        return " ".join(filter(None, (self.proposition, f"({self.matched})" if self.proposition else self.matched)))

    def lines(self, number: int, width: int) -> list[str]:
        """Return the point as lines: title, proposition, how it was matched, then the claims of both sides."""
        indent = " " * len(f"{number}. ")
        status = f" [{self.status.label}]" if self.status else ""
        found = tables.wrap_hanging(self.title + status, f"{number}. ", width)
        for text in filter(None, (self.proposition, self.matched)):
            found += tables.wrap_hanging(text, indent, width)
        shared = self.statements
        for statement in shared if len(shared) > 1 else ():
            found += tables.wrap_hanging(statement.line, f"{indent}· ", width)
        for each in self.claims:
            found += tables.wrap_hanging(each.line, f"{indent}- ", width) if shared else each.lines(indent, width)
        return found

    @property
    def claims(self) -> Side:
        """The claims of both sides on it."""
        return self.one + self.other

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The statements that all claims on the point are about; empty if they are about different ones."""
        about, *others = (each.statements for each in self.claims)
        return about if all(other == about for other in others) else ()

    @property
    def status(self) -> Labelled | None:
        """The status of several statements that the title names together; None if they differ, or it names one."""
        statuses = {one.status for one in self.statements}
        return statuses.pop() if len(self.statements) > 1 and len(statuses) == 1 and not self.proposition else None


def side(claim: Claim, known: Mapping[str, Statement], named: Collection[str] = ()) -> Side:
    """Return a claim with the statements that it is about, once for each polarity; only those *known*, by IRI.

    *named* are the statements that a comparison names: see :func:`compared_statements`.
    """
    about: dict[str, list[Statement]] = {}
    for iri, polarity in compared_statements(claim, named).items():
        if iri in known:
            about.setdefault(polarity, []).append(known[iri])
    return tuple(
        PointClaim(claim._replace(polarity=polarity), tuple(sorted(members, key=lambda one: one.iri)))
        for polarity, members in sorted(about.items())
    )


def compared_statements(claim: Claim, named: Collection[str]) -> dict[str, str]:
    """Return the statements of a claim that a comparison is about: the polarity of each, by its IRI.

    They are those that the comparison names, or all if it names none of the claim's.
    """
    every = claim.statements
    return {iri: polarity for iri, polarity in every.items() if iri in named} or every


def table(points: Iterable[Point]) -> list[list[str | int]]:
    """Return a table of *points*: one row for each statement of each claim; the first row is :data:`COLUMNS`."""
    rows: list[list[str | int]] = [list(COLUMNS)]
    for point in points:
        start = (point.relation, point.title, point.proposition, point.matched)
        for side, those in enumerate((point.one, point.other), start=1):
            for claim, statements in those:
                place = claim.passage
                said = (claim.speaker.label, claim.via, claim.manner, place.source.short_name, place.label)
                end = (*said, shorten(claim.iri), claim.citation)
                rows += [
                    [*start, side, claim.polarity, shorten(one.iri), one.label, one.status.label, *end]
                    for one in statements
                ]
    return rows

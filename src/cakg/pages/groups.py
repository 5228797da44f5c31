"""The order of statements in a section, and statements that differ so little that they are listed as one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from cakg.model.claims import Labelled, Statement


class StatementGroup(NamedTuple):
    """Statements that differ only in their subject or only in their object, listed as one."""

    statements: tuple[Statement, ...]
    end: int
    """0 if they differ in the subject, 1 if in the object."""

    @property
    def also(self) -> list[Labelled]:
        """The statements after the first, each with the label of the thing in which it differs."""
        return [Labelled(other.iri, other.ends[self.end]) for other in self.statements[1:]]

    def lines(self, indent: str, width: int) -> list[str]:
        """Return the lines of the first statement, which also name the things of the others."""
        return self.statements[0].lines(indent, width, [other.label for other in self.also])


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


def by_weight(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """Return *statements* in the order of a section: the most important first."""
    return tuple(sorted(statements, key=lambda one: one.weight))

"""Two sources side by side: where they agree, where they pull apart, what only one says.

Knows how a comparison is laid out and read. How its points are found is
:mod:`cakg.matching`'s matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from cakg import tables
from cakg.notebook import displayed
from cakg.said import Told, Word, key
from cakg.vocabulary import shorten

AGREE, APART, BESIDE = "agree", "pull apart", "beside each other"
_HEADINGS = {
    AGREE: "Where both agree",
    APART: "Where they pull apart",
    BESIDE: "Where both speak, neither agreeing nor differing",
}


class Saying(NamedTuple):
    """One claim on a point, and the statements of the point that it is about."""

    word: Word
    statements: tuple[Told, ...]

    def lines(self, indent: str, width: int, *, titled: bool) -> list[str]:
        """Return the claim, wrapped, and where *titled* its statements below it."""
        found = tables.hanging(self.word.placed, f"{indent}- ", width)
        for statement in self.statements if titled else ():
            found += tables.hanging(statement.title, f"{indent}  · ", width)
        return found

    def as_json(self) -> dict[str, object]:
        """Return the claim as JSON takes it."""
        about = [{"statement": shorten(one.iri), "label": one.label, "status": one.status} for one in self.statements]
        return {**self.word.as_json(), "statements": about}


Side: TypeAlias = tuple[Saying, ...]
"""What one source says on a point."""


class Point(NamedTuple):
    """One matter on which both sources speak."""

    relation: str
    title: str
    matched: str
    """How the match was made: ``rule: …`` or ``editor: …``."""
    one: Side
    other: Side

    def lines(self, number: int, width: int) -> list[str]:
        """Return the point to read: title, how it was matched, then both sides with their passages."""
        lead = f"{number}. "
        indent = " " * len(lead)
        found = tables.hanging(self.title, lead, width)
        found += tables.hanging(self.matched, indent, width)
        shared = self.statements
        for statement in shared if len(shared) > 1 else ():
            found += tables.hanging(statement.title, f"{indent}· ", width)
        for saying in self.one + self.other:
            found += saying.lines(indent, width, titled=not shared)
        return found

    @property
    def statements(self) -> tuple[Told, ...]:
        """The statements that every claim on the point is about; none when they are about different ones."""
        first, *others = (saying.statements for saying in self.one + self.other)
        return first if all(other == first for other in others) else ()


@displayed
class Comparison(NamedTuple):
    """Two sources side by side; *only_one* and *only_other* hold what the other is silent about."""

    one: str
    other: str
    points: tuple[Point, ...]
    only_one: tuple[Told, ...]
    only_other: tuple[Told, ...]

    def on(self, relation: str) -> list[Point]:
        """Return the points of one relation: ``agree``, ``pull apart`` or ``beside each other``."""
        return [point for point in self.points if point.relation == relation]

    @property
    def headed(self) -> list[tuple[str, list[Point]]]:
        """The points of each relation under its heading; without agreements, or differences, an empty list of them."""
        found = [(relation, heading, self.on(relation)) for relation, heading in _HEADINGS.items()]
        return [(heading, points) for relation, heading, points in found if points or relation != BESIDE]

    def table(self, *, width: int = tables.WIDTH) -> str:
        """Return the comparison to read: agreements, differences, then what only one source says, by theme."""
        counts = [f"{heading.lower()}: {len(points)}" for heading, points in self.headed]
        counts += [f"what only {self.one} says: {len(self.only_one)}"]
        counts += [f"what only {self.other} says: {len(self.only_other)}"]
        lines = [f"{self.one} and {self.other}", *tables.hanging("; ".join(counts), "  ", width)]
        for heading, points in self.headed:
            lines += ["", f"{heading}: {_count(len(points), 'point')}"]
            for number, point in enumerate(points, start=1):
                lines += ["", *point.lines(number, width)]
        for name, alone in ((self.one, self.only_one), (self.other, self.only_other)):
            lines += ["", f"What only {name} says: {_count(len(alone), 'statement')}"]
            lines += _alone(alone, width)
        sayings = [saying for point in self.points for saying in point.one + point.other]
        shown = [*(one for saying in sayings for one in saying.statements), *self.only_one, *self.only_other]
        lines += key(shown, width)
        return "\n".join(lines)

    def json(self) -> str:
        """Return the comparison as JSON."""
        import json

        content = {
            "one": self.one,
            "other": self.other,
            "points": [
                {**point._asdict(), "one": _as_json(point.one), "other": _as_json(point.other)} for point in self.points
            ],
            "only_one": [statement.as_json() for statement in self.only_one],
            "only_other": [statement.as_json() for statement in self.only_other],
        }
        return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _as_json(side: Side) -> list[dict[str, object]]:
    return [saying.as_json() for saying in side]


def _alone(statements: Sequence[Told], width: int) -> list[str]:
    """List statements by theme, each with its status, its polarity where it is not affirmed, and its places."""
    lines: list[str] = []
    for theme in sorted({statement.theme for statement in statements}):
        lines += ["", f"  {theme or 'other'}"]
        for statement in sorted(statements, key=lambda one: (one.label, one.iri)):
            if statement.theme == theme:
                places = ", ".join(dict.fromkeys(word.saying.place for word in statement.words))
                lines += tables.hanging(f"{statement.title}: {places}", "    - ", width)
    return lines


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"

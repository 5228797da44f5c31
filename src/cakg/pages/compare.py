"""Two sources side by side: where they agree, where they pull apart, and what only one says.

Points are matched in two ways. A *rule* matches what the graph shows by itself: claims of both about one statement, or
statements in conflict or in tension. An *editor* matches what no rule can see, and gives a reason. Every point says
which it was. The questions ``sources-agree`` and ``sources-disagree`` find them all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from cakg import tables
from cakg.errors import BadValueError
from cakg.model.claims import Claim, Statement, first, legend
from cakg.model.names import best_text
from cakg.model.records import Records
from cakg.model.selection import Selection, involved
from cakg.notebook import displayed
from cakg.pages.page import rows_of
from cakg.tables import counted
from cakg.vocabulary import CAKG, RDFS, SKOS, shorten

AGREE, APART, BESIDE = "agree", "pull apart", "beside each other"
_HEADINGS = {
    AGREE: "Where both agree",
    APART: "Where they pull apart",
    BESIDE: "Where both speak, neither agreeing nor differing",
}
_VERBS = {"affirmed": "affirm", "denied": "deny", "left open": "leave open"}
_CONFLICTS = {
    "values differ (rule)": (CAKG.differsInValue, "the values differ"),
    "times differ (rule)": (CAKG.differsInTime, "the times differ"),
    "in tension (rule)": (CAKG.inTensionWith, "in tension, which is no contradiction"),
}

Row: TypeAlias = Mapping[str, str]


class PointClaim(NamedTuple):
    """One claim on a point, and the statements of the point that it is about."""

    claim: Claim
    statements: tuple[Statement, ...]

    @property
    def line(self) -> str:
        """The claim with its passage first: ``ASIA-Plus 2022 11.1: denied (asserted) by …``."""
        return f"{self.claim.passage.label}: {self.claim.summary}"

    def as_json(self) -> dict[str, Any]:
        """Return the claim as JSON takes it."""
        about = [
            {"statement": shorten(one.iri), "label": one.label, "status": one.status.label} for one in self.statements
        ]
        return {**self.claim.as_json(), "statements": about}


Side: TypeAlias = tuple[PointClaim, ...]
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
        indent = " " * len(f"{number}. ")
        found = tables.wrap_hanging(self.title, f"{number}. ", width) + tables.wrap_hanging(self.matched, indent, width)
        shared = self.statements
        for statement in shared if len(shared) > 1 else ():
            found += tables.wrap_hanging(statement.title, f"{indent}· ", width)
        for each in self.one + self.other:
            found += tables.wrap_hanging(each.line, f"{indent}- ", width)
            for statement in () if shared else each.statements:
                found += tables.wrap_hanging(statement.title, f"{indent}  · ", width)
        return found

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The statements that every claim on the point is about; none when they are about different ones."""
        about, *others = (each.statements for each in self.one + self.other)
        return about if all(other == about for other in others) else ()


@displayed
class Comparison(NamedTuple):
    """Two sources side by side; *only_one* and *only_other* hold what the other is silent about."""

    one: str
    other: str
    points: tuple[Point, ...]
    only_one: tuple[Statement, ...]
    only_other: tuple[Statement, ...]

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
        lines = [f"{self.one} and {self.other}", *tables.wrap_hanging("; ".join(counts), "  ", width)]
        for heading, points in self.headed:
            lines += ["", f"{heading}: {counted(len(points), 'point')}"]
            for number, point in enumerate(points, start=1):
                lines += ["", *point.lines(number, width)]
        for name, alone in ((self.one, self.only_one), (self.other, self.only_other)):
            lines += ["", f"What only {name} says: {counted(len(alone), 'statement')}", *_alone(alone, width)]
        shared = (one for point in self.points for each in point.one + point.other for one in each.statements)
        return "\n".join([*lines, *legend([*shared, *self.only_one, *self.only_other], width)])

    def json(self) -> str:
        """Return the comparison as JSON."""
        return tables.json(self)


def _alone(statements: Sequence[Statement], width: int) -> list[str]:
    """List statements by theme, each with its status and its places."""
    lines: list[str] = []
    for theme in sorted({one.theme.label for one in statements}):
        lines += ["", f"  {theme or 'other'}"]
        for statement in sorted(statements, key=lambda one: (one.label, one.iri)):
            if statement.theme.label == theme:
                places = ", ".join(dict.fromkeys(claim.passage.label for claim in statement.claims))
                lines += tables.wrap_hanging(f"{statement.title}: {places}", "    - ", width)
    return lines


class _Shared(NamedTuple):
    """One statement with the claims that each of two sources makes about it."""

    statement: Statement
    one: tuple[Claim, ...]
    other: tuple[Claim, ...]

    def only(self, claims: Collection[str]) -> _Shared:
        """Return the statement with no claims but these."""
        one, other = (tuple(claim for claim in side if claim.iri in claims) for side in (self.one, self.other))
        return _Shared(self.statement, one, other)

    @property
    def named(self) -> bool:
        """Whether a claim names the statement itself, and does not reach it through another."""
        return _names(self.statement, self.one + self.other)


class _Pair(NamedTuple):
    """A row of a question whose two claims are of the two sources; *turned* where the other's claim comes first."""

    row: Row
    one: str
    other: str
    turned: bool


def compare(records: Records, one: str, other: str) -> Comparison:
    """Compare two sources, given as IRIs; raise when they are one, or when one of them makes no claim."""
    by = _shared(records, one, other)
    _refuse_silence(records, by, one, other)
    side = {claim.iri: 0 for each in by.values() for claim in each.one}
    side |= {claim.iri: 1 for each in by.values() for claim in each.other}

    def pairs(question: str) -> list[_Pair]:
        rows = rows_of(records, question, {}, datasets=True)
        found = [(row, row["claim"], row["other_claim"]) for row in rows]
        straight = [_Pair(row, a, b, False) for row, a, b in found if (side.get(a), side.get(b)) == (0, 1)]
        return straight + [_Pair(row, b, a, True) for row, a, b in found if (side.get(a), side.get(b)) == (1, 0)]

    agreeing, differing = pairs("sources-agree"), pairs("sources-disagree")
    points = [*_same(by, agreeing, differing), *_conflicts(by, differing), *_edited(records, by, agreeing, differing)]
    matched = {about.iri for point in points for each in point.one + point.other for about in each.statements}
    rest = [each for iri, each in by.items() if iri not in matched and not (each.one and each.other)]

    def only(place: int) -> tuple[Statement, ...]:
        own = ((each.statement, (each.one, each.other)[place]) for each in rest)
        return tuple(found._replace(claims=claims) for found, claims in own if _names(found, claims))

    return Comparison(records.sources[one].short, records.sources[other].short, tuple(points), only(0), only(1))


def _shared(records: Records, one: str, other: str) -> dict[str, _Shared]:
    """Return every statement that one of two sources makes a claim about."""
    statements = records.statements(involved(records.engine, Selection(sources=(one, other))))

    def of(statement: Statement, source: str) -> tuple[Claim, ...]:
        return tuple(claim for claim in statement.claims if claim.passage.source.iri == source)

    return {iri: _Shared(found, of(found, one), of(found, other)) for iri, found in statements.items()}


def _refuse_silence(records: Records, by: Mapping[str, _Shared], one: str, other: str) -> None:
    speaking = [any(each.one for each in by.values()), any(each.other for each in by.values())]
    silent = [iri for iri, speaks in zip((one, other), speaking, strict=True) if not speaks]
    if one == other or silent:
        short = records.sources[silent[0] if silent else one].short
        what = f"no claim stands in {short}" if silent else f"both names mean {short}"
        others = ", ".join(sorted(source.short for source in records.speaking))
        raise BadValueError(what, remedy=f"compare two of those that speak in the graph: {others}")


def _names(statement: Statement, claims: Iterable[Claim]) -> bool:
    return any(statement.iri in claim.statements for claim in claims)


def _same(by: Mapping[str, _Shared], agreeing: Iterable[_Pair], differing: Iterable[_Pair]) -> list[Point]:
    """Return the points on one statement; statements on which the same claims meet make one point."""
    groups: dict[tuple[str, ...], list[_Shared]] = {}
    for relation, matched, part in _matched(by, agreeing, differing):
        ends = (" ".join(claim.iri for claim in claims) for claims in (part.one, part.other))
        groups.setdefault((relation, matched, *ends), []).append(part)
    points = []
    for (relation, matched, *_), parts in groups.items():
        # A claim about a general statement reaches all that refine it: only what a source names itself is shown.
        named = [part for part in parts if part.named]
        kept = sorted(named or parts, key=lambda part: part.statement.label)
        about = tuple(part.statement for part in kept)
        title = about[0].title if len(about) == 1 else f"{about[0].label}, and {len(about) - 1} more like it"
        one, other = (tuple(PointClaim(claim, about) for claim in side) for side in (kept[0].one, kept[0].other))
        points.append(Point(relation, title, f"rule: {matched}", one, other))
    return sorted(points, key=lambda point: point.one[0].claim.order[:4])


def _matched(
    by: Mapping[str, _Shared], agreeing: Iterable[_Pair], differing: Iterable[_Pair]
) -> Iterator[tuple[str, str, _Shared]]:
    """Yield each statement on which both sources speak: the relation, how it was matched, and the claims."""
    pairs: dict[tuple[str, str, str], set[str]] = {}
    for pair in agreeing:
        if pair.row["matched_by"] == "rule":
            key = (AGREE, pair.row["point"], pair.row["polarity"])
            pairs.setdefault(key, set()).update((pair.one, pair.other))
    for pair in differing:
        if pair.row["difference"] == "affirmed and denied (rule)":
            pairs.setdefault((APART, pair.row["point"], ""), set()).update((pair.one, pair.other))
    for (relation, iri, polarity), claims in pairs.items():
        part = by[iri].only(claims)
        how = f"both {_VERBS[polarity]} {_what(part)}" if polarity else "one affirms what the other denies"
        yield relation, how, part
    found = {iri for _, iri, _ in pairs}
    for iri, each in by.items():
        if each.one and each.other and iri not in found:
            yield BESIDE, _not_matched(each), each


def _what(part: _Shared) -> str:
    direct = _names(part.statement, part.one) and _names(part.statement, part.other)
    return "the same statement" if direct else "it, one of them in saying more"


def _not_matched(each: _Shared) -> str:
    """Say why two sources that speak of one statement neither agree nor differ."""
    polarities, origins = (
        ({get(claim) for claim in each.one}, {get(claim) for claim in each.other})
        for get in (lambda claim: claim.polarity, lambda claim: first(claim.properties, CAKG.origin))
    )
    if origins[0] == origins[1] and polarities[0] == polarities[1] and len(polarities[0]) == 1:
        return f"both {_VERBS[polarities[0].pop()]} {_what(each)}; both go back to one origin"
    return "the same statement, not said alike"


def _conflicts(by: Mapping[str, _Shared], differing: Iterable[_Pair]) -> list[Point]:
    """Return the points on two statements in conflict or in tension, one affirmed by each source."""
    meetings = []
    for pair in differing:
        if pair.row["difference"] in _CONFLICTS:
            how, words = _CONFLICTS[pair.row["difference"]]
            point, claim = pair.row["point"], pair.one if pair.turned else pair.other
            against = (iri for iri in by[point].statement.values(how) if iri in by)
            meetings += [
                (point, iri, how, pair, words) for iri in against if claim in _affirmed(by[iri].one + by[iri].other)
            ]
    found: dict[tuple[str, str, str], tuple[set[str], set[str]]] = {}
    for point, against_it, _, pair, words in sorted(meetings, key=lambda each: (*each[:3], each[3].turned)):
        said, other = (against_it, point) if pair.turned else (point, against_it)
        # Both sources on both sides: then each differs with itself too, which is no difference between them.
        if not (_affirmed(by[said].other) and _affirmed(by[other].one)):
            sides = found.setdefault((said, other, words), (set(), set()))
            sides[0].add(pair.one)
            sides[1].add(pair.other)
    points = []
    for (said, other, words), sides in found.items():
        title = f"{by[said].statement.label} – {by[other].statement.label}"
        ends = ((by[said].statement, by[said].one, sides[0]), (by[other].statement, by[other].other, sides[1]))
        one, two = (tuple(PointClaim(each, (at,)) for each in claims if each.iri in kept) for at, claims, kept in ends)
        points.append(Point(APART, title, f"rule: {words}", one, two))
    return points


def _affirmed(claims: Iterable[Claim]) -> list[str]:
    return [claim.iri for claim in claims if claim.polarity == "affirmed"]


def _edited(
    records: Records, by: Mapping[str, _Shared], agreeing: Iterable[_Pair], differing: Iterable[_Pair]
) -> list[Point]:
    """Return the editors' comparisons between claims of the two sources, in the order of their labels."""
    pairs = [(AGREE, pair) for pair in agreeing if pair.row["matched_by"] == "editor"]
    pairs += [(APART, pair) for pair in differing if pair.row["difference"] == "pull apart (editor)"]
    described = records.describe({pair.row["point"] for _, pair in pairs})
    found: dict[str, Point] = {}
    for relation, pair in pairs:
        iri = pair.row["point"]
        about = described[iri]
        start = Point(relation, best_text(about[RDFS.label]), f"editor: {best_text(about[SKOS.note])}", (), ())
        point = found.get(iri, start)
        ends = ((point.one, pair.one), (point.other, pair.other))
        one, other = (
            side if any(each.claim.iri == claim for each in side) else side + _side(records, by, claim)
            for side, claim in ends
        )
        found[iri] = point._replace(one=one, other=other)
    return [found[iri] for iri in sorted(found, key=lambda iri: (found[iri].title, iri))]


def _side(records: Records, by: Mapping[str, _Shared], iri: str) -> Side:
    """Return one claim with every statement that it names itself, once for each polarity."""
    claim = records.claims([iri])[iri]
    about: dict[str, list[Statement]] = {}
    for statement, polarity in claim.statements.items():
        about.setdefault(polarity, []).append(by[statement].statement)
    return tuple(
        PointClaim(claim._replace(polarity=polarity), tuple(sorted(those, key=lambda one: one.iri)))
        for polarity, those in sorted(about.items())
    )

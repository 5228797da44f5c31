"""Two sources side by side: where they agree, where they disagree, and what only one says.

Points are matched in two ways. A *rule* matches what the graph shows by itself: claims of both about one statement, or
statements in conflict or in tension. An *editor* matches what no rule can see, states the proposition and gives a
reason; an editor also sees where one source is in tension with itself. Every point says which it was. The questions
``sources-agree`` and ``sources-disagree`` find all but those where both speak of one statement and neither agree nor
disagree.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple, TypeAlias

from cakg import tables
from cakg.errors import BadValueError
from cakg.model.claims import Claim, Statement, first, legend
from cakg.model.labels import best_text
from cakg.model.phrases import in_sentence
from cakg.model.records import Records
from cakg.model.selection import Selection, involved
from cakg.notebook import displayed
from cakg.pages.page import alike, by_weight, rows_of
from cakg.tables import counted
from cakg.vocabulary import CAKG, RDFS, SKOS, shorten

AGREE, DISAGREE, BESIDE, WITHIN = "agree", "disagree", "beside each other", "within one source"
_HEADINGS = {
    AGREE: "Where both agree",
    DISAGREE: "Where they disagree",
    BESIDE: "Where both speak but neither agree nor disagree",
    WITHIN: "Where one source is in tension with itself",
}
_VERBS = {"affirmed": "affirm", "denied": "deny", "left open": "leave open"}
_EDITED = ("disagree (editor)", "in tension within one source (editor)")
_CONFLICTS = {
    "values differ (rule)": (CAKG.differsInValue, "the values differ"),
    "times differ (rule)": (CAKG.differsInTime, "the times differ"),
    "in tension (rule)": (CAKG.inTensionWith, "in tension, which is no contradiction"),
}

Row: TypeAlias = Mapping[str, str]


class PointClaim(NamedTuple):
    """One claim on a point, and the statements of the point that it is about."""

    claim: Claim
    """The claim."""
    statements: tuple[Statement, ...]
    """The statements of the point that it is about."""

    @property
    def line(self) -> str:
        """The claim with its passage first: ``ASIA-Plus 2022 11.1: denied (asserted) by …``."""
        return f"{self.claim.passage.label}: {self.claim.summary}"

    def lines(self, indent: str, width: int) -> list[str]:
        """Return the claim to read and below it each statement with what the claim does to it.

        The polarity is shown for each statement, because an editor's proposition is none of the statements.
        """
        manner = f"({self.claim.manner}) by {in_sentence(self.claim.speaker.label)}"
        found = tables.wrap_hanging(f"{self.claim.passage.label}: {manner}", f"{indent}- ", width)
        for statement in self.statements:
            found += tables.wrap_hanging(f"{self.claim.polarity}: {statement.line}", f"{indent}  · ", width)
        return found

    def as_json(self) -> dict[str, Any]:
        """Return the claim as JSON takes it."""
        about = [
            {"statement": shorten(one.iri), "label": one.label, "status": one.status.label} for one in self.statements
        ]
        return {**self.claim.as_json(), "statements": about}


Side: TypeAlias = tuple[PointClaim, ...]
"""What one source says on a point."""


class Point(NamedTuple):
    """One matter on which both sources speak, or one of them at two places."""

    relation: str
    """``agree``, ``disagree``, ``beside each other`` or ``within one source``."""
    title: str
    """The point in words."""
    matched: str
    """How the match was made: ``rule: …`` or ``editor: …``."""
    one: Side
    """The claims of the one source."""
    other: Side
    """The claims of the other source."""
    proposition: str = ""
    """What an editor finds that both say, or that one says and the other does not; empty for a match by rule."""

    @property
    def explanation(self) -> str:
        """The proposition, if any, and how the match was made."""
        return " ".join(filter(None, (self.proposition, f"({self.matched})" if self.proposition else self.matched)))

    def lines(self, number: int, width: int) -> list[str]:
        """Return the point to read: title, proposition, how it was matched, then both sides with their passages."""
        indent = " " * len(f"{number}. ")
        found = tables.wrap_hanging(self.title, f"{number}. ", width)
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
        """What both sources say on it."""
        return self.one + self.other

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The statements that every claim on the point is about; none when they are about different ones."""
        about, *others = (each.statements for each in self.claims)
        return about if all(other == about for other in others) else ()


@displayed
class Comparison(NamedTuple):
    """Two sources side by side; *only_one* and *only_other* hold what the other is silent about."""

    one: str
    """The short name of the one source."""
    other: str
    """The short name of the other source."""
    points: tuple[Point, ...]
    """What both sources speak about."""
    only_one: tuple[Statement, ...]
    """The statements that only the one source makes."""
    only_other: tuple[Statement, ...]
    """The statements that only the other source makes."""

    def on(self, relation: str) -> list[Point]:
        """Return the points of one relation: one of ``AGREE``, ``DISAGREE``, ``BESIDE`` and ``WITHIN``."""
        return [point for point in self.points if point.relation == relation]

    @property
    def headed(self) -> list[tuple[str, list[Point]]]:
        """The points of each relation under its heading; agreements and differences even where there are none."""
        found = [(relation, heading, self.on(relation)) for relation, heading in _HEADINGS.items()]
        return [(heading, points) for relation, heading, points in found if points or relation in (AGREE, DISAGREE)]

    def table(self, *, width: int = tables.WIDTH, each: int = 0) -> str:
        """Return the comparison to read: agreements, differences, then what only one source says, by theme.

        Of each theme at most *each* statements that only one source makes (0: no limit); the others are counted.
        """
        counts = [f"{heading.lower()}: {len(points)}" for heading, points in self.headed]
        alone = ((self.one, self.only_one), (self.other, self.only_other))
        counts += [f"what only {name} says: {len(statements)}" for name, statements in alone]
        lines = [f"{self.one} and {self.other}", *tables.wrap_hanging("; ".join(counts), "  ", width)]
        for heading, points in self.headed:
            lines += ["", f"{heading}: {counted(len(points), 'point')}"]
            for number, point in enumerate(points, start=1):
                lines += ["", *point.lines(number, width)]
        for name, statements in alone:
            lines += [
                "",
                f"What only {name} says: {counted(len(statements), 'statement')}",
                *_alone(statements, width, each),
            ]
        shared = (one for point in self.points for each in point.claims for one in each.statements)
        return "\n".join([*lines, *legend([*shared, *self.only_one, *self.only_other], width)])

    def json(self) -> str:
        """Return the comparison as JSON."""
        return tables.json(self)


def _alone(statements: Sequence[Statement], width: int, each: int) -> list[str]:
    """List statements by theme, the most important first; of each theme at most *each* (0: no limit)."""
    lines: list[str] = []
    for theme, those in groupby(sorted(statements, key=lambda one: one.theme.label), key=lambda one: one.theme.label):
        groups = alike(by_weight(list(those)))
        shown = groups[: each or None]
        lines += ["", f"  {theme or 'other'}", *(line for one in shown for line in one.lines("    ", width))]
        if more := sum(len(one.statements) for one in groups[len(shown) :]):
            lines += [f"    … {counted(more, 'more statement')} (--all)"]
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


def compare(records: Records, one: str, other: str) -> Comparison:
    """Compare two sources, given as IRIs; raise when they are one, or when one of them makes no claim."""
    statements = records.statements(involved(records.engine, Selection(sources=(one, other)))).values()
    source = {claim.iri: claim.passage.source.iri for about in statements for claim in about.claims}
    silent = [iri for iri in (one, other) if iri not in source.values()]
    if one == other or silent:
        short = records.sources[silent[0] if silent else one].short
        what = f"no claim stands in {short}" if silent else f"both names mean {short}"
        others = ", ".join(sorted(each.short for each in records.speaking))
        raise BadValueError(what, remedy=f"compare two of those that speak in the graph: {others}")

    def said(about: Statement, by: str) -> tuple[Claim, ...]:
        return tuple(claim for claim in about.claims if source[claim.iri] == by)

    shared = {about.iri: _Shared(about, said(about, one), said(about, other)) for about in statements}
    rows = [*rows_of(records, "sources-agree"), *rows_of(records, "sources-disagree")]
    ends = [(source.get(row["claim"]), source.get(row["other_claim"])) for row in rows]
    met = [
        row for wanted in ((one, other), (other, one)) for row, found in zip(rows, ends, strict=True) if found == wanted
    ]
    within = [row for row, found in zip(rows, ends, strict=True) if found in ((one, one), (other, other))]
    points = [*_same(shared, met), *_conflicts(shared, met), *_edited(records, shared, met, one)]
    matched = {about.iri for point in points for each in point.claims for about in each.statements}
    points += _edited(records, shared, [row for row in within if row.get("difference") in _EDITED], one)
    rest = [each for iri, each in shared.items() if iri not in matched and not (each.one and each.other)]
    return Comparison(
        records.sources[one].short,
        records.sources[other].short,
        tuple(points),
        tuple(about._replace(claims=claims) for about, claims, _ in rest if _names(about, claims)),
        tuple(about._replace(claims=claims) for about, _, claims in rest if _names(about, claims)),
    )


def _names(statement: Statement, claims: Iterable[Claim]) -> bool:
    """Tell whether a claim names the statement itself, and does not reach it through another."""
    return any(statement.iri in claim.statements for claim in claims)


def _same(shared: Mapping[str, _Shared], met: Iterable[Row]) -> list[Point]:
    """Return the points on one statement; statements on which the same claims meet make one point."""
    groups: dict[tuple[str, ...], list[_Shared]] = {}
    for relation, matched, part in _matched(shared, met):
        ends = (" ".join(claim.iri for claim in claims) for claims in (part.one, part.other))
        groups.setdefault((relation, matched, *ends), []).append(part)
    points = []
    for (relation, matched, *_), parts in groups.items():
        # A claim about a general statement reaches all that refine it: only what a source names itself is shown.
        named = [part for part in parts if _names(part.statement, part.one + part.other)]
        kept = sorted(named or parts, key=lambda part: part.statement.label)
        about = tuple(part.statement for part in kept)
        title = about[0].line if len(about) == 1 else f"{about[0].label}, and {len(about) - 1} similar statements"
        one, other = (tuple(PointClaim(claim, about) for claim in side) for side in (kept[0].one, kept[0].other))
        points.append(Point(relation, title, f"rule: {matched}", one, other))
    return sorted(points, key=lambda point: point.one[0].claim.order[:4])


def _matched(shared: Mapping[str, _Shared], met: Iterable[Row]) -> Iterator[tuple[str, str, _Shared]]:
    """Yield each statement on which both sources speak: the relation, how it was matched, and the claims."""
    pairs: dict[tuple[str, str], set[str]] = {}
    for row in met:
        if row.get("matched_by") == "rule" or row.get("difference") == "affirmed and denied (rule)":
            claims = pairs.setdefault((row["point"], row.get("polarity", "")), set())
            claims |= {row["claim"], row["other_claim"]}
    for (iri, polarity), claims in pairs.items():
        part = shared[iri].only(claims)
        if polarity:
            yield AGREE, f"both {_VERBS[polarity]} {_what(part)}", part
        else:
            yield DISAGREE, "one affirms what the other denies", part
    found = {iri for iri, _ in pairs}
    for iri, each in shared.items():
        if each.one and each.other and iri not in found:
            yield BESIDE, _not_matched(each), each


def _what(part: _Shared) -> str:
    direct = _names(part.statement, part.one) and _names(part.statement, part.other)
    return "the same statement" if direct else "it, one of them in saying more"


def _not_matched(each: _Shared) -> str:
    """Say why two sources that speak of one statement neither agree nor differ."""
    polarities = {claim.polarity for claim in each.one + each.other}
    one, other = ({first(claim.properties, CAKG.origin) for claim in side} for side in (each.one, each.other))
    if one == other and len(polarities) == 1:
        return f"both {_VERBS[polarities.pop()]} {_what(each)}; both go back to one origin"
    return "the same statement, not said alike"


def _conflicts(shared: Mapping[str, _Shared], met: Iterable[Row]) -> list[Point]:
    """Return the points on two statements in conflict or in tension, one affirmed by each source."""
    meetings = []
    for row in met:
        if conflict := _CONFLICTS.get(row.get("difference", "")):
            here, claims = shared[row["point"]], {row["claim"], row["other_claim"]}
            turned = row["claim"] in {claim.iri for claim in here.other}
            for against in here.statement.values(conflict[0]):
                if against in shared and row["other_claim"] in _affirmed(shared[against].one + shared[against].other):
                    meetings.append((row["point"], against, *conflict, turned, claims))
    found: dict[tuple[str, str, str], set[str]] = {}
    for point, against, _, words, turned, claims in sorted(meetings, key=lambda each: each[:5]):
        said, other = (against, point) if turned else (point, against)
        # Both sources on both sides: then each differs with itself too, which is no difference between them.
        if not (_affirmed(shared[said].other) and _affirmed(shared[other].one)):
            found.setdefault((said, other, words), set()).update(claims)
    points = []
    for (said, other, words), claims in found.items():
        left, right = shared[said].only(claims), shared[other].only(claims)
        title = f"{left.statement.label} – {right.statement.label}"
        one = tuple(PointClaim(claim, (left.statement,)) for claim in left.one)
        two = tuple(PointClaim(claim, (right.statement,)) for claim in right.other)
        points.append(Point(DISAGREE, title, f"rule: {words}", one, two))
    return points


def _affirmed(claims: Iterable[Claim]) -> list[str]:
    return [claim.iri for claim in claims if claim.polarity == "affirmed"]


def _edited(records: Records, shared: Mapping[str, _Shared], met: Iterable[Row], source: str) -> list[Point]:
    """Return the editors' comparisons between claims of the two sources, the first *source*, in the order of labels.

    Where all claims are of one source, what it says first is one side.
    """
    rows: dict[str, list[Row]] = {}
    for row in met:
        if row.get("matched_by") == "editor" or row.get("difference") in _EDITED:
            rows.setdefault(row["point"], []).append(row)
    points = []
    for iri, about in records.describe(rows).items():
        claims = dict.fromkeys(claim for row in rows[iri] for claim in (row["claim"], row["other_claim"]))
        sides: tuple[list[PointClaim], list[PointClaim]] = ([], [])
        compared = sorted(records.claims(claims).values(), key=lambda claim: claim.order)
        within = len({claim.passage.source for claim in compared}) == 1
        for claim in compared:
            later = claim.passage != compared[0].passage if within else claim.passage.source.iri != source
            sides[later].extend(_side(shared, claim))
        relation = WITHIN if within else AGREE if "matched_by" in rows[iri][0] else DISAGREE
        title, note = best_text(about[RDFS.label]), best_text(about[SKOS.note])
        proposition = best_text(about.get(CAKG.proposition, []))
        one, other = map(tuple, sides)
        points.append(Point(relation, title, f"editor: {note}", one, other, proposition))
    return sorted(points, key=lambda point: point.title)


def _side(shared: Mapping[str, _Shared], claim: Claim) -> Side:
    """Return one claim with every statement that it names itself, once for each polarity."""
    about: dict[str, list[Statement]] = {}
    for statement, polarity in claim.statements.items():
        about.setdefault(polarity, []).append(shared[statement].statement)
    return tuple(
        PointClaim(claim._replace(polarity=polarity), tuple(sorted(those, key=lambda one: one.iri)))
        for polarity, those in sorted(about.items())
    )

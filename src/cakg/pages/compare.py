"""Compares two sources: where they agree, where they disagree, and the statements found in only one of them.

Points are matched in two ways. A *rule* matches claims of both sources about one statement, and statements in conflict
or in tension. An *editor* matches what rules cannot, and gives a proposition and a reason; editors also note where one
source is in tension with itself. Every point says how it was matched. The questions ``sources-agree`` and
``sources-disagree`` find all points except those where both sources mention a statement but neither agree nor disagree.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple, TypeAlias

from cakg import tables
from cakg.errors import BadValueError
from cakg.model.claims import Claim, Statement, first, legend, values
from cakg.model.labels import best_text
from cakg.model.records import Records
from cakg.model.selection import Selection, involved
from cakg.notebook import displayed
from cakg.pages.groups import by_weight, group_similar
from cakg.pages.page import rows_of
from cakg.pages.points import CONFLICTS, Point, PointClaim, side
from cakg.tables import counted
from cakg.vocabulary import CAKG, RDFS, SKOS

AGREE, DISAGREE, NEITHER, WITHIN = "agree", "disagree", "neither", "within one source"
_HEADINGS = {
    AGREE: "Where both agree",
    DISAGREE: "Where they disagree",
    NEITHER: "Where both mention a statement but neither agree nor disagree",
    WITHIN: "Where one source is in tension with itself",
}
_NOTES = {
    AGREE: "They support the same proposition, at least in part; reasons and details may differ.",
    DISAGREE: "They support and oppose the same proposition, at least in part; both may still be true.",
}
_VERBS = {"affirmed": "affirm", "denied": "deny", "left open": "leave open"}
_EDITED = ("disagree (editor)", "in tension within one source (editor)")

Row: TypeAlias = Mapping[str, str]


@displayed
class Comparison(NamedTuple):
    """The comparison of two sources; *only_one* and *only_other* are statements found in only one of them."""

    one: str
    """The short name of the one source."""
    other: str
    """The short name of the other source."""
    points: tuple[Point, ...]
    """The points on which both sources make claims, or one of them makes claims that are in tension."""
    only_one: tuple[Statement, ...]
    """The statements that only the one source makes."""
    only_other: tuple[Statement, ...]
    """The statements that only the other source makes."""

    def on(self, relation: str) -> list[Point]:
        """Return the points of one relation: one of ``AGREE``, ``DISAGREE``, ``NEITHER`` and ``WITHIN``."""
        return [point for point in self.points if point.relation == relation]

    @property
    def sections(self) -> list[tuple[str, str, list[Point]]]:
        """The heading, the note and the points of each relation.

        Agreements and disagreements are listed even if empty, then without a note.
        """
        found = [(relation, self.on(relation)) for relation in _HEADINGS]
        return [
            (_HEADINGS[relation], _NOTES.get(relation, "") if points else "", points)
            for relation, points in found
            if points or relation in (AGREE, DISAGREE)
        ]

    def table(self, *, width: int = tables.WIDTH, each: int = 0) -> str:
        """Return the comparison as text: agreements, differences, then statements of only one source, by theme.

        A theme lists at most *each* statements of only one source (0: no limit); the others are counted.
        """
        counts = [f"{heading.lower()}: {len(points)}" for heading, _, points in self.sections]
        alone = ((self.one, self.only_one), (self.other, self.only_other))
        counts += [f"only in {name}: {len(statements)}" for name, statements in alone]
        lines = [tables.on_a_line(f"{self.one} and {self.other}"), *tables.wrap_hanging("; ".join(counts), "  ", width)]
        for heading, note, points in self.sections:
            lines += ["", f"{heading}: {counted(len(points), 'point')}"]
            lines += tables.wrap_hanging(note, "  ", width) if note else []
            for number, point in enumerate(points, start=1):
                lines += ["", *point.lines(number, width)]
        for name, statements in alone:
            lines += [
                "",
                tables.on_a_line(f"Only in {name}: {counted(len(statements), 'statement')}"),
                *_lines_by_theme(statements, width, each),
            ]
        shared = (one for point in self.points for each in point.claims for one in each.statements)
        return "\n".join([*lines, *legend([*shared, *self.only_one, *self.only_other], width)])

    def json(self) -> str:
        """Return the comparison as JSON."""
        return tables.json(self)


def _lines_by_theme(statements: Sequence[Statement], width: int, each: int) -> list[str]:
    """Return statements as lines by theme, the most important first; at most *each* per theme (0: no limit)."""
    lines: list[str] = []
    for theme, members in groupby(sorted(statements, key=lambda one: one.theme.label), key=lambda one: one.theme.label):
        groups = group_similar(by_weight(list(members)))
        shown = groups[: each or None]
        lines += [
            "",
            tables.on_a_line(f"  {theme or 'other'}"),
            *(line for one in shown for line in one.lines("    ", width)),
        ]
        if more := sum(len(one.statements) for one in groups[len(shown) :]):
            lines += [f"    … {counted(more, 'more statement')} (--all)"]
    return lines


class _SharedStatement(NamedTuple):
    """A statement with the claims of each of the two sources about it."""

    statement: Statement
    one: tuple[Claim, ...]
    other: tuple[Claim, ...]

    def only(self, claims: Collection[str]) -> _SharedStatement:
        """Return the statement with only these claims."""
        one, other = (tuple(claim for claim in side if claim.iri in claims) for side in (self.one, self.other))
        return _SharedStatement(self.statement, one, other)


def compare(records: Records, one: str, other: str) -> Comparison:
    """Return the comparison of two sources, given as IRIs; raise an error if they are the same or make no claims."""
    statements = records.statements(involved(records, Selection(sources=(one, other)))).values()
    source = {claim.iri: claim.passage.source.iri for about in statements for claim in about.claims}
    silent = [iri for iri in (one, other) if iri not in source.values()]
    if one == other or silent:
        short = records.sources[silent[0] if silent else one].short_name
        what = f"the graph has no claims of {short}" if silent else f"both names refer to {short}"
        others = ", ".join(sorted(each.short_name for each in records.sources_with_passages))
        raise BadValueError(what, remedy=f"compare two of the sources with claims: {others}")

    def claims_of(about: Statement, by: str) -> tuple[Claim, ...]:
        return tuple(claim for claim in about.claims if source[claim.iri] == by)

    shared = {
        about.iri: _SharedStatement(about, claims_of(about, one), claims_of(about, other)) for about in statements
    }
    rows = [*rows_of(records, "sources-agree"), *rows_of(records, "sources-disagree")]
    ends = [(source.get(row["claim"]), source.get(row["other_claim"])) for row in rows]
    between = [
        row for wanted in ((one, other), (other, one)) for row, found in zip(rows, ends, strict=True) if found == wanted
    ]
    within = [row for row, found in zip(rows, ends, strict=True) if found in ((one, one), (other, other))]
    points = [
        *_matched_statements(shared, between),
        *_conflicts(shared, between),
        *_edited(records, shared, between, one),
    ]
    matched = {about.iri for point in points for each in point.claims for about in each.statements}
    points += _edited(records, shared, [row for row in within if row.get("difference") in _EDITED], one)
    rest = [each for iri, each in shared.items() if iri not in matched and not (each.one and each.other)]
    return Comparison(
        records.sources[one].short_name,
        records.sources[other].short_name,
        tuple(points),
        tuple(about._replace(claims=claims) for about, claims, _ in rest if _is_direct(about, claims)),
        tuple(about._replace(claims=claims) for about, _, claims in rest if _is_direct(about, claims)),
    )


def with_claims(records: Records, *, datasets: bool) -> set[str]:
    """Return the IRIs of the sources that can be compared: articles, and datasets too if *datasets* is true."""
    statements = records.statements(involved(records, Selection(datasets=datasets))).values()
    found = {claim.passage.source for about in statements for claim in about.claims}
    return {source.iri for source in found if datasets or not source.dataset}


def _is_direct(statement: Statement, claims: Iterable[Claim]) -> bool:
    """Return whether one of the claims is directly about the statement, not only about a related one."""
    return any(statement.iri in claim.statements for claim in claims)


def _matched_statements(shared: Mapping[str, _SharedStatement], found: Iterable[Row]) -> list[Point]:
    """Return the points about one statement each; statements with the same claims share a point."""
    groups: dict[tuple[str, ...], list[_SharedStatement]] = {}
    for relation, matched, part in _matched(shared, found):
        ends = (" ".join(claim.iri for claim in claims) for claims in (part.one, part.other))
        groups.setdefault((relation, matched, *ends), []).append(part)
    points = []
    for (relation, matched, *_), parts in groups.items():
        # A claim about a general statement also counts for statements that refine it. If claims are directly about
        # some of the statements, only these are shown.
        named = [part for part in parts if _is_direct(part.statement, part.one + part.other)]
        kept = sorted(named or parts, key=lambda part: part.statement.label)
        about = tuple(part.statement for part in kept)
        title = (
            about[0].line
            if len(about) == 1
            else f"{about[0].label}, and {counted(len(about) - 1, 'similar statement')}"
        )
        one, other = (tuple(PointClaim(claim, about) for claim in side) for side in (kept[0].one, kept[0].other))
        points.append(Point(relation, title, f"rule: {matched}", one, other))
    return sorted(points, key=lambda point: point.one[0].claim.order[:4])


def _matched(
    shared: Mapping[str, _SharedStatement], rows: Iterable[Row]
) -> Iterator[tuple[str, str, _SharedStatement]]:
    """Yield each statement with claims of both sources: the relation, how it was matched, and the claims."""
    pairs: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        if row.get("matched_by") == "rule" or row.get("difference") == "affirmed and denied (rule)":
            claims = pairs.setdefault((row["point"], row.get("polarity", "")), set())
            claims |= {row["claim"], row["other_claim"]}
    for (iri, polarity), claims in pairs.items():
        part = shared[iri].only(claims)
        if polarity:
            yield AGREE, f"both {_VERBS[polarity]} {_shared_in_words(part)}", part
        else:
            yield DISAGREE, "one affirms what the other denies", part
    found = {iri for iri, _ in pairs}
    for iri, each in shared.items():
        if each.one and each.other and iri not in found:
            yield NEITHER, _not_matched(each), each


def _shared_in_words(part: _SharedStatement) -> str:
    direct = _is_direct(part.statement, part.one) and _is_direct(part.statement, part.other)
    return "the same statement" if direct else "it, one of them in a more specific statement"


def _not_matched(each: _SharedStatement) -> str:
    """Return why two sources with claims about one statement neither agree nor disagree."""
    polarities = {claim.polarity for claim in each.one + each.other}
    one, other = ({first(claim.properties, CAKG.origin) for claim in side} for side in (each.one, each.other))
    if one == other and len(polarities) == 1:
        return f"both {_VERBS[polarities.pop()]} {_shared_in_words(each)}; both have the same origin"
    return "the same statement, in different ways"


def _conflicts(shared: Mapping[str, _SharedStatement], rows: Iterable[Row]) -> list[Point]:
    """Return the points about two statements in conflict or in tension, each affirmed by one of the sources."""
    conflicts = []
    for row in rows:
        if conflict := CONFLICTS.get(row.get("difference", "")):
            here, claims = shared[row["point"]], {row["claim"], row["other_claim"]}
            swapped = row["claim"] in {claim.iri for claim in here.other}
            for against in here.statement.values(conflict[0]):
                if against in shared and row["other_claim"] in _affirmed(shared[against].one + shared[against].other):
                    conflicts.append((row["point"], against, *conflict, swapped, claims))
    found: dict[tuple[str, str, str], set[str]] = {}
    for point, against, _, words, swapped, claims in sorted(conflicts, key=lambda each: each[:5]):
        first_iri, other = (against, point) if swapped else (point, against)
        # If both sources affirm both statements, this is not a difference between the sources.
        if not (_affirmed(shared[first_iri].other) and _affirmed(shared[other].one)):
            found.setdefault((first_iri, other, words), set()).update(claims)
    points = []
    for (first_iri, other, words), claims in found.items():
        left, right = shared[first_iri].only(claims), shared[other].only(claims)
        title = f"{left.statement.label} – {right.statement.label}"
        one = tuple(PointClaim(claim, (left.statement,)) for claim in left.one)
        two = tuple(PointClaim(claim, (right.statement,)) for claim in right.other)
        points.append(Point(DISAGREE, title, f"rule: {words}", one, two))
    return points


def _affirmed(claims: Iterable[Claim]) -> list[str]:
    return [claim.iri for claim in claims if claim.polarity == "affirmed"]


def _edited(records: Records, shared: Mapping[str, _SharedStatement], found: Iterable[Row], source: str) -> list[Point]:
    """Return the points matched by editors, ordered by title; *source* is the first of the two sources.

    If all claims are of one source, those in its earliest passage are the first side.
    """
    rows: dict[str, list[Row]] = {}
    for row in found:
        if row.get("matched_by") == "editor" or row.get("difference") in _EDITED:
            rows.setdefault(row["point"], []).append(row)
    points = []
    known = {iri: one.statement for iri, one in shared.items()}  # without those that involve no thing
    for iri, about in records.describe(rows).items():
        claims = dict.fromkeys(claim for row in rows[iri] for claim in (row["claim"], row["other_claim"]))
        sides: tuple[list[PointClaim], list[PointClaim]] = ([], [])
        compared = sorted(records.claims(claims).values(), key=lambda claim: claim.order)
        within = len({claim.passage.source for claim in compared}) == 1
        for claim in compared:
            later = claim.passage != compared[0].passage if within else claim.passage.source.iri != source
            sides[later].extend(side(claim, known, values(about, CAKG.comparesStatement)))
        relation = WITHIN if within else AGREE if "matched_by" in rows[iri][0] else DISAGREE
        title, note = best_text(about.get(RDFS.label, [])), best_text(about.get(SKOS.note, []))
        proposition = best_text(about.get(CAKG.proposition, []))
        one, other = map(tuple, sides)
        points.append(Point(relation, title, f"editor: {note}", one, other, proposition))
    return sorted(points, key=lambda point: point.title)

"""Two sources side by side: where they agree, where they pull apart, what only one says.

Points are matched in two ways. A *rule* matches what the graph shows by itself: claims of both
about one statement, or statements that the rules found in conflict or in tension. An *editor*
matches what no rule can see, and gives a reason. Every point says which it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import permutations
from typing import NamedTuple, TypeAlias

from cakg.asking import tables
from cakg.asking.citations import sources
from cakg.asking.names import texts, values_of
from cakg.asking.said import Told, Word, key, told
from cakg.asking.tables import counted
from cakg.engines.engine import Engine
from cakg.errors import BadValueError
from cakg.notebook import displayed
from cakg.vocabulary import CAKG, COMMITMENT, RELATION, shorten

AGREE, APART, BESIDE = "agree", "pull apart", "beside each other"
_HEADINGS = {
    AGREE: "Where both agree",
    APART: "Where they pull apart",
    BESIDE: "Where both speak, neither agreeing nor differing",
}
_CONFLICTS = {
    CAKG.differsInValue: "the values differ",
    CAKG.differsInTime: "the times differ",
    CAKG.inTensionWith: "in tension, which is no contradiction",
}


class Saying(NamedTuple):
    """One claim on a point, and the statements of the point that it is about."""

    word: Word
    statements: tuple[Told, ...]

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
        indent = " " * len(f"{number}. ")
        found = tables.hanging(self.title, f"{number}. ", width) + tables.hanging(self.matched, indent, width)
        shared = self.statements
        for statement in shared if len(shared) > 1 else ():
            found += tables.hanging(statement.title, f"{indent}· ", width)
        for saying in self.one + self.other:
            found += tables.hanging(saying.word.placed, f"{indent}- ", width)
            for statement in () if shared else saying.statements:
                found += tables.hanging(statement.title, f"{indent}  · ", width)
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
            lines += ["", f"{heading}: {counted(len(points), 'point')}"]
            for number, point in enumerate(points, start=1):
                lines += ["", *point.lines(number, width)]
        for name, alone in ((self.one, self.only_one), (self.other, self.only_other)):
            lines += ["", f"What only {name} says: {counted(len(alone), 'statement')}"]
            lines += _alone(alone, width)
        sayings = [saying for point in self.points for saying in point.one + point.other]
        shown = [*(one for saying in sayings for one in saying.statements), *self.only_one, *self.only_other]
        lines += key(shown, width)
        return "\n".join(lines)

    def json(self) -> str:
        """Return the comparison as JSON."""
        return tables.json(self)


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


class _Claim(NamedTuple):
    """What matching needs to know of a claim; *own* are the statements that it names itself."""

    source: str
    origin: str
    loose: bool
    own: set[str]


class _Meeting(NamedTuple):
    """One statement with what each of two sources claims of it."""

    statement: Told
    one: tuple[Word, ...]
    other: tuple[Word, ...]

    def only(self, one: Callable[[Word], bool], other: Callable[[Word], bool]) -> _Meeting | None:
        """Return the meeting of those claims alone; None when a source has none."""
        kept = self._replace(one=tuple(filter(one, self.one)), other=tuple(filter(other, self.other)))
        return kept if kept.one and kept.other else None


def compare(engine: Engine, one: str, other: str) -> Comparison:
    """Compare two sources, given as IRIs; raise when they are one, or when one of them makes no claim."""
    name = sources(engine)
    claims = _claims(engine, name)
    silent = sorted({one, other} - {claim.source for claim in claims.values()})
    if one == other or silent:
        what = f"no claim stands in {name[silent[0]].short}" if silent else f"both names mean {name[one].short}"
        others = ", ".join(sorted({name[claim.source].short for claim in claims.values()}))
        raise BadValueError(what, remedy=f"compare two of those that speak in the graph: {others}")
    claims = {iri: claim for iri, claim in claims.items() if claim.source in (one, other)}
    rows = texts(
        engine,
        f"""SELECT DISTINCT ?statement WHERE {{ VALUES ?claim {{ {values_of(sorted(claims))} }}
          ?statement cakg:affirmedBy|cakg:deniedBy|cakg:leftOpenBy ?claim }}""",
    )
    statements = told(engine, [row["statement"] for row in rows])

    def of(source: str, words: Iterable[Word]) -> tuple[Word, ...]:
        return tuple(word for word in words if word.saying.source.iri == source)

    by = {iri: _Meeting(found, of(one, found.words), of(other, found.words)) for iri, found in statements.items()}
    points = [*_same(by.values(), claims), *_conflicts(engine, by), *_edited(engine, claims, statements, (one, other))]
    sayings = (saying for point in points for saying in point.one + point.other)
    matched = {statement.iri for saying in sayings for statement in saying.statements}
    alone = [by[iri] for iri in by if iri not in matched and not (by[iri].one and by[iri].other)]

    def only(words: Callable[[_Meeting], tuple[Word, ...]]) -> tuple[Told, ...]:
        own = (meeting for meeting in alone if _named(meeting.statement, words(meeting), claims))
        return tuple(meeting.statement._replace(words=words(meeting)) for meeting in own)

    sides = only(lambda meeting: meeting.one), only(lambda meeting: meeting.other)
    return Comparison(name[one].short, name[other].short, tuple(points), *sides)


def _claims(engine: Engine, among: Iterable[str]) -> dict[str, _Claim]:
    rows = texts(
        engine,
        f"""SELECT ?claim ?source ?origin ?commitment ?statement WHERE {{
          VALUES ?source {{ {values_of(among)} }}
          ?claim cakg:source ?source ; cakg:origin ?origin ; cakg:commitment ?commitment ;
                 cakg:affirms|cakg:denies|cakg:leavesOpen ?statement .
        }}""",
    )
    claims: dict[str, _Claim] = {}
    for row in rows:
        loose = row["commitment"] in (COMMITMENT.conditional, COMMITMENT.urged)
        claims.setdefault(row["claim"], _Claim(row["source"], row["origin"], loose, set())).own.add(row["statement"])
    return claims


def _named(statement: Told, words: Iterable[Word], claims: Mapping[str, _Claim]) -> bool:
    """Tell whether one of *words* names the statement itself, and does not reach it through another."""
    return any(statement.iri in claims[word.claim].own for word in words)


def _same(meetings: Iterable[_Meeting], claims: Mapping[str, _Claim]) -> list[Point]:
    """Match claims of both sources about one statement; those by the same claims make one point."""
    groups: dict[tuple[str, ...], list[_Meeting]] = {}
    for meeting in meetings:
        for relation, matched, part in _split(meeting, claims) if meeting.one and meeting.other else ():
            said = ([word.claim for word in words] for words in (part.one, part.other))
            groups.setdefault((relation, matched, *map(" ".join, said)), []).append(part)
    points = []
    for (relation, matched, *_), parts in groups.items():
        # A claim about a general statement reaches all that refine it: only what somebody says himself is shown.
        himself = [part for part in parts if _named(part.statement, part.one + part.other, claims)]
        kept = sorted(himself or parts, key=lambda part: part.statement.label)
        both = tuple(part.statement for part in kept)
        title = both[0].title if len(both) == 1 else f"{both[0].label}, and {len(both) - 1} more like it"
        one, other = (tuple(Saying(word, both) for word in words) for words in (kept[0].one, kept[0].other))
        points.append(Point(relation, title, f"rule: {matched}", one, other))
    return sorted(points, key=lambda point: point.one[0].word.saying.order)


def _split(meeting: _Meeting, claims: Mapping[str, _Claim]) -> list[tuple[str, str, _Meeting]]:
    """Say in which relations the claims about one statement stand, and how each was matched."""

    def firmly(polarity: str) -> Callable[[Word], bool]:
        return lambda word: word.polarity == polarity and not claims[word.claim].loose

    found = []
    for polarity, opposite, verb in (("affirmed", "denied", "affirm"), ("denied", "affirmed", "deny")):
        if same := meeting.only(firmly(polarity), firmly(polarity)):
            direct = all(_named(meeting.statement, words, claims) for words in (same.one, same.other))
            how = f"both {verb} {'the same statement' if direct else 'it, one of them in saying more'}"
            origins, others = ({claims[word.claim].origin for word in words} for words in (same.one, same.other))
            independent = origins != others
            note = "" if independent else "; both go back to one origin"
            found.append((AGREE if independent else BESIDE, how + note, same))
        if opposed := meeting.only(firmly(polarity), firmly(opposite)):
            found.append((APART, "one affirms what the other denies", opposed))
    return found or [(BESIDE, "the same statement, not said alike", meeting)]


def _conflicts(engine: Engine, by: Mapping[str, _Meeting]) -> list[Point]:
    """Match statements that the rules found in conflict or in tension, one affirmed by each source."""
    rows = texts(
        engine,
        f"""SELECT ?first ?how ?second WHERE {{ VALUES ?how {{ {values_of(_CONFLICTS)} }} ?first ?how ?second }}
        ORDER BY ?first ?second ?how""",
    )
    points = []
    for row in rows:
        for said, against in permutations((by.get(row["first"]), by.get(row["second"]))):
            # Both sources on both sides: then each differs with itself too, which is no difference between them.
            if said and against and not (said.other and against.one):
                one, other = (
                    tuple(Saying(word, (about,)) for word in words if word.polarity == "affirmed")
                    for about, words in ((said.statement, said.one), (against.statement, against.other))
                )
                if one and other:
                    title = f"{said.statement.label} – {against.statement.label}"
                    points.append(Point(APART, title, f"rule: {_CONFLICTS[row['how']]}", one, other))
    return points


def _edited(
    engine: Engine, claims: Mapping[str, _Claim], statements: Mapping[str, Told], pair: tuple[str, str]
) -> list[Point]:
    """Return the editor's comparisons between claims of the two sources, in the order of their labels."""
    rows = texts(
        engine,
        f"""SELECT ?comparison ?relation ?label ?note ?one ?other WHERE {{
          ?comparison cakg:compares ?one , ?other ; cakg:relation ?relation ; rdfs:label ?label ; skos:note ?note .
          ?one cakg:source {values_of(pair[:1])} . ?other cakg:source {values_of(pair[1:])} .
        }} ORDER BY ?label ?comparison ?one ?other""",
    )
    found: dict[str, Point] = {}
    for row in rows:
        relation = AGREE if row["relation"] == RELATION.agree else APART
        point = found.get(row["comparison"], Point(relation, row["label"], f"editor: {row['note']}", (), ()))
        one, other = (_side(row[role], claims, statements) for role in ("one", "other"))
        found[row["comparison"]] = point._replace(
            one=tuple(dict.fromkeys(point.one + one)), other=tuple(dict.fromkeys(point.other + other))
        )
    return list(found.values())


def _side(claim: str, claims: Mapping[str, _Claim], statements: Mapping[str, Told]) -> Side:
    """Return one claim with every statement that it names itself, once for each polarity."""
    said: dict[str, tuple[Word, list[Told]]] = {}
    for statement in (statements[iri] for iri in sorted(claims[claim].own) if iri in statements):
        for word in statement.words:
            if word.claim == claim:
                said.setdefault(word.polarity, (word, []))[1].append(statement)
    return tuple(Saying(word, tuple(about)) for _, (word, about) in sorted(said.items()))

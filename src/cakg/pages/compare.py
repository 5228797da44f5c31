"""Two sources side by side: where they agree, where they pull apart, what only one says.

Points are matched in two ways. A *rule* matches what the graph shows by itself: claims of both
about one statement, or statements that the rules found in conflict or in tension. An *editor*
matches what no rule can see, and gives a reason. Every point says which it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import permutations
from typing import NamedTuple, TypeAlias

from cakg import tables
from cakg.errors import BadValueError
from cakg.model.citations import sources
from cakg.model.names import grouped, texts, values_of
from cakg.model.said import Told, Word, key, told
from cakg.notebook import displayed
from cakg.store.protocol import Engine
from cakg.tables import counted
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


class _Said(NamedTuple):
    """One claim about one statement, and what matching needs to know of it."""

    word: Word
    origin: str
    loose: bool
    own: bool
    """Whether it names the statement itself, and does not reach it through another."""


class _Meeting(NamedTuple):
    """One statement with what each of two sources claims of it."""

    statement: Told
    one: tuple[_Said, ...]
    other: tuple[_Said, ...]

    def only(self, one: Callable[[_Said], bool], other: Callable[[_Said], bool]) -> _Meeting | None:
        """Return the meeting of those claims alone; None when a source has none."""
        kept = self._replace(one=tuple(filter(one, self.one)), other=tuple(filter(other, self.other)))
        return kept if kept.one and kept.other else None


def compare(engine: Engine, one: str, other: str) -> Comparison:
    """Compare two sources, given as IRIs; raise when they are one, or when one of them makes no claim."""
    name = sources(engine)
    speaking = grouped(engine, "SELECT DISTINCT ?source ?is WHERE { ?claim a ?is ; cakg:source ?source }")
    silent = sorted({one, other} - speaking.keys())
    if one == other or silent:
        what = f"no claim stands in {name[silent[0]].short}" if silent else f"both names mean {name[one].short}"
        others = ", ".join(sorted(name[source].short for source in speaking))
        raise BadValueError(what, remedy=f"compare two of those that speak in the graph: {others}")
    by = _met(engine, one, other)
    points = [*_same(by.values()), *_conflicts(engine, by), *_edited(engine, by, (one, other))]
    sayings = (saying for point in points for saying in point.one + point.other)
    matched = {statement.iri for saying in sayings for statement in saying.statements}
    rest = [by[iri] for iri in by if iri not in matched and not (by[iri].one and by[iri].other)]

    def only(side: Callable[[_Meeting], tuple[_Said, ...]]) -> tuple[Told, ...]:
        own = ((each.statement, side(each)) for each in rest if _directly(side(each)))
        return tuple(found._replace(words=tuple(each.word for each in said)) for found, said in own)

    alone = only(lambda meeting: meeting.one), only(lambda meeting: meeting.other)
    return Comparison(name[one].short, name[other].short, tuple(points), *alone)


def _met(engine: Engine, one: str, other: str) -> dict[str, _Meeting]:
    """Return every statement that one of two sources makes a claim about."""
    origins: dict[str, tuple[str, bool]] = {}
    own: dict[str, set[str]] = {}
    for row in texts(
        engine,
        f"""SELECT ?claim ?origin ?commitment ?statement WHERE {{
          VALUES ?source {{ {values_of((one, other))} }}
          ?claim cakg:source ?source ; cakg:origin ?origin ; cakg:commitment ?commitment ;
                 cakg:affirms|cakg:denies|cakg:leavesOpen ?statement .
        }}""",
    ):
        loose = row["commitment"] in (COMMITMENT.conditional, COMMITMENT.urged)
        origins.setdefault(row["claim"], (row["origin"], loose))
        own.setdefault(row["claim"], set()).add(row["statement"])
    rows = texts(
        engine,
        f"""SELECT DISTINCT ?statement WHERE {{ VALUES ?claim {{ {values_of(sorted(own))} }}
          ?statement cakg:affirmedBy|cakg:deniedBy|cakg:leftOpenBy ?claim }}""",
    )
    by = {}
    for iri, found in told(engine, [row["statement"] for row in rows]).items():
        words = [word for word in found.words if word.claim in own]
        said = [_Said(word, *origins[word.claim], iri in own[word.claim]) for word in words]
        ones, others = ([each for each in said if each.word.saying.source.iri == source] for source in (one, other))
        by[iri] = _Meeting(found, tuple(ones), tuple(others))
    return by


def _directly(side: Iterable[_Said]) -> bool:
    return any(each.own for each in side)


def _same(meetings: Iterable[_Meeting]) -> list[Point]:
    """Match claims of both sources about one statement; those by the same claims make one point."""
    groups: dict[tuple[str, ...], list[_Meeting]] = {}
    for meeting in meetings:
        for relation, matched, part in _split(meeting) if meeting.one and meeting.other else ():
            said = ([each.word.claim for each in side] for side in (part.one, part.other))
            groups.setdefault((relation, matched, *map(" ".join, said)), []).append(part)
    points = []
    for (relation, matched, *_), parts in groups.items():
        # A claim about a general statement reaches all that refine it: only what somebody says himself is shown.
        himself = [part for part in parts if _directly(part.one + part.other)]
        kept = sorted(himself or parts, key=lambda part: part.statement.label)
        both = tuple(part.statement for part in kept)
        title = both[0].title if len(both) == 1 else f"{both[0].label}, and {len(both) - 1} more like it"
        one, other = (tuple(Saying(each.word, both) for each in side) for side in (kept[0].one, kept[0].other))
        points.append(Point(relation, title, f"rule: {matched}", one, other))
    return sorted(points, key=lambda point: point.one[0].word.saying.order)


def _split(meeting: _Meeting) -> list[tuple[str, str, _Meeting]]:
    """Say in which relations the claims about one statement stand, and how each was matched."""

    def firmly(polarity: str) -> Callable[[_Said], bool]:
        return lambda said: said.word.polarity == polarity and not said.loose

    found = []
    for polarity, opposite, verb in (("affirmed", "denied", "affirm"), ("denied", "affirmed", "deny")):
        if same := meeting.only(firmly(polarity), firmly(polarity)):
            direct = _directly(same.one) and _directly(same.other)
            how = f"both {verb} {'the same statement' if direct else 'it, one of them in saying more'}"
            independent = {said.origin for said in same.one} != {said.origin for said in same.other}
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
                    tuple(Saying(each.word, (about,)) for each in side if each.word.polarity == "affirmed")
                    for about, side in ((said.statement, said.one), (against.statement, against.other))
                )
                if one and other:
                    title = f"{said.statement.label} – {against.statement.label}"
                    points.append(Point(APART, title, f"rule: {_CONFLICTS[row['how']]}", one, other))
    return points


def _edited(engine: Engine, by: Mapping[str, _Meeting], pair: tuple[str, str]) -> list[Point]:
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
        one, other = (_side(row[role], by.values()) for role in ("one", "other"))
        found[row["comparison"]] = point._replace(
            one=tuple(dict.fromkeys(point.one + one)), other=tuple(dict.fromkeys(point.other + other))
        )
    return list(found.values())


def _side(claim: str, meetings: Iterable[_Meeting]) -> Side:
    """Return one claim with every statement that it names itself, once for each polarity."""
    said: dict[str, tuple[Word, list[Told]]] = {}
    for meeting in meetings:
        for word in (each.word for each in meeting.one + meeting.other if each.own):
            if word.claim == claim:
                said.setdefault(word.polarity, (word, []))[1].append(meeting.statement)
    return tuple(Saying(word, tuple(about)) for _, (word, about) in sorted(said.items()))

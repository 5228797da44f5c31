"""Finding the points on which two sources meet.

Two ways. A *rule* matches what the graph shows by itself: claims of both about one
statement, or statements that the rules found in conflict or in tension. An *editor* matches
what no rule can see, and gives a reason. Every point says which it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from cakg.citations import sources
from cakg.comparison import AGREE, APART, BESIDE, Comparison, Point, Saying, Side
from cakg.engine import Engine
from cakg.errors import BadValueError
from cakg.names import values_of
from cakg.said import Told, Word, told
from cakg.vocabulary import CAKG, COMMITMENT, RELATION, prefix_header

_CONFLICTS = {
    CAKG.differsInValue: "the values differ",
    CAKG.differsInTime: "the times differ",
    CAKG.inTensionWith: "in tension, which is no contradiction",
}
_LOOSE = frozenset({COMMITMENT.conditional, COMMITMENT.urged})
_VERBS = {"affirmed": "affirm", "denied": "deny", "left open": "leave open"}


class _Claim(NamedTuple):
    """What matching needs to know of a claim; *own* are the statements that it names itself."""

    source: str
    origin: str
    loose: bool
    own: frozenset[str]


class _Meeting(NamedTuple):
    """One statement of which both sources speak, with the claims of each."""

    statement: Told
    one: tuple[Word, ...]
    other: tuple[Word, ...]


def compare(engine: Engine, one: str, other: str) -> Comparison:
    """Compare two sources, given as IRIs: agreements, differences, and what only one of them says."""
    name = sources(engine)
    claims = _claims(engine, (one, other))
    speak = {claim.source for claim in claims.values()}
    if one == other or {one, other} - speak:
        silent = next(iter(sorted({one, other} - speak)), "")
        what = f"no claim stands in {name[silent].short}" if silent else f"both names mean {name[one].short}"
        others = sorted({name[claim.source].short for claim in _claims(engine, name).values()})
        raise BadValueError(what, remedy=f"compare two of those that speak in the graph: {', '.join(others)}")
    statements = told(engine, _touched(engine, claims))
    by = {
        iri: _Meeting(statement, _of(statement, one, claims), _of(statement, other, claims))
        for iri, statement in statements.items()
    }
    shared = [meeting for meeting in by.values() if meeting.one and meeting.other]
    points = [
        *_same(shared, claims),
        *_conflicts(engine, by),
        *_edited(engine, claims, statements, (one, other)),
    ]
    sayings = [saying for point in points for saying in point.one + point.other]
    matched = {statement.iri for saying in sayings for statement in saying.statements}
    alone = [meeting for iri, meeting in by.items() if iri not in matched and not (meeting.one and meeting.other)]
    return Comparison(
        name[one].short,
        name[other].short,
        tuple(points),
        _own(alone, [meeting.one for meeting in alone], claims),
        _own(alone, [meeting.other for meeting in alone], claims),
    )


def _same(shared: Iterable[_Meeting], claims: Mapping[str, _Claim]) -> list[Point]:
    """Match claims of both sources about one statement; those by the same claims make one point."""
    groups: dict[tuple[str, str, tuple[str, ...], tuple[str, ...]], list[_Meeting]] = {}
    for meeting in shared:
        for key, part in _split(meeting, claims):
            groups.setdefault((*key, _names(part.one), _names(part.other)), []).append(part)
    points = []
    for (relation, matched, *_), parts in groups.items():
        # A claim about a general statement reaches all that refine it: only what somebody says himself is shown.
        said = [part for part in parts if any(part.statement.iri in claims[word.claim].own for word in _all(part))]
        kept = sorted(said or parts, key=lambda part: part.statement.label)
        both = tuple(part.statement for part in kept)
        title = both[0].title if len(both) == 1 else f"{both[0].label}, and {len(both) - 1} more like it"
        one, other = (tuple(Saying(word, both) for word in words) for words in (kept[0].one, kept[0].other))
        points.append(Point(relation, title, f"rule: {matched}", one, other))
    return sorted(points, key=lambda point: point.one[0].word.saying.order)


def _split(meeting: _Meeting, claims: Mapping[str, _Claim]) -> list[tuple[tuple[str, str], _Meeting]]:
    """Say in which relation the claims about one statement stand: each with how it was matched."""
    firm = _Meeting(
        meeting.statement,
        tuple(word for word in meeting.one if not claims[word.claim].loose),
        tuple(word for word in meeting.other if not claims[word.claim].loose),
    )
    found: list[tuple[tuple[str, str], _Meeting]] = []
    for polarity in ("affirmed", "denied"):
        same = _Meeting(firm.statement, _only_as(polarity, firm.one), _only_as(polarity, firm.other))
        if same.one and same.other:
            direct = all(
                any(same.statement.iri in claims[word.claim].own for word in words) for words in (same.one, same.other)
            )
            how = "the same statement" if direct else "it, one of them in saying more"
            independent = {claims[word.claim].origin for word in same.one} != {
                claims[word.claim].origin for word in same.other
            }
            relation = AGREE if independent else BESIDE
            note = "" if independent else "; both go back to one origin"
            found.append(((relation, f"both {_VERBS[polarity]} {how}{note}"), same))
        opposed = _Meeting(
            firm.statement,
            _only_as(polarity, firm.one),
            _only_as("denied" if polarity == "affirmed" else "affirmed", firm.other),
        )
        if opposed.one and opposed.other:
            found.append(((APART, "one affirms what the other denies"), opposed))
    return found or [((BESIDE, "the same statement, not said alike"), meeting)]


def _conflicts(engine: Engine, by: Mapping[str, _Meeting]) -> list[Point]:
    """Match statements that the rules found in conflict or in tension, one affirmed by each source."""
    rows = engine.select(
        f"{prefix_header('cakg')}SELECT ?first ?how ?second"
        f" WHERE {{ VALUES ?how {{ {values_of(_CONFLICTS)} }} ?first ?how ?second }} ORDER BY ?first ?second ?how"
    ).rows
    points = []
    for row in rows:
        first, how, second = (term.value if term else "" for term in row)
        for left, right in ((first, second), (second, first)):
            if left in by and right in by:
                one, other = _only_as("affirmed", by[left].one), _only_as("affirmed", by[right].other)
                # Both sources on both sides: then each differs with itself too, which is no difference between them.
                if one and other and not (by[left].other and by[right].one):
                    said, against = by[left].statement, by[right].statement
                    title = f"{said.label} – {against.label}"
                    rule = f"rule: {_CONFLICTS[how]}"
                    sides = _about(said, one), _about(against, other)
                    points.append(Point(APART, title, rule, *sides))
    return points


def _edited(
    engine: Engine, claims: Mapping[str, _Claim], statements: Mapping[str, Told], pair: tuple[str, str]
) -> list[Point]:
    """Return the editor's comparisons between claims of the two sources, in the order of their labels."""
    rows = engine.select(
        f"""{prefix_header("cakg", "rdfs", "skos")}SELECT ?comparison ?relation ?label ?note ?one ?other WHERE {{
          ?comparison cakg:compares ?one , ?other ; cakg:relation ?relation ; rdfs:label ?label ; skos:note ?note .
          ?one cakg:source {values_of(pair[:1])} . ?other cakg:source {values_of(pair[1:])} .
        }} ORDER BY ?label ?comparison ?one ?other"""
    ).dicts()
    found: dict[str, Point] = {}
    for row in rows:
        relation = AGREE if row["relation"].value == RELATION.agree else APART
        fresh = Point(relation, row["label"].value, f"editor: {row['note'].value}", (), ())
        point = found.setdefault(row["comparison"].value, fresh)
        one, other = (_side(row[role].value, claims, statements) for role in ("one", "other"))
        found[row["comparison"].value] = point._replace(one=_added(point.one, one), other=_added(point.other, other))
    return list(found.values())


def _side(claim: str, claims: Mapping[str, _Claim], statements: Mapping[str, Told]) -> Side:
    """Return one claim with every statement that it names itself, once for each polarity."""
    own = [statements[iri] for iri in sorted(claims[claim].own) if iri in statements]
    said: dict[str, tuple[Word, tuple[Told, ...]]] = {}
    for statement in own:
        for word in statement.words:
            if word.claim == claim:
                said[word.polarity] = (word, (*said.get(word.polarity, (word, ()))[1], statement))
    return tuple(Saying(*said[polarity]) for polarity in sorted(said))


def _about(statement: Told, words: Iterable[Word]) -> Side:
    return tuple(Saying(word, (statement,)) for word in words)


def _added(side: Side, more: Side) -> Side:
    return side + tuple(saying for saying in more if saying not in side)


def _own(
    alone: Iterable[_Meeting], words: Iterable[tuple[Word, ...]], claims: Mapping[str, _Claim]
) -> tuple[Told, ...]:
    """Return the statements that some of one source's *words* name themselves, with those words."""
    return tuple(
        meeting.statement._replace(words=said)
        for meeting, said in zip(alone, words, strict=True)
        if any(meeting.statement.iri in claims[word.claim].own for word in said)
    )


def _claims(engine: Engine, pair: Iterable[str]) -> dict[str, _Claim]:
    rows = engine.select(
        f"""{prefix_header("cakg")}SELECT ?claim ?source ?origin ?commitment ?statement WHERE {{
          VALUES ?source {{ {values_of(pair)} }}
          ?claim cakg:source ?source ; cakg:origin ?origin ; cakg:commitment ?commitment ;
                 cakg:affirms|cakg:denies|cakg:leavesOpen ?statement .
        }}"""
    ).dicts()
    own: dict[str, set[str]] = {}
    for row in rows:
        own.setdefault(row["claim"].value, set()).add(row["statement"].value)
    return {
        row["claim"].value: _Claim(
            row["source"].value,
            row["origin"].value,
            row["commitment"].value in _LOOSE,
            frozenset(own[row["claim"].value]),
        )
        for row in rows
    }


def _touched(engine: Engine, claims: Iterable[str]) -> list[str]:
    """Return every statement that one of *claims* affirms, denies or leaves open, itself or through another."""
    rows = engine.select(
        f"{prefix_header('cakg')}SELECT DISTINCT ?statement WHERE {{ VALUES ?claim {{ {values_of(sorted(claims))} }}"
        " ?statement cakg:affirmedBy|cakg:deniedBy|cakg:leftOpenBy ?claim }"
    ).rows
    return [term.value for (term,) in rows if term is not None]


def _of(statement: Told, source: str, claims: Mapping[str, _Claim]) -> tuple[Word, ...]:
    return tuple(word for word in statement.words if word.claim in claims and claims[word.claim].source == source)


def _only_as(polarity: str, words: Iterable[Word]) -> tuple[Word, ...]:
    return tuple(word for word in words if word.polarity == polarity)


def _all(meeting: _Meeting) -> tuple[Word, ...]:
    return meeting.one + meeting.other


def _names(words: Iterable[Word]) -> tuple[str, ...]:
    return tuple(word.claim for word in words)

"""Follows the triple patterns of a rule's header through a graph: from a node to what it reads, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple

from pyoxigraph import Triple

from cakg.store.reach import Line, Pattern
from cakg.store.view import View


class _Match(NamedTuple):
    """A way in which patterns match: the triples, and the values of their variables."""

    triples: tuple[Triple, ...]
    values: Mapping[str, Any]


class _Rows:
    """Values of variables, each combination once."""

    def __init__(self, names: Iterable[str], rows: Iterable[tuple[Any, ...]]) -> None:
        self.names = tuple(names)
        self.rows = set(rows)

    def envs(self) -> Iterator[dict[str, Any]]:
        for row in self.rows:
            yield dict(zip(self.names, row, strict=True))


def read(
    view: View, about: str, nodes: Iterable[Any], lines: Iterable[Line], touched: Callable[[Triple], object]
) -> None:
    """Call *touched* with each triple that matches a pattern of *lines*, from the *nodes* that a rule is about."""
    found: dict[tuple[Line, frozenset[str]], _Rows] = {}  # of lines that begin alike
    for line in lines:
        rows = _Rows((about,), ((node,) for node in nodes))
        rest = list(line)
        while rest and rows.rows:
            group = _group(rest, set(rows.names))
            rest = rest[len(group) :]
            needed = frozenset().union(*(one.variables for one in rest))
            known = frozenset(rows.names).union(*(one.variables for one in group))
            start = line[: len(line) - len(rest)], needed & known
            if start in found:
                rows = found[start]
            elif not rest and len(group) == 1 and not (group[0].closure or group[0].negated):
                _touch(view, rows, group[0], touched)
            else:
                rows = found[start] = _joined(view, rows, group, needed, touched)


def _touch(view: View, rows: _Rows, pattern: Pattern, touched: Callable[[Triple], object]) -> None:
    """Call *touched* with each triple that matches the last pattern of a line, of which no values are needed."""
    predicates: Sequence[Any] = (None,) if isinstance(pattern.predicates, str) else pattern.predicates
    ends = {(_value(env, pattern.subject), _value(env, pattern.object)) for env in rows.envs()}
    for subject, value in ends:
        for predicate in predicates:
            for triple in view.match(subject, predicate, value):
                touched(triple)


def last(view: View, about: str, nodes: Iterable[Any], lines: Iterable[Line]) -> dict[Triple, set[Any]]:
    """Return the triples that match the last pattern of *lines*, each with the nodes that it was found from."""
    found: dict[Triple, set[Any]] = {}
    for line in lines:
        rows = _Rows((about,), ((node,) for node in nodes))
        for place, pattern in enumerate(line[:-1]):
            needed = frozenset({about}).union(*(one.variables for one in line[place + 1 :]))
            rows = _joined(view, rows, [pattern], needed, None)
        for env in rows.envs():
            for match in _matches(view, env, line[-1]):
                for triple in match.triples:
                    found.setdefault(triple, set()).add(env[about])
    return found


def nodes_reached(
    view: View, about: str, lines: Iterable[Line], changed: Iterable[Triple], *, joined: bool
) -> set[Any]:
    """Return the nodes from which *lines* lead to a triple of *changed*; an empty *about* stands for any node.

    With *joined*, all patterns of a line must match; otherwise those before the one that matches the triple.
    """
    found: set[Any] = set()
    triples = list(changed)
    by_predicate: dict[Any, list[Triple]] = {}
    for triple in triples:
        by_predicate.setdefault(triple.predicate, []).append(triple)
    done: set[Line] = set()
    for line in lines:
        for place, pattern in enumerate(line):
            way = line[place:] + line[:place] if joined else line[: place + 1]
            if way in done:
                continue
            done.add(way)
            others = [one for number, one in enumerate(line) if number != place and (joined or number < place)]
            others = [one for one in others if not one.negated]
            if joined and about in pattern.variables:
                others = []  # testing whether it leads further takes longer than deriving it again
            names = sorted(pattern.variables)
            fitting = triples
            if isinstance(pattern.predicates, tuple):
                fitting = [triple for one in pattern.predicates for triple in by_predicate.get(one, ())]
            rows = _Rows(names, {row for triple in fitting for row in _unified(view, pattern, names, triple)})
            found |= _back(view, rows, others, about)
    return found


def _back(view: View, rows: _Rows, patterns: list[Pattern], about: str) -> set[Any]:
    while patterns and rows.rows:
        known = set(rows.names)
        first = min(reversed(patterns), key=lambda one: _rank(one, known))  # of equal ones the nearest
        group = _together(first, patterns, known)
        patterns = [one for one in patterns if not any(one is other for other in group)]
        needed = frozenset({about}).union(*(one.variables for one in patterns))
        rows = _joined(view, rows, group, needed, None)
    if not about:
        return set(rows.rows)
    return {env[about] for env in rows.envs()}


def _together(first: Pattern, patterns: Sequence[Pattern], known: set[str]) -> list[Pattern]:
    """Return the pattern *first*, with the others that share its unknown subject and have a known object."""
    if not isinstance(first.subject, str) or first.subject in known or not _is_plain(first, known):
        return [first]
    return [one for one in patterns if one.subject == first.subject and _is_plain(one, known)]


def _rank(pattern: Pattern, known: set[str]) -> int:
    """Return 0 for a pattern that has at most one match, and a higher number for one that may have more."""
    subject, value = (not isinstance(one, str) or one in known for one in (pattern.subject, pattern.object))
    if subject:
        return 0 if value else 1
    return 2 if value and isinstance(pattern.object, str) else 3


def _group(patterns: Sequence[Pattern], known: set[str]) -> list[Pattern]:
    """Return the first pattern, with those after it that share its unknown subject and have a known object."""
    first = patterns[0]
    if not isinstance(first.subject, str) or first.subject in known or not _is_plain(first, known):
        return [first]
    group = [first]
    for one in patterns[1:]:
        if one.subject != first.subject or not _is_plain(one, known):
            break
        group.append(one)
    return group


def _is_plain(pattern: Pattern, known: set[str]) -> bool:
    has_object = not isinstance(pattern.object, str) or pattern.object in known
    simple = isinstance(pattern.predicates, tuple) and len(pattern.predicates) == 1
    return has_object and simple and not pattern.closure and not pattern.negated


def _joined(
    view: View,
    rows: _Rows,
    group: Sequence[Pattern],
    needed: frozenset[str],
    touched: Callable[[Triple], object] | None,
) -> _Rows:
    own = frozenset().union(*(one.variables for one in group))
    given = [name for name in rows.names if name in own]
    names = [name for name in (*rows.names, *sorted(own - set(rows.names))) if name in needed]
    cache: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    joined: set[tuple[Any, ...]] = set()
    for env in rows.envs():
        key = tuple(env[name] for name in given)
        values = cache.get(key)
        if values is None:
            values = []
            for match in _of_group(view, env, group):
                values.append(match.values)
                if touched:
                    for triple in match.triples:
                        touched(triple)
            kept = [name for name in names if name in own]
            values = list({tuple(one.get(name, env.get(name)) for name in kept): one for one in values}.values())
            cache[key] = values
        for one in values:
            joined.add(tuple(one[name] if name in one else env[name] for name in names))
    return _Rows(names, joined)


def _of_group(view: View, env: Mapping[str, Any], group: Sequence[Pattern]) -> Iterator[_Match]:
    if len(group) == 1:
        if group[0].negated:
            if next(_matches(view, env, group[0]), None) is None:
                yield _Match((), {})
            return
        yield from _matches(view, env, group[0])
        return
    name = group[0].subject
    assert isinstance(name, str)
    ends: list[tuple[Any, Any]] = [(one.predicates[0], _value(env, one.object)) for one in group]
    shortest, subjects = _shortest([view.match(None, *end) for end in ends])
    others = [end for end in ends if end is not ends[shortest]]
    for subject in subjects:
        if all(view.has(subject, *end) for end in others):
            yield _Match(tuple(Triple(subject, *end) for end in ends), {name: subject})


def _shortest(lists: Sequence[Iterator[Triple]]) -> tuple[int, list[Any]]:
    """Return the number of the shortest of the *lists*, and its subjects; no longer list is read to the end."""
    subjects: list[list[Any]] = [[] for _ in lists]
    while True:
        for number, one in enumerate(lists):
            triple = next(one, None)
            if triple is None:
                return number, list(dict.fromkeys(subjects[number]))
            subjects[number].append(triple.subject)


def _matches(view: View, env: Mapping[str, Any], pattern: Pattern) -> Iterator[_Match]:
    subject, value = _value(env, pattern.subject), _value(env, pattern.object)
    if pattern.closure:
        yield from _paths(view, pattern, subject, value)
        return
    predicates: Sequence[Any] = (
        (env.get(pattern.predicates),) if isinstance(pattern.predicates, str) else pattern.predicates
    )
    for predicate in predicates:
        if subject is not None and value is not None and predicate is not None:
            if view.has(subject, predicate, value):
                yield _Match((Triple(subject, predicate, value),), {})
            continue
        for triple in view.match(subject, predicate, value):
            yield _Match((triple,), _named(pattern, triple))


def _named(pattern: Pattern, triple: Triple) -> dict[str, Any]:
    parts = zip((pattern.subject, pattern.predicates, pattern.object), triple, strict=True)
    return {name: term for name, term in parts if isinstance(name, str)}


def _paths(view: View, pattern: Pattern, subject: Any, value: Any) -> Iterator[_Match]:
    predicate = pattern.predicates[0]
    start, forward = (subject, True) if subject is not None else (value, False)
    name = pattern.object if forward else pattern.subject
    wanted = value if forward else None
    for node, triples in _steps(view, predicate, start, forward=forward, itself=pattern.closure == "*"):
        if wanted is None or node == wanted:
            yield _Match(triples, {name: node} if isinstance(name, str) else {})


def _steps(
    view: View, predicate: Any, start: Any, *, forward: bool, itself: bool
) -> Iterator[tuple[Any, tuple[Triple, ...]]]:
    """Yield the nodes that *predicate* leads to in any number of steps, each with the triples of the last step."""
    if itself:
        yield start, ()
    seen, queue = {start}, [start]
    while queue:
        node = queue.pop()
        found: dict[Any, list[Triple]] = {}
        for triple in view.match(node, predicate, None) if forward else view.match(None, predicate, node):
            found.setdefault(triple.object if forward else triple.subject, []).append(triple)
        for other, triples in found.items():
            yield other, tuple(triples)  # also where the node is known already, for its triples
            if other not in seen:
                seen.add(other)
                queue.append(other)


def _unified(view: View, pattern: Pattern, names: Sequence[str], triple: Triple) -> Iterator[tuple[Any, ...]]:
    """Yield the values of the variables of *pattern* with which it matches *triple*, or a path through it."""
    for term, own in ((pattern.subject, triple.subject), (pattern.object, triple.object)):
        if not isinstance(term, str) and term != own and not pattern.closure:
            return
    if not pattern.closure:
        values = _named(pattern, triple)
        yield tuple(values[name] for name in names)
        return
    predicate = pattern.predicates[0]
    starts = {node for node, _ in _steps(view, predicate, triple.subject, forward=False, itself=True)}
    ends = {node for node, _ in _steps(view, predicate, triple.object, forward=True, itself=True)}
    for start, end in product(starts, ends):
        values = {str(pattern.subject): start, str(pattern.object): end}
        yield tuple(values[name] for name in names)


def _value(env: Mapping[str, Any], term: Any) -> Any:
    return env.get(term) if isinstance(term, str) else term

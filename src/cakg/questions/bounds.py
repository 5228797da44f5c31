"""Bounds on the work of a question, so that a page of its answer takes no longer in a large graph.

Rewrites queries and decides where they begin. Does not run questions.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from pyoxigraph import NamedNode

from cakg.model.frequency import are_in_more_than, more_than_articles
from cakg.model.records import Records
from cakg.store.protocol import Engine, Term

MOST_ROWS = 3_000
"""How many rows of the query are computed for a page."""
MOST_NEARBY = 3_000
"""How many rows about groups, or with other values, are computed for the notes below a page."""
_FREQUENT = 100_000
"""Things in more triples are frequent."""
MOST_GROUPS = 100
"""How many groups are searched for the note below a page."""

PROJECTION = re.compile(r"^SELECT (?:DISTINCT )?(?P<columns>[?\w ]+)$", re.MULTILINE)
"""The line of a question that selects its columns."""
_VARIABLE = re.compile(r"\?\w+")
_ORDER = "ORDER BY"


class MoreThan(int):
    """A number at which counting stopped, one above the most; a text says so: ``more than 20,000`` for 20,001."""

    def __format__(self, form: str) -> str:
        return f"more than {int(self) - 1:{form}}"


def up_to(number: int, most: int | None) -> int:
    """Return *number*; if it is above *most*, a number that says only that."""
    return number if most is None or number <= most else MoreThan(most + 1)


def first_rows(sparql: str, number: int, only: str = "") -> str:
    """Return a query for *number* rows of *sparql*, sorted like it; the engine chooses which ones.

    The engine stops when it has found them. *only* is a pattern that each row must match. A query that is not written
    as CONTRIBUTING.md describes is returned as it is.
    """
    pattern, by, order = sparql.rpartition(_ORDER)
    found = PROJECTION.search(pattern)
    if not (by and found):
        return sparql
    columns = found["columns"].split()
    needed = dict.fromkeys([*columns, *_VARIABLE.findall(order)])
    begin, end = pattern[: found.start()], pattern[found.end() :]
    selection = found[0].replace(found["columns"], " ".join(needed))
    inner = f"{selection}{end}"
    if only:  # after the rows are found: among their patterns, it would change where the engine begins
        inner = f"{selection}\nWHERE {{\n{{\n{inner}}}\n{only}\n}}\n"
    return f"{begin}{found[0]}\nWHERE {{\n{{\n{inner}LIMIT {number}\n}}\n}}\n{_ORDER}{order}"


def frequent(engine: Engine, given: Mapping[str, Sequence[Term]], names: Collection[str]) -> frozenset[str]:
    """Return those of the parameters *names* whose values are in very many triples, such as Russia."""
    return frozenset(
        name for name in names if (nodes := _nodes(given, name)) and are_in_more_than(engine, nodes, _FREQUENT)
    )


def after_articles(records: Records, given: Mapping[str, Sequence[Term]], names: Collection[str]) -> frozenset[str]:
    """Return those of the parameters *names* with a value in more triples than the articles have claims."""
    nodes = {node for name in names for node in _nodes(given, name)}
    found = more_than_articles(records, nodes)
    return frozenset(name for name in names if not found.isdisjoint(_nodes(given, name)))


def _nodes(given: Mapping[str, Sequence[Term]], name: str) -> list[NamedNode]:
    return [term for term in given.get(name, ()) if isinstance(term, NamedNode)]

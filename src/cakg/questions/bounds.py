"""Bounds on the work of a question, so that a page of its answer takes no longer in a large graph.

Rewrites queries and decides where they begin. Does not run questions.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from pyoxigraph import NamedNode

from cakg.store.protocol import Engine, Term

MOST_ROWS = 20_000
"""How many rows of the query are computed for a page; no answer of the shipped graph has as many."""
MOST_NEARBY = 5_000
"""How many rows about groups, or with other values, are computed for the notes below a page."""
_FREQUENT = 1_000
"""A thing in more triples is frequent."""
_MANY = 50
"""More values are many."""
MOST_GROUPS = 1_000
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
    """Return those of the parameters *names* that have many values, or one in many triples, such as Russia."""
    return frozenset(
        name
        for name in names
        if len(terms := [term for term in given.get(name, ()) if isinstance(term, NamedNode)]) > _MANY
        or any(_is_frequent(engine, term) for term in terms)
    )


def _is_frequent(engine: Engine, node: NamedNode) -> bool:
    number = f"SELECT ?one WHERE {{ ?one ?role {node} }} LIMIT {_FREQUENT + 1}"
    [[count]] = engine.select(f"SELECT (COUNT(*) AS ?number) WHERE {{ {{ {number} }} }}").rows
    return count is not None and int(count.value) > _FREQUENT

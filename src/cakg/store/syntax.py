"""Explains syntax errors of queries; the parser itself only lists all tokens that it expected."""

from __future__ import annotations

import re

from cakg.errors import QuerySyntaxError

NOT_A_QUERY = "this is not a query"
READ_ONLY = "cakg only reads: after the prefixes, begin with SELECT, ASK, CONSTRUCT or DESCRIBE"
_PREFIX = re.compile(r"([\w-]+):[\w-]*\s*$")
_CHANGE = re.compile(r"\s*(INSERT|DELETE|LOAD|CLEAR|CREATE|DROP|COPY|MOVE|ADD|WITH)(\s|$)", re.IGNORECASE)


def explain(sparql: str, error: SyntaxError) -> QuerySyntaxError:
    """Return the error to raise for the parser's *error* in *sparql*, with place, problem and the line."""
    place = re.match(r"error at (\d+):(\d+): (?:expected )?(?:one of )?(.*)", error.msg, re.DOTALL)
    if place is None:
        return QuerySyntaxError(f"the query is not SPARQL: {error.msg}")
    line, column, expected = int(place[1]), int(place[2]), place[3]
    shown = dict(enumerate(sparql.splitlines(), start=1)).get(line, "")
    if not sparql.strip() or _CHANGE.match(shown):
        return QuerySyntaxError(NOT_A_QUERY, remedy=READ_ONLY)
    words = [option for option in expected.split(", ") if " " in option and option.replace(" ", "").isalpha()]
    problem = "; ".join(words).lower() or "unexpected text"
    if not shown.strip():
        # The parser stops after the last line; show the end of the text instead.
        lines = sparql.rstrip().splitlines()
        line, column, shown, problem = len(lines), len(lines[-1]) + 1, lines[-1], "it ends too early"
    elif problem == "prefix not found" and (used := _PREFIX.search(shown[: column - 1])):
        problem = f"the prefix {used[1]}: is not declared"
    return QuerySyntaxError(
        f"the query is not SPARQL: line {line}, column {column}: {problem}",
        remedy=f"{shown}\n    {' ' * (column - 1)}^",
    )

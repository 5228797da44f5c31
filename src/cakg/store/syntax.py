"""What is wrong with a query, in words: the parser lists every token that it would have taken, which tells little."""

from __future__ import annotations

import re

from cakg.errors import QuerySyntaxError

READ_ONLY = "cakg only reads: begin with SELECT, ASK, CONSTRUCT or DESCRIBE, after the prefixes"
_PREFIX = re.compile(r"([\w-]+):[\w-]*\s*$")
_CHANGE = re.compile(r"\s*(INSERT|DELETE|LOAD|CLEAR|CREATE|DROP|COPY|MOVE|ADD|WITH)(\s|$)", re.IGNORECASE)


def explain(sparql: str, error: SyntaxError) -> QuerySyntaxError:
    """Return the error to raise for the parser's *error* about *sparql*: where, what, and the line itself."""
    place = re.match(r"error at (\d+):(\d+): (?:expected )?(?:one of )?(.*)", error.msg, re.DOTALL)
    if place is None:
        return QuerySyntaxError(f"the query is not SPARQL: {error.msg}")
    line, column, expected = int(place[1]), int(place[2]), place[3]
    shown = dict(enumerate(sparql.splitlines(), start=1)).get(line, "")
    if not sparql.strip() or _CHANGE.match(shown):
        return QuerySyntaxError("this is no query that can be asked", remedy=READ_ONLY)
    words = [option for option in expected.split(", ") if " " in option and option.replace(" ", "").isalpha()]
    problem = "; ".join(words).lower() or "this was not expected here"
    if not shown.strip():
        # The parser stops after the end; what a reader can look at is where the text ends.
        lines = sparql.rstrip().splitlines()
        line, column, shown, problem = len(lines), len(lines[-1]) + 1, lines[-1], "it ends too early"
    elif problem == "prefix not found" and (used := _PREFIX.search(shown[: column - 1])):
        problem = f"the prefix {used[1]}: is not declared"
    return QuerySyntaxError(
        f"the query is not SPARQL: line {line}, column {column}: {problem}",
        remedy=f"{shown}\n    {' ' * (column - 1)}^",
    )

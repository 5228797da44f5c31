"""What is wrong with a query, in words.

The parser lists every token that it would have taken, which tells a reader little.
Knows how to keep what is said in words and to point at the place.
"""

from __future__ import annotations

import re

from cakg.errors import QuerySyntaxError

READ_ONLY = "cakg only reads: begin with SELECT, ASK, CONSTRUCT or DESCRIBE, after the prefixes"
_PREFIX = re.compile(r"([\w-]+):[\w-]*\s*$")
CHANGES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"})


def explain(sparql: str, error: SyntaxError) -> QuerySyntaxError:
    """Return the error to raise for the parser's *error* about *sparql*: where, what, and the line itself."""
    place, _, expected = error.msg.removeprefix("error at ").partition(": ")
    line, _, column = place.partition(":")
    if not (line.isdigit() and column.isdigit()):
        return QuerySyntaxError(f"the query is not SPARQL: {error.msg}")
    lines = sparql.splitlines()[: int(line)]
    shown = lines[-1] if len(lines) == int(line) else ""
    if not sparql.strip() or shown.lstrip().partition(" ")[0].upper() in CHANGES:
        return QuerySyntaxError("this is no query that can be asked", remedy=READ_ONLY)
    problem = _in_words(expected)
    if not shown.strip():
        # The parser stops after the end; what a reader can look at is where the text ends.
        lines = sparql.rstrip().splitlines()
        line, shown, problem = str(len(lines)), lines[-1], "it ends too early"
        column = str(len(shown) + 1)
    elif problem == "prefix not found" and (used := _PREFIX.search(shown[: int(column) - 1])):
        problem = f"the prefix {used[1]}: is not declared"
    return QuerySyntaxError(
        f"the query is not SPARQL: line {line}, column {column}: {problem}",
        remedy=f"{shown}\n    {' ' * (int(column) - 1)}^",
    )


def _in_words(expected: str) -> str:
    """Return the parts of *expected* that are words, or what can be said without any."""
    options = expected.removeprefix("expected ").removeprefix("one of ").split(", ")
    words = [option for option in options if " " in option and option.replace(" ", "").isalpha()]
    return "; ".join(words).lower() or "this was not expected here"

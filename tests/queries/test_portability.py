"""Patterns that engines answer differently, found in the algebra of each question.

Virtuoso 7.2 puts text together from unbound values, does not see outer variables in the filter of an OPTIONAL, and
cannot join on an IRI that a BIND computes. Oxigraph before 0.5.12, the engine of the static site, reads a - b - c as
a - (b - c). The comparisons with real engines are in test_questions.py.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from rdflib import Variable
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Identifier

from cakg.paths import shipped
from cakg.questions.catalogue import Catalogue
from cakg.vocabulary import with_prefixes

pytestmark = pytest.mark.slow

CATALOGUE = Catalogue.load(shipped().queries / "questions")


def nodes(part: object) -> Iterator[CompValue]:
    """Return all nodes of the algebra under *part*."""
    if isinstance(part, CompValue):
        yield part
        for value in part.values():
            yield from nodes(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from nodes(value)


def variables(part: object) -> set[Variable]:
    """Return all variables in an expression or a pattern."""
    if isinstance(part, Variable):
        return {part}
    if isinstance(part, CompValue):
        return set().union(*(variables(value) for key, value in part.items() if key != "_vars"))
    if isinstance(part, dict):
        return set().union(*map(variables, part))
    return set().union(*map(variables, part)) if isinstance(part, list | tuple | set) else set()


def computed(part: object) -> set[Variable]:
    """Return the variables that a BIND of a pattern computes."""
    return {node.var for node in nodes(part) if node.name == "Extend" and not isinstance(node.expr, Identifier)}


def bound(part: CompValue) -> set[Variable]:
    """Return the variables that have a value in every solution of a pattern."""
    found: set[Variable] = set()
    match part.name:
        case "BGP":
            found = variables(part.triples)
        case "values":
            columns = variables(part.res)
            found = {one for one in columns if all(row.get(one, "UNDEF") != "UNDEF" for row in part.res)}
        case "Join":
            found = bound(part.p1) | bound(part.p2)
        case "LeftJoin" | "Minus":
            found = bound(part.p1)
        case "Union":
            found = bound(part.p1) & bound(part.p2)
        case "Extend":
            inner = bound(part.p)
            found = inner | {part.var} if has_value(part.expr, inner) else inner
        case "AggregateJoin":
            found = {aggregate.res for aggregate in part.A}
        case "Project":
            found = bound(part.p) & set(part.PV)
        case "Distinct" | "OrderBy" | "ToMultiSet" | "Filter" | "SelectQuery":
            found = bound(part.p)
        case other:
            raise AssertionError(other)
    return found


def has_value(expression: object, known: set[Variable]) -> bool:
    """Return whether an expression has a value wherever the variables in *known* have one."""
    if isinstance(expression, Variable):
        return expression in known
    if not isinstance(expression, CompValue):
        return True
    if expression.name in ("Builtin_EXISTS", "Builtin_NOTEXISTS", "Builtin_BOUND"):
        return True
    if expression.name == "Builtin_COALESCE":
        return any(has_value(argument, known) for argument in expression.arg)
    if expression.name == "Builtin_IF":
        tested = known | checked(expression.arg1)
        then, otherwise = has_value(expression.arg2, tested), has_value(expression.arg3, known)
        return has_value(expression.arg1, tested) and then and otherwise
    return all(
        has_value(part, known)
        for value in expression.values()
        for part in (value if isinstance(value, list | tuple) else [value])
    )


def checked(condition: object) -> set[Variable]:
    """Return the variables that *condition* tests with BOUND, not counting negated tests."""
    if isinstance(condition, CompValue) and condition.name == "UnaryNot":
        return set()
    if isinstance(condition, CompValue) and condition.name == "Builtin_BOUND":
        return {condition.arg}
    if isinstance(condition, CompValue):
        return set().union(*map(checked, condition.values()))
    return set().union(*map(checked, condition)) if isinstance(condition, list | tuple) else set()


def texts_without_value(expression: object, known: set[Variable]) -> set[Variable]:
    """Return the variables from which text is put together although they may be unbound."""
    if not isinstance(expression, CompValue):
        parts = expression if isinstance(expression, list | tuple) else []
        return set().union(*(texts_without_value(part, known) for part in parts))
    if expression.name == "Builtin_IF":
        return texts_without_value(expression.arg2, known | checked(expression.arg1)) | texts_without_value(
            expression.arg3, known
        )
    if expression.name == "Builtin_CONCAT":
        return {one for part in expression.arg if not has_value(part, known) for one in variables(part) - known}
    return set().union(*(texts_without_value(part, known) for part in expression.values()))


def faults(sparql: str) -> list[str]:
    """Return the patterns of a query that engines answer differently."""
    found = []
    for node in nodes(prepareQuery(sparql).algebra):
        if node.name == "Extend" and (unbound := texts_without_value(node.expr, bound(node.p))):
            found.append(f"CONCAT of {sorted(unbound)}, which may be unbound: test BOUND in an IF")
        if node.name == "LeftJoin" and (outer := variables(node.expr) - variables(node.p2)):
            found.append(f"FILTER in OPTIONAL with {sorted(outer)} from outside")
        if node.name == "Join" and (both := computed(node.p1) & variables(node.p2)):
            found.append(f"pattern joined on {sorted(both)}, which a BIND computes")
        if node.name in ("AdditiveExpression", "MultiplicativeExpression") and {"-", "/"} & {*node.op[:-1]}:
            found.append(f"{' '.join(node.op)} without parentheses: write (a {node.op[0]} b) {node.op[1]} c")
    return found


@pytest.mark.parametrize("name", CATALOGUE.names)
def test_a_question_avoids_what_engines_answer_differently(name: str) -> None:
    assert faults(CATALOGUE.get(name).sparql) == []


@pytest.mark.parametrize(
    "pattern, fault",
    [
        ("?s a ?c OPTIONAL { ?s cakg:atLeast ?n } BIND (CONCAT(STR(?n), '!') AS ?t)", "CONCAT"),
        ("?s a ?c OPTIONAL { ?s cakg:atLeast ?n } BIND (COALESCE(CONCAT('x', ?n), '') AS ?t)", "CONCAT"),
        ("?s a ?c OPTIONAL { ?s cakg:atLeast ?n } BIND (IF(!BOUND(?n), CONCAT('x', ?n), '') AS ?t)", "CONCAT"),
        ("{ ?s a ?c } UNION { ?s a ?n } BIND (CONCAT('x', STR(?n)) AS ?t)", "CONCAT"),
        ("?s a ?c OPTIONAL { ?s cakg:atLeast ?n } BIND (IF(BOUND(?n), CONCAT(STR(?n), '!'), '') AS ?t)", ""),
        ("?s a ?c OPTIONAL { ?s cakg:atLeast ?n } BIND (CONCAT(COALESCE(STR(?n), ''), '!') AS ?t)", ""),
        ("?s a ?c ; cakg:atLeast ?n BIND (CONCAT(STR(?n), '!') AS ?t)", ""),
        ("?s cakg:atMost ?m OPTIONAL { ?s cakg:atLeast ?n FILTER (?n < ?m) }", "FILTER in OPTIONAL"),
        ("?s cakg:atMost ?m OPTIONAL { ?s cakg:atLeast ?n FILTER EXISTS { ?m a ?n } }", "FILTER in OPTIONAL"),
        ("?s cakg:atMost ?m OPTIONAL { ?s cakg:atLeast ?n FILTER (?n < 5) }", ""),
        ("?s a ?c BIND (IF(?c = cakg:State, ?s, ?c) AS ?x) ?x cakg:status ?z", "pattern joined"),
        ("?s a ?c . { ?x cakg:status ?z } BIND (?s AS ?y)", ""),
        ("?s cakg:atLeast ?n BIND (?n - 1 - 2 AS ?x)", "- - without parentheses"),
        ("?s cakg:atLeast ?n FILTER (?n - 1 + 2 > 3)", "- + without parentheses"),
        ("?s cakg:atLeast ?n BIND (FLOOR(?n / 2 * 3) AS ?x)", "/ * without parentheses"),
        ("?s cakg:atLeast ?n BIND ((?n - 1) - 2 AS ?x)", ""),
        ("?s cakg:atLeast ?n BIND (2 * ?n + 1 - ?n / 2 AS ?x)", ""),
    ],
)
def test_the_patterns_are_recognised(pattern: str, fault: str) -> None:
    found = faults(with_prefixes(f"SELECT * WHERE {{ {pattern} }}"))

    assert (found == []) if not fault else any(one.startswith(fault) for one in found)

"""The header of each rule says everything that the rule derives and reads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from cakg.errors import BrokenFileError
from cakg.paths import shipped
from cakg.store.reach import Line, reach_of, stages
from cakg.vocabulary import PREFIXES, RDF

RULES = shipped().rules()
_NAME = re.compile(r"\b([a-z]+):([a-zA-Z]+)\b")
_NO_PROPERTIES = ("attribution", "commitment", "mode", "status", "verdict", "profile", "aspect", "xsd")


def _predicates(lines: tuple[Line, ...]) -> set[str]:
    return {
        one.value for line in lines for part in line if not isinstance(part.predicates, str) for one in part.predicates
    }


def _properties(text: str) -> set[str]:
    """Return the IRIs of the properties named in *text*: names that begin with a small letter."""
    code = "\n".join(line.partition("# ")[0] for line in text.splitlines())
    code = re.sub(r'"[^"]*"', "", code)
    found = {PREFIXES[one] + name for one, name in _NAME.findall(code) if one in PREFIXES and one not in _NO_PROPERTIES}
    typed = {RDF.type} if re.search(r"[\s;]a\s", code) else set()
    return {one for one in found if re.search(r"[/#][a-z]\w*$", one)} | typed


@pytest.mark.parametrize("rule", RULES, ids=lambda path: path.stem)
def test_what_a_rule_derives_and_reads_is_in_its_header(rule: Path) -> None:
    """Each property of the CONSTRUCT is derived, each of the WHERE is read; a variable stands for any property."""
    reach, text = reach_of(rule), rule.read_text(encoding="utf-8")
    head, where = text.partition("CONSTRUCT")[2].split("WHERE", 1)
    derived = {line[-1].predicates for line in reach.derives}
    read = _predicates((*reach.reads, *reach.joins, *reach.pairs, *reach.tables, *reach.derives))
    any_of = [
        part for line in (*reach.reads, *reach.joins, *reach.pairs) for part in line if isinstance(part.predicates, str)
    ]

    named = {one.value for those in derived if not isinstance(those, str) for one in those}
    assert _properties(head) <= named
    compared = {f"{PREFIXES['cakg']}requires"}  # not read: rule 63 compares a predicate with it
    assert any_of or _properties(where) - compared <= read


@pytest.mark.parametrize("rule", RULES, ids=lambda path: path.stem)
def test_the_lines_of_a_header_hang_together(rule: Path) -> None:
    """Each pattern has a variable of the patterns before it, and the first one that of the node the rule is about."""
    reach = reach_of(rule)
    for line in (*reach.derives, *reach.reads, *reach.joins, *reach.pairs, *reach.shares):
        known = {reach.about}
        for pattern in line:
            assert pattern.variables & known, (line, pattern)
            known |= pattern.variables


@pytest.mark.parametrize("rule", RULES, ids=lambda path: path.stem)
def test_names_that_stand_for_anything_are_used_once(rule: Path) -> None:
    """A second use in the same line would leave out what has another value there."""
    reach = reach_of(rule)
    for line in (*reach.derives, *reach.reads, *reach.joins, *reach.pairs, *reach.shares):
        for name in ("?value", "?property", "?yes", "?day", "?class"):
            assert sum(name in pattern.variables for pattern in line) <= 1, line


def test_rules_that_derive_the_same_property_run_together() -> None:
    """Unless it is of other nodes, which these rules are."""
    apart = {"label", "type", "source", "atAnotherTime"}
    found: dict[str, set[int]] = {}
    for number, stage in enumerate(stages(RULES)):
        for reach in stage:
            for line in reach.derives:
                for one in line[-1].predicates if not isinstance(line[-1].predicates, str) else ():
                    found.setdefault(one.value, set()).add(number)
    shared = {re.split("[/#]", iri)[-1] for iri, numbers in found.items() if len(numbers) > 1}
    assert shared <= apart


@pytest.mark.parametrize(
    "text, message",
    [
        ("CONSTRUCT {} WHERE {}", "does not say what it derives and reads"),
        ("#+ about: ?x\n#+ derives: ?x cakg:status\n#+ reads: ?x a ?y", "not a triple pattern"),
        ("#+ about: ?x\n#+ derives: ?x none:status ?y\n#+ reads: ?x a ?y", "whose prefix is not known"),
    ],
)
def test_a_wrong_header_is_an_error(text: str, message: str, tmp_path: Path) -> None:
    """The file is named, and what is wrong with it."""
    rule = tmp_path / "10.rq"
    rule.write_text(text, encoding="utf-8")
    with pytest.raises(BrokenFileError, match=message) as caught:
        reach_of(rule)
    assert str(rule) in str(caught.value)


def test_a_header_gives_patterns(tmp_path: Path) -> None:
    """With alternatives, paths and lines that are continued."""
    rule = tmp_path / "10.rq"
    rule.write_text(
        "#+ about: ?x\n#+ derives: ?x cakg:status ?s\n#+ reads: ?x a|cakg:source+ ?y\n#+   . not ?y cakg:once true\n"
    )
    (first, second), *_ = reach_of(rule).reads
    assert first.predicates == (NamedNode(RDF.type), NamedNode(f"{PREFIXES['cakg']}source"))
    assert (first.closure, second.negated, second.object) == ("+", True, second.object)

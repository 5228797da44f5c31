"""What a rule derives and what it reads, as the header of its file says, so that it can be run for a few nodes only.

Each line of a header gives triple patterns that begin at the node that the rule is about:

* ``#+ about: ?claim``: the variable of that node
* ``#+ derives:`` what it derives about the node, in the last pattern
* ``#+ reads:`` what it reads; what the last pattern reads counts even if a rule needs no match for it
* ``#+ joins:`` the same, where the rule needs a match for every pattern
* ``#+ pairs:`` what it reads about other nodes of the same kind, for which the rule has the same lines
* ``#+ shares:`` other nodes for which it derives the same triples, read only before a triple is removed
* ``#+ tables:`` what it reads of all nodes: terms of the ontology and the like
* ``#+ together: NAME``: rules one after another with the same name are run together

A predicate may be a variable, several with ``|`` between them, or end in ``+`` or ``*``. ``not`` before a pattern
leaves out what matches it. A line that starts with ``.`` continues the line before it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, TypeAlias

from pyoxigraph import Literal, NamedNode

from cakg.errors import BrokenFile, BrokenFileError
from cakg.store import reading
from cakg.vocabulary import PREFIXES, RDF, XSD

Term: TypeAlias = NamedNode | Literal | str
"""A term of a pattern; a text is the name of a variable."""
_LINE = re.compile(r"^#\+ (about|derives|reads|joins|pairs|shares|tables|together): +(\S.*)$")
_MORE = re.compile(r"^#\+ +\. +(\S.*)$")
_REMEDY = "see the rules of cakg for the lines that say what a rule reads; without them, use `cakg build`"


class Pattern(NamedTuple):
    """A triple pattern of a header."""

    subject: Term
    predicates: tuple[NamedNode, ...] | str
    """The predicates, or the name of a variable."""
    object: Term
    closure: str = ""
    """``+`` for a path of one or more steps, ``*`` for any number of steps; otherwise empty."""
    negated: bool = False

    @property
    def variables(self) -> frozenset[str]:
        """The names of its variables."""
        return frozenset(one for one in (self.subject, self.predicates, self.object) if isinstance(one, str))


Line: TypeAlias = tuple[Pattern, ...]


class Reach(NamedTuple):
    """What a rule derives and reads."""

    path: Path
    about: str
    together: str
    derives: tuple[Line, ...]
    reads: tuple[Line, ...]
    joins: tuple[Line, ...]
    pairs: tuple[Line, ...]
    shares: tuple[Line, ...]
    tables: tuple[Line, ...]


def reach_of(path: Path) -> Reach:
    """Return what the header of the rule *path* says; raise :class:`BrokenFileError` if it does not say it."""
    found: dict[str, list[str]] = {}
    last: list[str] = []
    for line in reading.text(path).splitlines():
        if matched := _LINE.match(line):
            last = found.setdefault(matched[1], [])
            last.append(matched[2])
        elif (more := _MORE.match(line)) and last:
            last[-1] += f" . {more[1]}"
    if not ({"about", "derives"} <= found.keys() and {"reads", "joins"} & found.keys()):
        raise _broken(path, "does not say what it derives and reads, so it can only be run for a whole graph")
    lines = {
        name: tuple(_line(path, text) for text in found.get(name, ()))
        for name in ("derives", "reads", "joins", "pairs", "shares", "tables")
    }
    return Reach(path, found["about"][0], (found.get("together") or [""])[0], **lines)


def stages(rules: Sequence[Path]) -> list[list[Reach]]:
    """Return what *rules* derive and read, in lists of the rules that are run together."""
    found: list[list[Reach]] = []
    for reach in map(reach_of, rules):
        if found and reach.together and found[-1][-1].together == reach.together:
            found[-1].append(reach)
        else:
            found.append([reach])
    return found


def _line(path: Path, text: str) -> Line:
    return tuple(_pattern(path, part) for part in re.split(r"\s+\.\s+", text))


def _pattern(path: Path, text: str) -> Pattern:
    negated = text.startswith("not ")
    words = text.removeprefix("not ").split()
    if len(words) != 3:
        raise _broken(path, f"has a header with {text!r}, which is not a triple pattern")
    subject, predicate, value = words
    closure = predicate[-1] if predicate[-1] in "+*" else ""
    predicates: tuple[NamedNode, ...] | str = predicate
    if not predicate.startswith("?"):
        predicates = tuple(_iri(path, one) for one in predicate.rstrip("+*").split("|"))
    return Pattern(_term(path, subject), predicates, _term(path, value), closure, negated)


def _term(path: Path, word: str) -> Term:
    if word.startswith("?"):
        return word
    return Literal("true", datatype=NamedNode(XSD.boolean)) if word == "true" else _iri(path, word)


def _iri(path: Path, word: str) -> NamedNode:
    prefix, _, name = word.partition(":")
    if word == "a":
        return NamedNode(RDF.type)
    if prefix not in PREFIXES:
        raise _broken(path, f"has a header with {word!r}, whose prefix is not known")
    return NamedNode(PREFIXES[prefix] + name)


def _broken(path: Path, problem: str) -> BrokenFileError:
    error = BrokenFileError([BrokenFile(reading.shown(path), 0, problem)])
    error.remedy = _REMEDY
    return error

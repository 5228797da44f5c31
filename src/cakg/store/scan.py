"""Reads the text of a query before an engine does: its form and columns, SERVICE, and how deeply it is nested.

The parser of the engine recurses, so a query that is nested too deeply would end the process. So does the optimiser,
once for each pattern of a group and each expression of a SELECT. Does not know whether a query is valid.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice

import pyoxigraph

from cakg.errors import NOT_A_QUERY, READ_ONLY, QueryLimitError, QuerySyntaxError, ServiceError
from cakg.store.limits import DEFAULT_LIMITS
from cakg.store.tokens import tokens
from cakg.vocabulary import PREFIXES

CHAINED = 10
"""This many operators or patterns in a row need at most as much memory of the engine as one pair of brackets."""
_NESTING = "(?i)union|optional|minus|filter|bind|lateral|graph|exists|as"
_SERVICE = "(?i)service(silent)?"
_DECLARATIONS = {"BASE": 1, "PREFIX": 2, "DEFINE": 2}
"""What may precede the form of a query, with the number of words that follow; Virtuoso has DEFINE for options."""
_HARMLESS = 2000
"""A query with fewer characters cannot have enough operators and patterns to be dangerous."""
_TERMS = ("variable", "iri", "string", "language", "name", "close")
"""The kinds of tokens that may end a term."""
_AMBIGUOUS = r"""<(?![A-Za-z][\w+.-]*:/)[^<>"{}|^`\\\x00-\x20]*?['\#]"""
"""An IRI that could also be a comparison, followed by a string or comment."""


def check_depth(sparql: str, limit: int = DEFAULT_LIMITS.depth) -> None:
    """Raise :class:`QueryLimitError` if *sparql* is nested deeper than *limit*."""
    if len(sparql) <= _HARMLESS and sum(map(sparql.count, "([{<")) <= limit:
        return
    if line := _line_deeper_than(limit, sparql):
        raise QueryLimitError(
            f"the query is nested deeper than {limit} levels in line {line}",
            remedy=f"each open bracket is a level, and so are {CHAINED} operators, keywords, patterns or expressions in"
            " a row. Write long lists of alternatives with VALUES or IN, or raise the limit with --max-depth",
        )


@lru_cache(maxsize=256)
def _line_deeper_than(limit: int, sparql: str) -> int:
    """Return the number of the first line that is nested deeper than *limit*; 0 if none is."""
    places = (place for depth, place in _depths(sparql) if depth > limit)
    place = next(places, None)
    return 0 if place is None else sparql.count("\n", 0, place) + 1


def query_form(sparql: str) -> str:
    """Return SELECT, ASK, CONSTRUCT or DESCRIBE; raise :class:`QuerySyntaxError` if *sparql* is not a query."""
    words = (token[0].upper() for token in tokens(sparql) if not token["comment"])
    word = next(words, "")
    while word in _DECLARATIONS:
        word = next(islice(words, _DECLARATIONS[word], None), "")
    if word not in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"):
        raise QuerySyntaxError(NOT_A_QUERY, remedy=READ_ONLY)
    return word


def columns(sparql: str) -> tuple[str, ...] | None:
    """Return the columns that a SELECT names; None if it names none (``*``), or if they are not written as usual."""
    found: list[str] = []
    depth, last, selects = 0, "", False
    for token in tokens(sparql):
        kind, word = token.lastgroup, token[0].lower()
        if not selects:
            selects = word == "select"
        elif word in ("where", "from", "{"):
            return tuple(found) or None
        elif kind in ("open", "close"):
            depth += 1 if kind == "open" else -1
            found += [last] if kind == "close" and not depth else []
        elif kind == "variable":
            last = token[0][1:]
            found += [] if depth else [last]
        elif not depth and kind != "comment" and word not in ("distinct", "reduced"):
            return None
    return None


def graphs(sparql: str) -> tuple[str, ...]:
    """Return the IRIs of the graphs in the FROM clauses of a valid query, without relative IRIs."""
    found: list[str] = []
    prefixes = dict(PREFIXES)
    words = [token for token in tokens(sparql) if not token["comment"]]
    for place, token in enumerate(words):
        word, after = token[0].lower(), words[place + 1 : place + 3]
        if word == "prefix" and len(after) == 2 and after[1]["iri"]:
            prefixes[after[0][0].removesuffix(":")] = after[1][0][1:-1]
        elif word == "from" and after:
            named = after[0][0].lower() == "named"
            found += _iris(after[-1] if named else after[0], prefixes)
    return tuple(found)


def _iris(token: re.Match[str], prefixes: Mapping[str, str]) -> list[str]:
    """Return the absolute IRI that a token is, if it is one without escapes."""
    if token["iri"]:
        return [token[0][1:-1]] if ":" in token[0] else []
    prefix, colon, local = token[0].partition(":")
    return [prefixes[prefix] + local] if colon and prefix in prefixes and "\\" not in local else []


def check_service(sparql: str) -> None:
    """Raise :class:`ServiceError` if a query contains the keyword SERVICE; SyntaxError if it may, but is not valid.

    The parser of the engine decides: keywords need no space around them, and ``<`` begins an IRI or compares values,
    so tokens can be misleading. If the word is misspelt wherever it occurs, a query that uses it as a keyword is not
    valid any more, and every other query still is. It is run on an empty graph.
    """
    if "service" not in sparql.lower():
        return
    letter = next((one for one in "qxzjkwybdfghlmnpt" if f"ser{one}ice" not in sparql.lower()), "q")
    try:
        pyoxigraph.Store().query(re.sub("(?i)(?<=ser)v(?=ice)", letter, sparql), prefixes=PREFIXES)
    except SyntaxError as error:
        if _has_keyword(sparql):
            raise ServiceError from error
        raise
    except (OSError, RuntimeError, ValueError):
        return  # valid, but it cannot be answered on an empty graph


def _has_keyword(sparql: str) -> bool:
    """Return whether a word is SERVICE or SERVICESILENT, perhaps after a dot: none in a string, comment or IRI."""
    return any(token["name"] and re.fullmatch(_SERVICE, token["name"].rpartition(".")[2]) for token in tokens(sparql))


class _Frame:
    """An open bracket: the operators since the last separator in it, the parts, and the deepest closed bracket."""

    __slots__ = ("calculates", "inner", "is_list", "operators", "parts")

    def __init__(self, bracket: str = "{", *, is_list: bool = False) -> None:
        self.calculates = bracket == "("  # elsewhere + and - are signs of numbers
        self.is_list = is_list  # VALUES
        self.operators, self.parts, self.inner = 0, 0, 0.0

    @property
    def own(self) -> float:
        """What its operators and parts add to the depth."""
        return (self.operators + self.parts) / CHAINED

    def add(self, token: re.Match[str], before: str | None) -> None:
        """Count what *token* adds; *before* is the kind of the token before it.

        Parts are keywords, patterns, expressions of a SELECT, and the terms of a list in round brackets.
        """
        kind = token.lastgroup
        apart = kind == "separator" or (kind == "name" and token[0].endswith("."))
        if self.calculates:
            self.parts += not apart and kind not in ("close", "operator") and before in _TERMS
        else:
            self.parts += apart or kind == "open"
        if apart:
            self.operators = 0
        elif kind == "operator":
            self.operators += self.calculates or token[0] not in "+*"
        elif kind == "name":
            self.operators += token[0].count("-") if self.calculates else 0
            self.parts += len(re.findall(_NESTING, token[0]))


def _depths(text: str) -> Iterator[tuple[float, int]]:
    """Yield the depth at each place where it grows, with its index.

    The depth is that of the deepest path through the tree of brackets, in which each bracket adds 1 and each operator
    in it a little. What looks like strings and comments is counted too if an IRI may really be a comparison.
    """
    bare = re.search(_AMBIGUOUS, text) is not None
    frames = [_Frame()]
    above, before, listed = 0.0, None, False
    for token in tokens(text, bare=bare):
        kind, frame = token.lastgroup, frames[-1]
        if kind == "comment":
            continue
        listed = not bare and (listed or token[0].lower() == "values")
        if kind == "close" and len(frames) > 1:
            frames.pop()
            above -= 1 + frames[-1].own
            frames[-1].inner = max(frames[-1].inner, 1 + frame.own + frame.inner)
        elif not frame.is_list:
            frame.add(token, before)
            # DESCRIBE and FROM take lists of IRIs
            frame.parts += len(frames) == 1 and (kind == "iri" or bool(token["local"]))
        if kind == "open":
            above += 1 + frame.own
            frames.append(_Frame(token[0], is_list=frame.is_list or (listed and token[0] == "{")))
            listed = listed and token[0] != "{"
        before = kind
        yield above + frames[-1].own + frames[-1].inner, token.end()

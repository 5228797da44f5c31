"""Explains errors of queries; of syntax errors, the parser itself only lists all tokens that it expected."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from contextlib import suppress
from typing import NamedTuple

import pyoxigraph

from cakg.errors import NOT_A_QUERY, READ_ONLY, CakgError, EndpointError, QuerySyntaxError, did_you_mean
from cakg.harmless import shortened
from cakg.store.tokens import tokens
from cakg.vocabulary import PREFIXES

_CHANGE = re.compile(r"\s*(INSERT|DELETE|LOAD|CLEAR|CREATE|DROP|COPY|MOVE|ADD|WITH)(\s|$)", re.IGNORECASE)
_KEYWORDS = frozenset(
    """
    select construct describe ask where from named prefix base distinct reduced as group by having order asc
    desc limit offset values undef optional union minus graph service silent filter bind not exists in true
    false a count sum min max avg sample group_concat separator str lang langmatches datatype bound iri uri
    bnode rand abs ceil floor round concat strlen ucase lcase encode_for_uri contains strstarts strends
    strbefore strafter year month day hours minutes seconds timezone tz now uuid struuid md5 sha1 sha256 sha384
    sha512 coalesce if strlang strdt sameterm isiri isuri isblank isliteral isnumeric regex substr replace
    triple subject predicate object istriple lateral version
    """.split()  # noqa: SIM905
)
_WORD = r"[^\W\d_]\w*"
_CLOSING = {"{": "}", "(": ")", "[": "]", "{|": "|}", "<<": ">>", "<<(": ")>>"}
_FROM_WORD_PROCESSORS = re.compile("[“”„‟«»‘’‚‹›″′–—−\u00a0\u2000-\u200b\u202f\u2060\u3000\ufeff]")
_LONGEST = 300  # characters of a line that are shown
_EXPLAINED = 20_000  # characters of a query; longer ones are not searched for typical mistakes
_SPACE = " " * 40  # longer than any keyword
_NEVER_VALID = "\n`"
"""After this no text is a query, so that the parser reads it and nothing runs it."""


class _Problem(NamedTuple):
    """A problem and the index of its place in the text."""

    place: int
    text: str


def query_error(sparql: str, error: Exception) -> CakgError:
    """Return the error to raise for an *error* of the engine: in the query, or in an endpoint that it calls."""
    if isinstance(error, SyntaxError):
        return explain(sparql, error)
    problem = shortened(str(error).partition("\n")[0]) or type(error).__name__
    if "service" not in sparql.lower():
        return QuerySyntaxError(f"the query cannot be answered: {problem}")
    if "Unexpected end of file" in problem:
        problem = "its answer is empty or incomplete"
    return EndpointError(
        f"the endpoint that the query calls with SERVICE does not answer it: {problem}",
        remedy="give the http or https address of a SPARQL query service; it must answer completely",
    )


def explain(sparql: str, error: SyntaxError) -> QuerySyntaxError:
    """Return the error to raise for the parser's *error* in *sparql*, with place, problem and the line.

    The parser reads the query again, which may take as long as before, but nothing runs it.
    """
    found = _position(sparql, error)
    if found is None:
        return QuerySyntaxError(f"the query is not SPARQL: {error.msg}")
    place, words = found
    line = sparql[sparql.rfind("\n", 0, place) + 1 :]
    if not sparql.strip() or _CHANGE.match(line):
        return QuerySyntaxError(NOT_A_QUERY, remedy=READ_ONLY)
    problem = None
    if len(sparql) <= _EXPLAINED:
        problem = _typographic(sparql) or _open_quote(sparql) or _bracket(sparql) or _name(sparql)
        problem = problem or (None if words else _term(sparql, place))
    return _error(sparql, problem or _Problem(place, words or "unexpected text"))


def _position(sparql: str, error: SyntaxError) -> tuple[int, str] | None:
    """Return where the parser stopped and its own words, if any; None if the error has no place."""
    found = _place(sparql, error)
    if found and len(sparql) <= _EXPLAINED:
        spread, places = _spread(sparql)
        with suppress(ValueError, OSError, RuntimeError):
            try:
                pyoxigraph.Store().query(spread + _NEVER_VALID, prefixes=PREFIXES)
            except SyntaxError as other:
                reached, words = _place(spread, other) or found
                # What is wrong with the query as a whole, the parser says only without text after it.
                words = words if reached <= len(spread) else found[1]
                found = max(places[bisect_right(places, (reached, len(sparql))) - 1][1], 0), words
    return (min(found[0], len(sparql.rstrip())), found[1]) if found else None


def _place(text: str, error: SyntaxError) -> tuple[int, str] | None:
    """Return the index in *text* that an error of the parser gives, and the words in it."""
    found = re.match(r"error at (\d+):(\d+): (?:expected )?(?:one of )?(.*)", error.msg, re.DOTALL)
    if found is None:
        return None
    start = 0
    for _ in range(int(found[1]) - 1):
        start = text.find("\n", start) + 1 or len(text)
    words = [option for option in found[3].split(", ") if " " in option and option.replace(" ", "").isalpha()]
    return start + int(found[2]) - 1, "; ".join(words).lower()


def _spread(sparql: str) -> tuple[str, list[tuple[int, int]]]:
    """Return the query with space between its tokens, and the places of tokens there and in *sparql*.

    The parser reports a place that is too late by the length of a keyword that it looked for. With space after each
    token, this place is still before the next one.
    """
    text, places, size, last, apart = [], [(0, 0)], 0, 0, True
    for token in tokens(sparql):
        gap = sparql[last : token.start()]
        bracket = bool(token["open"] or token["close"] or token["separator"])
        if (stray := gap.strip()) and gap[0].isspace():  # such as a question mark
            places.append((size + gap.index(stray) + len(_SPACE), last + gap.index(stray)))
            gap = gap.replace(stray, _SPACE + stray, 1)
        if apart or bracket or gap[-1:].isspace():
            gap += _SPACE
            places.append((size + len(gap), token.start()))
        text += [gap, token[0]]
        size += len(gap) + len(token[0])
        last, apart = token.end(), bracket
    text += [sparql[last:], _SPACE]
    places.append((size + len(sparql) - last + 1, len(sparql)))
    return "".join(text), places


def _error(sparql: str, problem: _Problem) -> QuerySyntaxError:
    """Return the error with the line of the *problem* and a mark below the place."""
    start = sparql.rfind("\n", 0, problem.place) + 1
    column = problem.place - start
    shown = sparql[start:].partition("\n")[0].rstrip("\r").replace("\t", " ")
    first = max(0, column - _LONGEST // 2) if len(shown) > _LONGEST else 0
    return QuerySyntaxError(
        f"the query is not SPARQL: {_shown(sparql, problem.place)}: {problem.text}",
        remedy=f"{shown[first : first + _LONGEST]}\n    {' ' * (column - first)}^",
    )


def _shown(sparql: str, place: int) -> str:
    """Return a place as line and column."""
    return f"line {sparql.count(chr(10), 0, place) + 1}, column {place - sparql.rfind(chr(10), 0, place)}"


def _typographic(sparql: str) -> _Problem | None:
    """Return the first character outside texts and comments that word processors write instead of an ASCII one."""
    last = 0
    for token in [*tokens(sparql), None]:
        start = token.start() if token else len(sparql)
        if found := _FROM_WORD_PROCESSORS.search(sparql, last, start):
            name = unicodedata.name(found[0]).lower()
            problem = f"a character that is not ASCII ({name}): write a straight quote, a hyphen or an ordinary space"
            return _Problem(found.start(), problem)
        last = token.end() if token else last
    return None


def _open_quote(sparql: str) -> _Problem | None:
    """Return the first string without an end."""
    for token in tokens(sparql):
        if text := token["string"]:
            quote = text[:3] if text[:3] in ('"""', "'''") else text[0]
            if len(text) < 2 * len(quote) or not text.endswith(quote):
                return _Problem(token.start(), f"this {quote} is not closed")
    return None


def _bracket(sparql: str) -> _Problem | None:
    """Return the first bracket that closes none or the wrong one, or the last that is never closed."""
    opened: list[re.Match[str]] = []
    for token in tokens(sparql):
        if token["open"]:
            opened.append(token)
        elif token["close"] and not opened:
            return _Problem(token.start(), f"{token[0]} closes nothing")
        elif token["close"] and token[0] != _CLOSING[opened[-1][0]]:
            before = opened[-1]
            return _Problem(
                token.start(), f"before {token[0]}, close the {before[0]} of {_shown(sparql, before.start())}"
            )
        elif token["close"]:
            opened.pop()
    if opened:
        left = f"the {opened[-1][0]} of {_shown(sparql, opened[-1].start())} is not closed"
        return _Problem(len(sparql.rstrip()), f"it ends too early: {left}")
    return None


def _name(sparql: str) -> _Problem | None:
    """Return the first word that is no keyword, or the first prefix that is not declared."""
    from difflib import get_close_matches  # slow to import, so only for errors

    declared, before = set(PREFIXES), ""
    for token in tokens(sparql):
        word, (prefix, colon, _) = token[0], token[0].partition(":")
        if token["name"] and colon and before.lower() == "prefix":
            declared.add(prefix)
        elif token["name"] and colon and prefix not in declared and prefix != "_":
            if sparql[token.start() - 1 : token.start()] == "<":
                return _Problem(token.start(), "this IRI has a space or another character that is not allowed")
            near = did_you_mean([f"{one}:" for one in get_close_matches(prefix, sorted(declared), n=2)])
            problem = f"the prefix {prefix[:50]}: is not declared"
            return _Problem(token.end(), f"{problem}; {near}" if near else problem)
        elif token["name"] and not colon and re.fullmatch(_WORD, word) and word.lower() not in _KEYWORDS:
            close = get_close_matches(word.lower(), sorted(_KEYWORDS), n=2, cutoff=0.7)
            near = did_you_mean([one.upper() for one in close]) or "a variable begins with ?, a text is in quotes"
            return _Problem(token.start(), f"{word[:50]} is not a keyword; {near}")
        before = word
    return None


def _term(sparql: str, place: int) -> _Problem | None:
    """Return the problem of a term at which the parser stopped."""
    token = next((token for token in tokens(sparql) if token.end() > place and not token["comment"]), None)
    if token is None:
        return _Problem(len(sparql.rstrip()), "it ends too early")
    if token.start() > place:
        return _Problem(place, f"unexpected {sparql[place]}")
    hint = "; a dot or a bracket may be missing before it" if token.lastgroup in ("variable", "iri") else ""
    return _Problem(place, f"unexpected {token[0][:50]}{hint}")

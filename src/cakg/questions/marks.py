"""The marks in a query that say where values are inserted; CONTRIBUTING.md describes them.

Makes SPARQL of a query and given values. Values are inserted as terms, so that no value can change the query.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from pyoxigraph import NamedNode

from cakg.store.protocol import Term

PROFILE = "profile"
"""The parameter that every question about statements has without listing it."""
_MOST_LISTED = 50
"""More articles are matched by their class, not listed in the query."""
_ARTICLES = re.compile(r"^(?P<indent>[ \t]*)# articles \?(?P<claim>\w+)(?P<filter>; filter)?[ \t]*$", re.MULTILINE)
"""The comment at which claims can be restricted to those of articles."""
_MARK = re.compile(
    r"""^(?P<indent>[ \t]*)
        (?:
          \#\ parameter\ \?(?P<any>\w+)(?:;\ (?P<way>filter(?:\ if\ frequent)?|articles\ if\ frequent))?
          | VALUES\ \?(?P<usual>\w+)\ \{(?P<default>[^{}]*)\}[ \t]*\#\ parameter
        )
        [ \t]*$""",
    re.MULTILINE | re.VERBOSE,
)
_IF = re.compile(r"^(?P<line>.*\S)[ \t]+# if \?(?P<name>\w+)[ \t]*\n", re.MULTILINE)
"""A line that is left out unless a parameter has a value."""


def defaults(sparql: str) -> dict[str, str]:
    """Return the parameters marked in a query, each with its default, which may be empty."""
    return {_name(mark): (mark["default"] or "").strip() for mark in _MARK.finditer(sparql)}


def needed(sparql: str) -> frozenset[str]:
    """Return the parameters without which a line of the query is left out."""
    return frozenset(mark["name"] for mark in _IF.finditer(sparql))


def if_frequent(sparql: str, way: str) -> frozenset[str]:
    """Return the parameters whose frequent values :func:`bound` can use as a filter.

    The *way* is ``articles`` for those where engines start from the articles then, otherwise ``filter``.
    """
    return frozenset(mark["any"] for mark in _MARK.finditer(sparql) if mark["way"] == f"{way} if frequent")


def has_articles(sparql: str) -> bool:
    """Return whether the query has a mark at which claims can be restricted to those of articles."""
    return _ARTICLES.search(sparql) is not None


def bound(
    sparql: str, given: Mapping[str, Sequence[Term]], articles: Iterable[Term] | None, frequent: Collection[str]
) -> str:
    """Return the query with the values *given*.

    With *articles*, only claims of these sources count. Parameters in *frequent* that are so marked become filters, so
    that engines do not start from them.
    """

    def values(mark: re.Match[str]) -> str:
        name = _name(mark)
        if name not in given:
            return mark[0]
        terms = [*map(str, given[name])]
        # With VALUES, engines would start from every statement of the profile, or about something frequent.
        if name == PROFILE or mark["way"] == "filter" or (mark["way"] and name in frequent):
            return f"{mark['indent']}FILTER (?{name} IN ({', '.join(terms)}))"
        return f"{mark['indent']}VALUES ?{name} {{ {' '.join(terms)} }}"

    text = _IF.sub(lambda mark: f"{mark['line']}\n" if mark["name"] in given else "", sparql)
    others = given.keys() - {PROFILE} - if_frequent(sparql, "articles").intersection(frequent)
    named = any(isinstance(term, NamedNode) for name in others for term in given[name])
    return _of_articles(_MARK.sub(values, text), articles, named=named)


def parts(sparql: str, articles: Iterable[Term] | None) -> list[str | tuple[str, ...]]:
    """Return the query in parts, for a program that inserts values itself.

    A part is a text, or a mark: the name of its parameter and the text that stands there if the parameter has no value.
    A third text stands there if it has one; otherwise the values do.
    """
    text, found, end = _of_articles(sparql, articles, named=False), list[str | tuple[str, ...]](), 0
    for mark in sorted([*_MARK.finditer(text), *_IF.finditer(text)], key=lambda mark: mark.start()):
        found.append(text[end : mark.start()])
        found.append((_name(mark), mark[0]) if mark.re is _MARK else (mark["name"], "", f"{mark['line']}\n"))
        end = mark.end()
    return [*found, text[end:]]


def _of_articles(sparql: str, articles: Iterable[Term] | None, *, named: bool) -> str:
    """Return the query for claims of *articles*; *named* says whether a parameter has nodes as values."""
    if articles is None:
        return sparql
    terms = [*map(str, articles)]
    listed = len(terms) <= _MOST_LISTED

    def pattern(mark: re.Match[str]) -> str:
        source = f"?{mark['claim']} cakg:source ?article ."
        # With VALUES, engines start from all claims of the articles; with a filter, from what the question is about.
        if named or mark["filter"]:
            few = f"FILTER (?article IN ({', '.join(terms)})) {source}"
            chosen = few if listed else f"{source} FILTER NOT EXISTS {{ ?article a cakg:Dataset }}"
        else:
            every = "VALUES ?work { cakg:Article cakg:Source } ?article a ?work ."
            chosen = f"VALUES ?article {{ {' '.join(terms)} }} {source}" if listed else f"{every} {source}"
        return f"{mark['indent']}{chosen}"

    return _ARTICLES.sub(pattern, sparql)


def _name(mark: re.Match[str]) -> str:
    name = mark["any"] or mark["usual"]
    assert isinstance(name, str)
    return name

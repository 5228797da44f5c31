"""The coverage of each article by claims, and the use of predicates and topics.

Reads the graph as entered and leaves out the rows of datasets. ``queries/checks`` requires that every sentence has
claims or a reason for having none.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from cakg.quality.faults import rows
from cakg.store.protocol import Engine


class Sentence(NamedTuple):
    """A sentence of an article: its numbers of claims and statements, or the *reason* for having none."""

    name: str
    reason: str
    claims: int
    statements: int


class ArticleCoverage(NamedTuple):
    """An article with its sentences in order."""

    name: str
    short_name: str
    sentences: tuple[Sentence, ...]

    @property
    def claims(self) -> int:
        """The number of claims in it."""
        return sum(sentence.claims for sentence in self.sentences)

    @property
    def without_claims(self) -> list[Sentence]:
        """The sentences without claims, with or without a reason."""
        return [sentence for sentence in self.sentences if not sentence.claims]

    @property
    def statements(self) -> tuple[float, int]:
        """The mean and maximum number of statements in the sentences with claims; 0 if there are none."""
        counts = [sentence.statements for sentence in self.sentences if sentence.claims] or [0]
        return sum(counts) / len(counts), max(counts)


class Coverage(NamedTuple):
    """The coverage of a graph. *predicates* and *topics* count statements, the most used first."""

    articles: tuple[ArticleCoverage, ...]
    predicates: dict[str, int]
    topics: dict[str, int]


def measure(engine: Engine) -> Coverage:
    """Return the coverage of the graph in *engine*."""
    used = rows(engine, _BY_USE)
    predicates, topics = (
        {name: int(uses) for kind, name, uses in used if kind == wanted} for wanted in ("cakg:Predicate", "cakg:Topic")
    )
    return Coverage(tuple(_articles(engine)), predicates, topics)


def _articles(engine: Engine) -> Iterator[ArticleCoverage]:
    for (source, short_name), found in groupby(rows(engine, _SENTENCES), key=lambda row: row[:2]):
        sentences = (Sentence(name, why, int(claims), int(statements)) for *_, name, why, claims, statements in found)
        yield ArticleCoverage(source, short_name, tuple(sentences))


_SENTENCES = """
SELECT ?source (SAMPLE(?name) AS ?short) ?passage (SAMPLE(?why) AS ?reason)
       (COUNT(DISTINCT ?claim) AS ?claims) (COUNT(DISTINCT ?statement) AS ?statements)
WHERE {
  ?passage a cakg:Passage ; cakg:source ?source ; cakg:start ?start .
  OPTIONAL { ?source cakg:shortName ?name }
  OPTIONAL { ?passage cakg:noClaimReason ?why }
  OPTIONAL { ?claim cakg:passage ?passage . OPTIONAL { ?claim cakg:affirms|cakg:denies|cakg:leavesOpen ?statement } }
}
GROUP BY ?source ?passage
ORDER BY ?source (MIN(?start)) ?passage
"""

_BY_USE = """
SELECT ?kind ?term (COUNT(DISTINCT ?statement) AS ?uses) WHERE {
  VALUES ?kind { cakg:Predicate cakg:Topic }
  ?term a/rdfs:subClassOf* ?kind .
  OPTIONAL {
    SELECT ?statement ?term WHERE {
      { ?statement a cakg:Statement MINUS { ?claim cakg:passage/cakg:record ?record ; cakg:affirms ?statement } }
      ?statement ?role ?term .
    }
  }
}
GROUP BY ?kind ?term
ORDER BY DESC(?uses) ?term
"""

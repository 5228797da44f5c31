"""What of each article the graph accounts for: the figures that show an editor what became of it.

Reads the graph as it is entered. That every sentence carries claims or says why not, and that
no term carries too much, is held by ``queries/checks``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from cakg.checking.faults import shown
from cakg.store import Engine
from cakg.vocabulary import prefix_header


@dataclass(frozen=True, slots=True)
class Sentence:
    """One passage of an article and what was made of it; *reason* says why it carries no claim."""

    name: str
    reason: str
    claims: int
    statements: int


@dataclass(frozen=True, slots=True)
class ArticleCoverage:
    """An article with its sentences in the order of the text."""

    name: str
    short_name: str
    sentences: tuple[Sentence, ...]

    @property
    def claims(self) -> int:
        """How many claims are made in it."""
        return sum(sentence.claims for sentence in self.sentences)

    @property
    def silent(self) -> list[Sentence]:
        """The sentences that carry none, with or without a reason."""
        return [sentence for sentence in self.sentences if not sentence.claims]

    @property
    def statements(self) -> tuple[float, int]:
        """How many statements a sentence that carries claims makes: the mean, 0 where none does, and the most."""
        counts = [sentence.statements for sentence in self.sentences if sentence.claims] or [0]
        return sum(counts) / len(counts), max(counts)


@dataclass(frozen=True, slots=True)
class Coverage:
    """The figures of a graph. *predicates* and *topics* count statements, the most used first."""

    articles: tuple[ArticleCoverage, ...]
    predicates: dict[str, int]
    topics: dict[str, int]


def measure(engine: Engine) -> Coverage:
    """Return the figures of the graph that *engine* holds."""
    return Coverage(
        articles=tuple(_articles(engine)),
        predicates={name: int(uses) for name, uses in _rows(engine, _PREDICATES)},
        topics={name: int(uses) for name, uses in _rows(engine, _TOPICS)},
    )


def _articles(engine: Engine) -> Iterator[ArticleCoverage]:
    for source, rows in groupby(_rows(engine, _SENTENCES), key=lambda row: row[0]):
        found = list(rows)
        sentences = (
            Sentence(name, reason, int(claims), int(statements)) for _, _, name, reason, claims, statements in found
        )
        yield ArticleCoverage(source, found[0][1], tuple(sentences))


def _rows(engine: Engine, query: str) -> Iterator[list[str]]:
    for row in engine.select(prefix_header("cakg", "rdf", "rdfs") + query).rows:
        yield [shown(term) for term in row]


_SENTENCES = """
SELECT ?source (SAMPLE(?name) AS ?short) ?passage (SAMPLE(?why) AS ?reason)
       (COUNT(DISTINCT ?claim) AS ?claims) (COUNT(DISTINCT ?statement) AS ?statements)
WHERE {
  ?passage a cakg:Passage ; cakg:source ?source ; cakg:start ?start .
  OPTIONAL { ?source cakg:shortName ?name }
  OPTIONAL { ?passage cakg:carriesNoClaim ?why }
  OPTIONAL { ?claim cakg:passage ?passage . OPTIONAL { ?claim cakg:affirms|cakg:denies|cakg:leavesOpen ?statement } }
}
GROUP BY ?source ?passage
ORDER BY ?source (MIN(?start)) ?passage
"""

_PREDICATES = """
SELECT ?predicate (COUNT(DISTINCT ?statement) AS ?uses) WHERE {
  ?predicate a/rdfs:subClassOf* cakg:Predicate .
  OPTIONAL { ?statement a cakg:Statement ; rdf:predicate ?predicate }
} GROUP BY ?predicate ORDER BY DESC(?uses) ?predicate
"""

_TOPICS = """
SELECT ?topic (COUNT(DISTINCT ?statement) AS ?uses) WHERE {
  ?topic a cakg:Topic .
  OPTIONAL { ?statement a cakg:Statement ; ?role ?topic }
} GROUP BY ?topic ORDER BY DESC(?uses) ?topic
"""

"""What of each article the graph accounts for, and where it leans too much on one term.

Reads the graph as it is entered. Every sentence should carry claims or say why it carries none;
the figures show an editor at a glance what an article was turned into.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cakg.checking.faults import Fault
from cakg.store import Engine
from cakg.vocabulary import prefix_header, shorten

WITHOUT_CLAIMS = 12
"""So many sentences of a graph may carry no claim; a seventh of them where that is more."""

ONE_IN = 10
"""No predicate carries more than one statement in so many, votes and positions apart."""

FEW = 50
"""Among fewer statements than this, the share of a predicate says nothing."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One passage of an article: where it stands and what was made of it."""

    name: str
    reason: str
    paragraph: int
    number: int
    start: int
    end: int
    claims: int
    statements: int


@dataclass(frozen=True, slots=True)
class ArticleCoverage:
    """An article with its sentences in the order of the text."""

    name: str
    short_name: str
    text_length: int | None
    sentences: tuple[Sentence, ...]

    @property
    def claims(self) -> int:
        """How many claims are made in it."""
        return sum(sentence.claims for sentence in self.sentences)

    @property
    def told(self) -> list[Sentence]:
        """The sentences that carry claims."""
        return [sentence for sentence in self.sentences if sentence.claims]

    @property
    def silent(self) -> list[Sentence]:
        """The sentences that carry none, with or without a reason."""
        return [sentence for sentence in self.sentences if not sentence.claims]

    @property
    def most_statements(self) -> int:
        """The most statements that one sentence makes."""
        return max((sentence.statements for sentence in self.sentences), default=0)

    @property
    def mean_statements(self) -> float:
        """How many statements a sentence that carries claims makes, on average; 0 where none does."""
        return sum(sentence.statements for sentence in self.told) / len(self.told) if self.told else 0.0


@dataclass(frozen=True, slots=True)
class Coverage:
    """The figures of a graph. *predicates* and *topics* count statements, the most used first."""

    articles: tuple[ArticleCoverage, ...]
    claims: int
    statements: int
    predicates: tuple[tuple[str, int], ...]
    topics: tuple[tuple[str, int], ...]
    positions: frozenset[str]

    @property
    def sentences(self) -> int:
        """How many sentences all articles have."""
        return sum(len(article.sentences) for article in self.articles)

    @property
    def silent(self) -> list[Sentence]:
        """The sentences of all articles that carry no claim."""
        return [sentence for article in self.articles for sentence in article.silent]


def measure(engine: Engine) -> Coverage:
    """Return the figures of the graph that *engine* holds."""
    ((claims, statements),) = _rows(engine, _TOTALS)
    return Coverage(
        articles=tuple(_articles(engine)),
        claims=int(claims),
        statements=int(statements),
        predicates=_by_use(engine, _PREDICATES),
        topics=_by_use(engine, _TOPICS),
        positions=frozenset(shorten(name) for (name,) in _rows(engine, _POSITIONS)),
    )


def faults(coverage: Coverage, places: Mapping[str, str]) -> list[Fault]:
    """Return what the figures show to be wrong; *places* says where each prefixed name is introduced."""
    found = [fault for article in coverage.articles for fault in _faults_of(article, places)]
    allowed = max(WITHOUT_CLAIMS, coverage.sentences // 7)
    if len(coverage.silent) > allowed:
        found.append(
            Fault(
                "coverage",
                f"{len(coverage.silent)} sentences carry no claim; at most {allowed} may",
                "take another look at " + ", ".join(sentence.name for sentence in coverage.silent),
            )
        )
    for name, uses in coverage.predicates:
        if coverage.statements >= FEW and uses * ONE_IN > coverage.statements and name not in coverage.positions:
            problem = f"{name} carries {uses} of {coverage.statements} statements, more than one in {ONE_IN}"
            found.append(Fault(places.get(name, "coverage"), problem, "use predicates that say more"))
    return found


def _faults_of(article: ArticleCoverage, places: Mapping[str, str]) -> Iterator[Fault]:
    for sentence in article.silent:
        if not sentence.reason:
            yield Fault(
                places.get(sentence.name, article.name),
                f"{sentence.name} has no claim and no reason for having none",
                "encode the sentence, or add cakg:carriesNoClaim reason:…",
            )
    yield from _gaps_in_numbers(article, places)
    yield from _gaps_in_text(article, places)


def _gaps_in_numbers(article: ArticleCoverage, places: Mapping[str, str]) -> Iterator[Fault]:
    """Yield sentences whose numbers do not follow those of the sentence before."""
    paragraph = number = 0
    for sentence in article.sentences:
        here = (sentence.paragraph, sentence.number)
        if here != (paragraph + 1, 1) and (here != (paragraph, number + 1) or not paragraph):
            yield Fault(
                places.get(sentence.name, article.name),
                f"{sentence.name} has the numbers {here[0]}, {here[1]} and comes after {paragraph}, {number}",
                "number paragraphs, and the sentences of each, from 1 in the order of the text",
            )
        paragraph, number = here


def _gaps_in_text(article: ArticleCoverage, places: Mapping[str, str]) -> Iterator[Fault]:
    """Yield stretches of the text that no passage covers; one space between sentences is none."""
    ends = [("the beginning", 0), *((sentence.name, sentence.end) for sentence in article.sentences)]
    starts = [(sentence.name, sentence.start) for sentence in article.sentences]
    if article.sentences and article.text_length is not None:
        starts.append(("the end", article.text_length))
    for (before, end), (after, start) in zip(ends, starts, strict=False):
        if start - end > 1:
            yield Fault(
                places.get(after, places.get(before, article.name)),
                f"the {start - end} characters between {before} and {after} belong to no passage",
                "add the sentence that stands there, or mend the offsets",
            )


def _articles(engine: Engine) -> Iterator[ArticleCoverage]:
    sentences: dict[str, list[Sentence]] = defaultdict(list)
    for source, name, reason, *figures in _rows(engine, _SENTENCES):
        sentences[source].append(Sentence(shorten(name), reason and shorten(reason), *map(int, figures)))
    for source, short_name, length in _rows(engine, _SOURCES):
        if source in sentences:
            yield ArticleCoverage(
                shorten(source), short_name, int(length) if length else None, tuple(sentences[source])
            )


def _by_use(engine: Engine, query: str) -> tuple[tuple[str, int], ...]:
    """Return names with how often each is used, most first, then by name."""
    counted = Counter({shorten(name): int(uses) for name, uses in _rows(engine, query)})
    return tuple(sorted(counted.items(), key=lambda one: (-one[1], one[0])))


def _rows(engine: Engine, query: str) -> Iterator[Sequence[str]]:
    """Yield the answers as texts; what is unbound is empty."""
    for row in engine.select(prefix_header("cakg", "rdf", "rdfs", "xsd") + query).rows:
        yield [term.value if term is not None else "" for term in row]


_TOTALS = """
SELECT ?claims ?statements WHERE {
  { SELECT (COUNT(?claim) AS ?claims) WHERE { ?claim a cakg:Claim } }
  { SELECT (COUNT(?statement) AS ?statements) WHERE { ?statement a cakg:Statement } }
}
"""

_SOURCES = """
SELECT ?source (SAMPLE(?name) AS ?short) (SAMPLE(?characters) AS ?length) WHERE {
  ?source a/rdfs:subClassOf* cakg:Source .
  OPTIONAL { ?source cakg:shortName ?name }
  OPTIONAL { ?source cakg:textLength ?characters . FILTER (DATATYPE(?characters + 0) = xsd:integer) }
} GROUP BY ?source ORDER BY ?source
"""

_SENTENCES = """
SELECT ?source ?passage ?reason ?paragraph ?sentence ?start ?end
       (COUNT(DISTINCT ?claim) AS ?claims) (COUNT(DISTINCT ?statement) AS ?statements)
WHERE {
  ?passage a cakg:Passage ; cakg:source ?source ; cakg:paragraph ?paragraph ; cakg:sentence ?sentence ;
           cakg:start ?start ; cakg:end ?end .
  # What is no whole number is reported elsewhere: a sum with it has another datatype, or is an error.
  FILTER (DATATYPE(?paragraph + ?sentence + ?start + ?end) = xsd:integer)
  OPTIONAL { ?passage cakg:carriesNoClaim ?reason }
  OPTIONAL { ?claim cakg:passage ?passage . OPTIONAL { ?claim cakg:affirms|cakg:denies|cakg:leavesOpen ?statement } }
}
GROUP BY ?source ?passage ?paragraph ?sentence ?start ?end ?reason
ORDER BY ?source ?start ?passage
"""

_PREDICATES = """
SELECT ?predicate (COUNT(DISTINCT ?statement) AS ?uses) WHERE {
  ?predicate a/rdfs:subClassOf* cakg:Predicate .
  OPTIONAL { ?statement a cakg:Statement ; rdf:predicate ?predicate }
} GROUP BY ?predicate
"""

_TOPICS = """
SELECT ?topic (COUNT(DISTINCT ?statement) AS ?uses) WHERE {
  ?topic a cakg:Topic .
  OPTIONAL { ?statement a cakg:Statement ; ?role ?topic }
} GROUP BY ?topic
"""

_POSITIONS = "SELECT ?predicate WHERE { ?predicate cakg:position true }"

"""Finds things, statements, sources and questions by words in their names.

A word matches the beginning of a word in a name; the order of words does not matter. Searches only names:
:mod:`cakg.pages.about` lists the statements about a thing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from pyoxigraph import Literal

from cakg import tables
from cakg.errors import BadValueError
from cakg.model.names import KINDS, plain
from cakg.model.phrases import listed
from cakg.model.records import Records
from cakg.model.words import beginning, pattern, words
from cakg.notebook import displayed
from cakg.questions.catalogue import Catalogue, Question, quoted
from cakg.store.rows import grouped, texts, values_of
from cakg.tables import wrap_hanging, wrapped
from cakg.vocabulary import CAKG, CLAIM, ID, PASSAGE, SOURCE, STATUS, STMT, expand, shorten

_SENTENCES = """SELECT ?source (COUNT(DISTINCT ?passage) AS ?number) WHERE {
  ?source a cakg:Article . ?passage cakg:source ?source ; cakg:sentence ?sentence .
} GROUP BY ?source ORDER BY ?source"""
_INCOMPLETE = """SELECT DISTINCT ?source WHERE {
  ?bare cakg:source ?source ; cakg:sentence ?any .
  FILTER NOT EXISTS { ?claim cakg:passage ?bare }
  FILTER NOT EXISTS { ?bare cakg:noClaimReason ?reason }
}"""
"""The sources with a sentence that has neither a claim nor a reason for none."""

MOST_ROWS = 5
"""How many statements found only in datasets are listed as text."""
MOST_PARTIAL = 10
"""How many results of each kind are listed as text if no name has all the words."""

WIDEST_NAME = 32
"""The greatest width of the first column."""

_THINGS = {CAKG[kind] for kind in KINDS}
_PREDICATES = {CAKG["Predicate"], CAKG["LinkPredicate"]}
_HAS_NAMES = " && ".join(f'!STRSTARTS(STR(?node), "{one.iri}")' for one in (CLAIM, PASSAGE))
"""Claims and passages are not searched: their labels consist of other names."""
_TEXTS = f"""SELECT ?node ?text WHERE {{{{
  VALUES ?property {{{{ rdfs:label skos:altLabel skos:prefLabel cakg:shortName dcterms:title }}}}
  ?node ?property ?text FILTER (IF({{}}, {_HAS_NAMES}, false))
}}}}"""
"""IF and not &&, because Oxigraph would test all nodes too."""
_MATCHING = 'REGEX(STR(?text), {}, "i")'
_KINDS = """SELECT ?node ?class WHERE {
  VALUES ?node { %s } { ?node a ?class } UNION { ?node cakg:shortName ?name BIND (cakg:Source AS ?class) }
}"""
_PUBLISHED = """SELECT ?source ?node WHERE {
  VALUES ?node { %s } ?source dcterms:publisher ?node ; cakg:shortName ?name
}"""
_PARTS = "SELECT ?statement ?node WHERE { VALUES ?statement { %s } ?statement rdf:predicate|cakg:involves ?node }"
_WITH_PART = "SELECT DISTINCT ?statement WHERE { VALUES ?node { %s } ?node ^rdf:predicate|^cakg:involves ?statement }"
_STATUSES = "SELECT ?statement ?status WHERE { VALUES ?statement { %s } ?statement cakg:status ?status }"
_SOURCES = """SELECT DISTINCT ?statement ?source WHERE {
  VALUES ?statement { %s } ?statement cakg:affirmedBy|cakg:deniedBy|cakg:leftOpenBy ?claim . ?claim cakg:source ?source
}"""
_ARTICLES = "SELECT ?article WHERE { VALUES ?work { cakg:Article cakg:Source } ?article a ?work }"


class Found(NamedTuple):
    """A search result: a thing, source or statement."""

    name: str
    """Its IRI as a prefixed name: ``id:kazakhstan``."""
    label: str
    """Its label."""
    what: str
    """The definition of a thing or source; the status of a statement."""
    matched: str = ""
    """The name that has the words, if the label does not have them."""

    @property
    def text(self) -> str:
        """The label, the matching name in brackets, and the definition."""
        label = f"{self.label} ({self.matched})" if self.matched else self.label
        return f"{label}: {self.what}" if self.what else label


@displayed
class Findings(NamedTuple):
    """The results of a search by kind: names with all the words, or if there are none, with most of them."""

    text: str
    """The text that was searched for."""
    things: tuple[Found, ...] = ()
    """The things found."""
    sources: tuple[Found, ...] = ()
    """The sources found."""
    statements: tuple[Found, ...] = ()
    """The statements found that articles make."""
    rows: tuple[Found, ...] = ()
    """Statements found only in datasets."""
    questions: tuple[Question, ...] = ()
    """The questions found."""
    partial: bool = False
    """Whether no name has all the words, and the results have only some of them."""
    missing: tuple[str, ...] = ()
    """The words that are in no name."""
    similar: tuple[str, ...] = ()
    """Variants of the text, with each missing word replaced by a similar word of a name."""
    covered: str = ""
    """If nothing was found: a sentence on the articles that are encoded completely."""

    def __bool__(self) -> bool:
        return any(self[1:6])

    @property
    def note(self) -> str:
        """The text before the results if no name has all the words; otherwise empty."""
        if self and not self.partial:
            return ""
        none, some = f"No name has all the words of {self.text!r}.", "some of them"
        if self.missing:
            none, some = f"No match in names for {' or '.join(map(repr, self.missing))}.", "the other words"
        if self:
            return f"{none} These names have {some}:"
        return f"{none} Try another spelling or other words. {self.covered}".strip()

    def table(self, *, width: int = tables.WIDTH) -> str:
        """Return the results as text, one section for each kind, in two columns."""
        statements, rows = (
            [(one.what, f"{one.label} ({one.name})") for one in kind] for kind in (self.statements, self.rows)
        )
        sections = {
            "Things": [(one.name, one.text) for one in self.things],
            "Sources": [(one.name, one.text) for one in self.sources],
            "Statements": statements,
            "Statements of datasets": rows,
            "Questions": [(one.name, one.summary) for one in self.questions],
        }
        blocks = [wrapped(self.note, width)] if self.note else []
        if self.similar:
            blocks.append("\n".join(["Did you mean this?", *(f"  cakg find {quoted(text)}" for text in self.similar)]))
        for heading, results in sections.items():
            most = MOST_ROWS if results is rows else MOST_PARTIAL if self.partial else len(results)
            if results:
                blocks.append("\n".join([heading, *_lines(results, most, width)]))
        return "\n\n".join(blocks)

    def json(self) -> str:
        """Return the results as JSON."""
        questions = [{"name": one.name, "summary": one.summary} for one in self.questions]
        return tables.json({**self._asdict(), "questions": questions})


def _lines(results: Sequence[tuple[str, str]], most: int, width: int) -> list[str]:
    """Return at most *most* results as lines in two columns; a first cell that is too wide gets its own line."""
    shown, more = results[:most], len(results) - most
    column = max((len(first) for first, _ in shown if len(first) <= WIDEST_NAME), default=0)
    lines = []
    for first, text in shown:
        if len(first) > column:
            lines += [f"  {first}", *wrap_hanging(text, " " * (column + 4), width)]
        else:
            lines += wrap_hanging(text, f"  {first:<{column}}  ", width)
    return [*lines, f"  … {more} more (--format json lists all)"] if more > 0 else lines


def find(records: Records, catalogue: Catalogue, text: str) -> Findings:
    """Return everything whose names have all the words of *text*, in any order and script.

    Names are labels and aliases; those of a statement include the names of its predicate and of its things. If no name
    has all the words, the results are those with most of them, and *missing* lists words that are in no name.
    """
    wanted = words(text)
    if not wanted:
        raise BadValueError("the text to find is empty", remedy="give a part of a name, such as drone or Душанбе")
    search = _Search(records, wanted, text)
    things, sources, statements, rows = search.matching_all_words()
    found = Findings(text, things, sources, statements, rows, tuple(catalogue.all(text)))
    if found:
        return found
    missing = tuple(word for word in search.missing if not catalogue.all(word))
    similar = tuple(_respelt(search.spellings, wanted, missing))
    rest = [word for word in wanted if word not in missing]
    if not rest:
        return Findings(text, missing=missing, similar=similar, covered=covered(records))
    search.leave_out(missing)
    questions = tuple(catalogue.all(" ".join(rest))) if missing else ()
    things, sources, statements, rows = search.matching_most_words()
    return Findings(text, things, sources, statements, rows, questions, bool(rest), missing, similar)


def all_names(records: Records) -> dict[str, list[str]]:
    """Return the names of all things, sources, statements and terms, by IRI, sorted."""
    found = grouped(records.engine, _TEXTS.format("true"))
    return {iri: sorted(set(names)) for iri, names in sorted(found.items())}


def complete_articles(records: Records) -> dict[str, int]:
    """Return the number of sentences of each article in which every sentence has a claim or a reason for none."""
    incomplete = {row["source"] for row in texts(records.engine, _INCOMPLETE)}
    found = {row["source"]: int(row["number"]) for row in texts(records.engine, _SENTENCES)}
    return {source: number for source, number in found.items() if source not in incomplete}


def covered(records: Records) -> str:
    """Return a sentence on the articles that are encoded completely, sentence by sentence."""
    named = [
        f"{records.sources[iri].short_name} ({number} sentences)"
        for iri, number in complete_articles(records).items()
        if iri in records.sources
    ]
    if not named:
        return "No match does not mean that the sources do not mention it."
    return (
        f"The editors encoded every sentence of {listed(named)}, in their own words."
        " This search covers names and statements, not the words of the articles."
    )


class _Search:
    """The nodes with at least one of the words in their names.

    The words that a node has are stored as bits of a number, one bit per word.
    """

    def __init__(self, records: Records, wanted: list[str], text: str = "") -> None:
        self.records = records
        self.wanted = wanted
        self.all = (1 << len(wanted)) - 1
        self.names: dict[str, list[str]] = defaultdict(list)
        """The matching names of each node."""
        self.words: dict[str, int] = defaultdict(int)
        """The words of each node, as bits."""
        self.spellings: set[str] = set()
        self.things: set[str] = set()
        self.predicates: set[str] = set()
        self.works: set[str] = set()
        """Sources."""
        self._read()
        if missing := self.missing:
            self._read_inside(missing)
        for iri in self._of_known_kinds(self._named_exactly(text)):
            self.words[iri] = self.all

    @property
    def missing(self) -> list[str]:
        """The words that are in no name."""
        found = 0
        for bits in self.words.values():
            found |= bits
        return [word for place, word in enumerate(self.wanted) if not found >> place & 1]

    def leave_out(self, missing: Iterable[str]) -> None:
        """Ignore the *missing* words from now on."""
        self.all &= ~sum(1 << self.wanted.index(word) for word in missing)

    def matching_all_words(self) -> tuple[tuple[Found, ...], ...]:
        """Return the results with all the words: things, sources, statements, statements found only in datasets."""
        rarest = min(range(len(self.wanted)), key=lambda place: sum(bits >> place & 1 for bits in self.words.values()))
        return self._having(len(self.wanted), self._statements(1 << rarest))

    def matching_most_words(self) -> tuple[tuple[Found, ...], ...]:
        """Return the results with most of the words: things, sources, statements, statements found only in datasets."""
        statements = self._statements(self.all)
        things = (self.words[iri] for iri in self.things)
        most = max(map(int.bit_count, (*things, *self._sources.values(), *statements.values())), default=0)
        return self._having(most, statements)

    def _having(self, number: int, statements: Mapping[str, int]) -> tuple[tuple[Found, ...], ...]:
        things = [iri for iri in self.things if self.words[iri].bit_count() >= number]
        sources = [iri for iri, bits in self._sources.items() if bits.bit_count() >= number]
        found = self._by_origin([iri for iri, bits in statements.items() if bits.bit_count() >= number])
        return (*map(self._found, (things, sources)), *found)

    def _read(self) -> None:
        """Read the names that have a word beginning with one of the words."""
        tests = [(beginning(word).search, 1 << place) for place, word in enumerate(self.wanted)]
        for node, text in self._names(pattern(self.wanted)):
            name = plain(text)
            self._add(node, text, sum(bit for found, bit in tests if found(name)))

    def _read_inside(self, missing: Collection[str]) -> None:
        """Read the names that have a *missing* word within a word; collect words with the same first two letters."""
        either = f"{pattern(missing, inside=True)}|{pattern(word[:2] for word in missing)}"
        for node, text in self._names(either):
            name = plain(text)
            self.spellings.update(words(name))
            self._add(node, text, sum(1 << self.wanted.index(word) for word in missing if word in name))

    def _names(self, expression: str) -> list[tuple[str, str]]:
        """Return the nodes of the kinds that are searched with their names that match a regular *expression*."""
        found = [
            (row["node"], row["text"])
            for row in texts(self.records.engine, _TEXTS.format(_MATCHING.format(Literal(expression))))
        ]
        known = self._of_known_kinds(node for node, _ in found)
        return [(node, text) for node, text in found if node in known]

    def _of_known_kinds(self, nodes: Iterable[str]) -> set[str]:
        """Return those of *nodes* that are things, predicates, sources or statements, and note what each is.

        Other terms of the ontology are not searched, so a word in their names does not count as found.
        """
        every = set(nodes)
        statements = {node for node in every if node.startswith(STMT.iri)}
        kinds = grouped(self.records.engine, _KINDS % values_of(every - statements))
        self.things |= {node for node, classes in kinds.items() if not _THINGS.isdisjoint(classes)}
        self.predicates |= {node for node, classes in kinds.items() if not _PREDICATES.isdisjoint(classes)}
        self.works |= {node for node, classes in kinds.items() if CAKG.Source in classes} - self.things
        return statements | (every & (self.things | self.predicates | self.works))

    def _add(self, node: str, name: str, bits: int) -> None:
        if bits:
            self.names[node].append(name)
            self.words[node] |= bits

    def _named_exactly(self, text: str) -> list[str]:
        """Return the node whose IRI is *text*, and the thing or source whose IRI has it as last part."""
        last = plain(text).replace(" ", "-")
        iris = [expand(text.strip()) or text.strip().strip("<>")]
        iris += [ID[last], SOURCE[last]] if re.fullmatch(r"[\w-]+", last) else []
        pattern = f"VALUES ?node {{ {values_of(iris)} }} ?node a ?class"
        return [row["node"] for row in texts(self.records.engine, f"SELECT DISTINCT ?node WHERE {{ {pattern} }}")]

    @cached_property
    def _sources(self) -> dict[str, int]:
        """The words of each source as bits, including words in the names of its publisher."""
        found: dict[str, int] = {iri: self.words[iri] for iri in self.works}
        published = grouped(self.records.engine, _PUBLISHED % values_of(self.things))
        for source, publishers in published.items():
            for node in publishers:
                found[source] = found.get(source, 0) | self.words[node]
        return found

    def _statements(self, some: int) -> dict[str, int]:
        """Return the words of each statement that has one of the words *some* in its label, predicate or things.

        A thing that has all the words by itself is a result, but does not make every statement about it a result.
        """
        engine = self.records.engine
        own = {iri: bits for iri, bits in self.words.items() if iri.startswith(STMT.iri)}
        parts = self.predicates | (self.things if len(self.wanted) > 1 else set())
        matching = [
            iri for iri in parts if self.words[iri] & some and not (iri in self.things and self.words[iri] == self.all)
        ]
        found = dict.fromkeys(iri for iri, bits in own.items() if bits & some)
        if matching:
            found |= dict.fromkeys(row["statement"] for row in texts(engine, _WITH_PART % values_of(matching)))
        statements = {iri: own.get(iri, 0) for iri in found}
        incomplete = [iri for iri, bits in statements.items() if bits != self.all]
        for iri, nodes in (grouped(engine, _PARTS % values_of(incomplete)) if parts else {}).items():
            statements[iri] = self._combined(statements[iri], parts.intersection(nodes))
        return statements

    def _combined(self, own: int, nodes: set[str]) -> int:
        """Return *own* words with those of *nodes*; things are left out if one of them has all the words by itself."""
        for node in nodes & self.predicates:
            own |= self.words[node]
        combined = own
        for node in nodes:
            combined |= self.words[node]
        return own if any(self.words[node] == self.all for node in nodes & self.things) else combined

    def _found(self, iris: Collection[str]) -> tuple[Found, ...]:
        """Return things or sources, the best match first."""
        labels, definitions = self.records.labels(iris), self.records.definitions(iris)
        return tuple(
            Found(shorten(iri), labels[iri], definitions.get(iri, ""), self._matched(iri, labels[iri]))
            for iri in sorted(iris, key=self._rank)
        )

    def _matched(self, iri: str, label: str) -> str:
        """Return the name of a node with the most words, if its label has fewer; else an empty text."""

        def number(name: str) -> int:
            text = plain(name)
            return sum(word in text for word in self.wanted)

        best = max(self.names.get(iri, ()), key=lambda name: (number(name), name), default="")
        return best if number(best) > number(label) else ""

    def _rank(self, iri: str) -> tuple[int, int, int, str]:
        """Return a sort key: nodes with most words, then names that begin with the text, then names with all words."""
        phrase = " ".join(self.wanted)
        names = [plain(name) for name in self.names.get(iri, [])]
        places = [
            0 if name.startswith(phrase) else 1 if all(word in name for word in self.wanted) else 2 for name in names
        ]
        nearest = min(zip(places, map(len, names), strict=True), default=(2, 0))
        return (-self.words.get(iri, 0).bit_count(), *nearest, iri)

    def _by_origin(self, iris: Collection[str]) -> tuple[tuple[Found, ...], tuple[Found, ...]]:
        """Return the statements with claims of articles or without claims, then those found only in datasets."""
        if not iris:
            return (), ()
        engine, values = self.records.engine, values_of(iris)
        status = {row["statement"]: row["status"] for row in texts(engine, _STATUSES % values)}
        articles = {row["article"] for row in texts(engine, _ARTICLES)}
        sources = grouped(engine, _SOURCES % values)
        labels = self.records.labels([*status, *{*status.values()}])
        complete = {iri for iri in status if self.words.get(iri) == self.all}
        ranked = sorted(status, key=lambda iri: (iri not in complete, labels[iri], iri))
        found = {iri: Found(shorten(iri), labels[iri], labels[status[iri]]) for iri in ranked}
        in_articles = {
            iri for iri in ranked if status[iri] == STATUS.unclaimed or not articles.isdisjoint(sources.get(iri, ()))
        }
        return tuple(found[iri] for iri in ranked if iri in in_articles), tuple(
            found[iri] for iri in ranked if iri not in in_articles
        )


def _respelt(known: Collection[str], wanted: Iterable[str], missing: Collection[str]) -> list[str]:
    """Return variants of *wanted* with similar *known* words for the *missing* ones; empty if a word has none."""
    from difflib import get_close_matches  # slow to import, so only for errors

    similar = {word: get_close_matches(word, known, n=3, cutoff=0.7) for word in missing}
    if not similar or not all(similar.values()):
        return []
    spelt = [
        [similar[word][min(place, len(similar[word]) - 1)] if word in similar else word for word in wanted]
        for place in range(max(map(len, similar.values())))
    ]
    return list(dict.fromkeys(map(" ".join, spelt)))

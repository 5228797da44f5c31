"""Looking for things, statements, sources and questions by words of their names.

Words are compared as beginnings of words, in any order. Knows names alone: what is said about a thing is
:mod:`cakg.pages.about`'s matter.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
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
from cakg.tables import wrapped
from cakg.vocabulary import CAKG, CLAIM, ID, PASSAGE, SOURCE, STATUS, STMT, expand, shorten

_WHOLE = """SELECT ?source (COUNT(DISTINCT ?passage) AS ?number) WHERE {
  ?source a cakg:Article . ?passage cakg:source ?source ; cakg:sentence ?sentence .
  FILTER NOT EXISTS {
    ?bare cakg:source ?source ; cakg:sentence ?any .
    FILTER NOT EXISTS { ?claim cakg:passage ?bare }
    FILTER NOT EXISTS { ?bare cakg:noClaimReason ?reason }
  }
} GROUP BY ?source ORDER BY ?source"""
"""How many sentences each article has of which every sentence has a claim, or a reason for none."""

MOST_ROWS = 5
"""How many statements of datasets are shown to a reader."""
MOST_PARTIAL = 10
"""How many of each kind are shown to a reader where nothing has all the words."""

_THINGS = {CAKG[kind] for kind in KINDS}
_PREDICATES = {CAKG["Predicate"], CAKG["LinkPredicate"]}
_NAMELESS = " && ".join(f'!STRSTARTS(STR(?node), "{one.iri}")' for one in (CLAIM, PASSAGE))
"""Claims and passages have labels made of other names."""
_TEXTS = f"""SELECT ?node ?text WHERE {{{{
  VALUES ?property {{{{ rdfs:label skos:altLabel skos:prefLabel cakg:shortName dcterms:title }}}}
  ?node ?property ?text FILTER ({_NAMELESS} && REGEX(STR(?text), {{}}, "i"))
}}}}"""
_PARTS = "SELECT ?statement ?node WHERE { VALUES ?statement { %s } ?statement rdf:predicate|cakg:involves ?node }"
_WITH_PART = "SELECT DISTINCT ?statement WHERE { VALUES ?node { %s } ?node ^rdf:predicate|^cakg:involves ?statement }"
_STATUSES = "SELECT ?statement ?status WHERE { VALUES ?statement { %s } ?statement cakg:status ?status }"
_SOURCES = """SELECT DISTINCT ?statement ?source WHERE {
  VALUES ?statement { %s } ?statement cakg:affirmedBy|cakg:deniedBy|cakg:leftOpenBy ?claim . ?claim cakg:source ?source
}"""
_ARTICLES = "SELECT ?article WHERE { VALUES ?work { cakg:Article cakg:Source } ?article a ?work }"


class Found(NamedTuple):
    """One node that was found: its short IRI, its label, and a word or a line on what it is."""

    name: str
    """Its short IRI: ``id:kazakhstan``."""
    label: str
    """Its label."""
    what: str
    """What it is, in a word or a line."""


@displayed
class Findings(NamedTuple):
    """Everything that has the words in its name, by what it is; failing that, what has most of them."""

    text: str
    """The text that was searched for."""
    things: tuple[Found, ...] = ()
    """The things found."""
    sources: tuple[Found, ...] = ()
    """The sources found."""
    statements: tuple[Found, ...] = ()
    """The statements found that articles make."""
    rows: tuple[Found, ...] = ()
    """Statements that only datasets make."""
    questions: tuple[Question, ...] = ()
    """The questions found."""
    partial: bool = False
    """Whether nothing has all the words, and this has some of them."""
    missing: tuple[str, ...] = ()
    """The words that no name has."""
    similar: tuple[str, ...] = ()
    """The text with the missing words spelt as in some name."""
    covered: str = ""
    """Where nothing was found: which articles are recorded whole, so that their silence can be told."""

    def __bool__(self) -> bool:
        return any(self[1:6])

    @property
    def note(self) -> str:
        """What to say before the findings where no name has all the words; empty where some name has."""
        if self and not self.partial:
            return ""
        none, some = f"No name has all the words of {self.text!r}.", "some of them"
        if self.missing:
            none = f"No name has a word that begins with {' or '.join(map(repr, self.missing))}."
            some = "the other words"
        if self:
            return f"{none} These have {some}:"
        return f"{none} Try another spelling. {self.covered}".strip()

    def table(self, *, width: int = tables.WIDTH) -> str:
        """Return the findings to read, one section for each kind of node."""
        sections = {
            kind: [f"{one.label} ({one.name})" + (f": {one.what}" if one.what else "") for one in getattr(self, kind)]
            for kind in ("things", "sources", "statements", "rows")
        }
        sections["statements of datasets"] = sections.pop("rows")
        for kind, lines in sections.items():
            most = MOST_ROWS if "datasets" in kind else MOST_PARTIAL if self.partial else len(lines)
            if (more := len(lines) - most) > 0:
                lines[most:] = [f"… and {more} more; --format json has them all"]
        sections["questions"] = [f"{one.name}: {one.summary}" for one in self.questions]
        blocks = [
            "\n".join([kind.capitalize(), *(wrapped(line, width, "  ") for line in lines)])
            for kind, lines in sections.items()
            if lines
        ]
        near = "\n".join(["Did you mean this?", *(f"  cakg find {quoted(text)}" for text in self.similar)])
        return "\n\n".join([*filter(None, [wrapped(self.note, width)]), *([near] if self.similar else []), *blocks])

    def json(self) -> str:
        """Return the findings as JSON."""
        questions = [{"name": one.name, "summary": one.summary} for one in self.questions]
        return tables.json({**self._asdict(), "questions": questions})


def find(records: Records, catalogue: Catalogue, text: str) -> Findings:
    """Return whatever has all the words of *text* in its names, in any order and script.

    Names are labels and aliases, for a statement also those of its predicate and of the things that it involves. Where
    nothing has all the words, what has most of them is returned, with the words that no name has.
    """
    wanted = words(text)
    if not wanted:
        raise BadValueError("there is nothing to look for", remedy="give a part of a name, such as drone or Душанбе")
    search = _Search(records, wanted, text)
    things, sources, statements, rows = search.with_all()
    found = Findings(text, things, sources, statements, rows, tuple(catalogue.all(text)))
    if found:
        return found
    missing = tuple(word for word in search.missing if not catalogue.all(word))
    similar = tuple(_respelt(search.spellings, wanted, missing))
    rest = [word for word in wanted if word not in missing]
    if not rest:
        return Findings(text, missing=missing, similar=similar, covered=_covered(records))
    search.leave_out(missing)
    questions = tuple(catalogue.all(" ".join(rest))) if missing else ()
    things, sources, statements, rows = search.with_most()
    return Findings(text, things, sources, statements, rows, questions, bool(rest), missing, similar)


def _covered(records: Records) -> str:
    """Say which articles are recorded sentence by sentence; nothing where none is."""
    whole = {row["source"]: int(row["number"]) for row in texts(records.engine, _WHOLE)}
    named = [f"{records.sources[iri].short} ({number})" for iri, number in whole.items() if iri in records.sources]
    if not named:
        return "An unknown name does not mean that the sources are silent."
    return (
        f"Every sentence of {listed(named)} is encoded here, in our own wording, so try other words."
        " If none of them finds anything, these articles do not speak of it."
    )


class _Search:
    """The nodes with some of the words in their names, each with a number in which each of these words sets a bit."""

    def __init__(self, records: Records, wanted: list[str], text: str = "") -> None:
        self.records = records
        self.wanted = wanted
        self.all = (1 << len(wanted)) - 1
        self.names: dict[str, list[str]] = defaultdict(list)
        self.words: dict[str, int] = defaultdict(int)
        self.spellings: set[str] = set()
        self._read()
        if missing := self.missing:
            self._read_inside(missing)
        for iri in self._named_exactly(text):
            self.words[iri] = self.all
        kinds = grouped(
            records.engine,
            f"SELECT ?node ?class WHERE {{ VALUES ?node {{ {values_of(self._no_statements())} }} ?node a ?class }}",
        )
        self.things = {node for node, classes in kinds.items() if not _THINGS.isdisjoint(classes)}
        self.predicates = {node for node, classes in kinds.items() if not _PREDICATES.isdisjoint(classes)}

    @property
    def missing(self) -> list[str]:
        """The words that are in no name."""
        found = 0
        for bits in self.words.values():
            found |= bits
        return [word for place, word in enumerate(self.wanted) if not found >> place & 1]

    def leave_out(self, missing: Iterable[str]) -> None:
        """Go on without words that are in no name."""
        self.all &= ~sum(1 << self.wanted.index(word) for word in missing)

    def with_all(self) -> tuple[tuple[Found, ...], ...]:
        """Return the things, the sources, the statements and the statements of datasets alone with all the words."""
        rarest = min(range(len(self.wanted)), key=lambda place: sum(bits >> place & 1 for bits in self.words.values()))
        return self._having(len(self.wanted), self._statements(1 << rarest))

    def with_most(self) -> tuple[tuple[Found, ...], ...]:
        """Return the same with as many of the words as any of them has."""
        statements = self._statements(self.all)
        things = (self.words[iri] for iri in self.things)
        most = max(map(int.bit_count, (*things, *self._sources.values(), *statements.values())), default=0)
        return self._having(most, statements)

    def _having(self, number: int, statements: Mapping[str, int]) -> tuple[tuple[Found, ...], ...]:
        things = [iri for iri in self.things if self.words[iri].bit_count() >= number]
        sources = [iri for iri, bits in self._sources.items() if bits.bit_count() >= number]
        told = self._told([iri for iri, bits in statements.items() if bits.bit_count() >= number])
        return (*map(self._found, (things, sources)), *told)

    def _read(self) -> None:
        """Read the names in which one of the words begins a word."""
        tests = [(beginning(word).search, 1 << place) for place, word in enumerate(self.wanted)]
        for row in texts(self.records.engine, _TEXTS.format(Literal(pattern(self.wanted)))):
            name = plain(row["text"])
            self._add(row["node"], name, sum(bit for found, bit in tests if found(name)))

    def _read_inside(self, missing: Collection[str]) -> None:
        """Read the names that have words inside others which begin none; keep words with the same two first letters."""
        either = f"{pattern(missing, inside=True)}|{pattern(word[:2] for word in missing)}"
        for row in texts(self.records.engine, _TEXTS.format(Literal(either))):
            name = plain(row["text"])
            self.spellings.update(words(name))
            self._add(row["node"], name, sum(1 << self.wanted.index(word) for word in missing if word in name))

    def _add(self, node: str, name: str, bits: int) -> None:
        if bits:
            self.names[node].append(name)
            self.words[node] |= bits

    def _named_exactly(self, text: str) -> list[str]:
        """Return the thing or the source of which *text* is the IRI or its last part."""
        last = plain(text).replace(" ", "-")
        iris = [iri for iri in [expand(text.strip())] if iri]
        iris += [ID[last], SOURCE[last]] if re.fullmatch(r"[\w-]+", last) else []
        pattern = f"VALUES ?node {{ {values_of(iris)} }} ?node a ?class"
        return [row["node"] for row in texts(self.records.engine, f"SELECT DISTINCT ?node WHERE {{ {pattern} }}")]

    def _no_statements(self) -> list[str]:
        return [iri for iri in self.words if not iri.startswith(STMT.iri)]

    @cached_property
    def _sources(self) -> dict[str, int]:
        """The words of each source, those of its publisher's names included."""
        nodes = self._no_statements()
        engine = self.records.engine
        query = "SELECT ?source ?node WHERE {{ VALUES ?node {{ {} }} ?source dcterms:publisher ?node }}"
        found: dict[str, int] = {iri: self.words[iri] for iri in nodes if iri not in self.things | self.predicates}
        for source, publishers in grouped(engine, query.format(values_of(self.things))).items():
            for node in publishers:
                found[source] = found.get(source, 0) | self.words[node]
        query = f"SELECT DISTINCT ?node WHERE {{ VALUES ?node {{ {values_of(found)} }} ?node cakg:shortName ?name }}"
        return {row["node"]: found[row["node"]] for row in texts(engine, query)}

    def _statements(self, some: int) -> dict[str, int]:
        """Return the words of each statement that has one of *some*, in its label, its predicate or its things.

        Where one thing alone has all the words, it is what was looked for, and not every statement about it.
        """
        engine = self.records.engine
        own = {iri: bits for iri, bits in self.words.items() if iri.startswith(STMT.iri)}
        parts = self.predicates | (self.things if len(self.wanted) > 1 else set())
        asked = [
            iri for iri in parts if self.words[iri] & some and not (iri in self.things and self.words[iri] == self.all)
        ]
        found = dict.fromkeys(iri for iri, bits in own.items() if bits & some)
        if asked:
            found |= dict.fromkeys(row["statement"] for row in texts(engine, _WITH_PART % values_of(asked)))
        statements = {iri: own.get(iri, 0) for iri in found}
        incomplete = [iri for iri, bits in statements.items() if bits != self.all]
        for iri, nodes in (grouped(engine, _PARTS % values_of(incomplete)) if parts else {}).items():
            statements[iri] = self._together(statements[iri], parts.intersection(nodes))
        return statements

    def _together(self, own: int, nodes: set[str]) -> int:
        """Return the words that a label has with *nodes*, of which a thing may not have all of them alone."""
        for node in nodes & self.predicates:
            own |= self.words[node]
        together = own
        for node in nodes:
            together |= self.words[node]
        return own if any(self.words[node] == self.all for node in nodes & self.things) else together

    def _found(self, iris: Collection[str]) -> tuple[Found, ...]:
        """Return things or sources, the nearest first."""
        called, what = self.records.labels(iris), self.records.definitions(iris)
        ranked = sorted(iris, key=self._distance)
        return tuple(Found(shorten(iri), called[iri], what.get(iri, "")) for iri in ranked)

    def _distance(self, iri: str) -> tuple[int, int, int, str]:
        """Return how far a node is from what was looked for: names that begin so, then names with all words."""
        phrase = " ".join(self.wanted)
        names = self.names.get(iri, [])
        places = [
            0 if name.startswith(phrase) else 1 if all(word in name for word in self.wanted) else 2 for name in names
        ]
        nearest = min(zip(places, map(len, names), strict=True), default=(2, 0))
        return (-self.words.get(iri, 0).bit_count(), *nearest, iri)

    def _told(self, iris: Collection[str]) -> tuple[tuple[Found, ...], tuple[Found, ...]]:
        """Return the statements that articles make or nobody, and those that only datasets make."""
        if not iris:
            return (), ()
        engine, values = self.records.engine, values_of(iris)
        status = {row["statement"]: row["status"] for row in texts(engine, _STATUSES % values)}
        articles = {row["article"] for row in texts(engine, _ARTICLES)}
        sources = grouped(engine, _SOURCES % values)
        called = self.records.labels([*status, *{*status.values()}])
        complete = {iri for iri in status if self.words.get(iri) == self.all}
        ranked = sorted(status, key=lambda iri: (iri not in complete, called[iri], iri))
        found = {iri: Found(shorten(iri), called[iri], called[status[iri]]) for iri in ranked}
        listed = {
            iri for iri in ranked if status[iri] == STATUS.unclaimed or not articles.isdisjoint(sources.get(iri, ()))
        }
        return tuple(found[iri] for iri in ranked if iri in listed), tuple(
            found[iri] for iri in ranked if iri not in listed
        )


def _respelt(known: Collection[str], wanted: Iterable[str], missing: Collection[str]) -> list[str]:
    """Return *wanted* with each of the *missing* words spelt as the nearest of the *known*, as far as there is any."""
    from difflib import get_close_matches  # only a mistake pays for it

    near = {word: get_close_matches(word, known, n=3, cutoff=0.7) for word in missing}
    if not near or not all(near.values()):
        return []
    spelt = [
        [near[word][min(place, len(near[word]) - 1)] if word in near else word for word in wanted]
        for place in range(max(map(len, near.values())))
    ]
    return list(dict.fromkeys(map(" ".join, spelt)))

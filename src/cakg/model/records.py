"""Loads the records of a graph: sources, passages, claims and statements, and labels.

No other module makes records of claims. The number of queries is the same for one statement and for thousands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from itertools import chain
from sys import intern
from typing import TypeVar

from pyoxigraph import NamedNode

from cakg.model.claims import Claim, Labelled, Properties, Qualifier, Statement, amount, first, values
from cakg.model.corroboration import Verdict, in_full, verdicts
from cakg.model.dates import day, span
from cakg.model.labels import best_text, definitions, labels, passage_label
from cakg.model.names import Names
from cakg.model.phrases import whole
from cakg.model.sources import Passage, Source
from cakg.store.protocol import Engine, Term
from cakg.store.rows import grouped, node_of, rows, texts, values_of
from cakg.vocabulary import CAKG, DCTERMS, GRAPH, OWL, RDF, RDFS, SCHEMA, shorten

Value = TypeVar("Value")

IN_ARTICLES = """
  VALUES ?work { cakg:Article cakg:Source }
  ?article a ?work ; ^cakg:source/(^cakg:affirmedBy|^cakg:deniedBy|^cakg:leftOpenBy) ?statement .
"""
"""The SPARQL pattern of a ``?statement`` with a claim in an article; it begins with the articles, which are few."""
GIVEN_IN_ARTICLES = """
  ?article a ?work ; ^cakg:source/(^cakg:affirmedBy|^cakg:deniedBy|^cakg:leftOpenBy) ?statement .
  FILTER (?work IN (cakg:Article, cakg:Source))
"""
"""The same pattern where ``?statement`` has values: it begins with these, and joins no second list with them."""

_GROUPS = "SELECT ?member ?group WHERE { %s ?group cakg:hasMember ?member } ORDER BY ?member ?group"

POLARITY_OF = {CAKG.affirmedBy: "affirmed", CAKG.deniedBy: "denied", CAKG.leftOpenBy: "left open"}
"""The polarity of the claims listed by each property of a statement, including claims inherited by ``refines``."""
_NEEDED = {CAKG.mode, CAKG.speaker, CAKG.passage, CAKG.source}
_LABELLED = (CAKG.mode, CAKG.speaker, CAKG.condition, CAKG.unless)
_DESCRIPTIONS = "SELECT ?node ?property ?value WHERE { VALUES ?node { %s } ?node ?property ?value }"
_PROPERTIES = """SELECT ?node ?property ?value WHERE {
  VALUES ?node { %s } ?node ?property ?value . FILTER (?property IN (%s))
}"""
"""A filter, because an engine may join two lists before it looks for triples."""
_SOURCES = """SELECT ?node ?property ?value WHERE {
  { ?node cakg:shortName ?any ; ?property ?value FILTER (!REGEX(STR(?property), "/corroboration#|#recordsVotesOf$")) }
  UNION
  { ?node cakg:author ?value . ?value a ?property . FILTER (?property = cakg:Unnamed) }
  UNION
  { ?node cakg:shortName ?value FILTER EXISTS { ?passage cakg:source ?node } BIND (cakg:source AS ?property) }
}"""
_NOTES = "SELECT DISTINCT ?note ?property ?value WHERE { ?note cakg:annotates ?about ; ?property ?value }"
_NOTES_ON = """SELECT DISTINCT ?note ?property ?value WHERE {
  ?note cakg:annotates|cakg:identifiedAs %s ; cakg:annotates ?about ; ?property ?value
}"""
ARTICLE_CLAIMS = """SELECT ?claim WHERE {
  VALUES ?work { cakg:Article cakg:Source } ?article a ?work . ?claim cakg:source ?article ; cakg:speaker ?speaker
}"""
_IN_ARTICLES = """SELECT ?claim WHERE {
  VALUES ?claim { %s } ?claim cakg:source ?article ; cakg:speaker ?speaker .
  ?article a ?work . FILTER (?work IN (cakg:Article, cakg:Source))
}"""
_VERY_MANY = 20_000
"""More rows or claims are very many."""
_MANY = 2_000
"""More groups or verdicts are not all read where a few of them are needed."""
_IN_A_QUERY = 5_000
"""How many claims a query names."""
_VERSION = """SELECT ?node ?property ?value WHERE {
  VALUES ?property { owl:versionInfo cakg:contentHash cakg:triplesLeftOut } ?node ?property ?value
}"""
_DIGITS = 12
"""How many digits of the content hash are shown; that is enough to distinguish graphs."""


class Records:
    """The records of one graph. They are read once and kept, so the graph must not change."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._descriptions: dict[str, Properties | None] = {}
        self._labels: dict[str, str | None] = {}
        self._definitions: dict[str, str | None] = {}
        self._claims: dict[str, Claim | None] = {}
        self._names: dict[str, Names] = {}
        self._notes: dict[str, Mapping[str, Properties]] = {}

    # ---- Names and descriptions -----------------------------------------------

    def labels(self, iris: Iterable[str]) -> dict[str, str]:
        """Return the label of each of *iris*: see :func:`cakg.model.labels.labels`."""
        return _kept(self._labels, iris, lambda missing: labels(self.engine, missing))

    def definitions(self, iris: Iterable[str]) -> dict[str, str]:
        """Return the definition of each of *iris* that has one."""
        return _kept(self._definitions, iris, lambda missing: definitions(self.engine, missing))

    def names(self, kind: str = "thing") -> Names:
        """Return the names of all values of the type *kind*, such as ``thing``, ``source`` or ``theme``."""
        if kind not in self._names:
            self._names[kind] = Names(self.engine, kind)
        return self._names[kind]

    def describe(self, iris: Iterable[str]) -> dict[str, Properties]:
        """Return all properties of each of *iris*; an unknown node has none."""

        def read(missing: list[str]) -> Mapping[str, Properties]:
            return _by_node(self.engine, _DESCRIPTIONS % values_of(missing), missing)

        return _kept(self._descriptions, iris, read)

    def properties(self, iris: Iterable[str], roles: Iterable[str]) -> Mapping[str, Properties]:
        """Return only the properties *roles* of each of *iris*; :meth:`describe` returns all properties."""
        wanted = sorted(set(iris))
        named = ", ".join(str(NamedNode(role)) for role in roles)
        return _by_node(self.engine, _PROPERTIES % (values_of(wanted), named), wanted)

    @cached_property
    def _versions(self) -> Mapping[str, Properties]:
        """The version of each node that has one, and the content hash of the graph."""
        return _by_node(self.engine, _VERSION, [GRAPH])

    @property
    def version(self) -> str:
        """The version of the graph, or else that of the ontology; empty if neither has one."""
        others = (text for one in self._versions.values() for text in values(one, OWL.versionInfo))
        return first(self._versions[GRAPH], OWL.versionInfo) or max(others, default="")

    @property
    def content_hash(self) -> str:
        """The hash of the loaded triples, 64 digits; empty if another program made the store and added no hash."""
        return first(self._versions[GRAPH], CAKG.contentHash)

    @property
    def left_out(self) -> int:
        """How many triples were left out when the graph was loaded: see :mod:`cakg.store.odd_triples`."""
        return whole(first(self._versions[GRAPH], CAKG.triplesLeftOut))

    @property
    def edition(self) -> str:
        """The version and the first digits of the content hash: ``0.2.0, content 1a2b3c4d5e6f``."""
        content = f"content {self.content_hash[:_DIGITS]}" if self.content_hash else ""
        return ", ".join(filter(None, (self.version, content)))

    @cached_property
    def qualifiers(self) -> frozenset[str]:
        """The properties that qualify statements, as IRIs."""
        return frozenset(row["role"] for row in texts(self.engine, "SELECT ?role { ?role a cakg:Qualifier }"))

    @cached_property
    def groups(self) -> Mapping[str, list[str]]:
        """The groups of each thing, all as IRIs."""
        return grouped(self.engine, _GROUPS % "")

    def groups_of(self, iris: Iterable[str]) -> dict[str, list[str]]:
        """Return the groups of each of *iris* that is in one, as IRIs."""
        wanted = set(iris)
        if "groups" in self.__dict__ or not wanted:
            return {iri: self.groups[iri] for iri in wanted if iri in self.groups}
        return grouped(self.engine, _GROUPS % f"VALUES ?member {{ {values_of(sorted(wanted))} }}")

    @cached_property
    def notes(self) -> Mapping[str, Properties]:
        """All properties of each note of the editors, by its IRI, sorted."""
        return dict(sorted(_by_node(self.engine, _NOTES).items()))

    def notes_on(self, iri: str) -> Mapping[str, Properties]:
        """Return those of the :attr:`notes` that annotate a node, or identify something with it."""
        if iri not in self._notes:
            node = node_of(iri)
            self._notes[iri] = dict(sorted(_by_node(self.engine, _NOTES_ON % node).items())) if node else {}
        return self._notes[iri]

    @cached_property
    def identified(self) -> Mapping[str, list[str]]:
        """The things with which the editors' notes identify each thing, all as IRIs."""
        found: dict[str, set[str]] = {}
        for one in self.notes.values():
            for named in values(one, CAKG.annotates):
                found.setdefault(named, set()).update(values(one, CAKG.identifiedAs))
        return {named: sorted(things) for named, things in found.items() if things}

    # ---- Sources, passages, claims, statements --------------------------------

    @cached_property
    def sources(self) -> dict[str, Source]:
        """All sources by IRI, sorted, with works that are only reported on."""
        described = dict(sorted(_by_node(self.engine, _SOURCES).items()))
        named = (CAKG.author, DCTERMS.publisher, DCTERMS.license)
        found = (term for one in described.values() for role in named for term in one.get(role, ()))
        called = self.labels(term.value for term in found if isinstance(term, NamedNode))
        reports = {iri: max(works) for iri, one in described.items() if (works := values(one, CAKG.reportsOn))}
        return {iri: _source(iri, one, called, _chain(iri, reports)) for iri, one in described.items()}

    @cached_property
    def sources_with_passages(self) -> tuple[Source, ...]:
        """The sources with a passage in the graph."""
        return tuple(source for source in self.sources.values() if source.has_passages)

    @cached_property
    def articles(self) -> tuple[NamedNode, ...]:
        """The articles with a passage in the graph."""
        found = (node_of(source.iri) for source in self.sources_with_passages if not source.dataset)
        return tuple(node for node in found if node)

    @cached_property
    def article_claims(self) -> frozenset[str]:
        """The IRIs of all claims in articles."""
        return frozenset(row["claim"] for row in texts(self.engine, ARTICLE_CLAIMS))

    def of_articles(self, claims: Iterable[str]) -> set[str]:
        """Return those of *claims* that are in articles, as IRIs."""
        wanted = sorted(set(claims))
        parts = (wanted[place : place + _IN_A_QUERY] for place in range(0, len(wanted), _IN_A_QUERY))
        return {row["claim"] for part in parts for row in texts(self.engine, _IN_ARTICLES % values_of(part))}

    @cached_property
    def few_claims(self) -> int:
        """The number of claims in articles, if datasets have more than 20,000 rows and articles at most so many claims.

        Otherwise 0: no query is faster if it starts from the articles.
        """
        if sum(source.rows for source in self.sources.values()) <= _VERY_MANY:
            return 0
        some = f"{ARTICLE_CLAIMS} LIMIT {_VERY_MANY + 1}"
        [[count]] = rows(self.engine, f"SELECT (COUNT(*) AS ?number) WHERE {{ {{ {some} }} }}")
        number = whole(count.value) if count is not None else 0
        return number if number <= _VERY_MANY else 0

    def has_more_dataset_rows_than(self, number: int) -> bool:
        """Return whether the datasets of the graph have more than *number* rows."""
        some = f"SELECT ?row WHERE {{ ?row a cakg:Row }} LIMIT {number + 1}"
        [[count]] = rows(self.engine, f"SELECT (COUNT(*) AS ?number) WHERE {{ {{ {some} }} }}")
        return count is not None and whole(count.value) > number

    @cached_property
    def all_claims(self) -> tuple[str, ...]:
        """The IRIs of all claims."""
        return tuple(row["claim"] for row in texts(self.engine, "SELECT ?claim { ?claim a cakg:Claim }"))

    @cached_property
    def verdicts(self) -> dict[str, list[Verdict]]:
        """The verdicts of datasets on claims, by the claim's IRI."""
        return _by_claim(self._some_verdicts if self._has_all_verdicts else verdicts(self.engine))

    @cached_property
    def _some_verdicts(self) -> list[Verdict]:
        return verdicts(self.engine, most=_MANY + 1)

    @property
    def _has_all_verdicts(self) -> bool:
        """Whether there are so few verdicts that all are read at once."""
        return "verdicts" in self.__dict__ or len(self._some_verdicts) <= _MANY

    def verdicts_on(self, statements: Iterable[str]) -> dict[str, list[Verdict]]:
        """Return the verdicts of datasets on *statements*, by the statement's IRI."""
        wanted = set(statements)
        if not wanted:
            return {}
        if self._has_all_verdicts or len(wanted) > _IN_A_QUERY:
            some: Iterable[Verdict] = chain.from_iterable(self.verdicts.values())
        else:
            some = verdicts(self.engine, f"VALUES ?statement {{ {values_of(sorted(wanted))} }}")
        found: dict[str, list[Verdict]] = {}
        for one in some:
            if one.statement in wanted:
                found.setdefault(one.statement, []).append(one)
        return found

    def passages(self, iris: Iterable[str]) -> dict[str, Passage]:
        """Return the passages among *iris*, by IRI. Passages without a known source are left out."""
        described = {iri: (one, first(one, CAKG.source)) for iri, one in self.describe(iris).items()}
        known = ((iri, one, self.sources.get(source)) for iri, (one, source) in described.items())
        return {iri: _passage(iri, one, source) for iri, one, source in known if source}

    def claims(self, iris: Iterable[str]) -> dict[str, Claim]:
        """Return the claims among *iris*, by IRI, without polarity. Claims without a known source are left out."""
        return _kept(self._claims, iris, self._read_claims)

    def statements(self, iris: Iterable[str]) -> dict[str, Statement]:
        """Return the statements among *iris*, by IRI, sorted. Statements without a status are left out."""
        described = {iri: one for iri, one in self.describe(iris).items() if {CAKG.status, RDF.predicate} <= one.keys()}
        about = {
            iri: {(claim.value, how) for role, how in POLARITY_OF.items() for claim in one.get(role, ())}
            for iri, one in described.items()
        }
        cited = {claim for those in about.values() for claim, _ in those}
        predicates = {first(one, RDF.predicate) for one in described.values()}
        traits = self.describe(cited | predicates)
        statuses = {first(one, CAKG.status) for one in described.values()}
        themes = {theme for iri in predicates for theme in values(traits[iri], CAKG.theme)}
        # The labels of the claims are fetched here too, so that one query is enough for all labels.
        labelled = {iri for claim in cited for role in _LABELLED for iri in values(traits[claim], role)}
        for one in described.values():
            for role in self.qualifiers & one.keys():
                labelled |= {role, *values(one, role)}
            labelled |= {first(one, role) for role in (CAKG.unit, RDF.subject, RDF.object)} - {""}
        called = self.labels(statuses | themes | predicates | labelled)
        meanings, claims = self.definitions(statuses), self.claims(cited)

        checked = {iri: in_full(those) for iri, those in self.verdicts_on(described).items()}

        def statement(iri: str, one: Properties) -> Statement:
            predicate, status = first(one, RDF.predicate), first(one, CAKG.status)
            theme = first(traits[predicate], CAKG.theme)
            found = (claims[claim]._replace(polarity=how) for claim, how in about[iri] if claim in claims)
            return Statement(
                iri=iri,
                label=best_text(one.get(RDFS.label, ())) or shorten(iri),
                subject=first(one, RDF.subject),
                predicate=Labelled(predicate, called[predicate]),
                object=first(one, RDF.object),
                status=Labelled(status, called[status]),
                meaning=meanings.get(status, ""),
                theme=Labelled(theme, called.get(theme, "")),
                earliest=first(one, CAKG.earliest),
                latest=first(one, CAKG.latest),
                claims=tuple(sorted(found, key=lambda claim: claim.order)),
                checked=checked.get(iri, ""),
                properties=one,
                traits=traits[predicate],
                bounds=amount(one, called.get(first(one, CAKG.unit), "")),
                qualifiers=tuple(
                    Qualifier(Labelled(role, called[role]), Labelled(value, called[value]))
                    for role in sorted(self.qualifiers & one.keys())
                    for value in values(one, role)
                ),
                ends=(called.get(first(one, RDF.subject), ""), called.get(first(one, RDF.object), "")),
            )

        return {iri: statement(iri, one) for iri, one in described.items()}

    def _read_claims(self, iris: list[str]) -> dict[str, Claim]:
        described = {
            iri: one
            for iri, one in self.describe(iris).items()
            if one.keys() >= _NEEDED and first(one, CAKG.source) in self.sources
        }
        passages = self.describe(first(one, CAKG.passage) for one in described.values())
        called = self.labels(iri for one in described.values() for role in _LABELLED for iri in values(one, role))

        def labelled(one: Properties, role: str) -> tuple[Labelled, ...]:
            return tuple(Labelled(iri, called[iri]) for iri in values(one, role))

        def claim(iri: str, one: Properties) -> Claim:
            speaker, source, place = labelled(one, CAKG.speaker)[0], first(one, CAKG.source), first(one, CAKG.passage)
            return Claim(
                iri=iri,
                polarity="",
                mode=labelled(one, CAKG.mode)[0],
                hedge=first(one, CAKG.hedge),
                wording=first(one, CAKG.wording),
                conditions=labelled(one, CAKG.condition),
                exceptions=labelled(one, CAKG.unless),
                speaker=speaker,
                via=_via(speaker, self.sources[source], self.sources),
                passage=_passage(place, passages[place], self.sources[source]),
                properties=one,
            )

        return {iri: claim(iri, one) for iri, one in described.items()}


def _kept(
    known: dict[str, Value | None], iris: Iterable[str], read: Callable[[list[str]], Mapping[str, Value]]
) -> dict[str, Value]:
    """Return the value of each of *iris* that has one, sorted. Values missing from *known* are read and added to it."""
    wanted = sorted(set(iris))
    if missing := [iri for iri in wanted if iri not in known]:
        known |= {**dict.fromkeys(missing), **read(missing)}
    return {iri: value for iri in wanted if (value := known[iri]) is not None}


def _by_node(engine: Engine, sparql: str, iris: Iterable[str] = ()) -> Mapping[str, Properties]:
    """Return the properties of each node, from a query for node, property and value; none for *iris* without a row."""
    found: dict[str, dict[str, list[Term]]] = {iri: {} for iri in iris}
    known: dict[Term, Term] = {}
    for node, role, value in rows(engine, sparql):
        if node and role and value:
            # Equal texts and terms are kept once: most are roles, statuses, speakers and passages.
            found.setdefault(node.value, {}).setdefault(intern(role.value), []).append(known.setdefault(value, value))
    return {node: {role: tuple(those) for role, those in one.items()} for node, one in found.items()}


def _by_claim(those: Iterable[Verdict]) -> dict[str, list[Verdict]]:
    found: dict[str, list[Verdict]] = {}
    for one in those:
        found.setdefault(one.claim, []).append(one)
    return found


def _source(iri: str, one: Properties, called: Mapping[str, str], reports_on: tuple[str, ...]) -> Source:
    publisher, author = (called.get(first(one, role), "") for role in (DCTERMS.publisher, CAKG.author))
    earliest, latest = first(one, CAKG.earliest), first(one, CAKG.latest)
    licence = first(one, DCTERMS.license)
    exact = day(earliest) if earliest and earliest == latest else ""
    return Source(
        iri=iri,
        short_name=name if (name := first(one, CAKG.shortName)).strip() else shorten(iri),
        title=first(one, DCTERMS.title).strip(),
        author=publisher or author if CAKG.Unnamed in one else author or publisher,
        publisher=publisher,
        date=exact or first(one, CAKG.dateWording) or span(earliest, latest) or "undated",
        address=first(one, SCHEMA.url),
        reports_on=reports_on,
        covers=span(first(one, CAKG.coversFrom), first(one, CAKG.coversUntil)),
        dataset=CAKG.Dataset in values(one, RDF.type),
        authors=tuple(values(one, CAKG.author)),
        publishers=tuple(values(one, DCTERMS.publisher)),
        has_passages=CAKG.source in one,
        licence=called.get(licence, licence).strip("<>"),
        rights=best_text(one.get(DCTERMS.rights, ())),
        bibliographic=best_text(one.get(DCTERMS.bibliographicCitation, ())),
        earliest=earliest,
        latest=latest,
        language=first(one, DCTERMS.language),
        rows=whole(first(one, CAKG.rowCount) or "0"),
    )


def _chain(source: str, reports: Mapping[str, str]) -> tuple[str, ...]:
    """Follow ``reportsOn`` from *source* to the first work; stop at a work that was already met."""
    chain: list[str] = []
    while (work := reports.get(source)) is not None and work not in chain:
        chain.append(work)
        source = work
    return tuple(chain)


def _passage(iri: str, one: Properties, source: Source) -> Passage:
    paragraph, sentence, record = (first(one, role) for role in (CAKG.paragraph, CAKG.sentence, CAKG.record))
    return Passage(
        iri=iri,
        source=source,
        label=passage_label(source.short_name, record, paragraph, sentence),
        locator=record or ", ".join(f"{what} {at}" for what, at in _places(paragraph, sentence) if at),
        address=first(one, SCHEMA.url) or source.address,
        paragraph=whole(paragraph),
        sentence=whole(sentence),
        record=record,
        evidence=tuple(values(one, CAKG.evidence)),
    )


def _places(paragraph: str, sentence: str) -> tuple[tuple[str, str], ...]:
    return ("paragraph", paragraph), ("sentence", sentence)


def _via(speaker: Labelled, source: Source, sources: Mapping[str, Source]) -> str:
    """Return the speaker with those who report the words; empty for an author who reports on no other work."""
    own = speaker.iri in source.authors
    reported = speaker.label if own else f"{speaker.label}, as reported by {source.author or source.publisher}"
    works = [sources[work] for work in source.reports_on if work in sources]
    if any(speaker.iri in work.authors for work in works):
        return reported
    if not works:
        return "" if own else reported
    on = " and ".join(f"a work by {work.author}" if work.author else work.short_name for work in works)
    return f"{reported}, {'reporting' if own else 'which reports'} on {on}"

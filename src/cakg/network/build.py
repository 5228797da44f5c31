"""The graph as a network of things: who is tied to whom, by which statements.

Knows how a statement becomes edges. Does not know which statements there are
(:mod:`cakg.model.selection`) nor how a network looks (:mod:`cakg.pictures.network`). The home of networkx.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

import networkx

from cakg.model.names import KINDS, definitions, labels, texts, values_of
from cakg.model.selection import UNSEEN, Selection, involved, left_out
from cakg.store.protocol import Engine
from cakg.vocabulary import CAKG, local, shorten

Row: TypeAlias = dict[str, str]

if TYPE_CHECKING:
    _Graph: TypeAlias = networkx.MultiDiGraph[str]
else:
    _Graph = networkx.MultiDiGraph

_POLARITIES = {"affirmedBy": "affirms", "deniedBy": "denies", "leftOpenBy": "leaves open"}
_ASKED_AT_ONCE = 500

_STATEMENTS = """SELECT * WHERE {
  VALUES ?statement { %s }
  ?statement rdf:subject ?subject ; rdf:predicate ?predicate ; cakg:status ?status .
  OPTIONAL { ?subject rdf:subject ?inner }
  OPTIONAL { ?predicate cakg:theme ?theme }
  OPTIONAL { ?predicate cakg:drawnAs ?drawnAs }
  OPTIONAL { ?statement cakg:independentSources ?independentSources }
  OPTIONAL { ?statement cakg:independentDenials ?independentDenials }
  OPTIONAL { ?statement cakg:earliest ?earliest }
  OPTIONAL { ?statement cakg:latest ?latest }
} ORDER BY ?statement"""

# A plain triple never leads from a statement, so whatever ties the two is a role.
_ROLES = """SELECT DISTINCT ?statement ?thing ?role WHERE {
  VALUES ?statement { %s } ?statement cakg:involves ?thing ; ?role ?thing . FILTER (?role != cakg:involves)
} ORDER BY ?statement ?thing ?role"""

_CLAIMS = """SELECT * WHERE {
  VALUES ?statement { %s } ?statement ?how ?claim .
  FILTER (?how IN (cakg:affirmedBy, cakg:deniedBy, cakg:leftOpenBy))  # VALUES would join twenty times as slowly
  ?claim cakg:speaker ?speaker ; cakg:mode ?mode ; cakg:passage ?passage ; cakg:source ?source .
  OPTIONAL { ?claim cakg:reportedBy ?through }
  OPTIONAL { ?claim cakg:wording ?wording }
  OPTIONAL { ?source cakg:shortName ?sourceName }
  OPTIONAL { ?passage rdfs:label ?place }
  OPTIONAL { ?passage cakg:paragraph ?paragraph ; cakg:sentence ?sentence }
} ORDER BY ?statement ?source ?paragraph ?sentence ?how ?claim ?wording"""

_KINDS = "SELECT ?thing ?kind WHERE { VALUES ?thing { %s } ?thing a ?kind } ORDER BY ?thing ?kind"

_MEMBERS = "SELECT ?thing ?member WHERE { VALUES ?thing { %s } ?thing cakg:hasMember ?member } ORDER BY ?thing ?member"

_SOURCES = """SELECT * WHERE {
  VALUES ?source { %s }
  OPTIONAL { ?source cakg:shortName ?name }
  OPTIONAL { ?source cakg:earliest ?earliest }
  OPTIONAL { ?source cakg:latest ?latest }
  OPTIONAL { ?source cakg:dateWording ?wording }
} ORDER BY ?source"""

_VERSION = "SELECT ?version WHERE { ?ontology a owl:Ontology ; owl:versionInfo ?version } ORDER BY ?version"


class Network(_Graph):
    """A networkx graph as :func:`build` makes it; so are its copies and subgraphs.

    *engine* is asked for what a picture tells of each claim; a copy or a subgraph has none, and
    its picture tells the lines of ``claims``. Nor have they *selection*: what the graph was built of.
    """

    engine: Engine | None = None
    selection: Selection | None = None


def build(engine: Engine, selection: Selection | None = None, kind: type[Network] = Network) -> Network:
    """Return the things and the statements that tie them; no statement loses a thing.

    A statement is a star: an edge leads from its subject to every other thing that it
    involves, those in qualifiers and in the statements it is about included (the drones keep
    Tajikistan). A statement that involves one thing alone is an edge from it to itself.
    The key of an edge is the statement's IRI.

    Every attribute is a text or a number, so that each of networkx' writers takes it; what is
    not known is left out. Nodes have ``label``, ``kind``, ``definition``, ``statements`` (how
    many involve it), ``members`` (a group's, as IRIs with a space between) and ``about`` (1 where
    the selection asks about it). Edges have
    ``statement``, ``label``, ``predicate``, ``predicateLabel``, ``theme``, ``drawnAs``, ``status``,
    ``role`` (what the far end is in the statement), ``affirmedIn``, ``deniedIn``, ``leftOpenIn`` (short
    names of sources), ``independentSources``, ``independentDenials``, ``earliest``, ``latest``,
    and ``claims`` (one line a claim). The graph has ``selection``, ``sources`` (one line each)
    and ``version``. *kind* is the class of the graph.
    """
    selection = selection or Selection()
    facts = _Facts(engine, involved(engine, selection), selection.about)
    words = selection.in_words(facts.labels)
    if beside := left_out(engine, selection):
        are = "statement that only datasets make is" if beside == 1 else "statements that only datasets make are"
        more = f"what articles say; {beside} {are} left out (--datasets)"
        words = more if words == "everything" else f"{words}, {more}"
    graph = kind(selection=words, sources="\n".join(facts.sources()), version=facts.version())
    graph.engine, graph.selection = engine, selection
    for thing in facts.things:
        graph.add_node(thing, **facts.node(thing))
        if thing in selection.about:
            graph.nodes[thing]["about"] = 1
    for statement, things in facts.involved.items():
        hub = facts.hub(statement)
        for thing in [other for other in things if other != hub] or [hub]:
            graph.add_edge(hub, thing, key=statement, role=facts.role(statement, thing), **facts.edge(statement))
    return graph


class _Facts:
    """What the engine says of the statements kept and of the things they involve."""

    def __init__(self, engine: Engine, kept: Mapping[str, tuple[str, ...]], about: Iterable[str]) -> None:
        self._engine = engine
        self.involved = kept
        self.things = sorted({*chain.from_iterable(kept.values()), *about})
        self._statements = {row["statement"]: row for row in self._ask(_STATEMENTS, kept)}
        self._roles = _grouped(self._ask(_ROLES, kept), "statement", "thing")
        self._claims = _grouped(self._ask(_CLAIMS, kept), "statement")
        ours = ((row["thing"], row["kind"].removeprefix(CAKG.iri)) for row in self._ask(_KINDS, self.things))
        self._kinds = {thing: kind for thing, kind in ours if kind in KINDS}
        self._members = _grouped(self._ask(_MEMBERS, self.things), "thing")
        self._counts = Counter(chain.from_iterable(kept.values()))
        claims = [*chain.from_iterable(self._claims.values())]
        speakers = {claim[role] for claim in claims for role in ("speaker", "through") if role in claim}
        predicates = {row["predicate"] for row in self._statements.values()}
        self._sources = {claim["source"] for claim in claims}
        named = labels(engine, {*self.things, *kept, *predicates, *speakers, *self._sources})
        self.labels = {iri: _line(label) for iri, label in named.items()}
        self._definitions = definitions(engine, self.things)

    def node(self, thing: str) -> dict[str, str | int]:
        """Return the attributes of a thing."""
        found = {"label": self.labels[thing], "kind": self._kinds.get(thing, "Thing")}
        members = " ".join(row["member"] for row in self._members[thing,])
        known = _present(definition=self._definitions.get(thing), members=members)
        return {**found, **known, "statements": self._counts[thing]}

    def edge(self, statement: str) -> dict[str, str | int]:
        """Return the attributes that every edge of a statement has."""
        row, claims = self._statements[statement], self._claims[statement,]
        told: dict[str, dict[str, None]] = {name: {} for name in _POLARITIES}
        for claim in claims:
            told[local(claim["how"])].setdefault(claim.get("sourceName") or self.labels[claim["source"]])
        return {
            "statement": statement,
            "label": self.labels[statement],
            "predicate": row["predicate"],
            "predicateLabel": self.labels[row["predicate"]],
            **_present(theme=local(row.get("theme", "")), drawnAs=local(row.get("drawnAs", ""))),
            **_present(earliest=row.get("earliest"), latest=row.get("latest")),
            "status": local(row["status"]),
            **_present(**{f"{name.removesuffix('By')}In": "; ".join(names) for name, names in told.items()}),
            "independentSources": int(row.get("independentSources", 0)),
            "independentDenials": int(row.get("independentDenials", 0)),
            "claims": "\n".join(dict.fromkeys(self._in_words(claim) for claim in claims)),
        }

    def hub(self, statement: str) -> str:
        """Return the thing that the edges lead from: the subject, or that of the statement that is the subject."""
        row, things = self._statements[statement], self.involved[statement]
        return next(thing for thing in (row["subject"], row.get("inner"), *things) if thing in things)

    def role(self, statement: str, thing: str) -> str:
        """Return what a thing is in a statement; ``involved`` when only a topic or a statement within names it."""
        return " and ".join(local(row["role"]) for row in self._roles[statement, thing]) or "involved"

    def version(self) -> str:
        """Return the graph's version; empty when it states none."""
        return next((row["version"] for row in texts(self._engine, _VERSION)), "")

    def sources(self) -> Iterator[str]:
        """Yield the sources of the statements kept, each with its date."""
        for row in self._ask(_SOURCES, sorted(self._sources)):
            first, last = row.get("earliest", ""), row.get("latest", "")
            span = first if first == last else f"{first or '…'} to {last or '…'}"
            yield f"{row.get('name') or self.labels[row['source']]}, {row.get('wording') or span or 'undated'}"

    def _in_words(self, claim: Row) -> str:
        """Return a claim on one line: what it does, whose word it is and through whom, in which mode, and where."""
        through = f", through {self.labels[claim['through']]}" if "through" in claim else ""
        how = local(claim["mode"]) + (f", “{claim['wording']}”" if "wording" in claim else "")
        said = f"{_POLARITIES[local(claim['how'])]}: {self.labels[claim['speaker']]}{through} ({how})"
        return f"{said}; {claim.get('place') or shorten(claim['passage'])}"

    def _ask(self, query: str, iris: Iterable[str]) -> list[Row]:
        """Ask *query* about *iris*, some hundreds at a time; within a batch the order is the query's."""
        asked = list(iris)
        batches = (asked[start : start + _ASKED_AT_ONCE] for start in range(0, len(asked), _ASKED_AT_ONCE))
        rows = chain.from_iterable(texts(self._engine, query % values_of(batch)) for batch in batches)
        return [{name: _line(text) for name, text in row.items()} for row in rows]


def _grouped(rows: Iterable[Row], *names: str) -> defaultdict[tuple[str, ...], list[Row]]:
    """Return the rows by their values of *names*."""
    groups: defaultdict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        groups[tuple(row[name] for name in names)].append(row)
    return groups


def _present(**attributes: str | None) -> dict[str, str]:
    """Return the attributes that have a value."""
    return {name: _line(value) for name, value in attributes.items() if value}


def _line(text: str) -> str:
    """Return *text* as one line, without characters that turn the text around them or that XML forbids."""
    return " ".join(text.translate(UNSEEN).split())

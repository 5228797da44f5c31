"""The graph as a network of things: who is tied to whom, by which statements.

Knows how a statement becomes edges. Does not know which statements there are
(:mod:`cakg.networks.selection`) nor how a network looks (:mod:`cakg.drawing.interactive`). The home of networkx.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

import networkx

from cakg.engines.engine import Engine
from cakg.networks.selection import Selection, involved, text, values
from cakg.vocabulary import prefix_header, shorten

KINDS = ("State", "Organisation", "Person", "Group", "Place", "Event", "Object", "System", "Topic")
"""The nine kinds of thing, by the local names of their classes."""

Row: TypeAlias = dict[str, str]

if TYPE_CHECKING:
    _Graph: TypeAlias = networkx.MultiDiGraph[str]
else:
    _Graph = networkx.MultiDiGraph

_POLARITIES = {"affirmedBy": "affirms", "deniedBy": "denies", "leftOpenBy": "leaves open"}
_ASKED_AT_ONCE = 500

_STATEMENTS = """
SELECT DISTINCT
  ?statement ?subject ?inner ?predicate ?theme ?drawnAs ?status
  ?independentSources ?independentDenials ?earliest ?latest
WHERE {
  %s
  ?statement rdf:subject ?subject ; rdf:predicate ?predicate ; cakg:status ?status .
  OPTIONAL { ?subject rdf:subject ?inner }
  OPTIONAL { ?predicate cakg:theme ?theme }
  OPTIONAL { ?predicate cakg:drawnAs ?drawnAs }
  OPTIONAL { ?statement cakg:independentSources ?independentSources }
  OPTIONAL { ?statement cakg:independentDenials ?independentDenials }
  OPTIONAL { ?statement cakg:earliest ?earliest }
  OPTIONAL { ?statement cakg:latest ?latest }
}
ORDER BY ?statement"""

# A plain triple never leads from a statement, so whatever ties the two is a role.
_ROLES = """
SELECT DISTINCT ?statement ?thing ?role
WHERE { %s ?statement cakg:involves ?thing ; ?role ?thing . FILTER (?role != cakg:involves) }
ORDER BY ?statement ?thing ?role"""

_CLAIMS = """
SELECT DISTINCT ?statement ?how ?claim ?speaker ?through ?mode ?wording ?passage ?source ?sourceName
WHERE {
  %s
  ?statement ?how ?claim .
  FILTER (?how IN (cakg:affirmedBy, cakg:deniedBy, cakg:leftOpenBy))  # VALUES would join twenty times as slowly
  ?claim cakg:speaker ?speaker ; cakg:mode ?mode ; cakg:passage ?passage ; cakg:source ?source .
  OPTIONAL { ?claim cakg:reportedBy ?through }
  OPTIONAL { ?claim cakg:wording ?wording }
  OPTIONAL { ?source cakg:shortName ?sourceName }
  OPTIONAL { ?passage cakg:paragraph ?paragraph ; cakg:sentence ?sentence }
}
ORDER BY ?statement ?source ?paragraph ?sentence ?how ?claim ?wording"""

_KINDS = f"""
SELECT DISTINCT ?thing ?kind
WHERE {{ %s ?thing a ?kind . FILTER (?kind IN ({", ".join(f"cakg:{kind}" for kind in KINDS)})) }}
ORDER BY ?thing ?kind"""

_MEMBERS = """
SELECT DISTINCT ?thing ?member
WHERE { %s ?thing cakg:hasMember ?member }
ORDER BY ?thing ?member"""

_SOURCES = """
SELECT DISTINCT ?source ?sourceName ?earliest ?latest ?wording
WHERE {
  %s
  OPTIONAL { ?source cakg:shortName ?sourceName }
  OPTIONAL { ?source cakg:earliest ?earliest }
  OPTIONAL { ?source cakg:latest ?latest }
  OPTIONAL { ?source cakg:dateWording ?wording }
}
ORDER BY ?source"""

_TEXTS = """
SELECT DISTINCT ?node ?text (LANG(?text) AS ?language)
WHERE { %s ?node PREDICATE ?text }
ORDER BY ?node ?language ?text"""

_VERSION = "SELECT ?version WHERE { ?ontology a owl:Ontology ; owl:versionInfo ?version } ORDER BY ?version"


class Network(_Graph):
    """A networkx graph as :func:`build` makes it, which a notebook shows as its picture; so are its subgraphs.

    *engine* is asked for what the picture tells of each claim; a copy or a subgraph has none, and
    its picture tells the lines of ``claims``. Nor have they *selection*: what the graph was built of.
    """

    engine: Engine | None = None
    selection: Selection | None = None

    def _repr_html_(self) -> str:
        from cakg.drawing.frame import frame  # a network knows no drawing until a notebook asks for one

        return frame(self)


def build(engine: Engine, selection: Selection | None = None) -> Network:
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
    and ``version``.
    """
    selection = selection or Selection()
    facts = _Facts(engine, involved(engine, selection), selection.about)
    graph = Network(
        selection=selection.in_words(facts.labels), sources="\n".join(facts.sources()), version=facts.version()
    )
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
        self._statements = {row["statement"]: row for row in self._ask(_STATEMENTS, "statement", kept)}
        self._roles = _grouped(self._ask(_ROLES, "statement", kept), "statement", "thing")
        self._claims = _grouped(self._ask(_CLAIMS, "statement", kept), "statement")
        self._kinds = {row["thing"]: _local(row["kind"]) for row in self._ask(_KINDS, "thing", self.things)}
        self._members = _grouped(self._ask(_MEMBERS, "thing", self.things), "thing")
        self._counts = Counter(chain.from_iterable(kept.values()))
        self.labels = self._texts("rdfs:label", sorted({*self.things, *kept, *self._mentioned()}))
        self._definitions = self._texts("skos:definition", self.things)

    def node(self, thing: str) -> dict[str, str | int]:
        """Return the attributes of a thing."""
        found = {"label": self._label(thing), "kind": self._kinds.get(thing, "Thing")}
        members = " ".join(row["member"] for row in self._members[thing,])
        known = _present(definition=self._definitions.get(thing), members=members)
        return {**found, **known, "statements": self._counts[thing]}

    def edge(self, statement: str) -> dict[str, str | int]:
        """Return the attributes that every edge of a statement has."""
        row, claims = self._statements[statement], self._claims[statement,]
        told: dict[str, dict[str, None]] = {name: {} for name in _POLARITIES}
        for claim in claims:
            told[_local(claim["how"])].setdefault(claim.get("sourceName") or self._label(claim["source"]))
        return {
            "statement": statement,
            "label": self._label(statement),
            "predicate": row["predicate"],
            "predicateLabel": self._label(row["predicate"]),
            **_present(theme=_local(row.get("theme", "")), drawnAs=_local(row.get("drawnAs", ""))),
            **_present(earliest=row.get("earliest"), latest=row.get("latest")),
            "status": _local(row["status"]),
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
        roles = (row["role"] for row in self._roles[statement, thing])
        return " and ".join(dict.fromkeys(_local(role) for role in roles)) or "involved"

    def version(self) -> str:
        """Return the graph's version; empty when it states none."""
        return next((row["version"] for row in self._rows(_VERSION)), "")

    def sources(self) -> Iterator[str]:
        """Yield the sources of the statements kept, each with its date."""
        used = sorted({claim["source"] for claim in chain.from_iterable(self._claims.values())})
        for row in self._ask(_SOURCES, "source", used):
            first, last = row.get("earliest", ""), row.get("latest", "")
            span = first if first == last else f"{first or '…'} to {last or '…'}"
            yield f"{row.get('sourceName') or self._label(row['source'])}, {row.get('wording') or span or 'undated'}"

    def _in_words(self, claim: Row) -> str:
        """Return a claim on one line: what it does, whose word it is and through whom, in which mode, and where."""
        through = f", through {self._label(claim['through'])}" if "through" in claim else ""
        wording = f", “{claim['wording']}”" if "wording" in claim else ""
        return (
            f"{_POLARITIES[claim['how'].rsplit('#', 1)[-1]]}: {self._label(claim['speaker'])}{through}"
            f" ({_local(claim['mode'])}{wording}); {self._label(claim['passage'])}"
        )

    def _label(self, iri: str) -> str:
        return self.labels.get(iri) or shorten(iri)

    def _mentioned(self) -> Iterator[str]:
        """Yield what must have a label besides things and statements."""
        for row in self._statements.values():
            yield row["predicate"]
        for claim in chain.from_iterable(self._claims.values()):
            yield from (claim[name] for name in ("speaker", "through", "passage", "source") if name in claim)

    def _texts(self, predicate: str, nodes: Iterable[str]) -> dict[str, str]:
        """Return the English text of each node; of one without, another language's."""
        rows = self._ask(_TEXTS.replace("PREDICATE", predicate), "node", nodes)
        found = {row["node"]: row["text"] for row in reversed(rows)}
        return found | {row["node"]: row["text"] for row in reversed(rows) if row.get("language") == "en"}

    def _ask(self, query: str, variable: str, iris: Iterable[str]) -> list[Row]:
        """Ask *query* about *iris*, some hundreds at a time; within a batch the order is the query's."""
        asked = list(iris)
        batches = (asked[start : start + _ASKED_AT_ONCE] for start in range(0, len(asked), _ASKED_AT_ONCE))
        return [row for batch in batches for row in self._rows(query % values(variable, batch))]

    def _rows(self, query: str) -> Iterator[Row]:
        for row in self._engine.select(prefix_header("cakg", "owl", "rdf", "rdfs", "skos") + query).dicts():
            yield {name: text(row, name) for name in row}


def _grouped(rows: Iterable[Row], *names: str) -> defaultdict[tuple[str, ...], list[Row]]:
    """Return the rows by their values of *names*."""
    groups: defaultdict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        groups[tuple(row[name] for name in names)].append(row)
    return groups


def _present(**attributes: str | None) -> dict[str, str]:
    """Return the attributes that have a value."""
    return {name: value for name, value in attributes.items() if value}


def _local(iri: str) -> str:
    """Return the last part of an IRI."""
    return iri.replace("#", "/").rsplit("/", 1)[-1]

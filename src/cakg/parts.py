"""One statement with its parts, who speaks of it, and what it stands beside.

The same page as a thing has, for whoever has found a statement and wants to know more.
"""

from __future__ import annotations

from pyoxigraph import NamedNode

from cakg.about import Dossier, Section
from cakg.engine import Engine
from cakg.errors import UnknownThingError
from cakg.names import labels
from cakg.said import told
from cakg.vocabulary import prefix_header, shorten

_BESIDE = (
    ("statements that it has as a part", "?statement ?role ?other . ?other a cakg:Statement ."),
    ("statements that have it as a part", "?other ?role ?statement . ?other a cakg:Statement ."),
    ("less specific statements that it refines", "?statement cakg:refines ?other ."),
    ("more specific statements that refine it", "?other cakg:refines ?statement ."),
    ("statements that differ from it in value", "?statement cakg:differsInValue|^cakg:differsInValue ?other ."),
    ("statements that differ from it in time", "?statement cakg:differsInTime|^cakg:differsInTime ?other ."),
    ("statements in tension with it", "?statement cakg:inTensionWith|^cakg:inTensionWith ?other ."),
)
_ROLES = "{ VALUES ?role { rdf:subject rdf:object } } UNION { ?role a cakg:Qualifier }"


def dossier(engine: Engine, statement: str) -> Dossier:
    """Return what is said of one statement and what it stands beside; raise when the graph has no such statement."""
    found = told(engine, [statement])
    if not found:
        raise UnknownThingError(shorten(statement))
    sections = [Section("who says so", "", (found[statement],))]
    for heading, pattern in _BESIDE:
        rows = engine.select(
            f"""{prefix_header("cakg", "rdf")}SELECT DISTINCT ?other WHERE {{
              VALUES ?statement {{ {NamedNode(statement)} }}
              {_ROLES if "?role" in pattern else ""}
              {pattern}
            }} ORDER BY ?other"""
        ).rows
        others = told(engine, [term.value for (term,) in rows if term is not None])
        if others:
            sections.append(Section(heading, "", tuple(others.values())))
    return Dossier(
        iri=statement,
        label=found[statement].label,
        kind="statement",
        definition=_parts(engine, statement),
        names=(),
        notes=(),
        sections=tuple(sections),
    )


def _parts(engine: Engine, statement: str) -> str:
    """Return subject, predicate and object, then the qualifiers and amounts with their names."""
    rows = engine.select(
        f"""{prefix_header("cakg", "rdf", "rdfs")}SELECT ?role ?value WHERE {{
          VALUES ?statement {{ {NamedNode(statement)} }}
          {{ VALUES ?role {{
            rdf:subject rdf:predicate rdf:object cakg:atLeast cakg:atMost cakg:unit cakg:recordYears }} }}
          UNION {{ ?role a cakg:Qualifier }}
          ?statement ?role ?value .
        }} ORDER BY ?role ?value"""
    ).dicts()
    called = labels(engine, {term.value for row in rows for term in row.values() if isinstance(term, NamedNode)})
    named = [(called[row["role"].value], called.get(row["value"].value, row["value"].value)) for row in rows]
    spo = {shorten(row["role"].value): text for row, (_, text) in zip(rows, named, strict=True)}
    core = " – ".join(spo.get(role, "?") for role in ("rdf:subject", "rdf:predicate", "rdf:object"))
    rest = [f"{role}: {text}" for row, (role, text) in zip(rows, named, strict=True) if not _is_core(row["role"].value)]
    return "; ".join([core, *rest])


def _is_core(role: str) -> bool:
    return shorten(role).startswith("rdf:")

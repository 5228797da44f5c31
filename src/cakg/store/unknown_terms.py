"""Finds terms of cakg in a query without an answer that do not occur in the graph: probably misspelt."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode

from cakg.errors import CakgError, did_you_mean
from cakg.store.limits import Limits
from cakg.store.local import LocalStore
from cakg.store.protocol import Engine, Result, Solutions, text_of
from cakg.store.rows import values_of
from cakg.store.stopping import Stopper
from cakg.store.tokens import tokens
from cakg.store.worker import run
from cakg.vocabulary import BASE, PREFIXES, namespace, shorten

_PATIENCE = Limits(seconds=5)
_OCCURS = "{ ?term ?p ?o } UNION { ?s ?term ?o } UNION { ?s ?p ?term }"


def unknown_terms(engine: Engine, sparql: str, found: Result, stopper: Stopper | None = None) -> Iterator[str]:
    """Yield a sentence for each term of cakg in *sparql* that is not in the graph, if *found* has nothing.

    Says nothing about endpoints, nor if the graph is too large to be searched in a few seconds, or *stopper* ends that.
    """
    if not isinstance(engine, LocalStore) or not _is_empty(found) or not (used := _terms(sparql)):
        return
    try:
        values = values_of(used)
        occurring = f"SELECT DISTINCT ?term {{ VALUES ?term {{ {values} }} FILTER EXISTS {{ {_OCCURS} }} }}"
        known = _iris(engine, occurring, stopper)
        for iri in sorted(used - known):
            yield "; ".join(
                filter(None, [f"{shorten(iri)} does not occur in the graph", _suggestion(engine, iri, stopper)])
            )
    except CakgError:
        return  # the answer is complete without hints


def _is_empty(found: Result) -> bool:
    """Return whether a result has nothing: no rows, no triples, no, or one row of zeros."""
    if not isinstance(found, Solutions):
        return not found
    return all(term is None or text_of(term) == "0" for row in found.rows for term in row) and len(found.rows) < 2


def _terms(sparql: str) -> set[str]:
    """Return the IRIs of cakg's namespaces that stand in a query outside declarations of prefixes."""
    declared, found, before = dict(PREFIXES), set(), ["", ""]
    for token in tokens(sparql):
        text = token[0]
        if token["iri"]:
            if before[0].lower() == "prefix":
                declared[before[1].removesuffix(":")] = text[1:-1]
            else:
                found.add(text[1:-1])
        elif token["local"]:
            prefix, _, name = text.partition(":")
            if before[1].lower() != "prefix" and prefix in declared and name:
                found.add(declared[prefix] + name.rstrip(".").replace("\\", ""))
        if not token["comment"]:
            before = [before[1], text]
    return {iri for iri in found if iri.startswith(BASE) and _is_valid(iri)}


def _is_valid(iri: str) -> bool:
    try:
        return bool(NamedNode(iri))
    except ValueError:
        return False


def _iris(engine: Engine, sparql: str, stopper: Stopper | None) -> set[str]:
    found = run(engine, sparql, _PATIENCE, stopper=stopper)
    assert isinstance(found, Solutions)
    return {row[0].value for row in found.rows if row[0]}


def _suggestion(engine: Engine, iri: str, stopper: Stopper | None) -> str:
    """Return the terms of the graph that are most similar: in the same namespace, else with the same name."""
    from difflib import get_close_matches

    start = namespace(iri)
    name = iri.removeprefix(start)
    own = f'SELECT DISTINCT ?term {{ {_OCCURS} FILTER (STRSTARTS(STR(?term), "{BASE}")) }}'
    terms = _iris(engine, own, stopper)
    same = {one for one in terms if one.removeprefix(start) == name or one.endswith((f"/{name}", f"#{name}"))}
    near = get_close_matches(name, [one.removeprefix(start) for one in terms if one.startswith(start)], n=3, cutoff=0.6)
    close = list(dict.fromkeys([*sorted(same), *(start + one for one in near)]))[:3]
    return did_you_mean([shorten(one) for one in close])

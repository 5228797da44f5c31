"""Derives triples in two ways: from a whole graph, and by adding to a derived one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pyoxigraph
from pyoxigraph import Quad, Triple

from cakg.paths import shipped
from cakg.store.loading import run_rules
from cakg.store.rederive import derive_again


def derived_at_once(triples: Iterable[Triple]) -> set[Triple]:
    """Return *triples* with what all rules derive from them."""
    store = pyoxigraph.Store()
    store.bulk_extend(Quad(*triple) for triple in triples)
    run_rules(store, shipped().rules())
    return {quad.triple for quad in store}


def derived_by_adding(triples: Iterable[Triple], added: Sequence[Triple]) -> set[Triple]:
    """Return the same as :func:`derived_at_once` for *triples* and *added*, by adding these to a derived graph."""
    before = set(triples)
    new = [triple for triple in added if triple not in before]
    entered = before | set(new)
    store = pyoxigraph.Store()
    store.bulk_extend(Quad(*triple) for triple in derived_at_once(before))
    changes = derive_again(store, new, shipped().rules(), entered.__contains__)
    return ({quad.triple for quad in store} - changes.removed) | set(changes.added)

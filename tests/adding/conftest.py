"""What the tests of adding share."""

from __future__ import annotations

import pyoxigraph
import pytest
from pyoxigraph import Triple

from cakg.paths import shipped
from cakg.store.reading import load


@pytest.fixture(scope="session")
def shipped_triples() -> list[Triple]:
    """The entered triples of the shipped graph and ontology."""
    store = pyoxigraph.Store()
    load(store, shipped().triples())
    return sorted((quad.triple for quad in store), key=str)

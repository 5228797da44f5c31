"""Every question has equal rows after `cakg publish`, on the server of Oxigraph and on Virtuoso."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cakg.cli import main
from cakg.paths import shipped
from cakg.questions.catalogue import Catalogue
from cakg.store.local import LocalStore
from cakg.store.protocol import Engine
from cakg.store.remote import RemoteStore
from cakg.vocabulary import GRAPH

pytestmark = pytest.mark.slow

CATALOGUE = Catalogue.load(shipped().queries / "questions")


@pytest.fixture(scope="session")
def on_oxigraph(writable_oxigraph: str) -> Engine:
    """Return the shipped graph, published to a named graph of Oxigraph."""
    return published(writable_oxigraph)


@pytest.fixture(scope="session")
def on_virtuoso(virtuoso_of: Callable[[bytes], str]) -> Engine:
    """Return the shipped graph, published to a named graph of Virtuoso beside another graph."""
    url = virtuoso_of(b"<urn:s> <urn:p> <urn:o> .\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CAKG_USER", "dba")
        patch.setenv("CAKG_PASSWORD", "dba")
        assert main(["publish", url, "--by", "update"]) == 0
        patch.setenv("CAKG_PASSWORD", "wrong")
        assert main(["publish", url, "--into", "urn:refused"]) == 2
        patch.setenv("CAKG_PASSWORD", "dba")
        assert main(["publish", url, "--into", "default"]) == 2
        assert main(["publish", url, "--into", "urn:again"]) == 0
        assert main(["publish", url]) == 0
    return RemoteStore(f"{url}?default-graph-uri={GRAPH}")


def published(url: str) -> Engine:
    assert main(["publish", url]) == 0
    return RemoteStore(f"{url}?default-graph-uri={GRAPH}")


@pytest.mark.engines
@pytest.mark.parametrize("name", CATALOGUE.names)
def test_rows_are_equal_on_oxigraph(name: str, shipped_graph: LocalStore, on_oxigraph: Engine) -> None:
    sparql = CATALOGUE.get(name).sparql

    assert on_oxigraph.select(sparql).rows == shipped_graph.select(sparql).rows


@pytest.mark.virtuoso
@pytest.mark.parametrize("name", CATALOGUE.names)
def test_rows_are_equal_on_virtuoso(name: str, shipped_graph: LocalStore, on_virtuoso: Engine) -> None:
    sparql = CATALOGUE.get(name).sparql

    assert on_virtuoso.select(sparql).rows == shipped_graph.select(sparql).rows

"""The Turtle excerpts in the READMEs of graph/ and on the page about the model are in the graph."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph
import pytest

from cakg.paths import shipped
from cakg.vocabulary import with_prefixes

if TYPE_CHECKING:
    from cakg.store.local import LocalStore

PAGES = [*sorted(shipped().graph.rglob("README.md")), shipped().graph.parent / "docs" / "model.md"]
EXCERPTS = re.findall(r"```turtle\n(.*?)```", "".join(page.read_text(encoding="utf-8") for page in PAGES), re.DOTALL)


@pytest.mark.parametrize("excerpt", EXCERPTS, ids=lambda excerpt: excerpt.split()[0])
def test_an_excerpt_is_in_the_graph(excerpt: str, shipped_graph: LocalStore) -> None:
    """Every triple of an excerpt is in the shipped graph."""
    triples = list(pyoxigraph.parse(with_prefixes(excerpt).encode(), format=pyoxigraph.RdfFormat.TURTLE))

    assert triples
    missing = [
        triple
        for triple in triples
        if not shipped_graph.ask(f"ASK {{ {triple.subject} {triple.predicate} {triple.object} }}")
    ]

    assert missing == []

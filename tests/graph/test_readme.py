"""The excerpts in the pages of graph/ are the graph's own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph
import pytest

from cakg.paths import shipped
from cakg.vocabulary import PREFIXES

if TYPE_CHECKING:
    from cakg.store.local import LocalStore

HEADER = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
PAGES = sorted(shipped().graph.rglob("README.md"))
EXCERPTS = re.findall(r"```turtle\n(.*?)```", "".join(page.read_text(encoding="utf-8") for page in PAGES), re.DOTALL)


@pytest.mark.parametrize("excerpt", EXCERPTS, ids=lambda excerpt: excerpt.split()[0])
def test_an_excerpt_says_what_the_graph_says(excerpt: str, shipped_graph: LocalStore) -> None:
    """Whoever copies a pattern from the page copies what is really there."""
    triples = list(pyoxigraph.parse((HEADER + excerpt).encode(), format=pyoxigraph.RdfFormat.TURTLE))

    assert triples
    missing = [
        triple
        for triple in triples
        if not shipped_graph.ask(f"ASK {{ {triple.subject} {triple.predicate} {triple.object} }}")
    ]

    assert missing == []

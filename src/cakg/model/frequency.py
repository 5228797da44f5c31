"""Decides whether a query should start from the articles or from the things that it is about.

With large datasets, most statements about Kazakhstan are rows. A query about what the articles say of it is then faster
if it starts from the articles.
"""

from __future__ import annotations

from collections.abc import Collection

from pyoxigraph import NamedNode

from cakg.model.records import IN_ARTICLES, Records
from cakg.store.protocol import Engine
from cakg.store.rows import texts


def are_in_more_than(engine: Engine, nodes: Collection[NamedNode], most: int) -> bool:
    """Return whether *nodes* are the objects of more than *most* triples; a theme is in all statements on it."""
    some = f"""SELECT ?one WHERE {{
      VALUES ?node {{ {" ".join(map(str, nodes))} }}
      {{ ?one ?role ?node }} UNION {{ ?predicate cakg:theme ?node . ?one rdf:predicate ?predicate }}
    }} LIMIT {most + 1}"""
    [[count]] = engine.select(f"SELECT (COUNT(*) AS ?number) WHERE {{ {{ {some} }} }}").rows
    return count is not None and int(count.value) > most


def more_than_articles(records: Records, nodes: Collection[NamedNode]) -> frozenset[NamedNode]:
    """Return those of *nodes* that are in more triples than the articles have claims.

    None are returned where :attr:`Records.few_claims` is 0.
    """
    claims = records.few_claims if nodes else 0
    return frozenset(node for node in nodes if claims and are_in_more_than(records.engine, [node], claims))


def said_of(records: Records, nodes: Collection[NamedNode]) -> list[str] | None:
    """Return the statements of articles that involve any of *nodes*, as IRIs, sorted.

    Returns None if it is no faster to start from the articles: none of the nodes is in more triples than the articles
    have claims.
    """
    if not more_than_articles(records, nodes):
        return None
    said = f"{{ SELECT DISTINCT ?statement WHERE {{ {IN_ARTICLES} }} }}"
    # A filter: as a pattern, an engine would start from it.
    about = " UNION ".join(f"{{ {said} FILTER EXISTS {{ ?statement cakg:involves {node} }} }}" for node in nodes)
    return sorted(row["statement"] for row in texts(records.engine, f"SELECT DISTINCT ?statement WHERE {{ {about} }}"))

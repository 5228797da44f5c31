"""What the endpoint says of itself: its service description, and the questions of the catalogue as example queries."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import pyoxigraph
from pyoxigraph import Triple

from cakg.graph import KnowledgeGraph
from cakg.model.rights import Rights
from cakg.pages.descriptions import service
from cakg.questions.triples import examples
from cakg.store.limits import MIB
from cakg.store.serialise import Triples
from cakg.vocabulary import PREFIXES
from cakg.web.bounds import Bounds
from cakg.web.endpoint.dataset import parts
from cakg.web.endpoint.frames import TRIPLE_FORMATS
from cakg.web.texts import texts

_SYNTAXES = {"text/turtle": "turtle", "application/n-triples": "ntriples", "application/ld+json": "jsonld"}
"""The names of the syntaxes in which files are written; the others are written by the engine."""


class Description:
    """The descriptions of the endpoint of *kg*."""

    def __init__(self, kg: KnowledgeGraph, bounds: Bounds) -> None:
        self._kg = kg
        self._bounds = bounds
        self._kept = lru_cache(maxsize=16)(self._made)

    def service(self, address: str, media_type: str) -> bytes:
        """Return the description of the endpoint at *address*."""
        return self._kept(self._service, address, media_type)

    def examples(self, address: str, media_type: str) -> bytes:
        """Return the questions of the catalogue as examples for the endpoint at *address*."""
        return self._kept(self._examples, address, media_type)

    def _made(self, describe: Callable[[str], list[Triple]], address: str, media_type: str) -> bytes:
        found = describe(address)
        if syntax := _SYNTAXES.get(media_type):
            return Triples(found).written(syntax, Rights(self._kg.records).short_lines)
        return pyoxigraph.serialize(found, format=TRIPLE_FORMATS[media_type], prefixes=PREFIXES) or b""

    def _service(self, address: str) -> list[Triple]:
        words = texts()["endpoint"]["limits"]
        seconds, most = self._bounds.seconds, self._bounds.most_seconds
        about = words.format(seconds=f"{seconds:g}", most=f"{most:g}", size=f"{self._bounds.answer / MIB:g}")
        return service(self._kg.engine, address, about, parts=bool(parts(self._kg.records)))

    def _examples(self, address: str) -> list[Triple]:
        return examples(self._kg.questions.all(), address, Rights(self._kg.records).licence_iri)

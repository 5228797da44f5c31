"""A knowledge graph of what articles say about Russia and Central Asia.

>>> import cakg
>>> kg = cakg.open()
>>> print(kg.ask("votes-on-a-resolution", resolution="ES-11/1").table())  # doctest: +SKIP

docs/python.md describes all public names. A name is imported when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cakg.errors import (
        AmbiguousThingError,
        BadValueError,
        BrokenFileError,
        CakgError,
        EndpointError,
        GraphFolderError,
        OutputError,
        QueryLimitError,
        QuerySyntaxError,
        ServiceError,
        UnknownParameterError,
        UnknownQuestionError,
        UnknownThingError,
    )
    from cakg.graph import KnowledgeGraph, open
    from cakg.model.claims import Claim, Statement
    from cakg.model.selection import Selection
    from cakg.model.sources import Passage, Source
    from cakg.network.build import Network
    from cakg.network.metrics import Analysis
    from cakg.pages.compare import Comparison
    from cakg.pages.find import Findings
    from cakg.pages.page import Page
    from cakg.pages.path import Connections
    from cakg.pictures.drawing import Drawing
    from cakg.questions.answer import Answer
    from cakg.questions.catalogue import Catalogue, Question
    from cakg.results import Table

__all__ = [
    "AmbiguousThingError",
    "Analysis",
    "Answer",
    "BadValueError",
    "BrokenFileError",
    "CakgError",
    "Catalogue",
    "Claim",
    "Comparison",
    "Connections",
    "Drawing",
    "EndpointError",
    "Findings",
    "GraphFolderError",
    "KnowledgeGraph",
    "Limits",
    "Network",
    "OutputError",
    "Page",
    "Passage",
    "QueryLimitError",
    "QuerySyntaxError",
    "Question",
    "Selection",
    "ServiceError",
    "Source",
    "Statement",
    "Table",
    "UnknownParameterError",
    "UnknownQuestionError",
    "UnknownThingError",
    "__version__",
    "open",
]

__version__ = "0.2.0"

_MODULES = {
    "Analysis": "network.metrics",
    "Answer": "questions.answer",
    "Catalogue": "questions.catalogue",
    "Claim": "model.claims",
    "Comparison": "pages.compare",
    "Connections": "pages.path",
    "Drawing": "pictures.drawing",
    "Findings": "pages.find",
    "KnowledgeGraph": "graph",
    "Limits": "store.limits",
    "Network": "network.build",
    "Page": "pages.page",
    "Passage": "model.sources",
    "Question": "questions.catalogue",
    "Selection": "model.selection",
    "Source": "model.sources",
    "Statement": "model.claims",
    "Table": "results",
    "open": "graph",
}
"""The module of each public name that is not in :mod:`cakg.errors`."""


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'cakg' has no attribute {name!r}")
    found = getattr(import_module(f"cakg.{_MODULES.get(name, 'errors')}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted(__all__)

"""What articles say about Russia and Central Asia, as a graph that can be asked.

>>> import cakg
>>> kg = cakg.open()
>>> print(kg.ask("votes-on-a-resolution", resolution="ES-11/1").table())  # doctest: +SKIP
"""

from __future__ import annotations

from cakg.errors import CakgError
from cakg.graph import KnowledgeGraph, open

__all__ = ["CakgError", "KnowledgeGraph", "__version__", "open"]

__version__ = "0.1.0"

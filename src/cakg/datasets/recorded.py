"""The answers that a mapping gets from the graph, kept so that another process makes the same mapping without it."""

from __future__ import annotations

from collections.abc import Mapping

from cakg.store.protocol import Engine, Result


class Recording(Engine):
    """Answers queries as another engine does, and keeps the answers in *answers*, by query."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.answers: dict[str, Result] = {}

    def query(self, sparql: str) -> Result:
        """Answer any query; see :meth:`Engine.query`."""
        if sparql not in self.answers:
            self.answers[sparql] = self.engine.query(sparql)
        return self.answers[sparql]


class Recorded(Engine):
    """Answers the queries of a :class:`Recording`, and no others: these raise KeyError."""

    def __init__(self, answers: Mapping[str, Result]) -> None:
        self.answers = answers

    def query(self, sparql: str) -> Result:
        """Return the answer that was kept."""
        return self.answers[sparql]

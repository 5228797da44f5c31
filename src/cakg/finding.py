"""Looking for a thing, a statement, a source or a question by a part of its name.

Knows names alone: what is said about a thing is :mod:`cakg.about`'s matter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pyoxigraph import Literal

from cakg import tables
from cakg.engine import Engine
from cakg.errors import BadValueError
from cakg.names import Names, definitions, labels, plain
from cakg.notebook import displayed
from cakg.questions import Catalogue, Question
from cakg.vocabulary import prefix_header, shorten


class Found(NamedTuple):
    """One node that was found: its short IRI, its label, and a word or a line on what it is."""

    name: str
    label: str
    what: str


@displayed
class Findings(NamedTuple):
    """Everything that has the text in its name, by what it is."""

    text: str
    things: tuple[Found, ...]
    sources: tuple[Found, ...]
    statements: tuple[Found, ...]
    questions: tuple[Question, ...]

    def __bool__(self) -> bool:
        return any(self[1:])

    def table(self, *, width: int = tables.WIDTH) -> str:
        """Return the findings to read, one section for each kind of node."""
        if not self:
            text = f"Nothing has {self.text!r} in its name: the sources, as recorded here, do not name it."
            return "\n".join(tables.hanging(f"{text} That is silence, not denial.", "", width))
        parts = []
        for heading, found in (("Things", self.things), ("Sources", self.sources), ("Statements", self.statements)):
            if found:
                lines = [line for one in found for line in _lines(one, width)]
                parts.append("\n".join([heading, *lines]))
        if self.questions:
            lines = [
                line for one in self.questions for line in tables.hanging(f"{one.name}: {one.summary}", "  ", width)
            ]
            parts.append("\n".join(["Questions", *lines]))
        return "\n\n".join(parts)

    def json(self) -> str:
        """Return the findings as JSON."""
        import json

        content = {
            "text": self.text,
            **{kind: [one._asdict() for one in getattr(self, kind)] for kind in ("things", "sources", "statements")},
            "questions": [{"name": one.name, "summary": one.summary} for one in self.questions],
        }
        return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def find(engine: Engine, catalogue: Catalogue, text: str) -> Findings:
    """Return whatever has *text* in a label, an alias or the last part of its IRI, in any script."""
    if not plain(text):
        raise BadValueError("there is nothing to look for", remedy="give a part of a name, such as drone or Душанбе")
    things, named = Names(engine), Names(engine, "source")
    return Findings(
        text,
        _found(engine, things.like(text)),
        _found(engine, named.like(text)),
        _statements(engine, plain(text)),
        tuple(catalogue.all(text)),
    )


def _found(engine: Engine, iris: Sequence[str]) -> tuple[Found, ...]:
    called, what = labels(engine, iris), definitions(engine, iris)
    return tuple(Found(shorten(iri), called[iri], what.get(iri, "")) for iri in iris)


def _statements(engine: Engine, wanted: str) -> tuple[Found, ...]:
    if not wanted:
        return ()
    rows = engine.select(
        prefix_header("cakg", "rdfs") + "SELECT ?statement ?label ?status"
        " WHERE { ?statement a cakg:Statement ; rdfs:label ?label ; cakg:status ?status }"
        " ORDER BY ?label ?statement"
    ).dicts()
    kept = [row for row in rows if wanted in plain(row["label"].value)]
    status: Mapping[str, str] = labels(engine, [row["status"].value for row in kept])
    return tuple(
        Found(shorten(row["statement"].value), row["label"].value, status[row["status"].value])
        for row in kept
        if isinstance(row["label"], Literal)
    )


def _lines(one: Found, width: int) -> list[str]:
    what = f": {one.what}" if one.what else ""
    return tables.hanging(f"{one.label} ({one.name}){what}", "  ", width)

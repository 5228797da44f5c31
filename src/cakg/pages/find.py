"""Looking for a thing, a statement, a source or a question by a part of its name.

Knows names alone: what is said about a thing is :mod:`cakg.pages.about`'s matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cakg import tables
from cakg.errors import BadValueError
from cakg.model.names import plain
from cakg.model.records import IN_ARTICLES, Records
from cakg.notebook import displayed
from cakg.questions.catalogue import Catalogue, Question
from cakg.store.rows import texts
from cakg.tables import wrapped
from cakg.vocabulary import STATUS, shorten

MOST_ROWS = 5
"""So many statements of datasets are shown to a reader."""


_STATEMENTS = """SELECT ?statement ?label ?status WHERE {
  ?statement a cakg:Statement ; rdfs:label ?label ; cakg:status ?status
} ORDER BY ?label ?statement"""


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
    rows: tuple[Found, ...]
    """Statements that only datasets make."""
    questions: tuple[Question, ...]

    def __bool__(self) -> bool:
        return any(self[1:])

    def table(self, *, width: int = tables.WIDTH) -> str:
        """Return the findings to read, one section for each kind of node."""
        if not self:
            text = f"Nothing has {self.text!r} in its name: the sources, as recorded here, do not name it."
            return wrapped(f"{text} That is silence, not denial.", width)
        sections = {
            kind: [f"{one.label} ({one.name})" + (f": {one.what}" if one.what else "") for one in getattr(self, kind)]
            for kind in ("things", "sources", "statements", "rows")
        }
        sections["statements of datasets"] = rows = sections.pop("rows")
        if (more := len(rows) - MOST_ROWS) > 0:
            rows[MOST_ROWS:] = [f"… and {more} more; --format json has them all"]
        sections["questions"] = [f"{one.name}: {one.summary}" for one in self.questions]
        return "\n\n".join(
            "\n".join([kind.capitalize(), *(wrapped(line, width, "  ") for line in lines)])
            for kind, lines in sections.items()
            if lines
        )

    def json(self) -> str:
        """Return the findings as JSON."""
        questions = [{"name": one.name, "summary": one.summary} for one in self.questions]
        return tables.json({**self._asdict(), "questions": questions})


def find(records: Records, catalogue: Catalogue, text: str) -> Findings:
    """Return whatever has *text* in a label, an alias or the last part of its IRI, in any script."""
    wanted = plain(text)
    if not wanted:
        raise BadValueError("there is nothing to look for", remedy="give a part of a name, such as drone or Душанбе")
    kept = [row for row in texts(records.engine, _STATEMENTS) if wanted in plain(row["label"])]
    status = records.labels(row["status"] for row in kept)
    in_articles = {row["statement"] for row in texts(records.engine, f"SELECT DISTINCT ?statement {{ {IN_ARTICLES} }}")}
    listed = {row["statement"] for row in kept if row["status"] == STATUS.unclaimed} | in_articles
    found = {row["statement"]: Found(shorten(row["statement"]), row["label"], status[row["status"]]) for row in kept}
    return Findings(
        text,
        _found(records, records.names().like(text)),
        _found(records, records.names("source").like(text)),
        tuple(one for iri, one in found.items() if iri in listed),
        tuple(one for iri, one in found.items() if iri not in listed),
        tuple(catalogue.all(text)),
    )


def _found(records: Records, iris: Sequence[str]) -> tuple[Found, ...]:
    called, what = records.labels(iris), records.definitions(iris)
    return tuple(Found(shorten(iri), called[iri], what.get(iri, "")) for iri in iris)

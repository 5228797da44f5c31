"""What is said of a statement: by whom, how, and where.

The one place that gathers a statement with its claims, for whoever shows it. Knows nothing
of why the statement is wanted.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from cakg import tables
from cakg.model.citations import Saying, in_sentence, sayings
from cakg.model.corroboration import checks, in_full
from cakg.model.dates import span
from cakg.model.names import definitions, labels, texts, values_of
from cakg.store.protocol import Engine
from cakg.vocabulary import CAKG, shorten

_BRACKETS = "In [ ] the status: what the sources together make of it. In ( ) how one claim puts it."
POLARITIES = {CAKG.affirmedBy: "affirmed", CAKG.deniedBy: "denied", CAKG.leftOpenBy: "left open"}


class Word(NamedTuple):
    """One claim about one statement, in words."""

    claim: str
    polarity: str
    mode: str
    hedge: str
    """The hedging words of the source itself; empty where it does not hedge."""
    terms: str
    """On what the claim depends: ``if …`` or ``unless …``; empty where on nothing."""
    saying: Saying

    @property
    def line(self) -> str:
        """The claim in one line: ``denied (asserted) by Government of Tajikistan: ASIA-Plus 2022 11.1``."""
        return f"{self._said}: {tables.together(self.saying.place)}"

    @property
    def placed(self) -> str:
        """The same with the passage first: ``ASIA-Plus 2022 11.1: denied (asserted) by …``."""
        return f"{self.saying.place}: {self._said}"

    @property
    def _said(self) -> str:
        how = [self.mode, f"“{self.hedge}”" if self.hedge else "", self.terms]
        return f"{self.polarity} ({', '.join(part for part in how if part)}) by {in_sentence(self.saying.speaker)}"

    def as_json(self) -> dict[str, object]:
        """Return the claim as JSON takes it."""
        said = self.saying
        shown = {"speaker": said.speaker, "passage": said.place, "citation": said.citation}
        own = {"claim": shorten(self.claim), "hedge": self.hedge or None, "terms": self.terms or None}
        return {name: value for name, value in (self._asdict() | own | shown).items() if name != "saying"}


class Told(NamedTuple):
    """One statement and every claim about it."""

    iri: str
    label: str
    status: str
    meaning: str
    """What the status means, as the ontology defines it."""
    theme: str
    when: str
    words: tuple[Word, ...]
    checked: str = ""
    """What datasets make of it, as its claims have it; empty where it was checked against nothing."""

    @property
    def title(self) -> str:
        """The statement with its status and its time: ``Supply of … [contested], by 2022-12-26``."""
        return f"{self.label} [{self.status}]" + (f", {self.when}" if self.when else "")

    def lines(self, indent: str, width: int = tables.WIDTH) -> list[str]:
        """Return the statement and below it its claims, wrapped."""
        found = tables.hanging(self.title, indent, width)
        for line in (*(word.line for word in self.words), *([f"checked: {self.checked}"] if self.checked else [])):
            found += tables.hanging(line, indent + "  - ", width)
        return found

    def as_json(self) -> dict[str, object]:
        """Return the statement as JSON takes it."""
        told = {"label": self.label, "status": self.status, "theme": self.theme, "when": self.when or None}
        told["checked"] = self.checked or None
        return {"statement": shorten(self.iri), **told, "claims": self.words}


def told(engine: Engine, statements: Iterable[str]) -> dict[str, Told]:
    """Return each of *statements* with every claim that affirms, denies or leaves it open, by its IRI, in order."""
    wanted = sorted(set(statements))
    if not wanted:
        return {}
    rows = texts(
        engine,
        f"""SELECT ?statement ?status ?theme ?earliest ?latest WHERE {{
          VALUES ?statement {{ {values_of(wanted)} }}
          ?statement cakg:status ?status ; rdf:predicate ?predicate .
          OPTIONAL {{ ?predicate cakg:theme ?theme }}
          OPTIONAL {{ ?statement cakg:earliest ?earliest }}
          OPTIONAL {{ ?statement cakg:latest ?latest }}
        }} ORDER BY ?statement ?theme""",
    )
    facts = {row["statement"]: row for row in reversed(rows)}
    named = {iri for row in facts.values() for role, iri in row.items() if role in ("statement", "status", "theme")}
    called = labels(engine, named)
    meant = definitions(engine, {row["status"] for row in facts.values()})
    words = _words(engine, list(facts))
    held = checks(engine)
    return {
        iri: Told(
            iri=iri,
            label=called[iri],
            status=called[row["status"]],
            meaning=meant.get(row["status"], ""),
            theme=called.get(row.get("theme", ""), ""),
            when=span(row.get("earliest", ""), row.get("latest", "")),
            words=tuple(words.get(iri, ())),
            checked=in_full(one for one in held if one.statement == iri),
        )
        for iri, row in sorted(facts.items())
    }


def key(statements: Iterable[Told], width: int) -> list[str]:
    """Return how lines of *statements* are to be read, after an empty line; nothing without statements."""
    text = tables.key(sorted((one.status, one.meaning) for one in statements), width)
    return ["", *tables.hanging(_BRACKETS, "", width), text] if text else []


def _words(engine: Engine, statements: list[str]) -> dict[str, list[Word]]:
    rows = texts(
        engine,
        f"""SELECT ?statement ?how ?claim ?mode ?wording ?if ?unless WHERE {{
          VALUES ?statement {{ {values_of(statements)} }}
          ?statement ?how ?claim .
          FILTER (?how IN (cakg:affirmedBy, cakg:deniedBy, cakg:leftOpenBy))
          ?claim cakg:mode ?mode .
          OPTIONAL {{ ?claim cakg:hedge ?hedge ; cakg:wording ?wording }}
          OPTIONAL {{ ?claim cakg:condition ?if }}
          OPTIONAL {{ ?claim cakg:unless ?unless }}
        }} ORDER BY ?statement ?how ?claim ?if ?unless""",
    )
    called = labels(engine, {row[role] for row in rows for role in ("mode", "if", "unless") if role in row})
    known = sayings(engine, {row["claim"] for row in rows})
    terms: dict[str, dict[str, None]] = {}
    found: dict[str, dict[tuple[str, str], Word]] = {}
    for row in rows:
        claim, polarity = row["claim"], POLARITIES[row["how"]]
        if claim in known:
            depends = terms.setdefault(claim, {})
            depends |= {f"{word} {called[row[word]]}": None for word in ("if", "unless") if word in row}
            found.setdefault(row["statement"], {})[polarity, claim] = Word(
                claim=claim,
                polarity=polarity,
                mode=called[row["mode"]],
                hedge=row.get("wording", ""),
                terms=" and ".join(depends),
                saying=known[claim],
            )
    return {
        statement: sorted(words.values(), key=lambda word: (*word.saying.order, word.polarity, word.claim))
        for statement, words in found.items()
    }

"""No row and no line shows less than the graph."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

import pytest

from cakg.graph import KnowledgeGraph
from cakg.model.claims import Statement
from cakg.model.dates import MONTHS, day
from cakg.model.phrases import in_sentence
from cakg.paths import shipped
from cakg.questions.catalogue import Catalogue, Question
from cakg.store.local import LocalStore
from cakg.store.protocol import Engine
from cakg.vocabulary import PREFIXES

QUESTIONS = [one for one in Catalogue.load(shipped().queries / "questions").all() if not one.uncited]
ABOUT = ("Tajikistan", "Russia", "Kazakhstan", "Kyrgyzstan", "CSTO", "Wagner", "Iranian attack drones")
PATHS = (("Iran", "Ukraine"), ("Kyrgyzstan", "Russian military complex"), ("Wagner", "Kyrgyzstan"))

OF_STATEMENT = """SELECT ?statement ?what ?value ?words WHERE {
  ?statement a cakg:Statement .
  {
    ?statement cakg:earliest|cakg:latest ?value . BIND ("day" AS ?what)
  } UNION {
    ?statement cakg:atLeast|cakg:atMost|cakg:moreThan|cakg:lessThan|cakg:recordYears ?value . BIND ("number" AS ?what)
  } UNION {
    ?role a cakg:Qualifier . ?statement ?role ?node . ?node rdfs:label|skos:prefLabel ?value .
    FILTER (LANG(?value) = "en") BIND ("qualifier" AS ?what)
  }
}"""
OF_CLAIM = """SELECT ?claim ?what ?value WHERE {
  {
    ?claim cakg:hedge ?any ; cakg:wording ?value . BIND ("hedge" AS ?what)
  } UNION {
    ?claim cakg:condition|cakg:unless ?on . ?on rdfs:label ?value . BIND ("condition" AS ?what)
  } UNION {
    ?claim cakg:speaker ?who . ?who rdfs:label ?value . FILTER (LANG(?value) = "en") BIND ("speaker" AS ?what)
  } UNION {
    ?claim cakg:dateWording ?value . BIND ("words of a date" AS ?what)
  } UNION {
    ?claim cakg:amountWording ?value . BIND ("words of an amount" AS ?what)
  }
}"""
SOURCES = re.compile(r"(ASIA-Plus|FIIA) \d{4}")
"""Short names of sources; the year in them is not a date of a statement."""
POLARITY = """SELECT ?statement ?claim ?how WHERE {
  { ?statement cakg:affirmedBy ?claim . BIND ("affirmed" AS ?how) }
  UNION { ?statement cakg:deniedBy ?claim . BIND ("denied" AS ?how) }
  UNION { ?statement cakg:leftOpenBy ?claim . BIND ("left open" AS ?how) }
}"""


class Facts:
    """The facts in the graph about each statement and claim, read directly from the triples and not through records."""

    def __init__(self, engine: Engine) -> None:
        self.statements: dict[str, list[tuple[str, str]]] = {}
        self.claims: dict[str, list[tuple[str, str]]] = {}
        self.polarity: dict[tuple[str, str], str] = {}
        for row in engine.select(OF_STATEMENT).dicts():
            self.statements.setdefault(row["statement"].value, []).append((row["what"].value, row["value"].value))
        for row in engine.select(OF_CLAIM).dicts():
            self.claims.setdefault(row["claim"].value, []).append((row["what"].value, row["value"].value))
        for row in engine.select(POLARITY).dicts():
            self.polarity[row["statement"].value, row["claim"].value] = row["how"].value

    def lost(self, statement: str, claims: Iterable[str], text: str) -> list[tuple[str, str, str]]:
        """Return the facts about a statement and these claims that are missing in *text*."""
        text = SOURCES.sub("", text).casefold()
        found = [("polarity", how) for claim in claims if (how := self.polarity.get((statement, claim), ""))]
        of_claims = [fact for claim in claims for fact in self.claims.get(claim, ())]
        quoted = {what.rpartition(" ")[2] for what, _ in of_claims if what.startswith("words of")}
        for what, value in self.statements.get(statement, ()):
            worded = {"day": "date", "number": "amount"}.get(what) in quoted
            found += [] if worded else [(what, value)]
        return [(statement, what, value) for what, value in found + of_claims if not _in(what, value, text)]


def _in(what: str, value: str, text: str) -> bool:
    if what == "day":
        year, month, of_month = value.split("-")
        name = MONTHS[int(month) - 1]
        whole = f" {year}" if (month, of_month) in (("01", "01"), ("12", "31")) else value
        return any(form.casefold() in text for form in (value, day(value), f"{name} {year}", f"{name} to ", whole))
    if what == "number":
        return any(form in text for form in (value, f"{int(value):,}"))
    return value.casefold() in text


@pytest.fixture(scope="module")
def facts(shipped_graph: LocalStore) -> Facts:
    return Facts(shipped_graph)


@pytest.mark.slow
@pytest.mark.parametrize("datasets", [False, True], ids=["articles", "datasets"])
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: one.name)
def test_a_row_shows_all_of_its_statement_and_claims(
    shipped_kg: KnowledgeGraph, facts: Facts, question: Question, datasets: bool
) -> None:
    """Polarity, amount, time, degree, hedge, condition, speaker and every other qualifier are in some cell."""
    content = json.loads(shipped_kg.ask(question.name, datasets=datasets).json())
    lost = []
    for row in content["rows"]:
        claims = [_iri(name) for name in row.pop("claim")]
        statement = _iri(row.pop("about", ""))
        text = " | ".join(str(cell["label"] if isinstance(cell, dict) else cell) for cell in row.values())
        about = [claim for claim in claims if (statement, claim) in facts.polarity or not statement]
        lost += facts.lost(statement, about, text)

    assert content["rows"]
    assert sorted(set(lost))[:5] == []


@pytest.mark.slow
def test_lines_show_all_of_a_statement_and_its_claims(shipped_kg: KnowledgeGraph, facts: Facts) -> None:
    """The lines of every statement of the graph leave out no fact."""
    every = shipped_kg.records.statements(facts.statements.keys() | {statement for statement, _ in facts.polarity})
    lost = [one for statement in every.values() for one in _lost(facts, statement)]

    assert len(every) > 300
    assert sorted(set(lost))[:5] == []


@pytest.mark.parametrize("name", ABOUT)
def test_a_page_has_the_lines_of_each_of_its_statements(shipped_kg: KnowledgeGraph, facts: Facts, name: str) -> None:
    """This holds for the whole page, the short page and the page by source."""
    page = shipped_kg.about(name)
    for shown in (page, page.shortened(), page.by_source()):
        text = shown.table(width=10_000)
        assert shown.statements
        for one in shown.statements:
            assert all(claim.summary in text for claim in one.claims)
            assert one.title in text or any(end in text for end in one.ends)
    assert [one for statement in page.statements for one in _lost(facts, statement)] == []


@pytest.mark.parametrize("start,end", PATHS)
def test_a_path_has_the_lines_of_each_of_its_statements(shipped_kg: KnowledgeGraph, start: str, end: str) -> None:
    """Without limits, all statements are shown."""
    found = shipped_kg.path(start, end)
    text = found.table(width=10_000, paths=0, statements=0)
    statements = [one for path in (*found.paths, *found.longer_paths) for step in path.steps for one in step.statements]

    assert statements
    assert [one.iri for one in statements if "\n".join(one.lines("     ", 10_000)) not in text] == []


def test_a_comparison_shows_all_of_its_claims(shipped_kg: KnowledgeGraph, facts: Facts) -> None:
    """It shows both sides of every point, and every claim about the statements of only one source."""
    found = shipped_kg.compare("asia-plus-2022", "fiia-2023")
    text = found.table(width=10_000)
    alone = [(one, claim) for side in (found.only_one, found.only_other) for one in side for claim in one.claims]
    shared = [(one, each.claim) for point in found.points for each in point.claims for one in each.statements]

    assert alone
    assert shared
    assert [claim.iri for _, claim in alone if claim.summary not in text] == []
    assert [
        claim.iri for _, claim in shared if f"{in_sentence(claim.speaker.label)} ({claim.manner})" not in text
    ] == []
    ended = [one for one, _ in (*alone, *shared) if one.title not in text and not any(end in text for end in one.ends)]
    assert ended == []
    assert [fact for one, claim in shared for fact in facts.lost(one.iri, [claim.iri], text)] == []


def _lost(facts: Facts, statement: Statement) -> list[tuple[str, str, str]]:
    return facts.lost(statement.iri, [claim.iri for claim in statement.claims], " ".join(statement.lines("", 10_000)))


def _iri(name: str) -> str:
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local if local else ""

"""Limits answers in size and writes them as text, with numbered citations.

All wording of statements and claims comes from their records. Each text from the graph stays on one line, so that none
can look like another part of the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from json import loads
from typing import Any, Generic, NamedTuple, TypeVar

from cakg import tables
from cakg.harmless import visible_data
from cakg.model.claims import Claim, Statement, legend
from cakg.model.records import Records
from cakg.pages.points import PointClaim, side
from cakg.vocabulary import shorten

LARGEST = 40_000
"""How many characters of JSON the items of a list have together; one item may have more."""
LONGEST = 4_000
"""How many characters a text from the graph may have."""
MOST_OTHERS = 40
"""How many names, notes, identifiers and labels an answer has."""
_WIDE = 1_000_000
"""A width at which no line is wrapped: clients do that."""
Item = TypeVar("Item")


class Reply(NamedTuple):
    """The answer of a tool: as data, and as text with the same content."""

    data: dict[str, Any]
    text: str


class Slice(NamedTuple):
    """Which items of an answer are asked for: *limit* of them, from *offset* on."""

    limit: int
    offset: int = 0


class Window(NamedTuple, Generic[Item]):
    """The items of an answer that are returned."""

    items: list[Item]
    data: list[Any]
    """The same in JSON."""
    total: int
    offset: int

    def left_out(self, what: str, how: str = "call again with offset={}") -> list[str]:
        """Return a sentence on the items that are not returned, and how to get them; none if all are."""
        end = self.offset + len(self.items)
        if not self.items and self.total:
            return [f"There are only {self.total} {what}: use a smaller offset."]
        if len(self.items) == self.total:
            return []
        more = f"; for more, {how.format(end)}" if end < self.total else ""
        return [f"Only {what} {self.offset + 1} to {end} of {self.total} are here{more}."]


def window(items: Sequence[Item], as_data: Callable[[Item], Any], at: Slice) -> Window[Item]:
    """Return the items *at* a place, fewer if they are too large together."""
    kept: list[Item] = []
    data: list[Any] = []
    size = 0
    for item in items[at.offset : at.offset + at.limit]:
        one = as_data(item)
        size += len(str(one))
        if kept and size > LARGEST:
            break
        kept.append(item)
        data.append(one)
    return Window(kept, data, len(items), at.offset)


def data_of(content: object) -> Any:
    """Return records as plain data; harmful characters are shown as escapes, and long texts are cut."""
    return _cut(visible_data(loads(tables.json(content))))


def short(text: str) -> str:
    """Return *text* on one line, without its middle if it is too long: the end may be a status or a passage."""
    return _without_middle(tables.on_a_line(text))


def _without_middle(text: str) -> str:
    half = LONGEST // 2
    return text if len(text) <= LONGEST else f"{text[:half]} … ({len(text):,} characters) … {text[-half:]}"


def _cut(data: Any) -> Any:
    if isinstance(data, str):
        return _without_middle(data)
    if isinstance(data, dict):
        return {name: _cut(value) for name, value in data.items()}
    return [_cut(value) for value in data] if isinstance(data, list) else data


class Writer:
    """Collects the lines of an answer and the citations in it."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._numbers: dict[str, int] = {}
        self._statements: list[Statement] = []

    def add(self, *texts: str, indent: int = 0) -> None:
        """Add each of *texts* that is not empty as a line."""
        self._lines += [" " * indent + short(text) for text in texts if text]

    def block(self, text: str) -> None:
        """Add an empty line and the first line of a block."""
        self._lines += ["", short(text)]

    def heading(self, text: str) -> None:
        """Add an empty line and a heading."""
        self.block(text[:1].upper() + text[1:])

    def statement(self, one: Statement, indent: int = 2) -> None:
        """Add a statement with its status, IRI, claims and verdicts."""
        self._statements.append(one)
        self.add(f"{one.line} ({shorten(one.iri)})", indent=indent)
        for claim in one.claims:
            self._claim(claim, indent + 2)
        self.add(f"- checked: {one.checked}" if one.checked else "", indent=indent + 2)

    def claims(self, about: Iterable[PointClaim], indent: int = 2) -> None:
        """Add claims with the statements that each is about, and their statuses."""
        before: tuple[Statement, ...] = ()
        for claim, statements in about:
            if statements != before:
                for one in statements:
                    self._statements.append(one)
                    self.add(f"{one.line} ({shorten(one.iri)})", indent=indent)
                before = statements
            self._claim(claim, indent + 2)

    def _claim(self, claim: Claim, indent: int) -> None:
        number = self._numbers.setdefault(claim.citation, len(self._numbers) + 1)
        self.add(f"- {claim.full_line} ({shorten(claim.iri)}) [{number}]", indent=indent)

    def reply(self, edition: str, data: dict[str, Any], left_out: Sequence[str]) -> Reply:
        """Return the answer, with the legend, the citations, what is left out, and the version of the graph."""
        self._lines += legend(self._statements, _WIDE)
        if self._numbers:
            self.heading("Citations")
            self.add(*(f"[{number}] {text}" for text, number in self._numbers.items()))
        if left_out:
            self.heading("Left out")
            self.add(*left_out)
        self.block(f"Graph {edition}." if edition else "")
        text = "\n".join(self._lines).strip("\n")
        return Reply({**data, "left_out": [short(one) for one in left_out], "graph": short(edition)}, text)


def cells(names: Sequence[str], texts: Sequence[str], hidden: Collection[str] = ()) -> str:
    """Return the cells of a row that are not empty, each with the name of its column."""
    return "; ".join(f"{name}: {text}" for name, text in zip(names, texts, strict=True) if text and name not in hidden)


def sides(records: Records, claims: Collection[Claim]) -> list[PointClaim]:
    """Return claims with the statements that they are directly about; those without a record are left out."""
    known = records.statements(iri for claim in claims for iri in claim.statements)
    return [one for claim in claims for one in side(claim, known) or (PointClaim(claim, ()),)]

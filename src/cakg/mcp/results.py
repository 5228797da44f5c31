"""What the tools return, as types: clients get them as JSON Schema, with these descriptions.

The fields are those of the records in JSON, such as :meth:`cakg.model.claims.Claim.as_json`. A field that is missing,
or that no class has, is an error.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class Claim(_Model):
    """One act of saying: a speaker affirms, denies or leaves open a statement, in one passage of a source."""

    claim: str
    """Its IRI."""
    polarity: str
    """affirmed, denied or left open."""
    mode: str
    """asserted, judged, alleged (an accusation), forecast or urged."""
    hedge: str | None
    """The source's words of the hedge, such as "reportedly"."""
    wording: str | None
    """The source's own words."""
    condition: str | None
    """The claim applies only under this condition."""
    speaker: str
    """Who says it; quote it with this name."""
    passage: str
    """The source with paragraph and sentence, or with the row of a dataset."""
    citation: str
    """The citation of the passage, with the speaker and those who report the words."""


class Statement(_Model):
    """A proposition with its status and the claims about it. It is not a fact."""

    statement: str
    """Its IRI."""
    label: str
    """The proposition as a noun phrase. It says nothing about whether it is true."""
    status: str | None
    """Derived from all claims about it: contested, denied, stated, judged, attributed, hedged, foreseen, conditional,
    urged, open or unclaimed. Not "stated" does not mean false, and "stated" does not mean true."""
    theme: str
    """Its theme."""
    when: str | None
    """The time to which it applies."""
    amount: str | None
    """Its amount."""
    qualifiers: dict[str, str]
    """More that belongs to it, by role."""
    checked: str | None
    """What datasets say about it."""
    claims: list[Claim]
    """Who affirms, denies or leaves it open, and where."""


class ClaimedStatement(_Model):
    """A statement that a claim is about."""

    statement: str
    """Its IRI."""
    label: str
    """The proposition as a noun phrase."""
    status: str | None
    """Its status, derived from all claims about it, not only this one."""


class ClaimAbout(Claim):
    """A claim with the statements that it is about."""

    statements: list[ClaimedStatement]
    """The statements that it affirms, denies or leaves open."""


class _Result(_Model):
    graph: str
    """The version and content hash of the graph, for citing it."""
    left_out: list[str]
    """What is not in this answer, and how to get it."""


class Found(_Model):
    """A thing or a source."""

    name: str
    """Its IRI, which other tools take."""
    label: str
    """Its label."""
    what: str
    """Its definition."""
    matched: str
    """The name that has the words, if the label does not have them."""


class QuestionFound(_Model):
    """A question of the catalogue."""

    name: str
    """Its name, for the tool ask."""
    summary: str
    """The question in words."""


class Findings(_Result):
    """What has the words in its name."""

    things: list[Found]
    sources: list[Found]
    statements: list[Statement]
    """Statements whose label, predicate or things have the words."""
    questions: list[QuestionFound]
    note: str
    """If no name has all the words: what the results have instead. Not finding a name is not a denial."""
    similar: list[str]
    """Similar words that are in names."""


class Tally(_Model):
    """How many statements there are, by status."""

    relation: str
    """How they are related to the thing."""
    statements: int
    sources: int
    statuses: dict[str, int]


class Identifier(_Model):
    """An identifier in another list, such as Wikidata."""

    list: str
    identifier: str
    address: str


class Section(_Model):
    """Statements under one heading."""

    heading: str
    part: str
    """The role of the thing in them."""
    relation: str
    """about it, about its groups (what is said of a group need not be true of its members), about its agents, or made
    by it."""
    statements: list[Statement]


class InDatasets(_Model):
    """How many more statements only datasets make; with datasets=true they are listed with their rows."""

    predicate: str
    role: str
    """The role of the thing in them."""
    things: int
    """With how many other things."""
    datasets: list[str]
    """The datasets, with their numbers of statements and periods."""


class About(_Result):
    """The statements about a thing, or a statement with its claims and related statements."""

    name: str
    """Its IRI."""
    label: str
    kind: str
    status: str | None
    """The status, if it is a statement."""
    definition: str
    names: list[str]
    """Its other names, in all languages."""
    notes: list[str]
    """Notes of the editors of the graph; no source says this."""
    identifiers: list[Identifier]
    limits: str
    """What the answer is limited to, and how many statements that hides."""
    silence: str
    """If there are no statements: what that means."""
    summary: list[Tally]
    """The numbers of all statements, also of those left out."""
    sections: list[Section]
    in_datasets: list[InDatasets]


class Parameter(_Model):
    """A parameter of a question."""

    name: str
    type: str
    """thing, state, statement, source, theme, year, date (a day), period (a day, month or year), boolean (yes or no),
    text …"""
    text: str
    """What it means."""
    example: str
    default: str
    """The value if none is given; if it is empty, anything."""


class Question(_Model):
    """A question that the tool ask answers."""

    name: str
    theme: str
    summary: str
    """The question in words."""
    parameters: list[Parameter]
    note: str


class Questions(_Result):
    """Questions of the catalogue."""

    questions: list[Question]
    note: str
    """If no question has all the words: what the results have instead."""


class AnswerRow(_Model):
    """A row of an answer with the claims that support it."""

    cells: dict[str, str | int | float | None]
    """The values by column; labels in place of IRIs."""
    iris: dict[str, str]
    """The IRIs of what the cells name, by column."""
    claims: list[ClaimAbout]
    """The claims that support the row. Cite them; a row without claims is computed or describes the graph."""
    statements: list[Statement]
    """Other statements that cells name."""


class Answer(_Result):
    """The rows that answer a question."""

    question: str
    summary: str
    """The question in words."""
    given: dict[str, list[str]]
    """The values of its parameters."""
    columns: dict[str, str]
    """The columns and their meaning, where the question explains it."""
    rows: list[AnswerRow]
    number: int
    """The number of rows, also of those left out."""
    notes: list[str]
    """How to read the rows; if there are none, what that means."""
    related: list[str]
    """Names of related questions."""


class Rows(_Result):
    """The result of a query."""

    columns: list[str]
    rows: list[dict[str, str | int | float | None]]
    """The rows of a SELECT, or the triples of a CONSTRUCT; IRIs are shortened."""
    answer: bool | None
    """The answer to an ASK."""
    number: int
    """The number of rows, also of those left out."""
    labels: dict[str, str]
    """The labels of IRIs in the rows."""
    statements: list[Statement]
    """The statements that the rows name by IRI, with status, speakers, passages and citations."""
    claims: list[ClaimAbout]
    """The claims that the rows name by IRI, unless they are with a statement."""
    notes: list[str]
    """Whether the rows have sources, and terms of the query that the graph does not have."""


class Point(_Model):
    """A subject on which both sources make claims, or one of them makes claims that are in tension."""

    relation: str
    """agree, disagree, neither, or within one source."""
    title: str
    proposition: str
    """An editor's sentence that both agree or disagree on; empty if a rule made the match."""
    matched: str
    """How the match was made: a rule, or an editor with a reason."""
    one: list[ClaimAbout]
    other: list[ClaimAbout]


class ComparisonSection(_Model):
    """A kind of point."""

    heading: str
    note: str
    points: int
    """How many there are, also of those left out."""


class Comparison(_Result):
    """Where two sources agree and disagree, and the statements of only one of them."""

    one: str
    other: str
    sections: list[ComparisonSection]
    only_one: int
    """How many statements only the first source makes."""
    only_other: int
    """How many statements only the second source makes."""
    points: list[Point]
    statements: list[Statement]
    """With part=only_one or only_other: the statements of that source, with its claims."""


class Reference(_Model):
    """The references for one name."""

    name: str
    """The IRI of the claim, statement or source."""
    statement: Statement | None
    claims: list[ClaimAbout]
    """The claim, once for each polarity if it affirms some statements and denies others."""
    source: str | None
    """The short name of a source."""
    references: list[str]
    """The references in the format that was asked for; each is complete by itself."""


class References(_Result):
    """References for claims, statements and sources."""

    cited: list[Reference]

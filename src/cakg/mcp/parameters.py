"""The parameters of the tools, as types with descriptions for models: clients get them as JSON Schema.

With :mod:`cakg.mcp.results` the only module that knows pydantic.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

LONGEST_NAME = 500
LONGEST_QUERY = 20_000
MOST_NAMES = 20
MOST = 100
"""How many items an answer may have."""
USUAL_SECONDS = 10.0
"""The time of a query, unless the model asks for another."""

Text: TypeAlias = Annotated[
    str,
    Field(description="Words of a name, or their beginnings, in any order and script: drone", max_length=LONGEST_NAME),
]
Words: TypeAlias = Annotated[
    str, Field(description="Only questions with all these words; empty for all questions", max_length=LONGEST_NAME)
]
Name: TypeAlias = Annotated[
    str,
    Field(
        description="A thing or a statement: a label or an alias in any language, or an IRI such as id:kazakhstan or"
        " stmt:…",
        max_length=LONGEST_NAME,
    ),
]
SourceName: TypeAlias = Annotated[
    str, Field(description="The short name, title or IRI of a source: FIIA 2023", max_length=LONGEST_NAME)
]
ToldBy: TypeAlias = Annotated[
    str,
    Field(
        description="Only what the author of this source says in their own voice; the name of the source",
        max_length=LONGEST_NAME,
    ),
]
Profile: TypeAlias = Annotated[
    Literal["everything", "unhedged", "stated"],
    Field(
        description="everything; unhedged: only what is stated, judged or attributed to somebody named, and nothing"
        " denied; stated: only what a source asserts as a fact"
    ),
]
Datasets: TypeAlias = Annotated[
    bool, Field(description="Whether statements that only datasets make are included, not only those of articles")
]
QuestionName: TypeAlias = Annotated[
    str, Field(description="The name of a question, as the tool questions lists it", max_length=LONGEST_NAME)
]
Value: TypeAlias = str | int | bool
Parameters: TypeAlias = Annotated[
    dict[str, Value | list[Value]],
    Field(
        description='Values for parameters of the question, such as {"thing": "drones"}; several values in a list mean'
        " any of them; a parameter that is left out means anything"
    ),
]
Sparql: TypeAlias = Annotated[
    str, Field(description="The query; the prefixes need no declaration", max_length=LONGEST_QUERY)
]
Seconds: TypeAlias = Annotated[float, Field(description="After so many seconds the query is ended", gt=0)]
Part: TypeAlias = Annotated[
    Literal["points", "only_one", "only_other"],
    Field(
        description="points: where both make claims; only_one, only_other: the statements that only one of them makes"
    ),
]
Cited: TypeAlias = Annotated[
    list[Annotated[str, Field(max_length=LONGEST_NAME)]],
    Field(
        description="IRIs of claims and statements (claim:…, stmt:…), and names of sources",
        min_length=1,
        max_length=MOST_NAMES,
    ),
]
Format: TypeAlias = Annotated[
    Literal["txt", "bib", "csl.json", "ris"],
    Field(description="txt: one line each; bib: BibTeX; csl.json: CSL-JSON; ris: RIS"),
]
Limit: TypeAlias = Annotated[int, Field(description="At most so many are returned", ge=1, le=MOST)]
Offset: TypeAlias = Annotated[int, Field(description="So many are skipped: for what an answer left out", ge=0)]

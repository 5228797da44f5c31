"""The table of claims: CSV, one row a claim, for spreadsheets and data frames.

Knows which columns the table has. Does not know which claims are asked for: the caller names them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection
from typing import Any

from pyoxigraph import Literal

from cakg.store.protocol import Engine
from cakg.vocabulary import shorten

_SEVERAL = " | "

_COLUMN = """SELECT ?claim ?value ?label WHERE {
  ?claim a cakg:Claim ; %s ?value . OPTIONAL { ?value rdfs:label ?label FILTER (LANG(?label) = "en") }
}"""

COLUMNS = {
    "claim": "",
    "affirms": "cakg:affirms",
    "denies": "cakg:denies",
    "leaves_open": "cakg:leavesOpen",
    "mode": "cakg:mode",
    "hedge": "cakg:hedge",
    "wording": "cakg:wording",
    "condition": "cakg:condition",
    "unless": "cakg:unless",
    "speaker": "cakg:speaker",
    "source": "cakg:passage/cakg:source",
    "paragraph": "cakg:passage/cakg:paragraph",
    "sentence": "cakg:passage/cakg:sentence",
    "record": "cakg:passage/cakg:record",
    "standing": "cakg:standing",
    "commitment": "cakg:commitment",
    "origin": "cakg:origin",
    "reported_by": "cakg:reportedBy",
    "checked": "^cakg:ofClaim/cakg:verdict",
}
"""The columns of the table of claims, and the way from a claim to what stands in each."""


def claims_table(engine: Engine, only: Collection[str] | None = None) -> bytes:
    """Return a CSV table with one row a claim (of those whose IRIs are in *only*), in the order of their names.

    A thing or a statement is shown as ``label <prefixed:name>``, a value of a closed list by its name
    alone; several in one cell are set apart by a bar. A cell is empty when the claim has no such value.
    """
    cells: dict[str, dict[str, list[str]]] = {
        row["claim"].value: {} for row in engine.select("SELECT ?claim WHERE { ?claim a cakg:Claim }").dicts()
    }
    for column, way in COLUMNS.items():
        for row in engine.select(_COLUMN % way).dicts() if way else ():
            label = row["label"].value if "label" in row else ""
            cells[row["claim"].value].setdefault(column, []).append(_cell(row["value"], label))
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    writer.writerow(COLUMNS)
    for claim in sorted(claim for claim in cells if only is None or claim in only):
        found = cells[claim]
        values = (_SEVERAL.join(sorted(set(found.get(column, [])))) for column in list(COLUMNS)[1:])
        writer.writerow([shorten(claim), *values])
    return table.getvalue().encode()


def _cell(value: Any, label: str) -> str:
    if isinstance(value, Literal):
        return value.value
    name = shorten(value.value)
    prefix, _, local = name.partition(":")
    if prefix in ("id", "stmt", "source"):
        return f"{label} <{name}>" if label else name
    return local

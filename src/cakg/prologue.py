"""The prefixes of a free query: those of cakg need no declaring."""

from __future__ import annotations

import re

from cakg.engine import Engine, Result
from cakg.errors import QuerySyntaxError
from cakg.vocabulary import PREFIXES

_DECLARED = re.compile(r"\bPREFIX\s+([\w-]*):", re.IGNORECASE)
_LINE = re.compile(r"\bline (\d+)")
_USED = re.compile(r"(?<![\w<:/])([a-z]+):(?=[\w-])")


def query(engine: Engine, sparql: str) -> Result:
    """Answer *sparql* with those of cakg's prefixes declared that it uses without declaring them."""
    declared = set(_DECLARED.findall(sparql))
    missing = sorted(set(_USED.findall(sparql)) & PREFIXES.keys() - declared)
    if not missing:
        return engine.query(sparql)
    try:
        # On a line of their own, so that the columns of an error are those of the query as it was given.
        return engine.query(" ".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>" for prefix in missing) + "\n" + sparql)
    except QuerySyntaxError as error:
        message = _LINE.sub(lambda line: f"line {int(line[1]) - 1}", error.message)
        raise QuerySyntaxError(message, remedy=error.remedy) from error

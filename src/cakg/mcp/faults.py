"""Words errors for models: what is wrong, and which tool or parameter helps."""

from __future__ import annotations

import re

from cakg.errors import CakgError, QueryLimitError, ServiceError, UnknownQuestionError, UnknownThingError, did_you_mean
from cakg.harmless import visible
from cakg.mcp.writing import LONGEST

_REMEDIES: tuple[tuple[type[CakgError], str], ...] = (
    (UnknownQuestionError, "the tool questions lists all questions"),
    (UnknownThingError, "the tool find searches names; finding nothing is not a denial"),
    (ServiceError, "leave SERVICE out: queries reach only this graph"),
    (QueryLimitError, "restrict the query: fewer patterns, a FILTER, LIMIT"),
)
"""What helps where the advice of the error is a command or an option of the command line."""
_OPTION = re.compile(r"--(?=[a-z])")


def explained(error: CakgError) -> str:
    """Return the text of *error* and on the next line a remedy, in which options are parameters.

    A command in a remedy stays as it is: the instructions of the server say which tool it means.
    """
    remedy = error.remedy if "cakg " in error.remedy else _OPTION.sub("", error.remedy)
    if error.remedy.startswith("did you mean"):
        remedy = did_you_mean(error.candidates) or remedy
    elif not error.candidates:
        remedy = next((text for kind, text in _REMEDIES if isinstance(error, kind)), remedy)
    text = "\n".join(filter(None, (error.message, remedy[:1].upper() + remedy[1:])))
    return visible(text)[:LONGEST]

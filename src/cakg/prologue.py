"""The prefixes of a free query: those of cakg need no declaring."""

from __future__ import annotations

import re

from cakg.vocabulary import PREFIXES

_DECLARED = re.compile(r"\bPREFIX\s+([\w-]*):", re.IGNORECASE)
_USED = re.compile(r"(?<![\w<:/])([a-z]+):(?=[\w-])")


def with_prefixes(sparql: str) -> str:
    """Return *sparql* with those of cakg's prefixes declared that it uses without declaring them.

    They go before its first line, so that the lines of an error stay what they are.
    """
    declared = set(_DECLARED.findall(sparql))
    missing = sorted(set(_USED.findall(sparql)) & PREFIXES.keys() - declared)
    return "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}> " for prefix in missing) + sparql

"""Splits the text of a query into tokens, also if it is not valid.

Only the parser of the engine knows what a token means: keywords need no space around them, and ``<`` may begin an IRI
or compare values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

_STRINGS = r"""
    (?P<comment> \#[^\n\r]*+ )
  | (?P<iri> <[^<>"{}|^`\\\x00-\x20]*+> )
  | (?P<string> \"{3}(?:[^"\\]|\\.|"(?!""))*+(?:\"{3})? | '{3}(?:[^'\\]|\\.|'(?!''))*+(?:'{3})?
              | "(?:[^"\\\n\r]|\\.)*+"? | '(?:[^'\\\n\r]|\\.)*+'? )
  |"""
_STRUCTURE = r"""
    (?P<variable> [?$]\w++ )
  | (?P<language> @[A-Za-z][\w-]*+ )
  | (?P<name> [\w.-]++(?P<local> :(?:[\w.:%·-]|\\.)*+ )? | :(?:[\w.:%·-]|\\.)*+ )
  | (?P<open> <<\(? | \{\| | [\[({] )
  | (?P<close> \)?>> | \|\} | [\])}] )
  | (?P<operator> \|\| | && | [|/*+!^~] )
  | (?P<separator> [;,] )
"""


@cache
def _pattern(*, bare: bool) -> re.Pattern[str]:
    """Return the pattern of a token; with *bare*, without comments, IRIs and strings."""
    return re.compile(_STRUCTURE if bare else _STRINGS + _STRUCTURE, re.VERBOSE | re.DOTALL)


def tokens(sparql: str, *, bare: bool = False) -> Iterator[re.Match[str]]:
    """Return the tokens of a query, in linear time; with *bare*, also those within comments, IRIs and strings.

    The kind of a token is the name of its group. A string without an end extends to the end of its line or of the text.
    """
    return _pattern(bare=bare).finditer(sparql)

"""Markdown for generated parts."""

from __future__ import annotations

import re

_SPECIAL = re.compile(r"([\\`*_<>\[\]|{}#$])")


def escaped(text: str) -> str:
    """Return *text* with the characters escaped that are markup in Markdown."""
    return _SPECIAL.sub(r"\\\1", text)


def code(text: str) -> str:
    """Return *text* as code within a line."""
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def block(text: str, language: str) -> str:
    """Return *text* as a block of code."""
    return f"```{language}\n{text.rstrip()}\n```"


def definition(term: str, *lines: str) -> str:
    """Return an entry of a definition list, each of *lines* a paragraph."""
    first, *others = lines
    return "\n".join([term, f": {first}", *(f"\n  {line}" for line in others)])

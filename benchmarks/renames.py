"""Renames of terms, questions, columns and words, applied to the outputs of an older version.

``renames.tsv`` describes the format of a table of renames.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path

from cakg.vocabulary import BASE

Rename = Callable[[str], str]


def renaming(table: Path) -> dict[str, Rename]:
    """Read a table of renames. Return functions that rename a path, the output of a question, and any other text."""
    rules: dict[str, list[tuple[re.Pattern[str], str]]] = {"path": [], "question": [], "any": []}
    for number, line in enumerate(table.read_text(encoding="utf-8").splitlines(), start=1):
        kind, *names = line.split("\t")
        if not line or line.startswith("#"):
            continue
        if kind not in _PATTERNS or len(names) < 2:
            raise SystemExit(f"{table}:{number}: not a kind, an old and a new name with tabs between: {line}")
        for where, pattern, replacement in _PATTERNS[kind](*names[:2]):
            for place in ("question", "any") if where == "text" else (where,):
                rules[place].append((re.compile(pattern, re.MULTILINE), replacement.replace("\\", r"\\")))

    def renamed(place: str, text: str) -> str:
        for pattern, replacement in rules[place]:
            text = pattern.sub(replacement, text)
        return text

    return {place: partial(renamed, place) for place in rules}


Patterns = Iterable[tuple[str, str, str]]


def _name(old: str, new: str) -> Patterns:
    """Yield patterns for a prefixed name and its IRI, in texts and in paths."""
    yield "text", rf"(?<![\w:/-]){re.escape(old)}(?![\w-])", new
    yield "text", rf"{re.escape(_iri(old))}(?![\w-])", _iri(new)
    yield "path", rf"(?<=/){re.escape(old.partition(':')[2])}(?=\.)", new.partition(":")[2]


def _iri(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{BASE}ontology#{local}" if prefix == "cakg" else f"{BASE}{prefix}/{local}"


def _whole_iri(old: str, new: str) -> Patterns:
    yield "text", re.escape(old) + ("" if old[-1] in "/#" else r"(?![\w-])"), new


def _question(old: str, new: str) -> Patterns:
    """Yield patterns for the name of a question, but not for the same words in other texts."""
    name = re.escape(old)
    yield "path", rf"^questions/{name}(?=/)", f"questions/{new}"
    for key in ("question", "name", "key"):
        yield "text", rf'(?<="{key}": "){name}(?=[" ])', new
    for before in ("ask ", "--question "):
        yield "text", rf"(?<={before}){name}(?![\w-])", new
    yield "text", rf"(?<=^  ){name}(?=: )", new


def _column(old: str, new: str) -> Patterns:
    """Yield patterns for a column or parameter in JSON, in the headers of CSV and Markdown, and as an option."""
    option, shown = (re.escape(old.replace("_", to)) for to in "- ")
    yield "path", rf"(?<=/){re.escape(old)}(?=\.json)", new
    yield "question", rf'"{re.escape(old)}"', f'"{new}"'
    yield "question", rf"(?:(?<=\A)|(?<=,)){re.escape(old)}(?=(_iri)?(,|$))", new
    yield "question", rf"\| {shown} (?=\|)", f"| {new.replace('_', ' ')} "
    yield "text", rf"--{option}(?![\w-])", f"--{new.replace('_', '-')}"


def _key(old: str, new: str) -> Patterns:
    yield "text", rf'"{re.escape(old)}"(?=:)', f'"{new}"'
    yield "text", rf"(?:(?<=\A)|(?<=,)){re.escape(old)}(?=(,|$))", new


def _words(old: str, new: str) -> Patterns:
    before, after = (r"\b" if re.match(r"\w", sign) else "" for sign in (old[0], old[-1]))
    yield "text", before + re.escape(old).replace(r"\ ", r"\s+") + after, new


_PATTERNS: Mapping[str, Callable[[str, str], Patterns]] = {
    "name": _name,
    "iri": _whole_iri,
    "question": _question,
    "column": _column,
    "key": _key,
    "text": _words,
}

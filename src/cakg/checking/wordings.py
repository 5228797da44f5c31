"""The words of a text that are in the graph: the few that may be, and the many that may not.

A claim keeps the words of its hedge, which must stand in its passage. Beyond them nothing in
the graph may repeat a text, which belongs to its author.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import pyoxigraph

from cakg.checking.faults import Fault
from cakg.checking.passages import Located, normalise
from cakg.store import LocalStore
from cakg.vocabulary import DCTERMS, prefix_header, shorten

WORDS_IN_A_ROW = 10
"""Nothing in the graph may repeat so many words of a text in a row.

Fewer is no copying: what was delivered, from which state to which, takes nine words in any telling.
"""

_WORDINGS = """
SELECT ?passage ?claim ?wording
WHERE { ?claim cakg:passage ?passage ; cakg:wording ?wording }
ORDER BY ?passage ?claim ?wording
"""


def not_there(store: LocalStore, located: Sequence[Located], text: str, places: Mapping[str, str]) -> Iterator[Fault]:
    """Yield the wordings of claims that do not stand in their passages; what was not found is passed over."""
    found = {one.passage.name: text[one.start : one.end].casefold() for one in located if one.state == "found"}
    for passage, claim, wording in store.select(prefix_header("cakg") + _WORDINGS).rows:
        if passage is None or claim is None or wording is None:
            continue
        where, who = shorten(passage.value), shorten(claim.value)
        if where in found and not _occurs(wording.value, found[where]):
            problem = f'the wording "{wording.value}" of {who} is not in {where}'
            yield Fault(places.get(who, who), problem, "give the words as they stand there; ... for what is left out")


def copied(store: LocalStore, text: str, places: Mapping[str, str]) -> Iterator[Fault]:
    """Yield what in the graph repeats the text; a title may, it is cited."""
    told = _rows_of_words(text)
    for quad in sorted(store.store, key=str):
        if not isinstance(quad.object, pyoxigraph.Literal) or quad.predicate.value == DCTERMS.title:
            continue
        if _rows_of_words(normalise(quad.object.value)) & told:
            name = shorten(str(getattr(quad.subject, "value", "")))
            problem = f"{shorten(quad.predicate.value)} of {name} repeats {WORDS_IN_A_ROW} words of the text in a row"
            yield Fault(places.get(name, name), problem, "say it in our own words: the text belongs to its author")


def _occurs(wording: str, passage: str) -> bool:
    """Tell whether the parts of *wording* between its dots stand in *passage*, in that order, as whole words."""
    parts = (part.strip() for part in re.split(r"\.\.\.|\u2026", normalise(wording).casefold()))
    return re.search(".*".join(rf"(?<!\w){re.escape(part)}(?!\w)" for part in parts if part), passage) is not None


def _rows_of_words(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return set(zip(*(words[at:] for at in range(WORDS_IN_A_ROW)), strict=False))

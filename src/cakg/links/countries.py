"""The names of all states and regions of the world, and the abbreviations in which tables write them.

The names come from the CLDR, in forty languages, and from ISO 3166, with official and inverted names; a few are added.
Knows no graph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, product
from typing import NamedTuple

_LANGUAGES = (
    "kk ky tg tk uz uz_Cyrl fa ps ug tt kaa az hy ka uk be tr zh zh_Hant ar es fr de it nl pl cs sk hu ro bg sr hr"
    " sl mk el fi sv da et lv lt he ur ja ko ru en"
)
"""The languages of the names of states, in increasing priority: those of the region, its neighbours, Europe and the UN.
With all three hundred languages of the CLDR, too many names would also be other words: Киргиз, Ruslan, England."""
_FULL_WORDS = {
    "afr": ["african", "africa"],
    "ar": ["arab republic"],
    "cent": ["central"],
    "dem": ["democratic"],
    "dpr": ["democratic peoples republic"],
    "dr": ["democratic republic"],
    "e": ["east", "eastern"],
    "eq": ["equatorial"],
    "fed": ["federation", "federated", "federal"],
    "fr": ["french"],
    "fs": ["federated states"],
    "gt": ["great"],
    "herz": ["herzegovina"],
    "ir": ["islamic republic"],
    "is": ["islands", "island"],
    "isl": ["islamic", "islands", "island"],
    "n": ["north", "northern"],
    "pdr": ["peoples democratic republic"],
    "peop": ["peoples"],
    "pr": ["peoples republic"],
    "rb": ["bolivarian republic"],
    "rep": ["republic"],
    "repub": ["republic"],
    "rus": ["russian"],
    "s": ["south", "southern"],
    "soc": ["socialist"],
    "st": ["saint"],
    "sts": ["states"],
    "terr": ["territory", "territories"],
    "uk": ["united kingdom"],
    "utd": ["united"],
    "w": ["west", "western"],
}
"""What the abbreviations in names of states may stand for."""
_OTHER_NAMES = {"KG": "Republic of Kyrgyzstan", "TM": "Republic of Turkmenistan", "TR": "Republic of Turkey"}
"""Former and other names of states with “Republic of”, which neither list has."""
_MOST_READINGS = 64
_MOST_WORDS = 12
"""How many words a name with abbreviations may have; no state has a longer name."""
_BRACKETS = re.compile(
    r"\s*([^()\[\]]+?)\s*[(\[]\s*(?:(?:formerly|former|ex|previously)\b[\s-]*)?([^()\[\]]+?)\s*[)\]]\s*"
)


class CountryName(NamedTuple):
    """A name of the state or region with the ISO 3166 code *code*; *list* says where the name comes from."""

    code: str
    text: str
    language: str
    list: str


def country_names() -> Iterator[CountryName]:
    """Yield all names, those of the CLDR first."""
    import pycountry
    from babel import Locale

    for language in _LANGUAGES.split():
        for code, text in Locale.parse(language).territories.items():
            yield CountryName(code, text, language, "CLDR")
    for country in pycountry.countries:
        given = dict(country)
        for text in dict.fromkeys(given[name] for name in ("name", "official_name", "common_name") if name in given):
            yield CountryName(given["alpha_2"], text, "en", "ISO 3166")
    for code, text in _OTHER_NAMES.items():
        yield CountryName(code, text, "en", "other names")


def country_labels() -> dict[str, str]:
    """Return the English name of each state and region by its code."""
    from babel import Locale

    return dict(Locale("en").territories)


def language_labels() -> dict[str, str]:
    """Return the English name of each language by its tag: Russian for ``ru``."""
    from babel import Locale

    return dict(Locale("en").languages)


def replaced_codes() -> dict[str, str]:
    """Return the current code for each older or longer one that stands for exactly one: ``KAZ`` for KZ."""
    from babel.core import get_global

    return {code: meant[0] for code, meant in get_global("territory_aliases").items() if len(meant) == 1}


def written_in_full(words: str) -> list[str]:
    """Return the readings of *words*, in comparable form, with abbreviations replaced; few words only."""
    choices = [_FULL_WORDS.get(word, [word]) for word in words.split()]
    if not 1 < len(choices) <= _MOST_WORDS:
        return []
    if all(len(choice) == 1 and choice[0] in words.split() for choice in choices):
        return []
    return [" ".join(reading) for reading in islice(product(*choices), _MOST_READINGS)]


def in_brackets(text: str) -> tuple[str, str] | None:
    """Return the two names of ``Kyrgyzstan (Kirghizia)`` or ``Belarus [ex-Byelorussia]``; None without brackets."""
    found = _BRACKETS.fullmatch(text)
    return (found[1], found[2]) if found else None

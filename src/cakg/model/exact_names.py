"""Finds what a text names by looking up its usual spellings, so that not all names of a graph have to be read.

Each lookup takes about as long in a large graph as in a small one. It misses names with unusual capitals or accents
and names in a language without a two-letter code; :class:`cakg.model.names.Names` compares all names then.
"""

from __future__ import annotations

from collections.abc import Sequence

from pyoxigraph import Literal

from cakg.store.protocol import Engine, Term
from cakg.store.rows import dicts, values_of

_LANGUAGES = (
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz "
    "ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik "
    "io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml "
    "mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd "
    "se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi "
    "vo wa wo xh yi yo za zh zu"
)
"""The codes of the languages of ISO 639-1."""
_MOST = 200
"""The most characters of a text that is looked up: longer ones are no names."""


def exact_names(engine: Engine, patterns: tuple[str, str], text: str, iris: Sequence[str]) -> list[dict[str, Term]]:
    """Return all names of what has one of the usual spellings of *text* as a name, and of what has one of *iris*.

    The *patterns* are SPARQL for ``?iri`` and a name of it that is searched for, ``?wanted``, and for ``?iri``, its
    ``?class`` and each of its names, ``?text``.
    """
    found: list[dict[str, Term]] = []
    if text and len(text) <= _MOST:
        spellings = dict.fromkeys((text, text[:1].upper() + text[1:], text.title(), text.lower(), text.upper()))
        literals = [
            str(Literal(spelling, language=language)) if language else str(Literal(spelling))
            for spelling in spellings
            for language in ("", *_LANGUAGES.split())
        ]
        found += _found(engine, f"VALUES ?wanted {{ {' '.join(literals)} }} {' '.join(patterns)}")
    if not {row["iri"].value for row in found}.intersection(iris) and (others := values_of(iris)):
        found += _found(engine, f"VALUES ?iri {{ {others} }} {patterns[1]}")
    return found


def _found(engine: Engine, pattern: str) -> list[dict[str, Term]]:
    return dicts(engine, f"SELECT DISTINCT ?iri ?class ?text WHERE {{ {pattern} }}")

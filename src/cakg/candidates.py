"""What to say of a name that nothing bears: what it is instead, or what is called like it.

Only a mistake pays for what is here, so nothing imports it before there is one.
"""

from __future__ import annotations

from difflib import get_close_matches

from pyoxigraph import NamedNode

from cakg.engine import Engine
from cakg.errors import UnknownThingError
from cakg.names import Names, local, plain
from cakg.vocabulary import prefix_header, shorten


def unknown(names: Names, text: str) -> UnknownThingError:
    """Return the error for *text*, which is none of *names*: it says what would work."""
    ranked = names.ranked(plain(text))
    # "UN" should not bring up "unrest": parts of words count only where no whole word begins so.
    nearest = min((start for start, _, _ in ranked.values()), default=2)
    like = [iri for iri in names.like(text) if ranked[iri][0] <= max(nearest, 1)]
    near = [names.described(iri) for iri in like[:5] or _spelt_like(names, text)]
    error = UnknownThingError(text, near)
    if names.kind in ("thing", "state") and (other := _another_kind(names, text)):
        return other
    if names.kind not in ("thing", "state"):
        error.message = f"no {names.kind} is called {text!r}"
    if not near and names.kind not in ("thing", "statement"):
        error.candidates = tuple(names.described(iri) for iri in sorted(names.iris)[:12])
        error.remedy = f"one of: {', '.join(error.candidates)}" if error.candidates else "the graph has none"
    return error


def _another_kind(names: Names, text: str) -> UnknownThingError | None:
    """Return the error for the name of a statement, a source or, where a state is wanted, of another thing."""
    error = UnknownThingError(text)
    for kind in ("thing", "statement", "source"):
        others = Names(names.engine, kind)
        found = others.called(text)
        if kind == names.kind or not found:
            continue
        error.message = f"{others.described(found[0])} is a {kind}, not a {names.kind}"
        if kind == "statement":
            about = [others.described(iri) for iri in _things_in(names.engine, found[0])]
            error.remedy = f"it is about {', '.join(about)}; for itself: cakg about {shorten(found[0])}"
        elif kind == "source":
            error.remedy = f"what it says: cakg ask as-told-by --source {local(found[0])}"
        else:
            error.remedy = "`cakg find TEXT` searches labels and aliases"
        return error
    return None


def _things_in(engine: Engine, statement: str) -> list[str]:
    rows = engine.select(
        f"{prefix_header('cakg')}SELECT ?thing WHERE {{ {NamedNode(statement)} cakg:involves ?thing }} ORDER BY ?thing"
    ).rows
    return [term.value for (term,) in rows if term is not None]


def _spelt_like(names: Names, text: str) -> list[str]:
    whole: dict[str, str] = {}
    parts: dict[str, str] = {}
    for named in names.named:
        for words in (plain(named.text), plain(local(named.iri))):
            whole.setdefault(words, named.iri)
            # A long name is looked for by its single words too: "Tokaev" in "Kassym-Jomart Tokayev".
            parts.update({word: named.iri for word in words.split() if len(word) > 3})
    spelt = {**parts, **whole}
    close = get_close_matches(plain(text), spelt, n=8, cutoff=0.72)
    return list(dict.fromkeys(spelt[words] for words in close))[:5]

"""Looks into JSON-LD for what the parser of the engine does not limit or explain: depth, contexts, lack of triples.

Contexts are never fetched.
"""

from __future__ import annotations

from cakg.contents import UnreadableError
from cakg.store.nesting import json_depths

DEPTH = 200
"""How deep objects and arrays may be nested."""
MOST_COPIED = 10_000_000
"""How many tokens the parser may copy; it copies each once for every level, at about 100 bytes."""
_FREE = 4  # levels whose copies do not count: those of a list of things with values


def check_depth(data: bytes) -> None:
    """Raise :class:`UnreadableError` if the parser would need very much memory for the nested objects of *data*."""
    by_depth, _ = json_depths(data)
    if max(by_depth, default=0) > DEPTH:
        raise UnreadableError(f"objects are nested more than {DEPTH} deep")
    if sum(count * (depth - _FREE) for depth, count in by_depth.items() if depth > _FREE) > MOST_COPIED:
        raise UnreadableError("is too large for objects nested so deep: convert it to N-Triples")


def check_contexts(data: bytes) -> None:
    """Raise :class:`UnreadableError` if *data* refers to a context outside the file."""
    import json  # slow to import, and most commands do not need it

    named = list(dict.fromkeys(_addresses(_parsed(data))))
    if named:
        place = data.find(json.dumps(named[0], ensure_ascii=False).encode())
        raise UnreadableError(
            f"uses the context {' and '.join(named)}, which cakg does not fetch:"
            ' put the content of the context into the file, as the value of "@context"',
            data.count(b"\n", 0, place) + 1 if place >= 0 else 0,
        )


def check_no_triples(data: bytes) -> None:
    """Raise :class:`UnreadableError` if *data*, which has no triples, seems to have content."""
    found = _parsed(data)
    keys = found.keys() if isinstance(found, dict) else ["a value"] if found else []
    if any(not key.startswith("@") for key in keys):
        raise UnreadableError(
            'has no triples: plain JSON needs a "@context" that maps its keys to IRIs, and "@id" takes whole IRIs'
        )


def _parsed(data: bytes) -> object:
    import json  # slow to import, and most commands do not need it

    try:
        return json.loads(data)
    except ValueError:
        return None


def _addresses(value: object) -> list[str]:
    """Return the addresses of all contexts in *value*."""
    found: list[str] = []
    rest = [value]
    while rest:
        one = rest.pop()
        if isinstance(one, list):
            rest += one
        elif isinstance(one, dict):
            context = one.get("@context")
            contexts = context if isinstance(context, list) else [context]
            found += [each for each in (*contexts, one.get("@import")) if isinstance(each, str)]
            rest += one.values()
    return found

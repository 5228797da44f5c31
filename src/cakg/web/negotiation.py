"""Chooses the format of an answer: by the extension of an address, or by the ``Accept`` of a request."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from cakg.web.resources import MEDIA_TYPES

LONGEST = 1000
"""How many characters of an ``Accept`` are read."""
_RANGE = re.compile(r"\s*([\w.+-]+|\*)/([\w.+-]+|\*)\s*((?:;[^;]*)*)", re.ASCII)
_QUALITY = re.compile(r";\s*q\s*=\s*([^;]*)", re.IGNORECASE)
_NUMBER = re.compile(r"\s*(?:0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)\s*")

_KINDS = tuple(dict.fromkeys(one.partition(";")[0] for one in MEDIA_TYPES.values()))


def split(path: str) -> tuple[str, str]:
    """Return the path of a page, and the format in its extension or an empty text: ``("thing/csto", "ttl")``."""
    folder, slash, name = path.rpartition("/")
    stem, dot, extension = name.partition(".")
    if dot and extension in MEDIA_TYPES:
        return "" if (stem, slash) == ("index", "") else folder + slash + stem, extension
    return path, ""


def media_type(format: str) -> str:
    """Return the media type of a format without parameters: ``text/turtle``."""
    return MEDIA_TYPES[format].partition(";")[0]


@lru_cache(maxsize=256)
def accepted(accept: str, formats: tuple[str, ...]) -> str:
    """Return which of *formats* a request with this ``Accept`` gets; empty if it accepts none of them.

    The first format wins among those that it accepts equally. A request without a valid ``Accept`` accepts everything.
    """
    kinds = tuple(map(media_type, formats))
    chosen = best(accept, kinds)
    return formats[kinds.index(chosen)] if chosen else ""


@lru_cache(maxsize=256)
def best(accept: str, kinds: tuple[str, ...]) -> str:
    """Return which of the media types *kinds* a request with this ``Accept`` gets; empty if it accepts none of them."""
    ranges = dict(_ranges(accept[:LONGEST]))
    if not ranges:
        return kinds[0]
    qualities = [_quality(ranges, kind) for kind in kinds]
    highest = max(qualities)
    return kinds[qualities.index(highest)] if highest > 0 else ""


@lru_cache(maxsize=256)
def wishes(accept: str) -> tuple[float, ...]:
    """Return how much a request with this ``Accept`` wants each media type: two with the same get the same format."""
    ranges = dict(_ranges(accept[:LONGEST])) or {"*/*": 1.0}
    return tuple(_quality(ranges, kind) for kind in _KINDS)


def _ranges(accept: str) -> Iterable[tuple[str, float]]:
    """Yield each media range of an ``Accept``, without parameters, and its quality; malformed ones are left out."""
    for part in accept.lower().split(","):
        if found := _RANGE.fullmatch(part):
            quality = _QUALITY.search(found[3])
            if quality is None:
                yield f"{found[1]}/{found[2]}", 1.0
            elif _NUMBER.fullmatch(quality[1]):
                yield f"{found[1]}/{found[2]}", float(quality[1])


def _quality(ranges: dict[str, float], kind: str) -> float:
    """Return how much a media type is wanted: the quality of the most specific range that fits."""
    for one in (kind, f"{kind.partition('/')[0]}/*", "*/*"):
        if one in ranges:
            return ranges[one]
    return 0.0


@lru_cache(maxsize=256)
def compressed(accept_encoding: str) -> bool:
    """Return whether a request with this ``Accept-Encoding`` takes gzip."""
    found = {}
    for part in accept_encoding[:LONGEST].lower().split(","):
        name, _, parameters = part.partition(";")
        quality = _QUALITY.search(f";{parameters}")
        found[name.strip()] = quality is None or (bool(_NUMBER.fullmatch(quality[1])) and float(quality[1]) > 0)
    return found.get("gzip", found.get("*", False))

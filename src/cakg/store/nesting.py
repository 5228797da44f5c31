"""How deeply data are nested, found before a parser reads them: very deep data would crash it or fill the memory."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import accumulate

from cakg.contents import UnreadableError

TRIPLE_TERMS = 500
"""How many triple terms are read before they are refused. Those nested 15,000 deep would crash the engine."""
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_SOME_JSON = re.compile(rb'(?:[^"]{1,1024}+|"(?:[^"\\]++|\\.)*+"){1,8192}+', re.DOTALL)
"""A part of JSON that is small enough to be copied without its strings."""
_STEPS = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1, ord(","): 0, ord(":"): 0}
_OTHERS = bytes({*range(256)} - _STEPS.keys())


def json_depths(data: bytes) -> tuple[Counter[int], bool]:
    """Return how many tokens of JSON are how deep, and whether all strings and brackets end. Needs little memory."""
    found: Counter[int] = Counter()
    place = depth = 0
    while place < len(data):
        part = _SOME_JSON.match(data, place)
        if not part:
            return found, False  # in a string
        place = part.end()
        tokens = _STRING.sub(b"", part[0]).translate(None, _OTHERS)
        depths = list(accumulate(map(_STEPS.__getitem__, tokens), initial=depth))
        found.update(depths[1:])
        depth = depths[-1]
    return found, depth == 0


class TripleTerms:
    """Counts what begins a triple term (RDF 1.2), or looks like it in a literal; comments may hide its end."""

    def __init__(self) -> None:
        self.count = 0

    def counted(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Yield *pieces*; raise :class:`UnreadableError` when there are too many for the parser."""
        end = b""
        for piece in pieces:
            self.count += (end + piece).count(b"<<(")
            if self.count > TRIPLE_TERMS:
                raise UnreadableError(f"has “<<(” more than {TRIPLE_TERMS} times; cakg does not read triple terms")
            end = piece[-2:]
            yield piece

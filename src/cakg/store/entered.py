"""Which triples of a store were entered: a file of their hashes. The other triples are derived.

The file has a number for each of 65,536 parts, by the first two bytes of a hash: where the part ends. Then come the
parts, with the next six bytes of each hash. Two of ten million triples have the same eight bytes in one of 400,000
graphs.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

import pyoxigraph
from pyoxigraph import BlankNode, RdfFormat, Triple

NAME = "cakg-entered.bin"
_PARTS = 1 << 16
_REST = 6
"""How many bytes of a hash are in a part."""


def digest(triple: Triple) -> bytes:
    """Return the SHA-256 hash of a triple as a line of N-Triples."""
    line = pyoxigraph.serialize([triple], format=RdfFormat.N_TRIPLES) or b""
    return sha256(line.rstrip(b"\n")).digest()


def has_blank_node(triple: Triple) -> bool:
    """Return whether a term of *triple* is a blank node."""
    return isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode)


class Entered:
    """The hashes of the triples that were entered."""

    def __init__(self, parts: list[bytearray] | None = None) -> None:
        self.blank_nodes = False
        """Whether triples with blank nodes were entered. Their hashes do not tell which ones they are."""
        self._parts = parts or [bytearray() for _ in range(_PARTS)]

    @classmethod
    def read(cls, path: Path) -> Entered:
        """Return the hashes in the file *path*; raise ValueError if it is damaged, and OSError."""
        data = path.read_bytes()
        start = _PARTS * 8
        ends = array("Q")
        ends.frombytes(data[:start])
        if len(ends) != _PARTS or len(data) != start + ends[-1]:
            raise ValueError("wrong length")
        parts, begin = [], start
        for end in ends:
            parts.append(bytearray(data[begin : start + end]))
            begin = start + end
        return cls(parts)

    def add(self, hashed: bytes) -> None:
        """Add the hash of a triple, as :func:`digest` returns it, which must not be there yet."""
        self._parts[int.from_bytes(hashed[:2])] += hashed[2 : 2 + _REST]

    def __contains__(self, hashed: bytes) -> bool:
        part, rest = self._parts[int.from_bytes(hashed[:2])], hashed[2 : 2 + _REST]
        place = part.find(rest)
        while place % _REST and place > 0:
            place = part.find(rest, place + 1)
        return place >= 0

    def __len__(self) -> int:
        return sum(map(len, self._parts)) // _REST

    def write(self, path: Path) -> None:
        """Write the hashes to the file *path*."""
        with path.open("wb") as file:
            file.write(array("Q", _ends(self._parts)).tobytes())
            for part in self._parts:
                file.write(part)


def _ends(parts: Iterable[bytearray]) -> Iterator[int]:
    end = 0
    for part in parts:
        end += len(part)
        yield end

"""Reads a file as pieces of UTF-8: unpacked, and decoded if it is in another encoding of Unicode. Knows no format."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import IO, cast

from cakg import contents
from cakg.contents import UnreadableError, encoding_of
from cakg.errors import CakgError

PIECE = 1 << 16
_INSTEAD = "use a file with RDF, such as Turtle"


class TooLargeError(CakgError):
    """The files have more data than fits into memory."""


class Room:
    """How many bytes may still be read; *most* is None if there is no limit."""

    def __init__(self, most: int | None = None) -> None:
        self._most = most
        self._used = 0

    def use(self, size: int) -> None:
        """Count *size* bytes; raise :class:`TooLargeError` if that is more than may be read."""
        self._used += size
        if self._most is not None and self._used > self._most:
            raise TooLargeError(
                f"the RDF files have more than {self._most >> 20} MiB, too much to load into memory",
                remedy="build a store on disk, `cakg build DIR --data FILE`, and use it with --graph DIR",
            )


def unpacked(path: Path, room: Room | None = None) -> Iterator[bytes]:
    """Yield the content of *path*, unpacked if it is gzip.

    Raises :class:`UnreadableError` if :func:`cakg.contents.unpacked` does, OSError if the file cannot be opened, and
    :class:`TooLargeError` if *room* is used up.
    """
    if path.exists() and not path.is_file():
        if path.is_dir():
            raise UnreadableError("is a directory, not a file")
        raise UnreadableError("is a pipe or a device", remedy="save the data in a file first")
    with path.open("rb") as file:
        stream = contents.unpacked(file, _INSTEAD)
        while piece := stream.read1(PIECE):
            if room:
                room.use(len(piece))
            yield piece


def utf8(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield *pieces* as UTF-8 without byte order mark; UTF-16 and UTF-32 are recognised by theirs.

    Raises :class:`UnreadableError` with the line for bytes in any other encoding and for NUL bytes.
    """
    rest = iter(pieces)
    first = next(rest, b"")
    encoding = encoding_of(first)
    decoder = codecs.getincrementaldecoder(encoding)()
    lines = 1
    for piece in chain([first], rest, [b""]):
        if b"\0" in piece and encoding.startswith("utf-8"):
            line = lines + piece.count(b"\n", 0, piece.index(b"\0"))
            raise UnreadableError("has a NUL byte, so it is not text in UTF-8", line, remedy="save it as UTF-8")
        try:
            text = decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as error:
            line = lines + error.object[: error.start].decode(encoding, "ignore").count("\n")
            raise _not_unicode(error, encoding, line) from error
        lines += text.count("\n")
        yield text.encode()


def _not_unicode(error: UnicodeDecodeError, encoding: str, line: int) -> UnreadableError:
    name = encoding.removesuffix("-sig").upper()
    if "end of data" in error.reason or "truncated" in error.reason:
        return UnreadableError(f"ends in the middle of a character of {name}", line, remedy="get the whole file")
    wrong = f"is not {name} at the byte 0x{error.object[error.start]:02X}"
    return UnreadableError(wrong, line, remedy="save the file as UTF-8, or correct it")


def readable(pieces: Iterable[bytes]) -> IO[bytes]:
    """Return *pieces* as a file that a parser can read."""
    return cast(IO[bytes], _Readable(pieces))


class _Readable:
    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._piece = io.BytesIO()

    def read(self, size: int = -1) -> bytes:
        """Return at most *size* bytes of the next piece; nothing at the end."""
        while not (data := self._piece.read(size)):
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._piece = io.BytesIO(piece)
        return data

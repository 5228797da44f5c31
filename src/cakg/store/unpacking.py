"""Reads a file as pieces of bytes: unpacks gzip, and turns any Unicode encoding with a byte order mark into UTF-8.

Knows no format. The content of a file decides whether it is gzip, since browsers unpack downloads and keep their names.
"""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import IO, cast

from cakg.errors import CakgError

PIECE = 1 << 16
MOST_PACKED = 100
"""How many times the size of a gzip file its content may have, if that is more than :data:`ALWAYS_UNPACKED`."""
ALWAYS_UNPACKED = 64 << 20
"""The size in bytes up to which a gzip file is always unpacked."""
_ARCHIVES = {
    b"PK\x03\x04": "a zip archive",
    b"BZh": "packed with bzip2",
    b"\xfd7zXZ": "packed with xz",
    b"\x28\xb5\x2f\xfd": "packed with zstd",
    b"7z\xbc\xaf": "a 7z archive",
}
_GZIP = b"\x1f\x8b"
_MARKS = {  # UTF-32 first, since its mark begins with that of UTF-16
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    codecs.BOM_UTF8: "utf-8-sig",
}


class UnreadableError(Exception):
    """A file cannot be read: the *problem*, with what to do, and the *line*, 0 if unknown."""

    def __init__(self, problem: str, line: int = 0) -> None:
        super().__init__(problem)
        self.problem = problem
        self.line = line


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

    Raises :class:`UnreadableError` if the file is damaged, packed in another way, or expands too much, OSError if it
    cannot be opened, and :class:`TooLargeError` if *room* is used up.
    """
    if path.exists() and not path.is_file():
        if path.is_dir():
            raise UnreadableError("is a directory, not a file")
        raise UnreadableError("is a pipe or a device: save the data in a file first")
    with path.open("rb") as file:
        start, size = file.peek(8), path.stat().st_size
        if packed := start.startswith(_GZIP):
            start = b""
        _refuse_archive(start)
        read, most = 0, max(ALWAYS_UNPACKED, MOST_PACKED * size)
        for piece in _pieces(cast(IO[bytes], gzip.GzipFile(fileobj=file)) if packed else file):
            if packed and not read:
                _refuse_archive(piece, "a gzip file in a gzip file")
            read += len(piece)
            if packed and read > most:
                raise UnreadableError(
                    f"unpacks to more than {MOST_PACKED} times its size; if you trust it, unpack it with gunzip first"
                )
            if room:
                room.use(len(piece))
            yield piece


def _refuse_archive(start: bytes, packed_twice: str = "") -> None:
    archives = _ARCHIVES | ({_GZIP: packed_twice} if packed_twice else {})
    for sign, what in archives.items():
        if start.startswith(sign):
            raise UnreadableError(f"is {what}: unpack it first; only gzip files are read as they are")


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    try:
        while piece := file.read(PIECE):
            yield piece
    except EOFError as error:
        raise UnreadableError("is a gzip file that was cut off: get the whole file") from error
    except (gzip.BadGzipFile, zlib.error) as error:
        raise UnreadableError("is a damaged gzip file: get it again") from error


def utf8(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield *pieces* as UTF-8 without byte order mark; UTF-16 and UTF-32 are recognised by theirs.

    Raises :class:`UnreadableError` with the line for bytes in any other encoding and for NUL bytes.
    """
    rest = iter(pieces)
    first = next(rest, b"")
    encoding = next((name for mark, name in _MARKS.items() if first.startswith(mark)), "utf-8")
    decoder = codecs.getincrementaldecoder(encoding)()
    lines = 1
    for piece in chain([first], rest, [b""]):
        if b"\0" in piece and encoding.startswith("utf-8"):
            line = lines + piece.count(b"\n", 0, piece.index(b"\0"))
            raise UnreadableError("has a NUL byte, so it is not text in UTF-8: save it as UTF-8", line)
        try:
            text = decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as error:
            line = lines + error.object[: error.start].decode(encoding, "ignore").count("\n")
            raise UnreadableError(_not_unicode(error, encoding), line) from error
        lines += text.count("\n")
        yield text.encode()


def _not_unicode(error: UnicodeDecodeError, encoding: str) -> str:
    name = encoding.removesuffix("-sig").upper()
    if "end of data" not in error.reason and "truncated" not in error.reason:
        return f"is not {name} at the byte 0x{error.object[error.start]:02X}: save the file as UTF-8, or correct it"
    return f"ends in the middle of a character of {name}: get the whole file"


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

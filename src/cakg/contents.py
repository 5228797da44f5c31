"""What a file contains, by its first bytes: formats, packings and encodings. Unpacks gzip and zip with a limit.

The content decides, not the name: browsers unpack downloads and keep their names. Knows neither RDF nor tables.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from os import SEEK_END
from typing import TYPE_CHECKING, BinaryIO, cast

from cakg.errors import CakgError

if TYPE_CHECKING:
    import zipfile

HEAD = 4096
"""How many bytes at the start of a file are looked at, at most."""
MOST_PACKED = 100
"""How many times its size a packed file may have when unpacked, if that is more than :data:`ALWAYS_UNPACKED`."""
ALWAYS_UNPACKED = 64 << 20
"""The size in bytes up to which a file is always unpacked."""
_UNPACK = "unpack it first"
_GZIP, _ZIP = b"\x1f\x8b", (b"PK\x03\x04", b"PK\x05\x06")
_PACKINGS = {
    b"BZh": "bzip2",
    b"\xfd7zXZ\0": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"7z\xbc\xaf\x27\x1c": "7-Zip",
    b"Rar!": "RAR",
}
_FORMATS = {
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "an old or encrypted Office file, such as an Excel workbook",
    b"PAR1": "a Parquet file",
    b"<stata_dta>": "a Stata file",
    b"$FL2": "an SPSS file",
    b"RDX": "an R data file",
    b"RDA": "an R data file",
    b"X\n\0\0\0": "an R data file",
    b"SQLite format 3": "an SQLite database",
    b"%PDF": "a PDF document",
    b"{\\rtf": "an RTF document",
}
_PAGES = (b"<!doctype html", b"<html", b"<table")
_MARKS = {  # UTF-32 first, since its mark begins with that of UTF-16
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    codecs.BOM_UTF8: "utf-8-sig",
}


class UnreadableError(CakgError):
    """A file cannot be read. The message does not name the file; *line* is 0 if unknown."""

    def __init__(self, message: str, line: int = 0, *, remedy: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.line = line

    @property
    def sentence(self) -> str:
        """The message and the remedy on one line."""
        return f"{self.message}: {self.remedy}" if self.remedy else self.message


def encoding_of(start: bytes) -> str:
    """Return the encoding that a byte order mark at the *start* of a file says; UTF-8 if there is none."""
    return next((name for mark, name in _MARKS.items() if start.startswith(mark)), "utf-8")


def is_zip(file: BufferedReader) -> bool:
    """Return whether *file* begins like a zip archive."""
    return file.peek(HEAD).startswith(_ZIP)


def unpacked(file: BufferedReader, instead: str) -> BufferedReader:
    """Return the content of *file*, unpacked if it is gzip; *instead* is the remedy for a file of a known other format.

    Raises :class:`UnreadableError` if it is of such a format or packed in another way. If it is damaged or expands too
    much, this is raised when that place is read.
    """
    if is_zip(file):
        with archive_of(file, instead):
            pass
        raise UnreadableError("is a zip archive", remedy=f"{_UNPACK}; only gzip files are read as they are")
    if file.peek(HEAD).startswith(_GZIP):
        size = file.seek(0, SEEK_END) if file.seekable() else 0
        if size:
            file.seek(0)
        import gzip  # slow to import, and most files are not packed

        with _unpacking():
            file = _limited(cast(BinaryIO, gzip.GzipFile(fileobj=file)), size)
            _refuse_packed(file)
    _refuse(file, instead)
    return file


@contextmanager
def archive_of(file: BufferedReader, instead: str) -> Iterator[zipfile.ZipFile]:
    """Open a zip archive; raise :class:`UnreadableError` if it is damaged, or a workbook or document."""
    import zipfile  # slow to import, and most files are not packed

    with _unpacking():
        archive = zipfile.ZipFile(file)
    with archive:
        refuse_document(archive, instead)
        yield archive


def member(archive: zipfile.ZipFile, one: zipfile.ZipInfo, instead: str) -> BufferedReader:
    """Return the content of a file in *archive*; raises the errors of :func:`unpacked`."""
    if one.flag_bits & 1:
        raise UnreadableError("is encrypted", remedy=_UNPACK)
    with _unpacking():
        stream = _limited(cast(BinaryIO, archive.open(one)), one.compress_size)
        _refuse_packed(stream)
    _refuse(stream, instead)
    return stream


def refuse_document(archive: zipfile.ZipFile, instead: str) -> None:
    """Raise :class:`UnreadableError` if *archive* is a workbook or another document."""
    names = archive.namelist()
    if "[Content_Types].xml" in names:
        excel = any(name.startswith("xl/") for name in names)
        raise UnreadableError("is an Excel workbook" if excel else "is an Office document", remedy=instead)
    if "mimetype" in names or "META-INF/manifest.xml" in names:
        raise UnreadableError("is an OpenDocument file, such as a workbook of LibreOffice", remedy=instead)


def _refuse_packed(stream: BufferedReader) -> None:
    """Raise an error if the content of an archive is one itself."""
    start = stream.peek(HEAD)
    if start.startswith(_ZIP):
        raise UnreadableError("is a workbook or a zip in another archive", remedy=_UNPACK)
    if start.startswith(_GZIP):
        raise UnreadableError("is packed twice", remedy=_UNPACK)


def _refuse(stream: BufferedReader, instead: str) -> None:
    start = stream.peek(HEAD)[:HEAD]
    for mark, name in _PACKINGS.items():
        if start.startswith(mark):
            raise UnreadableError(f"is packed with {name}", remedy=f"{_UNPACK}; only gzip files are read as they are")
    for mark, what in _FORMATS.items():
        if start.startswith(mark):
            raise UnreadableError(f"is {what}", remedy=instead)
    if start.removeprefix(codecs.BOM_UTF8).lstrip().lower().startswith(_PAGES):
        raise UnreadableError("is a web page", remedy=f"download the file itself, or {instead}")


class _Limited(io.RawIOBase):
    """An unpacked stream that fails when it becomes too long."""

    def __init__(self, stream: BinaryIO, most: int) -> None:
        self._stream, self._left = stream, most

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # no other buffers come here
        with _unpacking():
            data = self._stream.read(len(buffer))
        self._left -= len(data)
        if self._left < 0:
            raise UnreadableError(
                f"unpacks to more than {MOST_PACKED} times its size", remedy=f"if you trust it, {_UNPACK}"
            )
        buffer[: len(data)] = data
        return len(data)


def _limited(stream: BinaryIO, size: int) -> BufferedReader:
    return BufferedReader(_Limited(stream, max(ALWAYS_UNPACKED, MOST_PACKED * size)), 1 << 16)


@contextmanager
def _unpacking() -> Iterator[None]:
    """Raise :class:`UnreadableError` for whatever the libraries raise for a damaged archive."""
    try:
        yield
    except CakgError:
        raise
    except EOFError as error:
        raise UnreadableError("is cut off", remedy="get the whole file") from error
    except NotImplementedError as error:
        raise UnreadableError(f"is packed in a way that cannot be read: {error}", remedy=_UNPACK) from error
    except Exception as error:
        if isinstance(error, OSError) and error.errno:
            raise
        raise UnreadableError(f"is damaged or cut off: {error}", remedy="download or copy it again") from error

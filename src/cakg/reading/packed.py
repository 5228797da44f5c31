"""Opens files that hold tables of text: plain, gzipped or in a zip.

The format is recognised by the first bytes, not by the name. Files that cannot hold a table of text are refused with
what they are. Knows file formats. Does not read tables.
"""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from io import BufferedReader
from typing import NamedTuple

from cakg.errors import CakgError
from cakg.harmless import visible

MOST_UNPACKED = 4 * 1024**3
"""How many bytes a packed file may have when unpacked."""
_HEAD = 4096
_AS_CSV = "save it as CSV in UTF-8"
_UNPACK = "unpack it first"
_FORMATS = {
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": ("is an old or encrypted Office file, such as an Excel workbook", _AS_CSV),
    b"PAR1": ("is a Parquet file", _AS_CSV),
    b"<stata_dta>": ("is a Stata file", _AS_CSV),
    b"$FL2": ("is an SPSS file", _AS_CSV),
    b"RDX": ("is an R data file", "write its table with write.csv"),
    b"RDA": ("is an R data file", "write its table with write.csv"),
    b"X\n\0\0\0": ("is an R data file", "write its table with write.csv"),
    b"SQLite format 3": ("is an SQLite database", _AS_CSV),
    b"%PDF": ("is a PDF document", _AS_CSV),
    b"{\\rtf": ("is an RTF document", _AS_CSV),
    b"BZh": ("is packed with bzip2", _UNPACK),
    b"\xfd7zXZ\0": ("is packed with xz", _UNPACK),
    b"\x28\xb5\x2f\xfd": ("is packed with zstd", _UNPACK),
    b"7z\xbc\xaf\x27\x1c": ("is packed with 7-Zip", _UNPACK),
    b"Rar!": ("is packed with RAR", _UNPACK),
}
"""What a file is that begins with these bytes, and what to do."""
_PAGES = {
    b"<!doctype html": "is a web page",
    b"<html": "is a web page",
    b"<table": "is a web page",
    b"<?xml": "is an XML file",
    b"<workbook": "is an XML file",
}
_GZIP, _ZIP = b"\x1f\x8b", (b"PK\x03\x04", b"PK\x05\x06")
_UTF_16, _UTF_32 = (b"\xff\xfe", b"\xfe\xff"), (b"\xff\xfe\0\0", b"\0\0\xfe\xff")
_CONTROLS = bytes({*range(0x20), 0x7F} - {*b"\t\n\f\r\x1a"})
_MOST_CONTROLS = 0.02
_SYSTEM_FILES = ("thumbs.db", "desktop.ini")
_TABLE_NAMES = (".csv", ".tsv", ".tab")
_OTHER_NAMES = (".txt", ".dat", ".psv")
_LISTED = 8
_BROKEN = (OSError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError)


class NotATableError(CakgError):
    """A file is not a table of text. The message does not name the file."""


class Part(NamedTuple):
    """A file, or a file in a zip."""

    name: str
    """The name in the zip; empty for the file itself."""
    stream: BufferedReader


def parts(file: BufferedReader, *, several: bool = False) -> Iterator[Part]:
    """Yield *file* itself, or the tables packed in it; a zip may have several only if *several* is true.

    Raises :class:`NotATableError` if it cannot hold a table of text, is broken, or is too large when unpacked; this
    may happen while a part is read, see :func:`broken`.
    """
    start = file.peek(_HEAD)[:_HEAD]
    if start.startswith(_GZIP):
        yield _checked(Part("", _limited(gzip.GzipFile(fileobj=file))))
    elif start.startswith(_ZIP):
        with zipfile.ZipFile(file) as archive:
            for member in _tables(archive, several=several):
                yield _checked(Part(member.filename, _limited(archive.open(member))))
    else:
        yield _checked(Part("", file))


def broken(error: Exception) -> NotATableError | None:
    """Return the error to report if *error* means that a packed file is broken, else None."""
    if not isinstance(error, _BROKEN):
        return None
    reason = str(error) or type(error).__name__
    if isinstance(error, NotImplementedError):
        return NotATableError(f"is packed in a way that cannot be read: {reason}", remedy=_UNPACK)
    also = "; it is not a text file either" if isinstance(error, zipfile.BadZipFile) else ""
    return NotATableError(f"is broken or cut off: {reason}{also}", remedy="download or copy it again")


def shown(text: str, longest: int = 40) -> str:
    """Return *text* from a file for a message: on one line, safe to show, not longer than *longest*."""
    clean = " ".join(visible(text).split())
    return clean if len(clean) <= longest else f"{clean[:longest]}…"


def _checked(part: Part) -> Part:
    """Return *part*; raise NotATableError if its first bytes are not those of a table of text."""
    start = part.stream.peek(_HEAD)[:_HEAD]
    which = f"{shown(part.name)}: " if part.name else ""
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for mark, (what, remedy) in _FORMATS.items():
        if start.startswith(mark):
            raise NotATableError(f"{which}{what}", remedy=remedy)
    for mark, what in _PAGES.items():
        if text.startswith(mark):
            raise NotATableError(f"{which}{what}", remedy="give the table as CSV")
    if part.name and start.startswith(_ZIP):
        raise NotATableError(f"{which}is a workbook or a zip in a zip", remedy=f"{_UNPACK}; {_AS_CSV}")
    if start.startswith(_GZIP):
        raise NotATableError(f"{which}is packed twice", remedy=_UNPACK)
    if start.startswith(_UTF_32):
        raise NotATableError(f"{which}is UTF-32", remedy="save it as UTF-8")
    wide = start.startswith(_UTF_16)
    controls = len(start) - len(start.translate(None, _CONTROLS))
    if not wide and (b"\0" in start or controls > _MOST_CONTROLS * len(start)):
        raise NotATableError(f"{which}is not a text file", remedy=f"{_AS_CSV}, if it is a table")
    if not start:
        raise NotATableError(f"{which}is empty", remedy="its first line must name the columns")
    return part


def _tables(archive: zipfile.ZipFile, *, several: bool) -> list[zipfile.ZipInfo]:
    """Return the files of a zip that may be tables; raise NotATableError if there are none or too many."""
    names = archive.namelist()
    if "[Content_Types].xml" in names:
        excel = any(name.startswith("xl/") for name in names)
        raise NotATableError("is an Excel workbook" if excel else "is an Office document", remedy=_AS_CSV)
    if "mimetype" in names or "META-INF/manifest.xml" in names:
        raise NotATableError("is an OpenDocument file, such as a workbook of LibreOffice", remedy=_AS_CSV)
    files = [one for one in archive.infolist() if _is_file_of_user(one.filename)]
    usual, other = (
        [one for one in files if one.filename.lower().endswith(endings)] for endings in (_TABLE_NAMES, _OTHER_NAMES)
    )
    tables = usual or other or files
    if not tables:
        raise NotATableError("is a zip without files", remedy="give a file with a table")
    if len(tables) > 1 and not several:
        listed = ", ".join(shown(one.filename) for one in tables[:_LISTED])
        more = f" and {len(tables) - _LISTED} more" if len(tables) > _LISTED else ""
        raise NotATableError(f"is a zip of {len(tables)} tables: {listed}{more}", remedy="unpack it, and give one")
    if secret := next((one for one in tables if one.flag_bits & 1), None):
        raise NotATableError(f"{shown(secret.filename)}: is encrypted", remedy=_UNPACK)
    if sum(one.file_size for one in tables) > MOST_UNPACKED:
        raise _too_large()
    return tables


def _is_file_of_user(name: str) -> bool:
    """Return whether a name in a zip is not that of a folder or of a file that a system adds."""
    *folders, last = name.replace("\\", "/").split("/")
    return bool(last) and "__MACOSX" not in folders and not last.startswith(".") and last.lower() not in _SYSTEM_FILES


class _Limited(io.RawIOBase):
    """An unpacked stream that fails when it becomes too long."""

    def __init__(self, stream: io.BufferedIOBase) -> None:
        self._stream, self._left = stream, MOST_UNPACKED

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # no other buffers come here
        data = self._stream.read(len(buffer))
        self._left -= len(data)
        if self._left < 0:
            raise _too_large()
        buffer[: len(data)] = data
        return len(data)


def _limited(stream: object) -> BufferedReader:
    return BufferedReader(_Limited(stream), 2**16)  # type: ignore[arg-type]  # both kinds of stream have read


def _too_large() -> NotATableError:
    limit = f"{MOST_UNPACKED / 1024**3:g} GiB"
    return NotATableError(f"has more than {limit} when unpacked, the most that is unpacked", remedy=_UNPACK)

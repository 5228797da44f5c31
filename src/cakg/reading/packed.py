"""Opens files that hold tables of text: plain, gzipped or in a zip. Does not read tables."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BufferedReader
from typing import NamedTuple

from cakg.contents import HEAD, UnreadableError, archive_of, encoding_of, is_zip, member, unpacked
from cakg.harmless import shortened

_AS_CSV = "save it as CSV in UTF-8"
_XML = (b"<?xml", b"<workbook")
_CONTROLS = bytes({*range(0x20), 0x7F} - {*b"\t\n\f\r\x1a"})
_MOST_CONTROLS = 0.02
_SYSTEM_FILES = ("thumbs.db", "desktop.ini")
_TABLE_NAMES = (".csv", ".tsv", ".tab")
_OTHER_NAMES = (".txt", ".dat", ".psv")
_LISTED = 8
_LONGEST_NAME = 40


class Part(NamedTuple):
    """A file, or a file in a zip."""

    name: str
    """The name in the zip; empty for the file itself."""
    stream: BufferedReader


def parts(file: BufferedReader, *, several: bool = False) -> Iterator[Part]:
    """Yield *file* itself, or the tables packed in it; a zip may have several only if *several* is true.

    Raises :class:`UnreadableError` if it cannot hold a table of text, is damaged, or is too large when unpacked; the
    last two also while a part is read.
    """
    if not is_zip(file):
        yield Part("", _checked(unpacked(file, _AS_CSV)))
        return
    with archive_of(file, _AS_CSV) as archive:
        for one in _tables(archive, several=several):
            try:
                stream = _checked(member(archive, one, _AS_CSV))
            except UnreadableError as error:
                raise UnreadableError(
                    f"{shortened(one.filename, _LONGEST_NAME)}: {error.message}", remedy=error.remedy
                ) from error
            yield Part(one.filename, stream)


def _checked(stream: BufferedReader) -> BufferedReader:
    """Return *stream*; raise UnreadableError if its first bytes are not those of a table of text."""
    start = stream.peek(HEAD)[:HEAD]
    if start.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_XML):
        raise UnreadableError("is an XML file", remedy="give the table as CSV")
    controls = len(start) - len(start.translate(None, _CONTROLS))
    if encoding_of(start).startswith("utf-8") and (b"\0" in start or controls > _MOST_CONTROLS * len(start)):
        raise UnreadableError("is not a text file", remedy=f"{_AS_CSV}, if it is a table")
    if not start:
        raise UnreadableError("is empty", remedy="its first line must name the columns")
    return stream


def _tables(archive: zipfile.ZipFile, *, several: bool) -> list[zipfile.ZipInfo]:
    """Return the files of a zip that may be tables; raise UnreadableError if there are none or too many."""
    files = [one for one in archive.infolist() if _is_file_of_user(one.filename)]
    usual, other = (
        [one for one in files if one.filename.lower().endswith(endings)] for endings in (_TABLE_NAMES, _OTHER_NAMES)
    )
    tables = usual or other or files
    if not tables:
        raise UnreadableError("is a zip without files", remedy="give a file with a table")
    if len(tables) > 1 and not several:
        listed = ", ".join(shortened(one.filename, _LONGEST_NAME) for one in tables[:_LISTED])
        more = f" and {len(tables) - _LISTED} more" if len(tables) > _LISTED else ""
        raise UnreadableError(f"is a zip of {len(tables)} tables: {listed}{more}", remedy="unpack it, and give one")
    return tables


def _is_file_of_user(name: str) -> bool:
    """Return whether a name in a zip is not that of a folder or of a file that a system adds."""
    *folders, last = name.replace("\\", "/").split("/")
    return bool(last) and "__MACOSX" not in folders and not last.startswith(".") and last.lower() not in _SYSTEM_FILES

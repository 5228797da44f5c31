"""What a file contains is recognised in one place: the same words, whether it is given as RDF, as names or as data."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pyoxigraph
import pytest

from cakg.datasets.read import RejectedRow, read
from cakg.datasets.registry import DATASETS
from cakg.errors import BadValueError, BrokenFileError
from cakg.links.tables import read_table
from cakg.store.reading import load


def zipped(*names: str, how: int = zipfile.ZIP_STORED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", how) as archive:
        for name in names:
            archive.writestr(name, "country\nIran\n")
    return file.getvalue()


@pytest.mark.parametrize(
    "content, what",
    [
        (zipped("[Content_Types].xml", "xl/workbook.xml"), "is an Excel workbook"),
        (zipped("[Content_Types].xml", "word/document.xml"), "is an Office document"),
        (zipped("mimetype", "content.xml"), "is an OpenDocument file, such as a workbook of LibreOffice"),
        (zipped("a.csv")[:-9], "is damaged or cut off: File is not a zip file"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99),
            "is an old or encrypted Office file, such as an Excel workbook",
        ),
        (b"%PDF-1.7\n", "is a PDF document"),
        (b"PAR1" + bytes(9), "is a Parquet file"),
        (b"SQLite format 3\0", "is an SQLite database"),
        (b"BZh91AY", "is packed with bzip2"),
        (b"\x28\xb5\x2f\xfd", "is packed with zstd"),
        (b"\n <!DOCTYPE html><title>", "is a web page: download the file itself, or "),
        (b"\xef\xbb\xbf<HTML>", "is a web page: download the file itself, or "),
        (gzip.compress(b"%PDF-1.7\n"), "is a PDF document"),
        (gzip.compress(gzip.compress(b"")), "is packed twice"),
        (gzip.compress(zipped("a.csv")), "is a workbook or a zip in another archive"),
        (gzip.compress(b"a")[:-5], "is cut off"),
        (gzip.compress(b"a")[:-5] + bytes(5), "is damaged or cut off"),
    ],
    ids=range(17),
)
def test_a_file_of_another_kind_is_named_in_the_same_words(content: bytes, what: str, tmp_path: Path) -> None:
    """Whoever reads it says what it is, and what would work instead."""
    path = tmp_path / "x.ttl"
    path.write_bytes(content)

    with pytest.raises(BrokenFileError) as as_rdf:
        load(pyoxigraph.Store(), [path])
    with pytest.raises(BadValueError) as as_names:
        read_table(path, "country")
    with path.open("rb") as file:
        [as_data] = read(file, DATASETS["ucdp-prio"])

    assert as_rdf.value.faults[0].problem.startswith(what)
    assert f"{as_names.value.message}: {as_names.value.remedy}".startswith(f"{path}: {what}")
    assert isinstance(as_data, RejectedRow)
    assert as_data.problem.startswith(what)


def test_a_zip_is_read_as_tables_only(tmp_path: Path) -> None:
    path = tmp_path / "x.ttl"
    path.write_bytes(zipped("a.csv"))

    assert read_table(path, "country").rows == [["Iran"]]
    with pytest.raises(BrokenFileError, match="is a zip archive: unpack it first; only gzip files"):
        load(pyoxigraph.Store(), [path])


@pytest.mark.parametrize("change", [(30, b"\xff" * 9), (40, bytes(9)), (0, b"PK\3\4" * 9)])
@pytest.mark.parametrize("how", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_damaged_zip_is_an_error(how: int, change: tuple[int, bytes], tmp_path: Path) -> None:
    content = bytearray(zipped("a.csv", how=how))
    content[change[0] : change[0] + len(change[1])] = change[1]
    path = tmp_path / "x.zip"
    path.write_bytes(content)

    with pytest.raises(BadValueError, match="is damaged or cut off|cannot be read|is cut off"):
        read_table(path, "country")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_encodings_with_a_mark_are_read_everywhere(encoding: str, tmp_path: Path) -> None:
    names, triples = tmp_path / "x.csv", tmp_path / "x.ttl"
    names.write_text("country\nКазахстан\n", encoding=encoding)
    triples.write_text("<urn:a> <urn:b> 'Казахстан' .", encoding=encoding)
    store = pyoxigraph.Store()
    load(store, [triples])

    assert read_table(names, "country").rows == [["Казахстан"]]
    assert next(iter(store)).object == pyoxigraph.Literal("Казахстан")

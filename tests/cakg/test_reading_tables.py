"""Tables of any origin: the header is found, the rows are whole, and other files are refused with what they are."""

from __future__ import annotations

import gzip
import io
import random
import zipfile
from collections.abc import Callable, Sequence

import pytest

from cakg import contents, reading
from cakg.contents import UnreadableError
from cakg.datasets.mapping import Dataset
from cakg.datasets.read import LINE, Recognised, RejectedRow, read
from cakg.datasets.registry import DATASETS

WANTED = ("country", "n")
TABLE = "country;n\nKazakhstan;1\nIran;2\n"


def rows_of(content: bytes) -> list[list[str]]:
    """Return the rows of a table with the columns country and n."""

    def score(names: Sequence[str]) -> int:
        return sum(name.casefold() in WANTED for name in names)

    [part] = reading.parts(io.BufferedReader(io.BytesIO(content)))  # type: ignore[arg-type]
    header, records = reading.read_table(reading.text_of(part.stream), score)
    places = [[name.casefold() for name in header.names].index(name) for name in WANTED]
    return [[record.cells[place] for place in places] for record in records if record.cells]


def zipped(**members: str | bytes) -> bytes:
    """Return a zip of files; ``__`` in a name is a slash."""
    packed_files = io.BytesIO()
    with zipfile.ZipFile(packed_files, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed_files.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        TABLE,
        "sep=;\n" + TABLE,
        '"sep=;"\r\n' + TABLE,
        "\ufeffsep=;\r\n" + TABLE.replace("\n", "\r\n"),
        "A title; with a semicolon\n\n" + TABLE,
        'Title\nA "quoted" note, of three, commas\n\n' + TABLE,
        "Country\n\n" + TABLE.replace("country", " COUNTRY "),
        'An unclosed " quote\n' + TABLE,
        TABLE.replace(";", ","),
        TABLE.replace(";", "\t"),
        TABLE.replace(";", "|"),
        TABLE.replace("\n", "\r"),
        "x;n;country\n;1;Kazakhstan\n;2;Iran\n",
        '"n";"country"\n"1";1;"Kazakhstan"\n"2";2;"Iran"\n',
        ";n;country\n0;1;Kazakhstan\n1;2;Iran\n",
        '"country";"n"\n"Kazakhstan";"1"\n\n"Iran";"2"',
    ],
)
def test_the_header_is_found(content: str) -> None:
    """Lines above it, separators, line ends, a byte order mark, and the index of R and pandas do not matter."""
    wanted = [["Kazakhstan", "1"], ["Iran", "2"]]

    assert rows_of(content.encode()) == wanted
    assert rows_of(gzip.compress(content.encode())) == wanted
    assert rows_of(content.encode("utf-16")) == wanted


@pytest.mark.parametrize(
    "members",
    [
        {"data/": "", "data/a.csv": TABLE, "__MACOSX/data/._a.csv": b"\0\5", "data/.DS_Store": b"\0", "b.pdf": "%PDF"},
        {"data\\": "", "data\\a.csv": TABLE, "data\\Thumbs.db": b"\0", "data\\readme.txt": "country;n\n"},
        {"TABLE": TABLE},
    ],
)
def test_the_table_in_a_zip_is_found(members: dict[str, str | bytes]) -> None:
    """Files that macOS and Windows add, folders, codebooks and paths of Windows do not matter."""
    assert rows_of(zipped(**members)) == [["Kazakhstan", "1"], ["Iran", "2"]]


def secret() -> bytes:
    """Return a zip whose file is marked as encrypted."""
    content = bytearray(zipped(**{"a.csv": TABLE}))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


NOISE = random.Random(34).randbytes(4000)


@pytest.mark.parametrize(
    "content, problem",
    [
        (b"", "is empty"),
        (b"\n \r\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (NOISE, "is not a text file"),
        (bytes(byte for byte in NOISE if byte >= 0x20), "known column"),
        (TABLE.encode() + b"\0", "is not a text file"),
        (zipped(**{"[Content_Types].xml": "", "xl/workbook.xml": ""}), "is an Excel workbook"),
        (zipped(**{"[Content_Types].xml": "", "word/document.xml": ""}), "is an Office document"),
        (zipped(**{"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "is an OpenDocument file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "is an old or encrypted Office file"),
        (zipped(**{"a.xlsx": zipped(a="")}), "a.xlsx: is a workbook or a zip in another archive"),
        (gzip.compress(gzip.compress(TABLE.encode())), "is packed twice"),
        (zipped(**{"a.csv": TABLE, "b/a.csv": TABLE, "c.txt": "?"}), "is a zip of 2 tables: a.csv, b/a.csv"),
        (zipped(), "is a zip without files"),
        (secret(), "a.csv: is encrypted"),
        (zipped(**{"a\x1b.csv": TABLE, "b.csv": TABLE}), "2 tables: a\\u001b.csv, b.csv"),
        (gzip.compress(b"RDX3\nX\n" + bytes(20)), "is an R data file"),
        (b"%PDF-1.7\n", "is a PDF document"),
        (b" \n<!DOCTYPE html>\n<table>", "is a web page"),
        (b"BZh91AY", "is packed with bzip2"),
        (b'"country\nIran\n', "line 2: unexpected end of data"),
        (b"land;year\nIran;2022\n", "known column"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",  # gzip files contain the time
)
def test_another_file_is_refused(content: bytes, problem: str) -> None:
    """The error says what it is and what to do."""
    with pytest.raises(UnreadableError) as caught:
        rows_of(content)

    assert problem in caught.value.message
    assert caught.value.remedy


@pytest.mark.parametrize("name", sorted(DATASETS))
@pytest.mark.parametrize("seed", range(12))
def test_random_bytes_are_no_dataset(name: str, seed: int) -> None:
    """With and without control characters, with the bytes of packed files at the start, and short or long."""
    noise = random.Random(seed).randbytes(40 if seed % 3 else 9000)
    start = [b"", b"PK\x03\x04", b"\x1f\x8b", b"\xef\xbb\xbf", b"\xff\xfe", b"PK\x05\x06"][seed % 6]
    content = start + (noise if seed % 2 else bytes(byte for byte in noise if byte >= 0x20))
    found = [*read(io.BufferedReader(io.BytesIO(content)), DATASETS[name], ["kz"])]  # type: ignore[arg-type]

    assert [type(one) for one in found] == [RejectedRow]


@pytest.mark.slow
@pytest.mark.parametrize("pack", [gzip.compress, lambda content: zipped(**{"a.csv": content})], ids=["gzip", "zip"])
def test_unpacking_has_a_limit(pack: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    """It is named, and the memory does not grow with the packed file."""
    monkeypatch.setattr(contents, "ALWAYS_UNPACKED", 2**20)
    few, many = (pack(TABLE.encode() + b"Iran;3\n" * times) for times in (9, 300_000))

    assert len(rows_of(few)) == 11
    with pytest.raises(UnreadableError, match="more than 100 times its size"):
        rows_of(many)


def test_a_row_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading.table, "LONGEST_ROW", 1000)

    with pytest.raises(UnreadableError, match="line 4 begins with 'xxx.* more than 1,000 characters"):
        rows_of((TABLE + "x" * 2000).encode())


# ---- The forms of datasets ---------------------------------------------------------


def found_in(name: str, text: str, wide: Sequence[str] = ()) -> tuple[str, list[dict[str, str | None]], list[str]]:
    """Return the form of a table, its rows with our names, and what is rejected."""
    dataset: Dataset = DATASETS[name]
    form, rows, rejected = "", [], []
    for found in read(io.BufferedReader(io.BytesIO(text.encode())), dataset, wide):  # type: ignore[arg-type]
        if isinstance(found, RejectedRow):
            rejected.append(f"{found.line}: {found.problem}")
        elif isinstance(found, Recognised):
            form = found.name
        else:
            rows += found.drop(LINE, "bytes of the row").to_dicts()
    return form, rows, rejected


ACD = (
    "conflict_id,location,side_a,side_a_id,side_a_2nd,side_b,side_b_id,side_b_2nd,incompatibility,territory_name,year,"
    "intensity_level,cumulative_intensity,type_of_conflict,start_date,start_prec,start_date2,start_prec2,ep_end,"
    "ep_end_date,ep_end_prec,gwno_a,gwno_a_2nd,gwno_b,gwno_b_2nd,gwno_loc,region,version"
)
ACD_ROW = '7,A,Government of A,1,"",One,2,"",2,"",2010,1,0,3,1992-05-05,1,2010-09-09,1,0,"","",702,"","","",702,3,25.1'
EXTRACT = ACD.replace("start_date2,start_prec2,ep_end,ep_end_date,ep_end_prec,", "end_date,")
EVENT = {"GLOBALEVENTID": "1", "SQLDATE": "20191024", "EventCode": "040", "DATEADDED": "20191024143000"}
LAYOUT = DATASETS["gdelt-2"].layout
EVENT_ROW = [EVENT.get(name, "") for name in LAYOUT]


def event(header: Sequence[object], *first: str) -> str:
    """Return a table of one event with this header."""
    return ",".join(map(str, header)) + "\n" + ",".join([*first, *EVENT_ROW]) + "\n"


@pytest.mark.parametrize(
    "name, text, form, wanted",
    [
        ("ucdp-prio", f"{ACD}\n{ACD_ROW}\n", "releases 20.1", {"start_date": "2010-09-09", "end_date": None}),
        ("ucdp-prio", f"{ACD.upper()}\n{ACD_ROW}\n", "releases 20.1", {"start_date": "2010-09-09", "start_prec": "1"}),
        ("ucdp-prio", f"{EXTRACT}\n{',' * EXTRACT.count(',')}\n", "extract", None),
        (
            "undl-votes",
            "undl_id,ms_code,ms_name,ms_vote,date,session,resolution\n7,KAZ,KAZAKHSTAN,A,2025-02-24,79,A/RES/79/9\n",
            "UN Digital Library",
            {"undl_record": "7", "iso3": "KAZ", "vote": "A", "resolution": "A/RES/79/9"},
        ),
        (
            "voeten-unga",
            "rcid,ccode,member,vote,Country,date,unres\n91,705.0,1,2.0,KAZ,2019-12-12,NA\n",
            "Dataverse",
            {"rcid": "91", "ccode": "705", "vote": "2", "date": "2019-12-12", "unres": None},
        ),
        (
            "voeten-unga",
            '"","rcid","country","country_code","vote","date","unres"\n"1",91,"X","KZ","yes",2019-12-12,"R/74/9"\n',
            "R unvotes",
            {"iso2": "KZ", "vote": "yes", "unres": "R/74/9"},
        ),
        (
            "atop-5",
            "ddyad,year,atopally,defense,offense,neutral,nonagg,consul,stateA,stateB\n365705,1995,1,1,0,0,0,0,365,705\n",
            "ddyr",
            {"ccode1": "365", "ccode2": "705", "atop_defense": "1", "atop_consul": "0"},
        ),
        (
            "atop-5",
            "dyad,mem1,mem2,year,atopally,defense,offense,neutral,nonagg,consul\n365705,365,705,1995,1,0,0,1,0,0\n",
            "(dy)",
            {"ccode1": "365", "atop_neutral": "1"},
        ),
        (
            "cow-igo-3",
            "ccode,year,state,AAAID,CIS\n705,2000,kazakhstan,0,1\n",
            "state by year",
            {"ccode": "705", "cis": "1"},
        ),
        (
            "cow-igo-3",
            "ioname\torgname\tyear\tusa\tkazakhstan\nCIS\tCommonwealth\t2000\t0\t1\n",
            "organisation by year",
            {"igo": "CIS", "kazakhstan": "1"},
        ),
        ("gdelt-2", event(LAYOUT), "with a header", EVENT),
        ("gdelt-2", event([name.lower() for name in LAYOUT]), "with a header", EVENT),
        ("gdelt-2", event(["Unnamed: 0", *LAYOUT], "0"), "with a header", EVENT),
        ("gdelt-2", event(["", *range(61)], "0"), "columns by number", EVENT),
        ("gdelt-2", event([f"V{at}" for at in range(1, 62)]), "columns by number", EVENT),
        (
            "gdelt-2",
            event(["", *LAYOUT[:2], *(f"h{at}" for at in range(2, 59)), *LAYOUT[59:]], "0"),
            "columns by number",
            EVENT,
        ),
        ("gdelt-2", event(["GlobalEventID", "Day", *LAYOUT[2:]]), "header of the codebook", EVENT),
        ("gdelt-2", "\t".join(EVENT_ROW) + "\n", "without a header", EVENT),
    ],
)
def test_a_form_is_recognised_by_its_columns(
    name: str, text: str, form: str, wanted: dict[str, str | None] | None
) -> None:
    """The columns of the makers get our names, in any order and case, among others."""
    recognised, rows, rejected = found_in(name, text, ["cis", "kazakhstan"])

    assert (form in recognised, rejected) == (True, [])
    assert rows == [] if wanted is None else wanted.items() <= rows[0].items()


@pytest.mark.parametrize(
    "name, text, problem",
    [
        ("ucdp-prio", ACD.replace("ep_end_date", "end_date"), "has no column ep_end_date"),
        (
            "ucdp-prio",
            ACD.replace("ep_end_date", "end_date"),
            "must not have start_date2: in files with it, start_date",
        ),
        ("ucdp-prio", ACD.replace("start_date2", "x"), "has no column start_date2"),
        ("ucdp-prio", f"dyad_id,{ACD}", "is the UCDP Dyadic Dataset"),
        ("ucdp-prio", f"year,{ACD}", "two columns are called year"),
        ("voeten-unga", "rcid,country,country_code,vote", "without the roll calls; join"),
        ("voeten-unga", "rcid,session,date,unres,descr", "without the votes; join"),
        ("voeten-unga", "resid,ccode,vote,date,unres", "resid is another number"),
        ("undl-votes", "undl_id,ms_codes,ms_votes,date,resolutions", "is version 1 of September 2024"),
        ("undl-votes", "date,resolution,undl_record,title,url", "has no column for a state"),
        ("atop-5", "atopid,member,yrent,moent", "is ATOP's table of members"),
        ("atop-5", "atopid,cowid,begyr,begmo", "is ATOP's table of alliances"),
        ("cow-igo-3", "ccode1,ccode2,year,CIS", "is the dyadic form"),
        ("cow-igo-3", "ccode,year,state,AAAID", "has no column for an organisation"),
        ("gdelt-2", ",".join([*LAYOUT[:59], "SOURCEURL"]), "has no column DATEADDED"),
        ("gdelt-2", "\t".join(EVENT_ROW[:58]), "a GDELT 1.0 file, which is not read"),
        ("gdelt-2", ",".join(f"h{(at + 5) % 61}" for at in range(61)), "has no column GLOBALEVENTID"),
        ("gdelt-2", "Global_Event_ID,Day,Actor_1_Country_Code", "has no column GlobalEventID"),
    ],
)
def test_another_form_is_refused(name: str, text: str, problem: str) -> None:
    """The message names the columns that are missing, or the form."""
    form, rows, [said] = found_in(name, f"{text}\n{text}\n", ["cis", "kazakhstan", "kz"])

    assert (form, rows) == ("", [])
    assert problem in said


@pytest.mark.parametrize(
    "rows, problem",
    [
        ("91,705,2,2019-12-12\n", "2: does not have 5 columns"),
        ("91,705,2,2019-12-12,,x\n", "2: does not have 5 columns"),
        ('91,705,2,2019-12-12,"\n', "2: unexpected end of data"),
        ('91,705,2,2019-12-12,"a"b\n', "2: ',' expected after '\"'"),
    ],
)
def test_a_row_that_cannot_be_split_is_rejected(rows: str, problem: str) -> None:
    """Empty rows and empty cells beyond the header, which spreadsheets add, are no fault."""
    good = "92,705,2,2019-12-12,,,\n,,,,\n\n"
    _, read_rows, rejected = found_in("voeten-unga", f"rcid,ccode,vote,date,unres\n{rows}{good}")

    assert rejected == [problem]
    assert len(read_rows) == ("unexpected" not in problem)

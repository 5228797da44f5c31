"""XLSX: typed cells, text that is never a formula, and equal bytes for equal tables."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest

from cakg import workbook
from cakg.errors import BadValueError
from cakg.graph import KnowledgeGraph
from cakg.graph import open as open_graph
from cakg.workbook import MOST_CHARACTERS

pytestmark = pytest.mark.slow


def opened(written: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(written))


def test_cells_have_types() -> None:
    """Dates and numbers are stored as such; the header is bold and stays visible."""
    values = ["2022-03-02", date(2021, 1, 1), 3, 1.5, Decimal("2.5"), True, None, "2022-13-45", "0800-01-01", 10**20]

    sheet = opened(workbook.workbook([["a"] * len(values), values], []))["Table"]

    assert [cell.value for cell in sheet[2]] == [
        *(datetime(2022, 3, 2), datetime(2021, 1, 1), 3, 1.5, 2.5, True, None),
        *("2022-13-45", "0800-01-01", str(10**20)),
    ]
    assert sheet["A2"].number_format == "yyyy-mm-dd"
    assert (sheet.freeze_panes, sheet["A1"].font.b, sheet["C2"].font.b) == ("A2", True, False)


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://example.org")', "#N/A", "=", "\t=1"]
)
def test_text_is_never_a_formula(text: str) -> None:
    """It is stored as text, and marked so that it stays text when edited."""
    cell = opened(workbook.workbook([["a"], [text]], [[text, text]]))["Table"]["A2"]

    assert (cell.value, cell.data_type) == (text, "s")
    assert cell.quotePrefix is text.startswith(("=", "+", "-", "@"))


def test_limits_of_a_sheet_are_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cell that is cut says so; too many rows are refused."""
    cell = opened(workbook.workbook([["a"], ["x" * 40_000], ["a\x00b"]], []))["Table"]
    assert len(cell["A2"].value) == MOST_CHARACTERS
    assert cell["A2"].value.endswith("(40,000 characters, cut to fit a cell)")
    assert cell["A3"].value == "a\\u0000b"

    monkeypatch.setattr(workbook, "MOST_ROWS", 2)
    with pytest.raises(BadValueError, match="at most 2 rows; the table has 3"):
        workbook.workbook([["a"], [1], [2]], [])


def test_equal_tables_give_equal_bytes() -> None:
    """The file has no creation time."""
    written = workbook.workbook([["a"], ["b"]], [("c", "d")])

    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert str(date.today().year) not in "".join(archive.read(one).decode() for one in archive.namelist())
    assert workbook.workbook([["a"], ["b"]], [("c", "d")]) == written


def test_the_second_sheet_of_an_answer_has_its_sources(small: KnowledgeGraph) -> None:
    """Question, sources, version, content hash, and the meanings of statuses."""
    answer = small.ask("accusations", thing="Tajikistan")
    book = opened(answer.xlsx(cite=True))
    about = [tuple(cell.value for cell in row) for row in book["About"]]

    assert book.sheetnames == ["Rows", "About"]
    assert [cell.value for cell in book["Rows"][1]] == [*answer.columns, "citation"]
    assert ("Question", "Who is accused of what, and who denies it?") in about
    assert ("Given", "thing: Tajikistan") in about
    assert ("Content hash", small.content_hash) in about
    assert ("Source", "Agency 2022 (26 December 2022)") in about
    assert any(name == "Meaning" and text.startswith("contested: ") for name, text in about)


def test_dates_of_an_answer_are_dates(small: KnowledgeGraph) -> None:
    sheet = opened(small.ask("what-happened").xlsx())["Rows"]
    column = [cell.value for cell in sheet[1]].index("earliest")

    assert sheet[2][column].value == datetime(2022, 3, 1)


def test_the_claims_of_a_selection_are_a_workbook(small: KnowledgeGraph) -> None:
    """Paragraphs are numbers; the second sheet names the selection and each source."""
    book = opened(small.export("xlsx", about="drones"))
    header, *rows = book["Claims"].iter_rows(values_only=True)
    about = list(book["About"].iter_rows(values_only=True))

    assert [row[header.index("claim")] for row in rows] == ["claim:accusation", "claim:denial"]
    assert [row[header.index("paragraph")] for row in rows] == [11, 11]
    assert ("Selection", "about attack drones") in about
    assert [value for name, value in about if name == "Source"] == ["Agency 2022 (26 December 2022)"]


def test_the_table_of_a_picture_names_each_dataset_and_its_terms(folder_of) -> None:
    """A row of a dataset has the licence of the dataset."""
    kg = open_graph(
        folder_of("""
        id:a a cakg:State ; rdfs:label "=A"@en . id:b a cakg:State ; rdfs:label "B"@en .
        id:maker a cakg:Person ; rdfs:label "Maker"@en .
        source:open a cakg:Dataset ; rdfs:label "Open"@en ; cakg:shortName "Open 2020" ; cakg:author id:maker ;
            dcterms:title "Open"@en ; dcterms:rights "Name us."@en ; dcterms:bibliographicCitation "Maker (2020)." .
        passage:open-1 a cakg:Row ; cakg:source source:open ; cakg:record "row 1" .
        stmt:visit a cakg:Statement , rdf:Statement ; rdfs:label "=A visits B"@en ;
            rdf:subject id:a ; rdf:predicate cakg:visited ; rdf:object id:b ; cakg:earliest "2020-02-03"^^xsd:date .
        claim:open a cakg:Claim ; cakg:affirms stmt:visit ; cakg:mode mode:asserted ; cakg:speaker id:maker ;
            cakg:passage passage:open-1 .
        """).graph.parent
    )
    assert kg.timeline().rows()[1:] == []

    book = opened(kg.timeline(datasets=True).write("xlsx"))
    header, row = book["Statements"].iter_rows(values_only=True)
    cells = dict(zip(header, row, strict=True))

    assert (cells["label"], cells["earliest"], cells["rights"]) == ("=A visits B", datetime(2020, 2, 3), "Name us.")
    assert cells["things"] == "=A | B"
    assert ("Selection", "datasets too") in list(book["About"].iter_rows(values_only=True))
    assert any(
        name == "Dataset" and "Maker (2020)." in text for name, text in book["About"].iter_rows(values_only=True)
    )

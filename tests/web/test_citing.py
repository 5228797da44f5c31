"""Citations, read back by other programs: BibTeX, CSL-JSON and RIS have the same content as the text."""

from __future__ import annotations

import json
from collections.abc import Callable

import bibtexparser
import pytest
import rispy
from bibtexparser.library import Library
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from pylatexenc.latex2text import LatexNodes2Text

from cakg.model import citing
from cakg.model.citing import Reference
from cakg.model.records import Records
from cakg.store.local import LocalStore
from cakg.vocabulary import CLAIM, SOURCE, STMT

PLAIN = Reference(
    key="a-1",
    type="webpage",
    text="The valley office, “Bridges”, December 2022.",
    title="Bridges",
    author="The valley office",
    publisher="The press",
    container="Graph",
    version="1.2",
    date=(2022, 12, 26),
    address="https://example.org/a_b?c=%20d&e=1#f",
    language="en",
    notes=("Paragraph 1, sentence 2.", "Speaker: a farmer."),
)
SPECIAL = (
    "50 % of {A} & B_c, $x$ #1 ~ ^ \\ “q” \\alpha",
    "}{ unbalanced {{",
    "Жогорку Кеңеш, «Азия-Плюс», Қазақстан",
    "TY  - HACK",
    "@misc{x, title={y}}",
    "a,b = {c}",
)


def decoded(value: str) -> str:
    """Return a BibTeX value as LaTeX prints it. The decoder does not know LaTeX's names of braces."""
    for name, brace in (("left", r"\{"), ("right", r"\}")):
        value = value.replace(rf"\textbrace{name}{{}}", brace)
    return LatexNodes2Text().latex_to_text(value).replace("\u02c6", "^")


def in_bibtex(text: str) -> Library:
    library = bibtexparser.parse_string(text)
    assert library.failed_blocks == []
    return library


def fields(text: str) -> dict[str, str]:
    (entry,) = in_bibtex(text).entries
    return {field.key: str(field.value) for field in entry.fields}


@pytest.mark.parametrize("text", SPECIAL)
def test_special_characters(text: str) -> None:
    """Braces, escapes and Cyrillic come back from each format as they were."""
    one = PLAIN._replace(title=text, author=text, notes=(text,))

    entry = fields(citing.bibtex([one]))
    (record,) = rispy.loads(citing.ris([one]))
    item = CiteProcJSON(json.loads(citing.csl_json([one])))["a-1"]

    for name in ("title", "author", "note"):
        assert decoded(entry[name]) == text
    assert (record["title"], record["authors"], record["notes"]) == (text, [text], [text])
    assert [str(item["title"]), str(item["note"])] == [text, text]
    assert [name["literal"] for name in item["author"]] == [text]


def test_all_fields() -> None:
    """Each format has every field of the reference."""
    entry = fields(citing.bibtex([PLAIN]))
    (record,) = rispy.loads(citing.ris([PLAIN]))
    (item,) = json.loads(citing.csl_json([PLAIN]))

    assert entry == {
        "author": "{The valley office}",
        "title": "{Bridges}",
        "howpublished": "Graph, version 1.2, The press",
        "year": "2022",
        "month": "dec",
        "day": "26",
        "url": PLAIN.address,
        "language": "en",
        "note": "Paragraph 1, sentence 2. Speaker: a farmer.",
    }
    assert record == {
        "type_of_reference": "ELEC",
        "id": "a-1",
        "authors": ["The valley office"],
        "title": "Bridges",
        "secondary_title": "Graph",
        "publisher": "The press",
        "edition": "1.2",
        "year": "2022",
        "date": "2022/12/26/",
        "urls": [PLAIN.address],
        "language": "en",
        "notes": ["Paragraph 1, sentence 2. Speaker: a farmer."],
    }
    assert item["issued"] == {"date-parts": [[2022, 12, 26]]}
    assert item["container-title"] == "Graph"


def test_style_of_citations() -> None:
    """A program for citations makes a sentence from CSL-JSON."""
    source = CiteProcJSON(json.loads(citing.csl_json([PLAIN])))
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    made = CitationStylesBibliography(style, source, formatter.plain)
    made.register(Citation([CitationItem("a-1")]))

    (text,) = (str(line) for line in made.bibliography())

    assert text.startswith("The valley office (2022) Bridges, Graph.")
    assert PLAIN.address in text


def test_several_references() -> None:
    """Files have one entry for each reference, in the same order."""
    two = [PLAIN, PLAIN._replace(key="b")]

    assert [entry.key for entry in in_bibtex(citing.bibtex(two)).entries] == ["a-1", "b"]
    assert [record["id"] for record in rispy.loads(citing.ris(two))] == ["a-1", "b"]
    assert [item["id"] for item in json.loads(citing.csl_json(two))] == ["a-1", "b"]


def test_dates(graph_of: Callable[[str], LocalStore]) -> None:
    """A date is as certain as the graph says; what year, month and day do not say stands in words."""
    dates = {
        "day": ("2022-12-26", "2022-12-26", ""),
        "month": ("2022-12-01", "2022-12-31", ""),
        "about": ("2023-01-01", "2023-01-31", "winter"),
        "long": ("2020-01-01", "2026-01-31", "a copy"),
        "end": ("", "2022-12-31", ""),
        "none": ("", "", ""),
    }

    def source(name: str, earliest: str, latest: str, words: str) -> str:
        bounds = (("earliest", earliest), ("latest", latest))
        dated = "".join(f' ; cakg:{role} "{day}"^^xsd:date' for role, day in bounds if day)
        worded = f' ; cakg:dateWording "{words}"' if words else ""
        return f'source:{name} a cakg:Article ; cakg:shortName "{name}"{dated}{worded} .'

    records = Records(graph_of("\n".join(source(name, *given) for name, given in dates.items())))
    found = {name: citing.of_source(records.sources[SOURCE[name]]) for name in dates}

    assert {name: one.date for name, one in found.items()} == {
        "day": (2022, 12, 26),
        "month": (2022, 12),
        "about": (2023, 1),
        "long": (),
        "end": (),
        "none": (),
    }
    assert {name: one.date_words for name, one in found.items() if one.date_words} == {
        "about": "winter",
        "long": "a copy",
        "end": "not after 31 December 2022",
    }


def test_lines_and_harmful_characters(hostile) -> None:
    """A text of the graph never begins another line or entry, and control characters are shown as escapes."""
    records = hostile.kg.records
    claims = records.claims(CLAIM[f"{kind}{number}"] for kind in "cd" for number in range(12)).values()
    references = [*map(citing.of_claim, claims), *map(citing.of_source, records.sources.values())]

    assert len(references) > 24
    assert len(in_bibtex(citing.bibtex(references)).entries) == len(references)
    assert len(rispy.loads(citing.ris(references))) == len(references)
    for format, write in citing.FORMATS.items():
        text = write(references)
        assert not set(text) & set("\x1b\x07\u202e\u200b"), format
    assert citing.text(references).count("\n") == len(references)


def test_shipped_claims_and_sources(explorer) -> None:
    """Every claim of an article and every source has an entry with a key of its own that each format can hold."""
    records = explorer.records
    claims = records.claims(records.article_claims).values()
    references = [*map(citing.of_claim, claims), *map(citing.of_source, records.sources.values())]

    assert {entry.key for entry in in_bibtex(citing.bibtex(references)).entries} == {one.key for one in references}
    assert len({one.key for one in references}) == len(references)
    assert len(rispy.loads(citing.ris(references))) == len(references)
    items = CiteProcJSON(json.loads(citing.csl_json(references)))
    assert len(items) == len(references)


def test_page(explorer) -> None:
    """The citation of a page names it as a noun phrase, with the graph, its version and the address."""
    one = explorer.records.statements([explorer.statements.iri(next(iter(explorer.statements.iris)))])
    (statement,) = one.values()

    found = citing.of_page(explorer.records, statement.iri, statement.label, "statement", "https://example.org/x")

    assert f"“{statement.label}” (statement)" in found.text
    assert f"version {explorer.records.edition}" in found.text
    assert found.text.endswith("https://example.org/x.")
    assert found.date == ()
    assert found.key == statement.iri.removeprefix(STMT.iri)

"""The rows of an answer in other formats: the same rows in the same order as in the page, all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from typing import NamedTuple

from cakg import tables
from cakg.harmless import in_markdown
from cakg.model.rights import Rights
from cakg.model.sources import footer
from cakg.questions.answer import Answer
from cakg.questions.triples import triples
from cakg.store.serialise import Triples
from cakg.web import pictures
from cakg.web.answers.address import Address
from cakg.web.answers.notes import Note
from cakg.web.answers.selection import ROWS_IN_A_FILE
from cakg.web.answers.table import table
from cakg.web.explorer import Explorer
from cakg.web.formats import writers_of
from cakg.web.resources import Writer
from cakg.web.texts import texts
from cakg.workbook import workbook


class Contents(NamedTuple):
    """What the files of an answer contain."""

    whole: Answer
    """The answer before any facet is applied."""
    shown: Answer
    """The selected rows."""
    address: Address
    notes: Sequence[Note]
    """What the answer leaves out."""
    chosen: Sequence[tuple[str, str]]
    """The name of the facet and the label of each chosen value."""


def writers(explorer: Explorer, contents: Contents, complete: Callable[[], tuple[Answer, Answer]]) -> dict[str, Writer]:
    """Return the writers of the selected rows, and of the question itself as triples.

    CSV, JSON and workbooks have all rows, also those that a page of many leaves out: *complete* returns the whole
    answer and the selected rows of it.

    Workbooks are made only by a server. In the static site, which is to be small, JSON has no claims, and more than
    :data:`ROWS_IN_A_FILE` rows are CSV only.
    """
    whole, shown, address, _, chosen = contents
    found: dict[str, Writer] = {
        "csv": lambda: tables.csv(complete()[1].lines(iri=True), newline="\r\n", raw=True).encode(),
        "json": lambda: _json(*complete(), address, in_full=not explorer.static).encode(),
        "md": lambda: _markdown(explorer, contents).encode(),
        "rq": shown.sparql.encode,
        **writers_of(explorer, lambda: Triples(triples(whole.question, Rights(explorer.records).licence_iri))),
    }
    if not explorer.static and find_spec("openpyxl"):
        found["xlsx"] = lambda: _workbook(complete()[1], chosen)
    if explorer.static and len(shown) > ROWS_IN_A_FILE:
        del found["json"]
    # A map is drawn from the question, not from rows, so that it does not fit chosen ones.
    view = "" if whole.question.view == "map" and len(shown) < len(whole) else whole.question.view
    return found | _picture(explorer, view, shown, address.given)


def _picture(explorer: Explorer, view: str, shown: Answer, given: Mapping[str, Sequence[str]]) -> dict[str, Writer]:
    """Return the writer of the picture *view*; none for a table, or if there is nothing to draw."""
    if view == "map":
        mapped = len(shown) and explorer.boundaries and any(one.name == "statement" for one in shown.question.columns)
        return {"map.svg": lambda: pictures.map_svg(explorer, shown.question.name, given)} if mapped else {}
    statements = list(dict.fromkeys(entry.statement for entry in shown.entries if entry.statement))
    if view not in ("network", "timeline") or view not in pictures.drawable(explorer, statements):
        return {}
    draw = pictures.network_svg if view == "network" else pictures.timeline_svg
    return {f"{view}.svg": lambda: draw(explorer, statements)}


def _workbook(shown: Answer, chosen: Sequence[tuple[str, str]]) -> bytes:
    return workbook(shown.typed_lines(iri=True), [*chosen, *shown.about()], title="Rows")


def _json(whole: Answer, shown: Answer, address: Address, *, in_full: bool) -> str:
    chosen = {"facets": dict(address.facets), "sort": address.sort or None}
    content = shown.content(in_full=in_full)
    return tables.json({**content, **chosen, "rows_outside_facets": len(whole) - len(shown)})


def _markdown(explorer: Explorer, contents: Contents) -> str:
    """Return the table as Markdown, with the notes and sources below it."""
    whole, shown, _, notes, chosen = contents
    question, words = shown.question, texts()["question"]
    found = table(whole, shown)
    above = [(column.header, cell.text) for column, cell in found.constants]
    rows = [[cell.text + cell.more for cell in row.cells] for row in found.rows]
    body = tables.markdown([column.header for column in found.columns], rows) if rows else in_markdown(words["no_rows"])
    profile = "" if shown.scope.profile == "everything" else shown.scope.profile
    paragraphs = [
        f"# {in_markdown(question.summary)}",
        *(f"{in_markdown(name)}: {in_markdown(', '.join(values))}" for name, values in shown.given.items()),
        *(f"{in_markdown(name)}: {in_markdown(value)}" for name, value in (*chosen, *above)),
        body,
        *(in_markdown(note.text) for note in notes),
        *(in_markdown(f"{word}: {meaning}") for word, meaning in shown.meanings),
        in_markdown(question.note),
        in_markdown(footer(shown.sources, explorer.records.edition, profile)),
    ]
    return "\n\n".join(filter(None, paragraphs)) + "\n"

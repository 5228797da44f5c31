"""The class :class:`Drawing`: a picture that can be shown, saved and written in several formats.

This module knows the formats of a picture. The functions that draw it are passed in.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path

from cakg import tables, workbook
from cakg.errors import BadValueError
from cakg.extensions import format_of
from cakg.files import write_whole
from cakg.model.claims_table import Row, statements_table
from cakg.model.rights import Rights
from cakg.network.build import Network
from cakg.notebook import templates
from cakg.pictures import png
from cakg.vocabulary import shorten

TABLES = ("csv", "xlsx")


def formats_of(writers: Mapping[str, object]) -> list[str]:
    """Return the formats of a picture: those of its *writers*, PNG if one of them is SVG, and the tables."""
    images = [format for name in writers for format in ((name, "png") if name == "svg" else (name,))]
    return [*images, *TABLES]


def check_library(format: str) -> None:
    """Raise :class:`CakgError` if the library that writes *format* is not installed."""
    {"png": png.check_installed, "xlsx": workbook.check_installed}.get(format, lambda: None)()


class Drawing:
    """A picture in all its formats; notebooks show its page."""

    def __init__(
        self,
        name: str,
        shown: Callable[[], Network],
        writers: Mapping[str, Callable[[], str]],
        command: Callable[[str], str],
        notes: Callable[[], Mapping[str, Mapping[str, str]]] = dict,
    ) -> None:
        self.name = name
        """Which picture it is: ``network``, ``timeline``, ``map`` …"""
        self._shown = shown
        self._writers = writers
        self._command = command
        self._notes = notes

    def __repr__(self) -> str:
        return f"<Drawing: {self.name}, as {', '.join(self.formats)}>"

    def _repr_html_(self) -> str:
        """Return the page in a sandboxed frame, which cannot access the notebook or other pictures."""
        # Escaped here, so that the template changes no character: the page allows scripts only by their hashes.
        return templates().get_template("notebook/Drawing.html").render(name=self.name, page=html.escape(self.html()))

    @cached_property
    def network(self) -> Network:
        """The statements shown, with their things."""
        return self._shown()

    @property
    def formats(self) -> list[str]:
        """The formats of the picture, the default first."""
        return formats_of(self._writers)

    def html(self) -> str:
        """Return the HTML page, which works offline."""
        return self.text("html")

    def svg(self) -> str:
        """Return the image as SVG."""
        return self.text("svg")

    def png(self) -> bytes:
        """Return the image as PNG, 170 mm wide at 300 dots per inch; needs the extra ``export``."""
        return self.write("png")

    def save(self, path: Path | str) -> None:
        """Write the picture to a file in the format given by its extension."""
        write_whole(Path(path), self.write(format_of(Path(path), self.formats, default=self.formats[0])))

    def text(self, format: str, *, raw: bool = False) -> str:
        """Return the picture in a text format; raise :class:`BadValueError` for any other *format*.

        *raw* leaves the texts of CSV unchanged, for programs; otherwise no spreadsheet runs one as a formula.
        """
        if format == "csv":
            return tables.csv(self.rows(), newline="\r\n", raw=raw)
        if format not in self._writers:
            known = [*self._writers, "csv"]
            remedy = "use save(path)" if format in self.formats else f"use {', '.join(known)}"
            raise BadValueError(f"a {self.name} has no text in the format {format}", remedy=remedy)
        return self._writers[format]()

    def write(self, format: str, *, raw: bool = False) -> bytes:
        """Return the picture in any of its formats, as bytes; *raw* is that of :meth:`text`."""
        if format == "png" and "svg" in self._writers:
            return png.png(self.svg())
        if format == "xlsx":
            return workbook.workbook(self.rows(), self._about(), title="Statements")
        return self.text(format, raw=raw).encode()

    def rows(self) -> list[Row]:
        """Return the table of the picture: a header, then one row per claim about each statement.

        The last columns hold what only this picture says about a statement: which of two compared sources makes it,
        or which answer on a map it gives. Raises :class:`BadValueError` for a copy or a subgraph of a
        network, which has no table.
        """
        if not self.network.records:
            raise BadValueError(
                "a copy or a subgraph of a network has no table", remedy="select statements with kg.network(…) instead"
            )
        involved: dict[str, set[str]] = {}
        for one, other, edge in self.network.edges(data=True):
            ends = (self.network.nodes[end]["label"] for end in (one, other))
            involved.setdefault(edge["statement"], set()).update(ends)
        header, *rows = statements_table(self.network.records, involved)
        notes = {shorten(iri): found for iri, found in self._notes().items()}
        names = list(dict.fromkeys(name for found in notes.values() for name in found))
        return [
            [*header, *names],
            *([*row, *(notes.get(str(row[0]), {}).get(name, "") for name in names)] for row in rows),
        ]

    def _about(self) -> list[tuple[str, str]]:
        """Return the rows of the sheet that describes the table."""
        if not (records := self.network.records):
            return []
        statements = records.statements({edge["statement"] for *_, edge in self.network.edges(data=True)})
        sources = {claim.passage.source for one in statements.values() for claim in one.claims}
        command = self._command("xlsx")
        return Rights(records).about(sources, selection=self.network.graph.get("selection", ""), made_by=command)

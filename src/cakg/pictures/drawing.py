"""A picture as something that can be shown, saved and passed on: its page, its image, and the table behind it.

Knows which formats a picture has, and how it is saved. Does not know how any picture is drawn: whoever makes one
brings what writes its formats.
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
    """Return the formats of a picture that has *writers*: a PNG is made of its SVG, and every picture has a table."""
    images = [format for name in writers for format in ((name, "png") if name == "svg" else (name,))]
    return [*images, *TABLES]


def check_library(format: str) -> None:
    """Raise unless the library is there that writes *format*."""
    {"png": png.check_installed, "xlsx": workbook.check_installed}.get(format, lambda: None)()


class Drawing:
    """A picture in all its formats; a notebook shows it as its page."""

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
        """Return the page in a frame: it cannot reach the notebook, nor another picture in it."""
        # Escaped here, because a script may lose no character on the way: the page allows it by its hash.
        return templates().get_template("notebook/Drawing.html").render(name=self.name, page=html.escape(self.html()))

    @cached_property
    def network(self) -> Network:
        """The statements that are shown, with their things."""
        return self._shown()

    @property
    def formats(self) -> list[str]:
        """The formats that the picture has, the default first."""
        return formats_of(self._writers)

    def html(self) -> str:
        """Return the page, which opens offline."""
        return self.text("html")

    def svg(self) -> str:
        """Return the image as SVG."""
        return self.text("svg")

    def png(self) -> bytes:
        """Return the image as PNG, 170 mm wide at 300 dots an inch; needs ``pip install 'cakg[export]'``."""
        return self.write("png")

    def save(self, path: Path | str) -> None:
        """Write the picture to a file, in the format that the extension of its name says."""
        write_whole(Path(path), self.write(format_of(Path(path), self.formats, default=self.formats[0])))

    def text(self, format: str) -> str:
        """Return the picture in a *format* that is text; any other raises :class:`BadValueError`."""
        if format == "csv":
            return tables.csv(self.rows(), newline="\r\n")
        if format not in self._writers:
            known = [*self._writers, "csv"]
            remedy = "save(path) writes it" if format in self.formats else f"take {', '.join(known)}"
            raise BadValueError(f"a {self.name} is not text as {format}", remedy=remedy)
        return self._writers[format]()

    def write(self, format: str) -> bytes:
        """Return the picture in any of its formats as the content of a file."""
        if format == "png" and "svg" in self._writers:
            return png.png(self.svg())
        if format == "xlsx":
            return workbook.workbook(self.rows(), self._about(), title="Statements")
        return self.text(format).encode()

    def rows(self) -> list[Row]:
        """Return the table behind the picture, a row for each claim about each of its statements, the header first.

        The last columns hold what the picture says of a statement beyond its claims: which of two sources makes it,
        which answer it is to a map.
        The picture of a part that networkx made of a network has none, which raises :class:`BadValueError`.
        """
        if not self.network.records:
            raise BadValueError(
                "a copy or a part of a network has no table", remedy="narrow it with kg.network(…) instead"
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
        """Return what the table says of itself."""
        if not (records := self.network.records):
            return []
        statements = records.statements({edge["statement"] for *_, edge in self.network.edges(data=True)})
        sources = {claim.passage.source for one in statements.values() for claim in one.claims}
        command = self._command("xlsx")
        return Rights(records).about(sources, selection=self.network.graph.get("selection", ""), made_by=command)

"""The pictures by name: their formats, their writers and the command that draws each."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Any

from cakg.errors import BadValueError
from cakg.extensions import EXTENSIONS
from cakg.network.build import Network
from cakg.pictures.drawing import Drawing, check_library, formats_of
from cakg.pictures.html import Content, Shell
from cakg.pictures.map import SHELL as MAP
from cakg.pictures.map import map_page, map_page_content
from cakg.pictures.map_content import MapContent, Value, as_list, map_content
from cakg.pictures.map_svg import map_svg
from cakg.pictures.mermaid import network_mermaid
from cakg.pictures.network import SHELL as NETWORK
from cakg.pictures.network import network_content, network_page
from cakg.pictures.svg import network_svg
from cakg.pictures.timeline import SHELL as TIMELINE
from cakg.pictures.timeline import timeline_content, timeline_page
from cakg.pictures.timeline_svg import timeline_svg
from cakg.questions.catalogue import quoted

PICTURES: dict[str, dict[str, Callable[..., str]]] = {
    "network": {"html": network_page, "svg": network_svg, "mermaid": network_mermaid},
    "timeline": {"html": timeline_page, "svg": timeline_svg},
    "map": {"html": map_page, "svg": map_svg},
}
"""The writers of each picture by format, the default first. All have tables too; those with SVG also have PNG."""

CONTENTS: dict[str, Callable[..., Content]] = {
    "network": network_content,
    "timeline": timeline_content,
    "map": map_page_content,
}
"""The content of the page of each picture."""

SHELLS: dict[str, Shell] = {"network": NETWORK, "timeline": TIMELINE, "map": MAP}
"""What all pages of each picture share."""


def check_format(picture: str, format: str, question: str = "") -> None:
    """Raise :class:`CakgError` if there is no such *picture*, or if it does not support *format* or *question*."""
    if picture not in PICTURES:
        raise BadValueError(f"there is no picture {picture!r}", remedy=f"use {', '.join(PICTURES)}")
    if format not in (known := formats_of(PICTURES[picture])):
        raise BadValueError(f"a {picture} cannot be drawn as {format}", remedy=f"use {', '.join(known)}")
    if question and picture != "map":
        raise BadValueError(f"a {picture} takes no question", remedy="`cakg draw map --question …` takes one")
    check_library(format)


def drawing(picture: str, network: Network, *, command: str = "", question: str = "", **given: Value) -> Drawing:
    """Return a picture of *network*; *given* are the parameters of a map's *question*.

    The picture names *command* as the command that draws it, by default `cakg draw` with the options of *network*.
    """
    if given and not question:
        remedy = 'name the question that has this parameter: question="votes-on-a-resolution"'
        raise BadValueError(f"a {picture} without a question has no parameter {' or '.join(given)}", remedy=remedy)
    own: dict[str, Any] = {"question": question, **given} if question else {}

    def commanded(format: str) -> str:
        return command or command_line(network, picture, format, **own)

    def written(format: str) -> str:
        return PICTURES[picture][format](network, command=commanded(format), **own)

    @cache
    def drawn() -> MapContent:
        return map_content(network, question, given)

    writers = {format: partial(written, format) for format in PICTURES[picture]}
    if picture == "map":
        return Drawing(picture, lambda: drawn().network, writers, commanded, lambda: drawn().notes)
    return Drawing(picture, lambda: network, writers, commanded)


def file_name(picture: str, format: str) -> str:
    """Return the default file name of a picture, such as ``network.html``."""
    return picture + EXTENSIONS[format][0]


def command_line(network: Network, picture: str = "network", format: str = "html", **given: Value) -> str:
    """Return the command that draws *network*; for a part made in Python, a text that says so."""
    if network.selection is None:
        return "a part of kg.network(…), selected in Python"
    own = [
        word
        for name, values in given.items()
        for value in as_list(values)
        for word in (f"--{name.replace('_', '-')}", value)
    ]
    words = ["cakg", "draw", picture, *own, *network.selection.to_options(), "-o", file_name(picture, format)]
    return " ".join(map(quoted, words))

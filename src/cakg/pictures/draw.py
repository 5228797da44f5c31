"""Which pictures there are, in which formats, and how each is made from a network.

Knows names, formats and the command that makes a picture again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cakg.errors import BadValueError
from cakg.network.build import Network
from cakg.pictures.map import map_page, map_svg
from cakg.pictures.mapped import Value, several
from cakg.pictures.mermaid import network_mermaid
from cakg.pictures.network import network_page
from cakg.pictures.svg import network_svg
from cakg.pictures.timeline import timeline_page
from cakg.questions.catalogue import quoted

PICTURES: dict[str, dict[str, Callable[..., str]]] = {
    "network": {"html": network_page, "svg": network_svg, "mermaid": network_mermaid},
    "timeline": {"html": timeline_page},
    "map": {"html": map_page, "svg": map_svg},
}
"""The pictures, and what draws each in its formats, the default first."""


def check_format(picture: str, format: str, question: str = "") -> None:
    """Raise :class:`BadValueError` unless there is such a *picture* in this *format* that takes this *question*."""
    if picture not in PICTURES:
        raise BadValueError(f"no picture is called {picture!r}", remedy=f"take {', '.join(PICTURES)}")
    if format not in PICTURES[picture]:
        raise BadValueError(f"a {picture} is not drawn as {format}", remedy=f"take {' or '.join(PICTURES[picture])}")
    if question and picture != "map":
        raise BadValueError(f"a {picture} takes no question", remedy="`cakg draw map --question …` takes one")


def draw(picture: str, network: Network, format: str, *, command: str = "", question: str = "", **given: Value) -> str:
    """Return a picture of *network* as the text of a file, which *command* makes; *given* are parameters of *question*.

    Left out, it is `cakg draw` with the options of *network*. :func:`check_format` refuses what there is not.
    """
    if given and not question:
        remedy = "a map with a question takes its parameters, and every picture what narrows a selection"
        raise BadValueError(f"a {picture} takes no {' and no '.join(given)}", remedy=remedy)
    own: dict[str, Any] = {"question": question, **given} if question else {}
    command = command or command_line(network, picture, format, question, given)
    return PICTURES[picture][format](network, command=command, **own)


def file_name(picture: str, format: str) -> str:
    """Return a name for the file of a picture, such as ``network.html``."""
    return f"{picture}.{'mmd' if format == 'mermaid' else format}"


def command_line(
    network: Network,
    picture: str = "network",
    format: str = "html",
    question: str = "",
    given: Mapping[str, Value] | None = None,
) -> str:
    """Return the command that draws *network*; of a part of one, taken in Python, say so."""
    if network.selection is None:
        return "kg.network(…), narrowed in Python"
    own = ["--format", format] if format != next(iter(PICTURES[picture])) else []
    own += ["--question", question] if question else []
    own += [
        word
        for name, values in (given or {}).items()
        for value in several(values)
        for word in (f"--{name.replace('_', '-')}", value)
    ]
    words = ["cakg", "draw", picture, *own, *network.selection.to_options(), "-o", file_name(picture, format)]
    return " ".join(map(quoted, words))

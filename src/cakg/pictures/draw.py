"""Which pictures there are, in which formats, and how each is made from a network.

Knows names, formats and the command that makes a picture again. The module of a picture is
imported when it is drawn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cakg.errors import BadValueError
from cakg.questions.catalogue import quoted

if TYPE_CHECKING:
    from cakg.network.build import Network

FORMATS = {"network": ("html", "svg", "mermaid"), "timeline": ("html",), "map": ("html",)}
"""The pictures with the formats of each, the default first."""
_EXTENSIONS = {"mermaid": "mmd"}


def check_format(picture: str, format: str, question: str = "") -> None:
    """Raise :class:`BadValueError` unless there is such a *picture* in this *format* that takes this *question*."""
    if picture not in FORMATS:
        raise BadValueError(f"no picture is called {picture!r}", remedy=f"take {', '.join(FORMATS)}")
    if format not in FORMATS[picture]:
        raise BadValueError(f"a {picture} is not drawn as {format}", remedy=f"take {' or '.join(FORMATS[picture])}")
    if question and picture != "map":
        raise BadValueError(f"a {picture} takes no question", remedy="`cakg draw map --question …` takes one")


def draw(picture: str, network: Network, format: str, *, command: str) -> str:
    """Return a picture of *network* as the text of a file, which *command* makes; not a map, which needs more.

    A picture or a format that there is not is the caller's to refuse: :func:`check_format` does.
    """
    if picture == "timeline":
        from cakg.pictures.timeline import timeline_page

        return timeline_page(network, command=command)
    if format == "svg":
        from cakg.pictures.svg import network_svg

        return network_svg(network, command=command)
    if format == "mermaid":
        from cakg.pictures.mermaid import network_mermaid

        return network_mermaid(network, command=command)
    from cakg.pictures.network import network_page

    return network_page(network, command=command)


def file_name(picture: str, format: str) -> str:
    """Return a name for the file of a picture, such as ``network.html``."""
    return f"{picture}.{_EXTENSIONS.get(format, format)}"


def command_line(network: Network, picture: str = "network", format: str = "html", question: str = "") -> str:
    """Return the command that draws *network*; of a part of one, taken in Python, say so."""
    if network.selection is None:
        return "kg.network(…), narrowed in Python"
    own = ["--format", format] if format != FORMATS[picture][0] else []
    own += ["--question", question] if question else []
    words = ["cakg", "draw", picture, *own, *network.selection.to_options(), "-o", file_name(picture, format)]
    return " ".join(map(quoted, words))

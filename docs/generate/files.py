"""Files of the repository as pages, and links between them.

A page with ``<!-- generate: file CONTRIBUTING.md -->`` shows that file. A link to a file becomes a link to the page
that shows the file or, if there is none, stays a link to the file.
"""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path

DOCS = Path(__file__).resolve().parent.parent
ROOT = DOCS.parent

_MERMAID = re.compile(r"^```mermaid\n.*?^```\n", re.DOTALL | re.MULTILINE)
_SHOWS = re.compile(r"^<!-- generate: file (\S+) -->$", re.MULTILINE)
_LINK = re.compile(r"^```.*?^```$|(?<=\]\()(?!\w+:|#)(?P<path>[^)#\s]+)", re.DOTALL | re.MULTILINE)
"""A block of code, which has no links, or the target path of a link."""


def markdown(path: str) -> str:
    """Return the text of a file of the repository, with links adapted to ``docs``.

    A diagram in Mermaid would need a script from another host, so a note on where it is drawn takes its place.
    """
    file = ROOT / path
    note = f"*The diagram is shown in `{path}`, where Mermaid is drawn.*\n"
    return linked(_MERMAID.sub(note, file.read_text(encoding="utf-8")), file.parent)


def linked(text: str, folder: Path) -> str:
    """Return *text*, a text of a file in *folder*, with relative links adapted to ``docs``."""

    def place(found: re.Match[str]) -> str:
        if not found["path"]:
            return found[0]
        target = Path(os.path.normpath(folder / found["path"]))
        return pages().get(target) or Path(os.path.relpath(target, DOCS)).as_posix()

    return _LINK.sub(place, text)


@cache
def pages() -> dict[Path, str]:
    """Return the name of the page that shows each file of the repository, by the path of the file."""
    texts = {page.name: page.read_text(encoding="utf-8") for page in sorted(DOCS.glob("*.md"))}
    return {ROOT / path: name for name, text in texts.items() for path in _SHOWS.findall(text)}

"""Generated parts of the documentation, made from questions, ontology, commands and pictures.

A comment such as ``<!-- generate: questions -->`` in a page is replaced by a generated part. Sphinx does not notice
when such a part changes, so `make docs` builds all pages again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from generate import commands, drawings, files, questions, references, tables, terms

PARTS: dict[str, Callable[..., str]] = {
    "commands": commands.markdown,
    "file": files.markdown,
    "questions": questions.markdown,
    "tables": tables.markdown,
    "terms": terms.markdown,
}
_PLACE = re.compile(r"^<!-- generate: (\w+)((?: \S+)*) -->$", re.MULTILINE)


def _fill(_app: Sphinx, _docname: str, source: list[str]) -> None:
    """Replace each comment that names a generated part with that part."""
    source[0] = _PLACE.sub(lambda place: PARTS[place[1]](*place[2].split()), files.linked(source[0], files.DOCS))


def _draw(app: Sphinx) -> None:
    """Draw the pictures that the pages show."""
    drawings.draw(Path(app.srcdir))


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect the parts to the build."""
    app.connect("builder-inited", _draw)
    app.connect("source-read", _fill)
    app.connect("missing-reference", references.resolve)
    app.connect("autodoc-process-signature", references.signature)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

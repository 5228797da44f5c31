"""Draws the pictures of the pages with the commands that the pages show.

If a page shows a command ``cakg … -o NAME.svg``, the build runs it, and the page can show ``_build/drawn/NAME.svg``.
"""

from __future__ import annotations

import contextlib
import io
from pathlib import Path

import shown
from cakg.cli import main


def draw(docs: Path) -> None:
    """Draw every picture that a page of *docs* shows."""
    folder = Path(docs) / "_build" / "drawn"
    folder.mkdir(parents=True, exist_ok=True)
    for page in sorted(Path(docs).glob("*.md")):
        for one in shown.commands(page.read_text(encoding="utf-8")):
            if one.words[-2:-1] == ["-o"] and one.words[-1].endswith(".svg"):
                with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO())):
                    code = main([*one.words[:-1], str(folder / one.words[-1])])
                if code:
                    raise RuntimeError(f"{page.name}: {one.command} failed")

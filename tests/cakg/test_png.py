"""PNG images: print width and visible text."""

from __future__ import annotations

import struct

import pytest

from cakg.errors import CakgError
from cakg.graph import KnowledgeGraph
from cakg.pictures import png
from cakg.pictures.png import WIDTH

pytestmark = [pytest.mark.slow, pytest.mark.fonts]

SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 20"><text y="15" font-family="{}">{}</text></svg>"""
FAMILY = "Arial, 'Liberation Sans', Helvetica, sans-serif"


def test_a_picture_is_170_millimetres_wide_at_300_dots_an_inch(small: KnowledgeGraph) -> None:
    """The file contains its resolution."""
    written = small.network().png()

    assert struct.unpack(">I", written[16:20]) == (WIDTH,)
    assert WIDTH == 2008
    length, name, across, down, metres = struct.unpack(">I4sIIB", written[33:50])
    assert (length, name, metres) == (9, b"pHYs", 1)
    assert round(across * 0.0254) == round(down * 0.0254) == 300
    assert round(WIDTH / across * 1000) == 170


@pytest.mark.parametrize("text", ["Kazakhstan", "Қазақстан", "Тоҷикистон"])
def test_labels_are_drawn_in_an_installed_font(text: str) -> None:
    """Text is visible with any of the supported fonts."""
    assert png.png(SVG.format(FAMILY, text)) != png.png(SVG.format(FAMILY, ""))


def test_a_missing_font_is_an_error(monkeypatch: pytest.MonkeyPatch, small: KnowledgeGraph) -> None:
    """Without a font, no image is written."""
    monkeypatch.setattr(png, "FONTS", ("No Such Font",))
    png.font.cache_clear()
    try:
        with pytest.raises(CakgError, match="needs a font") as caught:
            small.network().png()
    finally:
        png.font.cache_clear()
    assert "fonts-dejavu-core" in caught.value.remedy


def test_the_same_picture_is_the_same_bytes(small: KnowledgeGraph) -> None:
    assert small.timeline().png() == small.timeline().png()

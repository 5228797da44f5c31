"""PNG images at print size, made from SVG.

Only this module uses resvg, an optional dependency. resvg silently omits text if its font is missing, so this module
first looks for an installed font.
"""

from __future__ import annotations

import struct
import zlib
from functools import cache

from cakg.errors import CakgError, require
from cakg.vocabulary import SVG

MILLIMETRES = 170
DPI = 300
WIDTH = round(MILLIMETRES / 25.4 * DPI)
"""The width in pixels: 170 mm, the text width of an A4 page, at 300 dots per inch."""

FONTS = ("Arial", "Liberation Sans", "Helvetica", "DejaVu Sans", "Noto Sans", "FreeSans")
"""The fonts for text; the first one installed is used."""

_SAMPLE = f'<svg xmlns="{SVG}" viewBox="0 0 40 20"><text x="2" y="15" font-size="12" font-family="{{}}">Aa</text></svg>'


def check_installed() -> None:
    """Raise :class:`cakg.errors.MissingLibraryError` if resvg is not installed."""
    require("resvg_py", "PNG", "resvg-py", "export")


def png(svg: str) -> bytes:
    """Return *svg*, whose font lists end in ``sans-serif``, as PNG, 170 mm wide at 300 dots per inch.

    Raises :class:`CakgError` if resvg or a font is missing.
    """
    check_installed()
    import resvg_py

    drawn = resvg_py.svg_to_bytes(svg_string=svg, width=WIDTH, background="#ffffff", sans_serif_family=font())
    return drawn[:_HEADER] + _size() + drawn[_HEADER:]


@cache
def font() -> str:
    """Return the first installed font of :data:`FONTS`; raise :class:`CakgError` if there is none."""
    import resvg_py

    blank = resvg_py.svg_to_bytes(svg_string=_SAMPLE.format("").replace("Aa", ""))
    for family in FONTS:
        if resvg_py.svg_to_bytes(svg_string=_SAMPLE.format(family)) != blank:
            return family
    raise CakgError(
        "PNG needs a font for labels, and none of these is installed: " + ", ".join(FONTS),
        remedy="install one (on Debian: apt-get install fonts-dejavu-core), or write SVG",
    )


_HEADER = 33
"""The length in bytes of signature (8) and IHDR chunk (25) of a PNG; optional chunks follow."""


def _size() -> bytes:
    """Return the pHYs chunk of a PNG, which sets the printed size of a pixel."""
    dots = round(DPI / 0.0254)
    part = b"pHYs" + struct.pack(">IIB", dots, dots, 1)
    return struct.pack(">I", len(part) - 4) + part + struct.pack(">I", zlib.crc32(part))

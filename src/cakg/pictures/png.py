"""An SVG of ours as PNG at print size.

The home of resvg, which an extra brings. resvg draws no letter in a font that is not there, and says nothing: so a
font that is there is looked for first.
"""

from __future__ import annotations

import struct
import zlib
from functools import cache

from cakg.errors import CakgError

MILLIMETRES = 170
DPI = 300
WIDTH = round(MILLIMETRES / 25.4 * DPI)
"""How many pixels wide a picture is: the text of a page of A4, 170 mm, at 300 dots an inch."""

FONTS = ("Arial", "Liberation Sans", "Helvetica", "DejaVu Sans", "Noto Sans", "FreeSans")
"""The fonts that text is drawn in, the first that is there."""

_SAMPLE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20">'
    '<text x="2" y="15" font-size="12" font-family="{}">Aa</text></svg>'
)


def check_installed() -> None:
    """Raise unless resvg is there."""
    try:
        import resvg_py  # noqa: F401
    except ImportError as error:
        raise CakgError("PNG needs resvg-py, which is not installed", remedy="pip install 'cakg[export]'") from error


def png(svg: str) -> bytes:
    """Return *svg*, whose fonts end in ``sans-serif``, as PNG: 170 mm wide at 300 dots an inch.

    Without resvg, or without any font to write labels in, it raises :class:`CakgError`.
    """
    check_installed()
    import resvg_py

    drawn = resvg_py.svg_to_bytes(svg_string=svg, width=WIDTH, background="#ffffff", sans_serif_family=font())
    return drawn[:_HEADER] + _size() + drawn[_HEADER:]


@cache
def font() -> str:
    """Return the first of :data:`FONTS` that this machine has; none of them raises :class:`CakgError`."""
    import resvg_py

    blank = resvg_py.svg_to_bytes(svg_string=_SAMPLE.format("").replace("Aa", ""))
    for family in FONTS:
        if resvg_py.svg_to_bytes(svg_string=_SAMPLE.format(family)) != blank:
            return family
    raise CakgError(
        "PNG needs a font to write labels in, and this machine has none of " + ", ".join(FONTS),
        remedy="install one (on Debian: apt-get install fonts-dejavu-core), or write SVG",
    )


_HEADER = 33
"""The bytes of a PNG before its first optional part: a signature of 8, and the 25 of IHDR."""


def _size() -> bytes:
    """Return the part of a PNG that tells how large a dot is printed."""
    dots = round(DPI / 0.0254)
    part = b"pHYs" + struct.pack(">IIB", dots, dots, 1)
    return struct.pack(">I", len(part) - 4) + part + struct.pack(">I", zlib.crc32(part))

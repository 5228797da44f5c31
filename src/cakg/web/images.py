"""SVG images for pages: with a size, and with colours for a dark page beside those for a light one.

An image follows the colour scheme of the reader, not that of a page. Rules replace its colours in the dark.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_COLOUR = re.compile(r' (fill|stroke|stop-color)="(#[0-9a-f]{6})"')
_VIEW = re.compile(r'viewBox="\S+ \S+ (\S+) (\S+)"')

_PAPER, _INK = ("#ffffff", "#14181d"), ("#1c2530", "#e4e8ec")
_DARK = dict(
    [_PAPER, _INK, ("#dfe2e6", "#333b44"), ("#d3d7dc", "#333b44"), ("#f3f5f7", "#1d232a"), ("#4a5561", "#a9b3bd")]
)
"""The colours of a dark page for those of a light one, as in ``colours.css``; all others become lighter."""


def in_both_schemes(svg: str) -> bytes:
    """Return an image of a network or a timeline with its width and height, and with colours for dark pages."""
    found = sorted(set(_COLOUR.findall(svg)))
    return _with_rules(
        svg, (f'[{name}="{colour}"]{{{name}:{_DARK.get(colour) or lighter(colour)}}}' for name, colour in found)
    )


def map_in_both_schemes(svg: str, land: Iterable[tuple[str, str]]) -> bytes:
    """Return an image of a map likewise; *land* has the light and the dark colour of areas that have no answer.

    The colours of answers stay as they are, because their texts have colours that fit them.
    """
    rules = [
        f":root{{fill:{_INK[1]}}}",
        f'rect[fill="{_PAPER[0]}"]{{fill:{_PAPER[1]}}}',
        f"#disputed-border{{stroke:{_INK[1]}}}",
    ]
    for light, dark in land:
        rules += [
            f'[fill="{light}"]{{fill:{dark}}}',
            f'[stroke="{light}"]{{stroke:{dark}}}',
            f'.name[stroke="{light}"]{{fill:{_INK[1]}}}',
        ]
    return _with_rules(svg, rules)


def lighter(colour: str) -> str:
    """Return a colour for a dark background, as ``cakg.ink`` in ``export.js`` does."""
    return "#" + "".join(f"{round(part * 0.55 + 255 * 0.45):02x}" for part in bytes.fromhex(colour[1:]))


def _with_rules(svg: str, rules: Iterable[str]) -> bytes:
    """Return an image with its width and height, and with *rules* for dark pages."""
    style = f"<style>@media(prefers-color-scheme:dark){{{''.join(rules)}}}</style>\n"
    head, start, rest = svg.partition(">")
    if " width=" not in head:
        head = _VIEW.sub(r'\g<0> width="\1" height="\2"', head)
    content, end, last = rest.rpartition("</svg>")
    return f"{head}{start}{content}{style}{end}{last}".encode()

"""A network as Mermaid, the diagrams in text that READMEs and wikis draw.

Knows Mermaid's flowcharts. Does not know what is worth drawing: :mod:`cakg.pictures.compose` does.
"""

from __future__ import annotations

from collections.abc import Iterable

import networkx

from cakg.network.merge import Line
from cakg.network.style import Styles, styles_of
from cakg.pictures.compose import compose

_MOST = 24
_SHAPES = {
    "dot": ("((", "))"),
    "square": ("[", "]"),
    "triangle": ("[/", "\\]"),
    "triangleDown": ("[\\", "/]"),
    "hexagon": ("{{", "}}"),
    "star": (">", "]"),
    "diamond": ("{", "}"),
}
_PLAIN = set(" -,.:'()/–—")


def network_mermaid(graph: networkx.MultiDiGraph[str], *, command: str = "", most: int = _MOST) -> str:
    """Return *graph* as a flowchart of at most *most* things, the best tied; a label is text whatever it contains.

    The first line says which *command* makes it.
    """
    picture, styles = compose(graph, most=most), styles_of(graph)
    names = {thing.iri: f"n{number}" for number, thing in enumerate(picture.things)}
    drawn = [f"%% {_text(command)}"] if command else []
    drawn += ["flowchart LR", f"accTitle: {_text(picture.title)}"]
    for thing in picture.things:
        before, after = _SHAPES.get(styles.thing(thing.kind).shape, ("[", "]"))
        drawn.append(f'{names[thing.iri]}{before}"{_text(thing.label)}"{after}')
        drawn.append(f"style {names[thing.iri]} fill:#ffffff,stroke:{styles.thing(thing.kind).colour},color:#1c2530")
    for group, member in picture.memberships:
        drawn.append(f"{names[group]} --- {names[member]}")
    for line in picture.lines:
        one, other = names[line.one], names[line.other]
        start, end = ("<" if line.to_one else ""), (">" if line.to_other else "-")
        if line.to_one and not line.to_other:
            one, other, start, end = other, one, "", ">"
        drawn.append(f"{one} {start}--{end}|{len(line.statements)}| {other}")
    drawn += _styles(picture.lines, styles, first=len(picture.memberships))
    return "\n".join([*drawn, ""])


def _styles(lines: Iterable[Line], styles: Styles, first: int) -> list[str]:
    """Return how each line looks; those before *first* tie a group to its members."""
    found = [f"linkStyle {number} stroke:#dfe2e6,stroke-width:7px" for number in range(first)]
    for number, line in enumerate(lines, first):
        look = styles.lines[line.certainty]
        dashes = f",stroke-dasharray:{' '.join(map(str, look.dashes))}" if look.dashes else ""
        found.append(f"linkStyle {number} stroke:{look.colour},stroke-width:{line.width:g}px{dashes}")
    return found


def _text(label: str) -> str:
    """Return a label with everything that Mermaid could read as more than text written as a number."""
    return "".join(letter if letter.isalnum() or letter in _PLAIN else f"#{ord(letter)};" for letter in label)

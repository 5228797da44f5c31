"""A network as a Mermaid flowchart, the text diagrams that READMEs and wikis render."""

from __future__ import annotations

import networkx

from cakg.network.style import BELONGING_COLOUR, BELONGING_WIDTH, INK, Looks, styles_of
from cakg.pictures.compose import compose
from cakg.pictures.wording import title_of, wording

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


def network_mermaid(graph: networkx.MultiDiGraph[str], *, command: str = "") -> str:
    """Return *graph* as a flowchart of the things with the most ties, with all labels escaped.

    The first line is a comment with *command*.
    """
    picture, styles = compose(graph, most=_MOST), styles_of(graph)
    line_looks = Looks(styles)
    names = {thing.iri: f"n{number}" for number, thing in enumerate(picture.things)}
    drawn = [f"%% {_text(command)}"] if command else []
    drawn += ["flowchart LR", f"accTitle: {_text(title_of(graph, picture))}"]
    for thing in picture.things:
        before, after = _SHAPES.get(styles.thing(thing.kind).shape, ("[", "]"))
        drawn.append(f'{names[thing.iri]}{before}"{_text(thing.label)}"{after}')
        drawn.append(f"style {names[thing.iri]} fill:#ffffff,stroke:{styles.thing(thing.kind).colour},color:{INK}")
    looks = []
    for group, member, _ in picture.memberships:
        drawn.append(f"{names[group]} --- {names[member]}")
        looks.append(f"stroke:{BELONGING_COLOUR},stroke-width:{BELONGING_WIDTH}px")
    for line in picture.lines:
        one, other = names[line.one], names[line.other]
        start, end = ("<" if line.to_one else ""), (">" if line.to_other else "-")
        if line.to_one and not line.to_other:
            one, other, start, end = other, one, "", ">"
        verbs = _text(wording(graph, line, line_looks).verbs)
        drawn.append(f'{one} {start}--{end}|"{verbs}"| {other}')
        look = line_looks.of(line)
        dashes = f",stroke-dasharray:{' '.join(map(str, look.dashes))}" if look.dashes else ""
        looks.append(f"stroke:{look.colour},stroke-width:{line.width:g}px{dashes}")
    drawn += [f"linkStyle {number} {look}" for number, look in enumerate(looks)]
    return "\n".join([*drawn, ""])


def _text(label: str) -> str:
    """Return a label with all special characters written as numeric Mermaid entities."""
    return "".join(letter if letter.isalnum() or letter in _PLAIN else f"#{ord(letter)};" for letter in label)

"""A network as one page that opens offline: the picture, what it means, and the same as tables.

Knows vis-network, through pyvis, whose home this is: pyvis carries the library's script and
renders the page that every picture has (:mod:`cakg.pictures.html`). Does not know what is worth drawing:
:mod:`cakg.pictures.compose` does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Any

import networkx

from cakg.network.merge import Line
from cakg.network.style import BELONGING_WIDTH, FONT, FONT_SIZE, INK, Looks, Styles, styles_of
from cakg.pictures.compose import Picture, compose
from cakg.pictures.data import looks_of, page_data, places
from cakg.pictures.html import environment
from cakg.pictures.wording import caption
from cakg.tables import counted
from cakg.vocabulary import shorten

MOST_PLACED = 2_000
"""Beside the first picture so many things have places; a browser draws them all at once without waiting."""

MOST_STATEMENTS = 6_000
"""A page holds no more; it says how many it leaves out, and how to ask for less at once."""

_LEAD = "Select a thing or a line to read its claims: who makes them, how firmly, and in which passage."
_VIS = "templates/lib/vis-9.1.2/vis-network.min.js"

_OPTIONS = {
    "physics": {"enabled": False},
    "interaction": {"hover": True, "hoverConnectedEdges": False, "selectConnectedEdges": False},
    "nodes": {
        "chosen": False,
        "shadow": {"enabled": False, "size": 22, "x": 0, "y": 0},
        "font": {"face": FONT, "size": FONT_SIZE, "color": INK, "strokeWidth": 4, "strokeColor": "#ffffff"},
    },
    "edges": {
        "arrowStrikethrough": False,
        "arrows": {"to": {"scaleFactor": 0.5}, "from": {"scaleFactor": 0.5}},
        "font": {"face": FONT, "size": 11, "strokeWidth": 4, "align": "horizontal"},
    },
}
_BELONGING = {"width": BELONGING_WIDTH, "arrows": "", "member": True, "statements": []}


def network_page(
    graph: networkx.MultiDiGraph[str],
    *,
    title: str | None = None,
    command: str = "cakg draw network -o network.html",
    marks: Sequence[str] = (),
) -> str:
    """Return the page that draws *graph*, a network from :func:`cakg.network.build.build`.

    The *title*, where it is left out, says whom the picture is about; *command* is what makes the
    page again. *marks* are those that edges bear, in the order of the legend: colours then tell
    these, and only dashes how firmly something is said. A graph without statements gives a page
    that says so. Every label is text, whatever it contains.
    """
    import pyvis.network  # takes as long as building a network; other formats do without

    styles = styles_of(graph)
    looks = Looks(styles, marks)
    picture = compose(graph, more=MOST_PLACED)
    data = page_data(
        graph,
        caption=caption(graph, picture, title or "", marks),
        command=command,
        first=picture.drawn,
        most=MOST_STATEMENTS,
    )
    data["crowded"] = picture.crowded_out
    data["certainties"] = looks_of(looks.legend)
    data["lines"] = "sources by colour, firmness by dashes" if marks else "how firmly statements are made"
    number = places(data)
    network = pyvis.network.Network(directed=True)
    network.nodes, network.options = _nodes(picture, number, styles), _OPTIONS
    network.edges = _edges(graph, picture, looks, number)
    network.path = "page.html"
    network.templateEnv = environment(data, ("layout.js", "sketch.js", "network.js"), lead=_LEAD, library=_vis_script())
    page: str = network.generate_html(name="network.html", notebook=False)
    return page


def _nodes(picture: Picture, number: Mapping[str, int], styles: Styles) -> list[dict[str, Any]]:
    """Return the things as vis-network takes them; each is known by its place among the page's things."""
    return [
        {
            "id": number[thing.iri],
            "label": "\n".join(thing.rows),
            "hint": f"{thing.label}: {counted(len(thing.statements), 'statement')}",
            "shape": styles.thing(thing.kind).shape,
            "color": styles.thing(thing.kind).colour,
            "size": thing.radius,
            "x": thing.x,
            "y": thing.y,
            "first": thing.first,
        }
        for thing in picture.things
        if thing.iri in number
    ]


def _edges(
    graph: networkx.MultiDiGraph[str], picture: Picture, looks: Looks, number: Mapping[str, int]
) -> list[dict[str, Any]]:
    """Return the lines as vis-network takes them; what belongs to a group lies beneath them."""
    beneath = [
        {
            "id": f"{shorten(group)}~{shorten(member)}~member",
            "from": number[group],
            "to": number[member],
            "bend": bend,
            **_BELONGING,
        }
        for group, member, bend in picture.memberships
        if {group, member} <= number.keys()
    ]
    drawn = [_edge(graph, line, looks, number) for line in picture.lines]
    apart = [
        (edge := _edge(graph, line, looks, number)) | {"id": f"{edge['id']}~apart", "of": drawn[place]["id"]}
        for place, line in picture.apart
    ]
    return beneath + [edge for edge in drawn + apart if edge["statements"]]


def _edge(graph: networkx.MultiDiGraph[str], line: Line, looks: Looks, number: Mapping[str, int]) -> dict[str, Any]:
    """Return a line: of each statement its place, its way and its verb, and which of them stand for all members."""
    look, theme = looks.of(line), line.theme.replace("-", " ")
    known = {line.one, line.other} <= number.keys()
    parts = [part for part in line.parts if known and part.statement in number]
    bundles: dict[object, list[int]] = defaultdict(list)
    for part in parts:
        if part.bundle:
            bundles[part.bundle].append(number[part.statement])
    one, other = (graph.nodes[end]["label"] for end in (line.one, line.other))
    return {
        "id": "~".join(
            filter(None, (shorten(line.one), shorten(line.other), line.theme, line.certainty, line.mark, line.choice))
        ),
        "color": look.colour,
        "dashes": list(look.dashes) or False,
        "width": line.width,
        "bend": line.bend,
        "looks": looks.names(line),
        "ends": [one, other],
        "firmness": look.label.partition(":")[0],
        "about": " · ".join(filter(None, (theme, line.mark, look.label))),
        "from": number.get(line.one),
        "to": number.get(line.other),
        "statements": [number[part.statement] for part in parts],
        "ways": [part.direction for part in parts],
        "verbs": [part.verb for part in parts],
        **({"bundles": list(bundles.values())} if bundles else {}),
    }


def _vis_script() -> str:
    """Return vis-network as pyvis carries it, without the comment that sends a debugger to another file."""
    script = resources.files("pyvis").joinpath(_VIS).read_text(encoding="utf-8")
    return script.partition("\n//# sourceMappingURL=")[0]

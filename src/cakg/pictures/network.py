"""A network as an HTML page that works offline: the picture, its legend and its tables.

Only this module uses pyvis, which includes the script of vis-network and renders the page
(:mod:`cakg.pictures.html`). :mod:`cakg.pictures.compose` decides what to draw.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import networkx

from cakg.harmless import visible_data
from cakg.network.merge import Line
from cakg.network.style import BELONGING_WIDTH, FONT, FONT_SIZE, INK, Looks, Styles, styles_of
from cakg.pictures.compose import Picture, compose
from cakg.pictures.data import indices, page_data, style_data
from cakg.pictures.html import Content, Shell, environment
from cakg.pictures.wording import caption
from cakg.tables import counted
from cakg.vocabulary import shorten

MOST_PLACED = 2_000
"""The most things that get positions outside the first picture; a browser can draw that many without delay."""

MOST_STATEMENTS = 6_000
"""The most statements in a page. The page says how many are left out, and how to select fewer."""

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
    """Return the page of *graph*, a network from :func:`cakg.network.build.build`.

    The default *title* names the things that the picture is about. *command* is the command that draws the page.
    *marks* lists the marks of edges in legend order. With marks, the colour of a line shows its mark, and only the
    dashes show how firmly its statements are made.

    A graph without statements gives a page that says so. All labels are escaped.
    """
    import pyvis.network  # slow to import, and only needed here

    content = network_content(graph, title=title, command=command, marks=marks)
    network = pyvis.network.Network(directed=True)
    network.nodes, network.edges, network.options = (content.network[name] for name in ("nodes", "edges", "options"))
    network.path = "page.html"
    network.templateEnv = environment(content)
    page: str = network.generate_html(name="network.html", notebook=False)
    return page


def network_content(
    graph: networkx.MultiDiGraph[str], *, title: str | None = None, command: str = "", marks: Sequence[str] = ()
) -> Content:
    """Return the content of the page of *graph*; the arguments are those of :func:`network_page`."""
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
    data["certainties"] = style_data(looks.legend)
    data["lines"] = "sources (colour) and firmness (dashes)" if marks else "how firmly statements are made"
    number = indices(data)
    drawn = {"nodes": _nodes(picture, number, styles), "edges": _edges(graph, picture, looks, number)}
    network = {**{name: visible_data(items) for name, items in drawn.items()}, "options": _OPTIONS}
    return Content(data, SHELL, network)


def _nodes(picture: Picture, number: Mapping[str, int], styles: Styles) -> list[dict[str, Any]]:
    """Return the nodes for vis-network; their ids are indices in the page's list of things."""
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
    """Return the edges for vis-network; lines between groups and members come first, below the others."""
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
        for place, line in picture.member_lines
    ]
    return beneath + [edge for edge in drawn + apart if edge["statements"]]


def _edge(graph: networkx.MultiDiGraph[str], line: Line, looks: Looks, number: Mapping[str, int]) -> dict[str, Any]:
    """Return a line for vis-network: index, direction and verb of each statement, and bundles of merged ones."""
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
        "directions": [part.direction for part in parts],
        "verbs": [part.verb for part in parts],
        **({"bundles": list(bundles.values())} if bundles else {}),
    }


def _vis_script() -> str:
    """Return the script of vis-network from pyvis, without its reference to a source map.

    pyvis itself is not imported, because it is slow to import and needs much memory.
    """
    package = find_spec("pyvis")
    assert package
    assert package.submodule_search_locations
    script = Path(package.submodule_search_locations[0], _VIS).read_text(encoding="utf-8")
    return script.partition("\n//# sourceMappingURL=")[0]


SHELL = Shell(
    ("layout.js", "sketch.js", "network.js"),
    "Select a thing or a line to read its claims: who makes them, how firmly, and in which passage.",
    _vis_script,
)
"""What all pages of networks share."""

"""A network as one page that opens offline: the picture, what it means, and the same as a table.

Knows HTML and vis-network, through pyvis, whose home this is. Does not know what is worth
drawing: :mod:`cakg.picture` does. The page asks for nothing from anywhere: pyvis carries the
script of vis-network, the page carries it on, and its Content-Security-Policy allows that
script and ours by their hashes.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from importlib import resources
from typing import TYPE_CHECKING, Any

import networkx
import pyvis.network
from jinja2 import Environment, PackageLoader

from cakg.bundles import Line
from cakg.looks import FONT, FONT_SIZE, FOOTINGS, INK, KINDS, footing, width
from cakg.network import build
from cakg.picture import Picture, compose
from cakg.selection import Selection
from cakg.svg import line_sample, shape_sample

if TYPE_CHECKING:
    from cakg.knowledge import KnowledgeGraph

_VIS = "templates/lib/vis-9.1.2/vis-network.min.js"

_OPTIONS = {
    "physics": {"enabled": False},
    "interaction": {"hover": True, "tooltipDelay": 150, "selectConnectedEdges": False, "zoomView": False},
    "nodes": {
        "chosen": False,
        "font": {"face": FONT, "size": FONT_SIZE, "color": INK, "strokeWidth": 4, "strokeColor": "#ffffff"},
    },
    "edges": {"chosen": False, "hoverWidth": 1.5, "selectionWidth": 1.5, "arrowStrikethrough": False},
}


def draw(kg: KnowledgeGraph, selection: Selection, command: str) -> str:  # noqa: ARG001 - the page shows it
    """Return the page of what *selection* keeps, which *command* asks for."""
    return network_page(build(kg.engine, selection))


def network_page(
    graph: networkx.MultiDiGraph[str],
    *,
    title: str | None = None,
    selection: str | None = None,
    version: str | None = None,
    sources: Iterable[str] | None = None,
) -> str:
    """Return the page that draws *graph*, a network from :func:`cakg.network.build`.

    The legend names *selection*, *version* and *sources* (each with its date); where they or the
    *title* are left out, the page takes what the graph says of itself. A graph without ties
    gives a page that says so. Every label is text, whatever it contains.
    """
    facts, picture = graph.graph, compose(graph)
    vis, ours = _vis_script(), _own_file("network.js")
    network = pyvis.network.Network(directed=True)
    network.nodes, network.edges, network.options = _nodes(picture), _edges(picture), _OPTIONS
    network.path = "network.html"
    network.templateEnv = Environment(
        loader=PackageLoader("cakg"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    network.templateEnv.globals.update(
        title=picture.title if title is None else title,
        selection=facts.get("selection", "") if selection is None else selection,
        version=facts.get("version", "") if version is None else version,
        sources=list(facts.get("sources", "").splitlines() if sources is None else sources),
        picture=picture,
        statements=[_statement(picture, iri) for iri in picture.statements],
        busiest=sorted(picture.things, key=lambda thing: (-len(thing.statements), thing.iri))[:5],
        lines_legend=_lines_legend(picture),
        shapes_legend=_shapes_legend(picture),
        vis=vis,
        ours=ours,
        style=_own_file("network.css"),
        policy=_policy(vis, ours),
    )
    page: str = network.generate_html(name="network.html", notebook=False)
    return page


def _nodes(picture: Picture) -> list[dict[str, Any]]:
    """Return the things as vis-network takes them; what no line stands for comes last in their panels."""
    number = {iri: place for place, iri in enumerate(picture.statements)}
    order = {place: (iri not in picture.drawn, place) for iri, place in number.items()}
    return [
        {
            "id": thing.iri,
            "label": "\n".join(thing.rows),
            "name": thing.label,
            "about": " · ".join(filter(None, (KINDS[thing.kind].label, thing.definition))),
            "title": f"{thing.label}: {_count(len(thing.statements), 'statement')}",
            "shape": KINDS[thing.kind].shape,
            "color": KINDS[thing.kind].colour,
            "size": thing.radius,
            "x": thing.x,
            "y": thing.y,
            "statements": sorted((number[iri] for iri in thing.statements), key=order.__getitem__),
        }
        for thing in picture.things
    ]


def _edges(picture: Picture) -> list[dict[str, Any]]:
    """Return the lines as vis-network takes them; what belongs to a group lies beneath them."""
    names = {thing.iri: thing.label for thing in picture.things}
    number = {iri: place for place, iri in enumerate(picture.statements)}
    beneath = [
        {
            "id": f"member {place}",
            "from": group,
            "to": member,
            "width": 7,
            "color": "#dfe2e6",
            "smooth": False,
            "name": f"{names[member]} belongs to {names[group]}",
            "statements": [],
        }
        for place, (group, member) in enumerate(picture.memberships)
    ]
    return beneath + [
        _edge(place, line, names) | {"statements": sorted(number[iri] for iri in line.statements)}
        for place, line in enumerate(picture.lines)
    ]


def _edge(place: int, line: Line, names: dict[str, str]) -> dict[str, Any]:
    look = FOOTINGS[line.footing]
    ends = f"{names[line.one]} – {names[line.other]}"
    return {
        "id": f"line {place}",
        "from": line.one,
        "to": line.other,
        "arrows": {
            "to": {"enabled": line.to_other, "scaleFactor": 0.5},
            "from": {"enabled": line.to_one, "scaleFactor": 0.5},
        },
        "color": look.colour,
        "dashes": list(look.dashes) or False,
        "width": width(len(line.statements)),
        "smooth": {"type": "curvedCW" if line.bend > 0 else "curvedCCW", "roundness": 0.16 * abs(line.bend)}
        if line.bend
        else False,
        "name": ends,
        "about": look.label,
        "title": f"{ends}: {_count(len(line.statements), 'statement')}, {look.label.partition(':')[0]}",
    }


def _statement(picture: Picture, iri: str) -> dict[str, Any]:
    """Return a statement for the panel and the table."""
    one = picture.statements[iri]
    return {
        "label": one.label,
        "status": one.status,
        "footing": footing(one.status),
        "theme": one.theme,
        "when": one.when,
        "claims": one.claims,
        "things": one.things,
        "drawn": iri in picture.drawn,
    }


def _lines_legend(picture: Picture) -> list[tuple[str, str]]:
    used = {line.footing for line in picture.lines}
    return [(line_sample(name), look.label) for name, look in FOOTINGS.items() if name in used]


def _shapes_legend(picture: Picture) -> list[tuple[str, str]]:
    used = {thing.kind for thing in picture.things}
    return [(shape_sample(kind), look.label) for kind, look in KINDS.items() if kind in used]


def _vis_script() -> str:
    """Return vis-network as pyvis carries it, without the comment that sends a debugger to another file."""
    script = resources.files("pyvis").joinpath(_VIS).read_text(encoding="utf-8")
    return script.partition("\n//# sourceMappingURL=")[0]


def _own_file(name: str) -> str:
    return resources.files("cakg").joinpath("templates", name).read_text(encoding="utf-8")


def _policy(*scripts: str) -> str:
    """Return the policy under which nothing runs but *scripts* and nothing is fetched."""
    digests = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    allowed = " ".join(f"'sha256-{digest}'" for digest in digests)
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data:;"
        " base-uri 'none'; form-action 'none'"
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"

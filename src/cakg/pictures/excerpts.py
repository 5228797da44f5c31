"""Pictures of a part of a network: the paths between two things, and the comparison of two sources.

This module selects the part and sets its title and command. :mod:`cakg.pictures.network` and
:mod:`cakg.pictures.svg` draw it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise

from cakg.extensions import EXTENSIONS
from cakg.network.build import Network, by_statement
from cakg.pages.compare import AGREE, DISAGREE, NEITHER, Comparison
from cakg.pages.path import Connections
from cakg.pictures.drawing import Drawing
from cakg.pictures.network import network_page
from cakg.pictures.svg import network_svg
from cakg.questions.catalogue import quoted

_SHARED = {AGREE: "both sources, in agreement", DISAGREE: "both sources, in conflict", NEITHER: "both sources"}
_JOINED = {
    AGREE: "one source, the other agrees",
    DISAGREE: "one source, the other disagrees",
}

_ACROSS, _DOWN = 280, 170
"""The distances between columns and rows in a picture of paths, in pixels."""


def path_drawing(whole: Network, found: Connections, *, command: str = "") -> Drawing:
    """Return the picture of the paths in *found*; *whole* is the network with all statements.

    The picture names *command* as the command that draws it, by default `cakg path` with the selection of *whole*.
    """
    title = f"How {found.start} and {found.end} are connected, and who says so" if found.paths else found.table()
    options = whole.selection.to_options() if whole.selection else []
    part = path_network(whole, found)
    again = partial(_command, command, "path", found.start, found.end, *options)
    writers = {
        "html": lambda: network_page(part, title=title, command=again("html")),
        "svg": lambda: network_svg(part, title=title, command=again("svg")),
    }
    return Drawing("path", lambda: part, writers, again)


def comparison_drawing(whole: Network, found: Comparison, *, command: str = "") -> Drawing:
    """Return the picture of a comparison; *whole* is the network of the statements of its two sources.

    The picture names *command* as the command that draws it, by default `cakg compare`.
    """
    part, marks = comparison_network(whole, found)
    title = f"{found.one} and {found.other}: what both say, and what only one says"
    again = partial(_command, command, "compare", found.one, found.other)
    writers = {
        "html": lambda: network_page(part, title=title, command=again("html"), marks=marks),
        "svg": lambda: network_svg(part, title=title, command=again("svg"), marks=marks),
    }
    marks_of = {iri: {"said_by": edge["mark"]} for iri, edge in by_statement(part).items()}
    return Drawing("compare", lambda: part, writers, again, lambda: marks_of)


def _command(command: str, name: str, *words: str) -> str:
    """Return *command*, or else `cakg NAME WORDS -o FILE`; the last word is the format of the file."""
    return command or " ".join(map(quoted, ["cakg", name, *words[:-1], "-o", name + EXTENSIONS[words[-1]][0]]))


def path_network(whole: Network, found: Connections) -> Network:
    """Return the things on the paths of *found*, with every statement that connects neighbours on a path.

    Things are placed in columns, from the start on the left to the end on the right. Judgements and causes are drawn
    too. An edge has the direction of its statement; if neither end is the subject, it is a line without an arrow.
    """
    part = _empty_part(whole, f"the shortest paths from {found.start} to {found.end}")
    for place, step in enumerate(zip(*found.routes, strict=True)):
        column = list(dict.fromkeys(step))
        for row, thing in enumerate(column):
            x, y = _ACROSS * place, round(_DOWN * (row - (len(column) - 1) / 2))
            part.add_node(thing, **{**whole.nodes[thing], "about": 1, "x": x, "y": y})
    edges = by_statement(whole)
    for route, path in zip(found.routes, found.paths, strict=True):
        for ends, step in zip(pairwise(route), path.steps, strict=True):
            for iri in (statement.iri for statement in step.statements):
                led = next((pair for pair in (ends, ends[::-1]) if whole.has_edge(*pair, iri)), None)
                edge = whole.edges[*led, iri] if led else {**edges[iri], "role": "involved"}
                drawn = (
                    "line" if not led else "arrow" if edge.get("drawnAs") == "none" else edge.get("drawnAs", "arrow")
                )
                part.add_edge(*(led or ends), iri, **{**edge, "drawnAs": drawn})
    return _with_own_sources(part)


def comparison_network(whole: Network, found: Comparison) -> tuple[Network, Sequence[str]]:
    """Return the network of a comparison, and the possible marks of its edges in legend order.

    The attribute ``mark`` of an edge says whether only one source makes the statement, both make claims about it, or
    one makes it and it was matched with another statement of the other source. The attribute ``points`` has the
    reason: a line on how the two were matched, then one line for each claim, starting with a hyphen.
    """
    alone = f"{found.one} only", f"{found.other} only"
    marks = {one.iri: alone[0] for one in found.only_one} | {one.iri: alone[1] for one in found.only_other}
    points: dict[str, dict[str, None]] = {}
    # Points on shared statements come last, so that their marks overwrite those of other matches.
    for point in sorted(found.points, key=lambda point: bool(point.statements)):
        lines = [f"{point.relation.capitalize()}: {point.explanation}", *(f"- {each.line}" for each in point.claims)]
        for iri in (statement.iri for each in point.claims for statement in each.statements):
            points.setdefault(iri, {})["\n".join(lines)] = None
            if mark := (_SHARED if point.statements else _JOINED).get(point.relation):
                marks[iri] = mark
    part = _empty_part(whole, f"{found.one} and {found.other} side by side")
    for one, other, iri, edge in whole.edges(keys=True, data=True):
        if iri in marks:
            part.add_nodes_from((thing, whole.nodes[thing]) for thing in (one, other))
            part.add_edge(one, other, iri, **edge, mark=marks[iri], points="\n".join(points.get(iri, ())))
    return _with_own_sources(part), (*alone, *_SHARED.values(), *_JOINED.values())


def _with_own_sources(part: Network) -> Network:
    """Set the sources of a network to those of its own statements, and return it."""
    if part.records:
        statements = part.records.statements(by_statement(part)).values()
        sources = {claim.passage.source for one in statements for claim in one.claims}
        part.graph["sources"] = "\n".join(source.named_with_date for source in sorted(sources))
    return part


def _empty_part(whole: Network, selection: str) -> Network:
    """Return an empty network with the attributes of *whole* and this *selection*."""
    kept = whole.graph["selection"]
    part = Network(**{**whole.graph, "selection": selection + (f", {kept}" if kept != "everything" else "")})
    part.records = whole.records
    return part

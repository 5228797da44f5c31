"""A network as a file for Gephi, networkx and spreadsheets: GraphML, GEXF, or two tables.

Knows how to write one without losing an edge or an attribute. networkx' own writers do the
rest; what of them depends on the day is left out, so that the same network is the same bytes.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx
from networkx.readwrite.gexf import GEXFWriter
from networkx.readwrite.graphml import GraphMLWriter

from cakg.errors import OutputError
from cakg.files import STDOUT
from cakg.network.style import Styles, styles_of, width
from cakg.vocabulary import shorten


def files(graph: networkx.MultiDiGraph[str], format: str, path: Path) -> dict[Path, bytes]:
    """Return what to write where so that *path* holds *graph*, a network from :func:`cakg.network.build.build`.

    The key of an edge is ``stmt:…~id:…``, a statement and the thing that its edge leads to: Gephi
    drops an edge whose name it has seen. ``csv-network`` is a table of edges at *path* and one of
    things beside it, ``…-things.csv``; a table has no place for what is true of the whole, so each row names the
    version and the licence of the graph.
    """
    flat = _flat(graph)
    if format == "graphml":
        return {path: _xml(GraphMLWriter(flat, prettyprint=False).xml)}
    if format == "gexf":
        return {path: _gexf(flat, styles_of(graph))}
    if path == STDOUT:
        raise OutputError("csv-network makes two files", remedy="name the one for edges with -o FILE")
    whole = {"graphVersion": graph.graph.get("version", ""), "graphLicence": graph.graph.get("licence", "")}
    edges = [
        {"source": one, "target": other, "id": key, **edge, **whole}
        for one, other, key, edge in flat.edges(data=True, keys=True)
    ]
    things = [{"id": thing, **facts, **whole} for thing, facts in flat.nodes(data=True)]
    return {
        path.with_name(f"{path.stem}-things{path.suffix}"): _table(things, "id"),
        path: _table(edges, "source", "target", "id"),
    }


def _flat(graph: networkx.MultiDiGraph[str]) -> networkx.MultiDiGraph[str]:
    """Return a copy whose edges have names of their own, all in one order."""
    flat: networkx.MultiDiGraph[str] = networkx.MultiDiGraph(**graph.graph)
    flat.add_nodes_from((thing, dict(graph.nodes[thing])) for thing in sorted(graph))
    for one, other, statement, edge in sorted(graph.edges(data=True, keys=True), key=lambda each: each[:3]):
        flat.add_edge(one, other, key=f"{shorten(statement)}~{shorten(other)}", **edge)
    return flat


def _gexf(graph: networkx.MultiDiGraph[str], styles: Styles) -> bytes:
    """Return GEXF that Gephi shows as our pictures do: in the same places, shapes and colours."""
    for _, facts in graph.nodes(data=True):
        facts["viz"] = {"color": _colour(styles.thing(facts["kind"]).colour)}
        if "x" in facts:
            facts["viz"]["position"] = {"x": facts["x"], "y": -facts["y"], "z": 0}
    for _, _, key, edge in graph.edges(data=True, keys=True):
        edge |= {
            "id": key,
            "viz": {"color": _colour(styles.lines[styles.certainty(edge["status"])].colour), "thickness": width(1)},
        }
    written = GEXFWriter(graph).xml
    meta = written.find("meta")
    if meta is not None:
        meta.attrib.clear()
        known = [f"{name}: {value}" for name, value in graph.graph.items() if value]
        ElementTree.SubElement(meta, "description").text = "\n".join(known)
    return _xml(written)


def _colour(text: str) -> dict[str, int]:
    return dict(zip("rgb", bytes.fromhex(text[1:]), strict=True))


def _xml(tree: ElementTree.Element) -> bytes:
    ElementTree.indent(tree)
    written: bytes = ElementTree.tostring(tree, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _table(rows: Sequence[Mapping[str, Any]], *first: str) -> bytes:
    """Return a table with a column for whatever some row has; a cell is empty where a row lacks it."""
    columns = dict.fromkeys([*first, *chain.from_iterable(rows)])
    table = io.StringIO(newline="")
    writer = csv.DictWriter(table, list(columns), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return table.getvalue().encode()

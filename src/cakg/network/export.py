"""Export of a network for Gephi, networkx and spreadsheets: GraphML, GEXF, or two CSV tables.

All edges and attributes are kept. The writers are networkx' own; the dates that they add are removed, so that the
same network always gives the same bytes.
"""

from __future__ import annotations

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
from cakg.harmless import visible_data
from cakg.network.style import Styles, styles_of, width
from cakg.tables import csv
from cakg.vocabulary import shorten


def files(graph: networkx.MultiDiGraph[str], format: str, path: Path, *, raw: bool = False) -> dict[Path, bytes]:
    """Return the files to write, by path: *graph* in *format* at *path*.

    The key of an edge is ``stmt:…~id:…``, its statement and its target, because Gephi drops edges with a repeated
    key. The format ``csv-network`` has two files: the edges at *path* and the things at ``…-things.csv`` in the same
    folder. Each row of these tables repeats the version and the licence of the graph; *raw* leaves their texts as they
    are, which :func:`cakg.tables.csv` explains.
    """
    flat = _flat(graph)
    if format == "graphml":
        return {path: _xml(GraphMLWriter(_visible(flat), prettyprint=False).xml)}
    if format == "gexf":
        return {path: _gexf(_visible(flat), styles_of(graph))}
    if path == STDOUT:
        raise OutputError("csv-network writes two files", remedy="give the file of edges with -o FILE")
    whole = {"graphVersion": graph.graph.get("version", ""), "graphLicence": graph.graph.get("licence", "")}
    edges = [
        {"source": one, "target": other, "id": key, **edge, **whole}
        for one, other, key, edge in flat.edges(data=True, keys=True)
    ]
    things = [{"id": thing, **facts, **whole} for thing, facts in flat.nodes(data=True)]
    return {
        path.with_name(f"{path.stem}-things{path.suffix}"): _table(things, "id", raw=raw),
        path: _table(edges, "source", "target", "id", raw=raw),
    }


def _flat(graph: networkx.MultiDiGraph[str]) -> networkx.MultiDiGraph[str]:
    """Return a sorted copy in which each edge has a unique key."""
    flat: networkx.MultiDiGraph[str] = networkx.MultiDiGraph(**graph.graph)
    flat.add_nodes_from((thing, dict(graph.nodes[thing])) for thing in sorted(graph))
    for one, other, statement, edge in sorted(graph.edges(data=True, keys=True), key=lambda each: each[:3]):
        flat.add_edge(one, other, key=f"{shorten(statement)}~{shorten(other)}", **edge)
    return flat


def _visible(flat: networkx.MultiDiGraph[str]) -> networkx.MultiDiGraph[str]:
    """Return *flat*, in which XML can represent every text."""
    for facts in (
        flat.graph,
        *(facts for _, facts in flat.nodes(data=True)),
        *(edge for *_, edge in flat.edges.data()),
    ):
        facts.update(visible_data(facts))
    return flat


def _gexf(graph: networkx.MultiDiGraph[str], styles: Styles) -> bytes:
    """Return the network as GEXF with the positions, colours and line widths of the pictures."""
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


def _table(rows: Sequence[Mapping[str, Any]], *first: str, raw: bool) -> bytes:
    """Return *rows* as CSV with all their columns, beginning with *first*; missing values are empty cells."""
    columns = list(dict.fromkeys([*first, *chain.from_iterable(rows)]))
    table = [columns, *([row.get(name, "") for name in columns] for row in rows)]
    return csv(table, newline="\r\n", raw=raw).encode()

"""Networks as SVG: everything, the legend included, is inside the frame."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from cakg.graph import KnowledgeGraph
from cakg.pictures.svg import network_svg
from cakg.pictures.text_width import width


@pytest.mark.parametrize("chosen", [{}, {"about": "Tajikistan"}, {"themes": "security", "until": "1990-01-01"}])
def test_no_row_of_the_legend_is_cut_off(small: KnowledgeGraph, chosen: dict[str, str]) -> None:
    """Legend and sources are legible in a narrow image."""
    root = ElementTree.fromstring(network_svg(small.network(**chosen)))
    left, _, across, _ = map(int, root.attrib["viewBox"].split())
    rows = [element for element in root.iter() if element.tag.endswith("text") and not element.get("text-anchor")]

    assert rows
    for row in rows:
        size = int(row.get("font-size", root.attrib["font-size"]))
        end = int(row.attrib["x"]) + width(row.text or "", size)
        assert left < int(row.attrib["x"])
        assert end < left + across, row.text


def test_an_image_names_its_command(small: KnowledgeGraph) -> None:
    """The command is in the metadata, as text."""
    root = ElementTree.fromstring(
        small.draw("network", format="svg", command="cakg draw network --about '<b>' -o network.svg")
    )

    assert root.findtext("{*}metadata") == "cakg draw network --about '<b>' -o network.svg"

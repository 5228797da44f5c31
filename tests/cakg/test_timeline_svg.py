"""Timelines as SVG: everything is inside the frame, and the image states what it leaves out."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from xml.etree import ElementTree

import pytest

from cakg.graph import KnowledgeGraph
from cakg.paths import shipped
from cakg.pictures.timeline_svg import timeline_svg
from cakg.store.local import LocalStore

pytestmark = pytest.mark.slow

SVG = "{http://www.w3.org/2000/svg}"
STATEMENT = """
    id:a a cakg:State ; rdfs:label "A"@en . id:b a cakg:State ; rdfs:label "B"@en .
    id:writer a cakg:Person ; rdfs:label "Writer"@en .
    source:one a cakg:Article ; rdfs:label "One"@en ; cakg:shortName "One 2022" ; cakg:author id:writer .
    passage:one a cakg:Passage ; cakg:source source:one ; cakg:paragraph 1 ; cakg:sentence 1 .
    stmt:a a cakg:Statement , rdf:Statement ; rdfs:label "%s"@en ; rdf:subject id:a ;
        rdf:predicate cakg:visited ; rdf:object id:b ; %s .
    claim:a a cakg:Claim ; cakg:affirms stmt:a ; cakg:mode mode:asserted ; cakg:speaker id:writer ;
        cakg:passage passage:one .
"""


def texts(root: ElementTree.Element) -> list[str]:
    return [element.text or "" for element in root.iter(f"{SVG}text")]


def bars(root: ElementTree.Element) -> dict[str, ElementTree.Element]:
    """Return the group of each bar by its title."""
    return {
        str(group.findtext(f"{SVG}title")): group
        for group in root.iter(f"{SVG}g")
        if group.find(f"{SVG}title") is not None
    }


def test_image_describes_its_content(small: KnowledgeGraph) -> None:
    """Title, takeaway, selection, sources, version and command; undated statements are counted."""
    root = ElementTree.fromstring(small.timeline().svg())
    words = " ".join(texts(root))

    assert root.findtext(f"{SVG}title") == "What the sources say, by date"
    assert root.findtext(f"{SVG}desc") == (
        "1 of 7 statements has a date; 1 of these is said without a hedge. All dates are in 2022."
    )
    assert root.findtext(f"{SVG}metadata") == "cakg draw timeline -o timeline.svg"
    assert "Not drawn: 6 statements without a date." in words
    assert "Sources: Institute 2023 (undated, about January 2023); Agency 2022 (26 December 2022)." in words
    assert f"Graph version {small.version}, content {small.content_hash[:12]}." in words
    assert "Abstention of Kazakhstan" in words


def test_every_dated_statement_has_a_bar_in_the_lane_of_its_theme(shipped_kg: KnowledgeGraph) -> None:
    """The page has the same bars with the same ends."""
    network = shipped_kg.network()
    root = ElementTree.fromstring(timeline_svg(network))
    dated = [
        one for one in network.records.statements({key for *_, key in network.edges(keys=True)}).values() if one.when
    ]

    assert sorted(bars(root)) == sorted(f"{one.label}, {one.when} ({one.status.label})" for one in dated)
    measure = next(
        group for title, group in bars(root).items() if title.startswith("Growth of Russia's trade with Kazak")
    )
    assert measure.find(f"{SVG}rect").get("fill", "").startswith("#")
    event = next(group for title, group in bars(root).items() if title.startswith("Abstention of Kazakhstan"))
    assert event.find(f"{SVG}rect").get("fill", "").endswith("-both)")
    denied = [group for title, group in bars(root).items() if title.endswith("(denied)")]
    assert denied
    assert all(group.findall(f"{SVG}rect")[1].get("fill") == "url(#gaps)" for group in denied)
    assert all(next(group.iter(f"{SVG}text")).text.startswith("Denied: ") for group in denied)


def test_labels_stay_in_the_frame_without_overlaps(shipped_kg: KnowledgeGraph) -> None:
    """No label is cut or overlaps another label or bar."""
    root = ElementTree.fromstring(timeline_svg(shipped_kg.network()))
    width = int(root.attrib["viewBox"].split()[2])
    boxes = []
    for number, group in enumerate(bars(root).values()):
        anchor = group.find(f"{SVG}g").get("text-anchor")
        for text in group.iter(f"{SVG}text"):
            wide = len(text.text) * 12 * 0.54
            x = int(text.attrib["x"]) - (wide if anchor == "end" else 0)
            boxes.append((number, x, x + wide, int(text.attrib["y"]) - 9, int(text.attrib["y"]) + 3))
        bar = {name: float(value) for name, value in group.find(f"{SVG}rect").items() if name in ("x", "y", "width")}
        boxes.append((number, bar["x"], bar["x"] + bar["width"], bar["y"], bar["y"] + 9))

    assert all(left >= 112 and right <= width for _, left, right, *_ in boxes)
    for (one, *first), (other, *second) in itertools.combinations(boxes, 2):
        apart = first[1] < second[0] or second[1] < first[0] or first[3] < second[2] or second[3] < first[2]
        assert one == other or apart


def test_what_has_no_room_is_counted(shipped_kg: KnowledgeGraph) -> None:
    """The most important statements are drawn; the image says how many dated statements are not."""
    root = ElementTree.fromstring(timeline_svg(shipped_kg.network(), most=5))

    assert len(bars(root)) == 5
    assert any("(contested)" in about for about in bars(root))
    assert any("Not drawn for lack of room: " in text for text in texts(root))


@pytest.mark.parametrize("label", ["</text><script>alert(1)</script>", '"><image href="x"/>', "long " * 60])
def test_a_label_is_text(graph_of: Callable[[str], LocalStore], label: str) -> None:
    """Labels with markup are written in full and escaped."""
    engine = graph_of(STATEMENT % (label.strip().replace('"', '\\"'), 'cakg:earliest "2020-01-01"^^xsd:date'))
    root = ElementTree.fromstring(KnowledgeGraph(engine, shipped()).timeline().svg())

    assert " ".join(label.split()) in " ".join(texts(root))
    drawn = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert not drawn & {"script", "image", "a", "foreignObject"}
    assert not [name for element in root.iter() for name in element.attrib if name.startswith("on") or "href" in name]


def test_a_bar_as_wide_as_the_axis_has_its_label_above(graph_of: Callable[[str], LocalStore]) -> None:
    """A label without room beside its bar is above it."""
    dates = 'cakg:earliest "2000-01-01"^^xsd:date ; cakg:latest "2020-12-31"^^xsd:date'
    root = ElementTree.fromstring(
        KnowledgeGraph(graph_of(STATEMENT % ("A visits B", dates)), shipped()).timeline().svg()
    )
    [group] = bars(root).values()

    assert float(group.find(f"{SVG}rect").attrib["y"]) > int(next(group.iter(f"{SVG}text")).attrib["y"])


def test_without_dates_it_says_so(small: KnowledgeGraph) -> None:
    root = ElementTree.fromstring(small.timeline(about="drones").svg())

    assert root.findtext(f"{SVG}desc") == "No statement has a date."
    assert bars(root) == {}


@pytest.mark.fonts
def test_same_graph_gives_the_same_bytes_everywhere(printed_everywhere: Callable[[str], set[str]]) -> None:
    """Hash seed, time zone and locale change neither image nor table."""
    script = (
        "import hashlib, cakg\n"
        "drawn = cakg.open().timeline()\n"
        "print(hashlib.sha256(b''.join(map(drawn.write, drawn.formats))).hexdigest())\n"
    )
    made = printed_everywhere(script)
    assert len(made) == 1

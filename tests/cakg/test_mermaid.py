"""Networks as Mermaid: the same content as other pictures, with escaped labels."""

from __future__ import annotations

import re

import networkx
import pytest

from cakg.cli import main
from cakg.pictures.mermaid import network_mermaid


def network(label: str) -> networkx.MultiDiGraph[str]:
    graph: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    graph.add_node("a", label=label, kind="State", statements=2)
    graph.add_node("b", label="B", kind="Event", statements=2)
    for key, status in (("s", "stated"), ("t", "contested")):
        graph.add_edge("a", "b", key=key, statement=key, label=key, predicate="p", role="object", status=status)
    return graph


def test_each_line_of_the_picture_is_a_line_with_its_style() -> None:
    """Two things with statements of two certainties have two lines, each with its verb."""
    drawn = network_mermaid(network("Kyrgyz Republic"), command="cakg draw network").splitlines()

    assert drawn[:2] == ["%% cakg draw network", "flowchart LR"]
    assert 'n0(("Kyrgyz Republic"))' in drawn
    assert [line for line in drawn if "|" in line] == ['n0 -->|"tied"| n1', 'n0 -->|"tied"| n1']
    assert "linkStyle 0 stroke:#0072b2,stroke-width:1.6px" in drawn
    assert "linkStyle 1 stroke:#b0246a,stroke-width:1.6px,stroke-dasharray:12 4 3 4" in drawn


@pytest.mark.parametrize(
    "label",
    ['"]; click n0 "javascript:alert(1)"', "<img src=x onerror=alert(1)>", "`**bold**`", "#quot; end\n%%{init}%%"],
)
def test_a_hostile_label_is_text(label: str) -> None:
    """Special characters of Mermaid and HTML are written as numeric entities."""
    (node,) = [line for line in network_mermaid(network(label)).splitlines() if line.startswith("n0((")]
    text = re.fullmatch(r'n0\(\("([^"]*)"\)\)', node)

    assert text
    assert not set(text[1]) & set("<>`[]{}%=")
    assert re.sub(r"#(\d+);", lambda code: chr(int(code[1])), text[1]) == label


def test_the_command_writes_it(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """A dash as file name writes to standard output."""
    assert main(["draw", "network", "--format", "mermaid", "--theme", "security", "-o", "-"]) == 0
    assert capfdbinary.readouterr().out.startswith(b"%% cakg draw network --format mermaid --theme security -o")
